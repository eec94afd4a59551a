"""How often intervals hold the truth, at full size: by number of people, answers each, and how unlike people are.

The truth for people who are unlike each other is what 20,000 of them come to. And of pooled groups, by rankings and by
points: everyone's weights with each group counted by its size, and differences. The tests hold a short form of this.
Run: python -m benchmarks.coverage [--runs 1000]
"""

import argparse
import sys

import numpy as np

from analysis.records import GroupWeights, Ranking
from analysis.variance import shares
from analysis.weights import weigh, weigh_rankings
from consult.weights.differences import compare_groups

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
# people of each group, how many live there
SHAPES = {
    "8 of 12": ([12] * 8, [1] * 8),
    "12 of 15": ([15] * 12, [1] * 12),
    "4 of 40": ([40] * 4, [1] * 4),
    "300, 60, 25, 15, 12": ([300, 60, 25, 15, 12], [10, 20, 30, 20, 20]),
    "3 of 150": ([150] * 3, [1] * 3),
}
APART = (0.0, 0.2, 0.3, 0.5)  # sd of log-worths between groups
MIDDLE = np.linspace(0.0, 1.5, 6)
ALIKE = 6  # of the Dirichlet law by which people's points vary about their group's
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


def answer(kind: str, theta: np.ndarray, people: int, rng: np.random.Generator) -> list[dict[str, list]]:
    """The first three places of people who follow these log-worths, or 100 points in steps of 5."""
    if kind == "rankings":
        return [{"ranking": [list(place) for place in order]} for order in draw(theta, people, 3, rng)]
    given = rng.multinomial(20, rng.dirichlet(ALIKE * shares(theta), size=people))
    return [{"points": (5 * row).tolist()} for row in given]


def cover_pooled(kind: str, shape: str, apart: float, runs: int) -> tuple[np.ndarray, np.ndarray, float]:
    """By item how often the interval of everyone, each group by its size, held the truth, and those of differences
    between two groups; and the mean width of the former. The groups are drawn anew in each run."""
    rng = np.random.default_rng([20261201, *SHAPES[shape][0], round(10 * apart), len(kind)])
    sizes, live = SHAPES[shape]
    names = [f"group {number:02}" for number in range(len(sizes))]
    held, differ, width = np.zeros(len(MIDDLE)), np.zeros(2), 0.0
    for _ in range(runs):
        worths = {name: MIDDLE + apart * rng.normal(size=len(MIDDLE)) for name in names}
        rows = [
            row | {"group": name}
            for name, people in zip(names, sizes, strict=True)
            for row in answer(kind, worths[name], people, rng)
        ]
        asked = {"kind": kind, "items": NAMES[: len(MIDDLE)], "responses": rows}
        asked |= {"unranked": "below"} if kind == "rankings" else {}
        asked |= {"population": dict(zip(names, live, strict=True)), "options": {"pool": "partial", "compare": "none"}}
        found = weigh(asked)
        truth = {name: shares(theta) for name, theta in worths.items()}
        everyone = np.array(live) @ np.stack([truth[name] for name in names]) / sum(live)
        low, high = np.array(found.extra["population_weights"]["interval"]).T
        held += (low <= everyone) & (everyone <= high)
        width += float((high - low).mean())
        differ += count_held(found.groups, truth)
    return held / runs, differ, width / runs


def count_held(groups: tuple[GroupWeights, ...], truth: dict[str, np.ndarray]) -> np.ndarray:
    """How many intervals of the differences a page shows held the truth, and of how many."""
    found = compare_groups(groups, frozenset(), 1)
    true = [truth[one.high][one.item] - truth[one.low][one.item] for one in found]
    return np.array([sum(one.least <= gap <= one.most for one, gap in zip(found, true, strict=True)), len(found)])


def measure_pooled(runs: int) -> bool:
    """Print a line for each kind, shape and distance; whether an interval held the truth too seldom.

    Where groups do not differ at all both hold oftener than promised: that is no fault.
    """
    print(f"everyone, each group by its size, groups pooled, and differences between them: {runs} runs each")
    missed = False
    for kind in ("rankings", "points"):
        for shape in SHAPES:
            for apart in APART:
                held, (good, every), width = cover_pooled(kind, shape, apart, runs)
                print(
                    f"{kind:>9}, groups of {shape}, apart by {apart:g}: everyone {held.mean():.3f} ({held.min():.3f}, "
                    f"{held.max():.3f}), width {100 * width:.1f} points, differences {good / every:.3f}",
                    flush=True,
                )
                missed |= held.mean() < LEAST or bool(apart and held.mean() > MOST) or good / every < LEAST
    return missed


def main() -> int:
    """Print a line for each size; 1 where the clustered or the resampled intervals miss their figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--pooled-runs", type=int, default=250)
    asked = parser.parse_args()
    runs = asked.runs
    print("95 % intervals: share that held the truth, on average over items (least, most)")
    missed = measure_pooled(asked.pooled_runs)
    print(f"people who are in no group: {runs} runs each")
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
