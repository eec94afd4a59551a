"""Taking in the rows of a confirmed file as a run; each row enters by the one door, once however often it runs."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select

from consult import clock
from consult.authoring.actions_import import columns_of
from consult.work import Work
from surveys.collection import Response
from surveys.definition import Survey
from surveys.errors import ImportRefused
from surveys.importing import Row, read_answers, read_table
from surveys.intake import Incoming, accept_response
from surveys.questionnaire import Questionnaire, find_version, read_version
from surveys.receipts import ReceiptKeys
from surveys.staging import ImportBatch

KEYS = ReceiptKeys((hashlib.sha256(b"imported").digest(),))  # nobody is given the reference of an imported row
ROWS_A_UNIT = 100  # milliseconds of the writers' turn, so that residents' posts go through meanwhile


def import_rows(work: Work) -> None:
    """Take the rows in, a hundred a unit of work; rows that are there already count as such."""
    work.progress(0, 1, "Reading the file")
    with work.reading() as db:
        batch = db.get_one(ImportBatch, work.claim.subject_id)
        survey = db.get_one(Survey, batch.survey_id)
        version = find_version(db, survey)
        content, columns, question_id = batch.content, columns_of(batch), batch.question_id
    if content is None or version is None:
        raise ImportRefused(["The file is gone. Upload it again: what was taken in already is not taken twice."])
    walk = read_version(version)
    reading = read_answers(read_table(content), columns)
    changed = 0
    for start in range(0, len(reading.rows), ROWS_A_UNIT):
        work.progress(start, len(reading.rows), f"Taking in answers: {start:,} of {len(reading.rows):,}")
        with work.unit_of_work() as db:
            survey = db.get_one(Survey, walk.survey_id)
            for row in reading.rows[start : start + ROWS_A_UNIT]:
                incoming = _incoming(row, walk, question_id, work.claim.subject_id)
                receipt = accept_response(db, survey, walk, incoming, keys=KEYS, at=clock.now())
                changed += receipt.held
    with work.finishing() as db:
        batch = db.get_one(ImportBatch, work.claim.subject_id)
        # Counted from what is stored: a run that was resumed took some of its rows in on an earlier try.
        taken = db.scalar(select(func.count(Response.id)).where(Response.import_id == batch.id)) or 0
        there = len(reading.rows) - taken - changed
        batch.counts = {**batch.counts, "taken": taken, "there": there, "changed": changed}
        batch.status, batch.content = "done", None


def _incoming(row: Row, walk: Questionnaire, question_id: int, batch_id: int) -> Incoming:
    return Incoming(
        instance_id=hashlib.sha256(f"import:{question_id}:{row.key}".encode()).hexdigest(),
        answers={question_id: {"text": row.text}},
        channel="import",
        import_id=batch_id,
        states={question.id: "not_asked" for question in walk.questions() if question.id != question_id},
        groups=(row.group_id,) if row.group_id is not None else (),
    )
