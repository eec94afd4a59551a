"""How often intervals hold the truth, at full size: by number of people, answers each, and how unlike people are.

The truth for people who are unlike each other is what 20,000 of them come to. The tests hold a short form of this.
Run: python -m benchmarks.coverage [--runs 1000]
"""

import argparse
import sys

import numpy as np

from analysis.records import Ranking
from analysis.variance import shares
from analysis.weights import weigh_rankings

TRUTH = np.linspace(1.3, -1.3, 8)
LEAST, MOST = 0.92, 0.98
CROWD = 20_000  # people whose log-worths stand for everyone's where people are unlike
# people, answers each, places of each, sd of log-worths between people, sd of the log of their survey weights
CASES = (
    (10, 1, 3, 0.0, 0.0),
    (15, 1, 3, 0.0, 0.0),
    (30, 1, 3, 0.0, 0.0),
    (60, 1, 3, 0.0, 0.0),
    (300, 1, 3, 0.0, 0.0),
    (40, 6, 1, 0.0, 0.0),
    (10, 1, 8, 2.0, 0.0),
    (10, 10, 2, 1.5, 0.0),
    (20, 6, 1, 1.0, 0.0),
    (30, 1, 3, 0.0, 1.0),
    (60, 1, 3, 0.0, 1.0),
)
NAMES = [f"outcome {number}" for number in range(len(TRUTH))]


def draw(theta: np.ndarray, people: int, top: int, rng: np.random.Generator) -> list[tuple[tuple[int], ...]]:
    """The first places of people who follow the model."""
    rows = np.argsort(-(theta + rng.gumbel(size=(people, len(theta)))), axis=1)[:, :top]
    return [tuple((item,) for item in row) for row in rows.tolist()]


def answers_of(
    people: int, tasks: int, top: int, unlike: float, rng: np.random.Generator, uneven: float = 0.0
) -> list[Ranking]:
    """What people answer whose log-worths lie around the truth with the sd `unlike`; `uneven`: of log weights."""
    rows = []
    for who in range(people):
        own = TRUTH + unlike * rng.normal(size=len(TRUTH)) if unlike else TRUTH
        weight = float(np.exp(uneven * rng.normal())) if uneven else 1.0
        rows += [Ranking(order, respondent=who, weight=weight) for order in draw(own, tasks, top, rng)]
    return rows


def truth_of(tasks: int, top: int, unlike: float) -> np.ndarray:
    """The log-worths that a crowd of such people comes to."""
    if not unlike:
        return TRUTH
    crowd = answers_of(CROWD, tasks, top, unlike, np.random.default_rng(20261130))
    return np.array(weigh_rankings(crowd, NAMES, options={"prior": None, "variance": "model"}).overall.log_worth)


def cover(
    people: int, tasks: int, top: int, variance: str, runs: int, unlike: float = 0.0, uneven: float = 0.0
) -> tuple[np.ndarray, np.ndarray, float]:
    """By item: how often the interval of the log-worth and of the weight held the truth; and the mean width."""
    rng = np.random.default_rng([20261122, people, tasks])
    truth = truth_of(tasks, top, unlike)
    held, width = np.zeros((2, len(truth))), 0.0
    for _ in range(runs):
        rows = answers_of(people, tasks, top, unlike, rng, uneven)
        found = weigh_rankings(rows, NAMES, options={"variance": variance}).overall
        for item, weight in enumerate(found.weights):
            limits = found.log_worth_interval[item]
            held[0, item] += limits.low <= truth[item] <= limits.high
            held[1, item] += weight.interval.low <= shares(truth)[item] <= weight.interval.high
            width += (weight.interval.high - weight.interval.low) / len(truth)
    return held[0] / runs, held[1] / runs, width / runs


def main() -> int:
    """Print a line for each size; 1 where the clustered or the resampled intervals miss their figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    print(f"95 % intervals, {runs} runs each: share that held the truth, on average over items (least, most)")
    missed = False
    for variance in ("cluster", "model", "bootstrap"):
        for people, tasks, top, unlike, uneven in CASES:
            worth, weight, width = cover(people, tasks, top, variance, runs, unlike, uneven)
            print(
                f"{variance:>9}, {people:>3} people x {tasks:>2}, top {top}, unlike by {unlike:g}, "
                f"weights by {uneven:g}: "
                f"log-worth {worth.mean():.3f} ({worth.min():.3f}, {worth.max():.3f}), weight {weight.mean():.3f} "
                f"({weight.min():.3f}, {weight.max():.3f}), width {100 * width:.1f} points",
                flush=True,
            )
            if variance != "model":
                missed |= min(worth.mean(), weight.mean()) < LEAST or max(worth.mean(), weight.mean()) > MOST
    print(f"95 % intervals hold 92 to 98 % of the time: {'MISSED' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
