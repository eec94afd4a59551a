"""Which answers wait for a signed-off theme, what is suggested for them, what was decided; it changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import ColumnElement, CompoundSelect, ScalarSelect, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session

from analysis.personal_data import Found, hide
from consult.runs import Run
from consult.themes.models import Assignment, FurtherSuggestion, Suggestion, SuggestionDecision, Theme
from consult.themes.queries import placed_one_by_one, standing_on
from consult.themes.queries_personal import find_spans
from surveys.collection import Answer

SURE_FROM = 0.9
FEWEST_TO_SUGGEST = 2  # themes to choose between
WORTH_TELLING = 0.25  # expected mistakes below which it is said that there is most likely none
LEARNT_FROM = 50  # decisions from which it is said how sure a guess is, see docs/methods-themes.md
LEARNT = "decided"  # among a run's parameters: how many decisions its suggestions learnt from
UNCHECKED = "not yet checked by anyone"
TOO_FEW = "too few decisions yet to say how sure"
FURTHER = "a rough guess: when it was tried, a little over half of such were right"
# One word in degrees, so that nobody has to know which of two is the weaker.
WORDS = (
    (0.95, "almost certain"),
    (0.85, "very sure"),
    (0.65, "fairly sure"),
    (0.45, "not very sure"),
    (0.0, "not sure at all"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far suggestions are: answers that `wait`, how many of them have a `made` suggestion, `decided` by people."""

    wait: int
    made: int
    decided: int


@dataclass(frozen=True, slots=True)
class Made:
    """The run that made the suggestions that stand, 0 when there are none, and how many decisions it `learnt` from.

    What people decided since then it does not know.
    """

    run_id: int = 0
    learnt: int = 0

    @property
    def may_tell(self) -> bool:
        """Whether it learnt from enough to say how sure it is."""
        return self.learnt >= LEARNT_FROM

    def say(self, strength: float) -> str:
        """How sure a guess is, as an officer reads it, or why that is not said."""
        return say_strength(strength) if self.may_tell else TOO_FEW if self.learnt else UNCHECKED


