"""The open questions of a consultation, each with what stands on its board."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from consult.themes.actions import LIVE
from consult.themes.models import Theme, ThemeBoard
from consult.themes.queries import OpenQuestion, list_open_questions
from surveys.reading import count_states_of


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One open question in the list of boards."""

    question: OpenQuestion
    answers: int
    candidates: int
    signed_off: int
    begun: bool


def list_boards(db: Session, consultation_id: int) -> list[BoardRow]:
    """Every open question of a consultation with what stands on its board, in three queries."""
    questions = list_open_questions(db, consultation_id)
    states = count_states_of(db, [question.id for question in questions])
    rows = db.execute(
        select(ThemeBoard.question_id, Theme.status, func.count(Theme.id))
        .outerjoin(Theme, and_(Theme.board_id == ThemeBoard.id, Theme.kind == "theme", Theme.status.in_(LIVE)))
        .where(ThemeBoard.consultation_id == consultation_id)
        .group_by(ThemeBoard.question_id, Theme.status)
    )
    themes: dict[int, dict[str | None, int]] = defaultdict(dict)
    for question_id, status, n in rows:
        themes[question_id][status] = n
    return [
        BoardRow(
            question=question,
            answers=states.get(question.id, {}).get("answered", 0),
            candidates=themes[question.id].get("candidate", 0),
            signed_off=themes[question.id].get("signed_off", 0),
            begun=any(themes[question.id].values()),
        )
        for question in questions
    ]
