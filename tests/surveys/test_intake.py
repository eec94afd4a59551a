"""The one door: a response enters once, whole, or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.collection import CHANNELS, Answer, HeldResponse, Response, ResponseGroup
from surveys.drafts import Draft
from surveys.errors import AnswerRejected, NothingAnswered, SurveyClosed
from surveys.intake import Incoming, accept_response, is_empty
from surveys.lifecycle import close_survey, open_survey
from surveys.questionnaire import Questionnaire, QuestionView, SectionView, find_version, read_version
from surveys.questions.base import BLANK, Checked
from surveys.questions.kinds import KINDS
from surveys.receipts import ReceiptKeys, instance_of
from tests import make

KEYS = ReceiptKeys((b"k" * 32,))


def opened(db: Session, **question):
    survey = make.survey(db, make.consultation(db))
    asked = make.question(db, survey, **question)
    open_survey(db, survey, closes_at=None, at=make.NOON)
    version = find_version(db, survey)
    return survey, asked, read_version(version)


def words(question, text: str, token: str = "a") -> Incoming:
    return Incoming(instance_of(token), {question.id: {"text": text}})


def test_the_same_response_sent_twice_is_stored_once_and_gets_the_same_receipt(db: Session):
    survey, asked, walk = opened(db)
    first = accept_response(db, survey, walk, words(asked, "A hot dinner"), keys=KEYS, at=make.NOON)
    again = accept_response(db, survey, walk, words(asked, "A hot dinner"), keys=KEYS, at=make.NOON)
    assert (again.reference, again.repeated) == (first.reference, True)
    assert db.scalar(select(func.count(Response.id))) == 1


def test_other_answers_under_the_same_id_are_held_and_overwrite_nothing(db: Session):
    survey, asked, walk = opened(db)
    accept_response(db, survey, walk, words(asked, "A hot dinner"), keys=KEYS, at=make.NOON)
    other = accept_response(db, survey, walk, words(asked, "Company"), keys=KEYS, at=make.NOON)
    assert other.held
    assert db.scalars(select(Answer.text)).all() == ["A hot dinner"]
    assert db.scalar(select(HeldResponse.payload)) == {"answers": {str(asked.id): {"text": "Company"}}}


def test_a_closed_survey_lets_no_web_response_in_but_keeps_what_it_has(db: Session):
    survey, asked, walk = opened(db)
    accept_response(db, survey, walk, words(asked, "Early"), keys=KEYS, at=make.NOON)
    close_survey(db, survey, at=make.NOON)
    with pytest.raises(SurveyClosed):
        accept_response(db, survey, walk, words(asked, "Late", "b"), keys=KEYS, at=make.NOON)
    again = accept_response(db, survey, walk, words(asked, "Early"), keys=KEYS, at=make.NOON)
    assert again.repeated


def test_accepting_deletes_the_draft_in_the_same_unit(db: Session):
    survey, asked, walk = opened(db)
    db.add(
        Draft(
            instance_id=instance_of("a"),
            survey_id=survey.id,
            version_id=walk.version_id,
            started_at=make.NOON,
            changed_at=make.NOON,
        )
    )
    db.flush()
    accept_response(db, survey, walk, words(asked, "Yes"), keys=KEYS, at=make.NOON)
    assert db.scalar(select(func.count(Draft.id))) == 0


def test_an_answer_that_does_not_fit_is_refused_by_question(db: Session):
    survey, asked, walk = opened(db, kind="choice", items=("Hot", "Cold"))
    with pytest.raises(AnswerRejected) as refused:
        bad = Incoming(instance_of("a"), {asked.id: {"items": ["999999"]}})
        accept_response(db, survey, walk, bad, keys=KEYS, at=make.NOON)
    assert list(refused.value.problems) == [asked.id]
    assert db.scalar(select(func.count(Response.id))) == 0


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("points", {"points": {"1": "60", "2": "30"}}),
        ("best_worst", {"best": ["1", "1", "1", "1"], "worst": ["1", "1", "1", "1"]}),
        ("pairs", {"pair": ["1", "1", "1", "1", "1", "1"]}),
    ],
)
def test_nothing_unfit_gets_past_the_door_whatever_the_kind_and_whoever_sends_it(db: Session, kind: str, raw: dict):
    survey, asked, walk = opened(db, kind=kind, items=("Hot", "Cold", "Company", "Choice"))
    named = {part: _by_id(value, asked.items) for part, value in raw.items()}
    with pytest.raises(AnswerRejected) as refused:
        sent = Incoming(instance_of("a"), {asked.id: named}, channel="import")
        accept_response(db, survey, walk, sent, keys=KEYS, at=make.NOON)
    assert list(refused.value.problems) == [asked.id]
    assert db.scalar(select(func.count(Response.id))) == 0


def _by_id(value: dict | list, items: list) -> dict | list:
    """Places in the officer's order, from 1, made the ids of the items there."""
    ids = {str(place): str(item.id) for place, item in enumerate(items, start=1)}
    return {ids[key]: word for key, word in value.items()} if isinstance(value, dict) else [ids[one] for one in value]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_response_in_which_nothing_is_answered_is_refused_whatever_the_channel(db: Session, channel: str):
    within = make.consultation(db)
    carers = make.group(db, within)
    survey = make.survey(db, within)
    asked = make.question(db, survey)
    who = make.question(db, survey, kind="groups", settings={"groups": [carers.id]})
    agreed = make.question(db, survey, kind="consent", text="You may quote me.")
    walk = make.opened(db, survey)
    about = {who.id: {"groups": [str(carers.id)]}, agreed.id: {"given": "yes"}}
    for empty in ({}, {asked.id: {"text": " \n"}}, about):
        with pytest.raises(NothingAnswered):
            make.response(db, survey, walk, empty, channel=channel, groups=(carers.id,))
    assert db.scalar(select(func.count(Response.id))) == 0
    make.response(db, survey, walk, {**about, asked.id: {"text": "Company"}}, channel=channel)
    assert db.scalar(select(func.count(Response.id))) == 1


