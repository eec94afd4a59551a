"""Kendall's W against a worked example, against scipy's Friedman test, and at its ends."""

import numpy as np
import pytest
from scipy.stats import friedmanchisquare, rankdata

from analysis.agreement import kendall_w
from analysis.rankings import lay_out
from analysis.row_fields import Columns
from analysis.weights import weigh
from tests.analysis.rankings_made import request

pytestmark = pytest.mark.pure


def w_of(rankings: list, items: int, **columns: list) -> float | None:
    names = [str(number) for number in range(items)]
    return kendall_w(lay_out(Columns(rankings, **columns), names, "below"))


def places(scores: np.ndarray) -> list[list[int]]:
    """A ranking from scores, lowest first, equal scores tied."""
    return [np.flatnonzero(scores == value).tolist() for value in np.unique(scores)]


def test_three_judges_of_six_essays_come_out_as_by_hand() -> None:
    # rank sums 8, 14, 11, 11, 11, 8 about their mean 10.5: squares 25.5; W = 12 * 25.5 / (9 * 6 * 35)
    ranks = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]
    assert w_of([places(np.array(row)) for row in ranks], 6) == pytest.approx(12 * 25.5 / (9 * 6 * 35))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("levels", [3, 100])
def test_it_agrees_with_the_friedman_statistic_of_scipy_with_and_without_ties(seed: int, levels: int) -> None:
    scores = np.random.default_rng(seed).integers(0, levels, (12, 5))
    expected = friedmanchisquare(*rankdata(scores, axis=1).T).statistic / (12 * 4)
    assert w_of([places(row) for row in scores], 5) == pytest.approx(expected, abs=1e-12)


def test_full_agreement_is_one_and_opposites_are_nothing() -> None:
    assert w_of([[[0], [1], [2]]] * 4, 3) == 1.0
    assert w_of([[[0], [1], [2]], [[2], [1], [0]]], 3) == 0.0


def test_a_row_that_counts_several_people_counts_them() -> None:
    rows = [[[0], [1], [2]], [[1], [0], [2]]]
    assert w_of(rows, 3, counts=[3, 1]) == w_of([rows[0]] * 3 + [rows[1]], 3)


@pytest.mark.parametrize("rows", [[[[0], [1], [2]]], [[[0], [1], [2]], [[0]]], [[[0, 1, 2]]] * 3])
def test_there_is_none_for_one_person_short_lists_or_nothing_but_ties(rows: list) -> None:
    assert w_of(rows, 3) is None


def test_a_report_leaves_it_out_where_there_is_none() -> None:
    assert "kendall_w" not in weigh(request([[[0]], [[1]]])).as_dict()
    assert weigh(request([[[0], [1], [2]], [[1], [0], [2]]])).as_dict()["kendall_w"] == pytest.approx(0.75)
