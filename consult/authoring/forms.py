"""The shape of what officers send from the survey builder; what is over-long is named and shown back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wtforms import HiddenField
from wtforms.validators import InputRequired, NumberRange, Optional

from consult.web.checks import Filled, NotTooLong
from consult.web.fields import PlainForm, choose_one, day, long_text, text, tick, whole_number

LONGEST_TITLE = 300
LONGEST_QUESTION = 2000
LONGEST_ITEM = 500


class NewSurveyForm(PlainForm):
    """A survey to begin."""

    title = text("Title", [Filled("Enter a title"), NotTooLong("The title", LONGEST_TITLE)])
    kind = choose_one(
        "What it is for",
        [],
        [InputRequired("Choose what the survey is for")],
        hints={
            "open": "People say in their own words what matters. Themes are found in the answers.",
            "ranking": "People put things in order. Weights are worked out from it.",
        },
    )


class SurveyForm(PlainForm):
    """The words at the beginning of a survey."""

    seen = HiddenField()
    title = text("Title", [Filled("Enter a title"), NotTooLong("The title", LONGEST_TITLE)])
    introduction = long_text(
        "Introduction", [NotTooLong("The introduction")], hint="What residents read before they start.", rows=6
    )
    minutes = whole_number(
        "About how many minutes it takes",
        [InputRequired("Enter how many minutes it takes"), NumberRange(1, 120, "Enter a number from 1 to 120")],
        classes="govuk-input--width-3",
    )


class SectionForm(PlainForm):
    """The words at the top of a page."""

    seen = HiddenField()
    title = text("Title of the page (optional)", [NotTooLong("The title", LONGEST_TITLE)])
    guidance = long_text("Guidance (optional)", [NotTooLong("The guidance")], rows=4)


class OpenForm(PlainForm):
    """When the survey closes."""

    closes_on = day(
        "Last day for answers (optional)",
        hint="Leave empty to let it close with the consultation. For example, 20 12 2026",
    )


class QuestionForm(PlainForm):
    """The words of a question and what its kind asks for; the kind decides which fields are shown."""

    seen = HiddenField()
    text = long_text("Question", [Filled("Enter the question"), NotTooLong("The question", LONGEST_QUESTION)], rows=2)
    hint = long_text("Help text (optional)", [NotTooLong("The help text", LONGEST_QUESTION)], rows=2)
    required = tick("People must answer this (only where an empty answer is of no use)")
    guide = whole_number(
        "Guide to length, in characters",
        [Optional(), NumberRange(50, 20000, "Enter a number from 50 to 20,000")],
        hint="A guide only. Nobody is stopped from writing more.",
        classes="govuk-input--width-5",
    )
    many = tick("People may choose more than one")
    other = tick("Offer “something else”, with room for words")
    places = whole_number(
        "How many to put in order at most",
        [Optional(), NumberRange(1, 50, "Enter a number from 1 to 50")],
        hint="Leave empty to let people order them all. Five is enough for most.",
        classes="govuk-input--width-3",
    )
    total = whole_number(
        "How many points each person gives out",
        [Optional(), NumberRange(10, 1000, "Enter a number from 10 to 1,000")],
        hint="Leave empty for 100, which most people find easy.",
        classes="govuk-input--width-4",
    )
    size = whole_number(
        "How many things to show at a time",
        [Optional(), NumberRange(3, 6, "Enter a number from 3 to 6")],
        hint="Leave empty for 4.",
        classes="govuk-input--width-3",
    )
    tasks = whole_number(
        "How many small questions each person gets",
        [Optional(), NumberRange(1, 20, "Enter a number from 1 to 20")],
        hint="Leave empty and we choose, at most 12. Each person sees things together that others do not.",
        classes="govuk-input--width-3",
    )


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of the list of things to choose from; `id` is "" for a new one."""

    id: str
    label: str
    hint: str


def read_rows(form: Mapping[str, str]) -> list[ItemRow]:
    """The lines of the list as sent, in order, empty ones too."""
    rows = []
    for place in range(200):
        if f"item-{place}-label" not in form:
            break
        parts = (form.get(f"item-{place}-{name}", "") for name in ("id", "label", "hint"))
        rows.append(ItemRow(*parts))
    return rows


def rearrange(rows: list[ItemRow], order: str) -> list[ItemRow]:
    """The lines after "up:2", "down:2", "remove:2" or "add"; places count from 0, unfit ones are passed over."""
    verb, _, where = order.partition(":")
    place = int(where) if where.isdecimal() and len(where) < 4 else -1
    rows = list(rows)
    if verb == "add":
        return [*rows, ItemRow("", "", "")]
    if not 0 <= place < len(rows):
        return rows
    other = place + {"up": -1, "down": 1}.get(verb, 0)
    if verb == "remove":
        del rows[place]
    elif 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    return rows


def row_problems(rows: list[ItemRow], least: int) -> list[tuple[str, str]]:
    """What is wrong with the list: (sentence, id of the field it leads to)."""
    filled = [(place, row) for place, row in enumerate(rows) if row.label.strip()]
    found = [
        (f"Line {place + 1} has {len(row.label):,} characters. Shorten it to {LONGEST_ITEM}.", f"item-{place}-label")
        for place, row in filled
        if len(row.label) > LONGEST_ITEM
    ]
    seen: dict[str, int] = {}
    for place, row in filled:
        words = row.label.strip().casefold()
        if words in seen:
            found.append((f"Line {place + 1} says the same as line {seen[words] + 1}.", f"item-{place}-label"))
        seen.setdefault(words, place)
    if len(filled) < least:
        empty = next((place for place, row in enumerate(rows) if not row.label.strip()), 0)
        found.append((f"Enter at least {least} things to choose from.", f"item-{empty}-label"))
    return found
