"""A spreadsheet of open answers read row by row; every row that is left out is named with its line and reason."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surveys.csv_table import Table
from surveys.errors import ImportRefused
from surveys.questions.base import LONGEST_TEXT
from surveys.text import is_blank, legible, storable

MOST_GROUP_VALUES = 60


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what, by place; `groups` maps a value of the group column to a stakeholder group or None."""

    text: int
    group: int | None = None
    key: int | None = None
    groups: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer to take in. `key` is the same when the same file, or one with more rows, is sent again."""

    line: int
    text: str
    group_id: int | None
    key: str
    number: str = ""  # as it stands in the file; only its fingerprint is kept of an answer that is taken in

    @property
    def is_unread(self) -> bool:
        """Whether it has signs that nothing can hold, or that were lost before."""
        return "\ufffd" in self.text


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row that is not taken in, why, and how it begins. `blank`: it fits, but has no words to take."""

    line: int
    reason: str
    text: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a file holds for one question: what can be taken in, and what is left out."""

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]


def list_values(table: Table, column: int) -> list[tuple[str, int]]:
    """The values of a column with how often each occurs, most frequent first; refuses one with too many."""
    counts: Counter[str] = Counter()
    for _, cells in table.rows():
        value = cells[column].strip() if column < len(cells) else ""
        if value:
            counts[value] += 1
        if len(counts) > MOST_GROUP_VALUES:
            raise ImportRefused(
                [
                    f"The column “{table.columns[column]}” has more than {MOST_GROUP_VALUES} different values, "
                    "so it does not look like a group. Choose another column for the group, or none."
                ]
            )
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def iterate_answers(table: Table, columns: Columns) -> Iterator[Row | LeftOut]:
    """Each row of the file in turn: an answer, or a row that is left out with its reason.

    A row without words says nothing, as a response on the web does in which no question is answered.
    """
    no_words = f"It has no words in the column “{table.columns[columns.text]}”."
    seen_keys: dict[str, int] = {}
    seen_rows: Counter[bytes] = Counter()
    for line, cells in table.rows():
        if len(cells) != len(table.columns):
            begins = legible(cells[columns.text]).strip()[:200] if columns.text < len(cells) else ""
            yield LeftOut(line, _wrong_width(len(cells), table), begins)
            continue
        typed = storable(cells[columns.text]).strip()
        text = legible(typed).strip()
        if is_blank(text):  # said before anything else: there is no use in mending the rest of the row
            yield LeftOut(line, no_words, "", blank=True)
            continue
        reason = _misfit(cells, columns, table, seen_keys, line)
        if reason:
            yield LeftOut(line, reason, text[:200])
            continue
        value = cells[columns.group].strip() if columns.group is not None else ""
        number = cells[columns.key].strip() if columns.key is not None else ""
        if number:
            key = f"id:{number}"
        else:
            same = hashlib.sha256(f"{len(value)}:{value}{typed}".encode()).digest()
            seen_rows[same] += 1
            # of the words as they are in the file: how they are cleaned may change, and it is the same row
            key = f"row:{value}:{seen_rows[same]}:{typed}"
        yield Row(line, text, columns.groups.get(value), hashlib.sha256(key.encode()).hexdigest(), number)


def _wrong_width(n: int, table: Table) -> str:
    here = n + len(table.own)
    return f"It has {here} cell{'' if here == 1 else 's'}, and line 1 has {len(table.columns) + len(table.own)}."


def read_answers(table: Table, columns: Columns) -> Reading:
    """Every answer of the file, and every row that is left out with its reason."""
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for one in iterate_answers(table, columns):
        if isinstance(one, Row):
            rows.append(one)
        else:
            left_out.append(one)
    return Reading(tuple(rows), tuple(left_out))


def _misfit(cells: list[str], columns: Columns, table: Table, seen_keys: dict[str, int], line: int) -> str | None:
    if len(cells[columns.text]) > LONGEST_TEXT:
        return f"The answer is {len(cells[columns.text]):,} characters long; at most {LONGEST_TEXT:,} can be kept."
    if columns.group is not None:
        value = cells[columns.group].strip()
        if value and value not in columns.groups:
            return f"The group “{legible(value[:100])}” is not matched to one of your stakeholder groups."
    if columns.key is not None:
        key = cells[columns.key].strip()
        if not key:
            return f"The column “{table.columns[columns.key]}” is empty."
        if key in seen_keys:
            return f"The number “{legible(key[:100])}” is on line {seen_keys[key]:,} already."
        seen_keys[key] = line
    return None
