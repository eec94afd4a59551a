"""A section a page: what is typed is kept at every step, what does not fit is named and shown back."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from surveys.database import Database
from surveys.definition import Question, Survey
from surveys.drafts import raw_answers
from surveys.lifecycle import close_survey, open_survey
from tests import make
from tests.browser import Page, Visitor, words
from tests.consult.respond.walking import MEALS, Meals, Resident, drafts, open_meals, responses

ODD = "  <script>alert(1)</script> =1+1 \u202eevil\u202c \U0001f35c @SUM(A1) 'x' \"y\" {{ 7*7 }}\nsecond line"


def typed(page: Page, name: str) -> str:
    """What stands in a box for words."""
    (box,) = [one for one in page.all("textarea") if one.get("name") == name]
    return box.text or ""


def summary(page: Page) -> list[tuple[str, str]]:
    """The error summary: words and where each leads."""
    boxes = [one for one in page.all("div") if "govuk-error-summary" in (one.get("class") or "").split()]
    return [(words(link), link.get("href") or "") for box in boxes for link in box.iter("a")]


def ids(page: Page) -> set[str]:
    """Every id on the page."""
    return {one.get("id") or "" for one in page.document.iter() if isinstance(one.tag, str)}  # type: ignore[union-attr]


def test_each_page_says_which_part_it_is_and_has_one_heading(resident: Resident):
    headings = [resident.see(number).h1 for number in (1, 2, 3, 4)]
    assert headings == ["Your view", "Your meals now", "Which matter most?", "About you"]
    assert resident.see(3).has("Part 3 of 4")


def test_continue_leads_through_the_sections_to_check_your_answers(resident: Resident):
    for number, following in ((1, "/2"), (2, "/3"), (3, "/4"), (4, "/check")):
        assert (resident.fill(number).location or "").endswith(following)


@pytest.mark.parametrize("go", ["", "back", "later"])
def test_every_button_keeps_what_was_typed(resident: Resident, go: str):
    resident.fill(1, words=ODD, go=go)
    assert typed(resident.see(1), f"q{resident.meals.words}") == ODD


def test_answers_are_kept_as_typed_even_when_the_page_has_errors(resident: Resident, store: Database):
    meals = resident.meals
    page = resident.fill(2, 422, choice="other", consent="yes")
    assert summary(page) == [("How do you eat? Say what the something else is.", f"#q{meals.choice}")]
    (draft,) = drafts(store)
    assert raw_answers(draft)[meals.choice]["items"] == ["other"]
    assert raw_answers(draft)[meals.consent] == {"given": "yes"}
    assert page.text.count(" checked") == 2


def test_every_error_leads_to_a_control_that_is_there(visitor: Visitor, store: Database):
    meals = open_meals(store, required=("words", "choice", "consent", "ranking", "groups"))
    resident = Resident(visitor, meals).start()
    named = []
    for number in (1, 2, 3, 4):
        page = resident.fill(number, 422)
        assert words(page.all("title")[0]).startswith("Error: ")
        for text, href in summary(page):
            assert href.removeprefix("#") in ids(page), href
            named.append(text)
    assert len(named) == 5
    for question in ("What would help?", "How do you eat?", "You may quote me.", "Which matter most?"):
        assert any(text.startswith(question) for text in named), question
    page = resident.see(1)
    assert page.has("This question needs an answer.")


def test_an_optional_question_may_be_left_out(resident: Resident, store: Database):
    resident.fill(1, words="Company")
    for number in (2, 3, 4):
        resident.fill(number)
    resident.send()
    (response,) = responses(store)
    states = {answer.question_id: answer.state for answer in response.answers}
    assert states.pop(resident.meals.words) == "answered" and set(states.values()) == {"blank"}


def test_a_text_of_fifty_thousand_characters_is_taken_and_a_longer_one_is_named_and_shown_back(
    resident: Resident, store: Database
):
    name = f"q{resident.meals.words}"
    resident.fill(1, words="a" * 50_000)
    page = resident.fill(1, 422, words="b" * 50_001)
    assert summary(page) == [
        (
            "What would help? Your answer is 50,001 characters long. Shorten it to 50,000 characters or fewer.",
            f"#{name}",
        )
    ]
    assert typed(page, name) == "b" * 50_001
    assert typed(resident.see(1), name) == "b" * 50_001


def test_nul_becomes_a_sign_and_line_breaks_stay(resident: Resident, store: Database):
    resident.fill(1, words="a\x00b\r\n\r\nc")
    assert raw_answers(drafts(store)[0])[resident.meals.words]["text"] == "a\ufffdb\r\n\r\nc"
    resident.send()
    (response,) = responses(store)
    assert [answer.text for answer in response.answers if answer.text] == ["a\ufffdb\n\nc"]


def test_a_ranking_keeps_its_order_for_one_person_and_differs_between_people(resident: Resident, app: Flask):
    def offered(who: Resident) -> list[str]:
        lists = [one for one in who.see(3).all("ul") if one.get("data-pool") is not None]
        return [words(one) for one in lists[0].iter("span") if one.get("data-label") is not None]

    mine = offered(resident)
    assert sorted(mine) == sorted(MEALS) and offered(resident) == mine
    others = [offered(Resident(Visitor(app), resident.meals).start()) for _ in range(8)]
    assert any(other != mine for other in others)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"ranking": ("A hot meal every day", "Company at lunchtime")}, "ranked"),
        ({"ranking": ("", "", "Company at lunchtime")}, "ranked"),
        ({"none": "none", "reason": "All the same to me"}, "none"),
        ({"none": "undecided"}, "undecided"),
        ({}, None),
    ],
)
def test_a_ranking_may_be_partial_declined_or_left_untouched(
    resident: Resident, store: Database, sent: dict[str, Any], stored: str | None
):
    meals = resident.meals
    fields = {f"q{meals.ranking}-{part}": sent[part] for part in ("none", "reason") if part in sent}
    places = [meals.items[label] if label else "" for label in sent.get("ranking", ())]
    resident.fill(1, words="Company")
    resident.fill(3, **{**fields, "ranking": places})
    resident.send()
    (response,) = responses(store)
    answer = next(one for one in response.answers if one.question_id == meals.ranking)
    assert (answer.value or {}).get("state") == stored
    if stored:
        assert sorted(answer.value["offered"]) == sorted(meals.items[label] for label in MEALS)  # type: ignore[index]
    else:
        assert answer.state == "blank"


def test_one_thing_in_two_places_is_named_and_both_places_are_shown_back(resident: Resident):
    company = resident.meals.items["Company at lunchtime"]
    page = resident.fill(3, 422, ranking=[company, company])
    assert summary(page)[0][0] == "Which matter most? “Company at lunchtime” is in two places. Leave it in one."
    chosen = [one.get("value") for one in page.all("option") if one.get("selected") is not None]
    assert chosen == [str(company), str(company)]


def test_words_beside_something_else_count_even_when_its_box_was_not_ticked(resident: Resident):
    name = f"q{resident.meals.choice}"
    resident.fill(2, **{f"{name}-other": "In the car"})
    assert resident.see("check").has("In the car")
    at_home = resident.meals.items["At home"]
    page = resident.fill(2, 422, choice=at_home, **{f"{name}-other": "In the car"})
    assert summary(page)[0][0].endswith("Tick “Something else”, or clear those words.")
    assert typed(page, f"{name}-other") == "In the car"


def test_back_leads_one_page_back_and_from_the_first_to_the_page_about_the_survey(resident: Resident):
    assert (resident.fill(2, go="back").location or "").endswith("/1")
    about = resident.visitor.follow(resident.fill(1, go="back", words="kept"))
    assert about.h1 == "About meals"
    carry_on = [link.get("href") for link in about.all("a") if words(link) == "Carry on"]
    assert carry_on == [resident.at(1)]
    assert typed(resident.see(1), f"q{resident.meals.words}") == "kept"


def test_two_windows_that_save_different_pages_at_once_undo_nothing_of_each_other(
    resident: Resident, app: Flask, store: Database
):
    resident.see(1)
    token, cookie = resident.visitor.token, resident.visitor.client.get_cookie("heed")
    barrier = threading.Barrier(2)

    def save(page: int, field: str, value: str) -> None:
        client = app.test_client()
        client.set_cookie("heed", cookie.value)  # type: ignore[union-attr]
        for turn in range(10):
            barrier.wait()
            client.post(resident.at(page), data={"csrf_token": token, field: f"{value}{turn}" if page == 1 else value})

    windows = [
        threading.Thread(target=save, args=(1, f"q{resident.meals.words}", "words ")),
        threading.Thread(target=save, args=(2, f"q{resident.meals.consent}", "yes")),
    ]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    kept = raw_answers(drafts(store)[0])
    assert kept[resident.meals.words] == {"text": "words 9"}
    assert kept[resident.meals.consent] == {"given": "yes"}


def test_a_section_that_is_not_there_is_a_404(resident: Resident):
    for number in ("0", "5", "99999999999999999999", "-1"):
        assert resident.see(number, 404).status == 404


def test_a_new_version_published_meanwhile_takes_nothing_from_who_is_on_the_way(resident: Resident, store: Database):
    meals = resident.meals
    resident.fill(1, words="Written before")
    with store.unit_of_work() as db:
        survey = db.get_one(Survey, meals.survey_id)
        begun = survey.published_number
        db.get_one(Question, meals.words).text = "What would help you most?"
        make.question(db, survey, text="One more thing?")
        close_survey(db, survey, at=make.NOON)
        open_survey(db, survey, closes_at=None, at=make.NOON)
        assert survey.published_number == (begun or 0) + 1
    assert resident.see(1).has("What would help?")
    assert typed(resident.see(1), f"q{meals.words}") == "Written before"
    resident.fill(4, groups="none")
    assert resident.send().h1 == "We have your answers"
    (response,) = responses(store)
    assert [one.text for one in response.answers if one.text] == ["Written before"]
    newcomer = Resident(resident.visitor, meals).start()
    assert newcomer.see(1).has("What would help you most?")


def test_a_version_is_read_from_the_database_once(resident: Resident, store: Database, monkeypatch: Any):
    from consult.respond import queries

    resident.see(1)
    monkeypatch.setattr(queries, "read_version", lambda version: pytest.fail("parsed again"))
    for number in (1, 2, 3, 4, "check"):
        resident.see(number)


def test_a_token_somebody_made_up_opens_nothing_and_takes_nothing(visitor: Visitor, meals: Meals, store: Database):
    visitor.get(meals.address)
    page = visitor.get(f"{meals.address}/{'0' * 32}/1", 404)
    assert page.h1 == "We cannot find these answers"
    visitor.post(f"{meals.address}/{'0' * 32}/1", {f"q{meals.words}": "planted"}, 404)
    visitor.post(f"{meals.address}/{'0' * 32}/check", {}, 404)
    assert drafts(store) == [] and responses(store) == []


def test_a_token_of_one_survey_opens_nothing_in_another(resident: Resident, store: Database):
    other = open_meals(store)
    token = resident.here.rsplit("/", 1)[1]
    resident.visitor.get(f"/s/{other.public_id}/{token}/1", 404)
