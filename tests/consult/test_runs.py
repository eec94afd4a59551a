"""Runs as rows: asked for once, owned by one worker, resumed when it is lost, stopped, started again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult import clock
from consult.config import Settings, read_settings
from consult.queue import Doorbell, UnknownDoorbell, open_storage, start_run
from consult.run_words import KINDS
from consult.runs import (
    MOST_ATTEMPTS,
    Run,
    RunStopped,
    ask_for_run,
    cancel_run,
    claim_run,
    give_up_on_lost_runs,
    hand_back_run,
    has_lost_runs,
    keep_lease,
    list_claimable,
    retry_run,
)
from consult.work import HandedBack, Work
from consult.worker import HANDLERS, Worker
from surveys.database import Database
from surveys.errors import WrongState
from tests import make
from tests.conftest import POSTGRESQL

LEASE = timedelta(seconds=30)


def ask(database: Database, kind: str = "system.exercise", subject_id: int = 1, **parameters: Any) -> int:
    with database.unit_of_work() as db:
        run = ask_for_run(
            db, kind, consultation_id=1, subject_id=subject_id, parameters=parameters, by=None, at=clock.now()
        )
        return run.id


def look(database: Database, run_id: int) -> Run:
    with database.reading() as db:
        return db.get_one(Run, run_id)


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return read_settings(environ)


@pytest.fixture
def worker(database: Database, settings: Settings) -> Worker:
    return Worker(database, settings)


def work_on(database: Database, run_id: int, lease: timedelta = LEASE) -> Work:
    with database.unit_of_work() as db:
        claim = claim_run(db, run_id, lease=lease, at=clock.now())
    assert claim is not None
    return Work(database, claim, lease=lease)


def test_asking_twice_while_one_waits_is_one_run(database: Database):
    assert ask(database) == ask(database)
    assert ask(database, subject_id=2) != ask(database)


def test_the_database_refuses_two_unfinished_runs_about_the_same_thing(database: Database):
    ask(database)
    with pytest.raises(IntegrityError), database.unit_of_work() as db:
        db.add(Run(kind="system.exercise", consultation_id=1, subject_id=1, asked_at=clock.now()))


def test_eight_people_asking_at_one_moment_are_one_run(database: Database):
    barrier, found = threading.Barrier(8), []

    def press() -> None:
        barrier.wait()
        found.append(ask(database))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_one_run_goes_to_one_of_eight_workers(database: Database):
    run_id = ask(database)
    barrier, claims = threading.Barrier(8), []

    def take() -> None:
        barrier.wait()
        with database.unit_of_work() as db:
            claims.append(claim_run(db, run_id, lease=LEASE, at=clock.now()))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(claim is not None for claim in claims) == 1


def test_a_run_whose_worker_went_silent_is_claimable_and_the_first_worker_can_write_no_more(database: Database):
    run_id = ask(database)
    first = work_on(database, run_id, timedelta(seconds=-1))
    with database.reading() as db:
        assert list_claimable(db, at=clock.now()) == [run_id]
    second = work_on(database, run_id)
    assert second.claim.attempt == 2
    with pytest.raises(RunStopped), first.unit_of_work():
        pytest.fail("the first worker got in")
    with pytest.raises(RunStopped), first.finishing():
        pytest.fail("the first worker got in")
    with second.finishing():
        pass
    assert look(database, run_id).status == "done"


def test_a_run_that_loses_its_worker_three_times_fails_and_says_so(database: Database):
    run_id = ask(database)
    for _ in range(MOST_ATTEMPTS):
        work_on(database, run_id, timedelta(seconds=-1))
    with database.unit_of_work() as db:
        assert claim_run(db, run_id, lease=LEASE, at=clock.now()) is None
        assert has_lost_runs(db, at=clock.now())
        assert give_up_on_lost_runs(db, at=clock.now()) == 1
        assert not has_lost_runs(db, at=clock.now())
    run = look(database, run_id)
    assert run.status == "failed" and "three times" in (run.problem or "")


def test_a_cancelled_run_stops_its_worker_at_the_next_step_and_keeps_no_late_result(database: Database):
    run_id = ask(database)
    work = work_on(database, run_id)
    with database.unit_of_work() as db:
        assert cancel_run(db, db.get_one(Run, run_id), at=clock.now())
    with pytest.raises(RunStopped):
        work.progress(1, 1, "Nearly there")
    with pytest.raises(RunStopped), work.finishing() as db:
        make.consultation(db, title="A late result")
    assert look(database, run_id).status == "cancelled"


def test_a_result_and_its_done_are_stored_together_or_not_at_all(database: Database):
    run_id = ask(database)
    work = work_on(database, run_id)
    with pytest.raises(RuntimeError, match="half-way"), work.finishing() as db:
        make.consultation(db, title="Half a result")
        raise RuntimeError("half-way")
    with database.reading() as db:
        assert db.get_one(Run, run_id).status == "running"
        assert not db.execute(select(make.Consultation.id)).all()


def test_progress_writes_at_most_twice_a_second_but_always_the_last(database: Database):
    work = work_on(database, ask(database))
    for number in range(1, 101):
        work.progress(number, 100, f"Step {number}")
        if number == 50:
            assert look(database, work.claim.run_id).done < 50
    assert look(database, work.claim.run_id).step == "Step 100"


def test_the_heartbeat_writes_progress_that_waits_and_holds_the_lease(database: Database):
    work = work_on(database, ask(database), timedelta(seconds=30))
    before = look(database, work.claim.run_id).lease_until
    work.progress(1, 10, "Computing for a long while")
    work._written_at = work._renewed_at = -1e6  # long ago
    work.beat()
    run = look(database, work.claim.run_id)
    assert run.step == "Computing for a long while"
    assert before is not None and run.lease_until is not None and run.lease_until > before


def test_progress_inside_an_open_unit_is_refused_instead_of_waiting_for_ever(database: Database):
    work = work_on(database, ask(database))
    with pytest.raises(RuntimeError, match="unit of work is open"), work.unit_of_work():
        work.progress(1, 1, "Never")


def test_a_stopping_worker_hands_back_at_the_next_step_but_still_stores_what_it_has(database: Database):
    work = work_on(database, ask(database))
    work.hand_back.set()
    with pytest.raises(HandedBack):
        work.progress(1, 2, "Half")
    with pytest.raises(HandedBack), work.reading():
        pass
    with work.finishing():
        pass
    assert look(database, work.claim.run_id).status == "done"


def test_a_run_handed_back_by_a_stopping_worker_has_not_used_up_a_try(database: Database):
    work = work_on(database, ask(database))
    with database.unit_of_work() as db:
        hand_back_run(db, work.claim, counts=False)
    run = look(database, work.claim.run_id)
    assert (run.status, run.attempts, run.owner) == ("queued", 0, None)
    with pytest.raises(RunStopped), database.unit_of_work() as db:
        keep_lease(db, work.claim, lease=LEASE, at=clock.now())


def test_the_worker_works_off_what_waits_in_order_and_says_how_each_ended(database: Database, worker: Worker):
    good = ask(database, subject_id=1, count=3)
    refused = ask(database, subject_id=2, count=3, refuse_at=2)
    unknown = ask(database, kind="nobody.knows", subject_id=3)
    assert worker.work_off() == 3
    assert look(database, good).status == "done" and look(database, good).parameters["counted"] == 3
    assert look(database, refused).problem == "This run was asked to stop at 2."
    assert "fault" in (look(database, unknown).problem or "")


def test_a_handler_that_never_finishes_its_run_is_a_fault(database: Database, settings: Settings):
    worker = Worker(database, settings, handlers={"system.exercise": lambda work: None})
    run_id = ask(database)
    worker.work_off()
    assert look(database, run_id).status == "failed"


def test_a_fault_has_the_same_number_on_the_page_and_in_the_log_and_the_log_holds_no_answer(
    database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
):
    def stumble(work: Work) -> None:
        raise ValueError("could not read 'my neighbour Mrs Example is lonely'")

    run_id = ask(database)
    Worker(database, settings, handlers={"system.exercise": stumble}).work_off()
    problem = look(database, run_id).problem or ""
    number = problem.split("fault ")[1][:8]
    assert number in caplog.text and "ValueError" in caplog.text and "test_runs.py" in caplog.text
    assert "neighbour" not in caplog.text and "neighbour" not in problem


def test_a_run_that_failed_is_started_again_with_its_tries_set_back_and_finishes(database: Database, worker: Worker):
    run_id = ask(database, count=3, refuse_at=2)
    worker.work_off()
    with database.unit_of_work() as db:
        run = db.get_one(Run, run_id)
        run.parameters = {**run.parameters, "refuse_at": None}
        assert retry_run(db, run, at=clock.now())
    worker.work_off()
    run = look(database, run_id)
    assert (run.status, run.attempts, run.parameters["counted"]) == ("done", 1, 3)


def test_a_failed_run_is_not_started_again_beside_a_newer_one(database: Database, worker: Worker):
    failed = ask(database, refuse_at=1)
    worker.work_off()
    ask(database)
    with pytest.raises(WrongState), database.unit_of_work() as db:
        retry_run(db, db.get_one(Run, failed), at=clock.now())


def test_a_unit_of_work_that_fails_rings_nothing_and_one_that_holds_rings_once(app, store: Database):
    storage = open_storage(app.extensions["heed_settings"].queue_url)
    values: dict[str, Any] = {"consultation_id": 1, "subject_id": 1, "by": None, "at": clock.now()}
    with app.app_context():
        with pytest.raises(RuntimeError), store.unit_of_work() as db:
            start_run(db, "system.exercise", **values)
            raise RuntimeError("the request failed")
        assert storage.dequeue() is None
        with store.unit_of_work() as db:
            run_id = start_run(db, "system.exercise", **values).id
            assert storage.dequeue() is None, "rang before the commit"
    assert storage.dequeue() == str(run_id).encode()
    assert storage.dequeue() is None


def test_a_broken_doorbell_fails_no_request_and_the_worker_finds_the_run_by_looking(
    app, store: Database, settings: Settings, tmp_path
):
    (tmp_path / "queue.db").mkdir()  # a folder is in the bell's place
    with app.app_context(), store.unit_of_work() as db:
        run_id = start_run(
            db, "system.exercise", consultation_id=1, subject_id=1, by=None, at=clock.now(), parameters={"count": 2}
        ).id
    worker = Worker(store, settings)
    assert worker.doorbell.listen(worker.stopping, seconds=0.2) is None
    worker.work_off()
    assert look(store, run_id).status == "done"


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRESQL else ["sqlite"])
def bell(request: pytest.FixtureRequest, database_url: str, tmp_path) -> Iterator[Doorbell]:
    bell = Doorbell(f"sqlite:///{tmp_path}/bell.db" if request.param == "sqlite" else database_url)
    yield bell
    bell.close()


def test_who_listens_hears_what_was_rung_in_order(bell: Doorbell):
    assert bell.ring(7) and bell.ring(8)
    listener, stopping = Doorbell(bell.url), threading.Event()
    assert [listener.listen(stopping) for _ in range(2)] == [7, 8]
    assert listener.listen(stopping, seconds=0.1) is None
    listener.close()


def test_a_doorbell_address_heed_cannot_use_is_named():
    with pytest.raises(UnknownDoorbell, match="HEED_QUEUE_URL"):
        open_storage("amqp://localhost")


def test_every_kind_of_run_has_words_and_every_worded_kind_has_a_handler():
    assert set(KINDS) == set(HANDLERS)
