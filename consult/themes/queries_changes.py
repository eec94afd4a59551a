"""What the last discovery changed on a board, read off assignments that ended and began with it; it stores nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from consult.themes.actions import LIVE
from consult.themes.models import Assignment, Theme, ThemeBoard
from consult.themes.queries_board import BoardView

MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Change:
    """So many answers that stood under one theme stand under another now; `went_on` where most of them do."""

    before: str
    now: str
    now_id: int | None  # None where that theme is no longer on the board
    n: int
    went_on: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """`read` answers stood under themes nobody had touched; of them `moved` left those they stood with most.

    `first` answers were placed for the first time. `rows` are the largest changes, `further` are left out of them.
    """

    found_at: datetime
    read: int
    moved: int
    first: int
    rows: tuple[Change, ...]
    further: int


@dataclass(frozen=True, slots=True)
class News:
    """What the last discovery found; `new` themes hold no more than a smaller part of any earlier one.

    None is told as new where it was the first discovery.
    """

    answers: int
    themes: int
    new: int | None
    found_at: datetime


def find_news(db: Session, shown: BoardView, run_id: int) -> News | None:
    """What the run found, for as long as its themes stand on the board as they were found."""
    board = shown.board
    if board is None or board.run_id != run_id or shown.decided or not board.details.get("found_at"):
        return None
    found_at = datetime.fromisoformat(board.details["found_at"])
    themes = board.details.get("found", shown.untouched)
    new = None
    if board.details.get("again"):
        went_on = _find_heirs(_largest_first(_count_pairs(db, board.id, found_at)))
        new = max(0, themes - len(set(went_on.values()) & _found_then(db, board.id, found_at)))
    return News(board.details["answers"], themes, new, found_at)


def _found_then(db: Session, board_id: int, at: datetime) -> set[int]:
    found = select(Theme.id).where(Theme.board_id == board_id, Theme.kind == "theme", Theme.changed_at == at)
    return set(db.scalars(found.where(Theme.changed_by.is_(None), Theme.status == "candidate")))


def find_changes(db: Session, board: ThemeBoard) -> Changes | None:
    """Compare the last discovery with the one before; None where there was only one."""
    found_at = datetime.fromisoformat(board.details["found_at"]) if board.details.get("found_at") else None
    if found_at is None:
        return None
    pairs = _count_pairs(db, board.id, found_at)
    if not pairs:
        return None
    largest_first = _largest_first(pairs)
    went_on = _find_heirs(largest_first)
    found = db.scalars(select(Theme).where(Theme.id.in_({theme for pair in pairs for theme in pair})))
    themes = {theme.id: theme for theme in found}
    live = {theme for theme, one in themes.items() if one.status in LIVE}
    rows = [
        Change(themes[before].label, themes[now].label, now if now in live else None, n, went_on[before] == now)
        for (before, now), n in largest_first
    ]
    read = sum(pairs.values())
    return Changes(
        found_at=found_at,
        read=read,
        moved=sum(one.n for one in rows if not one.went_on),
        first=_count_first(db, board.id, found_at),
        rows=tuple(rows[:MOST_ROWS]),
        further=max(len(rows) - MOST_ROWS, 0),
    )


def _largest_first(pairs: Mapping[tuple[int, int], int]) -> list[tuple[tuple[int, int], int]]:
    return sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))


def _find_heirs(largest_first: Sequence[tuple[tuple[int, int], int]]) -> dict[int, int]:
    """The theme to which most answers of each earlier one went."""
    heirs: dict[int, int] = {}
    for (before, now), _ in largest_first:
        heirs.setdefault(before, now)
    return heirs


def _count_pairs(db: Session, board_id: int, at: datetime) -> dict[tuple[int, int], int]:
    """How many answers went from which theme to which when the discovery was stored."""
    old, new = aliased(Assignment), aliased(Assignment)
    pairs = (
        select(old.theme_id, new.theme_id, func.count())
        .join(new, new.answer_id == old.answer_id)
        .where(old.board_id == board_id, old.ended_at == at, old.ended_by.is_(None), old.is_main)
        .where(new.board_id == board_id, new.made_at == at, new.source == "machine", new.is_main)
        .group_by(old.theme_id, new.theme_id)
    )
    found: dict[tuple[int, int], int] = defaultdict(int)
    for before, now, n in db.execute(pairs):
        found[before, now] = n
    return dict(found)


def _count_first(db: Session, board_id: int, at: datetime) -> int:
    """Answers that stood nowhere on this board before."""
    earlier = aliased(Assignment)
    new = select(func.count(Assignment.id)).where(
        Assignment.board_id == board_id, Assignment.made_at == at, Assignment.is_main, Assignment.source == "machine"
    )
    stood = exists().where(
        earlier.board_id == board_id, earlier.answer_id == Assignment.answer_id, earlier.made_at < at
    )
    return db.scalar(new.where(~stood)) or 0
