"""Tables of weights: each run's result is kept whole and never changed, and so is what was frozen as a version; what
answers are balanced by is as analysts last saved it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.database import Base

UNITS = ("percent", "people")


class WeightRun(Base):
    """The weights of one question as one run computed them, with what is needed to compute them again."""

    __tablename__ = "weight_run"
    __table_args__ = (UniqueConstraint("run_id", "for_readers"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    input_hash: Mapped[str] = mapped_column(String(64))  # sha256 of the answers read, in canonical form
    last_response_id: Mapped[int | None]  # newest response counted; a later one makes these weights stale
    method: Mapped[dict[str, Any]]  # name, version, kind, seed, what is its own, exclusions with reasons
    result: Mapped[dict[str, Any]]  # by group: n, weights with intervals, what is hidden and why
    charts: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # name -> SVG
    computed_at: Mapped[datetime]
    # Who may not read the answers may see it: it lies far from every earlier one they may see, or an edition stands on
    # it (queries_steady.py).
    steady: Mapped[bool] = mapped_column(default=False)
    # Made for them alone, of the answers that are let in so far: the run's other result is of all.
    for_readers: Mapped[bool] = mapped_column(default=False)
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the people behind it, by their groups (batches.py)


class WeightVersion(Base):
    """Weights an officer froze under a number, or a publication did, to be cited and compared; the row and the result
    behind it stay as they are for ever, but for the edition it is named by."""

    __tablename__ = "weight_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    weight_run_id: Mapped[int] = mapped_column(ForeignKey("weight_run.id"), unique=True)
    number: Mapped[int]
    purpose: Mapped[str]  # what it was frozen for, in the officer's words; may be empty
    content_hash: Mapped[str] = mapped_column(String(64))  # of the result behind it: shows that it is still the same
    frozen_by: Mapped[int]
    frozen_at: Mapped[datetime]
    edition: Mapped[int | None]  # number of the first edition of results, of those not withdrawn, that stands on it


class BalanceMargin(Base):
    """One thing by which the answers to a question are balanced against who lives here: the stakeholder groups, whose
    numbers are those of the consultation, or a question of the same survey, with the share of each option."""

    __tablename__ = "balance_margin"
    __table_args__ = (
        CheckConstraint("unit IN ('percent', 'people')", name="unit_is_known"),
        UniqueConstraint("question_id", "by_question_id"),
        Index(
            "ix_balance_margin_by_groups_once",
            "question_id",
            unique=True,
            sqlite_where=text("by_question_id IS NULL"),
            postgresql_where=text("by_question_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))  # whose weights
    by_question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))  # None: the stakeholder groups
    unit: Mapped[str] = mapped_column(String(8), default="people")
    shares: Mapped[dict[str, Any]] = mapped_column(default=dict)  # option -> per cent or people; left out: not counted
    source: Mapped[str] = mapped_column(default="")
    counted_on: Mapped[date | None] = mapped_column(Date)
    saved_by: Mapped[int]
    saved_at: Mapped[datetime]
