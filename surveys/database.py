"""The slab under everything: table base, types, engines, the one commit; refuses a database that may lose it."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, DateTime, MetaData, Text, create_engine, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from surveys.text import storable, storable_value

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL may lose the last commits in a power cut
    "foreign_keys=ON",
    "busy_timeout=10000",
    "secure_delete=ON",  # what is erased leaves no trace in the file
)


QUIET: dict[str, Any] = {"hide_parameters": True}  # a fault's text must not carry what people wrote into a log
# At DEBUG the engine would log every row it reads; hide_parameters does not reach that far.
logging.getLogger("sqlalchemy.engine.Engine").addFilter(lambda record: record.levelno > logging.DEBUG)


class UnsafeDatabase(RuntimeError):
    """The database is set up so that an accepted answer could be lost."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Refuses a datetime without a time zone, so that local time never slips in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text of any length; what a database cannot hold becomes U+FFFD on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class PlainJSON(TypeDecorator[Any]):
    """A JSON value (JSONB on PostgreSQL) whose strings are storable. Never hashed in the database."""

    impl = JSON().with_variant(JSONB(), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return storable_value(value)


class Base(DeclarativeBase):
    """Every table of Heed."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        str: PlainText(),
        datetime: UTCDateTime(),
        dict[str, Any]: PlainJSON(),
        list[Any]: PlainJSON(),
    }


def _open_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _open_sqlite_reader(connection: Any, record: Any) -> None:
    _open_sqlite(connection, record)
    connection.execute("PRAGMA query_only=ON")


def _open_postgresql(connection: Any, record: Any) -> None:
    # A statement that waits this long is a fault; a short lock wait lets the resident be told to try again.
    connection.autocommit = True  # else psycopg opens a transaction for SET, and its end takes the settings back
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("SET statement_timeout = '60s'")
    connection.autocommit = False


def after_commit(db: Session, call: Callable[[], None]) -> None:
    """Have `call` run once this unit of work is on disk; if the unit fails it never runs."""
    db.info.setdefault("after_commit", []).append(call)


class Database:
    """One database, SQLite file or PostgreSQL, with a door for writing and a door for reading.

    On SQLite a writer first takes a file lock and then begins IMMEDIATE: measured, a deferred begin that
    reads and then writes fails for most of the concurrent posts, and the lock hands turns out fairly.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._lock_path: Path | None = self._prepare_sqlite_file()
            self.writer = create_engine(self.url, pool_size=5, max_overflow=45, **QUIET)
            self.reader = create_engine(self.url, pool_size=10, max_overflow=40, **QUIET)
            event.listen(self.writer, "connect", _open_sqlite)
            event.listen(self.reader, "connect", _open_sqlite_reader)
            event.listen(self.writer, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
            event.listen(self.reader, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
        else:
            self._lock_path = None
            self.writer = create_engine(self.url, pool_size=10, max_overflow=20, pool_pre_ping=True, **QUIET)
            event.listen(self.writer, "connect", _open_postgresql)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writing = sessionmaker(self.writer, expire_on_commit=False)
        self._reading = sessionmaker(self.reader, autoflush=False)

    def _prepare_sqlite_file(self) -> Path:
        if not self.url.database or self.url.database == ":memory:":
            raise UnsafeDatabase("SQLite needs a file: in memory nothing that was accepted would be kept")
        path = Path(self.url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.with_name(path.name + ".lock")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._lock_path is None:
            yield
            return
        with self._lock_path.open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield  # closing the file gives the turn to the next in line

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """Yield a session whose changes are all on disk when the block ends, or none of them."""
        with self._turn(), self._writing() as db:
            try:
                yield db
                db.commit()
            except BaseException:
                db.rollback()
                raise
        for call in db.info.pop("after_commit", []):
            call()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one moment of the database and cannot change it."""
        with self._reading() as db:
            yield db

    def check_durability(self) -> None:
        """Read the settings that make a commit last; raise UnsafeDatabase if one is off."""
        with self.writer.connect() as connection:
            if self.is_sqlite:
                if connection.execute(text("PRAGMA synchronous")).scalar() != 2:
                    raise UnsafeDatabase("SQLite is not set to synchronous=FULL: a power cut could lose answers")
                if connection.execute(text("PRAGMA journal_mode")).scalar() != "wal":
                    raise UnsafeDatabase("SQLite could not switch to write-ahead logging on this disk")
                return
            for setting in ("fsync", "synchronous_commit"):
                if connection.execute(text(f"SHOW {setting}")).scalar() == "off":
                    raise UnsafeDatabase(f"PostgreSQL has {setting} off: a power cut could lose answers")

    def renew_statistics(self) -> None:
        """Have PostgreSQL look again at how much each table holds, after many rows came or went.

        It plans by what it last saw, and looks by itself only about once a minute. Until then a table that was empty
        when it last looked counts as one row, and a join over thousands of answers is done as if there were none:
        measured, seconds where a millisecond is enough. A table somebody else is looking at is passed over.
        """
        if self.is_sqlite:
            return  # plans by its indexes alone
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with self.writer.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"ANALYZE (SKIP_LOCKED) {tables}"))

    def dispose(self) -> None:
        """Close every connection."""
        self.writer.dispose()
        self.reader.dispose()
