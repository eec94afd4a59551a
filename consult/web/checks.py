"""What a typed text must be, as validators that name the field; nothing is cut, what does not fit is shown back."""

from __future__ import annotations

from typing import Any

from wtforms.validators import StopValidation, ValidationError

LONGEST_TEXT = 20_000  # characters kept of one text an officer types


def has_words(text: str | None) -> bool:
    """Whether there is anything in the text a person can see; direction marks and spaces alone are not."""
    return any(sign.isprintable() and not sign.isspace() for sign in text or "")


def tidy(text: str | None) -> str:
    """The text as kept: one kind of line end, no space around it; every other sign stays as typed."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def too_long(what: str, text: str | None, limit: int = LONGEST_TEXT) -> str | None:
    """The sentence that says a text is too long, or None when it fits."""
    length = len(tidy(text))
    if length <= limit:
        return None
    return f"{what} is {length:,} characters long. Shorten it to {limit:,} characters or fewer."


class Filled:
    """Refuses a text with nothing to read in it: `Filled("Enter a title")`."""

    def __init__(self, message: str) -> None:
        self.message = message
        self.field_flags: dict[str, Any] = {}  # no HTML "required": the page says what is missing, not the browser

    def __call__(self, form: Any, field: Any) -> None:
        if not has_words(field.data):
            raise StopValidation(self.message)


class NotTooLong:
    """Refuses a text over the limit and says both lengths: `NotTooLong("The title")`."""

    def __init__(self, what: str, limit: int = LONGEST_TEXT) -> None:
        self.what, self.limit = what, limit

    def __call__(self, form: Any, field: Any) -> None:
        sentence = too_long(self.what, field.data, self.limit)
        if sentence:
            raise ValidationError(sentence)
