"""Pages on which signed-off themes become outcomes, and outcomes become a survey of what matters."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from consult import clock
from consult.consultations.models import Consultation
from consult.consultations.queries import load_consultation
from consult.outcomes import actions, actions_survey, queries
from consult.outcomes.actions_survey import RankingSurvey
from consult.outcomes.asking import RANK, usual_places
from consult.outcomes.forms import OutcomeForm, RankingSurveyForm
from consult.outcomes.models import Outcome
from consult.outcomes.wording import Alike, TwoWays, find_alike, find_two_ways, suggest_sentence
from consult.themes.models import Theme
from consult.themes.queries import find_theme
from consult.web.guard import may, page
from consult.web.widgets import error_summary
from surveys.definition import Survey
from surveys.errors import Refusal, StaleEdit

pages = Blueprint("outcomes", __name__)


@dataclass(frozen=True, slots=True)
class ListPage:
    """Themes that wait, outcomes, and the surveys made from them."""

    consultation: Consultation
    waiting: list[queries.WaitingTheme]
    outcomes: list[queries.OutcomeRow]
    retired: list[queries.OutcomeRow]
    alike: list[Alike]
    two_ways: TwoWays | None
    surveys: list[RankingSurvey]
    draft: RankingSurvey | None
    survey_urls: dict[int, str]
    form: RankingSurveyForm
    token: FlaskForm
    errors: list[dict[str, str]]
    may_edit: bool
    exact: bool
    fewest: int


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of one outcome; `stale` names the colleague who saved first, `stored` says what is saved now."""

    title: str
    consultation: Consultation
    theme: Theme | None
    answers: int
    outcome: Outcome | None
    asked: bool
    form: OutcomeForm
    errors: list[dict[str, str]]
    stale: str = ""
    stored: tuple[tuple[str, str], ...] = ()


