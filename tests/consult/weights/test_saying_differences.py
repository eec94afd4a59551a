"""What stands beside the differences: the test of all groups at once with its p and n, and why a group is not in it."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.disclosure import BESIDE, NOT_SHOWN
from analysis.weight_warnings import warn_of_difference
from consult.weights.saying_differences import say_on_the_whole, say_who_is_not_compared
from consult.weights.telling import tell
from tests.consult.weights.test_findings import SURE, UNSURE, group, result

pytestmark = pytest.mark.pure


def two(**more: Any) -> dict[str, Any]:
    groups = group(1, "Carers", 147, *UNSURE), group(2, "At home", 213, *SURE)
    return {**result(*groups, group(3, "Volunteers", 37, *SURE, hidden=BESIDE)), **more}


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0004, "On the whole the groups differ by more than chance would make them (p less than 0.001, "),
        (0.2, "On the whole it cannot be said that the groups differ: what we see can be chance (p = 0.200, "),
    ],
)
def test_the_test_of_all_groups_is_told_with_its_p_and_its_people(p: float, words: str):
    found = two(groups_differ={"stat": 9.0, "df": 2, "p": p, "test": "likelihood ratio"})
    said = say_on_the_whole(tell(found, exact=True), found)
    assert said == f"{words}likelihood ratio test, 397 people in 3 groups)."
    assert say_on_the_whole(tell(found, exact=False), found) == ""


def test_a_group_that_is_not_in_the_test_is_named_with_the_reason_and_not_counted():
    left_out = [{"group_id": 3, "why": "too little is known of it"}]
    found = two(groups_differ={"stat": 9.0, "df": 2, "p": 0.2, "test": "likelihood ratio", "left_out": left_out})
    said = say_on_the_whole(tell(found, exact=True), found)
    assert said.endswith(
        "likelihood ratio test, 360 people in 2 groups). Not in this test: Volunteers (too little is known of it)."
    )
    assert say_on_the_whole(tell(found, exact=False), found) == ""


def test_that_nothing_was_tested_is_said_with_the_reason():
    found = two()
    found["overall"]["warnings"] = warn_of_difference("they share people")
    said = say_on_the_whole(tell(found, exact=True), found)
    assert said == "Whether the groups differ on the whole was not tested: they share people."
    assert say_on_the_whole(tell(two(), exact=True), two()) == ""


def test_a_group_that_has_numbers_and_is_in_no_difference_has_its_reason():
    found = two(sharing=[[1, 2]])
    analyst, viewer = (say_who_is_not_compared(tell(found, exact=one), found) for one in (True, False))
    shared = "Not tested, because some people are in both: Carers with At home."
    assert analyst == [f"Volunteers: Not published. {BESIDE}", shared]
    assert viewer == [f"Volunteers: {NOT_SHOWN}", shared]
