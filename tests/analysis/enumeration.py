"""Plackett-Luce with ties the slow way, for tests alone: every tied set is written out, nothing is shared with us."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import log, prod

import numpy as np
from scipy.optimize import minimize

# (open items, chosen items, weight)
Choice = tuple[tuple[int, ...], tuple[int, ...], float]


def choices_of(ranking: Sequence[Sequence[int]], offered: Iterable[int], weight: float = 1.0) -> list[Choice]:
    """The choices a ranking is made of, by the letter of the definition."""
    left = set(offered)
    choices = []
    for place in ranking:
        if len(left) > 1:
            choices.append((tuple(sorted(left)), tuple(sorted(place)), weight))
        left -= set(place)
    return choices


def log_likelihood(choices: Sequence[Choice], theta: np.ndarray, log_delta: dict[int, float]) -> float:
    """The sum of log chances, each chance from all sets that could have been chosen."""
    worth = np.exp(theta)
    delta = {1: 1.0} | {order: float(np.exp(value)) for order, value in log_delta.items()}

    def strength(items: tuple[int, ...]) -> float:
        return delta[len(items)] * prod(worth[item] for item in items) ** (1.0 / len(items))

    total = 0.0
    for open_items, chosen, weight in choices:
        rivals = sum(
            strength(some) for order in delta if order <= len(open_items) for some in combinations(open_items, order)
        )
        total += weight * (log(strength(chosen)) - log(rivals))
    return total


def fit_by_enumeration(choices: Sequence[Choice], items: int, sd: float | None = None):
    """Maximise with scipy: (theta summing to zero, delta by order, log-likelihood, standard errors of theta)."""
    orders = sorted({len(chosen) for _, chosen, _ in choices} - {1})

    def unpack(x: np.ndarray) -> tuple[np.ndarray, dict[int, float]]:
        theta = np.append(x[: items - 1], -x[: items - 1].sum())
        return theta, dict(zip(orders, x[items - 1 :], strict=True))

    def objective(x: np.ndarray) -> float:
        theta, log_delta = unpack(x)
        penalty = 0.0 if sd is None else 0.5 * float(theta @ theta) / sd**2
        return penalty - log_likelihood(choices, theta, log_delta)

    start = np.zeros(items - 1 + len(orders))
    best = minimize(objective, start, method="BFGS", options={"gtol": 1e-9, "maxiter": 2000})
    best = minimize(objective, best.x, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 4000})
    theta, log_delta = unpack(best.x)
    covariance = np.linalg.inv(hessian(objective, best.x))
    spread = np.vstack([np.eye(items - 1), -np.ones(items - 1)])
    errors = np.sqrt(np.diag(spread @ covariance[: items - 1, : items - 1] @ spread.T))
    delta = {order: float(np.exp(value)) for order, value in log_delta.items()}
    return theta, delta, log_likelihood(choices, theta, log_delta), errors


def hessian(function, at: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """Second differences, good to about seven digits."""
    n = len(at)
    result = np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            total = 0.0
            for one, other, sign in ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)):
                for scale, factor in ((1.0, 4.0 / 3.0), (2.0, -1.0 / 3.0)):
                    x = at.copy()
                    x[i] += one * step * scale
                    x[j] += other * step * scale
                    total += sign * factor * function(x) / (4.0 * (step * scale) ** 2)
            result[i, j] = result[j, i] = total
    return result
