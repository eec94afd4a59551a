"""The survey builder: the surveys of a consultation, one survey with its pages, opening and closing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_security import current_user
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from consult import clock
from consult.authoring.actions import begin_survey, mark_of_survey, refresh_groups
from consult.authoring.forms import NewSurveyForm, OpenForm, SurveyForm
from consult.authoring.queries import SurveyView, get_consultation, list_surveys, load_survey, show_survey
from consult.consultations.actions import refuse_unless_answerable
from consult.consultations.models import Consultation
from consult.consultations.queries import end_of_day, load_consultation
from consult.web.editing import find_last_actor, name_of
from consult.web.fields import PlainForm
from consult.web.guard import page
from surveys.authoring import publish_version
from surveys.definition import Survey
from surveys.errors import SurveyNotReady, WrongState
from surveys.lifecycle import archive_survey, close_survey, open_survey, unarchive_survey
from surveys.questions.kinds import KINDS

pages = Blueprint("authoring", __name__)
KIND_CHOICES = (("open", "Ask openly"), ("ranking", "Ask people to rank"))


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """One survey in the builder with its forms."""

    survey: SurveyView
    kinds: dict[str, Any]
    token: PlainForm
    opening: OpenForm
    problems: list[str]
    waits: str  # why the consultation lets no survey open yet; empty when it does

    @property
    def questions(self) -> int:
        """How many questions the draft asks."""
        return sum(len(section.questions) for section in self.survey.draft.sections)


def to_survey(survey_id: int, anchor: str = "") -> Any:
    """Back to the builder, at the part that was changed."""
    return redirect(url_for("authoring.survey", survey_id=survey_id, _anchor=anchor or None), 303)


def _listing(db: Session, consultation: Consultation, form: NewSurveyForm) -> str:
    form.kind.choices = [SelectChoice(value, words) for value, words in KIND_CHOICES]
    rows = list_surveys(db, consultation.id)
    return render_template("authoring/surveys.html", consultation=consultation, rows=rows, form=form)


@pages.get("/office/consultations/<int:consultation_id>/surveys")
@page("survey.view", load=load_consultation)
def surveys(db: Session, consultation: Consultation) -> str:
    """The surveys of a consultation."""
    return _listing(db, consultation, NewSurveyForm())


@pages.post("/office/consultations/<int:consultation_id>/surveys")
@page("survey.edit", load=load_consultation)
def begin(db: Session, consultation: Consultation) -> Response | tuple[str, int]:
    """Begin a survey."""
    form = NewSurveyForm()
    form.kind.choices = [SelectChoice(value, words) for value, words in KIND_CHOICES]
    if not form.validate_on_submit():
        return _listing(db, consultation, form), 422
    made = begin_survey(db, consultation, kind=form.kind.data, title=form.title.data.strip(), at=clock.now())
    return to_survey(made.id)


def _builder(db: Session, survey: Survey, *, opening: OpenForm | None = None, problems: list[str] | None = None) -> str:
    view = BuilderPage(
        survey=show_survey(db, survey),
        kinds=KINDS,
        token=PlainForm(formdata=None),
        opening=opening or OpenForm(formdata=None),
        problems=problems or [],
        waits=_why_it_waits(get_consultation(db, survey.id)),
    )
    return render_template("authoring/survey.html", view=view)


def _why_it_waits(consultation: Consultation) -> str:
    try:
        refuse_unless_answerable(consultation, today=clock.today())
    except WrongState as refusal:
        return str(refusal)
    return ""


@pages.get("/office/surveys/<int:survey_id>")
@page("survey.view", load=load_survey)
def survey(db: Session, survey: Survey) -> str:
    """One survey with its pages and questions."""
    return _builder(db, survey)


@pages.route("/office/surveys/<int:survey_id>/words", methods=["GET", "POST"])
@page("survey.edit", load=load_survey)
def words(db: Session, survey: Survey) -> Response | str | tuple[str, int]:
    """The title and introduction."""
    form = SurveyForm(obj=survey)
    if form.validate_on_submit():
        if form.seen.data != mark_of_survey(survey):
            who = name_of(db, _last_to_change(db, survey), reader=current_user.id)
            form.seen.data = mark_of_survey(survey)
            return _words(db, survey, form, stale=who), 409
        survey.title, survey.minutes = form.title.data.strip(), form.minutes.data
        survey.introduction = (form.introduction.data or "").strip()
        survey.changed_at = clock.now()
        return to_survey(survey.id)
    form.seen.data = form.seen.data or mark_of_survey(survey)
    return _words(db, survey, form), 422 if form.errors else 200


def _last_to_change(db: Session, survey: Survey) -> int | None:
    return find_last_actor(db, "survey", survey.id, verbs=["authoring.words"])


def _words(db: Session, survey: Survey, form: SurveyForm, *, stale: str = "") -> str:
    consultation = get_consultation(db, survey.id)
    return render_template("authoring/words.html", survey=survey, consultation=consultation, form=form, stale=stale)


@pages.post("/office/surveys/<int:survey_id>/open")
@page("survey.publish", load=load_survey)
def open_(db: Session, survey: Survey) -> Response | tuple[str, int]:
    """Freeze what there is as a version and let residents in."""
    form = OpenForm()
    if not form.validate_on_submit():
        return _builder(db, survey, opening=form), 422
    consultation = get_consultation(db, survey.id)
    refresh_groups(db, survey, consultation)
    closes_at = end_of_day(form.closes_on.data or consultation.closes_on)
    try:
        refuse_unless_answerable(consultation, today=clock.today())
        open_survey(db, survey, closes_at=closes_at, at=clock.now())
    except SurveyNotReady as refusal:
        return _builder(db, survey, opening=form, problems=refusal.problems), 409
    except WrongState as refusal:
        return _builder(db, survey, opening=form, problems=[str(refusal)]), 409
    flash("The survey is open. Residents can answer now.", "good")
    return to_survey(survey.id)


@pages.post("/office/surveys/<int:survey_id>/publish-changes")
@page("survey.publish", load=load_survey)
def publish_changes(db: Session, survey: Survey) -> Response | tuple[str, int]:
    """Freeze the draft as the next version of an open survey; who began with the old one may end with it."""
    refresh_groups(db, survey, get_consultation(db, survey.id))
    try:
        publish_version(db, survey, at=clock.now())
    except SurveyNotReady as refusal:
        return _builder(db, survey, problems=refusal.problems), 409
    flash("New residents now get the survey as you see it here.", "good")
    return to_survey(survey.id)


@pages.post("/office/surveys/<int:survey_id>/close")
@page("survey.publish", load=load_survey)
def close(db: Session, survey: Survey) -> Response:
    """Let no more residents in."""
    close_survey(db, survey, at=clock.now())
    flash("The survey is closed. Every answer is kept.", "good")
    return to_survey(survey.id)


@pages.post("/office/surveys/<int:survey_id>/archive")
@page("survey.publish", load=load_survey)
def archive(db: Session, survey: Survey) -> Response:
    """Put a closed survey away."""
    archive_survey(db, survey)
    flash("The survey is in the archive. It can be read and not changed, and every answer still counts.", "good")
    return to_survey(survey.id)


@pages.post("/office/surveys/<int:survey_id>/unarchive")
@page("survey.publish", load=load_survey)
def unarchive(db: Session, survey: Survey) -> Response:
    """Take a survey out of the archive."""
    unarchive_survey(db, survey)
    flash("The survey is out of the archive. It is closed, as it was.", "good")
    return to_survey(survey.id)
