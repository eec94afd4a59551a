"""How well the weights of one group fit each two outcomes, for the analyst's page; only where that was stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from consult.web.words import count_words
from consult.weights.soundness import LARGE_RESIDUAL, list_readable
from consult.weights.told import Panel, Told

BY_CHANCE = 2.0  # standard errors that a pair seldom is off by chance alone


@dataclass(frozen=True, slots=True)
class PairFit:
    """Two outcomes: the first was put above the second more often than the weights say, by so many standard errors."""

    above: str
    below: str
    off: str
    reading: str


@dataclass(frozen=True, slots=True)
class PairFits:
    """Every two outcomes of one group, the worst fit first. `undecided`: nobody chose between so many of them."""

    panel: Panel
    rows: tuple[PairFit, ...]
    far: int
    undecided: int

    @property
    def summary(self) -> str:
        """How many pairs do not fit, in words that stand after the name of the group."""
        return f"{self.far or 'none'} of {count_words(len(self.rows), 'pair')} far from what the weights say"


def say_no_pairs(told: Told, result: Mapping[str, Any]) -> str:
    """Why an analyst sees no pairs where answers decide some; empty for others, and of points, which decide none."""
    if not told.exact or "largest" not in result["overall"].get("fit", {}):
        return ""
    return (
        "How each pair of outcomes fits was not kept with these weights: there are more than 30 outcomes, or they were "
        "worked out before it was kept."
    )


def fit_pairs(told: Told, result: Mapping[str, Any], group_id: int) -> PairFits | None:
    """Of the group that was asked for (0, or one that cannot be read: of everyone). None for who may not read the
    answers, and where it was not stored: of points, of more than 30 outcomes, and of results from before."""
    found = {panel.group_id or 0: (panel, part) for panel, part in list_readable(told, result)}
    panel, part = found.get(group_id) or found.get(0) or (None, {})
    residuals = part.get("fit", {}).get("residuals") if told.exact else None
    if panel is None or not residuals:
        return None
    labels = [item["label"] for item in result["items"]]
    pairs = [
        (off, one, other) if off >= 0 else (-off, other, one)
        for (one, other), off in zip(combinations(labels, 2), residuals, strict=True)
        if off is not None
    ]
    pairs.sort(key=lambda pair: -pair[0])
    rows = tuple(PairFit(one, other, f"{off:.1f}", _read(off)) for off, one, other in pairs)
    return PairFits(panel, rows, sum(off > LARGE_RESIDUAL for off, _, _ in pairs), len(residuals) - len(rows))


def _read(off: float) -> str:
    if off > LARGE_RESIDUAL:
        return "does not fit"
    return "perhaps more than chance" if off > BY_CHANCE else "can be chance"
