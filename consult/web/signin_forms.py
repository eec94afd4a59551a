"""The forms of the sign-in pages, in plain English; each counts its wrong tries and says no more than it must."""

from __future__ import annotations

from typing import Any

from flask_security import current_user
from flask_security.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.proxies import _security
from flask_security.recovery_codes import MfRecoveryForm
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import ValidationError

from consult.accounts.passwords import find_password_problem, normalise
from consult.web import fields
from consult.web.checks import Filled
from consult.web.limits import SECOND_FACTOR
from consult.web.password_check import (
    TooManyTries,
    confirm_password,
    count_wrong,
    forget_wrong,
    refuse_if_waiting,
    sign_in_user,
)
from consult.web.unit import account_session

AUTHENTICATOR = "authenticator"
HOW_TO_CHOOSE = "12 characters or more. Three or four unrelated words are easy to remember and hard to guess."


class LooksLikeAddress:
    """Refuses what cannot be an e-mail address at all; whether anybody has it is not said."""

    def __call__(self, form: Any, field: Any) -> None:
        name, _, host = field.data.strip().rpartition("@")
        if not name or "." not in host or len(field.data) > 320 or any(sign.isspace() for sign in field.data.strip()):
            raise ValidationError("Enter an e-mail address in the form name@example.org")


def _email() -> Any:
    return fields.email("E-mail address", [Filled("Enter your e-mail address"), LooksLikeAddress()])


def _password() -> Any:
    return fields.password("Password", [Filled("Enter your password")])


def _new_password(label: str) -> Any:
    return fields.password(label, [Filled("Enter a new password")], hint=HOW_TO_CHOOSE, new=True)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address and password. There is no "remember me": thirty idle minutes end a session."""

    email = _email()
    password = _password()
    remember = None
    submit = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""

    def validate(self, **kwargs: Any) -> bool:
        if not FlaskForm.validate(self, **kwargs):
            return False
        try:
            self.user = sign_in_user(self.email.data)
        except TooManyTries as refusal:
            self.email.errors = [f"{refusal}, or set a new password"]
            return False
        if self.user is None:
            self.email.errors = ["The e-mail address or the password is wrong"]
        return self.user is not None


class ConfirmForm(VerifyForm):  # type: ignore[misc]
    """The password once more, before something that matters for the account."""

    password = _password()
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        return FlaskForm.validate(self, **kwargs) and _own_password(self.password)


class ChangeForm(ChangePasswordForm):  # type: ignore[misc]
    """The password and a new one. The boxes have a Show button, so nothing is typed twice."""

    password = fields.password("Password you have now", [Filled("Enter the password you have now")])
    new_password = _new_password("New password")
    new_password_confirm = None
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        if not FlaskForm.validate(self, **kwargs) or not _own_password(self.password):
            return False
        if self.new_password.data == self.password.data:
            self.new_password.errors = ["Enter a password you do not have already"]
            return False
        return _accept(self.new_password, current_user)


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """A new password for whoever holds the link."""

    password = _new_password("New password")
    password_confirm = None
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        return FlaskForm.validate(self, **kwargs) and _accept(self.password, self.user)


class ForgotForm(fields.PlainForm):
    """Where to send a link; the answer is the same whether or not anybody has this address."""

    email = _email()


class SetUpForm(TwoFactorSetupForm):  # type: ignore[misc]
    """Start with an authenticator app, or stop using one where that is allowed."""

    setup = HiddenField()
    phone = None
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        if not FlaskForm.validate(self, **kwargs):
            return False
        allowed = (AUTHENTICATOR,) if self.user.check_tf_required_setup() else (AUTHENTICATOR, "disable")
        if self.setup.data not in allowed:
            self.setup.errors = ["Choose what to do with one of the buttons on the page"]
            return False
        return True


class CodeForm(TwoFactorVerifyCodeForm):  # type: ignore[misc]
    """Six digits of the app, each code good once; ten wrong ones and the person must wait."""

    code = fields.one_time_code("Code from your authenticator app", [Filled("Enter the six digits your app shows")])
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        if not FlaskForm.validate(self, **kwargs):
            return False
        if not _may_try(self.user, self.code):
            return False
        if self._is_right():
            forget_wrong(SECOND_FACTOR, f"user {self.user.id}")
            return True
        count_wrong(SECOND_FACTOR, f"user {self.user.id}", self.user)
        self.code.errors = ["This code is wrong or too old. Enter the one your app shows now"]
        return False

    def _is_right(self) -> bool:
        user, kept = self.user, self.user.tf_last_counter
        if self.tf_totp_secret != user.tf_totp_secret:
            user.tf_last_counter = None  # a new secret starts with a clean sheet
        typed = "".join(sign for sign in self.code.data if not sign.isspace())
        right = typed.isascii() and _security.totp_factory.verify_totp(
            token=typed, totp_secret=self.tf_totp_secret, user=user, window=30
        )
        if not right:
            user.tf_last_counter = kept
        return bool(right)


class RecoveryForm(MfRecoveryForm):  # type: ignore[misc]
    """One of the codes that were printed."""

    code = fields.code(
        "Recovery code", [Filled("Enter one of your recovery codes")], hint="For example, abcd-efgh-jkmn-pqrs"
    )
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        if not FlaskForm.validate(self, **kwargs) or not _may_try(self.user, self.code):
            return False
        if _security.mf_recovery_codes_util.check_recovery_code(self.user, self.code.data):
            forget_wrong(SECOND_FACTOR, f"user {self.user.id}")
            return True
        count_wrong(SECOND_FACTOR, f"user {self.user.id}", self.user)
        self.code.errors = ["This code is wrong, or it was used before"]
        return False


class MakeCodesForm(fields.PlainForm):
    """One button: make new recovery codes."""


def _own_password(field: Any) -> bool:
    try:
        right = confirm_password(current_user._get_current_object())
    except TooManyTries as refusal:
        field.errors = [str(refusal)]
        return False
    if not right:
        field.errors = ["This is not your password"]
    return right


def _may_try(user: Any, field: Any) -> bool:
    try:
        refuse_if_waiting(SECOND_FACTOR, f"user {user.id}")
    except TooManyTries as refusal:
        field.errors = [str(refusal)]
        return False
    # Read afresh and held: of one code sent twice at a moment, the second must see that it was used.
    account_session().refresh(user, ("tf_totp_secret", "tf_last_counter", "mf_recovery_codes"), with_for_update=True)
    return True


def _accept(field: Any, user: Any) -> bool:
    problem = find_password_problem(field.data, about=(user.email, user.name))
    if problem:
        field.errors = [problem]
    else:
        field.data = normalise(field.data)
    return problem is None
