"""What people wrote beside a comparison, for those who may read answers: personal details are hidden in all of it, and
nothing here shows them again; only answers that count now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.themes.queries_pane import GroupOfAnswer, find_groups_of
from consult.themes.queries_personal import read_hidden
from consult.weights.queries import WeighedQuestion
from consult.weights.said import UNWEIGHED
from consult.weights.wording import DID_NOT_CHOOSE
from surveys.reading import count_reasons, list_reasons

CHOSE = "chose"  # whatever was chosen: an order, points, the most and the least, or between two


@dataclass(frozen=True, slots=True)
class Written:
    """What one person wrote, without what is hidden, what they did besides, and the groups they named."""

    answer_id: int
    words: str
    did: str
    groups: tuple[GroupOfAnswer, ...]


def count_written(db: Session, question_id: int) -> dict[str, int]:
    """How many people wrote something, by what they did: CHOSE or one of UNWEIGHED; what nobody did is left out."""
    counts = count_reasons(db, question_id)
    chose = sum(n for state, n in counts.items() if state not in UNWEIGHED)
    found = {CHOSE: chose} | {state: counts.get(state, 0) for state in UNWEIGHED}
    return {did: n for did, n in found.items() if n}


def list_written(
    db: Session, question: WeighedQuestion, did: str = "", *, offset: int = 0, limit: int | None = None
) -> list[Written]:
    """What people wrote, the newest first; of those alone who did one thing, where it is named. Without a limit all of
    it. Three queries for up to a thousand."""
    states, but = ([did] if did in UNWEIGHED else []), (UNWEIGHED if did == CHOSE else ())
    rows = list_reasons(db, question.id, states=states, but=but, offset=offset, limit=limit)
    groups = find_groups_of(db, [one.response_id for one in rows])
    words = read_hidden(db, {one.answer_id: one.words for one in rows})
    does = say_what_they_did(question)
    return [
        Written(
            one.answer_id,
            words[one.answer_id],
            does[one.state if one.state in UNWEIGHED else CHOSE],
            tuple(groups.get(one.response_id, ())),
        )
        for one in rows
    ]


def say_what_they_did(question: WeighedQuestion) -> Mapping[str, str]:
    """What somebody did, in words to begin a line with."""
    did = question.words.did
    return {CHOSE: did[0].upper() + did[1:], **DID_NOT_CHOOSE}