@pages.get("/office/consultations/<int(max=2147483647):consultation_id>/outcomes")
@page("outcomes.view", load=load_consultation)
def listing(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Themes that wait, outcomes, and the way to a survey."""
    return _list_page(db, consultation)


def load_theme(db: Session, theme_id: int) -> tuple[Theme, int] | None:
    """A theme and its consultation's id."""
    return find_theme(db, theme_id)


@pages.route("/office/themes/<int(max=2147483647):theme_id>/outcome", methods=["GET", "POST"])
@page("outcomes.edit", load=load_theme)
def add(db: Session, theme: Theme) -> ResponseReturnValue:
    """Make a theme an outcome; pressed twice it is still one."""
    consultation = db.get_one(Consultation, theme.consultation_id)
    form = OutcomeForm(data={"sentence": suggest_sentence(theme.label)})
    if not form.validate_on_submit():
        return _form_page(db, consultation, form, theme=theme), 422 if form.errors else 200
    try:
        made = actions.add_outcome(db, consultation, theme, _words(form), by=current_user.id, at=clock.now())
    except actions.OutcomeUnfit as refusal:
        form[refusal.field].errors = [str(refusal)]
        return _form_page(db, consultation, form, theme=theme), 422
    except actions.AlreadyAnOutcome as refusal:
        flash(str(refusal), "info")
    else:
        flash(f"“{made.sentence}” is an outcome.", "good")
    return redirect(_list_url(consultation.id), 303)


@pages.route("/office/outcomes/<int(max=2147483647):outcome_id>", methods=["GET", "POST"])
@page("outcomes.edit", load=queries.load_outcome)
def edit(db: Session, outcome: Outcome) -> ResponseReturnValue:
    """Reword an outcome; a save over a colleague's is refused and shows both."""
    consultation = db.get_one(Consultation, outcome.consultation_id)
    words = actions.words_of(outcome)
    form = OutcomeForm(
        data={
            "sentence": words.sentence,
            "direction": words.direction,
            "ranked_as": words.ranked_as,
            "seen": str(outcome.row_version),
        }
    )
    if not form.validate_on_submit():
        return _form_page(db, consultation, form, outcome=outcome), 422 if form.errors else 200
    try:
        actions.edit_outcome(db, consultation, outcome, _words(form), seen=form.seen_version, by=current_user.id)
    except actions.OutcomeUnfit as refusal:
        form[refusal.field].errors = [str(refusal)]
        return _form_page(db, consultation, form, outcome=outcome), 422
    except StaleEdit as refusal:
        return _stale_page(db, consultation, outcome, form, refusal), 409
    flash("The outcome is saved.", "good")
    return redirect(_list_url(consultation.id), 303)


@pages.post("/office/outcomes/<int(max=2147483647):outcome_id>/move")
@page("outcomes.edit", load=queries.load_outcome)
def move(db: Session, outcome: Outcome) -> ResponseReturnValue:
    """Move an outcome one place up or down."""
    up = request.form.get("to") == "up"
    actions.move_outcome(db, db.get_one(Consultation, outcome.consultation_id), outcome, up=up)
    flash(f"“{outcome.sentence}” moved {'up' if up else 'down'}.", "info")
    return redirect(_list_url(outcome.consultation_id), 303)


@pages.post("/office/outcomes/<int(max=2147483647):outcome_id>/retire")
@page("outcomes.edit", load=queries.load_outcome)
def retire(db: Session, outcome: Outcome) -> ResponseReturnValue:
    """Retire an outcome, or bring it back."""
    consultation = db.get_one(Consultation, outcome.consultation_id)
    if request.form.get("to") == "restore":
        try:
            actions.restore_outcome(db, consultation, outcome)
        except Refusal as refusal:
            flash(str(refusal), "warn")
        else:
            flash(f"“{outcome.sentence}” is an outcome again.", "good")
    else:
        actions.retire_outcome(db, consultation, outcome, at=clock.now())
        flash(f"“{outcome.sentence}” is retired. What people answered is kept.", "info")
    return redirect(_list_url(outcome.consultation_id), 303)


@pages.post("/office/consultations/<int(max=2147483647):consultation_id>/outcomes/ranking-survey")
@page("outcomes.edit", load=load_consultation)
def make_survey(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Make a survey from the outcomes; if one is being built, lead there."""
    form = _survey_form(db, consultation)
    if not form.validate_on_submit():
        return _list_page(db, consultation, form), 422
    try:
        survey = actions_survey.make_ranking_survey(
            db,
            consultation,
            title=form.title.data.strip(),
            places=form.places.data or 0,
            at=clock.now(),
            how=form.how.data,
        )
    except actions_survey.DraftIsThere as refusal:
        flash(f"{refusal} Here it is. No second one was made.", "info")
        return redirect(_survey_url(refusal.survey, consultation.id), 303)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _list_page(db, consultation, form), 422
    flash(f"“{survey.title}” is made, as a draft. Read it as a resident would, then open it.", "good")
    return redirect(_survey_url(survey, consultation.id), 303)


@pages.post("/office/consultations/<int(max=2147483647):consultation_id>/outcomes/ranking-survey/refresh")
@page("outcomes.edit", load=load_consultation)
def refresh_survey(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Bring the draft up to date with the outcomes."""
    draft = actions_survey.refresh_draft(db, consultation, at=clock.now())
    flash(f"“{draft.survey.title}” asks about the outcomes as they are now.", "good")
    return redirect(_list_url(consultation.id), 303)


def _words(form: OutcomeForm) -> actions.OutcomeWords:
    return actions.OutcomeWords(form.sentence.data or "", form.direction.data or "", form.ranked_as.data or "")


def _list_url(consultation_id: int) -> str:
    return url_for("outcomes.listing", consultation_id=consultation_id)


def _survey_url(survey: Survey, consultation_id: int) -> str:
    if "authoring.survey" in current_app.view_functions:
        return url_for("authoring.survey", survey_id=survey.id)
    return f"{_list_url(consultation_id)}#ranking"


def _survey_form(db: Session, consultation: Consultation) -> RankingSurveyForm:
    live = len(queries.list_outcomes(db, consultation.id))
    usual = {"title": f"{consultation.title}: what matters most", "places": usual_places(live), "how": RANK}
    return RankingSurveyForm(data=usual, outcomes=live)


def _list_page(db: Session, consultation: Consultation, form: RankingSurveyForm | None = None) -> str:
    rows = queries.list_rows(db, consultation.id)
    live = [row for row in rows if row.retired_at is None]
    surveys = actions_survey.list_ranking_surveys(db, consultation.id)
    form = form or _survey_form(db, consultation)
    ranked_as = [row.ranked_as for row in live]
    view = ListPage(
        consultation=consultation,
        waiting=queries.list_waiting(db, consultation.id),
        outcomes=live,
        retired=[row for row in rows if row.retired_at is not None],
        alike=find_alike(ranked_as),
        two_ways=find_two_ways(ranked_as),
        surveys=surveys,
        draft=actions_survey.find_draft(db, consultation.id),
        survey_urls={one.survey.id: _survey_url(one.survey, consultation.id) for one in surveys},
        form=form,
        token=FlaskForm(),
        errors=error_summary(form),
        may_edit=may("outcomes.edit", consultation.id),
        exact=may("responses.read", consultation.id),
        fewest=actions_survey.FEWEST,
    )
    return render_template("outcomes/listing.html", view=view)


def _form_page(
    db: Session,
    consultation: Consultation,
    form: OutcomeForm,
    *,
    theme: Theme | None = None,
    outcome: Outcome | None = None,
    stale: str = "",
    stored: tuple[tuple[str, str], ...] = (),
) -> str:
    if outcome is not None and outcome.theme_id is not None:
        theme = db.get(Theme, outcome.theme_id)
    view = FormPage(
        title="Edit an outcome" if outcome is not None else "Make it an outcome",
        consultation=consultation,
        theme=theme,
        answers=queries.count_answers_of(db, [theme.id]).get(theme.id, 0) if theme is not None else 0,
        outcome=outcome,
        asked=actions.was_asked(db, outcome) if outcome is not None else False,
        form=form,
        errors=error_summary(form),
        stale=stale,
        stored=stored,
    )
    return render_template("outcomes/form.html", view=view)


def _stale_page(
    db: Session, consultation: Consultation, outcome: Outcome, form: OutcomeForm, refusal: StaleEdit
) -> str:
    """The form as typed, with what is stored beside it; sending it again replaces the colleague's."""
    stored = actions.words_of(outcome)
    direction = "A loss" if stored.direction == "loss" else "A gain"
    pairs = (
        (form.sentence.label.text, stored.sentence, form.sentence.data),
        (form.direction.label.text, direction, "A loss" if form.direction.data == "loss" else "A gain"),
        (form.ranked_as.label.text, stored.ranked_as, form.ranked_as.data),
    )
    form.seen.data = str(outcome.row_version)
    differing = tuple((label, kept) for label, kept, typed in pairs if kept != typed)
    return _form_page(db, consultation, form, outcome=outcome, stale=refusal.changed_by, stored=differing)
