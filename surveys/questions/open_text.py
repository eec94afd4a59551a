"""An open question: people answer in their own words. A guide to length, never a hard loss of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.questionnaire import QuestionView
from surveys.questions.base import (
    BLANK,
    Checked,
    FormValues,
    Misfit,
    QuestionKind,
    field_name,
    first,
    within_length,
)
from surveys.text import is_blank


class OpenText(QuestionKind):
    """Stored as `text`, exactly as typed but for outer spaces and line ends."""

    name = "open_text"
    title = "Open question"
    advice = "People answer in their own words. Themes are found in the answers."
    template = "open_text.html"
    default_settings: ClassVar[dict[str, Any]] = {"guide": 500}

    def read(self, question: QuestionView, form: FormValues) -> dict[str, Any]:
        """The words as typed."""
        return {"text": form.get(field_name(question), "") or ""}

    def check(self, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Checked:
        """Blank when nothing was typed that can be seen."""
        text = first(raw, "text").replace("\r\n", "\n").replace("\r", "\n").strip()
        if is_blank(text):
            if question.required:
                raise Misfit("Write your answer. A few words are enough.")
            return BLANK
        return Checked("answered", text=within_length(text))

    def summary(self, question: QuestionView, checked: Checked) -> list[str]:
        """The words, a paragraph a line."""
        return (checked.text or "").split("\n") if checked.state == "answered" else []
