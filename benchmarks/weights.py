"""How fast weights come from lists of top-5-of-15 rankings, as a ratio to choix in the same run; it changes nothing.

Ours starts from plain Python lists and ends with a full report: rows checked, clustered standard errors,
intervals. choix starts from its own form of the same choices, built beforehand, and ends with bare log-worths.
Then each in a process of its own for memory, and a pooled report of twenty groups with 200 samples of the people.
Run: python -m benchmarks.weights [--sizes 1000 10000 100000] [--million]
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import choix
import numpy as np

from analysis.group_fits import fit_group
from analysis.plackett_luce import Prior, fit
from analysis.rankings import lay_out
from analysis.records import Ranking
from analysis.row_fields import Columns
from analysis.stages import tally_of
from analysis.weight_options import WeightOptions
from analysis.weights import weigh, weigh_rankings

ITEMS, TOP = 15, 5
GOES = 15  # the least of so many: other work on the machine only ever adds
FLOOR = 100  # times as fast as choix at the largest size
FLOOR_ARRAYS = 1_000  # times, from arrays already checked to log-worths
LARGE = 100_000  # rankings: the floor is for so many
POOLED = [2050, 2050, 2050, 300, 150, 100, *range(5, 31, 2), 30]
POOLED_SECONDS = 5.0
NAMES = [f"outcome {number}" for number in range(ITEMS)]


def draw(people: int) -> list[list[int]]:
    """Rankings of people who follow the model exactly."""
    rng = np.random.default_rng(20261122)
    theta = np.linspace(1.5, -1.5, ITEMS)
    return np.argsort(-(theta + rng.gumbel(size=(people, ITEMS))), axis=1)[:, :TOP].tolist()


def request(rankings: list[list[int]], **options: Any) -> dict[str, Any]:
    """The request of the interface, every place a list of its own."""
    responses = [{"ranking": [[item] for item in ranking]} for ranking in rankings]
    return {"kind": "rankings", "items": NAMES, "unranked": "below", "responses": responses, "options": options}


def seconds(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The least CPU time of several goes, and the result."""
    best, result = float("inf"), None
    for _ in range(times):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


def _choices(rankings: list[list[int]]) -> list[tuple[int, list[int]]]:
    """The same choices as choix takes them: the item chosen, and all that it was chosen from beside it."""
    everything = set(range(ITEMS))
    return [
        (chosen, list(everything.difference(ranking[: place + 1])))
        for ranking in rankings
        for place, chosen in enumerate(ranking)
    ]


def compare(people: int) -> tuple[float, float]:
    """Print one line; return how many times as fast as choix, and the seconds choix took."""
    rankings = draw(people)
    asked = request(rankings)
    records = [Ranking(tuple((item,) for item in ranking)) for ranking in rankings]
    choices = _choices(rankings)
    ours, report = seconds(lambda: weigh(asked), GOES)
    ours_records, _ = seconds(lambda: weigh_rankings(records, NAMES), GOES)
    theirs, theta = seconds(lambda: choix.ilsr_top1(ITEMS, choices), 1)
    apart = float(np.abs(np.array(weigh(asked | {"options": {"prior": None}}).overall.log_worth) - theta).max())
    print(
        f"{people:>9,} rankings: ours {ours:.4f} s from a request, {ours_records:.4f} s from records; "
        f"choix {theirs:.3f} s; {theirs / ours:,.0f} times; log-worths apart by {apart:.1e}; "
        f"largest standard error {max(report.overall.se):.4f}",
        flush=True,
    )
    return theirs / ours, theirs


def alone(who: str, people: int) -> None:
    """Print the CPU time of one go in this process and its memory at the largest, less what the lists took."""
    rankings = draw(people)
    flat = {"kind": "rankings", "items": NAMES, "unranked": "below"}  # every place a number, as in the lists themselves
    asked: Any = flat | {"responses": [{"ranking": one} for one in rankings]} if who == "ours" else _choices(rankings)
    work = (lambda: weigh(asked)) if who == "ours" else (lambda: choix.ilsr_top1(ITEMS, asked))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # Linux: forget the largest size so far
    before = largest_memory()
    spent, _ = seconds(work, 1)
    after = largest_memory()
    print(f"{spent:.2f} s, {after - before:.2f} GB above the lists, {after:.2f} GB in all", end="")


