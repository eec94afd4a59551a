"""Weighs people so that the answers match who lives here (raking); margins that cannot be met are refused by name.

numpy only. Weights for everyone as the mean of the groups' by their share of the population, and who to hear next, are
in population.py. Iterative proportional fitting (Deming & Stephan 1940): each margin in turn is brought to its share,
until all hold at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.records import RefusedInput
from analysis.row_fields import problem_of_text, shown

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_ROUNDS = 2000
MOST_TRIMS = 50
CLOSE = 1e-12
ROUNDING = 0.02  # published shares are rounded, so they may miss a sum of one by this much
TRIM = 5.0  # a weight of more than so many times the median lets one person speak for too many


@dataclass(frozen=True, slots=True)
class Margin:
    """One attribute: `cell` of each row, the names of the cells, and the share of the population in each."""

    name: str
    cell: Ints
    values: tuple[str, ...]
    shares: Floats


@dataclass(frozen=True, slots=True)
class Raked:
    """Weights with a mean of one per person; `effective` is Kish's sample size, `trimmed` how many rows were capped."""

    weights: Floats
    effective: float
    design_effect: float
    trimmed: int


def rake(margins: Sequence[Margin], start: Floats, count: Ints, trim: float | None = TRIM) -> Raked:
    """Weights that meet every margin, as near as can be to the weights at the start.

    Weights of more than `trim` times the median are capped and the margins met again, until none is left; if that
    never ends, the margins go before the cap.
    """
    _check(margins, count)
    # like rows are weighed together: quicker, and the order of the rows cannot show
    kinds, kind = np.unique(np.column_stack([*(one.cell for one in margins), start]), axis=0, return_inverse=True)
    gathered = [
        Margin(one.name, kinds[:, place].astype(np.int64), one.values, one.shares) for place, one in enumerate(margins)
    ]
    people = np.bincount(kind, count, len(kinds)).astype(np.int64)
    weights = _meet(gathered, kinds[:, -1].copy(), people)
    trimmed = np.zeros(len(weights), np.bool_)
    for _ in range(MOST_TRIMS if trim is not None else 0):
        limit = float(trim or 0.0) * _median(weights, people)
        above = weights > limit * (1.0 + 1e-9)
        if not above.any():
            break
        trimmed |= above
        weights = _meet(gathered, np.minimum(weights, limit), people)
    weights *= float(people.sum()) / float(people @ weights)
    effective = float(people.sum()) ** 2 / float(people @ weights**2)
    return Raked(weights[kind], effective, float(people.sum()) / effective, int(people[trimmed].sum()))


def rake_people(
    margins: Sequence[Margin], start: Floats, count: Ints, people: Ints | None, rows: Sequence[int]
) -> Raked:
    """The same where one person may have several rows (`people` numbers them, -1 unnamed; `rows` are the caller's).

    A person counts once, with the mean of the rows' weights at the start, which each row then keeps its part of.
    Refuses a person who is in one cell of a margin in one row and in another in the next.
    """
    if people is None or (people < 0).all():
        return rake(margins, start, count)
    named = people >= 0
    who = np.where(named, people, people.max() + 1 + np.arange(len(people)))
    _, first, person = np.unique(who, return_index=True, return_inverse=True)
    _check_people(margins, first[person], rows)
    order = np.lexsort((start, person))  # summed in an order that the rows' own cannot change
    mean = np.bincount(person[order], start[order]) / np.bincount(person)
    once = [Margin(one.name, one.cell[first], one.values, one.shares) for one in margins]
    raked = rake(once, mean, np.where(named[first], 1, count[first]))
    return replace(raked, weights=raked.weights[person] * start / mean[person])


def _check_people(margins: Sequence[Margin], first: Ints, rows: Sequence[int]) -> None:
    """Refuse rows whose respondent was of another kind in their first row."""
    problems = [
        f"row {rows[row]}, {margin.name}: {_cut(margin.values[margin.cell[row]])}, but the same respondent is "
        f"{_cut(margin.values[margin.cell[first[row]]])} in row {rows[first[row]]}"
        for margin in margins
        for row in np.flatnonzero(margin.cell != margin.cell[first]).tolist()
    ]
    if problems:
        raise RefusedInput(problems[:50])


