"""Gathers rows that hold the same answer, in an order that only their contents decide; it drops none."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.rankings import WORD, RankingTable
from analysis.row_fields import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Rows in sorted order: `rows` their numbers in the table, `number` their patterns, `firsts` a row a pattern.

    `weight` is the survey weight, brought to a mean of one per person by `scale`; `count` people a row;
    `total` the weight of each pattern.
    """

    rows: Ints
    number: Ints
    firsts: Ints
    count: Ints
    weight: Floats
    scale: float
    total: Floats


def find_patterns(table: RankingTable) -> Patterns:
    """Sort and gather the rows of a table."""
    rows, number = _sort_rows(table)
    firsts = rows[np.flatnonzero(np.diff(number, prepend=-1))]
    count = table.count[rows]
    weight, scale = _mean_of_one(table.weight[rows], count)
    total: Floats = np.bincount(number, count * weight, len(firsts)).astype(np.float64)
    return Patterns(rows, number, firsts, count, weight, scale, total)


def _mean_of_one(weight: Floats, count: Ints) -> tuple[Floats, float]:
    """Survey weights brought to a mean of one per person, and what they were divided by."""
    if np.all(weight == weight[0]):
        return np.ones(len(weight)), float(weight[0])
    scale = float(count @ weight) / float(count.sum())
    return weight / scale, scale


def _sort_rows(table: RankingTable) -> tuple[Ints, Ints]:
    """An order of the rows by what they hold, and the number of each sorted row's pattern."""
    bits = (2 * table.items + 1).bit_length()
    keys = []
    for column in range(table.picks.shape[1]):
        if column % (WORD // bits) == 0:
            keys.append(np.zeros(len(table.picks), np.int64))
        key = keys[-1]
        key <<= bits
        key += table.picks[:, column] + np.int64(1)
        if table.ends is not None:
            key += table.ends[:, column] * np.int64(table.items + 1)
    keys += [word for word in table.offered.T if len(word) and (word != word[0]).any()]
    extra: list[NDArray[np.generic]] = [
        part for part in (table.weight, table.count) if len(part) and (part != part[0]).any()
    ]
    order = np.lexsort([*extra, *keys]) if len(keys) + len(extra) > 1 else np.argsort(keys[0])
    changes = np.zeros(len(order), np.bool_)
    for key in keys:
        changes[1:] |= np.diff(key[order]) != 0
    return order, np.cumsum(changes)
