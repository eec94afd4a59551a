"""What rankings may look like: every malformed row is refused by row, field and reason, however many rows there are."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ranking_checks import check_each_row
from analysis.rankings import lay_out
from analysis.records import RefusedInput
from analysis.row_fields import Columns, rows_of_groups

pytestmark = pytest.mark.pure
ITEMS = ("Warm home", "Steady work", "Feeling safe", "Getting about")
GOOD = [[0], [1], [2], [3]]


def refusals(unranked: str | None = "below", **columns: Any) -> list[str]:
    """What is said about one bad row that stands between two good ones."""
    full = {"rankings": [GOOD, columns.pop("ranking", GOOD), GOOD]}
    usual = {"weights": 1.0, "counts": 1, "respondents": None, "groups": None, "offered": None}
    full |= {name: [usual[name], value, usual[name]] for name, value in columns.items()}
    with pytest.raises(RefusedInput) as refused:
        lay_out(Columns(**full), ITEMS, unranked)
    return refused.value.problems


@pytest.mark.parametrize(
    ("ranking", "reason"),
    [
        ([[0], [4]], "item 4 is not in the list of 4 items"),
        ([[0], [-1]], "item -1 is not in the list"),
        ([[300]], "item 300 is not in the list"),
        ([[10**30]], "is not in the list"),
        ([[0], [1], [0]], "item 0 (Warm home) is there twice"),
        ([[0, 0]], "item 0 (Warm home) is there twice"),
        ([[0], []], "a place in the ranking is empty"),
        ([[0], [1.0]], "1.0 is not the number of an item"),
        ([[0], [True]], "True is not the number of an item"),
        ([[0], ["1"]], "'1' is not the number of an item"),
        ([[0], [None]], "None is not the number of an item"),
        ([[0], [[1]]], "[1] is not the number of an item"),
        ([[0], {1: 2}], "is not the number of an item"),
        ([[0], "1"], "'1' is not the number of an item"),
        ("0123", "'0123' is not a list of places"),
        (None, "None is not a list of places"),
        (3, "3 is not a list of places"),
        ({"0": 1}, "is not a list of places"),
    ],
)
def test_a_malformed_ranking_is_refused_by_row_and_reason(ranking: Any, reason: str) -> None:
    (problem,) = refusals(ranking=ranking)
    assert problem.startswith("row 1, ranking: ")
    assert reason in problem


@pytest.mark.parametrize(
    ("weight", "reason"),
    [
        (-1, "-1 is not more than zero"),
        (0, "0 is not more than zero"),
        (float("nan"), "nan is not a number that can be counted with"),
        (float("inf"), "inf is not a number that can be counted with"),
        (10**400, "is not a number that can be counted with"),
        ("2", "'2' is not a number"),
        (True, "True is not a number"),
        (None, "None is not a number"),
    ],
)
def test_a_weight_that_is_not_a_number_above_zero_is_refused(weight: Any, reason: str) -> None:
    (problem,) = refusals(weights=weight)
    assert problem.startswith("row 1, weight: ")
    assert reason in problem


@pytest.mark.parametrize("n", [0, -3, 1.0, "2", None, True, 10**30])
def test_a_count_of_people_that_is_no_whole_number_above_zero_is_refused(n: Any) -> None:
    (problem,) = refusals(counts=n)
    assert problem.startswith("row 1, n: ")


@pytest.mark.parametrize(
    ("offered", "ranking", "reason"),
    [
        ([0, 1], GOOD, "ranking: item 2 (Feeling safe) was ranked but not offered"),
        ([], [[0]], "offered: the list is empty"),
        ([0, 0, 1], [[0]], "offered: item 0 (Warm home) is there twice"),
        ([0, 9], [[0]], "offered: item 9 is not in the list"),
        ([0, 1.5], [[0]], "offered: 1.5 is not the number of an item"),
        ("01", [[0]], "offered: '01' is not a list of items"),
    ],
)
def test_an_offer_that_cannot_be_is_refused(offered: Any, ranking: Any, reason: str) -> None:
    assert any(f"row 1, {reason}" in problem for problem in refusals(offered=offered, ranking=ranking))


@pytest.mark.parametrize("unranked", ["full", None])
def test_a_short_ranking_is_refused_until_somebody_says_what_left_out_means(unranked: str | None) -> None:
    (problem,) = refusals(unranked, ranking=[[0], [1]])
    assert problem.startswith("row 1, ranking: Feeling safe, Getting about not ranked")
    assert '"below"' in problem
    assert '"absent"' in problem


@pytest.mark.parametrize("group", ["", "  ", ["carers", ""], 1.5, {"age": 1.5}, {"": "carers"}, {"age": ""}, [None]])
def test_a_group_without_a_name_is_refused(group: Any) -> None:
    (problem,) = refusals(groups=group)
    assert problem.startswith("row 1, group: ")


@pytest.mark.parametrize("who", [1.5, [1], {"id": 1}, True])
def test_a_respondent_who_is_neither_name_nor_number_is_refused(who: Any) -> None:
    (problem,) = refusals(respondents=who)
    assert problem.startswith("row 1, respondent: ")


def test_every_bad_row_is_named_and_beyond_fifty_they_are_counted() -> None:
    with pytest.raises(RefusedInput) as refused:
        lay_out(Columns([[[9]]] * 120), ITEMS, "below")
    assert len(refused.value.problems) == 51
    assert refused.value.problems[-1] == "and 70 more problems like these"


def test_an_untouched_ranking_is_left_out_and_counted() -> None:
    table = lay_out(Columns([GOOD, [], GOOD, []]), ITEMS, "below")
    assert table.empty == 2
    assert table.source.tolist() == [0, 2]


def test_an_untouched_ranking_does_not_excuse_its_other_fields() -> None:
    assert refusals(ranking=[], weights=-1) == ["row 1, weight: -1 is not more than zero"]


def test_places_may_be_written_without_inner_lists() -> None:
    short = lay_out(Columns([[2, 0, [1, 3]], [3, 1]]), ITEMS, "below")
    long = lay_out(Columns([[[2], [0], [1, 3]], [[3], [1]]]), ITEMS, "below")
    assert short.ends is not None
    assert long.ends is not None
    np.testing.assert_array_equal(short.picks, long.picks)
    np.testing.assert_array_equal(short.ends, long.ends)


def test_what_was_offered_is_kept_apart_from_what_was_ranked() -> None:
    columns = Columns([[[0]], [[0]], [[0]]], offered=[None, [0, 3], (3, 0)])
    below = lay_out(columns, ITEMS, "below")
    absent = lay_out(columns, ITEMS, "absent")
    assert below.offered[:, 0].tolist() == [0b1111, 0b1001, 0b1001]
    assert absent.offered[:, 0].tolist() == [0b0001, 0b1001, 0b1001]
    assert below.ranked[:, 0].tolist() == [1, 1, 1]


def test_sets_of_more_than_sixty_two_items_take_another_word() -> None:
    items = [f"item {number}" for number in range(150)]
    table = lay_out(Columns([[[149], [61], [62]]]), items, "absent")
    assert [int(word).bit_count() for word in table.ranked[0]] == [1, 1, 1]
    with pytest.raises(RefusedInput, match=r"item 149 .* is there twice"):
        lay_out(Columns([[[149], [0], [149]]]), items, "absent")


def test_more_items_than_a_byte_holds_are_laid_out() -> None:
    items = [f"item {number}" for number in range(400)]
    table = lay_out(Columns([[[399], [0]]]), items, "absent")
    assert table.picks.tolist() == [[399, 0]]


def test_a_respondent_may_be_in_several_groups_and_groups_come_in_the_order_of_their_names() -> None:
    columns = Columns([GOOD] * 4, groups=[["tenants", "carers", "tenants"], "carers", None, []])
    table = lay_out(columns, ITEMS, "full")
    rows = rows_of_groups(columns.groups, table.source)
    assert list(rows) == ["carers", "tenants"]
    assert rows["carers"].tolist() == [0, 1]
    assert rows["tenants"].tolist() == [0]


ANYTHING = st.recursive(
    st.one_of(st.integers(-2, 6), st.none(), st.booleans(), st.floats(), st.text(max_size=3), st.just(2**70)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=2), inner, max_size=2)),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(ANYTHING, st.permutations(range(4)).map(lambda p: [[item] for item in p])),
            st.one_of(st.none(), ANYTHING),
            st.one_of(st.just(1), ANYTHING),
            st.one_of(st.just(1.0), ANYTHING),
            ANYTHING,
        ),
        min_size=1,
        max_size=3,
    ),
    unranked=st.sampled_from(["full", "below", "absent", None]),
)
def test_whatever_comes_is_laid_out_or_refused_in_words_never_a_traceback(rows: list[Any], unranked: str) -> None:
    rankings, offered, counts, weights, who = map(list, zip(*rows, strict=True))
    columns = Columns(rankings, offered, who, None, weights, counts)
    try:
        lay_out(columns, ITEMS, unranked)
    except RefusedInput as refused:
        assert refused.problems[0].startswith("row ")
    else:
        assert check_each_row(columns, ITEMS, unranked) == []
