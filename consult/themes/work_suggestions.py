"""Suggestions as a run: reads what officers decided, learns, and stores a suggestion for each answer that waits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.records import RefusedInput
from analysis.suggestions import Decided, KnownTheme, suggest
from consult import clock
from consult.runs import Run
from consult.themes.actions_further import FurtherProposal, replace_further
from consult.themes.actions_personal import keep_look
from consult.themes.actions_suggestions import Proposal, replace_suggestions
from consult.themes.engines import Choice, kept_choice
from consult.themes.models import Assignment, Theme, ThemeBoard
from consult.themes.queries import find_board, find_open_question, standing_on
from consult.themes.queries_suggestions import (
    FEWEST_TO_SUGGEST,
    LEARNT,
    decided_answers,
    settled_answers,
    signed_off_on,
)
from consult.themes.work_personal import Look, look_through
from consult.work import Work
from surveys.collection import Answer

NO_THEMES = "Sign off at least two themes first: suggestions choose between them."


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a board teaches: its signed-off themes, what people decided, and the answers that wait, by id."""

    board_id: int
    themes: list[KnownTheme]
    decided: list[Decided]
    waiting: dict[int, str]
    look: Look
    how: Choice


def suggest_themes(work: Work) -> None:
    """Suggest a signed-off theme, or none of them, for every answer that waits; earlier suggestions are replaced."""
    work.progress(0, 1, "Reading what officers decided")
    began_at = clock.now()
    with work.reading() as db:
        board = find_board(db, work.claim.subject_id)
        if board is None:
            raise RefusedInput([NO_THEMES])
        lesson = read_lesson(db, board, at=began_at)
    if len(lesson.themes) < FEWEST_TO_SUGGEST:
        raise RefusedInput([NO_THEMES])
    found = suggest(
        lesson.themes,
        lesson.decided,
        list(lesson.waiting.values()),
        engine=lesson.how.engine,
        language=lesson.how.language,
        progress=work.progress,
    )
    told = [
        Proposal(answer_id, likely[0].theme or None, likely[0].strength, place)
        for answer_id, likely, place in zip(lesson.waiting, found.answers, found.places, strict=True)
        if likely
    ]
    further = [
        FurtherProposal(answer_id, one.theme, one.span, one.strength)
        for answer_id, likely in zip(lesson.waiting, found.answers, strict=True)
        for one in likely[1:]
        if one.span is not None
    ]
    with work.finishing() as db:
        # A colleague may have decided on answers, or taken a sign-off back, while the run computed; theirs stands. And
        # an answer may have been erased.
        settled = set(db.scalars(settled_answers(lesson.board_id)))
        themes = set(db.scalars(signed_off_on(lesson.board_id)))
        wait = set(db.scalars(select(Answer.id).where(Answer.question_id == work.claim.subject_id))) - settled
        still = [one for one in told if one.answer_id in wait and (not one.theme_id or one.theme_id in themes)]
        waits = {one.answer_id for one in still}
        parts = [one for one in further if one.answer_id in waits and one.theme_id in themes]
        made = {"run_id": work.claim.run_id, "at": clock.now()}
        run = db.get_one(Run, work.claim.run_id)
        run.parameters = {**run.parameters, LEARNT: found.run["decided"]}
        replace_suggestions(db, lesson.board_id, still, **made)
        replace_further(db, lesson.board_id, parts, **made)
        look, board = lesson.look, db.get_one(ThemeBoard, lesson.board_id)
        keep_look(db, board, look.kinds, seen=look.texts, began_at=look.began_at)


def read_lesson(db: Session, board: ThemeBoard, *, at: datetime) -> Lesson:
    """What the board teaches now. What is hidden is blanked, so that nothing is learnt from a name."""
    look = look_through(db, board.question_id, at=at)
    texts = look.texts
    themes = list(db.scalars(select(Theme).where(Theme.id.in_(signed_off_on(board.id))).order_by(Theme.id)))
    decided: dict[int, list[int]] = {answer: [] for answer in db.scalars(decided_answers(board.id))}
    members: dict[int, list[str]] = defaultdict(list)
    known = {theme.id for theme in themes}
    rows = db.execute(
        select(Assignment.answer_id, Assignment.theme_id, Assignment.source)
        .where(standing_on(board.id))
        .order_by(Assignment.id)
    )
    for answer_id, theme_id, source in rows:
        if theme_id not in known or answer_id not in texts:
            continue
        if answer_id not in decided:
            members[theme_id].append(texts[answer_id])
        elif source == "person":
            decided[answer_id].append(theme_id)
    settled = set(db.scalars(settled_answers(board.id)))
    return Lesson(
        board.id,
        [KnownTheme(one.id, one.label, tuple(one.keywords), tuple(members[one.id])) for one in themes],
        [Decided(texts[answer], tuple(ids)) for answer, ids in decided.items() if answer in texts],
        {answer: text for answer, text in texts.items() if answer not in settled},
        look,
        find_how(db, board),
    )


def find_how(db: Session, board: ThemeBoard) -> Choice:
    """The engine and the language of the board's last discovery; before one, what it would be."""
    found = find_open_question(db, board.question_id)
    return kept_choice(board.details, found[0].survey_language if found else "")
