"""The officer's desk in a real browser: theme board, reading pane, survey builder, import, with errors and without."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from consult.authoring.actions import begin_survey
from consult.demo.words import read_words
from consult.queue import start_run
from consult.themes.models import Assignment, Campaign, CampaignAnswer, Theme
from consult.worker import Worker
from surveys.collection import Response
from surveys.database import Database
from surveys.definition import Item, Question, Survey
from surveys.lifecycle import open_survey
from tests import make
from tests.browser import Visitor
from tests.patience import leave_by
from tests.walk.conftest import OpenPage

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
ODD = (
    "x" * 5000,
    "A long answer that goes on. " * 180,
    "🍲" * 120,
    "أريد وجبة ساخنة كل يوم، ولا أحب الطعام البارد.",
    "One line\n\nanother <script>alert(1)</script> =1+1",
)
Axe = Callable[[Page], None]
Shoot = Callable[[Page, str], None]


@dataclass(frozen=True)
class Desk:
    """An officer's consultation with a board full of candidates and a ranking survey not yet written."""

    store: Database
    open_page: OpenPage
    visitor: Visitor
    worker: Worker
    server: str
    consultation_id: int
    survey_id: int
    ranking_id: int
    question_id: int

    def page(self, **options: Any) -> Page:
        """A browser in which the officer is signed in."""
        page = self.open_page(**{"viewport": DESK, **options})
        cookie = self.visitor.client.get_cookie("heed")
        page.context.add_cookies([{"name": "heed", "value": cookie.value, "url": self.server}])
        return page

    @property
    def board(self) -> str:
        return f"/office/questions/{self.question_id}/themes"

    def themes(self, status: str = "candidate") -> list[Theme]:
        """The themes of the board, the largest first as it found them."""
        with self.store.reading() as db:
            found = select(Theme).where(Theme.status == status, Theme.kind == "theme").order_by(Theme.position)
            return list(db.scalars(found))

    def count(self, *where: Any) -> int:
        """How many assignments stand."""
        with self.store.reading() as db:
            return db.scalar(select(func.count(Assignment.id)).where(Assignment.ended_at.is_(None), *where)) or 0

    def accepted(self, theme_id: int) -> int:
        """How many answers a person put or accepted under a theme."""
        return self.count(Assignment.theme_id == theme_id, Assignment.source == "person")


@pytest.fixture
def desk(app: Flask, store: Database, server: str, open_page: OpenPage, sign_in: Callable[..., Visitor]) -> Desk:
    words = read_words()[:160]
    with store.unit_of_work() as db:
        within = make.consultation(db)
        groups = [make.group(db, within, name=f"Group {mark}", mark=mark) for mark in range(1, 7)]
        survey = begin_survey(db, within, kind="open", title="Tell us about meals", at=make.NOON)
        ranking = begin_survey(db, within, kind="ranking", title="What matters most?", at=make.NOON)
        db.flush()
        open_survey(db, survey, closes_at=None, at=make.NOON)
        asked = survey.sections[0].questions[0]
        make.open_answers(db, survey, asked, [one.text for one in words], groups=groups)
        ids = (within.id, survey.id, ranking.id, asked.id)
        start_run(db, "themes.discover", consultation_id=within.id, subject_id=asked.id, by=None, at=make.NOON)
    worker = Worker(store, app.extensions["heed_settings"])
    assert worker.work_off() == 1
    return Desk(store, open_page, sign_in("owner", ids[0]), worker, server, *ids)


@pytest.fixture
def odd_theme(desk: Desk) -> int:
    """The largest theme, given a name without a space and answers that are hard to lay out."""
    theme = desk.themes()[0]
    with desk.store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, desk.survey_id), db.get_one(Question, desk.question_id)
        made = make.open_answers(db, survey, asked, list(ODD))
        held = db.get_one(Theme, theme.id)
        held.label, held.description = "W" * 200, "What belongs here. " * 40
        db.add_all(
            Assignment(
                board_id=held.board_id,
                theme_id=held.id,
                answer_id=one,
                strength=0.99,
                source="machine",
                made_at=make.NOON,
            )
            for one in made
        )
    return theme.id


