"""Sentences of a large question are read in parts by whoever is free, the same whoever does; nothing stays behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from analysis.sentence_model import split_text
from consult import clock
from consult.queue import start_run
from consult.runs import Run, RunStopped, cancel_run, claim_run
from consult.themes import work as work_themes
from consult.themes import work_sentences
from consult.themes.models import Assignment, SentencePart, Theme
from consult.themes.work_sentences import READ, SharedReading, cut_parts, pack_batches, read_part, unpack_batches
from consult.work import Work
from surveys.database import Database
from tests.consult.themes.conftest import Board

LEASE = timedelta(seconds=30)
BATCHES = [[split_text(f"the hall is cold {'very ' * at}{end}") for end in "abcd"] for at in range(6)]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of four sentences in place of a thousand."""
    monkeypatch.setattr(work_sentences, "OF_A_PART", 4)
    monkeypatch.setattr(work_sentences, "WAIT", 0.02)


@pytest.fixture
def ask(board: Board, store: Database) -> Callable[[], int]:
    """Ask for a thorough discovery; its run."""

    def asking() -> int:
        with store.unit_of_work() as db:
            within, question = board.consultation_id, board.question_id
            parameters = {"engine": "thorough"}
            return start_run(
                db,
                "themes.discover",
                consultation_id=within,
                subject_id=question,
                parameters=parameters,
                by=None,
                at=clock.now(),
            ).id

    return asking


@pytest.fixture
def asking(ask: Callable[[], int], store: Database) -> Work:
    """A discovery in the hands of this test."""
    run_id = ask()
    with store.unit_of_work() as db:
        claim = claim_run(db, run_id, lease=LEASE, at=clock.now())
    assert claim is not None
    return Work(store, claim, lease=LEASE)


def left_behind(store: Database) -> int:
    with store.reading() as db:
        runs = select(func.count(Run.id)).where(Run.kind == READ)
        return (db.scalar(runs) or 0) + (db.scalar(select(func.count(SentencePart.id))) or 0)


def grouping(store: Database) -> list[tuple[str, int, float | None]]:
    with store.reading() as db:
        standing = select(Theme.label, Assignment.answer_id, Assignment.strength)
        standing = standing.join(Theme, Theme.id == Assignment.theme_id).where(Assignment.ended_at.is_(None))
        return sorted((label, answer, strength) for label, answer, strength in db.execute(standing))


def take_parts(store: Database, *, at_most: int | None = None) -> int:
    """Read parts that wait, as another worker would; return how many were read."""
    with store.reading() as db:
        waiting = select(Run.id).where(Run.kind == READ, Run.status == "queued").order_by(Run.id)
        found = list(db.scalars(waiting.limit(at_most)))
    for run_id in found:
        with store.unit_of_work() as db:
            claim = claim_run(db, run_id, lease=LEASE, at=clock.now())
        assert claim is not None
        read_part(Work(store, claim, lease=LEASE))
    return len(found)


@pytest.mark.pure
def test_parts_are_never_smaller_than_a_batch_and_come_back_as_they_were():
    parts = cut_parts(BATCHES)
    assert [batch for part in parts for batch in part] == BATCHES and len(parts) == 6
    assert [unpack_batches(pack_batches(part)) for part in parts] == parts
    assert cut_parts([]) == []


def test_what_two_workers_read_makes_the_same_themes_as_what_one_reads(
    ask: Callable[[], int], work_off: Callable[[], int], store: Database, monkeypatch: pytest.MonkeyPatch
):
    ask()
    work_off()
    alone, helped = grouping(store), []

    class Helped(SharedReading):
        """Whenever it says how far it is, another worker has read one more part."""

        def __init__(self, work: Work, tell: Callable[[str], None]) -> None:
            super().__init__(work, lambda words: helped.append(take_parts(store, at_most=1)))

    monkeypatch.setattr(work_themes, "SharedReading", Helped)
    ask()
    work_off()
    assert sum(helped) > 2 and len(alone) > 20
    assert grouping(store) == alone and left_behind(store) == 0


def test_a_part_whose_reader_fell_silent_is_read_by_the_run_that_asked(asking: Work, store: Database):
    silent: list[int] = []

    def tell(words: str) -> None:
        if not silent:
            with store.unit_of_work() as db:
                lost = db.scalars(select(Run).where(Run.kind == READ).order_by(Run.id)).first()
                assert lost is not None
                silent.append(lost.id)
                lost.status, lost.owner, lost.lease_until = "running", "gone", clock.now() - LEASE

    rows = SharedReading(asking, tell)(BATCHES)
    assert silent and rows.tobytes() == work_sentences.read_batches(BATCHES, lambda: None).tobytes()
    assert left_behind(store) == 0


def test_a_run_that_was_stopped_leaves_no_sentences_behind(asking: Work, store: Database):
    def stop(words: str) -> None:
        with store.unit_of_work() as db:
            cancel_run(db, db.get_one(Run, asking.claim.run_id), at=clock.now())
        raise RunStopped

    with pytest.raises(RunStopped):
        SharedReading(asking, stop)(BATCHES)
    assert left_behind(store) > 0
    take_parts(store)
    with store.reading() as db:
        assert db.scalar(select(func.count(SentencePart.id))) == 0


def test_another_try_of_a_run_starts_its_parts_anew(asking: Work, store: Database):
    def fall_over(words: str) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        SharedReading(asking, fall_over)(BATCHES)
    rows = SharedReading(asking, lambda words: None)(BATCHES)
    assert len(rows) == 24
    take_parts(store)
    with store.reading() as db:
        assert db.scalar(select(func.count(SentencePart.id))) == 0


def test_a_reader_that_comes_late_writes_into_no_other_part(asking: Work, store: Database):
    with store.unit_of_work() as db:
        gone = SentencePart(run_id=asking.claim.run_id, pieces=pack_batches(BATCHES[:1]))
        db.add(gone)
        db.flush()
        late = gone.id
        db.delete(gone)
        db.flush()
        later = SentencePart(run_id=asking.claim.run_id, pieces=pack_batches(BATCHES[1:2]))
        db.add(later)
        db.flush()
        assert later.id != late
        rows = work_sentences.read_batches(BATCHES[:1], lambda: None)
        work_sentences.store_rows(db, later.id, asking.claim.run_id + 1, rows)
        db.refresh(later)
        assert later.rows is None


def test_a_part_whose_run_is_done_and_left_nothing_is_read_all_the_same(asking: Work, store: Database):
    def end(words: str) -> None:
        with store.unit_of_work() as db:
            for run in db.scalars(select(Run).where(Run.kind == READ, Run.status == "queued")):
                run.status = "done"

    assert len(SharedReading(asking, end)(BATCHES)) == 24


def test_what_others_read_is_not_read_again(asking: Work, store: Database):
    reading = SharedReading(asking, lambda words: shown.append((words, take_parts(store))))
    shown: list[tuple[str, int]] = []
    assert reading(BATCHES).tobytes() == work_sentences.read_batches(BATCHES, lambda: None).tobytes()
    assert [count for _, count in shown] == [6] and shown[0][0] == "Reading whole sentences: 0 of 6 parts"
