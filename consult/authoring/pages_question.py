"""Pages and questions of a survey in the builder: add, reword, reorder, remove; every step works without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, g, render_template, request
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import clock
from consult.authoring.actions import add_groups_question, mark_of_question, mark_of_section
from consult.authoring.forms import ItemRow, QuestionForm, SectionForm, read_rows, rearrange, row_problems
from consult.authoring.pages import to_survey
from consult.authoring.queries import get_consultation, load_any_question, load_question, load_section, load_survey
from consult.consultations.models import Consultation
from consult.web.addresses import read_key
from consult.web.editing import find_last_actor, name_of
from consult.web.guard import page
from surveys.authoring import (
    add_question,
    add_section,
    move_question,
    move_section,
    remove_section,
    restore_question,
    retire_question,
    reword_question,
    set_items,
)
from surveys.definition import Question, Section, Survey
from surveys.questions.base import QuestionKind
from surveys.questions.kinds import KINDS

pages = Blueprint("questions", __name__)
BLANK_ROWS = [ItemRow("", "", "")] * 4  # something to type into, where there is no line yet
SETTINGS = {
    "open_text": ("guide",),
    "choice": ("many", "other"),
    "rank": ("places",),
    "points": ("total",),
    "best_worst": ("size", "tasks"),
    "pairs": ("tasks",),
    "groups": (),
    "consent": (),
}


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question being written."""

    title: str
    kind: QuestionKind
    survey: Survey
    consultation: Consultation
    form: QuestionForm
    settings: tuple[str, ...]
    rows: list[ItemRow]
    problems: list[dict[str, str]]
    stale: str


@pages.post("/office/surveys/<int:survey_id>/sections")
@page("survey.edit", load=load_survey)
def add_page(db: Session, survey: Survey) -> Response:
    """A new page at the end."""
    section = add_section(db, survey, title="", at=clock.now())
    return to_survey(survey.id, f"page-{section.id}")


@pages.route("/office/sections/<int:section_id>", methods=["GET", "POST"])
@page("survey.edit", load=load_section)
def edit_page(db: Session, section: Section) -> Response | str | tuple[str, int]:
    """The words at the top of a page."""
    form, stale = SectionForm(obj=section), ""
    if form.validate_on_submit():
        if form.seen.data == mark_of_section(section):
            section.title, section.guidance = form.title.data.strip(), (form.guidance.data or "").strip()
            section.survey.changed_at = clock.now()
            return to_survey(section.survey_id, f"page-{section.id}")
        last = find_last_actor(db, "section", section.id, verbs=["questions.edit_page"])
        stale = name_of(db, last, reader=current_user.id)
    form.seen.data = mark_of_section(section) if stale or not form.seen.data else form.seen.data
    status = 409 if stale else 422 if form.errors else 200
    consultation = get_consultation(db, section.survey_id)
    words = render_template(
        "authoring/section.html", section=section, consultation=consultation, form=form, stale=stale
    )
    return words, status


@pages.post("/office/sections/<int:section_id>/move")
@page("survey.edit", load=load_section)
def move_page(db: Session, section: Section) -> Response:
    """One place up or down."""
    move_section(db, section, up=request.form.get("to") == "up", at=clock.now())
    return to_survey(section.survey_id, f"page-{section.id}")


@pages.post("/office/sections/<int:section_id>/remove")
@page("survey.edit", load=load_section)
def remove_page(db: Session, section: Section) -> Response:
    """Remove an empty page."""
    survey_id = section.survey_id
    remove_section(db, section, at=clock.now())
    return to_survey(survey_id)


@pages.post("/office/questions/<int:question_id>/move")
@page("survey.edit", load=load_question)
def move(db: Session, question: Question) -> Response:
    """One place up or down, over the edge of a page too."""
    move_question(db, question, up=request.form.get("to") == "up", at=clock.now())
    return to_survey(question.survey_id, f"question-{question.id}")


@pages.post("/office/questions/<int:question_id>/remove")
@page("survey.edit", load=load_question)
def remove(db: Session, question: Question) -> Response:
    """Take a question out of the draft; answers already given stay."""
    retire_question(db, question, at=clock.now())
    flash(f"“{question.text}” is removed. You can put it back at the foot of this page.", "good")
    return to_survey(question.survey_id, f"page-{question.section_id}")


@pages.post("/office/questions/<int:question_id>/restore")
@page("survey.edit", load=load_any_question)
def restore(db: Session, question: Question) -> Response:
    """Put a question that was removed back into the draft."""
    restore_question(db, question, at=clock.now())
    return to_survey(question.survey_id, f"question-{question.id}")


