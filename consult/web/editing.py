"""For forms that were open for long: what an officer saw, who changed it meanwhile, and a token gone stale; whatever
is refused is shown again as it was typed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from flask import g, request
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.audit import AuditEntry

OPEN_TOO_LONG = "This page was open too long, or you signed in again. What you typed is here: save it again"


def is_sent(form: FlaskForm) -> bool:
    """Whether a form was sent from our own page and fits; for views with `keeps_words`, which a stale token reaches."""
    if request.method == "POST" and g.stale_token:
        form.csrf_token.errors = [OPEN_TOO_LONG]
        return False
    return bool(form.validate_on_submit())


def mark_of(*values: object) -> str:
    """A short mark of values as an officer saw them, sent back with the form: other values have another mark."""
    return hashlib.sha256("\x1f".join(map(repr, values)).encode("utf-8", "replace")).hexdigest()[:16]


def name_of(db: Session, user_id: int | None, *, reader: int) -> str:
    """How to speak of whoever made a change to the officer who reads about it."""
    if user_id is not None and user_id == reader:
        return "You, in another window,"
    user = db.get(User, user_id) if user_id is not None else None
    return user.name if user is not None else "Somebody else"


def find_last_actor(db: Session, object_type: str, object_id: int, *, verbs: Collection[str]) -> int | None:
    """Who made the newest of these changes to a record, as the audit trail has it."""
    return db.scalar(
        select(AuditEntry.actor_id)
        .where(
            AuditEntry.object_type == object_type,
            AuditEntry.object_id == object_id,
            AuditEntry.verb.in_(verbs),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