# ---- The board ----


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"viewport": NARROW}, {"script": False}])
def test_the_board_has_no_fault_axe_can_find_and_fits_its_screen(
    desk: Desk, odd_theme: int, axe: Axe, shoot: Shoot, look: dict[str, Any]
):
    page = desk.page(**look)
    page.goto(desk.board)
    expect(page.locator(".heed-theme")).not_to_have_count(0)
    shoot(page, f"board-{'-'.join(map(str, look)) or 'desk'}")
    axe(page)
    page.locator("summary", has_text="Rename").first.click()
    page.locator("summary", has_text="Jump to a theme").click()
    axe(page)


def test_without_script_each_copied_text_is_counted_once_and_its_answers_are_read(
    desk: Desk, odd_theme: int, axe: Axe, shoot: Shoot
):
    with desk.store.unit_of_work() as db:
        theme = db.get_one(Theme, odd_theme)
        answers = list(db.scalars(select(Assignment.answer_id).where(Assignment.theme_id == odd_theme)))
        text = Campaign(
            consultation_id=desk.consultation_id,
            board_id=theme.board_id,
            template_answer_id=max(answers),
            n=len(answers),
        )
        db.add(text)
        db.flush()
        db.add_all(CampaignAnswer(campaign_id=text.id, answer_id=one, likeness=0.7) for one in answers)
    page = desk.page(script=False, viewport=NARROW)
    page.goto(desk.board)
    expect(page.locator(f"#theme-{odd_theme}")).to_contain_text("(1 without copies)")
    page.get_by_label("Count copied answers").select_option("once")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(f"#theme-{odd_theme}")).to_contain_text(f"without copies ({len(answers)} with them)")
    shoot(page, "board-texts-once")
    axe(page)
    leave_by(page.get_by_role("link", name="See the copied texts"))
    shoot(page, "copied-texts")
    axe(page)
    page.get_by_role("link", name=re.compile("^Read the")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("answers that copy one text")
    shoot(page, "copies")
    axe(page)
    page.locator(".govuk-breadcrumbs__link").nth(2).click()
    expect(page.get_by_label("Count copied answers")).to_have_value("once")


def test_errors_on_the_board_are_told_and_pass_axe(desk: Desk, axe: Axe):
    page = desk.page(viewport=NARROW)
    page.goto(desk.board)
    page.get_by_role("button", name="Add theme").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the theme a name of a few words")
    axe(page)
    theme = desk.themes()[0]
    page.goto(desk.board)
    desk.visitor.post(f"/office/themes/{theme.id}/rename", {"version": str(theme.version), "label": "Quicker"})
    page.locator(f"#theme-{theme.id}").get_by_role("button", name=re.compile("^Sign off")).click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody was quicker")
    axe(page)
    assert not desk.themes("signed_off")


def test_signing_off_goes_on_at_the_candidate_that_followed_and_says_what_was_done(desk: Desk, axe: Axe):
    page = desk.page()
    page.goto(f"{desk.board}?order=name")
    cards = page.locator("section[aria-labelledby=candidates] .heed-theme")
    third = cards.nth(2).get_attribute("id")
    name = cards.nth(1).locator("h3").inner_text()
    cards.nth(1).get_by_role("button", name=re.compile("^Sign off")).click()
    expect(page).to_have_url(re.compile(rf"order=name#{third}$"))
    told = page.locator(".heed-notice--near")
    expect(told).to_be_in_viewport()
    expect(told).to_contain_text(f"“{name}” is signed off.")
    expect(page.locator("section[aria-labelledby=signed-off]")).to_contain_text(name)
    expect(page.locator(f"#{third} h3 a")).to_be_focused()
    expect(page.locator("#standing")).to_contain_text("1 theme signed off holds")
    # At the foot of the page no button lies half under the notice, which would be read as one too small to hit.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    axe(page)
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()


def test_a_theme_is_renamed_and_signed_off_in_one_go_from_the_board(desk: Desk):
    page = desk.page()
    page.goto(desk.board)
    theme = desk.themes()[0]
    card = page.locator(f"#theme-{theme.id}")
    card.locator("summary", has_text="Rename").click()
    expect(card.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Somebody to eat with")
    card.get_by_role("button", name="Save and sign off").click()
    expect(page.locator("section[aria-labelledby=signed-off]")).to_contain_text("Somebody to eat with")
    assert [one.label for one in desk.themes("signed_off")] == ["Somebody to eat with"]


def test_the_board_is_searched_ordered_and_jumped_about_in(desk: Desk):
    page = desk.page()
    page.goto(desk.board)
    everything = page.locator("section[aria-labelledby=candidates] .heed-theme").count()
    page.get_by_label("Words in a theme or its answers").fill("parking")
    page.get_by_label("Order").select_option("Least certain first")
    leave_by(page.get_by_role("button", name="Show", exact=True))
    found = page.locator("section[aria-labelledby=candidates] .heed-theme")
    assert 0 < found.count() < everything
    link = page.get_by_role("link", name=re.compile("answers? with “ ?parking ?”")).first
    n = int(link.inner_text().split()[0])
    link.click()
    expect(page.locator("#answers")).to_have_text(re.compile(rf"^{n} answers? found$"))
    page.goto(desk.board)
    page.locator("summary", has_text="Jump to a theme").click()
    last = page.locator(".heed-jump__list a").nth(everything - 1)
    target = last.get_attribute("href")
    last.click()
    expect(page.locator(target)).to_be_in_viewport()
    expect(page.locator(".heed-jump__list")).to_be_hidden()
    page.locator("summary", has_text="Jump to a theme").click()
    first = page.locator(".heed-jump__list a").first
    target = first.get_attribute("href")
    first.click()
    expect(page.locator(target)).to_be_in_viewport()
    below = "at => document.querySelector(at).getBoundingClientRect().top"
    assert page.evaluate(below, target) >= page.evaluate(below.replace("top", "bottom"), ".heed-bar__line")


def test_keys_lead_through_the_board_from_theme_to_theme(desk: Desk):
    page = desk.page()
    page.goto(desk.board)
    names = page.locator(".heed-theme h3 a")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(names.nth(0)).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("status").last).to_have_text("This is the first one on the page.")


def test_fewer_themes_are_there_at_once_and_more_again(desk: Desk):
    page = desk.page()
    page.goto(desk.board)
    before = [theme.label for theme in desk.themes()]
    leave_by(page.get_by_role("button", name="Fewer themes"))
    expect(page.get_by_text("the same discovery, cut differently").first).to_be_visible()
    fewer = len(desk.themes())
    assert 1 < fewer < len(before)
    leave_by(page.get_by_role("button", name="More themes"))
    expect(page.get_by_text(f"{fewer} untouched themes now")).to_be_hidden()
    assert len(desk.themes()) > fewer


def test_buttons_are_44_pixels_high_under_a_finger_and_smaller_under_a_mouse(desk: Desk):
    pages = (desk.board, f"/office/themes/{desk.themes()[0].id}", f"/office/surveys/{desk.survey_id}")
    touch = desk.page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    for address in pages:
        touch.goto(address)
        low = touch.eval_on_selector_all(
            ".heed-button, .govuk-button, .heed-quiet-summary, .heed-theme__links > a",
            "all => all.filter(one => one.offsetHeight && one.offsetHeight < 43.5).map(one => one.textContent.trim())",
        )
        assert not low, f"{address}: {low}"
    mouse = desk.page()
    mouse.goto(desk.board)
    assert mouse.locator(".heed-button", has_text="Sign off").first.bounding_box()["height"] < 44


# ---- The reading pane ----


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"viewport": NARROW}, {"script": False}])
def test_the_reading_pane_has_no_fault_axe_can_find_and_fits_its_screen(
    desk: Desk, odd_theme: int, axe: Axe, shoot: Shoot, look: dict[str, Any]
):
    page = desk.page(**look)
    page.goto(f"/office/themes/{odd_theme}")
    expect(page.locator(".heed-answer").first).to_contain_text("xxxx")
    shoot(page, f"pane-{'-'.join(map(str, look)) or 'desk'}")
    axe(page)
    page.locator("summary", has_text="Merge").click()
    axe(page)


