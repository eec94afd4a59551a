"""Table of uploaded spreadsheets that wait for an officer's yes; purged when confirmed, dropped or a day old."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from surveys.database import Base


class ImportBatch(Base):
    """One uploaded file for one open question, from upload to confirmation."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint("status IN ('uploaded', 'mapped', 'confirmed', 'done', 'dropped')", name="status_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    file_name: Mapped[str]  # shown back to the officer, never used as a path
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)  # which column is what, which value is which group
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # rows read, taken, already there, rejected
    status: Mapped[str] = mapped_column(String(12), default="uploaded")
    uploaded_by: Mapped[int]
    uploaded_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}
