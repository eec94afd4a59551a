"""Groups that borrow strength: against full integration, in simulation with a known truth, and what is told of it."""

import json
import random
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from analysis.pooling import pool
from analysis.tallies import Sets
from analysis.weights import weigh
from tests.analysis.rankings_made import draw, request

pytestmark = pytest.mark.pure


def two_items(wins: tuple[int, int]) -> Sets:
    total = np.array(wins, float)
    return Sets(np.ones((1, 2), np.bool_), np.ones(1), np.array([total.sum()]), (1,), total)


def test_two_items_agree_with_integrating_over_everything() -> None:
    # theta_g = (t_g, -t_g): t_g ~ Normal(u, tau^2 / 2), u ~ Normal(0, sd^2 / 2), tau ~ half-normal(1)
    data, sd = [(40, 20), (15, 30), (8, 4)], 2.0
    t = np.linspace(-4, 4, 241)
    tau = np.exp(np.linspace(np.log(0.03), np.log(6), 60))
    likelihood = np.array([expit(2 * t) ** a * expit(-2 * t) ** b for a, b in data])
    prior_u = np.exp(-(t**2) / sd**2)
    kernel = np.exp(-((t[:, None] - t[None, :]) ** 2) / tau[:, None, None] ** 2)  # tau x u x t
    kernel /= kernel.sum(axis=2, keepdims=True)
    of_group = np.einsum("kut,gt->gku", kernel, likelihood)  # each group's part given tau and u
    weight = np.exp(-(tau**2) / 2) * tau  # the grid is even in log tau
    joint = weight[:, None] * prior_u[None, :] * of_group.prod(axis=0)
    means, deviations = [], []
    for group in range(3):
        part = np.divide(joint, of_group[group], out=np.zeros_like(joint), where=of_group[group] > 0)
        density = np.einsum("ku,kut->t", part, kernel) * likelihood[group]
        density /= density.sum()
        means.append(float(density @ t))
        deviations.append(float(np.sqrt(density @ t**2 - (density @ t) ** 2)))
    first, second = (
        np.divide(part, of_group[at], out=np.zeros_like(part), where=of_group[at] > 0)
        for at, part in ((0, joint), (1, np.ones_like(joint)))
    )
    of_two = np.einsum(
        "ku,kus,kut->st",
        first * second,
        kernel * likelihood[0],
        kernel * likelihood[1],
        optimize=["einsum_path", (0, 1), (0, 1)],
    )
    together = float(t @ (of_two / of_two.sum()) @ t) - means[0] * means[1]
    found = pool([two_items(wins) for wins in data], np.zeros(0), sd)
    assert float(found.common[0, 0] @ found.common[1, 0]) == pytest.approx(together, rel=0.15)
    np.testing.assert_allclose([theta[0] for theta in found.theta], means, atol=0.02)
    np.testing.assert_allclose([np.sqrt(cov[0, 0]) for cov in found.covariance], deviations, rtol=0.06)


def test_many_answers_are_left_alone_and_few_are_drawn_to_the_middle() -> None:
    found = pool([two_items((4000, 1000)), two_items((1500, 3500)), two_items((3, 0))], np.zeros(0), 2.0)
    assert found.theta[0][0] == pytest.approx(np.log(4) / 2, abs=0.02)
    assert found.own[0] > 0.95
    assert found.own[2] < 0.75
    assert 0 < found.theta[2][0] < 1.5


def test_groups_that_are_all_alike_end_up_close_together() -> None:
    found = pool([two_items((30, 20))] * 6, np.zeros(0), 2.0)
    assert found.between < 0.25
    assert np.std([theta[0] for theta in found.theta]) < 1e-9


