"""Which stakeholder groups a person belongs to; several are fine, and so is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.questionnaire import QuestionView
from surveys.questions.base import (
    BLANK,
    Checked,
    FormValues,
    Misfit,
    QuestionKind,
    field_name,
    many,
    read_ids,
)

NONE = "none"


class Groups(QuestionKind):
    """Stored as `{"groups": [group ids], "none": bool}`; the items of the question are the groups themselves."""

    name = "groups"
    title = "Which of these describes you"
    advice = "Asks which of your stakeholder groups a person is in. Weights are worked out for each group."
    template = "groups.html"
    says_something = False

    def read(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """The boxes ticked."""
        return {"groups": form.getlist(field_name(question))}

    def check(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Checked:
        """Refuses “none of these” together with a group."""
        picked = many(raw, "groups")
        groups = set(read_ids([word for word in picked if word != NONE], question))
        if not picked:
            if question.required:
                raise Misfit("Choose what describes you, or “None of these”.")
            return BLANK
        if NONE in picked and groups:
            raise Misfit("Choose what describes you, or choose “None of these”, but not both.")
        ordered = tuple(group for group in question.item_ids() if group in groups)
        return Checked("answered", value={"groups": list(ordered), "none": NONE in picked}, groups=ordered)

    def typed_words(self, question: QuestionView, raw: Mapping[str, Any]) -> list[str]:
        """What was ticked."""
        picked = many(raw, "groups")
        ticked = [group.label for group in question.items if str(group.id) in picked]
        return [*ticked, "None of these"] if NONE in picked else ticked

    def hint(self, question: QuestionView) -> str:
        """Several may be ticked, and people have to be told."""
        return question.hint or "Tick all that are true."

    def summary(self, question: QuestionView, checked: Checked) -> list[str]:
        """One line a group."""
        if checked.value is None:
            return []
        return [question.label_of(group) for group in checked.value["groups"]] or ["None of these"]

    def problems(self, question: QuestionView) -> list[str]:
        """Needs at least one group to ask about."""
        found = super().problems(question)
        if not question.items:
            found.append(f"“{question.text}” needs at least one stakeholder group. Add groups to the consultation.")
        return found
