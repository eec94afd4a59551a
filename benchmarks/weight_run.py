"""What a run of weights costs a worker at 7,000 rankings and 20 groups: weighing with draws, storing, charts.

Reading the rankings from the database is not in it. Run: python -m benchmarks.weight_run
"""

import json
import sys
import time
from datetime import date
from itertools import pairwise

import numpy as np

from consult.groups.queries import GroupView
from consult.weights.figures import draw_charts
from consult.weights.given import Given, Pattern, Person, WeighedItem
from consult.weights.result import build_result
from consult.weights.weighing import BY_LIKELIHOOD, weigh_given

PEOPLE, GROUPS, ITEMS, TOP = 7_000, 20, 10, 5
MOST_SECONDS = 5.0


def draw_people() -> tuple[Person, ...]:
    """Three groups of 2,000 and seventeen that share the rest; each person saw a screen of their own."""
    rng = np.random.default_rng(20261127)
    sizes = [2_000] * 3 + [(PEOPLE - 6_000) // (GROUPS - 3)] * (GROUPS - 3)
    people = []
    for group, size in enumerate(sizes):
        worth = rng.normal(0.0, 1.0, ITEMS)
        orders = np.argsort(-(worth + rng.gumbel(size=(size, ITEMS))), axis=1)[:, :TOP].tolist()
        screens = np.argsort(rng.random((size, ITEMS)), axis=1).tolist()
        for order, screen in zip(orders, screens, strict=True):
            people.append(
                Person(
                    tasks=((tuple(range(ITEMS)), tuple(order)),),
                    groups=(f"Group {group}",),
                    shown=(tuple(screen),),
                    seconds=float(rng.uniform(10, 300)),
                    channel=str(rng.choice(["web", "paper", "phone"])),
                    at=float(rng.uniform(0, 1e6)),
                )
            )
    return tuple(people)


def main() -> int:
    """Print the seconds of each step; 1 where all together take too long."""
    people = draw_people()
    names = [f"Group {group}" for group in range(GROUPS)]
    groups = tuple(GroupView(n + 1, name, "", n + 1, 1_000, "", None, False) for n, name in enumerate(names))
    items = tuple(WeighedItem(n + 1, f"Outcome {n + 1}", None, False) for n in range(ITEMS))
    day = date(2026, 11, 27)
    patterns = tuple(Pattern(one.tasks, tuple(range(ITEMS)), one.groups, 1) for one in people)
    given = Given(
        kind="rank",
        items=items,
        groups=groups,
        patterns=patterns,
        people=people,
        asked={},
        exclusions={},
        answers=len(people),
        first_day=day,
        last_day=day,
        last_response_id=1,
        input_hash="0" * 64,
        sharing=frozenset(),
    )
    marks = [time.process_time()]
    weighed = weigh_given(given, lambda done, steps, words: None)
    marks.append(time.process_time())
    result = build_result(given, weighed)
    marks.append(time.process_time())
    charts = draw_charts(result, question_id=1, method="Plackett-Luce")
    marks.append(time.process_time())
    weighing, storing, drawing = (after - before for before, after in pairwise(marks))
    whole = marks[-1] - marks[0]
    print(f"{len(people):,} rankings, {GROUPS} groups: {whole:.1f} s of CPU (at most {MOST_SECONDS:.0f})")
    draws = BY_LIKELIHOOD["draws"]
    print(f"  weighing with {draws} draws {weighing:.1f} s, storing {storing:.1f} s, charts {drawing:.1f} s")
    kept, drawn = (len(json.dumps(one)) // 1000 for one in (result, charts))
    print(f"  kept: {kept} kB of numbers, {drawn} kB of charts")
    return int(whole > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
