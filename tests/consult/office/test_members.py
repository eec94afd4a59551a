"""Who works on a consultation, as its owner keeps it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from consult.accounts.models import Membership
from consult.audit import AuditEntry
from surveys.database import Database
from tests import make
from tests.browser import Visitor

Enter = Callable[..., Visitor]


@pytest.fixture
def ours(store: Database) -> int:
    with store.unit_of_work() as db:
        return make.consultation(db).id


def add(visitor: Visitor, within: int, email: str, role: str, status: int = 303):
    visitor.get(f"/office/consultations/{within}/members")
    return visitor.post(f"/office/consultations/{within}/members", {"email": email, "role": role}, status=status)


def roles(store: Database, within: int) -> dict[int, str]:
    with store.reading() as db:
        found = db.execute(select(Membership.user_id, Membership.role).where(Membership.consultation_id == within))
        return dict(found.all())


def test_an_owner_gives_somebody_a_role_and_it_counts_at_once(sign_in: Enter, store: Database, ours: int):
    owner, helper = sign_in("owner", ours), sign_in("officer")
    helper.get(f"/office/consultations/{ours}", status=404)
    with store.reading() as db:
        email = db.scalars(select(make.User.email).order_by(make.User.id.desc())).first()
    page = owner.follow(add(owner, ours, f" {email.upper()} ", "analyst"))
    assert page.has("works on this consultation now, as analyst.")
    helper.get(f"/office/consultations/{ours}")
    with store.reading() as db:
        last = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.verb, last.object_type, last.consultation_id) == ("members.made_analyst", "user_account", ours)


def test_what_cannot_be_added_is_named(sign_in: Enter, store: Database, ours: int):
    owner = sign_in("owner", ours)
    with store.unit_of_work() as db:
        known = make.user(db, name="Kim Known", role="viewer", consultation_id=ours).email
        shut = make.user(db)
        shut.active, email = False, shut.email
        free = make.user(db).email
    assert add(owner, ours, "nobody@wexmoor.example", "viewer", 422).has("Nobody with this address can sign in.")
    assert add(owner, ours, email, "viewer", 422).has("Nobody with this address can sign in.")
    assert add(owner, ours, known, "owner", 422).has("Kim Known works on this consultation already.")
    assert add(owner, ours, "", "viewer", 422).has("Enter an e-mail address")
    assert add(owner, ours, free, "administrator", 422).has("Choose from the list that is shown")
    page = add(owner, ours, free, "", 422)
    assert page.has("There is a problem") and page.field("email") == free


def test_a_role_is_changed_or_ended(sign_in: Enter, store: Database, ours: int):
    owner = sign_in("owner", ours)
    with store.unit_of_work() as db:
        person = make.user(db, name="Kim Viewer", role="viewer", consultation_id=ours).id
    address = f"/office/consultations/{ours}/members/{person}"
    assert owner.get(address).h1 == "Kim Viewer in Community meals"
    owner.post(address, {"role": "facilitator"})
    assert roles(store, ours)[person] == "facilitator"
    owner.post(f"{address}/remove")
    assert person not in roles(store, ours)
    owner.get(address, status=404)


def test_the_last_owner_stays_until_there_is_another(sign_in: Enter, store: Database, ours: int):
    owner = sign_in("owner", ours)
    me = next(iter(roles(store, ours)))
    address = f"/office/consultations/{ours}/members/{me}"
    owner.get(address)
    assert owner.post(address, {"role": "viewer"}, status=422).has("This is the only owner.")
    assert owner.post(f"{address}/remove", status=409).has("This is the only owner.")
    with store.unit_of_work() as db:
        make.user(db, role="owner", consultation_id=ours)
    owner.post(f"{address}/remove")
    owner.get(f"/office/consultations/{ours}/members", status=404)


def test_an_administrator_can_give_a_consultation_an_owner(sign_in: Enter, store: Database, ours: int):
    boss = sign_in("administrator")
    with store.unit_of_work() as db:
        email = make.user(db, name="Olu Owner").email
    assert boss.get(f"/office/consultations/{ours}/members").has("Nobody yet")
    assert boss.follow(add(boss, ours, email, "owner")).has("Olu Owner")


def test_somebody_of_another_consultation_is_not_found_here(sign_in: Enter, store: Database, ours: int):
    owner = sign_in("owner", ours)
    with store.unit_of_work() as db:
        theirs = make.consultation(db).id
        stranger = make.user(db, role="viewer", consultation_id=theirs).id
    owner.get(f"/office/consultations/{ours}/members/{stranger}", status=404)
    owner.get(f"/office/consultations/{theirs}/members", status=404)


def test_a_long_list_is_paged(sign_in: Enter, store: Database, ours: int):
    owner = sign_in("owner", ours)
    with store.unit_of_work() as db:
        for _ in range(60):
            make.user(db, role="viewer", consultation_id=ours)
    assert owner.get(f"/office/consultations/{ours}/members").has("People 1 to 50 of 61")
    assert owner.get(f"/office/consultations/{ours}/members?page=2").has("People 51 to 61 of 61")
