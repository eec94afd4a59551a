"""Unfinished answers: kept apart, never counted, deleted in the commit that accepts the response."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveys.database import Base
from surveys.receipts import (
    ReceiptKeys,
    find_return_code,
    hash_code,
    instance_of,
    make_return_code,
    new_token,
    seal_token,
)


class Draft(Base):
    """What one person has filled in so far. `instance_id` is the hash of the token in their address bar."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[str] = mapped_column(String(64), unique=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"))
    channel: Mapped[str] = mapped_column(String(12), default="web")
    language: Mapped[str] = mapped_column(String(12), default="en")
    is_test: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)  # question id as text -> raw form values
    furthest: Mapped[int] = mapped_column(default=1)  # the last section reached
    return_code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    sealed_token: Mapped[str | None] = mapped_column(String(32))  # opens only with the return code
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)


def open_draft(
    db: Session,
    *,
    survey_id: int,
    version_id: int,
    language: str = "en",
    channel: str = "web",
    is_test: bool = False,
    answers: Mapping[int, Mapping[str, Any]] | None = None,
    at: datetime,
) -> tuple[Draft, str]:
    """A new draft and the token that leads to it.

    Tokens are minted here only, so nobody can be sent one of a stranger's choosing. The draft stays with the
    version it began with, whatever is published meanwhile.
    """
    token = new_token()
    draft = Draft(
        instance_id=instance_of(token),
        survey_id=survey_id,
        version_id=version_id,
        channel=channel,
        language=language,
        is_test=is_test,
        answers={str(question): dict(raw) for question, raw in (answers or {}).items()},
        started_at=at,
        changed_at=at,
    )
    db.add(draft)
    db.flush()
    return draft, token


def find_draft(db: Session, instance_id: str, *, lock: bool = False) -> Draft | None:
    """A draft by instance id. `lock` is for changing it: a second tab then waits its turn and undoes nothing."""
    wanted = select(Draft).where(Draft.instance_id == instance_id)
    return db.scalar(wanted.with_for_update() if lock else wanted)


def raw_answers(draft: Draft) -> dict[int, dict[str, Any]]:
    """What was typed so far, by question id."""
    return {int(question): raw for question, raw in draft.answers.items()}


def keep_answers(
    db: Session, draft: Draft, answers: Mapping[int, Mapping[str, Any]], *, reached: int, at: datetime
) -> Draft:
    """Keep what was typed, whether or not it fits its question; answers to other questions stay as they are."""
    typed = {str(question): dict(raw) for question, raw in answers.items()}
    draft.answers = {**draft.answers, **typed}
    draft.furthest = max(draft.furthest, reached)
    draft.changed_at = at
    db.flush()
    return draft


def give_return_code(db: Session, draft: Draft, token: str, *, keys: ReceiptKeys) -> str:
    """The code by which the person comes back on any device: the same each time it is asked for."""
    known = find_return_code(draft.instance_id, draft.return_code_hash or "", keys)
    if known is not None:
        return known
    key = keys.keys[0]
    code = make_return_code(draft.instance_id, key)
    draft.return_code_hash = hash_code(code, key)
    draft.sealed_token = seal_token(token, code, key)
    db.flush()
    return code


def find_by_return_code(db: Session, code: str, *, keys: ReceiptKeys) -> tuple[Draft, str] | None:
    """The draft a code was given for and its token; None when no draft has that code."""
    for key in keys.keys:
        draft = db.scalar(select(Draft).where(Draft.return_code_hash == hash_code(code, key)))
        if draft is not None and draft.sealed_token is not None:
            token = seal_token(draft.sealed_token, make_return_code(draft.instance_id, key), key)
            return (draft, token) if instance_of(token) == draft.instance_id else None
    return None
