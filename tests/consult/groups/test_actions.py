"""The rules of stakeholder groups: names differ, marks stay, order is the officer's, nothing is deleted."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from consult.groups.actions import (
    GroupFacts,
    GroupNameTaken,
    GroupsFixed,
    GroupUnfit,
    add_group,
    edit_group,
    facts_of,
    mark_of_facts,
    move_group,
    restore_group,
    retire_group,
)
from consult.groups.queries import count_groups, list_groups
from surveys.errors import StaleEdit
from tests import make


def names(db: Session, found) -> list[str]:
    return [group.name for group in list_groups(db, found.id)]


def add(db: Session, found, *wanted: str):
    return [add_group(db, found, GroupFacts(name)) for name in wanted]


def test_six_groups_have_six_marks_and_every_one_beyond_is_grey(db: Session):
    found = make.consultation(db)
    kept = add(db, found, *"abcdefgh")
    assert [one.mark for one in kept] == [1, 2, 3, 4, 5, 6, 7, 7]


def test_a_retired_group_keeps_its_mark_and_a_new_one_takes_the_next(db: Session):
    found = make.consultation(db)
    carers, _ = add(db, found, "Carers", "Volunteers")
    retire_group(db, found, carers, at=make.NOON)
    (tenants,) = add(db, found, "Tenants")
    assert (carers.mark, tenants.mark) == (1, 3)
    assert names(db, found) == ["Volunteers", "Tenants"]
    restore_group(db, found, carers)
    assert names(db, found) == ["Volunteers", "Tenants", "Carers"]
    assert carers.mark == 1


def test_marks_and_names_of_one_consultation_say_nothing_about_another(db: Session):
    first, second = make.consultation(db), make.consultation(db)
    (one,), (two,) = add(db, first, "Carers"), add(db, second, "Carers")
    assert (one.mark, two.mark) == (1, 1)


@pytest.mark.parametrize("name", ["Carers", "  carers ", "CARERS"])
def test_two_groups_cannot_have_one_name(db: Session, name):
    found = make.consultation(db)
    carers, others = add(db, found, "Carers", "Others")
    with pytest.raises(GroupNameTaken, match="There is a group called “Carers” already"):
        add(db, found, name)
    with pytest.raises(GroupNameTaken):
        edit_group(db, found, others, GroupFacts(name), seen=mark_of_facts(facts_of(others)), by=1)
    retire_group(db, found, carers, at=make.NOON)
    add(db, found, name)
    with pytest.raises(GroupNameTaken):
        restore_group(db, found, carers)


def test_moving_swaps_neighbours_and_stops_at_the_ends(db: Session):
    found = make.consultation(db)
    a, b, c = add(db, found, "a", "b", "c")
    move_group(db, found, c, up=True)
    assert names(db, found) == ["a", "c", "b"]
    move_group(db, found, a, up=True)
    move_group(db, found, b, up=False)
    assert names(db, found) == ["a", "c", "b"]
    move_group(db, found, a, up=False)
    assert names(db, found) == ["c", "a", "b"]


def test_groups_with_equal_positions_can_still_be_moved(db: Session):
    found = make.consultation(db)
    kept = add(db, found, "a", "b", "c")
    for one in kept:
        one.group.position = 4
    db.flush()
    move_group(db, found, kept[2], up=True)
    assert names(db, found) == ["a", "c", "b"]


def test_a_stale_save_is_refused_and_changes_nothing(db: Session):
    found = make.consultation(db)
    (carers,) = add(db, found, "Carers")
    seen = facts_of(carers)
    edit_group(db, found, carers, replace(seen, population=210), seen=mark_of_facts(seen), by=1)
    with pytest.raises(StaleEdit, match="this group"):
        edit_group(db, found, carers, replace(seen, population=99), seen=mark_of_facts(seen), by=2)
    assert carers.population == 210
    edit_group(db, found, carers, replace(seen, population=210), seen=mark_of_facts(seen), by=2)


@pytest.mark.parametrize("population", [0, -5, 1_000_000_000])
def test_a_number_of_people_that_cannot_be_is_refused(db: Session, population):
    with pytest.raises(GroupUnfit):
        add_group(db, make.consultation(db), GroupFacts("Carers", population=population))


def test_a_group_needs_a_name_that_can_be_read_and_kept(db: Session):
    found = make.consultation(db)
    for name in ("", " \u200f ", "a" * 20_001):
        with pytest.raises(GroupUnfit):
            add(db, found, name)
    (kept,) = add(db, found, "<b>=1+1</b> \u202eשלום 🍲")
    assert names(db, found) == ["<b>=1+1</b> \u202eשלום 🍲"]
    assert kept.group.name == "<b>=1+1</b> \u202eשלום 🍲"


@pytest.mark.parametrize("status", ["closed", "published"])
def test_once_closed_the_groups_stay_but_their_numbers_can_be_corrected(db: Session, status):
    found = make.consultation(db)
    carers, _ = add(db, found, "Carers", "Others")
    found.status = status
    db.flush()
    seen = facts_of(carers)
    for refused in (
        lambda: add(db, found, "New"),
        lambda: retire_group(db, found, carers, at=make.NOON),
        lambda: edit_group(db, found, carers, replace(seen, name="C"), seen=mark_of_facts(seen), by=1),
    ):
        with pytest.raises(GroupsFixed):
            refused()
    counted = replace(seen, population=210, source="Register", counted_on=date(2026, 3, 31))
    edit_group(db, found, carers, counted, seen=mark_of_facts(seen), by=1)
    assert facts_of(carers) == counted


def test_groups_of_many_consultations_are_counted_without_the_retired(db: Session):
    first, second, third = (make.consultation(db) for _ in range(3))
    gone, _, _ = add(db, first, "a", "b", "c")
    add(db, second, "a")
    retire_group(db, first, gone, at=make.NOON)
    ids = [first.id, second.id, third.id]
    assert count_groups(db, ids) == dict(zip(ids, [2, 1, 0], strict=True))
