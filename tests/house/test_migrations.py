"""Migrations: one line of them, the last equals the models, and none loses a row on the way up or down."""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, select, text
from sqlalchemy.engine import Connection

from consult import schema
from consult.models import Base
from surveys.database import Database
from tests import postgresql
from tests.conftest import POSTGRESQL
from tests.house.made_rows import count_rows, fill, read_rows, reflect, shape

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ROOT / "migrations" / "versions"

# Columns whose values a migration changes on purpose: {"0007": {"table.column"}}.
CHANGES: dict[str, set[str]] = {}

RECREATES_PARENT = '''
"""Adds a column to a parent table in a way that makes it anew."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("user_account", recreate="always") as batch:
        batch.add_column(sa.Column("nickname", sa.Text(), nullable=True))


def downgrade():
    with op.batch_alter_table("user_account", recreate="always") as batch:
        batch.drop_column("nickname")
'''


numbers = itertools.count(1)


def history() -> list[str]:
    """Every revision, oldest first."""
    scripts = ScriptDirectory.from_config(schema.migration_config())
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it."""
    if POSTGRESQL:
        name = f"heed_empty_{os.getpid()}_{next(numbers)}"
        postgresql.create_database(name)
        database = Database(f"{POSTGRESQL}/{name}")
        yield database
        database.dispose()
        postgresql.drop_database(name)
        return
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    yield database
    database.dispose()


def changed(database: Database, work: Callable[..., Any]) -> Any:
    """Do something on a connection and keep it."""
    with database.writer.begin() as connection:
        return work(connection)


@pytest.mark.pure
def test_there_is_one_head():
    heads = ScriptDirectory.from_config(schema.migration_config()).get_heads()
    assert len(heads) == 1, f"two branches met: {heads}"


@pytest.mark.pure
def test_files_carry_four_digits_and_words_and_follow_each_other():
    revisions = history()
    assert [f"{number:04d}" for number in range(1, len(revisions) + 1)] == revisions
    for path in VERSIONS.glob("*.py"):
        assert re.fullmatch(r"\d{4}(_[a-z0-9]+)+", path.stem), path.name
        assert f'revision: str = "{path.stem[:4]}"' in path.read_text(encoding="utf-8") or (
            f'revision = "{path.stem[:4]}"' in path.read_text(encoding="utf-8")
        ), f"{path.name} is not revision {path.stem[:4]}"


def test_the_last_migration_equals_the_models(empty: Database):
    schema.upgrade(empty)
    command.check(schema.migration_config(empty))


def test_a_difference_to_the_models_would_be_found(empty: Database):
    schema.upgrade(empty)
    changed(empty, lambda connection: connection.execute(text("ALTER TABLE mail ADD COLUMN extra TEXT")))
    with pytest.raises(Exception, match="extra"):
        command.check(schema.migration_config(empty))


def test_every_table_of_the_models_is_made(empty: Database):
    schema.upgrade(empty)
    with empty.writer.connect() as connection:
        assert set(reflect(connection).tables) == set(Base.metadata.tables)


@pytest.mark.parametrize("revision", history())
def test_a_migration_keeps_every_row_up_down_and_up(empty: Database, revision: str):
    before = dict(itertools.pairwise(["base", *history()]))
    previous = {after: earlier for earlier, after in before.items()}[revision]
    if previous != "base":
        schema.upgrade(empty, previous)
        changed(empty, lambda connection: fill(connection, reflect(connection).sorted_tables))
    old_shape, old_rows = changed(empty, shape), changed(empty, read_rows)

    schema.upgrade(empty, revision)
    new_shape = changed(empty, shape)
    assert_kept(revision, old_rows, changed(empty, read_rows))
    made = [table for table in set(new_shape) - set(old_rows)]
    changed(
        empty, lambda connection: fill(connection, [t for t in reflect(connection).sorted_tables if t.name in made])
    )
    counts = changed(empty, count_rows)
    assert counts and all(counts.values()), f"tables without a row: {[name for name, n in counts.items() if not n]}"

    schema.downgrade(empty, previous)
    assert changed(empty, shape) == old_shape
    assert_kept(revision, old_rows, changed(empty, read_rows))

    schema.upgrade(empty, revision)
    assert changed(empty, shape) == new_shape
    assert_kept(revision, old_rows, changed(empty, read_rows))


def test_of_the_two_results_of_a_run_that_of_all_answers_is_kept_on_the_way_down(empty: Database):
    schema.upgrade(empty, "0011")

    def store_both(connection: Connection) -> None:
        tables = reflect(connection).sorted_tables
        weight_run = next(one for one in tables if one.name == "weight_run")
        fill(connection, tables[: tables.index(weight_run) + 1])
        first = connection.execute(select(weight_run).order_by(weight_run.c.id).limit(1)).mappings().one()
        connection.execute(delete(weight_run))
        for number, for_readers in enumerate((False, True), start=1):
            connection.execute(insert(weight_run).values({**first, "id": number, "for_readers": for_readers}))

    changed(empty, store_both)
    schema.downgrade(empty, "0010")
    assert [row["id"] for row in changed(empty, read_rows)["weight_run"]] == [1]
    schema.upgrade(empty, "0011")
    assert [row["for_readers"] for row in changed(empty, read_rows)["weight_run"]] == [False]


def assert_kept(revision: str, before: dict, after: dict) -> None:
    """Every row that was there is there, with the same values in the columns both sides have."""
    for table, rows in before.items():
        assert table in after, f"{revision} removed {table}"
        assert len(after[table]) == len(rows), f"{revision}: {table} had {len(rows)} rows, now {len(after[table])}"
        both = {name for row in rows[:1] for name in row} & {name for row in after[table][:1] for name in row}
        both -= {name for name in both if f"{table}.{name}" in CHANGES.get(revision, set())}
        cut = [
            sorted(repr({name: row[name] for name in sorted(both)}) for row in side) for side in (rows, after[table])
        ]
        assert cut[0] == cut[1], f"{revision} changed values in {table}"


@pytest.mark.pure
@pytest.mark.parametrize("foreign_keys", ["OFF", "ON"])
def test_making_a_parent_table_anew_keeps_its_children(tmp_path: Path, foreign_keys: str):
    """The planted fault is the second case: with foreign keys on, SQLite empties the children without a word."""
    scripts = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", scripts)
    env = (scripts / "env.py").read_text(encoding="utf-8")
    assert "PRAGMA foreign_keys=OFF" in env
    (scripts / "env.py").write_text(env.replace("PRAGMA foreign_keys=OFF", f"PRAGMA foreign_keys={foreign_keys}"))
    (scripts / "versions" / "9999_parent.py").write_text(RECREATES_PARENT.format(head=history()[-1]))
    database = Database(f"sqlite:///{tmp_path}/parent.db")
    config = schema.migration_config(database)
    config.set_main_option("script_location", str(scripts))
    command.upgrade(config, history()[-1])
    changed(database, lambda connection: fill(connection, reflect(connection).sorted_tables))
    before = changed(database, count_rows)
    command.upgrade(config, "9999")
    after = changed(database, count_rows)
    database.dispose()
    assert before["membership"] > 0
    if foreign_keys == "OFF":
        assert after == before
    else:
        assert after["membership"] == 0 and after["user_account"] == before["user_account"]
