"""What the demonstration's officer decides about the themes that were found: merge, name, sign off, set aside.

The officer is a script that knows what each answer was written about, as an officer who has read them all would.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.demo.story import THEMES
from consult.themes.actions import (
    confirm_answers,
    merge_themes,
    rename_theme,
    set_aside,
    sign_off,
    split_theme,
)
from consult.themes.actions_quotes import tick_quote
from consult.themes.models import Assignment, Theme
from consult.themes.queries import find_board
from surveys.database import Database

QUOTES_A_THEME = 2
LONGEST_QUOTE = 160  # characters; the demonstration quotes short answers
READ_FIRST = 12  # answers of each theme the officer has read and accepted


@dataclass(frozen=True, slots=True)
class Sorted:
    """One found theme with the key most of its answers were written about, and how many of them."""

    theme_id: int
    key: str
    n: int


def decide_themes(
    database: Database,
    question_id: int,
    written: Mapping[int, tuple[str, ...]],
    quotable: Mapping[int, str],
    *,
    by: int,
    at: datetime,
) -> dict[str, int]:
    """Review the whole board; returns the signed-off theme of each key.

    `written` maps answer id to the keys it was written about, `quotable` the answers that may be quoted to their words.
    """
    _split_off_missed(database, question_id, written, by=by, at=at)
    with database.reading() as db:
        found = _sort_themes(db, question_id, written)
    by_key: dict[str, list[Sorted]] = defaultdict(list)
    for one in found:
        by_key[one.key].append(one)
    signed: dict[str, int] = {}
    for theme in THEMES:
        candidates = sorted(by_key.get(theme.key, []), key=lambda one: (-one.n, one.theme_id))
        if not candidates:
            continue
        with database.unit_of_work() as db:
            signed[theme.key] = _agree(db, candidates, theme.name, theme.description, by=by, at=at)
            _read_some(db, signed[theme.key], theme.key, written, quotable, by=by, at=at)
            sign_off(db, signed[theme.key], seen_version=_version(db, signed[theme.key]), by=by, at=at)
    for one in by_key.get("", []):
        with database.unit_of_work() as db:
            set_aside(db, one.theme_id, "other", seen_version=_version(db, one.theme_id), by=by, at=at)
    return signed


def _split_off_missed(
    database: Database, question_id: int, written: Mapping[int, tuple[str, ...]], *, by: int, at: datetime
) -> None:
    """What people said and no theme is mostly about gets a theme of its own, out of the one that holds most of it."""
    with database.reading() as db:
        found = {one.key for one in _sort_themes(db, question_id, written)}
        rows = _list_main(db, question_id)
    for theme in THEMES:
        held: dict[int, list[int]] = defaultdict(list)
        for theme_id, answer_id in rows:
            if written.get(answer_id, ())[:1] == (theme.key,):
                held[theme_id].append(answer_id)
        if theme.key in found or not held:
            continue
        where = max(held, key=lambda one: (len(held[one]), -one))
        with database.unit_of_work() as db:
            version = _version(db, where)
            split_theme(db, where, held[where], label=theme.name, seen_version=version, by=by, at=at)


def _list_main(db: Session, question_id: int) -> list[tuple[int, int]]:
    """The candidate theme each answer mainly stands under, as (theme, answer)."""
    board = find_board(db, question_id)
    if board is None:
        return []
    rows = db.execute(
        select(Assignment.theme_id, Assignment.answer_id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(
            Assignment.board_id == board.id,
            Assignment.ended_at.is_(None),
            Assignment.is_main,
            Theme.kind == "theme",
            Theme.status == "candidate",
        )
    )
    return [(theme_id, answer_id) for theme_id, answer_id in rows]


def _sort_themes(db: Session, question_id: int, written: Mapping[int, tuple[str, ...]]) -> list[Sorted]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for theme_id, answer_id in _list_main(db, question_id):
        keys = written.get(answer_id, ())
        counts[theme_id][keys[0] if keys else ""] += 1
    return [
        Sorted(theme_id, *min(counter.items(), key=lambda pair: (-pair[1], pair[0])))
        for theme_id, counter in sorted(counts.items())
    ]


def _version(db: Session, theme_id: int) -> int:
    return db.get_one(Theme, theme_id, populate_existing=True).version


def _agree(db: Session, candidates: list[Sorted], name: str, description: str, *, by: int, at: datetime) -> int:
    keep = candidates[0].theme_id
    others = [(one.theme_id, _version(db, one.theme_id)) for one in candidates[1:]]
    if others:
        merge_themes(db, keep, others, seen_version=_version(db, keep), by=by, at=at)
    rename_theme(db, keep, label=name, description=description, seen_version=_version(db, keep), by=by, at=at)
    return keep


def _read_some(
    db: Session,
    theme_id: int,
    key: str,
    written: Mapping[int, tuple[str, ...]],
    quotable: Mapping[int, str],
    *,
    by: int,
    at: datetime,
) -> None:
    standing = select(Assignment.answer_id).where(Assignment.theme_id == theme_id, Assignment.ended_at.is_(None))
    answers = list(db.scalars(standing.order_by(Assignment.strength.desc(), Assignment.answer_id)))
    right = [answer for answer in answers if key in written.get(answer, ())]
    confirm_answers(db, theme_id, right[:READ_FIRST], seen_version=_version(db, theme_id), by=by, at=at)
    theme = db.get_one(Theme, theme_id)
    short = [answer for answer in right if 40 <= len(quotable.get(answer, "")) <= LONGEST_QUOTE]
    for answer in short[:QUOTES_A_THEME]:
        tick_quote(db, theme, answer, by=by, at=at)
