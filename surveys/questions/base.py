"""What a kind of question must be able to do; a new kind is one class here, one line in kinds.py and one template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Protocol

from surveys.questionnaire import ItemView, QuestionView

LONGEST_TEXT = 50_000  # characters kept of one text; far beyond what a person types, and said when passed


class FormValues(Protocol):
    """What a form sent: every value of a name, in order (as in werkzeug's MultiDict)."""

    def get(self, key: str, default: str | None = None) -> str | None:
        """The first value of a name."""

    def getlist(self, key: str) -> list[str]:
        """Every value of a name."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer that fits its question: `value` for all kinds but open text, which has `text`."""

    state: str  # answered or blank
    text: str | None = None
    value: dict[str, Any] | None = None
    groups: tuple[int, ...] = ()  # the stakeholder groups it names


BLANK = Checked("blank")


class Misfit(ValueError):
    """The raw answer does not fit; `sentence` tells the resident what to do, `part` names the field if one is wrong.

    `faults` has what is wrong with each field, where each is told beside its own."""

    def __init__(self, sentence: str, *, part: str = "", faults: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.part, self.faults = sentence, part, faults or {}


class QuestionKind:
    """One kind of question. Its methods are pure: they know neither the web nor the database.

    A raw answer is what the form sent for one question, as a JSON-able dict of strings, lists of strings and dicts of
    strings; it is kept in drafts as typed, so that nothing is lost. `check` turns it into a `Checked`.
    """

    name: ClassVar[str]
    title: ClassVar[str]  # for officers
    advice: ClassVar[str]  # for officers: when to use it
    template: ClassVar[str]
    first_part: ClassVar[str] = ""  # of its fields, the one an error message leads to
    can_head: ClassVar[bool] = True  # whether its words can be the heading of a page
    has_items: ClassVar[bool] = False
    random_order: ClassVar[bool] = False  # whether each person sees the items in an order of their own
    least_items: ClassVar[int] = 0
    says_something: ClassVar[bool] = True  # of the subject; False where it tells only who answers or what we may do
    default_settings: ClassVar[dict[str, Any]] = {}

    def read(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """Take this question's raw answer out of a form, as typed."""
        raise NotImplementedError

    def check(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Checked:
        """The answer in its stored shape; raises Misfit when it does not fit the question."""
        raise NotImplementedError

    def summary(self, question: QuestionView, checked: Checked) -> list[str]:
        """The answer in words, a line each, for check-your-answers and for officers."""
        raise NotImplementedError

    def shown_sets(self, question: QuestionView, instance_id: str) -> tuple[tuple[ItemView, ...], ...]:
        """The sets in which this person sees the items, for kinds that show a few at a time."""
        return ()

    def typed_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What is in an answer that does not fit, in words, so that its writer finds it again."""
        texts = [text for key in ("text", "other", "reason") if (text := first(raw, key))]
        # A text too long to be kept is one piece: a paragraph for each of a million lines chokes any browser.
        return [line for text in texts for line in (text.splitlines() if len(text) <= LONGEST_TEXT else [text])]

    def progress(self, question: QuestionView, raw: Mapping[str, Any]) -> str:
        """How far an answer is on the way, for kinds that have something to say of it."""
        return ""

    def problems(self, question: QuestionView) -> list[str]:
        """What stops a draft question from being published, one sentence each."""
        found = []
        if not question.text.strip():
            found.append("A question has no words yet.")
        if self.has_items and len(question.items) < self.least_items:
            found.append(f"“{question.text or 'A question'}” needs at least {self.least_items} things to choose from.")
        labels = [item.label.strip().casefold() for item in question.items]
        if len(set(labels)) < len(labels):
            found.append(f"“{question.text}” has the same choice twice.")
        return found

    def hint(self, question: QuestionView) -> str:
        """What is said under the words of the question: the officer's hint, or what the kind has to say."""
        return question.hint

    def shown_items(self, question: QuestionView, instance_id: str) -> tuple[ItemView, ...]:
        """The items in the order this person sees them."""
        return question.items


def shuffled(items: tuple[ItemView, ...], instance_id: str, question_id: int) -> tuple[ItemView, ...]:
    """The items in an order of this person's own, worked out from the instance id so that no page view writes."""
    order = list(items)
    Random(f"{instance_id}:{question_id}").shuffle(order)  # noqa: S311  fairness, not secrecy
    return tuple(order)


def field_name(question: QuestionView, part: str = "") -> str:
    """The name of a question's form field: q12, or q12-part."""
    return f"q{question.id}-{part}" if part else f"q{question.id}"


def first(raw: Mapping[str, Any], key: str) -> str:
    """One string of a raw answer, empty when it is missing or of another shape."""
    value = raw.get(key, "")
    return value if isinstance(value, str) else ""


def many(raw: Mapping[str, Any], key: str) -> list[str]:
    """A list of strings of a raw answer, empty when it is missing or of another shape."""
    value = raw.get(key, [])
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def table(raw: Mapping[str, Any], key: str) -> dict[str, str]:
    """A dict of strings of a raw answer, empty when it is missing or of another shape."""
    value = raw.get(key, {})
    return {name: one for name, one in value.items() if isinstance(one, str)} if isinstance(value, dict) else {}


def read_ids(words: list[str], question: QuestionView) -> list[int]:
    """Item ids out of form values; raises Misfit for anything that is not an item of the question."""
    known = set(question.item_ids())
    found: list[int] = []
    for word in words:
        number = int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None
        if number not in known:
            raise Misfit("Choose from the list that is shown.")
        found.append(number)
    return found


def within_length(text: str) -> str:
    """The text; raises Misfit when it is longer than can be kept."""
    if len(text) > LONGEST_TEXT:
        raise Misfit(
            f"Your answer is {len(text):,} characters long. Shorten it to {LONGEST_TEXT:,} characters or fewer."
        )
    return text