def _check(margins: Sequence[Margin], count: Ints) -> None:
    problems = []
    for margin in margins:
        heard = np.bincount(margin.cell, count, len(margin.values))
        for value, share, n in zip(margin.values, margin.shares, heard, strict=True):
            if share > 0 and n == 0:
                problems.append(
                    f"margins, {margin.name}, {value}: nobody of them has answered, so nobody can speak for them; "
                    "join this with another"
                )
            if share <= 0 and n > 0:
                problems.append(f"margins, {margin.name}, {value}: a share of nothing, yet some of them answered")
    if problems:
        raise RefusedInput(problems)


def _meet(margins: Sequence[Margin], weights: Floats, count: Ints) -> Floats:
    for _ in range(MOST_ROUNDS):
        worst = 0.0
        for margin in margins:
            totals: Floats = np.bincount(margin.cell, count * weights, len(margin.values)).astype(np.float64)
            held = totals / totals.sum()
            factor = np.divide(margin.shares, held, out=np.ones(len(held)), where=held > 0)
            worst = max(worst, float(np.abs(factor - 1.0).max()))
            weights = weights * factor[margin.cell]
        if worst < CLOSE:
            return weights
    names = ", ".join(margin.name for margin in margins)
    raise RefusedInput([f"margins: {names} cannot all be met with the people who answered; join some of their values"])


def _median(weights: Floats, count: Ints) -> float:
    order = np.argsort(weights, kind="stable")
    below = np.cumsum(count[order])
    return float(weights[order][np.searchsorted(below, below[-1] / 2.0)])


def read_margins(given: object, rows: Sequence[tuple[int, Mapping[str, object]]]) -> list[Margin]:
    """Margins as {attribute: {value: share}} with every (numbered) row's values; refuses all that does not fit.

    Values are compared as text, because the keys of JSON are text: 1 is "1". Shares may be counts (one of them more
    than 1): they are brought to a sum of one.
    """
    if not isinstance(given, Mapping) or not given:
        raise RefusedInput(["margins: there must be shares by attribute and value"])
    problems: list[str] = []
    margins = []
    for name, shares in given.items():
        if not isinstance(shares, Mapping) or not shares:
            problems.append(f"margins, {name}: there must be a share for each value")
            continue
        bad = [value for value, share in shares.items() if not _is_share(share)]
        problems += [f"margins, {name}, {value}: {shown(shares[value])} is not a share" for value in bad]
        unwritable = list(filter(None, map(problem_of_text, map(str, (name, *shares)))))
        problems += [f"margins: {text}" for text in unwritable]
        if bad or unwritable:
            continue
        values = tuple(sorted(map(str, shares)))
        place = {value: number for number, value in enumerate(values)}
        if len(place) < len(values):
            problems.append(f"margins, {name}: a value is there twice")
            continue
        own = [_as_text(row.get(name)) for _, row in rows]
        problems += [
            f"row {row}, {name}: there is none, and people cannot be weighed without it"
            if value is None
            else f"row {row}, {name}: {_cut(value)} is not among the margins ({', '.join(values)})"
            for (row, _), value in zip(rows, own, strict=True)
            if value not in place
        ]
        if all(value in place for value in own):
            cell = np.array([place[value] for value in own if value is not None], np.int64)
            told = np.array([float(shares[value]) for value in _in_order(shares)], np.float64)
            total = float(told.sum())
            if not total > 0:
                problems.append(f"margins, {name}: the shares add up to nothing")
                continue
            if told.max() <= 1 and abs(total - 1.0) > ROUNDING:
                problems.append(f"margins, {name}: the shares add up to {total:g}, not to 1")
                continue
            margins.append(Margin(str(name), cell, values, told / told.sum()))
    if problems:
        raise RefusedInput(problems[:50])
    return margins


def _in_order(shares: Mapping[str, object]) -> list[str]:
    return sorted(shares, key=str)


def _is_share(share: object) -> bool:
    return type(share) in (int, float) and 0 <= share <= 1e15  # type: ignore[operator]


def _cut(value: str) -> str:
    """A value as it stands, or cut short."""
    return value if len(value) <= 40 else shown(value)


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    try:
        return str(value).lower() if isinstance(value, bool) else str(value)
    except ValueError:  # Python writes out no number of so many digits
        return shown(value)
