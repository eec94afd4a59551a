"""How far a hidden count can be moved without touching anything published; what it cannot show to move is not wide.

numpy only. An attacker knows a box for every count (what a shown one tells, any number for a hidden one) and equations
between counts, A x = 0. The true counts are one point of what is possible, and what is possible is convex. Two points
of it that differ in a cell by `width` prove that its possible range is at least `width` wide, whoever computes it. Such
points are found by walking from the true counts along the edges of the boxes: the simplex method for bounded variables,
on a tableau kept from one question to the next (Dantzig 1955; Vanderbei, Linear Programming, ch. 9). A point counts
only after it is checked against the boxes and the equations, and a walk that stops early finds a narrower range, never
one too wide: so neither rounding in the last digit nor the cap on steps can make a cell look safe that is not.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TINY = 1e-9
MOST_POINTS = 300  # kept to try out other choices without walking again


class Moves:
    """The points shown to be possible so far; `lower` and `upper` (cells,) bound each cell by what is published.

    `equations` is (equations, cells) and holds at `counts` (cells,) exactly. Raises ValueError where it does not.
    """

    def __init__(self, equations: Floats, counts: Floats, lower: Floats, upper: Floats) -> None:
        self.equations, self.counts = equations, counts
        self.lower, self.upper = lower.copy(), upper.copy()
        if not self._is_possible(counts):
            raise ValueError("the counts do not fit what is said of them")
        self.tableau, self.basis = _solve_for_basis(equations, upper - lower)
        self.points = [counts.copy()]
        self.restart()

    def restart(self) -> None:
        """Back to the true counts, with what earlier points show within today's boxes: each is drawn towards the true
        counts until it fits, which convexity allows."""
        self.at = self.counts.copy()
        steps = np.array(self.points) - self.counts
        room = np.where(steps > 0, self.upper - self.counts, self.counts - self.lower)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(np.abs(steps) > TINY, room / np.abs(steps), 1.0).min(axis=1).clip(0.0, 1.0)
        fitting = self.counts + share[:, None] * steps
        self.least, self.most = fitting.min(axis=0), fitting.max(axis=0)

    def loosen(self, cell: int, lower: float, upper: float) -> None:
        """Tell less of a cell: all that was possible stays possible."""
        self.lower[cell], self.upper[cell] = lower, upper

    def is_wide(self, cell: int, width: float) -> tuple[bool, list[int]]:
        """Whether the range of a cell is at least `width`; if not, the cells whose boxes stand in the way."""
        blocking: list[int] = []
        for sign in (1.0, -1.0):
            if self.most[cell] - self.least[cell] >= width - TINY:
                return True, []
            blocking += self._push(cell, sign, width)
        return bool(self.most[cell] - self.least[cell] >= width - TINY), sorted(set(blocking))

    def _push(self, cell: int, sign: float, width: float) -> list[int]:
        """Move a cell as far as it goes in one direction; the cells at the end of their boxes that hold it."""
        careful = False
        for _ in range(4 * sum(self.tableau.shape)):
            gain = self._gain(cell) * sign
            ready = ((gain > TINY) & (self.at < self.upper - TINY)) | ((gain < -TINY) & (self.at > self.lower + TINY))
            choices = np.flatnonzero(ready)
            if not len(choices):
                return np.flatnonzero(np.abs(gain) > TINY).tolist()
            # Bland's rule after a step of no length, so that the walk does not go in circles
            entering = int(choices[0] if careful else choices[np.argmax(np.abs(gain[choices]))])
            careful = self._step(entering, 1.0 if gain[entering] > 0 else -1.0) < TINY
            if not self._is_possible(self.at):
                self.at = self.counts.copy()
                return []
            if not careful:
                self._remember()
            if self.most[cell] - self.least[cell] >= width - TINY:
                return []
        return []

    def _gain(self, cell: int) -> Floats:
        """By how much the cell grows for each one that a cell outside the basis grows."""
        rows = np.flatnonzero(self.basis == cell)
        gain = -self.tableau[rows[0]] if len(rows) else np.zeros(len(self.at))
        gain[self.basis] = 0.0
        if not len(rows):
            gain[cell] = 1.0
        return gain

    def _step(self, entering: int, sign: float) -> float:
        change = -sign * self.tableau[:, entering]
        room = np.full(len(change), np.inf)
        up, down = change > TINY, change < -TINY
        values = self.at[self.basis]
        room[up] = (self.upper[self.basis][up] - values[up]) / change[up]
        room[down] = (values[down] - self.lower[self.basis][down]) / -change[down]
        own = self.upper[entering] - self.at[entering] if sign > 0 else self.at[entering] - self.lower[entering]
        length = float(max(0.0, min(own, room.min(initial=np.inf))))
        self.at[entering] += sign * length
        self.at[self.basis] += change * length
        if own > length + TINY:
            blocked = np.flatnonzero(room <= length + TINY)
            row = int(blocked[np.argmin(self.basis[blocked])])
            self.basis[row] = entering
            _clear(self.tableau, row, entering)
        return length

    def _remember(self) -> None:
        if (self.at > self.most + TINY).any() or (self.at < self.least - TINY).any():
            self.least, self.most = np.minimum(self.least, self.at), np.maximum(self.most, self.at)
            if len(self.points) < MOST_POINTS:
                self.points.append(self.at.copy())

    def _is_possible(self, point: Floats) -> bool:
        inside = (point >= self.lower - 1e-7).all() and (point <= self.upper + 1e-7).all()
        return bool(inside and (np.abs(self.equations @ point) < 1e-7).all())


def _solve_for_basis(equations: Floats, room: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Gauss and Jordan: one cell of each equation told by the others, cells with most room first; doubles drop out."""
    tableau, basis = equations.copy(), np.full(len(equations), -1)
    order: Sequence[int] = np.argsort(-room, kind="stable").tolist()
    for row in range(len(tableau)):
        pivot = next((cell for cell in order if abs(tableau[row, cell]) > TINY), None)
        if pivot is not None:
            _clear(tableau, row, pivot)
            basis[row] = pivot
    kept = basis >= 0
    return tableau[kept], basis[kept]


def _clear(tableau: Floats, row: int, cell: int) -> None:
    """Make the column of a cell a unit column."""
    tableau[row] /= tableau[row, cell]
    others = np.flatnonzero(np.abs(tableau[:, cell]) > 0)
    others = others[others != row]
    tableau[others] -= tableau[others, cell][:, None] * tableau[row]
