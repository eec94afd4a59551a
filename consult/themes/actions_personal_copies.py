"""What an officer decided to hide or show in one answer, made to hold in the others that copy its text: each gets
decisions of its own, kept and ended like any other. Parts the officer did not decide on stay as they are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from analysis.personal_data import HIDDEN, SHOWN, Decision
from analysis.personal_search import find_words
from consult import audit
from consult.themes.actions_keywords import bring_back_keywords, drop_keywords
from consult.themes.actions_personal import AT_ONCE, Move, Span, recount_finds, settle
from consult.themes.models import PersonalDecision, ThemeBoard
from consult.themes.queries_personal_parts import list_parts
from surveys.collection import Answer


@dataclass(frozen=True, slots=True)
class Followed:
    """In how many of the copies something was changed; from how many themes words that stood out were removed, and to
    how many they came back."""

    answers: int
    themes_mended: int
    themes_restored: int


def hold_answers(db: Session, answer_ids: Sequence[int]) -> dict[int, str]:
    """The words of answers, held for a decision on all of them; once in a unit of work."""
    found: dict[int, str] = {}
    # In the order of their ids, so that two officers who decide on two copies at once wait instead of block.
    ids = sorted(answer_ids)
    for start in range(0, len(ids), AT_ONCE):
        held = select(Answer.id, Answer.text).where(Answer.id.in_(ids[start : start + AT_ONCE])).order_by(Answer.id)
        found |= {one: text or "" for one, text in db.execute(held.with_for_update())}
    return found


def decide_in_copies(
    db: Session,
    answer_id: int,
    texts: Mapping[int, str],
    board: ThemeBoard,
    *,
    verb: str,
    by: int,
    at: datetime,
) -> Followed:
    """Make what stands decided in an answer, and what was taken back at this moment, hold in others wherever they have
    the same words. Each of them gets its row in the trail; `texts` are the words of all, held before."""
    others = sorted(texts.keys() - {answer_id})
    effects = _read_effects(db, answer_id, texts[answer_id], by=by, at=at)
    standing = _find_standing(db, others)
    moves = [Move(one, standing[one], _follow(texts[one], standing[one], effects)) for one in others]
    changed = settle(db, moves, consultation_id=board.consultation_id, by=by, at=at)
    audit.record(
        db,
        verb,
        actor_id=by,
        object_type="answer",
        object_id=sorted(changed),
        consultation_id=board.consultation_id,
        at=at,
    )
    recount_finds(db, board, {one: texts[one] for one in changed})
    if not changed:
        return Followed(0, 0, 0)
    back = bring_back_keywords(db, board, [words for words, effect in effects.items() if effect != HIDDEN])
    mended = drop_keywords(db, board, [words for words, effect in effects.items() if effect == HIDDEN])
    return Followed(len(changed), mended, back)


def _read_effects(db: Session, answer_id: int, text: str, *, by: int, at: datetime) -> dict[str, str | None]:
    """What was decided, by words; None where a decision was taken back just now and none took its place."""
    rows = db.scalars(
        select(PersonalDecision)
        .where(
            PersonalDecision.answer_id == answer_id,
            or_(
                PersonalDecision.ended_at.is_(None),
                (PersonalDecision.ended_at == at) & (PersonalDecision.ended_by == by),
            ),
        )
        .order_by(PersonalDecision.id)
    ).all()
    back = {_plain(text[one.span_start : one.span_end]): None for one in rows if one.ended_at is not None}
    stand = {_plain(text[one.span_start : one.span_end]): one.effect for one in rows if one.ended_at is None}
    return {**back, **stand}


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _find_standing(db: Session, answer_ids: Sequence[int]) -> Mapping[int, list[PersonalDecision]]:
    found: dict[int, list[PersonalDecision]] = defaultdict(list)
    for start in range(0, len(answer_ids), AT_ONCE):
        part = PersonalDecision.answer_id.in_(answer_ids[start : start + AT_ONCE])
        rows = select(PersonalDecision).where(part, PersonalDecision.ended_at.is_(None)).order_by(PersonalDecision.id)
        for one in db.scalars(rows):
            found[one.answer_id].append(one)
    return found


def _follow(
    text: str, standing: Sequence[PersonalDecision], effects: Mapping[str, str | None]
) -> dict[Span, str | None]:
    """The decisions that shall stand on a copy: its own, but for parts with words that were decided on."""
    wanted: dict[Span, str | None] = {(one.span_start, one.span_end): one.effect for one in standing}
    decisions = [Decision(one.span_start, one.span_end, one.effect) for one in standing]
    for part in list_parts(text, decisions):
        effect = effects.get(_plain(part.words), "")
        if effect != "":
            wanted[part.start, part.end] = None if effect == SHOWN and not part.found else effect
    for words, effect in effects.items():
        if effect == HIDDEN:
            wanted |= {(one.start, one.end): HIDDEN for one in find_words(text, words)}
    return wanted
