"""Taking in the rows of a confirmed file as a run; each row enters by the one door, once however often it runs."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select

from consult import clock
from consult.authoring.actions_import import columns_of
from consult.authoring.arrivals import THERE
from consult.authoring.queries_import import open_arrivals
from consult.work import Work
from surveys.collection import Response
from surveys.csv_table import read_table
from surveys.definition import Survey
from surveys.errors import ImportRefused
from surveys.importing import read_answers
from surveys.intake import accept_response
from surveys.receipts import ReceiptKeys
from surveys.staging import ImportBatch

KEYS = ReceiptKeys((hashlib.sha256(b"imported").digest(),))  # nobody is given the reference of an imported row
ROWS_A_UNIT = 100  # milliseconds of the writers' turn, so that residents' posts go through meanwhile


def import_rows(work: Work) -> None:
    """Take the rows in, a hundred a unit of work; rows that are there already count as such."""
    work.progress(0, 1, "Reading the file")
    with work.reading() as db:
        batch = db.get_one(ImportBatch, work.claim.subject_id)
        content, columns = batch.content, columns_of(batch)
        arrivals = open_arrivals(db, batch)
    if content is None:
        raise ImportRefused(["The file is gone. Upload it again: what was taken in already is not taken twice."])
    reading = read_answers(read_table(content), columns)
    for start in range(0, len(reading.rows), ROWS_A_UNIT):
        work.progress(start, len(reading.rows), f"Taking in answers: {start:,} of {len(reading.rows):,}")
        rows = reading.rows[start : start + ROWS_A_UNIT]
        with work.unit_of_work() as db:
            batch = db.get_one(ImportBatch, work.claim.subject_id)
            survey = db.get_one(Survey, batch.survey_id)
            held = 0
            for row, state in zip(rows, arrivals.compare(db, rows), strict=True):
                if state != THERE:
                    incoming = arrivals.incoming(row)
                    held += accept_response(db, survey, arrivals.walk, incoming, keys=KEYS, at=clock.now()).held
            if held:  # kept with the rows: to a run that is started again they are here already
                batch.counts = {**batch.counts, "changed": batch.counts.get("changed", 0) + held}
    with work.finishing() as db:
        batch = db.get_one(ImportBatch, work.claim.subject_id)
        # Counted from what is stored: a run that was resumed took some of its rows in on an earlier try.
        taken = db.scalar(select(func.count(Response.id)).where(Response.import_id == batch.id)) or 0
        changed = batch.counts.get("changed", 0)
        there = len(reading.rows) - taken - changed
        batch.counts = {**batch.counts, "taken": taken, "there": there, "changed": changed}
        batch.status, batch.content = "done", None
