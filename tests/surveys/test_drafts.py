"""Unfinished answers are kept as typed, found again by token or by code, and never counted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.collection import Response
from surveys.drafts import (
    Draft,
    find_by_return_code,
    find_draft,
    give_return_code,
    keep_answers,
    open_draft,
    raw_answers,
)
from surveys.questionnaire import Questionnaire
from surveys.receipts import SIGNS, ReceiptKeys, instance_of
from tests import make

OLD, NEW = b"o" * 32, b"n" * 32
KEYS = ReceiptKeys((NEW,))


@pytest.fixture
def walk(db: Session) -> Questionnaire:
    survey = make.survey(db, make.consultation(db))
    make.question(db, survey)
    make.question(db, survey, text="Anything else?")
    return make.opened(db, survey)


def begin(db: Session, walk: Questionnaire) -> tuple[Draft, str]:
    return open_draft(db, survey_id=walk.survey_id, version_id=walk.version_id or 0, at=make.NOON)


def test_a_draft_is_found_by_its_token_and_holds_only_the_tokens_hash(db: Session, walk: Questionnaire):
    draft, token = begin(db, walk)
    assert len(bytes.fromhex(token)) == 16
    assert find_draft(db, instance_of(token)) is draft
    assert token not in [draft.instance_id, draft.return_code_hash, draft.sealed_token]


def test_two_drafts_never_share_a_token(db: Session, walk: Questionnaire):
    assert begin(db, walk)[1] != begin(db, walk)[1]


def test_answers_are_kept_as_typed_and_other_answers_stay(db: Session, walk: Questionnaire):
    first, second = (question.id for question in walk.questions())
    draft, _ = begin(db, walk)
    keep_answers(db, draft, {first: {"text": " <b>soup</b> \u202e"}}, reached=1, at=make.NOON)
    keep_answers(db, draft, {second: {"text": "more"}}, reached=2, at=make.NOON)
    keep_answers(db, draft, {first: {"text": "stew"}}, reached=1, at=make.NOON)
    db.expire_all()
    assert raw_answers(draft) == {first: {"text": "stew"}, second: {"text": "more"}}
    assert draft.furthest == 2


def test_a_draft_is_never_a_response(db: Session, walk: Questionnaire):
    draft, _ = begin(db, walk)
    keep_answers(db, draft, {1: {"text": "words"}}, reached=1, at=make.NOON)
    assert db.scalar(select(func.count(Response.id))) == 0


def test_a_return_code_leads_back_to_the_draft_and_its_token_however_it_is_written(db: Session, walk: Questionnaire):
    draft, token = begin(db, walk)
    begin(db, walk)
    code = give_return_code(db, draft, token, keys=KEYS)
    assert len(code.replace("-", "")) == 10 and set(code) <= set(SIGNS) | {"-"}
    spoken = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    for written in (code, code.replace("-", ""), spoken, f" {code} ", code.replace("-", "\u2013")):
        assert find_by_return_code(db, written, keys=KEYS) == (draft, token)


def test_the_code_is_the_same_each_time_and_stays_valid_when_the_key_changes(db: Session, walk: Questionnaire):
    draft, token = begin(db, walk)
    code = give_return_code(db, draft, token, keys=ReceiptKeys((OLD,)))
    both = ReceiptKeys((NEW, OLD))
    assert give_return_code(db, draft, token, keys=both) == code
    assert find_by_return_code(db, code, keys=both) == (draft, token)
    assert find_by_return_code(db, code, keys=ReceiptKeys((NEW,))) is None


def test_what_is_stored_gives_nobody_the_code_or_the_token(db: Session, walk: Questionnaire):
    draft, token = begin(db, walk)
    code = give_return_code(db, draft, token, keys=KEYS)
    row = " ".join(str(value) for value in db.execute(select(Draft.__table__)).one())
    assert code not in row and code.replace("-", "") not in row and token not in row


def test_a_code_nobody_was_given_leads_nowhere(db: Session, walk: Questionnaire):
    draft, token = begin(db, walk)
    code = give_return_code(db, draft, token, keys=KEYS)
    wrong = code[:-1] + SIGNS[(SIGNS.index(code[-1]) + 1) % 32]
    for guess in (wrong, "", "0000000000", "\x00\ud800", "q" * 5000):
        assert find_by_return_code(db, guess, keys=KEYS) is None
