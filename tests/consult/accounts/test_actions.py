"""Accounts and roles: who may be made what, and who can never be left without anyone."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import actions
from consult.accounts.models import Membership, User
from consult.accounts.passwords import is_right
from consult.accounts.permissions import ADMINISTRATOR, MEMBER_ROLES, PERMISSIONS, allows, roles_of
from consult.accounts.queries import find_user, list_administrators, list_members, list_owners
from consult.accounts.refusals import (
    AddressTaken,
    LastAdministrator,
    LastOwner,
    NoSuchRole,
    NotYourself,
    PasswordRefused,
)
from surveys.database import Database
from tests import make

GOOD = "harbour lantern quietly 9"


def test_the_first_administrator_can_sign_in_and_let_others_in(db: Session):
    user = actions.create_user(db, " Jo@Wexmoor.Example", "Jo Officer ", GOOD, administrator=True, at=make.NOON)
    assert (user.email, user.name, user.active) == ("jo@wexmoor.example", "Jo Officer", True)
    assert is_right(GOOD, user.password) and not is_right(GOOD + "x", user.password)
    assert allows(roles_of(db, user, None), "users.manage")


@pytest.mark.parametrize("password", ["short", "password1234", "x" * 200, "jo@wexmoor.example"])
def test_a_password_that_is_easy_to_guess_is_refused_and_makes_no_account(db: Session, password: str):
    with pytest.raises(PasswordRefused):
        actions.create_user(db, "jo@wexmoor.example", "Jo Officer", password, at=make.NOON)
    assert find_user(db, "jo@wexmoor.example") is None


def test_two_accounts_cannot_share_an_address_however_it_is_written(db: Session):
    actions.invite_user(db, "jo@wexmoor.example", "Jo", at=make.NOON)
    with pytest.raises(AddressTaken):
        actions.invite_user(db, " JO@wexmoor.EXAMPLE ", "Jo again", at=make.NOON)


def test_somebody_invited_has_no_password_that_could_be_guessed(db: Session):
    user = actions.invite_user(db, "jo@wexmoor.example", "Jo", at=make.NOON)
    assert user.password is None
    assert not is_right("", user.password) and not is_right("None", user.password)


def test_passwords_typed_in_another_way_are_the_same_password(db: Session):
    user = actions.create_user(db, "jo@wexmoor.example", "Jo", "café lantern quietly 9", at=make.NOON)
    assert is_right("cafe\u0301 lantern quietly 9", user.password)


def test_shutting_an_account_ends_its_sessions_and_keeps_its_password(db: Session):
    boss = make.user(db, role="administrator")
    user = actions.create_user(db, "jo@wexmoor.example", "Jo", GOOD, at=make.NOON)
    before = user.fs_uniquifier
    actions.deactivate_user(db, user, by=boss)
    assert not user.active and user.fs_uniquifier != before
    actions.activate_user(db, user)
    assert user.active and is_right(GOOD, user.password)


def test_nobody_shuts_out_or_demotes_themselves(db: Session):
    boss = make.user(db, role="administrator")
    make.user(db, role="administrator")
    with pytest.raises(NotYourself):
        actions.deactivate_user(db, boss, by=boss)
    with pytest.raises(NotYourself):
        actions.stop_administrator(db, boss, by=boss)


def test_the_last_administrator_stays(db: Session):
    boss, other = make.user(db, role="administrator"), make.user(db)
    for end in (actions.deactivate_user, actions.stop_administrator):
        with pytest.raises(LastAdministrator):
            end(db, boss, by=other)
    actions.make_administrator(db, other)
    actions.stop_administrator(db, boss, by=other)
    assert list_administrators(db) == [other.id]


def test_a_shut_administrator_does_not_count_as_one_who_is_left(db: Session):
    boss, other, third = (make.user(db, role="administrator") for _ in range(3))
    actions.deactivate_user(db, other, by=boss)
    actions.stop_administrator(db, third, by=boss)
    with pytest.raises(LastAdministrator):
        actions.deactivate_user(db, boss, by=third)


def test_two_administrators_who_shut_each_other_out_at_once_leave_one(database: Database):
    with database.unit_of_work() as db:
        pair = [make.user(db, role="administrator").id for _ in range(2)]
    start, outcomes = threading.Barrier(2), []

    def shut(mine: int, theirs: int) -> None:
        start.wait()
        try:
            with database.unit_of_work() as db:
                actions.deactivate_user(db, db.get_one(User, theirs), by=db.get_one(User, mine))
            outcomes.append("done")
        except LastAdministrator:
            outcomes.append("refused")

    threads = [threading.Thread(target=shut, args=one) for one in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as db:
        assert sorted(outcomes) == ["done", "refused"]
        assert len(list_administrators(db)) == 1


def test_a_lost_phone_is_forgotten_with_its_codes_and_sessions(db: Session):
    user = make.user(db)
    user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes = "authenticator", "kept", ["a:b"]
    before = user.fs_uniquifier
    actions.clear_second_factor(db, user)
    assert (user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes) == (None, None, None)
    assert user.fs_uniquifier != before


def test_a_person_has_one_role_in_a_consultation_and_the_last_one_given_counts(db: Session):
    within, person = make.consultation(db), make.user(db)
    for role in ("viewer", "analyst"):
        actions.give_role(db, person, within.id, role, at=make.NOON)
    assert [member.role for member in list_members(db, within.id)] == ["analyst"]
    assert roles_of(db, person, within.id) == {"analyst"}
    assert roles_of(db, person, within.id + 1) == frozenset()


def test_a_role_that_is_not_in_the_table_is_refused(db: Session):
    within, person = make.consultation(db), make.user(db)
    for role in ("administrator", "officer", "", "Owner"):
        with pytest.raises(NoSuchRole):
            actions.give_role(db, person, within.id, role, at=make.NOON)


def test_the_last_owner_of_a_consultation_stays(db: Session):
    within = make.consultation(db)
    owner = make.user(db, role="owner", consultation_id=within.id)
    membership = db.scalars(select(Membership)).one()
    with pytest.raises(LastOwner):
        actions.take_role(db, membership)
    with pytest.raises(LastOwner):
        actions.give_role(db, owner, within.id, "viewer", at=make.NOON)
    second = make.user(db, role="owner", consultation_id=within.id)
    actions.take_role(db, membership)
    assert list_owners(db, within.id) == [second.id]


def test_owners_are_listed_first_and_then_by_name(db: Session):
    within = make.consultation(db)
    for name, role in (("Zoe", "viewer"), ("adam", "analyst"), ("Mia", "owner")):
        make.user(db, name=name, role=role, consultation_id=within.id)
    assert [member.name for member in list_members(db, within.id)] == ["Mia", "adam", "Zoe"]


@pytest.mark.pure
def test_an_administrator_reads_no_answers():
    kept_apart = ("responses.read", "responses.import", "themes.view", "weights.view", "outcomes.view", "survey.view")
    assert not [permission for permission in kept_apart if ADMINISTRATOR in PERMISSIONS[permission]]


@pytest.mark.pure
def test_every_role_in_the_table_is_one_that_can_be_given():
    assert set().union(*PERMISSIONS.values()) <= {ADMINISTRATOR, "officer", *MEMBER_ROLES}


@pytest.mark.pure
def test_a_permission_nobody_wrote_down_is_a_fault_not_a_yes():
    with pytest.raises(KeyError):
        allows(frozenset({ADMINISTRATOR, *MEMBER_ROLES}), "everything")
