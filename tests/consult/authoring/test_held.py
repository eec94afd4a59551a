"""Answers that came twice: an officer sees what differs and says which count; weights and themes follow the choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import ConsultationSurvey
from surveys.collection import Answer, HeldResponse, Response, ResponseGroup
from surveys.database import Database
from surveys.definition import Survey
from surveys.intake import Incoming, accept_response
from surveys.questionnaire import Questionnaire, find_version, read_version
from surveys.reading import iterate_open_answers
from surveys.receipts import ReceiptKeys
from tests import make
from tests.browser import Visitor
from tests.consult.respond.comparing import THINGS, open_weighing

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


@pytest.mark.parametrize("kind", ["rank", "points", "best_worst", "pairs"])
def test_answers_held_before_people_were_asked_which_counts_are_read_as_they_were_then(
    store: Database, sign_in: Callable[..., Visitor], kind: str
):
    survey = open_weighing(store, kind)
    first = str(survey.items[THINGS[0]])
    chosen = {
        "rank": {"places": [first]},
        "points": {"points": dict.fromkeys(map(str, survey.items.values()), "20")},
        "best_worst": {"best": [first], "worst": []},
        "pairs": {"pair": ["same"]},
    }[kind]
    with store.unit_of_work() as db:
        asked = read_version(find_version(db, db.get_one(Survey, survey.survey_id)))
        sent = {"answers": {survey.question: {"none": "none"}}, "instance_id": "a" * 64}
        accept_response(db, db.get_one(Survey, survey.survey_id), asked, Incoming(**sent), keys=KEYS, at=make.NOON)
        raw = {"none": "undecided", "reason": "My eyes are bad", **chosen}  # nothing says that they were told
        late = hold(db, survey.survey_id, asked.version_id, {str(survey.question): raw})
        consultation_id = db.scalars(select(ConsultationSurvey.consultation_id)).one()
    owner = sign_in("owner", consultation_id)
    assert owner.get(f"/office/surveys/{survey.survey_id}/held").has("I cannot decide: My eyes are bad")
    assert owner.follow(owner.post(f"/office/held/{late}", {"count": "later"})).has("Nothing waits")
    with store.reading() as db:
        *_, counted = db.scalars(select(Answer.value).where(Answer.question_id == survey.question).order_by(Answer.id))
    assert (counted["state"], counted["reason"]) == ("undecided", "My eyes are bad")


def hold(db: Session, survey_id: int, version_id: int | None, answers: dict[str, Any]) -> int:
    """Held answers as they are in the database, whoever wrote them there."""
    row = {"survey_id": survey_id, "version_id": version_id, "instance_id": "a" * 64, "content_hash": "f" * 64}
    late = HeldResponse(**row, channel="web", payload={"answers": answers}, received_at=make.NOON)
    db.add(late)
    db.flush()
    return late.id


def test_an_officer_reads_what_is_in_a_held_answer_that_no_longer_fits(owner: Visitor, twice: Twice):
    with twice.store.unit_of_work() as db:
        version_id = db.scalars(select(Response.version_id)).one()
        hold(db, twice.survey_id, version_id, {str(twice.who): {"groups": ["none", str(twice.neighbours)]}})
    page = owner.get(f"/office/surveys/{twice.survey_id}/held")
    assert page.has("Neighbours None of these Choose what describes you")


def test_later_answers_that_say_as_little_as_what_counts_take_its_place(owner: Visitor, twice: Twice):
    with twice.store.unit_of_work() as db:  # an empty response, from before such were refused
        for answer in db.scalars(select(Answer).where(Answer.text.is_not(None))):
            answer.state, answer.text = "blank", None
    states = {twice.why: "not_asked", twice.more: "not_asked"}
    twice.send({twice.who: twice.choice(twice.neighbours)}, states=states)
    assert owner.follow(owner.post(f"/office/held/{twice.held()}", {"count": "later"})).has("Nothing waits")
    with twice.store.reading() as db:
        groups = db.scalars(select(ResponseGroup.group_id).order_by(ResponseGroup.response_id)).all()
    assert groups == [twice.carers, twice.neighbours]
