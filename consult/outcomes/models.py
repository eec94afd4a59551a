"""Tables of outcomes: a change people experience, from one version of a signed-off theme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.database import Base


class Outcome(Base):
    """A change people experience. Losses are outcomes too: the sentence names the harm, residents rank avoiding it."""

    __tablename__ = "outcome"
    __table_args__ = (CheckConstraint("direction IN ('gain', 'loss')", name="direction_is_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    theme_version: Mapped[int | None]
    sentence: Mapped[str]
    ranked_as: Mapped[str] = mapped_column(default="")  # what people put in order: for a loss, the harm avoided
    direction: Mapped[str] = mapped_column(String(4), default="gain")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]
    created_by: Mapped[int]
    created_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}


class OutcomeItem(Base):
    """The ranking item that stands for an outcome in one ranking question."""

    __tablename__ = "outcome_item"
    __table_args__ = (UniqueConstraint("outcome_id", "question_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
