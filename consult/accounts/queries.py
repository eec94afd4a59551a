"""Questions about officers and who may do what where; reads only, and never reads a password."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import Membership, Role, User
from consult.accounts.permissions import ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Member:
    """One person's part in one consultation."""

    user_id: int
    name: str
    email: str
    role: str
    active: bool
    given_at: datetime


def plain_address(typed: str) -> str:
    """An e-mail address as it is stored and looked up."""
    return typed.strip().lower()


def find_user(db: Session, email: str) -> User | None:
    """The account with that e-mail address."""
    return db.scalar(select(User).where(User.email == plain_address(email)))


def count_users(db: Session) -> int:
    """How many accounts there are."""
    return db.scalar(select(func.count()).select_from(User)) or 0


def list_users(db: Session, *, offset: int, limit: int) -> list[User]:
    """Accounts in the order they were made."""
    return list(db.scalars(select(User).order_by(User.id).offset(offset).limit(limit)))


def list_administrators(db: Session) -> list[int]:
    """Ids of the administrators who can sign in."""
    return list(db.scalars(select(User.id).join(User.roles).where(Role.name == ADMINISTRATOR, User.active.is_(True))))


def find_names(db: Session, user_ids: Collection[int]) -> dict[int, str]:
    """The names of these people, by id; ids nobody has are left out."""
    if not user_ids:
        return {}
    return dict(db.execute(select(User.id, User.name).where(User.id.in_(user_ids))).all())


def list_members(db: Session, consultation_id: int) -> list[Member]:
    """Everybody with a role in a consultation, owners first, then by name."""
    rows = db.execute(
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.consultation_id == consultation_id)
    )
    members = [
        Member(user.id, user.name, user.email, membership.role, user.active, membership.given_at)
        for user, membership in rows
    ]
    return sorted(members, key=lambda member: (member.role != "owner", member.name.casefold(), member.user_id))


def find_membership(db: Session, user_id: int, consultation_id: int) -> Membership | None:
    """What one person may do in one consultation."""
    return db.scalar(
        select(Membership).where(Membership.user_id == user_id, Membership.consultation_id == consultation_id)
    )


def list_owners(db: Session, consultation_id: int) -> list[int]:
    """Ids of the owners of a consultation who can sign in."""
    return list(
        db.scalars(
            select(User.id)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.consultation_id == consultation_id, Membership.role == "owner", User.active.is_(True))
        )
    )
