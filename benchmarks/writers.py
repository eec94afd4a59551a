"""How long writers wait for one another: our way of taking turns against the two plainer ones, in the same minute.

    python -m benchmarks.writers            SQLite
    DATABASE_URL=postgresql+psycopg://... python -m benchmarks.writers

Each of 16 writers reads the head of the audit chain and adds a link, while a long reader stays open.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from consult import audit, clock, schema
from surveys.database import Database

WRITERS, SECONDS = 16, 10.0


class WithoutTurns(Database):
    """BEGIN IMMEDIATE, but no lock before it: who gets in next is chance."""

    @contextmanager
    def _turn(self) -> Iterator[None]:
        yield


class Deferred(WithoutTurns):
    """A plain BEGIN: fails when somebody else wrote between our read and our write."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        event.listen(self.writer, "begin", lambda conn: conn.exec_driver_sql("ROLLBACK"))
        event.listen(self.writer, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))


def _add_link(db: Session) -> None:
    audit.record(db, "bench", actor_id=1, object_type="site", object_id=None, consultation_id=1, at=clock.now())


def measure(database: Database, name: str) -> None:
    """Write for a while and print how it went."""
    waits: list[float] = []
    faults: list[str] = []
    stopping = threading.Event()

    with database.unit_of_work() as db:
        _add_link(db)

    def read() -> None:
        with database.reading() as db:
            while not stopping.wait(0.05):
                list(db.scalars(select(audit.AuditEntry.id).limit(1000)))

    def write() -> None:
        while not stopping.is_set():
            began = time.monotonic()
            try:
                with database.unit_of_work() as db:
                    _add_link(db)
            except DBAPIError as error:
                faults.append(str(error.orig))
            else:
                waits.append(time.monotonic() - began)

    threads = [threading.Thread(target=read), *(threading.Thread(target=write) for _ in range(WRITERS))]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    stopping.set()
    for thread in threads:
        thread.join()
    database.dispose()
    report(name, waits, faults)


def report(name: str, waits: list[float], faults: list[str]) -> None:
    """One line of figures."""
    waits.sort()
    at = {part: waits[min(len(waits) - 1, int(len(waits) * part))] for part in (0.5, 0.95, 0.99)}
    refused = 100 * len(faults) / (len(waits) + len(faults))
    print(
        f"{name:<34} {len(waits) / SECONDS:7.0f}/s  p50 {at[0.5]:.3f} s  p95 {at[0.95]:.3f} s  p99 {at[0.99]:.3f} s"
        f"  worst {waits[-1]:.2f} s  refused {refused:.1f} %"
    )


def main() -> None:
    """Measure what can be measured here."""
    url = os.environ.get("DATABASE_URL", "")
    if url and not url.startswith("sqlite"):
        database = Database(url)
        schema.upgrade(database)
        measure(database, "PostgreSQL")
        return
    ways = {
        "SQLite, turns and BEGIN IMMEDIATE": Database,
        "SQLite, BEGIN IMMEDIATE only": WithoutTurns,
        "SQLite, deferred BEGIN": Deferred,
    }
    for name, way in ways.items():
        with tempfile.TemporaryDirectory() as folder:
            database = way(f"sqlite:///{Path(folder)}/bench.db")
            schema.upgrade(database)
            measure(database, name)


if __name__ == "__main__":
    main()
