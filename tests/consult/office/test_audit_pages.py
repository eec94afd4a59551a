"""The audit trail as administrators and owners read it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from consult import audit
from consult.audit import AuditEntry
from consult.office import queries
from consult.office.queries import verb_words
from surveys.database import Database
from tests import make
from tests.browser import Visitor

Enter = Callable[..., Visitor]


def write(store: Database, count: int, *, consultation_id: int | None = None, actor_id: int | None = 1) -> None:
    with store.unit_of_work() as db:
        for number in range(count):
            audit.record(
                db,
                "themes.rename",
                actor_id=actor_id,
                object_type="theme",
                object_id=number,
                consultation_id=consultation_id,
                at=make.NOON,
            )


def test_a_whole_trail_says_so_with_its_length_and_seal(sign_in: Enter, store: Database):
    boss = sign_in("administrator")
    write(store, 3)
    with store.reading() as db:
        head = audit.verify(db).head
    page = boss.get("/office/audit")
    assert page.has("The trail is whole") and page.has("3 entries") and page.has(head)


def test_a_changed_trail_says_what_was_found(sign_in: Enter, store: Database):
    boss = sign_in("administrator")
    write(store, 5)
    with store.unit_of_work() as db:
        db.execute(update(AuditEntry).where(AuditEntry.id == 3).values(actor_id=99))
    page = boss.get("/office/audit")
    assert page.has("The trail is not whole") and page.has("entry 3 was changed") and not page.has("The trail is whole")


def test_a_very_long_trail_is_read_through_when_asked(sign_in: Enter, store: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queries, "CHECKED_AT_ONCE", 2)
    boss = sign_in("administrator")
    write(store, 3)
    page = boss.get("/office/audit")
    assert page.has("Not checked on this visit") and not page.has("The trail is whole")
    assert boss.get("/office/audit?check=all").has("The trail is whole")


def test_the_newest_come_first_fifty_a_page_without_a_question_per_entry(
    sign_in: Enter, store: Database, count_queries
):
    boss = sign_in("administrator")
    write(store, 3)
    with count_queries() as few:
        boss.get("/office/audit")
    write(store, 117)
    with count_queries() as many:
        page = boss.get("/office/audit")
    assert len(few) == len(many)
    assert page.has("Entries 1 to 50 of 120")
    assert page.reading.index(" 120 ") < page.reading.index(" 119 ") < page.reading.index(" 71 ")
    assert boss.get("/office/audit?page=3").has("Entries 101 to 120 of 120")


def test_people_are_named_and_those_who_are_gone_keep_their_number(sign_in: Enter, store: Database):
    boss = sign_in("administrator")
    with store.unit_of_work() as db:
        jo = make.user(db, name="Jo Officer").id
    write(store, 1, actor_id=jo)
    write(store, 1, actor_id=4711)
    write(store, 1, actor_id=None)
    page = boss.get("/office/audit")
    assert page.has("Jo Officer") and page.has("Person 4711") and page.has("Nobody signed in")


def test_an_owner_reads_what_was_done_in_their_consultation_and_nothing_else(sign_in: Enter, store: Database):
    with store.unit_of_work() as db:
        ours, theirs = make.consultation(db).id, make.consultation(db).id
    write(store, 2, consultation_id=ours)
    write(store, 60, consultation_id=theirs)
    write(store, 1)
    owner = sign_in("owner", ours)
    page = owner.get(f"/office/consultations/{ours}/audit")
    assert page.text.count("Themes: rename") == 2
    owner.get(f"/office/consultations/{theirs}/audit", status=404)
    owner.get("/office/audit", status=403)


def test_an_empty_trail_says_what_will_be_here(sign_in: Enter):
    assert sign_in("administrator").get("/office/audit").has("Every change that an officer makes will be listed here.")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("account.signed_in", "Signed in"),
        ("themes.sign_off", "Themes: sign off"),
        ("theme_pane.rename", "Theme pane: rename"),
        ("imported", "Imported"),
    ],
)
def test_what_was_done_is_told_in_words(verb: str, words: str):
    assert verb_words(verb) == words
