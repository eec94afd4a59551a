"""Further worked examples: printed by other programs, published in tables, or solved by other means; with source."""

import numpy as np
import pytest

from analysis.weights import weigh
from tests.analysis.enumeration import choices_of, fit_by_enumeration
from tests.analysis.rankings_made import request

pytestmark = pytest.mark.pure

# Mao, Procaccia & Chen (2013), AAAI: 795 people put four pictures in order of how few dots they hold; PrefLib 24
COUNTED = """
74:0123 66:0231 56:0213 46:0132 42:2013 42:0312 41:1023 38:1032 36:1203 35:0321 33:1302 31:1320 30:2310
27:2103 26:2031 24:1230 22:3021 20:3102 20:2130 19:2301 19:3210 19:3120 17:3012 12:3201
"""
DOTS = [(int(n), [int(item) for item in order]) for n, order in (one.split(":") for one in COUNTED.split())]


def test_fruit_come_out_as_the_r_package_prints_them() -> None:
    # the made example of three fruit, R package PlackettLuce 0.4.5, tests/testthat/_snaps/S3-methods.md (half a
    # pseudo-ranking): coefficients, the chances of six choices, and the deviance of the answers alone
    rankings = [[[0], [1]], [[1], [2], [0]], [[1, 2], [0]], [[0], [1], [2]], [[1, 2], [0]], [[0], [2]]]
    prior = {"type": "pseudo", "n": 0.5}
    found = weigh(request(rankings, unranked="absent", prior=prior, variance="model")).as_dict()
    theta = np.array(found["log_worth"])
    np.testing.assert_allclose(theta[1:] - theta[0], [0.2867987, -0.4636687], atol=1e-6)
    delta = found["ties"]["2"]
    assert np.log(delta) == pytest.approx(-1.0701129, abs=1e-6)
    assert -2 * found["loglik"] == pytest.approx(21.61, abs=0.005)
    a, b, c = np.exp(theta)

    def chance(chosen: float, *open_items: float) -> float:
        pairs = [np.sqrt(x * y) for i, x in enumerate(open_items) for y in open_items[i + 1 :]]
        return chosen / (sum(open_items) + delta * sum(pairs))

    printed = [0.36656777, 0.33785994, 0.33086831, 0.07962156, 0.2536189, 0.58554515, 0.52604625]
    ours = [
        chance(a, a, b),
        chance(b, a, b, c),
        chance(c, a, c),
        chance(delta * np.sqrt(b * c), a, b, c),
        chance(a, a, b, c),
        chance(b, b, c),
        chance(a, a, c),
    ]
    np.testing.assert_allclose(ours, printed, atol=1e-7)


def test_four_pictures_of_dots_agree_with_a_likelihood_written_out_and_maximised_by_scipy() -> None:
    rows = [{"n": n, "ranking": [[item] for item in order]} for n, order in DOTS]
    choices = [choice for n, order in DOTS for choice in choices_of([[item] for item in order], range(4), n)]
    theta, _, loglik, errors = fit_by_enumeration(choices, 4)
    found = weigh(request(rows, items=4, unranked="full", prior=None, variance="model")).as_dict()
    np.testing.assert_allclose(found["log_worth"], theta, atol=1e-6)
    np.testing.assert_allclose(found["se"], errors, atol=1e-6)
    assert found["loglik"] == pytest.approx(loglik, abs=1e-6)
    assert found["n"] == 795
    # the pictures were numbered by how few dots they hold, and the crowd found that order
    assert np.argsort(-np.array(found["weights"])).tolist() == [0, 1, 2, 3]


def test_comparisons_along_a_chain_have_the_log_odds_of_each_link() -> None:
    # without a circle among the pairs the Bradley-Terry maximum is exact: each link's own log-odds
    rows = [
        {"n": n, "ranking": [[first], [second]]}
        for first, second, n in ((0, 1, 12), (1, 0, 4), (1, 2, 9), (2, 1, 6), (2, 3, 20), (3, 2, 5))
    ]
    found = weigh(request(rows, items=4, unranked="absent", prior=None, variance="model")).as_dict()
    theta = np.array(found["log_worth"])
    np.testing.assert_allclose(theta[:-1] - theta[1:], np.log([3.0, 1.5, 4.0]), atol=1e-9)
    # links are independent: the difference of the ends has the sum of the links' variances
    link = np.array([1 / 12 + 1 / 4, 1 / 9 + 1 / 6, 1 / 20 + 1 / 5])
    place = np.array([[3, 2, 1], [-1, 2, 1], [-1, -2, 1], [-1, -2, -3]]) / 4
    np.testing.assert_allclose(found["se"], np.sqrt(place**2 @ link), atol=1e-9)


def test_first_choices_from_nested_offers_follow_luces_choice_axiom() -> None:
    # Luce (1959): the odds of two items do not depend on what else is offered, so shares of the whole list and of a
    # part of it pool as two multinomials with common odds; solved here by bisection on the one free odds
    rows = [
        *({"n": n, "ranking": [[item]], "offered": [0, 1, 2]} for item, n in enumerate((50, 30, 20))),
        *({"n": n, "ranking": [[item]], "offered": [0, 1]} for item, n in enumerate((30, 10))),
    ]
    found = weigh(request(rows, prior=None, variance="model")).as_dict()["weights"]
    # given that one of the first two was chosen, 80 of 120 chose item 0; item 2 was chosen 20 times of 100
    assert found[0] / found[1] == pytest.approx(80 / 40, abs=1e-9)
    assert found[2] == pytest.approx(0.2, abs=1e-9)


def test_raking_two_by_two_keeps_the_odds_ratio_and_meets_both_margins() -> None:
    # Deming & Stephan (1940): proportional fitting leaves the odds ratio of a table as it was; the cell then solves
    # a quadratic
    counts = {("old", "north"): 40, ("old", "south"): 10, ("young", "north"): 20, ("young", "south"): 30}
    rows = [{"ranking": [[0], [1]], "n": n, "age": age, "area": area} for (age, area), n in counts.items()]
    asked = {
        "kind": "raking",
        "items": ["a", "b"],
        "unranked": "full",
        "responses": rows,
        "margins": {"age": {"old": 0.3, "young": 0.7}, "area": {"north": 0.5, "south": 0.5}},
    }
    raked = weigh(asked).as_dict()["raked_weights"]
    cells = np.array([weight * row["n"] / 100 for weight, row in zip(raked, rows, strict=True)])
    odds = 40 * 30 / (10 * 20)
    # x (0.2 + x) = odds (0.3 - x) (0.5 - x), x the share of the old in the north
    roots = np.roots([1 - odds, 0.2 + 0.8 * odds, -0.15 * odds])
    x = float(min(root for root in roots if 0 < root < 0.3))
    np.testing.assert_allclose(cells, [x, 0.3 - x, 0.5 - x, 0.2 + x], atol=1e-9)


def test_kishs_design_effect_is_one_and_the_squared_variation_of_the_weights() -> None:
    # Kish (1992), Journal of Official Statistics 8, 183-200
    weights = [1.0, 1.0, 2.0, 4.0]
    rows = [{"ranking": [[0], [1]], "weight": weight} for weight in weights]
    found = weigh(request(rows, items=2)).as_dict()
    variation = np.std(weights) / np.mean(weights)
    assert found["n_eff"] == pytest.approx(4 / (1 + variation**2))
