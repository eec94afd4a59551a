"""Form fields by the name a person would give them, each with its widget; a date that never was is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice

from consult.web.widgets import Gov

Checks = Iterable[Callable[..., Any]]
Choices = Iterable[SelectChoice]


class PlainForm(FlaskForm):
    """A form whose own messages are in plain English, where WTForms says "invalid" and "required"."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> PlainEnglish:
            return PlainEnglish()


class PlainEnglish:
    """What WTForms would say, said so that anyone knows what to do; a message not listed stays as it is."""

    words: ClassVar[dict[str, str]] = {
        "This field is required.": "Fill this in",
        "Not a valid choice.": "Choose from the list that is shown",
        "Invalid Choice: could not coerce.": "Choose from the list that is shown",
        "'%(value)s' is not a valid choice for this field.": "Choose from the list that is shown",
        "'%(value)s' are not valid choices for this field.": "Choose from the list that is shown",
        "Not a valid integer value.": "Enter a whole number, such as 210",
        "Not a valid decimal value.": "Enter a number, such as 2.5",
        "Not a valid float value.": "Enter a number, such as 2.5",
        "Not a valid date value.": "Enter a real date, such as 22 11 2026",
        "Invalid email address.": "Enter an e-mail address like name@example.org",
        "Invalid URL.": "Enter a web address like https://example.org",
        "Field must be equal to %(other_name)s.": "Type the same in both boxes",
        "Field must be at least %(min)d character long.": "Enter at least %(min)d character",
        "Field must be at least %(min)d characters long.": "Enter at least %(min)d characters",
        "Field cannot be longer than %(max)d character.": "Shorten this to %(max)d character",
        "Field cannot be longer than %(max)d characters.": "Shorten this to %(max)d characters or fewer",
        "Field must be between %(min)d and %(max)d characters long.": "Enter %(min)d to %(max)d characters",
        "Number must be at least %(min)s.": "Enter a number of %(min)s or more",
        "Number must be at most %(max)s.": "Enter a number of %(max)s or less",
        "Number must be between %(min)s and %(max)s.": "Enter a number from %(min)s to %(max)s",
    }

    def gettext(self, string: str) -> str:
        return self.words.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _number(typed: str) -> int:
    """A number of up to four digits, else 0; isdecimal keeps out "-1" and "1e3", and lets in digits of any script."""
    return int(typed) if typed.isdecimal() and len(typed) <= 4 else 0


def _month(typed: str) -> int:
    """A month as a number or by its name, in full or from its first three letters: 9, Sep, Sept, September."""
    begins = typed.casefold().rstrip(".")
    named = [at for at, name in enumerate(MONTHS, start=1) if len(begins) >= 3 and name.startswith(begins)]
    return named[0] if named else _number(typed)


class DateParts(Field):
    """Day, month and year in three boxes: keeps what was typed and knows which box is wrong."""

    widget = Gov("date-input")
    parts = ("day", "month", "year")

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(None, *args, **kwargs)
        self.wrong: tuple[str, ...] = ()
        self.typed = {part: str(getattr(self.data, part)) if self.data else "" for part in self.parts}
        if formdata is None or not any(f"{self.name}-{part}" in formdata for part in self.parts):
            return
        self.typed = {part: (formdata.get(f"{self.name}-{part}") or "").strip() for part in self.parts}
        self.raw_data = [text for text in self.typed.values() if text]
        try:
            self.data = self._read()
        except ValueError as refusal:
            self.data = None
            self.process_errors = [str(refusal)]

    def _read(self) -> date | None:
        missing = tuple(part for part in self.parts if not self.typed[part])
        if missing == self.parts:
            return None
        self.wrong = missing or self.parts
        if missing:
            raise ValueError(f"{self.label.text} must include a {' and a '.join(missing)}")
        day, month, year = self.typed.values()
        try:
            found = date(_number(year), _month(month), _number(day))
        except ValueError:
            found = date.min
        if found.year < 1000:
            raise ValueError(f"{self.label.text} must be a real date, such as 22 11 2026")
        self.wrong = ()
        return found

    @property
    def first_control(self) -> str:
        """The box an error message leads to."""
        return f"{self.id}-{(self.wrong or self.parts)[0]}"


