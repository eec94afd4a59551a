"""A section of a questionnaire made ready for a page, live or only to look at; it reads nothing and stores nothing.

    shown = build_section(section, raw_answers, errors, instance_id)
    {% from "questions/section.html" import section_fields %}  {{ section_fields(view.shown) }}

A new kind of question needs a template of its own under templates/questions/ and no line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.questionnaire import ItemView, QuestionView, SectionView
from surveys.questions.base import Misfit, QuestionKind, field_name, first, many, table
from surveys.questions.comparison import BOTH, DECLINING, way_declined
from surveys.questions.kinds import get_kind

LONGEST_NAME = 80  # characters of a question's words in an error summary
SHORT_GUIDE = 200  # characters; a question that wants fewer gets a small box


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """One question with what was typed so far; `items` are in this person's order."""

    question: QuestionView
    kind: QuestionKind
    raw: Mapping[str, Any]
    items: tuple[ItemView, ...]
    sets: tuple[tuple[ItemView, ...], ...]
    template: str
    error: str
    part: str  # the field an error is about, else its first
    faults: Mapping[str, str]  # by the id of a control, what is wrong with it, where that is told beside each
    heading: bool  # its words are the page's h1

    @property
    def id(self) -> str:
        """The name of its field, which is also the id of its first control."""
        return field_name(self.question)

    @property
    def href(self) -> str:
        """The id of the control that error summaries lead to."""
        return field_name(self.question, self.part)

    @property
    def is_torn(self) -> bool:
        """Whether what is wrong is that a person chose and declined as well."""
        return bool(self.error) and self.part.startswith(DECLINING)

    @property
    def asks_which(self) -> bool:
        """Whether the ways to decline say that what was chosen does not count with them."""
        return self.is_torn or self.declined == BOTH or bool(self.typed("aside"))

    @property
    def declined(self) -> str:
        """The way to decline that is chosen on the page; neither that nor going by the choices where both were."""
        return BOTH if self.is_torn else self.typed("none")

    @property
    def declined_before(self) -> str:
        """The way to decline that was ticked before the page asked which counts."""
        return way_declined(self.raw) if self.declined == BOTH else ""

    @property
    def hint(self) -> str:
        """What is said under its words."""
        return self.kind.hint(self.question)

    @property
    def described_by(self) -> str:
        """The ids of what is said about it, for aria-describedby; empty when nothing is."""
        # What is told beside a control, or the ways to decline, describes those.
        wrong = bool(self.error) and not self.is_torn and not self.faults
        parts = ("needed", self.question.required), ("hint", bool(self.hint)), ("error", wrong)
        return " ".join(f"{self.id}-{part}" for part, there in parts if there)

    @property
    def rows(self) -> int:
        """How many lines a box for words has."""
        return 3 if self.guide <= SHORT_GUIDE else 8

    @property
    def guide(self) -> int:
        """About how many characters are plenty."""
        return int(self.question.settings.get("guide") or 500)

    def typed(self, key: str) -> str:
        """One text of the raw answer."""
        return first(self.raw, key)

    def picked(self, key: str) -> list[str]:
        """The several values of the raw answer."""
        return many(self.raw, key)

    def written(self, key: str) -> dict[str, str]:
        """The values of the raw answer that go by a name, such as an item's id."""
        return table(self.raw, key)

    @property
    def progress(self) -> str:
        """How far the answer is on the way."""
        return self.kind.progress(self.question, self.raw)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One page of the walk; `title` is the page's h1."""

    title: str
    guidance: str
    questions: tuple[ShownQuestion, ...]
    errors: tuple[dict[str, str], ...]  # for the error summary, in the order of the page
    live: bool

    @property
    def titled(self) -> bool:
        """Whether the page writes its h1 itself; otherwise the one question does."""
        return not any(shown.heading for shown in self.questions)


def build_section(
    section: SectionView,
    raw_answers: Mapping[int, Mapping[str, Any]],
    errors: Mapping[int, str],
    instance_id: str,
    *,
    fallback_title: str = "",
    live: bool = True,
) -> ShownSection:
    """What a page shows of a section. A section without a title takes the words of its only question, if that kind
    can carry a heading, and else `fallback_title`. With `live=False` nothing on it can be filled in. Besides `errors`,
    whoever chose and declined as well is asked which of the two counts, whenever they open the page."""
    alone = len(section.questions) == 1 and not section.title.strip()
    shown = tuple(
        _show(question, raw_answers.get(question.id, {}), errors.get(question.id, ""), instance_id, alone=alone)
        for question in section.questions
    )
    heading = next((one.question.text for one in shown if one.heading), "")
    return ShownSection(
        title=section.title.strip() or heading or fallback_title,
        guidance=section.guidance,
        questions=shown,
        errors=tuple(
            {"text": name_problem(one.question.text, problem), "href": f"#{href}"}
            for one in shown
            if one.error
            for href, problem in (one.faults or {one.href: one.error}).items()
        ),
        live=live,
    )


def name_problem(text: str, problem: str) -> str:
    """What is wrong with an answer, led by the question it is about."""
    words = " ".join(text.split())
    if len(words) > LONGEST_NAME:
        words = words[:LONGEST_NAME].rsplit(" ", 1)[0] + "…"
    return f"{words} {problem}" if words[-1:] in ("?", "!", ".", "…", "") else f"{words}: {problem}"


def _show(
    question: QuestionView, raw: Mapping[str, Any], error: str, instance_id: str, *, alone: bool
) -> ShownQuestion:
    kind = get_kind(question.kind)
    misfit = _find_misfit(kind, question, raw, instance_id) if raw else None
    part = misfit.part if misfit else ""
    if misfit and part.startswith(DECLINING):
        error = error or misfit.sentence  # told wherever the page opens: a way to decline is not to look chosen
    return ShownQuestion(
        question=question,
        kind=kind,
        raw=raw,
        items=kind.shown_items(question, instance_id),
        sets=kind.shown_sets(question, instance_id),
        template=f"questions/{kind.template}",
        error=error,
        part=part if error and part else kind.first_part,
        faults={field_name(question, key): one for key, one in misfit.faults.items()} if misfit and error else {},
        heading=alone and kind.can_head,
    )


def _find_misfit(kind: QuestionKind, question: QuestionView, raw: Mapping[str, Any], instance_id: str) -> Misfit | None:
    try:
        kind.check(question, raw, instance_id)
    except Misfit as misfit:
        return misfit
    return None
