"""Counts, open answers, preferences and words beside them out of what people answered; test responses never count."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from surveys.collection import Answer, Response, ResponseGroup

BATCH = 1000
OTHER = "other"  # what a person chose who wrote something else
Columns = TypeVarTuple("Columns")
# Of the value of an answer that compares: what the person did, and what they wrote beside it.
STATE, REASON = Answer.value["state"].as_string(), Answer.value["reason"].as_string()


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """One open answer with the stakeholder groups of the person who gave it."""

    answer_id: int
    response_id: int
    text: str
    channel: str
    received_at: datetime
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GivenPreference:
    """One answer to a question of which weights are made: `value` in the shape of that kind in surveys/questions."""

    answer_id: int
    response_id: int
    channel: str
    started_at: datetime | None
    received_at: datetime
    value: dict[str, Any]
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GivenReason:
    """What somebody wrote beside a comparison; `state` is that of the answer's value, in surveys/questions."""

    answer_id: int
    response_id: int
    state: str
    words: str


def _counted(query: Select[*Columns]) -> Select[*Columns]:
    later = aliased(Response)
    return query.where(Response.is_test.is_(False), ~exists().where(later.supersedes_id == Response.id))


def count_responses(db: Session, survey_id: int) -> int:
    """How many people's responses count: no test responses, and of a changed one only the last."""
    return db.scalar(_counted(select(func.count(Response.id)).where(Response.survey_id == survey_id))) or 0


def count_responses_of(db: Session, survey_ids: list[int]) -> dict[int, int]:
    """The same for several surveys in one query."""
    rows = db.execute(
        _counted(
            select(Response.survey_id, func.count(Response.id)).where(Response.survey_id.in_(survey_ids))
        ).group_by(Response.survey_id)
    )
    return {key: n for key, n in rows}


def count_by_group(db: Session, survey_id: int) -> dict[int, int]:
    """People per stakeholder group; a person in two groups counts in both."""
    rows = db.execute(
        _counted(
            select(ResponseGroup.group_id, func.count(ResponseGroup.response_id))
            .join(Response, Response.id == ResponseGroup.response_id)
            .where(Response.survey_id == survey_id)
        ).group_by(ResponseGroup.group_id)
    )
    return {key: n for key, n in rows}


def count_by_channel(db: Session, survey_id: int) -> dict[str, int]:
    """Responses per channel."""
    rows = db.execute(
        _counted(select(Response.channel, func.count(Response.id)).where(Response.survey_id == survey_id)).group_by(
            Response.channel
        )
    )
    return {key: n for key, n in rows}


def count_states(db: Session, question_id: int) -> dict[str, int]:
    """Answers per state (answered, blank, not_asked, illegible) of one question."""
    rows = db.execute(
        _counted(
            select(Answer.state, func.count(Answer.id))
            .join(Response, Response.id == Answer.response_id)
            .where(Answer.question_id == question_id)
        ).group_by(Answer.state)
    )
    return {key: n for key, n in rows}


def count_states_of(db: Session, question_ids: list[int]) -> dict[int, dict[str, int]]:
    """The same for several questions in one query."""
    rows = db.execute(
        _counted(
            select(Answer.question_id, Answer.state, func.count(Answer.id))
            .join(Response, Response.id == Answer.response_id)
            .where(Answer.question_id.in_(question_ids))
        ).group_by(Answer.question_id, Answer.state)
    )
    found: dict[int, dict[str, int]] = {}
    for question, state, n in rows:
        found.setdefault(question, {})[state] = n
    return found


def count_answers_after(db: Session, question_id: int, answer_id: int) -> int:
    """How many answers to a question came after one, by id."""
    query = (
        select(func.count(Answer.id))
        .join(Response, Response.id == Answer.response_id)
        .where(Answer.question_id == question_id, Answer.state == "answered", Answer.id > answer_id)
    )
    return db.scalar(_counted(query)) or 0


