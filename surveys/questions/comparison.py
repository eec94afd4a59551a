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
UNSURE = "unsure"  # of everything put before them a person said that they cannot say
WORDS = "words"  # a person chose nothing and did not decline, and told us something
DECLINING = "none-"  # how the parts of the field begin with which a person declines
BOTH = "both"  # asked which of the two counts, what was chosen or declining, a person chose neither
DECLINED = {NONE: "None of these matter to me", UNDECIDED: "I cannot decide"}
NOTHING_CHOSEN = "You chose nothing here."
WROTE = "You wrote:"


class Comparison(QuestionKind):
    """A question whose things are compared. "None" and "cannot decide" are answers of their own.

    Every stored value has `"state"` (`given`, "none", "undecided", "unsure" or "words"), `"offered"` (item ids) and
    `"reason"` (what a person wrote, whatever they chose, or None); a kind adds what was chosen. Untouched is no answer.

    Whoever chooses and declines as well is asked which of the two counts; it is not guessed. In a raw answer `"aside"`
    says that the page told them, while they declined, that what they chose would not count. `"declined"` is the way to
    decline that they had ticked before they were asked: it stands if they take back what they chose.
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
        parts = ("none", "reason", "aside", "declined")
        none, reason, told, before = (form.get(field_name(question, part)) for part in parts)
        raw: dict[str, Any] = {**self.read_choices(question, form), "none": none or "", "reason": reason or ""}
        before = before if before in DECLINED else None
        if none is None and (told or before):
            if before and not self.has_chosen(question, raw):
                return raw | {"none": before}
            return raw | {"none": BOTH} | ({"declined": before} if before else {})
        return raw | {"aside": "yes"} if told and none in DECLINED else raw

    def check(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Checked:
        """Refuses declining beside a choice that was not set aside; one that was stays in the draft."""
        declined = self._declined(question, raw)
        reason = _read_reason(raw)
        choices = None if declined else self.check_choices(question, raw, instance_id)
        unsure = 0 if declined else self.unsure(question, raw)
        state = declined or (self.given if choices else UNSURE if unsure else WORDS if reason else "")
        if not state:
            if question.required:
                raise Misfit(self.nothing_chosen)
            return BLANK
        value = {
            "state": state,
            **(choices or self.no_choices(question)),
            **({"unsure": unsure} if unsure else {}),
            "offered": self.offered(question, instance_id),
            "reason": reason or None,
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
        way = way_declined(raw)
        also = f"chose “{DECLINED[way]}”" if way else "said that you would rather not answer"
        raise Misfit(f"You {self.did} and also {also}. Choose one of the two.", part=f"{DECLINING}{way or NONE}")

    def typed_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What was chosen, that the person declines, and why."""
        way = way_declined(raw)
        declined = [DECLINED[way]] if way else []
        return [*self.chosen_words(question, raw), *declined, *super().typed_words(question, raw)]

    def summary(self, question: QuestionView, checked: Checked) -> list[str]:
        """What was chosen, or that nothing was compared; then what was written."""
        if checked.value is None:
            return []
        state, reason = checked.value["state"], checked.value["reason"]
        if state in DECLINED:
            return [f"{DECLINED[state]}: {reason}" if reason else DECLINED[state]]
        if state == WORDS:
            return [NOTHING_CHOSEN, f"{WROTE} {reason}"]
        lines = self.say_choices(question, checked.value)
        return [*lines, f"{WROTE} {reason}"] if reason else lines

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
        """What is stored in its place where nothing was chosen."""
        raise NotImplementedError

    def unsure(self, question: QuestionView, raw: Mapping[str, Any]) -> int:
        """Of how much a person said that they cannot say, for kinds that ask of several things one by one."""
        return 0

    def say_choices(self, question: QuestionView, value: Mapping[str, Any]) -> list[str]:
        """What was chosen, in words."""
        raise NotImplementedError


def way_declined(raw: Mapping[str, Any]) -> str:
    """The way to decline that a person ticked, now or before they were asked which counts; "" where none is known."""
    return next((way for key in ("none", "declined") if (way := first(raw, key)) in DECLINED), "")


def _read_reason(raw: Mapping[str, Any]) -> str:
    try:
        return within_length(first(raw, "reason").strip())
    except Misfit as misfit:
        raise Misfit(misfit.sentence, part="reason") from None
