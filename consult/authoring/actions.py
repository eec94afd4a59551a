"""What officers do to surveys of a consultation; the rules of questionnaires themselves are in surveys/authoring.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult.authoring.queries import list_groups
from consult.consultations.models import Consultation, ConsultationSurvey
from consult.web.editing import mark_of
from surveys.authoring import add_question, add_section, create_survey
from surveys.definition import Question, Section, Survey

PURPOSE = {"open": "discover", "ranking": "prioritise"}
INTRODUCTIONS = {
    "open": "Tell us in your own words. There are no right or wrong answers.",
    "ranking": "Put what matters most to you first. You can leave any out.",
}


def begin_survey(db: Session, consultation: Consultation, *, kind: str, title: str, at: datetime) -> Survey:
    """A draft survey with what its kind always needs: an open question or a ranking, the groups, and consent."""
    survey = create_survey(db, kind=kind, title=title, introduction=INTRODUCTIONS.get(kind, ""), at=at)
    db.add(ConsultationSurvey(survey_id=survey.id, consultation_id=consultation.id, purpose=PURPOSE.get(kind, "other")))
    first = survey.sections[0]
    if kind == "open":
        add_question(db, first, kind="open_text", text="What would make the biggest difference to you?", at=at)
        add_question(
            db,
            first,
            kind="consent",
            text="You may quote my words in public, without my name",
            hint="Leave this empty if you would rather not be quoted.",
            at=at,
        )
    else:
        add_question(db, first, kind="rank", text="Which of these matter most to you?", at=at)
    about = add_section(db, survey, title="About you", at=at)
    add_groups_question(db, about, consultation, at=at)
    return survey


def add_groups_question(db: Session, section: Section, consultation: Consultation, *, at: datetime) -> Question:
    """The question which of the consultation's stakeholder groups a person is in."""
    groups = [one for one, _ in list_groups(db, consultation.id)]
    return add_question(
        db,
        section,
        kind="groups",
        text="Which of these describe you?",
        hint="Choose all that fit. It helps us see what matters to whom.",
        settings={"groups": groups},
        at=at,
    )


def refresh_groups(db: Session, survey: Survey, consultation: Consultation) -> None:
    """Let the draft's groups question ask about the groups there are now."""
    groups = [one for one, _ in list_groups(db, consultation.id)]
    for section in survey.sections:
        for question in section.questions:
            if question.kind == "groups" and question.settings.get("groups") != groups:
                question.settings = {**question.settings, "groups": groups}
    db.flush()


def mark_of_survey(survey: Survey) -> str:
    """A mark of the words at the beginning of a survey, to notice that a colleague changed them."""
    return mark_of(survey.title, survey.introduction, survey.minutes)


def mark_of_section(section: Section) -> str:
    """A mark of the words at the top of a page."""
    return mark_of(section.title, section.guidance)


def mark_of_question(question: Question) -> str:
    """A mark of a question with its settings and its list."""
    items = [(item.id, item.label, item.hint) for item in question.items if item.retired_at is None]
    settings = sorted((key, repr(value)) for key, value in question.settings.items() if key != "groups")
    return mark_of(question.text, question.hint, question.required, settings, items)
