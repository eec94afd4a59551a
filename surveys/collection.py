"""Tables of what people answered; one response per instance id, and what conflicts is held, never dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.database import Base

CHANNELS = ("web", "paper", "phone", "session", "import")


class Response(Base):
    """What one person sent in. `instance_id` is minted with the form and makes a second sending harmless."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("channel IN ('web', 'paper', 'phone', 'session', 'import')", name="channel_is_known"),
        Index("ix_response_survey_id_is_test_id", "survey_id", "is_test", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"), index=True)
    instance_id: Mapped[str] = mapped_column(String(64), unique=True)  # sha256 of the token the person holds
    content_hash: Mapped[str] = mapped_column(String(64))  # sha256 of the canonical answers
    reference_hash: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12), default="en")
    is_test: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(index=True)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), index=True)

    answers: Mapped[list[Answer]] = relationship(back_populates="response")


class Answer(Base):
    """One answer to one question. Blank, not asked and illegible are three different things."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("response_id", "question_id"),
        CheckConstraint("state IN ('answered', 'blank', 'not_asked', 'illegible')", name="state_is_known"),
        Index("ix_answer_question_id_id", "question_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    state: Mapped[str] = mapped_column(String(12))
    text: Mapped[str | None]  # the words of an open answer
    value: Mapped[dict[str, Any] | None]  # every other kind: the shape its class in questions/ describes

    response: Mapped[Response] = relationship(back_populates="answers")


class ResponseGroup(Base):
    """A stakeholder group the person said they belong to; a person may be in several."""

    __tablename__ = "response_group"

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"), primary_key=True, index=True)


class HeldResponse(Base):
    """Other answers sent under an instance id already received: kept whole until an officer decides."""

    __tablename__ = "held_response"
    __table_args__ = (UniqueConstraint("instance_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"))
    instance_id: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(12))
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
