"""The officer's first page and the overview of one consultation: every step, its numbers, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError

from consult import clock
from consult.accounts.permissions import ADMINISTRATOR, allows, roles_of
from consult.consultations import actions
from consult.consultations.models import Consultation
from consult.consultations.queries import (
    FairTestState,
    Missing,
    count_mine,
    list_mine,
    list_tests,
    load_consultation,
    phase_of,
)
from consult.overview.actions import open_consultation
from consult.overview.forms import MoveForm, ReopenForm
from consult.overview.queries import count_chain
from consult.overview.steps import Step, Way, build_steps, list_missing, next_words
from consult.web.guard import page
from consult.web.paging import Paging, build_paging
from consult.web.widgets import error_summary
from consult.web.words import plain_date

pages = Blueprint("overview", __name__)

TAGS = {
    "draft": ("Draft", "quiet"),
    "upcoming": ("Open soon", "info"),
    "open": ("Open", "good"),
    "ended": ("Closing date passed", "warn"),
    "closed": ("Closed", "info"),
    "published": ("Published", "good"),
}
STEP_TONES = {"Do next": "warn", "Under way": "info", "Done": "good", "Later": "quiet"}
ALSO = (
    Way("Who has been heard", "heard.show"),
    Way("People who work on it", "members.show"),
    Way("What was done, and by whom", "members.trail"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A way to somewhere this officer may go."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in a word, with its tone."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One consultation in the list."""

    title: str
    href: str
    tag: Tag
    closes_on: date | None
    next: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The officer's first page."""

    rows: list[Row]
    paging: Paging
    may_create: bool
    everything: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One step with the links this officer may follow."""

    name: str
    tag: Tag
    words: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Overview:
    """One consultation on one page."""

    consultation: Consultation
    tag: Tag
    phase: str
    missing: list[Link]
    steps: list[StepView]
    also: list[Link]
    may_move: bool
    not_met: list[FairTestState]
    to_answer: list[FairTestState]
    public_url: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """The page on which a consultation is opened, closed or opened again."""

    title: str
    consultation: Consultation
    tag: Tag
    phase: str
    missing: list[Link]
    not_met: list[FairTestState]
    surveys_open: int
    opens_later: bool
    form: FlaskForm
    reopening: ReopenForm
    errors: list[dict[str, str]]


@pages.get("/office/")
@page("office.view")
def dashboard(db: Session) -> ResponseReturnValue:
    """The consultations this officer works on, and what each needs next."""
    roles, today = roles_of(db, current_user, None), clock.today()
    everything = ADMINISTRATOR in roles
    paging = build_paging(count_mine(db, current_user, everything=everything), what="Consultations")
    found = list_mine(db, current_user, everything=everything, offset=paging.offset, limit=paging.size)
    numbers = count_chain(db, [one.id for one in found])
    view = Dashboard(
        rows=[_row(one, next_words(one, numbers[one.id], today=today), today) for one in found],
        paging=paging,
        may_create=allows(roles, "consultations.create"),
        everything=everything,
    )
    return render_template("overview/dashboard.html", view=view)


@pages.get("/office/consultations/<int(max=2147483647):consultation_id>")
@page("consultation.view", load=load_consultation)
def show(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """The chain of one consultation, step by step."""
    roles, today = roles_of(db, current_user, consultation.id), clock.today()
    numbers = count_chain(db, [consultation.id])[consultation.id]
    tests, phase = list_tests(db, consultation), phase_of(consultation, today)
    draft, exact = consultation.status == "draft", allows(roles, "responses.read")
    steps = build_steps(consultation, numbers, today=today, exact=exact)
    view = Overview(
        consultation=consultation,
        tag=Tag(*TAGS[phase]),
        phase=phase,
        missing=_missing_links(list_missing(consultation, numbers, today=today), consultation, roles) if draft else [],
        steps=[_step(one, roles) for one in steps],
        also=_links((Way(one.words, one.endpoint, {"consultation_id": consultation.id}) for one in ALSO), roles),
        may_move=allows(roles, "consultation.edit"),
        not_met=[one for one in tests if one.answer is not None and not one.answer.met],
        to_answer=[one for one in tests if one.answer is None and consultation.status in ("closed", "published")],
        public_url=url_for("front.consultation", public_id=consultation.public_id),
    )
    return render_template("overview/show.html", view=view)


@pages.get("/office/consultations/<int(max=2147483647):consultation_id>/status")
@page("consultation.edit", load=load_consultation)
def status(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """What the next state means, and the button that leads there."""
    return _status_page(db, consultation, _reopen_form(consultation))


@pages.post("/office/consultations/<int(max=2147483647):consultation_id>/open", endpoint="open")
@page("consultation.edit", load=load_consultation)
def open_(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Show it to the public."""
    open_consultation(db, consultation, today=clock.today())
    flash(f"“{consultation.title}” is open. Anyone can read its page now.", "good")
    return redirect(url_for("overview.show", consultation_id=consultation.id), 303)


