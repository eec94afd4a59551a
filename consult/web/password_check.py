"""Checks a typed password before the unit of work opens, since hashing is slow and writers must not wait for it, and
decides inside it, where tries are counted. An unknown address takes as long and gets the same answer as a known one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, request, session
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import clock
from consult.accounts.models import User
from consult.accounts.passwords import is_right
from consult.accounts.queries import find_user, plain_address
from consult.accounts.trail import write_down
from consult.web.limits import (
    FROM_ONE_PLACE,
    SIGN_IN,
    Limit,
    count_try,
    find_lock,
    forget_tries,
    name_place,
    name_subject,
    take_turn,
)
from consult.web.unit import account_session, database, settings

BY_ADDRESS = "security.login"
BY_SESSION = ("security.verify", "security.change_password")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the slow check found: whose password was typed, what was kept for it then, and whether they match."""

    user_id: int | None
    kept: str | None
    right: bool


class TooManyTries(Exception):
    """Nothing was looked at: the address or the machine has to wait."""

    def __init__(self, until: datetime) -> None:
        minutes = max(1, -(-int((until - clock.now()).total_seconds()) // 60))
        super().__init__(f"There were too many wrong tries. Wait {minutes} minute{'s' if minutes > 1 else ''}")
        g.wait_seconds = minutes * 60


def check_typed_password() -> None:
    """Do the slow part. Runs before every request of the sign-in pages; does nothing where no password is typed."""
    if request.method != "POST" or request.endpoint not in (BY_ADDRESS, *BY_SESSION):
        return
    typed = request.form.get("password", "")
    if not typed:
        return
    with database().reading() as db:
        if request.endpoint == BY_ADDRESS:
            address = plain_address(request.form.get("email", ""))
            if _find_lock(db, address, clock.now()) is not None:
                return
            mine = User.email == address
        else:
            mine = User.fs_uniquifier == session.get("_user_id", "")
        row = db.execute(select(User.id, User.password).where(mine)).one_or_none()
    user_id, kept = row or (None, None)
    g.checked_password = Checked(user_id, kept, is_right(typed, kept))


def sign_in_user(address: str) -> User | None:
    """The active user whose address and password were typed, or None, counted. Raises TooManyTries."""
    db = account_session()
    refuse_if_waiting(SIGN_IN, plain_address(address))
    user = find_user(db, address)
    if user is not None and user.active and _is_confirmed(user):
        forget_tries(db, SIGN_IN, _subject(user.email))
        return user
    count_wrong(SIGN_IN, plain_address(address), user)
    return None


def confirm_password(user: User) -> bool:
    """Whether a signed-in person typed their own password; wrong tries count as at sign-in. Raises TooManyTries."""
    refuse_if_waiting(SIGN_IN, user.email)
    if _is_confirmed(user):
        return True
    count_wrong(SIGN_IN, user.email, user)
    return False


def refuse_if_waiting(limit: Limit, text: str) -> None:
    """Raise TooManyTries if this subject, or the machine that asks, has to wait."""
    db, at = account_session(), clock.now()
    until = take_turn(db, limit, _subject(text), at=at) or find_lock(db, FROM_ONE_PLACE, _place(), at=at)
    if until is not None:
        raise TooManyTries(until)


def count_wrong(limit: Limit, text: str, user: User | None) -> None:
    """Count a wrong try against the subject and the machine; the trail says when an account becomes locked."""
    db, at = account_session(), clock.now()
    until = count_try(db, limit, _subject(text), at=at)
    count_try(db, FROM_ONE_PLACE, _place(), at=at)
    if until is not None and user is not None:
        write_down(db, "account.locked", user.id, by=None, at=at)


def forget_wrong(limit: Limit, text: str) -> None:
    """Start the count of this subject anew."""
    forget_tries(account_session(), limit, _subject(text))


def count_mail(limit: Limit, text: str) -> bool:
    """Count a mail that was asked for; False when there were too many."""
    db, at = account_session(), clock.now()
    if take_turn(db, limit, _subject(text), at=at) is not None:
        return False
    count_try(db, limit, _subject(text), at=at)
    return True


def _find_lock(db: Session, address: str, at: datetime) -> datetime | None:
    return find_lock(db, SIGN_IN, _subject(plain_address(address)), at=at) or find_lock(
        db, FROM_ONE_PLACE, _place(), at=at
    )


def _is_confirmed(user: User) -> bool:
    # The password may have been changed between the slow check and now; then the check says nothing.
    checked: Checked | None = g.get("checked_password")
    return checked is not None and checked.right and (checked.user_id, checked.kept) == (user.id, user.password)


def _subject(text: str) -> str:
    return name_subject(settings().key("tries"), text)


def _place() -> str:
    return _subject("from " + name_place(request.remote_addr))
