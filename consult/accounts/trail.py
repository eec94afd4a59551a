"""What happened to an account, as a link of the audit trail: ids and a verb, never a name or an address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult import audit
from consult.accounts.models import User


def write_down(
    db: Session, verb: str, user_id: int, *, by: int | None, consultation_id: int | None = None, at: datetime
) -> None:
    """Add it to the trail, in the unit of work in which it happens."""
    audit.record(
        db,
        verb,
        actor_id=by,
        object_type=User.__tablename__,
        object_id=user_id,
        consultation_id=consultation_id,
        at=at,
    )
