"""How long an officer stays signed in: half an hour without a step, twelve hours at most, never after signing out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, g, request, session
from flask_security import current_user
from sqlalchemy import delete
from sqlalchemy.orm import Session

from consult import clock
from consult.accounts.models import EndedSession, User
from consult.web.unit import account_session

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# What sign-in itself puts into the session; everything else there was planted or left over, and goes.
OF_SIGN_IN = ("_user_id", "_fresh", "_id", "fs_cc", "fs_paa")


def begin() -> None:
    """Start a session of its own for whoever just signed in: new number, new form token, nothing carried over."""
    kept = {name: session[name] for name in OF_SIGN_IN if name in session}
    now = int(clock.now().timestamp())
    session.clear()
    session.update(kept, sid=secrets.token_hex(16), since=now, seen=now)
    g.pop("csrf_token", None)


def end(db: Session, *, at: datetime) -> None:
    """Make every copy of this session's cookie worthless."""
    number = session.get("sid")
    session.clear()
    g.pop("csrf_token", None)
    db.execute(delete(EndedSession).where(EndedSession.ended_at < at - 2 * LONGEST))
    if number and db.get(EndedSession, _hash(number)) is None:
        db.add(EndedSession(session_hash=_hash(number), ended_at=at))
        db.flush()


def is_live(db: Session, *, at: datetime) -> bool:
    """Whether the session of this request may still be used."""
    number, since, seen = (session.get(name) for name in ("sid", "since", "seen"))
    if not number or not since or not seen:
        return False
    if at - _moment(seen) > IDLE or at - _moment(since) > LONGEST:
        return False
    return db.get(EndedSession, _hash(number)) is None


def install_session_limits(app: Flask) -> None:
    """Ask `is_live` whenever somebody is looked up by their session, and note each step they take."""
    look_up: Callable[[str], User | None] = app.login_manager._user_callback  # type: ignore[attr-defined]

    def load_officer(uniquifier: str) -> User | None:
        return look_up(uniquifier) if is_live(account_session(), at=clock.now()) else None

    app.login_manager.user_loader(load_officer)  # type: ignore[attr-defined]
    app.login_manager.request_loader(_nobody_by_token)  # type: ignore[attr-defined]
    app.before_request(_note_step)


def _note_step() -> None:
    # A page that asks for news by itself is no step of the person in front of it.
    if current_user.is_authenticated and request.headers.get("Sec-Fetch-Dest") != "empty":
        session["seen"] = int(clock.now().timestamp())


def _nobody_by_token(request: Any) -> None:
    """There are no tokens for programs; a session is the only way in."""


def _hash(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
