"""Letters to people about their accounts, as rows of the outbox; makes no link itself, it is handed one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.outbox import Mail, queue_mail


def send_invitation(db: Session, user: User, body: str, *, at: datetime) -> Mail:
    """Queue the message that lets somebody choose their first password."""
    return queue_mail(db, user.email, "Your account in Heed", body, at=at)
