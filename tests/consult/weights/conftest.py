"""A ranking survey people have answered, and a worker that weighs it."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.config import read_settings
from consult.runs import ask_for_run
from consult.weights.models import WeightRun
from consult.weights.queries import COMPUTE
from consult.worker import Worker
from surveys.database import Database
from tests import make, postgresql
from tests.conftest import POSTGRESQL, fresh_database
from tests.consult.weights import made
from tests.consult.weights.made import Asked
from tests.consult.weights.made_kinds import Ask, whole

_numbers = itertools.count(1)


@pytest.fixture
def asked(store: Database) -> Asked:
    """Nine outcomes, six groups, and nobody who ranked yet."""
    with store.unit_of_work() as db:
        return made.county(db, people=24)


@pytest.fixture
def ranked(asked: Asked, store: Database) -> Asked:
    """The same with the demonstration's 450 answers: eight neighbours, no young carers."""
    with store.unit_of_work() as db:
        made.rank(db, asked, *made.demo_people())
    return asked


@pytest.fixture
def weigh(app: Flask, store: Database) -> Callable[[Asked], WeightRun]:
    """Have a real worker weigh a ranking question; returns the newest result."""

    def work(asked: Asked) -> WeightRun:
        with store.unit_of_work() as db:
            within, question = asked.consultation_id, asked.question_id
            ask_for_run(db, COMPUTE, consultation_id=within, subject_id=question, by=None, at=make.NOON)
        assert Worker(store, app.extensions["heed_settings"]).work_off() == 1
        with store.reading() as db:
            found = db.scalars(select(WeightRun).order_by(WeightRun.id.desc())).first()
            assert found is not None
            return found

    return work


@dataclass(frozen=True)
class Template:
    """A database in which the county's rankings are weighed, made once and copied for each test that asks for it."""

    source: str  # a SQLite file, or the name of a PostgreSQL database
    asked: Asked


@pytest.fixture(scope="session")
def weighed_county(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """The county with its 450 answers and their weights."""
    folder = tmp_path_factory.mktemp("weighed")
    source = f"heed_weighed_{os.getpid()}_{next(_numbers)}" if POSTGRESQL else str(folder / "heed.db")
    if POSTGRESQL:
        postgresql.create_database(source, template=migrated)
    else:
        shutil.copy(migrated, source)
    database = Database(f"{POSTGRESQL}/{source}" if POSTGRESQL else f"sqlite:///{source}")
    with database.unit_of_work() as db:
        asked = made.county(db, people=24)
        made.rank(db, asked, *made.demo_people())
        ask_for_run(
            db, COMPUTE, consultation_id=asked.consultation_id, subject_id=asked.question_id, by=None, at=make.NOON
        )
    environ = {
        "HEED_SECRETS": secrets.token_hex(32),
        "HEED_INSECURE_LOOPBACK": "1",
        "HEED_QUEUE_URL": f"sqlite:///{folder}/queue.db",
        "DATABASE_URL": str(database.url),
    }
    assert Worker(database, read_settings(environ)).work_off() == 1
    if not POSTGRESQL:
        with database.writer.connect() as connection:
            connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    yield Template(source, asked)
    if POSTGRESQL:
        postgresql.drop_database(source)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, migrated: str, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database: with the weighed county in it for a test that asks for that, else empty."""
    if "weighed" not in request.fixturenames:
        with fresh_database(migrated, tmp_path) as url:
            yield url
        return
    source = request.getfixturevalue("weighed_county").source
    if POSTGRESQL:
        name = f"heed_w_{os.getpid()}_{next(_numbers)}"
        postgresql.create_database(name, template=source)
        yield f"{POSTGRESQL}/{name}"
        postgresql.drop_database(name)
        return
    path = tmp_path / "heed.db"
    shutil.copy(source, path)
    yield f"sqlite:///{path}"


@pytest.fixture
def weighed(weighed_county: Template) -> Asked:
    """The county with its weights worked out."""
    return weighed_county.asked


@pytest.fixture
def ask(store: Database) -> Ask:
    """Ask in one way and store answers: value, groups."""

    def asking(how: str, *rows: Any) -> Asked:
        with store.unit_of_work() as db:
            asked = made.county(db, how=how)
            made.store(db, asked, [whole(row(asked) if callable(row) else row) for row in rows])
        return asked

    return asking
