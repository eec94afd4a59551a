"""Throws away what was promised to be kept only for a while: unfinished answers and uploaded files."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consult.runs import UNFINISHED, Run
from surveys.database import Database
from surveys.drafts import Draft
from surveys.staging import ImportBatch

KEEP_DRAFTS = timedelta(days=30)
KEEP_UPLOADS = timedelta(hours=24)
AT_ONCE = 500  # rows a unit of work, so that it lasts milliseconds


def purge_old_drafts(db: Session, *, at: datetime) -> int:
    """Delete drafts nobody has touched for thirty days, some at a time; return how many went."""
    old = list(db.scalars(select(Draft.id).where(Draft.changed_at < at - KEEP_DRAFTS).limit(AT_ONCE)))
    db.execute(delete(Draft).where(Draft.id.in_(old)))
    return len(old)


def purge_old_uploads(db: Session, *, at: datetime) -> int:
    """Empty uploads older than a day, unless their run still waits or works; return how many were emptied."""
    at_work = select(Run.subject_id).where(Run.kind == "import.rows", Run.status.in_(UNFINISHED))
    old = list(
        db.scalars(
            select(ImportBatch.id)
            .where(
                ImportBatch.content.is_not(None),
                ImportBatch.uploaded_at < at - KEEP_UPLOADS,
                ImportBatch.id.not_in(at_work),
            )
            .limit(AT_ONCE)
        )
    )
    chosen = ImportBatch.id.in_(old)
    db.execute(update(ImportBatch).where(chosen, ImportBatch.status != "done").values(status="dropped"))
    db.execute(update(ImportBatch).where(chosen).values(content=None, row_version=ImportBatch.row_version + 1))
    return len(old)


def keep_house(database: Database, *, at: datetime) -> int:
    """Throw away everything that is due, in short units of work; return how many records went."""
    gone = 0
    for purge in (purge_old_drafts, purge_old_uploads):
        batch = AT_ONCE
        while batch == AT_ONCE:
            with database.unit_of_work() as db:
                batch = purge(db, at=at)
            gone += batch
    if gone and database.is_sqlite:
        _empty_log(database)
    return gone


def _empty_log(database: Database) -> None:
    # What was deleted still stands in the write-ahead log until it is folded into the file.
    connection = database.writer.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