@pytest.fixture(scope="module")
def simulated() -> dict[str, Any]:
    """Groups of 5 to 2000 people, top 5 of 10, between-group sd 0.5; errors and coverage, pooled and not."""
    rng = np.random.default_rng(20261122)
    m, sizes = 10, [2000, 300, 150, 100, *range(5, 31, 3)]
    centre = np.eye(m) - 1.0 / m
    errors: dict[str, list[np.ndarray]] = {"pooled small": [], "own small": [], "pooled large": [], "own large": []}
    held: dict[str, list[np.ndarray]] = {"small": [], "large": []}
    for _ in range(8):
        middle = centre @ rng.normal(size=m)
        truth = {f"group {n}": middle + centre @ (0.5 * rng.normal(size=m)) for n in sizes}
        rows = [
            {"ranking": ranking, "group": name}
            for name, theta in truth.items()
            for ranking in draw(theta, int(name.split()[1]), 5, rng)
        ]
        for group in weigh(request(rows, items=m)).groups:
            size = "small" if group.n <= 30 else "large"
            true = truth[group.name]
            errors[f"pooled {size}"].append((np.array(group.log_worth) - true) ** 2)
            errors[f"own {size}"].append((np.array(group.extra["unpooled"]["log_worth"]) - true) ** 2)
            limits = group.log_worth_interval
            held[size].append(np.array([one.low <= t <= one.high for one, t in zip(limits, true, strict=True)]))
    return {
        "error": {name: float(np.sqrt(np.mean(values))) for name, values in errors.items()},
        "held": {name: float(np.mean(values)) for name, values in held.items()},
    }


def test_pooling_lowers_the_error_of_small_groups_and_does_no_harm_to_large_ones(simulated: dict[str, Any]) -> None:
    error = simulated["error"]
    assert error["pooled small"] <= 0.36, error
    assert error["pooled small"] < 0.75 * error["own small"], error
    assert error["pooled large"] <= error["own large"] * 1.02, error


def test_pooled_intervals_hold_the_truth_about_as_often_as_promised(simulated: dict[str, Any]) -> None:
    assert 0.92 <= simulated["held"]["small"] <= 0.98, simulated["held"]
    assert 0.92 <= simulated["held"]["large"] <= 0.98, simulated["held"]


def grouped(seed: int = 1) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    theta = np.array([0.8, 0.2, -0.3, -0.7])
    return [
        {"ranking": ranking, "group": name}
        for name, n, shift in (("carers", 12, 0.5), ("staff", 60, -0.5), ("tenants", 150, 0.0))
        for ranking in draw(theta + np.array([shift, 0, 0, -shift]), n, 3, rng)
    ]


def test_the_report_tells_pooled_and_unpooled_and_how_much_was_borrowed() -> None:
    found = weigh(request(grouped(), items=4)).as_dict()
    apart = weigh(request(grouped(), items=4, pool="none")).as_dict()
    assert found["run"]["pool"] == "partial"
    assert 0 < found["run"]["between_group_sd"] < 2
    assert found["weights"] == apart["weights"]
    for name, group in found["groups"].items():
        for field in ("weights", "interval", "log_worth", "se"):
            assert group["unpooled"][field] == apart["groups"][name][field]
        assert group["n"] == apart["groups"][name]["n"]
        assert sum(group["weights"]) == pytest.approx(1)
    assert found["groups"]["carers"]["shrinkage"] < found["groups"]["tenants"]["shrinkage"] < 1
    assert "unpooled" not in apart["groups"]["carers"]
    assert apart["run"]["pool"] == "none"


def test_complete_pooling_gives_every_group_what_everyone_says() -> None:
    found = weigh(request(grouped(), items=4, pool="complete")).as_dict()
    assert found["run"]["pool"] == "complete"
    for group in found["groups"].values():
        assert group["weights"] == found["weights"]
        assert group["shrinkage"] == 0


def test_the_order_of_the_rows_cannot_show() -> None:
    rows = grouped()
    first = json.dumps(weigh(request(rows, items=4)).as_dict())
    random.Random(1).shuffle(rows)
    assert json.dumps(weigh(request(rows, items=4)).as_dict()) == first


def test_without_a_prior_nothing_is_borrowed_unless_asked_for() -> None:
    assert weigh(request(grouped(), items=4, prior=None)).run["pool"] == "none"
    assert weigh(request(grouped(), items=4, prior=None, pool="partial")).run["pool"] == "partial"


def test_one_group_alone_borrows_nothing() -> None:
    rows = [row for row in grouped() if row["group"] == "carers"]
    found = weigh(request(rows, items=4)).as_dict()
    assert found["run"]["pool"] == "none"
    assert found["groups"]["carers"]["weights"] == found["weights"]


def test_a_group_that_ties_everything_stays_as_it_is() -> None:
    rows = [*grouped(), *({"ranking": [[0, 1, 2, 3]], "group": "volunteers"} for _ in range(11))]
    found = weigh(request(rows, items=4)).as_dict()["groups"]["volunteers"]
    assert found["weights"] == pytest.approx([0.25] * 4)
    assert "unpooled" not in found


