"""How sure log-worths and weights are: clustered, model or resampled variance; one person alone is not clustered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from analysis.plackett_luce import Fit, expected_choices
from analysis.row_fields import Ints
from analysis.separation import has_maximum
from analysis.stages import Stages, where_true

Floats = NDArray[np.float64]
FEW = 30  # with fewer respondents of several answers the quantile is Student's t on one less than their number
FEW_TO_CLUSTER = (
    50  # with fewer, by Kish's count, the clustered variance of a rarely chosen item rests on a handful of people
)
CELLS_AT_ONCE = 1 << 25
ROWS_AT_ONCE = 1 << 13  # so many rows of scores stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Spread:
    """The variance of (log-worths, log tie parameters), how it was made, and the quantile that goes with it.

    `floor` is the model's variance where no interval may be narrower than that one's, else None.
    """

    covariance: Floats
    kind: str
    respondents: int
    quantile: float
    floor: Floats | None
    floor_quantile: float

    def half_widths(self, gradients: Floats) -> Floats:
        """Half the width of the interval of each combination (a row of gradients) of the parameters."""
        half = self.quantile * _deviations(gradients, self.covariance)
        if self.floor is None:
            return half
        return np.maximum(half, self.floor_quantile * _deviations(gradients, self.floor))


def _deviations(gradients: Floats, covariance: Floats) -> Floats:
    wide = gradients.shape[1]
    variances = np.einsum("ij,jk,ik->i", gradients, covariance[:wide, :wide], gradients)
    deviations: Floats = np.sqrt(np.maximum(variances, 0.0))
    return deviations


def spread_of(stages: Stages, fit: Fit, kind: str, level: float, drawn: Floats | None = None) -> Spread:
    """Variance of a fit; a single respondent cannot be clustered, so there the model's own is used.

    `drawn` are log-worths from resampled respondents, which "bootstrap" takes its variance from.

    In simulation the clustered variance of few people, or of answers that do not hang together, is far too
    small for items that hardly anybody chose; so there an interval is the wider of the two. Where few people gave
    several answers each, Student's t is needed besides: the model cannot see that a person's answers are alike.
    Where people weigh unequally they are as few as their weights leave of them (Kish 1965), and the model, which counts
    heads, is widened by as much.
    """
    respondents = count_respondents(stages)
    z = normal_quantile(level)
    if kind == "model" or respondents < 2:
        return Spread(fit.inverse, "model", respondents, z, None, z)
    if kind == "bootstrap" and drawn is not None:
        covariance = np.cov(drawn.T)
    else:
        kind = "cluster"
        covariance = fit.inverse @ meat_of(stages, fit) @ fit.inverse * (respondents / (respondents - 1.0))
    effective = effective_respondents(stages)
    several = not answered_once(stages)
    uneven = kind == "cluster" and effective < respondents  # draws of people vary for that by themselves
    few = effective < FEW and (several or uneven)
    quantile = float(t.ppf(0.5 + level / 2.0, max(1.0, effective - 1.0))) if few else z
    careful = effective < FEW_TO_CLUSTER or not has_maximum(stages.tally.wins)
    return Spread(
        (covariance + covariance.T) / 2.0,
        kind,
        respondents,
        quantile,
        fit.inverse * (respondents / effective) if careful else None,
        z,
    )


def answered_once(stages: Stages) -> bool:
    """Whether every respondent gave one answer."""
    several = is_named(stages) & (stages.row_count > 1)
    return bool(find_lone_rows(stages).all() and not several.any())


def effective_respondents(stages: Stages) -> float:
    """Kish's effective number of respondents; someone with several rows counts once, with their mean weight."""
    respondents = count_respondents(stages)
    if bool((stages.row_weight == stages.row_weight[0]).all()):
        return float(respondents)
    named = is_named(stages)
    weight, count = stages.row_weight[~named], stages.row_count[~named]
    total, squares = float(count @ weight), float(count @ weight**2)
    if stages.row_person is not None:
        person = stages.row_person[named]
        rows = np.bincount(person)
        mean = np.bincount(person, stages.row_weight[named])[rows > 0] / rows[rows > 0]
        total, squares = total + float(np.sort(mean).sum()), squares + float(np.sort(mean) @ np.sort(mean))
    return min(float(respondents), total**2 / squares)


def count_respondents(stages: Stages) -> int:
    """How many different people the stages come from; a row without a name is as many people as it counts."""
    if stages.row_person is None:
        return int(stages.row_count.sum())
    named = stages.row_person >= 0
    return int(stages.row_count[~named].sum()) + len(np.unique(stages.row_person[named]))


