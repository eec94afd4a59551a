"""Weights against a likelihood that writes every tied set out, maximised by scipy; no code is shared with ours."""

from typing import Any

import numpy as np
import pytest

from analysis.plackett_luce import evaluate
from analysis.tallies import Sets
from analysis.weights import weigh
from tests.analysis.enumeration import choices_of, fit_by_enumeration, hessian, log_likelihood
from tests.analysis.rankings_made import request

pytestmark = pytest.mark.pure


def draw_rows(rng: np.random.Generator, items: int, people: int) -> list[dict[str, Any]]:
    """Rankings of what each person was offered, some cut short, some tied, with unequal weights."""
    rows = []
    for _ in range(people):
        offered = rng.choice(items, rng.integers(2, items + 1), replace=False).tolist()
        left = rng.permutation(offered).tolist()[: rng.integers(1, len(offered) + 1)]
        places = []
        while left:
            size = min(len(left), int(rng.choice([1, 1, 1, 2, 3])))
            places.append(left[:size])
            left = left[size:]
        rows.append({"ranking": places, "offered": offered, "weight": float(rng.choice([0.5, 1, 2]))})
    return rows


def in_the_fit(row: dict[str, Any]) -> bool:
    return not (len(row["ranking"][0]) == len(row["offered"]) >= 3)


@pytest.mark.parametrize("sd", [None, 1.0])
@pytest.mark.parametrize(("seed", "items", "people"), [(3, 3, 30), (4, 4, 40), (5, 5, 45)])
def test_ties_offers_cut_lists_and_weights_agree_with_enumeration(
    seed: int, items: int, people: int, sd: float | None
) -> None:
    rows = draw_rows(np.random.default_rng(seed), items, people)
    used = [row for row in rows if in_the_fit(row)]
    mean = sum(row["weight"] for row in used) / len(used)
    choices = [choice for row in used for choice in choices_of(row["ranking"], row["offered"], row["weight"] / mean)]
    theta, delta, loglik, errors = fit_by_enumeration(choices, items, sd)
    prior = None if sd is None else {"type": "normal", "sd": sd}
    found = weigh(request(rows, items=items, prior=prior, variance="model")).as_dict()
    np.testing.assert_allclose(found["log_worth"], theta, atol=1e-6)
    assert {int(order): value for order, value in found["ties"].items()} == pytest.approx(delta, abs=1e-6)
    assert found["loglik"] == pytest.approx(loglik * mean, abs=1e-6)
    np.testing.assert_allclose(found["se"], errors, atol=1e-6)


@pytest.mark.parametrize("orders", [(1,), (1, 2), (1, 3), (1, 2, 3, 5)])
def test_slope_and_information_are_the_exact_derivatives_for_most_and_least_important_choices(
    orders: tuple[int, ...],
) -> None:
    rng = np.random.default_rng(11)
    m, count = 6, 9
    member = rng.random((count, m)) < 0.8
    member[:, :2] = True
    free = m + len(orders) - 1
    sets = Sets(member, rng.choice([-1.0, 1.0], count), rng.random(count), orders, rng.normal(size=free))
    at = rng.normal(size=free)
    value, slope, information = evaluate(sets, at)

    def along(x: np.ndarray) -> float:
        return evaluate(sets, x)[0]

    step = 1e-5
    numeric = [(along(at + step * row) - along(at - step * row)) / (2 * step) for row in np.eye(free)]
    assert value == pytest.approx(along(at))
    np.testing.assert_allclose(slope, numeric, atol=1e-7)
    np.testing.assert_allclose(information, -hessian(along, at), atol=1e-6)


def test_one_set_has_the_chances_that_enumeration_gives() -> None:
    theta, log_delta = np.array([0.7, -0.2, -0.5, 0.0]), {2: -1.0, 3: -2.0}
    choice = ((0, 1, 2, 3), (0, 2), 1.0)
    member = np.ones((1, 4), np.bool_)
    total = np.array([0.5, 0.0, 0.5, 0.0, 1.0, 0.0])
    sets = Sets(member, np.ones(1), np.ones(1), (1, 2, 3), total)
    value, _, _ = evaluate(sets, np.array([*theta, -1.0, -2.0]))
    assert value == pytest.approx(log_likelihood([choice], theta, log_delta), abs=1e-12)


def test_worths_a_hundred_orders_of_magnitude_apart_stay_finite() -> None:
    member = np.ones((1, 4), np.bool_)
    sets = Sets(member, np.ones(1), np.ones(1), (1, 2, 3), np.array([1.0, 0, 0, 0, 0, 0]))
    value, slope, information = evaluate(sets, np.array([250.0, -250.0, 0.0, 0.0, 0.0, 0.0]))
    assert np.isfinite(value)
    assert np.isfinite(slope).all()
    assert np.isfinite(information).all()
