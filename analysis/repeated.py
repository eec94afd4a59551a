"""Of rankings of one list by one person the last counts, where their moments tell which that is; else none is dropped.

Pairs are no lists: they are often asked in rounds.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.rankings import RankingTable, count_bits
from analysis.row_fields import Ints

FEWEST = 3  # items of an offer that is a list


def keep_last(table: RankingTable, moments: Sequence[Any] | None) -> tuple[RankingTable, int]:
    """The table without a person's earlier rankings of the same offer, and how many those were.

    Where one of the person's rankings of that offer has no moment, or two have the latest, no order of rows makes one
    of them the last: all stay.
    """
    if table.people is None or moments is None:
        return table, 0
    rows, same = find_same_lists(table)
    at = np.array([_moment(moments[row]) for row in table.source[rows].tolist()])
    order = np.lexsort((at, same))  # NaN comes last, and is later than nothing
    same, at = same[order], at[order]
    ends = np.append(np.flatnonzero(np.diff(same)), len(same) - 1) if len(same) else np.zeros(0, np.int64)
    starts = np.append(0, ends[:-1] + 1)
    gone: list[Ints] = [
        rows[order[start:end]]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=False)
        if start < end and at[end] > at[end - 1]
    ]
    if not gone:
        return table, 0
    left_out = np.concatenate(gone)
    return table.take(np.delete(np.arange(len(table.people)), left_out), left_out=table.empty), len(left_out)


def find_same_lists(table: RankingTable) -> tuple[Ints, Ints]:
    """The rows of named people who ranked a list, and a number for each that people and offer have in common."""
    assert table.people is not None  # noqa: S101 - who has no name cannot come again
    rows: Ints = np.flatnonzero((table.people >= 0) & (count_bits(table.offered) >= FEWEST))
    keys = np.column_stack((table.people[rows], table.offered[rows]))
    same: Ints = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    return rows, same


def _moment(at: Any) -> float:
    return float(at) if type(at) in (int, float) else float("nan")
