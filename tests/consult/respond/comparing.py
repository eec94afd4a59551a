"""A survey with one question that weighs things up and one page about the person, for the tests of such questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from surveys.database import Database
from surveys.definition import Section
from surveys.lifecycle import open_survey
from tests import make

THINGS = (
    "Company at lunchtime",
    "A hot meal every day",
    "Choice of meal time",
    "Someone who notices if I am unwell",
    "Less parking outside <my> house & home",
)


@dataclass(frozen=True)
class Weighing:
    """An open survey: the question alone on its page, then the groups."""

    public_id: str
    survey_id: int
    question: int
    items: dict[str, int]  # by label, in the officer's order

    @property
    def address(self) -> str:
        """Where it starts."""
        return f"/s/{self.public_id}"


def open_weighing(store: Database, kind: str, *, things: tuple[str, ...] = THINGS, **values: Any) -> Weighing:
    """Make the survey and open it; `values` are those of the question."""
    with store.unit_of_work() as db:
        within = make.consultation(db)
        carers = make.group(db, within, name="Family carers", mark=1)
        survey = make.survey(db, within, kind="ranking", introduction="Tell us about meals.")
        survey.sections[0].title = ""
        asked = make.question(db, survey, kind=kind, text="What matters to you at lunchtime?", items=things, **values)
        asked.items[0].hint = "Somebody to eat with"
        survey.sections.append(Section(position=2, title="About you"))
        db.flush()
        make.question(db, survey, kind="groups", text="Which describes you?", settings={"groups": [carers.id]})
        open_survey(db, survey, closes_at=None, at=make.NOON)
        return Weighing(survey.public_id, survey.id, asked.id, {item.label: item.id for item in asked.items})
