"""Raking: margins met, as near as can be to the start, against another way of solving it; and what cannot be met."""

import json
import random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import root

from analysis.balance import Margin, rake, read_margins
from analysis.records import RefusedInput
from analysis.weights import weigh

pytestmark = pytest.mark.pure
MARGINS = {"age": {"16-34": 0.35, "35-64": 0.45, "65+": 0.2}, "area": {"north": 0.6, "south": 0.4}}


def draw(people: int, seed: int = 1) -> list[dict[str, Any]]:
    """Rankings of people among whom the old of the south answer most, and differ from the young."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(people):
        age = str(rng.choice(["16-34", "35-64", "65+"], p=[0.15, 0.35, 0.5]))
        area = str(rng.choice(["north", "south"], p=[0.4, 0.6]))
        theta = np.array([1.0, 0.0, -1.0]) * (1 if age == "65+" else -1)
        order = np.argsort(-(theta + rng.gumbel(size=3)))[:2]
        rows.append({"ranking": [[item] for item in order.tolist()], "age": age, "area": area})
    return rows


def request(rows: list[dict[str, Any]], margins: Any = MARGINS, **options: Any) -> dict[str, Any]:
    return {
        "kind": "raking",
        "items": ["a", "b", "c"],
        "unranked": "below",
        "responses": rows,
        "margins": margins,
        "options": options,
    }


def refusals(rows: list[dict[str, Any]], margins: Any = MARGINS) -> list[str]:
    with pytest.raises(RefusedInput) as refused:
        weigh(request(rows, margins))
    return refused.value.problems


def test_every_margin_is_met_and_the_mean_weight_is_one() -> None:
    rows = draw(200)
    weights = np.array(weigh(request(rows)).as_dict()["raked_weights"])
    assert weights.mean() == pytest.approx(1)
    for name, shares in MARGINS.items():
        for value, share in shares.items():
            held = sum(w for w, row in zip(weights, rows, strict=True) if row[name] == value)
            assert held / 200 == pytest.approx(share, abs=1e-10)


def test_the_weights_are_those_nearest_to_the_start_found_by_solving_the_dual() -> None:
    # raking is the nearest in relative entropy: w = start * exp(sum of one number per cell); solve for the numbers
    rows = draw(150, seed=2)
    start = np.random.default_rng(3).uniform(0.5, 2.0, 150)
    cells = [(name, value) for name, shares in MARGINS.items() for value in shares][:-1]  # the last follows
    design = np.array([[row[name] == value for name, value in cells] for row in rows], float)
    target = np.array([MARGINS[name][value] for name, value in cells])

    def apart(numbers: np.ndarray) -> np.ndarray:
        return design.T @ (start * np.exp(design @ numbers)) / 150 - target

    expected = start * np.exp(design @ root(apart, np.zeros(len(cells)), tol=1e-13).x)
    margins = read_margins(MARGINS, list(enumerate(rows)))
    found = rake(margins, start, np.ones(150, np.int64), trim=None)
    np.testing.assert_allclose(found.weights, expected, rtol=1e-9)


def test_the_effective_number_of_people_is_kishs() -> None:
    found = weigh(request(draw(200))).as_dict()
    weights = np.array(found["raked_weights"])
    assert found["ess"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert found["n_eff"] == pytest.approx(found["ess"])
    assert found["design_effect"] == pytest.approx(200 / found["ess"])


def test_weights_of_outcomes_are_those_of_rankings_with_these_survey_weights() -> None:
    rows = draw(200)
    found = weigh(request(rows)).as_dict()
    by_hand = [
        {"ranking": row["ranking"], "weight": weight} for row, weight in zip(rows, found["raked_weights"], strict=True)
    ]
    plain = {"kind": "rankings", "items": ["a", "b", "c"], "unranked": "below"}
    expected = weigh(plain | {"responses": by_hand}).as_dict()
    np.testing.assert_allclose(found["weights"], expected["weights"], rtol=1e-9)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=1e-9)
    unraked = weigh(plain | {"responses": [{"ranking": row["ranking"]} for row in rows]}).as_dict()
    assert found["sensitivity"]["unraked"] == unraked["weights"]
    assert abs(found["weights"][0] - unraked["weights"][0]) > 0.1  # the young now count for what they are


def test_a_weight_of_more_than_five_times_the_median_is_capped_and_the_margins_still_hold() -> None:
    count = np.ones(100, np.int64)
    rare = np.array([0] * 96 + [1] * 4)
    start = np.array([1.0] * 96 + [20.0, 1.0, 1.0, 1.0])
    margin = Margin("x", rare, ("many", "few"), np.array([0.9, 0.1]))
    free = rake([margin], start, count, trim=None)
    capped = rake([margin], start, count)
    assert free.weights.max() / np.median(free.weights) > 5
    assert capped.weights.max() / np.median(capped.weights) <= 5 + 1e-6
    assert capped.weights[rare == 1].sum() == pytest.approx(10)
    assert capped.trimmed == 1
    assert capped.effective > free.effective


def test_a_margin_that_needs_more_than_the_cap_goes_before_it() -> None:
    cells = np.array([0] * 99 + [1])
    raked = rake([Margin("x", cells, ("a", "b"), np.array([0.5, 0.5]))], np.ones(100), np.ones(100, np.int64))
    assert raked.weights[99] == pytest.approx(50)


def test_the_order_of_the_rows_cannot_show() -> None:
    rows = [row | {"weight": 1 + 0.1 * (i % 7), "respondent": i} for i, row in enumerate(draw(120))]
    first = weigh(request(rows)).as_dict()
    order = list(range(120))
    random.Random(1).shuffle(order)
    other = weigh(request([rows[i] for i in order])).as_dict()
    assert [first["raked_weights"][i] for i in order] == other.pop("raked_weights")
    first.pop("raked_weights")
    assert json.dumps(first) == json.dumps(other)


def test_attributes_may_be_numbers_and_shares_counts() -> None:
    rows = [{"ranking": [[i % 2]], "age": 1 + i % 3} for i in range(30)]
    found = weigh(request(rows, {"age": {"1": 500, "2": 300, "3": 200}})).as_dict()
    assert found["raked_weights"][:3] == pytest.approx([1.5, 0.9, 0.6])


def test_an_untouched_ranking_has_no_weight_and_needs_no_attributes() -> None:
    found = weigh(request([*draw(100), {"ranking": []}])).as_dict()
    assert len(found["raked_weights"]) == 101
    assert found["raked_weights"][100] == 0


@pytest.mark.parametrize(
    ("margins", "problem"),
    [
        (None, "margins: there must be shares by attribute and value"),
        ({}, "margins: there must be shares by attribute and value"),
        ({"age": 3}, "margins, age: there must be a share for each value"),
        ({"age": {"65+": -1}}, "margins, age, 65+: -1 is not a share"),
        ({"age": {"65+": float("nan")}}, "margins, age, 65+: nan is not a share"),
        ({"age": {"65+": True}}, "margins, age, 65+: True is not a share"),
        ({"area": {"north": 0, "south": 0}}, "margins, area: the shares add up to nothing"),
        ({"area": {"north": 0.0, "south": 1.0}}, "margins, area, north: a share of nothing, yet some of them"),
        ({"area": {"north": 0.5, "south": 0.4, "west": 0.1}}, "margins, area, west: nobody of them has answered"),
        ({"area": {"north": 1.0}}, "row 0, area: south is not among the margins (north)"),
        ({"income": {"low": 0.5, "high": 0.5}}, "row 0, income: there is none"),
    ],
)
def test_margins_that_do_not_fit_are_refused_by_name(margins: Any, problem: str) -> None:
    rows = [*draw(40, seed=9), {"ranking": [[0]], "age": "65+", "area": "north"}]
    rows[0]["area"] = "south"
    assert any(one.startswith(problem) for one in refusals(rows, margins)), refusals(rows, margins)


def test_margins_that_cannot_be_met_together_are_refused() -> None:
    rows = [{"ranking": [[0]], "age": age, "area": area} for age, area in (("a", "x"), ("b", "y"))] * 10
    (problem,) = refusals(rows, {"age": {"a": 0.5, "b": 0.5}, "area": {"x": 0.7, "y": 0.3}})
    assert problem == "margins: age, area cannot all be met with the people who answered; join some of their values"


def test_a_field_that_no_margin_names_is_said_not_to_be_used() -> None:
    found = weigh(request(draw(60), {"area": {"north": 0.5, "south": 0.5}})).as_dict()
    assert "the field 'age' of the responses was not used" in found["warnings"]


def test_a_person_with_many_rankings_is_raked_and_counted_as_one() -> None:
    people = draw(60, seed=3)
    several = [
        row | {"respondent": who, "offered": offered, "ranking": [[offered[0]]]}
        for who, row in enumerate(people)
        for offered in ([0, 1], [1, 2], [0, 2])[: 1 + who % 3]
    ]
    once = weigh(request([row | {"respondent": who} for who, row in enumerate(people)])).as_dict()
    found = weigh(request(several)).as_dict()
    assert (found["n"], found["ess"]) == (60, once["ess"]) and found["n_eff"] == pytest.approx(found["ess"])
    assert found["design_effect"] == once["design_effect"]
    by_person = {row["respondent"]: weight for row, weight in zip(several, found["raked_weights"], strict=True)}
    assert list(by_person.values()) == pytest.approx(once["raked_weights"])


def test_one_person_with_many_rankings_does_not_fill_a_margin() -> None:
    many = [
        {"ranking": [[a]], "offered": [a, b], "respondent": "r", "age": "65+"} for a in range(3) for b in range(a)
    ] * 10
    others = [{"ranking": [[who % 3]], "respondent": who, "age": "under 65"} for who in range(30)]
    found = weigh(request([*many, *others], {"age": {"65+": 0.5, "under 65": 0.5}})).as_dict()
    assert (found["n"], found["ess"]) == (31, pytest.approx(3.87, abs=0.01))  # 31^2 / (15.5^2 + 30 x (15.5 / 30)^2)
    assert any("worth 3.9 people" in warning for warning in found["warnings"])


def test_weights_that_a_persons_rows_bring_keep_their_part() -> None:
    rows = [{"ranking": [[who % 3]], "respondent": who, "age": "ab"[who % 2]} for who in range(20)]
    rows += [{"ranking": [[1]], "offered": [0, 1], "respondent": 0, "age": "a", "weight": 3.0}]
    found = weigh(request(rows, {"age": {"a": 0.5, "b": 0.5}})).as_dict()
    assert found["raked_weights"][20] == pytest.approx(3 * found["raked_weights"][0])
    assert found["raked_weights"][20] + found["raked_weights"][0] == pytest.approx(4 * found["raked_weights"][2])


def test_a_person_who_is_of_two_kinds_is_refused_by_both_rows() -> None:
    rows = [*draw(40), {"ranking": [[0]], "respondent": "r", "age": "65+", "area": "north"}]
    rows += [rows[-1] | {"age": "35-64", "offered": [0, 1]}]
    assert refusals(rows) == ["row 41, age: 35-64, but the same respondent is 65+ in row 40"]
