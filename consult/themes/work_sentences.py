"""Sentences of a large question, read by several workers: a run a part, and whoever asked reads what nobody took.

Only the thorough engine reads sentences, some seventy a second; what the other engines compute would take longer to
hand over than to do. A part is a run like any other: it survives its worker, and it is read the same by whoever does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from io import BytesIO

import numpy as np
from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from analysis.sentence_model import DIRECTIONS, Batch, Matrix, load_sentence_model
from consult import clock
from consult.queue import start_run
from consult.runs import UNFINISHED, Run
from consult.themes.models import SentencePart
from consult.work import Work

READ = "themes.read"
OF_A_PART = 1000  # sentences: a quarter of a minute of one worker
AT_ONCE = 8  # batches between two looks whether the run was stopped
WAIT = 0.5  # seconds between two looks at what others read
READING = "Reading whole sentences"

Tell = Callable[[str], None]


class SharedReading:
    """Reads the sentences of one run: alone where they are few, else in parts that other workers may take."""

    def __init__(self, work: Work, tell: Tell) -> None:
        self.work, self.tell = work, tell

    def __call__(self, batches: Sequence[Batch]) -> Matrix:
        """A row for each text of each batch, in their order, whoever read it."""
        parts = cut_parts(batches)
        if len(parts) < 2:
            return read_batches(batches, lambda: self.tell(READING))
        packed = [pack_batches(part) for part in parts]
        with self.work.unit_of_work() as db:
            drop_idle_parts(db, self.work.claim.run_id)
            ids = [self._ask(db, pieces) for pieces in packed]
        while left := self._list_left(ids):
            self.tell(f"{READING}: {len(ids) - len(left)} of {len(ids)} parts")
            mine = next((one for one in reversed(left) if self._take(one)), None)
            if mine is None:
                time.sleep(WAIT)  # all that is left is with other workers
                continue
            rows = read_batches(parts[ids.index(mine)], lambda: self.tell(READING))
            with self.work.unit_of_work() as db:
                store_rows(db, mine, self.work.claim.run_id, rows)
        with self.work.reading() as db:
            found = {one.id: one.rows for one in db.scalars(select(SentencePart).where(SentencePart.id.in_(ids)))}
        with self.work.unit_of_work() as db:
            drop_parts(db, ids)
        return np.concatenate([unpack_rows(found[one]) for one in ids])

    def _ask(self, db: Session, pieces: bytes) -> int:
        row = SentencePart(run_id=self.work.claim.run_id, pieces=pieces)
        db.add(row)
        db.flush()
        start_run(
            db,
            READ,
            consultation_id=self.work.claim.consultation_id,
            subject_id=row.id,
            by=self.work.claim.asked_by,
            at=clock.now(),
        )
        return row.id

    def _list_left(self, ids: Sequence[int]) -> list[int]:
        with self.work.reading() as db:
            left = select(SentencePart.id).where(SentencePart.id.in_(ids), SentencePart.rows.is_(None))
            return list(db.scalars(left.order_by(SentencePart.id)))

    def _take(self, part_id: int) -> bool:
        """Take a part nobody reads: it waits, its worker went silent, or its run is over and left no rows."""
        now = clock.now()
        is_free = or_(Run.status != "running", and_(Run.status == "running", Run.lease_until < now))
        unread = exists().where(SentencePart.id == part_id, SentencePart.rows.is_(None))
        with self.work.unit_of_work() as db:
            taken = db.execute(
                update(Run)
                .where(Run.kind == READ, Run.subject_id == part_id, is_free, unread)
                .values(status="cancelled", owner=None, lease_until=None, ended_at=now, step="Read by who asked")
            )
            return bool(taken.rowcount)  # type: ignore[attr-defined]


def read_part(work: Work) -> None:
    """Read one part for a run that waits for it; where that run is over, its parts are thrown away instead."""
    part_id = work.claim.subject_id
    with work.reading() as db:
        part = db.get(SentencePart, part_id)
        wanted = part is not None and part.rows is None and _is_wanted(db, part.run_id)
    rows = None
    if part is not None and wanted:
        batches = unpack_batches(part.pieces)
        rows = read_batches(batches, lambda: work.progress(0, 1, READING))
    with work.finishing() as db:
        if part is not None and rows is not None:
            store_rows(db, part_id, part.run_id, rows)
        drop_idle_parts(db)


def read_batches(batches: Sequence[Batch], look: Callable[[], None]) -> Matrix:
    """Read here, and look every few batches whether the run was stopped: `look` raises then."""
    model = load_sentence_model()
    read = [np.empty((0, DIRECTIONS), dtype=np.float32)]
    for start in range(0, len(batches), AT_ONCE):
        look()
        read.append(model.embed_batches(batches[start : start + AT_ONCE]))
    return np.concatenate(read)


def cut_parts(batches: Sequence[Batch]) -> list[list[Batch]]:
    """Batches, which are never split, in parts of some thousand sentences."""
    parts: list[list[Batch]] = []
    held = OF_A_PART
    for batch in batches:
        if held >= OF_A_PART:
            parts.append([])
            held = 0
        parts[-1].append(batch)
        held += len(batch)
    return parts


def pack_batches(batches: Sequence[Batch]) -> bytes:
    """Numbers of pieces as bytes: how many texts a batch has, how long they are, and all pieces in a row."""
    packed = BytesIO()
    np.savez_compressed(
        packed,
        texts=np.array([len(batch) for batch in batches], dtype=np.int32),
        length=np.array([len(batch[0]) for batch in batches], dtype=np.int32),
        pieces=np.array([piece for batch in batches for text in batch for piece in text], dtype=np.int32),
    )
    return packed.getvalue()


def unpack_batches(packed: bytes) -> list[Batch]:
    """The same batches again."""
    with np.load(BytesIO(packed), allow_pickle=False) as held:
        texts, length, pieces = held["texts"], held["length"], held["pieces"]
    ends = np.cumsum(texts * length)
    return [
        pieces[end - n * long : end].reshape(n, long).tolist() for n, long, end in zip(texts, length, ends, strict=True)
    ]


def store_rows(db: Session, part_id: int, run_id: int, rows: Matrix) -> None:
    """Keep what was read of a part of that run, until the run takes it."""
    part = and_(SentencePart.id == part_id, SentencePart.run_id == run_id)
    db.execute(update(SentencePart).where(part).values(rows=np.ascontiguousarray(rows, "<f4").tobytes()))


def unpack_rows(rows: bytes | None) -> Matrix:
    """A row for each text of a part that was read."""
    return np.frombuffer(rows or b"", dtype="<f4").reshape(-1, DIRECTIONS)


def drop_parts(db: Session, ids: Sequence[int]) -> None:
    """Throw parts away, and the runs that read them: they hold what people wrote, as numbers."""
    db.execute(delete(Run).where(Run.kind == READ, Run.subject_id.in_(ids), Run.status.not_in(UNFINISHED)))
    db.execute(delete(SentencePart).where(SentencePart.id.in_(ids)))


def drop_idle_parts(db: Session, run_id: int = 0) -> None:
    """Throw away what nobody waits for: parts of runs that are over, and those of an earlier try of `run_id`."""
    at_work = select(Run.id).where(Run.status.in_(UNFINISHED), Run.id != run_id)
    drop_parts(db, list(db.scalars(select(SentencePart.id).where(SentencePart.run_id.not_in(at_work)))))


def _is_wanted(db: Session, run_id: int) -> bool:
    return db.scalar(select(Run.id).where(Run.id == run_id, Run.status.in_(UNFINISHED))) is not None
