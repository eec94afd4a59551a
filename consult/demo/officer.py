"""What the demonstration's officer decides about the themes that were found: merge, name, clear, sign off, set aside.

The officer is a script that knows what each answer was written about, as an officer who has read them all would.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.demo.story import THEMES
from consult.demo.trail import write_down
from consult.themes.actions import (
    confirm_answers,
    merge_themes,
    move_answers,
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
MOSTLY = 2 / 3  # of a theme's answers are about what its name says before the officer signs it off


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
    merged: dict[str, int] = {}
    for key in (theme.key for theme in THEMES if theme.key in by_key):
        with database.unit_of_work() as db:
            merged[key] = _merge(db, by_key[key], by=by, at=at)
    for one in by_key.get("", []):
        with database.unit_of_work() as db:
            set_aside(db, one.theme_id, "other", seen_version=_version(db, one.theme_id), by=by, at=at)
            _note(db, "themes.park", one.theme_id, by=by, at=at)
    homes = {**merged, **{key: found[0].theme_id for key, found in by_key.items() if not key}}
    for key in merged:
        with database.unit_of_work() as db:
            _move_strays(db, key, homes, written, by=by, at=at)
    signed: dict[str, int] = {}
    for theme in (theme for theme in THEMES if theme.key in merged):
        theme_id = merged[theme.key]
        with database.unit_of_work() as db:
            if not _is_mostly_about(_list_standing(db, theme_id), theme.key, written):
                continue  # it waits as it was found: most of its answers would not bear the name out
            label, seen = theme.name, _version(db, theme_id)
            rename_theme(db, theme_id, label=label, description=theme.description, seen_version=seen, by=by, at=at)
            _note(db, "theme_pane.rename", theme_id, by=by, at=at)
            _read_some(db, theme_id, theme.key, written, quotable, by=by, at=at)
            sign_off(db, theme_id, seen_version=_version(db, theme_id), by=by, at=at)
            _note(db, "themes.accept", theme_id, by=by, at=at)
            signed[theme.key] = theme_id
    return signed


def _move_strays(
    db: Session, key: str, homes: Mapping[str, int], written: Mapping[int, tuple[str, ...]], *, by: int, at: datetime
) -> None:
    """Move answers about something else to the theme they are about, until those that stay are mostly about `key`.

    Read in the order of the pages: what the board shows of the theme first, then from the top of its list.
    """
    theme = db.get_one(Theme, homes[key], populate_existing=True)
    standing = _list_standing(db, theme.id)
    shown = {theme.quote_answer_id, *theme.examples}
    to: dict[int, list[int]] = defaultdict(list)
    for answer in sorted(standing, key=lambda one: one not in shown):
        if answer not in shown and _is_mostly_about(standing, key, written):
            break
        keys = written.get(answer, ())
        if key not in keys and (home := homes.get(keys[0] if keys else "")) is not None:
            to[home].append(answer)
            standing.remove(answer)
    for home, answers in to.items():
        move_answers(db, theme.id, answers, home, seen_version=_version(db, theme.id), by=by, at=at)
        _note(db, "theme_pane.answers", theme.id, by=by, at=at)


def _is_mostly_about(answers: list[int], key: str, written: Mapping[int, tuple[str, ...]]) -> bool:
    return sum(key in written.get(answer, ()) for answer in answers) >= MOSTLY * len(answers)


def _list_standing(db: Session, theme_id: int) -> list[int]:
    """The answers of a theme as its page lists them, those that stand out most first."""
    standing = select(Assignment.answer_id).where(Assignment.theme_id == theme_id, Assignment.ended_at.is_(None))
    return list(db.scalars(standing.order_by(func.coalesce(Assignment.strength, 1.0).desc(), Assignment.id)))


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
            _note(db, "theme_pane.answers", where, by=by, at=at)


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


def _note(db: Session, verb: str, theme_id: int, *, by: int, at: datetime) -> None:
    theme = db.get_one(Theme, theme_id)
    write_down(db, verb, theme, theme.consultation_id, by=by, at=at)


def _version(db: Session, theme_id: int) -> int:
    return db.get_one(Theme, theme_id, populate_existing=True).version


def _merge(db: Session, candidates: list[Sorted], *, by: int, at: datetime) -> int:
    keep, *others = [one.theme_id for one in sorted(candidates, key=lambda one: (-one.n, one.theme_id))]
    if others:
        seen = [(other, _version(db, other)) for other in others]
        merge_themes(db, keep, seen, seen_version=_version(db, keep), by=by, at=at)
        _note(db, "theme_pane.merge", keep, by=by, at=at)
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
    right = [answer for answer in _list_standing(db, theme_id) if key in written.get(answer, ())]
    confirm_answers(db, theme_id, right[:READ_FIRST], seen_version=_version(db, theme_id), by=by, at=at)
    _note(db, "theme_pane.answers", theme_id, by=by, at=at)
    theme = db.get_one(Theme, theme_id)
    mainly = [answer for answer in right if written[answer][0] == key]
    short = [answer for answer in mainly if 40 <= len(quotable.get(answer, "")) <= LONGEST_QUOTE]
    for answer in short[:QUOTES_A_THEME]:
        tick_quote(db, theme, answer, by=by, at=at)
    if short:
        _note(db, "theme_pane.answers", theme_id, by=by, at=at)
