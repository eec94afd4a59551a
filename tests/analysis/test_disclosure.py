"""Small groups: which are hidden, that subtraction finds none of them, and that the reasons are in plain words."""

import random

import pytest

from analysis.disclosure import group_table, protect
from analysis.disclosure_attack import find_leaks
from analysis.disclosure_tables import round_to_five
from analysis.records import RefusedInput

pytestmark = pytest.mark.pure


def test_large_groups_are_shown_with_n_rounded_to_five() -> None:
    found = protect({"carers": 33, "tenants": 112}, 145)
    assert found.hidden == {}
    assert found.shown == {"carers": 35, "tenants": 110}
    assert found.overall_hidden == ""
    assert found.overall_n == 145


def test_a_group_under_the_threshold_is_hidden_with_the_reason() -> None:
    found = protect({"carers": 9, "staff": 8, "tenants": 112}, 129)
    assert found.hidden == {
        "carers": "Hidden because fewer than 10 people answered.",
        "staff": "Hidden because fewer than 10 people answered.",
    }
    assert found.shown == {"tenants": 110}
    assert found.overall_n == 130


@pytest.mark.parametrize(("n", "hidden"), [(9, True), (10, False)])
def test_the_threshold_itself_is_enough(n: int, hidden: bool) -> None:
    found = protect({"carers": n, "staff": 40, "tenants": 112}, 152 + n)
    assert ("carers" in found.hidden) is hidden


def test_one_hidden_group_takes_the_next_smallest_with_it() -> None:
    found = protect({"tenants": 112, "carers": 4, "staff": 60, "neighbours": 30}, 206)
    assert list(found.hidden) == ["carers", "neighbours"]
    assert "by subtraction" in found.hidden["neighbours"]
    assert list(found.shown) == ["tenants", "staff"]
    assert found.overall_hidden == ""


def test_with_two_groups_one_alone_is_never_shown_beside_everyone() -> None:
    found = protect({"tenants": 112, "carers": 4}, 116)
    assert list(found.hidden) == ["tenants", "carers"] and found.shown == {}
    assert found.overall_n == 115


def test_two_hidden_groups_that_are_few_together_take_a_third() -> None:
    found = protect({"tenants": 112, "carers": 4, "staff": 3, "neighbours": 30}, 149)
    assert list(found.hidden) == ["carers", "staff", "neighbours"]


def test_two_hidden_groups_that_are_enough_together_take_no_third() -> None:
    found = protect({"tenants": 112, "carers": 7, "staff": 6, "neighbours": 30}, 155)
    assert list(found.hidden) == ["carers", "staff"]


def test_a_few_people_in_no_group_cannot_be_told_apart_either() -> None:
    found = protect({"tenants": 112, "neighbours": 30}, 146)
    assert list(found.hidden) == ["neighbours"] and "in no group" in found.hidden["neighbours"]


def test_nearly_everyone_in_one_group_is_not_shown_beside_everyone() -> None:
    found = protect({"tenants": 110, "carers": 50}, 112)
    assert "tenants" in found.hidden or found.overall_hidden


def test_what_is_hidden_for_another_reason_is_not_given_away_by_everyones_figure() -> None:
    found = protect({"tenants": 112, "carers": 14, "staff": 40}, 166, also=("carers",))
    assert "carers" in found.hidden and found.overall_hidden and found.overall_n is None


def test_a_group_nobody_answered_for_says_so_and_gives_nobody_away() -> None:
    found = protect({"young carers": 0, "tenants": 112, "neighbours": 30}, 142)
    assert found.hidden == {"young carers": "Nobody who answered said they belong to it."}
    assert list(found.shown) == ["tenants", "neighbours"]
    assert found.overall_n == 140


def test_too_few_in_all_hides_everything() -> None:
    found = protect({"tenants": 5, "carers": 3}, 8)
    assert found.shown == {}
    assert found.overall_hidden == "Hidden because fewer than 10 people answered."


def test_groups_of_like_size_are_chosen_by_name_so_that_the_choice_never_wavers() -> None:
    one = protect({"b": 20, "a": 20, "small": 3, "large": 90}, 133)
    other = protect({"large": 90, "small": 3, "a": 20, "b": 20}, 133)
    assert set(one.hidden) == set(other.hidden) == {"small", "a"}


def test_a_council_may_be_stricter_and_never_laxer_than_five() -> None:
    assert "carers" in protect({"carers": 19, "staff": 18, "tenants": 99}, 136, threshold=20).hidden
    assert "carers" not in protect({"carers": 5, "tenants": 99}, 104, threshold=5).hidden
    with pytest.raises(RefusedInput, match="4 is below 5"):
        protect({"carers": 9}, 9, threshold=4)


@pytest.mark.parametrize(("groups", "overall"), [({"carers": -1}, 9), ({"carers": 12}, 9)])
def test_counts_that_cannot_be_are_refused_by_name(groups: dict[str, int], overall: int) -> None:
    with pytest.raises(RefusedInput, match="carers"):
        protect(groups, overall)


@pytest.mark.parametrize(("n", "rounded"), [(0, 0), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_rounding_goes_to_the_nearest_five(n: int, rounded: int) -> None:
    assert round_to_five(n) == rounded


def test_in_two_hundred_random_tables_a_group_is_shown_only_if_it_is_large_and_all_small_ones_are_hidden() -> None:
    rng = random.Random(20261122)
    for _ in range(200):
        threshold = rng.choice([5, 10, 10, 20])
        groups = {
            f"group {i}": rng.choice([0, 3, 9, 10, 14, 25, 80, rng.randint(0, 300)]) for i in range(rng.randint(1, 8))
        }
        overall = sum(groups.values()) + rng.choice([0, 0, 0, 4, 60])
        found = protect(groups, overall, threshold)
        assert set(found.hidden) | set(found.shown) == set(groups)
        assert all(groups[name] >= threshold for name in found.shown)
        assert not {name for name, n in groups.items() if n < threshold} - set(found.hidden)
        table = group_table(groups, overall, threshold)
        hidden = {f"group: {name}" for name in found.hidden if groups[name]}
        assert find_leaks(table, hidden | ({"everyone"} if found.overall_hidden and overall else set())) == []