@dataclass(frozen=True, slots=True)
class FurtherRow:
    """A further theme that a part of an answer may belong to, with the words of that part."""

    id: int
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class SuggestedRow:
    """One answer that waits, with its suggestion; `theme_id` 0 is none of these."""

    answer_id: int
    text: str
    original: str  # with what was hidden; empty when nothing was
    theme_id: int
    label: str
    words: str  # how sure the guess is, as an officer reads it
    further: tuple[FurtherRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SureTheme:
    """A theme with how many answers would be accepted into it at once."""

    id: int
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Sure:
    """The suggestions that can be accepted at once: how many, and how many of them are likely wrong."""

    n: int
    wrong: int
    themes: tuple[SureTheme, ...]


def say_strength(strength: float) -> str:
    """A calibrated chance in words, with the share that was right among those as sure."""
    word = next(word for least, word in WORDS if strength >= least)
    share = "19 in 20" if strength >= WORDS[0][0] else f"{max(1, round(10 * strength))} in 10"
    return f"{word}: about {share} of these are right"


def signed_off_on(board_id: int) -> Select[tuple[int]]:
    """Ids of the themes suggestions choose from."""
    return select(Theme.id).where(Theme.board_id == board_id, Theme.status == "signed_off", Theme.kind == "theme")


def settled_answers(board_id: int) -> CompoundSelect[tuple[int]]:
    """Answers that do not wait: in a signed-off theme or one set aside, placed by a person, or found to fit none.

    Who said "none of these" is not asked again until another theme is signed off.
    """
    placed = (
        select(Assignment.answer_id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(
            standing_on(board_id),
            Assignment.is_main,
            or_(Assignment.source == "person", Theme.status == "signed_off", Theme.kind != "theme"),
        )
    )
    latest = select(func.max(Theme.signed_off_at)).where(Theme.id.in_(signed_off_on(board_id))).scalar_subquery()
    refused = select(SuggestionDecision.answer_id).where(
        SuggestionDecision.board_id == board_id,
        SuggestionDecision.theme_id.is_(None),
        or_(latest.is_(None), SuggestionDecision.made_at >= latest),
    )
    return union(placed, refused)


def count_standing(db: Session, board_id: int, answered: int) -> Standing:
    """How far the suggestions of a board with so many answers are, in one query."""

    def count(query: CompoundSelect[tuple[int]]) -> ScalarSelect[int]:
        return select(func.count()).select_from(query.subquery()).scalar_subquery()

    made = select(func.count(Suggestion.id)).where(Suggestion.board_id == board_id).scalar_subquery()
    counts = select(count(settled_answers(board_id)), made, count(decided_answers(board_id)))
    settled, suggested, decided = db.execute(counts).one()
    return Standing(max(0, answered - settled), suggested, decided)


def decided_answers(board_id: int) -> CompoundSelect[tuple[int]]:
    """Answers a person read and placed on the board, or found to fit none of the signed-off themes.

    What was accepted together with many is left out: the machine must not learn from its own guesses.
    """
    placed = select(Assignment.answer_id).where(standing_on(board_id), Assignment.is_main, placed_one_by_one())
    refused = select(SuggestionDecision.answer_id).where(
        SuggestionDecision.board_id == board_id, SuggestionDecision.theme_id.is_(None)
    )
    return union(placed, refused)


def find_made(db: Session, board_id: int) -> Made:
    """The run that made the suggestions that stand, and what it learnt from."""
    latest = select(func.max(Suggestion.run_id)).where(Suggestion.board_id == board_id).scalar_subquery()
    run = db.execute(select(Run.id, Run.parameters).where(Run.id == latest)).first()
    return Made(run[0], int(run[1].get(LEARNT, 0))) if run is not None else Made()


def list_choices(db: Session, board_id: int) -> list[tuple[int, str]]:
    """The signed-off themes by name."""
    rows = db.execute(select(Theme.id, Theme.label).where(Theme.id.in_(signed_off_on(board_id))))
    return sorted(((one, label) for one, label in rows), key=lambda pair: (pair[1].casefold(), pair[0]))


def list_suggestions(db: Session, board_id: int, made: Made, *, offset: int, limit: int) -> list[SuggestedRow]:
    """One page of suggestions in the order in which to ask; what could identify a person is hidden."""
    rows = db.execute(
        select(Suggestion, Answer.text, Theme.label)
        .join(Answer, Answer.id == Suggestion.answer_id)
        .outerjoin(Theme, Theme.id == Suggestion.theme_id)
        .where(Suggestion.board_id == board_id)
        .order_by(Suggestion.place, Suggestion.answer_id)
        .offset(offset)
        .limit(limit)
    ).all()
    spans = find_spans(db, {one.answer_id: text for one, text, _ in rows})
    further = _find_further(db, board_id, list(spans))
    return [
        _row(one, text or "", label or "", made.say(one.strength), spans[one.answer_id], further.get(one.answer_id, []))
        for one, text, label in rows
    ]


def _open_further(board_id: int) -> ColumnElement[bool]:
    """The further themes of a board that are asked about: nobody decided on them, and they are signed off."""
    return and_(
        FurtherSuggestion.board_id == board_id,
        FurtherSuggestion.accepted.is_(None),
        FurtherSuggestion.theme_id.in_(signed_off_on(board_id)),
    )


def _find_further(
    db: Session, board_id: int, answer_ids: Sequence[int]
) -> dict[int, list[tuple[FurtherSuggestion, str]]]:
    """Further themes that nobody decided on, with their names, in the order of their parts."""
    rows = db.execute(
        select(FurtherSuggestion, Theme.label)
        .join(Theme, Theme.id == FurtherSuggestion.theme_id)
        .where(
            _open_further(board_id),
            FurtherSuggestion.answer_id.in_(answer_ids),
        )
        .order_by(FurtherSuggestion.answer_id, FurtherSuggestion.span_start, FurtherSuggestion.id)
    )
    found: dict[int, list[tuple[FurtherSuggestion, str]]] = defaultdict(list)
    for one, label in rows:
        found[one.answer_id].append((one, label))
    return found


def _row(
    one: Suggestion,
    text: str,
    label: str,
    words: str,
    personal: list[Found],
    further: list[tuple[FurtherSuggestion, str]],
) -> SuggestedRow:
    return SuggestedRow(
        answer_id=one.answer_id,
        text=hide(text, personal),
        original=text if personal else "",
        theme_id=one.theme_id or 0,
        label=label,
        words=words,
        further=tuple(
            FurtherRow(part.id, name, hide(text, personal, part.span_start, part.span_end)) for part, name in further
        ),
    )


def list_sure(db: Session, board_id: int, made: Made) -> list[Suggestion]:
    """The suggestions of a theme that are sure enough to be accepted at once, by answer; of none that may belong to a
    further theme as well, which somebody must read. None before their run learnt from enough decisions."""
    if not made.may_tell:
        return []
    further = exists().where(_open_further(board_id), FurtherSuggestion.answer_id == Suggestion.answer_id)
    return list(
        db.scalars(
            select(Suggestion)
            .where(
                Suggestion.board_id == board_id,
                Suggestion.strength >= SURE_FROM,
                Suggestion.theme_id.in_(signed_off_on(board_id)),
                ~further,
            )
            .order_by(Suggestion.answer_id)
        )
    )


def sum_up_sure(db: Session, board_id: int, made: Made) -> Sure:
    """How many suggestions are at least 9 in 10 sure, in which themes, and how many of them are likely wrong."""
    held = list_sure(db, board_id, made)
    labels = dict(list_choices(db, board_id))
    counts = {one: sum(row.theme_id == one for row in held) for one in labels}
    themes = (SureTheme(one, labels[one], n) for one, n in counts.items() if n)
    expected = sum(1 - row.strength for row in held)
    # Rounded up: a number of mistakes is told rather too high than too low.
    wrong = ceil(expected) if expected >= WORTH_TELLING else 0
    return Sure(len(held), wrong, tuple(sorted(themes, key=lambda theme: (-theme.n, theme.label, theme.id))))


def is_settled(db: Session, board_id: int, answer_id: int) -> bool:
    """Whether a person has placed an answer, or it stands in a signed-off theme, by now."""
    return bool(
        db.scalar(
            select(
                exists().where(
                    and_(standing_on(board_id), Assignment.answer_id == answer_id, Assignment.is_main),
                    Assignment.theme_id == Theme.id,
                    or_(Assignment.source == "person", Theme.status == "signed_off"),
                )
            )
        )
    )
