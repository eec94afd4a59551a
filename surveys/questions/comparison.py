"""What questions that weigh things against each other share: an order of each person's own, and two ways to decline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.questionnaire import ItemView, QuestionView
from surveys.questions.base import (
    BLANK,
    Checked,
    FormValues,
    Misfit,
    QuestionKind,
    field_name,
    first,
    shuffled,
    within_length,
)

NONE, UNDECIDED = "none", "undecided"
DECLINING = "none-"  # how the parts of the field begin with which a person declines
BOTH = "both"  # asked which of the two counts, what was chosen or declining, a person chose neither
DECLINED = {NONE: "None of these matter to me", UNDECIDED: "I cannot decide"}


class Comparison(QuestionKind):
    """A question whose things are compared. "None" and "cannot decide" are answers of their own, with a reason.

    Every stored value has `"state"` (`given`, "none" or "undecided"), `"offered"` (item ids) and `"reason"` (text or
    None, only with the last two); a kind adds what was chosen. Untouched is no answer.

    Whoever chooses and declines as well is asked which of the two counts; it is not guessed. In a raw answer `"aside"`
    says that the page told them, while they declined, that what they chose would not count.
    """

    has_items = True
    least_items = 2
    random_order = True
    given: ClassVar[str]  # the state of an answer that compares
    nothing_chosen: ClassVar[str]  # what a person is told who has to answer and did not
    did: ClassVar[str]  # what a person has done who has chosen
    set_aside: ClassVar[str]  # what they say of it who decline all the same

    def shown_items(self, question: QuestionView, instance_id: str) -> tuple[ItemView, ...]:
        """A random order for each person, worked out from the instance id."""
        return shuffled(question.items, instance_id, question.id)

    def offered(self, question: QuestionView, instance_id: str) -> list[int]:
        """The ids of what a person is shown, in that order."""
        return [item.id for item in self.shown_items(question, instance_id)]

    def read(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """What was chosen, and whether the person says none of these or cannot decide."""
        none, reason, told = (form.get(field_name(question, part)) for part in ("none", "reason", "aside"))
        if none is None and told:
            none = BOTH
        raw = {**self.read_choices(question, form), "none": none or "", "reason": reason or ""}
        return raw | {"aside": "yes"} if told and none in DECLINED else raw

    def check(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Checked:
        """Refuses declining beside a choice that was not set aside; one that was stays in the draft."""
        declined = self._declined(question, raw)
        choices = self.no_choices(question) if declined else self.check_choices(question, raw, instance_id)
        if choices is None:
            if question.required:
                raise Misfit(self.nothing_chosen)
            return BLANK
        value = {
            "state": declined or self.given,
            **choices,
            "offered": self.offered(question, instance_id),
            "reason": (within_length(first(raw, "reason").strip()) or None) if declined else None,
        }
        return Checked("answered", value=value)

    def _declined(self, question: QuestionView, raw: Mapping[str, Any]) -> str:
        none = first(raw, "none")
        if none and none != BOTH and none not in DECLINED:
            raise Misfit("Choose from the list that is shown.")
        if not none or (none != BOTH and first(raw, "aside")):
            return none
        if not self.has_chosen(question, raw):
            return "" if none == BOTH else none
        also = f"chose “{DECLINED[none]}”" if none != BOTH else "said that you would rather not answer"
        part = none if none != BOTH else NONE
        raise Misfit(f"You {self.did} and also {also}. Choose one of the two.", part=f"{DECLINING}{part}")

    def typed_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What was chosen, that the person declines, and why."""
        none = first(raw, "none")
        declined = [DECLINED[none]] if none in DECLINED else []
        return [*self.chosen_words(question, raw), *declined, *super().typed_words(question, raw)]

    def summary(self, question: QuestionView, checked: Checked) -> list[str]:
        """Why nothing was compared, or what was chosen."""
        if checked.value is None:
            return []
        if checked.value["state"] not in DECLINED:
            return self.say_choices(question, checked.value)
        words = DECLINED[checked.value["state"]]
        return [f"{words}: {checked.value['reason']}" if checked.value["reason"] else words]

    def read_choices(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """What was chosen, as typed."""
        raise NotImplementedError

    def has_chosen(self, question: QuestionView, raw: Mapping[str, Any]) -> bool:
        """Whether anything was chosen, fit or not."""
        raise NotImplementedError

    def chosen_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What was chosen, fit or not, in words."""
        raise NotImplementedError

    def check_choices(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> dict[str, Any] | None:
        """What was chosen in its stored shape, None when nothing was; raises Misfit when it does not fit."""
        raise NotImplementedError

    def no_choices(self, question: QuestionView) -> dict[str, Any]:
        """What is stored in its place where a person declines."""
        raise NotImplementedError

    def say_choices(self, question: QuestionView, value: Mapping[str, Any]) -> list[str]:
        """What was chosen, in words."""
        raise NotImplementedError
