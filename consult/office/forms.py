"""The shape of what administrators and owners send about people; long or empty words are refused, never cut."""

from __future__ import annotations

from typing import Any

from wtforms.fields import SelectChoice

from consult.accounts.permissions import MEMBER_ROLES
from consult.web.checks import Filled, NotTooLong
from consult.web.fields import PlainForm, choose_one, email, text, tick
from consult.web.signin_forms import LooksLikeAddress

LONGEST_NAME = 200

# What each part means, in words; the order is that of the page.
ROLES = {
    "owner": ("Owner", "Runs the consultation: opens, closes and publishes it, and says who works on it."),
    "analyst": ("Analyst", "Builds surveys, reads answers, reviews themes and works out weights."),
    "facilitator": ("Facilitator", "Sees the surveys, to run them with people in a hall or on paper."),
    "provider": ("Provider", "Sees the overview of the consultation."),
    "viewer": ("Viewer", "Reads outcomes and weights, and no answers."),
}
assert tuple(ROLES) == MEMBER_ROLES  # noqa: S101  one order in the table of permissions and on pages


def _name() -> Any:
    return text("Name", [Filled("Enter a name"), NotTooLong("The name", LONGEST_NAME)], autocomplete="off")


def _email(hint: str = "") -> Any:
    return email(
        "E-mail address", [Filled("Enter an e-mail address"), LooksLikeAddress()], hint=hint, autocomplete="off"
    )


class InviteForm(PlainForm):
    """A new account."""

    name = _name()
    email = _email("A link to choose a password is sent to it.")
    administrator = tick("Administrator: adds people and reads the audit trail, but reads no answers")


class NameForm(PlainForm):
    """What a person is called."""

    name = _name()


class MemberForm(PlainForm):
    """Somebody with an account, and their part in the consultation."""

    email = _email("They need an account already. An administrator can make one.")
    role = choose_one(
        "Role",
        [SelectChoice(role, title, render_kw={"hint": words}) for role, (title, words) in ROLES.items()],
    )


class RoleForm(PlainForm):
    """Another part for somebody who works on the consultation."""

    role = choose_one(
        "Role",
        [SelectChoice(role, title, render_kw={"hint": words}) for role, (title, words) in ROLES.items()],
    )


class ButtonForm(PlainForm):
    """A button that does one thing; it carries the token alone."""