def _field(kind: type[Field], component: str, label: str, checks: Checks, hint: str, **options: Any) -> Any:
    settings = {"choices": list(options.pop("choices"))} if "choices" in options else {}
    settings |= {"validate_choice": options.pop("validate_choice")} if "validate_choice" in options else {}
    return kind(label, list(checks), description=hint, widget=Gov(component, **options), **settings)


def text(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> StringField:
    """One line of text; options are those of Gov, such as autocomplete="name"."""
    return _field(StringField, "input", label, checks, hint, **options)


def email(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> EmailField:
    """An e-mail address, which the browser may fill in."""
    settings = {"type": "email", "autocomplete": "email", "spellcheck": False} | options
    return _field(EmailField, "input", label, checks, hint, **settings)


def telephone(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> StringField:
    """A telephone number: phones show their number keys."""
    return text(label, checks, hint=hint, **{"type": "tel", "autocomplete": "tel"} | options)


def code(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> StringField:
    """A code to copy: nothing corrects it or remembers it."""
    settings = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False} | options
    return text(label, checks, hint=hint, **settings)


def one_time_code(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> StringField:
    """The six digits of an authenticator, which phones offer to fill in."""
    settings = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": False}
    return text(label, checks, hint=hint, **settings | {"classes": "govuk-input--width-10"} | options)


def whole_number(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> IntegerField:
    """A count, typed: no spinner that a scroll could change."""
    settings = {"inputmode": "numeric", "spellcheck": False, "classes": "govuk-input--width-10"} | options
    return _field(IntegerField, "input", label, checks, hint, **settings)


def long_text(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> TextAreaField:
    """Several lines of text."""
    return _field(TextAreaField, "textarea", label, checks, hint, **options)


def guided_text(label: str, checks: Checks = (), *, guide: int = 1000, hint: str = "", **options: Any) -> TextAreaField:
    """A long answer with a count that advises and never stops anyone."""
    return _field(TextAreaField, "character-count", label, checks, hint, guide=guide, **options)


def choose_one(label: str, choices: Choices, checks: Checks = (), *, hint: str = "", **options: Any) -> RadioField:
    """Radios: every choice in sight."""
    return _field(RadioField, "radios", label, checks, hint, choices=choices, **options)


def choose_many(
    label: str, choices: Choices, checks: Checks = (), *, hint: str = "", **options: Any
) -> SelectMultipleField:
    """Checkboxes; exclusive="none" sets one apart that rules out the others."""
    return _field(SelectMultipleField, "checkboxes", label, checks, hint, choices=choices, **options)


def pick(label: str, choices: Choices, checks: Checks = (), *, hint: str = "", **options: Any) -> SelectField:
    """A drop-down list: only where there are too many choices for radios."""
    return _field(SelectField, "select", label, checks, hint, choices=choices, **options)


def tick(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> BooleanField:
    """One box to tick."""
    return _field(BooleanField, "checkboxes", label, checks, hint, **options)


def day(label: str, checks: Checks = (), *, hint: str = "For example, 22 11 2026", **options: Any) -> DateParts:
    """A date in three boxes."""
    return _field(DateParts, "date-input", label, checks, hint, **options)


def file(label: str, checks: Checks = (), *, hint: str = "", **options: Any) -> FileField:
    """A file to send; accept=".csv" tells the browser what to offer."""
    return _field(FileField, "file-upload", label, checks, hint, **options)


def password(label: str, checks: Checks = (), *, hint: str = "", new: bool = False, **options: Any) -> PasswordField:
    """A password with a Show button; new=True lets a password manager offer one."""
    settings = {"autocomplete": "new-password" if new else "current-password"} | options
    return _field(PasswordField, "password-input", label, checks, hint, **settings)
