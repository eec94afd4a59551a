"""Mail as rows of the transaction that asked for it, sent by the worker after the commit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveys.database import Base


class Mail(Base):
    """One message that waits to be sent, or was."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]


def queue_mail(db: Session, recipient: str, subject: str, body: str, *, at: datetime) -> Mail:
    """Put a message in the outbox; it leaves only if this unit of work is committed."""
    mail = Mail(recipient=recipient, subject=subject, body=body, created_at=at)
    db.add(mail)
    return mail
