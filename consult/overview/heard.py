"""People who answered each survey by group, beside the size of the group, in a fixed handful of queries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from analysis.representation import Presence, Share, compare_shares
from consult.consultations.models import ConsultationSurvey
from consult.groups.queries import GroupView, list_groups
from surveys.collection import Response, ResponseGroup
from surveys.definition import Survey
from surveys.reading import count_responses_of


@dataclass(frozen=True, slots=True)
class SurveyHeard:
    """One survey: everyone who answered, those who named no group, and each group with its count and balance."""

    title: str
    answers: int
    in_no_group: int
    groups: list[tuple[GroupView, int, Share]]


def list_heard(db: Session, consultation_id: int) -> list[SurveyHeard]:
    """Every survey of a consultation that somebody answered, oldest first; test responses never count."""
    surveys = db.execute(
        select(Survey.id, Survey.title)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .where(ConsultationSurvey.consultation_id == consultation_id)
        .order_by(Survey.id)
    ).all()
    answers = count_responses_of(db, [one.id for one in surveys])
    by_group, named = _count_groups(db, [one.id for one in surveys])
    groups = list_groups(db, consultation_id)
    return [
        SurveyHeard(
            title,
            answers[survey],
            answers[survey] - named.get(survey, 0),
            _balance(groups, by_group.get(survey, {})),
        )
        for survey, title in surveys
        if answers.get(survey)
    ]


def _balance(groups: list[GroupView], counts: dict[int, int]) -> list[tuple[GroupView, int, Share]]:
    present = [Presence(group.name, counts.get(group.id, 0), group.population) for group in groups]
    shares = compare_shares(present)
    return [(group, one.answered, share) for group, one, share in zip(groups, present, shares, strict=True)]


def _count_groups(db: Session, survey_ids: list[int]) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    """People by survey and group, and people who named any group at all."""
    later = aliased(Response)
    counted = (
        Response.survey_id.in_(survey_ids),
        Response.is_test.is_(False),
        ~exists().where(later.supersedes_id == Response.id),
    )
    joined = select(Response.survey_id).join(ResponseGroup, ResponseGroup.response_id == Response.id).where(*counted)
    rows = db.execute(
        joined.add_columns(ResponseGroup.group_id, func.count(Response.id)).group_by(
            Response.survey_id, ResponseGroup.group_id
        )
    )
    by_group: dict[int, dict[int, int]] = {}
    for survey, group, n in rows:
        by_group.setdefault(survey, {})[group] = n
    people = func.count(func.distinct(Response.id))
    named = db.execute(joined.add_columns(people).group_by(Response.survey_id))
    return by_group, {survey: n for survey, n in named}
