"""The one door by which a response enters, from web, paper, session or file; a closed survey lets nothing through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveys.collection import Answer, HeldResponse, Response, ResponseGroup
from surveys.definition import Survey
from surveys.drafts import Draft
from surveys.errors import AnswerRejected, NothingAnswered, SurveyClosed
from surveys.lifecycle import takes_answers
from surveys.questionnaire import Questionnaire, QuestionView
from surveys.questions.base import Checked, Misfit
from surveys.questions.kinds import get_kind
from surveys.receipts import ReceiptKeys, find_reference, hash_code, make_reference
from surveys.text import storable_value


@dataclass(frozen=True, slots=True)
class Incoming:
    """A response at the door: raw answers by question id, as the form or the file had them."""

    instance_id: str
    answers: Mapping[int, Mapping[str, Any]]
    channel: str = "web"
    language: str = "en"
    is_test: bool = False
    started_at: datetime | None = None
    import_id: int | None = None
    states: Mapping[int, str] = field(default_factory=dict)  # question id -> not_asked or illegible (paper, files)
    groups: tuple[int, ...] = ()  # stakeholder groups known some other way than by an answer, as from a file's column
    row: Mapping[str, Any] = field(default_factory=dict)  # where in a file it stands: told while it is held, then gone


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person is given. `repeated`: the same was here before. `held`: other answers were here before."""

    reference: str
    response_id: int
    received_at: datetime
    repeated: bool = False
    held: bool = False


def check_answers(questionnaire: Questionnaire, incoming: Incoming) -> dict[int, Checked]:
    """Every question's answer in its stored shape; raises AnswerRejected naming each question that does not fit."""
    checked: dict[int, Checked] = {}
    problems: dict[int, str] = {}
    for question in questionnaire.questions():
        state = incoming.states.get(question.id)
        if state in ("not_asked", "illegible"):
            checked[question.id] = Checked(state)
            continue
        raw = storable_value(dict(incoming.answers.get(question.id, {})))
        try:
            checked[question.id] = get_kind(question.kind).check(question, raw, incoming.instance_id)
        except Misfit as misfit:
            problems[question.id] = misfit.sentence
    if problems:
        raise AnswerRejected(problems)
    return checked


def list_telling(questionnaire: Questionnaire) -> tuple[QuestionView, ...]:
    """The questions of which one at least has to be answered, or there is nothing to take in.

    Which groups a person is in, and what they consent to, is no opinion. Where a survey asks nothing else, that is
    what it is about, and it counts.
    """
    asked = tuple(questionnaire.questions())
    return tuple(one for one in asked if get_kind(one.kind).says_something) or asked


def says_nothing(questionnaire: Questionnaire, answered: Collection[int]) -> bool:
    """Whether nothing is said where these questions, by id, are answered: the one rule for every way in."""
    return not any(question.id in answered for question in list_telling(questionnaire))


def is_empty(questionnaire: Questionnaire, checked: Mapping[int, Checked]) -> bool:
    """Whether these answers say nothing.

    "None of these" and "cannot decide" are answers. So is what nobody can read on paper: a person wrote it. Groups
    known some other way, as from a file's column, are none.
    """
    answered = {key for key, one in checked.items() if one.state in ("answered", "illegible")}
    return says_nothing(questionnaire, answered)


