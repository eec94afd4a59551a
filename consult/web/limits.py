"""Counts wrong guesses in the database, so that every worker knows of them; refuses more after a few, for longer each
time. Known and unknown addresses are counted alike: being refused says nothing about who has an account."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.accounts.models import WrongTry

FORGET_AFTER = timedelta(days=1)  # quiet for a day, and the count starts anew


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong tries one subject has before it must wait, and for how long it waits."""

    purpose: str
    tries: int
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(hours=1)

    def wait_after(self, count: int) -> timedelta | None:
        """None while tries are left; then the first wait, twice as long after each further wrong try."""
        if count < self.tries:
            return None
        doublings = min(count - self.tries, 20)
        return min(self.first_wait * 2**doublings, self.longest_wait)


SIGN_IN = Limit("sign-in", 10)
SECOND_FACTOR = Limit("second-factor", 10)
# One machine that goes through many addresses; high, since a whole council may share one address on the network.
FROM_ONE_PLACE = Limit("place", 100)
# Mails asked for, right or wrong: nobody's letter box is to be filled.
RESET_MAIL = Limit("reset-mail", 5, first_wait=timedelta(minutes=15))
RESET_FROM_ONE_PLACE = Limit("reset-place", 30, first_wait=timedelta(minutes=15))


def name_subject(key: bytes, text: str) -> str:
    """What is counted, as a keyed hash: the table holds no address and no name."""
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def name_place(address: str | None) -> str:
    """Where a request comes from: an address, or of the newer kind its network, of which one home has all addresses."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "nowhere"
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


def find_lock(db: Session, limit: Limit, subject: str, *, at: datetime) -> datetime | None:
    """Until when this subject must wait, or None when it may try."""
    until = db.scalar(select(WrongTry.locked_until).where(*_one(limit, subject)))
    return until if until is not None and until > at else None


def take_turn(db: Session, limit: Limit, subject: str, *, at: datetime) -> datetime | None:
    """Like find_lock, and hold the subject until this unit ends: of many guesses at once, each waits for the last."""
    held = select(WrongTry.locked_until).where(*_one(limit, subject)).with_for_update()
    row = db.execute(held).one_or_none()
    if row is None:
        _forget_old(db, at=at)
        try:
            with db.begin_nested():
                db.add(WrongTry(purpose=limit.purpose, subject=subject, count=0, last_at=at))
        except IntegrityError:  # another worker began to count at the same moment
            row = db.execute(held).one_or_none()
    until = row[0] if row else None
    return until if until is not None and until > at else None


def count_try(db: Session, limit: Limit, subject: str, *, at: datetime) -> datetime | None:
    """Count one more; return until when the subject must now wait, if it must."""
    if not _add_one(db, limit, subject, at):
        take_turn(db, limit, subject, at=at)
        _add_one(db, limit, subject, at)
    count = db.scalar(select(WrongTry.count).where(*_one(limit, subject))) or 1
    wait = limit.wait_after(count)
    if wait is None:
        return None
    db.execute(update(WrongTry).where(*_one(limit, subject)).values(locked_until=at + wait))
    return at + wait


def forget_tries(db: Session, limit: Limit, subject: str) -> None:
    """Start the count anew: the person proved who they are."""
    db.execute(delete(WrongTry).where(*_one(limit, subject)))


def _one(limit: Limit, subject: str) -> tuple[ColumnElement[bool], ...]:
    return WrongTry.purpose == limit.purpose, WrongTry.subject == subject


def _add_one(db: Session, limit: Limit, subject: str, at: datetime) -> bool:
    changed = db.execute(update(WrongTry).where(*_one(limit, subject)).values(count=WrongTry.count + 1, last_at=at))
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def _forget_old(db: Session, *, at: datetime) -> None:
    db.execute(delete(WrongTry).where(WrongTry.last_at < at - FORGET_AFTER))
