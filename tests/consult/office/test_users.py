"""People and their accounts, as an administrator keeps them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import User
from consult.app import create_app
from consult.audit import AuditEntry
from consult.outbox import Mail
from surveys.database import Database
from tests import make
from tests.browser import Visitor
from tests.signing import PASSWORD, arrive, is_in, officer, set_up, try_password

Enter = Callable[..., Visitor]
SAM = "sam@wexmoor.example"


def invite(visitor: Visitor, *, status: int = 303, **values: str):
    """Send the form that makes an account."""
    visitor.get("/office/users/new")
    return visitor.post("/office/users/new", {"name": "Sam Facilitator", "email": SAM, **values}, status=status)


def person(store: Database, email: str = SAM) -> User:
    with store.reading() as db:
        return db.scalars(select(User).where(User.email == email)).one()


def test_somebody_invited_gets_a_link_chooses_a_password_and_signs_in(app: Flask, sign_in: Enter, store: Database):
    boss = sign_in("administrator")
    page = boss.follow(invite(boss))
    assert page.h1 == "Sam Facilitator" and page.has("Invited")
    with store.reading() as db:
        mail = db.scalars(select(Mail)).one()
    assert mail.recipient == SAM and "Sam Facilitator" in mail.body
    link = re.search(r"http://localhost(/account/new-password/\S+)", mail.body)
    assert link
    sam = Visitor(app)
    sam.get(link.group(1))
    sam.post(link.group(1), {"password": PASSWORD})
    assert try_password(sam, email=SAM).location == "/office/"
    assert sam.client.get(link.group(1)).status_code == 302, "the link works once"
    assert boss.get(f"/office/users/{person(store).id}").has("Open")


def test_without_a_mail_server_the_administrator_is_handed_the_link(sign_in: Enter):
    boss = sign_in("administrator")
    assert boss.follow(invite(boss)).has("No mail server is set. Give Sam Facilitator this link.")


def test_with_a_mail_server_the_link_is_shown_to_nobody(environ: dict[str, str], store: Database):
    app = create_app({**environ, "HEED_MAIL_URL": "smtp://127.0.0.1:1"})
    officer(store, email="boss@wexmoor.example", administrator=True)
    boss = arrive(app, email="boss@wexmoor.example")
    page = boss.follow(invite(boss))
    assert page.has("is on its way to sam@wexmoor.example") and "/new-password/" not in page.text
    app.extensions["heed_database"].dispose()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "\u200e\u200f "}, "Enter a name"),
        ({"name": "x" * 201}, "The name is 201 characters long"),
        ({"email": ""}, "Enter an e-mail address"),
        ({"email": "sam at wexmoor"}, "Enter an e-mail address in the form name@example.org"),
        ({"email": "Taken@Wexmoor.example"}, "Somebody already has an account with this e-mail address."),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_is_kept(sign_in: Enter, store: Database, typed: dict, sentence: str):
    with store.unit_of_work() as db:
        make.user(db, email="taken@wexmoor.example")
    boss = sign_in("administrator")
    page = invite(boss, status=422, **typed)
    assert page.has(sentence) and page.has("There is a problem")
    for name, value in {"name": "Sam Facilitator", "email": SAM, **typed}.items():
        assert page.field(name) == value
    with store.reading() as db:
        assert db.scalars(select(Mail)).all() == []


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=HYPERLINK(1)", "🙂 Sam", "שם פלוני", 'O\'Hara & "Co"', "a\x00b"]
)
def test_any_name_is_shown_as_text(sign_in: Enter, store: Database, name: str):
    boss = sign_in("administrator")
    page = boss.follow(invite(boss, name=name))
    assert page.h1 == " ".join(name.replace("\x00", "\ufffd").split())
    assert boss.get("/office/users").has(page.h1)


def test_the_list_shows_fifty_a_page_without_a_question_per_person(sign_in: Enter, store: Database, count_queries):
    boss = sign_in("administrator")
    with count_queries() as few:
        boss.get("/office/users")
    with store.unit_of_work() as db:
        for _ in range(120):
            make.user(db)
    with count_queries() as many:
        page = boss.get("/office/users")
    assert page.text.count("/office/users/") >= 50 and page.has("People 1 to 50 of 121")
    assert len(many) == len(few)
    assert boss.get("/office/users?page=3").has("People 101 to 121 of 121")
    assert boss.get("/office/users?page=99").has("People 101 to 121 of 121")
    assert boss.get("/office/users?page=x'; DROP").has("People 1 to 50 of 121")


def test_shutting_an_account_ends_its_sessions_at_once(app: Flask, sign_in: Enter, store: Database):
    number = officer(store, email=SAM, name="Sam Facilitator")
    sam, boss = arrive(app, email=SAM), sign_in("administrator")
    boss.get(f"/office/users/{number}")
    page = boss.follow(boss.post(f"/office/users/{number}/deactivate"))
    assert page.has("Sam Facilitator can no longer sign in.") and page.has("Shut")
    assert not is_in(sam)
    try_password(Visitor(app), email=SAM, status=422)
    boss.post(f"/office/users/{number}/activate")
    assert try_password(Visitor(app), email=SAM).location == "/office/"


def test_a_link_sent_before_an_account_was_shut_is_worth_nothing_after(app: Flask, sign_in: Enter, store: Database):
    boss = sign_in("administrator")
    invite(boss)
    with store.reading() as db:
        link = re.search(r"/account/new-password/\S+", db.scalars(select(Mail.body)).one())
    assert link
    boss.get("/office/users")
    boss.post(f"/office/users/{person(store).id}/deactivate")
    assert Visitor(app).get(link.group(0), status=302).location == "/account/forgotten"


def test_a_lost_phone_is_replaced_by_an_administrator(app: Flask, sign_in: Enter, store: Database):
    number = officer(store, email=SAM)
    sam = arrive(app, email=SAM)
    set_up(sam)
    boss = sign_in("administrator")
    boss.get(f"/office/users/{number}")
    boss.post(f"/office/users/{number}/new-phone")
    assert not is_in(sam)
    assert try_password(Visitor(app), email=SAM).location == "/office/", "no code is asked for"


def test_making_and_ending_an_administrator(app: Flask, sign_in: Enter, store: Database):
    number = officer(store, email=SAM)
    sam, boss = arrive(app, email=SAM), sign_in("administrator")
    sam.get("/office/users", status=403)
    boss.get(f"/office/users/{number}")
    boss.post(f"/office/users/{number}/administrator")
    sam.get("/office/users")
    boss.post(f"/office/users/{number}/no-administrator")
    sam.get("/office/users", status=403)


def test_an_administrator_cannot_shut_out_themselves(app: Flask, store: Database):
    number = officer(store, administrator=True)
    boss = arrive(app)
    page = boss.get(f"/office/users/{number}")
    assert not page.has("Shut the account") and not page.has("End their part as administrator")
    assert boss.post(f"/office/users/{number}/deactivate", status=409).has("You cannot do this to your own account.")
    assert is_in(boss)


def test_a_name_is_changed_and_the_old_one_is_nowhere_in_the_trail(sign_in: Enter, store: Database):
    with store.unit_of_work() as db:
        number = make.user(db, name="Sam Before").id
    boss = sign_in("administrator")
    boss.get(f"/office/users/{number}")
    assert boss.post(f"/office/users/{number}/name", {"name": " "}, status=422).has("Enter a name")
    page = boss.follow(boss.post(f"/office/users/{number}/name", {"name": "Sam After"}))
    assert page.h1 == "Sam After"
    with store.reading() as db:
        entries = db.scalars(select(AuditEntry)).all()
    assert [(one.verb, one.object_type, one.object_id) for one in entries] == [
        ("office.rename", "user_account", number)
    ]


def test_somebody_who_is_not_there_is_not_found(sign_in: Enter):
    sign_in("administrator").get("/office/users/2147483647", status=404)


def test_ones_account_says_how_one_signs_in(app: Flask, store: Database):
    officer(store)
    visitor = arrive(app)
    assert visitor.get("/office/account").has("Not set up")
    set_up(visitor)
    page = visitor.get("/office/account")
    assert page.has("Set up") and page.has("0 codes left")