def test_ties_are_pooled_with_the_readiness_to_tie_of_everyone() -> None:
    rows = [*grouped(), *({"ranking": [[0, 1], [2], [3]], "group": "staff"} for _ in range(9))]
    found = weigh(request(rows, items=4)).as_dict()
    assert found["run"]["pool"] == "partial"
    assert np.isfinite(found["groups"]["carers"]["weights"]).all()


def test_people_with_several_answers_are_not_taken_for_more_people() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for name in ("a", "b", "c"):
        for who in range(30):
            own = np.array([0.8, 0.2, -0.3, -0.7]) + rng.normal(size=4)
            rows += [
                {"ranking": ranking, "group": name, "respondent": f"{name}{who}"} for ranking in draw(own, 8, 1, rng)
            ]
    clustered = weigh(request(rows, items=4))
    naive = weigh(request(rows, items=4, variance="model"))
    assert clustered.run["cost_of_clusters"] > 1.5
    assert naive.run["cost_of_clusters"] == 1
    for one, other in zip(clustered.groups, naive.groups, strict=True):
        assert min(one.se) > max(other.se) * 0.95


def points_of(people: dict[str, tuple[int, list[float]]], seed: int = 4) -> dict:
    """A request in which the people of each group share out 20 points around the shares given."""
    rng = np.random.default_rng(seed)
    rows = [
        {"points": rng.multinomial(20, rng.dirichlet(6 * np.array(shares))).tolist(), "group": name}
        for name, (number, shares) in people.items()
        for _ in range(number)
    ]
    return {"kind": "points", "items": ["a", "b", "c"], "responses": rows}


UNLIKE = {"few": (8, [0.5, 0.3, 0.2]), "many": (400, [0.3, 0.4, 0.3]), "some": (60, [0.4, 0.3, 0.3])}


def test_points_are_means_of_shares_unless_pooling_is_asked_for() -> None:
    asked = points_of(UNLIKE)
    found = weigh(asked)
    few = np.array([row["points"] for row in asked["responses"] if row["group"] == "few"]) / 20
    few_report = next(group for group in found.groups if group.name == "few")
    assert [weight.value for weight in few_report.weights] == pytest.approx(few.mean(axis=0).tolist())
    assert found.run["pool"] == "none" and "unpooled" not in few_report.extra


@pytest.mark.parametrize("method", ["mean", "clr"])
def test_pooled_points_lie_between_the_groups_own_and_everyones_and_nearer_where_few_answered(method: str) -> None:
    asked = points_of(UNLIKE) | {"options": {"pool": "partial", "points_method": method, "draws": 50}}
    found = weigh(asked)
    groups = {group.name: group for group in found.groups}
    assert found.run["pool"] == "partial" and found.run["between_group_sd"] > 0
    assert groups["few"].extra["shrinkage"] < groups["some"].extra["shrinkage"] < groups["many"].extra["shrinkage"] < 1
    for group in groups.values():
        alone = group.extra["unpooled"]
        middle = [weight.value for weight in found.overall.weights]
        apart = [np.linalg.norm(np.subtract(of, middle)) for of in ([w.value for w in group.weights], alone["weights"])]
        assert apart[0] < apart[1] or group.name == "many"
        assert sum(weight.value for weight in group.weights) == pytest.approx(1)
        assert group.extra["variance"] == "pooled" and group.extra["ranks"]["from"] == "pooled"
        for weight, own in zip(group.weights, alone["weights"], strict=True):
            assert weight.interval.low < weight.value < weight.interval.high
            if group.name == "many":
                assert weight.value == pytest.approx(own, abs=0.005)


def test_pooled_points_are_the_same_in_any_order_and_complete_pooling_gives_everyones() -> None:
    asked = points_of(UNLIKE) | {"options": {"pool": "partial", "draws": 50}}
    turned = asked | {"responses": asked["responses"][::-1]}
    assert json.dumps(weigh(asked).as_dict(), sort_keys=True) == json.dumps(weigh(turned).as_dict(), sort_keys=True)
    complete = weigh(asked | {"options": {"pool": "complete"}})
    for group in complete.groups:
        assert [weight.value for weight in group.weights] == [weight.value for weight in complete.overall.weights]


