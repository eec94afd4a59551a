"""Sentences from numbers: sure where the numbers are, and plain about what cannot be said."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.disclosure import BESIDE, IN_NO_ANSWER, NOT_SHOWN
from consult.weights.findings import say_few, write_findings, write_title
from consult.weights.telling import tell

pytestmark = pytest.mark.pure


def part(n: int, *weights: tuple[float, float, float], hidden: str = "", **values: Any) -> dict[str, Any]:
    told = [{"points": points, "low": low, "high": high, "n": n} for points, low, high in weights]
    return {"n": n, "hidden": hidden, "weights": told, "agreement": None, "warnings": [], **values}


def group(number: int, name: str, n: int, *weights: tuple[float, float, float], **values: Any) -> dict[str, Any]:
    extra = {"group_id": number, "name": name, "mark": number, "population": values.pop("population", None)}
    return part(n, *weights, **extra, **values)


def result(*groups: dict[str, Any], difference: dict[str, Any] | None = None) -> dict[str, Any]:
    items = [
        {"item_id": place, "label": label, "outcome_id": place, "is_loss": place == 3}
        for place, label in enumerate(("Company", "Hot meals", "Quiet streets"), start=1)
    ]
    return {
        "shape": 1,
        "threshold": 10,
        "items": items,
        "overall": part(200, (40, 36, 44), (35, 31, 39), (25, 21, 29)),
        "groups": list(groups),
        "largest_difference": difference,
        "groups_differ": None,
        "first_day": "2026-11-01",
        "last_day": "2026-12-20",
        "exclusions": [],
    }


SURE = ((60.0, 54.0, 66.0), (25.0, 20.0, 30.0), (15.0, 11.0, 20.0))
UNSURE = ((40.0, 30.0, 50.0), (38.0, 29.0, 48.0), (22.0, 15.0, 31.0))


def test_what_matters_most_is_said_of_the_group_with_the_surest_lead():
    told = tell(result(group(1, "Carers", 147, *UNSURE), group(2, "At home", 213, *SURE)), exact=False)
    assert write_findings(told)[0] == (
        "“Company” matters most to At home: about 60 points of 100 (likely 54 to 66, from about 215 people)."
    )


def test_a_lead_whose_range_meets_the_next_is_not_called_a_lead():
    told = tell(result(group(1, "Carers", 147, *UNSURE)), exact=False)
    sentence = write_findings(told)[0]
    assert sentence.startswith("No outcome clearly comes first in any group.") and "may matter as much" in sentence
    assert write_title(told, "wide") == "What matters most to each group"


@pytest.mark.parametrize(
    ("unlikely", "ending"),
    [
        (True, "This is unlikely to be chance."),
        (False, "With so many comparisons, a difference like this can still be chance."),
    ],
)
def test_chance_is_ruled_out_only_where_the_test_does(unlikely: bool, ending: str):
    gap = {"item": 0, "high_group_id": 2, "low_group_id": 1, "unlikely_chance": unlikely, "p": 0.01}
    told = tell(result(group(1, "Carers", 147, *UNSURE), group(2, "At home", 213, *SURE), difference=gap), exact=False)
    sentence = write_findings(told)[1]
    assert sentence.startswith("At home differ most from Carers on “Company”: about 60 points of 100 (likely 54 to 66")
    assert "against about 40 (likely 30 to 50, from about 145 people)" in sentence and sentence.endswith(ending)


def test_where_ranges_overlap_it_is_said_that_nothing_can_be_said():
    told = tell(result(group(1, "Carers", 147, *UNSURE), group(2, "At home", 213, *UNSURE)), exact=False)
    assert "cannot be said from these answers" in write_findings(told)[1]


def test_who_was_not_heard_is_said_and_which_of_the_hidden_are_small_is_not():
    told = tell(
        result(
            group(1, "Carers", 147, *SURE),
            group(2, "Volunteers", 30, *SURE, hidden=BESIDE),
            group(3, "Neighbours", 8, hidden="Hidden because fewer than 10 people answered."),
            group(4, "Young carers", 0, hidden="Nobody has answered yet.", population=80),
        ),
        exact=False,
    )
    assert write_findings(told)[2] == (
        "Nobody who answered said they belong to Young carers (about 80 people). Volunteers and Neighbours cannot be "
        "shown, so that no small group can be found out."
    )


def test_of_groups_that_nobody_named_it_is_not_said_that_nobody_answered():
    """Forty-two answered and none said what they belong to: they may well be of these groups."""
    told = tell(
        result(
            group(1, "Carers", 0, hidden="Nobody has answered yet."),
            group(2, "At home", 0, hidden="Nobody who answered said they belong to it."),
        ),
        exact=False,
    )
    assert write_findings(told)[2] == "Nobody who answered said they belong to Carers or At home."
    assert {panel.hidden for panel in told.groups} == {IN_NO_ANSWER}


def test_the_public_reads_no_number_of_a_hidden_group_and_an_analyst_reads_its_n():
    hidden = group(1, "Neighbours", 8, hidden="Hidden because fewer than 10 people answered.")
    beside = group(2, "Volunteers", 32, *SURE, hidden=BESIDE)
    public, exact = (tell(result(hidden, beside), exact=one) for one in (False, True))
    assert [(panel.n, panel.rows, panel.people) for panel in public.groups] == [(None, (), ""), (None, (), "")]
    assert {panel.hidden for panel in public.groups} == {NOT_SHOWN}
    assert [(panel.n, len(panel.rows)) for panel in exact.groups] == [(8, 0), (32, 3)]
    assert exact.groups[1].hidden.startswith("Not published.")


def test_a_second_group_joins_the_title_where_there_is_room():
    other = ((15.0, 11.0, 20.0), (60.0, 54.0, 66.0), (25.0, 20.0, 30.0))
    told = tell(result(group(1, "Carers", 147, *other), group(2, "At home", 213, *SURE)), exact=False)
    assert write_title(told, "wide") == "At home put “Company” first; Carers put “Hot meals” first"


def test_numbers_from_few_people_carry_one_warning_and_others_none():
    gap = {"item": 0, "high_group_id": 2, "low_group_id": 1, "unlikely_chance": True, "p": 0.01}
    few = result(group(1, "Carers", 15, *UNSURE), group(2, "At home", 213, *SURE), difference=gap)
    many = result(group(1, "Carers", 147, *UNSURE), group(2, "At home", 213, *SURE), difference=gap)
    alone = result(group(1, "Carers", 15, *SURE))
    for one in (few, alone):
        assert say_few(tell(one, exact=False)).startswith("Some of these numbers come from fewer than 30 people.")
    assert say_few(tell(many, exact=False)) == ""


def test_of_few_people_no_more_is_told_than_the_rounded_number():
    """28 stands as about 30: a warning that there are fewer would say what rounding hides."""
    assert say_few(tell(result(group(1, "Carers", 28, *SURE)), exact=False)) == ""
