"""Suggestions in a real browser: with keys alone, without script, on a phone, and with nothing for axe to find."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from consult.runs import Run
from consult.themes.models import Suggestion
from consult.themes.queries_suggestions import LEARNT, LEARNT_FROM
from surveys.definition import Question, Survey
from tests import make
from tests.patience import leave_by
from tests.walk.conftest import PHONE
from tests.walk.test_office_pages import DESK, NARROW, Axe, Desk, Shoot, desk, pytestmark  # noqa: F401

LATER = [
    "My dinner came cold on Tuesday",
    "Ring Jo Bloggs on 07700 900123 about the minibus",
    "The minibus again",
    "x" * 300,
]


def make_suggestions(desk: Desk) -> str:  # noqa: F811
    """Sign three themes off, let answers come in, and work suggestions out; returns the address of the page."""
    for theme in desk.themes()[:3]:
        desk.visitor.post(f"/office/themes/{theme.id}/sign-off", {"version": str(theme.version)})
    with desk.store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, desk.survey_id), db.get_one(Question, desk.question_id)
        make.open_answers(db, survey, asked, LATER)
    address = f"{desk.board}/suggestions"
    desk.visitor.post(f"{address}/anew")
    assert desk.worker.work_off() == 1
    return address


def first_answer(page: Page) -> str:
    """The id of the first answer on the page."""
    return page.locator("input[name=answer]").first.input_value()


def test_the_board_leads_to_suggestions_that_everybody_can_use(desk: Desk, axe: Axe, shoot: Shoot) -> None:  # noqa: F811
    address = make_suggestions(desk)
    page = desk.page()
    page.goto(desk.board)
    shoot(page, "suggestions-board")
    leave_by(page.get_by_role("link", name=re.compile("suggestions to look through")))
    for size, name in ((DESK, "desk"), (PHONE, "phone"), (NARROW, "narrow")):
        page.set_viewport_size(size)
        page.goto(address)
        axe(page)
        shoot(page, f"suggestions-{name}")


def test_a_page_of_suggestions_is_decided_with_keys_alone_and_without_script(desk: Desk, axe: Axe) -> None:  # noqa: F811
    address = make_suggestions(desk)
    page = desk.page(script=False)
    page.goto(address)
    answer = first_answer(page)
    page.locator(f"#do-{answer}-later").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"#do-{answer}-yes")).to_be_checked()
    page.get_by_role("button", name="Save what I decided on this page").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 decision saved")).to_be_visible()
    assert first_answer(page) != answer


def test_a_theme_chosen_in_the_list_ticks_another_theme_and_another_tick_empties_the_list(desk: Desk) -> None:  # noqa: F811
    address = make_suggestions(desk)
    page = desk.page()
    page.goto(address)
    answer = first_answer(page)
    listed = page.locator(f"#theme-{answer}")
    listed.select_option(index=1)
    expect(page.locator(f"#do-{answer}-other")).to_be_checked()
    page.locator(f"label[for=do-{answer}-yes]").click()
    expect(listed).to_have_value("")
    listed.select_option(index=1)
    listed.select_option(index=0)
    expect(page.locator(f"#do-{answer}-later")).to_be_checked()
    listed.select_option(index=1)
    page.get_by_role("button", name="Save what I decided on this page").click()
    expect(page.get_by_text("1 decision saved")).to_be_visible()


def test_what_is_missing_is_named_and_the_link_leads_to_it(desk: Desk, axe: Axe, shoot: Shoot) -> None:  # noqa: F811
    address = make_suggestions(desk)
    page = desk.page(viewport=PHONE)
    page.goto(address)
    answer = first_answer(page)
    page.locator(f"label[for=do-{answer}-other]").click()
    page.get_by_role("button", name="Save what I decided on this page").click()
    page.get_by_role("link", name=re.compile(f"Answer {answer}: Choose the other theme")).click()
    expect(page.locator(f"#do-{answer}-other")).to_be_focused()
    axe(page)
    shoot(page, "suggestions-missing")


def test_the_second_step_before_the_sure_ones_fits_every_screen(desk: Desk, axe: Axe, shoot: Shoot) -> None:  # noqa: F811
    address = make_suggestions(desk)
    with desk.store.unit_of_work() as db:
        for one in db.scalars(select(Suggestion).where(Suggestion.theme_id.is_not(None)).limit(30)):
            one.strength = 0.94
        run = db.get_one(Run, one.run_id)
        run.parameters = {**run.parameters, LEARNT: LEARNT_FROM}
    page = desk.page()
    page.goto(address)
    leave_by(page.get_by_role("link", name=re.compile("at least 9 in 10 sure")))
    for size, name in ((DESK, "desk"), (PHONE, "phone"), (NARROW, "narrow")):
        page.set_viewport_size(size)
        axe(page)
        shoot(page, f"suggestions-sure-{name}")
    page.get_by_role("button", name=re.compile("^Accept ")).click()
    expect(page.get_by_text(re.compile(r"\d+ decisions? saved"))).to_be_visible()
