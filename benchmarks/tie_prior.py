"""What a prior on the tie parameters would do: errors and intervals of weights without one (as Heed fits) and with.

The first places of 5, ties of two drawn from the model itself its parameter from rare (log -5) to common (log 3).
Says which way has the smaller error of weights; misses its figure where the other way is better by more than 3 % on
average, or where intervals hold less than 92 % or more than 98 % of the time on average.
Run: python -m benchmarks.tie_prior [--runs 300]
"""

import argparse
import sys
from itertools import combinations

import numpy as np
from threadpoolctl import threadpool_limits

from analysis import plackett_luce
from analysis.plackett_luce import TIE_PRIOR_SD, Fit, Prior, fit
from analysis.rankings import lay_out
from analysis.row_fields import Columns
from analysis.stages import Stages, build_stages, tells_something
from analysis.variance import shares, spread_of, weight_intervals

PRIOR = Prior("normal", 2.0)
TRUTH = np.linspace(1.0, -1.0, 5)
PEOPLE, PLACES, LOG_DELTAS = (10, 30, 100), (5, 1), (-5.0, -3.0, -1.0, 1.0, 3.0)
WORSE = 1.03


def draw(people: int, places: int, log_delta: float, rng: np.random.Generator) -> list[list[list[int]]]:
    """Rankings with ties of two."""
    laws: dict[tuple[int, ...], tuple[list[tuple[int, ...]], np.ndarray]] = {}
    for size in range(2, len(TRUTH) + 1):
        for left in combinations(range(len(TRUTH)), size):
            picks = [(item,) for item in left] + list(combinations(left, 2))
            worth = np.exp([log_delta * (len(pick) - 1) + TRUTH[list(pick)].mean() for pick in picks])
            laws[left] = picks, np.cumsum(worth / worth.sum())
    rankings = []
    for _ in range(people):
        left, ranking = tuple(range(len(TRUTH))), []
        while len(left) > 1 and sum(map(len, ranking)) < places:
            picks, chances = laws[left]
            ranking.append(list(picks[min(int(np.searchsorted(chances, rng.random())), len(picks) - 1)]))
            left = tuple(item for item in left if item not in ranking[-1])
        rankings.append(ranking)
    return rankings


def fit_with_prior(stages: Stages) -> Fit:
    """The same model with log delta ~ Normal(0, 2^2) always."""
    tally, m = stages.tally, stages.items
    precision = np.full(m + len(tally.orders) - 1, TIE_PRIOR_SD**-2.0)
    precision[:m] = PRIOR.size**-2.0
    at, information, steps = plackett_luce._climb(tally, precision, m, np.zeros(len(precision)), furthest=np.inf)
    inverse = plackett_luce._centred(plackett_luce._invert(information, m), m, m)
    return Fit(at[:m] - at[:m].mean(), np.exp(at[m:]), tally.orders, inverse, 0.0, steps)


def measure(stages: Stages, fitted: Fit, log_delta: float) -> np.ndarray:
    """Squared error of the weights, how many intervals held, and how far off log delta is."""
    low, high = weight_intervals(fitted.theta, spread_of(stages, fitted, "cluster", 0.95))
    truth = shares(TRUTH)
    held = ((low <= truth) & (truth <= high)).mean()
    return np.array([((shares(fitted.theta) - truth) ** 2).mean(), held, np.log(fitted.delta[0]) - log_delta])


def main() -> int:
    """Print every line; 1 where the way Heed takes is clearly the worse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    ratios, covered = [], []
    with threadpool_limits(limits=1):
        for places in PLACES:
            for people in PEOPLE:
                for log_delta in LOG_DELTAS:
                    rng = np.random.default_rng([20261130, places, people, int(log_delta + 9)])
                    found = []
                    for _ in range(runs):
                        columns = Columns(draw(people, places, log_delta, rng))
                        table = lay_out(columns, tuple("abcde"), "below")
                        stages = build_stages(table.take(np.flatnonzero(tells_something(table))))
                        if len(stages.tally.orders) > 1:  # else nobody tied anything, and there is nothing to compare
                            ways = fit(stages.tally, PRIOR), fit_with_prior(stages)
                            found.append([measure(stages, one, log_delta) for one in ways])
                    (plain, with_prior), off = np.mean(found, axis=0), np.median(found, axis=0)[:, 2]
                    ratios.append(np.sqrt(plain[0] / with_prior[0]))
                    covered.append(plain[1])
                    print(
                        f"{people:>3} people, {places} of 5, log delta {log_delta:g} ({len(found)} runs with ties): "
                        f"error {100 * np.sqrt(plain[0]):.2f} points, held {100 * plain[1]:.1f} %; with the prior "
                        f"{100 * np.sqrt(with_prior[0]):.2f}, {100 * with_prior[1]:.1f} %; "
                        f"log delta off by {off[0]:+.2f}, {off[1]:+.2f}",
                        flush=True,
                    )
    ratio, held = float(np.mean(ratios)), float(np.mean(covered))
    missed = ratio > WORSE or not 0.92 <= held <= 0.98
    print(
        f"error without a prior over that with one: {ratio:.3f} ({min(ratios):.3f} to {max(ratios):.3f}), intervals "
        f"held {100 * held:.1f} %: {'MISSED' if missed else 'met'}"
    )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
