"""A resident's words are never thrown away: whatever goes wrong, they are on the page that says so, or safe already.

Each case posts the same words and looks for them in the answer; `KEPT` is every way a page may go wrong. Two planted
faults, a page that forgets the words and a stale form that is stored, show that these tests would notice.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, update
from sqlalchemy.exc import OperationalError

from consult.respond import pages
from surveys.database import Database
from surveys.definition import Survey
from surveys.drafts import Draft, raw_answers
from surveys.lifecycle import archive_survey
from tests.browser import Page, Visitor
from tests.consult.respond.walking import Meals, Resident, close, drafts, held, open_meals, responses

pytestmark = pytest.mark.promise
WORDS = 'I eat alone. <script>x</script> =2+2 \u202e\U0001f35c & that\'s "it"\r\nSecond line'
SHOWN = WORDS.replace("\r\n", "\n")


@pytest.fixture
def meals(store: Database) -> Meals:
    return open_meals(store)


@pytest.fixture
def resident(visitor: Visitor, meals: Meals) -> Resident:
    walker = Resident(visitor, meals).start()
    walker.fill(2, consent="yes")
    return walker


def shows_words(page: Page) -> bool:
    """Whether the words stand on the page as text, every line of them, and none of them as markup."""
    plain = html.unescape(page.text.replace("\r\n", "\n"))
    assert "<script>x</script>" not in page.text
    return all(line in plain for line in SHOWN.split("\n"))


def expired_token(resident: Resident, app: Flask, store: Database) -> int:
    resident.visitor.token = "of-another-day"
    return 400


def lost_session(resident: Resident, app: Flask, store: Database) -> int:
    resident.visitor.client.delete_cookie("heed")
    return 400


def another_browsers_session(resident: Resident, app: Flask, store: Database) -> int:
    stranger = Visitor(app)
    stranger.get(resident.meals.address)
    resident.visitor.token = stranger.token
    return 400


def closed_survey(resident: Resident, app: Flask, store: Database) -> int:
    close(store, resident.meals)
    return 410


def closed_and_expired(resident: Resident, app: Flask, store: Database) -> int:
    close(store, resident.meals)
    resident.visitor.token = "of-another-day"
    return 410


def archived_survey(resident: Resident, app: Flask, store: Database) -> int:
    close(store, resident.meals)
    with store.unit_of_work() as db:
        archive_survey(db, db.get_one(Survey, resident.meals.survey_id))
    return 410


def draft_deleted(resident: Resident, app: Flask, store: Database) -> int:
    with store.unit_of_work() as db:
        db.execute(delete(Draft))
    return 404


def draft_deleted_and_closed(resident: Resident, app: Flask, store: Database) -> int:
    close(store, resident.meals)
    return draft_deleted(resident, app, store)


def send_a_choice(resident: Resident) -> None:
    resident.fill(2, choice=resident.meals.items["At home"])
    resident.send()


def sent_already(resident: Resident, app: Flask, store: Database) -> int:
    send_a_choice(resident)
    return 409


def sent_already_and_expired(resident: Resident, app: Flask, store: Database) -> int:
    send_a_choice(resident)
    resident.visitor.token = "of-another-day"
    return 400


KEPT: list[Callable[[Resident, Flask, Database], int]] = [
    expired_token,
    lost_session,
    another_browsers_session,
    closed_survey,
    closed_and_expired,
    archived_survey,
    draft_deleted,
    draft_deleted_and_closed,
    sent_already,
    sent_already_and_expired,
]


def test_late_words_that_do_not_fit_are_handed_back_beside_what_is_wrong(resident: Resident, store: Database):
    meals = resident.meals
    send_a_choice(resident)
    sent = {f"q{meals.choice}": str(meals.items["At home"]), f"q{meals.choice}-other": WORDS}
    page = resident.visitor.post(resident.at(2), sent, status=422)
    assert shows_words(page) and page.has("You have already sent your answers")
    assert page.has("You chose one and also wrote something else.") and held(store) == []
    assert page.field(f"q{meals.choice}") == str(meals.items["At home"])
    assert resident.visitor.post(resident.at(2), sent | {f"q{meals.choice}": "other"}, status=409).has("Both are kept.")
    assert len(held(store)) == 1


@pytest.mark.parametrize("go_wrong", KEPT, ids=lambda one: one.__name__)
def test_whatever_goes_wrong_the_words_are_on_the_page(
    resident: Resident, app: Flask, store: Database, go_wrong: Callable[[Resident, Flask, Database], int]
):
    status = go_wrong(resident, app, store)
    page = resident.fill(1, status, words=WORDS)
    assert shows_words(page)


def test_a_page_that_forgot_the_words_would_be_noticed(resident: Resident, monkeypatch: pytest.MonkeyPatch):
    whole = pages._section_page
    monkeypatch.setattr(pages, "_section_page", lambda step, typed=None, **more: whole(step, None, **more))
    resident.visitor.token = "of-another-day"
    assert not shows_words(resident.fill(1, 400, words=WORDS))


def test_a_stale_form_stores_nothing_and_one_more_press_stores_it(resident: Resident, store: Database):
    before = raw_answers(drafts(store)[0])
    resident.visitor.token = "of-another-day"
    page = resident.fill(1, 400, words=WORDS)
    assert raw_answers(drafts(store)[0]) == before
    assert page.has("Press the button once more.")
    resident.fill(1, words=WORDS)
    assert raw_answers(drafts(store)[0])[resident.meals.words]["text"] == WORDS


def test_a_browser_that_keeps_no_cookies_is_told_so(resident: Resident):
    resident.visitor.client.delete_cookie("heed")
    assert resident.fill(1, 400, words=WORDS).has("Allow cookies for this site")


def test_words_whose_draft_is_gone_go_into_a_new_one_at_the_press_of_a_button(
    resident: Resident, app: Flask, store: Database
):
    draft_deleted(resident, app, store)
    page = resident.fill(1, 404, words=WORDS)
    (form,) = page.all("form")
    fields = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("type") == "hidden"}
    began = resident.visitor.post(form.get("action") or "", fields)
    assert shows_words(resident.visitor.follow(began))
    assert raw_answers(drafts(store)[0])[resident.meals.words]["text"].replace("\r\n", "\n") == SHOWN


def test_words_sent_after_the_response_are_held_but_not_with_a_stale_token(resident: Resident, store: Database):
    send_a_choice(resident)
    resident.visitor.token = "of-another-day"
    page = resident.fill(1, 400, words=WORDS)
    assert page.has("Press the button once more.") and page.has("You have already sent your answers")
    assert held(store) == []
    assert resident.fill(1, 409, words=WORDS).has("Both are kept.")
    assert len(held(store)) == 1


@contextmanager
def failing(store: Database, verb: str) -> Iterator[None]:
    """A database that cannot write: what a full disk looks like from here."""

    def refuse(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(verb):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    event.listen(store.writer, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(store.writer, "before_cursor_execute", refuse)


def test_a_database_that_cannot_write_gives_the_words_back_and_a_button_that_sends_them_again(
    resident: Resident, store: Database, caplog: pytest.LogCaptureFixture
):
    with failing(store, "UPDATE DRAFT"), caplog.at_level(logging.DEBUG):
        page = resident.fill(1, 503, words=WORDS)
    assert shows_words(page) and page.headers["Retry-After"]
    assert page.h1 == "We could not save that just now"
    assert "I eat alone" not in caplog.text and resident.here.rsplit("/", 1)[1] not in caplog.text
    (form,) = page.all("form")
    fields = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("type") == "hidden"}
    resident.visitor.post(form.get("action") or "", fields)
    assert raw_answers(drafts(store)[0])[resident.meals.words]["text"].replace("\r\n", "\n") == SHOWN


def test_a_fault_of_any_kind_gives_the_words_back(resident: Resident, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: Any, **__: Any) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(pages, "keep_section", fail)
    assert shows_words(resident.fill(1, 503, words=WORDS))


def test_a_submit_that_fails_gives_no_receipt_and_keeps_the_draft(resident: Resident, store: Database):
    resident.fill(1, words=WORDS)
    with failing(store, "INSERT INTO RESPONSE"):
        page = resident.fill("check", 503)
    assert page.h1 == "We could not save that just now"
    assert responses(store) == [] and len(drafts(store)) == 1
    assert resident.send().h1 == "We have your answers"
    assert responses(store)[0].answers[0].text == SHOWN


def test_answers_that_no_longer_fit_are_shown_with_the_reason_and_stay(resident: Resident, store: Database):
    resident.fill(1, words=WORDS)
    with store.unit_of_work() as db:
        draft = drafts(store)[0]
        odd = {**draft.answers, str(resident.meals.ranking): {"places": ["999999"], "none": "", "reason": WORDS}}
        db.execute(update(Draft).values(answers=odd))
    page = resident.fill("check", 422)
    assert page.has("There is a problem") and shows_words(page)
    assert raw_answers(drafts(store)[0])[resident.meals.words]["text"] == WORDS
