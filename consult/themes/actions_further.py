"""Further themes that parts of waiting answers may belong to: a run replaces them, officers accept or refuse each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from consult.themes.actions import end_assignments
from consult.themes.models import Assignment, FurtherSuggestion
from consult.themes.queries import standing_on

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class FurtherProposal:
    """A further theme as a run makes it, with the part of the answer that earned it."""

    answer_id: int
    theme_id: int
    span: tuple[int, int]
    strength: float


@dataclass(frozen=True, slots=True)
class ChosenFurther:
    """What an officer said of one further theme of an answer."""

    id: int
    answer_id: int
    accepted: bool


def replace_further(
    db: Session, board_id: int, proposals: Iterable[FurtherProposal], *, run_id: int, at: datetime
) -> None:
    """Put a run's further themes in place of those nobody decided on, but for what was refused once or stands."""
    open_ones = FurtherSuggestion.accepted.is_(None)
    db.execute(delete(FurtherSuggestion).where(FurtherSuggestion.board_id == board_id, open_ones))
    decided = select(FurtherSuggestion.answer_id, FurtherSuggestion.theme_id).where(
        FurtherSuggestion.board_id == board_id
    )
    known = {(answer, theme) for answer, theme in db.execute(decided)}
    standing = select(Assignment.answer_id, Assignment.theme_id).where(standing_on(board_id), ~Assignment.is_main)
    known |= {(answer, theme) for answer, theme in db.execute(standing)}
    rows = [
        {
            "board_id": board_id,
            "answer_id": one.answer_id,
            "theme_id": one.theme_id,
            "span_start": one.span[0],
            "span_end": one.span[1],
            "strength": one.strength,
            "run_id": run_id,
            "made_at": at,
        }
        for one in proposals
        if (one.answer_id, one.theme_id) not in known
    ]
    for start in range(0, len(rows), AT_ONCE):
        db.execute(insert(FurtherSuggestion), rows[start : start + AT_ONCE])


def hold_further(
    db: Session, board_id: int, chosen: Sequence[ChosenFurther], run_id: int
) -> dict[int, FurtherSuggestion]:
    """The further themes decided on, held, by id; those of another run, or decided on meanwhile, are not among them."""
    wanted = (
        select(FurtherSuggestion)
        .where(
            FurtherSuggestion.board_id == board_id,
            FurtherSuggestion.run_id == run_id,
            FurtherSuggestion.accepted.is_(None),
            FurtherSuggestion.id.in_([one.id for one in chosen]),
        )
        .order_by(FurtherSuggestion.id)
        .with_for_update()
    )
    return {one.id: one for one in db.scalars(wanted.execution_options(populate_existing=True))}


def keep_further(db: Session, held: FurtherSuggestion, *, accepted: bool, by: int, at: datetime) -> bool:
    """Keep what was said of a further theme; whether the answer was put under it by that."""
    held.accepted, held.decided_by, held.decided_at = accepted, by, at
    standing = db.scalars(
        select(Assignment).where(
            Assignment.theme_id == held.theme_id,
            Assignment.answer_id == held.answer_id,
            Assignment.ended_at.is_(None),
        )
    ).first()
    if not accepted or (standing is not None and (standing.is_main or standing.source == "person")):
        db.flush()
        return False
    end_assignments(db, [standing] if standing else [], by=by, at=at)
    db.add(
        Assignment(
            board_id=held.board_id,
            theme_id=held.theme_id,
            answer_id=held.answer_id,
            is_main=False,
            strength=held.strength,
            span_start=held.span_start,
            span_end=held.span_end,
            source="person",
            made_by=by,
            made_at=at,
        )
    )
    db.flush()
    return True


def drop_open_further(db: Session, board_id: int, answer_ids: Sequence[int]) -> None:
    """Take away further themes nobody decided on, of answers whose main theme was decided."""
    for start in range(0, len(answer_ids), 500):
        db.execute(
            delete(FurtherSuggestion).where(
                FurtherSuggestion.board_id == board_id,
                FurtherSuggestion.accepted.is_(None),
                FurtherSuggestion.answer_id.in_(answer_ids[start : start + 500]),
            )
        )
