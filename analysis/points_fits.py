"""Weights from points: mean or geometric mean shares of people with intervals; never the ranking model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from analysis.points import PointsTable, draw_means, mean_and_variance
from analysis.variance import FEW, Spread, expit, normal_quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PointsFit:
    """Weights from points with the variance of the log-worths (which sum to zero), and of the weights themselves.

    `drawn` are log-worths of samples of the people, a row a sample, where they were asked for.
    """

    weights: Floats
    log_worth: Floats
    spread: Spread
    weight_se: Floats
    never: tuple[int, ...]
    drawn: Floats | None = None


@dataclass(frozen=True, slots=True)
class _Means:
    """What is averaged over people, its variance, and the means of samples of people where they were drawn."""

    mean: Floats
    covariance: Floats
    respondents: int
    drawn: Floats | None


def fit_points(
    table: PointsTable, method: str, variance: str, level: float, draws: int = 0, seed: tuple[int, ...] = (0,)
) -> PointsFit:
    """Mean shares ("mean"), or geometric mean shares with zeros at half the smallest step ("clr").

    `draws` samples of the people are drawn from `seed`; "bootstrap" takes its variance from them.
    """
    rows = np.lexsort((table.count, table.weight, *table.shares.T[::-1]))  # an order the rows' own cannot change
    table = table.take(rows)
    if method == "mean":
        return _fit_mean(table, _average(table, table.shares, variance, draws, seed), variance, level)
    logs = np.log(np.where(table.shares > 0, table.shares, table.step / 2.0))
    centred = logs - logs.mean(axis=1, keepdims=True)
    return _fit_clr(table, _average(table, centred, variance, draws, seed), variance, level)


def _average(table: PointsTable, values: Floats, variance: str, draws: int, seed: tuple[int, ...]) -> _Means:
    clustered = "model" if variance == "model" else "cluster"
    mean, covariance, respondents = mean_and_variance(table, values, clustered)
    drawn = draw_means(table, values, draws, seed) if draws and respondents > 1 else None
    if variance == "bootstrap" and drawn is not None:
        covariance = np.cov(drawn.T)
    return _Means(mean, covariance, respondents, drawn)


def _fit_mean(table: PointsTable, found: _Means, variance: str, level: float) -> PointsFit:
    weights, covariance = found.mean, found.covariance
    if found.respondents < 2:  # one person shows no spread: take the widest that shares of this mean can have
        covariance = np.diag(weights) - np.outer(weights, weights)
    never = np.flatnonzero(weights <= 0)
    least = 0.5 * table.step / max(float(table.count.sum()), 1.0)  # as if one person had given half a step
    floored = weights.copy()
    floored[never] = least
    relative = covariance / np.outer(floored, floored)
    relative[never, never] = 1.0  # a single event: its error is as large as itself
    centre = np.eye(table.items) - 1.0 / table.items
    worth = np.log(floored)
    spread = _spread(centre @ relative @ centre, variance, found.respondents, level)
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    drawn = None if found.drawn is None else np.log(np.maximum(found.drawn, least))
    return PointsFit(weights, worth - worth.mean(), spread, errors, tuple(never.tolist()), drawn)


def _fit_clr(table: PointsTable, found: _Means, variance: str, level: float) -> PointsFit:
    worth, covariance = found.mean, found.covariance
    if found.respondents < 2:
        covariance = 4.0 * (np.eye(table.items) - 1.0 / table.items)  # as unsure as the weak prior of rankings
    weights = np.exp(worth - worth.max())
    weights /= weights.sum()
    gradient = np.diag(weights) - np.outer(weights, weights)
    errors = np.sqrt(np.maximum(np.diag(gradient @ covariance @ gradient), 0.0))
    never = tuple(np.flatnonzero(~(table.shares > 0).any(axis=0)).tolist())
    spread = _spread(covariance, variance, found.respondents, level)
    return PointsFit(weights, worth, spread, errors, never, found.drawn)


def _spread(covariance: Floats, variance: str, respondents: int, level: float) -> Spread:
    z = normal_quantile(level)
    few = 2 <= respondents < FEW
    quantile = float(t.ppf(0.5 + level / 2.0, respondents - 1)) if few else z
    return Spread((covariance + covariance.T) / 2.0, variance, respondents, quantile, None, z)


def points_intervals(fit: PointsFit, people: int, level: float) -> tuple[Floats, Floats]:
    """Limits of the weights, on the scale of log(w / (1 - w)).

    Of an item nobody gave a point to, the lower limit is 0 and the upper what `people` who all gave nothing
    still allow: 1 - (1 - level)^(1/people).
    """
    inside = (fit.weights > 0) & (fit.weights < 1)
    weights = np.where(inside, fit.weights, 0.5)
    middle = np.log(weights / (1.0 - weights))
    half = fit.spread.quantile * fit.weight_se / (weights * (1.0 - weights))
    bound = 1.0 - (1.0 - level) ** (1.0 / people)
    low = np.where(inside, expit(middle - half), np.where(fit.weights > 0, 1.0 - bound, 0.0))
    high = np.where(inside, expit(middle + half), np.where(fit.weights > 0, 1.0, bound))
    return low, high
