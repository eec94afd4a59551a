"""The form of the shares people are balanced by: a number for each option, where it comes from and of which day.

Each error stands at the number it is about. Per cent must add up to 100; numbers of people are shared out as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import Field, HiddenField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from consult.web.checks import Filled, NotTooLong, tidy
from consult.web.fields import DateParts, PlainForm, choose_one, day, text

PERCENT, PEOPLE = "percent", "people"
UNITS = (SelectChoice(PERCENT, "Per cent of everybody"), SelectChoice(PEOPLE, "Numbers of people"))
ROUNDING = 2.0  # per cent by which published shares, which are rounded, may miss 100
MOST = 1e12
LONGEST_LABEL = 60  # a longer one would bury what the error says
NUMBER = re.compile(r"[0-9]{1,13}(\.[0-9]{1,6})?")
PREFIX = "share_"


class SharesForm(PlainForm):
    """The shares of one question; `build_shares_form` adds a field for each of its options."""

    unit = choose_one(
        "What will you type?", UNITS, [InputRequired("Choose whether you type per cent or numbers of people")]
    )
    source: StringField
    counted_on: DateParts
    seen = HiddenField()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self._today = today
        super().__init__(*args, **kwargs)

    @property
    def share_fields(self) -> list[StringField]:
        """The number of each option, in its order."""
        return [field for field in self if field.name.startswith(PREFIX)]

    @property
    def shares(self) -> dict[str, float]:
        """What was typed, by option; an empty one is not in it."""
        typed = {field.name.removeprefix(PREFIX): _number(field.data) for field in self.share_fields}
        return {key: number for key, number in typed.items() if number is not None}

    def validate_counted_on(self, field: Any) -> None:
        """A day, and one that has come."""
        if not field.data:
            raise ValidationError("Enter the date they were counted")
        if field.data > self._today:
            raise ValidationError("Date they were counted must be today or in the past")

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """The numbers one by one, then what they come to."""
        fits = super().validate(*args, **kwargs)
        wrong = False
        for field in self.share_fields:
            problem = _misfit(field)
            field.errors = [problem] if problem else []
            wrong = wrong or bool(problem)
        if not wrong and (problem := self._problem_of_sum()):
            self.share_fields[0].errors, wrong = [problem], True
        return fits and not wrong

    def refuse(self, key: str, sentence: str) -> None:
        """Show what only the answers could tell at the option it is about, or at the first."""
        field = next((one for one in self.share_fields if one.name == PREFIX + key), self.share_fields[0])
        field.errors = [*field.errors, sentence]

    def _problem_of_sum(self) -> str:
        shares = self.shares
        if sum(share > 0 for share in shares.values()) < 2:
            return "Enter a number for at least two options: there is nothing to balance in one"
        total = sum(shares.values())
        if self.unit.data == PERCENT and abs(total - 100.0) > ROUNDING:
            return f"The per cent of all options add up to {total:g}. They must add up to 100"
        return ""


def build_shares_form(options: Sequence[tuple[str, str, str]], **kwargs: Any) -> SharesForm:
    """The form for these options: key, label and hint."""
    fields = dict(_fields(options))
    form: SharesForm = type("SharesOf", (SharesForm,), fields)(**kwargs)
    return form


def written(shares: Mapping[str, float | None]) -> dict[str, str]:
    """Saved shares as the form shows them."""
    return {PREFIX + key: f"{share:.10g}" for key, share in shares.items() if share is not None}


def _fields(options: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, Field]]:
    # Made here in the order of the page, so that the list of errors has the same.
    for key, label, hint in options:
        number = text(label, hint=hint, inputmode="decimal", spellcheck=False, classes="govuk-input--width-10")
        yield PREFIX + key, number
    filled = Filled("Enter where the numbers come from, like “Census 2021”")
    checks = [filled, NotTooLong("Where the numbers come from")]
    yield "source", text("Where do the numbers come from?", checks, hint="For example, “Census 2021, table TS007”")
    yield "counted_on", day("Date they were counted", hint="For example, 21 3 2021 or 21 March 2021")


def _number(typed: str | None) -> float | None:
    """The number typed, commas, spaces and a sign for per cent left out; None where there is none."""
    plain = re.sub(r"[,\s%]", "", tidy(typed))
    return float(plain) if plain.isascii() and NUMBER.fullmatch(plain) else None


def _misfit(field: Any) -> str:
    typed = tidy(field.data)
    number = _number(typed)
    if not typed or (number is not None and number <= MOST):
        return ""
    label = str(field.label.text)
    about = f"“{label}”" if len(label) <= LONGEST_LABEL else "this option"
    return f"Enter a number for {about}, such as 12.5 or 1,200, or leave it empty"
