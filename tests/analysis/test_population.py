"""Weights for all who live here and who to hear next, against arithmetic by hand and made people."""

from typing import Any

import numpy as np
import pytest

from analysis.population import find_who_to_hear, weigh_population
from analysis.records import GroupWeights, Interval, RefusedInput, Shared, Weight
from analysis.shared_errors import all_shared, error_of_sum
from analysis.weights import weigh
from tests.analysis.rankings_made import draw, request
from tests.analysis.test_weights import refusals

pytestmark = pytest.mark.pure
QUANTILE = 1.959963984540054


def group(name: str, values: list[float], errors: list[float], n: int = 100) -> GroupWeights:
    """A group whose intervals are those of the logit scale with these standard errors of the weights."""
    weights = []
    for item, (value, error) in enumerate(zip(values, errors, strict=True)):
        middle, half = np.log(value / (1 - value)), QUANTILE * error / (value * (1 - value))
        limits = [float(1 / (1 + np.exp(-(middle + side * half)))) for side in (-1, 1)]
        weights.append(Weight(item, value, Interval(*limits), n))
    return GroupWeights(name, n, float(n), tuple(weights), (), ())


def test_everyones_weights_are_the_groups_means_by_population_with_their_error() -> None:
    heard = [group("a", [0.6, 0.4], [0.05, 0.05], 40), group("b", [0.3, 0.7], [0.02, 0.02], 400)]
    found = weigh_population(heard, {"a": 3000, "b": 1000})
    assert found.value == pytest.approx((0.75 * 0.6 + 0.25 * 0.3, 0.75 * 0.4 + 0.25 * 0.7))
    error = np.sqrt((0.75 * 0.05) ** 2 + (0.25 * 0.02) ** 2)
    middle, half = np.log(0.525 / 0.475), QUANTILE * error / (0.525 * 0.475)
    assert found.interval[0].low == pytest.approx(1 / (1 + np.exp(-(middle - half))))
    assert found.interval[0].high == pytest.approx(1 / (1 + np.exp(-(middle + half))))
    assert (found.covered, found.left_out, found.n) == (1, (), 440)


def test_a_group_that_was_not_heard_is_named_and_its_share_told() -> None:
    heard = [group("a", [0.6, 0.4], [0.05, 0.05]), GroupWeights("b", 0, 0.0, (), (), ())]
    found = weigh_population(heard, {"a": 0.8, "b": 0.2})
    assert (found.covered, found.left_out, found.value) == (0.8, ("b",), (0.6, 0.4))


