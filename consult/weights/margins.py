"""By what the answers to a question are balanced: the stakeholder groups or a question of the same survey, with the
share of each kind of people. A response belongs to one survey, so a question of another survey is not offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.groups.queries import list_groups
from consult.weights.models import BalanceMargin
from consult.weights.queries import WeighedQuestion, load_weighed_question
from surveys.definition import Question
from surveys.reading import OTHER, GivenPreference, find_choices

BY_GROUPS = "Stakeholder group"
SOMETHING_ELSE = "Something else"
MOST_OPTIONS = 60  # more have no shares that anybody could type and check
Cells = tuple[str | None, ...]  # of one person, what they are by each margin; None: not known, or not counted


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of people by a margin: a group or an option, and its share; None: people of it are left out."""

    key: str
    label: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Margin:
    """One thing by which people are counted, `by` the id of a question (None: the groups), with what is known of it."""

    by: int | None
    title: str
    cells: tuple[Cell, ...]
    unit: str = "people"
    source: str = ""
    counted_on: date | None = None

    @property
    def counted(self) -> tuple[Cell, ...]:
        """The kinds of people that have a share."""
        return tuple(cell for cell in self.cells if cell.share is not None)


@dataclass(frozen=True, slots=True)
class BalanceBy:
    """A question whose answers are weighed, and the one of the same survey by which they may be balanced."""

    __tablename__ = "question"

    id: int
    question: WeighedQuestion
    margin: Margin  # with the shares that are saved, if any are
    mark: tuple[object, ...]  # of what is saved: another one has been saved since if it differs
    saved: bool


def load_balance_by(db: Session, question_id: int, by_question_id: int) -> tuple[BalanceBy, int] | None:
    """A question to balance by and the consultation's id, as a guarded page wants them."""
    found = load_weighed_question(db, question_id)
    by = db.get(Question, by_question_id)
    if found is None or by is None or not _fits(by, found[0].survey_id):
        return None
    kept = find_margin(db, question_id, by_question_id)
    return BalanceBy(question_id, found[0], _margin(by, kept), mark_of_margin(kept), kept is not None), found[1]


def find_margin(db: Session, question_id: int, by: int | None) -> BalanceMargin | None:
    """What is saved of one margin."""
    return db.scalar(
        select(BalanceMargin)
        .where(BalanceMargin.question_id == question_id, BalanceMargin.by_question_id.is_not_distinct_from(by))
        .execution_options(populate_existing=True)
    )


def mark_of_margin(kept: BalanceMargin | None) -> tuple[object, ...]:
    """What is saved, to be compared with what an officer saw."""
    if kept is None:
        return ()
    return kept.unit, tuple(sorted(kept.shares.items())), kept.source, kept.counted_on


def list_margins(db: Session, question: WeighedQuestion) -> tuple[Margin, ...]:
    """All that is saved for a question, the groups first, then in the order of the survey."""
    kept = {
        one.by_question_id: one
        for one in db.scalars(select(BalanceMargin).where(BalanceMargin.question_id == question.id))
    }
    margins = [margin_of_groups(db, question.consultation.id)] if None in kept else []
    asked = db.scalars(select(Question).where(Question.id.in_([one for one in kept if one is not None])))
    margins += [_margin(one, kept[one.id]) for one in sorted(asked, key=_place)]
    return tuple(margins)


def list_choices(db: Session, survey_id: int) -> list[Question]:
    """The questions of a survey by which people may be balanced: one choice from a list."""
    found = db.scalars(select(Question).where(Question.survey_id == survey_id, Question.kind == "choice"))
    return sorted((one for one in found if _fits(one, survey_id)), key=_place)


def margin_of_groups(db: Session, consultation_id: int) -> Margin:
    """The groups in use whose number of people is known; the sources stand with the groups."""
    known = [group for group in list_groups(db, consultation_id) if group.population]
    return Margin(None, BY_GROUPS, tuple(Cell(str(one.id), one.name, float(one.population or 0)) for one in known))


def sort_people(db: Session, margins: Sequence[Margin]) -> Callable[[GivenPreference], Cells]:
    """Tells of anybody what they are by each margin."""
    choices = {margin.by: find_choices(db, margin.by) for margin in margins if margin.by is not None}
    counted = [{cell.key for cell in margin.counted} for margin in margins]

    def cells_of(one: GivenPreference) -> Cells:
        return tuple(
            _cell(one, known, None if margin.by is None else choices[margin.by])
            for margin, known in zip(margins, counted, strict=True)
        )

    return cells_of


def _cell(one: GivenPreference, known: set[str], choices: Mapping[int, str] | None) -> str | None:
    if choices is not None:
        chosen = choices.get(one.response_id)
        return chosen if chosen in known else None
    groups = [str(group) for group in one.groups if str(group) in known]
    return groups[0] if len(groups) == 1 else None


def hold_margins(db: Session, consultation: Consultation) -> None:
    """Have whoever saves shares of a consultation wait for whoever does so now."""
    db.refresh(db.get_one(Consultation, consultation.id), with_for_update=True)


def with_shares(margin: Margin, shares: Mapping[str, float]) -> Margin:
    """The same margin with other shares."""
    return replace(margin, cells=tuple(replace(cell, share=shares.get(cell.key)) for cell in margin.cells))


def _fits(question: Question, survey_id: int) -> bool:
    """Whether people chose one from its list; a question taken out of use still has its answers."""
    one = question.survey_id == survey_id and question.kind == "choice" and not question.settings.get("many")
    return one and 2 <= len(question.items) <= MOST_OPTIONS


def _margin(question: Question, kept: BalanceMargin | None) -> Margin:
    shares = kept.shares if kept is not None else {}
    items = sorted(question.items, key=lambda one: (one.position, one.id))
    cells = [
        Cell(str(item.id), item.label, shares.get(str(item.id)))
        for item in items
        if item.retired_at is None or str(item.id) in shares
    ]
    if question.settings.get("other"):
        cells.append(Cell(OTHER, SOMETHING_ELSE, shares.get(OTHER)))
    margin = Margin(question.id, question.text, tuple(cells))
    return margin if kept is None else replace(margin, unit=kept.unit, source=kept.source, counted_on=kept.counted_on)


def _place(question: Question) -> tuple[int, int, int]:
    return question.section_id, question.position, question.id
