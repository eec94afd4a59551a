"""Turns rankings into choice stages, gathered by what was still open; an answer that compares nothing is set aside.

A ranking is read as a row of choices: the first from all that was offered, the next from what is left, and so
on until nothing is left to compare. What a choice says depends only on the SET still open, so like sets are
gathered: the likelihood is then a sum over distinct sets, not over people.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.choices import Choices, split_best_worst, split_ranking
from analysis.patterns import find_patterns
from analysis.rankings import RANKING, SEQUENTIAL, WORD, RankingTable, count_bits
from analysis.row_fields import Ints
from analysis.tallies import SMALL_SET_BITS, Tally, can_count, count_choices

Floats = NDArray[np.float64]
LARGEST_TIE = 5  # larger ties are entered as the average of single choices
LARGEST_TABLE = 1 << 24  # cells held at once when counting


@dataclass(frozen=True, slots=True)
class Stages:
    """Choice stages, gathered. Patterns are distinct answers; columns of a pattern are its picks in order.

    `share` is 1/d for a pick in a choice of d tied items (0: in no choice), `set_of_pick` the set of the tally that
    choice was made from (-1: none), `order` its d where the choice begins (0 elsewhere). `row_*` describe
    respondents' rows, in an order that depends on what they hold alone; `row_person` is None where every row is a
    respondent of its own.
    """

    tally: Tally
    picks: NDArray[np.int16]
    column_sign: Floats
    share: Floats
    set_of_pick: NDArray[np.int32]
    order: NDArray[np.int8]
    row_pattern: Ints
    row_weight: Floats
    row_count: Ints
    row_person: Ints | None
    large_ties: int

    @property
    def items(self) -> int:
        """How many items there are."""
        return self.tally.items


def tells_something(table: RankingTable) -> NDArray[np.bool_]:
    """Which rows compare anything: not a lone item, and not three or more items all tied.

    A tie of the only two offered is kept: in a comparison of two, "equal" is an answer of its own.
    """
    open_items = count_bits(table.offered)
    compares = open_items >= 2
    if table.ends is not None and len(table.picks):
        first = np.argmax(table.ends, axis=1) + 1
        compares &= ~((first == open_items) & (open_items >= 3))
    telling: NDArray[np.bool_] = compares
    return telling


def build_stages(table: RankingTable) -> Stages:
    """Gather the stages of a table whose every row tells something."""
    patterns = find_patterns(table)
    picks = np.asfortranarray(table.picks[patterns.firsts])  # worked on by columns throughout
    choices = _split(table, picks, patterns.firsts)
    large = choices.order > LARGEST_TIE
    large_ties = int(np.bincount(patterns.number, patterns.count) @ large.sum(axis=1))
    order = np.where(large, 1, choices.order).astype(np.int8, order="F")
    gathered = _gather(picks, choices, patterns.total, table.items)
    orders = (1, *np.unique(order[order > 1]).tolist()) if table.ends is not None else (1,)
    tied = [float(patterns.total @ (order == each).sum(axis=1)) for each in orders[1:]]
    return Stages(
        tally=Tally(
            gathered.sets,
            gathered.signs,
            gathered.weight,
            orders,
            np.concatenate((gathered.chosen, tied)),
            gathered.wins,
            patterns.scale,
        ),
        picks=picks,
        column_sign=gathered.column_sign,
        share=choices.share,
        set_of_pick=gathered.set_of_pick,
        order=order,
        row_pattern=patterns.number,
        row_weight=patterns.weight,
        row_count=patterns.count,
        row_person=None if table.people is None else table.people[patterns.rows],
        large_ties=large_ties,
    )


def tally_of(table: RankingTable) -> Tally:
    """The tally of a table whose every row tells something, sorted only where it must be."""
    return count_choices(table) if can_count(table) else build_stages(table).tally


def _split(table: RankingTable, picks: NDArray[np.int16], firsts: Ints) -> Choices:
    offered = table.offered[firsts]
    if table.form == RANKING:
        ends = None if table.ends is None else np.asfortranarray(table.ends[firsts])
        return split_ranking(picks, ends, offered, table.items)
    return split_best_worst(picks, offered, table.items, without_best=table.form == SEQUENTIAL)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Distinct open sets of all blocks, one after the other, with what was chosen from them."""

    sets: NDArray[np.bool_]
    signs: Floats
    weight: Floats
    chosen: Floats
    set_of_pick: NDArray[np.int32]
    column_sign: Floats
    wins: Floats


