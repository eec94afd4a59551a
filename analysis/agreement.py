"""How far people agree on an order: Kendall's W with ties; rankings that leave items out are refused by absence."""

from fractions import Fraction

import numpy as np

from analysis.rankings import RANKING, RankingTable, count_bits


def kendall_w(table: RankingTable) -> float | None:
    """Kendall's coefficient of concordance: 1 if all agree, near 0 if their orders cancel out.

    Corrected for ties (Kendall & Gibbons 1990, chapter 6). None unless at least two rankings are there, every
    one orders all items, and someone tells items apart. Each respondent counts once, survey weights aside.
    """
    m, raters = table.items, int(table.count.sum())
    full = count_bits(table.ranked) == m
    if table.form != RANKING or raters < 2 or not full.all():
        return None
    doubled, ties = _doubled_ranks(table)
    sums = [int(total) for total in table.count @ doubled]  # twice the rank sums: whole numbers, so exact
    squares = Fraction(sum(total * total for total in sums), 4)
    above = 12 * squares - 3 * raters**2 * m * (m + 1) ** 2
    below = raters**2 * m * (m**2 - 1) - raters * int(table.count @ ties)
    return float(above / below) if below else None


def _doubled_ranks(
    table: RankingTable,
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Twice the (mid-)rank of every item, and the sum of d^3 - d over each row's ties."""
    rows, m = table.picks.shape
    doubled = np.zeros((rows, m), np.int64)
    ties = np.zeros(rows, np.int64)
    ends = np.ones((rows, m), np.bool_) if table.ends is None else table.ends
    last = np.zeros(rows, np.int64)
    for column in range(m - 1, -1, -1):  # the last place of each tie, seen from behind
        last = np.where(ends[:, column], column + 1, last)
        doubled[np.arange(rows), table.picks[:, column]] += last
    first = np.zeros(rows, np.int64)
    for column in range(m):
        starts = np.ones(rows, np.bool_) if column == 0 else ends[:, column - 1]
        first = np.where(starts, column + 1, first)
        doubled[np.arange(rows), table.picks[:, column]] += first
        size = column + 2 - first
        ties += np.where(ends[:, column], size**3 - size, 0)
    return doubled, ties
