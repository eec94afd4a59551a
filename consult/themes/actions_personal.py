"""What officers decide about what is hidden in an answer: each decision is kept, ended and never overwritten; a save
over a colleague's is refused by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from analysis.personal_data import FINDER, HIDDEN, SHOWN, find_hidden
from analysis.personal_search import find_words
from consult.themes.actions_keywords import bring_back_keywords, drop_keywords
from consult.themes.models import PersonalDecision, PersonalFind, ThemeBoard
from consult.themes.queries_personal import LOOKED_BY, count_kinds, find_decisions, find_spans
from consult.themes.queries_personal_parts import Part, count_version, list_parts
from consult.web.editing import name_of
from surveys.collection import Answer
from surveys.errors import Refusal, StaleEdit

Span = tuple[int, int]
AT_ONCE = 500  # answers named in one statement
SLACK = timedelta(minutes=1)  # a decision may be made before a look began and be stored after it


class WordsNotThere(Refusal):
    """The words to hide do not stand in the answer."""

    def __init__(self) -> None:
        super().__init__(
            "Hide more: these words are not in the answer. Type them as they stand there, or copy them from it"
        )


@dataclass(frozen=True, slots=True)
class Move:
    """The decisions that stand on an answer, and those that shall: by part, None where none is needed."""

    answer_id: int
    standing: Sequence[PersonalDecision]
    wanted: Mapping[Span, str | None]

    def keeps(self, one: PersonalDecision) -> bool:
        """Whether a decision that stands goes on standing."""
        return self.wanted.get((one.span_start, one.span_end)) == one.effect


@dataclass(frozen=True, slots=True)
class Decided:
    """How many decisions were made or taken back; from how many themes words that stood out were removed, and to how
    many they came back."""

    changes: int
    themes_mended: int
    themes_restored: int


def decide_hidden(
    db: Session,
    answer_id: int,
    board: ThemeBoard | None,
    *,
    consultation_id: int,
    offered: Collection[Span],
    ticked: Collection[Span],
    typed: str,
    seen_version: int,
    by: int,
    at: datetime,
) -> Decided:
    """Hide the ticked parts of those offered, show the others again, and hide every place where typed words stand."""
    # Held first: of two officers who decide on one answer at once, the second sees what the first decided.
    held = select(Answer).where(Answer.id == answer_id).with_for_update().execution_options(populate_existing=True)
    answer = db.scalars(held).one()
    text = answer.text or ""
    rows = db.scalars(
        select(PersonalDecision).where(PersonalDecision.answer_id == answer_id).order_by(PersonalDecision.id)
    ).all()
    if count_version(rows) != seen_version:
        raise StaleEdit(_last_actor(db, rows, by=by), "what is hidden in this answer")
    more = [(one.start, one.end) for one in find_words(text, typed)]
    if typed.strip() and not more:
        raise WordsNotThere
    before = find_decisions(db, [answer_id]).get(answer_id, [])
    parts = list_parts(text, before)
    wanted = _wanted(parts, offered, ticked, more)
    move = Move(answer_id, [one for one in rows if one.ended_at is None], wanted)
    changes = settle(db, [move], consultation_id=consultation_id, by=by, at=at).get(answer_id, 0)
    after = find_decisions(db, [answer_id]).get(answer_id, [])
    hidden_now, hidden_then = set(find_hidden(text, after)), set(find_hidden(text, before))
    mended = back = 0
    if board is not None:
        recount_finds(db, board, {answer_id: text})
        back = bring_back_keywords(db, board, [text[one.start : one.end] for one in hidden_then - hidden_now])
        mended = drop_keywords(db, board, [text[one.start : one.end] for one in hidden_now - hidden_then])
    return Decided(changes, mended, back)


def _last_actor(db: Session, rows: Sequence[PersonalDecision], *, by: int) -> str:
    moves = [(one.ended_at, one.ended_by) if one.ended_at else (one.made_at, one.made_by) for one in rows]
    return name_of(db, max(moves, key=lambda move: move[0])[1] if moves else None, reader=by)


def _wanted(
    parts: Sequence[Part], offered: Collection[Span], ticked: Collection[Span], more: Collection[Span]
) -> dict[Span, str | None]:
    """The decision that shall stand for each part; None where none is needed. A part not offered stays as it is."""
    wanted: dict[Span, str | None] = {}
    for part in parts:
        span = (part.start, part.end)
        hide = span in ticked if span in offered else part.hidden
        if part.found:
            wanted[span] = (HIDDEN if part.by_officer else None) if hide else SHOWN
        else:
            wanted[span] = HIDDEN if hide else None
    return wanted | dict.fromkeys(more, HIDDEN)


def settle(db: Session, moves: Sequence[Move], *, consultation_id: int, by: int, at: datetime) -> dict[int, int]:
    """End the decisions that shall stand no longer and make those that do not stand yet; how many, by answer."""
    changes: Counter[int] = Counter()
    made: list[dict[str, Any]] = []
    for move in moves:
        kept = {(one.span_start, one.span_end) for one in move.standing if move.keeps(one)}
        for one in move.standing:
            if not move.keeps(one):
                one.ended_at, one.ended_by = at, by
                changes[move.answer_id] += 1
        for (start, end), effect in move.wanted.items():
            if effect is not None and (start, end) not in kept:
                made.append(
                    {
                        "consultation_id": consultation_id,
                        "answer_id": move.answer_id,
                        "span_start": start,
                        "span_end": end,
                        "effect": effect,
                        "made_by": by,
                        "made_at": at,
                    }
                )
                changes[move.answer_id] += 1
    db.flush()  # ended before others are made: one part has one standing decision
    for first in range(0, len(made), 2000):
        db.execute(insert(PersonalDecision), made[first : first + 2000])
    return dict(changes)


def recount_finds(db: Session, board: ThemeBoard, texts: Mapping[int, str | None]) -> None:
    """Write down anew what is hidden in these answers."""
    ids = sorted(texts)
    for start in range(0, len(ids), AT_ONCE):
        db.execute(delete(PersonalFind).where(PersonalFind.answer_id.in_(ids[start : start + AT_ONCE])))
    _add_finds(db, board, {answer: count_kinds(spans) for answer, spans in find_spans(db, texts).items()})


def keep_look(
    db: Session,
    board: ThemeBoard,
    kinds: Mapping[int, Mapping[str, int]],
    *,
    seen: Collection[int],
    began_at: datetime,
) -> None:
    """Write down what a look through all answers found, in place of the look before. Answers decided on meanwhile stay
    as that decision left them, and no word that stands out tells what it hid."""
    db.refresh(board, with_for_update=True)  # a colleague may cut its themes at this moment
    since = began_at - SLACK
    meanwhile = db.execute(
        select(PersonalDecision, Answer.text)
        .join(Answer, Answer.id == PersonalDecision.answer_id)
        .where(
            PersonalDecision.consultation_id == board.consultation_id,
            Answer.question_id == board.question_id,
            or_(PersonalDecision.made_at >= since, PersonalDecision.ended_at >= since),
        )
    ).all()
    decided = {one.answer_id for one, _ in meanwhile}
    db.execute(delete(PersonalFind).where(PersonalFind.board_id == board.id, PersonalFind.answer_id.not_in(decided)))
    there = set(db.scalars(select(Answer.id).where(Answer.question_id == board.question_id)))
    _add_finds(db, board, {one: found for one, found in kinds.items() if one in there and one not in decided})
    drop_keywords(
        db,
        board,
        [(text or "")[one.span_start : one.span_end] for one, text in meanwhile if one.effect == HIDDEN],
    )
    board.looked_at, board.looked_to = began_at, max(seen, default=0)
    board.details = {**board.details, LOOKED_BY: FINDER}
    db.flush()


def _add_finds(db: Session, board: ThemeBoard, kinds: Mapping[int, Mapping[str, int]]) -> None:
    rows = [
        {
            "consultation_id": board.consultation_id,
            "board_id": board.id,
            "answer_id": answer,
            "kind": kind,
            "parts": parts,
        }
        for answer, found in kinds.items()
        for kind, parts in found.items()
    ]
    for start in range(0, len(rows), 2000):
        db.execute(insert(PersonalFind), rows[start : start + 2000])
