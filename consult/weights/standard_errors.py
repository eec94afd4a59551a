"""Standard errors read back from the intervals of shares, and how far apart two shares are; a share at either end,
which only points give, has no log-odds and is measured as a share."""

from __future__ import annotations

import math
from collections.abc import Sequence

FAR = 50.0  # times nearer to an end than the share itself
QUANTILE = 1.959963984540054  # of the 95 % intervals the standard errors are read back from


def log_odds(share: float) -> float:
    """Log-odds of a share, kept finite at either end."""
    share = min(max(share, 1e-12), 1 - 1e-12)
    return math.log(share / (1 - share))


def error_of_odds(numbers: Sequence[float]) -> float:
    """The standard error of the log-odds of (share, low, high)."""
    _, low, high = numbers
    return (log_odds(high) - log_odds(low)) / (2 * QUANTILE)


def error_of_share(numbers: Sequence[float]) -> float:
    """The standard error of a share; at either end the interval lies to one side, and all of it counts."""
    value, low, high = numbers
    if is_at_an_end(value):
        return (high - low) / QUANTILE
    if low < value / FAR or 1 - high < (1 - value) / FAR:  # the log-odds of such a limit say next to nothing
        return (high - low) / (2 * QUANTILE)
    return error_of_odds(numbers) * value * (1 - value)


def is_at_an_end(share: float) -> bool:
    """Whether nobody gave it anything, or everybody all: on the scale of log-odds that lies endlessly far away."""
    return share <= 0 or share >= 1


def chance_between(first: Sequence[float], second: Sequence[float]) -> float:
    """How often chance alone would set two independent shares (value, low, high) at least this far apart.

    Wald's test on log-odds, or on the shares themselves where one of them is at an end.
    """
    if is_at_an_end(first[0]) or is_at_an_end(second[0]):
        gap, spread = first[0] - second[0], math.hypot(error_of_share(first), error_of_share(second))
    else:
        gap = log_odds(first[0]) - log_odds(second[0])
        spread = math.hypot(error_of_odds(first), error_of_odds(second))
    return math.erfc(abs(gap) / spread / math.sqrt(2)) if spread else 1.0


def limits_around(value: float, error: float) -> tuple[float, float]:
    """The interval of a share from its standard error, made on the log-odds so that it stays between 0 and 1."""
    if is_at_an_end(value):
        return (0.0, min(1.0, QUANTILE * error)) if value <= 0 else (max(0.0, 1 - QUANTILE * error), 1.0)
    middle, half = log_odds(value), QUANTILE * error / (value * (1 - value))
    return _share(middle - half), _share(middle + half)


def _share(odds: float) -> float:
    small = math.exp(-abs(odds))
    return (1.0 if odds >= 0 else small) / (1.0 + small)
