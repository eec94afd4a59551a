"""Lets groups' mean shares of points borrow strength from each other, and tells how much; fewer than two groups do not.

A group's mean share is Normal(theta_g, V_g), and theta_g ~ Normal(mu, tau^2 D) among vectors with the same sum. For
shares D = diag(mu) - mu mu', as shares of a Dirichlet law vary; for logarithms less their mean D = I - 11'/m. tau lies
on a grid and is averaged over by its restricted likelihood (Harville 1977), mu having a flat prior, so intervals are as
wide as not knowing either asks for. V_g of a small group is itself hardly known: it is a mixture of what its own people
show and what the people of all groups show about their own group's mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GRID = np.exp(np.linspace(np.log(0.005), np.log(2.0), 31))
UNLIKELY = 9.0  # a tau this many log units behind the best adds nothing
LENT = 5  # times as many of everybody's people as there are dimensions stand beside a group's own in its variance


@dataclass(frozen=True, slots=True)
class GroupMean:
    """A group's mean over people, its variance, and how many people it comes from."""

    mean: Floats
    covariance: Floats
    respondents: int


@dataclass(frozen=True, slots=True)
class PooledMeans:
    """Of each group the pooled mean, its variance, and `own`: 1 if it rests on its own answers alone, 0 if on the
    other groups alone; `freedom` goes with the variance as degrees of freedom (Smyth 2004). `between` is tau, how much
    groups vary. `common` (group, item, direction) is how far they err together: the covariance of two groups is the
    product of theirs."""

    means: tuple[Floats, ...]
    covariances: tuple[Floats, ...]
    own: tuple[float, ...]
    freedom: tuple[int, ...]
    between: float
    common: Floats


def pool_means(groups: Sequence[GroupMean], middle: Floats, between: Floats) -> PooledMeans | None:
    """Pool at least two groups about everyone's mean `middle`, which may vary as `between` (D) does.

    None where nobody shares a group with another, so that nothing is known of how people differ. Every item must vary
    in `between`.
    """
    m = len(middle)
    basis = np.linalg.svd(np.eye(m) - 1.0 / m)[0][:, : m - 1]  # all vectors that add up to nothing
    spread = basis.T @ between @ basis
    variances = _mix_variances(groups, basis, spread)
    if variances is None:
        return None
    y = np.stack([basis.T @ (group.mean - middle) for group in groups])
    found = [_pool_at(y, variances, spread, tau) for tau in GRID.tolist()]
    evidence = np.array([one[0] for one in found])
    weight = np.where(evidence > evidence.max() - UNLIKELY, np.exp(evidence - evidence.max()), 0.0)
    weight /= weight.sum()
    theta = np.einsum("t,tgi->gi", weight, np.stack([one[1] for one in found]))
    covariance = np.zeros((len(groups), m - 1, m - 1))
    common = []
    for share, (_, at, inside, _, lent) in zip(weight.tolist(), found, strict=True):
        apart = (at - theta)[:, :, None]
        covariance += share * (inside + apart * apart.transpose(0, 2, 1))
        if share > 0:  # another tau would move all groups at once
            common += [np.sqrt(share) * lent, np.sqrt(share) * apart]
    own = np.einsum("t,tg->g", weight, np.stack([one[3] for one in found]))
    return PooledMeans(
        tuple(middle + basis @ one for one in theta),
        tuple(basis @ one @ basis.T for one in covariance),
        tuple(np.clip(own, 0.0, 1.0).tolist()),
        tuple(max(0, group.respondents - 1) + LENT * (m - 1) for group in groups),
        float(weight @ GRID),
        basis @ np.concatenate(common, axis=2),
    )


def _mix_variances(groups: Sequence[GroupMean], basis: Floats, spread: Floats) -> Floats | None:
    """Each group's variance: its own people's, and everybody's, who make up for its being few."""
    free = np.array([max(0, group.respondents - 1) for group in groups])
    if not free.sum():
        return None
    people = np.array([group.respondents for group in groups])
    single = np.stack([basis.T @ group.covariance @ basis for group in groups]) * people[:, None, None]
    common = (np.tensordot(free, single, 1) + spread / 2.0) / (free.sum() + 1.0)
    lent = LENT * len(spread)
    mixed = (free[:, None, None] * single + lent * common) / (free + lent)[:, None, None]
    variances: Floats = mixed / people[:, None, None]
    return variances


def _pool_at(y: Floats, variances: Floats, spread: Floats, tau: float) -> tuple[float, Floats, Floats, Floats, Floats]:
    """For one tau: the log of its restricted likelihood, pooled means, their variances, shares of own answers, and how
    far the means err together, because what is not known of the middle is lent to all."""
    loose = tau**2 * spread
    precision = np.linalg.inv(loose + variances)
    total = precision.sum(axis=0)
    of_middle = np.linalg.inv(total)
    middle = of_middle @ np.einsum("gij,gj->i", precision, y)
    apart = y - middle
    evidence = 0.5 * float(np.linalg.slogdet(precision)[1].sum() - np.linalg.slogdet(total)[1])
    evidence -= 0.5 * float(np.einsum("gi,gij,gj->", apart, precision, apart))
    own = np.trace(loose @ precision, axis1=1, axis2=2) / len(spread)  # how much of its own distance is believed
    part = own / own.sum()  # means of shares with parts of one are shares; those by least squares need not be
    middle = part @ y
    of_middle = np.einsum("g,gij->ij", part**2, loose + variances)
    kept, lent = own[:, None, None], 1.0 - own[:, None, None]
    inside = kept**2 * variances + lent**2 * (loose + of_middle)
    common = lent * np.linalg.cholesky(of_middle)
    return evidence + np.log(tau) - 0.5 * tau**2, middle + own[:, None] * (y - middle), inside, own, common
