"""Respondents drawn anew: the variance of their samples, what it says of an order, and that no order of rows shows."""

import json
import random
from typing import Any

import numpy as np
import pytest

from analysis.comparisons import compare_pairs
from analysis.group_fits import fit_group
from analysis.many_fits import look_at_pairs
from analysis.plackett_luce import evaluate
from analysis.rankings import lay_out
from analysis.resampling import find_kinds, fit_samples
from analysis.row_fields import Columns
from analysis.tallies import Sets
from analysis.variance import Spread
from analysis.weight_options import WeightOptions
from analysis.weights import weigh
from tests.analysis.rankings_made import draw, request
from tests.analysis.test_weights import TRUTH, mixed_rows, refusals

pytestmark = pytest.mark.pure


def report(rows: list[Any], **parts: Any) -> dict[str, Any]:
    return weigh(request(rows, **parts)).as_dict()


def tasks(people: int, each: int) -> list[dict[str, Any]]:
    """People who differ, with several answers each."""
    rng = np.random.default_rng(7)
    return [
        {"ranking": ranking, "respondent": who}
        for who in range(people)
        for ranking in draw(TRUTH + rng.normal(size=5), each, 2, rng)
    ]


@pytest.mark.parametrize("rows", [draw(TRUTH, 300, 3, np.random.default_rng(1)), tasks(100, 6)])
def test_standard_errors_from_samples_are_close_to_the_clustered_ones(rows: list[Any]) -> None:
    drawn = report(rows, items=5, variance="bootstrap", draws=2000)
    clustered = report(rows, items=5)
    np.testing.assert_allclose(drawn["se"], clustered["se"], rtol=0.12)
    assert drawn["weights"] == clustered["weights"]
    assert drawn["variance"] == "bootstrap"
    assert (drawn["run"]["draws"], drawn["run"]["seed"]) == (2000, 0)


@pytest.mark.parametrize("tied", [False, True])
def test_a_sample_is_fitted_as_if_its_people_alone_had_answered(tied: bool) -> None:
    rankings = [[[0], [1], [2]], [[1], [0]], [[2], [1]], [[0], [2]], [[1], [2], [0]], [[2], [0], [1]]]
    rankings += [[[0, 1], [2]], [[1, 2]]] if tied else []
    names = ["a", "b", "c"]

    def fitted(people: list[int]) -> Any:
        answered = [(ranking, n) for ranking, n in zip(rankings, people, strict=True) if n]
        columns = Columns(rankings=[ranking for ranking, _ in answered], counts=[n for _, n in answered])
        return fit_group(lay_out(columns, names, "below"), names, WeightOptions())

    own = fitted([9] * len(rankings))
    kinds = find_kinds(own.stages)
    sampled = np.random.default_rng(1).multinomial(9 * len(rankings), kinds.people / kinds.people.sum(), size=3)
    found = fit_samples(own.stages, kinds, sampled, own.fit, WeightOptions().prior).theta
    patterns = [_written(own.stages, pattern) for pattern in range(len(own.stages.picks))]
    for people, theta in zip(sampled, found, strict=True):
        count = dict(zip((patterns[p] for p in kinds.row_pattern), people[kinds.row_kind].tolist(), strict=True))
        again = fitted([count[str(ranking)] for ranking in rankings])
        np.testing.assert_allclose(theta, again.fit.theta, atol=1e-7)


def test_side_by_side_fits_with_ties_of_two_use_the_exact_slope_and_information() -> None:
    rng = np.random.default_rng(5)
    member = rng.random((20, 6)) < 0.6
    member[:, :2] = True
    weights, totals, at = rng.random((3, 20)), rng.random((3, 7)), rng.normal(size=(3, 7))
    sets = Sets(member, np.ones(20), weights[0], (1, 2), totals[0])
    slopes, information = look_at_pairs(sets, weights, totals, at)
    for own in range(3):
        _, slope, curve = evaluate(Sets(member, np.ones(20), weights[own], (1, 2), totals[own]), at[own])
        np.testing.assert_allclose(slopes[own], slope, atol=1e-12)
        np.testing.assert_allclose(information[own], curve, atol=1e-12)


