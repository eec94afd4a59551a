"""Counts what was chosen from each set of open items: all that the likelihood needs; it keeps no answer apart.

Where every ranking weighs the same and ties nothing, counts are whole numbers, which add up to the same in any order:
then they are read straight off the table. Everything else is sorted first (analysis/stages.py).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.rankings import RANKING, RankingTable, count_bits

Floats = NDArray[np.float64]
SMALL_SET_BITS = 20  # sets of so few items can be looked up in a table


@dataclass(frozen=True, slots=True)
class Sets:
    """Open sets with what was chosen from them: all that the likelihood needs.

    `member[u]` tells which items were open, `signs[u]` +1 where the most and -1 where the least important was
    picked, `weight[u]` how much was chosen from it. `orders` are the orders of tie seen, from 1 on; `total` is what
    was chosen in all: shares of items, then choices of each tied order.
    """

    member: NDArray[np.bool_]
    signs: Floats
    weight: Floats
    orders: tuple[int, ...]
    total: Floats

    @property
    def items(self) -> int:
        """How many items there are, open in some set or not."""
        return int(self.member.shape[1])


@dataclass(frozen=True, slots=True)
class Tally(Sets):
    """Sets with `wins[i, j]`, how much i was chosen while j was open, and what survey weights were divided by."""

    wins: Floats
    scale: float


def can_count(table: RankingTable) -> bool:
    """Whether the table's choices are whole numbers of small sets."""
    plain = table.form == RANKING and table.ends is None and table.items <= SMALL_SET_BITS and len(table.picks) > 0
    return plain and bool((table.weight == table.weight[0]).all())


def count_choices(table: RankingTable) -> Tally:
    """The tally of a table that `can_count`, every row of which compares something."""
    m = table.items
    picks = np.ascontiguousarray(table.picks.T)
    bits = np.append(1 << np.arange(m), 0).astype(np.int32)  # the last is that of no pick, -1
    open_sets = [table.offered[:, 0].astype(np.int32)]
    for picked in picks[:-1]:
        open_sets.append(open_sets[-1] & ~bits.take(picked, mode="wrap"))
    seen = np.zeros(1 << m, np.bool_)
    for sets in open_sets:
        seen[sets] = True
    distinct = np.flatnonzero(seen)
    width = m + 1  # the first cell of a set counts those who picked no more
    first_cell = np.zeros(1 << m, np.int32)
    first_cell[distinct] = width * np.arange(len(distinct)) + 1
    counts = np.zeros(width * len(distinct))
    people = None if bool((table.count == 1).all()) else table.count
    for sets, picked in zip(open_sets, picks, strict=True):
        cell = first_cell[sets]
        cell += picked
        counts += np.bincount(cell, people, len(counts))
    chosen = counts.reshape(len(distinct), width)[:, 1:]
    weight = chosen.sum(axis=1)
    real = (count_bits(distinct[:, None]) >= 2) & (weight > 0)  # the last item left is no choice
    chosen, weight = chosen[real], weight[real]
    member = (distinct[real, None] >> np.arange(m) & 1).astype(np.bool_)
    wins = chosen.T @ member.astype(np.float64)
    np.fill_diagonal(wins, 0.0)
    return Tally(member, np.ones(len(member)), weight, (1,), chosen.sum(axis=0), wins, float(table.weight[0]))
