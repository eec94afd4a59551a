"""The attacker's own check: what a reader could work out of hidden counts by a linear programme; scipy, worker only.

It knows what is published and nothing of how the hiding was chosen, and shares no code with that choice but the words
for what a figure tells (`Table.known`).
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from analysis.disclosure_tables import Table

TOLERANCE = 1e-6  # of the solver


@dataclass(frozen=True, slots=True)
class Leak:
    """A hidden count that can be narrowed down: it lies between `low` and `high`."""

    name: str
    low: float
    high: float


def find_leaks(table: Table, hidden: Collection[str]) -> list[Leak]:
    """Every cell at risk whose possible range is narrower than the threshold, over all that is published at once.

    Each solution of the solver is a possible table, so it tells of the range of every cell: a cell that was seen far
    enough apart already is not asked about again. Raises ValueError where what is published contradicts itself.
    """
    names = list(table.cells)
    bounds = [table.known(name, hidden) for name in names]
    matrix = csr_matrix(table.matrix()) if table.equations else None
    zeros = np.zeros(len(table.equations)) if table.equations else None
    least, most = np.full(len(names), np.inf), np.full(len(names), -np.inf)
    leaks = []
    for name in table.at_risk(hidden):
        place = names.index(name)
        limits = [np.inf, -np.inf]
        for side, sign in enumerate((1.0, -1.0)):
            if most[place] - least[place] >= table.threshold - TOLERANCE:
                break
            goal = np.zeros(len(names))
            goal[place] = sign
            found = linprog(goal, A_eq=matrix, b_eq=zeros, bounds=bounds, method="highs")
            if found.status == 3:
                most[place] = np.inf
                break
            if found.status != 0:
                raise ValueError(f"{name}: {found.message}")
            limits[side] = float(found.x[place])
            least, most = np.minimum(least, found.x), np.maximum(most, found.x)
        if most[place] - least[place] < table.threshold - TOLERANCE:
            leaks.append(Leak(name, limits[0], limits[1]))
    return leaks
