"""Compares outcomes within one group: differences of weights with intervals, and how sure an order is; no names.

Bars that overlap are not a test, so every pair has its own interval. What jumps when people change (a rank, who is
first) is read off draws, never off a formula.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from analysis.rounding import significant
from analysis.row_fields import Ints
from analysis.variance import Spread, shares

Floats = NDArray[np.float64]
NEAR_ONE = 1e-12
ALMOST_ONE = 1.0 - 2.0**-53
MOST_IN_PAIRS = 30  # items up to which every pair is told: 435 of them


def compare_pairs(theta: Floats, spread: Spread) -> list[dict[str, Any]]:
    """Of each pair of items the weight of the first less that of the second, with its interval.

    Limits are made on the scale of the area tangent, so that none passes -1 or 1.
    """
    m = len(theta)
    if m > MOST_IN_PAIRS:
        return []
    weights = shares(theta)
    slope = np.diag(weights) - np.outer(weights, weights)
    first, second = np.triu_indices(m, 1)
    apart = weights[first] - weights[second]
    inside = np.clip(apart, -ALMOST_ONE, ALMOST_ONE)
    half, middle = spread.half_widths(slope[first] - slope[second]) / (1.0 - inside**2), np.arctanh(inside)
    edge = np.abs(apart) > 1.0 - NEAR_ONE  # rounding has eaten what is left to 1, which the scale does not reach
    if edge.any():
        middle[edge], gradients = _at_the_edge(weights, first[edge], second[edge])
        half[edge] = spread.half_widths(gradients)
    low, high = np.tanh(middle - half), np.tanh(middle + half)
    return [
        {
            "items": [int(one), int(other)],
            "difference": significant(gap),
            "interval": [significant(least), significant(most)],
        }
        for one, other, gap, least, most in zip(first, second, apart, low, high, strict=True)
    ]


def _at_the_edge(weights: Floats, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """Differences on the scale of the area tangent and their gradients, from how far they fall short of 1 or -1."""
    others = (1.0 - np.eye(len(weights))) @ weights  # 1 - w itself would be rounded to nothing
    slope = -np.outer(weights, weights)
    np.fill_diagonal(slope, weights * others)
    ahead = weights[first] > weights[second]
    short = np.where(ahead, others[first] + weights[second], others[second] + weights[first])
    short = np.maximum(short, np.finfo(np.float64).tiny)
    middle = np.where(ahead, 0.5, -0.5) * np.log((2.0 - short) / short)
    return middle, (slope[first] - slope[second]) / (short * (2.0 - short))[:, None]


def describe_ranks(drawn: Floats, level: float, source: str) -> dict[str, Any]:
    """How sure an order is, from log-worths of many draws: limits of each item's rank, and chances.

    `first` is the chance of having the largest weight, `top_3` of being among the three largest, `above[i][j]` that
    i has a larger weight than j.
    """
    draws, m = drawn.shape
    rounded = np.round(drawn, 9)
    ranks = rankdata(-rounded, method="min", axis=1)
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(ranks, [tail, 1.0 - tail], axis=0, method="inverted_cdf")
    largest = rounded == rounded.max(axis=1, keepdims=True)
    told: dict[str, Any] = {
        "from": source,
        "draws": draws,
        "low": [int(rank) for rank in low],
        "high": [int(rank) for rank in high],
        "first": _rounded((largest / largest.sum(axis=1, keepdims=True)).mean(axis=0)),
        "top_3": _rounded((ranks <= 3).mean(axis=0)),
    }
    if m <= MOST_IN_PAIRS:
        above = np.stack([(rounded[:, [item]] > rounded).mean(axis=0) for item in range(m)])
        tied = np.stack([(rounded[:, [item]] == rounded).mean(axis=0) for item in range(m)])
        np.fill_diagonal(tied, 0.0)
        told["above"] = [_rounded(row) for row in above + tied / 2.0]
    return told


def _rounded(values: Floats) -> list[float]:
    return [significant(float(value)) for value in values]
