"""Brings a database to the newest shape, and says what shape it has; used by the command line and the tests."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from surveys.database import Database

ROOT = Path(__file__).resolve().parent.parent


def migration_config(database: Database | None = None) -> Config:
    """Alembic's settings; with `database` given, migrations run on it."""
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    if database is not None:
        config.attributes["database"] = database
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply every migration up to `revision`."""
    command.upgrade(migration_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take migrations back down to `revision`."""
    command.downgrade(migration_config(database), revision)


def current_revision(database: Database) -> str | None:
    """The revision the database is at, or None when it is empty."""
    with database.writer.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The newest revision in the code; raises if there is not exactly one."""
    head = ScriptDirectory.from_config(migration_config()).get_current_head()
    if head is None:
        raise RuntimeError("there is no migration")
    return head
