"""The addresses of signing in: Flask-Security's views where they do the work, ours where they say too much. Every other
view of Flask-Security has no address here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, request, session, url_for
from flask_security import auth_required, current_user, views
from flask_security.proxies import _datastore, _security
from flask_security.recoverable import send_reset_password_instructions
from flask_security.tf_plugin import tf_clean_session
from flask_security.utils import check_and_get_token_status
from sqlalchemy.orm import Session

from consult import clock
from consult.accounts.models import User
from consult.accounts.queries import find_user, plain_address
from consult.accounts.trail import write_down
from consult.web import signed_in
from consult.web.guard import READING, page
from consult.web.limits import RESET_FROM_ONE_PLACE, RESET_MAIL, SIGN_IN, name_place
from consult.web.password_check import check_typed_password, count_mail, forget_wrong
from consult.web.signin_forms import CodeForm, ForgotForm, MakeCodesForm, SetUpForm
from consult.web.unit import account_session

pages = Blueprint("security", __name__, url_prefix="/account")

FRESH = timedelta(minutes=15)  # after this, changing how one signs in asks for the password again
HALFWAY = timedelta(minutes=15)  # between the password and the code
BOTH = ["GET", "POST"]


def in_unit(view: Callable[..., Any]) -> Callable[..., Any]:
    """Have Flask-Security read and write in the session the guard opened."""

    @wraps(view)
    def inside(db: Session, **values: Any) -> Any:
        if request.method in READING:
            return view(**values)
        g.unit = db
        g.counts_tries = True  # also where the answer is a refusal
        g.pop("_login_user", None)  # look the person up again, in the session that may change them
        try:
            return make_response(view(**values))
        except BaseException:
            g.pop("_login_user", None)  # bound to a session that ends now; the page of the fault looks them up again
            raise
        finally:
            g.pop("unit", None)

    return inside


@pages.before_request
def _prepare() -> None:
    if request.is_json:
        abort(415)
    if not all(map(_can_be_parted, request.values.getlist("next"))):
        abort(400)
    started = session.get("halfway", 0)
    if "tf_state" in session and clock.now().timestamp() - started > HALFWAY.total_seconds():
        tf_clean_session()
    check_typed_password()


def _can_be_parted(address: str) -> bool:
    """Whether an address can be read at all; where it may lead is asked by Flask-Security."""
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


@pages.after_request
def _finish(response: Response) -> Response:
    if request.method == "POST" and response.status_code == 302:
        response.status_code = 303
    if response.status_code == 200 and g.get("form_refused"):
        waiting = g.get("wait_seconds")
        response.status_code = 429 if waiting else 422
        if waiting:
            response.headers["Retry-After"] = str(waiting)
    return response


@pages.route("/sign-in", methods=BOTH, endpoint="login")
@page(public=True)
@in_unit
def sign_in() -> Any:
    """Address and password; then the code, where a second factor is set up or required."""
    answer = make_response(views.login())
    if "tf_state" in session:
        session["halfway"] = int(clock.now().timestamp())
    return answer


@pages.route("/sign-out", methods=["POST"], endpoint="logout")
@page(public=True)
@in_unit
def sign_out() -> Any:
    """End this session, in every copy of its cookie."""
    db = account_session()
    if current_user.is_authenticated:
        write_down(db, "account.signed_out", current_user.id, by=current_user.id, at=clock.now())
    answer = views.logout()
    signed_in.end(db, at=clock.now())
    flash("You are signed out.", "good")
    return answer


@pages.route("/confirm", methods=BOTH, endpoint="verify")
@page("account.edit")
@in_unit
def confirm() -> Any:
    """The password once more."""
    g.changed_nothing = True
    return views.verify()


@pages.route("/forgotten", methods=BOTH, endpoint="forgot_password")
@page(public=True)
@in_unit
def forgot_password() -> Any:
    """Ask for a link to set a new password; the answer never says whether the address is known."""
    form = ForgotForm()
    if form.validate_on_submit():
        address = plain_address(form.email.data)
        allowed = count_mail(RESET_FROM_ONE_PLACE, "from " + name_place(request.remote_addr))
        allowed = count_mail(RESET_MAIL, address) and allowed
        user = find_user(account_session(), address)
        if allowed and user is not None and user.active:
            send_reset_password_instructions(user)
        flash("If somebody has an account with this address, a message is on its way to it.", "info")
        return redirect(url_for("security.login"), 303)
    return show("security/forgot_password.html", forgot_password_form=form)


@pages.route("/new-password/<token>", methods=BOTH, endpoint="reset_password")
@page(public=True)
@in_unit
def reset_password(token: str) -> Any:
    """Set a password with a link that works once and for a day."""
    return views.reset_password(token)


@pages.route("/password", methods=BOTH, endpoint="change_password")
@page("account.edit")
@in_unit
def change_password() -> Any:
    """Change one's own password; every other session ends."""
    g.changed_nothing = True  # written down when it was changed
    return views.change_password()


