"""A consultation whose results are ready to go out."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from consult.consultations.actions import answer_test, close_consultation
from consult.consultations.models import Consultation
from consult.themes.actions_quotes import tick_quote
from consult.themes.models import Assignment, Theme
from surveys.database import Database
from tests import make
from tests.consult.weights.conftest import asked, database_url, ranked, template, templates, weigh, weighed  # noqa: F401
from tests.consult.weights.made import Asked


@pytest.fixture
def ready(weighed: Asked, store: Database) -> Asked:  # noqa: F811
    """Closed, weighed, considered, and one quote ticked for the theme of company."""
    with store.unit_of_work() as db:
        consultation = db.get_one(Consultation, weighed.consultation_id)
        officer = make.user(db, role="owner", consultation_id=consultation.id)
        close_consultation(db, consultation, at=make.NOON)
        answer_test(
            db, consultation, "consideration", met=True, answer="Read by all.", on=date(2026, 11, 22), by=officer.id
        )
        theme = db.get_one(Theme, weighed.themes["company"])
        tick_quote(db, theme, min(answers_of(db, theme.id)), by=officer.id, at=make.NOON)
    return weighed


def answers_of(db, theme_id: int) -> list[int]:
    """The answers that stand under a theme."""
    standing = select(Assignment.answer_id).where(Assignment.theme_id == theme_id, Assignment.ended_at.is_(None))
    return list(db.scalars(standing))
