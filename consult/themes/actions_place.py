"""Puts machine's themes and a cut of them on a board; what stands already and stays is left as it is, to the row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from consult.themes.actions import LIVE, write_version
from consult.themes.models import Assignment, Theme, ThemeBoard, ThemeTree
from consult.themes.places import Cut, Rows
from consult.themes.queries import kept_themes

EXAMPLES = 7


def hold_untouched(db: Session, board: ThemeBoard) -> list[Theme]:
    """The candidates no person touched, held."""
    # Held before it is asked which of them a person decided on: a colleague may be deciding at this moment.
    candidates = select(Theme).where(Theme.board_id == board.id, Theme.status == "candidate").order_by(Theme.id)
    held = db.scalars(candidates.with_for_update().execution_options(populate_existing=True)).all()
    kept = set(db.scalars(kept_themes(board.id)))
    return [theme for theme in held if theme.id not in kept]


def retire_themes(db: Session, themes: Collection[Theme], *, by: int | None, at: datetime) -> None:
    """Take themes off the board; they and their assignments stay as history."""
    for theme in themes:
        theme.status, theme.version, theme.changed_by, theme.changed_at = "retired", theme.version + 1, by, at
        db.execute(
            update(Assignment)
            .where(Assignment.theme_id == theme.id, Assignment.ended_at.is_(None))
            .values(ended_at=at, ended_by=by)
        )
        write_version(db, theme, "replaced", by=by, at=at)


def propose_theme(
    db: Session, board: ThemeBoard, branch: Mapping[str, Any], place: int, *, kind: str = "theme", at: datetime
) -> Theme:
    """A candidate in the machine's words."""
    theme = Theme(
        consultation_id=board.consultation_id,
        board_id=board.id,
        kind=kind,
        label=branch["label"],
        quote_answer_id=branch["quote"],
        keywords=list(branch["keywords"]),
        examples=list(branch["examples"]),
        position=place,
        changed_by=None,
        changed_at=at,
    )
    db.add(theme)
    db.flush()
    return theme


def build_row(
    board: ThemeBoard,
    theme_id: int,
    answer_id: int,
    is_main: bool,
    strength: float | None,
    span: tuple[int, int] | None,
    at: datetime,
) -> dict[str, object]:
    """An assignment by the machine."""
    return {
        "board_id": board.id,
        "theme_id": theme_id,
        "answer_id": answer_id,
        "is_main": is_main,
        "strength": strength,
        "span_start": span[0] if span else None,
        "span_end": span[1] if span else None,
        "source": "machine",
        "made_by": None,
        "made_at": at,
    }


def add_assignments(db: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store assignments a batch at a time; made as they are stored, so that memory stays small."""
    coming = iter(rows)
    while batch := list(islice(coming, 1000)):
        db.execute(insert(Assignment), batch)


def place_cut(
    db: Session,
    board: ThemeBoard,
    tree: ThemeTree,
    free: Mapping[int, Theme],
    cut: Cut,
    *,
    by: int | None,
    at: datetime,
) -> None:
    """Put a cut on the board. A theme whose node stays keeps its row, and its answers their assignments."""
    themes: dict[int, Theme] = {}
    for theme_id in sorted(free):
        node = cut.stands[tree.themes[str(theme_id)]]
        if node in cut.nodes:
            themes.setdefault(node, free[theme_id])
    stays = {theme.id for theme in themes.values()}
    retire_themes(db, [theme for theme_id, theme in sorted(free.items()) if theme_id not in stays], by=by, at=at)
    made = _propose_new(db, board, tree, cut, themes, at=at)
    tree.themes = {
        **{one: node for one, node in tree.themes.items() if int(one) not in free or int(one) in stays},
        **{str(themes[node].id): node for node in made},
    }
    changed = _move(db, board, cut, themes, stays, by=by, at=at)
    for node, theme in themes.items():
        if node in made:
            write_version(db, theme, "proposed", by=None, at=at)
        elif theme.id in changed:
            theme.version += 1
            write_version(db, theme, "cut_anew", by=None, at=at)


def _propose_new(
    db: Session, board: ThemeBoard, tree: ThemeTree, cut: Cut, themes: dict[int, Theme], *, at: datetime
) -> set[int]:
    """Add a theme for each node that has none; return those nodes."""
    live = select(Theme.label).where(Theme.board_id == board.id, Theme.status.in_(LIVE))
    labels = set(db.scalars(live))
    mains = cut.places[cut.places["is_main"]]
    made = set()
    for place, node in enumerate(cut.nodes, start=1):
        if node in themes:
            themes[node].position = place
            continue
        branch = tree.branches[node]
        label = _unlike(branch["label"], branch["keywords"], labels)
        labels.add(label)
        shown = _examples(branch, mains[mains["node"] == node])
        themes[node] = propose_theme(db, board, {**branch, **shown, "label": label}, place, at=at)
        made.add(node)
    return made


def _unlike(label: str, keywords: Sequence[str], taken: Collection[str]) -> str:
    """The label, made longer where a theme somebody touched has it already."""
    tried = [label, *(f"{label}, {word}" for word in keywords if word.lower() not in label.lower())]
    tried += [f"{label} ({number})" for number in range(2, len(taken) + 3)]
    return next(one for one in tried if one not in taken)


def _examples(branch: Mapping[str, Any], held: Rows) -> dict[str, Any]:
    """Its quote and examples, of answers it still holds; where none is left, its nearest ones."""
    here = set(held["answer"].tolist())
    nearest = held["answer"][np.lexsort((held["answer"], -held["strength"]))][:EXAMPLES].tolist()
    examples = [one for one in branch["examples"] if one in here] or nearest
    return {"examples": examples, "quote": branch["quote"] if branch["quote"] in here else examples[0]}


def _move(
    db: Session,
    board: ThemeBoard,
    cut: Cut,
    themes: Mapping[int, Theme],
    stays: Collection[int],
    *,
    by: int | None,
    at: datetime,
) -> set[int]:
    """End and add the assignments that differ; return the themes that stay and hold others now."""
    theme_of = np.zeros(max(themes) + 1, dtype=np.int64)
    for node, theme in themes.items():
        theme_of[node] = theme.id
    target = theme_of[cut.places["node"]]
    held = cut.standing[np.isin(cut.standing["theme"], list(stays))]
    alike = [
        _keys(theme, rows["answer"], rows["is_main"], rows["start"], rows["end"])
        for theme, rows in ((target, cut.places), (held["theme"], held))
    ]
    added, wrong = ~np.isin(alike[0], alike[1]), held[~np.isin(alike[1], alike[0])]
    for begin in range(0, len(wrong), 500):
        ids = wrong["id"][begin : begin + 500].tolist()
        db.execute(update(Assignment).where(Assignment.id.in_(ids)).values(ended_at=at, ended_by=by))
    add_assignments(
        db,
        (
            build_row(board, theme, place["answer"].item(), bool(place["is_main"]), place["strength"].item(), span, at)
            for theme, place in zip(target[added].tolist(), cut.places[added], strict=True)
            for span in [(place["start"].item(), place["end"].item())]
        ),
    )
    return set(wrong["theme"].tolist()) | (set(target[added].tolist()) & set(stays))


def _keys(*columns: Rows) -> Rows:
    """One value a row, alike where all columns are."""
    return np.rec.fromarrays([column.astype(np.int64) for column in columns])
