"""Sharing out points in a real browser: the sum as it grows, with script and without, by keyboard, on any screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from surveys.database import Database
from tests.consult.respond.comparing import THINGS, Weighing, open_weighing
from tests.consult.respond.walking import responses
from tests.patience import leave_by
from tests.walk.conftest import OpenPage
from tests.walk.test_resident import cut_off_sending, go_on, heading, tab_to

pytestmark = pytest.mark.browser
Look = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
QUESTION = "What matters to you at lunchtime?"


@pytest.fixture
def survey(store: Database) -> Weighing:
    return open_weighing(store, "points")


def begin(page: Page, survey: Weighing) -> None:
    page.goto(survey.address)
    page.get_by_role("button", name="Start").click()
    heading(page, QUESTION)


def give(page: Page, *points: tuple[str, str]) -> None:
    """Write numbers beside things."""
    for thing, words in points:
        page.get_by_label(thing).fill(words)


def told(page: Page, words: str) -> None:
    """Wait until the sum says so."""
    expect(page.locator("[data-sum]")).to_have_text(words)


def finish(page: Page) -> None:
    """From the page about the person to the receipt."""
    heading(page, "About you")
    go_on(page)
    heading(page, "Check your answers")
    page.get_by_role("button", name="Send my answers").click()
    heading(page, "We have your answers")


def stored(store: Database, survey: Weighing) -> dict:
    (response,) = responses(store)
    return next(answer.value for answer in response.answers if answer.question_id == survey.question)


def by_thing(value: dict, survey: Weighing) -> dict[str, int]:
    return {thing: value["points"][str(item)] for thing, item in survey.items.items()}


def test_the_sum_grows_as_it_is_typed_and_is_read_out_after_a_pause(page: Page, survey: Weighing, axe: Look):
    begin(page, survey)
    expect(page.get_by_role("button", name="Add up my points")).to_be_hidden()
    told(page, "You have given out 0 of 100. 100 left.")
    page.get_by_label(THINGS[0]).press_sequentially("60")
    told(page, "You have given out 60 of 100. 40 left.")
    expect(page.get_by_role("status").filter(has_text="40 left.")).to_have_count(1)
    give(page, (THINGS[1], "٤٠"))
    told(page, "You have given out all 100.")
    give(page, (THINGS[2], " 020 "))
    told(page, "You have given out 120 of 100. That is 20 too many.")
    give(page, (THINGS[2], "ten"))
    told(page, "You have given out all 100. Write whole numbers, such as 20.")
    axe(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_whole_way_with_every_mistake(
    open_page: OpenPage, survey: Weighing, store: Database, axe: Look, shoot: Shoot, script: bool
):
    page, name = open_page(script=script), "script" if script else "plain"
    begin(page, survey)
    axe(page)
    shoot(page, f"points-{name}-1")
    give(page, (THINGS[0], "60"), (THINGS[1], "ten"))
    go_on(page)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    shoot(page, f"points-{name}-2-no-number")
    page.locator(".govuk-error-summary a").click()
    expect(page.get_by_label(THINGS[1])).to_be_focused()
    expect(page.get_by_label(THINGS[1])).to_have_value("ten")
    give(page, (THINGS[1], "30"))
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("Your points add up to 90. Give out 10 more")
    axe(page)
    shoot(page, f"points-{name}-3-sum")
    if not script:
        give(page, (THINGS[2], "7"))
        page.get_by_role("button", name="Add up my points").click()
        told(page, "You have given out 97 of 100. 3 left.")
        assert page.url.endswith(f"#q{survey.question}-sum")
        expect(page.get_by_label(THINGS[2])).to_have_value("7")
    give(page, (THINGS[2], "10"))
    go_on(page)
    heading(page, "About you")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_label(THINGS[2])).to_have_value("10")
    go_on(page)
    heading(page, "About you")
    go_on(page)
    heading(page, "Check your answers")
    expect(page.get_by_text(f"{THINGS[0]}: 60")).to_be_visible()
    axe(page)
    shoot(page, f"points-{name}-4-check")
    page.get_by_role("link", name=f"Change your answer to: {QUESTION}").click()
    give(page, (THINGS[2], "5"), (THINGS[4], "5"))
    go_on(page)
    heading(page, "Check your answers")
    page.get_by_role("button", name="Send my answers").click()
    heading(page, "We have your answers")
    value = stored(store, survey)
    assert by_thing(value, survey) == dict(zip(THINGS, (60, 30, 5, 0, 5), strict=True))
    assert sorted(value["offered"]) == sorted(survey.items.values())


@pytest.mark.parametrize(
    "screen",
    [
        {"viewport": {"width": 320, "height": 568}},
        {"viewport": {"width": 320, "height": 256}},  # 1280 px at 400 %
        {"viewport": {"width": 1280, "height": 900}},
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
    ],
    ids=["320", "zoom", "1280", "dark", "forced"],
)
def test_on_other_screens(open_page: OpenPage, survey: Weighing, axe: Look, shoot: Shoot, screen: dict, request):
    page = open_page(**screen)
    begin(page, survey)
    give(page, (THINGS[0], "60"), (THINGS[3], "70"))
    axe(page)
    shoot(page, f"points-{request.node.callspec.id}")
    sizes = page.eval_on_selector_all(
        "[data-points], form [type=radio], form .govuk-button:not([hidden])",
        "all => all.map(one => one.getBoundingClientRect()).map(box => Math.min(box.width, box.height))",
    )
    assert len(sizes) == len(THINGS) + 4 and min(sizes) >= 44


def test_the_keyboard_alone_is_enough_and_what_has_the_focus_is_in_sight(page: Page, survey: Weighing, store: Database):
    begin(page, survey)
    labels = page.locator(".heed-points label").all_text_contents()
    for label in labels:
        tab_to(page, label.strip())
        page.keyboard.type("20")
        covered = page.evaluate(
            """() => { const at = document.activeElement, box = at.getBoundingClientRect();
            return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) !== at; }"""
        )
        assert not covered, f"{label} is under something"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.value") == "20"
    page.keyboard.press("Enter")  # Enter in a box presses Continue
    finish(page)
    assert set(by_thing(stored(store, survey), survey).values()) == {20}


def test_points_come_back_after_the_connection_broke_with_their_sum(open_page: OpenPage, survey: Weighing):
    page = open_page(quiet=True)
    begin(page, survey)
    here = page.url
    give(page, (THINGS[0], "60"), (THINGS[1], "ten"))
    cut_off_sending(page)
    page.goto(here)
    expect(page.get_by_label(THINGS[1])).to_have_value("ten")
    told(page, "You have given out 60 of 100. 40 left. Write whole numbers, such as 20.")


def test_a_return_code_leads_back_to_points_half_given(page: Page, open_page: OpenPage, survey: Weighing):
    begin(page, survey)
    give(page, (THINGS[0], "60"))
    page.get_by_role("button", name="Save and come back later").click()
    code = page.locator(".heed-code").inner_text()
    other = open_page()
    other.goto(f"{survey.address}/return")
    other.get_by_label("Return code").fill(code)
    other.get_by_role("button", name="Carry on").click()
    heading(other, QUESTION)
    told(other, "You have given out 60 of 100. 40 left.")


KEPT = "Your points are kept here, but they will not count while you choose this."


def untold(page: Page) -> Page:
    """The page as somebody has it whom the script cannot tell at once what does not count."""
    page.route("**/declining.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    return page


def test_who_cannot_decide_and_gave_points_is_told_at_once_and_is_not_asked_again(
    page: Page, survey: Weighing, store: Database, axe: Look, shoot: Shoot
):
    begin(page, survey)
    note = page.locator("[data-kept]")
    page.get_by_label("I cannot decide").check()
    expect(note).to_be_hidden()  # nothing was chosen that could not count
    give(page, (THINGS[0], "60"))
    expect(page.get_by_label("Neither: go by my points above")).to_be_checked()
    page.get_by_label("None of these matter to me").check()
    expect(page.get_by_role("status").filter(has_text=KEPT)).to_be_visible()
    axe(page)
    shoot(page, "points-kept")
    go_on(page)
    finish(page)
    value = stored(store, survey)
    assert (value["state"], value["points"]) == ("none", {})


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_who_takes_back_the_points_after_being_asked_is_left_with_what_was_ticked(
    open_page: OpenPage, survey: Weighing, store: Database, script: bool
):
    page = open_page(script=script)
    if script:
        untold(page)
    begin(page, survey)
    give(page, (THINGS[0], "60"), (THINGS[1], "40"))
    page.get_by_label("None of these matter to me").check()
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose one of the two.")
    if script:
        page.unroute_all()
        page.reload()  # asked for anew, with the script
        expect(page.locator("[data-none]:checked")).to_have_count(0)
    give(page, (THINGS[0], ""), (THINGS[1], ""))
    if script:
        expect(page.get_by_label("None of these matter to me")).to_be_checked()
    go_on(page)
    heading(page, "About you")
    go_on(page)
    expect(page.get_by_text("None of these matter to me")).to_be_visible()
    page.get_by_role("button", name="Send my answers").click()
    heading(page, "We have your answers")
    assert stored(store, survey)["state"] == "none"


def test_who_cannot_decide_and_gave_points_says_which_counts_and_loses_neither(
    page: Page, survey: Weighing, store: Database, axe: Look, shoot: Shoot
):
    begin(untold(page), survey)
    give(page, (THINGS[0], "60"))
    page.get_by_label("I cannot decide").check()
    page.get_by_label("Do you want to tell us why?").fill("All the same")
    go_on(page)
    page.get_by_role("alert").get_by_role("link", name="You gave out points and also chose").click()
    expect(page.get_by_label("I cannot decide. My points above do not count.")).to_be_focused()
    expect(page.get_by_label(THINGS[0])).to_have_value("60")
    expect(page.locator("[data-none]:checked")).to_have_count(0)
    axe(page)
    shoot(page, "points-or-not")
    page.get_by_label("I cannot decide. My points above do not count.").check()
    go_on(page)
    finish(page)
    value = stored(store, survey)
    assert (value["state"], value["points"], value["reason"]) == ("undecided", {}, "All the same")


def test_what_this_tab_kept_never_answers_which_of_the_two_counts(page: Page, survey: Weighing):
    asked = page.get_by_role("alert").get_by_role("link", name="You gave out points and also")
    begin(untold(page), survey)
    give(page, (THINGS[0], "60"))
    page.get_by_label("I cannot decide").check()
    page.context.clear_cookies()  # so that nothing is stored, and what is kept goes with what the server has
    leave_by(page.get_by_role("button", name="Continue", exact=True))
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    expect(page.locator("[data-none]:checked")).to_have_count(0)
    leave_by(page.get_by_role("button", name="Continue", exact=True))
    for _ in range(2):  # sent as it is, it is asked again, with nothing chosen
        expect(asked).to_be_visible()
        expect(page.locator("[data-none]:checked")).to_have_count(0)
        page.goto(page.url)
        expect(asked).to_be_visible()
        expect(page.locator("[data-none]:checked")).to_have_count(0)
        expect(page.locator("[data-told]")).to_be_hidden()
        leave_by(page.get_by_role("button", name="Continue", exact=True))
    page.get_by_label("Do you want to tell us why?").fill("All the same")
    page.reload()  # what was typed since comes back, and nothing else
    expect(page.get_by_label("Do you want to tell us why?")).to_have_value("All the same")
    expect(page.locator("[data-none]:checked")).to_have_count(0)


def test_who_goes_back_to_the_points_has_them_counted_and_no_reason_is_lost(
    page: Page, survey: Weighing, store: Database
):
    begin(page, survey)
    page.get_by_label("I cannot decide").check()
    page.get_by_label("Do you want to tell us why?").fill("All the same")
    give(page, (THINGS[0], "100"))
    expect(page.get_by_label("Neither: go by my points above")).to_be_checked()
    expect(page.get_by_label("Do you want to tell us why?")).to_have_value("All the same")
    go_on(page)
    finish(page)
    value = stored(store, survey)
    assert (value["state"], value["reason"]) == ("shared", "All the same")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_every_wrong_number_is_told_at_once(
    open_page: OpenPage, survey: Weighing, axe: Look, shoot: Shoot, script: bool
):
    page = open_page(script=script)
    begin(page, survey)
    give(page, *((thing, "33.3") for thing in THINGS[:3]))
    go_on(page)
    links = page.locator(".govuk-error-summary a")
    expect(links).to_have_count(3)
    axe(page)
    shoot(page, f"points-three-faults-{script}")
    links.last.click()
    expect(page.locator("[data-points]:focus")).to_have_class("govuk-input govuk-input--width-4 govuk-input--error")


def test_read_from_the_right_the_boxes_are_at_the_left(page: Page, survey: Weighing, axe: Look, shoot: Shoot):
    begin(page, survey)
    page.evaluate("document.documentElement.dir = 'rtl'")
    label, box = page.locator(".heed-points label").first, page.locator("[data-points]").first
    assert label.bounding_box()["x"] > box.bounding_box()["x"]  # type: ignore[index]
    axe(page)
    shoot(page, "points-rtl")
