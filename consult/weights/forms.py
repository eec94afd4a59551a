"""The form by which weights are frozen: what it is for, in a few words, and which weights the officer looked at."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import Length

from consult.web.fields import PlainForm, text


class FreezeForm(PlainForm):
    """Freeze the weights that were seen."""

    purpose = text("What it is for, if you like", [Length(max=200)], hint="Such as “Cabinet paper of 4 December”")
    seen = HiddenField()
