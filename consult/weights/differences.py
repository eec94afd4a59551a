"""Which groups differ on what, by how much and how surely; groups that share people are not tested, because their
answers are not two samples."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from analysis.records import GroupWeights, Weight
from analysis.shared_errors import error_of_sum
from consult.weights.parts import alone
from consult.weights.standard_errors import QUANTILE, chance_between, error_of_share

UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """One outcome between two groups, the higher first. `p` is Holm's over all comparisons made.

    `gap` is how far apart the weights that are shown lie, as a share of 1, `low` to `high` the likely range of that.
    """

    item: int
    high: str
    low: str
    gap: float
    p: float
    least: float = 0.0
    most: float = 0.0
    apart: bool = False  # the likely ranges of the two do not meet

    @property
    def unlikely_chance(self) -> bool:
        """Whether the test says that chance alone seldom makes such a difference anywhere in the table."""
        return self.p < UNLIKELY

    @property
    def sure(self) -> bool:
        """Whether a page may say that two groups differ: the test holds, and the likely ranges do not meet."""
        return self.apart and self.unlikely_chance


def compare_groups(
    groups: Sequence[GroupWeights], sharing: Collection[frozenset[str]], least_people: int
) -> list[Difference]:
    """Every outcome between every two groups that share nobody, the largest difference first.

    Wald's test on the log-odds of the weight each group has by its own answers, with the clustered variance its
    interval was made from, because pooling draws groups together; Holm over every outcome and pair of groups.
    """
    tests = list(_tests(groups, sharing, least_people))
    corrected = holm([p for p, _ in tests])
    found = [replace(one, p=p) for (_, one), p in zip(tests, corrected, strict=True)]
    return sorted(found, key=lambda one: (-one.gap, one.item, one.high, one.low))


def find_largest(
    groups: Sequence[GroupWeights], sharing: Collection[frozenset[str]], least_people: int
) -> Difference | None:
    """The largest difference among those whose intervals lie apart; one that passes the test goes first."""
    return choose_largest(compare_groups(groups, sharing, least_people))


def choose_largest(differences: Sequence[Difference]) -> Difference | None:
    """The one to name in a sentence. None where no two intervals lie apart."""
    found = [one for one in differences if one.apart]
    return min(found, key=lambda one: (not one.unlikely_chance, -one.gap, one.item, one.high, one.low), default=None)


def _tests(
    groups: Sequence[GroupWeights], sharing: Collection[frozenset[str]], least_people: int
) -> Iterator[tuple[float, Difference]]:
    raw = [alone(group).weights for group in groups]
    for (place, first), (other, second) in combinations(enumerate(groups), 2):
        if frozenset((first.name, second.name)) in sharing:
            continue
        for item, (a, b) in enumerate(zip(first.weights, second.weights, strict=True)):
            if min(a.n, b.n) >= least_people:
                chance = chance_between(_numbers(raw[place][item]), _numbers(raw[other][item]))
                yield chance, _difference(first, a, second, b)


def _difference(first: GroupWeights, a: Weight, second: GroupWeights, b: Weight) -> Difference:
    if a.value < b.value:
        first, a, second, b = second, b, first, a
    gap = a.value - b.value
    half = QUANTILE * _error_between(first, a, second, b)
    apart = a.interval.low > b.interval.high
    return Difference(a.item, first.name, second.name, gap, 1.0, max(-1.0, gap - half), min(1.0, gap + half), apart)


def _error_between(first: GroupWeights, a: Weight, second: GroupWeights, b: Weight) -> float:
    """The standard error of a difference: the wider of what it is if pooled groups err together, as they do, and if
    they err apart. The former alone is a little short where groups hardly differ (`python -m benchmarks.coverage`)."""
    errors = [error_of_share(_numbers(a)), error_of_share(_numbers(b))]
    together = error_of_sum(a.item, (1.0, -1.0), errors, (first.shared, second.shared))
    return max(together, math.hypot(*errors))


def _numbers(weight: Weight) -> tuple[float, float, float]:
    return weight.value, weight.interval.low, weight.interval.high


def holm(values: Sequence[float]) -> list[float]:
    """Holm's step-down correction: the smallest is multiplied by their number, the next by one less, never falling."""
    corrected = [1.0] * len(values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=lambda at: (values[at], at))):
        highest = max(highest, min(1.0, values[place] * (len(values) - rank)))
        corrected[place] = highest
    return corrected
