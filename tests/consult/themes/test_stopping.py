"""A discovery can be stopped at every step it tells of, and then nothing on the board has changed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from consult import clock
from consult.queue import start_run
from consult.runs import Run, cancel_run
from consult.themes.models import Assignment, Theme, ThemeBoard, ThemeTree, ThemeVersion
from consult.themes.work import DISCOVER, discover_themes
from consult.work import Work
from consult.worker import Worker
from surveys.database import Database
from tests import make
from tests.consult.themes.conftest import Board

TABLES = (Theme, ThemeVersion, Assignment, ThemeTree)


def stand(store: Database) -> list[object]:
    """How many rows the board has, and what it says of its last discovery."""
    with store.reading() as db:
        rows: list[object] = [db.scalar(select(func.count()).select_from(table)) for table in TABLES]
        return [*rows, db.scalars(select(ThemeBoard.details)).one()]


def find(app: Flask, store: Database, board: Board, watch: Callable[[Work, str], None]) -> str:
    """Find themes with somebody watching each step; how the run ended."""

    def watched(work: Work) -> None:
        tell = work.progress

        def progress(done: int, total: int, words: str) -> None:
            watch(work, words)
            tell(done, total, words)

        work.progress = progress  # type: ignore[method-assign]
        discover_themes(work)

    with store.unit_of_work() as db:
        within, question = board.consultation_id, board.question_id
        run = start_run(db, DISCOVER, consultation_id=within, subject_id=question, by=None, at=make.NOON).id
    Worker(store, app.extensions["heed_settings"], handlers={DISCOVER: watched}).work_off()
    with store.reading() as db:
        return db.get_one(Run, run).status


def test_a_discovery_stopped_at_any_step_leaves_the_board_as_it_was(app: Flask, found: Board, store: Database):
    steps: list[str] = []
    before = stand(store)

    def stop_at(wanted: int) -> Callable[[Work, str], None]:
        told = 0

        def watch(work: Work, words: str) -> None:
            nonlocal told
            told += 1
            if told == wanted:
                with store.unit_of_work() as db:
                    cancel_run(db, db.get_one(Run, work.claim.run_id), at=clock.now())
                with work.unit_of_work():  # where a run that is no longer ours ends
                    pass

        return watch

    for step in range(1, 9):
        assert find(app, store, found, stop_at(step)) == "cancelled"
        assert stand(store) == before
    assert find(app, store, found, lambda work, words: steps.append(words)) == "done"
    assert len(steps) >= 8 and stand(store) != before
