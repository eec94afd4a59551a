"""A ranking of all items or the first few; partial is fine, ties cannot be entered, untouched is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.questionnaire import QuestionView
from surveys.questions.base import FormValues, Misfit, field_name, many, read_ids
from surveys.questions.comparison import NONE, UNDECIDED, Comparison

__all__ = ["NONE", "RANKED", "UNDECIDED", "Rank"]
RANKED = "ranked"


class Rank(Comparison):
    """Stored with what was offered, so that unranked (below) and not offered (absent) stay two things.

    `{"state": "ranked" | "none" | "undecided" | "words", "order": [item ids, first is most
    important], "offered": [item ids in the order shown], "reason": text or None}`
    """

    name = "rank"
    title = "Ranking"
    advice = "People put things in order of importance. Weights by stakeholder group are worked out from it."
    template = "rank.html"
    first_part = "place-1"
    given = RANKED
    did = "chose what matters to you"
    set_aside = "My order above does not count."
    nothing_chosen = "Choose at least one, or say that none matter or that you cannot decide."
    default_settings: ClassVar[dict[str, Any]] = {"places": 5}

    def places(self, question: QuestionView) -> int:
        """How many places there are to fill."""
        wanted = question.settings.get("places") or len(question.items)
        return max(1, min(int(wanted), len(question.items)))

    def hint(self, question: QuestionView) -> str:
        """How many, which end is the top, and that it need not be all."""
        places = self.places(question)
        rule = "Put them in order" if places == len(question.items) else f"Choose up to {places}"
        return question.hint or f"{rule}, most important first. You can leave any out."

    def read_choices(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """One value a place."""
        places = range(1, self.places(question) + 1)
        return {"places": [form.get(field_name(question, f"place-{place}"), "") or "" for place in places]}

    def check_choices(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> dict[str, Any] | None:
        """Closes gaps; refuses an item in two places."""
        order = read_ids([word for word in many(raw, "places") if word], question)
        if len(order) > self.places(question):
            raise Misfit(f"Choose at most {self.places(question)}.")
        for place, item in enumerate(order):
            if item in order[:place]:
                raise Misfit(f"“{question.label_of(item)}” is in two places. Leave it in one.")
        return {"order": order} if order else None

    def has_chosen(self, question: QuestionView, raw: Mapping[str, Any]) -> bool:
        """Whether anything stands at any place."""
        return any(many(raw, "places"))

    def chosen_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What stands at each place, where something stands at two."""
        known = {str(item.id): item.label for item in question.items}
        return [f"{place}. {known[word]}" for place, word in enumerate(many(raw, "places"), start=1) if word in known]

    def no_choices(self, question: QuestionView) -> dict[str, Any]:
        """No order."""
        return {"order": []}

    def say_choices(self, question: QuestionView, value: Mapping[str, Any]) -> list[str]:
        """The order, a numbered line each."""
        return [f"{place}. {question.label_of(item)}" for place, item in enumerate(value["order"], start=1)]