@pages.route("/office/sections/<int:section_id>/questions", methods=["GET", "POST"])
@page("survey.edit", load=load_section)
def add(db: Session, section: Section) -> Response | str | tuple[str, int]:
    """Write a new question of the kind the address names."""
    kind = KINDS.get(request.args.get("kind", ""))
    if kind is None:
        abort(404)
    if request.method != "POST":
        return _page(db, section.survey, kind, _start(kind), [])
    form = QuestionForm()
    rows = read_rows(request.form)
    if request.form.get("do", "save") != "save":
        return _rearranged(db, section.survey, kind, form, rows)
    problems = _problems(kind, rows)
    if not form.validate_on_submit() or problems:
        return _page(db, section.survey, kind, form, rows, problems), 422
    if kind.name == "groups":
        made = add_groups_question(db, section, get_consultation(db, section.survey_id), at=clock.now())
    else:
        made = add_question(db, section, kind=kind.name, text=" ".join(form.text.data.split()), at=clock.now())
    _store(db, made, kind, form, rows)
    return to_survey(section.survey_id, f"question-{made.id}")


@pages.route("/office/questions/<int:question_id>", methods=["GET", "POST"])
@page("survey.edit", load=load_question)
def edit(db: Session, question: Question) -> Response | str | tuple[str, int]:
    """Reword a question."""
    kind, survey = KINDS[question.kind], question.section.survey
    if request.method != "POST":
        form = QuestionForm(formdata=None, data=_values(question))
        form.seen.data = mark_of_question(question)
        return _page(db, survey, kind, form, _rows(question))
    form = QuestionForm()
    rows = read_rows(request.form)
    if request.form.get("do", "save") != "save":
        return _rearranged(db, survey, kind, form, rows)
    problems = _problems(kind, rows)
    if not form.validate_on_submit() or problems:
        return _page(db, survey, kind, form, rows, problems), 422
    if form.seen.data != mark_of_question(question):
        last = find_last_actor(db, "question", question.id, verbs=["questions.edit"])
        form.seen.data = mark_of_question(question)
        return _page(db, survey, kind, form, rows, stale=name_of(db, last, reader=current_user.id)), 409
    _store(db, question, kind, form, rows)
    return to_survey(survey.id, f"question-{question.id}")


def _start(kind: QuestionKind) -> QuestionForm:
    return QuestionForm(formdata=None, data=dict(kind.default_settings))


def _values(question: Question) -> dict[str, Any]:
    words = {"text": question.text, "hint": question.hint, "required": question.required}
    return {**question.settings, **words}


def _rows(question: Question) -> list[ItemRow]:
    live = [item for item in question.items if item.retired_at is None]
    return [ItemRow(str(item.id), item.label, item.hint) for item in live]


def _problems(kind: QuestionKind, rows: list[ItemRow]) -> list[dict[str, str]]:
    found = row_problems(rows, kind.least_items) if kind.has_items else []
    return [{"text": sentence, "href": f"#{field}"} for sentence, field in found]


def _rearranged(db: Session, survey: Survey, kind: QuestionKind, form: QuestionForm, rows: list[ItemRow]) -> str:
    g.changed_nothing = True  # the lines are only shown in another order; Save stores them
    return _page(db, survey, kind, form, rearrange(rows, request.form["do"]))


def _store(db: Session, question: Question, kind: QuestionKind, form: QuestionForm, rows: list[ItemRow]) -> None:
    settings = {name: form[name].data for name in SETTINGS[kind.name]}
    reword_question(
        db,
        question,
        text=" ".join(form.text.data.split()),
        hint=(form.hint.data or "").strip(),
        required=form.required.data,
        settings=settings,
        at=clock.now(),
    )
    if kind.has_items:
        labels = [(read_key(row.id), row.label.strip(), row.hint.strip()) for row in rows if row.label.strip()]
        set_items(db, question, labels, at=clock.now())


def _page(
    db: Session,
    survey: Survey,
    kind: QuestionKind,
    form: QuestionForm,
    rows: list[ItemRow],
    problems: list[dict[str, str]] | None = None,
    *,
    stale: str = "",
) -> str:
    view = QuestionPage(
        title=f"{kind.title}",
        kind=kind,
        survey=survey,
        consultation=get_consultation(db, survey.id),
        form=form,
        settings=SETTINGS[kind.name],
        rows=rows or (BLANK_ROWS if kind.has_items else []),
        problems=problems or [],
        stale=stale,
    )
    return render_template("authoring/question.html", view=view)
