"""Signed-off themes that wait to become outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from consult.themes.actions import open_board
from surveys.database import Database
from tests import make
from tests.consult.weights.made import signed_off


@dataclass(frozen=True)
class Themes:
    """Ids of a made consultation with three signed-off themes and two groups."""

    consultation_id: int
    theme_ids: list[int]
    group_ids: list[int]


@pytest.fixture
def themes(store: Database) -> Themes:
    """Company, hot meals and parking, each with some answers."""
    with store.unit_of_work() as db:
        within = make.consultation(db)
        groups = [make.group(db, within, name=name, mark=mark) for mark, name in enumerate(("Carers", "At home"), 1)]
        officer = make.user(db, role="owner", consultation_id=within.id)
        survey = make.survey(db, within)
        question = make.question(db, survey)
        make.opened(db, survey)
        board = open_board(db, within.id, question.id)
        made = []
        for position, label in enumerate(("company at lunch", "hot meals", "parking by the hall"), start=1):
            answers = make.open_answers(db, survey, question, [f"{label} {n}" for n in range(3 * position)])
            made.append(signed_off(db, within, board.id, label, answers, position, officer.id).id)
        return Themes(within.id, made, [group.id for group in groups])
