"""The whole chain in a real browser: an officer asks, residents answer and rank, weights appear, the public reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from consult import clock
from consult.demo.words import read_words
from consult.themes.models import Assignment
from consult.worker import Worker
from surveys.database import Database
from surveys.definition import Question, StakeholderGroup, Survey
from surveys.questionnaire import find_version, read_version
from tests import make
from tests.patience import leave_by
from tests.signing import EMAIL, PASSWORD, officer
from tests.walk.conftest import OpenPage

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
GROUPS = ("Family carers", "Lunch club members")
CHOSEN = {"company": 18, "hot_meal": 18, "parking_and_noise": 14, "time_off_for_carers": 14}


class Chain:
    """One walk: a desk, phones, and what they look at along the way."""

    def __init__(self, app: Flask, store: Database, desk: Page, open_page: OpenPage, look: Callable, shoot: Callable):
        self.app, self.store, self.desk, self.open_page = app, store, desk, open_page
        self._look, self._shoot, self._seen = look, shoot, 0

    def seen(self, page: Page, name: str) -> None:
        """Nothing for axe to find, nothing wider than the screen, and a picture where one is wanted."""
        self._look(page)
        self._seen += 1
        self._shoot(page, f"chain-{self._seen:02d}-{name}")

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button on the desk, which leads to the next page."""
        leave_by(self.desk.get_by_role("button", name=name).first)

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow a link on the desk."""
        self.desk.get_by_role("link", name=name).first.click()

    def heading(self, words: str | re.Pattern[str]) -> None:
        """Wait until the desk shows the page with this heading."""
        expect(self.desk.locator("h1")).to_have_text(words)

    def work_off(self) -> None:
        """Let a real worker finish what waits."""
        Worker(self.store, self.app.extensions["heed_settings"]).work_off()

    # The steps, in their order.

    def sign_in(self) -> None:
        self.desk.goto("/office/")
        self.seen(self.desk, "sign-in")
        self.desk.locator("input[type=email]").fill(EMAIL)
        self.desk.locator("input[type=password]").fill(PASSWORD)
        self.desk.locator("main form button[type=submit]").first.click()
        self.heading("Your consultations")
        self.seen(self.desk, "dashboard-empty")

    def set_up(self) -> None:
        self.press("Start a consultation")
        self.desk.get_by_label("What is it called?").fill("Community meals")
        self.desk.get_by_label("Why are you asking?").fill("The contracts end next year.")
        self.desk.get_by_label("What is being decided?").fill("Which meals to pay for from April.")
        self.desk.get_by_label("Who is asking?").fill("Wexmoor County Council")
        self.desk.get_by_label("Who can people ask?").fill("meals@wexmoor.example")
        self.desk.get_by_label("How will answers be used?").fill("Only for this consultation. Deleted after two years.")
        today = clock.today()
        for name, date in (("opens_on", today), ("closes_on", today + timedelta(days=30))):
            for part in ("day", "month", "year"):
                self.desk.locator(f"#{name}-{part}").fill(str(getattr(date, part)))
        self.seen(self.desk, "details")
        self.press("Save and go on")
        for place, name in enumerate(GROUPS):
            self.desk.goto(f"{self.base}/groups/new")
            self.desk.locator("#name").fill(name)
            self.desk.locator("#population").fill(str(200 + place))
            self.desk.locator("#source").fill("Invented")
            for part in ("day", "month", "year"):
                self.desk.locator(f"#counted_on-{part}").fill(str(getattr(today, part)))
            self.press("Save")
        self.seen(self.desk, "groups")
        for principle in ("formative", "information", "time"):
            self.answer_test(principle)

    @property
    def base(self) -> str:
        return "/office/consultations/1"

    def answer_test(self, principle: str) -> None:
        today = clock.today()
        self.desk.goto(f"{self.base}/tests/{principle}")
        self.desk.get_by_label("Yes", exact=True).check()
        self.desk.locator("textarea").first.fill("Yes: nothing is decided and people have a month.")
        for part in ("day", "month", "year"):
            self.desk.locator(f"input[id$=-{part}]").first.fill(str(getattr(today, part)))
        self.press(re.compile("^Save"))

    def open_consultation(self) -> None:
        self.desk.goto(f"{self.base}/status")
        self.seen(self.desk, "status")
        self.press(re.compile("^Open"))
        self.desk.goto(self.base)
        self.seen(self.desk, "overview")

    def build_survey(self) -> Survey:
        self.desk.goto(f"{self.base}/surveys")
        self.desk.get_by_label("Title").fill("Tell us about meals")
        self.desk.get_by_label("Ask openly").check()
        self.seen(self.desk, "surveys")
        self.press("Begin")
        self.heading("Tell us about meals")
        self.seen(self.desk, "builder")
        self.press("Open to residents")
        expect(self.desk.get_by_text("Residents can answer now")).to_be_visible()
        with self.store.reading() as db:
            return db.scalars(select(Survey)).one()

    def resident_answers(self, survey: Survey, *, script: bool) -> None:
        phone = self.open_page(script=script)
        phone.goto(f"/s/{survey.public_id}")
        self.seen(phone, "resident-landing")
        leave_by(phone.get_by_role("button", name="Start"))
        phone.locator("textarea").fill("Somebody to eat with. I eat alone most days.")
        leave_by(phone.get_by_role("button", name="Continue", exact=True))
        phone.get_by_label(GROUPS[0]).check()
        self.seen(phone, "resident-groups")
        leave_by(phone.get_by_role("button", name="Continue", exact=True))
        self.seen(phone, "resident-check")
        phone.get_by_role("button", name="Send my answers").click()
        expect(phone.get_by_text(re.compile(r"^[0-9A-Z]{5}-[0-9A-Z]{5}$"))).to_be_visible()
        self.seen(phone, "resident-received")

    def others_answer(self, survey: Survey) -> None:
        """The rest of the hall, through the one door."""
        with self.store.unit_of_work() as db:
            held = db.get_one(Survey, survey.id)
            walk = read_version(find_version(db, held))
            kinds = {question.kind: question.id for question in walk.questions()}
            groups = list(db.scalars(select(StakeholderGroup.id).order_by(StakeholderGroup.id)))
            for key, n in CHOSEN.items():
                about = [one.text for one in read_words() if one.themes[:1] == (key,)][:n]
                for place, words in enumerate(about):
                    answers = {
                        kinds["open_text"]: {"text": words},
                        kinds["groups"]: {"groups": [str(groups[place % 2])]},
                    }
                    make.response(db, held, walk, answers, at=clock.now())

    def find_themes(self) -> list[str]:
        """Find, read and sign off; returns the names of the themes signed off."""
        with self.store.reading() as db:
            question = db.scalars(select(Question).where(Question.kind == "open_text")).one()
        board = f"/office/questions/{question.id}/themes"
        self.desk.goto(board)
        self.seen(self.desk, "board-empty")
        self.press("Find themes")
        self.work_off()
        self.desk.goto(board)
        self.seen(self.desk, "board")
        for _ in range(3):
            self.press(re.compile("^Sign off"))
        names = self.desk.locator(
            "#signed-off ~ ul .heed-theme h3 a, #signed-off ~ * .heed-theme h3 a"
        ).all_inner_texts()
        leave_by(self.desk.get_by_role("link", name=names[0], exact=True).first)
        self.seen(self.desk, "reading-pane")
        with self.store.reading() as db:
            assert db.scalar(select(Assignment.id).limit(1)) is not None
        return names[:3]

    def agree_outcomes(self, names: list[str]) -> None:
        for place, name in enumerate(names):
            self.desk.goto(f"{self.base}/outcomes")
            self.press(re.compile(f"^Make it an outcome.*{re.escape(name)}"))
            self.desk.locator("#sentence").fill(f"Outcome {place + 1}: {name}")
            self.desk.locator("input[name=direction]").first.check()
            self.press(re.compile("outcome|Save"))
        self.desk.goto(f"{self.base}/outcomes")
        self.seen(self.desk, "outcomes")
        self.press("Make a survey from these outcomes")

    def open_ranking(self) -> Survey:
        with self.store.reading() as db:
            survey = db.scalars(select(Survey).where(Survey.kind == "ranking")).one()
        self.desk.goto(f"/office/surveys/{survey.id}")
        self.seen(self.desk, "ranking-builder")
        self.press("Open to residents")
        return survey

    def resident_ranks_by_keyboard(self, survey: Survey) -> None:
        phone = self.open_page()
        phone.goto(f"/s/{survey.public_id}")
        phone.get_by_role("button", name="Start").focus()
        phone.keyboard.press("Enter")
        for _ in range(2):
            phone.get_by_role("button", name=re.compile("^Add ")).first.focus()
            phone.keyboard.press("Enter")
        phone.get_by_role("button", name=re.compile("up", re.I)).last.focus()
        phone.keyboard.press("Space")
        self.seen(phone, "resident-ranking")
        phone.get_by_role("button", name="Continue", exact=True).focus()
        phone.keyboard.press("Enter")
        expect(phone.locator("h1")).to_have_text("About you")
        phone.get_by_label(GROUPS[1]).focus()
        phone.keyboard.press("Space")
        phone.get_by_role("button", name="Continue", exact=True).focus()
        phone.keyboard.press("Enter")
        phone.get_by_role("button", name="Send my answers").focus()
        phone.keyboard.press("Enter")
        expect(phone.get_by_text(re.compile(r"^[0-9A-Z]{5}-[0-9A-Z]{5}$"))).to_be_visible()

    def others_rank(self, survey: Survey) -> None:
        with self.store.unit_of_work() as db:
            held = db.get_one(Survey, survey.id)
            walk = read_version(find_version(db, held))
            kinds = {question.kind: question for question in walk.questions()}
            items = [str(item) for item in kinds["rank"].item_ids()]
            groups = [str(group) for group in kinds["groups"].item_ids()]
            for place in range(50):
                order = items if place % 4 else items[::-1]
                order = order[1:] + order[:1] if place % 2 else order
                answers = {
                    kinds["rank"].id: {"places": order[: 1 + place % 3], "none": "", "reason": ""},
                    kinds["groups"].id: {"groups": [groups[place % 2]]},
                }
                make.response(db, held, walk, answers, at=clock.now())

    def see_weights(self) -> None:
        with self.store.reading() as db:
            question = db.scalars(select(Question).where(Question.kind == "rank")).one()
        address = f"/office/questions/{question.id}/weights"
        self.desk.goto(address)
        self.seen(self.desk, "weights-empty")
        self.press("Work out the weights")
        self.work_off()
        self.desk.goto(address)
        self.seen(self.desk, "weights")
        told = self.desk.locator("main").inner_text()
        assert re.search(r"about \d+ points of 100 \(likely \d+ to \d+, from (about )?\d+ people\)", told)
        assert self.desk.locator("main svg[role=img]").count() >= 1

    def publish(self) -> None:
        self.answer_test("consideration")
        self.desk.goto(f"{self.base}/status")
        self.press(re.compile("^Close"))
        self.desk.goto(f"{self.base}/publish")
        self.seen(self.desk, "publish")
        self.desk.locator("input[type=checkbox][name=read]").check()
        self.press("Publish")
        self.work_off()

    def public_reads(self) -> None:
        for script in (True, False):
            reader = self.open_page(script=script)
            reader.goto("/")
            leave_by(reader.get_by_role("link", name="Community meals").first)
            self.seen(reader, "public-consultation")
            reader.locator("main a", has_text="results").first.click()
            expect(reader.locator("h1")).to_contain_text("results")
            self.seen(reader, "public-results")
            told = reader.locator("main").inner_text()
            assert "points" in told and "likely" in told and "about" in told
            assert "I eat alone most days" not in told, "a quote nobody ticked was published"


def test_the_whole_chain_runs_from_an_open_question_to_published_weights(
    app: Flask,
    store: Database,
    open_page: OpenPage,
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    tmp_path: Path,
):
    officer(store)
    chain = Chain(app, store, open_page(viewport=DESK), open_page, axe, shoot)
    chain.sign_in()
    chain.set_up()
    chain.open_consultation()
    survey = chain.build_survey()
    chain.resident_answers(survey, script=True)
    chain.resident_answers(survey, script=False)
    chain.others_answer(survey)
    names = chain.find_themes()
    chain.agree_outcomes(names)
    ranking = chain.open_ranking()
    chain.resident_ranks_by_keyboard(ranking)
    chain.others_rank(ranking)
    chain.see_weights()
    chain.publish()
    chain.public_reads()
