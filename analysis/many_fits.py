"""Fits the same open sets many times over, with other amounts chosen from them; ties of three or more it leaves.

All fits take Newton's steps side by side: two hundred of them cost little more than one. What does not settle is
told, so that the caller can fit it alone and with more care.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.plackett_luce import LARGEST_STEP, RUNAWAY
from analysis.tallies import Sets

Floats = NDArray[np.float64]
SETTLED = 1e-9
MOST_STEPS = 60
CELLS_AT_ONCE = 1 << 22


def fit_many(
    sets: Sets, weights: Floats, totals: Floats, precision: float, start: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Log-worths of each fit (a row each, summing to zero), and which of them settled.

    `weights[b]` is how much was chosen from each set in fit b, `totals[b]` what was chosen; `precision` is the
    normal prior's, 0 for none.
    """
    fits, m = totals.shape
    theta = np.tile(start - start.mean(), (fits, 1))
    moving = np.ones(fits, np.bool_)
    diagonal = np.arange(m)
    for _ in range(MOST_STEPS):
        slope, information = _look(sets, weights[moving], totals[moving], theta[moving])
        slope -= precision * theta[moving]
        information[:, diagonal, diagonal] += precision
        scale = np.trace(information, axis1=1, axis2=2) / m**2
        information += np.where(scale > 0, scale, 1.0)[:, None, None]  # holds the sum of log-worths where it is
        step = _solve(information, slope)
        largest = np.abs(step).max(axis=1)
        step *= np.minimum(1.0, LARGEST_STEP / np.maximum(largest, 1e-300))[:, None]
        theta[moving] += step
        still = largest >= SETTLED
        still &= np.abs(theta[moving]).max(axis=1) <= RUNAWAY
        moving[np.flatnonzero(moving)[~still]] = False
        if not moving.any():
            break
    settled: NDArray[np.bool_] = ~moving & (np.abs(theta).max(axis=1) <= RUNAWAY)
    return theta - theta.mean(axis=1, keepdims=True), settled


def _solve(information: Floats, slope: Floats) -> Floats:
    """Newton's steps; where some sample has no maximum at all its information vanishes, and a trace of its own size
    keeps the others' steps: they end where they would have ended."""
    try:
        step = np.linalg.solve(information, slope[:, :, None])
    except np.linalg.LinAlgError:
        size = 1e-8 * np.trace(information, axis1=1, axis2=2) + 1e-12
        held = information + size[:, None, None] * np.eye(slope.shape[1])
        step = np.linalg.solve(held, slope[:, :, None])
    steps: Floats = step[:, :, 0].astype(np.float64)
    return steps


