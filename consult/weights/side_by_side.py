"""The same outcomes asked about in more than one way: the numbers of each way beside the other, never put together.

The points of two kinds of question are on scales of their own: the chance of being named first, the mean share given.
To refuse to show both would hide what an officer most wants to know, whether the order hangs on the way of asking. So
each has a column of its own, no difference is worked out, nothing is tested, and the page says what may be compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from consult.weights.models import WeightRun
from consult.weights.queries import WeighedQuestion, list_weighed_questions
from consult.weights.queries_steady import list_results
from consult.weights.telling import tell
from consult.weights.told import Panel, Row, Told
from consult.weights.wording import Words


@dataclass(frozen=True, slots=True)
class Way:
    """One question about these outcomes with its newest weights, as anybody may read them."""

    question: WeighedQuestion
    told: Told
    outcome_of: Mapping[int, int]  # item id -> the outcome it stands for

    @property
    def words(self) -> Words:
        """What people did there."""
        return self.told.words


@dataclass(frozen=True, slots=True)
class SideNumber:
    """What one way says of one outcome; `place` among the outcomes of its column, 1 the most important."""

    points: int
    low: int | None
    high: int | None
    people: str
    place: int


@dataclass(frozen=True, slots=True)
class SideRow:
    """One outcome and its numbers in each way; None where that way did not ask about it or shows nothing."""

    label: str
    is_loss: bool
    numbers: tuple[SideNumber | None, ...]


@dataclass(frozen=True, slots=True)
class SideTable:
    """Everyone, or one group, in each way; a panel without rows says in `hidden` why."""

    name: str
    mark: int
    panels: tuple[Panel | None, ...]
    rows: tuple[SideRow, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All ways of asking about the outcomes of one question, that one first."""

    ways: tuple[Way, ...]
    tables: tuple[SideTable, ...]

    @property
    def is_unlike(self) -> bool:
        """Whether people were asked in different ways, so that the points are on different scales."""
        return are_unlike(way.question.kind for way in self.ways)

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns' names: what people did, with the question where two did the same, or its number in the row."""
        names = [_names(way, number) for number, way in enumerate(self.ways, start=1)]
        return tuple(_first_alone(own, [other for other in names if other is not own]) for own in names)


def set_beside(
    db: Session, question: WeighedQuestion, newest: WeightRun, *, exact: bool, among: Collection[int] | None = None
) -> SideBySide | None:
    """The other questions of the consultation that asked about two or more of the same outcomes; None without any.

    `among` are the ids of the questions to look at; without it, all of the consultation. `exact`: whoever reads it may
    read the answers, and so may see every result.
    """
    here = _way(question, newest)
    wanted = set(here.outcome_of.values())
    others = [one for one in list_weighed_questions(db, question.consultation.id) if one.id != question.id]
    others = [one for one in others if among is None or one.id in among]
    found = list_results(db, [one.id for one in others], exact=exact)
    ways = [here, *(_way(one, found[one.id]) for one in others if one.id in found)]
    ways = [way for way in ways if len(wanted & set(way.outcome_of.values())) > 1]
    if len(ways) < 2:
        return None
    # Everyone in the same way of counting, or a difference could be that of the counting.
    by_size = all(way.told.everyone.name != way.told.answered.name for way in ways)
    everyone = [way.told.everyone if by_size else way.told.answered for way in ways]
    by_group = [{panel.group_id: panel for panel in way.told.groups} for way in ways]
    tables = [_table(ways, everyone)]
    tables += [_table(ways, [own.get(panel.group_id) for own in by_group]) for panel in here.told.groups]
    return SideBySide(tuple(ways), tuple(one for one in tables if one is not None))


def are_unlike(kinds: Iterable[str]) -> bool:
    """Whether weights of these kinds of question are on more scales than one."""
    return len(set(kinds)) > 1


def place_by_points(points: Sequence[int | None]) -> list[int | None]:
    """The place of each number among those that are shown, the largest first; the same points share a place."""
    shown = [one for one in points if one is not None]
    return [None if one is None else 1 + sum(other > one for other in shown) for one in points]


def share_outcomes(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether two stored results are about two or more of the same outcomes."""
    return len(set(_outcomes(first).values()) & set(_outcomes(second).values())) > 1


def _way(question: WeighedQuestion, newest: WeightRun) -> Way:
    return Way(question, tell(newest.result, exact=False), _outcomes(newest.result))


def _names(way: Way, number: int) -> tuple[str, str, str]:
    """What the column of a way may be called, the shortest first."""
    did = way.words.who[:1].upper() + way.words.who[1:]
    return did, f"{did}: “{way.question.text}”", f"{did} (question {number})"


def _first_alone(names: Sequence[str], others: Sequence[Sequence[str]]) -> str:
    """The first name that no other has in its place, or the last."""
    alone = (name for place, name in enumerate(names) if all(other[place] != name for other in others))
    return next(alone, names[-1])


def _outcomes(result: Mapping[str, Any]) -> dict[int, int]:
    return {item["item_id"]: item["outcome_id"] for item in result["items"] if item["outcome_id"] is not None}


def _table(ways: Sequence[Way], panels: Sequence[Panel | None]) -> SideTable | None:
    """None where fewer than two ways have numbers: there is nothing to set beside."""
    numbers = [_by_outcome(way, panel) for way, panel in zip(ways, panels, strict=True)]
    if sum(bool(own) for own in numbers) < 2:
        return None
    name = next(panel for panel in panels if panel is not None)
    first = next(own for own in numbers if own)
    shared = [one for one in first if sum(one in own for own in numbers) > 1]
    columns = [_column(own, shared) for own in numbers]
    rows = tuple(
        SideRow(first[one].label, first[one].is_loss, tuple(column[place] for column in columns))
        for place, one in enumerate(shared)
    )
    return SideTable(name.name, name.mark, tuple(panels), rows)


def _column(own: Mapping[int, Row], shared: Sequence[int]) -> list[SideNumber | None]:
    """One way's numbers down the table, each with its place among them."""
    places = place_by_points([own[one].points if one in own else None for one in shared])
    return [
        SideNumber(row.points, row.low, row.high, row.people, place)
        if (row := own.get(one)) is not None and row.points is not None and place is not None
        else None
        for one, place in zip(shared, places, strict=True)
    ]


def _by_outcome(way: Way, panel: Panel | None) -> dict[int, Row]:
    rows = panel.rows if panel is not None else ()
    return {
        way.outcome_of[row.item_id]: row for row in rows if row.item_id in way.outcome_of and row.points is not None
    }
