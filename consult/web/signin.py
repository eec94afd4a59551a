"""Wires Flask-Security to our tables, our unit of work and our words; gives it no page, no token and no commit of its
own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, flash, g, redirect, render_template, request, url_for
from flask_security import PasswordUtil, Security, SQLAlchemySessionUserDatastore
from flask_security.core import Security as SecurityExtension
from flask_security.mail_util import MailUtil
from flask_security.recoverable import generate_reset_link
from flask_security.signals import (
    password_changed,
    password_reset,
    tf_disabled,
    user_authenticated,
)
from flask_wtf import FlaskForm
from itsdangerous import URLSafeTimedSerializer

from consult import clock
from consult.accounts.models import Role, User
from consult.accounts.passwords import ARGON2, normalise
from consult.accounts.trail import write_down
from consult.config import Settings
from consult.outbox import queue_mail
from consult.web import signed_in, signin_forms, signin_pages
from consult.web.errors import error_page
from consult.web.guard import READING
from consult.web.second_factor import OneTimeCodes, RecoveryCodes, totp_keys
from consult.web.signin_words import MESSAGES
from consult.web.unit import account_db, account_session
from consult.web.widgets import dress

LINK_LASTS = timedelta(days=1)


class Datastore(SQLAlchemySessionUserDatastore):  # type: ignore[misc]
    """Users and roles in the session of this request; the unit of work commits, never the datastore."""

    def __init__(self) -> None:
        super().__init__(account_db, User, Role)

    def commit(self) -> None:
        """Nothing: the guard's unit of work ends in a commit, also when the form was refused."""


class Passwords(PasswordUtil):  # type: ignore[misc]
    """One way to read a typed password, the same as on the command line."""

    def normalize(self, password: str) -> str:
        return normalise(password)


class Outbox(MailUtil):  # type: ignore[misc]
    """Mail as a row of the same transaction."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str,
        sender: str,
        body: str | None,
        html: str | None,
        **context: Any,
    ) -> None:
        queue_mail(account_session(), recipient, subject, body or "", at=clock.now())


def security_config(settings: Settings) -> dict[str, Any]:
    """Flask-Security's settings."""
    return {
        "SECURITY_POST_LOGIN_VIEW": "/office/",
        "SECURITY_POST_LOGOUT_VIEW": "security.login",
        "SECURITY_POST_CHANGE_VIEW": "office.account",
        "SECURITY_POST_VERIFY_VIEW": "office.account",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "office.account",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "SECURITY_PASSWORD_NORMALIZE_FORM": None,
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],  # of the kept hash, inside a signed link
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": LINK_LASTS,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": not settings.insecure_loopback,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": totp_keys(settings),
        "SECURITY_TOTP_ISSUER": "Heed",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_FRESHNESS": signin_pages.FRESH,
        "SECURITY_FRESHNESS_GRACE_PERIOD": signin_pages.FRESH,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_SENDER": settings.mail_from or settings.council.email or "heed",
        "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": "Set a new password for Heed",
        "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": "Your Heed password was changed",
        "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your Heed password was changed",
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        **MESSAGES,
    }


def install_accounts(app: Flask, settings: Settings) -> SecurityExtension:
    """Add signing in to the app; its pages are a blueprint like any other."""
    app.config.update(security_config(settings))
    security = Security(
        app,
        Datastore(),
        register_blueprint=False,
        login_form=signin_forms.SignInForm,
        verify_form=signin_forms.ConfirmForm,
        change_password_form=signin_forms.ChangeForm,
        reset_password_form=signin_forms.ResetForm,
        two_factor_setup_form=signin_forms.SetUpForm,
        two_factor_verify_code_form=signin_forms.CodeForm,
        mf_recovery_form=signin_forms.RecoveryForm,
        mail_util_cls=Outbox,
        password_util_cls=Passwords,
        totp_cls=OneTimeCodes,
        mf_recovery_codes_util_cls=RecoveryCodes,
        render_template=_render,
    )
    security.want_json(lambda asked: False)
    security.unauthn_handler(_ask_to_sign_in)
    security.login_manager.unauthorized_handler(_ask_to_sign_in)
    _sign_with_newest_key(security, settings)
    signed_in.install_session_limits(app)
    user_authenticated.connect(_note_sign_in, app)
    password_changed.connect(_note_password_changed, app)
    password_reset.connect(_note_password_reset, app)
    tf_disabled.connect(_note_second_factor_off, app)
    return security


def make_password_link(user: User) -> str:
    """An address where this person can set a password, once, within a day."""
    link, _ = generate_reset_link(user)
    return str(link)


def _sign_with_newest_key(security: Any, settings: Settings) -> None:
    # Flask-Security hands its keys over newest first, but the last of them is the one that signs.
    oldest_first = [key.hex() for key in reversed(settings.keys("links"))]
    security.reset_serializer = URLSafeTimedSerializer(oldest_first, salt="new-password")
    security.tf_setup_serializer = URLSafeTimedSerializer(oldest_first, salt="second-factor")


def _ask_to_sign_in(*_: Any, **__: Any) -> Any:
    if request.method not in READING:
        return error_page(
            403,
            [
                "You are not signed in, or were away for more than half an hour. Nothing was saved.",
                "Go back, copy what you wrote, then sign in.",
            ],
        )
    flash("Sign in to see this page.", "info")
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))


def _render(template: str, **context: Any) -> str:
    if template.endswith(".txt"):
        return render_template(template, **context, lasts="24 hours")
    forms = [thing for thing in context.values() if isinstance(thing, FlaskForm)]
    refused = request.method == "POST" and any(form.errors for form in forms)
    g.form_refused = refused
    for form in forms:
        dress(form)
    return render_template(template, view=context, has_errors=refused)


def _note_sign_in(app: Flask, user: User, authn_via: list[str] | None = None, **_: Any) -> None:
    signed_in.begin()
    if authn_via == ["change"]:
        return  # the same person goes on after changing the password
    user.last_login_at = clock.now()
    if user.tf_totp_secret:
        user.tf_totp_secret = app.extensions["security"].totp_factory.renew(user.tf_totp_secret)
    write_down(account_session(), "account.signed_in", user.id, by=user.id, at=clock.now())


def _note_password_changed(app: Flask, user: User, **_: Any) -> None:
    write_down(account_session(), "account.password_changed", user.id, by=user.id, at=clock.now())


def _note_password_reset(app: Flask, user: User, **_: Any) -> None:
    signin_pages.after_reset(user)
    write_down(account_session(), "account.password_set_by_link", user.id, by=user.id, at=clock.now())


def _note_second_factor_off(app: Flask, user: User, **_: Any) -> None:
    user.mf_recovery_codes = user.tf_last_counter = None
    write_down(account_session(), "account.second_factor_off", user.id, by=user.id, at=clock.now())
