"""What questions in small sets share: which things a person sees together, and that a set left out is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from math import comb
from typing import Any, ClassVar

from surveys.designs import draw_sets
from surveys.questionnaire import ItemView, QuestionView
from surveys.questions.base import FormValues, Misfit, field_name, many, read_ids
from surveys.questions.comparison import UNSURE, Comparison

MOST_SETS = 20  # more is more than a person has patience for


class InSets(Comparison):
    """Things shown a few at a time; `offered` are those of any set, in the order in which a person first meets them."""

    given = "chosen"
    parts: ClassVar[tuple[str, ...]]  # what is asked of each set
    called: ClassVar[str]  # what sets are called
    default_settings: ClassVar[dict[str, Any]] = {"tasks": None}

    def size(self, question: QuestionView) -> int:
        """How many things a set has."""
        raise NotImplementedError

    def usual_sets(self, question: QuestionView) -> int:
        """How many sets a person gets where the officer says nothing."""
        raise NotImplementedError

    def sets(self, question: QuestionView) -> int:
        """How many sets each person gets: no more than there are different ones."""
        wanted = int(question.settings.get("tasks") or self.usual_sets(question))
        return max(0, min(wanted, MOST_SETS, comb(len(question.items), self.size(question))))

    def shown_sets(self, question: QuestionView, instance_id: str) -> tuple[tuple[ItemView, ...], ...]:
        """The sets of one person, worked out from the instance id."""
        known = {item.id: item for item in question.items}
        drawn = draw_sets(
            question.item_ids(),
            size=self.size(question),
            sets=self.sets(question),
            key=f"{instance_id}:{question.id}",
        )
        return tuple(tuple(known[item] for item in one) for one in drawn)

    def shown_items(self, question: QuestionView, instance_id: str) -> tuple[ItemView, ...]:
        """What a person sees in any set, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(self.shown_sets(question, instance_id))))

    def no_choices(self, question: QuestionView) -> dict[str, Any]:
        """No set."""
        return {"tasks": []}

    def words_of(self, question: QuestionView, raw: Mapping[str, Any]) -> list[tuple[str, ...]]:
        """What was said in each set, "" where nothing was."""
        sets = self.sets(question)
        said = [many(raw, part)[:sets] for part in self.parts]
        return list(zip(*(words + [""] * (sets - len(words)) for words in said), strict=True))

    def has_chosen(self, question: QuestionView, raw: Mapping[str, Any]) -> bool:
        """Whether anything was chosen in any set; that two matter the same is a choice."""
        return any(set(words) - {"", UNSURE} for words in self.words_of(question, raw))

    def unsure(self, question: QuestionView, raw: Mapping[str, Any]) -> int:
        """In how many sets a person said that they cannot say, and chose nothing."""
        return sum(UNSURE in words and set(words) <= {"", UNSURE} for words in self.words_of(question, raw))

    def say_how_many(self, question: QuestionView, value: Mapping[str, Any]) -> str:
        """In how many sets something was chosen, and in how many the person cannot say."""
        chosen, unsure, sets = len(value["tasks"]), value.get("unsure", 0), self.sets(question)
        of = f"of {sets} {self.called if sets != 1 else self.called.removesuffix('s')}"
        said = [f"You chose in {chosen} {of}."] if chosen else []
        if unsure:
            said.append(f"You said “I cannot say” in {unsure}{'' if chosen else f' {of}'}.")
        return " ".join(said)

    def problems(self, question: QuestionView) -> list[str]:
        """Each person has to see everything, or most would not know what they left out."""
        found, things = super().problems(question), len(question.items)
        shown = self.size(question) * self.sets(question)
        if not found and shown < things:
            found.append(
                f"“{question.text}” has {things} things to choose from, but each person sees only {shown} of them. "
                "Show more, or take some out."
            )
        return found


def read_sets(question: QuestionView, form: FormValues, part: str, sets: int) -> list[str]:
    """What was chosen in each set, "" where nothing was."""
    return [form.get(field_name(question, f"{part}-{number}"), "") or "" for number in range(1, sets + 1)]


def chosen_in(raw: Mapping[str, Any], part: str, sets: int) -> list[str]:
    """The same out of a raw answer, a word a set; what a person leaves out is ""."""
    words = [word if word != UNSURE else "" for word in many(raw, part)[:sets]]
    return words + [""] * (sets - len(words))


def read_choice(question: QuestionView, word: str, offered: tuple[ItemView, ...], part: str) -> int | None:
    """The item chosen in one set, None for none; raises Misfit for one that is not in the set."""
    if not word:
        return None
    (item,) = read_ids([word], question)
    if item not in {one.id for one in offered}:
        raise Misfit("Choose from the list that is shown.", part=part)
    return item