def _written(stages: Any, pattern: int) -> str:
    """An answer as a list of places again."""
    ranking: list[list[int]] = []
    for column, item in enumerate(stages.picks[pattern].tolist()):
        if item >= 0 and stages.order[pattern, column] == 0 and stages.share[pattern, column] > 0:
            ranking[-1].append(item)
        elif item >= 0:
            ranking.append([item])
    return str(ranking)


OPTIONS = [
    {"variance": "bootstrap", "draws": 60},
    {"draws": 60, "prior": None},
    {"draws": 60, "prior": {"type": "pseudo", "n": 0.5}},
    {"test": "permutation", "draws": 60, "pool": "none"},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_any_order_of_the_rows_gives_the_same_draws_to_the_last_bit(options: dict[str, Any]) -> None:
    rows = [row | {"group": "a" if number % 3 else "b"} for number, row in enumerate(mixed_rows(4)[:70])]
    rows = [row | {"respondent": None} for row in rows] if "test" in options else rows
    first = json.dumps(report(rows, items=5, **options))
    assert '"first"' in first
    shuffled = rows.copy()
    random.Random(3).shuffle(shuffled)
    renamed = [row | {"respondent": row["respondent"] and f"x{row['respondent']}"} for row in shuffled]
    assert json.dumps(report(renamed, items=5, **options)) == first


def test_another_seed_draws_other_samples_and_the_same_seed_the_same() -> None:
    rows = draw(TRUTH, 40, 3, np.random.default_rng(1))
    one, again, other = (report(rows, items=5, draws=100, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one["ranks"] != other["ranks"]
    assert one["interval"] == other["interval"]


def test_what_is_said_of_the_order_hangs_together() -> None:
    found = report(draw(TRUTH, 60, 3, np.random.default_rng(2)), items=5, draws=400)
    ranks, above = found["ranks"], np.array(found["ranks"]["above"])
    assert sum(ranks["first"]) == pytest.approx(1)
    assert sum(ranks["top_3"]) == pytest.approx(3)
    np.testing.assert_allclose(above + above.T, 1 - np.eye(5), atol=1e-12)
    assert all(1 <= low <= high <= 5 for low, high in zip(ranks["low"], ranks["high"], strict=True))
    own = np.argsort(np.argsort(-np.array(found["weights"]))) + 1
    assert all(low <= rank <= high for low, rank, high in zip(ranks["low"], own, ranks["high"], strict=True))


def test_rank_intervals_hold_the_true_rank_about_as_often_as_promised() -> None:
    rng = np.random.default_rng(20261127)
    held = []
    for _ in range(40):
        ranks = report(draw(TRUTH, 60, 3, rng), items=5, draws=100)["ranks"]
        held += [
            low <= rank + 1 <= high for rank, (low, high) in enumerate(zip(ranks["low"], ranks["high"], strict=True))
        ]
    assert np.mean(held) >= 0.93


def test_a_few_people_who_all_agree_do_not_settle_an_order_for_good() -> None:
    ranks = report([[[0], [1], [2]]] * 3, items=3, draws=400)["ranks"]
    assert 0.5 < ranks["first"][0] < 0.999


def test_one_person_alone_cannot_be_drawn_anew() -> None:
    found = report([[[0], [1], [2]]], items=3, variance="bootstrap")
    assert "ranks" not in found
    assert found["variance"] == "model"


def test_samples_without_a_finite_estimate_are_counted_in_words() -> None:
    rows = [[[0], [1], [2]]] * 9 + [[[1], [2], [0]], [[2], [0], [1]]]
    found = report(rows, items=3, prior=None, draws=100)
    assert any("samples of the people no finite estimate existed" in warning for warning in found["warnings"])


def test_pooled_groups_tell_the_order_of_their_pooled_weights_and_their_own_beside() -> None:
    rows = [{"ranking": r, "group": g} for g in ("a", "b", "c") for r in draw(TRUTH, 20, 3, np.random.default_rng(5))]
    group = report(rows, items=5, draws=100)["groups"]["a"]
    assert group["ranks"]["from"] == "pooled"
    assert group["unpooled"]["ranks"]["from"] == "bootstrap"
    assert group["unpooled"]["differences"] != group["differences"]


def test_points_are_drawn_anew_by_respondent() -> None:
    rng = np.random.default_rng(4)
    rows = [
        {"points": row.tolist(), "respondent": n // 2}
        for n, row in enumerate(rng.multinomial(100, [0.5, 0.3, 0.2], 80))
    ]
    asked = {"kind": "points", "items": ["a", "b", "c"], "responses": rows}
    drawn = weigh(asked | {"options": {"variance": "bootstrap", "draws": 2000}}).as_dict()
    clustered = weigh(asked).as_dict()
    np.testing.assert_allclose(drawn["se"], clustered["se"], rtol=0.12)
    assert drawn["ranks"]["first"][0] == pytest.approx(1)
    random.Random(1).shuffle(rows)
    assert weigh(asked | {"options": {"variance": "bootstrap", "draws": 2000}}).as_dict() == drawn


def test_differences_of_pairs_are_those_of_the_weights_with_the_delta_method_on_the_area_tangent() -> None:
    found = report(draw(TRUTH, 400, 3, np.random.default_rng(6)), items=5, variance="model", prior=None)
    weights = np.array(found["weights"])
    assert len(found["differences"]) == 10
    for one in found["differences"]:
        first, second = one["items"]
        assert one["difference"] == pytest.approx(weights[first] - weights[second], abs=1e-11)
        low, high = one["interval"]
        assert -1 < low < one["difference"] < high < 1


def test_the_difference_of_two_items_is_that_of_a_binomial_share() -> None:
    # w1 - w2 = 2 p - 1, so the area tangent of it is half the logit of p: its variance is 1 / (4 n p q)
    rows = [{"ranking": [[0], [1]], "n": 60}, {"ranking": [[1], [0]], "n": 40}]
    one = report(rows, items=2, variance="model", prior=None)["differences"][0]
    half = 1.959963984540054 * np.sqrt(1 / (4 * 100 * 0.6 * 0.4))
    assert one["difference"] == pytest.approx(0.2, abs=1e-9)
    assert one["interval"] == pytest.approx(
        [np.tanh(np.arctanh(0.2) - half), np.tanh(np.arctanh(0.2) + half)], abs=1e-9
    )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("gap", [29.0, 36.0, 60.0, 700.0, -60.0])
def test_weights_that_differ_by_all_there_is_have_an_interval_that_says_how_sure_that_is(gap: float) -> None:
    # w1 - w2 = tanh(gap / 2), so the interval is that of the gap in log-worths, which here may well be nothing
    spread = Spread(np.diag([gap**2, 0.0]) / 2.0, "model", 9, 1.9, None, 1.9)
    (one,) = compare_pairs(np.array([gap, -gap]) / 2.0, spread)
    assert one["difference"] == pytest.approx(np.sign(gap), abs=1e-12)
    ends = [np.tanh((gap + side * 1.9 * abs(gap) / np.sqrt(2.0)) / 2.0) for side in (-1, 1)]
    assert one["interval"] == pytest.approx(ends, abs=1e-9)
    assert -1 <= one["interval"][0] <= one["difference"] <= one["interval"][1] <= 1


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"draws": 20}, "options, draws: 20 are too few to tell anything; at least 50"),
        ({"draws": 0, "variance": "bootstrap"}, "options, draws: 0 are too few to tell anything; at least 50"),
        ({"draws": -1}, "options, draws: -1 is not a whole number from 0 to 10000"),
        ({"draws": 2.5}, "options, draws: 2.5 is not a whole number from 0 to 10000"),
        ({"seed": True}, "options, seed: True is not a whole number from 0 to 4294967295"),
        ({"variance": "jackknife"}, "options, variance: 'jackknife' is not one of cluster, model, bootstrap"),
    ],
)
def test_draws_that_cannot_be_are_refused_by_name(options: dict[str, Any], problem: str) -> None:
    assert refusals(request([[[0], [1]]], **options)) == [problem]
