"""Whether people agree and the model fits: pair by pair, by hand, and by the camps that made data hold."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from analysis.weights import weigh
from tests.analysis.rankings_made import draw, request, worked_cases

pytestmark = pytest.mark.pure


def report(rows: list[Any], **parts: Any) -> dict[str, Any]:
    return weigh(request(rows, **parts)).as_dict()


def test_pairwise_agreement_is_counted_over_pairs_of_people_and_items() -> None:
    rankings = [[[0], [1]], [[1], [0], [2]], [[2]], [[3], [0, 1]], [[0], [3]]]
    found = report(rankings, items=4)["agreement"]["pairwise"]
    alike = pairs = 0
    for one, other in combinations(rankings, 2):
        for i, j in combinations(range(4), 2):
            signs = [_sign(ranking, i, j) for ranking in (one, other)]
            if all(signs):
                pairs += 1
                alike += signs[0] == signs[1]
    assert found == pytest.approx(alike / pairs)


def _sign(ranking: list[list[int]], i: int, j: int) -> int:
    """Which of two was chosen alone before the other; 0 where they tie, or the first of them is in a tie."""
    for place in ranking:
        if i in place or j in place:
            return 0 if len(place) > 1 else (1 if i in place else -1)
    return 0


def test_full_agreement_is_one_and_coins_are_a_half() -> None:
    assert report([[[0], [1], [2]]] * 5)["agreement"]["pairwise"] == 1
    rows = draw(np.zeros(4), 3000, 4, np.random.default_rng(1))
    assert report(rows, items=4)["agreement"]["pairwise"] == pytest.approx(0.5, abs=0.01)


def test_equal_weights_have_the_largest_entropy() -> None:
    rows = [[[0], [1]], [[1], [0]]] * 10
    assert report(rows, items=2)["agreement"]["entropy_ratio"] == pytest.approx(1)
    sharp = report([[[0], [1]]] * 30 + [[[1], [0]]], items=2)["agreement"]["entropy_ratio"]
    share = report([[[0], [1]]] * 30 + [[[1], [0]]], items=2)["weights"][0]
    assert sharp == pytest.approx(-(share * np.log(share) + (1 - share) * np.log(1 - share)) / np.log(2), abs=1e-9)


def test_residuals_of_pairs_are_standardised_differences_of_wins() -> None:
    case = worked_cases()["salad"]
    rows = [{"n": n, "ranking": ranking} for n, ranking in case["rankings"]]
    found = report(rows, items=case["items"], unranked="full", prior=None)
    weights, residuals = found["weights"], found["fit_check"]["residuals"]
    for i in range(4):
        for j in range(4):
            if i == j:
                continue
            won = sum(n for n, ranking in case["rankings"] if ranking.index([i]) < ranking.index([j]))
            chance = weights[i] / (weights[i] + weights[j])
            assert residuals[i][j] == pytest.approx((won - 32 * chance) / np.sqrt(32 * chance * (1 - chance)), abs=1e-6)
    largest = found["fit_check"]["largest"]
    assert abs(largest["residual"]) == pytest.approx(np.abs(residuals).max())


def test_cut_lists_and_best_worst_tasks_that_follow_the_model_have_small_residuals() -> None:
    theta = np.linspace(1.2, -1.2, 6)
    rng = np.random.default_rng(2)
    cut = np.array(report(draw(theta, 4000, 2, rng), items=6)["fit_check"]["residuals"])
    assert 0 < np.abs(cut).max() < 3
    tasks = []
    for who in range(2000):
        offered = sorted(rng.choice(6, 4, replace=False).tolist())
        best = max(offered, key=lambda item: theta[item] + rng.gumbel())
        left = [item for item in offered if item != best]
        worst = max(left, key=lambda item: -theta[item] + rng.gumbel())
        tasks.append({"respondent": who, "offered": offered, "best": best, "worst": worst})
    found = weigh({"kind": "bestworst", "items": list("abcdef"), "responses": tasks}).as_dict()
    residuals = np.array(found["fit_check"]["residuals"])
    assert 0 < np.abs(residuals).max() < 4
    np.testing.assert_allclose(residuals, -residuals.T, atol=1e-9)


def test_two_camps_are_told_in_words_with_the_outcomes_that_divide_them() -> None:
    theta = np.array([1.2, 0.8, 0.0, -0.8, -1.2])
    rng = np.random.default_rng(3)
    rows = draw(theta, 150, 5, rng) + draw(-theta, 150, 5, rng)
    found = report(rows, items=["parks", "libraries", "roads", "buses", "trams"])
    assert found["fit_check"]["variance_ratio"] > found["fit_check"]["limit"]
    assert found["fit_check"]["sides"] == [[0, 1], [3, 4]]
    (said,) = [warning for warning in found["warnings"] if "two camps" in warning]
    assert "(parks, libraries)" in said
    assert "(buses, trams)" in said


def test_people_who_follow_one_order_are_seldom_taken_for_camps() -> None:
    rng = np.random.default_rng(4)
    called = [
        any("two camps" in warning for warning in report(draw(rng.normal(size=6), 60, 4, rng), items=6)["warnings"])
        for _ in range(60)
    ]
    assert sum(called) <= 3


def test_a_pair_that_is_decided_otherwise_than_the_weights_say_is_named() -> None:
    # a above b above c above a, each by a wide margin: no one list of weights can say that
    rows = [[[0], [1]]] * 80 + [[[1], [2]]] * 80 + [[[2], [0]]] * 80 + [[[1], [0]], [[2], [1]], [[0], [2]]]
    found = report(rows, items=["a", "b", "c"], unranked="absent")
    assert any("the model does not fit this pair" in warning for warning in found["warnings"])
