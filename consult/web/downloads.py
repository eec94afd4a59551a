"""Tables and records as files to keep: no cell can run as a formula in a spreadsheet, and numbers stay numbers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from flask import Response

from surveys.formulas import harmless


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV with the mark by which spreadsheets know that it is UTF-8."""
    out = StringIO()
    # Every text is quoted: some spreadsheets part cells at semicolons and tabs too, and "a;=1+1" would hold a formula.
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """The rows as a file called `name`, which is ours and holds no typed text."""
    return _file(name, csv_text(rows), "text/csv; charset=utf-8")


def json_file(name: str, record: Any) -> Response:
    """A record as a file, laid out for people to read."""
    return text_file(name, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def text_file(name: str, text: str, mimetype: str = "application/json; charset=utf-8") -> Response:
    """Text as it is, byte for byte."""
    return _file(name, text, mimetype)


def _file(name: str, text: str, mimetype: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return Response(text, content_type=mimetype, headers={"Content-Disposition": disposition})
