"""What the columns of an uploaded file seem to hold, for an officer to choose by; it guesses and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from surveys.csv_table import OWN_COLUMNS, Table
from surveys.formulas import guard
from surveys.importing import Columns, LeftOut, iterate_answers
from surveys.text import legible

LOOKED_AT = 50  # rows
MOSTLY = 0.9  # of the numbers in a column of row numbers are there once; the others are told row by row
SAMPLES, LONGEST_SAMPLE = 3, 80
_NUMBERED = re.compile(r"(id|no|nr|number|ref|reference|row|response ?id|unique ?id)\.?", re.IGNORECASE)
_BELOW_ZERO = re.compile(r"-[0-9]{1,15}(\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column with its first values, to be recognised by."""

    place: int
    name: str
    samples: tuple[str, ...]


def _first_values(table: Table) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in table.columns]
    for _, cells in islice(table.rows(), LOOKED_AT):
        for values, cell in zip(found, cells, strict=False):
            values.append(legible(cell).strip())
    return found


def show_columns(table: Table) -> list[ColumnView]:
    """Every column with its first different values, each cut short enough for a table."""
    return [
        ColumnView(place, name, tuple(map(_short, list(dict.fromkeys(filter(None, values)))[:SAMPLES])))
        for place, (name, values) in enumerate(zip(table.columns, _first_values(table), strict=True))
    ]


def _short(value: str) -> str:
    folded = " ".join(value.split())
    return folded if len(folded) <= LONGEST_SAMPLE else folded[: LONGEST_SAMPLE - 1] + "…"


def guess_columns(table: Table, group_names: Collection[str]) -> dict[str, int]:
    """Which column is probably what: the longest words are the answers, names of our groups (in lower case) a group."""
    values = _first_values(table)
    lengths = [sum(map(len, column)) for column in values]
    guessed = {"text": max(range(len(lengths)), key=lambda place: (lengths[place], -place))}
    for place, column in enumerate(values):
        if place == guessed["text"]:
            continue
        filled = [value for value in column if value]
        if any(value.casefold() in group_names for value in filled):
            guessed.setdefault("group", place)
        elif _NUMBERED.fullmatch(table.columns[place].strip()) and len(set(filled)) > MOSTLY * len(column):
            guessed.setdefault("key", place)
    return guessed


def rows_left_out(table: Table, columns: Columns) -> Iterator[list[object]]:
    """The rows that are left out, as they are in the file, with line and reason first, to be mended and sent again.

    Numbers below zero stay numbers, so that what guards a spreadsheet against formulas leaves them alone. What is
    guarded is guarded so that `Table.rows` gives each cell as it was when the file comes back.
    """
    reasons = {one.line: one.reason for one in iterate_answers(table, columns) if isinstance(one, LeftOut)}
    yield [*OWN_COLUMNS, *map(guard, table.columns)]
    for line, cells in table.rows():
        if line in reasons:
            yield [line, reasons[line], *map(_as_number, cells)]


def _as_number(cell: str) -> object:
    return Decimal(cell) if _BELOW_ZERO.fullmatch(cell) else guard(cell)
