"""Promise 2: an accepted answer survives a power cut. Every commit syncs, and a database set otherwise is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text

from surveys.database import Database, UnsafeDatabase
from tests.conftest import POSTGRESQL

pytestmark = pytest.mark.promise

ROOT = Path(__file__).resolve().parents[2]
COMMITS = 200

SCRIPT = """
import sys
from sqlalchemy import event
from consult import clock
from consult.outbox import queue_mail
from surveys.database import Database
database = Database(sys.argv[1])
if sys.argv[3] == "off":
    event.listen(database.writer, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
for number in range(int(sys.argv[2])):
    with database.unit_of_work() as db:
        queue_mail(db, "a@wexmoor.example", "Hello", str(number), at=clock.now())
"""


def count_syncs_of_sqlite(url: str, synchronous: str) -> int:
    command = [sys.executable, "-c", SCRIPT, url, str(COMMITS), synchronous]
    traced = subprocess.run(
        ["strace", "-f", "-c", "-e", "trace=fdatasync,fsync", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    # columns: % time, seconds, usecs/call, calls, [errors], syscall
    rows = [line.split() for line in traced.stderr.splitlines() if line.endswith(("fsync", "fdatasync"))]
    return sum(int(row[3]) for row in rows)


def count_syncs_of_postgresql(database: Database, synchronous: str) -> int:
    with database.writer.connect() as connection:
        newer = int(connection.execute(text("SHOW server_version_num")).scalar_one()) >= 180000
    asked = "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'" if newer else "SELECT wal_sync FROM pg_stat_wal"

    def syncs() -> int:
        with database.writer.connect() as connection:
            connection.execute(text("SELECT pg_stat_clear_snapshot()"))
            return int(connection.execute(text(asked)).scalar_one())

    with database.writer.connect() as connection:
        connection.execute(text("CREATE TABLE counted (number int)"))
        connection.execute(text(f"SET synchronous_commit = {synchronous}"))
        connection.commit()
        before = syncs()
        for number in range(COMMITS):
            connection.execute(text("INSERT INTO counted VALUES (:number)"), {"number": number})
            connection.commit()
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        connection.commit()
        return syncs() - before


def count_syncs(url: str, synchronous: str) -> int:
    if POSTGRESQL:
        database = Database(url)
        counted = count_syncs_of_postgresql(database, synchronous)
        database.dispose()
    else:
        counted = count_syncs_of_sqlite(url, synchronous)
    print(f"\n{COMMITS} commits, synchronous {synchronous}: {counted} syncs")
    return counted


needs_strace = pytest.mark.skipif(
    not POSTGRESQL and shutil.which("strace") is None, reason="strace is not installed: syncs cannot be counted"
)


@needs_strace
def test_every_commit_is_synced_to_the_disk(database_url: str):
    assert count_syncs(database_url, "on") >= COMMITS


@needs_strace
def test_the_count_catches_a_database_that_does_not_sync(database_url: str):
    assert count_syncs(database_url, "off") < COMMITS / 2


def test_heed_refuses_a_database_that_could_lose_a_commit(database: Database):
    database.check_durability()
    if POSTGRESQL:
        with database.writer.connect() as connection:
            name = connection.execute(text("SELECT current_database()")).scalar_one()
            connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
            connection.commit()
        database.dispose()
    else:
        database.dispose()
        event.listen(database.writer, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=NORMAL"))
    with pytest.raises(UnsafeDatabase):
        database.check_durability()


def test_the_server_does_not_start_on_a_database_that_could_lose_a_commit(environ: dict[str, str], tmp_path: Path):
    weak = tmp_path / "weak.py"
    weak.write_text(
        "import sys\n"
        "from consult.app import create_app\n"
        "from surveys import database\n"
        "database.SQLITE_PRAGMAS = tuple(p.replace('FULL', 'NORMAL') for p in database.SQLITE_PRAGMAS)\n"
        "create_app()\n"
    )
    url = f"sqlite:///{tmp_path}/weak.db"
    ended = subprocess.run(
        [sys.executable, str(weak)],
        cwd=ROOT,
        env={**os.environ, **environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0 and "UnsafeDatabase" in ended.stderr