def test_errors_in_the_reading_pane_are_told_and_pass_axe(desk: Desk, axe: Axe):
    page = desk.page(viewport=NARROW)
    theme = desk.themes()[0]
    page.goto(f"/office/themes/{theme.id}")
    page.get_by_role("button", name="Accept them here").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at least one answer.")
    axe(page)
    page.goto(f"/office/themes/{theme.id}")
    page.locator("input[name=answer]").first.check()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the theme to move them to")
    expect(page.locator("input[name=answer]").first).to_be_checked()
    axe(page)
    page.goto(f"/office/themes/{theme.id}?open=rename")
    page.get_by_label("Name", exact=True).fill(" ")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Give the theme a name of a few words").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    axe(page)


def test_keys_read_tick_and_accept_and_each_step_is_announced(desk: Desk):
    page = desk.page()
    theme = desk.themes()[0]
    page.goto(f"/office/themes/{theme.id}")
    boxes, said = page.locator("input[name=answer]"), page.get_by_role("status").last
    page.keyboard.press("j")
    expect(boxes.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(boxes.nth(1)).to_be_checked()
    expect(said).to_have_text("Ticked. 1 ticked.")
    expect(page.locator("[data-ticked]")).to_have_text("1 ticked")
    page.keyboard.press("k")
    expect(boxes.nth(0)).to_be_focused()
    page.keyboard.press("a")
    expect(said).to_have_text("Accepted.")
    expect(boxes.nth(1)).to_be_focused()
    expect(page.locator(".heed-answer").nth(0)).to_contain_text(re.compile(r"by Person \d+"))
    assert desk.accepted(theme.id) == 1
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(said).to_have_text("A person stands behind this one already.")
    assert desk.accepted(theme.id) == 1
    page.reload()
    expect(page.locator("main > .heed-notice")).to_have_count(0)  # told once, where it was done


def test_m_ticks_the_answer_and_leads_to_the_theme_to_move_it_to(desk: Desk):
    page = desk.page()
    theme, other = desk.themes()[:2]
    before = desk.count(Assignment.theme_id == other.id)
    page.goto(f"/office/themes/{theme.id}?show=unsure")
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(page.get_by_label("Theme to move them to")).to_be_focused()
    expect(page.locator("input[name=answer]").first).to_be_checked()
    page.get_by_label("Theme to move them to").select_option(str(other.id))
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("1 answer moved.")
    expect(page).to_have_url(re.compile("show=unsure"))
    assert before <= desk.count(Assignment.theme_id == other.id) <= before + 1
    assert desk.accepted(other.id) == 1


def test_keys_are_letters_in_a_text_field_and_can_be_switched_off_for_good(desk: Desk):
    page = desk.page()
    theme = desk.themes()[0]
    page.goto(f"/office/themes/{theme.id}")
    page.get_by_label("Words in an answer").click()
    page.keyboard.type("jxam?")
    expect(page.get_by_label("Words in an answer")).to_have_value("jxam?")
    assert not desk.accepted(theme.id)
    expect(page.locator("[data-ticked]")).to_have_text("0 ticked")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator(".heed-keys")).to_contain_text("accept here")
    page.get_by_role("button", name="Switch the keys off").click()
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("input[name=answer]").first).not_to_be_focused()
    page.locator("summary", has_text="Keys").click()
    page.get_by_role("button", name="Switch the keys on").click()
    page.keyboard.press("j")
    expect(page.locator("input[name=answer]").first).to_be_focused()


