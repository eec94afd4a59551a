"""Writes down in the audit trail what the demonstration's people did, as the office does of every page that changes
something; the demonstration is built by no page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.audit import record


def write_down(db: Session, verb: str, thing: Any, consultation_id: int, *, by: int, at: datetime) -> None:
    """Add that `by` did this with a record, at a moment of the story."""
    record(
        db,
        verb,
        actor_id=by,
        object_type=thing.__tablename__,
        object_id=thing.id,
        consultation_id=consultation_id,
        at=at,
    )
