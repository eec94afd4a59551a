"""Who answered against who lives here: each group's share of the answers beside its share of the people.

Plain arithmetic, no numpy. Refuses negative counts and a threshold below 5.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.records import Interval, RefusedInput

NORMAL_95 = 1.959963984540054
UNDER, OVER = 0.8, 1.25  # four fifths, and its inverse
FEWEST_TO_SAY, LOWEST_FEWEST = 10, 5


@dataclass(frozen=True, slots=True)
class Presence:
    """One group as counted: people who answered, and how many live here (None where nobody knows)."""

    name: str
    answered: int
    population: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """One group's balance. `of_people` and `of_answers` are shares of all groups of known size, `ratio` the second by
    the first with its 95 % interval; None where the size is unknown. `verdict` is one of: not_heard, too_few, under,
    fair, over, unknown."""

    name: str
    of_people: float | None
    of_answers: float | None
    ratio: float | None
    interval: Interval | None
    verdict: str


def compare_shares(groups: Sequence[Presence], fewest: int = FEWEST_TO_SAY) -> list[Share]:
    """Each group's share of the answers over its share of the people, in the order given.

    ratio_g = (n_g / sum n) / (N_g / sum N), over the groups whose N is known, so that it is also how well a group was
    reached beside all of them, and overlapping groups do no harm. Interval: log ratio +- 1.96 sqrt(1/n_g - 1/sum n)
    (the delta method for a multinomial share). Under 0.8 is called under-heard, above 1.25 over-heard.
    """
    problems = [f"{one.name}: a number of people below zero" for one in groups if min(one.answered, _size(one)) < 0]
    if fewest < LOWEST_FEWEST:
        problems.append(f"fewest: {fewest} is below {LOWEST_FEWEST}")
    if problems:
        raise RefusedInput(problems)
    known = [one for one in groups if one.population]
    answers, people = sum(one.answered for one in known), sum(_size(one) for one in known)
    return [_share(one, answers, people, fewest) for one in groups]


def _size(group: Presence) -> int:
    return group.population or 0


def _share(group: Presence, answers: int, people: int, fewest: int) -> Share:
    if not group.population:
        return Share(group.name, None, None, None, None, "unknown" if group.answered else "not_heard")
    of_people = group.population / people
    if not group.answered:
        return Share(group.name, of_people, 0.0, 0.0, None, "not_heard")
    of_answers = group.answered / answers
    ratio = of_answers / of_people
    half = NORMAL_95 * math.sqrt(max(1 / group.answered - 1 / answers, 0.0))
    interval = Interval(ratio * math.exp(-half), ratio * math.exp(half))
    if group.answered < fewest:
        return Share(group.name, of_people, of_answers, ratio, interval, "too_few")
    verdict = "under" if ratio < UNDER else "over" if ratio > OVER else "fair"
    return Share(group.name, of_people, of_answers, ratio, interval, verdict)
