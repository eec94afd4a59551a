"""Takes answers out of what a browser sent, as typed; it judges nothing and loses nothing."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.datastructures import MultiDict

from consult.web.checks import Filled
from consult.web.fields import PlainForm, code
from surveys.questionnaire import Questionnaire, SectionView
from surveys.questions.base import field_name
from surveys.questions.kinds import get_kind

Form = MultiDict[str, str]
_NAME = re.compile(r"q\d{1,18}(-[a-z0-9-]{1,20})?")
_TYPED = re.compile(r"q\d{1,18}(-(other|reason))?")


class ReturnForm(PlainForm):
    """The code somebody wrote down."""

    code = code(
        "Return code",
        [Filled("Enter your return code.")],
        hint="It has ten letters and numbers, such as 7KD2M-90XQA.",
        classes="govuk-input--width-10 govuk-input--extra-letter-spacing",
        size="m",
    )


def read_section(section: SectionView, form: Form) -> dict[int, dict[str, Any]]:
    """The raw answer to each question of a section."""
    return {question.id: get_kind(question.kind).read(question, form) for question in section.questions}


def read_typed(questionnaire: Questionnaire, form: Form) -> dict[int, dict[str, Any]]:
    """The raw answers to those questions, of the whole questionnaire, that the form has any field of."""
    sent = {name.partition("-")[0] for name in form}
    return {
        question.id: get_kind(question.kind).read(question, form)
        for question in questionnaire.questions()
        if field_name(question) in sent
    }


def list_fields(form: Form) -> list[tuple[str, str]]:
    """Every field of an answer as it came, to be sent once more."""
    return [(name, value) for name, value in form.items(multi=True) if _NAME.fullmatch(name)]


def list_words(form: Form) -> list[str]:
    """The words somebody typed, in the order of the page; ticks and places in a ranking are not among them."""
    return [
        value
        for name, value in list_fields(form)
        if _TYPED.fullmatch(name) and value.strip() and not value.isdigit() and value not in ("other", "none", "yes")
    ]
