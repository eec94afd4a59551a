"""The first page says why, who asks, what is decided, how long and until when; Start begins, and only where it may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from consult.web.words import closing_words
from surveys.database import Database
from surveys.definition import Survey
from surveys.lifecycle import archive_survey
from tests import make
from tests.browser import Visitor, words
from tests.consult.respond.walking import Meals, Resident, close, drafts, open_meals, responses, set_consultation


def test_the_first_page_answers_what_a_person_asks_before_starting(visitor: Visitor, store: Database):
    meals = open_meals(store, closes_at=datetime(2027, 1, 2, 0, 0, tzinfo=UTC))
    set_consultation(store, meals, privacy_notice="We keep little.\n\nWe keep it two years.")
    page = visitor.get(meals.address)
    assert page.h1 == "About meals"
    for said in (
        "Tell us about meals.",
        "It takes about 5 minutes.",
        "You can answer until the end of 1 January 2027.",
        "You do not need an account.",
        "You can stop, and come back later.",
        "To plan meals for people at home.",
        "What the meals service should do from April.",
        "Wexmoor County Council",
        "We keep it two years.",
        "meals@wexmoor.example",
    ):
        assert page.has(said), said
    assert len(page.all("details")) == 1
    assert "/privacy" in [link.get("href") for link in page.all("a")]


def test_looking_at_the_first_page_stores_nothing(visitor: Visitor, meals: Meals, store: Database):
    for _ in range(3):
        visitor.get(meals.address)
    assert drafts(store) == []


def test_start_mints_a_token_of_128_bits_and_a_draft_of_the_version_shown(resident: Resident, store: Database):
    token = resident.here.rsplit("/", 1)[1]
    assert len(bytes.fromhex(token)) == 16
    (draft,) = drafts(store)
    assert token not in draft.instance_id
    assert resident.see(1).has("Part 1 of 4")


def test_the_name_of_a_survey_may_be_typed_in_capitals(visitor: Visitor, meals: Meals):
    assert visitor.get(f"/s/{meals.public_id.upper()}").h1 == "About meals"


def test_a_draft_an_archived_and_an_unknown_survey_are_not_there(visitor: Visitor, store: Database):
    unopened = open_meals(store, is_open=False)
    archived = open_meals(store)
    close(store, archived)
    with store.unit_of_work() as db:
        archive_survey(db, db.get_one(Survey, archived.survey_id))
    for public_id in (unopened.public_id, archived.public_id, "nowhere", "0" * 500, "%00", "..%2f"):
        assert visitor.get(f"/s/{public_id}", 404).h1 == "There is nothing at this address"


def test_an_address_that_leads_nowhere_leads_to_the_first_page(visitor: Visitor):
    page = visitor.get("/s/nowhere", 404)
    assert [link.get("href") for link in page.all("a") if words(link) == "Go to the first page"] == ["/"]


def test_a_closed_survey_says_so_and_when_and_where_results_will_be(visitor: Visitor, meals: Meals, store: Database):
    close(store, meals, at=datetime(2026, 11, 23, 17, 30, tzinfo=UTC))
    page = visitor.get(meals.address)
    assert page.h1 == "This survey is closed"
    assert page.has("closed on 23 November 2026 at 5:30pm")
    assert any((link.get("href") or "").startswith("/c/") for link in page.all("a"))
    assert not page.all("button")


def test_a_survey_past_its_closing_date_is_closed_without_anybody_closing_it(visitor: Visitor, store: Database):
    meals = open_meals(store, closes_at=make.NOON + timedelta(hours=1))
    visitor.get(meals.address)
    with time_machine.travel(make.NOON + timedelta(hours=1)):
        assert visitor.get(meals.address).h1 == "This survey is closed"
        assert visitor.post(meals.address, status=410).h1 == "This survey is closed"
    assert drafts(store) == []


@pytest.mark.pure
def test_closing_at_midnight_is_the_end_of_the_day_before():
    midnight_in_summer = datetime(2027, 6, 30, 23, 0, tzinfo=UTC)
    assert closing_words(midnight_in_summer) == "the end of 30 June 2027"
    assert closing_words(datetime(2026, 12, 20, 23, 59, tzinfo=UTC)) == "the end of 20 December 2026"
    assert closing_words(datetime(2026, 12, 20, 17, 0, tzinfo=UTC)) == "20 December 2026 at 5:00pm"
    assert closing_words(datetime(2026, 12, 20, 12, 0, tzinfo=UTC)) == "20 December 2026 at midday"
    assert closing_words(None) == ""


def test_an_invented_consultation_says_so_on_every_page(visitor: Visitor, store: Database):
    resident = Resident(visitor, open_meals(store, is_invented=True)).start()
    assert visitor.get(resident.meals.address).has("This is a demonstration")
    for page in (1, 2, 3, 4, "check", "later", "about"):
        assert resident.see(page).has("This is a demonstration"), page


def test_an_officer_may_try_a_survey_out_and_the_answers_are_kept_apart(
    sign_in: Callable[..., Visitor], meals: Meals, store: Database
):
    officer = sign_in("analyst", meals.consultation_id)
    page = officer.get(meals.address + "?test=1")
    assert page.has("This is a try-out.")
    began = officer.post(meals.address + "?test=1")
    resident = Resident(officer, meals)
    resident.here = (began.location or "").rsplit("/", 1)[0]
    for number in (1, 2, 3, 4, "check"):
        assert resident.see(number).has("This is a try-out."), number
    resident.fill(1, words="A try")
    assert resident.send().has("This is a try-out.")
    assert [one.is_test for one in responses(store)] == [True]


def test_a_try_out_works_on_a_closed_survey_too(sign_in: Callable[..., Visitor], meals: Meals, store: Database):
    close(store, meals)
    officer = sign_in("owner", meals.consultation_id)
    officer.get(meals.address + "?test=1")
    resident = Resident(officer, meals)
    resident.here = (officer.post(meals.address + "?test=1").location or "").rsplit("/", 1)[0]
    resident.fill(1, words="A try")
    assert resident.send().h1 == "We have your answers"
    assert [one.is_test for one in responses(store)] == [True]


def test_nobody_else_can_try_a_survey_out_and_no_real_response_comes_of_it(
    visitor: Visitor, sign_in: Callable[..., Visitor], meals: Meals, store: Database
):
    visitor.get(meals.address)
    assert "sign-in" in (visitor.get(meals.address + "?test=1", 302).location or "")
    visitor.post(meals.address + "?test=1", status=403)
    with store.unit_of_work() as db:
        elsewhere = make.consultation(db).id
    for role, scope in (("owner", elsewhere), ("viewer", meals.consultation_id), ("officer", None)):
        sign_in(role, scope).get(meals.address + "?test=1", 404)
    assert drafts(store) == []
