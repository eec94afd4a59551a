"""The form of a stakeholder group; a number of people is a whole number, and the error says whose."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from consult.web.checks import Filled, NotTooLong, has_words, tidy
from consult.web.fields import PlainForm, day, long_text, text

MOST_PEOPLE = 999_999_999
_NAME_IN_A_SENTENCE = 60  # a longer name would bury what the error says


class GroupForm(PlainForm):
    """One group of people affected in a like way. With `name_fixed` only its number can change."""

    name = text(
        "Who are they?",
        [Filled("Enter a name for the group, like “Family carers”"), NotTooLong("The name")],
        hint="A name these people would use of themselves, like “Family carers”",
    )
    description = long_text(
        "Who belongs to this group?",
        [NotTooLong("Who belongs to this group")],
        hint="One sentence, shown under the name when people choose what describes them. You can leave this empty.",
        rows=2,
    )
    population = text(
        "How many are there?",
        hint="About how many people, in the place you ask about. Leave this empty until you know.",
        inputmode="numeric",
        spellcheck=False,
        classes="govuk-input--width-10",
    )
    source = text(
        "Where does the number come from?",
        [NotTooLong("Where the number comes from")],
        hint="For example, “Carers register” or “Census 2021”",
    )
    counted_on = day("Date it was counted", hint="For example, 31 3 2026 or 31 March 2026")
    seen = HiddenField()

    def __init__(self, *args: Any, today: date, name_fixed: bool = False, **kwargs: Any) -> None:
        self._today, self._known_name = today, kwargs.pop("known_name", "")
        super().__init__(*args, **kwargs)
        if name_fixed:
            del self.name, self.description

    @property
    def people(self) -> int | None:
        """The number typed, commas and spaces left out; None when nothing was."""
        typed = re.sub(r"[,\s]", "", tidy(self.population.data))
        return int(typed) if typed else None

    def validate_population(self, field: Any) -> None:
        """A whole number of people, from one to more than there are."""
        typed = re.sub(r"[,\s]", "", tidy(field.data))
        if not typed:
            if has_words(self.source.data) or self.counted_on.data:
                raise ValidationError(self._how_many())
            return
        if not typed.isdecimal() or not 0 < int(typed[:12]) <= MOST_PEOPLE or len(typed) > 12:
            raise ValidationError(self._how_many())

    def validate_counted_on(self, field: Any) -> None:
        """A day that has come."""
        if field.data and field.data > self._today:
            raise ValidationError("Date it was counted must be today or in the past")

    def _how_many(self) -> str:
        name = tidy(self.name.data) if "name" in self else self._known_name
        if not has_words(name) or len(name) > _NAME_IN_A_SENTENCE:
            return "Enter how many people there are as a whole number, like 210"
        # "Carers" reads as a word in the sentence; "NHS staff" keeps its capitals.
        name = name[0].lower() + name[1:] if name[1:2].islower() else name
        return f"Enter how many {name} there are as a whole number, like 210"
