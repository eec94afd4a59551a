"""Save and come back later: a short code leads back on any device, and guessing one leads nowhere soon."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from surveys.database import Database
from tests import make
from tests.browser import Page, Visitor, words
from tests.consult.respond.walking import Meals, Resident, close, drafts, open_meals

# Half past an hour, since tries count by the hour; ahead of the clock, since a cookie made later than now is none.
BEGIN = datetime.now(UTC).replace(minute=30, second=0, microsecond=0) + timedelta(hours=1)


def code_on(page: Page) -> str:
    """The return code a page shows."""
    (found,) = [words(one) for one in page.all("strong") if re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", one.text or "")]
    return found


def saved(resident: Resident) -> str:
    """Type something, save, and read the code."""
    resident.fill(1)
    return code_on(resident.visitor.follow(resident.fill(2, go="later", choice=resident.meals.items["At a club"])))


def test_the_code_leads_back_on_another_device_to_where_the_person_stopped(resident: Resident, app: Flask):
    code = saved(resident)
    elsewhere = Visitor(app)
    page = elsewhere.get(f"{resident.meals.address}/return")
    assert page.h1 == "Carry on with your answers"
    back = elsewhere.post(f"{resident.meals.address}/return", {"code": code.lower().replace("-", " ")})
    assert back.location == resident.at(2)
    assert elsewhere.follow(back).text.count(" checked") == 1


def test_no_e_mail_is_asked_for_and_the_code_is_the_same_each_time(resident: Resident):
    code = saved(resident)
    page = resident.see("later")
    assert code_on(page) == code
    assert not [one for one in page.all("input") if one.get("type") == "email"]
    assert page.has("30 days") and page.has(f"{resident.meals.address}/return")


def test_the_code_is_made_only_when_it_is_asked_for(resident: Resident, store: Database):
    assert resident.see("later").has("Show my return code")
    assert drafts(store)[0].return_code_hash is None
    code_on(resident.visitor.follow(resident.fill("later")))
    assert drafts(store)[0].return_code_hash is not None


def test_a_code_works_from_the_page_of_another_survey(resident: Resident, store: Database):
    code = saved(resident)
    other = open_meals(store)
    assert resident.visitor.post(f"{other.address}/return", {"code": code}).location == resident.at(2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your return code."),
        ("7KD2M", "A return code has 10 letters and numbers."),
        ("7KD2M-90XQA", "We have no unfinished answers with this code."),
        ("<b>7KD2M</b>" * 300, "A return code has 10 letters and numbers."),
    ],
)
def test_a_code_that_leads_nowhere_is_named_and_shown_back(visitor: Visitor, meals: Meals, typed: str, said: str):
    visitor.get(f"{meals.address}/return")
    page = visitor.post(f"{meals.address}/return", {"code": typed}, 422)
    assert page.has(said) and page.has("There is a problem")
    assert page.field("code") == (typed or None) or page.field("code") == typed


def test_ten_wrong_codes_in_an_hour_are_the_end_and_a_right_one_waits_too(
    resident: Resident, app: Flask, store: Database
):
    with time_machine.travel(BEGIN, tick=False) as clock:
        code = saved(resident)
        url = f"{resident.meals.address}/return"
        for number in range(10):
            resident.visitor.post(url, {"code": f"0000{number}-AAAAA"}, 422)
        page = resident.visitor.post(url, {"code": "00010-AAAAA"}, 429)
        assert page.has("Too many tries") and int(page.headers["Retry-After"]) > 0
        resident.visitor.post(url, {"code": code}, 429)
        other_place = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
        assert resident.visitor.post(url, {"code": code}, 303, **other_place).location == resident.at(2)
        clock.move_to(BEGIN + timedelta(minutes=59))
        resident.visitor.post(url, {"code": code}, 429)
        clock.move_to(BEGIN + timedelta(hours=2))
        resident.visitor.post(url, {"code": code})


def test_a_right_code_gives_no_new_tries_to_somebody_who_guesses(resident: Resident):
    with time_machine.travel(BEGIN, tick=False):
        code = saved(resident)
        url = f"{resident.meals.address}/return"
        for number in range(10):
            resident.visitor.post(url, {"code": f"0000{number}-AAAAA"}, 422)
            if number < 9:
                resident.visitor.post(url, {"code": code})
        resident.visitor.post(url, {"code": code}, 429)


def test_many_right_codes_from_one_library_are_never_refused(app: Flask, meals: Meals):
    for _ in range(12):
        person = Resident(Visitor(app), meals).start()
        code = saved(person)
        Visitor(app).get(f"{meals.address}/return")
        person.visitor.post(f"{meals.address}/return", {"code": code})


def test_the_place_guesses_come_from_is_not_stored(visitor: Visitor, meals: Meals, store: Database):
    visitor.get(f"{meals.address}/return")
    visitor.post(f"{meals.address}/return", {"code": "00000-AAAAA"}, 422, environ_base={"REMOTE_ADDR": "192.0.2.77"})
    from consult.accounts.models import WrongTry

    with store.reading() as db:
        rows = [row.subject for row in db.query(WrongTry)]
    assert len(rows) == 1 and "192.0.2.77" not in rows[0]


def test_coming_back_to_a_closed_survey_hands_the_words_back(resident: Resident, store: Database):
    resident.fill(1, words="Half a thought")
    code = saved(resident)
    close(store, resident.meals, at=make.NOON)
    back = resident.visitor.post(f"{resident.meals.address}/return", {"code": code})
    page = resident.visitor.get(back.location or "", 410)
    assert page.has("At a club")


def test_once_sent_the_code_leads_nowhere(resident: Resident):
    code = saved(resident)
    resident.send()
    resident.visitor.get(f"{resident.meals.address}/return")
    resident.visitor.post(f"{resident.meals.address}/return", {"code": code}, 422)
