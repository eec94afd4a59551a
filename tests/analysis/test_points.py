"""Weights from points: means and errors against their definitions, zeros, and rows that cannot be."""

import json
import random
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm, t

from analysis.records import RefusedInput
from analysis.weights import weigh

pytestmark = pytest.mark.pure


def request(rows: list[Any], items: int = 3, **options: Any) -> dict[str, Any]:
    names = [f"item {number}" for number in range(items)]
    responses = [row if isinstance(row, dict) else {"points": row} for row in rows]
    return {"kind": "points", "items": names, "responses": responses, "options": options}


def report(rows: list[Any], items: int = 3, **options: Any) -> dict[str, Any]:
    return weigh(request(rows, items, **options)).as_dict()


def draw(people: int, rng: np.random.Generator, mean: tuple[float, ...] = (5.0, 3.0, 2.0)) -> list[list[int]]:
    """Points in steps of 5 that add up to 100."""
    shares = rng.dirichlet(mean, people)
    return [(5 * rng.multinomial(20, share)).tolist() for share in shares]


def test_weights_are_mean_shares_and_errors_those_of_a_mean() -> None:
    rows = draw(80, np.random.default_rng(1))
    shares = np.array(rows) / 100
    found = report(rows)
    np.testing.assert_allclose(found["weights"], shares.mean(axis=0), atol=1e-12)
    covariance = np.cov(shares.T) / 80
    centre = (np.eye(3) - 1 / 3) @ np.diag(1 / shares.mean(axis=0))
    np.testing.assert_allclose(found["se"], np.sqrt(np.diag(centre @ covariance @ centre.T)), rtol=1e-9)
    logs = np.log(shares.mean(axis=0))
    np.testing.assert_allclose(found["log_worth"], logs - logs.mean(), atol=1e-11)
    w, error = shares.mean(axis=0)[0], np.sqrt(covariance[0, 0])
    half = norm.ppf(0.975) * error / (w * (1 - w))
    limits = [1 / (1 + np.exp(-(np.log(w / (1 - w)) + sign * half))) for sign in (-1, 1)]
    np.testing.assert_allclose(found["interval"][0], limits, rtol=1e-9)
    assert found["n"] == 80


def test_few_people_get_the_wider_quantile_of_student() -> None:
    found = report(draw(12, np.random.default_rng(2)))
    half = (found["log_worth_interval"][0][1] - found["log_worth_interval"][0][0]) / 2
    assert half / found["se"][0] == pytest.approx(t.ppf(0.975, 11))


def test_people_who_weigh_unequally_are_as_few_as_their_weights_leave_of_them() -> None:
    rows = [
        {"points": row, "weight": 10.0 if who < 6 else 1.0}
        for who, row in enumerate(draw(60, np.random.default_rng(3)))
    ]
    found = report(rows)
    left = 114**2 / 654
    half = (found["log_worth_interval"][0][1] - found["log_worth_interval"][0][0]) / 2
    assert found["n_eff"] == pytest.approx(left)
    assert half / found["se"][0] == pytest.approx(t.ppf(0.975, left - 1) * np.sqrt(left / (left - 1) * 59 / 60))


def test_geometric_means_put_half_the_smallest_step_for_nothing() -> None:
    rows = [[50, 50, 0], [90, 5, 5], [40, 30, 30]]
    logs = np.log([[0.5, 0.5, 0.025], [0.9, 0.05, 0.05], [0.4, 0.3, 0.3]])
    clr = (logs - logs.mean(axis=1, keepdims=True)).mean(axis=0)
    found = report(rows, points_method="clr")
    np.testing.assert_allclose(found["log_worth"], clr, atol=1e-11)
    np.testing.assert_allclose(found["weights"], np.exp(clr) / np.exp(clr).sum(), atol=1e-11)
    assert report(rows)["sensitivity"]["clr"] == found["weights"]
    assert found["sensitivity"]["mean"] == report(rows)["weights"]


