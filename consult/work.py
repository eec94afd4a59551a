"""What the handler of a run is given: reading, progress, writing and finishing; refuses once the run is not ours."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock

from sqlalchemy.orm import Session

from consult import clock
from consult.runs import Claim, RunStopped, finish_run, keep_lease, report_progress
from surveys.database import Database

log = logging.getLogger(__name__)

WRITE_EVERY = 0.5  # seconds between two reports of progress
LONGEST_UNIT = 2.0  # seconds a unit of work may hold the writers' turn before the log says so


class HandedBack(RunStopped):
    """The worker is stopping: the run goes back to the queue and another worker starts it again."""


class RunNotFinished(RuntimeError):
    """A handler returned without `work.finishing()`: its result, if it has one, was never stored."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in its own counting and in plain words."""

    done: int
    total: int
    words: str


class Work:
    """One claimed run in the hands of its handler.

    The handler reads in `reading()`, computes with nothing open, and stores its result in `finishing()`. Every
    unit of work first makes sure that the run is still ours, and holds the run's row until it commits: a run that
    was cancelled or taken over cannot write, not even late.
    """

    def __init__(
        self, database: Database, claim: Claim, *, lease: timedelta, now: Callable[[], datetime] = clock.now
    ) -> None:
        self.claim = claim
        self.finished = False
        self.hand_back = Event()  # set by the worker when it is told to stop
        self._database = database
        self._lease = lease
        self._now = now
        self._lost = Event()
        self._in_unit = False
        self._reporting = Lock()  # the heartbeat reports too; an older figure must not overwrite a newer one
        self._latest: Progress | None = None
        self._written: Progress | None = None
        self._written_at = self._renewed_at = time.monotonic()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one moment and cannot write; read in batches and close it before computing."""
        self._check()
        with self._database.reading() as db:
            yield db

    def progress(self, done: int, total: int, words: str) -> None:
        """Say how far the run is. Raises RunStopped when it was cancelled; writes at most twice a second."""
        self._refuse_in_unit()
        self._check()
        self._latest = Progress(done, total, words)
        if done >= total or time.monotonic() - self._written_at >= WRITE_EVERY:
            self._report()

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """Yield a session for one batch of writes, kept only if the run is still ours. Compute nothing inside."""
        self._check()
        with self._owned_unit() as db:
            yield db

    @contextmanager
    def finishing(self) -> Iterator[Session]:
        """Yield a session for the result; the result and 'done' are stored together or not at all."""
        self._check_ours()  # a worker that is stopping still stores what it has computed
        with self._owned_unit() as db:
            yield db
            finish_run(db, self.claim, at=self._now())
        self.finished = True

    def beat(self) -> None:
        """Called by the worker's heartbeat: write progress that waits, and hold on to the lease in good time."""
        if self.finished or self._lost.is_set():
            return
        if self._latest != self._written and time.monotonic() - self._written_at >= WRITE_EVERY:
            self._report()
        elif time.monotonic() - self._renewed_at >= self._lease.total_seconds() / 3:
            with self._noticing_loss(), self._database.unit_of_work() as db:
                keep_lease(db, self.claim, lease=self._lease, at=self._now())
            self._renewed_at = time.monotonic()

    def _report(self) -> None:
        with self._reporting:
            latest = self._latest
            if latest is None or latest == self._written:
                return
            with self._noticing_loss(), self._database.unit_of_work() as db:
                report_progress(
                    db,
                    self.claim,
                    latest.done,
                    latest.total,
                    latest.words,
                    lease=self._lease,
                    at=self._now(),
                )
            self._written = latest
            self._written_at = self._renewed_at = time.monotonic()

    @contextmanager
    def _owned_unit(self) -> Iterator[Session]:
        self._refuse_in_unit()
        self._in_unit = True
        try:
            with self._noticing_loss(), self._database.unit_of_work() as db:
                began = time.monotonic()
                keep_lease(db, self.claim, lease=self._lease, at=self._now())
                yield db
                held = time.monotonic() - began
        finally:
            self._in_unit = False
        if held > LONGEST_UNIT:
            log.warning("run %s (%s) kept writers waiting %.1f s", self.claim.run_id, self.claim.kind, held)

    @contextmanager
    def _noticing_loss(self) -> Iterator[None]:
        try:
            yield
        except RunStopped:
            self._lost.set()
            raise

    def _check(self) -> None:
        self._check_ours()
        if self.hand_back.is_set():
            raise HandedBack(f"run {self.claim.run_id} goes back to the queue")

    def _check_ours(self) -> None:
        if self._lost.is_set():
            raise RunStopped(f"run {self.claim.run_id} is no longer ours")

    def _refuse_in_unit(self) -> None:
        if self._in_unit:  # on SQLite the writers' turn is ours already: asking again would wait for ever
            raise RuntimeError("a unit of work is open: report progress and open the next one after it ends")
