"""What people said to a question, made ready to weigh; what cannot be counted is left out with its reason."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from consult.groups.queries import GroupView, list_groups
from consult.outcomes.queries import find_outcomes_of
from consult.weights.margins import Cells, Margin, sort_people
from consult.weights.said import NOBODY, Said, Task, read_said
from consult.weights.wording import REASONS
from surveys.definition import Question
from surveys.reading import GivenPreference, count_states, iterate_preferences, newest_response_id

LOCAL = ZoneInfo("Europe/London")
Key = tuple[tuple[Task, ...], tuple[int, ...]]  # what somebody said, and the ids of their groups
BY_THEMSELVES = "web"  # the channel through which people answer alone, on a screen that shuffles the list for each


@dataclass(frozen=True, slots=True)
class WeighedItem:
    """One thing people were asked about, and the outcome it stands for."""

    item_id: int
    label: str
    outcome_id: int | None
    is_loss: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """People who said the same: `tasks` as in said.py, but with places in the list of items for ids."""

    tasks: tuple[Task, ...]
    offered: tuple[int, ...]
    groups: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Person:
    """One person's tasks, and how they were answered: the order on the screen of each (None: not known), seconds for
    all of them, channel, and moment in seconds. `cells` say what they are by each margin that was asked for."""

    tasks: tuple[Task, ...]
    groups: tuple[str, ...]
    shown: tuple[tuple[int, ...], ...] | None
    seconds: float | None
    channel: str
    at: float
    cells: Cells = ()
    response_id: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """Everything one moment of the database says about a question.

    `patterns` are different answers in one order that does not depend on how they came in, each with how many people
    gave it; `people` are the same one by one. `exclusions` maps a key of REASONS to how many answers. `answers` counts
    every answer read. `asked` tells of the task what a page says of it: points there were, sizes of sets.
    """

    kind: str
    items: tuple[WeighedItem, ...]
    groups: tuple[GroupView, ...]
    patterns: tuple[Pattern, ...]
    people: tuple[Person, ...]
    asked: Mapping[str, Any]
    exclusions: Mapping[str, int]
    answers: int
    first_day: date | None
    last_day: date | None
    last_response_id: int | None
    input_hash: str
    sharing: frozenset[tuple[int, int]]  # pairs of groups with somebody in both


def read_given(
    db: Session,
    question: Question,
    consultation_id: int,
    margins: Sequence[Margin] = (),
    *,
    let_in: Callable[[tuple[int, ...], int], bool] | None = None,
) -> Given:
    """Read a question in batches, and of everybody what they are by each margin; test responses are never read.

    `let_in` says by somebody's groups and response whether they are read; without it, everybody is.
    """
    groups = tuple(list_groups(db, consultation_id, retired=True))
    items = _items(db, question)
    told = _Told(
        question.kind,
        {item.item_id for item in items},
        {group.id for group in groups},
        sort_people(db, margins),
        let_in,
    )
    for batch in iterate_preferences(db, question.id):
        for one in batch:
            told.add(one)
    if question.kind == "points":
        told.keep_one_list()
    states = count_states(db, question.id)
    seen = {item for one in told.kept for item in one.offered}
    items = tuple(item for item in items if item.item_id in seen)  # what nobody was offered has no weight
    exclusions = told.left_out + Counter({state: n for state, n in states.items() if state in REASONS})
    places = _Places(question.kind, items, name_groups(groups))
    return Given(
        kind=question.kind,
        items=items,
        groups=groups,
        patterns=places.patterns(told.kept),
        people=places.people(told.kept),
        asked=_asked(question.kind, told.kept),
        exclusions={reason: exclusions[reason] for reason in REASONS if exclusions[reason]},
        answers=sum(states.values()),
        first_day=min((one.day for one in told.kept), default=None),
        last_day=max((one.day for one in told.kept), default=None),
        last_response_id=newest_response_id(db, question.survey_id),
        input_hash=_hash(told.canonical),
        sharing=frozenset((a, b) for one in told.kept for a in one.groups for b in one.groups if a < b),
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer that is weighed, by ids."""

    tasks: tuple[Task, ...]
    groups: tuple[int, ...]
    shown: tuple[tuple[int, ...], ...]
    seconds: float  # -1: not known
    channel: str
    at: float
    day: date
    total: int | None
    cells: Cells
    response_id: int

    @property
    def offered(self) -> tuple[int, ...]:
        return tuple(sorted({item for offered, _ in self.tasks for item in offered}))

    @property
    def order(self) -> tuple[Any, ...]:
        """What sets one answer apart from another, whenever and wherever it was stored."""
        cells = tuple(cell or "" for cell in self.cells)
        return self.tasks, self.groups, self.shown, self.seconds, self.channel, self.at, cells


