"""Lets groups borrow strength from each other, and tells how much; a single group borrows nothing.

Log-worths of the groups vary about a common middle: theta_g ~ Normal(mu, tau^2) among vectors that add up to zero,
mu ~ Normal(0, sd^2), tau ~ half-normal(1). For each tau on a grid the joint mode of mu and all theta_g is found by
Newton's method, with the exact likelihoods of the groups, and Laplace's approximation gives how likely that tau is.
Averaging over tau by these weights makes the intervals as wide as not knowing tau asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.plackett_luce import evaluate
from analysis.tallies import Sets

Floats = NDArray[np.float64]
GRID = np.exp(np.linspace(np.log(0.02), np.log(3.0), 21))
UNLIKELY = 9.0  # a tau this many log units behind the best adds nothing
LARGEST_STEP = 2.0
SETTLED = 1e-9
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Pooled:
    """Of each group the pooled log-worths, their variance, and `own`: 1 if they rest on its own answers alone, 0 if
    on the other groups alone. `middle` is what the groups vary about, `between` how much (sd of log-worths).

    `common` (group, log-worth, direction) is how far they err together: the covariance of two groups is the product of
    theirs.
    """

    theta: tuple[Floats, ...]
    covariance: tuple[Floats, ...]
    own: tuple[float, ...]
    middle: Floats
    between: float
    common: Floats


@dataclass(frozen=True, slots=True)
class _AtTau:
    log_evidence: float
    middle: Floats
    theta: Floats
    covariance: Floats
    own: Floats
    common: Floats


def pool(groups: Sequence[Sets], log_delta: Floats, sd: float) -> Pooled:
    """Pool at least two groups; tie parameters are held at `log_delta`, which they share."""
    m = groups[0].member.shape[1]
    found: list[_AtTau] = []
    start = (np.zeros(m), np.zeros((len(groups), m)))
    for tau in GRID[::-1]:  # from loose to tight: each mode is a good start for the next
        one = _fit_at(groups, log_delta, float(tau), sd, start)
        start = (one.middle, one.theta)
        found.append(one)
        if one.log_evidence < max(other.log_evidence for other in found) - 4 * UNLIKELY:
            break
    evidence = np.array([one.log_evidence for one in found])
    weight = np.where(evidence > evidence.max() - UNLIKELY, np.exp(evidence - evidence.max()), 0.0)
    weight /= weight.sum()
    kept = [(one, share) for one, share in zip(found, weight.tolist(), strict=True) if share > 0]
    theta = np.sum([share * one.theta for one, share in kept], axis=0)
    covariance = np.zeros((len(groups), m, m))
    common = []
    for one, share in kept:
        apart = (one.theta - theta)[:, :, None]
        covariance += share * (one.covariance + apart * apart.transpose(0, 2, 1))
        common += [np.sqrt(share) * one.common, np.sqrt(share) * apart]  # another tau would move all groups at once
    own = np.sum([share * one.own for one, share in kept], axis=0)
    return Pooled(
        tuple(theta),
        tuple(covariance),
        tuple(np.clip(own, 0.0, 1.0).tolist()),
        np.sum([share * one.middle for one, share in kept], axis=0),
        float(weight @ GRID[::-1][: len(found)]),
        np.concatenate(common, axis=2),
    )


def _fit_at(groups: Sequence[Sets], log_delta: Floats, tau: float, sd: float, start: tuple[Floats, Floats]) -> _AtTau:
    """The joint mode for one tau by Newton's method on all groups and their middle at once (Schur complement)."""
    m, count = groups[0].member.shape[1], len(groups)
    middle, theta = start[0].copy(), start[1].copy()
    tight, loose = tau**-2.0, sd**-2.0
    eye = np.eye(m)
    value, slopes, curves = _all(groups, log_delta, theta)
    objective = _objective(value, theta, middle, tight, loose)
    for _ in range(MOST_STEPS):
        inverses = np.linalg.inv(curves + tight * eye)
        slopes = slopes - tight * (theta - middle)
        pull = tight * (theta - middle).sum(axis=0) - loose * middle
        reduced = (count * tight + loose) * eye - tight**2 * inverses.sum(axis=0)
        step_middle = np.linalg.solve(reduced, pull + tight * np.einsum("gij,gj->i", inverses, slopes))
        step_theta = np.einsum("gij,gj->gi", inverses, slopes + tight * step_middle)
        largest = max(float(np.abs(step_theta).max()), float(np.abs(step_middle).max()), 1e-300)
        scale = min(1.0, LARGEST_STEP / largest)
        for _ in range(40):
            value, slopes, curves = _all(groups, log_delta, theta + scale * step_theta)
            new = _objective(value, theta + scale * step_theta, middle + scale * step_middle, tight, loose)
            if new >= objective - 1e-9 * (1.0 + abs(objective)):
                break
            scale /= 2.0
        theta, middle, objective = theta + scale * step_theta, middle + scale * step_middle, new
        if scale * largest < SETTLED:
            break
    return _summary(curves, theta, middle, objective, tau, tight, loose)


def _summary(
    curves: Floats, theta: Floats, middle: Floats, objective: float, tau: float, tight: float, loose: float
) -> _AtTau:
    count, m = theta.shape
    eye = np.eye(m)
    stiff = curves + tight * eye
    inverses = np.linalg.inv(stiff)
    reduced = (count * tight + loose) * eye - tight**2 * inverses.sum(axis=0)
    of_middle = np.linalg.inv(reduced)
    # the direction in which all log-worths shift together carries no information; take it out of every count
    centre = eye - 1.0 / m
    common = tight * centre @ inverses @ np.linalg.cholesky(of_middle)  # what is not known of mu moves every group
    covariance = centre @ inverses @ centre + common @ common.transpose(0, 2, 1)
    volume = float(np.linalg.slogdet(stiff)[1].sum()) - count * np.log(tight)
    volume += float(np.linalg.slogdet(reduced)[1]) - np.log(loose)
    evidence = objective - 0.5 * volume - count * (m - 1) * np.log(tau) - 0.5 * tau**2 + np.log(tau)
    within = np.trace(centre @ inverses @ centre, axis1=1, axis2=2) / (m - 1)
    return _AtTau(evidence, middle, theta, covariance, 1.0 - within * tight, common)


def _all(groups: Sequence[Sets], log_delta: Floats, theta: Floats) -> tuple[float, Floats, Floats]:
    """Of all groups: the log-likelihood together, the slopes and the information about log-worths."""
    m = theta.shape[1]
    value, slopes, curves = 0.0, np.zeros(theta.shape), np.zeros((len(groups), m, m))
    for number, group in enumerate(groups):
        one, slope, curve = evaluate(group, np.concatenate((theta[number], log_delta)))
        value += one
        slopes[number], curves[number] = slope[:m], curve[:m, :m]
    return value, slopes, curves


def _objective(value: float, theta: Floats, middle: Floats, tight: float, loose: float) -> float:
    return value - 0.5 * tight * float(((theta - middle) ** 2).sum()) - 0.5 * loose * float(middle @ middle)
