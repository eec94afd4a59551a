"""How often intervals hold the truth, at full size: top 3 of 8 by number of people, and people with several answers.

The tests hold a short form of this. Run: python -m benchmarks.coverage [--runs 300]
"""

import argparse
import sys

import numpy as np

from analysis.records import Ranking
from analysis.variance import shares
from analysis.weights import weigh_rankings

TRUTH = np.linspace(1.3, -1.3, 8)
LEAST, MOST = 0.92, 0.98
NAMES = [f"outcome {number}" for number in range(len(TRUTH))]


def draw(theta: np.ndarray, people: int, top: int, rng: np.random.Generator) -> list[tuple[tuple[int], ...]]:
    """The first places of people who follow the model."""
    rows = np.argsort(-(theta + rng.gumbel(size=(people, len(theta)))), axis=1)[:, :top]
    return [tuple((item,) for item in row) for row in rows.tolist()]


def cover(people: int, tasks: int, top: int, variance: str, runs: int) -> tuple[np.ndarray, np.ndarray, float]:
    """By item: how often the interval of the log-worth and of the weight held the truth; and the mean width."""
    rng = np.random.default_rng([20261122, people, tasks])
    held, width = np.zeros((2, len(TRUTH))), 0.0
    for _ in range(runs):
        rows = [Ranking(order, respondent=who) for who in range(people) for order in draw(TRUTH, tasks, top, rng)]
        found = weigh_rankings(rows, NAMES, options={"variance": variance}).overall
        for item, weight in enumerate(found.weights):
            limits = found.log_worth_interval[item]
            held[0, item] += limits.low <= TRUTH[item] <= limits.high
            held[1, item] += weight.interval.low <= shares(TRUTH)[item] <= weight.interval.high
            width += (weight.interval.high - weight.interval.low) / len(TRUTH)
    return held[0] / runs, held[1] / runs, width / runs


def main() -> int:
    """Print a line for each size; 1 where the clustered or the resampled intervals miss their figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    print(f"95 % intervals, {runs} runs each: share that held the truth, on average over items (least, most)")
    missed = False
    for variance in ("cluster", "model", "bootstrap"):
        for people, tasks, top in ((10, 1, 3), (15, 1, 3), (30, 1, 3), (60, 1, 3), (300, 1, 3), (40, 6, 1)):
            worth, weight, width = cover(people, tasks, top, variance, runs)
            print(
                f"{variance:>8}, {people:>3} people x {tasks}: log-worth {worth.mean():.3f} "
                f"({worth.min():.3f}, {worth.max():.3f}), weight {weight.mean():.3f} "
                f"({weight.min():.3f}, {weight.max():.3f}), width {100 * width:.1f} points",
                flush=True,
            )
            if variance != "model":
                missed |= min(worth.mean(), weight.mean()) < LEAST or max(worth.mean(), weight.mean()) > MOST
    print(f"95 % intervals hold 92 to 98 % of the time: {'MISSED' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
