"""PostgreSQL databases for tests: made from the migrated one, emptied and lent again; one that was bent is dropped.

Making a database syncs a thousand small files, which took longer than most tests that asked for one.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text

SERVER = os.environ.get("HEED_TEST_POSTGRESQL", "")  # postgresql+psycopg:// when run by pg_virtualenv
_numbers = itertools.count(1)
_free: list[str] = []

# Everything a test could have bent: tables and columns, the revision, settings of the database.
SHAPE = """
    SELECT md5(string_agg(line, '|' ORDER BY line COLLATE "C")) FROM (
        SELECT table_name || '.' || column_name || ' ' || data_type || is_nullable AS line
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint
        UNION ALL SELECT 'revision ' || version_num FROM alembic_version
        UNION ALL SELECT 'setting ' || array_to_string(setconfig, ',') FROM pg_db_role_setting
            WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) AS lines
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
FIRST_NUMBERS = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


@contextmanager
def connected(name: str) -> Iterator[Connection]:
    """A connection on which every statement stands by itself."""
    engine = create_engine(f"{SERVER}/{name}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def on_server(statement: str) -> None:
    """Run one statement outside any database of ours."""
    with connected("postgres") as server:
        server.execute(text(statement))


def create_database(name: str, *, template: str = "") -> None:
    """Make a database, empty or from another."""
    on_server(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))


def drop_database(name: str) -> None:
    """Take a database away, whoever is still connected to it."""
    on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def read_shape(name: str) -> str:
    """A digest of everything but the rows."""
    with connected(name) as database:
        return str(database.execute(text(SHAPE)).scalar_one())


@contextmanager
def lend_database(template: str, shape: str) -> Iterator[str]:
    """The name of an empty database in the template's shape."""
    if _free:
        name = _free.pop()
    else:
        name = f"heed_{os.getpid()}_{next(_numbers)}"
        create_database(name, template=template)
    try:
        yield name
    finally:
        if _was_emptied(name, shape):
            _free.append(name)
        else:
            drop_database(name)


def _was_emptied(name: str, shape: str) -> bool:
    with connected("postgres") as server:
        if not server.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).scalar():
            return False
    with connected(name) as database:
        database.execute(text(OTHERS))
        if not database.execute(text("SELECT to_regclass('alembic_version')")).scalar():
            return False
        if database.execute(text(SHAPE)).scalar_one() != shape:
            return False
        database.execute(text("SET session_replication_role = replica"))  # no foreign key asks for an order
        for table in database.execute(text(TABLES)).scalars().all():
            database.execute(text(f'DELETE FROM "{table}"'))  # noqa: S608  names from the catalogue
        database.execute(text(FIRST_NUMBERS))
    return True
