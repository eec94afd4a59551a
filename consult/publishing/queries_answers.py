"""What is asked of the answers under themes that are published: how many count, who read them, which are quoted. All
numbers are exact; they leave protected only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from analysis.disclosure_tables import THRESHOLD
from analysis.personal_data import Found
from consult.publishing.queries import may_be_quoted
from consult.themes.models import Assignment, QuoteTick
from consult.themes.queries import placed_one_by_one
from consult.themes.queries_personal import find_spans_decided
from surveys.collection import Answer, Response, ResponseGroup


def _standing(theme_ids: Sequence[int], *columns: Any) -> Any:
    """Answers under themes that count: of people, not of officers trying out, and of a changed answer only the last."""
    later = aliased(Response)
    return (
        select(*columns)
        .select_from(Assignment)
        .join(Answer, Answer.id == Assignment.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(
            Assignment.theme_id.in_(theme_ids),
            Assignment.ended_at.is_(None),
            Response.is_test.is_(False),
            ~exists().where(later.supersedes_id == Response.id),
        )
    )


def count_answers(db: Session, theme_ids: Sequence[int]) -> dict[int, int]:
    """How many answers count under each theme."""
    query = _standing(theme_ids, Assignment.theme_id, func.count(Answer.id)).group_by(Assignment.theme_id)
    return {theme: n for theme, n in db.execute(query)}


def count_answers_by_group(db: Session, theme_ids: Sequence[int]) -> dict[int, Mapping[int, int]]:
    """The same by stakeholder group: theme -> group -> answers."""
    query = (
        _standing(theme_ids, Assignment.theme_id, ResponseGroup.group_id, func.count(Answer.id))
        .join(ResponseGroup, ResponseGroup.response_id == Response.id)
        .group_by(Assignment.theme_id, ResponseGroup.group_id)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for theme, group, n in db.execute(query):
        found[theme][group] = n
    return dict(found)


def count_distinct(db: Session, theme_ids: Sequence[int]) -> int:
    """How many answers are under any of these themes, each counted once."""
    return db.scalar(_standing(theme_ids, func.count(func.distinct(Answer.id)))) or 0


def find_percent_by_person(db: Session, theme_ids: Sequence[int]) -> int | None:
    """What share of the answers under these themes a person read and put there; None where they are few."""
    placed = count_distinct(db, theme_ids)
    by_person = _standing(theme_ids, func.count(func.distinct(Answer.id))).where(placed_one_by_one())
    return round(100 * (db.scalar(by_person) or 0) / placed) if placed >= THRESHOLD else None


def list_ticked(db: Session, theme_ids: Sequence[int]) -> dict[int, list[int]]:
    """The answers ticked for quoting under each theme, of people who agreed to it, in the order of the ticks."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = db.execute(
        select(QuoteTick.theme_id, QuoteTick.answer_id)
        .join(Answer, Answer.id == QuoteTick.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(QuoteTick.theme_id.in_(theme_ids), may_be_quoted())
        .order_by(QuoteTick.theme_id, QuoteTick.id)
    )
    for theme, answer in rows:
        found[theme].append(answer)
    return dict(found)


def find_hidden_by_decision(db: Session, answer_ids: Sequence[int]) -> dict[int, list[Found]]:
    """What to hide in those of these answers an officer decided about."""
    rows = db.execute(select(Answer.id, Answer.text).where(Answer.id.in_(answer_ids)))
    return find_spans_decided(db, {answer: text for answer, text in rows})
