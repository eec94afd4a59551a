"""The unit of work of this request: a change opens one and commits it; reading gets a session that cannot write."""

from __future__ import annotations

from flask import Flask, current_app, g
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from consult.config import Settings
from surveys.database import Database


def database() -> Database:
    """The database of the running app."""
    found: Database = current_app.extensions["heed_database"]
    return found


def settings() -> Settings:
    """The settings of the running app."""
    found: Settings = current_app.extensions["heed_settings"]
    return found


def reading_session() -> Session:
    """The one read-only session of this request, opened at first use and closed at its end."""
    if "reading" not in g:
        g.reading_context = database().reading()
        g.reading = g.reading_context.__enter__()
    found: Session = g.reading
    return found


def account_session() -> Session:
    """Where accounts are looked up: the open unit of work of a sign-in page, else the reading session."""
    return g.unit if "unit" in g else reading_session()


account_db = LocalProxy(account_session)


def close_reading(error: BaseException | None = None) -> None:
    """Close what this request opened for reading."""
    context = g.pop("reading_context", None)
    g.pop("reading", None)
    if context is not None:
        context.__exit__(None, None, None)


def install_unit(app: Flask) -> None:
    """Have every request close its reading session."""
    app.teardown_appcontext(close_reading)
