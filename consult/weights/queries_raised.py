"""How often people spoke of each outcome in their own words: answers under the theme it was made from, and of how many.

It is read when weights are worked out and kept with them, so that a frozen version says the same for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from analysis.salience import measure_salience
from consult.outcomes.models import Outcome
from consult.themes.models import Assignment, Theme, ThemeBoard
from consult.weights.given import WeighedItem
from surveys.collection import Answer, Response
from surveys.reading import count_states_of

NO_THEME, NOT_SIGNED_OFF, NO_ANSWER = "no_theme", "not_signed_off", "no_answer"


def count_raised(db: Session, items: Sequence[WeighedItem]) -> list[dict[str, Any]]:
    """For each item: how many answers stand under its outcome's theme, of how many to that open question, and the
    share; or `why` there is none. Three queries, however many items."""
    themes = _themes_of(db, [item.outcome_id for item in items if item.outcome_id is not None])
    signed = {theme.id: question for theme, question in themes.values() if theme.status == "signed_off"}
    mentions = _count_mentions(db, signed)
    given = {
        question: states.get("answered", 0)
        for question, states in count_states_of(db, sorted(set(signed.values()))).items()
    }
    told: list[dict[str, Any]] = []
    for item in items:
        theme = themes[item.outcome_id][0] if item.outcome_id in themes else None
        if theme is None or theme.id not in signed:
            told.append({"why": NO_THEME if theme is None else NOT_SIGNED_OFF})
        else:
            told.append(_told(mentions.get(theme.id, 0), given.get(signed[theme.id], 0)))
    return told


def _told(answers: int, of: int) -> dict[str, Any]:
    if not of:
        return {"why": NO_ANSWER}
    return {"answers": answers, "of": of, "salience": measure_salience([answers], of)[0]}


def _themes_of(db: Session, outcome_ids: Collection[int]) -> dict[int, tuple[Theme, int]]:
    """The theme each outcome was made from, and the open question it belongs to, by outcome."""
    rows = db.execute(
        select(Outcome.id, Theme, ThemeBoard.question_id)
        .join(Theme, Theme.id == Outcome.theme_id)
        .join(ThemeBoard, ThemeBoard.id == Theme.board_id)
        .where(Outcome.id.in_(outcome_ids))
    )
    return {outcome: (theme, question) for outcome, theme, question in rows}


def _count_mentions(db: Session, theme_ids: Collection[int]) -> dict[int, int]:
    """Answers under each theme, out of those that count: none of a test, and of a changed response only the last."""
    later = aliased(Response)
    rows = db.execute(
        select(Assignment.theme_id, func.count(Answer.id))
        .join(Answer, Answer.id == Assignment.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(
            Assignment.theme_id.in_(theme_ids),
            Assignment.ended_at.is_(None),
            Answer.state == "answered",
            Response.is_test.is_(False),
            ~exists().where(later.supersedes_id == Response.id),
        )
        .group_by(Assignment.theme_id)
    )
    return {theme: n for theme, n in rows}
