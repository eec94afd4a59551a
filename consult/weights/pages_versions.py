"""Frozen versions of weights: freeze one, read it as it was, and compare two; numbers as anybody may read them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import clock
from consult.web.figures import Figure, figure_of
from consult.web.guard import may, page
from consult.web.paging import Paging, build_paging
from consult.web.widgets import error_summary
from consult.weights import queries, queries_steady, queries_versions
from consult.weights.actions import TooClose, freeze_version
from consult.weights.cited import Sentence
from consult.weights.findings import cite_differences, cite_findings, cite_moves, say_everyone, say_few
from consult.weights.forms import FreezeForm
from consult.weights.models import WeightRun, WeightVersion
from consult.weights.moves import Moved, compare_versions
from consult.weights.pages import is_exact
from consult.weights.queries import WeighedQuestion
from consult.weights.queries_versions import Frozen, VersionRow
from consult.weights.telling import tell
from consult.weights.told import Told
from surveys.errors import WrongState

pages = Blueprint("weight_versions", __name__)


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every version of a question, and the form that makes the next."""

    question: WeighedQuestion
    versions: list[VersionRow]
    paging: Paging
    has_weights: bool
    may_freeze: bool
    form: FreezeForm
    errors: list[dict[str, str]]
    refusal: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version as it was frozen. `intact`: what is stored is still what was frozen. `held` says why a reader is
    shown fewer answers than are in it."""

    frozen: Frozen
    exact: bool
    shown_run_id: int
    held: str
    told: Told
    findings: list[Sentence]
    few: str
    differences: list[Sentence]
    everyone: str
    figure: Figure | None
    stale: tuple[str, ...]
    intact: bool
    others: list[VersionRow]


@dataclass(frozen=True, slots=True)
class MovesPage:
    """Two versions of a question side by side, the earlier first; `run_ids` are those of the results that are shown."""

    question: WeighedQuestion
    then: WeightVersion
    now: WeightVersion
    moved: Moved
    sentences: list[Sentence]
    run_ids: tuple[int, int]


@pages.get("/office/questions/<int(max=2147483647):question_id>/weights/versions")
@page("weights.view", load=queries.load_weighed_question)
def listing(db: Session, question: WeighedQuestion) -> ResponseReturnValue:
    """The versions of a question, the newest first."""
    return _listing(db, question, FreezeForm())


@pages.post("/office/questions/<int(max=2147483647):question_id>/weights/versions")
@page("weights.freeze", load=queries.load_weighed_question)
def freeze(db: Session, question: WeighedQuestion) -> ResponseReturnValue:
    """Freeze the newest weights under the next number."""
    form = FreezeForm()
    if not form.validate_on_submit():
        return _listing(db, question, form), 422
    typed = form.seen.data or ""
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    purpose = (form.purpose.data or "").strip()
    try:
        version = freeze_version(db, question, seen=seen, purpose=purpose, by=current_user.id, at=clock.now())
    except (TooClose, WrongState) as refusal:
        return _listing(db, question, form, refusal=str(refusal)), 409
    flash(f"Version {version.number} is frozen. It will not change.", "good")
    g.audit_verb = "weights.freeze"
    return redirect(url_for("weight_versions.show", version_id=version.id), 303)


@pages.get("/office/weight-versions/<int(max=2147483647):version_id>")
@page("weights.view", load=queries_versions.load_version)
def show(db: Session, frozen: Frozen) -> ResponseReturnValue:
    """One version as it was frozen."""
    shown = _find_readable(db, frozen.weight_run)
    told = tell(shown.result, exact=False)
    versions = queries_versions.list_versions(db, frozen.question)
    view = VersionPage(
        frozen=frozen,
        # To try out what few people may have said until the fingerprint fits is for those who can read it anyway.
        exact=is_exact(frozen.question.consultation.id),
        shown_run_id=shown.id,
        held="" if shown.id == frozen.weight_run.id else queries_steady.HELD_BACK,
        told=told,
        findings=cite_findings(told),
        few=say_few(told),
        differences=cite_differences(told),
        everyone=say_everyone(told),
        figure=figure_of(shown.charts),
        stale=queries.explain_stale(db, frozen.question, frozen.weight_run),
        intact=queries_versions.hash_weights(frozen.weight_run) == frozen.version.content_hash,
        others=[one for one in versions if one.id != frozen.id],
    )
    return render_template("weights/version.html", view=view)


@pages.get("/office/weight-versions/<int(max=2147483647):version_id>/moves")
@page("weights.view", load=queries_versions.load_version)
def moves(db: Session, frozen: Frozen) -> ResponseReturnValue:
    """This version beside another (`?with=` its number), the earlier first."""
    typed = request.args.get("with", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    other = queries_versions.find_by_number(db, frozen.question.id, number)
    if other is None or other[0].id == frozen.id:
        return redirect(url_for("weight_versions.show", version_id=frozen.id))
    first, second = sorted(((frozen.version, frozen.weight_run), other), key=lambda one: one[0].number)
    then, now = _find_readable(db, first[1]), _find_readable(db, second[1])
    moved = compare_versions(then.result, now.result, (then.method, now.method))
    view = MovesPage(frozen.question, first[0], second[0], moved, cite_moves(moved), (then.id, now.id))
    return render_template("weights/moves.html", view=view)


def _find_readable(db: Session, weight_run: WeightRun) -> WeightRun:
    """A version's result; for who may not read the answers, where a few people could be told by it, what such readers
    were shown when it was made."""
    if is_exact(weight_run.consultation_id):
        return weight_run
    shown = queries_steady.find_shown_then(db, weight_run)
    if shown is None:
        queries_steady.refuse_unsteady(weight_run)
    return shown or weight_run


def _listing(db: Session, question: WeighedQuestion, form: FreezeForm, *, refusal: str = "") -> str:
    newest = queries.find_newest(db, question.id)
    versions = queries_versions.list_versions(db, question)
    paging = build_paging(len(versions), what="Versions", endpoint="weight_versions.listing")
    if newest is not None and not refusal:
        form.seen.data = str(newest.id)
    view = VersionsPage(
        question=question,
        versions=versions[paging.offset : paging.offset + paging.size],
        paging=paging,
        has_weights=newest is not None,
        may_freeze=may("weights.freeze", question.consultation.id),
        form=form,
        errors=error_summary(form),
        refusal=refusal,
    )
    return render_template("weights/versions.html", view=view)
