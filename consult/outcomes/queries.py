"""What is asked of outcomes: the list with the themes they came from, and the themes that wait; it changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.outcomes.models import Outcome, OutcomeItem
from consult.themes.models import Assignment, Theme, ThemeVersion
from consult.themes.queries import list_signed_off
from surveys.definition import Question, Survey


@dataclass(frozen=True, slots=True)
class WaitingTheme:
    """A signed-off theme that is no outcome yet."""

    id: int
    label: str
    description: str
    answers: int
    version: int


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome as the list shows it, with the version of the theme it came from."""

    id: int
    sentence: str
    ranked_as: str
    is_loss: bool
    row_version: int
    theme_id: int | None
    theme_label: str  # as it was when the outcome was made
    theme_called: str  # as it is now: words that were hidden since are in the older one
    theme_version: int | None
    theme_answers: int
    theme_now: str  # what became of the theme since; empty when nothing did
    asked: bool  # a published survey asked people about it
    retired_at: datetime | None


def load_outcome(db: Session, outcome_id: int) -> tuple[Outcome, int] | None:
    """An outcome and its consultation's id, as a guarded page wants them."""
    found = db.get(Outcome, outcome_id)
    return (found, found.consultation_id) if found is not None else None


def list_outcomes(db: Session, consultation_id: int) -> list[Outcome]:
    """The outcomes in use, in the officer's order."""
    return list(
        db.scalars(
            select(Outcome)
            .where(Outcome.consultation_id == consultation_id, Outcome.retired_at.is_(None))
            .order_by(Outcome.position, Outcome.id)
        )
    )


def list_rows(db: Session, consultation_id: int) -> list[OutcomeRow]:
    """Every outcome, those in use first; three queries however many there are."""
    outcomes = db.execute(
        select(Outcome, Theme, ThemeVersion)
        .outerjoin(Theme, Theme.id == Outcome.theme_id)
        .outerjoin(
            ThemeVersion, (ThemeVersion.theme_id == Outcome.theme_id) & (ThemeVersion.number == Outcome.theme_version)
        )
        .where(Outcome.consultation_id == consultation_id)
        .order_by(Outcome.position, Outcome.id)
    ).all()
    asked = _asked(db, [outcome.id for outcome, _, _ in outcomes])
    rows = [_row(outcome, theme, version, outcome.id in asked) for outcome, theme, version in outcomes]
    return sorted(rows, key=lambda row: row.retired_at is not None)


def list_waiting(db: Session, consultation_id: int) -> list[WaitingTheme]:
    """Signed-off themes that are no outcome yet, the most often said first."""
    taken = set(
        db.scalars(
            select(Outcome.theme_id).where(
                Outcome.consultation_id == consultation_id,
                Outcome.retired_at.is_(None),
                Outcome.theme_id.is_not(None),
            )
        )
    )
    themes = [theme for theme in list_signed_off(db, consultation_id) if theme.id not in taken]
    answers = count_answers_of(db, [theme.id for theme in themes])
    waiting = [
        WaitingTheme(theme.id, theme.label, theme.description, answers.get(theme.id, 0), theme.version)
        for theme in themes
    ]
    return sorted(waiting, key=lambda one: (-one.answers, one.label.casefold(), one.id))


def count_answers_of(db: Session, theme_ids: Collection[int]) -> dict[int, int]:
    """How many answers stand under each theme now, in one query."""
    rows = db.execute(
        select(Assignment.theme_id, func.count(Assignment.id))
        .where(Assignment.theme_id.in_(theme_ids), Assignment.ended_at.is_(None))
        .group_by(Assignment.theme_id)
    )
    return {key: value for key, value in rows}


def find_outcomes_of(db: Session, question_id: int) -> dict[int, Outcome]:
    """The outcome each item of a ranking question stands for, by item id."""
    rows = db.execute(
        select(OutcomeItem.item_id, Outcome)
        .join(Outcome, Outcome.id == OutcomeItem.outcome_id)
        .where(OutcomeItem.question_id == question_id)
    )
    return {key: value for key, value in rows}


def _asked(db: Session, outcome_ids: Collection[int]) -> set[int]:
    return set(
        db.scalars(
            select(OutcomeItem.outcome_id)
            .join(Question, Question.id == OutcomeItem.question_id)
            .join(Survey, Survey.id == Question.survey_id)
            .where(OutcomeItem.outcome_id.in_(outcome_ids), Survey.published_number.is_not(None))
        )
    )


def _row(outcome: Outcome, theme: Theme | None, version: ThemeVersion | None, asked: bool) -> OutcomeRow:
    label = version.label if version is not None else theme.label if theme is not None else ""
    return OutcomeRow(
        id=outcome.id,
        sentence=outcome.sentence,
        ranked_as=outcome.ranked_as,
        is_loss=outcome.direction == "loss",
        row_version=outcome.row_version,
        theme_id=outcome.theme_id,
        theme_label=label,
        theme_called=theme.label if theme is not None else "",
        theme_version=outcome.theme_version,
        theme_answers=version.answers if version is not None else 0,
        theme_now=_what_became(theme, outcome, label),
        asked=asked,
        retired_at=outcome.retired_at,
    )


def _what_became(theme: Theme | None, outcome: Outcome, label: str) -> str:
    if theme is None:
        return ""
    if theme.status == "merged":
        return "The theme was merged into another since."
    if theme.status != "signed_off":
        return "The theme is no longer signed off."
    if theme.version != outcome.theme_version:
        called = f", called “{theme.label}”" if theme.label != label else ""
        return f"The theme has changed since: it is at version {theme.version} now{called}."
    return ""
