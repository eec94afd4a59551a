"""What every test stands on: a migrated database of its own, the real app on it, and visitors signed in by role."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.orm import Session

from consult import schema
from consult.app import create_app
from surveys.database import Database
from tests import make, postgresql
from tests.browser import Visitor
from tests.quick_apps import share_compiled
from tests.strict_client import StrictClient

# The same examples each time, so that what fails fails for everybody; at full counts they are drawn anew.
settings.register_profile("same", derandomize=True, suppress_health_check=[HealthCheck.too_slow])
if os.environ.get("HEED_FULL") != "1":
    settings.load_profile("same")
Flask.test_client_class = StrictClient  # of every app that a test makes
share_compiled()
POSTGRESQL = postgresql.SERVER


def pytest_collection_finish() -> None:
    """What was imported stays to the end: it is not looked through again whenever a test leaves garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database at the newest revision: a SQLite file, or the name of a PostgreSQL database."""
    if POSTGRESQL:
        name = f"heed_template_{os.getpid()}"
        postgresql.create_database(name)
        database = Database(f"{POSTGRESQL}/{name}")
        schema.upgrade(database)
        database.dispose()
        yield name
        postgresql.drop_database(name)
        return
    path = tmp_path_factory.mktemp("migrated") / "heed.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    with database.writer.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    database.dispose()
    yield str(path)


@contextmanager
def fresh_database(migrated: str, folder: Path) -> Iterator[str]:
    """The address of a migrated database of its own, gone afterwards."""
    if POSTGRESQL:
        with postgresql.lend_database(migrated) as name:
            yield f"{POSTGRESQL}/{name}"
        return
    path = folder / "heed.db"
    shutil.copy(migrated, path)
    yield f"sqlite:///{path}"


@pytest.fixture
def database_url(migrated: str, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database for one test."""
    with fresh_database(migrated, tmp_path) as url:
        yield url


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of one test's app."""
    return {
        "HEED_SECRETS": secrets.token_hex(32),
        "HEED_INSECURE_LOOPBACK": "1",
        "HEED_COUNCIL_NAME": "Wexmoor County Council",
        "HEED_QUEUE_URL": f"sqlite:///{tmp_path}/queue.db",
        "HEED_LEASE_SECONDS": "2",
        "DATABASE_URL": database_url,
    }


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, without the app."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """An open unit of work for tests of actions; committed when the test ends well."""
    with database.unit_of_work() as session:
        yield session


@pytest.fixture
def app(environ: dict[str, str]) -> Iterator[Flask]:
    """The real application on a fresh database; form tokens are on."""
    app = create_app(environ)
    yield app
    app.extensions["heed_database"].dispose()


@pytest.fixture
def store(app: Flask) -> Database:
    """The database of the app, for arranging and for looking."""
    found: Database = app.extensions["heed_database"]
    return found


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def sign_in(app: Flask, store: Database) -> Callable[..., Visitor]:
    """`sign_in("analyst", consultation_id)` gives a visitor with that role; "administrator" and "officer" need none.

    The session is made as a sign-in makes it; signing in itself is tested in tests/consult/web/test_signin.py.
    """

    def enter(role: str, consultation_id: int | None = None) -> Visitor:
        with store.unit_of_work() as db:
            user = make.user(db, role=role, consultation_id=consultation_id)
            uniquifier = user.fs_uniquifier
        visitor = Visitor(app)
        make.session_of(visitor.client, uniquifier)
        return visitor

    return enter


@pytest.fixture
def count_queries(store: Database) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as seen:` collects every statement the app sends meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
            seen.append(statement)

        # On PostgreSQL the reading engine shares its listeners with the writing one; both would count each twice.
        engines = (store.writer,) if POSTGRESQL else (store.writer, store.reader)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)

    return counting
