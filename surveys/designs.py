"""Which things stand together in small sets, balanced for one person and over people; no thing twice in a set.

Source: incomplete block designs (Cochran and Cox 1957, *Experimental Designs*, ch. 9 and 11), as best-worst scaling
uses them (Louviere, Flynn and Marley 2015, *Best-Worst Scaling*, ch. 2). For one person a search makes a design in
which each thing is shown as often as every other and each two things are together as often as any two, as nearly as
the numbers allow. Each person then gets the things in a random order on that design, so that over people everything
is shown, and everything is together, equally often but for chance. `python -m surveys.designs 12 4 9` prints how well
12 things in 9 sets of 4 come out.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb
from random import Random

Sets = tuple[tuple[int, ...], ...]
TRIES = 8  # starts of the search; more find little that is more even
MOST_TRIES = 100  # until no set is there twice and sets join all things, where that can be


def draw_sets(items: Sequence[int], *, size: int, sets: int, key: str) -> Sets:
    """`sets` sets of `size` of the items for one person, in the order to be shown; the same key draws the same.

    Where there are fewer items than `size`, sets are as large as they can be; where fewer different sets can be made
    than are asked for, there are as many as can be. Raises ValueError for an item that is there twice.
    """
    if len(set(items)) < len(items):
        raise ValueError("an item is there twice")
    size = min(size, len(items))
    sets = min(sets, comb(len(items), size)) if size > 1 else 0
    random = Random(key)  # noqa: S311  fairness, not secrecy
    names, order, places = list(items), list(range(sets)), list(range(size))
    for drawn in (names, order, places):
        random.shuffle(drawn)
    base = _design(len(items), size, sets) if sets else ()
    return tuple(tuple(names[base[one][place]] for place in places) for one in order)


@dataclass(frozen=True, slots=True)
class Balance:
    """How even some sets are: (least, most) times that a thing is shown, that two things are together, and that a
    thing stands in one place; and into how many parts that no set joins the things fall."""

    shown: tuple[int, int]
    together: tuple[int, int]
    placed: tuple[int, int]
    parts: int


def measure_balance(sets: Iterable[Sequence[int]], items: Collection[int]) -> Balance:
    """The balance of sets of those items."""
    sets = [tuple(one) for one in sets]
    shown = Counter(item for one in sets for item in one)
    together = Counter(pair for one in sets for pair in combinations(sorted(one), 2))
    placed = Counter((item, place) for one in sets for place, item in enumerate(one))
    places = range(max(map(len, sets), default=0))
    return Balance(
        _ends(shown[item] for item in items),
        _ends(together[pair] for pair in combinations(sorted(items), 2)),
        _ends(placed[item, place] for item in items for place in places),
        _count_parts(sets, items),
    )


def _ends(counts: Iterable[int]) -> tuple[int, int]:
    known = list(counts) or [0]
    return min(known), max(known)


def _count_parts(sets: Iterable[Collection[int]], items: Collection[int]) -> int:
    parts = [{item} for item in items]
    for one in sets:
        joined = set(one).union(*(part for part in parts if not part.isdisjoint(one)))
        parts = [joined, *(part for part in parts if part.isdisjoint(one))]
    return len(parts)


@lru_cache(maxsize=256)
def _design(things: int, size: int, sets: int) -> Sets:
    """The best of some searches, with things as numbers from 0; a place in a set is balanced over sets."""
    even, parts = _least_unevenness(things, size, sets), max(1, things - sets * (size - 1))
    best: tuple[tuple[int, int], list[set[int]]] | None = None
    for start in range(MOST_TRIES):
        blocks, together = _search(things, size, sets, Random(start))  # noqa: S311
        uneven = sum(times * times for row in together for times in row) // 2
        repeated = sets - len({frozenset(block) for block in blocks})
        faults = repeated + _count_parts(blocks, range(things)) - parts
        if best is None or (faults, uneven) < best[0]:
            best = (faults, uneven), blocks
        if best[0] == (0, even) or (best[0][0] == 0 and start >= TRIES):
            break
    return _balance_places(best[1], size) if best else ()


def _least_unevenness(things: int, size: int, sets: int) -> int:
    """The least that the squares of how often two things are together can sum to."""
    pairs = comb(things, 2)
    each, over = divmod(sets * comb(size, 2), pairs)
    return over * (each + 1) ** 2 + (pairs - over) * each**2


def _search(things: int, size: int, sets: int, random: Random) -> tuple[list[set[int]], list[list[int]]]:
    """Sets that swaps of two things between two sets can make no more even, and how often two things are together."""
    left = [sets * size // things + (thing < sets * size % things) for thing in range(things)]
    random.shuffle(left)
    together = [[0] * things for _ in range(things)]
    blocks: list[set[int]] = []
    for _ in range(sets):
        block: set[int] = set()
        for _ in range(size):
            # What has to be shown most often still; of those, what has met the others of this set least.
            free = [thing for thing in range(things) if thing not in block]
            random.shuffle(free)
            block.add(max(free, key=lambda one: (left[one], -sum(together[one][other] for other in block))))
        for one in block:
            left[one] -= 1
            for other in block - {one}:
                together[one][other] += 1
        blocks.append(block)
    # Once more through all sets as long as any swap was worth it.
    while sum(_swap_between(blocks, first, second, together) for first, second in combinations(range(sets), 2)):
        pass
    return blocks, together


def _swap_between(blocks: list[set[int]], first: int, second: int, together: list[list[int]]) -> bool:
    """Swap one thing of two sets for one of the other where that makes them more even; whether it did."""
    only_first, only_second = sorted(blocks[first] - blocks[second]), sorted(blocks[second] - blocks[first])
    for one in only_first:
        for other in only_second:
            with_one = [thing for thing in only_first if thing != one]
            with_other = [thing for thing in only_second if thing != other]
            gain = sum(together[one][thing] - together[other][thing] - 1 for thing in with_one)
            gain += sum(together[other][thing] - together[one][thing] - 1 for thing in with_other)
            if gain > 0:
                _count_pairs(together, one, with_one, -1)
                _count_pairs(together, other, with_one, 1)
                _count_pairs(together, other, with_other, -1)
                _count_pairs(together, one, with_other, 1)
                blocks[first] = blocks[first] - {one} | {other}
                blocks[second] = blocks[second] - {other} | {one}
                return True
    return False


def _count_pairs(together: list[list[int]], one: int, others: Iterable[int], times: int) -> None:
    for other in others:
        together[one][other] += times
        together[other][one] += times


def _balance_places(blocks: list[set[int]], size: int) -> Sets:
    """The sets with each thing in each place equally often but for one.

    A place is a colour of the line from a set to a thing, no two lines of a set alike, nor of `size` sets that show
    a thing: lines between two sides can always be coloured so (König), one after the other, by changing two colours
    along the way from where a new line finds none free.
    """
    seen: Counter[int] = Counter()
    ends: dict[tuple[int, ...], dict[int, tuple[int, ...]]] = {}
    for number, block in enumerate(blocks):
        for thing in sorted(block):
            here, there = (number,), (thing, seen[thing] // size)
            seen[thing] += 1
            _add_line(ends.setdefault(here, {}), here, ends.setdefault(there, {}), there, ends, size)
    return tuple(tuple(ends[number,][place][0] for place in range(size)) for number in range(len(blocks)))


def _add_line(
    at_here: dict[int, tuple[int, ...]],
    here: tuple[int, ...],
    at_there: dict[int, tuple[int, ...]],
    there: tuple[int, ...],
    ends: dict[tuple[int, ...], dict[int, tuple[int, ...]]],
    size: int,
) -> None:
    free = next(colour for colour in range(size) if colour not in at_here)
    other = next(colour for colour in range(size) if colour not in at_there)
    way, end, colour = [], there, free
    while free != other and colour in ends[end]:
        way.append((end, ends[end][colour], colour))
        end, colour = ends[end][colour], free + other - colour
    for one, two, old in way:
        del ends[one][old], ends[two][old]
    for one, two, old in way:
        ends[one][free + other - old], ends[two][free + other - old] = two, one
    at_here[free], at_there[free] = there, here


def say_balance(things: int, size: int, sets: int) -> str:
    """How even one person's sets come out, in a sentence."""
    items = range(1, things + 1)
    drawn = draw_sets(items, size=size, sets=sets, key="check")
    found = measure_balance(drawn, items)
    return (
        f"{len(drawn)} sets of {len(drawn[0]) if drawn else 0} out of {things}: each thing shown {_say(found.shown)} "
        f"times, each two together {_say(found.together)} times, each in each place {_say(found.placed)} times, "
        f"{found.parts} part{'s' if found.parts > 1 else ''}"
    )


def _say(ends: tuple[int, int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


if __name__ == "__main__":
    asked = ArgumentParser(description="How evenly sets of things come out for one person.")
    for number in ("things", "size", "sets"):
        asked.add_argument(number, type=int)
    sys.stdout.write(say_balance(**vars(asked.parse_args())) + "\n")
