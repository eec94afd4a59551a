"""How many answers stand under each theme of a board, by whom, by group and by words; one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from consult.groups.models import ConsultationGroup
from consult.themes.models import Assignment
from consult.themes.queries import placed_one_by_one, standing_on
from surveys.collection import Answer, ResponseGroup
from surveys.definition import StakeholderGroup

UNSURE_BELOW, CLEAR_FROM = 0.3, 0.6  # strength of a machine's guess, in words: unsure, fair, clear


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many answers of one stakeholder group stand under a theme."""

    id: int
    name: str
    mark: int
    n: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers under a theme. `main` counts each answer of the board once, under the theme it is mostly about."""

    n: int = 0
    by_person: int = 0
    unsure: int = 0
    main: int = 0
    main_by_person: int = 0


def count_by_theme(db: Session, board_id: int) -> dict[int, Counts]:
    """Answers under each theme: how many, how many a person read and placed, how many the machine was unsure of."""
    by_person = placed_one_by_one()
    unsure = and_(Assignment.source == "machine", Assignment.strength < UNSURE_BELOW)
    rows = db.execute(
        select(
            Assignment.theme_id,
            func.count(Assignment.id),
            func.count(Assignment.id).filter(by_person),
            func.count(Assignment.id).filter(unsure),
            func.count(Assignment.id).filter(Assignment.is_main),
            func.count(Assignment.id).filter(Assignment.is_main, by_person),
        )
        .where(standing_on(board_id))
        .group_by(Assignment.theme_id)
    )
    return {theme: Counts(*counts) for theme, *counts in rows}


def count_by_theme_and_group(
    db: Session, board_id: int, consultation_id: int, *, theme_id: int | None = None
) -> dict[int, tuple[GroupCount, ...]]:
    """Answers under each theme (or one) by stakeholder group, in the consultation's order of groups."""
    query = (
        select(Assignment.theme_id, ResponseGroup.group_id, func.count(Assignment.id))
        .join(Answer, Answer.id == Assignment.answer_id)
        .join(ResponseGroup, ResponseGroup.response_id == Answer.response_id)
        .where(standing_on(board_id))
        .group_by(Assignment.theme_id, ResponseGroup.group_id)
    )
    rows = db.execute(query if theme_id is None else query.where(Assignment.theme_id == theme_id))
    return name_groups(db, consultation_id, rows)


def name_groups(db: Session, consultation_id: int, rows: Iterable[Sequence[int]]) -> dict[int, tuple[GroupCount, ...]]:
    """Counts by thing and group (thing, group, n) by thing, in the consultation's order of groups, with their names."""
    marks = {
        group_id: (position, name, mark)
        for group_id, position, name, mark in db.execute(
            select(StakeholderGroup.id, StakeholderGroup.position, StakeholderGroup.name, ConsultationGroup.mark)
            .join(ConsultationGroup, ConsultationGroup.group_id == StakeholderGroup.id)
            .where(ConsultationGroup.consultation_id == consultation_id)
        )
    }
    found: dict[int, list[tuple[int, GroupCount]]] = defaultdict(list)
    for thing, group, n in rows:
        if group in marks:
            position, name, mark = marks[group]
            found[thing].append((position, GroupCount(group, name, mark, n)))
    return {
        thing: tuple(count for _, count in sorted(counts, key=lambda pair: (pair[0], pair[1].name)))
        for thing, counts in found.items()
    }


def count_found(db: Session, board_id: int, search: str) -> dict[int, int]:
    """Answers under each theme that hold the words; signs of the search language stand for themselves."""
    rows = db.execute(
        select(Assignment.theme_id, func.count(Assignment.id))
        .join(Answer, Answer.id == Assignment.answer_id)
        .where(standing_on(board_id), Answer.text.icontains(search, autoescape=True))
        .group_by(Assignment.theme_id)
    )
    return {theme: n for theme, n in rows}
