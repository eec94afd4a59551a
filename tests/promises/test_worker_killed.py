"""Runs survive their worker: killed, told to stop or orphaned; and residents' posts never wait for a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from consult import clock
from consult.runs import Run, ask_for_run
from surveys.database import Database
from tests.processes import children_of, lives
from tests.promises.crowd import FULL, Crowd, make_open_survey, running, settle

pytestmark = pytest.mark.promise

ROOT = Path(__file__).resolve().parents[2]
RUN_SECONDS = 20 if FULL else 5
# Seconds; a post that waits for the run to end waits at least RUN_SECONDS - 1. Where other parts of the tests run
# beside this one it also waits for the processor.
LONGEST_POST = 2.0 if FULL else 3.5

# A worker whose one handler is replaced by the function before it.
AS_WORKER = """
worker.HANDLERS["system.exercise"] = handler
worker.Worker.__init__.__kwdefaults__["handlers"] = worker.HANDLERS
sys.exit(worker.main())
"""
HOLDS_THE_TURN = (
    """
import sys, time
from consult import worker
def handler(work):
    with work.unit_of_work() as db:
        time.sleep(work.claim.parameters["count"] * work.claim.parameters["pause"])
    with work.finishing():
        pass
"""
    + AS_WORKER
)
HEARS_NOTHING = (
    """
import sys, time
from consult import worker
def handler(work):
    time.sleep(600)