def _gather(picks: NDArray[np.int16], choices: Choices, weight: Floats, m: int) -> _Gathered:
    set_of_pick = np.full(picks.shape, -1, np.int32, order="F")
    column_sign, chosen, wins = np.ones(picks.shape[1]), np.zeros(m), np.zeros((m, m))
    sets, signs, weights = [], [], []
    known = 0
    for block in choices.blocks:
        columns, share = block.columns, choices.share[:, block.columns]
        found, own = _gather_sets(choices.open_sets[columns], share > 0, m)
        picked = _count_picked(picks[:, columns], share, own, weight, len(found), m)
        set_of_pick[:, columns] = np.where(own >= 0, own + known, -1) if known else own
        column_sign[columns] = block.sign
        chosen += block.sign * picked.sum(axis=0)
        beaten = picked.T @ found.astype(np.float64)
        wins += beaten if block.sign > 0 else beaten.T  # who is picked as least is beaten by all that were open
        sets.append(found)
        signs.append(np.full(len(found), block.sign))
        weights.append(picked.sum(axis=1))  # the shares of a choice add up to one
        known += len(found)
    np.fill_diagonal(wins, 0.0)
    return _Gathered(
        np.concatenate(sets), np.concatenate(signs), np.concatenate(weights), chosen, set_of_pick, column_sign, wins
    )


def _gather_sets(
    open_sets: list[Ints], inside: NDArray[np.bool_], m: int
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """The distinct sets as rows of booleans, and for every pick the number of the set it was chosen from."""
    set_of_pick = np.full(inside.shape, -1, np.int32, order="F")
    if m <= SMALL_SET_BITS:
        numbers = np.full(1 << m, -1, np.int32)
        some = [where_true(inside[:, column]) for column in range(len(open_sets))]
        for sets, chosen in zip(open_sets, some, strict=True):
            numbers[sets[chosen, 0]] = 0
        distinct = np.flatnonzero(numbers == 0)[:, None]
        numbers[distinct[:, 0]] = np.arange(len(distinct))
        for column, (sets, chosen) in enumerate(zip(open_sets, some, strict=True)):
            set_of_pick[chosen, column] = numbers[sets[chosen, 0]]
    else:
        found = np.concatenate([sets[inside[:, column]] for column, sets in enumerate(open_sets)])
        order = np.lexsort(found.T)
        new = np.ones(len(order), np.bool_)
        new[1:] = (np.diff(found[order], axis=0) != 0).any(axis=1)
        distinct = found[order][new]
        place = np.empty(len(order), np.int32)
        place[order] = np.cumsum(new) - 1
        set_of_pick.T[inside.T] = place
    item = np.arange(m)
    return (distinct[:, item // WORD] >> (item % WORD) & 1).astype(np.bool_), set_of_pick


def _count_picked(
    picks: NDArray[np.int16], share: Floats, set_of_pick: NDArray[np.int32], weight: Floats, sets: int, m: int
) -> Floats:
    """How much of each item was chosen from each set; a tie gives each of its items its share."""
    picked = np.zeros(sets * m)
    for column in range(picks.shape[1]):
        inside = where_true(share[:, column] > 0)
        cell = set_of_pick[inside, column] * np.int64(m) + picks[inside, column]
        picked += np.bincount(cell, weight[inside] * share[inside, column], sets * m)
    return picked.reshape(sets, m)


def where_true(rows: NDArray[np.bool_]) -> NDArray[np.bool_] | slice:
    """An index of the rows that hold; all of them at once where all do, which is several times faster."""
    return slice(None) if rows.all() else rows
