"""One's own account, people and their roles, the audit trail; an administrator reads no answers here."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import clock
from consult.accounts import actions
from consult.accounts.models import User
from consult.accounts.queries import count_users
from consult.accounts.refusals import AddressTaken
from consult.accounts.trail import write_down
from consult.office.actions import send_invitation
from consult.office.forms import ButtonForm, InviteForm, NameForm
from consult.office.queries import (
    build_user_view,
    check_trail,
    count_entries,
    find_user_or_none,
    list_entries,
    list_user_rows,
)
from consult.web.guard import page
from consult.web.paging import build_paging
from consult.web.signin import make_password_link
from consult.web.unit import settings

pages = Blueprint("office", __name__, url_prefix="/office")

ONE_USER = "/users/<int(max=2147483647):user_id>"


@pages.get("/account")
@page("account.edit")
def account(db: Session) -> ResponseReturnValue:
    """How this person signs in."""
    required = not settings().insecure_loopback
    codes = len(current_user.mf_recovery_codes or [])
    return render_template("office/account.html", view={"user": current_user, "codes": codes, "required": required})


@pages.get("/users")
@page("users.manage")
def users(db: Session) -> ResponseReturnValue:
    """Everybody with an account."""
    paging = build_paging(count_users(db), what="People")
    rows = list_user_rows(db, offset=paging.offset, limit=paging.size)
    return render_template("office/users.html", view={"rows": rows, "paging": paging})


@pages.route("/users/new", methods=["GET", "POST"])
@page("users.manage")
def add_user(db: Session) -> ResponseReturnValue:
    """Make an account and send its owner a link to choose a password."""
    form = InviteForm()
    if not form.validate_on_submit():
        return render_template("office/add_user.html", form=form), 422 if form.is_submitted() else 200
    try:
        user = actions.invite_user(
            db, form.email.data, form.name.data, administrator=form.administrator.data, at=clock.now()
        )
    except AddressTaken as refusal:
        form.email.errors = [str(refusal)]
        return render_template("office/add_user.html", form=form), 422
    g.changed_nothing = True  # written down here, where it is known who was made
    write_down(db, "office.add_user", user.id, by=current_user.id, at=clock.now())
    _invite(db, user)
    return _to(user)


@pages.get(ONE_USER)
@page("users.manage", load=find_user_or_none)
def user(db: Session, person: User) -> ResponseReturnValue:
    """One account and what may be done with it."""
    return _show_user(db, person, NameForm(formdata=None, name=person.name))


@pages.post(ONE_USER + "/name")
@page("users.manage", load=find_user_or_none)
def rename(db: Session, person: User) -> ResponseReturnValue:
    """Change the name somebody is shown by."""
    form = NameForm()
    if not form.validate_on_submit():
        return _show_user(db, person, form), 422
    actions.rename_user(db, person, form.name.data)
    flash("The name is changed.", "good")
    return _to(person)


@pages.post(ONE_USER + "/link")
@page("users.manage", load=find_user_or_none)
def send_link(db: Session, person: User) -> ResponseReturnValue:
    """Send a link to choose a password again."""
    _invite(db, person)
    return _to(person)


def _button(address: str, name: str, change: Callable[[Session, User], object], words: str) -> None:
    @page("users.manage", load=find_user_or_none)
    def press(db: Session, person: User) -> ResponseReturnValue:
        change(db, person)
        flash(words.format(name=person.name), "good")
        return _to(person)

    pages.add_url_rule(f"{ONE_USER}/{address}", endpoint=name, view_func=press, methods=["POST"])


_button("activate", "activate", actions.activate_user, "{name} can sign in again.")
_button(
    "deactivate",
    "deactivate",
    lambda db, person: actions.deactivate_user(db, person, by=current_user),
    "{name} can no longer sign in.",
)
_button("administrator", "make_administrator", actions.make_administrator, "{name} is an administrator now.")
_button(
    "no-administrator",
    "stop_administrator",
    lambda db, person: actions.stop_administrator(db, person, by=current_user),
    "{name} is no longer an administrator.",
)
_button(
    "new-phone",
    "clear_second_factor",
    actions.clear_second_factor,
    "{name} sets up a new phone at the next sign-in.",
)


@pages.get("/audit")
@page("audit.read")
def audit_trail(db: Session) -> ResponseReturnValue:
    """Who did what to which record, and whether the record of it is whole."""
    paging = build_paging(count_entries(db), what="Entries")
    rows = list_entries(db, offset=paging.offset, limit=paging.size)
    trail = check_trail(db, anyway=request.args.get("check") == "all")
    return render_template("office/audit.html", view={"rows": rows, "paging": paging, "trail": trail})


def _show_user(db: Session, person: User, form: NameForm) -> str:
    view = build_user_view(db, person, seen_by=current_user.id)
    return render_template("office/user.html", view=view, form=form, button=ButtonForm())


def _invite(db: Session, person: User) -> None:
    link = make_password_link(person)
    body = render_template("security/email/invitation.txt", user=person, reset_link=link, lasts="24 hours")
    send_invitation(db, person, body, at=clock.now())
    if settings().mail_url:
        flash(f"A link to choose a password is on its way to {person.email}. It works once, for 24 hours.", "good")
    else:  # nothing can be sent from here, so the administrator hands the link over
        flash(f"No mail server is set. Give {person.name} this link. It works once, for 24 hours: {link}", "warn")


def _to(person: User) -> ResponseReturnValue:
    return redirect(url_for("office.user", user_id=person.id), 303)
