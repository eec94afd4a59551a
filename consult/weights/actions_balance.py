"""Save by what answers are balanced; shares that the people who answered cannot meet are refused and not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from consult.web.editing import find_last_actor, mark_of, name_of
from consult.weights.given import Given, read_given
from consult.weights.margins import (
    BalanceBy,
    Margin,
    find_margin,
    hold_margins,
    list_margins,
    margin_of_groups,
    mark_of_margin,
    with_shares,
)
from consult.weights.models import BalanceMargin
from consult.weights.queries import WeighedQuestion
from consult.weights.raking import Balanced, balance, last
from surveys.definition import Question
from surveys.errors import StaleEdit, WrongState
from surveys.reading import count_responses

MOST_TRIED = 20_000  # responses, which take about a second and a half
SAVED = ("weight_balance.by_question", "weight_balance.remove")


@dataclass(frozen=True, slots=True)
class SharesTyped:
    """What an analyst typed: by option per cent or people; an option that is left out is not counted."""

    unit: str
    shares: Mapping[str, float]
    source: str
    counted_on: date


def save_groups(db: Session, question: WeighedQuestion, *, by: int, at: datetime) -> Balanced | None:
    """Balance by the stakeholder groups; raises CannotBalance where that cannot be done."""
    hold_margins(db, question.consultation)
    found = _try_out(db, question, margin_of_groups(db, question.consultation.id))
    if find_margin(db, question.id, None) is None:
        db.add(_row(question, None, by=by, at=at))
        db.flush()
    return found


def save_shares(db: Session, to: BalanceBy, typed: SharesTyped, *, seen: str, by: int, at: datetime) -> Balanced | None:
    """Balance by a question. `seen` is the mark of what was saved when the form was opened; another is refused."""
    hold_margins(db, to.question.consultation)
    kept = find_margin(db, to.id, to.margin.by)
    if seen != mark_of(*mark_of_margin(kept)):
        last_actor = find_last_actor(db, "question", to.id, verbs=SAVED)
        raise StaleEdit(name_of(db, last_actor, reader=by), "these shares")
    found = _try_out(db, to.question, with_shares(to.margin, typed.shares))
    if kept is None:
        kept = _row(to.question, to.margin.by, by=by, at=at)
        db.add(kept)
    kept.unit, kept.shares, kept.source = typed.unit, dict(typed.shares), typed.source
    kept.counted_on, kept.saved_by, kept.saved_at = typed.counted_on, by, at
    db.flush()
    return found


def remove_margin(db: Session, question: WeighedQuestion, margin_by: int | None) -> None:
    """Balance no longer by this; what runs have kept stays as it is."""
    hold_margins(db, question.consultation)
    kept = find_margin(db, question.id, margin_by)
    if kept is None:
        raise WrongState("It is not balanced by this any more.")
    db.delete(kept)
    db.flush()


def read_people(db: Session, question: WeighedQuestion, margins: Sequence[Margin]) -> Given:
    """The people whose answers are weighed, with what they are by each margin."""
    return read_given(db, db.get_one(Question, question.id), question.consultation.id, margins)


def _try_out(db: Session, question: WeighedQuestion, one: Margin) -> Balanced | None:
    """Whether people can be balanced so. Of very many the run tells: nobody else can write meanwhile."""
    if count_responses(db, question.survey_id) > MOST_TRIED:
        return None
    margins = last(list_margins(db, question), one)
    return balance(margins, read_people(db, question, margins))


def _row(question: WeighedQuestion, margin_by: int | None, *, by: int, at: datetime) -> BalanceMargin:
    return BalanceMargin(
        consultation_id=question.consultation.id,
        question_id=question.id,
        by_question_id=margin_by,
        unit="people",
        shares={},
        saved_by=by,
        saved_at=at,
    )
