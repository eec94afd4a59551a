"""What a caller in Python may hand over instead of a file: records and lists are read, all else is refused in words."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.records import Ranking, RefusedInput
from analysis.weight_options import WeightOptions
from analysis.weights import weigh, weigh_rankings
from tests.analysis.rankings_made import request

pytestmark = pytest.mark.pure
ITEMS = ["a", "b"]
RECORD = Ranking(((0,), (1,)), groups=("z",))
ARRAY = np.arange(2)
TWO = [RECORD, Ranking(((1,), (0,)), groups=("y",))]


def refusals(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(RefusedInput) as refused:
        call()
    return refused.value.problems


@pytest.mark.parametrize(
    "option",
    ["prior", "ties", "variance", "level", "by_group", "pool", "draws", "seed", "compare", "test"],
)
def test_an_array_as_the_value_of_an_option_is_refused_by_its_name(option: str) -> None:
    made: Any = {option: ARRAY}
    for options in (made, WeightOptions(**made)):
        (found,) = refusals(lambda options=options: weigh_rankings(TWO, ITEMS, options=options))
        assert found.startswith(f"options, {option}: array([0, 1]) is n")


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("order", "ranking: array([0, 1]) is not a list of places"),
        ("offered", "offered: array([0, 1]) is not a list of items"),
        ("shown", "shown: array([0, 1]) is not a list of items"),
        ("respondent", "respondent: array([0, 1]) is neither a name nor a number"),
        ("groups", "group: array([0, 1]) is not a name"),
        ("weight", "weight: array([0, 1]) is not a number"),
        ("n", "n: array([0, 1]) is not a whole number of 1 or more"),
        ("seconds", "seconds: array([0, 1]) is not a number of seconds from 0 up"),
        ("channel", "channel: array([0, 1]) is not a name"),
        ("at", "at: array([0, 1]) is not a moment in seconds"),
    ],
)
def test_an_array_in_a_record_is_refused_by_row_and_field(field: str, told: str) -> None:
    changed: Any = {field: ARRAY}
    assert refusals(lambda: weigh_rankings([RECORD, replace(RECORD, **changed)], ITEMS)) == [f"row 1, {told}"]


@pytest.mark.parametrize("task", [{"best": ARRAY, "worst": ARRAY}, {"offered": [ARRAY, 0, 1], "best": 0}])
def test_arrays_in_a_best_worst_task_are_refused_by_row_and_field(task: dict[str, Any]) -> None:
    row = {"offered": [0, 1], "best": 0, "worst": 1} | task
    found = refusals(lambda: weigh({"kind": "bestworst", "items": ITEMS, "responses": [row]}))
    assert all(problem.startswith("row 0, ") for problem in found)


@pytest.mark.parametrize("unranked", [ARRAY, 1, ["below"]])
def test_what_cannot_be_said_of_items_left_out_is_refused(unranked: Any) -> None:
    (found,) = refusals(lambda: weigh_rankings(TWO, ITEMS, unranked=unranked))
    assert found.startswith("unranked: ") and found.endswith("is not one of full, absent, below")
    assert refusals(lambda: weigh(request([[0, 1]], items=ITEMS) | {"unranked": unranked})) == [found]


@pytest.mark.parametrize("items", [None, "ab", 3, np.array(2.0), {"a": 1}])
def test_items_that_are_no_list_are_refused(items: Any) -> None:
    assert refusals(lambda: weigh_rankings(TWO, items))[0] == "items: there must be a list of their names"


@pytest.mark.parametrize("rankings", [None, "ab", 3, {}])
def test_rankings_that_are_no_list_are_refused(rankings: Any) -> None:
    found = refusals(lambda: weigh_rankings(rankings, ITEMS))
    assert found == ["rankings: there must be a list of Ranking records"]


def test_dicts_instead_of_records_are_refused_by_their_rows() -> None:
    rows: list[Any] = [RECORD, {"ranking": [0, 1]}]
    assert refusals(lambda: weigh_rankings(rows, ITEMS)) == ["row 1: {'ranking': [0, 1]} is not a Ranking record"]
    assert refusals(lambda: weigh_rankings(rows[1:] * 60, ITEMS))[-1] == "and 10 more problems like these"


def test_records_may_come_one_by_one() -> None:
    assert weigh_rankings(iter(TWO), ITEMS) == weigh_rankings(TWO, ITEMS)  # type: ignore[arg-type]


@pytest.mark.parametrize("population", [[0.5], {}, ARRAY, "z"])
def test_shares_of_the_population_that_are_no_shares_by_group_are_refused(population: Any) -> None:
    (found,) = refusals(lambda: weigh_rankings(TWO, ITEMS, population=population))
    assert found.endswith("holds no shares by group")


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ("zz", "groups: 'zz' is not a list of names of groups"),
        (3, "groups: 3 is not a list of names of groups"),
        (["z", None], "groups, 1: None is not a name"),
        (["z", " "], "groups, 1: the name is blank: leave the group out, or name it"),
        (["\ud800"], "groups, 0: '\\ud800' holds half a character (a surrogate alone), which cannot be written"),
    ],
)
def test_a_list_of_groups_that_is_none_is_refused_and_its_letters_are_no_groups(groups: Any, told: str) -> None:
    assert refusals(lambda: weigh_rankings(TWO, ITEMS, groups)) == [told]
    asked = request([{"ranking": [0, 1], "group": "z"}], items=ITEMS)
    assert refusals(lambda: weigh(asked, groups)) == [told]


def test_a_group_asked_for_by_number_is_the_one_of_that_name() -> None:
    numbered = [replace(RECORD, groups=("1",))] * 3
    wanted: list[Any] = [1]
    assert [(group.name, group.n) for group in weigh_rankings(numbered, ITEMS, wanted).groups] == [("1", 3)]


@pytest.mark.parametrize("digits", [400, 5000])
@pytest.mark.parametrize("field", ["seconds", "at", "weight", "n"])
def test_a_number_of_hundreds_of_digits_is_refused_by_row_and_field_and_cut_short(field: str, digits: int) -> None:
    changed: Any = {field: 10**digits}
    (found,) = refusals(lambda: weigh_rankings([RECORD, replace(RECORD, **changed)], ITEMS))
    assert found.startswith(f"row 1, {field}: ")
    assert len(found) < 120


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_huge_number_is_cut_short_wherever_it_is_told(digits: int) -> None:
    value = 10**digits
    raking: dict[str, Any] = {"kind": "raking", "items": ITEMS}
    aged = {"ranking": [0, 1], "age": value}
    found = [
        refusals(lambda: weigh_rankings(TWO, ITEMS, population={"z": value})),
        refusals(lambda: weigh_rankings([replace(RECORD, order=((value,),))], ITEMS)),
        refusals(lambda: weigh(raking | {"responses": [aged], "margins": {"age": {"old": 1.0}}})),
        refusals(lambda: weigh(raking | {"responses": [aged], "margins": {"age": {"old": value}}})),
        refusals(lambda: weigh_rankings(TWO, ITEMS, options={"variance": value})),
    ]
    places = ["population, z", "row 0, ranking", "row 0, age", "margins, age, old", "options, variance"]
    assert [problems[0].partition(":")[0] for problems in found] == places
    assert all(len(problems[0]) < 120 for problems in found)
