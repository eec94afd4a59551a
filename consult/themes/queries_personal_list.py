"""In which answers of a question something is hidden, by kind and a page at a time; read from what the last look wrote
down, so no request searches every answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, ScalarSelect, Select, func, select, union
from sqlalchemy.orm import Session

from analysis.personal_data import FINDER, hide
from consult.accounts.models import User
from consult.themes.models import PersonalDecision, PersonalFind, ThemeBoard
from consult.themes.queries_personal import LOOKED_BY, count_kinds, find_spans
from consult.themes.queries_personal_parts import KIND_NAMES, kind_title
from surveys.collection import Answer
from surveys.reading import count_answers_after

DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class KindCount:
    """In how many answers parts of a kind are hidden, and how many parts."""

    kind: str
    answers: int
    parts: int

    @property
    def title(self) -> str:
        """The kind in words."""
        return kind_title(self.kind)


@dataclass(frozen=True, slots=True)
class PersonalRow:
    """One answer in the list, with who decided last about what is hidden in it."""

    answer_id: int
    text: str
    kinds: tuple[str, ...]
    decisions: int
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What is hidden in the answers of a question, as of the last look; `since` answers came after it.

    `earlier`: the look was that of an earlier version of the finder.
    """

    answers: int
    kinds: tuple[KindCount, ...]
    looked_at: datetime | None
    since: int
    earlier: bool


def answers_hidden_in(board_id: int | ColumnElement[int]) -> ScalarSelect[int]:
    """In how many answers of a board something is hidden, as far as the last look and officers' decisions know."""
    count = select(func.count(func.distinct(PersonalFind.answer_id)))
    return count.where(PersonalFind.board_id == board_id).scalar_subquery()


def sum_up(db: Session, board: ThemeBoard) -> Overview:
    """The counts by kind, the most frequent first."""
    rows = db.execute(
        select(PersonalFind.kind, func.count(PersonalFind.answer_id), func.sum(PersonalFind.parts))
        .where(PersonalFind.board_id == board.id)
        .group_by(PersonalFind.kind)
    )
    kinds = sorted((KindCount(*row) for row in rows), key=lambda one: (-one.answers, one.title))
    return Overview(
        answers=db.scalar(select(answers_hidden_in(board.id))) or 0,
        kinds=tuple(kinds),
        looked_at=board.looked_at,
        since=count_answers_after(db, board.question_id, board.looked_to or 0),
        earlier=board.looked_at is not None and board.details.get(LOOKED_BY) != FINDER,
    )


def _wanted(board: ThemeBoard, show: str) -> Select[tuple[int]] | CompoundSelect[tuple[int]]:
    """Ids of the answers in the list: with something hidden, or decided about; of one kind only when it is named."""
    found = select(PersonalFind.answer_id).where(PersonalFind.board_id == board.id)
    decided = (
        select(PersonalDecision.answer_id)
        .join(Answer, Answer.id == PersonalDecision.answer_id)
        .where(Answer.question_id == board.question_id)
    )
    if show == DECIDED:
        return decided.distinct()
    return found.where(PersonalFind.kind == show) if show else union(found, decided)


def count_rows(db: Session, board: ThemeBoard, show: str) -> int:
    """How many answers the list has."""
    return db.scalar(select(func.count()).select_from(_wanted(board, show).subquery())) or 0


def list_rows(db: Session, board: ThemeBoard, show: str, *, offset: int, limit: int) -> list[PersonalRow]:
    """One page of the list by answer, in four queries."""
    rows = db.execute(
        select(Answer.id, Answer.text)
        .where(Answer.id.in_(_wanted(board, show)))
        .order_by(Answer.id)
        .offset(offset)
        .limit(limit)
    )
    texts = {answer: words or "" for answer, words in rows}
    spans = find_spans(db, texts)
    made: dict[int, list[tuple[datetime, int]]] = {answer: [] for answer in texts}
    for one in db.scalars(select(PersonalDecision).where(PersonalDecision.answer_id.in_(texts))):
        last = (one.ended_at, one.ended_by or 0) if one.ended_at else (one.made_at, one.made_by)
        made[one.answer_id].append(last)
    people = {who for moves in made.values() for _, who in moves}
    names = {user: name for user, name in db.execute(select(User.id, User.name).where(User.id.in_(people)))}
    return [
        PersonalRow(
            answer_id=answer,
            text=hide(words, spans[answer]),
            kinds=tuple(KIND_NAMES[kind] for kind in KIND_NAMES if kind in count_kinds(spans[answer])),
            decisions=len(made[answer]),
            decided_by=names.get(max(made[answer])[1], "a colleague") if made[answer] else "",
            decided_at=max(made[answer])[0] if made[answer] else None,
        )
        for answer, words in texts.items()
    ]