def test_without_a_connection_accepting_says_that_nothing_was_saved(desk: Desk):
    page = desk.page(quiet=True)
    theme = desk.themes()[0]
    page.goto(f"/office/themes/{theme.id}")
    page.context.set_offline(True)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("status").last).to_have_text("Not saved: there is no connection. Try again.")
    expect(page.locator(".heed-answer").first).to_contain_text("machine’s guess")
    page.context.set_offline(False)
    page.keyboard.press("a")
    expect(page.get_by_role("status").last).to_have_text("Accepted.")
    assert desk.accepted(theme.id) == 1


def test_accepting_on_a_page_that_is_out_of_date_shows_who_was_quicker(desk: Desk):
    page = desk.page()
    theme = desk.themes()[0]
    page.goto(f"/office/themes/{theme.id}")
    desk.visitor.post(f"/office/themes/{theme.id}/rename", {"version": str(theme.version), "label": "Quicker"})
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("Somebody was quicker")
    assert not desk.accepted(theme.id)


def test_ticks_are_counted_live_and_all_of_a_page_at_once(desk: Desk):
    page = desk.page(viewport={"width": 390, "height": 800})
    page.goto(f"/office/themes/{desk.themes()[0].id}")
    n = page.locator("input[name=answer]").count()
    count, bar = page.locator("[data-ticked]"), page.locator(".heed-ticked-bar")
    expect(bar).to_be_hidden()
    page.get_by_role("button", name="Tick all on this page").click()
    expect(count).to_have_text(f"{n} ticked")
    expect(bar).to_be_in_viewport()
    page.locator("input[name=answer]").first.uncheck()
    expect(count).to_have_text(f"{n - 1} ticked")
    bar.get_by_role("link").click()
    expect(page.locator("#with-ticked")).to_be_in_viewport()


