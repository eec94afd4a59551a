"""Reads best-worst tasks: of what was shown, the most and the least important; refuses tasks that cannot be."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from analysis.flat_lists import Unusual, only, refuse_unless
from analysis.ranking_checks import list_problems, problems_of_offer
from analysis.rankings import RankingTable, bits_of_items, count_bits, read_offers, sets_of_picks
from analysis.records import RefusedInput
from analysis.row_fields import (
    Columns,
    Ints,
    check_groups,
    is_whole,
    problems_of_fields,
    read_counts,
    read_people,
    read_weights,
    shown,
)


def lay_out_tasks(columns: Columns, items: Sequence[str], model: str) -> RankingTable:
    """Check every task and lay them out; `columns.rankings` holds (best, worst), None for one not answered.

    `model` says how the worst is read: "sequential", from what is left without the best, or "marginal", from all.
    A task with neither answered is left out. Refuses all malformed tasks at once.
    """
    try:
        return _lay_out_quickly(columns, len(items), model)
    except (Unusual, TypeError, ValueError, OverflowError):
        problems = list_problems(len(columns.rankings), lambda row: _problems_of_task(columns, row, items))
        raise RefusedInput(problems or ["the tasks cannot be read"]) from None


def _lay_out_quickly(columns: Columns, m: int, model: str) -> RankingTable:
    rows = len(columns.rankings)
    answers = [answer for pair in columns.rankings for answer in pair]
    only(answers, {int, type(None)})
    picks = np.array([-1 if answer is None else answer for answer in answers], np.int64).reshape(rows, 2)
    refuse_unless(not rows or (picks.max() < m and all(answer is None or answer >= 0 for answer in answers)))
    refuse_unless(not ((picks[:, 0] == picks[:, 1]) & (picks[:, 0] >= 0)).any())
    refuse_unless(columns.offered is not None or not rows)
    given, offered = read_offers(columns.offered or [], m)
    refuse_unless(given.all() and (count_bits(offered) >= 2).all())
    small = picks.astype(np.int16)
    chosen = sets_of_picks(small, m)
    refuse_unless(not (chosen & ~offered).any())
    count, weight = read_counts(columns.counts, rows), read_weights(columns.weights, rows)
    people = read_people(columns.respondents)
    check_groups(columns.groups)
    whole = RankingTable(m, small, None, offered, chosen, count, weight, people, np.arange(rows), 0, model)
    answered = np.flatnonzero((picks >= 0).any(axis=1))
    return whole if len(answered) == rows else whole.take(answered, left_out=rows - len(answered))


def _problems_of_task(columns: Columns, row: int, items: Sequence[str]) -> Iterator[str]:
    offered = None if columns.offered is None else columns.offered[row]
    if offered is None:
        yield "offered: there is none, and a task says little without what it was chosen from"
    else:
        yield from (f"offered: {text}" for text in problems_of_offer(offered, items))
        if isinstance(offered, list | tuple) and len(offered) == 1:
            yield "offered: one item alone cannot be compared"
    best, worst = columns.rankings[row]
    for name, item in (("best", best), ("worst", worst)):
        yield from (f"{name}: {text}" for text in _problems_of_item(item, offered, items))
    if is_whole(best) and is_whole(worst) and best == worst:
        yield f"worst: {shown(worst)} is the best as well"
    yield from problems_of_fields(columns, row)


def _problems_of_item(item: Any, offered: Any, items: Sequence[str]) -> Iterator[str]:
    if item is None:
        return
    if not is_whole(item):
        yield f"{shown(item)} is not the number of an item"
    elif not 0 <= item < len(items):
        yield f"item {shown(item)} is not in the list of {len(items)} items (0 to {len(items) - 1})"
    elif isinstance(offered, list | tuple) and not any(is_whole(one) and one == item for one in offered):
        yield f"item {item} ({items[item]}) was not offered"


def best_minus_worst(table: RankingTable) -> list[float]:
    """Of each item (times best - times worst) / times shown, counted without survey weights; 0 where never shown."""
    m = table.items
    bits = bits_of_items(m)[:m]
    shown_times = np.zeros(m)
    for item in range(m):
        shown_times[item] = table.count[(table.offered & bits[item]).any(axis=1)].sum()
    net = _times(table, 0) - _times(table, 1)
    result: list[float] = np.divide(net, shown_times, out=np.zeros(m), where=shown_times > 0).tolist()
    return result


def _times(table: RankingTable, column: int) -> Ints:
    picked = table.picks[:, column]
    counts = np.zeros(table.items, np.int64)
    np.add.at(counts, picked[picked >= 0], table.count[picked >= 0])
    return counts
