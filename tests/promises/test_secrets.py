"""Secrets stay secret: a weak one stops the start, nothing personal is logged, and a new one locks nobody out."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from flask import Flask, Response, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import User
from consult.app import create_app
from consult.cli import cli
from consult.config import UnsafeSettings, read_settings
from consult.outbox import Mail
from surveys.collection import Answer
from surveys.database import Database
from tests import make
from tests.browser import Page, Visitor
from tests.consult.respond.walking import Resident, open_meals
from tests.signing import EMAIL, arrive, is_in, officer, recovery_codes, set_up, try_password

OLD, NEW = "8d1fe0a39b7c5426" * 4, "c47a90e1b5d83f26" * 4


# ---- a weak secret stops the start


@pytest.mark.pure
@pytest.mark.parametrize(
    ("secrets", "sentence"),
    [
        (None, "HEED_SECRETS is not set"),
        ("", "HEED_SECRETS is not set"),
        (" , ", "HEED_SECRETS is not set"),
        ("8d1fe0a39b7c5426", "shorter than 32 characters"),
        ("change-me-change-me-change-me-change-me", "looks like a sample"),
        ("this-is-the-secret-of-the-whole-site-2026", "looks like a sample"),
        ("a" * 64, "looks like a sample"),
        ("0123456789" * 2, "shorter than 32 characters"),
        (f"{NEW},short", "shorter than 32 characters"),
        (f"{NEW},EXAMPLE{OLD}", "looks like a sample"),
    ],
)
def test_the_app_does_not_start_with_a_weak_secret(secrets: str | None, sentence: str, environ: dict[str, str]):
    settings = {**environ, "HEED_SECRETS": secrets}
    if secrets is None:
        del settings["HEED_SECRETS"]
    with pytest.raises(UnsafeSettings, match=sentence) as refused:
        create_app(settings)  # type: ignore[arg-type]
    assert not secrets or len(secrets) < 20 or secrets not in str(refused.value), "the refusal does not print it"


@pytest.mark.pure
def test_what_the_settings_are_shown_as_holds_no_secret(environ: dict[str, str]):
    settings = read_settings({**environ, "HEED_SECRETS": NEW, "HEED_MAIL_URL": "smtp://user:hush-hush@mail.example"})
    shown = f"{settings!r} {settings}"
    assert NEW not in shown and "hush-hush" not in shown


# ---- nothing personal in the logs


CANARIES = {
    "name": "Canaria Finch",
    "email": "canaria.finch@wexmoor.example",
    "password": "canary yellow sings loud 7",
    "wrong": "canary-wrong-guess-55",
    "answer": "CANARYANSWER about my neighbour",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, at the finest level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    root, names = (
        logging.getLogger(),
        ("", "sqlalchemy.engine", "sqlalchemy.pool", "sqlalchemy.orm", "consult.app", "werkzeug"),
    )
    before = {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def assert_silent(log: io.StringIO, *more: str) -> None:
    said = log.getvalue()
    assert len(said) > 1000, "nothing was logged, so nothing was tested"
    for kind, canary in {**CANARIES, **{f"extra {n}": one for n, one in enumerate(more)}}.items():
        place = said.find(canary)
        assert place < 0, f"the {kind} is in the log: ...{said[max(0, place - 300) : place + 80]}"


def test_no_name_address_password_code_or_link_is_logged(log: io.StringIO, environ: dict[str, str]):
    app = create_app(environ)
    store = app.extensions["heed_database"]
    email, password = CANARIES["email"], CANARIES["password"]
    boss = officer(store, email="boss@wexmoor.example", name="Boss", administrator=True)
    inviter = arrive(app, email="boss@wexmoor.example")
    inviter.get("/office/users/new")
    inviter.post("/office/users/new", {"name": CANARIES["name"], "email": email})
    inviter.post("/office/users/new", {"name": CANARIES["name"], "email": email}, status=422)
    with store.reading() as db:
        body = db.scalars(select(Mail.body)).one()
    link = re.search(r"(/account/new-password/(\S+))", body)
    assert link
    visitor = Visitor(app)
    visitor.get(link.group(1))
    visitor.post(link.group(1), {"password": password})
    try_password(visitor, email=email, password=CANARIES["wrong"], status=422)
    here = arrive(app, email=email, password=password)
    phone = set_up(here)
    codes = recovery_codes(here.post("/account/recovery-codes", status=200))
    again = Visitor(app)
    try_password(again, email=email, password=password)
    again.post("/account/code", {"code": "000000"}, status=422)
    again.post("/account/recovery-code", {"code": codes[0]})
    assert is_in(again) and boss
    again.get("/office/account?token=" + CANARIES["wrong"])
    again.get("/nothing/" + CANARIES["wrong"], status=404)
    with store.reading() as db:
        kept = db.scalars(select(User.password).where(User.email == email)).one()
    assert_silent(log, link.group(2), phone.totp.base32_key, codes[0], codes[1], str(kept))
    store.dispose()


def test_a_word_that_is_logged_would_be_seen(log: io.StringIO):
    """The planted fault, at the quietest level there is."""
    logging.getLogger("consult.app").debug("nothing personal " * 100)
    assert_silent(log)
    logging.getLogger("consult.app").debug("an answer came: %s", CANARIES["answer"])
    with pytest.raises(AssertionError, match="the answer is in the log"):
        assert_silent(log)


def test_no_answer_is_logged(log: io.StringIO, environ: dict[str, str]):
    app = create_app(environ)
    store = app.extensions["heed_database"]
    with store.unit_of_work() as db:
        survey = make.survey(db, make.consultation(db))
        asked = make.question(db, survey)
        walk = make.opened(db, survey)
        make.response(db, survey, walk, {asked.id: {"text": CANARIES["answer"]}})
    with store.reading() as db:
        assert db.scalars(select(Answer)).all()
    assert_silent(log)
    store.dispose()


@pytest.mark.parametrize("fault", ["an error of ours", "an error of the database"])
def test_a_fault_is_logged_without_what_caused_it(
    log: io.StringIO, app: Flask, monkeypatch: pytest.MonkeyPatch, fault: str
):
    store = app.extensions["heed_database"]
    officer(store)
    visitor = arrive(app)

    def fail(*_: object, **__: object) -> object:
        said = CANARIES["answer"]
        if fault == "an error of ours":
            raise ValueError(f"could not read {said!r}")
        with store.unit_of_work() as db:
            for _ in range(2):
                make.user(db, email=CANARIES["email"], name=said)
        raise AssertionError("the database took it")

    real = app.view_functions["office.account"]
    monkeypatch.setitem(app.view_functions, "office.account", fail)
    answer = visitor.client.get("/office/account?words=" + CANARIES["wrong"])
    assert answer.status_code in (409, 500) and real
    assert CANARIES["answer"] not in answer.get_data(as_text=True)
    assert_silent(log)


def test_a_fault_after_the_page_was_made_is_logged_as_quietly(log: io.StringIO, app: Flask, store: Database):
    @app.after_request
    def fail(response: Response) -> Response:
        if request.endpoint == "office.account" and response.status_code == 200:
            raise ValueError(CANARIES["answer"])
        return response

    officer(store)
    visitor = arrive(app)
    assert visitor.client.get("/office/account?words=" + CANARIES["wrong"]).status_code == 500
    assert "after office.account" in log.getvalue()
    assert_silent(log)


def test_an_error_of_the_database_does_not_carry_what_was_written(database: Database):
    with pytest.raises(IntegrityError) as refused, database.unit_of_work() as db:
        for _ in range(2):
            make.user(db, email=CANARIES["email"], name=CANARIES["name"])
    assert CANARIES["name"] not in str(refused.value)


# ---- a new secret does not lock anybody out


def with_secrets(environ: dict[str, str], secrets: str) -> Flask:
    return create_app({**environ, "HEED_SECRETS": secrets})


def moved(visitor: Visitor, app: Flask) -> Visitor:
    """The same browser, cookies and all, at the app after it was started again."""
    other = Visitor(app)
    cookie = visitor.client.get_cookie("heed")
    assert cookie
    other.client.set_cookie("heed", cookie.value)
    other.token = visitor.token
    return other


def test_a_new_secret_keeps_sessions_forms_links_and_phones_working(environ: dict[str, str]):
    before = with_secrets(environ, OLD)
    store = before.extensions["heed_database"]
    officer(store)
    here = arrive(before)
    phone = set_up(here)
    codes = recovery_codes(here.post("/account/recovery-codes", status=200))
    here.get("/account/password")
    asking = Visitor(before)
    asking.get("/account/forgotten")
    asking.post("/account/forgotten", {"email": EMAIL})
    with store.reading() as db:
        link = re.search(r"/account/new-password/\S+", db.scalars(select(Mail.body)).one())
    assert link

    between = with_secrets(environ, f"{NEW},{OLD}")
    now = moved(here, between)
    assert is_in(now), "the session goes on"
    now.post("/account/password", {"password": "wrong one", "new_password": "x"}, status=422)  # the open form counts
    assert Visitor(between).get(link.group(0)).h1 == "Choose a password"
    again = Visitor(between)
    try_password(again)
    again.post("/account/recovery-code", {"code": codes[0]})
    assert is_in(again)
    with store.unit_of_work() as db:
        db.scalars(select(User)).one().tf_last_counter = None  # the code of this half minute was used for setting up
    with_code = Visitor(between)
    try_password(with_code)
    with_code.post("/account/code", {"code": phone.code()})
    assert is_in(with_code)

    after = with_secrets(environ, NEW)
    assert not is_in(moved(here, after)), "what only the old secret signed is worth nothing once it is gone"
    assert is_in(moved(with_code, after)), "what was signed meanwhile was signed by the new one"
    with store.unit_of_work() as db:
        db.scalars(select(User)).one().tf_last_counter = None
    last = Visitor(after)
    try_password(last)
    last.post("/account/code", {"code": phone.code()})
    assert is_in(last), "the phone was moved under the new secret when it was used"
    for app in (before, between, after):
        app.extensions["heed_database"].dispose()


def test_a_new_secret_keeps_every_receipt_as_long_as_the_old_one_is_known(environ: dict[str, str]):
    before = with_secrets(environ, OLD)
    here = Resident(Visitor(before), open_meals(before.extensions["heed_database"])).start()
    here.fill(1, words="A hot dinner")
    here.fill(4, groups=here.meals.carers)
    given = receipt_on(here.send())
    assert given

    between = with_secrets(environ, f"{NEW},{OLD}")
    here.visitor = moved(here.visitor, between)
    assert receipt_on(here.see("received")) == given
    assert receipt_on(here.visitor.follow(here.fill("check"))) == given, "sending again gives no other one"
    assert receipt_on(Visitor(between).get(here.at("received"))) == given, "nor does another device"

    after = with_secrets(environ, NEW)  # the planted fault: the old secret was thrown away
    page = Visitor(after).get(here.at("received"))
    assert receipt_on(page) is None and page.has("We can no longer show your reference")
    for app in (before, between, after):
        app.extensions["heed_database"].dispose()


def receipt_on(page: Page) -> str | None:
    """The reference a receipt page shows."""
    found = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", page.reading)
    return found.group(0) if found else None


def test_links_made_while_two_secrets_are_known_are_signed_by_the_new_one(environ: dict[str, str]):
    between = with_secrets(environ, f"{NEW},{OLD}")
    store = between.extensions["heed_database"]
    officer(store)
    visitor = Visitor(between)
    visitor.get("/account/forgotten")
    visitor.post("/account/forgotten", {"email": EMAIL})
    with store.reading() as db:
        link = re.search(r"/account/new-password/\S+", db.scalars(select(Mail.body)).one())
    assert link
    after = with_secrets(environ, NEW)
    assert Visitor(after).get(link.group(0)).h1 == "Choose a password"
    for app in (between, after):
        app.extensions["heed_database"].dispose()


def test_phones_nobody_used_meanwhile_are_moved_by_a_command(environ: dict[str, str]):
    before = with_secrets(environ, OLD)
    store = before.extensions["heed_database"]
    officer(store)
    phone = set_up(arrive(before))
    store.dispose()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**environ, "HEED_SECRETS": f"{NEW},{OLD}"}.items():
            patch.setenv(name, value)
        for said in ("1 authenticator secrets moved", "0 authenticator secrets moved"):
            told = CliRunner().invoke(cli, ["renew-keys"])
            assert told.exit_code == 0 and said in told.output
    after = with_secrets(environ, NEW)
    with after.extensions["heed_database"].unit_of_work() as db:
        db.scalars(select(User)).one().tf_last_counter = None  # the code of this half minute was used for setting up
    visitor = Visitor(after)
    try_password(visitor)
    visitor.post("/account/code", {"code": phone.code()})
    assert is_in(visitor)
    after.extensions["heed_database"].dispose()