@pages.post("/office/consultations/<int(max=2147483647):consultation_id>/close")
@page("consultation.edit", load=load_consultation)
def close(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Take no more answers."""
    actions.close_consultation(db, consultation, at=clock.now())
    flash(f"“{consultation.title}” is closed. Every answer is kept.", "good")
    return redirect(url_for("overview.show", consultation_id=consultation.id), 303)


@pages.post("/office/consultations/<int(max=2147483647):consultation_id>/reopen")
@page("consultation.edit", load=load_consultation)
def reopen(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Open a closed consultation again, until a new day."""
    form = _reopen_form(consultation)
    if not form.validate_on_submit():
        return _status_page(db, consultation, form), 422
    day = form.closes_on.data
    actions.reopen_consultation(db, consultation, closes_on=day, today=clock.today())
    flash(f"It is open again until {plain_date(day)}. Open the surveys you want answers to.", "good")
    return redirect(url_for("overview.show", consultation_id=consultation.id), 303)


def _reopen_form(consultation: Consultation) -> ReopenForm:
    return ReopenForm(earliest=max(clock.today(), consultation.opens_on or clock.today()))


def _status_page(db: Session, consultation: Consultation, reopening: ReopenForm) -> str:
    today, numbers = clock.today(), count_chain(db, [consultation.id])[consultation.id]
    roles, phase = roles_of(db, current_user, consultation.id), phase_of(consultation, today)
    draft = consultation.status == "draft"
    titles = {"draft": "Open this consultation", "open": "Close this consultation"}
    view = StatusView(
        title=titles.get(consultation.status, "Open this consultation again"),
        consultation=consultation,
        tag=Tag(*TAGS[phase]),
        phase=phase,
        missing=_missing_links(list_missing(consultation, numbers, today=today), consultation, roles) if draft else [],
        not_met=[one for one in list_tests(db, consultation) if one.answer is not None and not one.answer.met],
        opens_later=consultation.opens_on is not None and consultation.opens_on > today,
        surveys_open=sum(one.status == "open" for one in numbers.surveys),
        form=MoveForm(formdata=None),
        reopening=reopening,
        errors=error_summary(reopening),
    )
    return render_template("overview/status.html", view=view)


def _row(consultation: Consultation, next_step: str, today: date) -> Row:
    return Row(
        title=consultation.title,
        href=url_for("overview.show", consultation_id=consultation.id),
        tag=Tag(*TAGS[phase_of(consultation, today)]),
        closes_on=consultation.closes_on,
        next=next_step,
    )


def _step(step: Step, roles: frozenset[str]) -> StepView:
    return StepView(step.name, Tag(step.state, STEP_TONES[step.state]), step.words, _links(step.ways, roles))


def _missing_links(missing: list[Missing], consultation: Consultation, roles: frozenset[str]) -> list[Link]:
    """What is missing, with a link where this officer may mend it."""
    found = []
    for one in missing:
        values = {"consultation_id": consultation.id, "principle": one.principle or None}
        href = _href(one.endpoint, values, roles)
        found.append(Link(one.words, f"{href}#{one.anchor}" if href and one.anchor else href or ""))
    return found


def _links(ways: Iterable[Way], roles: frozenset[str]) -> list[Link]:
    hrefs = [(way.words, _href(way.endpoint, way.values, roles)) for way in ways]
    return [Link(words, href) for words, href in hrefs if href]


def _href(endpoint: str, values: dict[str, int | str | None], roles: frozenset[str]) -> str | None:
    """The address of a page that exists and that these roles may open, else None."""
    guard = getattr(current_app.view_functions.get(endpoint), "guard", None)
    if guard is None or not (guard.public or allows(roles, guard.permission)):
        return None
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None
