"""The list of weights: questions asked in the same words are told apart, and what it says of them is what happened."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.weights.queries import list_weighed_questions
from surveys.database import Database
from surveys.definition import Item, Question, Survey
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said


def listing(asked: Asked) -> str:
    return f"/office/consultations/{asked.consultation_id}/weights"


def test_questions_in_the_same_words_are_told_apart_by_their_survey(asked: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        again = made.ask_again(db, asked, "rank")
        db.get_one(Survey, again.survey_id).title = "Once more, on paper"
        texts = [db.get_one(Question, one.question_id).text for one in (asked, again)]
        made.rank(db, asked, *[Said(["company", "hot_meal"], ["home"])] * 2)
        made.rank(db, again, *[Said(["company", "hot_meal"], ["home"])] * 2)
    assert len(set(texts)) == 1
    officer = sign_in("analyst", asked.consultation_id)
    for page, words in (
        (officer.get(listing(asked)), "{}: {}"),
        (officer.get(f"/office/consultations/{asked.consultation_id}"), "Weights: {}: {}"),
    ):
        links = {" ".join("".join(link.itertext()).split()) for link in page.all("a")}
        for title in ("What matters most", "Once more, on paper"):
            assert words.format(title, texts[0]) in links, (title, links)
    assert officer.get(f"/office/questions/{again.question_id}/weights").has("Once more, on paper")


def test_those_who_left_the_question_empty_are_not_among_those_who_answered_it(
    asked: Asked, weigh, sign_in, store: Database
):
    with store.unit_of_work() as db:
        made.rank(db, asked, *[Said(["company", "hot_meal"], ["home"])] * 12)
        made.store(db, asked, [(None, ["home"], {})] * 2)
    weigh(asked)
    officer = sign_in("analyst", asked.consultation_id)
    assert officer.get(listing(asked)).has("Answered by 12 people.")
    assert officer.get(f"/office/questions/{asked.question_id}/weights/detail").has("2 left the question empty")


def test_where_all_left_it_empty_nobody_has_answered_and_nothing_can_be_worked_out(
    asked: Asked, sign_in, store: Database
):
    with store.unit_of_work() as db:
        made.store(db, asked, [(None, ["home"], {})] * 3)
    page = sign_in("analyst", asked.consultation_id).get(listing(asked))
    assert page.has("Nobody has answered this question yet.") and not page.has("Work out the weights")


@pytest.mark.parametrize(("things", "seen"), [(9, 4), (5, 4), (4, 3), (3, 3)])
def test_the_size_of_the_sets_told_is_that_which_people_see(store: Database, things: int, seen: int):
    """Sets of four of four would be one set alone, so people see three at a time."""
    with store.unit_of_work() as db:
        asked = made.county(db, how="best_worst")
        items = db.scalars(select(Item).where(Item.question_id == asked.question_id).order_by(Item.id)).all()
        for item in items[things:]:
            item.retired_at = db.get_one(Survey, asked.survey_id).opened_at
    with store.reading() as db:
        found = list_weighed_questions(db, db.get_one(Consultation, asked.consultation_id).id)
    assert found[0].words.do.endswith(f"from sets of {seen}")
