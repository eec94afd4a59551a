"""How points, sets and pairs were answered: each check against counts and chances worked out by hand."""

from __future__ import annotations

import itertools
from math import factorial
from random import Random

import pytest

from analysis.task_quality import Tasked, check_pairs, check_points, check_sets

pytestmark = pytest.mark.pure
LIST = (0, 1, 2, 3)


def shared(points: tuple[int, ...], screen: tuple[int, ...] | None = LIST, **how) -> Tasked:
    values = {"seconds": None, "channel": "web", "at": None, **how}
    return Tasked(((LIST, points),), None if screen is None else (screen,), **values)


def chose(*tasks, shown=True, **how) -> Tasked:
    """Tasks as (screen, picks)."""
    values = {"seconds": None, "channel": "web", "at": None, **how}
    screens = tuple(screen for screen, _ in tasks) if shown else None
    return Tasked(tuple((tuple(sorted(screen)), picks) for screen, picks in tasks), screens, **values)


def test_the_largest_share_is_counted_by_its_place_on_the_screen():
    people = [shared((70, 10, 10, 10), screen) for screen in itertools.permutations(LIST)]
    found = check_points([*people, shared((50, 50, 0, 0))])["positions"]
    assert (found["n"], found["observed"], found["expected"]) == (24, [6, 6, 6, 6], [6.0] * 4)
    assert found["stat"] == 0.0


def test_people_who_give_most_to_what_stands_on_top_are_seen():
    rng = Random(5)
    people = []
    for _ in range(80):
        screen = tuple(rng.sample(LIST, 4))
        people.append(shared(tuple(70 if item == screen[0] else 10 for item in LIST), screen))
    assert check_points(people)["positions"]["p"] < 1e-6


def test_points_that_fall_down_the_screen_are_held_against_chance():
    people = [shared((40, 30, 20, 10)), shared((10, 20, 30, 40)), shared((50, 50, 0, 0)), shared((25, 25, 25, 25))]
    found = check_points(people)
    assert (found["untouched"]["n"], found["untouched"]["alike"]) == (3, 2)
    by_hand = (1 / 24 + 1 / 24 + factorial(2) * factorial(2) / 24) / 3
    assert found["untouched"]["chance"] == pytest.approx(by_hand)
    assert found["even"] == {"n": 4, "alike": 1}


def test_of_typed_answers_neither_order_nor_time_is_told():
    found = check_points([shared((40, 30, 20, 10), None)] * 6)
    assert not {"positions", "untouched", "fast"} & set(found)
    assert found["known"] == {"people": 6, "order": 0, "time": 0, "comparable": 6}


@pytest.mark.parametrize(("seconds", "fast"), [(5.9, 1), (6.0, 0)])
def test_two_seconds_are_the_least_for_each_outcome_that_got_points(seconds: float, fast: int):
    assert check_points([shared((40, 30, 30, 0), seconds=seconds)])["fast"]["fast"] == fast


def test_the_same_points_within_a_minute_are_a_rush():
    people = [shared((40, 30, 20, 10), at=float(at)) for at in (0, 10, 20, 30, 60)]
    assert [one["n"] for one in check_points(people)["bursts"]] == [5]
    assert "bursts" not in check_points(people[:4]) and "bursts" not in check_points(
        [*people[:4], shared((10, 20, 30, 40), at=5.0)]
    )


def test_the_best_and_the_worst_of_sets_are_counted_by_place():
    people = [chose(((3, 1, 2), (3, 2)), ((0, 2, 1), (0, -1))), chose(((1, 0, 2), (0, 2)))]
    found = check_sets(people)
    assert found["positions"]["observed"] == [2, 1, 0] and found["worst_positions"]["observed"] == [0, 0, 2]


def test_the_same_place_each_time_is_told_from_three_picks_on():
    always = chose(((3, 1, 2), (3, 2)), ((0, 2, 1), (0, 2)), ((1, 0, 2), (1, 2)))
    once_else = chose(((3, 1, 2), (3, 2)), ((0, 2, 1), (0, 2)), ((1, 0, 2), (0, 2)))
    two_alone = chose(((3, 1, 2), (3, 2)), ((0, 2, 1), (0, 2)))
    found = check_sets([always, once_else, two_alone])["same_place"]
    assert (found["n"], found["alike"]) == (2, 1) and found["chance"] == pytest.approx(3 / 27)
    unseen = chose(((3, 1, 2), (3, 2)), ((0, 2, 1), (0, 2)), ((1, 0, 2), (1, 2)), shown=False)
    assert "same_place" not in check_sets([unseen])


def test_pairs_that_are_both_the_same_count_for_time_and_not_for_place():
    people = [chose(((1, 0), (1,)), ((0, 2), (0, 2)), ((2, 1), (2,)), ((3, 0), (3,)), seconds=7.9)]
    found = check_pairs(people)
    assert found["positions"]["n"] == 3 and found["same_place"] == {"n": 1, "alike": 1, "share": 1.0, "chance": 0.25}
    assert found["fast"]["fast"] == 1


def test_a_rush_is_told_where_people_saw_the_same_pairs_and_nowhere_else():
    tasks = (((1, 0), (1,)), ((0, 2), (0,)), ((2, 1), (2,)))
    alike = [chose(*tasks, at=float(at)) for at in range(5)]
    found = check_pairs(alike)
    assert [one["n"] for one in found["bursts"]] == [5] and found["known"]["comparable"] == 5
    screens = itertools.combinations(range(6), 3)
    own = [
        chose(((a, b), (a,)), ((b, c), (b,)), ((a, c), (a,)), at=float(at))
        for at, (a, b, c) in enumerate(itertools.islice(screens, 8))
    ]
    found = check_pairs(own)
    assert "bursts" not in found and found["known"]["comparable"] == 0


def test_what_people_prefer_alone_is_no_sign_of_the_screen():
    """Everybody wants the same thing; it stands anywhere. A check that fell for that would cry wolf on every survey."""
    rng = Random(11)
    people = [chose(*[(tuple(rng.sample(LIST, 3)), None) for _ in range(3)]) for _ in range(60)]
    people = [
        Tasked(tuple((task[0], (min(task[0]), max(task[0]))) for task in one.tasks), one.shown, None, "web", None)
        for one in people
    ]
    found = check_sets(people)
    assert found["positions"]["p"] > 0.01 and found["worst_positions"]["p"] > 0.01
