"""Answers that came twice: an officer sees what differs and says which count; weights and themes follow the choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from surveys.collection import HeldResponse, Response, ResponseGroup
from surveys.database import Database
from surveys.definition import Survey
from surveys.intake import Incoming, accept_response
from surveys.questionnaire import Questionnaire, find_version, read_version
from surveys.reading import iterate_open_answers
from surveys.receipts import ReceiptKeys
from tests import make
from tests.browser import Visitor

KEYS = ReceiptKeys((b"k" * 32,))


class Twice:
    """An open survey in which one person sent two different answers under one number."""

    def __init__(self, store: Database) -> None:
        self.store = store
        with store.unit_of_work() as db:
            within = make.consultation(db)
            self.carers = make.group(db, within, name="Carers").id
            self.neighbours = make.group(db, within, name="Neighbours", mark=2).id
            survey = make.survey(db, within)
            self.why = make.question(db, survey, text="What matters?").id
            self.more = make.question(db, survey, text="Anything else?").id
            groups = {"groups": [self.carers, self.neighbours]}
            self.who = make.question(db, survey, kind="groups", text="Who are you?", settings=groups).id
            make.opened(db, survey)
            self.consultation_id, self.survey_id = within.id, survey.id
        self.send({self.why: {"text": "Company"}, self.more: {"text": "Thank you"}, self.who: self.choice(self.carers)})

    @staticmethod
    def choice(group: int) -> dict[str, Any]:
        return {"groups": [str(group)]}

    def send(self, answers: dict[int, dict[str, Any]], **also: Any) -> None:
        with self.store.unit_of_work() as db:
            survey = db.get_one(Survey, self.survey_id)
            asked: Questionnaire = read_version(find_version(db, survey))
            accept_response(db, survey, asked, Incoming("a" * 64, answers, **also), keys=KEYS, at=make.NOON)

    def held(self) -> int:
        with self.store.reading() as db:
            return db.scalars(select(HeldResponse.id).where(HeldResponse.resolved_at.is_(None))).one()

    def counted(self, question: int) -> list[tuple[str, tuple[int, ...]]]:
        with self.store.reading() as db:
            return [(one.text, one.groups) for batch in iterate_open_answers(db, question) for one in batch]


@pytest.fixture
def twice(store: Database) -> Twice:
    return Twice(store)


@pytest.fixture
def owner(sign_in: Callable[..., Visitor], twice: Twice) -> Visitor:
    return sign_in("owner", twice.consultation_id)


def everything(twice: Twice) -> dict[int, dict[str, Any]]:
    return {twice.why: {"text": "A hot meal"}, twice.more: {"text": ""}, twice.who: twice.choice(twice.neighbours)}


def test_an_officer_reads_both_answers_and_only_what_differs(owner: Visitor, twice: Twice):
    twice.send(everything(twice))
    assert owner.get(f"/office/surveys/{twice.survey_id}").has("Read both and choose")
    page = owner.get(f"/office/surveys/{twice.survey_id}/held")
    assert page.has("Company") and page.has("A hot meal") and page.has("Neighbours")
    twice_alike = {twice.why: {"text": "Company"}}
    twice.send(twice_alike, states={twice.more: "not_asked", twice.who: "not_asked"})
    assert owner.get(f"/office/surveys/{twice.survey_id}/held").has("The answers say the same in the end")


def test_keeping_what_counts_changes_no_count_and_settles_it(owner: Visitor, twice: Twice):
    twice.send(everything(twice))
    page = owner.follow(owner.post(f"/office/held/{twice.held()}", {"count": "first"}))
    assert page.has("What counted goes on counting") and page.has("Nothing waits")
    assert twice.counted(twice.why) == [("Company", (twice.carers,))]


def test_counting_the_later_answers_puts_them_and_their_groups_in_the_place_of_the_first(owner: Visitor, twice: Twice):
    twice.send(everything(twice))
    owner.post(f"/office/held/{twice.held()}", {"count": "later"})
    assert twice.counted(twice.why) == [("A hot meal", (twice.neighbours,))]
    assert twice.counted(twice.more) == []
    with twice.store.reading() as db:
        assert len(db.scalars(select(Response)).all()) == 2  # nothing is thrown away
        assert len(db.scalars(select(ResponseGroup)).all()) == 2


def test_words_that_came_too_late_on_one_page_leave_the_other_answers_as_they_are(owner: Visitor, twice: Twice):
    states = {twice.more: "not_asked", twice.who: "not_asked"}
    twice.send({twice.why: {"text": "Company, and a hot meal"}}, states=states)
    owner.post(f"/office/held/{twice.held()}", {"count": "later"})
    assert twice.counted(twice.why) == [("Company, and a hot meal", (twice.carers,))]
    assert twice.counted(twice.more) == [("Thank you", (twice.carers,))]


def test_a_third_sending_takes_the_place_of_the_one_that_counts_by_then(owner: Visitor, twice: Twice):
    for words in ("A hot meal", "A lift there"):
        twice.send({twice.why: {"text": words}}, states={twice.more: "not_asked", twice.who: "not_asked"})
        owner.post(f"/office/held/{twice.held()}", {"count": "later"})
    assert twice.counted(twice.why) == [("A lift there", (twice.carers,))]


def test_what_a_colleague_settled_is_not_settled_twice(owner: Visitor, twice: Twice):
    twice.send(everything(twice))
    held = twice.held()
    owner.post(f"/office/held/{held}", {"count": "first"})
    page = owner.follow(owner.post(f"/office/held/{held}", {"count": "later"}))
    assert page.has("Somebody settled this already")
    assert twice.counted(twice.why) == [("Company", (twice.carers,))]


def test_later_answers_that_cannot_be_counted_are_refused_in_words_and_go_on_waiting(owner: Visitor, twice: Twice):
    twice.send({twice.why: {"text": ""}, twice.more: {"text": ""}, twice.who: twice.choice(twice.neighbours)})
    held = twice.held()
    page = owner.follow(owner.post(f"/office/held/{held}", {"count": "later"}))
    assert page.has("The later answers leave empty all that says") and not page.has("Nothing waits")
    assert twice.held() == held and twice.counted(twice.why) == [("Company", (twice.carers,))]
    assert owner.follow(owner.post(f"/office/held/{held}", {"count": "first"})).has("Nothing waits")
