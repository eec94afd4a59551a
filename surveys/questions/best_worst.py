"""Of a few things at a time, which matters most and which least; half a set is an answer, the same for both is not."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, ClassVar

from surveys.questionnaire import QuestionView
from surveys.questions.base import FormValues, Misfit
from surveys.questions.sets import InSets, chosen_in, read_choice, read_sets

SIZE, LEAST_SIZE = 4, 3
TIMES_SEEN, MOST_USUAL = 3, 12


class BestWorst(InSets):
    """`{"state": "chosen" | "none" | "undecided" | "unsure" | "words", "tasks": [{"offered": [item ids in the order
    shown], "best": item id or None, "worst": item id or None}, ...only sets with something chosen],
    "unsure": number of sets with "I cannot say" and nothing chosen, absent for none,
    "offered": [item ids shown in any set], "reason": text or None}`
    """

    name = "best_worst"
    title = "Most and least important"
    advice = "People see a few things at a time and say which matters most and which least. Good for long lists."
    template = "best_worst.html"
    first_part = "best-1"
    parts = ("best", "worst")
    called = "sets"
    least_items = 3
    did = "chose what matters most or least"
    set_aside = "My choices above do not count."
    nothing_chosen = "Choose in at least one set, or say that none matter or that you cannot decide."
    default_settings: ClassVar[dict[str, Any]] = {"size": SIZE, "tasks": None}

    def size(self, question: QuestionView) -> int:
        """As many as the officer says, but fewer than there are: else there is one set to ask about."""
        return size_shown(question.settings, len(question.items))

    def usual_sets(self, question: QuestionView) -> int:
        """So many that each thing is seen about three times, but at most twelve."""
        return min(MOST_USUAL, ceil(TIMES_SEEN * len(question.items) / self.size(question)))

    def hint(self, question: QuestionView) -> str:
        """What to do, how often, and that it need not be all."""
        sets = self.sets(question)
        rule = f"Here are {sets} small sets. Some things come up again. You can leave any set out."
        return question.hint or (rule if sets > 1 else "Choose one for each. You can leave one out.")

    def read_choices(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """What matters most and what least, a word a set."""
        return {part: read_sets(question, form, part, self.sets(question)) for part in self.parts}

    def check_choices(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> dict[str, Any] | None:
        """Refuses, by the set's number, one thing as both."""
        sets = self.shown_sets(question, instance_id)
        best, worst = (chosen_in(raw, part, len(sets)) for part in self.parts)
        tasks = []
        for number, offered in enumerate(sets, start=1):
            most = read_choice(question, best[number - 1], offered, f"best-{number}")
            least = read_choice(question, worst[number - 1], offered, f"worst-{number}")
            if most is not None and most == least:
                both = f"Set {number}: “{question.label_of(most)}” cannot matter both most and least."
                raise Misfit(f"{both} Change one of the two.", part=f"worst-{number}")
            if most is not None or least is not None:
                tasks.append({"offered": [item.id for item in offered], "best": most, "worst": least})
        return {"tasks": tasks} if tasks else None

    def say_choices(self, question: QuestionView, value: Mapping[str, Any]) -> list[str]:
        """How many sets, then what was chosen in each."""
        lines = [_say(question, task["best"], task["worst"]) for task in value["tasks"]]
        return [self.say_how_many(question, value), *lines]

    def chosen_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What was chosen in each set, where one does not fit."""
        known = {str(item): item for item in question.item_ids()}
        both = zip(*(chosen_in(raw, part, self.sets(question)) for part in self.parts), strict=True)
        said = [_say(question, known.get(best), known.get(worst)) for best, worst in both]
        return [f"Set {number}. {words}" for number, words in enumerate(said, start=1) if words]


def size_shown(settings: Mapping[str, Any], things: int) -> int:
    """How many things a set has where there are so many to choose from; it may be fewer than the officer said."""
    return min(int(settings.get("size") or SIZE), max(LEAST_SIZE, things - 1))


def _say(question: QuestionView, best: int | None, worst: int | None) -> str:
    named = ("Matters most", best), ("Matters least", worst)
    return " ".join(f"{what}: {question.label_of(item)}." for what, item in named if item is not None)