def test_a_person_who_answers_twice_is_one_person() -> None:
    rows = [{"points": points, "respondent": who} for who, points in enumerate(draw(40, np.random.default_rng(3)))]
    once, twice = report(rows), report(rows + rows)
    assert twice["n"] == 40
    np.testing.assert_allclose(once["se"], twice["se"], rtol=1e-9)
    naive = report(rows + rows, variance="model")
    np.testing.assert_allclose(np.array(naive["se"]) / once["se"], np.sqrt(39 / 79), rtol=1e-9)


def test_a_row_that_counts_three_people_is_three_people() -> None:
    rows = draw(20, np.random.default_rng(4))
    counted = report([{"points": points, "n": 3} for points in rows])
    written = report([points for points in rows for _ in range(3)])
    for field in ("n", "weights", "se"):
        assert counted[field] == pytest.approx(written[field], rel=1e-9)
    np.testing.assert_allclose(counted["interval"], written["interval"], rtol=1e-9)


def test_survey_weights_are_used_and_their_unit_plays_no_part() -> None:
    rows = [{"points": [100, 0, 0], "weight": 3}, {"points": [0, 50, 50], "weight": 1}] * 10
    found = report(rows)
    assert found["weights"] == pytest.approx([0.75, 0.125, 0.125])
    assert found["n_eff"] == pytest.approx(40**2 / 100)
    larger = report([row | {"weight": row["weight"] * 1000} for row in rows])
    np.testing.assert_allclose(found["se"], larger["se"], rtol=1e-11)


@pytest.mark.parametrize("method", ["mean", "clr"])
def test_the_order_of_the_rows_cannot_show(method: str) -> None:
    rng = np.random.default_rng(5)
    rows = [
        {"points": points, "weight": float(rng.choice([0.7, 1.9])), "respondent": f"p{i % 17}", "group": "ab"[i % 2]}
        for i, points in enumerate(draw(60, rng))
    ]
    first = json.dumps(report(rows, points_method=method))
    random.Random(1).shuffle(rows)
    assert json.dumps(report(rows, points_method=method)) == first


def test_an_item_without_a_point_is_named_and_has_an_upper_limit_that_people_can_vouch_for() -> None:
    found = report([[60, 40, 0]] * 10 + [[30, 70, 0]] * 10)
    assert found["weights"][2] == 0
    assert found["interval"][2] == pytest.approx([0, 1 - 0.05 ** (1 / 20)])
    assert np.isfinite(found["log_worth"]).all()
    assert any("item 2: nobody gave a point" in warning for warning in found["warnings"])


def test_all_points_on_one_item_by_everybody_stays_finite() -> None:
    found = report([[100, 0, 0]] * 6)
    assert found["weights"] == [1, 0, 0]
    assert found["interval"][0] == pytest.approx([0.05 ** (1 / 6), 1])
    assert np.isfinite(found["se"]).all()


def test_one_person_shows_no_spread_and_is_told_so() -> None:
    found = report([[60, 30, 10]])
    assert any("one person alone shows no spread" in warning for warning in found["warnings"])
    assert found["interval"][0][0] < 0.15
    assert found["interval"][0][1] > 0.9


def test_people_who_all_say_the_same_are_told_of() -> None:
    found = report([[60, 30, 10]] * 12)
    assert any("everybody gave the same answer" in warning for warning in found["warnings"])


@pytest.mark.parametrize("method", ["mean", "clr"])
def test_people_who_all_say_the_same_leave_as_much_open_as_so_few_can(method: str) -> None:
    found = report([[60, 30, 10]] * 12, points_method=method)
    missing = 1 - 0.05 ** (1 / 12)  # as many may think otherwise: they give nothing, or all
    assert found["interval"][0] == pytest.approx([0.6 * (1 - missing), 0.6 + 0.4 * missing])
    assert all(low < weight < high for weight, (low, high) in zip(found["weights"], found["interval"], strict=True))


