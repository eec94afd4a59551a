"""How long the audit trail takes to read through: 100,000 entries in at most ten seconds; refuses to time a broken one.

python -m benchmarks.audit                                                  SQLite, in a temporary folder
DATABASE_URL=postgresql+psycopg://... python -m benchmarks.audit            an empty database
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time

from sqlalchemy import func, insert, select

from consult import audit, clock, schema
from consult.audit import AuditEntry, AuditHead
from surveys.database import Database

ENTRIES, MOST_SECONDS, ROUNDS = 100_000, 10.0, 3
ADDED = 200


def fill(database: Database) -> None:
    """Write a whole trail in bulk."""
    at, previous, rows = clock.now(), audit.GENESIS, []
    for number in range(1, ENTRIES + 1):
        entry = AuditEntry(
            id=number,
            at=at,
            actor_id=number % 7 or None,
            verb="theme_pane.rename",
            object_type="theme",
            object_id=number % 400,
            consultation_id=number % 9,
            previous_hash=previous,
        )
        previous = audit._hash(entry)
        rows.append({column.name: getattr(entry, column.name) for column in AuditEntry.__table__.columns})
        rows[-1]["entry_hash"] = previous
    with database.unit_of_work() as db:
        if db.scalar(select(func.count()).select_from(AuditEntry)):
            raise SystemExit("There is a trail in this database already. Give an empty one.")
        for start in range(0, ENTRIES, 10_000):
            db.execute(insert(AuditEntry), rows[start : start + 10_000])
        db.add(AuditHead(id=1, count=ENTRIES, head_hash=previous))


def time_reading(database: Database) -> float:
    """Seconds to read the whole trail, the middle of three."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with database.reading() as db:
            verdict = audit.verify(db)
        taken.append(time.perf_counter() - started)
        if verdict.fault is not None:
            raise SystemExit(f"The trail is not whole: {verdict.fault}")
    return statistics.median(taken)


def time_adding(database: Database) -> float:
    """Milliseconds to add one entry in a unit of work of its own, commit and all."""
    started = time.perf_counter()
    for number in range(ADDED):
        with database.unit_of_work() as db:
            audit.record(
                db,
                "theme_pane.rename",
                actor_id=1,
                object_type="theme",
                object_id=number,
                consultation_id=1,
                at=clock.now(),
            )
    return (time.perf_counter() - started) / ADDED * 1000


def main() -> int:
    """Measure, print, and fail if it is too slow."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/trail.db")
        schema.upgrade(database)
        fill(database)
        reading, adding = time_reading(database), time_adding(database)
        database.dispose()
    print(f"audit trail, {database.url.get_backend_name()}")
    print(f"  {ENTRIES:,} entries read through in {reading:.2f} s (at most {MOST_SECONDS:.0f} s)")
    print(f"  one entry added and committed in {adding:.2f} ms")
    return 0 if reading <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
