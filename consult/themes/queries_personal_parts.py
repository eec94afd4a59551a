"""One answer with what is hidden in it: the parts an officer may hide or show, and who decided what; it changes
nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from analysis.personal_data import HIDDEN, Decision, find_hidden, hide
from analysis.personal_search import find_given_away
from consult.accounts.models import User
from consult.themes.actions import LIVE
from consult.themes.models import PersonalDecision, QuoteTick, Theme
from consult.themes.queries import OpenQuestion, find_board, find_open_question
from consult.themes.queries_personal import find_decisions
from surveys.collection import Answer

KIND_NAMES = {
    "email": "e-mail address",
    "nhs": "NHS number",
    "insurance": "National Insurance number",
    "phone": "telephone number",
    "postcode": "postcode",
    "address": "street address",
    "name": "name",
    "other": "hidden by an officer",
}


def kind_title(kind: str) -> str:
    """A kind in words, to begin a line with."""
    return KIND_NAMES[kind][0].upper() + KIND_NAMES[kind][1:]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer that is hidden or was shown again; `found` by the finder, hidden `by_officer`, or both."""

    start: int
    end: int
    words: str
    kind: str
    hidden: bool
    found: bool
    by_officer: bool

    @property
    def value(self) -> str:
        """The part as a form sends it."""
        return f"{self.start}-{self.end}"

    @property
    def name(self) -> str:
        """What it is, in words."""
        return KIND_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer as it stands; `kind` says what it is hidden as, nothing when it is shown."""

    words: str
    kind: str

    @property
    def name(self) -> str:
        """What it is hidden as, in words."""
        return KIND_NAMES[self.kind] if self.kind else ""


@dataclass(frozen=True, slots=True)
class Made:
    """One decision as it is told."""

    words: str
    hidden: bool
    who: str
    at: datetime
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class HiddenAnswer:
    """An answer that an officer decides about; what the address names."""

    __tablename__ = "answer"

    id: int
    text: str
    question: OpenQuestion
    board_id: int


@dataclass(frozen=True, slots=True)
class HiddenView:
    """What is hidden in an answer now. `version` grows with each decision; `pieces` is the answer with it marked."""

    parts: tuple[Part, ...]
    pieces: tuple[Piece, ...]
    shown: str
    made: tuple[Made, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Told:
    """What follows from what is hidden in an answer: themes whose names hold its words, whether it may be quoted."""

    answer_id: int
    named: tuple[tuple[int, str], ...]
    quoted: bool


def find_answer(db: Session, answer_id: int) -> tuple[HiddenAnswer, int] | None:
    """An open answer and its consultation's id; None where nobody wrote anything."""
    answer = db.get(Answer, answer_id)
    found = find_open_question(db, answer.question_id) if answer is not None and answer.text else None
    if answer is None or found is None:
        return None
    question, consultation_id = found
    board = find_board(db, question.id)
    return HiddenAnswer(answer.id, answer.text or "", question, board.id if board else 0), consultation_id


def list_parts(text: str, decisions: Sequence[Decision]) -> list[Part]:
    """The parts of an answer a person may decide about, in order: all that is found, and all that officers hid."""
    found = {(one.start, one.end): one.kind for one in find_hidden(text)}
    hidden = {(one.start, min(one.end, len(text))) for one in decisions if one.effect == HIDDEN}
    # What lies within words an officer hid keeps its own tick: it counts again when those are shown.
    shown = [one for one in decisions if one.effect != HIDDEN]
    kept = {(one.start, one.end) for one in find_hidden(text, shown)} if shown else found.keys()
    return [
        Part(
            start=start,
            end=end,
            words=text[start:end],
            kind=found.get((start, end), "other"),
            hidden=(start, end) in kept | hidden,
            found=(start, end) in found,
            by_officer=(start, end) in hidden,
        )
        for start, end in sorted(found.keys() | hidden)
    ]


def count_version(rows: Iterable[PersonalDecision]) -> int:
    """A number that grows with each decision on an answer, made or taken back."""
    return sum(1 + (one.ended_at is not None) for one in rows)


def show_hidden(db: Session, answer: HiddenAnswer) -> HiddenView:
    """Everything the page of one answer needs, in two queries."""
    decisions = find_decisions(db, [answer.id]).get(answer.id, [])
    ender = aliased(User)
    rows = db.execute(
        select(PersonalDecision, User.name, ender.name)
        .outerjoin(User, User.id == PersonalDecision.made_by)
        .outerjoin(ender, ender.id == PersonalDecision.ended_by)
        .where(PersonalDecision.answer_id == answer.id)
        .order_by(PersonalDecision.id.desc())
    ).all()
    made = [
        Made(
            words=answer.text[one.span_start : one.span_end],
            hidden=one.effect == HIDDEN,
            who=who or "A colleague",
            at=one.made_at,
            ended_by=(ended_by or "a colleague") if one.ended_at else "",
            ended_at=one.ended_at,
        )
        for one, who, ended_by in rows
    ]
    return HiddenView(
        parts=tuple(list_parts(answer.text, decisions)),
        pieces=tuple(_cut(answer.text, decisions)),
        shown=hide(answer.text, find_hidden(answer.text, decisions)),
        made=tuple(made),
        version=count_version(one for one, _, _ in rows),
    )


def _cut(text: str, decisions: Sequence[Decision]) -> list[Piece]:
    at, pieces = 0, []
    for one in find_hidden(text, decisions):
        if one.end > at:
            start = max(at, one.start)
            pieces += [Piece(text[at:start], ""), Piece(text[start : one.end], one.kind)]
            at = one.end
    return [piece for piece in [*pieces, Piece(text[at:], "")] if piece.words]


def find_told(db: Session, answer: HiddenAnswer) -> Told:
    """What an officer should know after hiding words of an answer."""
    decisions = find_decisions(db, [answer.id]).get(answer.id, [])
    hidden = [answer.text[one.start : one.end] for one in decisions if one.effect == HIDDEN]
    rows = db.execute(
        select(Theme.id, Theme.label, Theme.description)
        .where(Theme.board_id == answer.board_id, Theme.status.in_(LIVE))
        .order_by(Theme.label, Theme.id)
    ).all()
    named = find_given_away({words for _, *both in rows for words in both if words}, hidden)
    quoted = db.scalar(select(QuoteTick.id).where(QuoteTick.answer_id == answer.id).limit(1)) is not None
    return Told(answer.id, tuple((one, label) for one, label, more in rows if named & {label, more}), quoted)
