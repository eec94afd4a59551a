"""Forms that move a consultation from one state to the next; opening it again needs a day to come."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from consult.web.fields import PlainForm, day


class MoveForm(PlainForm):
    """A button that changes the state; it carries the token alone."""


class ReopenForm(PlainForm):
    """Until when a closed consultation is opened again."""

    closes_on = day("New closing date", hint="For example, 22 11 2026 or 22 November 2026")

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        self._earliest = earliest
        super().__init__(*args, **kwargs)

    def validate_closes_on(self, field: Any) -> None:
        """A day that is still to come, or today."""
        if field.data is None and not field.errors:
            raise ValidationError("Enter the new closing date")
        if field.data and field.data < self._earliest:
            raise ValidationError("New closing date must be today or later, and not before the opening date")
