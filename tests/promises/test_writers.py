"""Promise 4: writers never lock each other out, not even while a run reads for a long time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker

from consult import audit, clock
from surveys.database import Database
from tests import make
from tests.conftest import POSTGRESQL
from tests.promises.crowd import FULL

pytestmark = pytest.mark.promise

WRITERS = 16
EACH = 60 if FULL else 12


class DeferredDatabase(Database):
    """The planted fault: no lock and a deferred begin on SQLite; on PostgreSQL a snapshot kept while others write."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        if self.is_sqlite:
            event.listen(self.writer, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=200"))
            event.listen(self.writer, "begin", lambda conn: conn.exec_driver_sql("ROLLBACK"))
            event.listen(self.writer, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
        else:
            self._writing = sessionmaker(
                self.writer.execution_options(isolation_level="REPEATABLE READ"), expire_on_commit=False
            )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        yield


def read_slowly(database: Database, stopping: threading.Event, started: threading.Event) -> None:
    with database.reading() as db:
        while not stopping.is_set():
            list(db.scalars(select(audit.AuditEntry.id)))
            started.set()
            time.sleep(0.01)


def write_at_once(database: Database) -> tuple[list[str], list[float]]:
    """Every unit reads the head of the audit chain and then writes: the pattern that a deferred begin fails at."""
    faults: list[str] = []
    waits: list[float] = []
    barrier = threading.Barrier(WRITERS)

    def write() -> None:
        barrier.wait()
        for _ in range(EACH):
            began = time.monotonic()
            try:
                with database.unit_of_work() as db:
                    audit.record(
                        db,
                        "test.write",
                        actor_id=1,
                        object_type="site",
                        object_id=None,
                        consultation_id=1,
                        at=make.NOON,
                    )
            except DBAPIError as error:
                faults.append(str(error.orig))
            waits.append(time.monotonic() - began)

    stopping, started = threading.Event(), threading.Event()
    reader = threading.Thread(target=read_slowly, args=(database, stopping, started))
    reader.start()
    started.wait()
    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    stopping.set()
    reader.join()
    waits.sort()
    late = waits[int(len(waits) * 0.99)]
    print(f"\n{len(waits)} units, {len(faults)} failed, p99 {late:.2f} s, worst {waits[-1]:.2f} s")
    return faults, waits


def seed(database: Database) -> None:
    with database.unit_of_work() as db:
        audit.record(
            db, "test.begin", actor_id=1, object_type="site", object_id=None, consultation_id=1, at=clock.now()
        )


def test_sixteen_writers_and_a_long_reader_never_find_the_database_locked(database: Database):
    seed(database)
    faults, _ = write_at_once(database)
    assert faults == []
    with database.reading() as db:
        verdict = audit.verify(db)
    assert (verdict.fault, verdict.entries) == (None, 1 + WRITERS * EACH)


def test_the_count_catches_writers_that_do_not_wait_their_turn(database_url: str):
    database = DeferredDatabase(database_url)
    seed(database)
    faults, _ = write_at_once(database)
    database.dispose()
    words = "could not serialize" if POSTGRESQL else "locked"
    assert [fault for fault in faults if words in fault]