def test_without_script_answers_are_ticked_all_at_once_accepted_and_split_off(desk: Desk, axe: Axe):
    page = desk.page(script=False)
    theme = desk.themes()[0]
    page.goto(f"/office/themes/{theme.id}")
    n = page.locator("input[name=answer]").count()
    page.get_by_role("button", name="Tick all on this page").click()
    expect(page.locator("input[name=answer]:checked")).to_have_count(n)
    assert not desk.accepted(theme.id)
    axe(page)
    page.get_by_role("button", name="Accept them here").click()
    expect(page.get_by_text(f"{n} answers accepted here.")).to_be_visible()
    assert desk.accepted(theme.id) == n
    page.locator("input[name=answer]").nth(0).check()
    page.get_by_label("Name of the new theme").fill("Split by hand")
    page.keyboard.press("Enter")  # a key in a field fires none of the buttons
    assert "Split by hand" not in [one.label for one in desk.themes()]
    page.get_by_role("button", name="Split off").click()
    expect(page.get_by_text("is a theme of its own now")).to_be_visible()
    assert "Split by hand" in [one.label for one in desk.themes()]


@pytest.mark.parametrize("look", [{"script": False, "viewport": NARROW}])
def test_words_of_an_answer_are_hidden_from_the_reading_pane_and_the_way_leads_back_to_it(
    desk: Desk, odd_theme: int, axe: Axe, shoot: Shoot, look: dict[str, Any]
):
    page = desk.page(**look)
    page.goto(f"/office/themes/{odd_theme}")
    row = page.locator(".heed-answer", has_text="One line")
    row.get_by_role("link", name=re.compile("What is hidden")).click()
    more = page.get_by_label("Hide more")
    more.fill("nowhere")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("these words are not in the answer")
    expect(more).to_have_value("nowhere")
    axe(page)
    more.fill("another")
    page.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("[hidden] <script>alert(1)</script>")
    expect(row).to_contain_text("Saved")
    axe(page)
    row.get_by_role("link", name=re.compile("What is hidden")).click()
    expect(page.get_by_label("Hide “another”")).to_be_checked()
    shoot(page, f"hidden-{'-'.join(map(str, look))}")
    axe(page)
    page.goto(f"{desk.board}/hidden")
    expect(page.locator(".heed-suggestion", has_text="[hidden]")).to_have_count(1)
    axe(page)


