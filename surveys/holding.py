"""Answers that came twice under one number: what differs, and an officer's choice which count; both stay on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.collection import HeldResponse, Response, ResponseGroup
from surveys.definition import StakeholderGroup, SurveyVersion
from surveys.errors import WrongState
from surveys.intake import Incoming, is_empty, store_response
from surveys.questionnaire import Questionnaire, QuestionView, read_version
from surveys.questions.base import Checked, Misfit
from surveys.questions.kinds import get_kind
from surveys.receipts import ReceiptKeys

EMPTIED = "The later answers leave empty all that says what the person thinks, so they cannot count."


@dataclass(frozen=True, slots=True)
class Difference:
    """One question answered in two ways, in words, a line each; no line is no answer."""

    question: QuestionView
    counted: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldView:
    """One held response beside the one that counts.

    `row`: where in which file it stands, if it came so; `groups`: the names of those it was put in and is put in there,
    if they are others.
    """

    id: int
    channel: str
    first_at: datetime
    later_at: datetime
    differences: tuple[Difference, ...]
    row: Mapping[str, Any]
    groups: tuple[tuple[str, ...], tuple[str, ...]] | None


def count_held(db: Session, survey_id: int) -> int:
    """How many held responses of a survey wait for an officer."""
    return db.scalar(select(func.count(HeldResponse.id)).where(*_waiting(survey_id))) or 0


def list_held(db: Session, survey_id: int, *, offset: int, limit: int) -> list[HeldView]:
    """Held responses that wait, the oldest first, each with what differs from the one that counts now."""
    waiting = db.scalars(
        select(HeldResponse).where(*_waiting(survey_id)).order_by(HeldResponse.id).offset(offset).limit(limit)
    ).all()
    versions = _versions(db, {one.version_id for one in waiting})
    return [_view(db, one, versions[one.version_id]) for one in waiting]


def keep_counted(db: Session, held: HeldResponse, *, at: datetime) -> None:
    """What counts now goes on counting; the held answers stay on record. Raises WrongState if this was settled."""
    _must_wait(held)
    _settle(held, at)
    db.flush()


def count_later(db: Session, held: HeldResponse, *, keys: ReceiptKeys, at: datetime) -> Response:
    """The held answers count from now on, the ones before stay on record; questions they do not touch keep theirs.

    Raises WrongState if this was settled before, if the answers no longer fit the version they were given to, or if
    they would leave nothing answered where something was.
    """
    _must_wait(held)
    counted = _counted(db, held)
    questionnaire = _versions(db, {held.version_id})[held.version_id]
    answers = {one.question_id: Checked(one.state, one.text, one.value) for one in counted.answers}
    try:
        later = _check(held, questionnaire)
    except Misfit as misfit:
        raise WrongState(f"These answers cannot be counted: {misfit.sentence}") from None
    was_empty = is_empty(questionnaire, answers)  # as a response may be that came before empty ones were refused
    if is_empty(questionnaire, answers | later) and not was_empty:
        raise WrongState(EMPTIED)
    asked_again = any(one.kind == "groups" and one.id in later for one in questionnaire.questions())
    groups = () if asked_again else tuple(held.payload.get("groups", ())) or _groups(db, counted.id)
    incoming = Incoming(
        instance_id=f"held-{held.id}",
        answers={},
        channel=held.channel,
        language=counted.language,
        is_test=counted.is_test,
        started_at=counted.started_at,
        import_id=counted.import_id,
        groups=groups,
    )
    stored = store_response(
        db, questionnaire, incoming, answers | later, held.content_hash, keys=keys, at=held.received_at, even_empty=True
    )
    stored.supersedes_id = counted.id
    _settle(held, at)  # last: what was refused goes on waiting
    db.flush()
    return stored


def _waiting(survey_id: int) -> tuple[Any, ...]:
    return HeldResponse.survey_id == survey_id, HeldResponse.resolved_at.is_(None)


def _must_wait(held: HeldResponse) -> None:
    if held.resolved_at is not None:
        raise WrongState("Somebody settled this already.")


def _settle(held: HeldResponse, at: datetime) -> None:
    """What it was called in a file may name a person, and nobody has to find the row again."""
    held.resolved_at = at
    if "row" in held.payload:
        held.payload = {**held.payload, "row": {**held.payload["row"], "number": ""}}


def _versions(db: Session, ids: set[int]) -> dict[int, Questionnaire]:
    found = db.scalars(select(SurveyVersion).where(SurveyVersion.id.in_(ids)))
    return {one.id: read_version(one) for one in found}


def _counted(db: Session, held: HeldResponse) -> Response:
    """The response under this number that counts now: the first, or the last that an officer put in its place."""
    found = db.scalars(select(Response).where(Response.instance_id == held.instance_id)).one()
    while (later := db.scalar(select(Response).where(Response.supersedes_id == found.id))) is not None:
        found = later
    return found


def _groups(db: Session, response_id: int) -> tuple[int, ...]:
    return tuple(db.scalars(select(ResponseGroup.group_id).where(ResponseGroup.response_id == response_id)))


def _check(held: HeldResponse, questionnaire: Questionnaire) -> dict[int, Checked]:
    """Only the questions that were sent: words typed too late on one page say nothing of the others."""
    sent: Mapping[str, Mapping[str, Any]] = held.payload["answers"]
    return {
        question.id: _check_one(question, sent[str(question.id)], held.instance_id)
        for question in questionnaire.questions()
        if str(question.id) in sent
    }


def _check_one(question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Checked:
    """Each held answer fitted when it came. Some came when declining won without a question about what was chosen."""
    return get_kind(question.kind).check(question, {**raw, "aside": "yes"}, instance_id)


def _view(db: Session, held: HeldResponse, questionnaire: Questionnaire) -> HeldView:
    counted = _counted(db, held)
    now = {one.question_id: Checked(one.state, one.text, one.value) for one in counted.answers}
    found = []
    for question in questionnaire.questions():
        raw = held.payload["answers"].get(str(question.id))
        if raw is None:
            continue
        before = _lines(question, now.get(question.id))
        after = _lines_of_raw(question, raw, held.instance_id)
        if before != after:
            found.append(Difference(question, before, after))
    row = held.payload.get("row", {})
    groups = _differing_groups(db, counted, held)
    return HeldView(held.id, held.channel, counted.received_at, held.received_at, tuple(found), row, groups)


def _differing_groups(
    db: Session, counted: Response, held: HeldResponse
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    before, after = set(_groups(db, counted.id)), set(held.payload.get("groups", ()))
    if not after or before == after:
        return None
    rows = db.execute(
        select(StakeholderGroup.id, StakeholderGroup.name)
        .where(StakeholderGroup.id.in_(before | after))
        .order_by(StakeholderGroup.position, StakeholderGroup.id)
    )
    names = {one: name for one, name in rows}
    named = [tuple(name for one, name in names.items() if one in some) for some in (before, after)]
    return named[0], named[1]


def _lines(question: QuestionView, checked: Checked | None) -> tuple[str, ...]:
    if checked is None or checked.state != "answered":
        return ()
    return tuple(get_kind(question.kind).summary(question, checked))


def _lines_of_raw(question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> tuple[str, ...]:
    try:
        return _lines(question, _check_one(question, raw, instance_id))
    except Misfit as misfit:
        return (*get_kind(question.kind).typed_words(question, raw), misfit.sentence)
