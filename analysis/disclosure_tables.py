"""Chooses which counts of a table to hide so that none of the hidden can be narrowed down; it shows no small count.

numpy only. A table is cells with exact counts and equations between them: parts that make up a whole, and parts that
lie within one. Whoever reads it is taken to know the method, the threshold, the equations, that a shown count lies
within two of its multiple of five and is never under the threshold, that "nobody" is exact, and that a hidden count is
at least one (Kerckhoffs 1883: only the numbers are secret). A hidden cell is safe when its possible range is as wide as
the threshold (the sliding protection of Fischetti & Salazar 2001; Willenborg & de Waal 2001, ch. 8). What is hidden
because it is small and what is hidden beside it look alike.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.disclosure_moves import Floats, Moves

THRESHOLD = 10
LOWEST_THRESHOLD = 5
ROUNDING = 5
ROUNDED_AWAY = ROUNDING // 2  # how far at most a shown figure lies from the count
FIGURE, TOTAL, INNER = "figure", "total", "inner"  # inner: a count never printed, that can be worked out all the same
Range = tuple[float, float]


def round_to_five(n: int) -> int:
    """The nearest multiple of five: nobody can tell from two figures that one person joined."""
    return ROUNDING * ((n + ROUNDED_AWAY) // ROUNDING)


@dataclass(frozen=True, slots=True)
class Cell:
    """One count. `told` is what its figure tells, where that is not the usual: one with it need not be hidden for being
    small. `shown` is set where that is decided already. An inner cell is never printed; with `told`, everybody knows so
    much of it, or `told_less` where the figure it is a step `of` is hidden. `prints` is another count near by whose
    figure stands for it."""

    name: str
    n: int
    kind: str = FIGURE
    told: Range | None = None
    shown: bool | None = None
    of: str = ""
    told_less: Range | None = None
    prints: int | None = None

    @property
    def figure(self) -> int:
        """The count that is rounded where the cell is shown."""
        return self.n if self.prints is None else self.prints


@dataclass(slots=True)
class Table:
    """Cells by name, and equations: the first of each is the sum of the others."""

    threshold: int = THRESHOLD
    cells: dict[str, Cell] = field(default_factory=dict)
    equations: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def add(
        self, name: str, n: int, kind: str = FIGURE, *, told: Range | None = None, shown: bool | None = None
    ) -> str:
        """Add a cell; its name is handed back for the equations."""
        return self.put(Cell(name, n, kind, told, shown))

    def put(self, cell: Cell) -> str:
        """Add a cell as it is."""
        self.cells[cell.name] = cell
        return cell.name

    def make_up(self, whole: str, parts: Sequence[str]) -> None:
        """The parts do not overlap. People in none of them, where there are any, are a count that nobody prints."""
        rest = self.cells[whole].n - sum(self.cells[part].n for part in parts)
        extra = [self.add(f"{whole}, in none of {' '.join(parts)}", rest, INNER)] if rest else []
        self.equations.append((whole, (*parts, *extra)))

    def lie_within(self, whole: str, part: str, *, few_outside: bool = True) -> str:
        """The part holds some of the whole and may overlap others; those outside it are a count that nobody prints.

        `few_outside` says whether these must not be found out where they are few: people who are not in a group, as
        against answers that do not say a thing. The name of those outside is handed back.
        """
        told = None if few_outside else (0.0, np.inf)
        outside = self.add(f"{whole}, not in {part}", self.cells[whole].n - self.cells[part].n, INNER, told=told)
        self.equations.append((whole, (part, outside)))
        return outside

    def divide(self, whole: str, parts: Sequence[str]) -> None:
        """Parts of a whole of which it is not said whether they overlap. Where the numbers leave it open, a reader may
        take it that they do not, which tells most; where they must, that it is known how often, which tells most too.
        """
        rest = self.cells[whole].n - sum(self.cells[part].n for part in parts)
        if rest >= 0:
            self.make_up(whole, parts)
            return
        several = self.add(f"{whole}, counted in several", rest, INNER, told=(rest, rest))
        self.equations.append((whole, (*parts, several)))
        for part in parts:
            self.lie_within(whole, part)

    def known(self, name: str, hidden: Collection[str]) -> Range:
        """What is known of a count before anything is worked out."""
        cell = self.cells[name]
        if cell.kind == INNER:
            told = cell.told_less if cell.of in hidden else cell.told
            return told or (0.0, np.inf)
        if name in hidden:
            return 1.0, np.inf
        if cell.told is not None:
            return cell.told
        if cell.n == 0:
            return 0.0, 0.0
        middle = round_to_five(cell.n)
        return max(middle - ROUNDED_AWAY, self.threshold), middle + ROUNDED_AWAY

    def at_risk(self, hidden: Iterable[str]) -> list[str]:
        """The cells whose range must be wide: all hidden ones, and the small ones that are never printed."""
        kept = set(hidden)
        inner = (one.name for one in self.cells.values() if one.kind == INNER and one.told is None)
        return sorted(kept) + sorted(name for name in inner if 0 < self.cells[name].n < self.threshold)

    def matrix(self) -> Floats:
        """The equations as (equations, cells), 0 at the true counts."""
        place = {name: at for at, name in enumerate(self.cells)}
        found = np.zeros((len(self.equations), len(self.cells)))
        for row, (whole, parts) in enumerate(self.equations):
            found[row, place[whole]] += 1.0
            for part in parts:
                found[row, place[part]] -= 1.0
        return found


def choose_hidden(table: Table) -> frozenset[str]:
    """The names of the figures that must not be shown. The same table gives the same names, in whatever order it came.

    Small ones first. Then, for each cell at risk whose range cannot be shown to be wide, the cheapest figure that holds
    it narrow is hidden as well, the smaller count before the larger. Last, every figure that was hidden beside others
    is shown again if all stay safe without it. It ends, because each step hides one more figure. That is done twice,
    with parts hidden before totals and the other way round, and the way that hides less stands; a total counts for two.
    """
    equations = sorted((whole, tuple(sorted(parts))) for whole, parts in table.equations)
    ordered = Table(table.threshold, dict(sorted(table.cells.items())), equations)
    tried = [_Choice(ordered, totals_first=way).make() for way in (False, True)]
    return min(tried, key=lambda hidden: sum(2 if ordered.cells[one].kind == TOTAL else 1 for one in hidden))


class _Choice:
    def __init__(self, table: Table, *, totals_first: bool) -> None:
        self.table, self.names, self.totals_first = table, list(table.cells), totals_first
        self.place = {name: at for at, name in enumerate(self.names)}
        self.steps = {one.of: (one.name,) for one in table.cells.values() if one.of}
        self.small = {one.name for one in table.cells.values() if _must_hide(one, table.threshold)}
        self.hidden = set(self.small)
        self.counts = np.array([float(one.n) for one in table.cells.values()])
        # As far as any range need be shown, and no further: a smaller box can only understate what is possible.
        self.reach = 4.0 * table.threshold
        bounds = np.array([self._box(name) for name in self.names]).reshape(-1, 2)
        self.moves = Moves(table.matrix(), self.counts, bounds[:, 0], bounds[:, 1])

    def make(self) -> frozenset[str]:
        """Hide until all is safe, then show again what need not be hidden."""
        while risky := self._find_unsafe():
            for name in risky:
                safe, blocking = self._is_safe(name)
                while not safe:
                    chosen = self._cheapest(name, blocking)
                    if chosen is None:
                        break  # nothing is left to hide: no figure tells anything of it
                    self._set(chosen, hide=True)
                    safe, blocking = self._is_safe(name)
            if not self._open(self.names):
                break
        for name in reversed(self._by_size(self.hidden - self.small)):
            self._show_again(name)
        return frozenset(self.hidden)

    def _show_again(self, name: str) -> None:
        self._set(name, hide=False)
        self.moves.restart()
        if not all(self._is_safe(other)[0] for other in self._at_risk()):
            self._set(name, hide=True)
            self.moves.restart()

    def _find_unsafe(self) -> list[str]:
        return [name for name in self._at_risk() if not self._is_safe(name)[0]]

    def _at_risk(self) -> list[str]:
        return self._by_size(self.table.at_risk(self.hidden))

    def _is_safe(self, name: str) -> tuple[bool, list[int]]:
        return self.moves.is_wide(self.place[name], self.table.threshold)

    def _cheapest(self, name: str, blocking: Iterable[int]) -> str | None:
        near = {one for whole, parts in self.table.equations if name in (whole, *parts) for one in (whole, *parts)}
        for choices in ([self.names[at] for at in blocking], near, self.names):
            if found := self._open(choices):
                return min(found, key=self._cost)
        return None

    def _cost(self, name: str) -> tuple[bool, int, str]:
        cell = self.table.cells[name]
        return (cell.kind == TOTAL) is not self.totals_first, cell.n, name

    def _open(self, names: Iterable[str]) -> list[str]:
        """The figures that are shown and need not be."""
        cells = self.table.cells
        return [
            one
            for one in names
            if cells[one].kind != INNER and cells[one].n and cells[one].shown is None and one not in self.hidden
        ]

    def _set(self, name: str, *, hide: bool) -> None:
        (self.hidden.add if hide else self.hidden.remove)(name)
        for one in (name, *self.steps.get(name, ())):
            self.moves.loosen(self.place[one], *self._box(one))

    def _box(self, name: str) -> Range:
        lower, upper = self.table.known(name, self.hidden)
        n = self.table.cells[name].n
        return max(lower, n - self.reach), min(upper, n + self.reach)

    def _by_size(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: (self.table.cells[name].n, name))


def _must_hide(cell: Cell, threshold: int) -> bool:
    if cell.kind == INNER or cell.shown is not None or cell.told is not None:
        return cell.kind != INNER and cell.shown is False
    return 0 < cell.n < threshold
