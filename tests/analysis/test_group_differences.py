"""Two groups outcome by outcome: points apart with intervals and chances; groupings each on their own."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import t as student

from analysis.group_differences import adjust_by_holm
from analysis.weights import weigh
from tests.analysis.rankings_made import draw, request
from tests.analysis.test_weights import refusals

pytestmark = pytest.mark.pure


def report(rows: list[Any], **parts: Any) -> dict[str, Any]:
    return weigh(request(rows, **parts)).as_dict()


def two_groups(people: int = 80, shift: float = 1.0, seed: int = 1) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    theta = np.array([0.6, 0.2, -0.3, -0.5])
    moved = theta + np.array([shift, 0, 0, -shift])
    return [
        {"ranking": ranking, "group": name}
        for name, worths in (("carers", moved), ("tenants", theta))
        for ranking in draw(worths, people, 4, rng)
    ]


def test_first_choices_give_the_difference_of_two_shares_and_its_textbook_error() -> None:
    counts = {"a": (50, 30, 20), "b": (20, 40, 40)}
    rows = [{"ranking": [[item]], "n": n, "group": name} for name, own in counts.items() for item, n in enumerate(own)]
    (one,) = report(rows, prior=None)["group_differences"]
    assert one["groups"] == ["a", "b"]
    for outcome, first, second in zip(one["outcomes"], counts["a"], counts["b"], strict=True):
        p, q = first / 100, second / 100
        error = np.sqrt((p * (1 - p) + q * (1 - q)) / 99)  # each share's variance times G / (G - 1)
        own, other = p * (1 - p) / 99, q * (1 - q) / 99
        free = (own + other) ** 2 / (own**2 / 99 + other**2 / 99)
        half = student.ppf(0.975, free) * error
        assert outcome["points"] == pytest.approx(100 * (p - q), abs=1e-6)
        assert outcome["interval"] == pytest.approx([100 * (p - q - half), 100 * (p - q + half)], abs=1e-5)
        assert outcome["p"] == pytest.approx(2 * student.sf(abs(p - q) / error, free), rel=1e-5)


def test_holm_is_the_published_step_down() -> None:
    # Holm (1979), Scandinavian Journal of Statistics 6, 65-70: p(1) k, then the running maximum of p(i) (k - i + 1)
    chances = np.array([0.01, 0.04, 0.03, 0.005])
    np.testing.assert_allclose(adjust_by_holm(chances), [0.03, 0.06, 0.06, 0.02])


def test_a_lot_drawn_test_agrees_with_walds_where_many_answered() -> None:
    rows = two_groups(shift=0.25)
    (wald,) = report(rows, items=4)["group_differences"]
    (lots,) = report(rows, items=4, test="permutation", draws=2000)["group_differences"]
    assert (wald["test"], lots["test"]) == ("wald", "permutation")
    for one, other in zip(wald["outcomes"], lots["outcomes"], strict=True):
        assert one["points"] == other["points"]
        assert other["p"] == pytest.approx(one["p"], abs=0.05)


def test_groups_that_do_not_differ_are_called_different_about_as_often_as_promised() -> None:
    found = [report(two_groups(25, 0.0, seed), items=4)["group_differences"][0]["outcomes"] for seed in range(60)]
    assert np.mean([min(one["p_holm"] for one in outcomes) < 0.05 for outcomes in found]) <= 0.12
    assert 0.9 <= np.mean([one["interval"][0] <= 0 <= one["interval"][1] for own in found for one in own]) <= 1.0


def test_groups_that_share_people_are_refused_in_words_and_others_are_not() -> None:
    rows = [row | {"group": [row["group"], "all of them"]} for row in two_groups(20)]
    found = {tuple(one["groups"]): one for one in report(rows, items=4)["group_differences"]}
    assert found["all of them", "carers"] == {"groups": ["all of them", "carers"], "refused": "they share people"}
    assert "outcomes" in found["carers", "tenants"]
    named = [row | {"respondent": number % 20} for number, row in enumerate(two_groups(20))]
    assert report(named, items=4)["group_differences"][0]["refused"] == "they share people"


def test_a_group_of_fewer_than_five_is_not_tested() -> None:
    rows = [*two_groups(20), *({"ranking": [[0], [1]], "group": "staff"} for _ in range(4))]
    found = {tuple(one["groups"]): one for one in report(rows, items=4)["group_differences"]}
    assert found["carers", "staff"]["refused"] == "fewer than 5 people in staff"


def test_pairs_may_be_named_and_names_nobody_has_are_refused() -> None:
    rows = [*two_groups(20), *({"ranking": [[0], [1]], "group": "staff"} for _ in range(9))]
    found = report(rows, items=4, compare=[["tenants", "staff"]])["group_differences"]
    assert [one["groups"] for one in found] == [["tenants", "staff"]]
    assert "group_differences" not in report(rows, items=4, compare="none")
    asked = request(rows, items=4, compare=[["tenants", "nobody"]])
    assert refusals(asked) == ["options, compare: there is no group 'nobody'"]


@pytest.mark.parametrize(
    ("compare", "problem"),
    [
        ("most", 'options, compare: \'most\' is not "few", "all", "none" or a list of pairs of groups'),
        ([["a"]], "options, compare: ['a'] is not a pair of names of groups"),
        ([["a", "a"]], "options, compare: 'a' cannot be compared with itself"),
    ],
)
def test_pairs_that_cannot_be_are_refused(compare: Any, problem: str) -> None:
    assert refusals(request([[[0], [1]]], compare=compare)) == [problem]


def test_many_groups_are_compared_only_where_it_is_asked_for() -> None:
    rows = [{"ranking": [[n % 3], [(n + 1) % 3]], "group": f"g{n % 9}"} for n in range(90)]
    assert "group_differences" not in report(rows)
    assert len(report(rows, compare="all")["group_differences"]) == 36


def test_several_groupings_are_pooled_and_tested_each_on_its_own() -> None:
    rows = [
        row | {"group": {"role": row["group"], "area": ["north", "south"][number % 2]}}
        for number, row in enumerate(two_groups(60))
    ]
    found = report(rows, items=4)
    assert list(found["groups"]) == ["area: north", "area: south", "role: carers", "role: tenants"]
    assert {name: own["groups"] for name, own in found["groupings"].items()} == {
        "area": ["area: north", "area: south"],
        "role": ["role: carers", "role: tenants"],
    }
    assert found["groupings"]["role"]["lr"]["p"] < 0.001 < found["groupings"]["area"]["lr"]["p"]
    assert "lr" not in found
    assert [one["groups"] for one in found["group_differences"]] == [
        ["area: north", "area: south"],
        ["role: carers", "role: tenants"],
    ]
    alone = report([row | {"group": {"role": row["group"]["role"]}} for row in rows], items=4)
    for name in ("role: carers", "role: tenants"):
        assert found["groups"][name] == alone["groups"][name]
    assert alone["lr"] == found["groupings"]["role"]["lr"]
    assert "groupings" not in alone


@pytest.mark.parametrize(
    ("group", "problem"),
    [
        ({"": "x"}, "row 0, group: '' is not the name of a grouping"),
        ({"age": {"a": 1}}, "row 0, group: age: {'a': 1} is not a name"),
        ({"age": " "}, "row 0, group: age: the name is blank: leave the group out, or name it"),
        ({"age": [1.5]}, "row 0, group: age: 1.5 is not a name"),
    ],
)
def test_a_grouping_that_cannot_be_is_refused_by_row(group: Any, problem: str) -> None:
    assert refusals(request([{"ranking": [[0], [1]], "group": group}])) == [problem]


def test_points_of_two_groups_are_compared_by_their_mean_shares() -> None:
    rng = np.random.default_rng(3)
    rows = [
        {"points": row.tolist(), "group": name}
        for name, shares in (("a", [0.5, 0.3, 0.2]), ("b", [0.4, 0.4, 0.2]))
        for row in rng.multinomial(20, shares, 60)
    ]
    found = weigh({"kind": "points", "items": ["x", "y", "z"], "responses": rows}).as_dict()
    (one,) = found["group_differences"]
    apart = np.array(found["groups"]["a"]["weights"]) - np.array(found["groups"]["b"]["weights"])
    assert [outcome["points"] for outcome in one["outcomes"]] == pytest.approx((100 * apart).tolist())
    same = [{"points": [10, 10, 0], "group": "a"}] * 6 + [{"points": [10, 5, 5], "group": "b"}] * 6
    (refused,) = weigh({"kind": "points", "items": ["x", "y", "z"], "responses": same}).as_dict()["group_differences"]
    assert "no spread to test by" in refused["refused"]
