"""Whether groups differ: the likelihood ratio in closed form, its size when they do not, and when there is none."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2, t

from analysis.group_tests import Verdict, compare_groups
from analysis.rankings import lay_out
from analysis.row_fields import Columns
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


def opposed(rng: np.random.Generator, people: int = 60) -> list[dict[str, Any]]:
    return in_group(draw(TRUTH, people, 4, rng), "a") + in_group(draw(-TRUTH, people, 4, rng), "b")


def test_a_group_of_which_too_little_is_known_is_left_out_by_name_and_the_others_are_tested() -> None:
    two = opposed(np.random.default_rng(8))
    found = weigh(request(two + in_group([[[0], [1]]] * 3, "carers"), items=4)).as_dict()
    alone = weigh(request(two, items=4)).as_dict()["lr"]
    assert found["lr"] == alone | {"left_out": {"carers": "too little is known of it"}}
    assert "left_out" not in alone
    words = "the test whether the groups differ on the whole leaves some out: too little is known of carers"
    assert words in found["warnings"]


def test_a_group_that_is_left_out_may_share_people_with_those_that_are_tested() -> None:
    two = [row | {"respondent": who} for who, row in enumerate(opposed(np.random.default_rng(9)))]
    found = weigh(request(two + in_group([[[0], [1]]] * 2, "carers", respondent=0), items=4)).as_dict()
    assert found["lr"]["df"] == 3
    assert list(found["lr"]["left_out"]) == ["carers"]


def test_groups_of_few_and_groups_that_say_nothing_are_left_out_of_the_test_by_respondent() -> None:
    rng = np.random.default_rng(10)
    rows = [row | {"weight": float(rng.choice([1, 2]))} for row in opposed(rng)]
    small = in_group(draw(TRUTH, 25, 4, rng), "carers", weight=2.0)
    silent = in_group([[[0, 1, 2, 3]]] * 40, "tied")
    found = weigh(request(rows + small + silent, items=4)).as_dict()
    assert found["lr"]["test"] == "wald"
    assert found["lr"]["df"] == 3
    assert found["lr"]["left_out"]["carers"].startswith("fewer than 30 people in it")
    assert found["lr"]["left_out"]["tied"] == "no answer in it compares anything"


def verdict(sizes: tuple[int, ...], rng: np.random.Generator, uneven: float = 0.0) -> Verdict:
    """The test of groups of these sizes that do not differ; `uneven`: the sd of their log weights."""
    n = sum(sizes)
    weights = np.exp(uneven * rng.normal(size=n)).tolist()
    table = lay_out(Columns(draw(TRUTH, n, 3, rng), weights=weights), tuple("abcd"), "below")
    ends = np.cumsum(sizes)
    rows = {
        f"group {place}": np.arange(end - size, end) for place, (size, end) in enumerate(zip(sizes, ends, strict=True))
    }
    return compare_groups(table, rows)


def test_leaving_small_groups_out_keeps_the_promise_of_five_percent() -> None:
    rng = np.random.default_rng(11)
    found = [verdict((60, 40, 3, 3, 3), rng) for _ in range(300)]
    assert sum(len(one.left_out) for one in found) > 200
    low = sum(one.test["p"] < 0.05 for one in found if one.test)
    assert 4 <= low <= 30  # 15 expected; outside this less than once in a thousand


def test_the_test_by_respondent_keeps_it_where_few_people_weigh_unequally() -> None:
    rng = np.random.default_rng(12)
    found = [verdict((40, 35, 30, 8), rng, uneven=1.0) for _ in range(200)]
    assert all("group 3" in one.left_out for one in found)
    # 10 expected; as chi-square, which takes clustered variances as known, it is 34
    assert 2 <= sum(one.test["p"] < 0.05 for one in found if one.test) <= 24


def test_of_two_outcomes_the_test_by_respondent_is_that_of_welch() -> None:
    rng = np.random.default_rng(13)
    rows = [
        {"ranking": [[0], [1]] if rng.random() < share else [[1], [0]], "group": group, "weight": weight}
        for group, share, people in (("a", 0.6, 90), ("b", 0.45, 60))
        for weight in rng.choice([1.0, 2.0, 4.0], people).tolist()
    ]
    found = weigh(request(rows, items=2, pool="none", prior=None)).as_dict()
    a, b = found["groups"]["a"], found["groups"]["b"]
    of_a, of_b = (2 * one["se"][0] for one in (a, b))  # of the log-odds, which are twice the log-worth
    free = (of_a**2 + of_b**2) ** 2 / (of_a**4 / (a["n_eff"] - 1) + of_b**4 / (b["n_eff"] - 1))
    apart = 2 * (a["log_worth"][0] - b["log_worth"][0]) / np.hypot(of_a, of_b)
    assert found["lr"]["stat"] == pytest.approx(apart**2)
    assert (found["lr"]["df"], found["lr"]["df_2"]) == (1, pytest.approx(free))
    assert found["lr"]["p"] == pytest.approx(2 * t.sf(abs(apart), free))


def test_one_group_alone_is_not_tested_and_nothing_is_said() -> None:
    found = weigh(request(in_group(draw(TRUTH, 40, 2, np.random.default_rng(7)), "a"), items=4)).as_dict()
    assert "lr" not in found
    assert found["warnings"] == []
