"""A table as a spreadsheet file (XLSX): text stays text, so no cell can run as a formula, and the same rows give the
same bytes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO

from flask import Response
from xlsxwriter import Workbook

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the moment a file is made would make two alike files differ
LONGEST = 32_767  # letters of a cell
# A spreadsheet must not guess what a text is: not a formula, not a link, not a number.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def workbook_bytes(sheets: Iterable[tuple[str, Iterable[Sequence[object]]]]) -> bytes:
    """Sheets by name, headings in their first row. Refuses nothing: a number that is none is left out."""
    out = BytesIO()
    book = Workbook(out, AS_TEXT)
    book.set_properties({"created": MADE.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, bool | int | float):
                    if math.isfinite(cell):
                        sheet.write_number(at, column, cell)
                elif cell is not None:
                    sheet.write_string(at, column, str(cell)[:LONGEST], bold if at == 0 else None)
        sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def xlsx_file(name: str, sheets: Iterable[tuple[str, Iterable[Sequence[object]]]]) -> Response:
    """The sheets as a file called `name`, which is ours and holds no typed text."""
    disposition = f'attachment; filename="{name}"'
    return Response(workbook_bytes(sheets), content_type=MIMETYPE, headers={"Content-Disposition": disposition})
