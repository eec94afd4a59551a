"""Theme discovery as a run: reads the answers in batches, computes, and puts candidates on the board in one unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from analysis.embedding import DEFAULT_ENGINE
from analysis.records import Discovery, RefusedInput, Statement
from analysis.records import Theme as FoundTheme
from analysis.themes import discover
from consult import clock
from consult.themes.actions import open_board, write_version
from consult.themes.actions_personal import keep_look
from consult.themes.models import Assignment, Theme, ThemeBoard
from consult.themes.queries import find_board, kept_themes, list_kept_answers
from consult.themes.work_personal import Look, look_through
from consult.work import Work

DISCOVER = "themes.discover"


def discover_themes(work: Work) -> None:
    """Find candidate themes in the answers nobody has decided on yet.

    Themes an officer touched stay as they are, with their answers; candidates no person touched are replaced.
    """
    question_id = work.claim.subject_id
    work.progress(0, 1, "Reading the answers")
    look, statements = read_statements(work, question_id)
    if not statements:
        raise RefusedInput(["There are no answers to find themes in, or every answer is in a theme you decided on."])
    found = discover(
        statements,
        themes=work.claim.parameters.get("themes"),
        engine=work.claim.parameters.get("engine", DEFAULT_ENGINE),
        seed=work.claim.parameters.get("seed", 0),
        progress=work.progress,
    )
    with work.finishing() as db:
        board = open_board(db, work.claim.consultation_id, question_id)
        store_discovery(db, board, statements, found, run_id=work.claim.run_id, at=clock.now())
        keep_look(db, board, look.kinds, seen=look.texts, began_at=look.began_at)


def read_statements(work: Work, question_id: int) -> tuple[Look, list[Statement]]:
    """A look through all answers, and those to work on, by id: all but those whose theme a person decided on.

    What is hidden is blanked, so that no label or keyword shows it.
    """
    began_at = clock.now()
    with work.reading() as db:
        board = find_board(db, question_id)
        kept = list_kept_answers(db, board.id) if board is not None else set()
        look = look_through(db, question_id, at=began_at)
    return look, [Statement(words, answer) for answer, words in look.texts.items() if answer not in kept]


def store_discovery(
    db: Session, board: ThemeBoard, statements: Sequence[Statement], found: Discovery, *, run_id: int, at: datetime
) -> None:
    """Put what was found on the board in place of the untouched candidates of an earlier run."""
    _clear_untouched(db, board, at=at)
    # A colleague may have decided on answers while the run computed; theirs stand.
    kept = list_kept_answers(db, board.id)
    keys = [statement.key or 0 for statement in statements]
    themes = {one.id: _propose(db, board, one, keys, place, at=at) for place, one in enumerate(found.themes, start=1)}
    nothing = next((themes[one.id] for one in found.themes if one.kind == "nothing"), None)
    rows = []
    for key, assigned in zip(keys, found.assignments, strict=True):
        if key in kept:
            continue
        if not assigned and nothing is not None:
            rows.append(_row(board, nothing, key, True, None, None, at))
        for place, one in enumerate(assigned):
            rows.append(_row(board, themes[one.theme], key, place == 0, one.strength, one.span, at))
    for start in range(0, len(rows), 2000):
        db.execute(insert(Assignment), rows[start : start + 2000])
    for theme in themes.values():
        write_version(db, theme, "proposed", by=None, at=at)
    board.run_id = run_id
    board.details = {**found.run, "answers": len(statements)}
    db.flush()


def _clear_untouched(db: Session, board: ThemeBoard, *, at: datetime) -> None:
    # Held before it is asked which of them a person decided on: a colleague may be deciding at this moment.
    candidates = select(Theme).where(Theme.board_id == board.id, Theme.status == "candidate").order_by(Theme.id)
    held = db.scalars(candidates.with_for_update().execution_options(populate_existing=True)).all()
    kept = set(db.scalars(kept_themes(board.id)))
    for theme in (one for one in held if one.id not in kept):
        theme.status, theme.version, theme.changed_by, theme.changed_at = "retired", theme.version + 1, None, at
        db.execute(
            update(Assignment).where(Assignment.theme_id == theme.id, Assignment.ended_at.is_(None)).values(ended_at=at)
        )
        write_version(db, theme, "replaced", by=None, at=at)


def _propose(
    db: Session, board: ThemeBoard, one: FoundTheme, keys: Sequence[int], place: int, *, at: datetime
) -> Theme:
    examples = [keys[row] for row in one.examples]
    theme = Theme(
        consultation_id=board.consultation_id,
        board_id=board.id,
        kind=one.kind,
        label=one.label,
        quote_answer_id=examples[0] if examples else None,
        keywords=list(one.keywords),
        examples=examples,
        position=place,
        changed_by=None,
        changed_at=at,
    )
    db.add(theme)
    db.flush()
    return theme


def _row(
    board: ThemeBoard,
    theme: Theme,
    answer_id: int,
    is_main: bool,
    strength: float | None,
    span: tuple[int, int] | None,
    at: datetime,
) -> dict[str, object]:
    return {
        "board_id": board.id,
        "theme_id": theme.id,
        "answer_id": answer_id,
        "is_main": is_main,
        "strength": strength,
        "span_start": span[0] if span else None,
        "span_end": span[1] if span else None,
        "source": "machine",
        "made_by": None,
        "made_at": at,
    }
