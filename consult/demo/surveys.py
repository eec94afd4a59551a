"""The demonstration's surveys, built question by question from the story as an officer would build them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.consultations.models import ConsultationSurvey
from consult.demo.facts import QuestionFacts, SurveyFacts
from consult.demo.story import OPEN_SURVEY
from surveys.authoring import add_question, add_section, create_survey
from surveys.definition import Section, Survey
from surveys.lifecycle import open_survey
from surveys.questionnaire import Questionnaire, find_version, read_version


def build_open_survey(db: Session, consultation_id: int, groups: Mapping[str, int], *, at: datetime) -> Survey:
    """The open survey of the story as a draft of the consultation."""
    survey = create_survey(
        db, kind=OPEN_SURVEY.kind, title=OPEN_SURVEY.title, introduction=OPEN_SURVEY.introduction, at=at
    )
    survey.minutes = OPEN_SURVEY.minutes
    db.add(ConsultationSurvey(survey_id=survey.id, consultation_id=consultation_id, purpose="discover"))
    for place, facts in enumerate(OPEN_SURVEY.sections):
        section = survey.sections[0] if place == 0 else add_section(db, survey, title=facts.title, at=at)
        section.title, section.guidance = facts.title, facts.guidance
        for question in facts.questions:
            _add(db, section, question, groups, at=at)
    db.flush()
    return survey


def _add(db: Session, section: Section, facts: QuestionFacts, groups: Mapping[str, int], *, at: datetime) -> None:
    settings: dict[str, Any] = dict(facts.settings)
    if facts.kind == "groups":
        settings["groups"] = list(groups.values())
    add_question(
        db,
        section,
        kind=facts.kind,
        text=facts.text,
        hint=facts.hint,
        required=facts.required,
        settings=settings,
        items=[words for _, words in facts.options],
        at=at,
    )


def open_at(db: Session, survey: Survey, *, at: datetime) -> Questionnaire:
    """Publish and open a survey; returns the questionnaire residents got."""
    open_survey(db, survey, closes_at=None, at=at)
    version = find_version(db, survey)
    if version is None:
        raise LookupError("an open survey has a version")
    return read_version(version)


def question_ids(walk: Questionnaire, facts: SurveyFacts) -> dict[str, int]:
    """The id of each question by its key in the story."""
    asked = [question for section in facts.sections for question in section.questions]
    return {told.key: question.id for told, question in zip(asked, walk.questions(), strict=True)}


def item_ids(walk: Questionnaire, facts: SurveyFacts) -> dict[str, int]:
    """The id of each choice by its key in the story."""
    asked = [question for section in facts.sections for question in section.questions]
    return {
        key: item.id
        for told, question in zip(asked, walk.questions(), strict=True)
        if told.options
        for (key, _), item in zip(told.options, question.items, strict=True)
    }
