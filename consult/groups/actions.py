"""Add, reword, reorder and retire stakeholder groups; a group people were asked about is never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.groups.models import ConsultationGroup
from consult.web.checks import has_words, tidy, too_long
from consult.web.editing import find_last_actor, mark_of, name_of
from surveys.definition import StakeholderGroup
from surveys.errors import Refusal, StaleEdit, WrongState

MARKS = 6  # shapes and colours there are; every group beyond has the grey one
MOST_PEOPLE = 999_999_999
_EDITING = ("groups.edit",)


class GroupNameTaken(Refusal):
    """Two groups of one consultation cannot have the same name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a group called “{name}” already. Choose another name.")
        self.name = name


class GroupUnfit(Refusal):
    """A name is missing or too long, or a number of people cannot be."""


class GroupsFixed(WrongState):
    """Once a consultation is closed its groups stay as people saw them; how many there are may be corrected."""

    def __init__(self) -> None:
        super().__init__("This consultation is closed, so its groups stay as people saw them.")


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What is known about a group: how it is called, and how many people it holds by which count."""

    name: str
    description: str = ""
    population: int | None = None
    source: str = ""
    counted_on: date | None = None


def facts_of(kept: ConsultationGroup) -> GroupFacts:
    """The facts as they are stored."""
    return GroupFacts(kept.group.name, kept.group.description, kept.population, kept.source, kept.counted_on)


def mark_of_facts(facts: GroupFacts) -> str:
    """The mark by which a stale save is told."""
    return mark_of(facts.name, facts.description, facts.population, facts.source, facts.counted_on)


def add_group(db: Session, consultation: Consultation, facts: GroupFacts) -> ConsultationGroup:
    """A new group at the end of the list, with the first mark that is free."""
    facts = _checked(facts)
    _hold(db, consultation)
    _must_be_changeable(consultation)
    others = _all_groups(db, consultation.id)
    _refuse_taken_name(facts.name, others)
    position = max((other.group.position for other in others), default=0) + 1
    group = StakeholderGroup(name=facts.name, description=facts.description, position=position)
    db.add(group)
    db.flush()
    kept = ConsultationGroup(
        group_id=group.id,
        consultation_id=consultation.id,
        mark=_free_mark(others),
        population=facts.population,
        source=facts.source,
        counted_on=facts.counted_on,
        group=group,
    )
    db.add(kept)
    db.flush()
    return kept


def edit_group(
    db: Session, consultation: Consultation, kept: ConsultationGroup, facts: GroupFacts, *, seen: str, by: int
) -> ConsultationGroup:
    """Reword a group or correct its number. `seen` is the mark of the facts looked at; other facts are refused."""
    facts = _checked(facts)
    _hold(db, consultation)
    db.refresh(kept)
    db.refresh(kept.group)
    before = facts_of(kept)
    if facts == before:
        return kept
    if seen != mark_of_facts(before):
        last = find_last_actor(db, "consultation_group", kept.group_id, verbs=_EDITING)
        raise StaleEdit(name_of(db, last, reader=by), "this group")
    if (facts.name, facts.description) != (before.name, before.description):
        _must_be_changeable(consultation)
    if kept.group.retired_at is None:
        others = [one for one in _all_groups(db, consultation.id) if one.group_id != kept.group_id]
        _refuse_taken_name(facts.name, others)
    kept.group.name, kept.group.description = facts.name, facts.description
    kept.population, kept.source, kept.counted_on = facts.population, facts.source, facts.counted_on
    db.flush()
    return kept


def move_group(db: Session, consultation: Consultation, kept: ConsultationGroup, *, up: bool) -> None:
    """Swap a group with its neighbour; at the end of the list nothing moves."""
    _hold(db, consultation)
    live = [one for one in _all_groups(db, consultation.id) if one.group.retired_at is None]
    ids = [one.group_id for one in live]
    here = ids.index(kept.group_id) if kept.group_id in ids else -1
    there = here + (-1 if up else 1)
    if here < 0 or not 0 <= there < len(live):
        return
    live[here], live[there] = live[there], live[here]
    for position, one in enumerate(live, start=1):  # numbered afresh, so that equal positions sort themselves out
        one.group.position = position
    db.flush()


def retire_group(db: Session, consultation: Consultation, kept: ConsultationGroup, *, at: datetime) -> None:
    """Take a group out of new surveys; what its people said stays, and so does its mark."""
    _hold(db, consultation)
    _must_be_changeable(consultation)
    if kept.group.retired_at is None:
        kept.group.retired_at = at
        db.flush()


def restore_group(db: Session, consultation: Consultation, kept: ConsultationGroup) -> None:
    """Bring a retired group back to the end of the list."""
    _hold(db, consultation)
    _must_be_changeable(consultation)
    if kept.group.retired_at is None:
        return
    others = [one for one in _all_groups(db, consultation.id) if one.group_id != kept.group_id]
    _refuse_taken_name(kept.group.name, others)
    kept.group.position = max((other.group.position for other in others), default=0) + 1
    kept.group.retired_at = None
    db.flush()


def _hold(db: Session, consultation: Consultation) -> None:
    # The consultation's row stands for its list of groups: two people change the list one after the other.
    db.refresh(consultation, with_for_update=True)


def _must_be_changeable(consultation: Consultation) -> None:
    if consultation.status not in ("draft", "open"):
        raise GroupsFixed


def _all_groups(db: Session, consultation_id: int) -> list[ConsultationGroup]:
    found = db.scalars(
        select(ConsultationGroup)
        .where(ConsultationGroup.consultation_id == consultation_id)
        .execution_options(populate_existing=True)
    )
    return sorted(found, key=lambda kept: (kept.group.position, kept.group_id))


def _free_mark(others: list[ConsultationGroup]) -> int:
    used = {other.mark for other in others}  # a retired group keeps its mark: it is on charts already made
    return next((mark for mark in range(1, MARKS + 1) if mark not in used), MARKS + 1)


def _refuse_taken_name(name: str, others: list[ConsultationGroup]) -> None:
    for other in others:
        if other.group.retired_at is None and other.group.name.casefold() == name.casefold():
            raise GroupNameTaken(other.group.name)


def _checked(facts: GroupFacts) -> GroupFacts:
    name, description, source = tidy(facts.name), tidy(facts.description), tidy(facts.source)
    for what, typed in (("The name", name), ("The description", description), ("The source", source)):
        if sentence := too_long(what, typed):
            raise GroupUnfit(sentence)
    if not has_words(name):
        raise GroupUnfit("Enter a name for the group.")
    if facts.population is not None and not 0 < facts.population <= MOST_PEOPLE:
        raise GroupUnfit("Enter how many people there are as a whole number, like 210.")
    return GroupFacts(name, description, facts.population, source, facts.counted_on)
