"""What an attacker can work out of random tables, what protecting them hides, and how long it takes.

Two thousand tables with totals (seed 20261122): groups, overlapping groups, rows by groups, nested groups, and two
editions of one; each is protected and then attacked by linear programmes over all that is published. Ends with status 1
where a figure is missed. Run: python -m benchmarks.disclosure [--tables 2000]
"""

import argparse
import sys
import time
from dataclasses import dataclass
from random import Random

from analysis.disclosure_attack import find_leaks
from analysis.disclosure_editions import join_editions
from analysis.disclosure_tables import THRESHOLD, Table, choose_hidden, round_to_five
from tests.analysis.tables_made import KINDS, crossed, figures_of, two_editions

SEED = 20261122
MOST_SECONDS = 60.0


@dataclass(slots=True)
class Found:
    """What was counted over the tables of one kind."""

    leaks: int = 0
    near: int = 0  # figures that differ between two editions, but by less than the threshold
    figures: int = 0
    small: int = 0
    hidden: int = 0

    def count(self, table: Table, hidden: frozenset[str]) -> None:
        """Add the figures of one published table."""
        names = figures_of(table)
        self.figures += len(names)
        self.small += sum(0 < table.cells[name].n < THRESHOLD for name in names)
        self.hidden += len(hidden)


def attack_one(kind: str, rng: Random, found: Found) -> None:
    """Protect one table of a kind and attack it."""
    if kind != "two editions":
        counts, build = KINDS[kind](rng)
        table = build(counts)
        hidden = choose_hidden(table)
        found.leaks += len(find_leaks(table, hidden))
        found.count(table, hidden)
        return
    now, before, kept, second = two_editions(rng)
    both = {*second.hidden, *(f"before: {name}" for name, one in kept.items() if not one.shown)}
    found.leaks += len(find_leaks(join_editions(now, before, kept), both))
    for name, figure in second.figures.items():
        if kept[name].shown:
            found.near += 0 < abs(figure - round_to_five(kept[name].printed or 0)) < THRESHOLD
    found.count(now, second.hidden)


def main() -> int:
    """Measure every kind, print the table, and say whether all figures are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=2000)
    tables = parser.parse_args().tables
    kinds = [*KINDS, "two editions"]
    print("| tables | of them | worked out | moved by 1 to 9 | small | hidden in all | CPU |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    good, whole = True, time.process_time()
    for place, kind in enumerate(kinds):
        rng, found, started = Random(SEED + place), Found(), time.process_time()
        own = tables // len(kinds)
        for _ in range(own):
            attack_one(kind, rng, found)
        taken = time.process_time() - started
        shares = f"{found.small / found.figures:.1%} | {found.hidden / found.figures:.1%}"
        print(f"| {kind} | {own} | {found.leaks} | {found.near} | {shares} | {taken:.1f} s |")
        good = good and not found.leaks and not found.near
    whole = time.process_time() - whole
    print(f"\nall tables: {whole:.1f} s (at most {MOST_SECONDS:.0f})")
    counts, build = crossed(Random(SEED), rows=30, columns=30)
    started = time.process_time()
    hidden = choose_hidden(build(counts))
    print(f"30 rows by 30 groups, {len(hidden)} hidden: {time.process_time() - started:.2f} s")
    return 0 if good and whole < MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
