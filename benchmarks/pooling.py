"""What pooling does for small groups: errors alone, pooled and lumped together, and how often intervals hold.

Twenty groups (three of 2,000, 300, 150, 100, fourteen of 5 to 30 people), top 5 of 10, log-worths with sd 0.5 between
groups. Then points: the same groups share out 100 in steps of 5, people around their group's shares by a Dirichlet law
of size 6, groups little (sd 0.2), middling (0.5) or far (1) apart. Ends with status 1 where a figure is missed.
Run: python -m benchmarks.pooling [--runs 20]
"""

import argparse
import sys
from typing import Any

import numpy as np

from analysis.records import GroupWeights, Ranking
from analysis.variance import shares
from analysis.weights import weigh, weigh_rankings

ITEMS, TOP, BETWEEN = 10, 5, 0.5
SMALL = [5, 7, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]
SIZES = [2000, 2000, 2000, 300, 150, 100, *SMALL]
NAMES = [f"outcome {number}" for number in range(ITEMS)]
SEED = 20261127
LARGEST_ERROR = 0.36  # of log-worths in the small groups, pooled
LEAST_HELD, MOST_HELD = 0.92, 0.98


def draw(rng: np.random.Generator) -> tuple[list[Ranking], dict[str, np.ndarray]]:
    """Answers of twenty groups and the log-worths they follow."""
    centre = np.eye(ITEMS) - 1.0 / ITEMS
    middle = centre @ rng.normal(size=ITEMS)
    rankings, truth = [], {}
    for number, people in enumerate(SIZES):
        name = f"group {number:02}"
        truth[name] = middle + centre @ (BETWEEN * rng.normal(size=ITEMS))
        rows = np.argsort(-(truth[name] + rng.gumbel(size=(people, ITEMS))), axis=1)[:, :TOP].tolist()
        rankings += [Ranking(tuple((item,) for item in row), groups=(name,)) for row in rows]
    return rankings, truth


def draw_points(rng: np.random.Generator, apart: float) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Points of twenty groups, and the mean shares they vary about."""
    rows, truth = [], {}
    for number, people in enumerate(SIZES):
        worths = np.linspace(1.0, -1.0, ITEMS) + apart * rng.normal(size=ITEMS)
        name = f"group {number:02}"
        truth[name] = shares(worths)
        given = rng.multinomial(20, rng.dirichlet(6 * truth[name], size=people))
        rows += [{"points": (5 * row).tolist(), "group": name} for row in given]
    return {"kind": "points", "items": NAMES, "responses": rows}, truth


def measure_points(runs: int) -> bool:
    """Print a line for each distance between groups; whether pooled points miss their intervals or are worse."""
    missed = False
    for apart in (0.2, 0.5, 1.0):
        errors: dict[str, float] = {}
        for pool in ("none", "partial"):
            rng, squares, held = np.random.default_rng(SEED), [], []
            for _ in range(runs):
                asked, truth = draw_points(rng, apart)
                for group in weigh(asked | {"options": {"pool": pool, "compare": "none"}}).groups:
                    if group.n <= max(SMALL):
                        for weight, true in zip(group.weights, truth[group.name], strict=True):
                            squares.append((weight.value - true) ** 2)
                            held.append(weight.interval.low <= true <= weight.interval.high)
            errors[pool] = float(np.sqrt(np.mean(squares)))
            told = f"5 to 30 people {errors[pool]:.4f}, held {100 * np.mean(held):.1f} %"
            print(f"   points, sd {apart:g}, {pool:>7}: {told}", flush=True)
        missed |= errors["partial"] > 1.02 * errors["none"] or not LEAST_HELD <= np.mean(held) <= MOST_HELD
    return missed


def measure(group: GroupWeights, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Squared errors of log-worths and weights, and whether the interval of each log-worth holds the truth."""
    limits = group.log_worth_interval
    held = np.array([one.low <= true <= one.high for one, true in zip(limits, truth, strict=True)])
    weights = np.array([weight.value for weight in group.weights])
    return (np.array(group.log_worth) - truth) ** 2, (weights - shares(truth)) ** 2, held


def main() -> int:
    """Print a line for each way of pooling; 1 where partial pooling misses its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    print(f"{runs} runs, seed {SEED}: root mean squared error of log-worth / weight; 95 % intervals that held")
    missed = False
    for pool in ("none", "partial", "complete"):
        rng = np.random.default_rng(SEED)
        found: dict[bool, list[tuple[np.ndarray, np.ndarray, np.ndarray]]] = {True: [], False: []}
        for _ in range(runs):
            rankings, truth = draw(rng)
            for group in weigh_rankings(rankings, NAMES, options={"pool": pool, "compare": "none"}).groups:
                found[group.n <= max(SMALL)].append(measure(group, truth[group.name]))
        told = []
        for small, name in ((True, "5 to 30 people"), (False, "100 to 2,000")):
            worth, weight, held = (np.concatenate(parts) for parts in zip(*found[small], strict=True))
            error = float(np.sqrt(worth.mean()))
            told.append(f"{name} {error:.3f} / {np.sqrt(weight.mean()):.4f}, held {100 * held.mean():.1f} %")
            if pool == "partial":
                missed |= not LEAST_HELD <= held.mean() <= MOST_HELD or (small and error > LARGEST_ERROR)
        print(f"{pool:>9}: {'; '.join(told)}", flush=True)
    missed |= measure_points(runs)
    print(f"small groups at most {LARGEST_ERROR}, intervals 92 to 98 %: {'MISSED' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
