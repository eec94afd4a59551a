"""How sure weights are: the clustered variance against its definition, few people, and coverage in simulation."""

import numpy as np
import pytest
from scipy.stats import norm, t

from analysis import variance
from analysis.plackett_luce import Prior, fit
from analysis.rankings import lay_out
from analysis.row_fields import Columns
from analysis.stages import Stages, build_stages
from analysis.variance import Spread, shares, spread_of, weight_intervals
from analysis.weights import weigh
from tests.analysis.enumeration import choices_of, log_likelihood
from tests.analysis.rankings_made import draw, request

pytestmark = pytest.mark.pure
ITEMS = ("a", "b", "c", "d")


def stages_of(rankings: list, unranked: str = "below", **columns: list) -> Stages:
    return build_stages(lay_out(Columns(rankings, **columns), ITEMS, unranked))


def scores_by_definition(rankings: list, theta: np.ndarray, log_delta: dict[int, float]) -> np.ndarray:
    """Each ranking's own slope, by differences of the enumerated likelihood."""
    start = np.array([*theta, *log_delta.values()])

    def value(ranking: list, x: np.ndarray) -> float:
        deltas = dict(zip(log_delta, x[4:].tolist(), strict=True))
        return log_likelihood(choices_of(ranking, range(4)), x[:4], deltas)

    step = 1e-5
    return np.array(
        [
            [
                (value(one, start + step * row) - value(one, start - step * row)) / (2 * step)
                for row in np.eye(len(start))
            ]
            for one in rankings
        ]
    )


RANKINGS = [
    [[0], [1], [2]],
    [[1], [0]],
    [[2, 3], [1]],
    [[0, 1], [2]],
    [[3], [2], [1], [0]],
    [[0], [3]],
    [[1], [2, 0]],
    [[2], [0]],
]


@pytest.mark.parametrize(
    "people", [None, [1, 1, 2, 2, 3, 3, 4, 4], ["x", "y", "x", "y", "x", "z", "z", "z"], [1, 1, None, 2, None, 3, 3, 3]]
)
def test_the_clustered_variance_is_the_sandwich_of_its_definition(people: list | None) -> None:
    stages = stages_of(RANKINGS, respondents=people)
    fitted = fit(stages.tally, Prior("normal", 2.0))
    spread = spread_of(stages, fitted, "cluster", 0.95)
    scores = scores_by_definition(RANKINGS, fitted.theta, {2: float(np.log(fitted.delta[0]))})
    labels = list(range(100, 108)) if people is None else [p if p is not None else 50 + i for i, p in enumerate(people)]
    summed = np.array([sum(s for s, who in zip(scores, labels, strict=True) if who == one) for one in set(labels)])
    g = len(summed)
    expected = fitted.inverse @ (summed.T @ summed) @ fitted.inverse * g / (g - 1)
    assert spread.respondents == g
    np.testing.assert_allclose(spread.covariance, expected, rtol=1e-6, atol=1e-9)


def test_a_row_that_counts_three_people_is_three_respondents() -> None:
    thrice = stages_of([*RANKINGS, RANKINGS[0], RANKINGS[0]])
    counted = stages_of(RANKINGS, counts=[3, 1, 1, 1, 1, 1, 1, 1])
    prior = Prior()
    one = spread_of(thrice, fit(thrice.tally, prior), "cluster", 0.95)
    other = spread_of(counted, fit(counted.tally, prior), "cluster", 0.95)
    assert one.respondents == other.respondents == 10
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-9)


def test_a_person_who_answers_alike_ten_times_is_still_one_person() -> None:
    rows = [{"ranking": ranking, "respondent": who} for who, ranking in enumerate(RANKINGS)]
    once = weigh(request(rows, items=4)).as_dict()
    ten = weigh(request([row for row in rows for _ in range(10)], items=4)).as_dict()
    counted = weigh(request([row | {"n": 10} for row in rows], items=4)).as_dict()
    assert once["n"] == ten["n"] == counted["n"] == 8
    assert ten["se"] == counted["se"]
    # the weak prior counts for less, so not quite equal: but no sqrt(10) smaller
    np.testing.assert_allclose(once["se"], ten["se"], rtol=0.35)


