"""A questionnaire as a value: what a resident walks through, read from a frozen version or from the draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from surveys.definition import Question, Section, StakeholderGroup, Survey, SurveyVersion


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing to choose or rank. In a question about groups the id is the group's."""

    id: int
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as asked."""

    id: int
    kind: str
    text: str
    hint: str = ""
    required: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    items: tuple[ItemView, ...] = ()

    def item_ids(self) -> tuple[int, ...]:
        """The ids of its items, in the officer's order."""
        return tuple(item.id for item in self.items)

    def label_of(self, item_id: int) -> str:
        """The words of one item; raises KeyError when it is not in the question."""
        return next((item.label for item in self.items if item.id == item_id), None) or _missing(item_id)


@dataclass(frozen=True, slots=True)
class SectionView:
    """One page of the walk."""

    id: int
    title: str
    guidance: str
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire; `version_id` is None for a draft being previewed."""

    survey_id: int
    version_id: int | None
    number: int | None
    kind: str
    language: str
    title: str
    introduction: str
    minutes: int
    sections: tuple[SectionView, ...]

    def questions(self) -> Iterator[QuestionView]:
        """Every question in the order of the walk."""
        for section in self.sections:
            yield from section.questions

    def question(self, question_id: int) -> QuestionView | None:
        """One question by id, or None."""
        return next((question for question in self.questions() if question.id == question_id), None)


def _missing(item_id: int) -> str:
    raise KeyError(item_id)


def to_document(questionnaire: Questionnaire) -> dict[str, Any]:
    """The JSON document a version is frozen as."""
    return {
        "kind": questionnaire.kind,
        "language": questionnaire.language,
        "title": questionnaire.title,
        "introduction": questionnaire.introduction,
        "minutes": questionnaire.minutes,
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "guidance": section.guidance,
                "questions": [
                    {
                        "id": question.id,
                        "kind": question.kind,
                        "text": question.text,
                        "hint": question.hint,
                        "required": question.required,
                        "settings": question.settings,
                        "items": [{"id": item.id, "label": item.label, "hint": item.hint} for item in question.items],
                    }
                    for question in section.questions
                ],
            }
            for section in questionnaire.sections
        ],
    }


def hash_document(document: dict[str, Any]) -> str:
    """sha256 of the document in canonical form, the same on every database."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_version(version: SurveyVersion) -> Questionnaire:
    """The questionnaire a frozen version holds."""
    document = version.document
    return Questionnaire(
        survey_id=version.survey_id,
        version_id=version.id,
        number=version.number,
        kind=document["kind"],
        language=document["language"],
        title=document["title"],
        introduction=document["introduction"],
        minutes=document["minutes"],
        sections=tuple(
            SectionView(
                section["id"],
                section["title"],
                section["guidance"],
                tuple(_read_question(question) for question in section["questions"]),
            )
            for section in document["sections"]
        ),
    )


def _read_question(question: dict[str, Any]) -> QuestionView:
    return QuestionView(
        id=question["id"],
        kind=question["kind"],
        text=question["text"],
        hint=question["hint"],
        required=question["required"],
        settings=question["settings"],
        items=tuple(ItemView(item["id"], item["label"], item["hint"]) for item in question["items"]),
    )


def find_version(db: Session, survey: Survey) -> SurveyVersion | None:
    """The version residents get now, or None while nothing is published."""
    return db.scalar(
        select(SurveyVersion).where(
            SurveyVersion.survey_id == survey.id, SurveyVersion.number == survey.published_number
        )
    )


def build_draft(db: Session, survey: Survey) -> Questionnaire:
    """The questionnaire as the officer has it now, for preview and for freezing; three queries whatever its size."""
    sections = db.scalars(
        select(Section)
        .where(Section.survey_id == survey.id)
        .order_by(Section.position, Section.id)
        .options(selectinload(Section.questions).selectinload(Question.items))
        .execution_options(populate_existing=True)
    ).all()
    return Questionnaire(
        survey_id=survey.id,
        version_id=None,
        number=None,
        kind=survey.kind,
        language=survey.language,
        title=survey.title,
        introduction=survey.introduction,
        minutes=survey.minutes,
        sections=tuple(
            SectionView(
                section.id,
                section.title,
                section.guidance,
                tuple(_view(db, question) for question in section.questions if question.retired_at is None),
            )
            for section in sections
        ),
    )


def _view(db: Session, question: Question) -> QuestionView:
    if question.kind == "groups":
        items = _group_items(db, question.settings.get("groups", []))
    else:
        items = tuple(ItemView(item.id, item.label, item.hint) for item in question.items if item.retired_at is None)
    return QuestionView(
        id=question.id,
        kind=question.kind,
        text=question.text,
        hint=question.hint,
        required=question.required,
        settings=dict(question.settings),
        items=items,
    )


def _group_items(db: Session, group_ids: list[int]) -> tuple[ItemView, ...]:
    groups = db.scalars(
        select(StakeholderGroup)
        .where(StakeholderGroup.id.in_(group_ids), StakeholderGroup.retired_at.is_(None))
        .order_by(StakeholderGroup.position, StakeholderGroup.id)
    )
    return tuple(ItemView(group.id, group.name, group.description) for group in groups)
