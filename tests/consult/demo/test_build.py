"""The demonstration, built by the real parts: every answer in, themes that agree with what was written, weights."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from sklearn.metrics import adjusted_mutual_info_score
from sqlalchemy import func, select

from analysis.themes import discover
from consult.accounts.actions import create_user
from consult.audit import GENESIS, AuditEntry, verify
from consult.config import read_settings
from consult.demo.build import RANKING_SEED, build_demo
from consult.demo.officer import MOSTLY
from consult.demo.rankings import draw_rankings
from consult.demo.story import OPEN_QUESTION, OUTCOMES, THEMES
from consult.demo.words import read_words
from consult.outcomes.models import Outcome
from consult.publishing.models import Publication
from consult.themes.models import Assignment, QuoteTick, Theme
from consult.themes.queries import list_open_questions
from consult.themes.queries_board import show_board
from consult.weights.models import WeightRun
from surveys.collection import Answer, Response
from surveys.database import Database
from tests.conftest import fresh_database

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
# Measured 29.0 with the plain engine (21 themes), 32.1 with the standard one (11); well under it something has broken.
LEAST_AGREEMENT = {"plain": 0.22, "standard": 0.2}


@dataclass(frozen=True)
class Built:
    """A built demonstration."""

    database: Database
    consultation_id: int


@pytest.fixture(scope="module")
def built(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Built once for this file: it takes seconds."""
    folder = tmp_path_factory.mktemp("demo")
    with fresh_database(migrated, folder) as url:
        environ = {"HEED_SECRETS": secrets.token_hex(32), "HEED_INSECURE_LOOPBACK": "1", "DATABASE_URL": url}
        settings = read_settings({**environ, "HEED_QUEUE_URL": f"sqlite:///{folder}/queue.db"})
        database = Database(url)
        with database.unit_of_work() as db:
            create_user(db, "owner@wexmoor.example", "Olive Tarrant", "kapo-goga-mohi-fihe-tule", at=AT)
        yield Built(database, build_demo(database, settings, AT))
        database.dispose()


def test_every_answer_and_ranking_came_in_by_the_one_door(built: Built):
    with built.database.reading() as db:
        rankings = draw_rankings(RANKING_SEED)
        assert db.scalar(select(func.count(Response.id))) == len(read_words()) + len(rankings)
        assert db.scalar(select(func.max(Response.received_at))) <= AT
        assert set(db.scalars(select(Answer.state))) <= {"answered", "blank"}


def test_outcomes_come_from_themes_a_person_signed_off(built: Built):
    with built.database.reading() as db:
        signed = select(Theme.id).where(Theme.status == "signed_off", Theme.signed_off_by.is_not(None))
        outcomes = list(db.scalars(select(Outcome).where(Outcome.theme_id.in_(signed))))
        assert {one.sentence for one in outcomes} == {one.sentence for one in OUTCOMES}
        assert {one.direction for one in outcomes} == {"gain", "loss"}
        assert db.scalar(select(func.count(Assignment.id)).where(Assignment.source == "person")) > 50


def test_every_theme_is_mostly_about_what_its_name_says_and_so_are_its_quotes(
    built: Built, capsys: pytest.CaptureFixture[str]
):
    about = {one.text: one.themes for one in read_words()}
    keys = {theme.name: theme.key for theme in THEMES}
    told = []
    with built.database.reading() as db:
        (question,) = [one for one in list_open_questions(db, built.consultation_id) if one.text == OPEN_QUESTION]
        cards = show_board(db, question).signed_off
        for card in cards:
            key, is_here = keys[card.label], (Assignment.theme_id == card.id, Assignment.ended_at.is_(None))
            said = db.scalars(select(Answer.text).join(Assignment, Assignment.answer_id == Answer.id).where(*is_here))
            right = [key in about[text] for text in said]
            told.append(f"{card.label} {sum(right)} of {len(right)}")
            assert sum(right) >= MOSTLY * len(right), told[-1]
            ticked = select(Answer.text).join(QuoteTick, QuoteTick.answer_id == Answer.id)
            for quote in db.scalars(ticked.where(QuoteTick.theme_id == card.id)):
                assert about[quote][0] == key, (card.label, quote)
            for words in (card.quote, *card.examples):
                assert words not in about or key in about[words], (card.label, words)
    assert {keys[card.label] for card in cards} >= {outcome.theme for outcome in OUTCOMES}
    with capsys.disabled():
        print(f"\n  demonstration, answers of each theme written about it: {'; '.join(told)}")


def test_the_edition_stands_on_a_trail_of_what_the_officer_did_day_by_day(built: Built, app: Flask):
    with built.database.reading() as db:
        edition = db.scalars(select(Publication)).one()
        assert edition.audit_head != GENESIS and verify(db, expected_head=edition.audit_head).fault is None
        entries = list(db.scalars(select(AuditEntry).order_by(AuditEntry.id)))
        assert [one.at for one in entries] == sorted(one.at for one in entries)
        signed = db.scalar(select(func.count(Theme.id)).where(Theme.status == "signed_off"))
        done = Counter(one.verb for one in entries)
        assert (done["themes.accept"], done["publishing.publish"]) == (signed, 1)
        assert set(done) <= {*app.view_functions, "publishing.ask", "publishing.publish", "weights.freeze"}


def test_weights_are_worked_out_and_small_groups_are_hidden(built: Built):
    with built.database.reading() as db:
        result = db.scalar(select(WeightRun.result))
    assert result is not None
    groups = {group["name"]: group for group in result["groups"]}
    assert groups["Family carers"]["weights"]
    assert groups["Neighbours of the halls"]["hidden"] and not groups["Neighbours of the halls"]["weights"]


@pytest.mark.parametrize("engine", list(LEAST_AGREEMENT))
def test_the_themes_found_agree_with_what_the_answers_were_written_about(
    capsys: pytest.CaptureFixture[str], engine: str
):
    words = read_words()
    found = discover([one.text for one in words], engine=engine, seed=0)
    pairs = [
        (one.themes[0], assigned[0].theme if assigned else -1)
        for one, assigned in zip(words, found.assignments, strict=True)
        if one.themes
    ]
    agreement = adjusted_mutual_info_score(*zip(*pairs, strict=True))
    themes = sum(theme.kind == "theme" for theme in found.themes)
    with capsys.disabled():
        print(
            f"\n  demonstration, {engine} engine: AMI {100 * agreement:.1f} against what {len(pairs)} answers were "
            f"written about; {themes} themes found, {len(THEMES)} written"
        )
    assert agreement >= LEAST_AGREEMENT[engine]
    assert 6 <= themes <= 40
