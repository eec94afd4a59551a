"""The forms of outcomes: whether it is a gain or a loss is asked, never assumed, and errors name their field."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, IntegerField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, StopValidation

from consult.outcomes.asking import RANK, WAYS
from consult.web.checks import Filled, NotTooLong
from consult.web.fields import PlainForm, choose_one, long_text, text, whole_number

LONGEST_SENTENCE = 300
LONGEST_TITLE = 200
DIRECTIONS = (SelectChoice("gain", "A gain"), SelectChoice("loss", "A loss"))
DIRECTION_HINTS = {
    "gain": "Something gets better for people. They say how much it matters that it happens.",
    "loss": "Something gets worse for people. Name the harm itself. They say how much it matters that it is avoided.",
}


class OutcomeForm(PlainForm):
    """A change people experience, as an officer tells it."""

    sentence = long_text(
        "What changes for people?",
        [Filled("Say in one sentence what changes for people"), NotTooLong("The sentence", LONGEST_SENTENCE)],
        hint="One change, as people would feel it, such as “People eat in company and feel less alone”. "
        "Not a service or a building: those are ways to get there.",
        rows=2,
    )
    direction = choose_one(
        "Is it a gain or a loss?",
        DIRECTIONS,
        [InputRequired("Choose whether it is a gain or a loss")],
        hints=DIRECTION_HINTS,
    )
    ranked_as = text(
        "What people see in the survey",
        [NotTooLong("What people see", LONGEST_SENTENCE)],
        hint="Short, and always the good end: “A good hot meal every day”, or for a loss the harm avoided, such as "
        "“No extra traffic near the halls”. Leave it empty to have it made from the sentence.",
    )
    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The row version the officer looked at; 0 when the page sent none."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def only_to_order(form: RankingSurveyForm, field: IntegerField) -> None:
    """Leave the field alone, whatever is in it, where people are not asked to put things in order."""
    if form.how.data != RANK:
        field.errors = []
        raise StopValidation


class RankingSurveyForm(PlainForm):
    """How the survey is called and how it asks; the number of places counts only where people put things in order."""

    title = text(
        "Title of the survey",
        [Filled("Give the survey a title"), NotTooLong("The title", LONGEST_TITLE)],
        hint="People see it at the top of every page.",
    )
    how = choose_one(
        "How do you want to ask?",
        [SelectChoice(way.kind, way.title) for way in WAYS.values()],
        [InputRequired("Choose how you want to ask")],
        hint="You can change the question before you open the survey.",
        hints={way.kind: way.advice for way in WAYS.values()},
    )
    places = whole_number("How many may each person put in order?")

    def __init__(self, *args: Any, outcomes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = max(1, outcomes)
        sentence = f"Enter a whole number from 1 to {most}, the number of outcomes"
        number = NumberRange(1, most, message=sentence)
        self.places.validators = [only_to_order, InputRequired(sentence), number]
        self.places.description = (
            f"Only if people put them in order. From 1 to {most}. Few people can order more than 5 things well. What "
            "they leave out counts as below."
        )
