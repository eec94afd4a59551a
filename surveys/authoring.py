"""Add, move, reword and retire parts of a questionnaire, and freeze a version; a published version never changes."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.definition import Item, Question, Section, Survey, SurveyVersion
from surveys.errors import SurveyNotReady, WrongState
from surveys.questionnaire import Questionnaire, build_draft, find_version, hash_document, to_document
from surveys.questions.kinds import get_kind

# Base 32 without look-alikes; eight of them name a survey in an address people may type.
_NAME_SIGNS = "abcdefghjkmnpqrstvwxyz23456789"


def new_public_id() -> str:
    """A short name for an address: not secret, easy to read out."""
    return "".join(secrets.choice(_NAME_SIGNS) for _ in range(8))


def create_survey(db: Session, *, kind: str, title: str, introduction: str = "", at: datetime) -> Survey:
    """A draft survey with one empty page."""
    survey = Survey(
        public_id=new_public_id(),
        kind=kind,
        title=title,
        introduction=introduction,
        created_at=at,
        changed_at=at,
    )
    survey.sections.append(Section(position=1, title=""))
    db.add(survey)
    db.flush()
    return survey


def _must_be_editable(survey: Survey) -> None:
    if survey.status == "archived":
        raise WrongState("This survey is archived and cannot be changed.")


def add_section(db: Session, survey: Survey, *, title: str, guidance: str = "", at: datetime) -> Section:
    """A new page at the end."""
    _must_be_editable(survey)
    last = db.scalar(select(func.max(Section.position)).where(Section.survey_id == survey.id)) or 0
    section = Section(survey=survey, position=last + 1, title=title, guidance=guidance)
    db.add(section)
    survey.changed_at = at
    db.flush()
    return section


def remove_section(db: Session, section: Section, *, at: datetime) -> None:
    """Remove a page that holds no question."""
    _must_be_editable(section.survey)
    if any(question.retired_at is None for question in section.questions):
        raise WrongState("Move or remove the questions on this page first.")
    if len(section.survey.sections) == 1 or any(was_published(db, question) for question in section.questions):
        raise WrongState("This page has to stay: it holds questions that were asked, or it is the only one.")
    for question in list(section.questions):
        for item in list(question.items):
            db.delete(item)
        db.delete(question)
    section.survey.changed_at = at
    section.survey.sections.remove(section)
    db.delete(section)
    db.flush()


def add_question(
    db: Session,
    section: Section,
    *,
    kind: str,
    text: str,
    hint: str = "",
    required: bool = False,
    settings: dict[str, Any] | None = None,
    items: list[str] | None = None,
    at: datetime,
) -> Question:
    """A new question at the end of a page; `settings` are laid over what its kind starts with."""
    _must_be_editable(section.survey)
    defaults = get_kind(kind).default_settings
    question = Question(
        survey_id=section.survey_id,
        section=section,
        position=max((one.position for one in section.questions), default=0) + 1,
        kind=kind,
        text=text,
        hint=hint,
        required=required,
        settings={**defaults, **(settings or {})},
    )
    question.items = [Item(position=place, label=label) for place, label in enumerate(items or [], start=1)]
    db.add(question)
    section.survey.changed_at = at
    db.flush()
    return question


def reword_question(
    db: Session,
    question: Question,
    *,
    text: str,
    hint: str,
    required: bool,
    settings: dict[str, Any],
    at: datetime,
) -> Question:
    """Change the words and settings of the draft; versions already published keep theirs."""
    _must_be_editable(question.section.survey)
    question.text, question.hint, question.required = text, hint, required
    question.settings = {**question.settings, **settings}
    question.section.survey.changed_at = at
    db.flush()
    return question


def set_items(db: Session, question: Question, labels: list[tuple[int | None, str, str]], *, at: datetime) -> Question:
    """Make the items (id or None for new, label, hint), in this order; those left out are retired, not deleted."""
    _must_be_editable(question.section.survey)
    known = {item.id: item for item in question.items}
    kept: set[int] = set()
    for place, (item_id, label, hint) in enumerate(labels, start=1):
        item = known.get(item_id) if item_id is not None else None
        if item is None:
            item = Item(label=label, hint=hint, position=place)
            question.items.append(item)
        else:
            kept.add(item.id)
            item.label, item.hint, item.position, item.retired_at = label, hint, place, None
    for item_id, item in known.items():
        if item_id not in kept and item.retired_at is None:
            item.retired_at = at
    question.section.survey.changed_at = at
    db.flush()
    return question


def retire_question(db: Session, question: Question, *, at: datetime) -> None:
    """Take a question out of the draft. Its words are kept, so that it can be put back."""
    _must_be_editable(question.section.survey)
    question.section.survey.changed_at = at
    question.retired_at = at
    db.flush()


def restore_question(db: Session, question: Question, *, at: datetime) -> None:
    """Put a question that was taken out back at the end of its page; one that is in stays where it is."""
    _must_be_editable(question.section.survey)
    if question.retired_at is not None:
        question.section.survey.changed_at = at
        question.position = 1 + max(one.position for one in question.section.questions)
        question.retired_at = None
    db.flush()


def was_published(db: Session, question: Question) -> bool:
    """Whether any frozen version holds the question."""
    documents = db.scalars(select(SurveyVersion.document).where(SurveyVersion.survey_id == question.survey_id))
    return any(
        one["id"] == question.id
        for document in documents
        for section in document["sections"]
        for one in section["questions"]
    )


def move_question(db: Session, question: Question, *, up: bool, at: datetime) -> None:
    """Swap a question with its neighbour; past the edge of its page it goes to the next page over."""
    survey = question.section.survey
    _must_be_editable(survey)
    pages = sorted(survey.sections, key=lambda section: section.position)
    here = pages.index(question.section)
    live = [one for one in question.section.questions if one.retired_at is None]
    place = live.index(question) + (-1 if up else 1)
    if 0 <= place < len(live):
        live[place].position, question.position = question.position, live[place].position
    elif 0 <= here + (-1 if up else 1) < len(pages):
        target = pages[here + (-1 if up else 1)]
        positions = [one.position for one in target.questions]
        question.section.questions.remove(question)
        question.position = max(positions, default=0) + 1 if up else min(positions, default=1) - 1
        target.questions.append(question)
    survey.changed_at = at
    db.flush()
    for page in pages:
        db.expire(page, ["questions"])


def move_section(db: Session, section: Section, *, up: bool, at: datetime) -> None:
    """Swap a page with its neighbour."""
    survey = section.survey
    _must_be_editable(survey)
    pages = sorted(survey.sections, key=lambda one: one.position)
    place = pages.index(section) + (-1 if up else 1)
    if 0 <= place < len(pages):
        pages[place].position, section.position = section.position, pages[place].position
    survey.changed_at = at
    db.flush()
    db.expire(survey, ["sections"])


def list_problems(questionnaire: Questionnaire) -> list[str]:
    """What stops a questionnaire from being published, one sentence each."""
    problems = [] if questionnaire.title.strip() else ["The survey has no title yet."]
    questions = list(questionnaire.questions())
    if not questions:
        problems.append("The survey has no questions yet.")
    for question in questions:
        problems += get_kind(question.kind).problems(question)
    for section in questionnaire.sections:
        if not section.questions and len(questionnaire.sections) > 1:
            problems.append(f"The page “{section.title or 'without a title'}” has no questions.")
    if sum(question.kind == "groups" for question in questions) > 1:
        problems.append("The survey asks about stakeholder groups twice. Keep one of the two.")
    return problems


def publish_version(db: Session, survey: Survey, *, at: datetime) -> SurveyVersion:
    """Freeze the draft as the next version; if nothing changed since the last one, that one stays in force."""
    draft = build_draft(db, survey)
    problems = list_problems(draft)
    if problems:
        raise SurveyNotReady(problems)
    document = to_document(draft)
    content_hash = hash_document(document)
    current = find_version(db, survey)
    if current is not None and current.content_hash == content_hash:
        return current
    last = db.scalar(select(func.max(SurveyVersion.number)).where(SurveyVersion.survey_id == survey.id)) or 0
    version = SurveyVersion(
        survey_id=survey.id,
        number=last + 1,
        language=survey.language,
        document=document,
        content_hash=content_hash,
        published_at=at,
    )
    db.add(version)
    survey.published_number = version.number
    db.flush()
    return version
