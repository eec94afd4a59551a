"""What an officer sees of a file on its way in: its first answers, what is new of it, and what is left out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.authoring.arrivals import ASKED_AT_ONCE, CHANGED, NEW, THERE, Arrivals
from surveys.csv_table import Table
from surveys.definition import Survey
from surveys.importing import Columns, LeftOut, Row, iterate_answers
from surveys.questionnaire import find_version, read_version
from surveys.staging import ImportBatch

PREVIEWED = 5
LINES_NAMED = 10
LOOKED_BACK = 200  # files of one question
_OWN_NAME = re.compile(r"rows-left-out-(\d{1,9})\b")


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would come in. `unread` counts rows with signs that nothing can hold."""

    rows: tuple[Row, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    new: int = 0
    there: int = 0
    changed: int = 0
    unread: int = 0
    unread_lines: tuple[int, ...] = ()

    @property
    def more_unread(self) -> int:
        """How many such rows are not named by their line."""
        return self.unread - len(self.unread_lines)


def look_into(db: Session, batch: ImportBatch, table: Table, columns: Columns, *, offset: int, size: int) -> Preview:
    """The first answers and `size` of the rows that are left out; a big file is passed over, not held."""
    arrivals = open_arrivals(db, batch)
    rows: list[Row] = []
    waiting: list[Row] = []
    left_out: list[LeftOut] = []
    lines: list[int] = []
    found: Counter[str] = Counter()
    for one in iterate_answers(table, columns):
        if isinstance(one, LeftOut):
            if len(left_out) < offset + size:
                left_out.append(one)
            continue
        if len(rows) < PREVIEWED:
            rows.append(one)
        if one.is_unread:
            found["unread"] += 1
            lines += [one.line] if len(lines) < LINES_NAMED else []
        waiting.append(one)
        if len(waiting) == ASKED_AT_ONCE:
            found.update(arrivals.compare(db, waiting))
            waiting.clear()
    found.update(arrivals.compare(db, waiting))
    listed = tuple(left_out[offset:])
    return Preview(tuple(rows), listed, found[NEW], found[THERE], found[CHANGED], found["unread"], tuple(lines))


def open_arrivals(db: Session, batch: ImportBatch) -> Arrivals:
    """The rows of a file against the version that people answer now; raises LookupError where there is none."""
    version = find_version(db, db.get_one(Survey, batch.survey_id))
    if version is None:
        raise LookupError(f"survey {batch.survey_id} has no published version")
    return Arrivals(read_version(version), batch.question_id, batch.id, batch.file_name)


def find_origin(db: Session, batch: ImportBatch, table: Table) -> ImportBatch | None:
    """The file that these rows were left out of, by its number in the name of ours, or the last with these columns."""
    if not table.own:
        return None
    earlier = db.scalars(
        select(ImportBatch)
        .where(ImportBatch.question_id == batch.question_id, ImportBatch.id < batch.id)
        .order_by(ImportBatch.id.desc())
        .limit(LOOKED_BACK)
    )
    alike = [one for one in earlier if one.mapping.get("columns") == list(table.columns)]
    named = _OWN_NAME.search(batch.file_name)
    number = int(named[1]) if named else None
    return next((one for one in alike if one.id == number), alike[0] if alike else None)
