"""History cannot be quietly changed: edits, deletions, swaps and cut tails of the audit trail are all seen."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from consult import audit
from consult.audit import AuditEntry, AuditHead
from surveys.database import Database
from tests import make
from tests.browser import Visitor

FULL = os.environ.get("HEED_FULL") == "1"
ATTACKS = 1000 if FULL else 100
LENGTH = 120
VERBS = ("themes.rename", "themes.accept", "office.add_user", "weights.compute", "overview.open")


def write_chain(db: Session, length: int, seed: int = 1) -> str:
    """A whole trail of made entries, in bulk; returns its head."""
    chance, previous, rows = random.Random(seed), audit.GENESIS, []
    for number in range(1, length + 1):
        entry = AuditEntry(
            id=number,
            at=make.NOON + timedelta(seconds=number, microseconds=chance.randrange(10**6)),
            actor_id=chance.choice([None, 1, 2, 3]),
            verb=chance.choice(VERBS),
            object_type=chance.choice(["theme", "survey", "site"]),
            object_id=chance.choice([None, 7, 8, number]),
            consultation_id=chance.choice([None, 1, 2]),
            previous_hash=previous,
        )
        previous = audit._hash(entry)
        rows.append({column.name: getattr(entry, column.name) for column in AuditEntry.__table__.columns})
        rows[-1]["entry_hash"] = previous
    db.execute(insert(AuditEntry), rows)
    db.add(AuditHead(id=1, count=length, head_hash=previous))
    db.flush()
    return previous


@pytest.fixture
def head(database: Database) -> str:
    """A trail of LENGTH entries; the hash that a publication printed."""
    with database.unit_of_work() as db:
        return write_chain(db, LENGTH)


@contextmanager
def taken_back(database: Database) -> Iterator[Session]:
    """A unit whose changes do not stay."""
    with database._turn(), database._writing() as db:
        yield db
        db.rollback()


# ---- what somebody with the database in their hands may do


def edit(db: Session, chance: random.Random) -> None:
    column, value = chance.choice(
        [
            ("actor_id", 99),
            ("verb", "themes.nothing"),
            ("object_type", "question"),
            ("object_id", 999),
            ("consultation_id", 77),
            ("at", make.NOON - timedelta(days=chance.randrange(1, 400))),
            ("entry_hash", "0" * 63 + "1"),
            ("previous_hash", "f" * 64),
        ]
    )
    db.execute(update(AuditEntry).where(AuditEntry.id == chance.randint(1, LENGTH)).values(**{column: value}))


def edit_and_seal_again(db: Session, chance: random.Random) -> None:
    entry = db.get_one(AuditEntry, chance.randint(1, LENGTH))
    entry.verb = "themes.nothing"
    entry.entry_hash = audit._hash(entry)


def remove(db: Session, chance: random.Random) -> None:
    db.execute(delete(AuditEntry).where(AuditEntry.id == chance.randint(1, LENGTH)))


def remove_and_close_the_gap(db: Session, chance: random.Random) -> None:
    gone = chance.randint(1, LENGTH - 1)
    db.execute(delete(AuditEntry).where(AuditEntry.id == gone))
    for number in range(gone + 1, LENGTH + 1):
        db.execute(update(AuditEntry).where(AuditEntry.id == number).values(id=number - 1))


def swap(db: Session, chance: random.Random) -> None:
    first, second = sorted(chance.sample(range(1, LENGTH + 1), 2))
    for source, target in ((first, 10**6), (second, first), (10**6, second)):
        db.execute(update(AuditEntry).where(AuditEntry.id == source).values(id=target))


def copy(db: Session, chance: random.Random) -> None:
    source = db.get_one(AuditEntry, chance.randint(1, LENGTH))
    values = {column.name: getattr(source, column.name) for column in AuditEntry.__table__.columns}
    db.execute(insert(AuditEntry).values(**{**values, "id": LENGTH + 1}))


def cut_tail(db: Session, chance: random.Random) -> None:
    db.execute(delete(AuditEntry).where(AuditEntry.id > chance.randint(0, LENGTH - 1)))


def cut_tail_and_set_the_head_back(db: Session, chance: random.Random) -> None:
    kept = chance.randint(0, LENGTH - 1)
    db.execute(delete(AuditEntry).where(AuditEntry.id > kept))
    last = db.scalar(select(AuditEntry.entry_hash).where(AuditEntry.id == kept)) or audit.GENESIS
    db.execute(update(AuditHead).values(count=kept, head_hash=last))


def write_it_all_anew(db: Session, chance: random.Random) -> None:
    at = chance.randint(1, LENGTH)
    entries = list(db.scalars(select(AuditEntry).where(AuditEntry.id >= at).order_by(AuditEntry.id)))
    entries[0].actor_id = 99
    previous = entries[0].previous_hash
    for entry in entries:
        entry.previous_hash, entry.entry_hash = previous, ""
        entry.entry_hash = previous = audit._hash(entry)
    db.execute(update(AuditHead).values(head_hash=previous))


def set_the_head(db: Session, chance: random.Random) -> None:
    db.execute(update(AuditHead).values(head_hash="a" * 64))


def take_everything(db: Session, chance: random.Random) -> None:
    db.execute(delete(AuditEntry))
    db.execute(delete(AuditHead))


Attack = Callable[[Session, random.Random], None]
SEEN_FROM_INSIDE: list[Attack] = [
    edit, edit_and_seal_again, remove, remove_and_close_the_gap, swap, copy, cut_tail, set_the_head,
]  # fmt: skip
# Somebody who can write every row can write a trail that is whole in itself; the hash in a publication gives it away.
SEEN_FROM_A_PUBLICATION: list[Attack] = [cut_tail_and_set_the_head_back, write_it_all_anew, take_everything]


def missed(database: Database, head: str, attacks: list[Attack], *, printed: bool) -> list[str]:
    """Which of many random attacks the check does not see."""
    unseen = []
    for number in range(ATTACKS):
        chance = random.Random(number)
        attack = attacks[number % len(attacks)]
        with taken_back(database) as db:
            attack(db, chance)
            db.flush()
            db.expire_all()
            verdict = audit.verify(db, expected_head=head if printed else None)
            if verdict.fault is None:
                unseen.append(f"{attack.__name__} (seed {number})")
    return unseen


def test_a_trail_nobody_touched_is_whole(database: Database, head: str):
    with database.reading() as db:
        assert audit.verify(db) == audit.Verdict(LENGTH, head, None)
        assert audit.verify(db, expected_head=head).fault is None


@pytest.mark.promise
def test_every_edit_deletion_swap_and_cut_tail_is_seen(database: Database, head: str):
    assert missed(database, head, SEEN_FROM_INSIDE, printed=False) == []


@pytest.mark.promise
def test_a_trail_written_anew_is_seen_by_the_hash_a_publication_printed(database: Database, head: str):
    assert missed(database, head, SEEN_FROM_A_PUBLICATION, printed=True) == []


def test_a_check_that_skips_the_hash_misses_some(database: Database, head: str, monkeypatch: pytest.MonkeyPatch):
    """The planted fault: without it the two tests above would prove nothing."""
    monkeypatch.setattr(audit, "_hash", lambda entry: entry.entry_hash)
    assert len(missed(database, head, [edit, edit_and_seal_again], printed=False)) > ATTACKS // 4


def test_what_cannot_be_seen_from_inside_is_not_claimed(database: Database, head: str):
    with taken_back(database) as db:
        cut_tail_and_set_the_head_back(db, random.Random(1))
        assert audit.verify(db).fault is None, "only a publication shows this; docs and the page must not say otherwise"


def test_many_writers_at_once_make_one_chain(database: Database):
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        for step in range(10):
            with database.unit_of_work() as db:
                db.get(AuditHead, 1)  # what a page may have read before; it must not be trusted
                audit.record(
                    db,
                    "themes.rename",
                    actor_id=number,
                    object_type="theme",
                    object_id=step,
                    consultation_id=1,
                    at=make.NOON,
                )

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as db:
        verdict = audit.verify(db)
    assert (verdict.entries, verdict.fault) == (80, None)


def test_links_added_together_are_those_added_one_by_one(database: Database, head: str):
    link = {"actor_id": 2, "object_type": "answer", "consultation_id": 1, "at": make.NOON}
    with taken_back(database) as db:
        for number in (9, 4, 5):
            audit.record(db, "theme_personal.answer", object_id=number, **link)
        one_by_one = audit.verify(db)
    with database.unit_of_work() as db:
        audit.record(db, "theme_personal.answer", object_id=[9, 4, 5], **link)
        audit.record(db, "theme_personal.answer", object_id=[], **link)
        assert audit.verify(db) == one_by_one
        assert (one_by_one.entries, one_by_one.fault) == (LENGTH + 3, None)
        audit.record(db, "themes.rename", object_id=1, **link)
        assert audit.verify(db).fault is None, "the next link goes on from the last of them"


def test_a_change_and_its_entry_are_kept_together_or_not_at_all(sign_in: Callable[..., Visitor], store: Database):
    visitor = sign_in("administrator")
    visitor.get("/office/users/new")
    visitor.post("/office/users/new", {"name": "", "email": "x"}, status=422)
    assert entries(store) == []
    visitor.post("/office/users/new", {"name": "Sam Facilitator", "email": "sam@wexmoor.example"})
    assert entries(store) == ["office.add_user"]


def test_an_entry_holds_ids_and_verbs_and_no_words(sign_in: Callable[..., Visitor], store: Database):
    visitor = sign_in("administrator")
    visitor.get("/office/users/new")
    visitor.post("/office/users/new", {"name": "Canary Name", "email": "canary@wexmoor.example"})
    with store.reading() as db:
        row = db.execute(select(AuditEntry.__table__)).mappings().one()
    assert "anary" not in repr(dict(row))


@pytest.mark.promise
def test_a_hundred_thousand_entries_are_read_in_ten_seconds(database: Database):
    length = 100_000 if FULL else 10_000
    with database.unit_of_work() as db:
        write_chain(db, length)
    started = time.process_time()  # work, not waiting: other tests may hold the machine
    with database.reading() as db:
        assert audit.verify(db).fault is None
    assert time.process_time() - started <= length / 10_000


def entries(store: Database) -> list[str]:
    with store.reading() as db:
        return list(db.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))
