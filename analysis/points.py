"""Points shared out among items: rows to shares, and their mean with its variance; refuses rows that cannot be.

numpy only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.flat_lists import Unusual, only, refuse_unless
from analysis.ranking_checks import list_problems
from analysis.records import RefusedInput
from analysis.row_fields import (
    Columns,
    Ints,
    check_groups,
    problems_of_fields,
    read_counts,
    read_people,
    read_weights,
    shown,
)

Floats = NDArray[np.float64]
SLACK = 0.01  # 33.3 three times is meant as 100
MOST_POINTS = 1e12
LEAST_SHARE = 1e-15  # less of all points cannot be told from rounding, and is none
NO_SPREAD = 1e-9  # people whose shares differ by less gave the same: 40 of 100 is 4 of 10


@dataclass(frozen=True, slots=True)
class PointsTable:
    """Checked allocations, a row a response: `shares` of each add up to 1, `step` is the smallest share anyone gave.

    `source` is each row's number in the caller's list; rows without any points are left out (`empty` of them).
    """

    items: int
    shares: Floats
    step: float
    count: Ints
    weight: Floats
    people: Ints | None
    source: Ints
    empty: int = 0
    unlike: bool = False

    def take(self, rows: Ints) -> "PointsTable":
        """The same table with these rows alone."""
        return replace(
            self,
            shares=self.shares[rows],
            count=self.count[rows],
            weight=self.weight[rows],
            people=None if self.people is None else self.people[rows],
            source=self.source[rows],
            empty=0,
        )


def lay_out_points(columns: Columns, items: Sequence[str]) -> PointsTable:
    """Check every allocation and close each to 1; refuses all malformed rows at once.

    Where most rows add up to one and the same total, a row that adds up to another is refused.
    """
    try:
        return _lay_out_quickly(columns, len(items))
    except (Unusual, TypeError, ValueError, OverflowError):
        common = _common_total(_readable_totals(columns.rankings))
        problems = list_problems(len(columns.rankings), lambda row: _problems_of_row(columns, row, items, common))
        raise RefusedInput(problems or ["the points cannot be read"]) from None


def _lay_out_quickly(columns: Columns, m: int) -> PointsTable:
    rows = columns.rankings
    only(rows, {list, tuple})
    refuse_unless(set(map(len, rows)) <= {m})
    flat = list(chain.from_iterable(rows))
    only(flat, {int, float})
    points = np.array(flat, np.float64).reshape(len(rows), m)
    refuse_unless(((points >= 0) & (points <= MOST_POINTS)).all())  # NaN is neither
    totals = points.sum(axis=1)
    answered = np.flatnonzero(totals > 0)
    common = _common_total(totals[answered])
    refuse_unless(common is None or (np.abs(totals[answered] - common) <= SLACK * common).all())
    count, weight = read_counts(columns.counts, len(rows)), read_weights(columns.weights, len(rows))
    people = read_people(columns.respondents)
    check_groups(columns.groups)
    shares = points[answered] / totals[answered, None]
    shares[shares < LEAST_SHARE] = 0.0
    return PointsTable(
        m,
        shares,
        float(shares[shares > 0].min()) if len(answered) else 0.0,
        count[answered],
        weight[answered],
        None if people is None else people[answered],
        answered,
        len(rows) - len(answered),
        common is None,
    )


def _common_total(totals: Floats) -> float | None:
    """The total that more than half of the rows add up to, if there is one."""
    if not len(totals):
        return None
    middle = float(np.median(totals))
    alike = np.abs(totals - middle) <= SLACK * middle
    return middle if alike.sum() * 2 > len(totals) else None


def _readable_totals(rows: Sequence[Any]) -> Floats:
    """Totals of the rows that hold nothing but numbers."""
    totals = [
        float(sum(row))
        for row in rows
        if isinstance(row, list | tuple) and row and not any(map(_problem_of_number, row)) and sum(row) > 0
    ]
    return np.array(totals, np.float64)


def _problem_of_number(value: Any) -> str:
    if type(value) not in (int, float):
        return f"{shown(value)} is not a number"
    if not 0 <= value <= MOST_POINTS:
        return f"{shown(value)} is not a number of points from 0 up"
    return ""


def _problems_of_row(columns: Columns, row: int, items: Sequence[str], common: float | None) -> Iterator[str]:
    points = columns.rankings[row]
    if not isinstance(points, list | tuple):
        yield f"points: {shown(points)} is not a list of points"
    elif len(points) != len(items):
        yield f"points: {len(points)} numbers for {len(items)} items"
    elif bad := [text for text in map(_problem_of_number, points) if text]:
        yield from (f"points: {text}" for text in bad)
    elif common is not None and (total := float(sum(points))) > 0 and abs(total - common) > SLACK * common:
        yield f"points: they add up to {total:g}, where most add up to {common:g}"
    yield from problems_of_fields(columns, row)


def mean_and_variance(table: PointsTable, values: Floats, variance: str) -> tuple[Floats, Floats, int]:
    """Weighted mean over people, its variance (linearised, clustered by respondent), and how many there are."""
    each = table.weight * table.count
    mean = each @ values / each.sum()
    people, _, sums = _by_person(table, values - mean, named=variance == "cluster")
    respondents = int(people.sum())
    factor = respondents / (respondents - 1.0) if respondents > 1 else 0.0
    sums = sums * np.sqrt(people)[:, None]
    return mean, factor * sums.T @ sums / each.sum() ** 2, respondents


def find_same_shares(table: PointsTable) -> Ints:
    """The items to which everybody gave the same share, nothing among them."""
    same: Ints = np.flatnonzero(np.ptp(table.shares, axis=0) <= NO_SPREAD)
    return same


def limits_of_agreement(share: Any, people: int, level: float) -> tuple[Any, Any]:
    """Between what a mean share may lie if so many people all gave it: as many may think otherwise as would yet be
    missing among `people` with a chance of 1 - level, and give nothing or all."""
    unlike = 1.0 - (1.0 - level) ** (1.0 / people)
    return share * (1.0 - unlike), share + (1.0 - share) * unlike


def draw_means(table: PointsTable, values: Floats, draws: int, seed: tuple[int, ...]) -> Floats:
    """Weighted means of samples of as many respondents, drawn with replacement; a row a sample."""
    people, amounts, sums = _by_person(table, values, named=True)
    chances = people / people.sum()
    sampled = np.random.default_rng(seed).multinomial(int(people.sum()), chances / chances.sum(), size=draws)
    means: Floats = (sampled @ sums) / (sampled @ amounts)[:, None]
    return means


def _by_person(table: PointsTable, values: Floats, *, named: bool) -> tuple[Ints, Floats, Floats]:
    """How many people are alike, the survey weight of one of them and the weighted sum of one's values.

    Rows come in an order that their contents decide; people with several rows are put in that of their sums.
    """
    has_name = np.zeros(len(values), np.bool_)
    if table.people is not None and named:
        has_name = table.people >= 0
    people, amounts = table.count[~has_name], table.weight[~has_name]
    sums = values[~has_name] * amounts[:, None]
    if table.people is not None and has_name.any():
        each = (table.weight * table.count)[has_name]
        who, person = np.unique(table.people[has_name], return_inverse=True)
        together = np.zeros((len(who), values.shape[1] + 1))
        np.add.at(together, person, np.column_stack((each, values[has_name] * each[:, None])))
        together = together[np.lexsort(together.T)]
        people = np.concatenate((people, np.ones(len(who), np.int64)))
        amounts = np.concatenate((amounts, together[:, 0]))
        sums = np.concatenate((sums, together[:, 1:]))
    return people, amounts, sums