def largest_memory() -> float:
    """The largest size this process has had, in GB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1e6


def compare_alone(people: int) -> None:
    """Each program in a process of its own, so that neither pays for the other's memory."""
    told = []
    for who in ("ours", "choix"):
        command = [sys.executable, "-m", "benchmarks.weights", "--alone", who, "--sizes", str(people)]
        told.append(f"{who} {subprocess.run(command, capture_output=True, text=True, check=True).stdout}")
    print(f"{people:>9,} rankings, one go each: {'; '.join(told)}", flush=True)


def from_arrays(people: int, theirs: float) -> float:
    """From arrays already checked to log-worths, and to clustered errors: without lists, words and other counts.

    Returns how many times as fast as choix, which took `theirs` seconds to the same log-worths.
    """
    table = lay_out(Columns([[[item] for item in ranking] for ranking in draw(people)]), NAMES, "below")
    prior = Prior("normal", 2.0)
    bare, _ = seconds(lambda: fit(tally_of(table), prior), GOES)
    whole, _ = seconds(lambda: fit_group(table, NAMES, WeightOptions()), GOES)
    print(
        f"{people:>9,} rankings from arrays: {bare:.4f} s to log-worths, {whole:.4f} s with clustered errors; "
        f"{theirs / bare:,.0f} and {theirs / whole:,.0f} times",
        flush=True,
    )
    return theirs / bare


def pooled_report(tied: float) -> float:
    """Twenty groups, 7,000 people: pooled, with 200 samples of people for everyone and each group.

    `tied` is the share of people who put two outcomes first together.
    """
    rng = np.random.default_rng(20261127)
    rankings = []
    for number, people in enumerate(POOLED):
        theta = np.linspace(1.0, -1.0, 10) + 0.5 * rng.normal(size=10)
        rows = np.argsort(-(theta + rng.gumbel(size=(people, 10))), axis=1)[:, :5].tolist()
        for who, row in enumerate(rows):
            order = tuple((item,) for item in row)
            if rng.random() < tied:
                order = ((row[0], row[1]), *order[2:])
            rankings.append(Ranking(order, respondent=f"{number}-{who}", groups=(f"group {number}",)))
    names = [f"outcome {number}" for number in range(10)]
    options = {"variance": "bootstrap", "draws": 200, "pool": "partial"}
    spent, report = seconds(lambda: weigh_rankings(rankings, names, options=options), 3)
    print(
        f"{len(rankings):,} people in {len(report.groups)} groups, {100 * tied:.0f} % with a tie, pooled, 200 samples "
        f"of people: {spent:.2f} s (at most {POOLED_SECONDS:g})",
        flush=True,
    )
    return spent


def main() -> int:
    """Run the comparison and say whether the figures are met; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--million", action="store_true", help="a million rankings too, choix among them (minutes)")
    parser.add_argument("--alone", choices=("ours", "choix"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.alone:
        alone(wanted.alone, wanted.sizes[0])
        return 0
    ratio, theirs = [compare(people) for people in sorted(wanted.sizes)][-1]
    arrays = from_arrays(max(wanted.sizes), theirs)
    for people in [*wanted.sizes, *([1_000_000] if wanted.million else [])]:
        compare_alone(people)
    spent = max(pooled_report(0.0), pooled_report(0.15))
    fast = (ratio >= FLOOR and arrays >= FLOOR_ARRAYS) or max(wanted.sizes) < LARGE
    floors = f"{FLOOR} times from lists and {FLOOR_ARRAYS:,} from arrays"
    print(f"floors of {floors} at {max(wanted.sizes):,}: {'met' if fast else 'MISSED'}")
    return 0 if fast and spent <= POOLED_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