class _Told:
    """Answers sorted into what is weighed and what is not."""

    def __init__(
        self,
        kind: str,
        items: set[int],
        groups: set[int],
        cells_of: Callable[[GivenPreference], Cells],
        let_in: Callable[[tuple[int, ...], int], bool] | None = None,
    ) -> None:
        self._kind, self._items, self._groups, self._cells_of, self._let_in = kind, items, groups, cells_of, let_in
        self.kept: list[_Kept] = []
        self.left_out: Counter[str] = Counter()
        self.canonical: Counter[str] = Counter()

    def add(self, one: GivenPreference) -> None:
        """Take one answer."""
        groups = tuple(group for group in one.groups if group in self._groups)
        if self._let_in is not None and not self._let_in(groups, one.response_id):
            return
        said = read_said(self._kind, one.value, self._items)
        record = {**said.record, "groups": groups}
        self.canonical[json.dumps(record, sort_keys=True, separators=(",", ":"))] += 1
        if said.reason:
            self.left_out[said.reason] += 1
        else:
            self.kept.append(_keep(one, said, groups, self._cells_of(one)))

    def keep_one_list(self) -> None:
        """Shares of points can be averaged only over people who shared out among the same things: the list that most
        people had, of lists alike the longest."""
        lists = Counter(one.offered for one in self.kept)
        if len(lists) > 1:
            kept = max(lists, key=lambda offered: (lists[offered], len(offered), offered))
            self.left_out["other_list"] += sum(lists.values()) - lists[kept]
            self.kept = [one for one in self.kept if one.offered == kept]


def _keep(one: GivenPreference, said: Said, groups: tuple[int, ...], cells: Cells) -> _Kept:
    """How an answer was given. On paper or by telephone somebody else typed it, so order and time say nothing."""
    alone = one.channel == BY_THEMSELVES
    took = (one.received_at - one.started_at).total_seconds() if alone and one.started_at is not None else -1.0
    day, at = one.received_at.astimezone(LOCAL).date(), one.received_at.timestamp()
    shown = said.shown if alone else ()
    return _Kept(said.tasks, groups, shown, took, one.channel, at, day, said.total, cells, one.response_id)


@dataclass(frozen=True, slots=True)
class _Places:
    """Turns ids into places in the list of items, and into names of groups."""

    kind: str
    items: Sequence[WeighedItem]
    names: Mapping[int, str]

    def patterns(self, kept: Iterable[_Kept]) -> tuple[Pattern, ...]:
        counted: Counter[Key] = Counter((one.tasks, one.groups) for one in kept)
        at = self._at()
        found = []
        for (tasks, groups), n in sorted(counted.items()):
            placed = self._placed(tasks, at)
            offered = tuple(sorted({place for before, _ in placed for place in before}))
            found.append(Pattern(placed, offered, tuple(self.names[group] for group in groups), n))
        return tuple(found)

    def people(self, kept: Iterable[_Kept]) -> tuple[Person, ...]:
        at = self._at()
        return tuple(
            Person(
                tasks=self._placed(one.tasks, at),
                groups=tuple(self.names[group] for group in one.groups),
                shown=tuple(tuple(at[item] for item in screen) for screen in one.shown) or None,
                seconds=one.seconds if one.seconds >= 0 else None,
                channel=one.channel,
                at=one.at,
                cells=one.cells,
                response_id=one.response_id,
            )
            for one in sorted(kept, key=lambda one: one.order)
        )

    def _at(self) -> dict[int, int]:
        return {item.item_id: place for place, item in enumerate(self.items)}

    def _placed(self, tasks: Sequence[Task], at: Mapping[int, int]) -> tuple[Task, ...]:
        if self.kind == "points":
            points = {at[item]: n for offered, shares in tasks for item, n in zip(offered, shares, strict=True)}
            return ((tuple(sorted(points)), tuple(points[place] for place in sorted(points))),)
        return tuple(
            (
                tuple(sorted(at[item] for item in offered)),
                tuple(at[item] if item != NOBODY else -1 for item in picks),
            )
            for offered, picks in tasks
        )


def _asked(kind: str, kept: Sequence[_Kept]) -> dict[str, Any]:
    """What the page says of the task: how many points there were to share out, how large the sets were."""
    if kind == "points":
        totals = {one.total for one in kept}
        return {"total": totals.pop()} if len(totals) == 1 else {}
    if kind == "best_worst":
        sizes = {len(offered) for one in kept for offered, _ in one.tasks}
        return {"size": sizes.pop()} if len(sizes) == 1 else {}
    return {}


def _items(db: Session, question: Question) -> tuple[WeighedItem, ...]:
    outcomes = find_outcomes_of(db, question.id)
    found = []
    taken: set[str] = set()
    for item in sorted(question.items, key=lambda one: (one.position, one.id)):
        label = item.label if item.label not in taken else f"{item.label} ({item.id})"
        taken.add(label)
        outcome = outcomes.get(item.id)
        is_loss = outcome is not None and outcome.direction == "loss"
        found.append(WeighedItem(item.id, label, outcome.id if outcome is not None else None, is_loss))
    return tuple(found)


def name_groups(groups: Sequence[GroupView]) -> dict[int, str]:
    """A name for each group that no other has: a retired group may be called as one in use."""
    taken = Counter(group.name for group in groups)
    return {group.id: group.name if taken[group.name] == 1 else f"{group.name} ({group.id})" for group in groups}


def _hash(canonical: Counter[str]) -> str:
    """sha256 of every answer in canonical form; the order in which answers came in changes nothing."""
    digest = hashlib.sha256()
    for line in sorted(canonical):
        digest.update(f"{canonical[line]} {line}\n".encode())
    return digest.hexdigest()
