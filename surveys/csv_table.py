"""A CSV file as a table of text; refuses what is no text, and takes nothing of what Heed itself added to its rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from surveys.errors import ImportRefused
from surveys.formulas import unguard
from surveys.text import legible, storable

LARGEST_FILE = 20 * 1024 * 1024  # bytes
MOST_COLUMNS = 200
MOST_ROWS = 100_000  # twenty megabytes can hold ten million short ones, which would fill the server's memory
NO_TEXT = "This is not a text file. In your spreadsheet choose Save as, then CSV UTF-8."
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SNIFFED_ROWS, _SNIFFED_SIGNS = 50, 1_000_000
# A file that holds both of these is one of rows left out, which was downloaded here.
OWN_COLUMNS = ("Line in the file", "Why it is left out")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_MOST_CONTROLS, _LET_BE = 0.01, 10  # of all signs; and so many are let be in the shortest file

csv.field_size_limit(LARGEST_FILE)  # what is too long for an answer is named row by row, later


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: its column names, its text, and what was noticed on the way.

    `own`: the places of the columns that we added to rows left out. They are no part of `columns` nor of a row, and
    the quotation mark that guarded a cell of such a file is taken off.
    """

    columns: tuple[str, ...]
    text: str
    delimiter: str
    notices: tuple[str, ...] = ()
    own: tuple[int, ...] = ()

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
                yield line, _without(cells, self.own)


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
    own = tuple(header.index(name) for name in OWN_COLUMNS) if set(OWN_COLUMNS) <= set(header) else ()
    header = _without(header, own)
    if not header:
        raise ImportRefused(["This file has only the two columns that were added to rows left out, and no answers."])
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
    return Table(columns, text, delimiter, tuple(notices), own)


def _without(cells: list[str], own: tuple[int, ...]) -> list[str]:
    return [unguard(cell) for place, cell in enumerate(cells) if place not in own] if own else cells


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
    notices: list[str] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text, notices = _decode_older(content, content[: error.start].count(b"\n") + 1)
    if len(_CONTROLS.findall(text)) > max(_LET_BE, _MOST_CONTROLS * len(text)):
        raise ImportRefused([NO_TEXT])
    return storable(text), notices


def _decode_older(content: bytes, line: int) -> tuple[str, list[str]]:
    """Windows-1252 is what older spreadsheets save; five bytes that are no sign of it are read as controls."""
    text = content.decode("cp1252", errors="replace").replace("\ufffd", "\x00")
    notice = (
        f"The file is not UTF-8: line {line:,} has a sign that does not fit. It was read as Windows-1252 instead. "
        "Check that letters with accents and pound signs look right."
    )
    return text, [notice]


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
