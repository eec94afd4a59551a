"""What is asked of stakeholder groups: the list of a consultation, one of them, how many; it changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.groups.models import ConsultationGroup
from surveys.definition import StakeholderGroup


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as pages show it; `mark` is its shape and colour, 1 to 6, and anything above is grey."""

    id: int
    name: str
    description: str
    mark: int
    population: int | None
    source: str
    counted_on: date | None
    retired: bool


def load_group(db: Session, consultation_id: int, group_id: int) -> tuple[ConsultationGroup, int] | None:
    """A group of that consultation and the consultation's id, as a guarded page wants them."""
    found = db.get(ConsultationGroup, group_id)
    if found is None or found.consultation_id != consultation_id:
        return None
    return found, found.consultation_id


def list_groups(db: Session, consultation_id: int, *, retired: bool = False) -> list[GroupView]:
    """The groups of a consultation in the officer's order; retired ones only when asked for, at the end."""
    found = db.scalars(select(ConsultationGroup).where(ConsultationGroup.consultation_id == consultation_id))
    views = [(kept.group.position, view_of(kept)) for kept in found]
    views.sort(key=lambda pair: (pair[1].retired, pair[0], pair[1].id))
    return [view for _, view in views if retired or not view.retired]


def count_groups(db: Session, consultation_ids: Collection[int]) -> dict[int, int]:
    """How many groups in use each of several consultations has, in one query."""
    rows = db.execute(
        select(ConsultationGroup.consultation_id, func.count(ConsultationGroup.group_id))
        .join(StakeholderGroup, StakeholderGroup.id == ConsultationGroup.group_id)
        .where(ConsultationGroup.consultation_id.in_(consultation_ids), StakeholderGroup.retired_at.is_(None))
        .group_by(ConsultationGroup.consultation_id)
    )
    found: dict[int, int] = dict(rows.all())
    return {one: found.get(one, 0) for one in consultation_ids}


def view_of(kept: ConsultationGroup) -> GroupView:
    """A group as pages show it."""
    return GroupView(
        id=kept.group_id,
        name=kept.group.name,
        description=kept.group.description,
        mark=kept.mark,
        population=kept.population,
        source=kept.source,
        counted_on=kept.counted_on,
        retired=kept.group.retired_at is not None,
    )
