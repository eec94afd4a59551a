"""Who works on a consultation and as what, and what they did there; a consultation is never left without an owner."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import clock
from consult.accounts import actions
from consult.accounts.models import Membership, User
from consult.accounts.queries import find_membership, find_user, list_members
from consult.accounts.refusals import LastOwner
from consult.accounts.trail import write_down
from consult.consultations.models import Consultation
from consult.consultations.queries import load_consultation
from consult.office.forms import ROLES, ButtonForm, MemberForm, RoleForm
from consult.office.queries import count_entries, list_entries
from consult.web.guard import page
from consult.web.paging import build_paging

pages = Blueprint("members", __name__, url_prefix="/office/consultations/<int(max=2147483647):consultation_id>")
ONE_MEMBER = "/members/<int(max=2147483647):user_id>"


def load_member(db: Session, consultation_id: int, user_id: int) -> tuple[Membership, int] | None:
    """Somebody's part in this consultation."""
    found = find_membership(db, user_id, consultation_id)
    return None if found is None else (found, found.consultation_id)


@pages.get("/members")
@page("members.manage", load=load_consultation)
def show(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Everybody who works on it."""
    return _show(db, consultation, MemberForm(formdata=None))


@pages.post("/members")
@page("members.manage", load=load_consultation)
def add(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Give somebody with an account a part in it."""
    form = MemberForm()
    if not form.validate_on_submit():
        return _show(db, consultation, form), 422
    person = find_user(db, form.email.data)
    if person is None or not person.active:
        form.email.errors = ["Nobody with this address can sign in. Ask an administrator to make an account"]
        return _show(db, consultation, form), 422
    if find_membership(db, person.id, consultation.id) is not None:
        form.email.errors = [f"{person.name} works on this consultation already. Change the role in the list"]
        return _show(db, consultation, form), 422
    actions.give_role(db, person, consultation.id, form.role.data, at=clock.now())
    _note(db, f"members.made_{form.role.data}", person.id, consultation.id)
    flash(f"{person.name} works on this consultation now, as {ROLES[form.role.data][0].lower()}.", "good")
    return _to_members(consultation.id)


@pages.get(ONE_MEMBER)
@page("members.manage", load=load_member)
def edit(db: Session, membership: Membership) -> ResponseReturnValue:
    """One person's part in it."""
    return _show_one(db, membership, RoleForm(formdata=None, role=membership.role))


@pages.post(ONE_MEMBER)
@page("members.manage", load=load_member)
def change(db: Session, membership: Membership) -> ResponseReturnValue:
    """Give somebody another part in it."""
    form = RoleForm()
    if not form.validate_on_submit():
        return _show_one(db, membership, form), 422
    person = db.get_one(User, membership.user_id)
    try:
        actions.give_role(db, person, membership.consultation_id, form.role.data, at=clock.now())
    except LastOwner as refusal:
        form.role.errors = [str(refusal)]
        return _show_one(db, membership, form), 422
    _note(db, f"members.made_{form.role.data}", person.id, membership.consultation_id)
    flash(f"{person.name} is {ROLES[form.role.data][0].lower()} now.", "good")
    return _to_members(membership.consultation_id)


@pages.post(ONE_MEMBER + "/remove")
@page("members.manage", load=load_member)
def remove(db: Session, membership: Membership) -> ResponseReturnValue:
    """End somebody's part in it; what they did stays."""
    actions.take_role(db, membership)
    _note(db, "members.removed", membership.user_id, membership.consultation_id)
    flash("They no longer work on this consultation.", "good")
    return _to_members(membership.consultation_id)


@pages.get("/audit")
@page("consultation.audit", load=load_consultation)
def trail(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """What was done in this consultation, by whom and when."""
    paging = build_paging(count_entries(db, consultation.id), what="Entries")
    rows = list_entries(db, offset=paging.offset, limit=paging.size, consultation_id=consultation.id)
    view = {"rows": rows, "paging": paging, "consultation": consultation}
    return render_template("office/consultation_audit.html", view=view)


def _show(db: Session, consultation: Consultation, form: MemberForm) -> str:
    everybody = list_members(db, consultation.id)
    paging = build_paging(len(everybody), what="People")
    rows = everybody[paging.offset : paging.offset + paging.size]
    view = {"consultation": consultation, "rows": rows, "paging": paging, "roles": ROLES}
    return render_template("office/members.html", view=view, form=form)


def _show_one(db: Session, membership: Membership, form: RoleForm) -> str:
    consultation = load_consultation(db, membership.consultation_id)
    view = {
        "consultation": consultation[0] if consultation else None,
        "person": db.get_one(User, membership.user_id),
        "button": ButtonForm(),
    }
    return render_template("office/member.html", view=view, form=form)


def _note(db: Session, verb: str, user_id: int, consultation_id: int) -> None:
    # In place of the guard's own entry, which would not say whose role it was.
    g.changed_nothing = True
    write_down(db, verb, user_id, by=current_user.id, consultation_id=consultation_id, at=clock.now())


def _to_members(consultation_id: int) -> ResponseReturnValue:
    return redirect(url_for("members.show", consultation_id=consultation_id), 303)
