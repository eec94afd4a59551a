"""What other ways of counting make of the same rankings, and which outcomes they move; it prefers none of them.

All are worked out from the place of an item among what was offered; items left unranked share the mean of the places
that were left, tied items that of the places they take up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from analysis.row_fields import Ints
from analysis.stages import Stages, where_true

Floats = NDArray[np.float64]
Way = Callable[[Ints, Ints, Ints], Floats]  # the value of places first to last of so many offered
MOVED = 2.0  # places
NO_WEIGHT = "mean_rank"  # the only method whose numbers are ranks, the lower the better


@dataclass(frozen=True, slots=True)
class Tally:
    """Picks and answers of one kind together, so that four ways of counting look at small tables alone.

    Row r of `picked`: how much each item was picked where it took up places `first[r]` to `last[r]` of `offered[r]`
    and `ranked[r]` were ranked. Row k of `given`: how much each item was offered in answers that ranked
    `given_ranked[k]` of `given_offered[k]`.
    """

    first: Ints
    last: Ints
    offered: Ints
    ranked: Ints
    picked: Floats
    given_offered: Ints
    given_ranked: Ints
    given: Floats


def compare_methods(stages: Stages, weights: Floats) -> dict[str, Floats]:
    """The weights of each method, in the order of the items (mean_rank: ranks)."""
    tally = _tally(stages)
    borda = _mean_of(tally, _borda)
    centroid = _mean_of(tally, _centroid)
    rank = _mean_of(tally, _mean_rank)
    first = _mean_of(tally, _first_choice)
    return {
        "plackett_luce": weights,
        "borda": _closed(borda),
        "rank_order_centroid": _closed(centroid),
        "mean_rank": rank,
        "first_choice": _closed(first),
    }


def find_moved(methods: Mapping[str, Floats]) -> list[dict[str, Any]]:
    """Outcomes that some method puts two places or more away from where Plackett-Luce has them."""
    ranks = {name: rankdata(np.round(values if name == NO_WEIGHT else -values, 10)) for name, values in methods.items()}
    own = ranks["plackett_luce"]
    moved = []
    for item in range(len(own)):
        others = {name: float(rank[item]) for name, rank in ranks.items() if abs(rank[item] - own[item]) >= MOVED}
        if others:
            moved.append({"item": item, "rank": float(own[item]), "elsewhere": others})
    return moved


def warn_of_moved(moved: Sequence[Mapping[str, Any]], items: Sequence[str]) -> list[str]:
    """Said where the way of counting matters."""
    if not moved:
        return []
    names = ", ".join(items[one["item"]] for one in moved[:4]) + (" and others" if len(moved) > 4 else "")
    return [f"{names}: two places or more higher or lower by another way of counting (see sensitivity)"]


def _tally(stages: Stages) -> Tally:
    patterns, columns = stages.picks.shape
    m = stages.items
    amount = np.bincount(stages.row_pattern, stages.row_weight * stages.row_count, patterns).astype(np.float64)
    offer = stages.set_of_pick[:, 0].astype(np.int64)
    sizes = stages.tally.member.sum(axis=1).astype(np.int64)
    there = stages.picks >= 0
    ranked = there.sum(axis=1).astype(np.int64)
    # answers by what was offered and how many were ranked, then by how many were offered
    kinds, kind = _number(offer * (columns + 1) + ranked)
    offers, told = kinds // (columns + 1), kinds % (columns + 1)
    classes, of_kind = _number(sizes[offers] * (columns + 1) + told)
    given = np.zeros((len(classes), m))
    np.add.at(given, of_kind, np.bincount(kind, amount, len(kinds))[:, None] * stages.tally.member[offers])
    of_pattern = of_kind[kind]
    rows: list[tuple[Ints, Floats]] = []
    for column, (first, last) in enumerate(_places(stages, there)):
        inside = where_true(there[:, column])
        key = (of_pattern[inside] * (columns + 1) + first[inside]) * (columns + 1) + last[inside]
        found, row = _number(key)
        cells = np.bincount(row * m + stages.picks[inside, column], amount[inside], len(found) * m)
        rows.append((found, cells.reshape(len(found), m).astype(np.float64)))
    keys = np.concatenate([found for found, _ in rows])
    own = classes[keys // (columns + 1) ** 2]
    return Tally(
        first=keys // (columns + 1) % (columns + 1),
        last=keys % (columns + 1),
        offered=own // (columns + 1),
        ranked=own % (columns + 1),
        picked=np.concatenate([cells for _, cells in rows]),
        given_offered=classes // (columns + 1),
        given_ranked=classes % (columns + 1),
        given=given,
    )


def _number(keys: Ints) -> tuple[Ints, Ints]:
    """The distinct keys and the number of each among them; quick where all are the same."""
    if len(keys) and (keys == keys[0]).all():
        return keys[:1], np.zeros(len(keys), np.int64)
    distinct, number = np.unique(keys, return_inverse=True)
    return distinct, number.astype(np.int64)


def _places(stages: Stages, there: NDArray[np.bool_]) -> Iterator[tuple[Ints, Ints]]:
    """By column the first and the last place that each pick takes up."""
    tied = len(stages.tally.orders) > 1 or bool(stages.large_ties)
    first = np.zeros(len(there), np.int64)
    for column in range(there.shape[1]):
        here = np.full(len(there), column + 1)
        if not tied:
            yield here, here
            continue
        share = stages.share[:, column]
        size = np.where(share > 0, np.rint(1.0 / np.where(share > 0, share, 1.0)), 1.0).astype(np.int64)
        goes_on = (stages.order[:, column] == 0) & (share > 0)
        first = np.where(goes_on, first, here)
        yield first, np.where(there[:, column], first + size - 1, here)


def _mean_of(tally: Tally, value: Way) -> Floats:
    """The mean value of each item over the people who were offered it."""
    left = value(tally.given_ranked + 1, tally.given_offered, tally.given_offered)
    left = np.where(tally.given_ranked < tally.given_offered, left, 0.0)
    left_of_pick = np.where(tally.ranked < tally.offered, value(tally.ranked + 1, tally.offered, tally.offered), 0.0)
    gain = value(tally.first, tally.last, tally.offered) - left_of_pick
    total, offered = left @ tally.given + gain @ tally.picked, tally.given.sum(axis=0)
    mean = np.divide(total, offered, out=np.zeros(len(offered)), where=offered > 0)
    return np.where(np.abs(mean) < 1e-12, 0.0, mean)


def _borda(first: Ints, last: Ints, offered: Ints) -> Floats:
    """The share of the other items that this one is above."""
    points: Floats = (offered - (first + last) / 2.0) / (offered - 1.0)
    return points


def _mean_rank(first: Ints, last: Ints, offered: Ints) -> Floats:
    mean: Floats = (first + last) / 2.0
    return mean


def _first_choice(first: Ints, last: Ints, offered: Ints) -> Floats:
    return np.where(first == 1.0, 1.0 / last, 0.0)


def _centroid(first: Ints, last: Ints, offered: Ints) -> Floats:
    """Rank-order centroid (Barron & Barrett 1996): place r of s weighs (1/r + ... + 1/s) / s."""
    most = int(offered.max(initial=0))
    harmonic = np.concatenate(([0.0], np.cumsum(1.0 / np.arange(1, most + 1))))
    # the sum of (H_s - H_(r-1)) over places first to last, by the sum of H_k for k < n being n H_n - n
    before = np.arange(most + 2) * np.concatenate((harmonic, [0.0])) - np.arange(most + 2)
    size = np.maximum(last - first + 1, 1)  # 0 where nothing was left, which nobody asks for
    total = size * harmonic[offered] - (before[last] - before[first - 1])
    value: Floats = total / (size * offered)
    return value


def _closed(values: Floats) -> Floats:
    total = values.sum()
    return values / total if total > 0 else np.full(len(values), 1.0 / len(values))
