"""A total to share out among all items, more to what matters more; it has to come out even, untouched is no answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.questionnaire import QuestionView
from surveys.questions.base import FormValues, Misfit, field_name, table
from surveys.questions.comparison import Comparison

TOTAL = 100
MOST_DIGITS = 9  # longer numbers are far over any total, and reading them takes long
LONGEST_SHOWN = 20  # characters of an unreadable number said back


class Points(Comparison):
    """`{"state": "shared" | "none" | "undecided" | "words", "points": {item id as text: whole number, of every item
    offered}, "total": whole number, "offered": [item ids in the order shown], "reason": text or None}`

    `points` is empty where a person gave none.
    """

    name = "points"
    title = "Sharing out points"
    advice = "People share out 100 points, more to what matters more. It says by how much. Best for at most 8 things."
    template = "points.html"
    first_part = "points-1"
    given = "shared"
    did = "gave out points"
    set_aside = "My points above do not count."
    nothing_chosen = "Give out your points, or say that none matter or that you cannot decide."
    default_settings: ClassVar[dict[str, Any]] = {"total": TOTAL}

    # How the sum is told; static/points.js fills in the same sentences while a person types.
    some_left: ClassVar[str] = "You have given out {given} of {total}. {left} left."
    none_left: ClassVar[str] = "You have given out all {total}."
    too_many: ClassVar[str] = "You have given out {given} of {total}. That is {over} too many."
    unread: ClassVar[str] = "Write whole numbers, such as 20."

    def total(self, question: QuestionView) -> int:
        """How many points there are to give out."""
        return int(question.settings.get("total") or TOTAL)

    def hint(self, question: QuestionView) -> str:
        """How many, and that it need not go to all."""
        rule = f"You have {self.total(question)} points to give out. Give more to what matters more to you."
        return question.hint or f"{rule} You can give some things nothing."

    def read_choices(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """What stands beside each thing, by its id."""
        typed = {str(item): form.get(field_name(question, f"points-{item}"), "") or "" for item in question.item_ids()}
        return {"points": typed}

    def check_choices(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> dict[str, Any] | None:
        """Refuses, by name, what is no whole number from 0 to the total, and a sum that is not the total."""
        typed = self._typed(question, raw)
        if not any(typed.values()):
            return None
        shown = enumerate(self.shown_items(question, instance_id), start=1)
        wrong = {
            f"points-{place}": f"“{item.label}”: {problem}"
            for place, item in shown
            if (problem := _problem(typed[item.id], self.total(question)))
        }
        if wrong:
            raise Misfit(" ".join(wrong.values()), part=next(iter(wrong)), faults=wrong)
        points = {str(item): read_number(word) or 0 for item, word in typed.items()}
        self._refuse_sum(question, sum(points.values()))
        return {"points": points, "total": self.total(question)}

    def _refuse_sum(self, question: QuestionView, given: int) -> None:
        total = self.total(question)
        if given == 0:
            raise Misfit(f"Your points add up to 0. Give out {total}, or say that none of these matter to you.")
        if given < total:
            raise Misfit(f"Your points add up to {given}. Give out {total - given} more, to make it {total}.")
        if given > total:
            raise Misfit(f"Your points add up to {given}. Take {given - total} away, to make it {total}.")

    def no_choices(self, question: QuestionView) -> dict[str, Any]:
        """No points, of as many."""
        return {"points": {}, "total": self.total(question)}

    def say_choices(self, question: QuestionView, value: Mapping[str, Any]) -> list[str]:
        """A line a thing, the most points first."""
        order = sorted(value["offered"], key=lambda item: -value["points"][str(item)])
        return [_line(question, item, str(value["points"][str(item)])) for item in order]

    def has_chosen(self, question: QuestionView, raw: Mapping[str, Any]) -> bool:
        """Whether anything but 0 was typed: nothing for each thing says the same as that none matter."""
        return any(word and read_number(word) != 0 for word in self._typed(question, raw).values())

    def chosen_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What was typed beside each thing, where it does not come out even."""
        typed = table(raw, "points")
        shown = {item: typed.get(str(item), "").strip() for item in question.item_ids()}
        return [_line(question, item, word) for item, word in shown.items() if word]

    def progress(self, question: QuestionView, raw: Mapping[str, Any]) -> str:
        """The sum so far, of the numbers that can be read."""
        numbers = [read_number(word) for word in self._typed(question, raw).values() if word]
        given, total = sum(number or 0 for number in numbers), self.total(question)
        words = self.none_left if given == total else self.too_many if given > total else self.some_left
        told = words.format(given=given, total=total, left=total - given, over=given - total)
        return f"{told} {self.unread}" if None in numbers else told

    def _typed(self, question: QuestionView, raw: Mapping[str, Any]) -> dict[int, str]:
        words = table(raw, "points")
        return {item: _plain(words.get(str(item), "")) for item in question.item_ids()}


def read_number(word: str) -> int | None:
    """A whole number in the digits of any script, None for anything else; `word` has no spaces."""
    digits = word.lstrip("0")[: MOST_DIGITS + 1] or "0"
    return int(digits) if word.isdecimal() else None


def _plain(word: str) -> str:
    # Without spaces, and without the unseen marks that set the direction of writing beside a number.
    return "".join(sign for sign in word if unicodedata.category(sign) not in ("Cf", "Zs", "Cc"))


def _problem(word: str, total: int) -> str:
    number = read_number(word) if word else 0
    if number is None and word[0] in "-\N{MINUS SIGN}" and word[1:].isdecimal():
        return "points cannot be fewer than 0."
    if number is None:
        shown = word if len(word) <= LONGEST_SHOWN else f"{word[:LONGEST_SHOWN]}…"
        return f"“{shown}” is not a whole number. Write a number such as 20, or leave it empty."
    if number > total:
        return f"this is more than the {total} points you have. Write {total} or fewer."
    return ""


def _line(question: QuestionView, item: int, points: str) -> str:
    return f"{question.label_of(item)}: {points}"
