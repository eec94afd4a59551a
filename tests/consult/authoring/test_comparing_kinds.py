"""Questions that weigh things up, in the builder: written, settings named when they do not fit, seen before, frozen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from surveys.database import Database
from surveys.definition import Question, Survey, SurveyVersion
from tests import make
from tests.browser import Visitor

MEALS = ("Company", "Hot meals", "Choice", "Someone who notices", "Less parking")


@pytest.fixture
def draft(store: Database) -> tuple[int, int, int]:
    """A survey with one empty page: ids of consultation, survey and page."""
    with store.unit_of_work() as db:
        within = make.consultation(db)
        survey = make.survey(db, within)
        return within.id, survey.id, survey.sections[0].id


def lines(labels: tuple[str, ...] = MEALS) -> dict[str, str]:
    return {f"item-{place}-label": label for place, label in enumerate(labels)}


def write(owner: Visitor, page: int, kind: str, status: int = 303, **fields: Any):
    given = {"text": "What matters to you?", "do": "save", **lines(fields.pop("labels", MEALS)), **fields}
    return owner.post(f"/office/sections/{page}/questions?kind={kind}", given, status=status)


def asked(store: Database) -> Question:
    with store.reading() as db:
        return db.scalars(select(Question)).one()


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("points", {"total": "10"}, {"total": 10}),
        ("points", {"total": ""}, {"total": None}),
        ("best_worst", {"size": "3", "tasks": "6"}, {"size": 3, "tasks": 6}),
        ("best_worst", {"size": "", "tasks": ""}, {"size": None, "tasks": None}),
        ("pairs", {"tasks": "5"}, {"tasks": 5}),
    ],
)
def test_an_officer_writes_sees_and_freezes_one(sign_in, draft, store: Database, kind: str, given: dict, kept: dict):
    within, survey, page = draft
    owner = sign_in("owner", within)
    assert owner.get(f"/office/sections/{page}/questions?kind={kind}").has("People see them in a random order")
    write(owner, page, kind, **given)
    question = asked(store)
    assert (question.kind, question.settings) == (kind, kept)
    again = owner.get(f"/office/questions/{question.id}")
    assert all(again.field(name) == value for name, value in given.items())
    preview = owner.get(f"/office/surveys/{survey}/preview/1")
    assert all(preview.has(label) for label in MEALS)
    owner.post(f"/office/surveys/{survey}/open")
    with store.reading() as db:
        (frozen,) = db.scalars(select(SurveyVersion.document)).one()["sections"][0]["questions"]
    assert (frozen["kind"], frozen["settings"], len(frozen["items"])) == (kind, kept, len(MEALS))


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("points", {"total": "9"}, "Enter a number from 10 to 1,000"),
        ("points", {"total": "1001"}, "Enter a number from 10 to 1,000"),
        ("points", {"total": "many"}, "Enter a whole number, such as 210"),
        ("best_worst", {"size": "2", "tasks": "5"}, "Enter a number from 3 to 6"),
        ("best_worst", {"size": "4", "tasks": "21"}, "Enter a number from 1 to 20"),
        ("pairs", {"tasks": "0"}, "Enter a number from 1 to 20"),
    ],
)
def test_a_setting_that_does_not_fit_is_named_and_shown_back(sign_in, draft, kind: str, given: dict, said: str):
    owner = sign_in("owner", draft[0])
    page = write(owner, draft[2], kind, 422, **given)
    assert page.has(said) and all(page.field(name) == value for name, value in given.items())
    assert page.field("item-1-label") == MEALS[1]


@pytest.mark.parametrize("kind", ["points", "best_worst", "pairs"])
def test_too_few_things_stop_it_from_being_saved_and_a_draft_from_being_opened(sign_in, draft, store, kind: str):
    owner = sign_in("owner", draft[0])
    page = write(owner, draft[2], kind, 422, labels=("Company",))
    assert re.search(r"Enter at least \d things to choose from", page.reading)
    with store.unit_of_work() as db:
        make.question(db, db.get_one(Survey, draft[1]), kind=kind, items=("Company",))
    assert owner.get(f"/office/surveys/{draft[1]}/preview/1").has("What matters most?")
    page = owner.post(f"/office/surveys/{draft[1]}/open", status=409)
    assert re.search(r"needs at least \d things to choose from", page.reading)


@pytest.mark.parametrize(("kind", "fields"), [("best_worst", {"size": "3", "tasks": "1"}), ("pairs", {"tasks": "2"})])
def test_sets_that_leave_things_out_stop_a_survey_from_being_opened(sign_in, draft, kind: str, fields: dict):
    owner = sign_in("owner", draft[0])
    write(owner, draft[2], kind, **fields)
    page = owner.post(f"/office/surveys/{draft[1]}/open", status=409)
    assert re.search(r"5 things to choose from, but each person sees only \d of them", page.reading)
