"""Tables of a consultation: what is asked about, by whom, why, when, and the four tests of a fair one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.database import Base

STATES = ("draft", "open", "closed", "published")
GUNNING = ("formative", "information", "time", "consideration")


class Consultation(Base):
    """One piece of work with residents about one subject; it owns everything below."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'open', 'closed', 'published')", name="status_is_known"),
        CheckConstraint("closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on", name="closes_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    template: Mapped[str] = mapped_column(String(40), default="discover-prioritise")
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")  # what is being decided
    asked_by: Mapped[str] = mapped_column(default="")  # who asks
    contact: Mapped[str] = mapped_column(default="")
    privacy_notice: Mapped[str] = mapped_column(default="")
    opens_on: Mapped[date | None] = mapped_column(Date)
    closes_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(12), default="draft")
    is_invented: Mapped[bool] = mapped_column(default=False)  # a demonstration: every page says so
    created_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}


class ConsultationSurvey(Base):
    """A survey belongs to one consultation; `purpose` is the step it serves."""

    __tablename__ = "consultation_survey"
    __table_args__ = (CheckConstraint("purpose IN ('discover', 'prioritise', 'other')", name="purpose_is_known"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12), default="other")


class GunningAnswer(Base):
    """An officer's dated answer to one of the four tests of a fair consultation."""

    __tablename__ = "gunning_answer"
    __table_args__ = (
        UniqueConstraint("consultation_id", "principle"),
        CheckConstraint(
            "principle IN ('formative', 'information', 'time', 'consideration')", name="principle_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    principle: Mapped[str] = mapped_column(String(16))
    met: Mapped[bool]
    answer: Mapped[str]
    answered_on: Mapped[date] = mapped_column(Date)
    answered_by: Mapped[int]