def test_survey_weights_do_not_depend_on_their_unit() -> None:
    rows = [{"ranking": ranking, "weight": 0.5 + 0.25 * i} for i, ranking in enumerate(RANKINGS)]
    small = weigh(request(rows, items=4)).as_dict()
    large = weigh(request([row | {"weight": row["weight"] * 1024} for row in rows], items=4)).as_dict()
    for field in ("weights", "interval", "se", "n_eff"):
        np.testing.assert_allclose(small[field], large[field], rtol=1e-11)


@pytest.mark.parametrize(
    "columns", [{"respondents": [0, 0, 1, 2, 3, 4, 5, 6]}, {"weights": [2.0, *[1.0] * 7]}, {"counts": [2, *[1] * 7]}]
)
def test_few_people_of_several_answers_or_weights_get_the_wider_quantile_of_student(columns: dict[str, list]) -> None:
    named = {"respondents": list(range(8))} if "counts" in columns else {}
    stages = stages_of(RANKINGS, **columns, **named)
    spread = spread_of(stages, fit(stages.tally, Prior()), "cluster", 0.9)
    weights = np.array(columns.get("weights", [1.0] * spread.respondents))
    left = weights.sum() ** 2 / (weights**2).sum()  # of 8 people who weigh unequally, fewer are left
    assert spread.quantile == pytest.approx(t.ppf(0.95, left - 1))
    assert spread_of(stages, fit(stages.tally, Prior()), "model", 0.9).quantile == pytest.approx(norm.ppf(0.95))


def test_people_who_weigh_unequally_are_as_few_as_their_weights_leave_of_them() -> None:
    """Six of 60 count ten times as much: 60 heads and 20 people's worth, so the model's errors are those of 20."""
    rankings = draw(np.array([1.0, 0.5, -0.5, -1.0]), 60, 3, np.random.default_rng(8))
    stages = stages_of(rankings, weights=[10.0] * 6 + [1.0] * 54)
    fitted = fit(stages.tally, Prior())
    spread = spread_of(stages, fitted, "cluster", 0.95)
    left = 114**2 / 654
    assert spread.respondents == 60 and spread.quantile == pytest.approx(t.ppf(0.975, left - 1))
    np.testing.assert_allclose(spread.floor, fitted.inverse * 60 / left)
    equal = stages_of(rankings)
    assert spread_of(equal, fit(equal.tally, Prior()), "cluster", 0.95).floor is None


def test_few_people_who_answered_once_are_no_surer_than_the_model_and_no_less() -> None:
    stages = stages_of(RANKINGS)
    spread = spread_of(stages, fit(stages.tally, Prior()), "cluster", 0.9)
    assert spread.quantile == pytest.approx(norm.ppf(0.95))
    assert (spread.half_widths(np.eye(5)) >= norm.ppf(0.95) * np.sqrt(np.diag(spread.floor)) - 1e-12).all()


def test_one_person_is_not_clustered_and_is_told_so() -> None:
    found = weigh(request([[[0], [1]]], items=4))
    assert found.overall.extra["variance"] == "model"
    assert "one person alone cannot be clustered: the variance is the model's" in found.overall.warnings
    assert found.overall.weights[0].interval.low < 0.15
    assert found.overall.weights[0].interval.high > 0.8


def test_people_who_all_agree_do_not_make_the_interval_shrink_to_nothing() -> None:
    rows = [[[0], [1], [2], [3]]] * 60
    found = weigh(request(rows, items=4, unranked="full"))
    model = weigh(request(rows, items=4, unranked="full", variance="model"))
    assert found.as_dict()["interval"] == model.as_dict()["interval"]
    # what a clustered variance alone would have said
    assert all(one < other / 2 for one, other in zip(found.overall.se, model.overall.se, strict=True))
    assert any("everybody gave the same answer" in warning for warning in found.overall.warnings)


