"""The forms of publishing: a tick that a person has read it all, without which nothing goes out."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import InputRequired

from consult.web.fields import PlainForm, tick


class PublishForm(PlainForm):
    """A person has read what goes out; `seen` marks what it was."""

    read = tick(
        "I have read all of it, quotes included, and nobody can be recognised in it",
        [InputRequired("Read what will be published, then tick that nobody can be recognised in it")],
    )
    seen = HiddenField()


class WithdrawForm(PlainForm):
    """Only the button, with its token."""
