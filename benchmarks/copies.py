"""How well, how fast and in how much memory answers that copy one text are found, on made-up answers.

Each size runs in a process of its own with one thread: first answers that nobody copied, then as many of which half
copy one of four letters with 0 to 30 % of the words changed. Run: python -m benchmarks.copies [--sizes 1000 10000]
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

from analysis.similarity import find_copies
from benchmarks.themes import ONE_THREAD, SEED, make_answers

SECONDS = {1000: 0.3, 10_000: 1.5, 100_000: 15.0}  # of the processor
MEGABYTES = 1024
LETTERS = (20, 40, 80, 160)  # words in each
FOUND, GROUPED = 0.98, 0.001  # of the copies at least, of the other answers at most


def change(words: Sequence[str], share: float, others: Sequence[str], chance: random.Random) -> str:
    """A letter with some of its words replaced."""
    changed = list(words)
    for at in chance.sample(range(len(changed)), int(share * len(changed))):
        changed[at] = chance.choice(others)
    return " ".join(changed)


def make_campaign(count: int) -> tuple[list[str], set[int]]:
    """Answers of which every second copies a letter, and the rows of those."""
    chance = random.Random(SEED)
    answers = make_answers(count)
    others = [word for answer in answers[:500] for word in answer.split()]
    letters = [[chance.choice(others) for _ in range(length)] for length in LETTERS]
    copies = set(range(0, count, 2))
    for row in copies:
        answers[row] = change(chance.choice(letters), 0.3 * chance.random(), others, chance)
    return answers, copies


def measure(size: int) -> tuple[float, float, float, float, float]:
    """Seconds without and with copies, the share of copies found and of other answers grouped, peak megabytes."""
    alone = make_answers(size)
    find_copies(alone[:50])  # what is read once is read before
    began = time.process_time()
    grouped = sum(len(one.members) for one in find_copies(alone))
    spent = time.process_time() - began
    mixed, copies = make_campaign(size)
    began = time.process_time()
    found = {row for one in find_copies(mixed) for row in one.members}
    spent_mixed = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return spent, spent_mixed, len(found & copies) / len(copies), grouped / size, memory


def show(size: int) -> bool:
    """One line, and whether every figure was met."""
    command = [sys.executable, "-m", "benchmarks.copies", "--one", str(size)]
    done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=True)
    spent, mixed, found, grouped, memory = (float(part) for part in done.stdout.split())
    bound = SECONDS.get(size, float("inf"))
    met = max(spent, mixed) <= bound and memory <= MEGABYTES and found >= FOUND and grouped <= GROUPED
    print(
        f"  {size:>7,}  {spent:6.2f} s  {mixed:6.2f} s with copies  {100 * found:5.1f} % of copies found"
        f"  {1000 * grouped:.2f} in 1,000 others grouped  {memory:4.0f} MB"
        f"  at most {bound:g} s and {MEGABYTES} MB: {'met' if met else 'MISSED'}",
        flush=True,
    )
    return met


def main() -> int:
    """Every size; status 1 where a figure was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=sorted(SECONDS))
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.one:
        print(*(f"{value:.5f}" for value in measure(wanted.one)))
        return 0
    print("seconds of one processor and peak megabytes, made-up answers of 3 to 30 words")
    met = [show(size) for size in wanted.sizes]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
