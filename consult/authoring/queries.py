"""What the survey builder shows: surveys of a consultation, one survey with its problems, and who may reach it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, ConsultationSurvey
from consult.groups.models import ConsultationGroup
from surveys.authoring import list_problems
from surveys.collection import HeldResponse, Response
from surveys.definition import Question, Section, StakeholderGroup, Survey, SurveyVersion
from surveys.holding import count_held
from surveys.questionnaire import Questionnaire, build_draft, find_version, hash_document, to_document
from surveys.reading import count_by_channel, count_responses_of


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One survey in the list."""

    survey: Survey
    responses: int


@dataclass(frozen=True, slots=True)
class SurveyView:
    """One survey in the builder. `changed`: the draft differs from what residents get now."""

    survey: Survey
    consultation: Consultation
    draft: Questionnaire
    removed: list[Question]  # taken out of the draft, the last first
    problems: list[str]
    version: SurveyVersion | None
    changed: bool
    responses: int
    tests: int
    held: int
    channels: dict[str, int]


def load_survey(db: Session, survey_id: int) -> tuple[Survey, int] | None:
    """A survey and its consultation's id."""
    row = db.execute(
        select(Survey, ConsultationSurvey.consultation_id)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .where(Survey.id == survey_id)
    ).first()
    return (row[0], row[1]) if row is not None else None


def load_section(db: Session, section_id: int) -> tuple[Section, int] | None:
    """A page of a survey and its consultation's id."""
    section = db.get(Section, section_id)
    found = load_survey(db, section.survey_id) if section is not None else None
    return (section, found[1]) if section is not None and found is not None else None


def load_question(db: Session, question_id: int) -> tuple[Question, int] | None:
    """A question still in its draft and its consultation's id."""
    found = load_any_question(db, question_id)
    return found if found is not None and found[0].retired_at is None else None


def load_any_question(db: Session, question_id: int) -> tuple[Question, int] | None:
    """A question, also one that was taken out of its draft, and its consultation's id."""
    question = db.get(Question, question_id)
    found = load_survey(db, question.survey_id) if question is not None else None
    return (question, found[1]) if question is not None and found is not None else None


def load_held(db: Session, held_id: int) -> tuple[HeldResponse, int] | None:
    """A response that came twice and its consultation's id."""
    held = db.get(HeldResponse, held_id)
    found = load_survey(db, held.survey_id) if held is not None else None
    return (held, found[1]) if held is not None and found is not None else None


def get_consultation(db: Session, survey_id: int) -> Consultation:
    """The consultation a survey belongs to; raises LookupError when it belongs to none."""
    found = db.scalar(
        select(Consultation)
        .join(ConsultationSurvey, ConsultationSurvey.consultation_id == Consultation.id)
        .where(ConsultationSurvey.survey_id == survey_id)
    )
    if found is None:
        raise LookupError(f"survey {survey_id} belongs to no consultation")
    return found


def list_surveys(db: Session, consultation_id: int) -> list[SurveyRow]:
    """Every survey of a consultation with the responses that count, in two queries."""
    surveys = list(
        db.scalars(
            select(Survey)
            .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
            .where(ConsultationSurvey.consultation_id == consultation_id)
            .order_by(Survey.id)
        )
    )
    counts = count_responses_of(db, [survey.id for survey in surveys])
    return [SurveyRow(survey, counts.get(survey.id, 0)) for survey in surveys]


def list_groups(db: Session, consultation_id: int) -> list[tuple[int, str]]:
    """The stakeholder groups of a consultation, in order."""
    rows = db.execute(
        select(StakeholderGroup.id, StakeholderGroup.name)
        .join(ConsultationGroup, ConsultationGroup.group_id == StakeholderGroup.id)
        .where(ConsultationGroup.consultation_id == consultation_id, StakeholderGroup.retired_at.is_(None))
        .order_by(StakeholderGroup.position, StakeholderGroup.id)
    )
    return [(one, name) for one, name in rows]


def show_survey(db: Session, survey: Survey) -> SurveyView:
    """Everything the builder's page needs."""
    draft = build_draft(db, survey)
    version = find_version(db, survey)
    counted = count_responses_of(db, [survey.id]).get(survey.id, 0)
    tests = db.scalar(select(func.count(Response.id)).where(Response.survey_id == survey.id, Response.is_test))
    return SurveyView(
        survey=survey,
        consultation=get_consultation(db, survey.id),
        draft=draft,
        removed=_removed(db, survey),
        problems=list_problems(draft),
        version=version,
        changed=version is not None and hash_document(to_document(draft)) != version.content_hash,
        responses=counted,
        tests=tests or 0,
        held=count_held(db, survey.id),
        channels=count_by_channel(db, survey.id),
    )


def _removed(db: Session, survey: Survey) -> list[Question]:
    query = select(Question).where(Question.survey_id == survey.id, Question.retired_at.is_not(None))
    return list(db.scalars(query.order_by(Question.retired_at.desc(), Question.id)))
