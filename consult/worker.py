"""The second process: takes runs from the table one at a time and works them off; refuses kinds it does not know."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError
from threadpoolctl import threadpool_limits

from consult import clock
from consult.authoring.work import import_rows
from consult.config import Settings, UnsafeSettings, read_settings
from consult.faults import describe_failure
from consult.housekeeping import keep_house
from consult.mail import send_waiting_mail
from consult.office.work import exercise
from consult.processes import die_with_parent, parent_is_gone
from consult.publishing.work import freeze_results
from consult.queue import Doorbell, UnknownDoorbell
from consult.runs import (
    MOST_ATTEMPTS,
    Claim,
    RunStopped,
    claim_run,
    fail_run,
    give_up_on_lost_runs,
    hand_back_run,
    has_lost_runs,
    list_claimable,
)
from consult.themes.work import discover_themes
from consult.themes.work_sentences import drop_idle_parts, read_part
from consult.themes.work_suggestions import suggest_themes
from consult.weights.work import compute_weights
from consult.work import HandedBack, RunNotFinished, Work
from surveys.database import Database, UnsafeDatabase

log = logging.getLogger("heed.worker")

Handler = Callable[[Work], None]

# What a run's kind is worked by: one line a kind.
HANDLERS: Mapping[str, Handler] = {
    "system.exercise": exercise,
    "themes.discover": discover_themes,
    "themes.read": read_part,
    "themes.suggest": suggest_themes,
    "weights.compute": compute_weights,
    "import.rows": import_rows,
    "publishing.freeze": freeze_results,
}

LOOK_EVERY = 2.0  # seconds between two looks into the run table, whatever the doorbell says
TEND_EVERY = 10.0  # lost runs, mail
KEEP_HOUSE_EVERY = 3600.0
BEAT_EVERY = 0.5
FINISH_WITHIN = 3.0  # after being told to stop: time to finish the run in hand,
LEAVE_WITHIN = 8.0  # then to reach its next step; after that it goes back without asking


class Worker:
    """One process that works one run at a time. The table is the truth; the doorbell only saves waiting."""

    def __init__(self, database: Database, settings: Settings, *, handlers: Mapping[str, Handler] = HANDLERS) -> None:
        self.database = database
        self.settings = settings
        self.handlers = handlers
        self.lease = timedelta(seconds=settings.lease_seconds)
        self.doorbell = Doorbell(settings.queue_url)
        self.stopping = Event()
        self.stopped_at = 0.0

    def stop(self) -> None:
        """Take no more runs; the one in hand may finish soon or goes back to the queue."""
        if not self.stopping.is_set():
            self.stopped_at = time.monotonic()
            self.stopping.set()

    def run(self) -> None:
        """Work until told to stop."""
        Thread(target=self._tend, name="tend", daemon=True).start()
        looked_at = -LOOK_EVERY
        while not self.stopping.is_set():
            try:
                if time.monotonic() - looked_at >= LOOK_EVERY:
                    looked_at = time.monotonic()
                    self.work_off()
                rung = None if self.stopping.is_set() else self.doorbell.listen(self.stopping)
                if rung is not None:
                    self.take(rung)
            except SQLAlchemyError as error:
                log.warning("the database does not answer (%s); trying again", type(error).__name__)
                self.stopping.wait(LOOK_EVERY)
        self.doorbell.close()

    def work_off(self) -> int:
        """Take every run that waits or was left by a lost worker, until none is left; return how many we had."""
        had = 0
        while not self.stopping.is_set():
            with self.database.reading() as db:
                waiting = list_claimable(db, at=clock.now())
            taken = sum(self.take(run_id) for run_id in waiting if not self.stopping.is_set())
            if not taken:
                break
            had += taken
        return had

    def take(self, run_id: int) -> bool:
        """Claim one run and work it to an end; False if another worker has it or it is over."""
        with self.database.unit_of_work() as db:
            claim = claim_run(db, run_id, lease=self.lease, at=clock.now())
        if claim is None:
            return False
        log.info("run %s (%s) begins, try %s", claim.run_id, claim.kind, claim.attempt)
        work = Work(self.database, claim, lease=self.lease)
        over = Event()
        heart = Thread(target=self._beat, args=(work, over), name=f"heart of run {run_id}", daemon=True)
        heart.start()
        try:
            self._work(work)
        finally:
            over.set()
            heart.join()
        return True

    def _work(self, work: Work) -> None:
        claim = work.claim
        handler = self.handlers.get(claim.kind)
        try:
            if handler is None:
                raise LookupError(f"no handler for {claim.kind}")
            handler(work)
            if not work.finished:
                raise RunNotFinished(claim.kind)
        except HandedBack:
            self._put_back(claim, counts=False)
        except RunStopped:
            log.info("run %s stopped: it is no longer ours", claim.run_id)
        except Exception as error:
            self._fail(claim, error, finished=work.finished)
        else:
            log.info("run %s is done", claim.run_id)
            self._renew_statistics()

    def _renew_statistics(self) -> None:
        try:
            self.database.renew_statistics()
        except SQLAlchemyError as error:  # the run is stored; pages are slower until the database looks by itself
            log.warning("the database did not renew its statistics (%s)", type(error).__name__)

    def _fail(self, claim: Claim, error: Exception, *, finished: bool) -> None:
        failure = describe_failure(error)
        if failure.log_line is not None:
            log.error("run %s (%s): %s", claim.run_id, claim.kind, failure.log_line)
        if finished:
            return  # the result was stored before the fault
        if failure.passes and claim.attempt < MOST_ATTEMPTS:
            self._put_back(claim, counts=True)
            return
        try:
            with self.database.unit_of_work() as db:
                fail_run(db, claim, failure.words, at=clock.now())
        except RunStopped:
            log.info("run %s had been stopped before it failed", claim.run_id)

    def _put_back(self, claim: Claim, *, counts: bool) -> None:
        try:
            with self.database.unit_of_work() as db:
                hand_back_run(db, claim, counts=counts)
        except RunStopped:
            return  # finished, cancelled or taken over at that very moment
        log.info("run %s goes back to the queue", claim.run_id)
        self.doorbell.ring(claim.run_id)

    def _beat(self, work: Work, over: Event) -> None:
        while not over.wait(BEAT_EVERY):
            try:
                work.beat()
            except RunStopped:
                log.info("run %s was stopped or taken over", work.claim.run_id)
            except SQLAlchemyError as error:
                log.warning("run %s: the heartbeat failed (%s)", work.claim.run_id, type(error).__name__)
            if self.stopping.is_set():
                self._hurry(work)

    def _hurry(self, work: Work) -> None:
        since = time.monotonic() - self.stopped_at
        if since >= FINISH_WITHIN:
            work.hand_back.set()
        if since >= LEAVE_WITHIN:
            # Deep in a computation that cannot be interrupted. The row is given back first, so nothing waits
            # for the lease; whatever the computation would still write is refused because the run is not ours.
            try:
                self._put_back(work.claim, counts=False)
            finally:
                os._exit(0)

    def _tend(self) -> None:
        kept_house_at = -KEEP_HOUSE_EVERY
        while True:
            try:
                self._reap()
                send_waiting_mail(self.database, self.settings, at=clock.now())
                if time.monotonic() - kept_house_at >= KEEP_HOUSE_EVERY:
                    kept_house_at = time.monotonic()
                    keep_house(self.database, at=clock.now())
                    with self.database.unit_of_work() as db:
                        drop_idle_parts(db)
            except SQLAlchemyError as error:
                log.warning("tending failed (%s); trying again", type(error).__name__)
            except Exception as error:
                log.error("tending failed: %s", describe_failure(error).log_line)
            if self._rest():
                return

    def _reap(self) -> None:
        with self.database.reading() as db:
            if not has_lost_runs(db, at=clock.now()):
                return
        with self.database.unit_of_work() as db:
            lost = give_up_on_lost_runs(db, at=clock.now())
        if lost:
            log.warning("%s runs were given up: their workers were lost each time", lost)

    def _rest(self) -> bool:
        until = time.monotonic() + TEND_EVERY
        while time.monotonic() < until:
            if parent_is_gone():
                self.stop()
            if self.stopping.wait(1.0):
                return True
        return False


def main() -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    die_with_parent()
    try:
        settings = read_settings(os.environ)
        database = Database(settings.database_url)
        database.check_durability()
        worker = Worker(database, settings)
        worker.doorbell.works()
    except (UnsafeSettings, UnsafeDatabase, UnknownDoorbell) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    # One thread for linear algebra: results are the same on every machine, and the pages keep a core.
    with threadpool_limits(limits=1):
        log.info("worker ready")
        worker.run()
    database.dispose()
    log.info("worker stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