def test_an_outcome_nobody_gave_a_point_gets_none_from_pooling() -> None:
    asked = points_of(UNLIKE)
    rows = [row | {"points": [*row["points"], 0]} for row in asked["responses"]]
    found = weigh(asked | {"items": [*asked["items"], "d"], "responses": rows, "options": {"pool": "partial"}})
    for group in found.groups:
        assert group.weights[3].value == 0 and group.weights[3].interval.high > 0
        assert group.extra["shrinkage"] < 1


FAR_APART = [  # least squares alone would put the middle of these outside of all of them
    *[{"points": [37, 0, 63], "group": "x"}] * 2,
    *[{"points": [5, 5, 90], "group": "y"}] * 37,
    *[{"points": [100, 0, 0], "group": "y"}] * 263,
]


def test_pooled_points_are_shares_inside_their_intervals_whatever_few_people_gave() -> None:
    """Most outcomes got nothing from most people: as hard as points come."""
    rng = np.random.default_rng(12)
    for _ in range(60):
        groups = {"x": int(rng.integers(1, 4)), "y": int(rng.integers(1, 13)), "z": int(rng.integers(2, 41))}
        rows = [
            {"points": rng.multinomial(10, rng.dirichlet(np.full(6, 0.2) + 1e-3)).tolist(), "group": name}
            for name, people in groups.items()
            for _ in range(people)
        ]
        asked = {"kind": "points", "items": list("abcdef"), "responses": rows, "options": {"pool": "partial"}}
        asked_of = [asked, asked | {"responses": FAR_APART, "items": ["a", "b", "c"]}]
        for group in (group for one in asked_of for group in weigh(one).groups):
            values = [weight.value for weight in group.weights]
            assert min(values) >= 0 and sum(values) == pytest.approx(1)
            for weight in group.weights:
                assert 0 <= weight.interval.low <= weight.value <= weight.interval.high <= 1


def test_people_who_all_agree_lend_no_certainty_to_a_group_of_one() -> None:
    rows = [{"points": [100, 0], "group": "x"}, *[{"points": [0, 100], "group": "y"}] * 2]
    found = weigh({"kind": "points", "items": ["a", "b"], "responses": rows, "options": {"pool": "partial"}})
    for group in found.groups:
        assert all(weight.interval.high - weight.interval.low > 0.5 for weight in group.weights)
    many = [{"points": [40, 60 - 1e-6, 1e-6], "group": "x"}] * 400 + [{"points": [70, 20, 10], "group": "y"}]
    found = weigh({"kind": "points", "items": ["a", "b", "c"], "responses": many, "options": {"pool": "partial"}})
    for group in found.groups:
        for weight in group.weights:
            assert weight.interval.low <= weight.value <= weight.interval.high


def test_intervals_of_pooled_points_hold_small_shares_too() -> None:
    """Eight outcomes, the last worth half a point of 100; groups of 10, 12, 40 and 200. The full study: benchmarks."""
    middle, held = np.array([0.4, 0.25, 0.15, 0.1, 0.05, 0.03, 0.015, 0.005]), []
    for seed in range(40):
        rng = np.random.default_rng([seed, 5])
        truth = {str(people): rng.dirichlet(10 * middle) for people in (10, 12, 40, 200)}
        rows = [
            {"points": rng.multinomial(10, rng.dirichlet(3 * shares + 1e-9)).tolist(), "group": name}
            for name, shares in truth.items()
            for _ in range(int(name))
        ]
        asked = {"kind": "points", "items": list("abcdefgh"), "responses": rows}
        for group in weigh(asked | {"options": {"pool": "partial", "compare": "none"}}).groups:
            pairs = zip(group.weights, truth[group.name], strict=True)
            held += [weight.interval.low <= share <= weight.interval.high for weight, share in pairs]
    assert 0.91 <= np.mean(held) <= 0.98


def test_lone_people_and_people_all_alike_are_pooled_without_a_traceback() -> None:
    lone = [{"points": [3, 1], "group": "x"}, {"points": [1, 3], "group": "y"}]
    found = weigh({"kind": "points", "items": ["a", "b"], "responses": lone, "options": {"pool": "partial"}})
    assert found.run["pool"] == "none"
    alike = [{"points": [3, 1], "group": name} for name in "xxxxyyyy"]
    found = weigh({"kind": "points", "items": ["a", "b"], "responses": alike, "options": {"pool": "partial"}})
    assert [weight.value for group in found.groups for weight in group.weights] == pytest.approx([0.75, 0.25] * 2)
