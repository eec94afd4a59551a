"""How rankings become choices: what is open at each, what a tie weighs, and what tells nothing."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from analysis.rankings import lay_out
from analysis.row_fields import Columns
from analysis.stages import Stages, build_stages, tally_of, tells_something
from analysis.tallies import Tally, can_count, count_choices

pytestmark = pytest.mark.pure
ITEMS = ("a", "b", "c", "d", "e", "f", "g")


def stages_of(rankings: list[Any], items: int = 4, unranked: str = "below", **columns: Any) -> Stages:
    return build_stages(lay_out(Columns(rankings, **columns), ITEMS[:items], unranked))


def choices(stages: Stages) -> dict[str, float]:
    """Open sets by their letters, with how much was chosen from each."""
    return {
        "".join(ITEMS[item] for item in np.flatnonzero(row)): weight
        for row, weight in zip(stages.tally.member, stages.tally.weight.tolist(), strict=True)
    }


def test_items_left_below_stay_open_to_the_end() -> None:
    assert choices(stages_of([[[2], [0]]])) == {"abcd": 1, "abd": 1}


def test_items_that_were_absent_are_never_open() -> None:
    assert choices(stages_of([[[2], [0], [3]]], unranked="absent")) == {"acd": 1, "ad": 1}


def test_only_what_was_offered_is_open() -> None:
    assert choices(stages_of([[[2]]], offered=[[2, 3, 0]])) == {"acd": 1}


def test_the_last_item_left_is_no_choice() -> None:
    assert choices(stages_of([[[0], [1], [2], [3]]], unranked="full")) == {"abcd": 1, "bcd": 1, "cd": 1}


def test_like_sets_of_different_people_are_gathered() -> None:
    stages = stages_of([[[0], [1]], [[1], [0]], {}][:2], counts=[3, 2])
    assert choices(stages) == {"abcd": 5, "bcd": 3, "acd": 2}
    assert stages.tally.total.tolist() == [5, 5, 0, 0]


def test_a_tie_is_one_choice_of_which_each_item_has_a_share() -> None:
    stages = stages_of([[[0, 2], [1]]])
    assert choices(stages) == {"abcd": 1, "bd": 1}
    assert stages.tally.orders == (1, 2)
    assert stages.tally.total.tolist() == [0.5, 1, 0.5, 0, 1]


def test_a_tie_of_all_that_is_left_after_a_choice_is_kept() -> None:
    stages = stages_of([[[1], [0, 2, 3]]])
    assert choices(stages) == {"abcd": 1, "acd": 1}
    np.testing.assert_allclose(stages.tally.total, [1 / 3, 1, 1 / 3, 1 / 3, 1])


def test_a_tie_of_more_than_five_is_the_average_of_single_choices_and_counted() -> None:
    stages = stages_of([[[0, 1, 2, 3, 4, 5]]], items=7, counts=[3])
    assert stages.tally.orders == (1,)
    assert stages.large_ties == 3
    assert choices(stages) == {"abcdefg": 3}
    np.testing.assert_allclose(stages.tally.total, [0.5] * 6 + [0])


@pytest.mark.parametrize(
    ("ranking", "offered", "tells"),
    [
        ([[0, 1, 2, 3]], None, False),
        ([[0, 1, 2]], [0, 1, 2], False),
        ([[0]], [0], False),
        ([[0, 1]], [0, 1], True),  # of two, "equal" is an answer
        ([[0, 1, 2]], None, True),  # above d
        ([[0], [1, 2, 3]], None, True),
        ([[0]], None, True),
    ],
)
def test_answers_that_compare_nothing_are_known(ranking: Any, offered: Any, tells: bool) -> None:
    table = lay_out(Columns([ranking, [[0], [1]]], offered=[offered, None]), ITEMS[:4], "below")
    assert tells_something(table).tolist() == [tells, True]


def test_the_order_in_which_a_tie_is_written_makes_no_difference() -> None:
    stages = stages_of([[[2, 0], [1]], [[0, 2], [1]]])
    assert len(stages.picks) == 1
    assert stages.tally.weight.tolist() == [2, 2]


def test_a_tie_is_told_from_the_same_items_one_after_the_other() -> None:
    assert len(stages_of([[[0, 2], [1]], [[0], [2], [1]], [[0], [2, 1]]]).picks) == 3


def test_the_same_order_of_another_offer_is_another_answer() -> None:
    stages = stages_of([[[0]], [[0]]], offered=[[0, 1], [0, 2]])
    assert choices(stages) == {"ab": 1, "ac": 1}


def test_weights_are_brought_to_a_mean_of_one() -> None:
    stages = stages_of([[[0]], [[1]]], weights=[30.0, 10.0], counts=[1, 2])
    assert stages.tally.scale == pytest.approx(50 / 3)
    assert stages.tally.total == pytest.approx([1.8, 1.2, 0, 0])
    assert stages_of([[[0]], [[1]]], weights=[7.0, 7.0]).tally.total.tolist() == [1, 1, 0, 0]


def test_wins_count_who_was_chosen_while_whom_was_open() -> None:
    wins = stages_of([[[2], [0, 1]]], counts=[2]).tally.wins
    assert wins.tolist() == [[0, 1, 0, 1], [1, 0, 0, 1], [2, 2, 0, 2], [0, 0, 0, 0]]


def test_sets_are_the_same_whether_looked_up_or_sorted() -> None:
    rng = np.random.default_rng(5)
    few = [[[item] for item in rng.permutation(15)[:5].tolist()] for _ in range(60)]
    names = [f"item {number}" for number in range(70)]
    small = build_stages(lay_out(Columns(few), names[:15], "below"))
    wide = build_stages(lay_out(Columns(few, offered=[list(range(15))] * 60), names, "below"))

    def seen(stages: Stages) -> dict[tuple[int, ...], float]:
        return {
            tuple(np.flatnonzero(row).tolist()): weight
            for row, weight in zip(stages.tally.member, stages.tally.weight.tolist(), strict=True)
        }

    assert seen(small) == seen(wide)
    np.testing.assert_array_equal(small.tally.wins, wide.tally.wins[:15, :15])


def test_counting_straight_off_the_table_gives_the_very_numbers_that_sorting_gives() -> None:
    rng = np.random.default_rng(5)
    rankings = [[[item] for item in rng.permutation(7)[: rng.integers(1, 8)].tolist()] for _ in range(400)]
    offered = [
        sorted({item for place in ranking for item in place} | set(rng.permutation(7)[:3].tolist()))
        for ranking in rankings
    ]
    counts = rng.integers(1, 4, len(rankings)).tolist()
    for columns in ({}, {"counts": counts}, {"offered": offered}, {"weights": [2.5] * len(rankings)}):
        table = lay_out(Columns(rankings, **columns), [str(item) for item in range(7)], "below")
        told = table.take(np.flatnonzero(tells_something(table)))
        assert can_count(told)
        straight, sorted_first = count_choices(told), build_stages(told).tally
        for field in fields(Tally):
            np.testing.assert_array_equal(getattr(straight, field.name), getattr(sorted_first, field.name))


def test_ties_and_unequal_weights_are_sorted_before_they_are_added_up() -> None:
    tied = lay_out(Columns([[[0, 1], [2]]]), ["a", "b", "c"], "below")
    unequal = lay_out(Columns([[[0]], [[1]]], weights=[1.0, 0.3]), ["a", "b", "c"], "below")
    assert not can_count(tied)
    assert not can_count(unequal)
    assert tally_of(tied).orders == (1, 2)
    assert tally_of(unequal).total == pytest.approx([2 / 1.3, 0.6 / 1.3, 0])
