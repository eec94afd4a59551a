"""Theme discovery as a run: reads the answers in batches, computes, and puts candidates on the board in one unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.languages import ENGLISH
from analysis.records import Copies, Discovery, RefusedInput, Statement
from analysis.records import Theme as FoundTheme
from analysis.similarity import find_copies
from analysis.themes import STEPS, discover
from consult import clock
from consult.runs import Run
from consult.themes.actions import open_board, write_version
from consult.themes.actions_copies import keep_copies
from consult.themes.actions_cut import count_layouts, hold_board, lay_out, store_tree
from consult.themes.actions_keywords import WITHHELD, drop_keywords
from consult.themes.actions_personal import keep_look
from consult.themes.actions_place import (
    add_assignments,
    build_row,
    hold_untouched,
    place_cut,
    propose_theme,
    retire_themes,
)
from consult.themes.models import ThemeBoard, ThemeTree
from consult.themes.queries import find_board, list_kept_answers
from consult.themes.queries_personal import list_hidden_words
from consult.themes.work_personal import Look, look_through
from consult.themes.work_sentences import SharedReading
from consult.work import Work
from surveys.collection import Answer

DISCOVER = "themes.discover"
COPYING = "Looking for answers that copy one text"
RECORD = "found_with"  # among a finished run's parameters: what its themes stand on, also once the next run is done


def discover_themes(work: Work) -> None:
    """Find candidate themes in the answers nobody has decided on yet.

    Themes an officer touched stay as they are, with their answers; candidates no person touched are replaced.
    """
    question_id = work.claim.subject_id
    work.progress(0, 1, "Reading the answers")
    look, statements = read_statements(work, question_id)
    if not statements:
        raise RefusedInput(["There are no answers to find themes in, or every answer is in a theme you decided on."])
    copies = look_for_copies(work, look)
    found = discover(
        statements,
        themes=work.claim.parameters.get("themes"),
        engine=work.claim.parameters.get("engine"),
        language=work.claim.parameters.get("language", ENGLISH),
        seed=work.claim.parameters.get("seed", 0),
        progress=lambda done, total, words: work.progress(done + 1, total + 1, words),
        embedder=SharedReading(work, lambda words: work.progress(2, STEPS + 1, words)),
    )
    with work.finishing() as db:
        board = open_board(db, work.claim.consultation_id, question_id)
        store_discovery(db, board, statements, found, answers=len(look.texts), run_id=work.claim.run_id, at=clock.now())
        run = db.get_one(Run, work.claim.run_id)
        run.parameters = {**run.parameters, RECORD: dict(found.run)}
        keep_copies(db, board, list(look.texts), copies)
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


def look_for_copies(work: Work, look: Look) -> list[Copies]:
    """The groups of answers that copy one text, among all answers: also those whose theme a person decided on."""
    return find_copies(
        list(look.texts.values()),
        progress=lambda *_: work.progress(0, STEPS + 1, COPYING),
        language=work.claim.parameters.get("language", ENGLISH),
    )


def store_discovery(
    db: Session,
    board: ThemeBoard,
    statements: Sequence[Statement],
    found: Discovery,
    *,
    answers: int,
    run_id: int,
    at: datetime,
) -> None:
    """Put what was found on the board in place of the untouched candidates of an earlier run."""
    hold_board(db, board.question_id)
    retire_themes(db, hold_untouched(db, board), by=None, at=at)
    keys = [statement.key or 0 for statement in statements]
    there = set(db.scalars(select(Answer.id).where(Answer.question_id == board.question_id)))
    # A colleague may have decided on answers while the run computed, and people may have had theirs erased.
    left_out = list_kept_answers(db, board.id) | (set(keys) - there)
    shown = {}
    if found.tree is None:
        db.execute(delete(ThemeTree).where(ThemeTree.board_id == board.id))
    else:
        tree = store_tree(db, board, found.tree, keys, left_out, at=at)
        # Other answers may say openly what an officer hid in one.
        drop_keywords(db, board, list_hidden_words(db, board.consultation_id))
        cut = lay_out(db, board, tree, {}, _count_open(found, keys, left_out), first=True)
        if cut is not None:
            place_cut(db, board, tree, {}, cut, by=None, at=at)
            shown = {"found": len(cut.nodes), "shown": len(cut.nodes)}
    for one in found.themes:
        if one.kind == "nothing":
            _store_nothing(db, board, one, found, keys, left_out, at=at)
    again = board.run_id is not None
    board.run_id = run_id
    layouts = count_layouts(board) + 1
    read = {"answers": len(statements), "all_answers": answers}
    made = {**read, "found_at": at.isoformat(), "layouts": layouts, "again": again}
    held = {WITHHELD: board.details[WITHHELD]} if WITHHELD in board.details else {}  # of themes that stay
    board.details = {**found.run, **made, **shown, **held}
    db.flush()


def _count_open(found: Discovery, keys: Sequence[int], left_out: set[int]) -> int:
    """How many of the themes found hold an answer that is still there and that nobody decided on meanwhile."""
    return len(
        {
            several[0].theme
            for key, several in zip(keys, found.assignments, strict=True)
            if several and key not in left_out
        }
    )


def _store_nothing(
    db: Session,
    board: ThemeBoard,
    one: FoundTheme,
    found: Discovery,
    keys: Sequence[int],
    left_out: set[int],
    *,
    at: datetime,
) -> None:
    """The theme of those who had nothing to say, which no tree holds."""
    silent = [key for key, several in zip(keys, found.assignments, strict=True) if not several and key not in left_out]
    if not silent:
        return
    examples = [keys[row] for row in one.examples if keys[row] in silent] or silent[:1]
    branch = {"label": one.label, "keywords": one.keywords, "quote": examples[0], "examples": examples}
    theme = propose_theme(db, board, branch, len(found.themes), kind=one.kind, at=at)
    add_assignments(db, [build_row(board, theme.id, key, True, None, None, at) for key in silent])
    write_version(db, theme, "proposed", by=None, at=at)