def hash_answers(checked: Mapping[int, Checked], groups: Iterable[int] = ()) -> str:
    """sha256 of the answers in canonical form, worked out here and never by a database."""
    answers = {str(question): [one.state, one.text, one.value] for question, one in sorted(checked.items())}
    canonical = json.dumps(
        {"answers": answers, "groups": sorted(groups)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def accept_response(
    db: Session,
    survey: Survey,
    questionnaire: Questionnaire,
    incoming: Incoming,
    *,
    keys: ReceiptKeys,
    at: datetime,
) -> Receipt:
    """Take one response in, once.

    The same instance id with the same answers gets the same receipt again; with other answers both are kept,
    the later one held for an officer, even if it empties every question. The draft is deleted in the same commit.
    Raises SurveyClosed, AnswerRejected or NothingAnswered, and then nothing is stored and the draft stays. What came
    second is refused only by AnswerRejected, where it does not fit: whoever handed it in has to give it back.
    """
    checked = check_answers(questionnaire, incoming)
    content_hash = hash_answers(checked, incoming.groups)
    known = _find(db, incoming.instance_id)
    if known is None:
        if not incoming.is_test and not takes_answers(survey, incoming.channel, at=at):
            raise SurveyClosed(survey.closed_at or survey.closes_at)
        try:
            stored = store_response(db, questionnaire, incoming, checked, content_hash, keys=keys, at=at)
            return Receipt(make_reference(incoming.instance_id, keys.keys[0]), stored.id, at)
        except IntegrityError:
            known = _find(db, incoming.instance_id)  # somebody sent the same instance id at the same moment
            if known is None:
                raise
    return _meet(db, known, questionnaire, incoming, content_hash, keys, at)


def _find(db: Session, instance_id: str) -> Response | None:
    return db.scalar(select(Response).where(Response.instance_id == instance_id))


def store_response(
    db: Session,
    questionnaire: Questionnaire,
    incoming: Incoming,
    checked: Mapping[int, Checked],
    content_hash: str,
    *,
    keys: ReceiptKeys,
    at: datetime,
    even_empty: bool = False,
) -> Response:
    """Write checked answers with their groups, and delete the draft.

    Raises NothingAnswered where they say nothing, but for `even_empty`, and IntegrityError for a known instance id.
    """
    if questionnaire.version_id is None:
        raise ValueError("a draft questionnaire takes no responses")
    if not even_empty and is_empty(questionnaire, checked):
        raise NothingAnswered
    reference = make_reference(incoming.instance_id, keys.keys[0])
    response = Response(
        survey_id=questionnaire.survey_id,
        version_id=questionnaire.version_id,
        instance_id=incoming.instance_id,
        content_hash=content_hash,
        reference_hash=hash_code(reference, keys.keys[0]),
        channel=incoming.channel,
        language=incoming.language,
        is_test=incoming.is_test,
        started_at=incoming.started_at,
        received_at=at,
        import_id=incoming.import_id,
    )
    response.answers = [
        Answer(question_id=question, state=one.state, text=one.text, value=one.value)
        for question, one in checked.items()
    ]
    groups = sorted({group for one in checked.values() for group in one.groups} | set(incoming.groups))
    with db.begin_nested():
        db.add(response)
        db.flush()
        db.add_all(ResponseGroup(response_id=response.id, group_id=group) for group in groups)
        db.flush()
    db.execute(delete(Draft).where(Draft.instance_id == incoming.instance_id))
    return response


def _meet(
    db: Session,
    known: Response,
    questionnaire: Questionnaire,
    incoming: Incoming,
    content_hash: str,
    keys: ReceiptKeys,
    at: datetime,
) -> Receipt:
    reference = find_reference(known.instance_id, known.reference_hash, keys) or ""
    db.execute(delete(Draft).where(Draft.instance_id == incoming.instance_id))
    if known.content_hash == content_hash:
        return Receipt(reference, known.id, known.received_at, repeated=True)
    already = db.scalar(
        select(HeldResponse.id).where(
            HeldResponse.instance_id == incoming.instance_id, HeldResponse.content_hash == content_hash
        )
    )
    if already is None:
        held = HeldResponse(
            survey_id=questionnaire.survey_id,
            version_id=questionnaire.version_id or known.version_id,
            instance_id=incoming.instance_id,
            content_hash=content_hash,
            channel=incoming.channel,
            payload=_payload(incoming),
            received_at=at,
        )
        try:
            with db.begin_nested():
                db.add(held)  # inside: what waits when a savepoint begins is stored before it, and fails with the unit
                db.flush()
        except IntegrityError:
            pass  # the same other answers came twice at once; one copy is enough
    return Receipt(reference, known.id, known.received_at, held=True)


def _payload(incoming: Incoming) -> dict[str, Any]:
    answers = {str(key): dict(raw) for key, raw in incoming.answers.items()}
    if not incoming.row:
        return {"answers": answers}
    return {"answers": answers, "row": storable_value(dict(incoming.row)), "groups": list(incoming.groups)}
