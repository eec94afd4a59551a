"""How answers were given, in sentences for analysts; what the stored answers cannot tell is said, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def say_quality(found: Mapping[str, Any], kind: str) -> list[str]:
    """Each check in a sentence; none leaves anything out of the weights."""
    return [*_say_order(found, kind), *_say_time(found, kind), *_say_rush(found, kind)]


def _say_order(found: Mapping[str, Any], kind: str) -> Iterator[str]:
    known = found.get("known", {})
    if known.get("people") and not known["order"]:
        yield "The order on the screen is not known of any answer, so it cannot be told whether it steered people."
    for name, words in (("positions", STEERED[kind]), ("worst_positions", WORST)):
        if name in found:
            yield _say_positions(found[name], *words)
    untouched = found.get("untouched")
    if untouched:
        yield f"{untouched['alike']} of {untouched['n']} {UNTOUCHED[kind]} {_against_chance(untouched)}"
    same = found.get("same_place")
    if same:
        yield (
            f"{same['alike']} of {same['n']} who picked in three {PAGES[kind]} or more always picked what stood in the "
            f"same place {_against_chance(same)}"
        )
    even = found.get("even")
    if even:
        yield f"{even['alike']} of {even['n']} gave every outcome the same points. That may be what they think."


def _say_positions(found: Mapping[str, Any], one: str, several: str) -> str:
    if "p" not in found:
        return f"There are too few answers ({found['n']}) to tell whether the order on the screen steered the {one}."
    sure = "No sign" if found["p"] >= 0.01 else "A sign"
    return (
        f"{sure} that the order on the screen steered the {one}: of {found['n']} {several} {found['observed'][0]} "
        f"stood on top, chance alone would make it {found['expected'][0]:.0f} (p = {_p(found['p'])})."
    )


def _against_chance(found: Mapping[str, Any]) -> str:
    return f"({100 * found['share']:.1f}\u00a0%); chance alone would make it {100 * found['chance']:.1f}\u00a0%."


def _say_time(found: Mapping[str, Any], kind: str) -> Iterator[str]:
    known, fast = found.get("known", {}), found.get("fast")
    if fast:
        yield f"{fast['fast']} of {fast['n']} took less than 2 seconds for each {EACH[kind]}."
    elif known.get("people"):
        yield "How long people took is not known of any answer, so it cannot be told who was very fast."


def _say_rush(found: Mapping[str, Any], kind: str) -> Iterator[str]:
    bursts, known = found.get("bursts", {"times": 0}), found.get("known", {})
    if bursts["times"]:
        yield f"{bursts['times']} times at least 5 alike {ALIKE[kind]} came in within a minute."
    elif known.get("people") and not known["comparable"]:
        yield (
            f"Each person saw {PAGES.get(kind, 'a list')} of their own, so a rush of alike answers cannot be told from "
            "what they said."
        )
    elif known.get("people"):
        some = f" of the {known['comparable']} people whose {PAGES[kind]} can be compared" if kind in PAGES else ""
        yield f"No rush of alike {ALIKE[kind]}{some} within a minute."


def _p(value: float) -> str:
    return "less than 0.001" if value < 0.001 else f"{value:.3f}"
