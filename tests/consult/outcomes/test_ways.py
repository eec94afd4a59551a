"""The ways of asking about outcomes: each makes a survey that opens as it is; none is made that cannot be."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from consult.outcomes.asking import RANK, WAYS
from consult.outcomes.models import Outcome, OutcomeItem
from surveys.database import Database
from surveys.definition import Question, Survey
from surveys.lifecycle import open_survey
from surveys.questionnaire import find_version, read_version
from surveys.questions.kinds import KINDS, PREFERENCES
from tests import make
from tests.browser import Visitor
from tests.consult.outcomes.conftest import Themes
from tests.consult.outcomes.test_outcomes import COMPANY, PARKING, make_one
from tests.consult.outcomes.test_ranking_survey import press
from tests.consult.weights import made
from tests.consult.weights.made_kinds import HOWS


@pytest.fixture
def officer(themes: Themes, sign_in, store: Database) -> Visitor:
    """An analyst of a consultation with five outcomes, one of them a harm to avoid."""
    with store.unit_of_work() as db:
        for number in range(5):
            db.add(
                Outcome(
                    consultation_id=themes.consultation_id,
                    sentence=f"Outcome {number}",
                    ranked_as=f"Outcome {number}",
                    direction="loss" if number == 4 else "gain",
                    position=number,
                    created_by=1,
                    created_at=make.NOON,
                )
            )
    return sign_in("analyst", themes.consultation_id)


def question_of(store: Database) -> Question:
    with store.reading() as db:
        return db.scalars(
            select(Question).join(Survey).where(Survey.kind == "ranking", Question.kind != "groups")
        ).one()


def test_every_kind_that_can_be_weighed_can_be_asked():
    assert set(WAYS) == set(PREFERENCES) <= set(KINDS)


@pytest.mark.parametrize("how", WAYS)
def test_each_way_makes_a_survey_that_opens_as_it_is(how: str, officer: Visitor, themes: Themes, store: Database):
    press(officer, themes, how=how, places="3")
    question = question_of(store)
    assert question.kind == how and question.text == WAYS[how].question
    assert "keeping a harm away" in question.hint and "{" not in question.hint
    settings = {
        RANK: {"places": 3},
        "points": {"total": 100},
        "best_worst": {"size": 4, "tasks": None},
        "pairs": {"tasks": None},
    }
    assert question.settings == settings[how]
    with store.unit_of_work() as db:
        survey = db.scalars(select(Survey).where(Survey.kind == "ranking")).one()
        assert "These 5 changes are what we heard." in survey.introduction and "{" not in survey.introduction
        assert survey.minutes == WAYS[how].minutes
        open_survey(db, survey, closes_at=None, at=make.NOON)
        walk = read_version(find_version(db, survey))
        assert [one.kind for one in walk.questions()] == [how, "groups"]
        assert db.scalar(select(func.count(OutcomeItem.item_id))) == 5


@pytest.mark.parametrize("typed", ["", "two", "99"])
@pytest.mark.parametrize("how", HOWS)
def test_places_play_no_part_where_nothing_is_put_in_order(
    how: str, typed: str, officer: Visitor, themes: Themes, store: Database
):
    press(officer, themes, how=how, places=typed)
    assert "places" not in question_of(store).settings


@pytest.mark.parametrize("how", ["", "choice", "everything"])
def test_a_way_that_is_none_is_refused_by_name_and_keeps_what_was_typed(
    how: str, officer: Visitor, themes: Themes, store: Database
):
    page = press(officer, themes, 422, how=how, title="My own title")
    assert page.has("Choose") and page.field("title") == "My own title"
    with store.reading() as db:
        assert not db.scalar(select(func.count(Survey.id)).where(Survey.kind == "ranking"))


def test_to_put_in_order_is_what_is_chosen_before_anybody_chose(officer: Visitor, themes: Themes):
    page = officer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    radios = {one.get("value"): one.get("checked") for one in page.all("input") if one.get("name") == "how"}
    assert set(radios) == set(WAYS) and [how for how, checked in radios.items() if checked is not None] == [RANK]
    for way in WAYS.values():
        assert page.has(way.advice)


def test_two_outcomes_are_too_few_for_sets_and_nothing_typed_is_lost(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    make_one(officer, themes.theme_ids[2], PARKING)
    page = press(officer, themes, 422, how="best_worst", title="My own title")
    assert page.has("“Most and least of small sets” needs at least three outcomes")
    assert page.field("title") == "My own title"
    press(officer, themes, how="pairs")
    assert question_of(store).kind == "pairs"


def test_who_may_only_read_makes_no_survey(officer: Visitor, themes: Themes, sign_in):
    press(sign_in("viewer", themes.consultation_id), themes, 403, how="points")


def test_made_people_can_be_asked_in_every_way(store: Database):
    with store.unit_of_work() as db:
        asked = made.county(db)
        for how in HOWS:
            again = made.ask_again(db, asked, how)
            assert len(again.items) == 9 and not set(again.items.values()) & set(asked.items.values())
