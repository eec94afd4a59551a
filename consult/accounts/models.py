"""Tables of officers and what they may do where; residents have no account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.database import Base

user_roles = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base, RoleMixin):  # type: ignore[misc]
    """A role on the whole site. There is one: administrator."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(default="")


class User(Base, UserMixin):  # type: ignore[misc]
    """An officer, facilitator, provider or administrator who signs in."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str]
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)  # a new value ends every session
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None]  # a code that was used once is not taken again
    mf_recovery_codes: Mapped[list[Any] | None]  # hashed: nobody can read them back
    last_login_at: Mapped[datetime | None]

    roles: Mapped[list[Role]] = relationship(secondary=user_roles, lazy="selectin")


class Membership(Base):
    """What one user may do in one consultation."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "consultation_id"),
        CheckConstraint("role IN ('owner', 'analyst', 'facilitator', 'provider', 'viewer')", name="role_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    consultation_id: Mapped[int] = mapped_column(index=True)  # a plain id: accounts lie below consultations
    role: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]


class WrongTry(Base):
    """How often somebody guessed wrong; `subject` is a keyed hash, so the table names nobody."""

    __tablename__ = "wrong_try"

    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]


class EndedSession(Base):
    """A session its owner signed out of: a copy of its cookie opens nothing any more."""

    __tablename__ = "ended_session"

    session_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(index=True)
