"""A run's page in a real browser: it follows by itself, says the end, and works without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from consult import clock
from consult.runs import ask_for_run, claim_run, fail_run, finish_run, report_progress
from surveys.database import Database
from tests import make
from tests.browser import Visitor

pytestmark = pytest.mark.browser

LEASE = timedelta(seconds=60)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}


@pytest.fixture
def run_url(store: Database, address: str, sign_in: Callable[..., Visitor], context: BrowserContext) -> str:
    with store.unit_of_work() as db:
        consultation_id = make.consultation(db).id
        run = ask_for_run(db, "system.exercise", consultation_id=consultation_id, subject_id=1, by=None, at=clock.now())
        run_id = run.id
    cookie = sign_in("analyst", consultation_id).client.get_cookie("heed")
    assert cookie is not None
    context.add_cookies([{"name": "heed", "value": cookie.value, "url": address}])
    return f"{address}/office/runs/{run_id}"


def begin(store: Database, url: str) -> Any:
    with store.unit_of_work() as db:
        return claim_run(db, int(url.rsplit("/", 1)[1]), lease=LEASE, at=clock.now())


def report(store: Database, claim: Any, done: int, words: str) -> None:
    with store.unit_of_work() as db:
        report_progress(db, claim, done, 100, words, lease=LEASE, at=clock.now())


def check_axe(page: Page) -> None:
    page.wait_for_load_state()
    found = Axe().run(page, options=RULES)
    assert not found.response["violations"], found.generate_report()


def test_the_page_follows_the_run_without_being_loaded_again_and_tells_its_end(
    page: Page, store: Database, run_url: str
):
    page.goto(run_url)
    expect(page.get_by_role("link", name="Refresh", exact=True)).to_be_hidden()
    page.evaluate("window.notLoadedAgain = true")
    claim = begin(store, run_url)
    report(store, claim, 41, "Comparing answers")
    expect(page.get_by_text("41% done")).to_be_visible()
    expect(page.locator("progress")).to_have_attribute("value", "41")
    expect(page.get_by_role("status")).to_have_text("Comparing answers")
    assert page.evaluate("window.notLoadedAgain")
    check_axe(page)
    with store.unit_of_work() as db:
        finish_run(db, claim, at=clock.now())
    expect(page.get_by_text("Finished on")).to_be_visible()
    check_axe(page)


def test_a_run_that_fails_while_watched_says_so_where_the_page_was(page: Page, store: Database, run_url: str):
    page.goto(f"{run_url}?order=size")
    claim = begin(store, run_url)
    with store.unit_of_work() as db:
        fail_run(db, claim, "There are no answers to find themes in.", at=clock.now())
    expect(page.get_by_role("heading", name="It did not work")).to_be_visible()
    assert page.url.endswith("?order=size")
    check_axe(page)
    page.get_by_role("button", name="Start it again").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()


def test_without_script_the_page_can_be_refreshed_by_hand_and_by_itself(
    context: BrowserContext, store: Database, run_url: str
):
    assert context.browser is not None
    plain = context.browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(run_url)
    claim = begin(store, run_url)
    report(store, claim, 41, "Comparing answers")
    page.get_by_role("link", name="Refresh", exact=True).click()
    expect(page.get_by_text("41% done")).to_be_visible()
    page.get_by_role("link", name="refresh every 5 seconds").click()
    report(store, claim, 82, "Naming themes")
    expect(page.get_by_text("82% done")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Nothing that was stored before is lost.")).to_be_visible()
    plain.close()
