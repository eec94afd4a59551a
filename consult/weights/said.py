"""What one person said to a question of any kind, read out of the stored answer; what cannot be counted has its reason.

The stored shapes are those of surveys/questions. Whatever the kind, a person's answer becomes tasks: what lay before
them and what they made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

UNWEIGHED = ("none", "undecided", "unsure", "words")  # answers of their own that compare nothing, each its own reason
NOBODY = 0  # in a best-worst task, for the end that was left open; ids of items start at 1

# What lay before the person (ids, ascending), and what they made of it: an order (rank), the best and the worst
# (best_worst), the one chosen or both (pairs), or so many points for each (points).
Task = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Said:
    """One person's answer. `reason` is a key of REASONS where it is not counted, and then there are no tasks.

    `shown` has for each task the order on the screen; `record` is all of it as plain values, to tell answers apart.
    """

    record: Mapping[str, Any]
    reason: str
    tasks: tuple[Task, ...] = ()
    shown: tuple[tuple[int, ...], ...] = ()
    total: int | None = None  # points there were to share out


def read_said(kind: str, value: Mapping[str, Any], items: Collection[int]) -> Said:
    """Read a stored answer of a kind; `items` are the ids that the question has ever had."""
    return _READERS[kind](value, items)


def _read_ranking(value: Mapping[str, Any], items: Collection[int]) -> Said:
    state, order, screen = _state(value), ids_in(value, "order"), ids_in(value, "offered")
    offered = tuple(sorted(screen))
    record = {"state": state, "order": order, "offered": offered}
    reason = _reason(state, "ranked", answered=bool(order), offered=offered)
    sound = set(order) <= set(offered) <= set(items) and _differ(order) and _differ(offered)
    if not reason and not sound:
        reason = "unknown"
    return Said(record, reason) if reason else Said(record, "", ((offered, order),), (screen,))


def _read_points(value: Mapping[str, Any], items: Collection[int]) -> Said:
    state, screen = _state(value), ids_in(value, "offered")
    offered, given = tuple(sorted(screen)), value.get("points")
    found = given if isinstance(given, dict) else {}
    points = tuple(found.get(str(item)) for item in offered)
    total = value.get("total")
    record = {"state": state, "points": found, "offered": offered, "total": total}
    reason = _reason(state, "shared", answered=any(found.values()), offered=offered)
    whole = [one for one in points if type(one) is int and one >= 0]
    sound = set(offered) <= set(items) and _differ(offered) and len(found) == len(offered) == len(whole)
    if not reason and not sound:
        reason = "unknown"
    elif not reason and sum(whole) != total:
        reason = "not_total"
    return Said(record, reason) if reason else Said(record, "", ((offered, tuple(whole)),), (screen,), total)


def _read_best_worst(value: Mapping[str, Any], items: Collection[int]) -> Said:
    def picks(task: Mapping[str, Any]) -> tuple[int, ...]:
        best, worst = task.get("best"), task.get("worst")
        return () if best is None and worst is None else (best or NOBODY, worst or NOBODY)

    return _read_tasks(value, items, picks)


def _read_pairs(value: Mapping[str, Any], items: Collection[int]) -> Said:
    def picks(task: Mapping[str, Any]) -> tuple[int, ...]:
        if task.get("same") is True:
            return tuple(sorted(ids_in(task, "offered")))
        return () if task.get("chosen") is None else (task["chosen"],)

    return _read_tasks(value, items, picks)


def _read_tasks(
    value: Mapping[str, Any], items: Collection[int], picks_of: Callable[[Mapping[str, Any]], tuple[int, ...]]
) -> Said:
    """Several small tasks. One that was left open says nothing; one that cannot be makes the whole answer unknown."""
    state, told = _state(value), value.get("tasks")
    tasks = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    read = [(ids_in(one, "offered"), picks_of(one)) for one in tasks]
    answered = [(screen, picks) for screen, picks in read if picks]
    record = {"state": state, "tasks": sorted([sorted(screen), list(map(str, picks))] for screen, picks in read)}
    reason = _reason(state, "chosen", answered=bool(answered), offered=answered and answered[0][0])
    if not reason and not all(_is_sound(screen, picks, items) for screen, picks in answered):
        reason = "unknown"
    if reason:
        return Said(record, reason)
    found = sorted(((tuple(sorted(screen)), picks), screen) for screen, picks in answered)
    return Said(record, "", tuple(task for task, _ in found), tuple(screen for _, screen in found))


def _is_sound(screen: Sequence[int], picks: Sequence[Any], items: Collection[int]) -> bool:
    """Whether a task offered two things or more of the list, each once, and what was picked was among them."""
    named = [pick for pick in picks if pick != NOBODY]
    whole = all(type(pick) is int for pick in named)
    return len(screen) >= 2 and _differ(screen) and whole and _differ(named) and set(named) <= set(screen) <= set(items)


def _reason(state: str, answer: str, *, answered: bool, offered: Sequence[int]) -> str:
    if state in UNWEIGHED:
        return state
    if state != answer or not answered:
        return "blank"
    return "" if offered else "not_offered"


def _state(value: Mapping[str, Any]) -> str:
    return str(value.get("state", ""))


def _differ(ids: Sequence[int]) -> bool:
    return len(set(ids)) == len(ids)


def ids_in(value: Mapping[str, Any], key: str) -> tuple[int, ...]:
    """The ids in a stored list; what is no id is left out."""
    found = value.get(key)
    return tuple(one for one in found if type(one) is int) if isinstance(found, list) else ()


_READERS: dict[str, Callable[[Mapping[str, Any], Collection[int]], Said]] = {
    "rank": _read_ranking,
    "points": _read_points,
    "best_worst": _read_best_worst,
    "pairs": _read_pairs,
}
