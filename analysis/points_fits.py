"""Weights from points: mean or geometric mean shares of people with intervals; never the ranking model."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, t

from analysis.people import effective_people
from analysis.points import NO_SPREAD, PointsTable, draw_means, limits_of_agreement, mean_and_variance
from analysis.variance import FEW, Spread, expit, normal_quantile

Floats = NDArray[np.float64]
SMALLEST_SIZE, LARGEST_SIZE = (
    0.5,
    1e9,
)  # of a Beta law: no share varies more than that of people who give all to one item or nothing


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
class Means:
    """What is averaged over people (shares, or logarithms of shares less a person's mean), and its variance.

    `drawn` are the means of samples of the people, where they were drawn.
    """

    mean: Floats
    covariance: Floats
    respondents: int
    drawn: Floats | None = None


def fit_points(
    table: PointsTable, method: str, variance: str, level: float, draws: int = 0, seed: tuple[int, ...] = (0,)
) -> PointsFit:
    """Mean shares ("mean"), or geometric mean shares with zeros at half the smallest step ("clr").

    `draws` samples of the people are drawn from `seed`; "bootstrap" takes its variance from them.
    """
    found = average(table, method, variance, draws, seed)
    if found.respondents < 2:
        found = replace(found, covariance=_of_one_person(found.mean, method))
    return weights_from(found, table, method, variance, _quantile(table, found.respondents, level))


def average(table: PointsTable, method: str, variance: str, draws: int = 0, seed: tuple[int, ...] = (0,)) -> Means:
    """The means over people that the method ("mean", "clr") makes weights from."""
    rows = np.lexsort((table.count, table.weight, *table.shares.T[::-1]))  # an order the rows' own cannot change
    table = table.take(rows)
    if method == "mean":
        return _average(table, table.shares, variance, draws, seed)
    logs = np.log(np.where(table.shares > 0, table.shares, table.step / 2.0))
    return _average(table, logs - logs.mean(axis=1, keepdims=True), variance, draws, seed)


def weights_from(found: Means, table: PointsTable, method: str, variance: str, quantile: float) -> PointsFit:
    """Weights and log-worths from the means of a table's people, or from means that others lent strength to."""
    make = _fit_mean if method == "mean" else _fit_clr
    return make(table, found, variance, quantile)


def _average(table: PointsTable, values: Floats, variance: str, draws: int, seed: tuple[int, ...]) -> Means:
    clustered = "model" if variance == "model" else "cluster"
    mean, covariance, respondents = mean_and_variance(table, values, clustered)
    drawn = draw_means(table, values, draws, seed) if draws and respondents > 1 else None
    if variance == "bootstrap" and drawn is not None:
        covariance = np.cov(drawn.T)
    return Means(mean, covariance, respondents, drawn)


def _fit_mean(table: PointsTable, found: Means, variance: str, quantile: float) -> PointsFit:
    weights, covariance = found.mean, found.covariance
    never = np.flatnonzero(weights <= 0)
    least = 0.5 * table.step / max(float(table.count.sum()), 1.0)  # as if one person had given half a step
    floored = weights.copy()
    floored[never] = least
    relative = covariance / np.outer(floored, floored)
    relative[never, never] = 1.0  # a single event: its error is as large as itself
    centre = np.eye(table.items) - 1.0 / table.items
    worth = np.log(floored)
    spread = _spread(centre @ relative @ centre, variance, found.respondents, quantile)
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    drawn = None if found.drawn is None else np.log(np.maximum(found.drawn, least))
    return PointsFit(weights, worth - worth.mean(), spread, errors, tuple(never.tolist()), drawn)


def _fit_clr(table: PointsTable, found: Means, variance: str, quantile: float) -> PointsFit:
    worth, covariance = found.mean, found.covariance
    weights = np.exp(worth - worth.max())
    weights /= weights.sum()
    gradient = np.diag(weights) - np.outer(weights, weights)
    errors = np.sqrt(np.maximum(np.diag(gradient @ covariance @ gradient), 0.0))
    never = tuple(np.flatnonzero(~(table.shares > 0).any(axis=0)).tolist())
    spread = _spread(covariance, variance, found.respondents, quantile)
    return PointsFit(weights, worth, spread, errors, never, found.drawn)


def _quantile(table: PointsTable, respondents: int, level: float) -> float:
    """Student's t where few people are left by Kish's count, and by how much that count is short of heads in the
    variance, which is that of (heads) / (heads - 1)."""
    if respondents < 2:
        return normal_quantile(level)
    effective = min(float(respondents), max(1.5, effective_people(table)))
    quantile = float(t.ppf(0.5 + level / 2.0, effective - 1.0)) if effective < FEW else normal_quantile(level)
    return quantile * float(np.sqrt(effective / (effective - 1.0) * (respondents - 1.0) / respondents))


def _of_one_person(mean: Floats, method: str) -> Floats:
    """One person shows no spread: the widest shares of this mean can have, or as unsure as rankings' weak prior."""
    if method == "mean":
        return np.diag(mean) - np.outer(mean, mean)
    return 4.0 * (np.eye(len(mean)) - 1.0 / len(mean))


def _spread(covariance: Floats, variance: str, respondents: int, quantile: float) -> Spread:
    return Spread((covariance + covariance.T) / 2.0, variance, respondents, quantile, None, quantile)


def points_intervals(fit: PointsFit, people: int, level: float) -> tuple[Floats, Floats]:
    """Limits of the weights, on the scale of log(w / (1 - w)).

    Limits of pooled ones are those of the Beta law with their mean and error: what others lend to an item that a group
    hardly named has an error larger than itself, and no log-odds to speak of.

    Of an item all gave the same share to (or nobody a point) the limits are what `people` who agree still allow.
    """
    inside = (fit.weights > 0) & (fit.weights < 1)
    weights = np.where(inside, fit.weights, 0.5)
    middle = np.log(weights / (1.0 - weights))
    half = fit.spread.quantile * fit.weight_se / (weights * (1.0 - weights))
    least, most = limits_of_agreement(fit.weights, people, level)
    if fit.spread.kind == "pooled":
        limits = _beta_limits(weights, fit.weight_se * fit.spread.quantile / normal_quantile(level), level)
        return np.where(inside, limits[0], least), np.where(inside, limits[1], most)
    varies = inside & (fit.weight_se > NO_SPREAD)
    return np.where(varies, expit(middle - half), least), np.where(varies, expit(middle + half), most)


def _beta_limits(weights: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    """Quantiles of the Beta law with these means and errors.

    A law with next to all of it at one end has quantiles that leave its mean out: there the limit on the side of the
    middle is as far away as the error asks for.
    """
    smaller = np.minimum(weights, 1.0 - weights)
    size = np.clip(smaller * (1.0 - smaller) / np.maximum(error, 1e-12) ** 2 - 1.0, SMALLEST_SIZE, LARGEST_SIZE)
    tails = np.array([[0.5 - level / 2.0], [0.5 + level / 2.0]])
    near, far = beta.ppf(tails, smaller * size, (1.0 - smaller) * size)
    near = np.minimum(near, smaller)
    far = np.maximum(far, np.minimum(smaller + normal_quantile(level) * error, 1.0))
    turned = weights > smaller
    return np.where(turned, 1.0 - far, near), np.where(turned, 1.0 - near, far)
