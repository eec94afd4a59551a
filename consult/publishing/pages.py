"""Where an owner publishes results or takes an edition back, and where anyone reads them, from the edition alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError

from consult import clock
from consult.audit import GENESIS
from consult.consultations.models import Consultation
from consult.consultations.queries import load_consultation, phase_of
from consult.publishing import actions, queries
from consult.publishing.checks import Checks, check_draft
from consult.publishing.document import build_draft, public_text
from consult.publishing.forms import PublishForm, WithdrawForm
from consult.publishing.models import Publication
from consult.publishing.shown import Shown, make_shown
from consult.publishing.tables import people_rows, theme_rows, weight_rows
from consult.run_words import RunView, build_run_view
from consult.runs import UNFINISHED, find_latest_run
from consult.web.downloads import csv_file, text_file
from consult.web.guard import page
from consult.web.widgets import error_summary

pages = Blueprint("publishing", __name__)
TABLES = {"people.csv": people_rows, "themes.csv": theme_rows, "weights.csv": weight_rows}
RECORD = "results.json"


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check with the address where it is mended, if this installation has it."""

    words: str
    done: bool
    href: str


@dataclass(frozen=True, slots=True)
class PreparePage:
    """What is missing, what will go out, and the editions there are."""

    consultation: Consultation
    checks: list[CheckView]
    notes: tuple[str, ...]
    ready: bool
    shown: Shown
    quotes: int
    editions: list[queries.Edition]
    run: RunView | None
    working: bool
    form: PublishForm
    errors: list[dict[str, str]]
    changed: str


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """The page that asks once more before an edition is taken back."""

    consultation: Consultation
    publication: Publication
    form: WithdrawForm


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """An edition as the public reads it; without `shown` it was withdrawn. `newer` is a later edition that stands."""

    title: str
    public_id: str
    publication: Publication
    shown: Shown | None
    editions: tuple[queries.Edition, ...]
    newer: int | None
    public: Mapping[str, Any]

    @property
    def trail_was_empty(self) -> bool:
        """Whether nothing had been written down when it was published."""
        return self.publication.audit_head == GENESIS


@dataclass(frozen=True, slots=True)
class NotYetPage:
    """Before anything is published: what will be here."""

    title: str
    consultation: Consultation
    phase: str


@pages.get("/office/consultations/<int(max=2147483647):consultation_id>/publish")
@page("results.publish", load=load_consultation)
def prepare(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Exactly what will be published, and what is missing."""
    return _prepare_page(db, consultation, PublishForm(formdata=None))


@pages.post("/office/consultations/<int(max=2147483647):consultation_id>/publish")
@page("results.publish", load=load_consultation)
def publish(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Ask for it to be attacked, and frozen as the next edition where nothing hidden can be worked out."""
    form = PublishForm()
    if not form.validate_on_submit():
        return _prepare_page(db, consultation, form), 422
    try:
        actions.ask_to_publish(db, consultation, seen=form.seen.data or "", by=current_user.id, at=clock.now())
    except actions.ResultsNotReady:
        return _prepare_page(db, consultation, form), 409
    except actions.ResultsChanged as refusal:
        return _prepare_page(db, consultation, form, changed=str(refusal)), 409
    flash("What you read is being checked once more, and then published. It takes a few seconds.", "info")
    g.audit_verb = "publishing.ask"
    return redirect(url_for("publishing.prepare", consultation_id=consultation.id), 303)


@pages.route("/office/publications/<int(max=2147483647):publication_id>/withdraw", methods=["GET", "POST"])
@page("results.publish", load=queries.load_publication)
def withdraw(db: Session, publication: Publication) -> ResponseReturnValue:
    """Take an edition back, after asking once more."""
    form = WithdrawForm()
    if form.validate_on_submit():
        actions.withdraw_edition(db, publication, at=clock.now())
        flash(f"Edition {publication.number} is withdrawn. Its page says so.", "info")
        return redirect(url_for("publishing.prepare", consultation_id=publication.consultation_id), 303)
    consultation = db.get_one(Consultation, publication.consultation_id)
    return render_template("publishing/withdraw.html", view=WithdrawPage(consultation, publication, form))


@pages.get("/c/<public_id>/results")
@page(public=True, load=queries.load_results)
def results(db: Session, found: queries.PublicResults) -> ResponseReturnValue:
    """The newest edition, or what will be here."""
    return _results_page(db, found)


@pages.get("/c/<public_id>/results/<int(max=2147483647):number>")
@page(public=True, load=queries.load_edition)
def edition(db: Session, found: queries.PublicResults) -> ResponseReturnValue:
    """One edition by its number, so that what was cited can be found again."""
    return _results_page(db, found)


@pages.get("/c/<public_id>/results/<int(max=2147483647):number>/<name>")
@page(public=True, load=queries.load_edition)
def download(db: Session, found: queries.PublicResults) -> Response:
    """A table or the whole of an edition as a file; a withdrawn edition gives out none."""
    publication, name = found.publication, (request.view_args or {})["name"]
    if publication is None or publication.withdrawn_at is not None or name not in (*TABLES, RECORD):
        abort(404)
    file_name = f"edition-{publication.number}-{name}"
    if name == RECORD:
        return text_file(file_name, public_text(publication.document))
    return csv_file(file_name, TABLES[name](publication.document["public"]))


def _results_page(db: Session, found: queries.PublicResults) -> ResponseReturnValue:
    consultation, publication = found.consultation, found.publication
    if publication is None:
        waiting = NotYetPage(f"{consultation.title}: results", consultation, phase_of(consultation, clock.today()))
        return render_template("publishing/not_yet.html", view=waiting)
    public, drawn = publication.document["public"], publication.document["drawn"]
    standing = publication.withdrawn_at is None
    newest = max((one.number for one in found.editions if one.withdrawn_at is None), default=0)
    view = ResultsPage(
        title=f"{public['consultation']['title']}: results",
        public_id=consultation.public_id,
        publication=publication,
        shown=make_shown(public, drawn["charts"], queries.find_published_words(db, publication)) if standing else None,
        editions=found.editions,
        newer=newest if newest > publication.number else None,
        public=public,
    )
    return render_template("publishing/results.html", view=view), 200 if standing else 410


def _prepare_page(db: Session, consultation: Consultation, form: PublishForm, *, changed: str = "") -> str:
    draft = build_draft(db, consultation)
    checks = check_draft(db, consultation, draft)
    # The officer reads this draft now, so this is the one they vouch for; what was sent before no longer counts.
    form.seen.data = draft.mark
    run = find_latest_run(db, queries.FREEZE, consultation.id)
    words = queries.find_ticked_words(db, consultation.id, draft.drawn["quotes"])
    view = PreparePage(
        consultation=consultation,
        checks=_check_views(checks),
        notes=checks.notes,
        ready=not checks.missing,
        shown=make_shown(draft.public, draft.drawn["charts"], words),
        quotes=sum(len(quote["answers"]) for quote in draft.drawn["quotes"]),
        editions=queries.list_editions(db, consultation.id),
        run=build_run_view(run, at=clock.now()) if run is not None and run.status != "done" else None,
        working=run is not None and run.status in UNFINISHED,
        form=form,
        errors=error_summary(form),
        changed=changed,
    )
    return render_template("publishing/prepare.html", view=view)


def _check_views(checks: Checks) -> list[CheckView]:
    return [CheckView(one.words, one.done, _address(one.endpoint, one.values)) for one in checks.all]


def _address(endpoint: str, values: Mapping[str, Any]) -> str:
    if endpoint not in current_app.view_functions:
        return ""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""
