"""The numbers of the whole chain, for one consultation or many, in a fixed handful of queries; it changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from consult.consultations.models import ConsultationSurvey
from consult.consultations.queries import list_tests_answered
from consult.groups.queries import count_groups
from consult.outcomes.models import Outcome
from consult.publishing.models import Publication
from consult.themes.models import Theme, ThemeBoard
from consult.weights.models import WeightRun
from surveys.collection import Response
from surveys.definition import Question, Survey
from surveys.questions.kinds import PREFERENCES
from surveys.reading import count_responses_of, count_states_of


@dataclass(frozen=True, slots=True)
class SurveyNumbers:
    """One survey of a consultation and how many people answered it."""

    id: int
    status: str
    is_ranking: bool
    answers: int
    newest: int  # id of the newest response, 0 when there is none
    title: str = ""


@dataclass(frozen=True, slots=True)
class QuestionNumbers:
    """One open question, or one that is weighed: how many themes it has, or when weights were worked out from it."""

    id: int
    text: str
    kind: str
    survey: SurveyNumbers
    answered: int = 0  # people who left it blank are not among them
    candidates: int = 0
    signed_off: int = 0
    weighed_at: datetime | None = None
    weighed_until: int = 0  # newest response the weights know of


@dataclass(frozen=True, slots=True)
class Numbers:
    """What there is at each step of one consultation."""

    groups: int
    tests: frozenset[str]
    surveys: tuple[SurveyNumbers, ...] = ()
    questions: tuple[QuestionNumbers, ...] = ()
    outcomes: int = 0
    waiting: int = 0  # signed-off themes that are no outcome yet
    edition: int | None = None
    published_at: datetime | None = None


def count_chain(db: Session, consultation_ids: Collection[int]) -> dict[int, Numbers]:
    """The numbers of several consultations; as many queries for fifty as for one."""
    groups, tests = count_groups(db, consultation_ids), list_tests_answered(db, consultation_ids)
    surveys = _surveys(db, consultation_ids)
    questions = _questions(db, {one.id: one for mine in surveys.values() for one in mine}, consultation_ids)
    outcomes, waiting = _outcomes(db, consultation_ids), _waiting(db, consultation_ids)
    editions = _editions(db, consultation_ids)
    return {
        one: Numbers(
            groups=groups[one],
            tests=tests[one],
            surveys=tuple(surveys.get(one, ())),
            questions=tuple(q for survey in surveys.get(one, ()) for q in questions.get(survey.id, ())),
            outcomes=outcomes.get(one, 0),
            waiting=waiting.get(one, 0),
            edition=editions.get(one, (None, None))[0],
            published_at=editions.get(one, (None, None))[1],
        )
        for one in consultation_ids
    }


def _surveys(db: Session, consultation_ids: Collection[int]) -> dict[int, list[SurveyNumbers]]:
    rows = db.execute(
        select(
            ConsultationSurvey.consultation_id,
            ConsultationSurvey.purpose,
            Survey.id,
            Survey.kind,
            Survey.status,
            Survey.title,
        )
        .join(Survey, Survey.id == ConsultationSurvey.survey_id)
        .where(ConsultationSurvey.consultation_id.in_(consultation_ids))
        .order_by(Survey.id)
    ).all()
    ids = [row.id for row in rows]
    answers = count_responses_of(db, ids)
    newest = db.execute(
        select(Response.survey_id, func.max(Response.id))
        .where(Response.survey_id.in_(ids), Response.is_test.is_(False))
        .group_by(Response.survey_id)
    )
    last: dict[int, int] = dict(newest.all())
    found: dict[int, list[SurveyNumbers]] = {}
    for row in rows:
        is_ranking = row.kind == "ranking" or row.purpose == "prioritise"
        numbers = SurveyNumbers(row.id, row.status, is_ranking, answers.get(row.id, 0), last.get(row.id, 0), row.title)
        found.setdefault(row.consultation_id, []).append(numbers)
    return found


def _questions(
    db: Session, surveys: dict[int, SurveyNumbers], consultation_ids: Collection[int]
) -> dict[int, list[QuestionNumbers]]:
    rows = db.execute(
        select(Question.id, Question.text, Question.kind, Question.survey_id)
        .where(
            Question.survey_id.in_(surveys),
            Question.kind.in_(("open_text", *PREFERENCES)),
            Question.retired_at.is_(None),
        )
        .order_by(Question.survey_id, Question.section_id, Question.position, Question.id)
    ).all()
    states = count_states_of(db, [row.id for row in rows])
    themes, weights = _themes(db, consultation_ids), _weights(db, consultation_ids)
    found: dict[int, list[QuestionNumbers]] = {}
    for row in rows:
        survey = surveys[row.survey_id]
        if (row.kind in PREFERENCES) != survey.is_ranking:
            continue  # a ranking, or its like, inside an open survey is no step of its own
        candidates, signed_off = (themes.get((row.id, state), 0) for state in ("candidate", "signed_off"))
        at, until = weights.get(row.id, (None, 0))
        answered = states.get(row.id, {}).get("answered", 0)
        numbers = QuestionNumbers(row.id, row.text, row.kind, survey, answered, candidates, signed_off, at, until)
        found.setdefault(row.survey_id, []).append(numbers)
    return found


def _themes(db: Session, consultation_ids: Collection[int]) -> dict[tuple[int, str], int]:
    rows = db.execute(
        select(ThemeBoard.question_id, Theme.status, func.count(Theme.id))
        .join(ThemeBoard, ThemeBoard.id == Theme.board_id)
        .where(Theme.consultation_id.in_(consultation_ids), Theme.kind == "theme")
        .group_by(ThemeBoard.question_id, Theme.status)
    )
    return {(question, status): n for question, status, n in rows}


def _weights(db: Session, consultation_ids: Collection[int]) -> dict[int, tuple[datetime, int]]:
    rows = db.execute(
        select(WeightRun.question_id, WeightRun.computed_at, WeightRun.last_response_id)
        .where(WeightRun.consultation_id.in_(consultation_ids))
        .order_by(WeightRun.id)
    )
    return {question: (at, last or 0) for question, at, last in rows}  # the newest run comes last and stays


def _outcomes(db: Session, consultation_ids: Collection[int]) -> dict[int, int]:
    rows = db.execute(
        select(Outcome.consultation_id, func.count(Outcome.id))
        .where(Outcome.consultation_id.in_(consultation_ids), Outcome.retired_at.is_(None))
        .group_by(Outcome.consultation_id)
    )
    return dict(rows.all())


def _waiting(db: Session, consultation_ids: Collection[int]) -> dict[int, int]:
    made = exists().where(Outcome.theme_id == Theme.id, Outcome.retired_at.is_(None))
    rows = db.execute(
        select(Theme.consultation_id, func.count(Theme.id))
        .where(Theme.consultation_id.in_(consultation_ids), Theme.kind == "theme", Theme.status == "signed_off", ~made)
        .group_by(Theme.consultation_id)
    )
    return dict(rows.all())


def _editions(db: Session, consultation_ids: Collection[int]) -> dict[int, tuple[int, datetime]]:
    rows = db.execute(
        select(Publication.consultation_id, Publication.number, Publication.published_at)
        .where(Publication.consultation_id.in_(consultation_ids), Publication.withdrawn_at.is_(None))
        .order_by(Publication.number)
    )
    return {one: (number, at) for one, number, at in rows}
