"""What a resident does with a survey: begin, keep, send, come back; it refuses nothing the floor below would take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from consult.respond.queries import RETURN_CODE, Landing, Walk, count_wrong_codes, find_problems, find_stored
from consult.web.limits import count_try, name_subject, take_turn
from surveys.drafts import Draft, find_by_return_code, give_return_code, keep_answers, open_draft
from surveys.errors import Refusal
from surveys.intake import Incoming, Receipt, accept_response
from surveys.questionnaire import SectionView
from surveys.questions.kinds import get_kind
from surveys.receipts import ReceiptKeys

Typed = Mapping[int, Mapping[str, Any]]
CODE_LETTERS = 10


class TooManyCodes(Refusal):
    """Too many wrong return codes came from one place within the hour."""


class UnknownCode(Refusal):
    """No unfinished answers have this return code."""


def start_walk(db: Session, landing: Landing, *, is_test: bool, answers: Typed | None = None, at: datetime) -> str:
    """Begin a set of answers and return the token that leads to them."""
    if landing.questionnaire is None or landing.questionnaire.version_id is None:
        raise ValueError("a survey that was never published takes no answers")
    _, token = open_draft(
        db,
        survey_id=landing.survey.id,
        version_id=landing.questionnaire.version_id,
        language=landing.questionnaire.language,
        is_test=is_test,
        answers=answers,
        at=at,
    )
    return token


def keep_section(db: Session, walk: Walk, typed: Typed, *, number: int, at: datetime) -> None:
    """Keep what was typed on one page, whether or not it can be sent as it is."""
    if walk.draft is not None:
        keep_answers(db, walk.draft, typed, reached=number, at=at)


def give_code(db: Session, walk: Walk, *, keys: ReceiptKeys) -> str:
    """The code to write down, the same each time it is asked for."""
    return give_return_code(db, _draft_of(walk), walk.token, keys=keys)


def send_answers(db: Session, walk: Walk, *, keys: ReceiptKeys, at: datetime) -> Receipt:
    """Hand a finished draft to the one door.

    Raises SurveyClosed, AnswerRejected or NothingAnswered, and then the draft stays.
    """
    draft = _draft_of(walk)
    incoming = Incoming(
        instance_id=draft.instance_id,
        answers=walk.answers(),
        channel=draft.channel,
        language=draft.language,
        is_test=draft.is_test,
        started_at=draft.started_at,
    )
    return accept_response(db, walk.survey, walk.asked, incoming, keys=keys, at=at)


def keep_late_words(
    db: Session, walk: Walk, section: SectionView, typed: Typed, *, keys: ReceiptKeys, at: datetime
) -> tuple[bool, dict[int, str]]:
    """One page's answers that came after the response was sent: (whether they differ, what stops their being kept).

    Answers that differ are held beside the response for an officer, under the same reference; nothing is overwritten.
    Those that do not fit are not held: the page shows them again, with what is wrong, until they do.
    """
    if walk.response is None:
        raise LookupError("nothing was sent yet")
    problems = find_problems(section, typed, walk.instance_id)
    if problems:
        return True, problems
    asked = {question.id: question for question in section.questions}
    checked = {
        key: get_kind(question.kind).check(question, typed.get(key, {}), walk.instance_id)
        for key, question in asked.items()
    }
    now = {key: (one.state, one.text, one.value) for key, one in checked.items()}
    if now == find_stored(walk.response, asked):
        return False, {}
    others = {one.id: "not_asked" for one in walk.asked.questions() if one.id not in asked}
    incoming = Incoming(walk.instance_id, typed, is_test=walk.response.is_test, states=others)
    accept_response(db, walk.survey, walk.asked, incoming, keys=keys, at=at)
    return True, {}


def come_back(db: Session, code: str, *, place: str, key: bytes, keys: ReceiptKeys, at: datetime) -> tuple[Draft, str]:
    """The draft that goes with a return code, and its token. Raises UnknownCode, or TooManyCodes after ten in an hour.

    `place` is where the question comes from; only its keyed hash is kept, with a count for each hour. A right code
    does not take away from the count, or whoever holds one could guess without end.
    """
    hour = int(at.timestamp()) // 3600
    subjects = [name_subject(key, f"return {one} {place}") for one in (hour, hour - 1)]
    # Tries sent all at once wait for each other here, so that none slips past the count.
    take_turn(db, RETURN_CODE, subjects[0], at=at)
    if count_wrong_codes(db, subjects) >= RETURN_CODE.tries:
        raise TooManyCodes("Too many codes were tried.")
    found = find_by_return_code(db, code, keys=keys)
    if found is None:
        count_try(db, RETURN_CODE, subjects[0], at=at)
        raise UnknownCode("No unfinished answers have this code.")
    return found


def until_next_try(at: datetime) -> timedelta:
    """How long the wrong codes of the last hour still count, at most."""
    return timedelta(hours=2) - timedelta(seconds=int(at.timestamp()) % 3600)


def _draft_of(walk: Walk) -> Draft:
    if walk.draft is None:
        raise LookupError("these answers are not in progress")
    return walk.draft