def _groups_of(db: Session, response_ids: list[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    rows = db.execute(
        select(ResponseGroup.response_id, ResponseGroup.group_id)
        .where(ResponseGroup.response_id.in_(response_ids))
        .order_by(ResponseGroup.response_id, ResponseGroup.group_id)
    )
    for response, group in rows:
        found.setdefault(response, []).append(group)
    return {response: tuple(groups) for response, groups in found.items()}


def _batches(db: Session, question_id: int, size: int) -> Iterator[list[tuple[Any, tuple[int, ...]]]]:
    after = 0
    while True:
        rows = db.execute(
            _counted(
                select(
                    Answer.id.label("answer_id"),
                    Answer.text,
                    Answer.value,
                    Response.id.label("response_id"),
                    Response.channel,
                    Response.started_at,
                    Response.received_at,
                )
                .join(Response, Response.id == Answer.response_id)
                .where(Answer.question_id == question_id, Answer.state == "answered", Answer.id > after)
                .order_by(Answer.id)
                .limit(size)
            )
        ).all()
        if not rows:
            return
        groups = _groups_of(db, [row.response_id for row in rows])
        yield [(row, groups.get(row.response_id, ())) for row in rows]
        after = rows[-1].answer_id


def iterate_open_answers(db: Session, question_id: int, *, batch: int = BATCH) -> Iterator[list[OpenAnswer]]:
    """Every open answer of a question by id, a batch at a time."""
    for rows in _batches(db, question_id, batch):
        yield [
            OpenAnswer(row.answer_id, row.response_id, row.text or "", row.channel, row.received_at, groups)
            for row, groups in rows
        ]


def iterate_preferences(db: Session, question_id: int, *, batch: int = BATCH) -> Iterator[list[GivenPreference]]:
    """Every answer to a question of a kind in PREFERENCES by id, a batch at a time; those that compare nothing too.

    Whatever a person was asked in several tasks is one answer of one response, so an answer is a person.
    """
    for rows in _batches(db, question_id, batch):
        yield [
            GivenPreference(
                row.answer_id,
                row.response_id,
                row.channel,
                row.started_at,
                row.received_at,
                row.value or {},
                groups,
            )
            for row, groups in rows
        ]


def _reasons(query: Select[*Columns], question_id: int) -> Select[*Columns]:
    return _counted(
        query.join(Response, Response.id == Answer.response_id).where(
            Answer.question_id == question_id, Answer.state == "answered", REASON != ""
        )
    )


def count_reasons(db: Session, question_id: int) -> dict[str, int]:
    """How many people wrote something beside a comparison, by the state of the answer's value."""
    rows = db.execute(_reasons(select(STATE, func.count(Answer.id)), question_id).group_by(STATE))
    return {key: n for key, n in rows}


def list_reasons(
    db: Session,
    question_id: int,
    *,
    states: Collection[str] = (),
    but: Collection[str] = (),
    offset: int = 0,
    limit: int | None = None,
) -> list[GivenReason]:
    """What people wrote beside a comparison, the newest first: where it is said whose answers have one of these states
    alone, and `but` of those with none of those."""
    query = _reasons(select(Answer.id, Answer.response_id, STATE, REASON), question_id)
    query = query.where(STATE.in_(states)) if states else query
    query = query.where(STATE.not_in(but)) if but else query
    rows = db.execute(query.order_by(Answer.id.desc()).offset(offset).limit(limit))
    return [GivenReason(*row) for row in rows]


def find_choices(db: Session, question_id: int) -> dict[int, str]:
    """By response, what somebody chose where one choice is asked: the id of the item as text, or OTHER. Whoever chose
    several is not in it."""
    rows = db.execute(
        _counted(
            select(Answer.response_id, Answer.value)
            .join(Response, Response.id == Answer.response_id)
            .where(Answer.question_id == question_id, Answer.state == "answered")
        )
    )
    found = {}
    for response, value in rows:
        chosen = [str(item) for item in (value or {}).get("items") or []] + [OTHER] * bool((value or {}).get("other"))
        if len(chosen) == 1:
            found[response] = chosen[0]
    return found


def newest_response_id(db: Session, survey_id: int) -> int | None:
    """The id of the newest response that counts, by which weights know that they are stale."""
    return db.scalar(_counted(select(func.max(Response.id)).where(Response.survey_id == survey_id)))
