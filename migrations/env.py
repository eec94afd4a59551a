"""Runs migrations; on SQLite foreign keys are off meanwhile, or recreating a parent would empty its children."""

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import text

from consult.models import Base
from surveys.database import Database, PlainJSON, PlainText, UTCDateTime

PLAIN = {  # migrations name the database's own types, so that they outlive ours
    PlainText: "sa.Text()",
    UTCDateTime: "sa.DateTime(timezone=True)",
    PlainJSON: 'sa.JSON().with_variant(JSONB(), "postgresql")',
}
ONLY_OURS = ("huey_", "limit_")  # tables other parts keep for themselves


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Whether a table is one the models describe."""
    return not (kind == "table" and name is not None and name.startswith(ONLY_OURS))


def render(kind: str, item: object, autogen: Any) -> str | Literal[False]:
    """How a column's type is written in a new migration."""
    if kind == "type" and type(item) in PLAIN:
        if isinstance(item, PlainJSON):
            autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return PLAIN[type(item)]
    return False


def migrate() -> None:
    """Bring the database that `database` (an attribute) or DATABASE_URL names to the wanted revision."""
    database = context.config.attributes.get("database") or Database(os.environ["DATABASE_URL"])
    with database.writer.connect() as connection:
        if database.is_sqlite:
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("SET lock_timeout = '4s'"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            include_name=ours,
            render_item=render,
        )
        with context.begin_transaction():
            context.run_migrations()
            if database.is_sqlite:
                broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
                if broken:
                    raise RuntimeError(f"a migration broke foreign keys: {broken[:5]}")
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")
    if "database" not in context.config.attributes:
        database.dispose()


migrate()