@pytest.mark.parametrize(
    ("shares", "problem"),
    [
        ({"a": -1}, "population, a: -1 is not a share"),
        ({"a": float("nan")}, "population, a: nan is not a share"),
        ({"a": "much"}, "population, a: 'much' is not a share"),
        ({"a": 10**400}, f"population, a: 1{'0' * 36}... is not a share"),
        ({"c": 1}, "population, c: there is no such group"),
        ({"a": 0}, "population: nobody of these groups has answered"),
    ],
)
def test_shares_that_cannot_be_are_refused(shares: Any, problem: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        weigh_population([group("a", [0.6, 0.4], [0.05, 0.05])], shares)
    assert refused.value.problems == [problem]


def rows(**sizes: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(1)
    worths = {"old": np.array([1.0, 0.0, -1.0]), "young": np.array([-1.0, 0.0, 1.0])}
    return [
        {"ranking": ranking, "group": name} for name, n in sizes.items() for ranking in draw(worths[name], n, 3, rng)
    ]


def test_a_request_with_population_shares_has_weights_for_all_not_for_whoever_turned_up() -> None:
    asked = request(rows(old=300, young=60), pool="none") | {"population": {"old": 0.5, "young": 0.5}}
    found = weigh(asked).as_dict()
    groups = found["groups"]
    expected = [(a + b) / 2 for a, b in zip(groups["old"]["weights"], groups["young"]["weights"], strict=True)]
    assert found["population_weights"]["weights"] == pytest.approx(expected)
    assert found["population_weights"]["weights"][0] < found["weights"][0] - 0.1


def test_intervals_for_all_hold_the_truth_about_as_often_as_promised() -> None:
    rng = np.random.default_rng(50)
    worths = {"old": np.array([0.8, 0.0, -0.8]), "young": np.array([-0.5, 0.0, 0.5])}
    truth = sum(
        share * np.exp(worths[name]) / np.exp(worths[name]).sum() for name, share in (("old", 0.3), ("young", 0.7))
    )
    held = []
    for _ in range(80):
        answers = [
            {"ranking": ranking, "group": name}
            for name, n in (("old", 120), ("young", 60))
            for ranking in draw(worths[name], n, 3, rng)
        ]
        asked = request(answers, pool="none") | {"population": {"old": 0.3, "young": 0.7}}
        limits = weigh(asked).as_dict()["population_weights"]["interval"]
        held += [low <= true <= high for true, (low, high) in zip(truth, limits, strict=True)]
    assert np.mean(held) >= 0.9


def alike_groups(rng: np.random.Generator, kind: str, apart: float = 0.0) -> tuple[dict[str, Any], np.ndarray]:
    """Eight groups of 12 who count the same, and the weights of everyone whom they stand for."""
    middle, responses, truth = np.linspace(0.0, 1.5, 6), [], np.zeros(6)
    for number in range(8):
        theta = middle + apart * rng.normal(size=6)
        worths = np.exp(theta) / np.exp(theta).sum()
        truth += worths / 8
        if kind == "points":
            answers = [{"points": row} for row in rng.dirichlet(6 * worths, size=12).tolist()]
        else:
            answers = [{"ranking": ranking} for ranking in draw(theta, 12, 3, rng)]
        responses += [answer | {"group": f"group {number}"} for answer in answers]
    asked = {"kind": kind, "items": list("ABCDEF"), "responses": responses}
    asked |= {"unranked": "below"} if kind == "rankings" else {}
    return asked | {"population": {f"group {number}": 1 for number in range(8)}}, truth


def widths(limits: list[list[float]]) -> float:
    return float(np.mean([high - low for low, high in limits]))


@pytest.mark.parametrize("kind", ["rankings", "points"])
@pytest.mark.parametrize("pool", ["partial", "complete"])
def test_everyone_of_pooled_groups_that_are_alike_is_no_surer_than_everyone_who_answered(kind: str, pool: str) -> None:
    """Pooled groups err together: what is not known of their middle is the same doubt in each of them."""
    asked, _ = alike_groups(np.random.default_rng(0), kind)
    found = weigh(asked | {"options": {"pool": pool, "compare": "none"}}).as_dict()
    everyone = found["population_weights"]["interval"]
    assert widths(everyone) >= 0.95 * widths(found["interval"])
    if pool == "complete":
        np.testing.assert_allclose(everyone, found["interval"], atol=1e-6)
    else:
        alone = weigh(asked | {"options": {"pool": "none", "compare": "none"}}).as_dict()
        assert widths(everyone) <= 1.1 * widths(alone["population_weights"]["interval"])


@pytest.mark.parametrize(("kind", "apart"), [("rankings", 0.0), ("rankings", 0.3), ("points", 0.0)])
def test_intervals_of_everyone_hold_the_truth_as_often_as_promised_where_groups_are_pooled(
    kind: str, apart: float
) -> None:
    rng, held = np.random.default_rng(20261201), []
    for _ in range(20):
        asked, truth = alike_groups(rng, kind, apart)
        found = weigh(asked | {"options": {"pool": "partial", "compare": "none"}}).as_dict()
        limits = found["population_weights"]["interval"]
        held += [low <= true <= high for true, (low, high) in zip(truth, limits, strict=True)]
    assert np.mean(held) >= 0.9


def test_errors_add_up_where_they_are_one_and_grow_by_the_root_where_they_are_apart() -> None:
    one, apart = all_shared(2, ["a", "b"]), Shared(("a", "b"), np.zeros((2, 1)))
    assert error_of_sum(1, [0.5, 0.5], [0.1, 0.3], [one, one]) == pytest.approx(0.2)
    assert error_of_sum(1, [1, -1], [0.1, 0.3], [one, one]) == pytest.approx(0.2)
    for shared in ([None, None], [apart, apart], [one, None]):
        assert error_of_sum(1, [0.5, 0.5], [0.1, 0.3], shared) == pytest.approx(np.hypot(0.05, 0.15))


def test_groups_of_two_poolings_are_taken_to_err_as_one() -> None:
    shared = [all_shared(1, ["a", "b"]), all_shared(1, ["c", "d"])]
    assert error_of_sum(0, [0.5, 0.5], [0.1, 0.3], shared) == pytest.approx(0.2)
    assert error_of_sum(0, [1, -1], [0.1, 0.3], shared) == pytest.approx(0.4)


def test_shares_of_overlapping_groups_are_refused() -> None:
    answers = [row | {"group": [row["group"], "all"]} for row in rows(old=10, young=10)]
    asked = request(answers) | {"population": {"old": 0.5, "all": 0.5}}
    assert refusals(asked) == ["population: some people are in several of its groups, so its shares cannot be added"]
    assert refusals(request(answers) | {"population": []}) == ["population: [] holds no shares by group"]


def test_a_group_that_left_every_answer_empty_is_told_as_left_out_and_why() -> None:
    answers = [*rows(old=20, young=20), {"ranking": [], "group": "silent"}]
    shares = {"population": {"old": 0.4, "young": 0.4, "silent": 0.2}}
    found = weigh(request(answers) | shares).as_dict()
    everyone = found["population_weights"]
    assert (everyone["covered"], everyone["left_out"], everyone["groups"]) == (0.8, ["silent"], ["old", "young"])
    assert everyone["why_left_out"] == {"silent": "everyone of this group left the answer empty"}
    assert list(found["groups"]) == ["old", "young"]
    assert "why_left_out" not in weigh(request(rows(old=5, young=5)) | {"population": {"old": 1}}).as_dict()
    assert refusals(request(answers) | {"population": {"old": 0.5, "sient": 0.5}}) == [
        "population, sient: there is no such group"
    ]


def test_shares_of_a_group_that_was_not_asked_for_are_refused_as_that() -> None:
    asked = request(rows(old=5, young=5)) | {"population": {"old": 0.5, "young": 0.5}}
    for groups, by_group in ((["old"], True), (None, False)):
        with pytest.raises(RefusedInput) as refused:
            weigh(asked | {"options": {"by_group": by_group}}, groups)
        assert refused.value.problems[-1] == "population, young: this group was not asked for"


@pytest.mark.filterwarnings("error")
def test_limits_stay_between_nothing_and_all_where_rounding_left_a_weight_outside() -> None:
    weights = tuple(Weight(item, value, Interval(0.0, 1.0), 9) for item, value in enumerate((1.0 + 1e-9, -1e-9)))
    found = weigh_population([GroupWeights("a", 9, 9.0, weights, (), ())], {"a": 1})
    assert [(limit.low, limit.high) for limit in found.interval] == [(0.0, 1.0), (0.0, 1.0)]


def test_so_many_more_answers_do_halve_the_interval() -> None:
    few = weigh(request(rows(old=50, young=50), pool="none")).groups
    (old,) = [one for one in find_who_to_hear(few) if one.name == "old"]
    assert old.more is not None
    times = (old.n + old.more) / old.n
    more = weigh(request(rows(old=round(50 * times), young=50), pool="none")).groups[0]
    weight = more.weights[old.top or 0]
    assert 100 * (weight.interval.high - weight.interval.low) == pytest.approx(old.width / 2, rel=0.15)


def test_who_to_hear_next_names_the_few_first_and_says_where_the_order_is_open() -> None:
    clear = group("clear", [0.7, 0.2, 0.1], [0.02, 0.02, 0.02], 300)
    open_ = group("open", [0.4, 0.38, 0.22], [0.05, 0.05, 0.05], 80)
    few = group("few", [0.4, 0.38, 0.22], [0.2, 0.2, 0.1], 4)
    found = find_who_to_hear([clear, open_, few])
    assert [one.name for one in found] == ["few", "open", "clear"]
    assert [one.close for one in found] == [None, 1, None]
    assert "too few" in found[0].words
    assert "could change" in found[1].words
    assert "would stand" in found[2].words
    told = weigh(request(rows(old=60, young=4))).as_dict()["hear_next"]
    assert [one["group"] for one in told] == ["young", "old"]
    assert "top" not in told[0]
    assert told[1]["more"] > 100
