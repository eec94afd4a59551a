"""Best and worst, and two at a time, in a real browser: with script and without, by keyboard, on any screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from surveys.database import Database
from tests.consult.respond.comparing import THINGS, Weighing, open_weighing
from tests.consult.respond.walking import responses
from tests.walk.conftest import OpenPage
from tests.walk.test_points import QUESTION, begin, finish, stored
from tests.walk.test_resident import cut_off_sending, go_on, heading, tab_to

pytestmark = pytest.mark.browser
Look = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
MANY = (*THINGS, "Food from my own country", "Help to get to the hall", "A menu I can read")
KINDS = ["best_worst", "pairs"]


@pytest.fixture
def survey(store: Database, request: pytest.FixtureRequest) -> Weighing:
    """An open survey of the kind the test names."""
    return open_weighing(store, request.param, things=MANY)


def label(page: Page, group: str, place: int) -> str:
    """The words of one radio of a group, from 0."""
    words = page.get_by_role("group", name=group).last.locator("label").nth(place).text_content()
    return (words or "").strip()


def choose(page: Page, group: str, words: str) -> None:
    """Choose in the group of radios with this name."""
    page.get_by_role("group", name=group).last.get_by_label(words, exact=True).check()


def best(number: int) -> str:
    return f"Set {number} of 6. Which matters most to you?"


def worst(number: int) -> str:
    return f"Set {number} of 6. And which matters least?"


def pair(number: int) -> str:
    return f"Pair {number} of 10. Which matters more to you?"


@pytest.mark.parametrize("survey", ["best_worst"], indirect=True)
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_best_and_worst_the_whole_way_with_every_mistake(
    open_page: OpenPage, survey: Weighing, store: Database, axe: Look, shoot: Shoot, script: bool
):
    page, name = open_page(script=script), "script" if script else "plain"
    begin(page, survey)
    axe(page)
    shoot(page, f"best-worst-{name}-1")
    most, least, both = label(page, best(1), 0), label(page, worst(1), 3), label(page, best(5), 2)
    choose(page, best(1), most)
    choose(page, worst(1), least)
    choose(page, best(5), both)
    choose(page, worst(5), both)
    go_on(page)
    sentence = f"Set 5: “{both}” cannot matter both most and least."
    expect(page.locator(".govuk-error-summary")).to_contain_text(sentence)
    expect(page.locator(".govuk-error-message")).to_contain_text(sentence)
    axe(page)
    shoot(page, f"best-worst-{name}-2-both")
    page.locator(".govuk-error-summary a").click()
    assert page.evaluate("document.activeElement.name") == f"q{survey.question}-worst-5"
    expect(page.get_by_role("group", name=best(1)).last.get_by_label(most, exact=True)).to_be_checked()
    choose(page, worst(5), "I cannot say")
    go_on(page)
    heading(page, "About you")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_role("group", name=worst(5)).last.get_by_label("I cannot say")).to_be_checked()
    go_on(page)
    heading(page, "About you")
    go_on(page)
    heading(page, "Check your answers")
    expect(page.get_by_text("You chose in 2 of 6 sets.")).to_be_visible()
    expect(page.get_by_text(f"Matters most: {most}. Matters least: {least}.")).to_be_visible()
    axe(page)
    shoot(page, f"best-worst-{name}-3-check")
    page.get_by_role("link", name=f"Change your answer to: {QUESTION}").click()
    choose(page, best(1), "I cannot say")
    go_on(page)
    page.get_by_role("button", name="Send my answers").click()
    heading(page, "We have your answers")
    tasks = stored(store, survey)["tasks"]
    assert [(task["best"], task["worst"]) for task in tasks] == [
        (None, survey.items[least]),
        (survey.items[both], None),
    ]


@pytest.mark.parametrize("survey", ["pairs"], indirect=True)
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_two_at_a_time_the_whole_way(
    open_page: OpenPage, survey: Weighing, store: Database, axe: Look, shoot: Shoot, script: bool
):
    page, name = open_page(script=script), "script" if script else "plain"
    begin(page, survey)
    axe(page)
    shoot(page, f"pairs-{name}-1")
    more, other = label(page, pair(1), 1), label(page, pair(1), 0)
    choose(page, pair(1), more)
    choose(page, pair(2), "They matter the same")
    choose(page, pair(3), "I cannot say")
    go_on(page)
    heading(page, "About you")
    go_on(page)
    heading(page, "Check your answers")
    expect(page.get_by_text(f"“{more}” matters more than “{other}”.")).to_be_visible()
    axe(page)
    shoot(page, f"pairs-{name}-2-check")
    page.get_by_role("link", name=f"Change your answer to: {QUESTION}").click()
    expect(page.get_by_role("group", name=pair(3)).last.get_by_label("I cannot say")).to_be_checked()
    choose(page, pair(1), other)
    go_on(page)
    page.get_by_role("button", name="Send my answers").click()
    heading(page, "We have your answers")
    first, second = stored(store, survey)["tasks"]
    assert (first["chosen"], first["same"], second["chosen"], second["same"]) == (
        survey.items[other],
        False,
        None,
        True,
    )


@pytest.mark.parametrize("survey", KINDS, indirect=True)
def test_who_declines_beside_choices_is_told_at_once_and_taking_the_choices_back_leaves_it_so(
    page: Page, survey: Weighing, store: Database, axe: Look, shoot: Shoot, request: pytest.FixtureRequest
):
    begin(page, survey)
    group = best(1) if request.node.callspec.params["survey"] == "best_worst" else pair(1)
    choose(page, group, label(page, group, 0))
    page.get_by_label("I cannot decide").check()
    kept = page.get_by_text("Your choices are kept here, but they will not count while you choose this.")
    expect(kept).to_be_visible()
    axe(page)
    shoot(page, f"kept-{request.node.callspec.id}")
    choose(page, group, label(page, group, 1))
    expect(kept).to_be_hidden()
    expect(page.get_by_label("Neither: go by my choices above")).to_be_checked()
    choose(page, group, "I cannot say")
    expect(page.get_by_label("I cannot decide")).to_be_checked()
    choose(page, group, label(page, group, 0))
    page.get_by_label("I cannot decide").check()
    page.get_by_label("Do you want to tell us why?").fill("All the same")
    go_on(page)
    finish(page)
    value = stored(store, survey)
    assert (value["state"], value["tasks"], value["reason"]) == ("undecided", [], "All the same")


SCREENS: list[dict[str, Any]] = [
    {"viewport": {"width": 320, "height": 568}},  # also 1280 px at 400 %
    {"viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "dark"},
    {"forced_colors": "active"},
]


@pytest.mark.parametrize("screen", SCREENS, ids=["320", "1280", "dark", "forced"])
@pytest.mark.parametrize("survey", KINDS, indirect=True)
def test_on_other_screens(open_page: OpenPage, survey: Weighing, axe: Look, shoot: Shoot, screen: dict, request):
    page = open_page(**screen)
    begin(page, survey)
    group = best(2) if request.node.callspec.params["survey"] == "best_worst" else pair(2)
    choose(page, group, label(page, group, 1))
    axe(page)
    shoot(page, f"sets-{request.node.callspec.id}")
    sizes = page.eval_on_selector_all(
        "form [type=radio], form .heed-go .govuk-button",
        "all => all.map(one => one.getBoundingClientRect()).map(box => Math.min(box.width, box.height))",
    )
    assert len(sizes) > 40 and min(sizes) >= 44
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    page.evaluate("document.documentElement.dir = 'rtl'")
    axe(page)


@pytest.mark.parametrize("survey", ["best_worst"], indirect=True)
def test_the_keyboard_alone_is_enough_for_sets(page: Page, survey: Weighing, store: Database):
    begin(page, survey)
    most, least = label(page, best(1), 0), label(page, worst(1), 1)
    tab_to(page, most)
    page.keyboard.press(" ")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    finish(page)
    (task,) = stored(store, survey)["tasks"]
    assert (task["best"], task["worst"]) == (survey.items[most], survey.items[least])


@pytest.mark.parametrize("survey", ["pairs"], indirect=True)
def test_the_keyboard_alone_is_enough_for_pairs(page: Page, survey: Weighing, store: Database):
    begin(page, survey)
    tab_to(page, label(page, pair(1), 0))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # Enter on a radio presses Continue
    finish(page)
    (task,) = stored(store, survey)["tasks"]
    assert (task["chosen"], task["same"]) == (None, True)


@pytest.mark.parametrize("survey", KINDS, indirect=True)
def test_choices_come_back_after_the_connection_broke_and_by_a_return_code(
    open_page: OpenPage, survey: Weighing, store: Database, request: pytest.FixtureRequest
):
    page = open_page(quiet=True)
    begin(page, survey)
    here = page.url
    group = worst(3) if request.node.callspec.params["survey"] == "best_worst" else pair(3)
    words = label(page, group, 1)
    choose(page, group, words)
    cut_off_sending(page)
    page.goto(here)
    expect(page.get_by_role("group", name=group).last.get_by_label(words, exact=True)).to_be_checked()
    page.get_by_role("button", name="Save and come back later").click()
    code = page.locator(".heed-code").inner_text()
    other = open_page()
    other.goto(f"{survey.address}/return")
    other.get_by_label("Return code").fill(code)
    other.get_by_role("button", name="Carry on").click()
    heading(other, QUESTION)
    expect(other.get_by_role("group", name=group).last.get_by_label(words, exact=True)).to_be_checked()
    assert not responses(store)
