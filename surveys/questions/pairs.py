"""Of two things at a time, which matters more; that they matter the same is an answer, a pair left out is none."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb
from typing import Any

from surveys.questionnaire import QuestionView
from surveys.questions.base import FormValues
from surveys.questions.sets import InSets, chosen_in, read_choice, read_sets

SAME = "same"
MOST_USUAL = 10


class Pairs(InSets):
    """`{"state": "chosen" | "none" | "undecided" | "unsure" | "words", "tasks": [{"offered": [two item ids in the order
    shown], "chosen": item id or None, "same": bool}, ...only pairs that were answered],
    "unsure": number of pairs with "I cannot say", absent for none,
    "offered": [item ids shown in any pair], "reason": text or None}`
    """

    name = "pairs"
    title = "Two at a time"
    advice = "People see two things and say which matters more, a few times over. The easiest to answer."
    template = "pairs.html"
    first_part = "pair-1"
    parts = ("pair",)
    called = "pairs"
    did = "chose what matters more"
    set_aside = "My choices above do not count."
    nothing_chosen = "Choose in at least one pair, or say that none matter or that you cannot decide."

    def size(self, question: QuestionView) -> int:
        """Two."""
        return 2

    def usual_sets(self, question: QuestionView) -> int:
        """Every pair there is, but at most ten."""
        return min(MOST_USUAL, comb(len(question.items), 2))

    def hint(self, question: QuestionView) -> str:
        """What to do, how often, and that it need not be all."""
        pairs = self.sets(question)
        return question.hint or (f"Here are {pairs} pairs. You can leave any pair out." if pairs > 1 else "")

    def read_choices(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """What was chosen, a word a pair."""
        return {"pair": read_sets(question, form, "pair", self.sets(question))}

    def check_choices(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> dict[str, Any] | None:
        """Refuses what is not in the pair."""
        pairs = self.shown_sets(question, instance_id)
        words = chosen_in(raw, "pair", len(pairs))
        tasks = []
        for number, (word, offered) in enumerate(zip(words, pairs, strict=True), start=1):
            same = word == SAME
            chosen = None if same else read_choice(question, word, offered, f"pair-{number}")
            if same or chosen is not None:
                tasks.append({"offered": [item.id for item in offered], "chosen": chosen, "same": same})
        return {"tasks": tasks} if tasks else None

    def chosen_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What was chosen in each pair."""
        said = {str(item.id): item.label for item in question.items} | {SAME: "They matter the same"}
        words = enumerate(chosen_in(raw, "pair", self.sets(question)), start=1)
        return [f"Pair {number}. {said[word]}" for number, word in words if word in said]

    def say_choices(self, question: QuestionView, value: Mapping[str, Any]) -> list[str]:
        """How many pairs, then what was chosen in each."""
        lines = [_say(question, task) for task in value["tasks"]]
        return [self.say_how_many(question, value), *lines]


def _say(question: QuestionView, task: Mapping[str, Any]) -> str:
    one, other = (question.label_of(item) for item in task["offered"])
    if task["same"]:
        return f"“{one}” and “{other}” matter the same."
    first, second = (one, other) if task["chosen"] == task["offered"][0] else (other, one)
    return f"“{first}” matters more than “{second}”."