@pages.route("/second-factor", methods=BOTH, endpoint="two_factor_setup")
@page(public=True)
@in_unit
def set_up_second_factor() -> Any:
    """Begin with an authenticator app; for somebody signed in, or halfway through signing in for the first time."""
    return views.two_factor_setup()


@pages.route("/second-factor/<token>", methods=["POST"], endpoint="two_factor_setup_validate")
@page("account.edit")
@in_unit
def confirm_second_factor(token: str) -> Any:
    """Prove that the app works before it is asked for; a wrong code shows the same picture again."""
    g.changed_nothing = True
    expired, unknown, state = check_and_get_token_status(token, "tf_setup", timedelta(minutes=30))
    if expired or unknown:
        flash("Setting up took too long. Start again.", "warn")
        return redirect(url_for("security.two_factor_setup"), 303)
    user = current_user._get_current_object()
    form = CodeForm()
    form.user, form.tf_totp_secret, form.is_setup = user, state["totp_secret"], True
    if form.validate_on_submit():
        tf_clean_session()
        _datastore.tf_set(user, state["method"], state["totp_secret"])
        write_down(account_session(), "account.second_factor_set", user.id, by=user.id, at=clock.now())
        flash("Your authenticator app is set up.", "good")
        return redirect(url_for("security.mf_recovery_codes"), 303)
    return show_secret(user, state["totp_secret"], form, token)


@pages.route("/code", methods=BOTH, endpoint="two_factor_token_validation")
@page(public=True)
@in_unit
def enter_code() -> Any:
    """The code of the app, after the password."""
    setting_up = session.get("tf_state") == "validating_profile"
    answer = make_response(views.two_factor_token_validation())
    if answer.status_code != 302 or not current_user.is_authenticated:
        return answer
    if setting_up:
        write_down(account_session(), "account.second_factor_set", current_user.id, by=current_user.id, at=clock.now())
    if not current_user.mf_recovery_codes:
        answer.location = url_for("security.mf_recovery_codes")  # before anything else
    return answer


@pages.route("/recovery-code", methods=BOTH, endpoint="mf_recovery")
@page(public=True)
@in_unit
def enter_recovery_code() -> Any:
    """A printed code in place of the app."""
    return views.mf_recovery()


@pages.route("/recovery-codes", methods=BOTH, endpoint="mf_recovery_codes")
@page("account.edit")
@in_unit
@auth_required("session", within=lambda: FRESH, grace=lambda: FRESH)
def make_recovery_codes() -> Any:
    """Make new recovery codes and show them this once."""
    g.changed_nothing = True
    user, form, codes = current_user._get_current_object(), MakeCodesForm(), []
    if form.validate_on_submit() and user.tf_primary_method:
        codes = _security.mf_recovery_codes_util.create_recovery_codes(user)
        write_down(account_session(), "account.recovery_codes_made", user.id, by=user.id, at=clock.now())
    return show(
        "security/mf_recovery_codes.html",
        mf_recovery_codes_form=form,
        codes=codes,
        left=len(user.mf_recovery_codes or []),
        has_second_factor=bool(user.tf_primary_method),
    )


# Flask-Security builds this address for a page we do not have; it can be built and never be opened.
pages.add_url_rule("/second-factor/help", endpoint="two_factor_rescue", build_only=True)


def show(template: str, **context: Any) -> str:
    """Render a page of Flask-Security in our layout."""
    return str(_security.render_template(template, **context))


def show_secret(user: User, secret: str, form: CodeForm, token: str) -> str:
    """The picture to scan and the box for the first code."""
    values = _security.totp_factory.fetch_setup_values(secret, user)
    return show(
        "security/two_factor_setup.html",
        two_factor_setup_form=SetUpForm(formdata=None),
        two_factor_verify_code_form=form,
        chosen_method="authenticator",
        authr_qrcode=values["image"],
        authr_key=values["key"],
        changing=True,
        state_token=token,
        two_factor_required=user.check_tf_required_setup(),
        primary_method=user.tf_primary_method,
    )


def after_reset(user: User) -> None:
    """Whoever reads the mail of an address has proved that it is theirs: earlier wrong tries are forgotten."""
    forget_wrong(SIGN_IN, user.email)
