"""A choice from a list, one or several, with room for something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.questionnaire import QuestionView
from surveys.questions.base import (
    BLANK,
    Checked,
    FormValues,
    Misfit,
    QuestionKind,
    field_name,
    first,
    many,
    read_ids,
    within_length,
)

OTHER = "other"


class Choice(QuestionKind):
    """Stored as `{"items": [ids in the officer's order], "other": text or None}`."""

    name = "choice"
    title = "Choice from a list"
    advice = "People pick one or several. Add “something else” when your list may miss something."
    template = "choice.html"
    has_items = True
    least_items = 2
    default_settings: ClassVar[dict[str, Any]] = {"many": False, "other": False}

    def read(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """The boxes ticked and the words beside “something else”.

        The box for words is always in sight, and people write in it without ticking. Their words count as a tick
        where that is clear; where another choice stands against it, `check` asks.
        """
        items = form.getlist(field_name(question))
        raw: dict[str, Any] = {"items": items, "other": form.get(field_name(question, OTHER), "") or ""}
        unticked = bool(question.settings.get(OTHER)) and OTHER not in items and bool(raw["other"].strip())
        if unticked and (question.settings.get("many") or not items):
            return raw | {"items": [*items, OTHER]}
        return raw | {"unticked": "yes"} if unticked else raw

    def check(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Checked:
        """Refuses two choices where one is asked, and “something else” without a word."""
        picked = many(raw, "items")
        other = first(raw, "other").strip() if OTHER in picked else ""
        chosen = set(read_ids([word for word in picked if word != OTHER], question))
        if OTHER in picked and not question.settings.get("other"):
            raise Misfit("Choose from the list that is shown.")
        if OTHER in picked and not other:
            raise Misfit("Say what the something else is.")
        if first(raw, "unticked"):
            raise Misfit("You chose one and also wrote something else. Tick “Something else”, or clear those words.")
        if not picked:
            if question.required:
                raise Misfit("Choose at least one." if question.settings.get("many") else "Choose one.")
            return BLANK
        if not question.settings.get("many") and len(chosen) + (OTHER in picked) > 1:
            raise Misfit("Choose only one.")
        ordered = [item for item in question.item_ids() if item in chosen]
        return Checked("answered", value={"items": ordered, "other": within_length(other) or None})

    def typed_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What was ticked, “something else” by its name where nothing is written beside it, and what is."""
        picked, written = many(raw, "items"), super().typed_words(question, raw)
        ticked = [item.label for item in question.items if str(item.id) in picked]
        return [*ticked, *(["Something else"] if OTHER in picked and not first(raw, OTHER).strip() else []), *written]

    def hint(self, question: QuestionView) -> str:
        """Where several may be ticked, people have to be told."""
        return question.hint or ("Tick all that are true." if question.settings.get("many") else "")

    def summary(self, question: QuestionView, checked: Checked) -> list[str]:
        """One line a choice."""
        if checked.value is None:
            return []
        lines = [question.label_of(item) for item in checked.value["items"]]
        return [*lines, checked.value["other"]] if checked.value["other"] else lines
