"""Tables of the questionnaire: the draft officers work on, and the frozen versions residents answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.database import Base

SURVEY_KINDS = ("open", "ranking", "ideas", "measurement")
SURVEY_STATES = ("draft", "open", "closed", "archived")


class StakeholderGroup(Base):
    """People affected in a like way. Retired, never deleted; its population lives with the consultation."""

    __tablename__ = "stakeholder_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]


class Survey(Base):
    """One questionnaire of a consultation. Its sections and questions are the draft; versions are frozen."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("kind IN ('open', 'ranking', 'ideas', 'measurement')", name="kind_is_known"),
        CheckConstraint("status IN ('draft', 'open', 'closed', 'archived')", name="status_is_known"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="opens_before_closing"),
        CheckConstraint("status <> 'open' OR published_number IS NOT NULL", name="open_has_a_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str]
    introduction: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(12), default="en")
    minutes: Mapped[int] = mapped_column(default=5)
    status: Mapped[str] = mapped_column(String(12), default="draft")
    closes_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)
    published_number: Mapped[int | None]  # the version residents get now

    sections: Mapped[list[Section]] = relationship(back_populates="survey", order_by="Section.position")

    __mapper_args__ = {"version_id_col": row_version}


class SurveyVersion(Base):
    """A questionnaire as published: one JSON document that never changes, in one language."""

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(12))
    document: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]


class Section(Base):
    """One page of the questionnaire."""

    __tablename__ = "section"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    guidance: Mapped[str] = mapped_column(default="")

    survey: Mapped[Survey] = relationship(back_populates="sections")
    questions: Mapped[list[Question]] = relationship(back_populates="section", order_by="Question.position")


class Question(Base):
    """One question; its id is stable over versions. Retired once a version holds it, never deleted."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    text: Mapped[str]
    hint: Mapped[str] = mapped_column(default="")
    required: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retired_at: Mapped[datetime | None]

    section: Mapped[Section] = relationship(back_populates="questions")
    items: Mapped[list[Item]] = relationship(back_populates="question", order_by="Item.position")


class Item(Base):
    """One thing to choose or to rank; its id is stable, it is retired but never deleted."""

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    position: Mapped[int]
    label: Mapped[str]
    hint: Mapped[str] = mapped_column(default="")
    retired_at: Mapped[datetime | None]

    question: Mapped[Question] = relationship(back_populates="items")