def test_an_outcome_all_gave_the_same_points_has_an_interval_and_is_named() -> None:
    rows = [[40, other, 60 - other] for other in np.random.default_rng(1).integers(1, 60, 40).tolist()]
    rows[3] = [4, 2, 4]  # another total, the same share
    found = report(rows[:3] + rows[4:])
    missing = 1 - 0.05 ** (1 / 39)
    assert found["interval"][0] == pytest.approx([0.4 * (1 - missing), 0.4 + 0.6 * missing])
    assert found["same_share"] == [0]
    assert any(warning.startswith("item 0: everybody gave the same share") for warning in found["warnings"])
    assert "same_share" not in report([[60, 30, 10], [30, 60, 10], [30, 10, 60]])


def test_groups_that_agree_leave_everyone_an_interval() -> None:
    answers = [{"points": [20, 30, 50], "group": "a"}] * 25 + [{"points": [25, 25, 50], "group": "b"}] * 25
    for pool in ("none", "partial", "complete"):
        asked = request(answers, pool=pool) | {"population": {"a": 1, "b": 1}}
        found = weigh(asked).as_dict()
        for part in (found, found["population_weights"], *found["groups"].values()):
            assert part["interval"][2][0] < 0.5 - 0.005 and part["interval"][2][1] > 0.5 + 0.005


def test_a_row_without_points_is_no_answer() -> None:
    found = report([[60, 30, 10], [0, 0, 0]])
    assert found["n"] == 1
    assert any("1 response gave no points at all" in warning for warning in found["warnings"])
    with pytest.raises(RefusedInput, match="nobody has answered"):
        weigh(request([[0, 0, 0]]))


def test_free_totals_are_closed_and_said_and_a_slip_among_like_totals_is_refused() -> None:
    free = report([[6, 3, 1], [2, 2, 0], [30, 30, 40]])
    assert free["weights"] == pytest.approx([1.4 / 3, 1.1 / 3, 0.5 / 3])
    assert any("different totals" in warning for warning in free["warnings"])
    with pytest.raises(RefusedInput) as refused:
        weigh(request([[60, 30, 10], [50, 30, 10], [20, 20, 60]]))
    assert refused.value.problems == ["row 1, points: they add up to 90, where most add up to 100"]


