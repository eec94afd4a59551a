"""How much nearer more answers bring a group of known size to what all of it would say; never more people than exist.

Advice alone: no interval that is shown anywhere is made from this. Needs nothing but the standard library.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.records import RefusedInput

NEAREST = 1e-9  # a share nearer to 0 or 1 than this has no log-odds to go by
ROUNDS = 80


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to hear of a group. `more`: how many more answers would halve how far its share may lie from that of
    the whole group; None where everybody has been heard. `width_if_all`: of the interval without the correction, as it
    would be if everybody answered, beside `width` now; both as shares."""

    people: int
    more: int | None
    width: float
    width_if_all: float


def look_ahead(value: float, low: float, high: float, *, n: int, size: int) -> Left:
    """With n of `size` people heard, the variance of an estimate falls as 1 / n - 1 / size (Cochran 1977, section 2.6).

    The interval narrows on the logit scale, about `value`. Refuses a number of people that is none.
    """
    if n < 1 or size < 1:
        raise RefusedInput([f"{n} of {size} people: both must be at least 1"])
    width = high - low
    people = max(0, size - n)
    half = (_logit(high) - _logit(low)) / 2.0
    if not people:
        return Left(0, None, width, width)
    scale = _scale_to(_logit(value), half, _width(_logit(value), half) / 2.0)
    wanted = 1.0 / size + scale**2 * (1.0 / n - 1.0 / size)
    more = max(1, math.ceil(1.0 / wanted - n - 1e-6))
    if_all = _width(_logit(value), half * math.sqrt(n / size))
    return Left(people, min(people, more), width, min(width, if_all))


def _width(middle: float, half: float) -> float:
    return _expit(middle + half) - _expit(middle - half)


def _scale_to(middle: float, half: float, wanted: float) -> float:
    """By how much the interval must shrink on the logit scale to be as wide as wanted."""
    least, most = 0.0, 1.0
    for _ in range(ROUNDS):
        scale = (least + most) / 2.0
        least, most = (scale, most) if _width(middle, scale * half) < wanted else (least, scale)
    return most


def _logit(share: float) -> float:
    inside = min(max(share, NEAREST), 1.0 - NEAREST)
    return math.log(inside / (1.0 - inside))


def _expit(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))
