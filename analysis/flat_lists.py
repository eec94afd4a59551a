"""Reads many short nested lists of item numbers into one array at once; anything but exact whole numbers is refused.

Walking half a million little lists in Python takes longer than all the statistics. The serialiser of the standard
library walks them in C: in its format 2 every list, tuple and small number is a code of one byte and a value of
four. If all codes are lists or numbers, and lie where lists of one number each must lie, the whole is well formed;
if not, the caller looks closer.
"""

import marshal
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
TOKEN = np.dtype([("code", "u1"), ("value", "<i4")])
WHOLE = ord("i")
LIST, TUPLE = ord("["), ord("(")


class Unusual(Exception):
    """Something in the rows needs a closer look; the row-by-row check then says what."""


def refuse_unless(fine: Any) -> None:
    """Leave the quick way unless this holds."""
    if not fine:
        raise Unusual


def only(values: Sequence[Any], kinds: set[type]) -> None:
    """Leave the quick way unless every value is exactly of one of these types."""
    refuse_unless(set(map(type, values)) <= kinds)


def flatten(rankings: Sequence[Any]) -> tuple[Ints, Ints, Ints | None]:
    """How many places each ranking has, all ranked items in a row, and the size of each place.

    The sizes are None where every place holds a single item.
    """
    tokens = _tokens(rankings)
    found = None if tokens is None else _read_alike(tokens, len(rankings))
    if found is not None:
        return *found, None
    only(rankings, {list, tuple})
    lengths: Ints = np.fromiter(map(len, rankings), np.int64, len(rankings))
    strict = None if tokens is None else _read_strict(tokens, lengths)
    return (lengths, strict, None) if strict is not None else (lengths, *_read_tied(rankings))


def _tokens(rankings: Sequence[Any]) -> NDArray[np.void] | None:
    try:
        data = marshal.dumps(list(rankings), 2)
    except ValueError:  # holds something else than plain values
        return None
    return None if len(data) % TOKEN.itemsize else np.frombuffer(data, TOKEN)


def _read_alike(tokens: NDArray[np.void], rows: int) -> tuple[Ints, Ints] | None:
    """The quickest case: all rankings have as many places as the first, every place one item."""
    if len(tokens) < 2:
        return None
    places = int(tokens[1]["value"])
    for each in (2, 1):  # codes for each place: a list and its number, or the number alone
        if places > 0 and len(tokens) == 1 + rows * (1 + each * places):
            table = tokens[1:].reshape(rows, -1)
            if _are_lists(table[:, 0], places) and (items := _items(table[:, 1:], each)) is not None:
                return np.full(rows, places), items
    return None


def _read_strict(tokens: NDArray[np.void], lengths: Ints) -> Ints | None:
    """Rankings of unlike lengths, every place one item, written [3] or 3 throughout."""
    for each in (2, 1):
        inner = lengths * each
        if len(tokens) == 1 + len(lengths) + int(inner.sum()):
            inside = np.ones(len(tokens) - 1, np.bool_)
            inside[np.cumsum(inner + 1) - inner - 1] = False
            items = _items(tokens[1:][inside][None, :], each)
            if items is not None:
                return items
    return None


def _items(body: NDArray[np.void], each: int) -> Ints | None:
    """The numbers in the codes of places, if they are nothing else."""
    numbers = body[:, each - 1 :: each]
    if each == 2 and not _are_lists(body[:, ::2], 1):
        return None
    return numbers["value"].ravel() if (numbers["code"] == WHOLE).all() else None


def _are_lists(codes: NDArray[np.void], length: int) -> bool:
    kinds = codes["code"]
    return bool((codes["value"] == length).all() and ((kinds == LIST) | (kinds == TUPLE)).all())


def _read_tied(rankings: Sequence[Any]) -> tuple[Ints, Ints | None]:
    """Rankings with ties, or written in several ways."""
    places: list[Any] = list(chain.from_iterable(rankings))
    kinds = set(map(type, places))
    refuse_unless(kinds <= {int, list, tuple})
    if int in kinds:
        places = [(place,) if type(place) is int else place for place in places]
    sizes = np.fromiter(map(len, places), np.int64, len(places))
    refuse_unless(len(sizes) and sizes.min() >= 1)
    flat = list(chain.from_iterable(places))
    only(flat, {int})
    array = np.array(flat, np.int64)
    # the order inside a tie says nothing: sorted, so that like answers look alike
    array = array[np.lexsort((array, np.repeat(np.arange(len(sizes)), sizes)))]
    return array, None if sizes.max() == 1 else sizes
