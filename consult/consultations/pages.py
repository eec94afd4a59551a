"""Pages on which officers start a consultation, say what people are told, and answer the four tests of fairness."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import audit, clock
from consult.consultations import actions, queries
from consult.consultations.forms import ConsultationForm, FairTestForm
from consult.consultations.models import GUNNING, Consultation
from consult.web.checks import tidy
from consult.web.editing import is_sent, mark_of
from consult.web.guard import page
from consult.web.unit import settings
from consult.web.widgets import error_summary
from consult.web.words import plain_date
from surveys.errors import StaleEdit

pages = Blueprint("consultations", __name__)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field two people changed: what is stored now beside what this officer typed."""

    label: str
    stored: str
    typed: str


@dataclass(frozen=True, slots=True)
class FormView:
    """What a form page shows."""

    title: str
    form: Any
    errors: list[dict[str, str]]
    back: str
    consultation: Consultation | None = None
    stale: str = ""
    conflicts: tuple[Conflict, ...] = ()
    test: queries.FairTestState | None = None


@pages.route("/office/consultations/new", methods=["GET", "POST"])
@page("consultations.create", keeps_words=True)
def create(db: Session) -> ResponseReturnValue:
    """Start a consultation; only the title is needed at once."""
    council = settings().council
    begin = {
        "asked_by": council.name,
        "contact": council.email,
        "privacy_notice": queries.build_privacy_notice(council.name),
        "public_id": secrets.token_hex(5),
    }
    form = ConsultationForm(data=begin, today=clock.today())
    if is_sent(form):
        facts, minted = _facts(form, actions.Facts("")), form.public_id.data
        made = actions.create_consultation(db, facts, by=current_user.id, at=clock.now(), public_id=minted)
        _write_down(db, made)
        return redirect(_overview(made.id), 303)
    view = FormView("Start a consultation", form, error_summary(form), url_for("overview.dashboard"))
    return render_template("consultations/create.html", view=view), 422 if form.errors else 200


