"""Looks for answers that may not be answers: untouched lists, rushed ones, the same again and again; it drops none.

What it finds is told and left to people to judge. A row whose order on the screen, time or channel cannot be read is
refused by row and field.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import chi2

from analysis.ranking_checks import list_problems, problems_of_offer
from analysis.records import RefusedInput
from analysis.rounding import significant
from analysis.row_fields import Columns, problem_of_name, shown

SECONDS_AN_ITEM = 2.0
BURST_SECONDS, BURST_ANSWERS, BURST_ITEMS = 60.0, 5, 3
FEWEST_A_POSITION = 5.0  # expected answers at each place on the screen, below which no test is made
UNLIKELY = 0.01
MUCH = 0.1  # a share of answers worth a word
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Answered:
    """One ranking with what is known of how it was given: the order on the screen, seconds, channel, moment."""

    order: tuple[tuple[int, ...], ...]
    shown: tuple[int, ...] | None
    seconds: float | None
    channel: str | None
    at: float | None
    n: int


def read_answered(columns: Columns, items: Sequence[str], source: Sequence[int]) -> list[Answered]:
    """The answers of the rows in `source`; none where no row says how it was given. Refuses what cannot be read."""
    fields = (columns.shown, columns.seconds, columns.channels, columns.moments)
    if all(field is None for field in fields):
        return []
    problems = list_problems(len(columns.rankings), lambda row: _problems_of_row(columns, row, items))
    if problems:
        raise RefusedInput(problems)

    def value(field: Sequence[Any] | None, row: int) -> Any:
        return None if field is None else field[row]

    answered = []
    for row in source:
        order, channel = value(columns.shown, row), value(columns.channels, row)
        places = [place if isinstance(place, list | tuple) else (place,) for place in columns.rankings[row]]
        answered.append(
            Answered(
                tuple(tuple(sorted(place)) for place in places),
                None if order is None else tuple(order),
                value(columns.seconds, row),
                None if channel is None else str(channel),
                value(columns.moments, row),
                1 if columns.counts is None else columns.counts[row],
            )
        )
    return answered


def _problems_of_row(columns: Columns, row: int, items: Sequence[str]) -> Iterator[str]:
    order = None if columns.shown is None else columns.shown[row]
    if order is not None:
        bad = list(problems_of_offer(order, items))
        yield from (f"shown: {text}" for text in bad)
        if not bad:
            places = [place if isinstance(place, list | tuple) else (place,) for place in columns.rankings[row]]
            missing = sorted({item for place in places for item in place} - set(order))
            yield from (f"shown: item {item} ({items[item]}) was ranked but not shown" for item in missing)
    seconds = None if columns.seconds is None else columns.seconds[row]
    if seconds is not None and not (_is_number(seconds) and seconds >= 0):
        yield f"seconds: {shown(seconds)} is not a number of seconds from 0 {_to_the_most(seconds)}"
    at = None if columns.moments is None else columns.moments[row]
    if at is not None and not _is_number(at):
        yield f"at: {shown(at)} is not a moment in seconds"
    yield from _problems_of_channel(columns, row)


def _problems_of_channel(columns: Columns, row: int) -> Iterator[str]:
    channel = None if columns.channels is None else columns.channels[row]
    if isinstance(channel, str) and not channel.strip():
        yield f"channel: {shown(channel)} is not a name"
    elif channel is not None and (text := problem_of_name(channel, "channel")):
        yield f"channel: {text}"


def read_channels(columns: Columns, source: Sequence[int]) -> list[str]:
    """The channels of the rows in `source`, "" for one that names none; empty where no row names any."""
    if columns.channels is None:
        return []
    problems = list_problems(len(columns.rankings), lambda row: _problems_of_channel(columns, row))
    if problems:
        raise RefusedInput(problems)
    named = columns.channels
    return ["" if named[row] is None else str(named[row]) for row in source]


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= LARGEST  # NaN is not, and no number is too large to ask


def _to_the_most(value: Any) -> str:
    """How far numbers may go, said to those who went beyond."""
    return f"to {LARGEST:g}" if type(value) in (int, float) and value > LARGEST else "up"


def check_answers(answered: Sequence[Answered]) -> dict[str, Any]:
    """What there is to tell of how answers were given; only what the rows make known."""
    checks = {
        "positions": compare_positions(answered),
        "untouched": count_untouched(answered),
        "fast": count_fast(answered),
        "bursts": find_bursts(answered),
    }
    return {name: found for name, found in checks.items() if found}


def compare_positions(answered: Sequence[Answered]) -> dict[str, Any]:
    """Where on the screen the first choice stood, against chance (Atsusaka & Kim 2025): Pearson's chi-square.

    Where the order on the screen was drawn by lot for everyone, people who read it all put first whatever stood at
    any place equally often, whatever they prefer. Too few answers for a test: counts alone.
    """
    observed: Counter[int] = Counter()
    offers: Counter[int] = Counter()
    for one in answered:
        if one.shown is not None and len(one.shown) > 1 and len(one.order[0]) == 1:
            observed[one.shown.index(one.order[0][0])] += one.n
            offers[len(one.shown)] += one.n
    if not offers:
        return {}
    places = range(max(offers))
    expected = np.array([sum(n / size for size, n in sorted(offers.items()) if size > place) for place in places])
    counted = np.array([observed[place] for place in places], np.float64)
    told: dict[str, Any] = {
        "n": sum(offers.values()),
        "observed": [int(count) for count in counted],
        "expected": [significant(float(count)) for count in expected],
    }
    if expected.min() < FEWEST_A_POSITION:
        return told
    stat = float(((counted - expected) ** 2 / expected).sum())
    df = len(expected) - 1
    return told | {"stat": significant(stat), "df": df, "p": significant(float(chi2.sf(stat, df)))}


def count_untouched(answered: Sequence[Answered]) -> dict[str, Any]:
    """Answers of two items or more that stand just as they were shown, and how many of them chance would make."""
    n = alike = 0
    chances: list[float] = []
    for one in answered:
        flat = [place[0] for place in one.order if len(place) == 1]
        if one.shown is None or len(flat) < 2 or len(flat) < len(one.order):
            continue
        n += one.n
        alike += one.n * (tuple(flat) == one.shown[: len(flat)])
        chances.append(one.n / math.perm(len(one.shown), len(flat)))
    if not n:
        return {}
    by_chance = math.fsum(chances) / n  # rounds once, whatever the order
    return {"n": n, "alike": alike, "share": significant(alike / n), "chance": significant(by_chance)}


def count_fast(answered: Sequence[Answered]) -> dict[str, Any]:
    """Answers that took less than two seconds for each item that was ranked."""
    timed = [(one.n, one.seconds, sum(map(len, one.order))) for one in answered if one.seconds is not None]
    n = sum(people for people, _, _ in timed)
    fast = sum(people for people, seconds, ranked in timed if seconds < SECONDS_AN_ITEM * ranked)
    return {} if not n else {"n": n, "fast": fast, "share": significant(fast / n)}


def find_bursts(answered: Sequence[Answered]) -> list[dict[str, Any]]:
    """Five answers or more of three items or more, the same through one channel within one minute."""
    moments: dict[tuple[str, tuple[tuple[int, ...], ...]], list[tuple[float, int]]] = defaultdict(list)
    for one in answered:
        if one.at is not None and sum(map(len, one.order)) >= BURST_ITEMS:
            moments[one.channel or "", one.order].append((float(one.at), one.n))
    found = []
    for (channel, order), times in sorted(moments.items()):
        for first, last, n in _runs(sorted(times)):
            burst = {"channel": channel, "ranking": [list(place) for place in order], "n": n}
            found.append(burst | {"from": significant(first), "to": significant(last)})
    return found


def _runs(times: Sequence[tuple[float, int]]) -> Iterator[tuple[float, float, int]]:
    """Stretches in which no minute that starts with an answer holds fewer than five: first, last, how many."""
    start = 0
    while start < len(times):
        end, n = start, 0
        while end < len(times) and times[end][0] - times[start][0] <= BURST_SECONDS:
            n += times[end][1]
            end += 1
        if n >= BURST_ANSWERS:
            yield times[start][0], times[end - 1][0], n
            start = end
        else:
            start += 1


def warn_of_quality(checks: Mapping[str, Any]) -> list[str]:
    """What an officer should look into; every answer is still counted."""
    warnings = []
    positions = checks.get("positions", {})
    if positions.get("p", 1.0) < UNLIKELY:
        warnings.append(
            "first choices do not stand equally often at each place on the screen: some people may have put things "
            "in order without reading them, or the order was not drawn by lot"
        )
    untouched = checks.get("untouched", {})
    if untouched.get("share", 0.0) > MUCH + untouched.get("chance", 0.0):
        warnings.append(
            f"{untouched['alike']} of {untouched['n']} answers stand just as the list was shown, where chance would "
            f"make {untouched['chance'] * untouched['n']:.1f}: still counted, look into them"
        )
    fast = checks.get("fast", {})
    if fast.get("share", 0.0) > MUCH:
        warnings.append(
            f"{fast['fast']} of {fast['n']} answers took less than {SECONDS_AN_ITEM:g} seconds an item: still "
            "counted, look into them"
        )
    warnings += [
        f"{burst['n']} answers that are all alike came in within a minute"
        f"{' through ' + burst['channel'] if burst['channel'] else ''}: still counted, look into them"
        for burst in checks.get("bursts", [])[:3]
    ]
    warnings += [
        f"without the answers through {name or 'no named channel'} the weights of {len(told['outside'])} outcomes "
        "would lie outside their intervals"
        for name, told in checks.get("without_channel", {}).items()
        if told["outside"]
    ]
    return warnings


def tell_channel(
    without: Sequence[float], people: int, overall: Sequence[float], limits: Sequence[tuple[float, float]]
) -> dict[str, Any]:
    """Weights without one channel beside everyone's: the largest move in points, and outcomes outside the interval."""
    moves = [significant(100.0 * (one - all_of_them)) for one, all_of_them in zip(without, overall, strict=True)]
    item = max(range(len(moves)), key=lambda number: (abs(moves[number]), -number))
    outside = [number for number, (low, high) in enumerate(limits) if not low <= without[number] <= high]
    return {
        "n": people,
        "weights": list(without),
        "largest_move": {"item": item, "points": moves[item]},
        "outside": outside,
    }
