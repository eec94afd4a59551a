"""PostgreSQL databases for tests: made from the migrated one, emptied and lent again; one that was bent is dropped.

Making a database syncs a thousand small files, which took longer than most tests that asked for one. What happens
between two tests happens a thousand times, so it speaks to the server directly and says all it has to say at once.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg import sql

SERVER = os.environ.get("HEED_TEST_POSTGRESQL", "")  # postgresql+psycopg:// when run by pg_virtualenv
_numbers = itertools.count(1)
_free: list[str] = []
_shapes: dict[str, tuple[object, ...]] = {}

# Which change of its catalogue came last, and how much there is in it: whatever a test bent shows here.
SHAPE = """
    SELECT (SELECT (count(*), max(xmin::text::bigint)) FROM pg_class WHERE relkind <> 't'),
           (SELECT (count(*), max(xmin::text::bigint)) FROM pg_attribute),
           (SELECT (count(*), max(xmin::text::bigint)) FROM pg_constraint),
           (SELECT (count(*), max(xmin::text::bigint)) FROM pg_index),
           (SELECT string_agg(setconfig::text, '|') FROM pg_db_role_setting
            WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())),
           (SELECT version_num FROM alembic_version)
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
FIRST_NUMBERS = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


def connect(name: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection on which every statement stands by itself."""
    return psycopg.connect(dbname=name, autocommit=True, prepare_threshold=None)


@cache
def server() -> psycopg.Connection[tuple[object, ...]]:
    """A connection outside any database of ours, kept open."""
    return connect("postgres")


def create_database(name: str, *, template: str = "") -> None:
    """Make a database, empty or from another."""
    copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    server().execute(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), copied))


def drop_database(name: str) -> None:
    """Take a database away, whoever is still connected to it."""
    server().execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def lend_database(template: str) -> Iterator[str]:
    """The name of an empty database made from the template."""
    name = _free.pop() if _free else _make_another(template)
    try:
        yield name
    finally:
        if _was_emptied(name):
            _free.append(name)
        else:
            drop_database(name)


def _make_another(template: str) -> str:
    name = f"heed_{os.getpid()}_{next(_numbers)}"
    create_database(name, template=template)
    with connect(name) as database:
        _shapes[name] = database.execute(SHAPE).fetchone() or ()
    return name


def _was_emptied(name: str) -> bool:
    try:
        database = connect(name)
    except psycopg.OperationalError:
        return False  # a test dropped it
    with database:
        database.execute(OTHERS)
        try:
            if database.execute(SHAPE).fetchone() != _shapes[name]:
                return False
        except psycopg.errors.UndefinedTable:
            return False
        deletes = sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(sql.Identifier(one)) for one in tables_of(name))
        database.execute("SET session_replication_role = replica")  # no foreign key asks for an order
        database.execute(deletes)
        database.execute(FIRST_NUMBERS)
    return True


@cache
def tables_of(name: str) -> tuple[str, ...]:
    """The tables of a database; those of one that was not bent stay."""
    with connect(name) as database:
        return tuple(str(table) for (table,) in database.execute(TABLES))