@pages.route("/office/consultations/<int(max=2147483647):consultation_id>/details", methods=["GET", "POST"])
@page("consultation.edit", load=queries.load_consultation, keeps_words=True)
def edit(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Change what people are told; a save over a colleague's is refused and shows both texts."""
    stored = actions.facts_of(consultation)
    form = _form_of(consultation, asdict(stored))
    if not is_sent(form):
        return _edit_page(consultation, form), 422 if form.errors else 200
    facts, seen = _facts(form, stored), _seen_version(form)
    try:
        actions.edit_consultation(db, consultation, facts, seen=seen, by=current_user.id)
    except StaleEdit as refusal:
        return _stale_page(consultation, facts, form, refusal), 409
    flash("Your changes are saved.", "good")
    return redirect(_overview(consultation.id), 303)


@pages.get("/office/consultations/<int(max=2147483647):consultation_id>/tests")
@page("consultation.view", load=queries.load_consultation)
def tests(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """The four tests of fairness and what has been answered."""
    view = {"consultation": consultation, "tests": queries.list_tests(db, consultation)}
    return render_template("consultations/tests.html", view=view)


def _load_test(db: Session, consultation_id: int, principle: str) -> tuple[Consultation, int] | None:
    return queries.load_consultation(db, consultation_id) if principle in GUNNING else None


@pages.route("/office/consultations/<int(max=2147483647):consultation_id>/tests/<principle>", methods=["GET", "POST"])
@page("consultation.edit", load=_load_test, keeps_words=True)
def answer(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Answer one test with yes or no, the reason and the day."""
    principle = (request.view_args or {})["principle"]
    state = next(one for one in queries.list_tests(db, consultation) if one.test.principle == principle)
    form = _test_form(state)
    if not is_sent(form):
        return _test_page(consultation, state, form), 422 if form.errors else 200
    try:
        actions.answer_test(
            db,
            consultation,
            principle,
            met=form.met.data == "yes",
            answer=form.answer.data or "",
            on=form.answered_on.data,
            by=current_user.id,
            seen=form.seen.data or "",
        )
    except StaleEdit as refusal:
        return _stale_test_page(consultation, state, form, refusal), 409
    flash(f"Your answer to “{state.test.name}” is saved.", "good")
    return redirect(url_for("consultations.tests", consultation_id=consultation.id), 303)


def _write_down(db: Session, made: Consultation) -> None:
    """The audit row of a start: the guard knows no consultation before there is one."""
    audit.record(
        db,
        "consultations.create",
        actor_id=current_user.id,
        object_type=made.__tablename__,
        object_id=made.id,
        consultation_id=made.id,
        at=clock.now(),
    )
    g.changed_nothing = True


def _overview(consultation_id: int) -> str:
    return url_for("overview.show", consultation_id=consultation_id)


def _facts(form: ConsultationForm, stored: actions.Facts) -> actions.Facts:
    """What was typed, over what is stored: a field the form does not offer stays as it is."""
    typed = {name: form[name].data for name in asdict(stored) if name in form}
    return replace(stored, **{name: tidy(one) if isinstance(one, str) else one for name, one in typed.items()})


def _form_of(consultation: Consultation, values: dict[str, Any]) -> ConsultationForm:
    # A form sent without its mark counts as stale; only a fresh page is given one.
    seen = {} if request.method == "POST" else {"seen": _seen(consultation)}
    return ConsultationForm(data=values | seen, state=consultation.status, today=clock.today())


def _seen(consultation: Consultation) -> str:
    """The row version and a mark of each fact, so that a stale form tells which fields were touched."""
    marks = (f"{name}:{mark_of(value)}" for name, value in asdict(actions.facts_of(consultation)).items())
    return " ".join([str(consultation.row_version), *marks])


def _seen_version(form: ConsultationForm) -> int:
    first = (form.seen.data or "").split(" ")[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 10 else 0


def _edit_page(consultation: Consultation, form: ConsultationForm, **more: Any) -> str:
    view = FormView("Details", form, error_summary(form), _overview(consultation.id), consultation=consultation, **more)
    return render_template("consultations/edit.html", view=view)


def _stale_page(consultation: Consultation, typed: actions.Facts, form: ConsultationForm, refusal: StaleEdit) -> str:
    """The form again, with the colleague's text in every field this officer left alone."""
    stored, mine = asdict(actions.facts_of(consultation)), asdict(typed)
    marks = dict(pair.split(":", 1) for pair in (form.seen.data or "").split(" ")[1:] if ":" in pair)
    touched = {name for name in mine if mark_of(mine[name]) != marks.get(name)}
    values = {name: mine[name] if name in touched else stored[name] for name in mine}
    conflicts = tuple(
        Conflict(form[name].label.text, _words(stored[name]), _words(mine[name]))
        for name in mine
        if name in form and name in touched and mine[name] != stored[name]
    )
    fresh = ConsultationForm(
        formdata=None,
        data=values | {"seen": _seen(consultation)},
        state=consultation.status,
        today=clock.today(),
    )
    return _edit_page(consultation, fresh, stale=refusal.changed_by, conflicts=conflicts)


def _words(value: str | date | None) -> str:
    return value if isinstance(value, str) else plain_date(value)


def _test_form(state: queries.FairTestState, **extra: Any) -> FairTestForm:
    found = state.answer
    values: dict[str, Any] = {"answered_on": clock.today()}
    if request.method != "POST":
        values["seen"] = actions.mark_of_answer(found)
    if found is not None:
        values |= {"met": "yes" if found.met else "no", "answer": found.answer, "answered_on": found.answered_on}
    return FairTestForm(data=values, question=state.test.question, today=clock.today(), **extra)


def _test_page(consultation: Consultation, state: queries.FairTestState, form: FairTestForm, **more: Any) -> str:
    back = url_for("consultations.tests", consultation_id=consultation.id)
    view = FormView(state.test.name, form, error_summary(form), back, consultation=consultation, test=state, **more)
    return render_template("consultations/answer.html", view=view)


def _stale_test_page(
    consultation: Consultation, state: queries.FairTestState, form: FairTestForm, refusal: StaleEdit
) -> str:
    """Both answers; sending the form again replaces the colleague's."""
    found = state.answer
    conflicts = []
    if found is not None:
        stored = f"{'Yes' if found.met else 'No, or not yet'} ({plain_date(found.answered_on)}): {found.answer}"
        typed = f"{'Yes' if form.met.data == 'yes' else 'No, or not yet'}: {form.answer.data}"
        conflicts = [Conflict(state.test.question, stored, typed)]
    form.seen.data = actions.mark_of_answer(found)
    return _test_page(consultation, state, form, stale=refusal.changed_by, conflicts=tuple(conflicts))
