"""Rows for any table as the database itself describes it, so that a migration can be tried with data in every table."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

ROWS = 3
# Values for a column that what is below gets wrong: {"table.column": value}.
SPECIAL: dict[str, Any] = {"personal_decision.span_end": 9, "further_suggestion.span_end": 9}


def reflect(connection: Connection) -> MetaData:
    """The tables that are there now, Alembic's own apart."""
    found = MetaData()
    found.reflect(connection)
    if "alembic_version" in found.tables:
        found.remove(found.tables["alembic_version"])
    return found


def fill(connection: Connection, tables: list[Table]) -> None:
    """Put rows into these tables, parents first; fails where not one row could be made."""
    for table in tables:
        allowed = _allowed_values(connection, table)
        kept = sum(_try_row(connection, table, number, allowed) for number in range(1, ROWS + 1))
        if not kept:
            pytest.fail(
                f"no row could be made for {table.name}: say in SPECIAL of tests/house/made_rows.py what one looks like"
            )


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in reflect(connection).sorted_tables
    }


def read_rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in one order."""
    return {
        table.name: sorted((dict(row) for row in connection.execute(select(table)).mappings()), key=repr)
        for table in reflect(connection).sorted_tables
    }


def shape(connection: Connection) -> dict[str, Any]:
    """Tables, columns, keys, constraints and indexes, in one order, to compare two databases."""
    look = inspect(connection)
    return {
        name: {
            "columns": sorted((one["name"], str(one["type"]), one["nullable"]) for one in look.get_columns(name)),
            "primary": look.get_pk_constraint(name)["constrained_columns"],
            "unique": sorted(str(one["name"]) for one in look.get_unique_constraints(name)),
            "foreign": sorted(
                (str(one["name"]), one["referred_table"], str(one.get("options")))
                for one in look.get_foreign_keys(name)
            ),
            "checks": sorted(str(one["name"]) for one in look.get_check_constraints(name)),
            "indexes": sorted((str(one["name"]), bool(one["unique"])) for one in look.get_indexes(name)),
        }
        for name in sorted(look.get_table_names())
        if name != "alembic_version"
    }


def _try_row(connection: Connection, table: Table, number: int, allowed: dict[str, list[str]]) -> bool:
    # First with every column filled, then with those that must be: one of the two fits each constraint so far.
    for everything in (True, False):
        row = {
            column.name: _value(connection, table, column, number, allowed)
            for column in table.columns
            if everything or not column.nullable
        }
        try:
            with connection.begin_nested():
                connection.execute(insert(table).values(row))
        except IntegrityError:
            continue
        return True
    return False


def _value(
    connection: Connection, table: Table, column: Column[Any], number: int, allowed: dict[str, list[str]]
) -> Any:
    special = SPECIAL.get(f"{table.name}.{column.name}")
    if special is not None:
        return special
    for key in column.foreign_keys:
        parent = key.column.table
        if parent is table:
            return None if number == 1 else 1
        ids = list(connection.scalars(select(key.column).order_by(key.column)))
        return ids[(number - 1) % len(ids)] if ids else None
    if column.name in allowed:
        return allowed[column.name][(number - 1) % len(allowed[column.name])]
    return _by_type(connection, column, number)


# The first line that fits counts.
BY_TYPE: list[tuple[type | tuple[type, ...], Callable[[int, Any], Any]]] = [
    (Boolean, lambda number, kind: bool(number % 2)),
    (Integer, lambda number, kind: number),
    ((Float, Numeric), lambda number, kind: number / 8),
    (DateTime, lambda number, kind: datetime(2026, 1, number, 12, tzinfo=UTC)),
    (Date, lambda number, kind: date(2026, 1, number)),
    (JSON, lambda number, kind: {"number": number}),
    (LargeBinary, lambda number, kind: bytes([number])),
]


def _by_type(connection: Connection, column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, String):
        return f"{number} {column.name}"[: kind.length]
    make = next((make for fitting, make in BY_TYPE if isinstance(kind, fitting)), None)
    if make is None:
        raise NotImplementedError(f"say in BY_TYPE of tests/house/made_rows.py how a {kind} looks ({column})")
    made = make(number, kind)
    is_moment = isinstance(made, datetime) and connection.dialect.name == "sqlite"
    return made.replace(tzinfo=None) if is_moment else made


def _allowed_values(connection: Connection, table: Table) -> dict[str, list[str]]:
    """Columns that may hold one of a few words, from their checks (written differently by the two databases)."""
    found = {}
    for check in inspect(connection).get_check_constraints(table.name):
        head = re.match(r"""^\(*"?(\w+)"?\)?(?:::[\w ]+)?\s+(?:IN|= ANY)\s*\(""", check["sqltext"])
        if head:
            found[head.group(1)] = re.findall(r"'([^']*)'", check["sqltext"])
    return found
