"""Points, sets and pairs on the resident's pages: kept as typed, read against what that person saw, handed back."""

from __future__ import annotations

import os
import re
from random import Random
from typing import Any

import pytest

from surveys.database import Database
from surveys.definition import Survey
from surveys.drafts import raw_answers
from surveys.lifecycle import close_survey
from surveys.questions.kinds import get_kind
from tests import make
from tests.browser import Page, Visitor, words
from tests.consult.respond.comparing import THINGS, Weighing, open_weighing
from tests.consult.respond.test_hostile import ODD
from tests.consult.respond.test_sections import ids, summary
from tests.consult.respond.walking import drafts, held, responses

KINDS = ["points", "best_worst", "pairs"]
ROUNDS = 400 if os.environ.get("HEED_FULL") == "1" else 40


def walk_of(visitor: Visitor, survey: Weighing) -> str:
    """Press Start; the address under which the pages of this walk are."""
    visitor.get(survey.address)
    return (visitor.post(survey.address).location or "").rsplit("/", 1)[0]


def radios(page: Page) -> dict[str, list[str]]:
    """The values on offer by the name of their group."""
    found: dict[str, list[str]] = {}
    for one in page.all("input"):
        if one.get("type") == "radio":
            found.setdefault(one.get("name") or "", []).append(one.get("value") or "")
    return found


