"""Whether groups differ: the likelihood ratio in closed form, its size when they do not, and when there is none."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from analysis.weights import weigh
from tests.analysis.rankings_made import draw, request

pytestmark = pytest.mark.pure
TRUTH = np.array([0.8, 0.2, -0.3, -0.7])


def in_group(rankings: list[Any], group: Any, **fields: Any) -> list[dict[str, Any]]:
    return [{"ranking": ranking, "group": group} | fields for ranking in rankings]


def test_first_choices_of_two_groups_give_the_g_test_of_their_table() -> None:
    table = np.array([[30, 20, 10], [10, 25, 25]])
    rows = [
        {"ranking": [[item]], "n": int(n), "group": f"group {row}"}
        for row, counts in enumerate(table)
        for item, n in enumerate(counts)
    ]
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    g = 2 * float((table * np.log(table / expected)).sum())
    found = weigh(request(rows)).as_dict()["lr"]
    assert found["stat"] == pytest.approx(g, abs=1e-8)
    assert found["df"] == 2
    assert found["p"] == pytest.approx(chi2.sf(g, 2), rel=1e-8)
    assert found["test"] == "likelihood ratio"


def test_tie_orders_of_each_group_count_as_degrees_of_freedom() -> None:
    rng = np.random.default_rng(1)
    tied = [[[1, 2], [0], [3]], [[0, 1], [2], [3]]]
    rows = in_group(draw(TRUTH, 30, 4, rng) + tied, "a") + in_group(draw(TRUTH, 30, 4, rng) + tied, "b")
    assert weigh(request(rows, items=4, pool="none")).as_dict()["lr"]["df"] == 4


def test_groups_that_do_not_differ_are_called_different_about_as_often_as_promised() -> None:
    rng = np.random.default_rng(2)
    low = 0
    for _ in range(200):
        rows = in_group(draw(TRUTH, 60, 2, rng), "a") + in_group(draw(TRUTH, 40, 2, rng), "b")
        low += weigh(request(rows, items=4, pool="none")).as_dict()["lr"]["p"] < 0.1
    assert 8 <= low <= 34  # 20 expected; outside this less than once in a thousand


def test_people_with_several_answers_are_tested_by_clusters() -> None:
    rng = np.random.default_rng(3)
    low = 0
    for _ in range(120):
        rows = []
        for group in ("a", "b"):
            for who in range(40):
                own = draw(TRUTH + rng.normal(size=4), 6, 1, rng)
                rows += in_group(own, group, respondent=f"{group}{who}")
        found = weigh(request(rows, items=4, pool="none")).as_dict()["lr"]
        assert found["test"] == "wald"
        assert found["df"] == 3
        low += found["p"] < 0.1
    # 12 expected; a likelihood ratio that took every answer for a person would find 30 and more
    assert low <= 26


def test_unequal_survey_weights_are_tested_by_clusters() -> None:
    rng = np.random.default_rng(4)
    rows = in_group(draw(TRUTH, 60, 2, rng), "a") + in_group(draw(-TRUTH, 60, 2, rng), "b")
    rows = [row | {"weight": float(rng.choice([1, 2]))} for row in rows]
    found = weigh(request(rows, items=4, pool="none")).as_dict()["lr"]
    assert found["test"] == "wald"
    assert found["p"] < 1e-6


def test_a_person_named_in_two_groups_stops_the_test() -> None:
    rng = np.random.default_rng(5)
    rows = in_group(draw(TRUTH, 20, 2, rng), "a", respondent="p1")
    rows += in_group(draw(TRUTH, 20, 2, rng), "b", respondent="p1")
    found = weigh(request(rows, items=4)).as_dict()
    assert "lr" not in found
    assert any("they share people" in warning for warning in found["warnings"])


def test_a_group_whose_answers_settle_nothing_stops_the_test_by_name() -> None:
    rows = in_group(draw(TRUTH, 40, 2, np.random.default_rng(6)), "a") + in_group([[[0], [1]]] * 5, "carers")
    found = weigh(request(rows, items=4)).as_dict()
    assert "lr" not in found
    assert any("too little is known of carers" in warning for warning in found["warnings"])


def test_one_group_alone_is_not_tested_and_nothing_is_said() -> None:
    found = weigh(request(in_group(draw(TRUTH, 40, 2, np.random.default_rng(7)), "a"), items=4)).as_dict()
    assert "lr" not in found
    assert found["warnings"] == []
