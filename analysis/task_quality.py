"""How points, sets and pairs were answered, person by person: order on the screen, time, the same again; it drops none.

What each finds is told and left to people to judge, as for rankings (answer_quality.py). Where sets are drawn for each
person alone, alike answers cannot be told from what was said: `comparable` counts the people of whom they can.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.answer_quality import (
    BURST_ANSWERS,
    BURST_ITEMS,
    Answered,
    compare_positions,
    count_fast,
    find_bursts,
)
from analysis.rounding import significant

FEWEST_PICKS = 3  # of one person, before the same place each time says anything
Task = tuple[tuple[int, ...], tuple[int, ...]]  # what was offered, ascending, and what was made of it


@dataclass(frozen=True, slots=True)
class Tasked:
    """One person's tasks with the order on the screen of each (None: not known), seconds for all of them, channel and
    moment. Picks are the points of each item offered, the best and the worst (-1: open), or what was chosen of
    two (both: the same)."""

    tasks: tuple[Task, ...]
    shown: tuple[tuple[int, ...], ...] | None
    seconds: float | None
    channel: str | None
    at: float | None


def check_points(people: Sequence[Tasked]) -> dict[str, Any]:
    """Points: where the largest share stood, points that fall down the screen, all alike, very fast, a rush."""
    given = [(one, one.tasks[0][1]) for one in people]
    top = [_answered(one, ((place,),), 0) for one, points in given if (place := _largest(one.tasks[0])) is not None]
    timed = [_answered(one, _singles(sum(map(bool, points))), None) for one, points in given]
    rush = [_answered(one, tuple((n,) for n in points), None) for one, points in given]
    return _only(
        positions=compare_positions(top),
        untouched=_count_falling([one for one in people if one.shown]),
        even={"n": len(given), "alike": sum(len(set(points)) == 1 for _, points in given)},
        fast=count_fast(timed),
        bursts=find_bursts(rush),
        known=_count_known(people, len(people)),
    )


def check_sets(people: Sequence[Tasked]) -> dict[str, Any]:
    """Best and worst of sets: where they stood, the same place each time, very fast, a rush where sets were alike."""
    ends = {"positions": 0, "worst_positions": 1}
    places = {
        name: compare_positions(
            [
                _answered(one, ((task[1][end],),), number)
                for one in people
                for number, task in enumerate(one.tasks)
                if task[1][end] >= 0
            ]
        )
        for name, end in ends.items()
    }
    return _only(
        **places,
        same_place=_count_same_place(people, lambda task: task[1][0]),
        **_check_time_and_rush(people, lambda task: sum(pick >= 0 for pick in task[1])),
    )


def check_pairs(people: Sequence[Tasked]) -> dict[str, Any]:
    """Pairs: where what was chosen stood, the same place each time, very fast, a rush where pairs were alike."""
    chosen = [
        _answered(one, ((task[1][0],),), number)
        for one in people
        for number, task in enumerate(one.tasks)
        if len(task[1]) == 1
    ]
    return _only(
        positions=compare_positions(chosen),
        same_place=_count_same_place(people, lambda task: task[1][0] if len(task[1]) == 1 else -1),
        **_check_time_and_rush(people, lambda task: 1),
    )


def check_rankings(people: Sequence[Tasked]) -> dict[str, Any]:
    """Of rankings, which have their own checks: of how many people order and time are known."""
    return {"known": _count_known(people, len(people))}


def _check_time_and_rush(people: Sequence[Tasked], picks_of: Callable[[Task], int]) -> dict[str, Any]:
    timed = [_answered(one, _singles(sum(map(picks_of, one.tasks))), None) for one in people]
    offers = Counter(tuple(offered for offered, _ in one.tasks) for one in people)
    alike = [
        one
        for one in people
        if len(one.tasks) >= BURST_ITEMS and offers[tuple(offered for offered, _ in one.tasks)] >= BURST_ANSWERS
    ]
    rush = [_answered(one, tuple((*offered, *picks) for offered, picks in one.tasks), None) for one in alike]
    return {"fast": count_fast(timed), "bursts": find_bursts(rush), "known": _count_known(people, len(alike))}


def _count_known(people: Sequence[Tasked], comparable: int) -> dict[str, int]:
    return {
        "people": len(people),
        "order": sum(one.shown is not None for one in people),
        "time": sum(one.seconds is not None for one in people),
        "comparable": comparable,
    }


def _count_falling(people: Sequence[Tasked]) -> dict[str, Any]:
    """Points that never rise from the top of the screen to the bottom, of people who gave unlike points."""
    n = alike = 0
    chances = []
    for one in people:
        (offered, points), (screen, *_) = one.tasks[0], one.shown or ((),)
        if len(set(points)) < 2:
            continue
        given = dict(zip(offered, points, strict=True))
        down = [given[item] for item in screen]
        n += 1
        alike += down == sorted(down, reverse=True)
        chances.append(
            math.prod(math.factorial(times) for times in Counter(points).values()) / math.factorial(len(down))
        )
    if not n:
        return {}
    return {
        "n": n,
        "alike": alike,
        "share": significant(alike / n),
        "chance": significant(math.fsum(chances) / n),
    }


def _count_same_place(people: Sequence[Tasked], pick_of: Callable[[Task], int]) -> dict[str, Any]:
    """People who picked three times or more, always what stood in one place of the screen."""
    n = alike = 0
    chances = []
    for one in people:
        picked = [
            (screen.index(pick), len(screen))
            for task, screen in zip(one.tasks, one.shown or (), strict=bool(one.shown))
            if (pick := pick_of(task)) >= 0
        ]
        if len(picked) < FEWEST_PICKS:
            continue
        n += 1
        alike += len({place for place, _ in picked}) == 1
        sizes = [size for _, size in picked]
        chances.append(min(sizes) / math.prod(sizes))
    if not n:
        return {}
    return {"n": n, "alike": alike, "share": significant(alike / n), "chance": significant(math.fsum(chances) / n)}


def _largest(task: Task) -> int | None:
    """The item with the most points; None where several have as many."""
    offered, points = task
    most = max(points)
    return offered[points.index(most)] if points.count(most) == 1 else None


def _answered(one: Tasked, order: tuple[tuple[int, ...], ...], task: int | None) -> Answered:
    """As a ranking, for the checks that rankings have; `task` is the one whose screen counts."""
    shown = None if task is None or one.shown is None else one.shown[task]
    return Answered(order, shown, one.seconds, one.channel, one.at, 1)


def _singles(n: int) -> tuple[tuple[int, ...], ...]:
    return tuple((number,) for number in range(n))


def _only(**checks: Any) -> dict[str, Any]:
    return {name: found for name, found in checks.items() if found}