def test_limits_of_weights_stay_between_nothing_and_all_and_hold_the_weight() -> None:
    theta = np.array([12.0, 0.0, -12.0])
    spread = Spread(np.eye(3) * 9, "model", 5, 1.96, None, 1.96)
    low, high = weight_intervals(theta, spread)
    assert ((low > 0) & (low < shares(theta)) & (shares(theta) <= high) & (high <= 1)).all()


def test_the_interval_of_a_weight_is_made_on_the_logit_scale() -> None:
    theta = np.array([0.4, 0.1, -0.5])
    covariance = np.array([[0.04, -0.01, -0.03], [-0.01, 0.03, -0.02], [-0.03, -0.02, 0.05]])
    low, high = weight_intervals(theta, Spread(covariance, "model", 99, 1.96, None, 1.96))

    def logit(x: np.ndarray) -> float:
        worth = np.exp(x)
        return float(np.log(worth[0] / (worth.sum() - worth[0])))

    step = 1e-6
    slope = np.array([(logit(theta + step * row) - logit(theta - step * row)) / (2 * step) for row in np.eye(3)])
    half = 1.96 * np.sqrt(slope @ covariance @ slope)
    for limit, expected in ((low[0], logit(theta) - half), (high[0], logit(theta) + half)):
        assert np.log(limit / (1 - limit)) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(("people", "runs"), [(15, 250), (60, 250)])
def test_ninety_five_percent_intervals_hold_the_truth_about_that_often(people: int, runs: int) -> None:
    """Top 3 of 8; the full-size study is benchmarks/coverage.py. 250 runs x 8 items: chance error about 1 %."""
    truth = np.linspace(1.3, -1.3, 8)
    rng = np.random.default_rng(20261122)
    held = np.zeros((2, 8))
    for _ in range(runs):
        found = weigh(request(draw(truth, people, 3, rng), items=8)).overall
        for item, weight in enumerate(found.weights):
            held[0, item] += weight.interval.low <= shares(truth)[item] <= weight.interval.high
            limits = found.log_worth_interval[item]
            held[1, item] += limits.low <= truth[item] <= limits.high
    share = held / runs
    assert ((share.mean(axis=1) >= 0.93) & (share.mean(axis=1) <= 0.985)).all(), share.mean(axis=1)
    assert share.min() >= 0.90, share


def test_heterogeneous_people_with_several_answers_are_covered_by_clustering_and_not_by_the_model() -> None:
    truth = np.array([0.8, 0.3, -0.2, -0.9])
    rng = np.random.default_rng(7)
    held = {"cluster": 0, "model": 0}
    runs, people, tasks = 80, 40, 8
    # people differ: what all of them together tend to is the fit of very many
    many = [{"ranking": draw(truth + rng.normal(size=4), 1, 1, rng)[0], "respondent": who} for who in range(20000)]
    target = np.array(weigh(request(many, items=4)).overall.log_worth)
    for _ in range(runs):
        rows = []
        for who in range(people):
            own = truth + rng.normal(size=4)
            rows += [{"ranking": ranking, "respondent": who} for ranking in draw(own, tasks, 1, rng)]
        for kind in held:
            limits = weigh(request(rows, items=4, variance=kind)).overall.log_worth_interval
            held[kind] += sum(one.low <= true <= one.high for one, true in zip(limits, target, strict=True))
    assert 0.91 <= held["cluster"] / (runs * 4) <= 0.99
    assert held["model"] / (runs * 4) < 0.88


@pytest.mark.parametrize("people", [None, [1, 1, 2, 2, 3, 3, 4, 4]])
def test_expectations_made_part_by_part_give_the_same_variance(
    people: list | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = stages_of(RANKINGS, respondents=people)
    fitted = fit(stages.tally, Prior())
    whole = spread_of(stages, fitted, "cluster", 0.95).covariance
    monkeypatch.setattr(variance, "CELLS_AT_ONCE", 1)
    np.testing.assert_allclose(spread_of(stages, fitted, "cluster", 0.95).covariance, whole, rtol=1e-12)
