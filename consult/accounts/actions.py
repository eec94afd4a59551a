"""Makes, changes and shuts accounts and gives roles; refuses to leave the site or a consultation without anyone."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Membership, Role, User
from consult.accounts.passwords import find_password_problem, hash_password
from consult.accounts.permissions import ADMINISTRATOR, MEMBER_ROLES
from consult.accounts.queries import find_membership, find_user, list_administrators, list_owners, plain_address
from consult.accounts.refusals import (
    AddressTaken,
    LastAdministrator,
    LastOwner,
    NoSuchRole,
    NotYourself,
    PasswordRefused,
)


def create_user(
    db: Session, email: str, name: str, password: str, *, administrator: bool = False, at: datetime
) -> User:
    """Make an account that can sign in at once: the first administrator, or the people of the demonstration."""
    problem = find_password_problem(password, about=(email, name))
    if problem:
        raise PasswordRefused(problem + ".")
    user = invite_user(db, email, name, administrator=administrator, at=at)
    user.password = hash_password(password)
    return user


def invite_user(db: Session, email: str, name: str, *, administrator: bool = False, at: datetime) -> User:
    """Make an account without a password: its owner sets one by a link that works once."""
    if find_user(db, email) is not None:
        raise AddressTaken
    user = User(
        email=plain_address(email),
        name=name.strip(),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        created_at=at,
        confirmed_at=at,
    )
    db.add(user)
    db.flush()
    if administrator:
        make_administrator(db, user)
    return user


def rename_user(db: Session, user: User, name: str) -> User:
    """Change the name a person is shown by."""
    user.name = name.strip()
    return user


def make_administrator(db: Session, user: User) -> User:
    """Let a person look after the server and the people."""
    role = db.scalar(select(Role).where(Role.name == ADMINISTRATOR))
    if role is None:
        role = Role(name=ADMINISTRATOR, description="Looks after accounts and the server; reads no answers")
    if role not in user.roles:
        user.roles.append(role)
    db.flush()
    return user


def stop_administrator(db: Session, user: User, *, by: User) -> User:
    """Take the part of administrator from a person."""
    _keep_one_administrator(db, user, by)
    user.roles = [role for role in user.roles if role.name != ADMINISTRATOR]
    db.flush()
    return user


def deactivate_user(db: Session, user: User, *, by: User) -> User:
    """Shut an account: its sessions end and it cannot sign in. What the person did stays theirs."""
    _keep_one_administrator(db, user, by)
    user.active = False
    end_sessions(db, user)
    return user


def activate_user(db: Session, user: User) -> User:
    """Open a shut account again, with the password it had."""
    user.active = True
    return user


def clear_second_factor(db: Session, user: User) -> User:
    """Forget a lost phone and its recovery codes: the person sets up a new one at the next sign-in."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None
    end_sessions(db, user)
    return user


def end_sessions(db: Session, user: User) -> None:
    """Sign a person out everywhere; links to set a password stop working too."""
    user.fs_uniquifier = secrets.token_hex(32)
    db.flush()


def give_role(db: Session, user: User, consultation_id: int, role: str, *, at: datetime) -> Membership:
    """Give a person one role in a consultation, in place of any they had there."""
    if role not in MEMBER_ROLES:
        raise NoSuchRole
    membership = find_membership(db, user.id, consultation_id)
    if membership is None:
        membership = Membership(user_id=user.id, consultation_id=consultation_id, role=role, given_at=at)
        db.add(membership)
    elif membership.role != role:
        _keep_one_owner(db, membership)
        membership.role, membership.given_at = role, at
    db.flush()
    return membership


def take_role(db: Session, membership: Membership) -> None:
    """End a person's part in a consultation."""
    _keep_one_owner(db, membership)
    db.delete(membership)
    db.flush()


def _keep_one_administrator(db: Session, user: User, by: User) -> None:
    if user.id == by.id:
        raise NotYourself
    # Two administrators who shut each other out at the same moment take turns here.
    db.scalar(select(Role).where(Role.name == ADMINISTRATOR).with_for_update())
    if list_administrators(db) == [user.id]:
        raise LastAdministrator


def _keep_one_owner(db: Session, membership: Membership) -> None:
    if membership.role != "owner":
        return
    here = (Membership.consultation_id == membership.consultation_id) & (Membership.role == "owner")
    db.scalars(select(Membership.id).where(here).with_for_update()).all()
    if list_owners(db, membership.consultation_id) == [membership.user_id]:
        raise LastOwner
