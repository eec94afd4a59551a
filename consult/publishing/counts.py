"""Counts that may be published: each rounded to 5 or not shown at all, so that no hidden one can be worked out from the
others or from the edition before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.disclosure_editions import Kept, join_editions, settle
from analysis.disclosure_tables import FIGURE, INNER, THRESHOLD, TOTAL, Cell, Table

NOT_SHOWN = "not shown"
NOBODY = "nobody"
ALL, ANSWERS, OUTSIDE, PLACED = "all", "answers", "in no theme", "in a theme"
COPIED = "copying one text"
PEOPLE = "people: "  # before the names of a survey's counts, beside those of its themes
WEIGHED = "weights of "  # before the names of those behind the weights of one question, beside a survey's counts
LEFT_OUT = "left out: "  # before why some who answered are not behind them
Counts = Mapping[str, int]
Stored = Mapping[str, Sequence[Any]]  # what an edition keeps inside: name -> exact count, count printed, whether shown


@dataclass(frozen=True, slots=True)
class SafeCounts:
    """Counts as they may be shown, by name, None where hidden; `kept` stays inside for the next edition. `table` is
    all that a reader can set against each other, this edition and the one before, with what of it is `hidden`."""

    shown: Mapping[str, int | None]
    kept: dict[str, list[Any]]
    table: Table = field(compare=False)
    hidden: frozenset[str] = field(compare=False)

    def of(self, name: str) -> int | None:
        """The rounded figure, or None where it is not shown."""
        return self.shown[name]

    def tells_left_out(self, question_id: int) -> bool:
        """Whether it may be told how many answers to a question are not in its weights, reason by reason."""
        start = _name_weighed(question_id, LEFT_OUT)
        return all(shown for name, (_, _, shown) in self.kept.items() if name.startswith(start))


def group_name(group_id: int) -> str:
    """A group's count in a survey."""
    return f"group {group_id}"


