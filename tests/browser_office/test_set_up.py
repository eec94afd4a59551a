"""Setting a consultation up in a real browser: for everyone, on a phone, and without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from consult.consultations.actions import answer_test
from consult.consultations.models import Consultation
from consult.consultations.queries import BEFORE_OPENING, build_privacy_notice
from surveys.database import Database
from tests import make
from tests.browser import Visitor

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = {"width": 320, "height": 640}  # 1280 px at 400 % zoom


def look(page: Page) -> None:
    """No fault axe can find, and nothing to scroll sideways at 320 px."""
    page.wait_for_load_state()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert not found.response["violations"], found.generate_report()
    assert len(found.response["passes"]) > 10, "axe looked at nothing"
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"], f"{page.url} is {wide} px wide on a narrow screen"
    page.set_viewport_size({"width": 1280, "height": 800})


def enter(context: BrowserContext, address: str, visitor: Visitor) -> None:
    cookie = visitor.client.get_cookie("heed")
    assert cookie is not None
    context.add_cookies([{"name": "heed", "value": cookie.value, "url": address}])


@pytest.fixture
def ready(store: Database) -> tuple[int, str]:
    """A draft with everything in it: the id and the public name."""
    with store.unit_of_work() as db:
        made, officer = make.consultation(db, status="draft", is_invented=True), make.user(db, name="Ann Lee")
        made.privacy_notice = build_privacy_notice("Wexmoor County Council")
        for number in range(1, 8):
            make.group(db, made, name=f"Group {number}", mark=number)
        for principle in BEFORE_OPENING:
            answer_test(db, made, principle, met=principle != "time", answer="So.", on=date(2026, 11, 1), by=officer.id)
        return made.id, made.public_id


def test_every_page_of_setting_up_is_for_everyone_and_fits_a_narrow_screen(
    page: Page,
    context: BrowserContext,
    address: str,
    ready: tuple[int, str],
    store: Database,
    sign_in: Callable[..., Visitor],
):
    consultation_id, public_id = ready
    enter(context, address, sign_in("owner", consultation_id))
    here = f"/office/consultations/{consultation_id}"
    office = ["/office/", "/office/consultations/new", here]
    office += [f"{here}/{part}" for part in ("details", "groups", "groups/new", "tests", "tests/time", "status")]
    for path in (*office, "/", f"/c/{public_id}", "/privacy", "/accessibility", "/cookies"):
        page.goto(address + path)
        look(page)
    for status in ("open", "closed", "published"):
        with store.unit_of_work() as db:
            db.get_one(Consultation, consultation_id).status = status
        for path in (here, f"{here}/status", f"{here}/details", f"{here}/groups", f"/c/{public_id}", "/"):
            page.goto(address + path)
            look(page)


def test_errors_and_a_colleagues_save_are_told_to_everyone(
    page: Page,
    context: BrowserContext,
    address: str,
    ready: tuple[int, str],
    store: Database,
    sign_in: Callable[..., Visitor],
):
    consultation_id, _ = ready
    enter(context, address, sign_in("owner", consultation_id))
    here = f"{address}/office/consultations/{consultation_id}"
    page.goto(f"{here}/groups/new")
    page.get_by_label("How many are there?").fill("a few")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look(page)
    page.get_by_role("link", name="Enter how many people there are as a whole number, like 210").click()
    expect(page.get_by_label("How many are there?")).to_be_focused()

    page.goto(f"{here}/details")
    page.get_by_label("Why are you asking?").fill("What Ben typed.")
    with store.unit_of_work() as db:
        db.get_one(Consultation, consultation_id).purpose = "What Ann wrote."
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="changed this consultation while you were working")).to_be_visible()
    expect(page.get_by_text("What Ann wrote.")).to_be_visible()
    expect(page.get_by_label("Why are you asking?")).to_have_value("What Ben typed.")
    look(page)
    page.get_by_role("button", name="Save mine").click()
    expect(page.get_by_text("Your changes are saved.")).to_be_visible()


def test_a_newcomer_sets_up_opens_and_closes_a_consultation_without_script(
    browser: Browser, address: str, sign_in: Callable[..., Visitor]
):
    context = browser.new_context(java_script_enabled=False)
    enter(context, address, sign_in("officer"))
    page = context.new_page()
    page.goto(f"{address}/office/")
    page.get_by_role("button", name="Start a consultation").click()
    page.get_by_label("What is it called?").fill("Parks after dark")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="9 things to do before it can open")).to_be_visible()

    page.get_by_role("link", name="Say why you are asking").click()
    page.get_by_label("Why are you asking?").fill("The lamps are old.")
    page.get_by_label("What is being decided?").fill("Which paths are lit.")
    for field, day, month in (("Opening date", "1", "November"), ("Closing date", "20", "12")):
        group = page.get_by_role("group", name=field)
        group.get_by_label("Day").fill(day)
        group.get_by_label("Month").fill(month)
        group.get_by_label("Year").fill("2026")
    notice = page.get_by_label("How will answers be used?")
    filled = notice.input_value().replace("[write the date]", "1 May 2027")
    notice.fill(filled.replace("[write an e-mail or postal address]", "parks@wexmoor.example"))
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Add at least one stakeholder group").click()
    for name, onward in (("Walkers", "Save and add another"), ("Neighbours", "Save")):
        page.get_by_label("Who are they?").fill(name)
        page.get_by_role("button", name=onward, exact=True).click()
    page.get_by_role("button", name="Move up Neighbours").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Neighbours")
    page.get_by_role("link", name="Parks after dark").click()

    for name in ("Early enough", "Enough information", "Enough time"):
        page.get_by_role("link", name=f"Answer the fairness test “{name}”").click()
        page.get_by_label("Yes").check()
        page.get_by_label("How do you know?").fill("The plans are a sketch.")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Parks after dark").click()

    page.get_by_role("button", name="Open this consultation").click()
    page.get_by_role("button", name="Open it now").click()
    expect(page.get_by_text("Anyone can read its page now.")).to_be_visible()
    page.get_by_role("link", name="Look at the public page").click()
    expect(page.get_by_text("Open until the end of 20 December 2026.")).to_be_visible()
    expect(page.get_by_role("heading", name="How your answers are used")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Close this consultation").click()
    page.get_by_role("button", name="Close it now").click()
    expect(page.get_by_text("Every answer is kept.")).to_be_visible()
    context.close()
