"""Which answers may be quoted for a theme when results are published; refuses an answer of another theme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from consult.themes.models import Assignment, QuoteTick, Theme
from surveys.errors import WrongState


def tick_quote(db: Session, theme: Theme, answer_id: int, *, by: int, at: datetime) -> QuoteTick:
    """Let one answer of a theme be published as a quote; a second tick changes nothing."""
    found = _find_tick(db, theme, answer_id)
    if found is not None:
        return found
    standing = exists().where(
        Assignment.theme_id == theme.id, Assignment.answer_id == answer_id, Assignment.ended_at.is_(None)
    )
    if not db.scalar(select(standing)):
        raise WrongState("Only an answer of this theme can be quoted for it.")
    tick = QuoteTick(
        consultation_id=theme.consultation_id, theme_id=theme.id, answer_id=answer_id, ticked_by=by, ticked_at=at
    )
    db.add(tick)
    db.flush()
    return tick


def untick_quote(db: Session, theme: Theme, answer_id: int) -> None:
    """Take the yes back; a publication that quotes it shows it as withdrawn."""
    found = _find_tick(db, theme, answer_id)
    if found is not None:
        db.delete(found)
        db.flush()


def _find_tick(db: Session, theme: Theme, answer_id: int) -> QuoteTick | None:
    return db.scalar(select(QuoteTick).where(QuoteTick.theme_id == theme.id, QuoteTick.answer_id == answer_id))
