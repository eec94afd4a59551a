"""Table of publications: frozen snapshots; the public pages read these and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.database import Base


class Publication(Base):
    """What was published, exactly. A new edition is a new row; a withdrawn one stays, marked."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    audit_head: Mapped[str] = mapped_column(String(64))  # hash of the audit chain when it was published
    published_by: Mapped[int]
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
