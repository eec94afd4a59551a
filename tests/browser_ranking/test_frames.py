"""What the three layouts, their parts and the weight of a page promise, in a real browser."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser import check_page
from tests.browser_ranking.small_app import build_app

pytestmark = [pytest.mark.browser, pytest.mark.pure]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAYOUTS = ["resident", "office", "public"]


@pytest.fixture
def faults() -> list[str]:
    """What the browser complained about."""
    return []


@pytest.fixture
def look(browser: Browser, site: SimpleNamespace, faults: list[str]) -> Iterator:
    """Open a page as one kind of visitor; a refused script or style fails the test."""
    contexts = []

    def open_page(path: str, **visitor: object) -> Page:
        context = browser.new_context(**visitor)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(site.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def check_axe(page: Page) -> None:
    """No violation of WCAG 2.2 AA or of axe's best practice."""
    page.wait_for_load_state()
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert not result.response["violations"], result.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_axe_finds_nothing_on_any_part_or_field_with_and_without_errors(look, layout, scheme):
    page = look(f"kit/{layout}", color_scheme=scheme)
    check_axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your name")
    assert page.title().startswith("Error: ")
    check_axe(page)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("query", ["", "?rtl"])
def test_no_layout_is_wider_than_a_small_phone(look, layout, query):
    page = look(f"kit/{layout}{query}", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/", "/?arabic", "/kit/resident", "/kit/office", "/kit/public"])
def test_pages_are_good_html_without_inline_code(path):
    answer = build_app().test_client().get(path)
    check_page(answer.text, answer.headers)


def test_a_council_chooses_its_own_colour_by_day_and_night(look):
    look_up = "document.defaultView.getComputedStyle(document.querySelector('form .govuk-button')).backgroundColor"
    assert look("").evaluate(look_up) == "rgb(11, 90, 94)"
    night = look("", color_scheme="dark").evaluate(look_up)
    assert night != "rgb(11, 90, 94)"


def test_a_skip_link_leads_past_the_navigation(look):
    page = look("kit/office")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_a_password_can_be_shown_and_a_long_answer_is_counted_but_not_stopped(look):
    page = look("kit/office")
    page.get_by_label("Password", exact=True).fill("correct horse")
    page.get_by_role("button", name="Show password").click()
    assert page.get_by_label("Password", exact=True).get_attribute("type") == "text"
    page.get_by_label("What would help").press_sequentially("More than twenty letters")
    expect(page.locator(".govuk-character-count__status")).to_have_text(
        "4 characters more than we need. That is all right."
    )
    expect(page.get_by_label("What would help")).to_have_value("More than twenty letters")


def test_nothing_moves_for_those_who_asked_for_stillness(look):
    page = look("?chosen=12&chosen=11", reduced_motion="reduce")
    expect(page.locator(".heed-ranking--drag")).to_be_visible()
    moving = (
        "[...document.querySelectorAll('*')].filter(one => parseFloat(getComputedStyle(one).transitionDuration) > 0)"
    )
    assert page.evaluate(f"{moving}.length") == 0


def test_the_first_visit_to_a_ranking_weighs_at_most_60_kilobytes_and_asks_nobody_else(browser, site, record_property):
    context = browser.new_context()
    page = context.new_page()
    answers = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(site.url + "?chosen=12&chosen=11")
    expect(page.locator(".heed-ranking--drag")).to_be_visible()
    weights = {answer.url.removeprefix(site.url): len(gzip.compress(answer.body(), 9)) for answer in answers}
    context.close()

    assert all(answer.url.startswith(site.url) for answer in answers)
    assert len(weights) == len(answers), "something was fetched twice"
    record_property("compressed bytes", dict(sorted(weights.items())))
    assert sum(weights.values()) <= 60_000, weights
