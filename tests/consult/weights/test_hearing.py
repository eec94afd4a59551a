"""Who to hear next: never more people than exist, those who can do most first, and true words of whom nobody named."""

from __future__ import annotations

import re
from typing import Any

import pytest

from consult.weights.hearing import say_who_to_hear
from consult.weights.telling import tell
from tests.consult.weights.test_findings import SURE, UNSURE, group, result

pytestmark = pytest.mark.pure


def advice(*groups: dict[str, Any], **more: dict[str, Any]) -> list[str]:
    """What is said of these groups; `more` by name, a group without it is too small to say."""
    kept = result(*groups)
    kept["hear_next"] = [{"group_id": one["group_id"], **more.get(one["name"], {})} for one in groups]
    return say_who_to_hear(tell(kept, exact=True), kept)


def test_no_more_people_are_asked_for_than_the_group_has():
    (said,) = advice(
        group(1, "Volunteers", 37, *SURE, population=45), Volunteers={"top": 0, "close": None, "more": 113}
    )
    assert said.startswith("Volunteers: 37 of about 45 people are counted here, so at most 8 more can be. About 6 more")
    assert "113" not in said
    assert "If everybody answered, the range shown for it would be about 11 points wide" in said


def test_of_a_large_group_the_range_is_not_foretold():
    (said,) = advice(group(1, "Carers", 100, *SURE, population=9000), Carers={"top": 0, "close": 1, "more": 300})
    assert "at most 8,900 more can be" in said and "If everybody answered" not in said
    assert said.endswith("More answers could put “Hot meals” first instead.")
    assert int(re.search(r"About (\d+) more", said)[1]) in range(280, 301)


def test_where_the_size_is_not_known_that_is_said():
    (said,) = advice(group(1, "Carers", 100, *SURE), Carers={"top": 0, "close": None, "more": 300})
    assert "about 300 more answers would halve the likely range" in said and "is not known" in said


def test_what_is_possible_stands_first_and_those_of_whom_all_were_heard_last():
    told = {"top": 0, "more": 100}
    said = advice(
        group(1, "All", 46, *UNSURE, population=45),
        group(2, "Settled", 60, *SURE, population=900),
        group(3, "Open", 60, *UNSURE, population=900),
        group(4, "Few", 3, population=70, hidden="Hidden because fewer than 10 people answered."),
        group(5, "Tiny", 3, population=8, hidden="Hidden because fewer than 10 people answered."),
        All={**told, "close": 1},
        Settled={**told, "close": None},
        Open={**told, "close": 1},
    )
    assert [one.partition(":")[0] for one in said] == ["Few", "Open", "Settled", "All", "Tiny"]
    assert "3 of about 70 people are counted here" in said[0]
    assert said[3] == "All: everybody has been heard (46 of about 45 people)."
    assert said[4] == "Tiny: about 8 people in all. That is too few ever to be shown."
