"""How answers were given, in sentences for analysts; what the stored answers cannot tell is said, too."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What may have been steered by its place on the screen, and several of them.
STEERED = {
    "rank": ("first choice", "first choices"),
    "pairs": ("choice", "choices"),
    "best_worst": ("pick of the most important", "picks of the most important"),
    "points": ("largest share of points", "largest shares"),
}
WORST = ("pick of the least important", "picks of the least important")
UNTOUCHED = {
    "rank": "rankings stand as the screen showed them",
    "points": "people who gave unlike points gave them falling from the top of the screen to the bottom",
}
EACH = {
    "rank": "outcome they ranked",
    "points": "outcome they gave points",
    "best_worst": "pick",
    "pairs": "pair",
}
ALIKE = {"rank": "rankings", "points": "points", "best_worst": "picks", "pairs": "choices"}
PAGES = {"best_worst": "sets", "pairs": "pairs"}
RARE = 0.01  # a p below this is told as a sign
LEAST_SHARE = 0.0005  # written with one digit of a percentage, anything smaller is nothing
FAR_OUT = 2.326347874040841  # as many standard deviations above what chance makes: one side, p below 0.01


@dataclass(frozen=True, slots=True)
class Check:
    """One check in a sentence; `stands_out` where it found what an analyst should look at."""

    words: str
    stands_out: bool = False


def say_quality(found: Mapping[str, Any], kind: str) -> list[Check]:
    """Each check in a sentence; none leaves anything out of the weights."""
    return [*_say_order(found, kind), *_say_time(found, kind), *_say_rush(found, kind)]


def _say_order(found: Mapping[str, Any], kind: str) -> Iterator[Check]:
    known = found.get("known", {})
    if known.get("people") and not known["order"]:
        yield Check(
            "The order on the screen is not known of any answer, so it cannot be told whether it steered people."
        )
    for name, words in (("positions", STEERED[kind]), ("worst_positions", WORST)):
        if name in found:
            yield _say_positions(found[name], *words)
    untouched = found.get("untouched")
    if untouched:
        yield _say_alike(untouched, UNTOUCHED[kind])
    same = found.get("same_place")
    if same:
        what = f"who picked in three {PAGES[kind]} or more always picked what stood in the same place"
        yield _say_alike(same, what)
    even = found.get("even")
    if even:
        yield Check(f"{even['alike']} of {even['n']} gave every outcome the same points. That may be what they think.")


def _say_positions(found: Mapping[str, Any], one: str, several: str) -> Check:
    if "p" not in found:
        few = f"There are too few answers ({found['n']}) to tell whether the order on the screen steered the {one}."
        return Check(few)
    sure = "No sign" if found["p"] >= RARE else "A sign"
    return Check(
        f"{sure} that the order on the screen steered the {one}: of {found['n']} {several} {found['observed'][0]} "
        f"stood on top, chance alone would make it {found['expected'][0]:.0f} (p = {_p(found['p'])}).",
        found["p"] < RARE,
    )


def _say_alike(found: Mapping[str, Any], what: str) -> Check:
    """How many did a thing that chance also does; where nobody did, a share of nothing would say no more."""
    alike, n, chance = found["alike"], found["n"], found["chance"]
    if not alike:
        return Check(f"None of {n} {what}.")
    expected = f"{100 * chance:.1f}\u00a0%" if chance >= LEAST_SHARE else "less than 0.1\u00a0%"
    words = f"{alike} of {n} {what} ({100 * found['share']:.1f}\u00a0%); chance alone would make it {expected}."
    return Check(words, alike - n * chance > max(1.0, FAR_OUT * math.sqrt(n * chance * (1 - chance))))


def _say_time(found: Mapping[str, Any], kind: str) -> Iterator[Check]:
    known, fast = found.get("known", {}), found.get("fast")
    if fast:
        yield Check(f"{fast['fast']} of {fast['n']} took less than 2 seconds for each {EACH[kind]}.", fast["fast"] > 0)
    elif known.get("people"):
        yield Check("How long people took is not known of any answer, so it cannot be told who was very fast.")


def _say_rush(found: Mapping[str, Any], kind: str) -> Iterator[Check]:
    bursts, known = found.get("bursts", {"times": 0}), found.get("known", {})
    if bursts["times"]:
        yield Check(f"{bursts['times']} times at least 5 alike {ALIKE[kind]} came in within a minute.", True)
    elif known.get("people") and not known["comparable"]:
        yield Check(
            f"Each person saw {PAGES.get(kind, 'a list')} of their own, so a rush of alike answers cannot be told from "
            "what they said."
        )
    elif known.get("people"):
        some = f" of the {known['comparable']} people whose {PAGES[kind]} can be compared" if kind in PAGES else ""
        yield Check(f"No rush of alike {ALIKE[kind]}{some} within a minute.")


def _p(value: float) -> str:
    return "less than 0.001" if value < 0.001 else f"{value:.3f}"
