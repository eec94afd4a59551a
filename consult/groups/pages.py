"""Pages on which officers list the stakeholder groups of a consultation and say how many people each holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from consult import clock
from consult.consultations.models import Consultation
from consult.consultations.queries import load_consultation
from consult.groups import actions, queries
from consult.groups.forms import GroupForm
from consult.groups.models import ConsultationGroup
from consult.web.editing import is_sent
from consult.web.guard import may, page
from consult.web.widgets import error_summary
from consult.web.words import plain_date
from surveys.errors import StaleEdit

pages = Blueprint("groups", __name__)


@dataclass(frozen=True, slots=True)
class ListView:
    """The list of groups, in use and retired."""

    consultation: Consultation
    groups: list[queries.GroupView]
    retired: list[queries.GroupView]
    may_edit: bool
    may_change: bool  # add, move, retire: not once the consultation is closed
    form: FlaskForm  # carries the token of the buttons


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The form of one group."""

    title: str
    consultation: Consultation
    form: GroupForm
    errors: list[dict[str, str]]
    group: queries.GroupView | None = None
    stale: str = ""
    stored: tuple[tuple[str, str], ...] = ()


@pages.get("/office/consultations/<int(max=2147483647):consultation_id>/groups")
@page("consultation.view", load=load_consultation)
def listing(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Every group with its mark, its number and where the number comes from."""
    groups = queries.list_groups(db, consultation.id, retired=True)
    may_edit = may("groups.edit", consultation.id)
    view = ListView(
        consultation=consultation,
        groups=[group for group in groups if not group.retired],
        retired=[group for group in groups if group.retired],
        may_edit=may_edit,
        may_change=may_edit and consultation.status in ("draft", "open"),
        form=FlaskForm(),
    )
    return render_template("groups/listing.html", view=view)


@pages.route("/office/consultations/<int(max=2147483647):consultation_id>/groups/new", methods=["GET", "POST"])
@page("groups.edit", load=load_consultation, keeps_words=True)
def add(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Add a group; "save and add another" comes straight back here."""
    form = GroupForm(today=clock.today())
    if is_sent(form):
        try:
            actions.add_group(db, consultation, _facts(form))
        except actions.GroupNameTaken as refusal:
            form.name.errors = [str(refusal)]
        else:
            flash(f"“{form.name.data}” is added.", "good")
            onward = "groups.add" if request.form.get("more") else "groups.listing"
            return redirect(url_for(onward, consultation_id=consultation.id), 303)
    return _form_page("Add a group", consultation, form), 422 if form.errors else 200


@pages.route(
    "/office/consultations/<int(max=2147483647):consultation_id>/groups/<int(max=2147483647):group_id>",
    methods=["GET", "POST"],
)
@page("groups.edit", load=queries.load_group, keeps_words=True)
def edit(db: Session, kept: ConsultationGroup) -> ResponseReturnValue:
    """Reword a group or correct its number; a save over a colleague's is refused and shows both."""
    consultation = db.get_one(Consultation, kept.consultation_id)
    form = _edit_form(consultation, kept)
    if is_sent(form):
        typed = _facts(form, kept)
        try:
            actions.edit_group(db, consultation, kept, typed, seen=form.seen.data or "", by=current_user.id)
        except actions.GroupNameTaken as refusal:
            form.name.errors = [str(refusal)]
        except StaleEdit as refusal:
            return _stale_page(consultation, kept, form, refusal), 409
        else:
            flash(f"“{kept.group.name}” is saved.", "good")
            return redirect(_list_url(kept.consultation_id), 303)
    return _form_page("Edit a group", consultation, form, kept), 422 if form.errors else 200


@pages.post("/office/consultations/<int(max=2147483647):consultation_id>/groups/<int(max=2147483647):group_id>/move")
@page("groups.edit", load=queries.load_group)
def move(db: Session, kept: ConsultationGroup) -> ResponseReturnValue:
    """Move a group one place up or down."""
    consultation = db.get_one(Consultation, kept.consultation_id)
    up = request.form.get("to") == "up"
    actions.move_group(db, consultation, kept, up=up)
    flash(f"“{kept.group.name}” moved {'up' if up else 'down'}.", "info")
    return redirect(_list_url(kept.consultation_id), 303)


@pages.post("/office/consultations/<int(max=2147483647):consultation_id>/groups/<int(max=2147483647):group_id>/retire")
@page("groups.edit", load=queries.load_group)
def retire(db: Session, kept: ConsultationGroup) -> ResponseReturnValue:
    """Retire a group, or bring it back."""
    consultation = db.get_one(Consultation, kept.consultation_id)
    if request.form.get("to") == "restore":
        actions.restore_group(db, consultation, kept)
        flash(f"“{kept.group.name}” is back in the list.", "good")
    else:
        actions.retire_group(db, consultation, kept, at=clock.now())
        flash(f"“{kept.group.name}” is retired. What people in it said is kept.", "info")
    return redirect(_list_url(kept.consultation_id), 303)


def _list_url(consultation_id: int) -> str:
    return url_for("groups.listing", consultation_id=consultation_id)


def _facts(form: GroupForm, kept: ConsultationGroup | None = None) -> actions.GroupFacts:
    """What was typed; a name the form does not offer stays as it is."""
    known = actions.facts_of(kept) if kept is not None else actions.GroupFacts("")
    return actions.GroupFacts(
        name=(form.name.data or "") if "name" in form else known.name,
        description=(form.description.data or "") if "description" in form else known.description,
        population=form.people,
        source=form.source.data or "",
        counted_on=form.counted_on.data,
    )


def _edit_form(consultation: Consultation, kept: ConsultationGroup) -> GroupForm:
    facts = actions.facts_of(kept)
    values: dict[str, Any] = asdict(facts)
    if request.method != "POST":  # a form sent without its mark counts as stale
        values["seen"] = actions.mark_of_facts(facts)
    values["population"] = "" if facts.population is None else str(facts.population)
    return GroupForm(
        data=values,
        today=clock.today(),
        name_fixed=consultation.status in ("closed", "published"),
        known_name=facts.name,
    )


def _form_page(
    title: str,
    consultation: Consultation,
    form: GroupForm,
    kept: ConsultationGroup | None = None,
    **more: Any,
) -> str:
    group = queries.view_of(kept) if kept is not None else None
    view = GroupPage(title, consultation, form, error_summary(form), group, **more)
    return render_template("groups/form.html", view=view)


def _stale_page(consultation: Consultation, kept: ConsultationGroup, form: GroupForm, refusal: StaleEdit) -> str:
    """The form as typed, with what is stored beside it; sending it again replaces the colleague's."""
    stored, typed = actions.facts_of(kept), _facts(form, kept)
    labels = {name: form[name].label.text for name in asdict(stored) if name in form}
    differing = tuple(
        (labels[name], plain_date(value) if name == "counted_on" else str("" if value is None else value))
        for name, value in asdict(stored).items()
        if name in labels and value != getattr(typed, name)
    )
    form.seen.data = actions.mark_of_facts(stored)
    return _form_page("Edit a group", consultation, form, kept, stale=refusal.changed_by, stored=differing)
