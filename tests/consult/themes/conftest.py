"""A board with answers on it, before and after a discovery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from consult.queue import start_run
from consult.worker import Worker
from surveys.database import Database
from tests import make

SAID = {
    "company": [
        "I would love some company at lunch",
        "Eating alone every day is lonely, company would help",
        "Somebody to sit and eat with me",
        "Company at the table, I miss company",
        "Sharing lunch with other people, the company matters",
        "Lunch with company instead of eating alone",
        "More company please, I eat alone",
        "The company at lunch club is what I miss",
    ],
    "hot": [
        "A hot dinner on a cold day",
        "Hot food, properly hot when it arrives",
        "The dinner arrives cold, I want it hot",
        "Hot meals not cold sandwiches",
        "A hot dinner every single day",
        "My dinner should be hot not lukewarm",
        "Hot dinners in winter",
        "Food that is still hot at my door",
    ],
    "parking": [
        "Parking outside the hall is terrible",
        "Cars parked across my drive on club days",
        "Nowhere to park near the hall",
        "Sort out the parking by the hall",
        "Parked cars block the road on Tuesdays",
        "The parking and the traffic on club days",
        "Parking, parking, parking",
        "Too many cars parked in our road",
    ],
    "nothing": ["n/a", "Nothing", "none", "no comment"],
}


@dataclass(frozen=True)
class Board:
    """Ids of a made board."""

    consultation_id: int
    survey_id: int
    question_id: int
    answer_ids: list[int]
    group_ids: list[int]


@pytest.fixture
def board(store: Database) -> Board:
    """An open question with 28 answers from two groups and no discovery yet."""
    with store.unit_of_work() as db:
        within = make.consultation(db)
        groups = [make.group(db, within, name="Carers"), make.group(db, within, name="Neighbours", mark=2)]
        survey = make.survey(db, within)
        asked = make.question(db, survey, text="What would help?")
        make.opened(db, survey)
        texts = [words for said in SAID.values() for words in said]
        answers = make.open_answers(db, survey, asked, texts, groups=groups)
        return Board(within.id, survey.id, asked.id, answers, [group.id for group in groups])


@pytest.fixture
def work_off(app: Flask, store: Database) -> Callable[[], int]:
    """Run a real worker until nothing waits."""
    return Worker(store, app.extensions["heed_settings"]).work_off


@pytest.fixture
def found(board: Board, store: Database, work_off: Callable[[], int]) -> Board:
    """The same board after a discovery."""
    with store.unit_of_work() as db:
        start_run(
            db,
            "themes.discover",
            consultation_id=board.consultation_id,
            subject_id=board.question_id,
            by=None,
            at=make.NOON,
        )
    assert work_off() == 1
    return board
