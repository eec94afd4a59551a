"""Who did what to which record, as a hash chain in the same transaction; ids and verbs, never people's words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveys.database import Base

GENESIS = "0" * 64
AT_ONCE = 2000  # links in one insert


class AuditEntry(Base):
    """One link of the chain."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 ... without a gap
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    verb: Mapped[str] = mapped_column(String(80))
    object_type: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int | None]
    consultation_id: Mapped[int | None] = mapped_column(index=True)
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The newest link: one row, locked while a link is added, so that the chain never forks."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default=GENESIS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading the chain from end to end showed; `fault` is None when it is whole."""

    entries: int
    head: str
    fault: str | None


def _hash(entry: AuditEntry | Any) -> str:  # or a row with the same names
    fields = (
        entry.id,
        entry.at.isoformat(),
        entry.actor_id,
        entry.verb,
        entry.object_type,
        entry.object_id,
        entry.consultation_id,
        entry.previous_hash,
    )
    return hashlib.sha256("\x1f".join(map(repr, fields)).encode()).hexdigest()


def record(
    db: Session,
    verb: str,
    *,
    actor_id: int | None,
    object_type: str,
    object_id: int | Sequence[int] | None,
    consultation_id: int | None,
    at: datetime,
) -> None:
    """Add one link to the chain, or one for each of many records in their order, which holds the chain once; they are
    kept only if the unit of work they belong to is."""
    object_ids = object_id if isinstance(object_id, Sequence) else (object_id,)
    if not object_ids:
        return
    head = _hold_head(db)
    rows = []
    for one in object_ids:
        entry = AuditEntry(
            at=at,
            actor_id=actor_id,
            verb=verb,
            object_type=object_type,
            object_id=one,
            consultation_id=consultation_id,
        )
        _chain(head, entry)
        rows.append({name: getattr(entry, name) for name in AuditEntry.__table__.columns.keys()})  # noqa: SIM118
    for start in range(0, len(rows), AT_ONCE):
        db.execute(insert(AuditEntry), rows[start : start + AT_ONCE])
    db.flush()


def _chain(head: AuditHead, entry: AuditEntry) -> None:
    entry.id, entry.previous_hash = head.count + 1, head.head_hash
    entry.entry_hash = _hash(entry)
    head.count, head.head_hash = entry.id, entry.entry_hash


def _hold_head(db: Session) -> AuditHead:
    # Read anew: somebody may have added a link since this session saw the head, and waited for here.
    held = select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
    head = db.scalar(held)
    if head is None:
        # Another writer begins the chain at the same moment: whoever comes second goes on from theirs.
        with suppress(IntegrityError), db.begin_nested():
            db.execute(insert(AuditHead).values(id=1, count=0, head_hash=GENESIS))
        head = db.scalars(held).one()
    return head


def verify(db: Session, *, expected_head: str | None = None) -> Verdict:
    """Read the whole chain and say whether any link was changed, removed, moved or cut off.

    A cut tail with the head row set back to match cannot be seen from inside: give `expected_head`,
    the hash printed in a publication, and it is.
    """
    previous, count, seen_expected = GENESIS, 0, expected_head in (None, GENESIS)
    # Rows instead of records: a long trail is read three times as fast.
    links = select(*AuditEntry.__table__.columns).order_by(AuditEntry.id)
    for entry in db.execute(links.execution_options(yield_per=1000)):
        count += 1
        if entry.id != count:
            return Verdict(count, previous, f"entry {count} is missing")
        if entry.previous_hash != previous or entry.entry_hash != _hash(entry):
            return Verdict(count, previous, f"entry {entry.id} was changed")
        previous = entry.entry_hash
        seen_expected = seen_expected or previous == expected_head
    head = db.get(AuditHead, 1)
    if (head.count if head else 0, head.head_hash if head else GENESIS) != (count, previous):
        return Verdict(count, previous, "the last entries are missing")
    if not seen_expected:
        return Verdict(count, previous, "the entry a publication names is missing")
    return Verdict(count, previous, None)