def some_answer(page: Page, survey: Weighing) -> dict[str, str]:
    """Fields of an answer that fits."""
    if "place-1" in page.text:
        return {f"q{survey.question}-place-1": str(survey.items[THINGS[1]])}
    if "points" in page.text:
        one, other, *_ = survey.items.values()
        return {f"q{survey.question}-points-{one}": " 060", f"q{survey.question}-points-{other}": "٤٠"}
    groups = {name: values for name, values in radios(page).items() if re.search(r"-(best|pair)-\d", name)}
    return {name: values[0] for name, values in groups.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_typed_is_kept_as_typed_and_stored_when_it_is_sent(visitor: Visitor, store: Database, kind: str):
    survey = open_weighing(store, kind)
    here = walk_of(visitor, survey)
    fields = some_answer(visitor.get(f"{here}/1"), survey)
    visitor.post(f"{here}/1", {**fields, "go": "back"})
    (draft,) = drafts(store)
    assert set(fields.values()) <= {
        word
        for value in raw_answers(draft)[survey.question].values()
        for word in (value.values() if isinstance(value, dict) else value)
    }
    page = visitor.get(f"{here}/1")
    shown = {one.get("name"): one.get("value") for one in page.all("input") if one.get("type") != "radio"}
    shown |= {one.get("name"): one.get("value") for one in page.all("input") if one.get("checked") is not None}
    assert fields.items() <= shown.items()
    visitor.post(f"{here}/1", fields)
    check = visitor.get(f"{here}/check")
    visitor.post(f"{here}/check", {"seen": check.field("seen")})
    (response,) = responses(store)
    value = next(one.value for one in response.answers if one.question_id == survey.question)
    assert value["state"] in ("shared", "chosen") and sorted(value["offered"]) == sorted(survey.items.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_that_needs_an_answer_leads_to_a_control_that_is_there(visitor: Visitor, store: Database, kind: str):
    here = walk_of(visitor, open_weighing(store, kind, required=True))
    page = visitor.post(f"{here}/1", {}, status=422)
    ((text, href),) = summary(page)
    assert text.startswith("What matters to you at lunchtime?") and href.removeprefix("#") in ids(page)


def test_add_up_my_points_shows_the_page_again_with_the_sum_and_all_that_was_typed(visitor: Visitor, store: Database):
    survey = open_weighing(store, "points")
    here = walk_of(visitor, survey)
    first, second, *_ = (f"q{survey.question}-points-{item}" for item in survey.items.values())
    sent = visitor.post(f"{here}/1?then=check", {first: "60", second: "ten", "go": "stay"})
    assert sent.location == f"{here}/1?then=check"
    page = visitor.follow(sent)
    assert page.has("You have given out 60 of 100. 40 left. Write whole numbers, such as 20.")
    assert (page.field(first), page.field(second)) == ("60", "ten")
    (button,) = [one for one in page.all("button") if one.get("value") == "stay"]
    assert (button.get("formaction") or "").removeprefix("#") in ids(page)


def test_points_that_do_not_come_out_even_are_shown_on_the_check_page_and_stop_sending(
    visitor: Visitor, store: Database
):
    survey = open_weighing(store, "points")
    here = walk_of(visitor, survey)
    visitor.post(f"{here}/1", {f"q{survey.question}-points-{survey.items[THINGS[0]]}": "90"}, status=422)
    page = visitor.get(f"{here}/check")
    assert page.has(f"{THINGS[0]}: 90") and page.has("This needs a change before you can send.")
    page = visitor.post(f"{here}/check", {"seen": page.field("seen")}, status=422)
    assert page.has("Your points add up to 90. Give out 10 more, to make it 100.") and not responses(store)


@pytest.mark.parametrize("kind", ["rank", *KINDS])
def test_who_chooses_and_also_declines_is_asked_which_counts_and_loses_neither(
    visitor: Visitor, store: Database, kind: str
):
    survey = open_weighing(store, kind)
    here, none = walk_of(visitor, survey), f"q{survey.question}-none"
    fields = some_answer(visitor.get(f"{here}/1"), survey) | {f"q{survey.question}-reason": "All the <same>"}
    page = visitor.post(f"{here}/1", {**fields, none: "none"}, status=422)
    ((told, href),) = summary(page)
    assert "and also chose “None of these matter to me”. Choose one of the two." in told
    assert href == f"#{none}-none" and href.removeprefix("#") in ids(page)
    (error,) = [one for one in page.all("p") if "govuk-error-message" in (one.get("class") or "")]
    described = [one for one in page.all("fieldset") if error.get("id") in (one.get("aria-describedby") or "").split()]
    assert len(described) == 1 and "heed-rather-not" in (described[0].get("class") or "")  # read once
    shown = {one.get("name"): one.get("value") for one in page.all("input") if one.get("type") != "radio"}
    shown |= {one.get("name"): one.get("value") for one in page.all("input") if one.get("checked") is not None}
    chosen = {one.get("value") for one in page.all("option") if one.get("selected") is not None}
    kept = {name: word for name, word in fields.items() if not name.endswith("-reason")}
    assert kept.items() <= shown.items() or set(kept.values()) <= chosen
    assert none not in shown and page.has("All the <same>") and page.has(get_kind(kind).set_aside)

    again = visitor.get(f"{here}/1")
    assert summary(again) == [(told, href)] and again.field(f"q{survey.question}-aside") == "yes"
    assert not [one for one in again.all("input") if one.get("name") == none and one.get("checked") is not None]

    check = visitor.get(f"{here}/check")
    assert check.has("This needs a change before you can send.") and check.has("None of these matter to me")
    visitor.post(f"{here}/check", {"seen": check.field("seen")}, status=422)
    assert not responses(store)

    told_so = {**fields, f"q{survey.question}-aside": "yes"}
    visitor.post(f"{here}/1", told_so, status=422)  # neither of the two chosen
    assert (visitor.post(f"{here}/1", {**told_so, none: ""}).location or "").endswith("/2")
    visitor.post(f"{here}/1", {**told_so, none: "none"})
    again = visitor.get(f"{here}/1")
    (ticked,) = [one for one in again.all("input") if one.get("name") == none and one.get("checked") is not None]
    assert ticked.get("value") == "none" and again.field(f"q{survey.question}-aside") == "yes"
    check = visitor.get(f"{here}/check")
    visitor.post(f"{here}/check", {"seen": check.field("seen")})
    (response,) = responses(store)
    value = next(one.value for one in response.answers if one.question_id == survey.question)
    assert (value["state"], value["reason"]) == ("none", "All the <same>")


@pytest.mark.parametrize("kind", ["rank", *KINDS])
@pytest.mark.parametrize("chooses", [True, False])
def test_words_in_the_box_are_shown_before_sending_and_are_sent_whatever_was_chosen(
    visitor: Visitor, store: Database, kind: str, chooses: bool
):
    survey = open_weighing(store, kind)
    here, q = walk_of(visitor, survey), f"q{survey.question}"
    fields = some_answer(visitor.get(f"{here}/1"), survey) if chooses else {}
    visitor.post(f"{here}/1", {**fields, f"{q}-none": "", f"{q}-reason": "It keeps me <going>"})
    check = visitor.get(f"{here}/check")
    assert check.has("You wrote: It keeps me <going>") and not check.has("There is nothing to send yet")
    assert check.has("You chose nothing here.") is not chooses
    visitor.post(f"{here}/check", {"seen": check.field("seen")})
    (response,) = responses(store)
    value = next(one.value for one in response.answers if one.question_id == survey.question)
    assert value["reason"] == "It keeps me <going>" and (value["state"] == "words") is not chooses


def test_words_beside_points_that_do_not_come_out_even_stay_when_the_sum_is_put_right(
    visitor: Visitor, store: Database
):
    survey = open_weighing(store, "points")
    here, box = walk_of(visitor, survey), f"q{survey.question}-points-{survey.items[THINGS[0]]}"
    written = {f"q{survey.question}-none": "", f"q{survey.question}-reason": "All the same"}
    visitor.post(f"{here}/1", {box: "60", **written}, status=422)
    assert visitor.get(f"{here}/check").has("All the same")
    visitor.post(f"{here}/1", {box: "100", **written})
    assert visitor.get(f"{here}/check").has("You wrote: All the same")


@pytest.mark.parametrize("kind", ["rank", *KINDS])
def test_who_takes_back_what_they_chose_is_left_with_what_they_had_ticked(visitor: Visitor, store: Database, kind: str):
    survey = open_weighing(store, kind)
    here, q = walk_of(visitor, survey), f"q{survey.question}"
    fields = some_answer(visitor.get(f"{here}/1"), survey)
    asked = visitor.post(f"{here}/1", {**fields, f"{q}-none": "none"}, status=422)
    for _ in range(2):  # asked again, with neither ticked, it goes on knowing
        sent = {f"{q}-aside": asked.field(f"{q}-aside"), f"{q}-declined": asked.field(f"{q}-declined")}
        asked = visitor.post(f"{here}/1", {**fields, **sent}, status=422)
        assert asked.has("and also chose “None of these matter to me”. Choose one of the two.")
    visitor.post(f"{here}/1", {**dict.fromkeys(fields, ""), **sent})
    again = visitor.get(f"{here}/1")
    (ticked,) = [one for one in again.all("input") if one.get("name") == f"{q}-none" and one.get("checked") is not None]
    assert ticked.get("value") == "none" and not summary(again)
    check = visitor.get(f"{here}/check")
    assert check.has("None of these matter to me") and not check.has("There is nothing to send yet")
    visitor.post(f"{here}/check", {"seen": check.field("seen")})
    (response,) = responses(store)
    assert next(one.value for one in response.answers if one.question_id == survey.question)["state"] == "none"


@pytest.mark.parametrize("kind", ["best_worst", "pairs"])
def test_i_cannot_say_everywhere_is_told_as_said_and_is_sent(visitor: Visitor, store: Database, kind: str):
    survey = open_weighing(store, kind, settings={"tasks": 4})
    here = walk_of(visitor, survey)
    groups = [name for name in radios(visitor.get(f"{here}/1")) if re.search(r"-(best|worst|pair)-\d", name)]
    visitor.post(f"{here}/1", dict.fromkeys(groups, "unsure"))
    check = visitor.get(f"{here}/check")
    assert check.has("You said “I cannot say” in 4 of 4") and not check.has("There is nothing to send yet")
    visitor.post(f"{here}/check", {"seen": check.field("seen")})
    (response,) = responses(store)
    answer = next(one for one in response.answers if one.question_id == survey.question)
    assert (answer.state, answer.value["state"], answer.value["unsure"]) == ("answered", "unsure", 4)


def test_every_number_that_is_wrong_is_told_at_once_beside_its_box_with_a_link_of_its_own(
    visitor: Visitor, store: Database
):
    survey = open_weighing(store, "points")
    here = walk_of(visitor, survey)
    typed = {f"q{survey.question}-points-{survey.items[thing]}": "33.3" for thing in THINGS[:3]}
    page = visitor.post(f"{here}/1", typed, status=422)
    links = [href.removeprefix("#") for _, href in summary(page)]
    boxes = {one.get("name"): one for one in page.all("input")}
    assert sorted(links) == sorted(boxes[name].get("id") or "" for name in typed) and len(links) == 3
    told = {one.get("id"): words(one) for one in page.all("p") if "govuk-error-message" in (one.get("class") or "")}
    assert len(told) == 3
    for thing, name in zip(THINGS, typed, strict=False):
        about = [told[one] for one in (boxes[name].get("aria-describedby") or "").split() if one in told]
        assert len(about) == 1 and thing in about[0] and "“33.3” is not a whole number" in about[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_survey_that_closes_hands_the_answer_back(visitor: Visitor, store: Database, kind: str):
    survey = open_weighing(store, kind)
    here = walk_of(visitor, survey)
    fields = some_answer(visitor.get(f"{here}/1"), survey)
    with store.unit_of_work() as db:
        close_survey(db, db.get_one(Survey, survey.survey_id), at=make.NOON)
    page = visitor.post(f"{here}/1", fields, status=410)
    assert page.has("Your answers were not sent") and any(page.has(label) for label in survey.items)


@pytest.mark.parametrize("kind", KINDS)
def test_another_answer_after_sending_is_held_and_the_same_one_is_not(visitor: Visitor, store: Database, kind: str):
    survey = open_weighing(store, kind)
    here = walk_of(visitor, survey)
    fields = some_answer(visitor.get(f"{here}/1"), survey)
    visitor.post(f"{here}/1", fields)
    check = visitor.get(f"{here}/check")
    visitor.post(f"{here}/check", {"seen": check.field("seen")})
    assert "received" in (visitor.post(f"{here}/1", fields).location or "")
    visitor.post(f"{here}/1", {f"q{survey.question}-none": "none"}, status=409)
    assert len(held(store)) == 1


@pytest.mark.parametrize("kind", ["rank", *KINDS])
def test_who_chooses_and_declines_after_sending_is_asked_too_and_then_both_are_kept(
    visitor: Visitor, store: Database, kind: str
):
    survey = open_weighing(store, kind)
    here, q = walk_of(visitor, survey), f"q{survey.question}"
    fields = some_answer(visitor.get(f"{here}/1"), survey) | {f"{q}-reason": "All the same"}
    visitor.post(f"{here}/1", {f"{q}-none": "undecided"})
    visitor.post(f"{here}/check", {"seen": visitor.get(f"{here}/check").field("seen")})
    page = visitor.post(f"{here}/1", {**fields, f"{q}-none": "none"}, status=422)
    ((told, _),) = summary(page)
    assert "Choose one of the two." in told and page.has("You have already sent your answers")
    assert page.has("All the same") and page.field(f"{q}-aside") == "yes" and not held(store)
    assert not [one for one in page.all("button") if words(one) in ("Back", "Save and come back later")]
    page = visitor.post(f"{here}/1", {**fields, f"{q}-aside": "yes", f"{q}-none": "none"}, status=409)
    assert page.has("Both are kept.") and len(held(store)) == 1 and len(responses(store)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_each_person_is_asked_in_an_order_of_their_own_that_stays(visitor: Visitor, store: Database, kind: str):
    survey = open_weighing(store, kind)

    def asked(here: str) -> list[str | None]:
        page = visitor.get(f"{here}/1")
        if kind == "points":
            return [one.get("name") for one in page.all("input") if "-points-" in (one.get("name") or "")]
        return [value for values in radios(page).values() for value in values]

    walks = [walk_of(visitor, survey) for _ in range(6)]
    orders = [asked(here) for here in walks]
    assert orders == [asked(here) for here in walks]
    assert len({tuple(order) for order in orders}) > 1


@pytest.mark.promise
@pytest.mark.parametrize("kind", KINDS)
def test_no_form_whatever_is_in_it_makes_a_page_fail(visitor: Visitor, store: Database, kind: str):
    survey, random = open_weighing(store, kind), Random(7)
    here = walk_of(visitor, survey)
    parts = [
        "",
        "-none",
        "-reason",
        "-aside",
        "-declined",
        *(f"-{part}-{n}" for part in ("points", "best", "worst", "pair") for n in range(8)),
    ]
    values = [*ODD, "same", "unsure", "shared", "٤٠", *map(str, survey.items.values())]
    for _ in range(ROUNDS):
        names = [f"q{survey.question}{random.choice(parts)}" for _ in range(random.randint(0, 8))]
        fields: dict[str, Any] = {name: [random.choice(values) for _ in range(random.randint(1, 2))] for name in names}
        fields["go"] = random.choice(["", "stay", "back", "later"])
        page = visitor.post(f"{here}/1{random.choice(['', '?then=check'])}", fields, status=None)
        assert page.status in (200, 303, 422), page.status
        visitor.get(f"{here}/{random.choice(['1', 'check'])}")
