"""Signing in: who gets in, who waits, what a copied cookie or an old link is worth."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask
from flask_security import views
from sqlalchemy import select

from consult import clock
from consult.accounts import passwords
from consult.accounts.models import User, WrongTry
from consult.app import create_app
from consult.audit import AuditEntry
from consult.outbox import Mail
from consult.web import password_check
from surveys.database import Database
from tests.browser import Page, Visitor
from tests.signing import (
    EMAIL,
    PASSWORD,
    App,
    arrive,
    is_in,
    officer,
    recovery_codes,
    set_up,
    try_password,
)

WRONG = "not the password at all"
HTTPS = "https://heed.wexmoor.example"


@pytest.fixture
def second_worker(environ: dict[str, str], app: Flask) -> Iterator[Flask]:
    """Another process of the same site, as far as memory goes."""
    other = create_app(environ)
    yield other
    other.extensions["heed_database"].dispose()


@pytest.fixture
def live(environ: dict[str, str]) -> Iterator[Flask]:
    """The site as a council runs it: over https, with a second factor."""
    settings = {**environ, "HEED_INSECURE_LOOPBACK": "", "HEED_TRUSTED_HOSTS": "heed.wexmoor.example"}
    app = create_app(settings)
    yield app
    app.extensions["heed_database"].dispose()


def plain(page: Page) -> str:
    """A page without what is new on every answer and without the address that was typed."""
    without = re.sub(r'(nonce-|nonce="|csrf_token"[^>]*value=")[^"\']+', r"\1", page.text)
    return re.sub(r'(id="email"[^>]*value=")[^"]*', r"\1", without)


def mail_link(store: Database) -> str:
    """The address in the newest mail."""
    with store.reading() as db:
        body = db.scalars(select(Mail.body).order_by(Mail.id.desc())).first()
    found = re.search(r"https?://[^/]+(/account/new-password/\S+)", body or "")
    assert found, f"no link in the mail: {body}"
    return found.group(1)


def verbs(store: Database) -> list[str]:
    """What the audit trail says was done."""
    with store.reading() as db:
        return list(db.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


# ---- getting in


def test_the_right_password_opens_the_office(app: Flask, store: Database):
    officer(store)
    visitor = arrive(app, email=" Jo@Wexmoor.Example ")
    assert visitor.get("/office/account").has("Jo Officer")
    assert verbs(store) == ["account.signed_in"]


def test_signing_in_leads_on_to_the_page_that_was_asked_for(app: Flask, store: Database):
    officer(store)
    visitor = Visitor(app)
    asked = visitor.get("/office/account?from=a&to=b", status=302)
    page = visitor.get(asked.location or "")
    assert page.has("Sign in to see this page.")
    target = page.field("next")
    done = visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD, "next": target})
    assert done.location == "/office/account?from=a&to=b"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "\\\\elsewhere.example", "javascript:x"]
)
def test_signing_in_never_leads_off_the_site(app: Flask, store: Database, target: str):
    officer(store)
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    page = visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD, "next": target}, status=None)  # type: ignore[arg-type]
    assert not (page.location or "").startswith(("http", "//", "\\", "javascript"))


def test_a_form_sent_without_being_signed_in_is_refused_and_says_nothing_was_saved(app: Flask):
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    assert visitor.post("/office/users/new", {"name": "A"}, status=403).has("Nothing was saved.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "", "password": "x"}, "Enter your e-mail address"),
        ({"email": EMAIL, "password": ""}, "Enter your password"),
        ({"email": "jo at wexmoor", "password": "x"}, "Enter an e-mail address in the form name@example.org"),
    ],
)
def test_what_is_missing_is_named_and_counts_as_no_try(app: Flask, store: Database, typed: dict, sentence: str):
    assert try_password(Visitor(app), status=422, **typed).has(sentence)
    with store.reading() as db:
        assert db.scalars(select(WrongTry)).all() == []


def test_a_shut_account_cannot_sign_in_and_hears_the_same(app: Flask, store: Database):
    officer(store)
    with store.unit_of_work() as db:
        db.scalars(select(User)).one().active = False
    assert try_password(Visitor(app), status=422).has("The e-mail address or the password is wrong")


@pytest.mark.parametrize("password", ["x" * 100_000, "\x00", "\ud800", "🙂" * 40, "' OR 1=1 --"])
def test_strange_passwords_are_only_wrong(app: Flask, store: Database, password: str):
    officer(store)
    visitor = Visitor(app)
    token = visitor.get("/account/sign-in").field("csrf_token")
    body = {"email": EMAIL, "password": password.encode("utf-8", "surrogatepass"), "csrf_token": token}
    answer = visitor.client.post("/account/sign-in", data=body, headers={"Referer": "http://localhost/"})
    assert answer.status_code == 422


# ---- guessing


def test_an_unknown_address_gets_the_same_answer_as_a_known_one(app: Flask, store: Database):
    officer(store)
    known = try_password(Visitor(app), password=WRONG, status=422)
    unknown = try_password(Visitor(app), email="nobody@wexmoor.example", password=WRONG, status=422)
    assert plain(known) == plain(unknown)
    assert {**known.headers}.keys() == {**unknown.headers}.keys()


def test_an_unknown_address_takes_as_much_work_as_a_known_one(
    app: Flask, store: Database, monkeypatch: pytest.MonkeyPatch
):
    officer(store)
    checks: list[str] = []
    real = passwords._context.verify
    monkeypatch.setattr(passwords._context, "verify", lambda typed, kept: checks.append(kept) or real(typed, kept))
    try_password(Visitor(app), password=WRONG, status=422)
    try_password(Visitor(app), email="nobody@wexmoor.example", password=WRONG, status=422)
    settings = {kept.rsplit("$", 2)[0] for kept in checks}
    assert len(checks) == 2 and len(settings) == 1, "one slow check each, at the same cost"


def test_passwords_are_checked_before_the_writers_turn_is_taken(
    app: Flask, store: Database, monkeypatch: pytest.MonkeyPatch
):
    officer(store)
    writing: list[bool] = []
    free = threading.Lock()
    real_turn, real_check = store.unit_of_work, password_check.is_right

    class Turn:
        def __enter__(self):
            free.acquire()
            self.inner = real_turn()
            return self.inner.__enter__()

        def __exit__(self, *fault: object) -> object:
            free.release()
            return self.inner.__exit__(*fault)

    monkeypatch.setattr(store, "unit_of_work", Turn)
    monkeypatch.setattr(password_check, "is_right", lambda *a: writing.append(free.locked()) or real_check(*a))
    try_password(Visitor(app))
    assert writing == [False]


def test_ten_wrong_tries_lock_an_address_for_longer_each_time(app: Flask, store: Database):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        visitor = Visitor(app)
        for _ in range(10):
            try_password(visitor, password=WRONG, status=422)
        waits = []
        for _ in range(4):
            refused = try_password(visitor, status=429)  # the right password, too early
            assert refused.has("There were too many wrong tries.")
            waits.append(int(refused.headers["Retry-After"]))
            now.shift(timedelta(seconds=waits[-1]))
            try_password(visitor, password=WRONG, status=422)
        assert waits == [60, 120, 240, 480]
        now.shift(timedelta(minutes=16))
        assert try_password(visitor).location == "/office/"
        assert try_password(Visitor(app), password=WRONG, status=422), "the count starts anew"
    assert "account.locked" in verbs(store)


def test_an_address_nobody_has_is_locked_in_the_same_way(app: Flask):
    visitor = Visitor(app)
    for _ in range(10):
        try_password(visitor, email="nobody@wexmoor.example", password=WRONG, status=422)
    assert try_password(visitor, email="nobody@wexmoor.example", status=429).has("too many wrong tries")


def test_tries_are_counted_over_all_workers(app: Flask, second_worker: Flask, store: Database):
    officer(store)
    for number in range(10):
        try_password(Visitor((app, second_worker)[number % 2]), password=WRONG, status=422)
    for each in (app, second_worker):
        try_password(Visitor(each), status=429)


def test_forty_guesses_at_once_on_two_workers_get_no_more_than_ten_looks(
    app: Flask, second_worker: Flask, store: Database
):
    officer(store)
    start, answers = threading.Barrier(8), []

    def guess(number: int) -> None:
        visitor = Visitor((app, second_worker)[number % 2])
        token = visitor.get("/account/sign-in").field("csrf_token")
        start.wait()
        for _ in range(5):
            form = {"email": EMAIL, "password": WRONG, "csrf_token": token}
            answers.append(visitor.client.post("/account/sign-in", data=form).status_code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 40 and set(answers) == {422, 429}
    assert answers.count(422) == 10


def test_one_machine_that_tries_many_addresses_has_to_wait(
    app: Flask, store: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(password_check, "is_right", lambda *_: False)  # only the counting is looked at
    officer(store)
    visitor = Visitor(app)
    for number in range(100):
        try_password(visitor, email=f"person{number}@wexmoor.example", password=WRONG, status=422)
    try_password(visitor, email="person100@wexmoor.example", password=WRONG, status=429)


def test_the_table_of_tries_names_nobody(app: Flask, store: Database):
    try_password(Visitor(app), password=WRONG, status=422)
    with store.reading() as db:
        rows = db.scalars(select(WrongTry)).all()
    assert {len(row.subject) for row in rows} == {64}
    told = " ".join(f"{row.purpose} {row.subject}" for row in rows)
    assert "@" not in told and "127.0.0.1" not in told and "jo" not in told


# ---- the session


def test_the_cookie_is_bound_to_the_host_and_kept_from_scripts(live: Flask):
    store = live.extensions["heed_database"]
    officer(store)
    visitor = Visitor(live, HTTPS)
    cookie = try_password(visitor).headers["Set-Cookie"]
    assert cookie.startswith("__Host-heed=")
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert not any(part.startswith(("Domain", "Expires", "Max-Age")) for part in parts)


def test_signing_in_makes_a_new_session_with_a_new_number_and_token(app: Flask, store: Database):
    officer(store)
    planted = Visitor(app)
    planted.get("/account/sign-in")
    with planted.client.session_transaction() as session:
        session["sid"], session["planted"] = "known to somebody else", "yes"
        token = session["csrf_token"]
    try_password(planted)
    with planted.client.session_transaction() as session:
        assert session["sid"] != "known to somebody else" and len(session["sid"]) == 32
        assert "planted" not in session and session.get("csrf_token") != token
        first = session["sid"]
    again = arrive(app)
    with again.client.session_transaction() as session:
        assert session["sid"] != first


def test_half_an_hour_without_a_step_ends_the_session(app: Flask, store: Database):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        visitor = arrive(app)
        now.shift(timedelta(minutes=29))
        assert is_in(visitor), "a step within half an hour"
        now.shift(timedelta(minutes=29))
        assert is_in(visitor), "each step counts anew"
        now.shift(timedelta(minutes=31))
        assert not is_in(visitor)


def test_a_page_that_asks_for_news_by_itself_does_not_keep_anybody_signed_in(app: Flask, store: Database):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        visitor = arrive(app)
        for _ in range(4):
            now.shift(timedelta(minutes=8))
            visitor.client.get("/office/account", headers={"Sec-Fetch-Dest": "empty"})
        assert not is_in(visitor)


def test_twelve_hours_end_a_session_however_busy(app: Flask, store: Database):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        visitor = arrive(app)
        for _ in range(35):
            now.shift(timedelta(minutes=20))
            last = is_in(visitor)
        assert last, "nearly twelve hours are allowed"
        now.shift(timedelta(minutes=21))
        assert not is_in(visitor)


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, store: Database):
    officer(store)
    visitor, thief = arrive(app), Visitor(app)
    with visitor.client.session_transaction() as session:
        copied = dict(session)
    with thief.client.session_transaction() as session:
        session.update(copied)
    assert is_in(thief)
    visitor.get("/office/account")
    assert visitor.post("/account/sign-out").location == "/account/sign-in"
    assert visitor.get("/account/sign-in").has("You are signed out.")
    assert not is_in(thief) and not is_in(visitor)
    assert verbs(store)[-1] == "account.signed_out"


def test_signing_out_is_never_a_link(app: Flask, store: Database):
    officer(store)
    visitor = arrive(app)
    visitor.get("/account/sign-out", status=405)
    assert is_in(visitor)


def test_a_session_somebody_made_up_opens_nothing(app: Flask, store: Database):
    officer(store)
    visitor = Visitor(app)
    with store.reading() as db:
        uniquifier = db.scalars(select(User.fs_uniquifier)).one()
    with visitor.client.session_transaction() as session:
        session["_user_id"] = uniquifier  # signed, but never begun by a sign-in
    assert not is_in(visitor)


def test_there_is_no_way_in_for_programs_and_none_that_outlasts_the_session(app: Flask, store: Database):
    officer(store)
    visitor = arrive(app)
    with app.test_request_context(), store.reading() as db:
        token = db.scalars(select(User)).one().get_auth_token()
    assert Visitor(app).client.get(f"/office/account?auth_token={token}").status_code == 302
    assert Visitor(app).client.get("/office/account", headers={"Authentication-Token": token}).status_code == 302
    assert "remember" not in str(visitor.last and visitor.last.headers)
    page = try_password(Visitor(app), remember="y")
    assert "remember_token" not in page.headers["Set-Cookie"]
    asked = visitor.client.post("/account/sign-in", json={"email": EMAIL, "password": PASSWORD})
    assert asked.status_code in (400, 415) and not asked.is_json


# ---- passwords


def test_changing_the_password_ends_every_other_session(app: Flask, store: Database):
    officer(store)
    here, elsewhere = arrive(app), arrive(app)
    new = "seven brass kettles sing"
    page = here.post("/account/password", {"password": PASSWORD, "new_password": new})
    assert here.follow(page).has("Your password is changed.")
    assert is_in(here) and not is_in(elsewhere)
    try_password(Visitor(app), status=422)
    assert try_password(Visitor(app), password=new).location == "/office/"
    assert verbs(store).count("account.password_changed") == 1
    with store.reading() as db:
        assert db.scalars(select(Mail.subject)).all() == ["Your Heed password was changed"]


@pytest.mark.parametrize(
    ("now", "new", "sentence"),
    [
        (WRONG, "seven brass kettles sing", "This is not your password"),
        (PASSWORD, PASSWORD, "Enter a password you do not have already"),
        (PASSWORD, "too short", "Use 12 characters or more"),
        (PASSWORD, "password1234", "This password would be guessed quickly"),
        (PASSWORD, EMAIL, "This password would be guessed quickly"),
        (PASSWORD, "k9 brass " * 20, "Use 128 characters or fewer"),
    ],
)
def test_a_weak_or_wrong_password_is_refused_with_a_reason(
    app: Flask, store: Database, now: str, new: str, sentence: str
):
    officer(store)
    visitor = arrive(app)
    assert visitor.post("/account/password", {"password": now, "new_password": new}, status=422).has(sentence)
    assert "account.password_changed" not in verbs(store)


def test_guessing_the_password_from_inside_a_session_is_counted_too(app: Flask, store: Database):
    officer(store)
    visitor = arrive(app)
    for _ in range(10):
        visitor.post("/account/password", {"password": WRONG, "new_password": "seven brass kettles sing"}, status=422)
    visitor.post("/account/password", {"password": PASSWORD, "new_password": "seven brass kettles sing"}, status=429)


def test_a_link_by_mail_sets_a_password_once_and_ends_all_sessions(app: Flask, store: Database):
    officer(store)
    elsewhere, visitor = arrive(app), Visitor(app)
    visitor.get("/account/forgotten")
    visitor.post("/account/forgotten", {"email": EMAIL})
    link, new = mail_link(store), "seven brass kettles sing"
    assert visitor.get(link).h1 == "Choose a password"
    assert visitor.post(link, {"password": "short"}, status=422).has("Use 12 characters or more")
    assert visitor.follow(visitor.post(link, {"password": new})).has("Your password is set. Sign in with it.")
    assert not is_in(elsewhere) and not is_in(visitor), "the link itself signs nobody in"
    assert visitor.get(link, status=302).location == "/account/forgotten"
    assert visitor.post(link, {"password": "another brass kettle 7"}).location == "/account/forgotten"
    assert try_password(Visitor(app), password=new).location == "/office/"
    assert "account.password_set_by_link" in verbs(store)


def test_a_link_is_worth_nothing_after_a_day(app: Flask, store: Database):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        visitor = Visitor(app)
        visitor.get("/account/forgotten")
        visitor.post("/account/forgotten", {"email": EMAIL})
        link = mail_link(store)
        now.shift(timedelta(hours=23, minutes=59))
        assert visitor.get(link).h1 == "Choose a password"
        now.shift(timedelta(minutes=2))
        assert visitor.follow(visitor.get(link, status=302)).has("This link is more than 24 hours old.")


def test_asking_for_a_link_says_nothing_about_who_has_an_account(app: Flask, store: Database):
    officer(store)
    answers = []
    for email in (EMAIL, "nobody@wexmoor.example"):
        visitor = Visitor(app)
        visitor.get("/account/forgotten")
        sent = visitor.post("/account/forgotten", {"email": email})
        answers.append((sent.location, plain(visitor.follow(sent))))
    assert answers[0] == answers[1]
    with store.reading() as db:
        assert db.scalars(select(Mail.recipient)).all() == [EMAIL]


def test_nobodys_letter_box_is_filled(app: Flask, store: Database):
    officer(store)
    for _ in range(8):
        visitor = Visitor(app)
        visitor.get("/account/forgotten")
        visitor.post("/account/forgotten", {"email": EMAIL})
    with store.reading() as db:
        assert len(db.scalars(select(Mail.id)).all()) == 5


def test_setting_a_password_by_link_lifts_the_lock(app: Flask, store: Database):
    officer(store)
    for _ in range(10):
        try_password(Visitor(app), password=WRONG, status=422)
    visitor = Visitor(app)
    visitor.get("/account/forgotten")
    visitor.post("/account/forgotten", {"email": EMAIL})
    visitor.post(mail_link(store), {"password": "seven brass kettles sing"})
    assert try_password(Visitor(app), password="seven brass kettles sing").location == "/office/"


# ---- the second factor


def test_a_second_factor_is_required_outside_the_demonstration(live: Flask):
    store = live.extensions["heed_database"]
    officer(store)
    visitor = Visitor(live, HTTPS)
    assert try_password(visitor).location == "/account/second-factor"
    assert not is_in(visitor), "the password alone opens nothing"
    shown = visitor.post("/account/second-factor", {"setup": "authenticator"}, status=200)
    phone = App(shown)
    assert visitor.post("/account/code", {"code": "000000"}, status=422).has("This code is wrong or too old.")
    done = visitor.post("/account/code", {"code": phone.code()})
    assert done.location == "/account/recovery-codes", "codes for a lost phone come first"
    assert visitor.follow(done).h1 == "Recovery codes"
    page = visitor.post("/account/recovery-codes", status=200)
    assert len(recovery_codes(page)) == 8
    assert recovery_codes(visitor.get("/account/recovery-codes")) == [], "shown once"
    assert visitor.post("/account/second-factor", {"setup": "disable"}, status=422)
    assert verbs(store) == ["account.signed_in", "account.second_factor_set", "account.recovery_codes_made"]


def test_signing_in_asks_for_the_code_and_takes_each_code_once(app: Flask, store: Database):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        phone = set_up(arrive(app))
        now.shift(timedelta(minutes=1))
        code, visitor = phone.code(), Visitor(app)
        assert (try_password(visitor).location or "").startswith("/account/code")
        assert not is_in(visitor)
        visitor.post("/account/code", {"code": f" {code[:3]} {code[3:]} "})
        assert is_in(visitor)
        again = Visitor(app)
        try_password(again)
        assert again.post("/account/code", {"code": code}, status=422).has("This code is wrong or too old.")
        assert not is_in(again)
        now.shift(timedelta(seconds=31))
        again.post("/account/code", {"code": phone.code()})
        assert is_in(again)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٣٤٥٦٧٨", "0" * 5000, "-12345"])
def test_what_is_no_code_is_only_wrong(app: Flask, store: Database, typed: str):
    officer(store)
    set_up(arrive(app))
    visitor = Visitor(app)
    try_password(visitor)
    visitor.post("/account/code", {"code": typed}, status=422)


def test_ten_wrong_codes_lock_and_the_right_password_does_not_reset_that(app: Flask, store: Database):
    officer(store)
    phone = set_up(arrive(app))
    for _ in range(2):
        visitor = Visitor(app)
        try_password(visitor)
        for _ in range(5):
            visitor.post("/account/code", {"code": "000000"}, status=422)
    visitor = Visitor(app)
    try_password(visitor)
    visitor.post("/account/code", {"code": phone.code()}, status=429)
    assert not is_in(visitor)


def test_a_recovery_code_lets_one_in_once(app: Flask, store: Database):
    officer(store)
    first = arrive(app)
    set_up(first)
    codes = recovery_codes(first.post("/account/recovery-codes", status=200))
    visitor = Visitor(app)
    try_password(visitor)
    visitor.get("/account/recovery-code")
    assert visitor.post("/account/recovery-code", {"code": "aaaa-aaaa-aaaa-aaaa"}, status=422).has("This code is wrong")
    visitor.post("/account/recovery-code", {"code": codes[3].upper().replace("-", " ")})
    assert is_in(visitor)
    assert visitor.get("/office/account").has("7 codes left")
    again = Visitor(app)
    try_password(again)
    again.post("/account/recovery-code", {"code": codes[3]}, status=422)
    assert not is_in(again)
    with store.reading() as db:
        kept = str(db.scalars(select(User.mf_recovery_codes)).one())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_the_code_must_follow_the_password_soon(app: Flask, store: Database):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        phone = set_up(arrive(app))
        visitor = Visitor(app)
        try_password(visitor)
        now.shift(timedelta(minutes=16))
        page = visitor.post("/account/code", {"code": phone.code()})
        assert visitor.follow(page).has("Start with your e-mail address and password.")
        assert not is_in(visitor)


@pytest.mark.parametrize("address", ["/account/code", "/account/recovery-code", "/account/second-factor"])
def test_the_code_pages_lead_nowhere_without_the_password(app: Flask, address: str):
    visitor = Visitor(app)
    assert visitor.get(address, status=302).location == "/account/sign-in"
    assert visitor.post(address, {"code": "123456", "setup": "authenticator"}).location == "/account/sign-in"


def test_changing_how_one_signs_in_asks_for_the_password_again_after_a_while(app: Flask, store: Database):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        visitor = arrive(app)
        now.shift(timedelta(minutes=20))
        asked = visitor.get("/account/second-factor", status=302)
        assert (asked.location or "").startswith("/account/confirm")
        page = visitor.get(asked.location or "")
        assert page.h1 == "Enter your password again"
        visitor.post(asked.location or "", {"password": WRONG}, status=422)
        done = visitor.post(asked.location or "", {"password": PASSWORD})
        assert done.location == "/account/second-factor"
        assert visitor.follow(done).h1 == "Set up your authenticator app"


def test_a_wrong_first_code_shows_the_same_picture_again(app: Flask, store: Database):
    officer(store)
    visitor = arrive(app)
    shown = visitor.post("/account/second-factor", {"setup": "authenticator"}, status=200)
    address = re.search(r'action="(/account/second-factor/[^"]+)"', shown.text)
    assert address
    again = visitor.post(address.group(1), {"code": "000000"}, status=422)
    assert App(again).totp.base32_key == App(shown).totp.base32_key
    with store.reading() as db:
        assert db.scalars(select(User.tf_totp_secret)).one() is None, "nothing is asked for until it works"


def test_somebody_may_stop_using_the_app_where_it_is_not_required(app: Flask, store: Database):
    officer(store)
    visitor = arrive(app)
    set_up(visitor)
    visitor.post("/account/recovery-codes", status=200)
    visitor.get("/account/second-factor")
    visitor.post("/account/second-factor", {"setup": "disable"})
    assert try_password(Visitor(app)).location == "/office/"
    with store.reading() as db:
        kept = db.scalars(select(User)).one()
    assert kept.tf_totp_secret is None and kept.mf_recovery_codes is None


def test_a_session_survives_the_page_being_open_for_hours_for_those_who_have_no_account(app: Flask):
    with time_machine.travel(clock.now(), tick=False) as now:
        visitor = Visitor(app)
        visitor.get("/account/forgotten")
        now.shift(timedelta(hours=5))
        visitor.post("/account/forgotten", {"email": EMAIL})  # the token of the page still counts


@pytest.mark.parametrize(
    "address",
    [
        "register", "login", "us-signin", "us-setup", "wan-register", "wan-signin", "tf-select", "tf-rescue",
        "second-factor/help", "change-email", "change-username", "recover-username", "refresh-token",
        "confirm/x", "fs-static/js/webauthn.js",
    ],
)  # fmt: skip
def test_pages_of_the_sign_in_library_that_are_not_in_use_do_not_exist(app: Flask, store: Database, address: str):
    officer(store)
    assert Visitor(app).client.get(f"/account/{address}").status_code in (404, 405)
    assert arrive(app).client.get(f"/account/{address}").status_code in (404, 405)
    assert Visitor(app).client.get(f"/{address}").status_code == 404


@pytest.mark.parametrize("target", ["http://[", "//[", "http://[::1]:x/", "http://\u2100.example/", "//\ufdfa"])
@pytest.mark.parametrize("place", ["/account/sign-in", "/account/confirm", "/account/sign-out"])
def test_an_address_to_go_on_to_that_is_none_is_no_fault(
    app: Flask, store: Database, visitor: Visitor, target: str, place: str
):
    officer(store)
    visitor = visitor if place == "/account/sign-in" else arrive(app)
    form = {"email": EMAIL, "password": PASSWORD, "next": target}
    for address in (place, f"{place}?{urlencode({'next': target})}"):
        page = visitor.post(address, form, status=None)  # type: ignore[arg-type]
        assert page.status in (303, 400, 422)
        assert not (page.location or "").startswith(("http:", "//"))


def test_a_fault_at_signing_in_shows_the_page_of_a_fault(app: Flask, store: Database, monkeypatch: pytest.MonkeyPatch):
    officer(store)
    visitor = arrive(app)
    monkeypatch.setattr(views, "verify", lambda: 1 // 0)
    page = visitor.post("/account/confirm", {"password": PASSWORD}, status=500)
    assert page.has("Something went wrong here")