def test_thirds_that_add_up_to_almost_a_hundred_are_meant_as_a_hundred() -> None:
    assert report([[33.3, 33.3, 33.3], [50, 25, 25]])["n"] == 2


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ([60, 40], "row 1, points: 2 numbers for 3 items"),
        ([60, 50, -10], "row 1, points: -10 is not a number of points from 0 up"),
        ([60, 40, float("nan")], "row 1, points: nan is not a number of points from 0 up"),
        ([60, 40, float("inf")], "row 1, points: inf is not a number of points from 0 up"),
        ([60, 40, "0"], "row 1, points: '0' is not a number"),
        ([60, 40, True], "row 1, points: True is not a number"),
        ([60, 40, None], "row 1, points: None is not a number"),
        ("60", "row 1, points: '60' is not a list of points"),
        (None, "row 1, points: None is not a list of points"),
        ({"points": [60, 40, 0], "weight": -1}, "row 1, weight: -1 is not more than zero"),
        ({"points": [60, 40, 0], "n": 0}, "row 1, n: 0 is not a whole number"),
        ({"weight": 1}, "row 1, points: there is none"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_row_and_field(row: Any, problem: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        weigh(request([[60, 30, 10], row if isinstance(row, dict) else {"points": row}, [20, 20, 60]]))
    assert refused.value.problems[0].startswith(problem)


def test_ninety_five_percent_intervals_hold_the_truth_about_that_often() -> None:
    rng = np.random.default_rng(6)
    held = np.zeros(3)
    for _ in range(300):
        limits = report(draw(25, rng))["interval"]
        held += [low <= true <= high for (low, high), true in zip(limits, (0.5, 0.3, 0.2), strict=True)]
    assert ((held / 300 > 0.91) & (held / 300 < 0.985)).all(), held / 300


def test_groups_are_compared_by_wald_and_only_where_there_are_enough_people() -> None:
    rng = np.random.default_rng(7)
    low = 0
    for _ in range(100):
        rows = [{"points": points, "group": "ab"[i % 2]} for i, points in enumerate(draw(120, rng))]
        low += report(rows)["lr"]["p"] < 0.1
    assert low <= 22  # 10 expected
    differ = [{"points": points, "group": "a"} for points in draw(60, rng)]
    differ += [{"points": points, "group": "b"} for points in draw(60, rng, (2.0, 3.0, 5.0))]
    assert report(differ)["lr"]["p"] < 1e-6
    small = [{"points": points, "group": "carers"} for points in draw(12, rng)]
    assert report(differ + small)["lr"] == report(differ)["lr"] | {
        "left_out": {
            "carers": "fewer than 30 people in it, which is too few to test all outcomes at once by respondent"
        }
    }
    few = [{"points": points, "group": "ab"[i % 2]} for i, points in enumerate(draw(40, rng))]
    found = report(few)
    assert "lr" not in found
    assert any("fewer than 30 people in a, b" in warning for warning in found["warnings"])


def test_a_group_that_agrees_on_an_outcome_to_the_point_is_in_no_test_of_all_outcomes() -> None:
    def group(name: str, *rows: list[int]) -> list[dict[str, Any]]:
        return [{"points": list(row), "group": name} for row in rows * 20]

    one, other = group("a", [50, 40, 10], [50, 30, 20]), group("b", [50, 10, 40], [50, 20, 30])
    found = report(one + other)
    assert "lr" not in found
    assert any("the answers in a, b are too alike to say how much they vary" in said for said in found["warnings"])
    varied = draw(60, np.random.default_rng(8))
    differ = [{"points": points, "group": "c"} for points in varied]
    differ += [{"points": points[::-1], "group": "d"} for points in varied]
    told = report(one + differ)["lr"]
    assert told["p"] < 1e-6 and told["left_out"] == {"a": "the answers in it are too alike to say how much they vary"}


def test_the_weights_without_each_channel_stand_beside() -> None:
    rng = np.random.default_rng(8)
    paper = [{"points": points, "channel": "paper"} for points in draw(30, rng, (2.0, 3.0, 5.0))]
    web = [{"points": points, "channel": "web"} for points in draw(60, rng)]
    without = report(paper + web)["quality"]["without_channel"]
    assert without["paper"]["n"] == 60 and without["web"]["n"] == 30
    assert without["paper"]["weights"] == pytest.approx(report(web)["weights"], abs=1e-11)
    assert 0 in without["paper"]["outside"]
    assert "quality" not in report(web)
    with pytest.raises(RefusedInput, match="row 1, channel: ' ' is not a name"):
        weigh(request([web[0], {"points": [60, 30, 10], "channel": " "}]))


def test_standard_errors_of_the_shares_are_those_of_a_mean() -> None:
    rows = draw(80, np.random.default_rng(9))
    found = report(rows)
    np.testing.assert_allclose(found["share_se"], np.std(np.array(rows) / 100, axis=0, ddof=1) / np.sqrt(80), rtol=1e-9)
    assert set(found["sensitivity"]) == {"mean", "clr"}


def test_next_to_no_points_are_none() -> None:
    found = report([[9.52e-253, 10.0, 30.0, 60.0]] * 3, items=4)
    assert found["weights"][0] == 0 and found["interval"][0] == [0, pytest.approx(1 - 0.05 ** (1 / 3))]
    assert all(np.isfinite(found["log_worth"])) and all(np.isfinite(found["se"]))