def test_without_script_a_board_is_searched_renamed_and_signed_off(desk: Desk):
    page = desk.page(script=False)
    theme = desk.themes()[0]
    page.goto(f"{desk.board}?q=zzzz")
    expect(page.get_by_text("No candidate matches. Try other words.")).to_be_visible()
    page.get_by_role("link", name="Show all themes").click()
    page.locator("summary", has_text="Jump to a theme").click()
    page.locator(f".heed-jump__list a[href='#theme-{theme.id}']").click()
    card = page.locator(f"#theme-{theme.id}")
    expect(card).to_be_in_viewport()
    card.locator("summary", has_text="Rename").click()
    card.get_by_label("Name", exact=True).fill("In plain words")
    card.get_by_role("button", name="Save the name").click()
    expect(page).to_have_url(re.compile(f"#theme-{theme.id}$"))
    card.get_by_role("button", name=re.compile("^Sign off")).click()
    expect(page.locator("section[aria-labelledby=signed-off]")).to_contain_text("In plain words")


# ---- The survey builder ----


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"viewport": NARROW}, {"script": False}])
def test_the_builder_has_no_fault_axe_can_find_and_fits_its_screen(
    desk: Desk, axe: Axe, shoot: Shoot, look: dict[str, Any]
):
    with desk.store.unit_of_work() as db:
        db.get_one(Question, desk.question_id).text = "W" * 300
    page = desk.page(**look)
    for name, address in (
        ("surveys", f"/office/consultations/{desk.consultation_id}/surveys"),
        ("builder", f"/office/surveys/{desk.survey_id}"),
        ("builder-draft", f"/office/surveys/{desk.ranking_id}"),
        ("words", f"/office/surveys/{desk.survey_id}/words"),
        ("preview", f"/office/surveys/{desk.survey_id}/preview"),
        ("preview-page", f"/office/surveys/{desk.survey_id}/preview/1"),
        ("themes", f"/office/consultations/{desk.consultation_id}/themes"),
    ):
        page.goto(address)
        shoot(page, f"{name}-{'-'.join(map(str, look)) or 'desk'}")
        axe(page)


