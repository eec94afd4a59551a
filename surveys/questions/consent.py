"""A yes to one statement, such as being quoted without a name; silence is no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.questionnaire import QuestionView
from surveys.questions.base import BLANK, Checked, FormValues, Misfit, QuestionKind, field_name, first

YES = "yes"


class Consent(QuestionKind):
    """Stored as `{"given": true}`; an unticked box is blank, which counts as no."""

    name = "consent"
    title = "Consent"
    advice = "One statement to tick, such as “You may quote my words without my name”. Not ticking means no."
    template = "consent.html"
    can_head = False  # its words stand beside the box
    says_something = False

    def read(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """The box."""
        return {"given": form.get(field_name(question), "") or ""}

    def check(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Checked:
        """Refuses silence only where the officer made the tick necessary."""
        if first(raw, "given") == YES:
            return Checked("answered", value={"given": True})
        if question.required:
            raise Misfit("Tick the box if you agree. Without it we cannot take your answers.")
        return BLANK

    def summary(self, question: QuestionView, checked: Checked) -> list[str]:
        """Yes or no."""
        return ["Yes"] if checked.state == "answered" else ["No"]
