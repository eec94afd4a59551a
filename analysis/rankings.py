"""Lays rankings out as arrays; a row with an unknown, repeated or missing item is refused by row, field and reason."""

import marshal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.flat_lists import Unusual, flatten, only, refuse_unless
from analysis.ranking_checks import check_each_row
from analysis.records import RefusedInput
from analysis.row_fields import Columns, Ints, check_groups, read_counts, read_people, read_weights

RANKING, SEQUENTIAL, MARGINAL = "ranking", "sequential", "marginal"  # forms of answer
WORD = 62  # items in one 64-bit word of a set: the sign bit stays free


@dataclass(frozen=True, slots=True)
class RankingTable:
    """Checked rankings as arrays, a row a ranking.

    `picks` holds items in order, -1 after the last; `ends` marks the last item of each tied place (None: no
    ties anywhere); `offered` and `ranked` are sets of items as bits; `people` numbers respondents, -1 unnamed.
    `form` is "ranking", or how the worst of a best-worst task is read: then `picks` are the best and the worst.
    `source` is each row's number in the caller's list: rows that ranked nothing are left out (`empty` of them).
    """

    items: int
    picks: NDArray[np.int16]
    ends: NDArray[np.bool_] | None
    offered: Ints
    ranked: Ints
    count: Ints
    weight: NDArray[np.float64]
    people: Ints | None
    source: Ints
    empty: int = 0
    form: str = RANKING

    def take(self, rows: Ints, left_out: int = 0) -> "RankingTable":
        """The same table with these rows alone; `left_out` says how many of the others were no answers."""
        return replace(
            self,
            picks=self.picks[rows],
            ends=None if self.ends is None else self.ends[rows],
            offered=self.offered[rows],
            ranked=self.ranked[rows],
            count=self.count[rows],
            weight=self.weight[rows],
            people=None if self.people is None else self.people[rows],
            source=self.source[rows],
            empty=left_out,
        )


def lay_out(columns: Columns, items: Sequence[str], unranked: str | None) -> RankingTable:
    """Check every row and lay the rankings out; refuses all malformed rows at once.

    The quick way looks at whole columns; only when something there is unusual is every row read on its own.
    """
    try:
        table = _lay_out_quickly(columns, len(items), unranked)
    except (Unusual, TypeError, ValueError, OverflowError):
        problems = check_each_row(columns, items, unranked)
        raise RefusedInput(problems or ["the rankings cannot be read"]) from None
    return table


def _lay_out_quickly(columns: Columns, m: int, unranked: str | None) -> RankingTable:
    lengths, flat, sizes = flatten(columns.rankings)
    source = np.flatnonzero(lengths)
    count = read_counts(columns.counts, len(lengths))[source]
    weight = read_weights(columns.weights, len(lengths))[source]
    refuse_unless(not len(flat) or (flat.max() < m and flat.min() >= 0))
    per_row = lengths[source]
    if sizes is not None:
        starts = np.concatenate(([0], np.cumsum(per_row)[:-1]))
        per_row = np.add.reduceat(sizes, starts) if len(per_row) else per_row
    picks = _padded(flat.astype(np.int16), per_row, -1)
    ends = None
    if sizes is not None:
        last = np.zeros(len(flat), np.bool_)
        last[np.cumsum(sizes) - 1] = True
        ends = _padded(last, per_row, False)
    ranked = sets_of_picks(picks, m)
    refuse_unless(np.array_equal(count_bits(ranked), per_row))
    offered = _offered(columns.offered, source, ranked, m, unranked)
    people = read_people(columns.respondents)
    check_groups(columns.groups)
    return RankingTable(
        m,
        picks,
        ends,
        offered,
        ranked,
        count,
        weight,
        None if people is None else people[source],
        source,
        len(lengths) - len(source),
    )


def _padded(flat: NDArray[Any], per_row: Ints, filler: int | bool) -> NDArray[Any]:
    widest = int(per_row.max()) if len(per_row) else 0
    if len(flat) == widest * len(per_row):
        return flat.reshape(len(per_row), widest)
    table = np.full((len(per_row), widest), filler, flat.dtype)
    table[np.arange(widest) < per_row[:, None]] = flat
    return table


def words(m: int) -> int:
    """How many 64-bit words hold a set of m items."""
    return (m + WORD - 1) // WORD


def sets_of_picks(picks: NDArray[np.int16], m: int) -> Ints:
    """The set of all items in each row."""
    sets = np.zeros((len(picks), words(m)), np.int64)
    bits = bits_of_items(m)
    for column in picks.T:
        sets |= bits[column]
    return sets


def count_bits(sets: Ints) -> NDArray[np.uint8] | Ints:
    """How many items each set holds."""
    counts = np.bitwise_count(sets)
    return counts[:, 0] if sets.shape[1] == 1 else counts.sum(axis=1)


def bits_of_items(m: int) -> Ints:
    """A row of words for each item, its own bit set; the row at -1 is empty, so that padding adds nothing."""
    bits = np.zeros((m + 1, words(m)), np.int64)
    item = np.arange(m)
    bits[item, item // WORD] = np.int64(1) << (item % WORD)
    return bits


def _offered(offered: Sequence[Any] | None, source: Ints, ranked: Ints, m: int, unranked: str | None) -> Ints:
    whole = bits_of_items(m).sum(axis=0)
    sets = ranked.copy() if unranked == "absent" else np.repeat(whole[None, :], len(ranked), axis=0)
    if offered is not None:
        given, told = read_offers(offered, m)
        sets[given[source]] = told[source][given[source]]
        refuse_unless(not (ranked & ~sets).any())
    if unranked not in ("below", "absent"):
        refuse_unless(np.array_equal(sets, ranked))
    return sets


def read_offers(offered: Sequence[Any], m: int) -> tuple[NDArray[np.bool_], Ints]:
    """Which rows say what was offered, and the set of each that does."""
    only(offered, {list, tuple, type(None)})
    bits = bits_of_items(m)
    known: dict[bytes, Ints] = {}
    sets = np.zeros((len(offered), words(m)), np.int64)
    given = np.zeros(len(offered), np.bool_)
    for row, one in enumerate(offered):
        if one is None:
            continue
        key = marshal.dumps(one, 2)  # unlike the list itself, tells 1 from 1.0 and True
        if key not in known:
            only(one, {int})
            refuse_unless(one and len(set(one)) == len(one) and min(one) >= 0 and max(one) < m)
            known[key] = bits[list(one)].sum(axis=0)
        given[row] = True
        sets[row] = known[key]
    return given, sets
