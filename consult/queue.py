"""The doorbell that wakes a worker (Huey on SQLite, PostgreSQL or Redis); a broken bell never fails what rang it."""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, has_app_context
from huey.exceptions import ConfigurationError
from huey.storage import BaseStorage, PostgresStorage, RedisStorage, SqliteStorage
from sqlalchemy.orm import Session

from consult.runs import Run, ask_for_run
from surveys.database import after_commit

log = logging.getLogger(__name__)

NAME = "heed"
PATIENCE = 2  # seconds a request waits for a bell that does not answer
LISTEN = 1.0  # seconds of listening at a time
PAUSE = 0.1  # seconds between two looks into a SQLite bell


class UnknownDoorbell(ValueError):
    """HEED_QUEUE_URL names no queue Heed can use."""


def open_storage(url: str) -> BaseStorage:
    """Huey's store at `url`. It carries run ids as digits and nothing else: no pickles, nobody's words."""
    scheme = urlsplit(url).scheme.split("+")[0]
    if scheme == "sqlite":
        path = Path(url.split("://", 1)[1].removeprefix("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        # Losing a ring in a power cut costs seconds, not work, so this file need not be synced.
        return SqliteStorage(NAME, filename=str(path), fsync=False, timeout=PATIENCE)
    if scheme == "postgresql":
        dsn = "postgresql://" + url.split("://", 1)[1]
        return PostgresStorage(NAME, dsn=dsn, read_timeout=LISTEN, connect_timeout=PATIENCE)
    if scheme in ("redis", "rediss"):
        join = "&" if "?" in url else "?"
        limits = f"socket_connect_timeout={PATIENCE}&socket_timeout={PATIENCE + LISTEN}"
        try:
            return RedisStorage(NAME, url=url + join + limits, read_timeout=LISTEN)
        except ConfigurationError:
            raise UnknownDoorbell("HEED_QUEUE_URL names Redis: install the package redis, or use PostgreSQL.") from None
    raise UnknownDoorbell("HEED_QUEUE_URL must begin with sqlite://, postgresql:// or redis://.")


class Doorbell:
    """Rings for a run and listens for rings. The run table is the truth; this only saves waiting."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._storage: BaseStorage | None = None
        self._opening = Lock()
        self._silent = False

    def works(self) -> bool:
        """Whether the bell can be opened now; raises UnknownDoorbell for an address that never will be."""
        try:
            self._open()
        except UnknownDoorbell:
            raise
        except Exception as error:
            self._note(error)
            return False
        return True

    def ring(self, run_id: int) -> bool:
        """Wake a worker for this run; False, and a line in the log, if the bell is broken."""
        try:
            self._open().enqueue(str(run_id).encode())
        except Exception as error:
            self._note(error)
            return False
        self._silent = False
        return True

    def listen(self, stopping: Event, *, seconds: float = LISTEN) -> int | None:
        """Wait up to `seconds` for a ring and return its run id; None when nobody rang or we are stopping."""
        try:
            storage = self._open()
            rung = storage.dequeue()
            for _ in range(0 if getattr(storage, "blocking", False) else round(seconds / PAUSE)):
                if rung is not None or stopping.wait(PAUSE):
                    break
                rung = storage.dequeue()
        except Exception as error:
            self._note(error)
            stopping.wait(seconds)
            return None
        self._silent = False
        return int(rung) if rung is not None and bytes(rung).isdigit() else None

    def close(self) -> None:
        """Let go of the connection."""
        if self._storage is not None:
            self._storage.close()
            self._storage = None

    def _open(self) -> BaseStorage:
        with self._opening:
            if self._storage is None:
                self._storage = open_storage(self.url)
            return self._storage

    def _note(self, error: Exception) -> None:
        # Huey raises whatever its driver does; one line for a long silence, not one a second.
        if not self._silent:
            log.warning("the doorbell is broken (%s): workers find runs by looking", type(error).__name__)
        self._silent = True
        if isinstance(error, sqlite3.DatabaseError):
            self.close()  # the file may have been replaced under us


def doorbell_of_app() -> Doorbell:
    """The doorbell of the running app, opened at its first ring."""
    settings = current_app.extensions["heed_settings"]
    bell: Doorbell = current_app.extensions.setdefault("heed_doorbell", Doorbell(settings.queue_url))
    return bell


def ring_after_commit(db: Session, run: Run) -> None:
    """Wake a worker once the run is on disk. Outside the web app nothing rings: workers look by themselves."""
    if has_app_context():
        bell, run_id = doorbell_of_app(), run.id
        after_commit(db, partial(bell.ring, run_id))


def start_run(
    db: Session,
    kind: str,
    *,
    consultation_id: int,
    subject_id: int,
    parameters: dict[str, Any] | None = None,
    by: int | None,
    at: datetime,
) -> Run:
    """Ask for a run and wake a worker after the commit; the same one asked for twice is one run."""
    run = ask_for_run(
        db, kind, consultation_id=consultation_id, subject_id=subject_id, parameters=parameters, by=by, at=at
    )
    ring_after_commit(db, run)
    return run
