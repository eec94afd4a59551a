"""Tables of themes: what the machine proposed, what officers decided, and who put each answer where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.database import Base

# At any moment an answer stands under a theme at most once, and has at most one main theme on a board.
STANDING = {key: text("ended_at IS NULL") for key in ("sqlite_where", "postgresql_where")}
STANDING_MAIN = {
    "sqlite_where": text("ended_at IS NULL AND is_main = 1"),
    "postgresql_where": text("ended_at IS NULL AND is_main"),
}
THEME_STATES = ("candidate", "signed_off", "merged", "retired")
THEME_KINDS = ("theme", "other", "nothing")


class ThemeBoard(Base):
    """The board of one open question; `run_id` is the discovery its candidates came from."""

    __tablename__ = "theme_board"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), unique=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    # Engine, version, seed, rows; how many are shown; the version of the finder that last looked.
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    looked_at: Mapped[datetime | None]  # when a run last looked for personal details in all its answers
    looked_to: Mapped[int | None]  # the newest answer there was then, by id
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}


class ThemeTree(Base):
    """What fewer or more themes are cut from, of a board's last discovery. Answers stand in it by their ids; of what
    they say it holds only the words that name its nodes."""

    __tablename__ = "theme_tree"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("theme_board.id"), unique=True)
    leaves: Mapped[int]
    merges: Mapped[list[Any]]
    branches: Mapped[list[Any]]  # of each node its label, keywords, quote and examples (answer ids)
    places: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # consult/themes/places.py
    themes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the node of each theme made from it, by theme id
    cut_by: Mapped[int | None]  # None: as it was found
    cut_at: Mapped[datetime]


class Theme(Base):
    """A group of answers that say the same: a candidate until an officer signs it off."""

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint("status IN ('candidate', 'signed_off', 'merged', 'retired')", name="status_is_known"),
        CheckConstraint("kind IN ('theme', 'other', 'nothing')", name="kind_is_known"),
        CheckConstraint("status <> 'signed_off' OR signed_off_by IS NOT NULL", name="signed_off_by_a_person"),
        Index("ix_theme_board_id_status", "board_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("theme_board.id"))
    kind: Mapped[str] = mapped_column(String(12), default="theme")
    status: Mapped[str] = mapped_column(String(12), default="candidate")
    label: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    label_is_machines: Mapped[bool] = mapped_column(default=True)  # shown as a guess until a person accepts it
    quote_answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="SET NULL"))
    keywords: Mapped[list[Any]] = mapped_column(default=list)
    examples: Mapped[list[Any]] = mapped_column(default=list)  # answer ids, middle first, edge last
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)  # grows with each decision; a stale save is refused
    changed_by: Mapped[int | None]
    changed_at: Mapped[datetime]
    signed_off_by: Mapped[int | None]
    signed_off_at: Mapped[datetime | None]


class ThemeVersion(Base):
    """A theme as it stood after one decision; kept for ever."""

    __tablename__ = "theme_version"
    __table_args__ = (UniqueConstraint("theme_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    number: Mapped[int]
    decision: Mapped[str] = mapped_column(String(20))  # proposed, renamed, merged, split, moved, added, signed_off ...
    label: Mapped[str]
    description: Mapped[str]
    status: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(12))
    answers: Mapped[int]  # how many answers it held
    made_by: Mapped[int | None]  # None: the machine
    made_at: Mapped[datetime]


class Assignment(Base):
    """One answer, or a span of it, under one theme, and who or what put it there. Ended, never overwritten."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("source IN ('machine', 'person')", name="source_is_known"),
        CheckConstraint("source <> 'person' OR made_by IS NOT NULL", name="a_person_has_a_name"),
        Index("ix_assignment_theme_id_ended_at", "theme_id", "ended_at"),
        Index("ix_assignment_answer_id_ended_at", "answer_id", "ended_at"),
        Index("ix_assignment_board_id_ended_at", "board_id", "ended_at"),
        Index("uq_assignment_standing", "theme_id", "answer_id", unique=True, **STANDING),
        Index("uq_assignment_standing_main", "board_id", "answer_id", unique=True, **STANDING_MAIN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("theme_board.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    is_main: Mapped[bool] = mapped_column(default=True)
    strength: Mapped[float | None]
    span_start: Mapped[int | None]
    span_end: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[int | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]


class QuoteTick(Base):
    """An officer's yes to publishing one answer as a quote for one theme; without it no quote is shown."""

    __tablename__ = "quote_tick"
    __table_args__ = (UniqueConstraint("theme_id", "answer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    ticked_by: Mapped[int]
    ticked_at: Mapped[datetime]


class Suggestion(Base):
    """Where the machine would put an answer that waits; each run replaces them all, and nothing ever counts them."""

    __tablename__ = "suggestion"
    __table_args__ = (
        CheckConstraint("strength >= 0 AND strength <= 1", name="strength_is_a_share"),
        UniqueConstraint("board_id", "answer_id"),
        Index("ix_suggestion_board_id_place", "board_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("theme_board.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))  # None: none of the signed-off themes
    strength: Mapped[float]  # the calibrated chance that an officer would say so
    place: Mapped[int]  # in the order in which officers are asked
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    made_at: Mapped[datetime]


class FurtherSuggestion(Base):
    """A further theme that a part of a waiting answer may belong to, and what an officer said of it. A run replaces
    those nobody decided on; nothing ever counts them."""

    __tablename__ = "further_suggestion"
    __table_args__ = (
        CheckConstraint("strength >= 0 AND strength <= 1", name="strength_is_a_share"),
        CheckConstraint("span_start >= 0 AND span_end > span_start", name="part_has_characters"),
        CheckConstraint("(accepted IS NULL) = (decided_by IS NULL)", name="decided_by_a_person"),
        UniqueConstraint("board_id", "answer_id", "theme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("theme_board.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    span_start: Mapped[int]
    span_end: Mapped[int]
    strength: Mapped[float]  # the chance by the part alone; not calibrated
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    made_at: Mapped[datetime]
    accepted: Mapped[bool | None]  # None: nobody decided yet
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]


class SuggestionDecision(Base):
    """What an officer made of one suggestion; kept for ever, and what the next suggestions learn from."""

    __tablename__ = "suggestion_decision"
    __table_args__ = (Index("ix_suggestion_decision_board_id_answer_id", "board_id", "answer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("theme_board.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    suggested_theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    strength: Mapped[float]
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))  # None: none of these
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    one_by_one: Mapped[bool]  # False: accepted together with many, so nothing is learnt from it
    made_by: Mapped[int]
    made_at: Mapped[datetime]


class PersonalDecision(Base):
    """An officer's word on one part of an answer: shown again although the finder hid it, or hidden. Ended, never
    overwritten."""

    __tablename__ = "personal_decision"
    __table_args__ = (
        CheckConstraint("effect IN ('shown', 'hidden')", name="effect_is_known"),
        CheckConstraint("span_start >= 0 AND span_end > span_start", name="part_has_characters"),
        CheckConstraint("ended_at IS NULL OR ended_by IS NOT NULL", name="ended_by_a_person"),
        Index("ix_personal_decision_answer_id_ended_at", "answer_id", "ended_at"),
        Index("uq_personal_decision_standing", "answer_id", "span_start", "span_end", unique=True, **STANDING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(index=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    span_start: Mapped[int]
    span_end: Mapped[int]
    effect: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]


class PersonalFind(Base):
    """How many parts of one kind are hidden in an answer: what a run found, made anew with each decision. A list for
    officers; what is shown anywhere is looked for again each time."""

    __tablename__ = "personal_find"
    __table_args__ = (
        CheckConstraint("parts > 0", name="has_parts"),
        UniqueConstraint("answer_id", "kind"),
        Index("ix_personal_find_board_id_answer_id", "board_id", "answer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("theme_board.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    parts: Mapped[int]


class Campaign(Base):
    """A text that several answers of a board copy, word for word or nearly, as the newest discovery found it."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint("n > 0", name="has_answers"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("theme_board.id"), index=True)
    # The answer nearest to what most of them say; None once it is erased, and the nearest of the others stands in.
    template_answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="SET NULL"), index=True)
    n: Mapped[int]  # how many answers copied it when it was found; what is counted are those still there


class CampaignAnswer(Base):
    """An answer that copies a text, and how much of its words the two share. It counts as every other answer does."""

    __tablename__ = "campaign_answer"
    __table_args__ = (CheckConstraint("likeness >= 0 AND likeness <= 1", name="likeness_is_a_share"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)
    likeness: Mapped[float]


class SentencePart(Base):
    """Sentences that a run has other workers read, and what they read; gone when the run has what it asked for."""

    __tablename__ = "sentence_part"
    __table_args__ = {"sqlite_autoincrement": True}  # a number given out again would lead a late reader to another part

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    pieces: Mapped[bytes] = mapped_column(LargeBinary)
    rows: Mapped[bytes | None] = mapped_column(LargeBinary)
