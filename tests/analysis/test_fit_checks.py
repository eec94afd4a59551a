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
    """Which of two was put above the other; 0 where they tie or both were left out."""
    places = {item: place for place, tied in enumerate(ranking) for item in tied}
    return int(np.sign(places.get(j, len(ranking)) - places.get(i, len(ranking))))


def test_people_who_tie_and_put_everything_else_the_other_way_round_do_not_agree() -> None:
    opposed = report([[[0, 1], [2]]] * 20 + [[[2], [0, 1]]] * 20, unranked="full")
    assert opposed["agreement"]["pairwise"] == pytest.approx(19 / 39)  # as each of two pairs: 2 * 20 * 19 of 40 * 39
    assert report([[[0, 1], [2]]] * 20, unranked="full")["agreement"]["pairwise"] == 1
    # a tie too large for the model is one here all the same, and nothing is said of pairs in it
    large = [[[0, 1, 2, 3, 4, 5], [6]]] * 3 + [[[6], [0, 1, 2, 3, 4, 5]]] * 2
    assert report(large, items=7, unranked="full")["agreement"]["pairwise"] == pytest.approx((3 * 2 + 2 * 1) / (5 * 4))


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


def test_a_pair_nobody_decided_has_no_residual_and_a_pair_that_fits_exactly_has_one_of_nought() -> None:
    orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    even = report([{"n": 5, "ranking": [[item] for item in order]} for order in orders], items=3)
    assert np.abs(np.array(even["fit_check"]["residuals"], float)).max() < 1e-9
    apart = [[[1], [0]]] * 9 + [[[0], [1]]] * 4 + [[[1], [2]]] * 9 + [[[2], [1]]] * 5
    told = report(apart, items=3, unranked="absent")["fit_check"]["residuals"]
    assert [told[i][j] is None for i, j in [(0, 0), (0, 1), (1, 2), (0, 2), (2, 0)]] == [False] * 3 + [True] * 2


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


def weighed(rankings: list[Any], weights: Any) -> list[dict[str, Any]]:
    return [{"ranking": one, "weight": float(weight)} for one, weight in zip(rankings, weights, strict=True)]


def test_uneven_survey_weights_alone_make_no_camps() -> None:
    theta = np.linspace(1, -1, 6)
    rng = np.random.default_rng(5)
    for uneven in (0.5, 1.0):
        for _ in range(12):
            rows = weighed(draw(theta, 300, 3, rng), np.exp(uneven * rng.normal(size=300)))
            assert not any("camps" in warning for warning in report(rows, items=6)["warnings"])


def test_margins_that_weigh_a_few_people_up_make_no_camps() -> None:
    rng = np.random.default_rng(6)
    margins = {"age": {"young": 0.5, "old": 0.5}}
    for _ in range(12):
        rows = [
            {"ranking": one, "age": "young" if who < 30 else "old"}
            for who, one in enumerate(draw(np.linspace(1, -1, 6), 300, 3, rng))
        ]
        found = weigh(request(rows, items=6) | {"kind": "raking", "margins": margins}).as_dict()
        assert found["design_effect"] > 2
        assert not any("camps" in warning for warning in found["warnings"])


def test_camps_are_found_under_uneven_survey_weights_as_they_are_without() -> None:
    theta = np.array([1.2, 0.8, 0.0, -0.8, -1.2])
    rng = np.random.default_rng(7)
    rows = draw(theta, 100, 5, rng) + draw(-theta, 100, 5, rng)
    uneven = report(weighed(rows, np.exp(rng.normal(size=200))), items=5)
    assert any("two camps" in warning for warning in uneven["warnings"])
    plain = report(rows, items=5)
    for name in ("variance_ratio", "limit", "sides"):
        assert uneven["fit_check"][name] == plain["fit_check"][name]


def test_two_outcomes_always_fit_whatever_people_weigh() -> None:
    rows = weighed([[[0], [1]]] * 100 + [[[1], [0]]] * 100, [1] * 100 + [5] * 100)
    found = report(rows, items=["a", "b"], unranked="full", prior=None)
    assert found["warnings"] == []
    largest = found["fit_check"]["largest"]
    assert largest["compared"] == 200
    assert largest["won"] == pytest.approx(200 / 6)  # of 600 by weight 100
    assert largest["expected"] == pytest.approx(200 / 6)
    assert largest["residual"] == pytest.approx(0, abs=1e-6)


def test_wins_by_survey_weight_are_held_against_weights_with_the_number_of_people_they_are_worth() -> None:
    rng = np.random.default_rng(8)
    rankings = draw(np.array([1.0, 0.3, -0.2, -1.1]), 80, 4, rng)
    survey = rng.choice([1.0, 2.0, 6.0], 80)
    found = report(weighed(rankings, survey), items=4, unranked="full", prior=None)
    for i, j in combinations(range(4), 2):
        above = np.array([one.index([i]) < one.index([j]) for one in rankings])
        chance = found["weights"][i] / (found["weights"][i] + found["weights"][j])
        effective = survey.sum() ** 2 / (survey**2).sum()
        residual = (survey[above].sum() / survey.sum() - chance) * np.sqrt(effective / (chance * (1 - chance)))
        assert found["fit_check"]["residuals"][i][j] == pytest.approx(residual, abs=1e-6)


def test_a_misfit_that_is_told_by_survey_weight_says_so() -> None:
    rows = [[[0], [1]]] * 80 + [[[1], [2]]] * 80 + [[[2], [0]]] * 80 + [[[1], [0]], [[2], [1]], [[0], [2]]]
    found = report(weighed(rows, [1, 2, 1] * 81), items=["a", "b", "c"], unranked="absent")
    assert any("(counted by survey weight), where the weights say" in warning for warning in found["warnings"])


def test_a_pair_that_is_decided_otherwise_than_the_weights_say_is_named() -> None:
    # a above b above c above a, each by a wide margin: no one list of weights can say that
    rows = [[[0], [1]]] * 80 + [[[1], [2]]] * 80 + [[[2], [0]]] * 80 + [[[1], [0]], [[2], [1]], [[0], [2]]]
    found = report(rows, items=["a", "b", "c"], unranked="absent")
    assert any("the model does not fit this pair" in warning for warning in found["warnings"])