def asking(*kinds: str) -> Questionnaire:
    questions = tuple(QuestionView(place, kind, "What?") for place, kind in enumerate(kinds))
    return Questionnaire(1, 1, 1, "open", "en", "Meals", "", 5, (SectionView(1, "", "", questions),))


@pytest.mark.pure
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_to_any_question_but_who_one_is_and_what_one_consents_to_is_something_to_send(kind: str):
    walk = asking(kind, "open_text")
    assert is_empty(walk, {0: Checked("answered"), 1: BLANK}) is (kind in ("groups", "consent"))


@pytest.mark.pure
def test_what_nobody_can_read_on_paper_counts_and_what_was_not_asked_does_not():
    assert not is_empty(asking("open_text"), {0: Checked("illegible")})
    assert is_empty(asking("open_text"), {0: Checked("not_asked")}) and is_empty(asking("open_text"), {})


@pytest.mark.pure
def test_a_survey_that_asks_only_who_people_are_is_answered_by_saying_so():
    assert not is_empty(asking("groups", "consent"), {0: Checked("answered"), 1: BLANK})
    assert is_empty(asking("groups", "consent"), {0: BLANK, 1: BLANK})


def test_other_answers_that_empty_every_question_are_held_and_never_refused(db: Session):
    survey, asked, walk = opened(db)
    accept_response(db, survey, walk, words(asked, "A hot dinner"), keys=KEYS, at=make.NOON)
    assert accept_response(db, survey, walk, words(asked, ""), keys=KEYS, at=make.NOON).held
    assert db.scalars(select(Answer.text)).all() == ["A hot dinner"]


def test_text_no_database_can_hold_is_kept_with_a_sign_in_its_place(db: Session):
    survey, asked, walk = opened(db)
    accept_response(db, survey, walk, words(asked, "a\x00b\ud800c <script> =1+1 \u202e"), keys=KEYS, at=make.NOON)
    db.expire_all()
    assert db.scalar(select(Answer.text)) == "a\ufffdb\ufffdc <script> =1+1 \u202e"


def test_groups_named_in_the_answers_are_stored_with_the_response(db: Session):
    within = make.consultation(db)
    carers = make.group(db, within, name="Carers")
    survey = make.survey(db, within)
    asked = make.question(db, survey, kind="groups", settings={"groups": [carers.id]})
    open_survey(db, survey, closes_at=None, at=make.NOON)
    walk = read_version(find_version(db, survey))
    answers = {asked.id: {"groups": [str(carers.id)]}}
    accept_response(db, survey, walk, Incoming(instance_of("a"), answers), keys=KEYS, at=make.NOON)
    assert db.scalars(select(ResponseGroup.group_id)).all() == [carers.id]