def theme_name(theme_id: int, group_id: int | None = None) -> str:
    """A theme's count of answers, of everyone or of one group."""
    return f"theme {theme_id}" if group_id is None else f"theme {theme_id} group {group_id}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """How many people are behind the weights of one question of a survey: ALL, and each group by its `group_name`.

    `left_out` is how many answers are not, by reason. Where `left_out_hidden`, none of these has a number on the page.
    """

    question_id: int
    people: Counts
    hidden: frozenset[str]
    left_out: Counts = field(default_factory=dict)
    left_out_hidden: bool = False


def protect_people(counts: Counts, last: Stored | None = None, weighed: Sequence[Weighed] = ()) -> SafeCounts:
    """Who answered one survey: ALL, and each group by its `group_name`. A person may be in several groups.

    Those behind the weights stand in the same edition. Where few of a group answered and are not among them,
    subtraction would find these: so a count no more than the threshold above one that is shown there has its figure.
    The page also says why answers were left out, and of how many or that there are some; that is in the equations too.
    Where more figures can stand without those numbers, they are the ones that are not told.
    """
    ways = [_protect_beside(counts, last, weighed, tell=tell) for tell in (True, False)]
    if not any(name.partition(": ")[2].startswith(LEFT_OUT) for name in ways[0].kept):
        return ways[0]
    before = ways if last is None else sorted(ways, key=lambda one: _list_weighed(one.kept) != _list_weighed(last))
    return min(before, key=lambda one: sum(figure is None for figure in one.shown.values()))


def _protect_beside(counts: Counts, last: Stored | None, weighed: Sequence[Weighed], *, tell: bool) -> SafeCounts:
    known: dict[str, list[Any]] = {}
    for one in weighed:
        for name, n in one.people.items():
            known[_name_weighed(one.question_id, name)] = [n, None, name not in one.hidden]
        for why, n in one.left_out.items():
            known[_name_weighed(one.question_id, LEFT_OUT + why)] = [n, None, tell and not one.left_out_hidden]
    found = _settled(_people_table(counts, known), _people_table, last, known)
    return replace(found, kept=found.kept | known)


def _name_weighed(question_id: int, name: str) -> str:
    return f"{WEIGHED}{question_id}: {name}"


def protect_themes(counts: Counts, people: SafeCounts | None = None, last: Stored | None = None) -> SafeCounts:
    """The answers to one open question: ANSWERS, those OUTSIDE of all themes, and each theme, also by group; where
    there are any, those COPIED from one another.

    `people` is who answered the survey: no group can have said a thing more often than it answered.
    """
    table = _theme_table(counts)
    for name, (n, printed, shown) in (people.kept if people is not None else {}).items():
        stayed = printed not in (None, n)  # such a figure tells too little to count on
        if not stayed and not name.startswith(WEIGHED):
            table.add(PEOPLE + name, n, FIGURE, shown=shown)
    for name in counts:
        group = name.partition(" group ")[2]
        whole = PEOPLE + (group_name(int(group)) if group else ALL if name == ANSWERS else "")
        if whole in table.cells and table.cells[whole].n >= table.cells[name].n:
            table.lie_within(whole, name, few_outside=False)
    return _settled(table, _theme_table, last)


def _settled(
    table: Table, build: Callable[[Counts, Stored], Table], last: Stored | None, beside: Stored | None = None
) -> SafeCounts:
    kept = {name: Kept(n, printed, shown) for name, (n, printed, shown) in (last or {}).items()}
    own = {name: one.n for name, one in kept.items() if not name.startswith(WEIGHED)}
    before = build(own, last or {}) if kept else None
    found = settle(table, before, kept, beside_moved=_list_weighed(last or {}) != _list_weighed(beside or {}))
    names = [name for name in found.kept if not name.startswith((PEOPLE, WEIGHED))]
    joined = join_editions(table, before, kept)
    fixed = frozenset(one.name for one in joined.cells.values() if one.kind != INNER and one.shown is False)
    return SafeCounts(
        {name: found.figures.get(name) for name in names},
        {name: [found.kept[name].n, found.kept[name].printed, found.kept[name].shown] for name in names},
        joined,
        fixed | frozenset(name for name in names if name not in found.figures),
    )


def _people_table(counts: Counts, beside: Stored) -> Table:
    """`beside` holds, by names that begin with WEIGHED, who is behind the weights, and whether that is shown."""
    weighed = _list_weighed(beside)
    # Of each reason whose number is hidden the page tells that there is somebody: so much less room it leaves.
    reach = THRESHOLD + sum(LEFT_OUT in name and not shown for name, (_, shown) in weighed.items())
    table = Table(THRESHOLD)
    for name, n in counts.items():
        near = [m for other, (m, shown) in weighed.items() if shown and _is_of(other, name) and _is_near(n, m, reach)]
        kind, most = TOTAL if name == ALL else FIGURE, max(near, default=None)
        told = None if most is None else (float(most), float(most + reach))
        table.put(Cell(name, n, kind, told, prints=most))
    table.divide(ALL, [name for name in counts if name != ALL])
    _add_weighed(table, counts, weighed)
    return table


def _list_weighed(stored: Stored) -> dict[str, tuple[int, bool]]:
    return {name: (one[0], one[2]) for name, one in stored.items() if name.startswith(WEIGHED)}


def _add_weighed(table: Table, counts: Counts, weighed: Mapping[str, tuple[int, bool]]) -> None:
    """As in `analysis.disclosure.group_table`: who is behind weights that are shown is taken as known exactly."""
    behind = {name: one for name, one in weighed.items() if LEFT_OUT not in name}
    for name, (n, shown) in behind.items():
        told = (float(n), float(n)) if shown else None
        table.add(name, n, TOTAL if _is_of(name, ALL) else FIGURE, told=told, shown=shown)
    for whole in [name for name in behind if _is_of(name, ALL)]:
        start = whole.removesuffix(ALL)
        table.divide(whole, [name for name in behind if name.startswith(start) and name != whole])
    for name, n in counts.items():
        for other in [other for other in behind if _is_of(other, name) and 0 < behind[other][0] <= n]:
            outside = table.lie_within(name, other)
            if name == ALL:
                _add_left_out(table, outside, other.removesuffix(ALL) + LEFT_OUT, weighed)


def _add_left_out(table: Table, outside: str, start: str, weighed: Mapping[str, tuple[int, bool]]) -> None:
    """Who answered and is not behind the weights was left out for one of the reasons told, or was not asked."""
    left = {name: one for name, one in weighed.items() if name.startswith(start)}
    if not left or sum(n for n, _ in left.values()) > table.cells[outside].n:
        return  # answers of another moment than the counts; the weights have to be worked out again first
    for name, (n, shown) in left.items():
        table.add(name, n, shown=shown)
    table.make_up(outside, list(left))


def _is_of(weighed: str, name: str) -> bool:
    return weighed.startswith(WEIGHED) and weighed.partition(": ")[2] == name


def _is_near(n: int, weighed: int, reach: int) -> bool:
    return weighed >= THRESHOLD and 0 <= n - weighed <= reach


def _theme_table(counts: Counts, _: Stored | None = None) -> Table:
    table = Table(THRESHOLD)
    for name, n in counts.items():
        table.add(name, n, FIGURE if name == COPIED or " group " in name else TOTAL)
    table.add(PLACED, counts[ANSWERS] - counts[OUTSIDE], INNER)
    table.make_up(ANSWERS, [PLACED, OUTSIDE])
    if COPIED in counts:
        table.lie_within(ANSWERS, COPIED)
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