def test_a_question_is_added_from_the_builder_by_keyboard_alone(desk: Desk, axe: Axe):
    page = desk.page()
    page.goto(f"/office/surveys/{desk.ranking_id}")
    page.locator("summary", has_text="Add a question").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Choice from a list")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Choice from a list")
    page.get_by_label("Question").fill("Where do you eat?")
    page.get_by_label("Line 1", exact=True).focus()
    for words in ("At home", "At the club", "With family", "Nowhere", "Elsewhere"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    expect(page.get_by_label("Line 6", exact=True)).to_be_focused()
    page.get_by_role("button", name=re.compile(r"^Up\W+line 2$")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Line 1", exact=True)).to_have_value("At the club")
    expect(page.get_by_role("button", name=re.compile(r"^Down\W+line 1$"))).to_be_focused()
    page.get_by_role("button", name=re.compile(r"^Remove\W+line 4$")).focus()
    page.keyboard.press("Enter")
    axe(page)
    page.get_by_role("button", name="Save the question").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("What matters most?")
    with desk.store.reading() as db:
        made = db.scalars(select(Question).where(Question.text == "Where do you eat?")).one()
        labels = list(db.scalars(select(Item.label).where(Item.question_id == made.id).order_by(Item.position)))
    assert labels == ["At the club", "At home", "With family", "Elsewhere"]


def test_a_whole_list_is_pasted_into_the_lines(desk: Desk):
    with desk.store.reading() as db:
        rank = db.scalars(select(Question).where(Question.kind == "rank")).one()
    page = desk.page()
    page.goto(f"/office/questions/{rank.id}")
    page.get_by_label("Line 1", exact=True).focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "Company\\r\\n\\n  Hot food \\nChoice");
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }"""
    )
    expect(page.get_by_label("Line 3", exact=True)).to_have_value("Choice")
    leave_by(page.get_by_role("button", name="Save the question"))
    with desk.store.reading() as db:
        labels = list(db.scalars(select(Item.label).where(Item.question_id == rank.id).order_by(Item.position)))
    assert labels == ["Company", "Hot food", "Choice"]


@pytest.mark.parametrize("script", [True, False])
def test_errors_in_the_question_editor_are_told_by_line_and_pass_axe(desk: Desk, axe: Axe, script: bool):
    with desk.store.reading() as db:
        rank = db.scalars(select(Question).where(Question.kind == "rank")).one()
    page = desk.page(viewport=NARROW, script=script)
    page.goto(f"/office/questions/{rank.id}")
    page.get_by_role("button", name="Add a line").click()
    for place, words in enumerate(("Hot", "hot ", "", "", "W" * 400), start=1):
        page.get_by_label(f"Line {place}", exact=True).fill(words)
    page.get_by_label("Question").fill("")
    page.get_by_role("button", name="Save the question").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2 says the same as line 1.")
    axe(page)
    page.get_by_role("link", name="Line 2 says the same as line 1.").click()
    expect(page.get_by_label("Line 2", exact=True)).to_be_focused()


def test_errors_when_a_survey_is_begun_or_opened_pass_axe(desk: Desk, axe: Axe):
    page = desk.page(viewport=NARROW)
    page.goto(f"/office/consultations/{desk.consultation_id}/surveys")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a title")
    axe(page)
    page.goto(f"/office/surveys/{desk.ranking_id}")
    expect(page.get_by_text("needs at least 2 things to choose from")).to_be_visible()
    axe(page)


# ---- Bringing answers in ----


def _file() -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["ID", "Submitted", "What would help", "Who"])
    writer.writerows([n, "2026-11-01", f"Answer number {n}, with words", "Group 1"] for n in range(1, 8))
    writer.writerow([1, "2026-11-02", "=HYPERLINK(1)", "Martians"])
    writer.writerow([9, "2026-11-02", "W" * 300, "Martians"])
    return out.getvalue()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("size", [DESK, NARROW])
def test_a_file_is_brought_in_with_every_page_on_the_way_free_of_faults(
    desk: Desk, axe: Axe, shoot: Shoot, tmp_path: Path, script: bool, size: dict[str, int]
):
    page = desk.page(viewport=size, script=script)
    page.goto(f"/office/surveys/{desk.survey_id}")
    leave_by(page.get_by_role("link", name=re.compile("^Bring answers in")))
    axe(page)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file.")
    axe(page)
    path = tmp_path / "answers.csv"
    path.write_text(_file(), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_label("Column with the answers")).to_have_value("2")  # guessed, and open to change
    expect(page.get_by_label(re.compile("stakeholder group"))).to_have_value("3")
    expect(page.get_by_role("row", name=re.compile("^What would help"))).to_contain_text("Answer number 1, with words")
    shoot(page, f"columns-{size['width']}")
    axe(page)
    page.get_by_label("Column with the answers").select_option("")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the column with the answers")
    axe(page)
    page.get_by_label("Column with the answers").select_option("What would help")
    page.get_by_label(re.compile("number of its own")).select_option("ID")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("1 row does not fit.")).to_be_visible()
    shoot(page, f"check-{size['width']}")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows left out (CSV)").click()
    assert "'=HYPERLINK(1)" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_label("“Martians” in the file is").select_option("Group 2")
    leave_by(page.get_by_role("button", name="Take in 8 answers"))  # the choice above was not saved before
    axe(page)
    with desk.store.reading() as db:
        before = db.scalar(select(func.count(Response.id)).where(Response.channel == "import"))
    desk.worker.work_off()
    page.reload()
    expect(page.get_by_text("8 answers came in.")).to_be_visible()
    axe(page)
    with desk.store.reading() as db:
        assert (before, db.scalar(select(func.count(Response.id)).where(Response.channel == "import"))) == (0, 8)
