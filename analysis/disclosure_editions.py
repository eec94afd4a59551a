"""Counts of a later edition beside those of the one before: no figure moves for fewer people than the threshold.

numpy only. A figure stays as it was printed until its exact count has moved by the threshold or more since, so that two
editions are equal in it or at least the threshold apart. Both editions are then one table: whoever holds the two may
not narrow down a hidden count of either, also if it is known that answers were only added.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.disclosure_tables import INNER, Cell, Range, Table, choose_hidden, round_to_five

BEFORE = "before: "


@dataclass(frozen=True, slots=True)
class Kept:
    """What an edition keeps inside of one figure: the exact count, and the count behind what was last printed of it,
    in this edition or an earlier one (None: never printed)."""

    n: int
    printed: int | None
    shown: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What an edition prints: `figures` rounded to five by name, without the hidden; `kept` stays inside."""

    figures: Mapping[str, int]
    hidden: frozenset[str]
    kept: Mapping[str, Kept]


def settle(
    now: Table, before: Table | None = None, kept: Mapping[str, Kept] | None = None, *, beside_moved: bool = False
) -> Settled:
    """Choose what the edition prints. `before` is the last edition's table, with what it `kept` of each of its figures;
    names are the same in both. `beside_moved`: something decided elsewhere, that stands beside them, has changed."""
    last = kept or {}
    if before is not None and not beside_moved and _is_same(now, before, last):
        hidden = frozenset(name for name, one in last.items() if not one.shown)
        figures = {name: round_to_five(one.printed or 0) for name, one in last.items() if one.shown}
        return Settled(figures, hidden, last)
    joined = join_editions(now, before, last)
    chosen = choose_hidden(joined)
    hidden = frozenset(name for name in chosen if not name.startswith(BEFORE))
    names = [one.name for one in now.cells.values() if one.kind != INNER]
    printed = {name: _printed(name, now, last) for name in names}
    figures = {name: round_to_five(printed[name]) for name in names if name not in hidden}
    keeps = {}
    for name in names:
        earlier = last[name].printed if name in last else None
        shown = name not in hidden
        keeps[name] = Kept(now.cells[name].n, printed[name] if shown else earlier, shown)
    return Settled(figures, hidden, keeps)


def _is_same(now: Table, before: Table, last: Mapping[str, Kept]) -> bool:
    """Whether nothing moved, so that the edition says what the last one said."""
    known = [one for one in now.cells.values() if one.kind != INNER and (one.shown is None or one.name in last)]
    counts = {one.name: one.n for one in known}
    return counts == {name: one.n for name, one in last.items()} and set(counts) <= set(before.cells)


def join_editions(now: Table, before: Table | None, last: Mapping[str, Kept]) -> Table:
    """Both editions as one table: the earlier one decided already, and what is known of the steps between them."""
    joined = Table(now.threshold)
    for one in now.cells.values():
        told = one.told
        if one.kind != INNER and _printed(one.name, now, last) != one.figure:
            told = _stale(now, _printed(one.name, now, last))
        joined.add(one.name, one.n, one.kind, told=told, shown=one.shown)
    joined.equations += now.equations
    if before is None:
        return joined
    for one in before.cells.values():
        kept = last.get(one.name)
        told = one.told
        if one.kind != INNER and kept is not None and kept.printed is not None and kept.printed != one.figure:
            told = _stale(before, kept.printed)
        shown = one.shown if one.kind == INNER or kept is None else kept.shown
        joined.add(BEFORE + one.name, one.n, one.kind, told=told, shown=shown)
    joined.equations += [(BEFORE + whole, tuple(BEFORE + part for part in parts)) for whole, parts in before.equations]
    _link(joined, now, before, last)
    return joined


def _link(joined: Table, now: Table, before: Table, last: Mapping[str, Kept]) -> None:
    names = [one.name for one in now.cells.values() if one.kind != INNER and one.name in before.cells]
    steps = {name: now.cells[name].n - before.cells[name].n for name in names}
    least = 0.0 if all(step >= 0 for step in steps.values()) else -np.inf
    for name, step in steps.items():
        kept = last.get(name)
        told = (least, np.inf)
        if kept is not None and kept.shown and kept.printed and _printed(name, now, last) == kept.printed:
            # both lie near the count that was printed; where that was the count itself, one step away at most
            near = max(now.threshold - 1.0, *(_reach(table.cells[name]) for table in (now, before)))
            farthest = near * (1 if kept.printed == kept.n else 2)
            told = (max(least, -farthest), farthest)
        inner = Cell(f"step of {name}", step, INNER, told, of=name, told_less=(least, np.inf))
        joined.equations.append((name, (BEFORE + name, joined.put(inner))))


def _reach(cell: Cell) -> float:
    """How far from the count whose figure stands for it a cell may lie."""
    return cell.told[1] - cell.told[0] if cell.prints is not None and cell.told is not None else 0.0


def _printed(name: str, now: Table, last: Mapping[str, Kept]) -> int:
    """The count whose figure is printed: the one printed before, until so many people have come or gone."""
    cell, kept = now.cells[name], last.get(name)
    if kept is None or kept.printed is None or not kept.printed or abs(cell.n - kept.printed) >= now.threshold:
        return cell.figure
    return kept.printed


def _stale(table: Table, printed: int) -> Range:
    """What a figure that may have stayed behind tells: the count is less than the threshold from what it told."""
    usual = Table(table.threshold)
    lower, upper = usual.known(usual.add("one", printed), ())
    return max(1.0, lower - table.threshold + 1), upper + table.threshold - 1
