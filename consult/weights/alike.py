"""Whether a small group all said the same, so that whoever knows one of them knows what they said; it hides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from consult.weights.given import Pattern
from consult.weights.said import Task

FEWEST = 20  # people of a group, from which on the same answer by all no longer hides it
KNOWN = f"and they are fewer than {FEWEST}: each would be known by it."
SAME_ANSWER = f"Hidden because all of them gave the same answer {KNOWN}"
SAME_POINTS = f"Hidden because all of them gave one outcome the same points {KNOWN}"
NO_CONTRADICTION = f"Hidden because none of them chose otherwise than another {KNOWN}"
UNANIMOUS = frozenset((SAME_ANSWER, SAME_POINTS, NO_CONTRADICTION))


def say_unanimous(kind: str, patterns: Sequence[Pattern], people: int) -> str:
    """Why a group's numbers would tell of each of its people, in words; empty where they would not."""
    if people >= FEWEST or not patterns:
        return ""
    if kind == "rank":
        return SAME_ANSWER if len({one.tasks[0][1] for one in patterns}) == 1 else ""
    if len({one.tasks for one in patterns}) == 1:
        return SAME_ANSWER
    if kind == "points":
        columns = zip(*(one.tasks[0][1] for one in patterns), strict=True)
        return SAME_POINTS if any(column[0] and len(set(column)) == 1 for column in columns) else ""
    return NO_CONTRADICTION if _never_contradicted(kind, patterns) else ""


def _never_contradicted(kind: str, patterns: Sequence[Pattern]) -> bool:
    """Whether every pair of outcomes that more than one person decided was decided alike by all of them."""
    people: Counter[tuple[int, int]] = Counter()
    verdicts: dict[tuple[int, int], set[int]] = {}
    for one in patterns:
        decided = {verdict for task in one.tasks for verdict in _decide(kind, task)}
        for first, second, verdict in decided:
            verdicts.setdefault((first, second), set()).add(verdict)
        people.update(dict.fromkeys({(first, second) for first, second, _ in decided}, one.n))
    shared = [pair for pair, n in people.items() if n > 1]
    return bool(shared) and all(len(verdicts[pair]) == 1 for pair in shared)


def _decide(kind: str, task: Task) -> Iterator[tuple[int, int, int]]:
    """The pairs a task decides, the smaller place first: 1 for that one, -1 for the other, 0 for both the same."""
    offered, picks = task
    if kind == "pairs":
        first, second = offered
        yield first, second, 0 if len(picks) == 2 else 1 if picks[0] == first else -1
        return
    best, worst = picks
    for other in offered:
        if best >= 0 and other != best:
            yield _ordered(best, other)
        if worst >= 0 and other not in (best, worst):
            yield _ordered(other, worst)


def _ordered(above: int, below: int) -> tuple[int, int, int]:
    return (above, below, 1) if above < below else (below, above, -1)
