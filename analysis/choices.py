"""Splits answers into choices: what was open at each pick, how a tie is shared; comparing nothing is no choice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.rankings import bits_of_items, count_bits
from analysis.row_fields import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of picks that say the same kind of thing: +1 the most important of the open set, -1 the least."""

    columns: slice
    sign: float


@dataclass(frozen=True, slots=True)
class Choices:
    """By column of picks: the sets open there, the pick's share in its choice, the order of one that begins there."""

    open_sets: list[Ints]
    share: Floats
    order: NDArray[np.int16]
    blocks: tuple[Block, ...]


def split_ranking(picks: NDArray[np.int16], ends: NDArray[np.bool_] | None, offered: Ints, m: int) -> Choices:
    """The choices of a ranking: from all that was offered, then from what is left, to the last pick."""
    bits = bits_of_items(m)
    share = np.zeros(picks.shape, order="F")
    order = np.zeros(picks.shape, np.int16, order="F")
    open_sets: list[Ints] = []
    still_open = offered.copy()
    sizes = None if ends is None else _sizes_of_places(picks, ends)
    for column in range(picks.shape[1]):
        there = picks[:, column] >= 0
        enough = count_bits(still_open) >= 2
        if sizes is None:
            order[:, column] = share[:, column] = there & enough
            open_sets.append(still_open)
        else:
            size = sizes[:, column]
            order[:, column] = np.where(enough, size, 0)
            share[:, column] = np.divide(1.0, size, out=np.zeros(len(size)), where=order[:, column] > 0)
            goes_on = there & (size == 0)  # inside a tie the set and the share are those of its first pick
            open_sets.append(np.where(goes_on[:, None], open_sets[-1], still_open) if column else still_open)
            if column:
                share[:, column] += np.where(goes_on, share[:, column - 1], 0.0)
        still_open = still_open & ~bits[picks[:, column]]
    return Choices(open_sets, share, order, (Block(slice(None), 1.0),))


def _sizes_of_places(picks: NDArray[np.int16], ends: NDArray[np.bool_]) -> NDArray[np.int16]:
    """At the first pick of each place the number of items in it, 0 elsewhere."""
    sizes = np.zeros(picks.shape, np.int16)
    run = np.zeros(len(picks), np.int16)
    for column in range(picks.shape[1] - 1, -1, -1):
        run = np.where(ends[:, column], 1, run + 1).astype(np.int16)
        before = picks[:, column] >= 0
        first = before if column == 0 else before & ends[:, column - 1]
        sizes[first, column] = run[first]
    return sizes


def split_best_worst(picks: NDArray[np.int16], offered: Ints, m: int, *, without_best: bool) -> Choices:
    """Two choices a task: the most important of what was offered, and the least.

    The least is chosen from what is left without the best (sequential), or from all that was offered (marginal).
    Of two items the best says all: there the worst is no choice of its own.
    """
    bits = bits_of_items(m)
    share = np.zeros(picks.shape, order="F")
    size = count_bits(offered)
    has_best, has_worst = picks[:, 0] >= 0, picks[:, 1] >= 0
    share[:, 0] = has_best & (size >= 2)
    left = offered & ~bits[picks[:, 0]] if without_best else offered
    share[:, 1] = has_worst & (size - has_best >= 2)
    blocks = (Block(slice(0, 1), 1.0), Block(slice(1, 2), -1.0))
    return Choices([offered, left], share, share.astype(np.int16), blocks)