def _look(sets: Sets, weights: Floats, totals: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Slope and information of every fit."""
    fits, m = theta.shape
    slope, information = totals.copy(), np.zeros((fits, m, m))
    for sign in np.unique(sets.signs).tolist():
        which = np.flatnonzero(sets.signs == sign)
        signed = sign * theta
        worth = np.exp(signed - signed.max(axis=1, keepdims=True))
        size = max(1, CELLS_AT_ONCE // max(m * m, fits))
        expected, pairs = np.zeros((fits, m)), np.zeros((fits, m * m))
        for first in range(0, len(which), size):
            part = which[first : first + size]
            member = sets.member[part].astype(np.float64)
            total = worth @ member.T
            held = weights[:, part] / total
            expected += held @ member
            both = (member[:, :, None] * member[:, None, :]).reshape(len(part), m * m)
            pairs += (held / total) @ both
        expected *= worth
        slope -= sign * expected
        information -= pairs.reshape(fits, m, m) * worth[:, :, None] * worth[:, None, :]
        information[:, np.arange(m), np.arange(m)] += expected
    return slope, information


def fit_many_in_pairs(
    sets: Sets, weights: Floats, totals: Floats, precision: float, start: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """The same where ties of two are possible: `totals` and `start` end with the ties and their log parameter."""
    fits, m = len(totals), sets.member.shape[1]
    at = np.tile(start, (fits, 1))
    moving = np.ones(fits, np.bool_)
    diagonal = np.arange(m)
    for _ in range(MOST_STEPS):
        slope, information = look_at_pairs(sets, weights[moving], totals[moving], at[moving])
        slope[:, :m] -= precision * at[moving, :m]
        information[:, diagonal, diagonal] += precision
        scale = np.trace(information[:, :m, :m], axis1=1, axis2=2) / m**2
        information[:, :m, :m] += np.where(scale > 0, scale, 1.0)[:, None, None]
        step = _solve(information, slope)
        largest = np.abs(step).max(axis=1)
        step *= np.minimum(1.0, LARGEST_STEP / np.maximum(largest, 1e-300))[:, None]
        at[moving] += step
        still = (largest >= SETTLED) & (np.abs(at[moving]).max(axis=1) <= RUNAWAY)
        moving[np.flatnonzero(moving)[~still]] = False
        if not moving.any():
            break
    settled: NDArray[np.bool_] = ~moving & (np.abs(at).max(axis=1) <= RUNAWAY)
    return at[:, :m] - at[:, :m].mean(axis=1, keepdims=True), settled


def look_at_pairs(sets: Sets, weights: Floats, totals: Floats, at: Floats) -> tuple[Floats, Floats]:
    """Slope and information with Z = sum a + delta e_2(root of a), and e_2 = ((sum of roots)^2 - sum a) / 2."""
    fits, m = len(at), sets.member.shape[1]
    root = np.exp((at[:, :m] - at[:, :m].max(axis=1, keepdims=True)) / 2.0)
    worth, half = root**2, np.exp(at[:, [m]]) / 2.0
    lone = root * (1.0 - half)  # an item's slope of Z is root (lone + half * sum of roots)
    expected, tied = np.zeros((fits, m)), np.zeros(fits)
    both, cross, spread = np.zeros((fits, m * m)), np.zeros((fits, m)), np.zeros((fits, m))
    seconds, of_ties = np.zeros((3, fits, m * m)), np.zeros(fits)
    size = max(1, CELLS_AT_ONCE // max(m * m, fits))
    for first in range(0, len(sets.member), size):
        member = sets.member[first : first + size].astype(np.float64)
        pairs = (member[:, :, None] * member[:, None, :]).reshape(len(member), m * m)
        roots = root @ member.T
        ties = half * np.maximum(roots**2 - worth @ member.T, 0.0)
        total = worth @ member.T + ties
        held = weights[:, first : first + size] / total
        twice = held / total
        alone, summed = held @ member, (held * roots) @ member
        expected += root * (lone * alone + half * summed)
        spread += worth * alone + half / 2.0 * (root * summed - worth * alone)
        both += held @ pairs
        cross += half * (root * summed - worth * alone)
        cross -= root * (lone * ((twice * ties) @ member) + half * ((twice * ties * roots) @ member))
        for power in range(3):
            seconds[power] += (twice * roots**power) @ pairs
        tied += (held * ties).sum(axis=1)
        of_ties += (held * ties - twice * ties**2).sum(axis=1)
    information = np.zeros((fits, m + 1, m + 1))
    products = root[:, :, None] * root[:, None, :]
    curved = half[:, :, None] / 2.0 * products * both.reshape(fits, m, m)
    curved[:, np.arange(m), np.arange(m)] = spread
    zero, one, two = seconds.reshape(3, fits, m, m)
    lones = lone[:, :, None]
    slopes = lones * lone[:, None, :] * zero + (lones + lone[:, None, :]) * half[:, :, None] * one
    information[:, :m, :m] = curved - products * (slopes + half[:, :, None] ** 2 * two)
    information[:, :m, m] = information[:, m, :m] = cross
    information[:, m, m] = of_ties
    return totals - np.column_stack((expected, tied)), information