def meat_of(stages: Stages, fit: Fit) -> Floats:
    """The sum over respondents of their scores' outer products."""
    at = np.concatenate((fit.theta, np.log(fit.delta)))
    alone = find_lone_rows(stages)
    people = stages.row_weight * np.where(is_named(stages), stages.row_count, np.sqrt(stages.row_count))
    squares = np.bincount(stages.row_pattern[alone], people[alone] ** 2, len(stages.picks))
    meat = np.zeros((len(at), len(at)))
    expected = expected_choices(stages.tally, at) if len(stages.tally.member) * len(at) <= CELLS_AT_ONCE else None
    together = ROWS_AT_ONCE if expected is not None else max(16, CELLS_AT_ONCE // (stages.picks.shape[1] * len(at)))
    for start in range(0, len(stages.picks), together):
        part = slice(start, start + together)
        scores = _scores(stages, at, expected, part) * np.sqrt(squares[part])[:, None]
        meat += scores.T @ scores
    if not alone.all():
        assert stages.row_person is not None  # noqa: S101 - rows share a respondent only where respondents are named
        shared = np.flatnonzero(~alone)
        shared = shared[np.argsort(stages.row_person[shared], kind="stable")]
        starts = np.flatnonzero(np.diff(stages.row_person[shared], prepend=-1))
        scores = _scores(stages, at, expected, slice(None))[stages.row_pattern[shared]]
        each = np.add.reduceat(scores * people[shared][:, None], starts, axis=0)
        each = each[np.lexsort(each.T)]  # summed in an order that depends on the scores, not on who is first
        meat += each.T @ each
    return meat


def is_named(stages: Stages) -> NDArray[np.bool_]:
    """Rows that name their respondent."""
    if stages.row_person is None:
        return np.zeros(len(stages.row_pattern), np.bool_)
    named: NDArray[np.bool_] = stages.row_person >= 0
    return named


def find_lone_rows(stages: Stages) -> NDArray[np.bool_]:
    """Rows whose respondent has no other row."""
    if stages.row_person is None:
        return np.ones(len(stages.row_pattern), np.bool_)
    rows = np.bincount(stages.row_person + 1)
    alone: NDArray[np.bool_] = (rows[stages.row_person + 1] == 1) | (stages.row_person < 0)
    return alone


def _scores(stages: Stages, at: Floats, expected: Floats | None, part: slice) -> Floats:
    """For each pattern what was chosen less what was expected, over all its choices.

    `expected` is None where the expectations of all sets would not fit in memory: then those of the part are made.
    """
    picks, share = stages.picks[part], stages.share[part]
    set_of_pick: Ints = stages.set_of_pick[part].astype(np.int64)
    order = stages.order[part]
    if expected is None:
        needed = np.unique(set_of_pick[set_of_pick >= 0])
        expected = expected_choices(stages.tally, at, needed)
        set_of_pick = np.searchsorted(needed, set_of_pick).astype(np.int64)
    scores = np.zeros((len(picks), len(at)))
    rows = np.arange(len(picks))
    for column in range(picks.shape[1]):
        inside = where_true(share[:, column] > 0)
        scores[rows[inside], picks[inside, column]] += share[inside, column] * stages.column_sign[column]
        begins = where_true(order[:, column] > 0)
        scores[begins] -= expected[set_of_pick[begins, column]]
        for place, tied in enumerate(stages.tally.orders[1:]):
            scores[order[:, column] == tied, stages.items + place] += 1.0
    return scores


def shares(theta: Floats) -> Floats:
    """Weights from log-worths: they sum to one."""
    worth = np.exp(theta - theta.max())
    weights: Floats = worth / worth.sum()
    return weights


def weight_intervals(theta: Floats, spread: Spread) -> tuple[Floats, Floats]:
    """Limits of the weights, made on the scale of log(w / (1 - w)) so that none falls outside 0 to 1."""
    weights = shares(theta)
    others = np.array([np.delete(weights, item).sum() for item in range(len(theta))])
    gradient = -weights[None, :] / others[:, None]
    np.fill_diagonal(gradient, 1.0)
    middle = np.log(weights) - np.log(others)
    half = spread.half_widths(gradient)
    return expit(middle - half), expit(middle + half)


def log_worth_intervals(theta: Floats, spread: Spread) -> tuple[Floats, Floats]:
    """Limits of the log-worths."""
    half = spread.half_widths(np.eye(len(theta)))
    return theta - half, theta + half


def expit(x: Floats) -> Floats:
    """The inverse of the logit, whatever the size of x."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def normal_quantile(level: float) -> float:
    """How many standard errors reach to each side at this level."""
    return float(norm.ppf(0.5 + level / 2.0))
