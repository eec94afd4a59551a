"""How the demonstration draws: a choice by chance, a name for a response, a time it came in; one seed, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

DAY = 24 * 60 * 60
WEEK = 7
WORKING_DAYS = 5
SESSION_DAYS = (9, 23)  # after a survey opens: a Wednesday in Harrow Lea, a Wednesday in Pinford
# First and last minute of the day in which answers of a channel come in: paper and telephone in office hours.
HOURS = {
    "paper": (9 * 60, 16 * 60 + 30),
    "phone": (9 * 60 + 30, 16 * 60 + 30),
    "session": (12 * 60 + 30, 14 * 60 + 30),
    "web": (7 * 60, 23 * 60),
}


def start(seed: int) -> Random:
    """The one source of chance for a drawing."""
    return Random(seed)  # noqa: S311  an invented crowd, not a secret


def pick(rng: Random, shares: Sequence[float]) -> int:
    """A position, with the chance of its share; shares need not add up to one.

    Only `random()` is drawn from, because Python promises that it gives the same numbers in later versions.
    """
    mark = rng.random() * sum(shares)
    for place, share in enumerate(shares):
        mark -= share
        if mark < 0:
            return place
    return len(shares) - 1


def below(rng: Random, count: int) -> int:
    """A whole number from 0 up to, but not, `count`."""
    return int(rng.random() * count)


def draw_instance_id(rng: Random) -> str:
    """32 signs that name one response; the same seed gives the same names, so a second sowing adds nothing."""
    return "".join("0123456789abcdef"[below(rng, 16)] for _ in range(32))


def draw_second(rng: Random, channel: str, opens_day: int, closes_day: int) -> int:
    """When a response came in, in seconds from midnight at the start of day 0 (a Monday); both days count."""
    first, last = HOURS[channel]
    second = (first * 60) + below(rng, (last - first) * 60)
    return _draw_day(rng, channel, opens_day, closes_day) * DAY + second


def _draw_day(rng: Random, channel: str, opens_day: int, closes_day: int) -> int:
    days = list(range(opens_day, closes_day + 1))
    if channel == "session":
        held = [opens_day + day for day in SESSION_DAYS if opens_day + day <= closes_day]
        return held[below(rng, len(held))]
    if channel != "web":
        days = [day for day in days if day % WEEK < WORKING_DAYS]
    # Most answer in the first days, and some when the closing date is near.
    shares = [1.0 / (1 + place) ** 0.5 + (0.6 if place >= len(days) - 3 else 0.0) for place in range(len(days))]
    return days[pick(rng, shares)]
