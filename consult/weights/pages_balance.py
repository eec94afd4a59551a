"""Balance who answered against who lives here: by what, with which shares, and what comes out beside the other figures.

For those who may have weights worked out, who may also read the answers; viewers never reach it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from consult import clock
from consult.web.editing import is_sent, mark_of
from consult.web.guard import page
from consult.web.widgets import error_summary
from consult.weights import actions_balance as actions
from consult.weights import margins, queries
from consult.weights.forms_balance import PERCENT, SharesForm, build_shares_form, written
from consult.weights.margins import BalanceBy, Margin
from consult.weights.pages import Entry, build_entry
from consult.weights.queries import WeighedQuestion
from consult.weights.raking import Balanced, CannotBalance, count_heard, last
from consult.weights.telling import tell
from consult.weights.telling_balance import BalanceTold, say_worth, tell_balance
from surveys.errors import StaleEdit

pages = Blueprint("weight_balance", __name__)
HERE = "/office/questions/<int(max=2147483647):question_id>/weights/balance"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to balance by, and whether that is done."""

    by: int | None
    title: str
    chosen: bool
    options: int


@dataclass(frozen=True, slots=True)
class BalancePage:
    """What can be balanced by, what is, and what came out; without `told` there are no weights yet."""

    entry: Entry
    groups: Offer
    questions: tuple[Offer, ...]
    told: BalanceTold | None
    weight_run_id: int
    any_margin: bool
    problem: str
    token: FlaskForm


@dataclass(frozen=True, slots=True)
class SharesPage:
    """The form of the shares of one question."""

    question: WeighedQuestion
    margin: Margin
    saved: bool
    form: SharesForm
    errors: list[dict[str, str]]
    stale: str
    token: FlaskForm


@pages.get(HERE)
@page("weights.run", load=queries.load_weighed_question)
def show(db: Session, question: WeighedQuestion) -> ResponseReturnValue:
    """By what it is balanced, and everyone's figures in each way side by side."""
    return _show(db, question)


@pages.post(f"{HERE}/groups")
@page("weights.run", load=queries.load_weighed_question)
def by_groups(db: Session, question: WeighedQuestion) -> ResponseReturnValue:
    """Balance by the stakeholder groups, or no longer."""
    if request.form.get("to") == "stop":
        actions.remove_margin(db, question, None)
        flash("The stakeholder groups are not balanced by any more.", "info")
        return _back(question.id)
    try:
        found = actions.save_groups(db, question, by=current_user.id, at=clock.now())
    except CannotBalance as refused:
        return _show(db, question, problem=refused.words), 422
    _say_saved(found)
    return _back(question.id)


@pages.route(f"{HERE}/by/<int(max=2147483647):by_question_id>", methods=["GET", "POST"])
@page("weights.run", load=margins.load_balance_by, keeps_words=True)
def by_question(db: Session, to: BalanceBy) -> ResponseReturnValue:
    """The share of each option of a question, with source and date."""
    form = _form(db, to)
    stale, status = "", 200
    if is_sent(form):
        seen = form.seen.data or ""
        try:
            found = actions.save_shares(db, to, _typed(form), seen=seen, by=current_user.id, at=clock.now())
            _say_saved(found)
            return _back(to.id)
        except CannotBalance as refused:
            for one in refused.problems:
                form.refuse(one.key if one.by == to.margin.by else "", one.sentence)
        except StaleEdit as refusal:
            stale, status = refusal.changed_by, 409
            form.seen.data = mark_of(*to.mark)
    view = SharesPage(to.question, to.margin, to.saved, form, error_summary(form), stale, FlaskForm())
    return render_template("weights/balance_form.html", view=view), 422 if form.errors else status


@pages.post(f"{HERE}/by/<int(max=2147483647):by_question_id>/remove")
@page("weights.run", load=margins.load_balance_by)
def remove(db: Session, to: BalanceBy) -> ResponseReturnValue:
    """Balance no longer by this question."""
    actions.remove_margin(db, to.question, to.margin.by)
    flash(f"“{to.margin.title}” is not balanced by any more.", "info")
    return _back(to.id)


def _show(db: Session, question: WeighedQuestion, *, problem: str = "") -> str:
    state = queries.find_state(db, question)
    saved = margins.list_margins(db, question)
    chosen = {one.by for one in saved}
    groups = margins.margin_of_groups(db, question.consultation.id)
    newest = state.newest
    view = BalancePage(
        entry=build_entry(state),
        groups=Offer(None, groups.title, None in chosen, len(groups.cells)),
        questions=tuple(
            Offer(one.id, one.text, one.id in chosen, len(one.items))
            for one in margins.list_choices(db, question.survey_id)
        ),
        told=tell_balance(newest.result, tell(newest.result, exact=True), saved) if newest is not None else None,
        weight_run_id=newest.id if newest is not None else 0,
        any_margin=bool(saved),
        problem=problem,
        token=FlaskForm(),
    )
    return render_template("weights/balance.html", view=view)


def _form(db: Session, to: BalanceBy) -> SharesForm:
    every = margins.with_shares(to.margin, {cell.key: 0.0 for cell in to.margin.cells})
    counted = last((), every)
    heard = count_heard(actions.read_people(db, to.question, counted), 0)
    options = [(cell.key, cell.label, _chose(heard[cell.key])) for cell in to.margin.cells]
    values: dict[str, Any] = {
        "unit": to.margin.unit if to.saved else PERCENT,
        "source": to.margin.source,
        "counted_on": to.margin.counted_on,
        **written({cell.key: cell.share for cell in to.margin.cells}),
    }
    if request.method != "POST":  # a form sent without its mark counts as stale
        values["seen"] = mark_of(*to.mark)
    return build_shares_form(options, data=values, today=clock.today())


def _chose(n: int) -> str:
    return "Nobody who is weighed chose this" if not n else f"{n:,} of those who are weighed chose this"


def _typed(form: SharesForm) -> actions.SharesTyped:
    return actions.SharesTyped(form.unit.data, form.shares, (form.source.data or "").strip(), form.counted_on.data)


def _say_saved(found: Balanced | None) -> None:
    worth = f"{say_worth(found.largest, len(found.kept), found.raked.effective)} " if found is not None else ""
    flash(f"Saved. {worth}Work out the weights to see the balanced figures.", "good")


def _back(question_id: int) -> ResponseReturnValue:
    return redirect(url_for("weight_balance.show", question_id=question_id), 303)
