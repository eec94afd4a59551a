"""Counts that may be published: each rounded to 5 or not shown at all, so that no hidden one can be worked out from the
others or from the edition before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.disclosure_editions import Kept, settle
from analysis.disclosure_tables import FIGURE, INNER, THRESHOLD, TOTAL, Table

NOT_SHOWN = "not shown"
NOBODY = "nobody"
ALL, ANSWERS, OUTSIDE, PLACED = "all", "answers", "in no theme", "in a theme"
PEOPLE = "people: "  # before the names of a survey's counts, beside those of its themes
Counts = Mapping[str, int]
Stored = Mapping[str, Sequence[Any]]  # what an edition keeps inside: name -> exact count, count printed, whether shown


@dataclass(frozen=True, slots=True)
class SafeCounts:
    """Counts as they may be shown, by name, None where hidden; `kept` stays inside for the next edition."""

    shown: Mapping[str, int | None]
    kept: dict[str, list[Any]]

    def of(self, name: str) -> int | None:
        """The rounded figure, or None where it is not shown."""
        return self.shown[name]


def group_name(group_id: int) -> str:
    """A group's count in a survey."""
    return f"group {group_id}"


def theme_name(theme_id: int, group_id: int | None = None) -> str:
    """A theme's count of answers, of everyone or of one group."""
    return f"theme {theme_id}" if group_id is None else f"theme {theme_id} group {group_id}"


def protect_people(counts: Counts, last: Stored | None = None) -> SafeCounts:
    """Who answered one survey: ALL, and each group by its `group_name`. A person may be in several groups."""
    return _settled(_people_table(counts), _people_table, last)


def protect_themes(counts: Counts, people: SafeCounts | None = None, last: Stored | None = None) -> SafeCounts:
    """The answers to one open question: ANSWERS, those OUTSIDE of all themes, and each theme, also by group.

    `people` is who answered the survey: no group can have said a thing more often than it answered.
    """
    table = _theme_table(counts)
    for name, (n, printed, shown) in (people.kept if people is not None else {}).items():
        if printed in (None, n):  # a figure that stayed behind tells too little to count on
            table.add(PEOPLE + name, n, FIGURE, shown=shown)
    for name in counts:
        group = name.partition(" group ")[2]
        whole = PEOPLE + (group_name(int(group)) if group else ALL if name == ANSWERS else "")
        if whole in table.cells and table.cells[whole].n >= table.cells[name].n:
            table.lie_within(whole, name, few_outside=False)
    return _settled(table, _theme_table, last)


def _settled(table: Table, build: Any, last: Stored | None) -> SafeCounts:
    kept = {name: Kept(n, printed, shown) for name, (n, printed, shown) in (last or {}).items()}
    before = build({name: one.n for name, one in kept.items()}) if kept else None
    found = settle(table, before, kept)
    own = {name: one for name, one in found.kept.items() if not name.startswith(PEOPLE)}
    return SafeCounts(
        {name: found.figures.get(name) for name in own},
        {name: [one.n, one.printed, one.shown] for name, one in own.items()},
    )


def _people_table(counts: Counts) -> Table:
    table = Table(THRESHOLD)
    for name, n in counts.items():
        table.add(name, n, TOTAL if name == ALL else FIGURE)
    table.divide(ALL, [name for name in counts if name != ALL])
    return table


def _theme_table(counts: Counts) -> Table:
    table = Table(THRESHOLD)
    for name, n in counts.items():
        table.add(name, n, FIGURE if " group " in name else TOTAL)
    table.add(PLACED, counts[ANSWERS] - counts[OUTSIDE], INNER)
    table.make_up(ANSWERS, [PLACED, OUTSIDE])
    for name in counts:
        if name.startswith("theme") and " group " not in name:
            table.lie_within(PLACED, name, few_outside=False)
            table.divide(name, [one for one in counts if one.startswith(f"{name} group ")])
    return table


def say_count(n: int | None) -> str:
    """A count in words: "about 45", "nobody", or "not shown"."""
    if n is None:
        return NOT_SHOWN
    return f"about {n:,}" if n else NOBODY
