"""Balances the people who answered against who lives here, by all that was chosen at once; shares that cannot be met
are refused, each with the option at fault. The sums are those of analysis/balance.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.balance import TRIM, Raked, rake
from analysis.balance import Margin as Shares
from analysis.records import RefusedInput
from consult.weights.given import Given
from consult.weights.margins import Cell, Margin


@dataclass(frozen=True, slots=True)
class Problem:
    """Why people cannot be balanced: by which margin, and which of its kinds of people ("": the margin as a whole)."""

    by: int | None
    key: str
    sentence: str


class CannotBalance(Exception):
    """The shares cannot be met with the people who answered."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    @property
    def words(self) -> str:
        """All of it, in sentences."""
        return " ".join(problem.sentence.rstrip(".") + "." for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Balanced:
    """People with their weights: `kept` are their places among those given, `weights` have a mean of one. `heard`
    counts them by margin and kind; `unheard` are the groups of which nobody can speak."""

    margins: tuple[Margin, ...]
    kept: tuple[int, ...]
    raked: Raked
    heard: tuple[Counter[str], ...]
    unheard: tuple[Cell, ...]

    @property
    def largest(self) -> float:
        """For how many times another's answer one person's counts at most."""
        return float(self.raked.weights.max() / self.raked.weights.min())

    @property
    def within_cap(self) -> bool:
        """Whether nobody counts for more than so many times the middle weight; the shares go before that."""
        ordered = np.sort(self.raked.weights)
        return bool(ordered[-1] <= TRIM * ordered[(len(ordered) - 1) // 2] * (1 + 1e-6))


def balance(margins: Sequence[Margin], given: Given) -> Balanced:
    """Weigh those of whom every margin tells something; raises CannotBalance with all that is wrong."""
    problems = list(_overlaps(margins, given))
    kept = [place for place, one in enumerate(given.people) if None not in one.cells]
    if not problems and not kept:
        problems = [
            Problem(margins[-1].by, "", "Of nobody whose answer is weighed is everything known that you chose.")
        ]
    if problems:
        raise CannotBalance(problems)
    heard = tuple(Counter(str(given.people[place].cells[at]) for place in kept) for at in range(len(margins)))
    unheard = [
        cell for one, n in zip(margins, heard, strict=True) if one.by is None for cell in one.counted if not n[cell.key]
    ]
    problems = [found for one, n in zip(margins, heard, strict=True) for found in _misfits(one, n)]
    if problems:
        raise CannotBalance(problems)
    shares = [_shares(one, at, n, kept, given) for at, (one, n) in enumerate(zip(margins, heard, strict=True))]
    try:
        raked = rake(shares, np.ones(len(kept)), np.ones(len(kept), np.int64))
    except RefusedInput:
        raise CannotBalance([_contradiction(margins)]) from None
    return Balanced(tuple(margins), tuple(kept), raked, heard, tuple(unheard))


def count_heard(given: Given, at: int) -> Counter[str]:
    """How many people whose answers are weighed are of each kind by one margin."""
    return Counter(cell for one in given.people if (cell := one.cells[at]) is not None)


def _overlaps(margins: Sequence[Margin], given: Given) -> Iterator[Problem]:
    for margin in margins:
        ids = {int(cell.key) for cell in margin.cells} if margin.by is None else set()
        shared = [pair for pair in sorted(given.sharing) if set(pair) <= ids]
        if shared:
            names = {int(cell.key): cell.label for cell in margin.cells}
            one, other = shared[0]
            yield Problem(
                margin.by,
                "",
                f"Some people are in more than one group, such as “{names[one]}” and “{names[other]}”. Numbers of "
                "people of groups that overlap cannot be added",
            )


def _misfits(margin: Margin, heard: Counter[str]) -> Iterator[Problem]:
    for cell in margin.counted:
        n = heard[cell.key]
        if margin.by is not None and cell.share and not n:
            yield Problem(
                margin.by,
                cell.key,
                f"Nobody who is weighed chose “{cell.label}”, so nobody can speak for them. Leave it empty. If the "
                "rest then does not add up to 100, type numbers of people",
            )
        elif not cell.share and n:
            people = "1 person" if n == 1 else f"{n:,} people"
            yield Problem(
                margin.by,
                cell.key,
                f"{people} chose “{cell.label}”, so it cannot be 0. Leave it empty to leave them out",
            )
    if sum(bool(cell.share and heard[cell.key]) for cell in margin.counted) < 2:
        yield Problem(
            margin.by,
            "",
            f"“{margin.title}” needs at least two kinds of people who have a share and have answered: there is nothing "
            "to balance in one",
        )


def _shares(margin: Margin, at: int, heard: Counter[str], kept: Sequence[int], given: Given) -> Shares:
    counted = sorted((cell for cell in margin.counted if heard[cell.key]), key=lambda cell: cell.key)
    place = {cell.key: number for number, cell in enumerate(counted)}
    told = np.array([cell.share for cell in counted], np.float64)
    cells = np.array([place[str(given.people[one].cells[at])] for one in kept], np.int64)
    return Shares(margin.title, cells, tuple(place), told / told.sum())


def _contradiction(margins: Sequence[Margin]) -> Problem:
    names = " and ".join(f"“{margin.title}”" for margin in margins)
    return Problem(
        margins[-1].by,
        "",
        f"The shares of {names} contradict each other: no weights of the people who answered meet them all. Check "
        "them, or leave one out",
    )


def last(margins: Sequence[Margin], one: Margin) -> tuple[Margin, ...]:
    """The margins with one of them new or replaced, and at the end."""
    return (*(margin for margin in margins if margin.by != one.by), replace(one))