"""
    + AS_WORKER
)


@contextmanager
def worker_process(environ: dict[str, str], *argv: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *(argv or ("-m", "consult.worker"))], cwd=ROOT, env={**os.environ, **environ}
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def ask(database: Database, count: int, pause: float) -> int:
    with database.unit_of_work() as db:
        return ask_for_run(
            db,
            "system.exercise",
            consultation_id=1,
            subject_id=1,
            parameters={"count": count, "pause": pause},
            by=None,
            at=clock.now(),
        ).id


def look(database: Database, run_id: int) -> Run:
    with database.reading() as db:
        return db.get_one(Run, run_id)


def wait_for(database: Database, run_id: int, reached: Callable[[Run], bool], seconds: float = 60) -> Run:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        run = look(database, run_id)
        if reached(run):
            return run
        time.sleep(0.05)
    raise AssertionError(f"the run is {run.status} at {run.done} of {run.total} after {seconds} s")


def test_a_run_whose_worker_is_killed_is_finished_by_another(database: Database, environ: dict[str, str]):
    run_id = ask(database, 40, 0.05)
    with worker_process(environ) as first:
        wait_for(database, run_id, lambda run: run.parameters.get("counted", 0) >= 10)
        first.send_signal(signal.SIGKILL)
        first.wait()
        stopped_at = look(database, run_id).parameters["counted"]
    assert look(database, run_id).status == "running" and stopped_at < 40
    with worker_process(environ):
        run = wait_for(database, run_id, lambda run: run.status not in ("queued", "running"))
    assert (run.status, run.attempts, run.parameters["counted"]) == ("done", 2, 40)
    assert run.parameters["finished_on_try"] == 2


def test_without_a_lease_that_ends_a_killed_workers_run_would_stay_for_ever(
    database: Database, environ: dict[str, str]
):
    run_id = ask(database, 40, 0.05)
    for_ever = {**environ, "HEED_LEASE_SECONDS": "86400"}  # the planted fault
    with worker_process(for_ever) as first:
        wait_for(database, run_id, lambda run: run.parameters.get("counted", 0) >= 5)
        first.send_signal(signal.SIGKILL)
    with worker_process(environ), pytest.raises(AssertionError, match="the run is running"):
        wait_for(database, run_id, lambda run: run.status == "done", seconds=6)


def test_a_worker_told_to_stop_hands_its_run_back_at_once_and_no_try_is_used_up(
    database: Database, environ: dict[str, str]
):
    slow_to_lose = {**environ, "HEED_LEASE_SECONDS": "600"}  # so that only handing back can free the run
    run_id = ask(database, 200, 0.05)
    with worker_process(slow_to_lose) as first:
        wait_for(database, run_id, lambda run: run.parameters.get("counted", 0) >= 5)
        first.terminate()
        assert first.wait(timeout=60) == 0
    run = look(database, run_id)
    assert (run.status, run.attempts, run.owner) == ("queued", 0, None)
    with database.unit_of_work() as db:
        stored = db.get_one(Run, run_id)
        stored.parameters = {**stored.parameters, "count": stored.parameters["counted"] + 1}
    with worker_process(slow_to_lose):
        assert wait_for(database, run_id, lambda run: run.status == "done").attempts == 1


def test_a_worker_deep_in_a_computation_gives_its_run_back_before_it_leaves(
    database: Database, environ: dict[str, str]
):
    run_id = ask(database, 1, 0.0)
    with worker_process({**environ, "HEED_LEASE_SECONDS": "600"}, "-c", HEARS_NOTHING) as worker:
        wait_for(database, run_id, lambda run: run.status == "running")
        worker.terminate()
        assert worker.wait(timeout=60) == 0
    run = look(database, run_id)
    assert (run.status, run.attempts, run.owner) == ("queued", 0, None)


def test_a_worker_told_to_stop_finishes_a_run_that_is_nearly_done(database: Database, environ: dict[str, str]):
    run_id = ask(database, 15, 0.1)
    with worker_process(environ) as worker:
        wait_for(database, run_id, lambda run: run.parameters.get("counted", 0) >= 3)
        worker.terminate()
        assert worker.wait(timeout=60) == 0
    assert look(database, run_id).status == "done"


def test_a_worker_does_not_outlive_a_parent_that_is_killed(environ: dict[str, str]):
    parent_code = (
        "import os, sys, time\n"
        "from consult.processes import Family\n"
        "family = Family(os.environ)\n"
        "family.start('worker', [sys.executable, '-m', 'consult.worker'], restart=True)\n"
        "print(family.children[0].process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", parent_code],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert parent.stdout is not None and parent.stderr is not None
    child = int(parent.stdout.readline())
    while b"worker ready" not in parent.stderr.readline():
        assert parent.poll() is None
    assert lives(child)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 60
    while lives(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not lives(child)
    parent.stdout.close()
    parent.stderr.close()


def post_meanwhile(database: Database, environ: dict[str, str], run_id: int, *argv: str) -> list[float]:
    """Let residents send responses as long as the run works; how long each of their changes took."""
    survey = make_open_survey(database)
    with running(environ) as server, worker_process(environ, *argv):
        wait_for(database, run_id, lambda run: run.status == "running")
        with Crowd(server.port, survey, size=4) as crowd:
            over = RUN_SECONDS * 6 + 30
            wait_for(database, run_id, lambda run: run.status not in ("queued", "running"), seconds=over)
    account = settle(database, crowd.ledger)
    print(f"\n{len(crowd.took)} changes while the run worked, slowest {max(crowd.took):.2f} s: {account}")
    assert (account.lost, account.partial, account.doubled) == (0, 0, 0)
    return crowd.took


def test_residents_posts_go_through_while_a_long_run_is_at_work(database: Database, environ: dict[str, str]):
    run_id = ask(database, RUN_SECONDS * 20, 0.05)
    took = post_meanwhile(database, environ, run_id)
    run = look(database, run_id)
    assert (run.status, run.attempts) == ("done", 1)
    assert len(took) >= 3 * RUN_SECONDS
    assert max(took) < LONGEST_POST


def test_the_measure_catches_a_run_that_computes_inside_a_unit_of_work(database: Database, environ: dict[str, str]):
    run_id = ask(database, 100, 0.05)
    took = post_meanwhile(database, {**environ, "HEED_LEASE_SECONDS": "60"}, run_id, "-c", HOLDS_THE_TURN)
    if database.is_sqlite:
        assert max(took) > LONGEST_POST
    else:
        assert max(took) < LONGEST_POST  # PostgreSQL has no one turn that all writers share


def test_as_many_workers_as_set_are_kept_running_and_all_stop_together(database: Database, environ: dict[str, str]):
    run_id = ask(database, 2, 0.0)
    with worker_process({**environ, "HEED_WORKERS": "2"}, "-m", "consult.cli", "work") as keeper:
        wait_for(database, run_id, lambda run: run.status == "done")
        before = children_of(keeper.pid)
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        deadline = time.monotonic() + 60
        while (after := children_of(keeper.pid)) == before or len(after) < 2:
            assert time.monotonic() < deadline, "the lost worker was not started again"
            time.sleep(0.1)
        assert before[1] in after
        keeper.terminate()
        assert keeper.wait(timeout=60) == 0
    assert not [pid for pid in {*before, *after} if lives(pid)]
