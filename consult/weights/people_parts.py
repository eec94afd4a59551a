"""The people behind a result, parted by the combination of groups they belong to, so that two results can be held
against each other part by part; it tells what they said as a hash alone.

Whatever is shown of groups, of everyone, or worked out from these by adding and subtracting, hangs on the parts alone.
So where in each part nobody or at least five people came or went, no figure's move is that of fewer than five.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from consult.weights.given import Given, Person, name_groups
from consult.weights.wording import REASONS

FEWEST = 5  # people of one part who must have come or gone, where anybody did
LEFT_OUT = "left out: "  # before the reason: answers that are not weighed are parts too, of which only a number is told
EVERYONE, NOWHERE, WITHIN, OUTSIDE = "all", "in no group", "in ", "not in "  # sets of parts; two begin a group's id
Stored = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """People who belong to the same groups, or answers left out for one reason.

    `said` changes with anything one of them says; `asked` is how many were asked about each item; `newest` is the
    newest response among them.
    """

    n: int
    said: str
    newest: int = 0
    asked: Mapping[str, int] = field(default_factory=dict)


NO_PART = Part(0, "")


def part_people(given: Given) -> dict[str, Part]:
    """The parts of what was read, by the ids of the groups (none: in no group) and by why answers were left out."""
    parts = {name: _build_part(given, people) for name, people in _sort_out(given).items()}
    return parts | {LEFT_OUT + reason: Part(n, str(n)) for reason, n in given.exclusions.items()}


def find_newest_let_in(before: Mapping[str, Part], given: Given) -> dict[str, int] | None:
    """Of each part the newest response readers' figures may rest on, given what they rest on now: a part moves where at
    least five came or went, else it stays as it was. None where no part moves, or one can neither move nor stay."""
    people = _sort_out(given)
    newest: dict[str, int] = {}
    for name in {*people, *(one for one in before if not one.startswith(LEFT_OUT))}:
        was, own = before.get(name, NO_PART), people.get(name, [])
        now = _build_part(given, own)
        if is_apart(was, now):
            newest[name] = now.newest
            continue
        stayed = _build_part(given, [one for one in own if one.response_id <= was.newest])
        if (stayed.n, stayed.said) != (was.n, was.said):
            return None  # one of the few changed an answer or took it back: what stood before cannot be made again
        newest[name] = was.newest
    moved = any(at != before.get(name, NO_PART).newest for name, at in newest.items())
    return newest if moved else None


def hold_left_out(before: Mapping[str, Part], left_out: Mapping[str, int]) -> dict[str, int]:
    """How many answers were left out, by reason, as readers may be told: a number moves by five at least."""
    told = {}
    for reason in REASONS:
        was, now = before.get(LEFT_OUT + reason, NO_PART).n, left_out.get(reason, 0)
        told[reason] = now if abs(now - was) >= FEWEST else was
    return {reason: n for reason, n in told.items() if n}


def sum_up(parts: Mapping[str, Part]) -> dict[str, list[Any]]:
    """How many people, a hash of what they said, and how many were asked about each item: of everyone, of each group,
    of all who are not in it, and of those in no group. That is whatever figures of groups tell by subtraction."""
    people = {name: one for name, one in parts.items() if not name.startswith(LEFT_OUT) and one.n}
    groups = sorted({group for name in people for group in name.split()})
    sets: dict[str, list[str]] = {EVERYONE: list(people), NOWHERE: [name for name in people if not name]}
    for group in groups:
        sets[WITHIN + group] = [name for name in people if group in name.split()]
        sets[OUTSIDE + group] = [name for name in people if group not in name.split()]
    return {name: _sum_of({own: people[own] for own in names}) for name, names in sets.items()}


def are_sums_apart(before: Mapping[str, Sequence[Any]], now: Mapping[str, Sequence[Any]], fewest: int) -> bool:
    """Whether of every set so many came or went, and as many or none of those who were asked about each item; or nobody
    did and nobody says anything else."""
    return all(_is_sum_apart(_sum_in(before, name), _sum_in(now, name), fewest) for name in {*before, *now})


def _is_sum_apart(before: Sequence[Any], now: Sequence[Any], fewest: int) -> bool:
    """The same of one set. Sums from before it was kept who was asked tell of nobody that they were."""
    if before[:2] == now[:2]:
        return True
    was, own = before[2] if len(before) > 2 else {}, now[2] if len(now) > 2 else {}
    steps = [own.get(item, 0) - was.get(item, 0) for item in {*was, *own}]
    return abs(now[0] - before[0]) >= fewest and all(abs(step) >= fewest or not step for step in steps)


def _sum_in(sums: Mapping[str, Sequence[Any]], name: str) -> list[Any]:
    """A set of a group in which nobody was yet is empty, and everyone was outside of it."""
    return list(sums[name] if name in sums else sums[EVERYONE] if name.startswith(OUTSIDE) else _sum_of({}))


def _sum_of(parts: Mapping[str, Part]) -> list[Any]:
    said = "\n".join(f"{name}: {one.said}" for name, one in sorted(parts.items()))
    asked: Counter[str] = Counter()
    for one in parts.values():
        asked.update(one.asked)
    return [
        sum(one.n for one in parts.values()),
        hashlib.sha256(said.encode()).hexdigest(),
        dict(sorted(asked.items())),
    ]


def _sort_out(given: Given) -> dict[str, list[Person]]:
    ids = {name: group_id for group_id, name in name_groups(given.groups).items()}
    found: defaultdict[str, list[Person]] = defaultdict(list)
    for one in given.people:
        found[name_part(ids[name] for name in one.groups)].append(one)
    return found


def name_part(group_ids: Iterable[int]) -> str:
    """The name of the part of people who are in these groups and in no other."""
    return " ".join(str(one) for one in sorted(group_ids))


def store_parts(parts: Mapping[str, Part]) -> dict[str, Any]:
    """As kept beside a result; stays inside."""
    return {name: asdict(one) for name, one in sorted(parts.items())}


def read_parts(stored: Stored) -> dict[str, Part]:
    """Back from what is kept."""
    return {name: Part(**one) for name, one in stored.items()}


def are_apart(before: Mapping[str, Part], now: Mapping[str, Part]) -> bool:
    """Whether in every part nobody, or at least five people, came or went."""
    return all(is_apart(before.get(name, NO_PART), now.get(name, NO_PART)) for name in {*before, *now})


def is_apart(before: Part, now: Part) -> bool:
    """The same of one part, and of those of it who were asked about each item. As many people who say something else
    are not apart: one of them changed an answer, or went as another came."""
    if before.n == now.n:
        return before.said == now.said
    steps = [now.asked.get(item, 0) - before.asked.get(item, 0) for item in {*before.asked, *now.asked}]
    return all(abs(step) >= FEWEST or not step for step in (now.n - before.n, *steps))


def _build_part(given: Given, people: Sequence[Person]) -> Part:
    if not people:
        return NO_PART
    asked: Counter[str] = Counter()
    lines, newest = [], 0
    ids = [item.item_id for item in given.items]
    for one in people:
        newest = max(newest, one.response_id)
        asked.update(str(ids[place]) for place in {place for offered, _ in one.tasks for place in offered})
        lines.append(json.dumps([_by_ids(given.kind, ids, task) for task in one.tasks]))
    said = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    return Part(len(lines), said, newest, dict(sorted(asked.items())))


def _by_ids(kind: str, ids: list[int], task: tuple[tuple[int, ...], tuple[int, ...]]) -> Any:
    """A task by ids of items: places move when an item is added. What is picked is points in one kind, else places."""
    offered, picked = task
    return [ids[at] for at in offered], list(picked) if kind == "points" else [
        ids[at] if at >= 0 else 0 for at in picked
    ]
