"""A spreadsheet of open answers read row by row; every row that is left out is named with its line and reason."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from surveys.errors import ImportRefused
from surveys.questions.base import LONGEST_TEXT
from surveys.text import is_blank, legible, storable

LARGEST_FILE = 20 * 1024 * 1024  # bytes
MOST_COLUMNS = 200
MOST_ROWS = 100_000  # twenty megabytes can hold ten million short ones, which would fill the server's memory
MOST_GROUP_VALUES = 60
NO_TEXT = "This is not a text file. In your spreadsheet choose Save as, then CSV UTF-8."
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SNIFFED_ROWS, _SNIFFED_SIGNS = 50, 1_000_000

csv.field_size_limit(LARGEST_FILE)  # what is too long for an answer is named row by row, later


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: its column names, its text, and what was noticed on the way."""

    columns: tuple[str, ...]
    text: str
    delimiter: str
    notices: tuple[str, ...] = ()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row below the header with the line of the file it starts on; empty lines are passed over."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        next(reader, None)
        for number in count():
            if number > MOST_ROWS:
                raise ImportRefused(
                    [
                        f"The file has more than {MOST_ROWS:,} rows, empty ones counted. Delete empty rows at its end, "
                        "or split it."
                    ]
                )
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise ImportRefused([_explain(error, line)]) from None
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, cells


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


def read_table(content: bytes) -> Table:
    """Read a CSV file; raises ImportRefused with a sentence saying what is wrong and where."""
    if len(content) > LARGEST_FILE:
        size = len(content) / 1024 / 1024
        raise ImportRefused([f"The file is {size:.0f} MB. A file may have up to {LARGEST_FILE // 1024 // 1024} MB."])
    text, notices = _decode(content)
    if not text.strip():
        raise ImportRefused(["The file is empty. Choose a file with a row of column names and a row for each answer."])
    delimiter = _find_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        header = [legible(cell).strip() for cell in next(reader)]
        line = reader.line_num + 1
        first = next(reader, None)
    except csv.Error as error:
        raise ImportRefused([_explain(error, line)]) from None
    if len(header) > MOST_COLUMNS:
        raise ImportRefused([f"Line 1 has {len(header):,} columns. A file may have up to {MOST_COLUMNS}."])
    if first is None:
        raise ImportRefused(["The file has column names but no answers below them."])
    if len(header) == 1:
        notices.append(
            "The file has one column only. If it should have more, save it again with commas between the columns."
        )
    columns = tuple(name or f"Column {place}" for place, name in enumerate(header, start=1))
    doubled = [name for name, n in Counter(columns).items() if n > 1]
    if doubled:
        notices.append(f"Line 1 has the column name “{doubled[0]}” more than once. Check which one you choose.")
    return Table(columns, text, delimiter, tuple(notices))


def _decode(content: bytes) -> tuple[str, list[str]]:
    if content.startswith(b"PK\x03\x04"):
        raise ImportRefused(["This is a workbook, not a CSV file. In your spreadsheet choose Save as, then CSV UTF-8."])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return storable(content.decode("utf-16")), []
        except UnicodeDecodeError:
            raise ImportRefused(["The file begins as UTF-16 text but does not go on as such."]) from None
    if b"\x00" in content[:10_000]:
        raise ImportRefused([NO_TEXT])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _decode_older(content, line)
    return storable(text), []


def _decode_older(content: bytes, line: int) -> tuple[str, list[str]]:
    """Windows-1252 is what older spreadsheets save; anything it cannot be is refused."""
    what = f"The file is not UTF-8: line {line:,} has a sign that does not fit."
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise ImportRefused([what + " In your spreadsheet choose Save as, then CSV UTF-8."]) from None
    if sum(sign < " " and sign not in "\t\r\n\f" for sign in text[:10_000]) > 0:
        raise ImportRefused([NO_TEXT])
    notice = what + " It was read as Windows-1252 instead. Check that letters with accents and pound signs look right."
    return storable(text), [notice]


def _find_delimiter(text: str) -> str:
    """The sign that gives the header the most columns and most rows as many as it."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text[:_SNIFFED_SIGNS], newline=""), delimiter=delimiter)
        widths = []
        try:
            for row in reader:
                if row:
                    widths.append(len(row))
                if len(widths) > _SNIFFED_ROWS:
                    break
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        agreeing = sum(width == widths[0] for width in widths) / len(widths)
        if (agreeing, widths[0]) > best_score:
            best, best_score = delimiter, (agreeing, widths[0])
    return best


def _explain(error: csv.Error, line: int) -> str:
    if "unexpected end of data" in str(error):
        return f'A quotation mark (") is opened on line {line:,} and never closed. Close it, or save the file again.'
    if "expected after" in str(error):
        return f'Line {line:,} has a quotation mark (") inside a cell. Write it twice (""), or save the file again.'
    return f"Line {line:,} cannot be read. Save the file again as CSV UTF-8 from your spreadsheet."


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
        reason = _misfit(cells, columns, table, seen_keys, line)
        typed = storable(cells[columns.text]).strip() if columns.text < len(cells) else ""
        text = legible(typed).strip()
        if reason:
            yield LeftOut(line, reason, text[:200])
            continue
        if is_blank(text):
            yield LeftOut(line, no_words, "", blank=True)
            continue
        value = cells[columns.group].strip() if columns.group is not None else ""
        if columns.key is not None:
            key = f"id:{cells[columns.key].strip()}"
        else:
            same = hashlib.sha256(f"{len(value)}:{value}{typed}".encode()).digest()
            seen_rows[same] += 1
            # of the words as they are in the file: how they are cleaned may change, and it is the same row
            key = f"row:{value}:{seen_rows[same]}:{typed}"
        yield Row(line, text, columns.groups.get(value), hashlib.sha256(key.encode()).hexdigest())


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
    if len(cells) != len(table.columns):
        return f"It has {len(cells)} cells, and line 1 has {len(table.columns)}."
    if len(cells[columns.text]) > LONGEST_TEXT:
        return f"The answer is {len(cells[columns.text]):,} characters long; at most {LONGEST_TEXT:,} can be kept."
    if columns.group is not None:
        value = cells[columns.group].strip()
        if value and value not in columns.groups:
            return f"The group “{value[:100]}” is not matched to one of your stakeholder groups."
    if columns.key is not None:
        key = cells[columns.key].strip()
        if not key:
            return f"The column “{table.columns[columns.key]}” is empty."
        if key in seen_keys:
            return f"The number “{key[:100]}” is on line {seen_keys[key]:,} already."
        seen_keys[key] = line
    return None
