"""Forms of a consultation: what people are told, and the four tests; every error says what to enter."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from consult.web.checks import Filled, NotTooLong
from consult.web.fields import PlainForm, choose_one, day, long_text, text

NEEDED_WHILE_OPEN = {
    "purpose": "Say why you are asking. People are reading this page now.",
    "decision": "Say what is being decided. People are reading this page now.",
    "asked_by": "Say who is asking. People are reading this page now.",
    "privacy_notice": "Say how answers will be used. People are reading this page now.",
}
_DATE_HINT = "For example, 22 11 2026 or 22 November 2026"


class ConsultationForm(PlainForm):
    """What people are told. `state` is the consultation's: an open one may leave nothing out."""

    title = text(
        "What is it called?",
        [Filled("Enter what it is called"), NotTooLong("The title")],
        hint="A few plain words, such as “Community meals from April”",
    )
    purpose = long_text(
        "Why are you asking?",
        [NotTooLong("Why you are asking")],
        hint="What led to this, and what people should know before they answer",
        rows=5,
    )
    decision = long_text(
        "What is being decided?",
        [NotTooLong("What is being decided")],
        hint="What can still change, what is settled already, who decides and when",
        rows=5,
    )
    asked_by = text("Who is asking?", [NotTooLong("Who is asking")], hint="The council, board or team that will decide")
    contact = text(
        "Who can people ask?",
        [NotTooLong("Who people can ask")],
        hint="An e-mail address, phone number or postal address",
    )
    privacy_notice = long_text(
        "How will answers be used?",
        [NotTooLong("How answers will be used")],
        hint="People see this before the first question. Fill the gaps in square brackets.",
        rows=16,
    )
    opens_on = day("Opening date", hint=_DATE_HINT)
    closes_on = day("Closing date", hint=_DATE_HINT + ". People can answer until the end of this day.")
    seen = HiddenField()
    public_id = HiddenField()

    def __init__(self, *args: Any, state: str = "draft", today: date, **kwargs: Any) -> None:
        self._state, self._today = state, today
        super().__init__(*args, **kwargs)
        if state == "open":
            del self.opens_on
        if state in ("closed", "published"):
            for name in [name for name in self._fields if name not in ("contact", "seen", "csrf_token")]:
                del self[name]

    def validate(self, extra_validators: dict[str, Any] | None = None) -> bool:
        """Check each field; while people can see it, nothing but the contact may be empty."""
        extra = dict(extra_validators or {})
        if self._state == "open":
            extra |= {name: [Filled(message)] for name, message in NEEDED_WHILE_OPEN.items()}
        return bool(super().validate(extra))

    def validate_closes_on(self, field: Any) -> None:
        """The last day must not come before the first, and not have passed when it is changed."""
        if self._state == "open" and field.data is None and not field.errors:
            raise ValidationError("Enter the closing date. The consultation is open.")
        opening = self.opens_on.data if "opens_on" in self else None
        if field.data and opening and field.data < opening:
            raise ValidationError("Closing date must be the same as or after the opening date")
        if field.data and self._state == "open" and field.data != field.object_data and field.data < self._today:
            raise ValidationError("Closing date must be today or later")


class FairTestForm(PlainForm):
    """A dated answer to one test of fairness."""

    met = choose_one(
        "",
        [SelectChoice("yes", "Yes"), SelectChoice("no", "No, or not yet")],
        [InputRequired("Choose yes or no")],
    )
    answer = long_text(
        "How do you know?",
        [Filled("Say how you know, in a sentence or two"), NotTooLong("Your answer")],
        rows=6,
    )
    answered_on = day("Date of this answer", hint=_DATE_HINT)
    seen = HiddenField()

    def __init__(self, *args: Any, question: str, today: date, **kwargs: Any) -> None:
        self._today = today
        super().__init__(*args, **kwargs)
        self.met.label.text = question

    def validate_answered_on(self, field: Any) -> None:
        """A day that has come."""
        if field.data is None and not field.errors:
            raise ValidationError("Enter the date of this answer")
        if field.data and field.data > self._today:
            raise ValidationError("Date of this answer must be today or in the past")
