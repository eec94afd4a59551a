"""From outcomes to weights over the pages alone: an officer chooses how to ask, residents answer, it is weighed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.outcomes.asking import WAYS
from consult.outcomes.models import Outcome, OutcomeItem
from consult.worker import Worker
from surveys.database import Database
from surveys.definition import Question, Survey
from tests import make
from tests.browser import Page, Visitor
from tests.consult.outcomes.conftest import Themes, themes  # noqa: F401

PEOPLE = 24
WORDS = ("Company at lunch", "Hot meals", "A choice of times", "Quiet streets")


def options_of(page: Page, name: str) -> list[str]:
    """The values of the radios or of the list under a name, as the resident sees them."""
    radios = [str(one.get("value")) for one in page.all("input") if one.get("name") == name]
    lists = [one for one in page.all("select") if one.get("name") == name]
    return radios or [str(one.get("value")) for found in lists for one in found.iter("option") if one.get("value")]


def answer(page: Page, question: int, number: int, items: list[str]) -> dict[str, str]:
    """What this resident sends: two of three care for the items in their order, the third turns the first two round."""
    wanted = [items[1], items[0], *items[2:]] if number % 3 == 2 else items
    names = {str(one.get("name")) for tag in ("input", "select") for one in page.all(tag)}
    sent = {}
    for name in sorted(one for one in names if one.startswith(f"q{question}-")):
        _, part, *rest = name.split("-")
        offered = [one for one in wanted if one in options_of(page, name)]
        if part == "points":
            sent[name] = ("50", "30", "20", "")[wanted.index(rest[0])]
        elif part == "place":
            sent[name] = offered[int(rest[0]) - 1]
        elif part in ("best", "pair"):
            sent[name] = offered[0]
        elif part == "worst":
            sent[name] = offered[-1]
    return sent


@pytest.mark.parametrize("how", WAYS)
def test_from_the_outcomes_to_the_weights_over_the_pages_alone(
    how: str,
    themes: Themes,  # noqa: F811
    sign_in: Callable[..., Visitor],
    app: Flask,
    store: Database,
):
    with store.unit_of_work() as db:
        for place, words in enumerate(WORDS):
            db.add(
                Outcome(
                    consultation_id=themes.consultation_id,
                    sentence=words,
                    ranked_as=words,
                    position=place,
                    created_by=1,
                    created_at=make.NOON,
                )
            )
    owner = sign_in("owner", themes.consultation_id)
    outcomes = f"/office/consultations/{themes.consultation_id}/outcomes"
    owner.get(outcomes)
    made: dict[str, Any] = {"title": "What matters most", "how": how, "places": "3"}
    builder = owner.post(f"{outcomes}/ranking-survey", made).location or ""
    owner.get(builder)
    owner.post(f"{builder}/open")
    with store.reading() as db:
        survey = db.scalars(select(Survey).where(Survey.kind == "ranking")).one()
        question = db.scalars(select(Question).where(Question.survey_id == survey.id, Question.kind == how)).one()
        about = db.scalars(select(Question).where(Question.survey_id == survey.id, Question.kind == "groups")).one()
        items = [str(item) for item in db.scalars(select(OutcomeItem.item_id).order_by(OutcomeItem.item_id))]
    for number in range(PEOPLE):
        resident = Visitor(app)
        resident.get(f"/s/{survey.public_id}")
        began = resident.post(f"/s/{survey.public_id}").location or ""
        here = began.rsplit("/", 1)[0]
        page = resident.get(f"{here}/1")
        assert page.has(WAYS[how].question) and all(page.has(words) for words in WORDS)
        resident.post(f"{here}/1", answer(page, question.id, number, items))
        resident.get(f"{here}/2")
        resident.post(f"{here}/2", {f"q{about.id}": str(themes.group_ids[0])})
        check = resident.get(f"{here}/check")
        resident.post(f"{here}/check", {"seen": check.field("seen")})
    weights = f"/office/questions/{question.id}/weights"
    assert owner.get(weights).has(f"Answered by {PEOPLE} people")
    owner.post(f"{weights}/compute")
    assert Worker(store, app.extensions["heed_settings"]).work_off() == 1
    page = owner.get(weights)
    assert page.has("“Company at lunch” matters most") or page.has("Nearest to it is “Company at lunch”")
    assert page.has("from about 25 people") and not page.has(f"from {PEOPLE} people")
    table = next(one for one in page.all("table") if one.get("id") == "numbers")
    rows = [["".join(cell.itertext()).split()[0] for cell in row.findall("td")] for row in table.iter("tr")]
    shown = [int(row[0]) for row in rows if len(row) == 3][:4]
    assert sum(shown) in range(98, 103) and shown == sorted(shown, reverse=True)
    if how == "points":  # sixteen gave 50, 30, 20 and 0, eight 30, 50, 20 and 0
        assert shown == [43, 37, 20, 0]
    assert f"/items/{items[0]}/" in page.text
