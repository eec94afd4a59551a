"""A ranking survey people have answered, and a worker that weighs it."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

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
from tests.consult.weights.made_kinds import Ask, draw_rows, whole

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
            of_all = select(WeightRun).where(WeightRun.for_readers.is_(False))
            found = db.scalars(of_all.order_by(WeightRun.id.desc())).first()
            assert found is not None
            return found

    return work


@dataclass(frozen=True)
class Template:
    """A database in which a question is weighed, made once and copied for each test that asks for it."""

    source: str  # a SQLite file, or the name of a PostgreSQL database
    asked: Asked


def fill_county(db: Session) -> Asked:
    """The county with the demonstration's 450 answers."""
    asked = made.county(db, people=24)
    made.rank(db, asked, *made.demo_people())
    return asked


def fill_kind(db: Session, how: str) -> Asked:
    """The county asked in one way, and about a quarter of its people's answers."""
    asked = made.county(db, how=how)
    made.store(db, asked, draw_rows(asked, how, part=0.25))
    return asked


Templates = Callable[[str], Template]


@pytest.fixture(scope="session")
def templates(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """`templates("county")`, or the name of a kind: made when first asked for."""
    kept: dict[str, Template] = {}

    def template(name: str) -> Template:
        if name not in kept:
            fill = fill_county if name == "county" else partial(fill_kind, how=name)
            kept[name] = make_template(migrated, tmp_path_factory.mktemp(name), fill)
        return kept[name]

    yield template
    if POSTGRESQL:
        for one in kept.values():
            postgresql.drop_database(one.source)


def make_template(migrated: str, folder: Path, fill: Callable[[Session], Asked]) -> Template:
    """Fill a database of its own and have a worker weigh what was asked."""
    source = f"heed_weighed_{os.getpid()}_{next(_numbers)}" if POSTGRESQL else str(folder / "heed.db")
    if POSTGRESQL:
        postgresql.create_database(source, template=migrated)
    else:
        shutil.copy(migrated, source)
    database = Database(f"{POSTGRESQL}/{source}" if POSTGRESQL else f"sqlite:///{source}")
    with database.unit_of_work() as db:
        asked = fill(db)
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
    return Template(source, asked)


@pytest.fixture
def template(request: pytest.FixtureRequest) -> Template | None:
    """What this test starts from: the weighed county, a weighed kind, or nothing."""
    if "weighed" in request.fixturenames:
        return request.getfixturevalue("templates")("county")
    if "weighed_kind" in request.fixturenames:
        return request.getfixturevalue("templates")(request.getfixturevalue("how"))
    return None


@pytest.fixture
def database_url(template: Template | None, migrated: str, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database: a copy of what the test starts from, else empty."""
    if template is None:
        with fresh_database(migrated, tmp_path) as url:
            yield url
        return
    if POSTGRESQL:
        name = f"heed_w_{os.getpid()}_{next(_numbers)}"
        postgresql.create_database(name, template=template.source)
        yield f"{POSTGRESQL}/{name}"
        postgresql.drop_database(name)
        return
    path = tmp_path / "heed.db"
    shutil.copy(template.source, path)
    yield f"sqlite:///{path}"


@pytest.fixture
def weighed(template: Template) -> Asked:
    """The county with its weights worked out."""
    return template.asked


@pytest.fixture
def weighed_kind(how: str, template: Template) -> Asked:
    """The county asked in the way `how`, about a quarter of its people, and their weights."""
    return template.asked


@pytest.fixture
def ask(store: Database) -> Ask:
    """Ask in one way and store answers: value, groups."""

    def asking(how: str, *rows: Any) -> Asked:
        with store.unit_of_work() as db:
            asked = made.county(db, how=how)
            made.store(db, asked, [whole(row(asked) if callable(row) else row) for row in rows])
        return asked

    return asking
