"""Check your answers, send once, and a receipt that stays the same and shows nothing that was said."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from surveys.database import Database
from tests.browser import Visitor, words
from tests.consult.respond.test_sections import ids, summary
from tests.consult.respond.walking import MEALS, Resident, close, drafts, held, open_meals, responses


def answered(resident: Resident) -> Resident:
    """Fill every page in."""
    items = resident.meals.items
    resident.fill(1, words="A <b>hot</b> dinner\nand company")
    resident.fill(2, choice="other", consent="yes", **{f"q{resident.meals.choice}-other": "In the car"})
    resident.fill(3, ranking=[items[MEALS[1]], items[MEALS[0]]])
    resident.fill(4, groups=resident.meals.carers)
    return resident


def reference(page) -> str:
    """The reference on a receipt."""
    (found,) = [words(one) for one in page.all("strong") if one.text and "-" in one.text and len(one.text) == 11]
    return found


def test_every_answer_is_shown_in_words_with_a_way_to_change_it(resident: Resident):
    page = answered(resident).see("check")
    for said in (
        "A <b>hot</b> dinner",
        "and company",
        "In the car",
        "1. A hot meal every day",
        "2. Company at lunchtime",
        "Family carers",
        "Yes",
    ):
        assert page.has(said), said
    links = [
        (words(link), link.get("href") or "") for link in page.all("a") if "then=check" in (link.get("href") or "")
    ]
    assert len(links) == 5
    assert ("Change your answer to: What would help?", f"{resident.at(1)}?then=check#q{resident.meals.words}") in links


def test_a_change_leads_straight_back_to_the_check_page(resident: Resident):
    answered(resident)
    page = resident.visitor.follow(resident.fill("1?then=check", words="Soup"))
    assert page.h1 == "Check your answers" and page.has("Soup")
    again = resident.visitor.follow(resident.fill("1?then=check", words="Stew", go="back"))
    assert again.h1 == "Check your answers" and again.has("Stew")


def test_what_is_missing_is_said_and_stops_sending_only_where_it_is_needed(visitor: Visitor, store: Database):
    resident = Resident(visitor, open_meals(store, required=("groups",))).start()
    page = resident.see("check")
    assert page.reading.count("Not answered") == 4  # an unticked box of consent is a No
    assert page.has("This question needs an answer before you can send.")
    refused = resident.fill("check", 422)
    assert refused.has("There is a problem")
    assert refused.has("Which describes you? Choose what describes you, or “None of these”.")
    assert responses(store) == []
    resident.fill(4, groups="none")
    resident.fill(1, words="Company")
    assert resident.send().h1 == "We have your answers"


def test_whoever_answers_nothing_is_told_that_there_is_nothing_to_send_and_is_led_to_the_first_question(
    resident: Resident, store: Database
):
    for number in (1, 2, 3, 4):
        resident.fill(number)
    page = resident.see("check")
    assert page.has("There is nothing to send yet: you have not answered any question.") and not summary(page)
    (link,) = [one for one in page.all("a") if words(one) == "Go to the first question to answer"]
    assert link.get("href") == f"{resident.at(1)}?then=check#q{resident.meals.words}"
    refused = resident.fill("check", 422, seen=page.field("seen"))
    ((told, href),) = summary(refused)
    assert told == "There is nothing to send yet: you have not answered any question. Answer at least one."
    assert href == f"{resident.at(1)}?then=check#q{resident.meals.words}"
    assert href.partition("#")[2] in ids(resident.visitor.get(href.partition("#")[0]))
    assert responses(store) == [] and len(drafts(store)) == 1


def test_who_one_is_and_what_one_consents_to_is_kept_but_is_nothing_to_send_alone(resident: Resident, store: Database):
    resident.fill(2, consent="yes")
    resident.fill(4, groups=resident.meals.carers)
    page = resident.see("check")
    assert page.has("you have not said what you think. What you chose is kept.")
    ((told, _),) = summary(resident.fill("check", 422, seen=page.field("seen")))
    assert "Answer at least one more question." in told
    assert resident.see("check").has("Family carers") and responses(store) == []
    resident.fill(3, **{f"q{resident.meals.ranking}-none": "undecided"})
    assert resident.send().h1 == "We have your answers"
    assert len(responses(store)) == 1


@pytest.mark.parametrize(
    ("number", "ticked", "said"),
    [
        (2, {"choice": "other"}, "Something else"),
        (2, {"choice": ("At home", "At a club")}, "At a club"),
        (4, {"groups": ("none", "carers")}, "Family carers None of these"),
    ],
)
def test_what_was_ticked_and_does_not_fit_is_shown_and_not_taken_for_no_answer(
    resident: Resident, number: int, ticked: dict, said: str
):
    meals = resident.meals
    by_name = {**meals.items, "carers": meals.carers}
    ((name, picked),) = ticked.items()
    picked = picked if isinstance(picked, str) else [str(by_name.get(one, one)) for one in picked]
    resident.fill(number, 422, **{name: picked})
    page = resident.see("check")
    assert page.has(said) and page.has("This needs a change before you can send.")
    assert not page.has("you have not answered any question")


def test_an_answer_emptied_after_sending_is_kept_for_an_officer_and_not_refused(resident: Resident, store: Database):
    resident.fill(1, words="Company")
    resident.send()
    assert resident.fill(1, 409, words="").has("Both are kept.")
    assert len(responses(store)) == 1 and len(held(store)) == 1


def test_the_receipt_has_a_reference_and_a_time_and_nothing_that_was_said(resident: Resident, store: Database):
    page = answered(resident).send()
    assert len(reference(page).replace("-", "")) == 10
    for secret in ("hot", "company", "In the car", "Company at lunchtime", "Family carers"):
        assert not page.has(secret), secret
    assert drafts(store) == []
    (response,) = responses(store)
    assert response.channel == "web" and response.started_at is not None
    assert reference(page) not in (response.reference_hash, response.instance_id)


def test_reload_back_and_sending_again_give_the_same_receipt(resident: Resident, store: Database):
    first = reference(answered(resident).send())
    assert reference(resident.see("received")) == first
    assert reference(resident.visitor.follow(resident.fill("check"))) == first
    for page in (1, 3, "check", "later", "about"):
        assert reference(resident.visitor.follow(resident.see(page, 303))) == first
    assert len(responses(store)) == 1 and held(store) == []


def test_before_sending_there_is_no_receipt(resident: Resident):
    assert (resident.see("received", 303).location or "").endswith("/check")


def test_going_back_and_continuing_without_a_change_leads_to_the_receipt(resident: Resident, store: Database):
    first = reference(answered(resident).send())
    page = resident.visitor.follow(resident.fill(1, words="A <b>hot</b> dinner\r\nand company"))
    assert reference(page) == first and held(store) == []


def test_other_answers_after_sending_are_held_and_the_person_is_told_that_both_are_kept(
    resident: Resident, store: Database
):
    meals = resident.meals
    first = reference(answered(resident).send())
    late = resident.fill(1, 409, words="And a choice of <i>times</i>")
    assert late.h1 == "You have already sent your answers"
    assert late.has("Both are kept.") and late.has("And a choice of <i>times</i>")
    resident.fill(1, 409, words="And a choice of <i>times</i>")
    (kept,) = held(store)
    assert kept.payload["answers"] == {str(meals.words): {"text": "And a choice of <i>times</i>"}}
    (response,) = responses(store)
    assert "A <b>hot</b> dinner\nand company" in [one.text for one in response.answers]
    receipt = resident.see("received")
    assert reference(receipt) == first
    assert receipt.has("You sent two different sets of answers") and not receipt.has("choice of")


def test_late_words_that_cannot_be_kept_are_handed_back(resident: Resident, store: Database):
    answered(resident).send()
    page = resident.fill(1, 422, words="x" * 50_001)
    ((told, href),) = summary(page)
    assert "Shorten it to 50,000 characters or fewer." in told and href.removeprefix("#") in ids(page)
    assert page.has("is not kept yet") and page.has("x" * 50_001)
    assert held(store) == []


def test_answers_changed_in_another_window_are_shown_before_they_are_sent(resident: Resident, store: Database):
    answered(resident)
    seen = resident.see("check").field("seen")
    resident.fill(1, words="Changed elsewhere")
    page = resident.fill("check", 409, seen=seen)
    assert page.has("changed in another window") and page.has("Changed elsewhere")
    assert responses(store) == []
    assert resident.send().h1 == "We have your answers"


def test_a_survey_that_closes_just_before_sending_hands_everything_back(resident: Resident, store: Database):
    answered(resident)
    close(store, resident.meals)
    page = resident.fill("check", 410)
    assert page.h1 == "This survey is closed"
    for said in ("Your answers were not sent", "A <b>hot</b> dinner", "In the car", "meals@wexmoor.example"):
        assert page.has(said), said
    assert responses(store) == []


def test_a_double_click_makes_one_response(resident: Resident, app: Flask, store: Database):
    answered(resident)
    token = resident.see("check").field("csrf_token")
    cookie = resident.visitor.client.get_cookie("heed")
    barrier, places = threading.Barrier(8), []

    def press() -> None:
        client = app.test_client()
        client.set_cookie("heed", cookie.value)
        barrier.wait()
        answer = client.post(resident.at("check"), data={"csrf_token": token}, headers={"Referer": "http://localhost/"})
        places.append((answer.status_code, answer.headers.get("Location")))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(places) == {(303, resident.at("received"))}
    assert len(responses(store)) == 1 and held(store) == []


def test_a_text_of_a_million_lines_is_shown_back_whole_and_makes_no_giant_page(resident: Resident):
    typed = "a\n" * 400_000
    resident.fill(1, status=422, words=typed)
    page = resident.visitor.client.get(resident.at("check"))
    assert typed.strip() in page.get_data(as_text=True)
    assert len(page.data) < 2 * len(typed)
