"""What officers decide about an uploaded file; nothing in it becomes an answer before they confirm."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from surveys.csv_table import read_table
from surveys.definition import Question, Survey
from surveys.errors import ImportRefused, WrongState
from surveys.importing import Columns, LeftOut, Row, iterate_answers, list_values
from surveys.staging import ImportBatch

WAITING = ("uploaded", "mapped")


def upload_file(
    db: Session, question: Question, *, file_name: str, content: bytes, by: int, at: datetime
) -> ImportBatch:
    """Keep a file for at most a day while the officer looks; raises ImportRefused when it cannot be read."""
    survey = db.get_one(Survey, question.survey_id)
    if survey.published_number is None:
        raise ImportRefused(["Publish this survey first. Answers from a file belong to a published version."])
    if survey.status == "archived":
        raise ImportRefused(["This survey is archived and takes no more answers."])
    for _ in read_table(content).rows():
        pass  # to the end: a fault on the last line is told now, with its line, and not on the way in
    batch = ImportBatch(
        survey_id=question.survey_id,
        question_id=question.id,
        file_name=file_name[:200],
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )
    db.add(batch)
    db.flush()
    return batch


def choose_columns(
    db: Session,
    batch: ImportBatch,
    *,
    text: int,
    group: int | None,
    key: int | None,
    known: dict[str, int],
    matched: dict[str, int | None],
) -> ImportBatch:
    """Say which column is what.

    Group values are matched at once where they were before (`matched`) or are names of groups (`known`, in lower case).
    """
    _must_wait(batch)
    table = read_table(batch.content or b"")
    chosen = [column for column in (text, group, key) if column is not None]
    if any(not 0 <= column < len(table.columns) for column in chosen):
        raise ImportRefused(["Choose columns of this file."])
    if len(set(chosen)) < len(chosen):
        raise ImportRefused(["Choose a different column for each use."])
    values = list_values(table, group) if group is not None else []
    batch.mapping = {
        "text": text,
        "group": group,
        "key": key,
        "groups": {value: matched.get(value, known.get(value.casefold())) for value, _ in values},
        "columns": list(table.columns),
    }
    return _count(db, batch)


def match_groups(db: Session, batch: ImportBatch, groups: dict[str, int | None]) -> ImportBatch:
    """Say which stakeholder group each value of the group column stands for; None is no group."""
    _must_wait(batch)
    if batch.status != "mapped":
        raise WrongState("Choose the columns first.")
    kept = {value: groups.get(value) for value in batch.mapping.get("groups", {})}
    batch.mapping = {**batch.mapping, "groups": kept}
    return _count(db, batch)


def columns_of(batch: ImportBatch) -> Columns:
    """The officer's choice as the reader of files wants it."""
    mapping = batch.mapping
    return Columns(mapping["text"], mapping["group"], mapping["key"], mapping["groups"])


def _count(db: Session, batch: ImportBatch) -> ImportBatch:
    found = Counter(map(_name, iterate_answers(read_table(batch.content or b""), columns_of(batch))))
    batch.counts = {name: found[name] for name in ("rows", "rejected", "blank")}
    batch.status = "mapped"
    db.flush()
    return batch


def _name(one: Row | LeftOut) -> str:
    if isinstance(one, Row):
        return "rows"
    return "blank" if one.blank else "rejected"


def confirm_import(db: Session, batch: ImportBatch) -> ImportBatch:
    """Say yes: the rows that fit are taken in by a run."""
    if batch.status != "mapped":
        raise WrongState("Choose the columns first, or upload the file again.")
    if not batch.counts.get("rows"):
        raise WrongState("There is no row in this file that can be taken in.")
    batch.status = "confirmed"
    db.flush()
    return batch


def drop_import(db: Session, batch: ImportBatch) -> ImportBatch:
    """Say no: the file is forgotten and nothing was taken in."""
    _must_wait(batch)
    batch.status, batch.content = "dropped", None
    db.flush()
    return batch


def _must_wait(batch: ImportBatch) -> None:
    if batch.status not in WAITING:
        raise WrongState("This file was dealt with already. Upload it again to start over.")
    if batch.content is None:
        raise WrongState("This file was kept for a day and is gone now. Upload it again.")
