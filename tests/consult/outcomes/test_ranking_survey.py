"""One action from outcomes to a ranking survey: complete, made once, and true to the outcomes while it is a draft."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from consult.consultations.models import ConsultationSurvey
from consult.outcomes.asking import usual_places
from consult.outcomes.models import Outcome, OutcomeItem
from surveys.database import Database
from surveys.definition import Item, Question, StakeholderGroup, Survey
from surveys.lifecycle import open_survey
from surveys.questionnaire import find_version, read_version
from tests import make
from tests.browser import Visitor
from tests.consult.outcomes.conftest import Themes
from tests.consult.outcomes.test_outcomes import COMPANY, PARKING, make_one, outcomes_of

FORM = {"title": "What matters most", "places": "2", "how": "rank"}
HARM = "Avoiding this: streets near the hall get busier"


@pytest.fixture
def officer(themes: Themes, sign_in) -> Visitor:
    """An analyst who has made a gain and a loss."""
    visitor = sign_in("analyst", themes.consultation_id)
    make_one(visitor, themes.theme_ids[0], COMPANY)
    make_one(visitor, themes.theme_ids[2], PARKING)
    return visitor


def press(officer: Visitor, themes: Themes, status: int = 303, **values: str):
    address = f"/office/consultations/{themes.consultation_id}/outcomes/ranking-survey"
    return officer.post(address, {**FORM, **values}, status=status)


def ranking_of(store: Database) -> tuple[Survey, Question, list[Item]]:
    with store.reading() as db:
        survey = db.scalars(select(Survey).where(Survey.kind == "ranking")).one()
        question = db.scalars(select(Question).where(Question.survey_id == survey.id, Question.kind == "rank")).one()
        live = select(Item).where(Item.question_id == question.id, Item.retired_at.is_(None)).order_by(Item.position)
        return survey, question, list(db.scalars(live))


def test_the_survey_asks_for_every_outcome_and_the_groups(officer: Visitor, themes: Themes, store: Database):
    press(officer, themes)
    survey, question, items = ranking_of(store)
    assert (survey.status, survey.title, question.settings["places"]) == ("draft", "What matters most", 2)
    assert [item.label for item in items] == [
        "People eat in company",
        HARM,
    ]
    assert "keeping a harm away" in question.hint
    with store.reading() as db:
        links = {item: outcome for item, outcome in db.execute(select(OutcomeItem.item_id, OutcomeItem.outcome_id))}
        groups = db.scalars(select(Question).where(Question.survey_id == survey.id, Question.kind == "groups")).one()
        assert db.get_one(ConsultationSurvey, survey.id).purpose == "prioritise"
    assert links == {item.id: outcome.id for item, outcome in zip(items, outcomes_of(store), strict=True)}
    assert groups.settings["groups"] == themes.group_ids


def test_the_survey_can_be_opened_as_it_is_and_walked(officer: Visitor, themes: Themes, store: Database):
    press(officer, themes)
    survey, question, items = ranking_of(store)
    with store.unit_of_work() as db:
        opened = open_survey(db, db.get_one(Survey, survey.id), closes_at=None, at=make.NOON)
        walk = read_version(find_version(db, opened))
        raw = {question.id: {"places": [str(items[0].id)], "none": "", "reason": ""}}
        make.response(db, opened, walk, raw)


def test_pressing_twice_makes_one_survey_and_shows_it(officer: Visitor, themes: Themes, store: Database):
    first = press(officer, themes)
    second = press(officer, themes)
    assert first.location == second.location
    with store.reading() as db:
        assert db.scalar(select(func.count(Survey.id)).where(Survey.kind == "ranking")) == 1
    page = officer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert page.has("A survey from these outcomes is being built") and not page.has("Make a survey from these outcomes")


@pytest.mark.parametrize("typed", ["", "0", "3", "-1", "two", "1e3"])
def test_a_number_of_places_that_cannot_be_is_a_named_error(
    typed: str, officer: Visitor, themes: Themes, store: Database
):
    page = press(officer, themes, 422, places=typed)
    assert page.has("Enter a whole number") and page.field("places") == typed and page.field("title") == FORM["title"]
    with store.reading() as db:
        assert not db.scalar(select(func.count(Survey.id)).where(Survey.kind == "ranking"))


def test_five_places_are_offered_and_fewer_where_there_are_fewer(officer: Visitor, themes: Themes):
    assert [usual_places(n) for n in (2, 5, 9)] == [2, 5, 5]
    page = officer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert page.field("places") == "2"


def test_one_outcome_is_not_enough_to_rank(themes: Themes, sign_in):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    page = press(officer, themes, 422, places="1")
    assert page.has("“Put them in order” needs at least two outcomes")


def test_without_groups_there_is_nothing_to_weigh_by(officer: Visitor, themes: Themes, store: Database):
    with store.unit_of_work() as db:
        for group in db.scalars(select(StakeholderGroup)):
            group.retired_at = make.NOON
    assert press(officer, themes, 422).has("Add stakeholder groups first")


def test_a_draft_that_fell_behind_is_brought_up_to_date_and_keeps_its_items(
    officer: Visitor, themes: Themes, store: Database
):
    press(officer, themes)
    before = {item.label: item.id for item in ranking_of(store)[2]}
    first = outcomes_of(store)[0]
    officer.post(f"/office/outcomes/{first.id}", {**COMPANY, "ranked_as": "Company", "seen": str(first.row_version)})
    make_one(officer, themes.theme_ids[1], {**COMPANY, "sentence": "Hot meals", "ranked_as": "Hot meals"})
    address = f"/office/consultations/{themes.consultation_id}/outcomes"
    assert officer.get(address).has("The outcomes have changed since this draft was made")
    officer.post(f"{address}/ranking-survey/refresh")
    items = ranking_of(store)[2]
    assert [item.label for item in items] == ["Company", HARM, "Hot meals"]
    assert items[0].id == before["People eat in company"]
    assert not officer.get(address).has("The outcomes have changed")
    with store.reading() as db:
        linked = {one.item_id: one.outcome_id for one in db.scalars(select(OutcomeItem))}
    assert [linked[item.id] for item in items] == [outcome.id for outcome in outcomes_of(store)]


def test_what_people_were_asked_is_not_turned_round(officer: Visitor, themes: Themes, store: Database):
    press(officer, themes)
    with store.unit_of_work() as db:
        open_survey(db, db.scalars(select(Survey).where(Survey.kind == "ranking")).one(), closes_at=None, at=make.NOON)
    first = outcomes_of(store)[0]
    turned = {**COMPANY, "direction": "loss", "ranked_as": "Not alone", "seen": str(first.row_version)}
    assert officer.post(f"/office/outcomes/{first.id}", turned, status=422).has("People were asked about this as it is")
    reworded = {**COMPANY, "sentence": "New words", "ranked_as": "New", "seen": str(first.row_version)}
    officer.post(f"/office/outcomes/{first.id}", reworded)
    with store.reading() as db:
        assert db.get_one(Outcome, first.id).sentence == "New words"
    assert ranking_of(store)[2][0].label == "People eat in company"
