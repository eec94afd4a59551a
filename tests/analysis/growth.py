"""How much more work a longer text is: a ratio of two measurements of this machine, so a slow one changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable


def work(do: Callable[[str], object], text: str, times: int = 3) -> float:
    """The least CPU time, in seconds, that it took; never nothing."""
    least = float("inf")
    for _ in range(times):
        started = time.process_time()
        do(text)
        least = min(least, time.process_time() - started)
    return max(least, 1e-6)


def growth(do: Callable[[str], object], piece: str, short: int, long: int) -> float:
    """The work for ``long`` characters made of one piece, as a multiple of the work for ``short`` ones."""
    return work(do, (piece * long)[:long]) / work(do, (piece * short)[:short])
