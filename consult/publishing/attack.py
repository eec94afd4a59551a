"""Tries to work out what an edition would hide, as a reader could, and says in plain words what it found; scipy, so for
runs only.

What is attacked is the very draft that is frozen: its counts with the edition before, and its weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.disclosure import EVERYONE, GROUP
from analysis.disclosure_attack import Leak, find_leaks
from analysis.disclosure_editions import BEFORE
from analysis.records import Progress
from consult.publishing.counts import ALL, ANSWERS, LEFT_OUT, OUTSIDE, WEIGHED
from consult.publishing.document import Draft
from consult.weights.protecting import tables_of
from consult.weights.telling import join_words
from surveys.errors import Refusal

MOST_NAMES = 4  # named one by one in a refusal
OPEN_AGAIN = "Open the consultation again so that more people can answer, or retire one of these groups meanwhile."
MERGE = "Merge small themes, or open the consultation again so that more people can answer."
WAIT = "The edition that is out stays as it is. Publish the next when more people, also of other groups, have answered."


class ReaderCouldTell(Refusal):
    """A table of the draft gives away a number that is hidden."""

    def __init__(self, table: str, names: Sequence[str], advice: str) -> None:
        told = join_words([*names[:MOST_NAMES], *(["others"] if len(names) > MOST_NAMES else [])])
        super().__init__(
            f"Nothing was published. {table}: whoever adds and subtracts the numbers shown could work out a number "
            f"that is hidden ({told}). {advice}"
        )


@dataclass(frozen=True, slots=True)
class _Found:
    table: str
    leaks: list[Leak]
    advice: str


def attack_draft(draft: Draft, progress: Progress | None = None) -> None:
    """Attack each table of a draft; raises ReaderCouldTell at the first that gives something away."""
    steps = len(draft.counts) + sum(one.newest is not None for one in draft.weights)
    for done, found in enumerate(_attacked(draft), start=1):
        if progress is not None:
            progress(done, steps + 1, "Trying to work out what is hidden")
        if found.leaks:
            names = dict.fromkeys(_say(leak.name, draft) for leak in found.leaks)
            raise ReaderCouldTell(found.table, list(names), found.advice)


def _attacked(draft: Draft) -> Iterator[_Found]:
    for one in draft.counts:
        leaks = find_leaks(one.safe.table, one.safe.hidden)
        second = any(name.startswith(BEFORE) for name in one.safe.table.cells)
        advice = WAIT if second else MERGE if one.is_of_themes else OPEN_AGAIN
        yield _Found(one.title, leaks, advice)
    for state in draft.weights:
        if state.newest is not None:
            leaks = [leak for table, hidden in tables_of(state.newest.result) for leak in find_leaks(table, hidden)]
            yield _Found(f"Weights of “{state.question.text}”", leaks, OPEN_AGAIN)


def _say(name: str, draft: Draft) -> str:
    """A cell in words: a group, a theme, or the few between two of them."""
    name = name.removeprefix(BEFORE)
    if LEFT_OUT in name:
        return "those whose answers are not in the weights"
    if ", in none of " in name:
        return "those in no group"
    if ", counted in several" in name:
        return "those in several groups"
    whole, _, part = name.partition(", not in ")
    words = _say_one(whole, draft)
    if WEIGHED in part:
        return f"{words}: those who answered and are not in the weights"
    return f"{words} without {_say_one(part, draft)}" if part else words


def _say_one(name: str, draft: Draft) -> str:
    themes = [draft.names.get(one, "") for one in re.findall(r"\btheme \d+", name)]
    groups = [draft.names.get(one, "") for one in re.findall(r"\bgroup \d+", name)]
    found = [f"“{one}”" for one in themes if one] + [one for one in groups if one]
    if not found and GROUP in name:
        found = [name.rpartition(GROUP)[2]]
    if not found and (name.rpartition(": ")[2] or name) in (ALL, ANSWERS, OUTSIDE, EVERYONE):
        found = ["everyone"]
    return ", ".join(found) or "a part of it"
