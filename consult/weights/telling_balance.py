"""Everyone's weights counted in each way, side by side, for those who may read the answers: as answered, groups by
their size, and balanced. Each has its people, how many of a fair sample they are worth, and its likely ranges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.balance import TRIM
from consult.weights.margins import Margin
from consult.weights.soundness import size_up
from consult.weights.telling import join_words
from consult.weights.told import Panel, Told

AS_ANSWERED, BY_SIZE, BALANCED = "As answered", "Groups by their size", "Balanced"
FEW = 30  # of a fair sample; fewer are an indication
FEW_OF_A_KIND = 10
CAP = f"{TRIM:g}"  # times the median weight
Number = tuple[int, int, int]  # points and their likely range


@dataclass(frozen=True, slots=True)
class Way:
    """One way of counting everyone: its people, and how many of a fair sample these are worth."""

    name: str
    people: str
    worth: str
    headline: bool


@dataclass(frozen=True, slots=True)
class WayRow:
    """One outcome: points with the likely range by each way; None where a way has no number."""

    label: str
    numbers: tuple[Number | None, ...]
    item_id: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of people: its share of those who live here, and of those who are balanced, with how many these are."""

    label: str
    of_people: str
    of_answers: str
    n: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One margin as the run used it."""

    title: str
    source: str
    counted_on: date | None
    kinds: tuple[Kind, ...]
    by: int | None = None  # the question whose shares these are; None: the stakeholder groups


@dataclass(frozen=True, slots=True)
class BalanceTold:
    """What a run has of everyone in each way. `why_not` says why nothing is balanced; `changed`: the shares are not
    those of the run any more. `headline` says which figure stands first on the pages and goes out, and why."""

    ways: tuple[Way, ...]
    rows: tuple[WayRow, ...]
    sentences: tuple[str, ...]
    counted: tuple[Counted, ...]
    why_not: str
    changed: bool
    headline: str


def tell_balance(result: Mapping[str, Any], told: Told, margins: Sequence[Margin]) -> BalanceTold:
    """Read a stored result with exact numbers; `margins` are those saved now."""
    found = result.get("balanced") or {}
    ways, columns = _ways(result, told, found)
    order = (told.everyone if told.everyone.rows else told.answered).rows
    return BalanceTold(
        tuple(ways),
        tuple(WayRow(row.label, tuple(column.get(row.item_id) for column in columns), row.item_id) for row in order)
        if ways
        else (),
        tuple(_sentences(found)) if found.get("weights") else (),
        tuple(_counted(one) for one in found.get("margins", ())),
        found.get("why_not", ""),
        _used(found.get("margins", ())) != _wanted(margins),
        _say_headline(told),
    )


def say_worth(largest: float, people: int, worth: float) -> str:
    """What balancing does to one answer and to all, in two plain sentences."""
    times = f"{math.ceil(10 * largest - 1e-6) / 10:g}"
    return f"One person’s answer counts for at most {times} times another’s. {people:,} people count like {worth:,.0f}."


def _ways(
    result: Mapping[str, Any], told: Told, found: Mapping[str, Any]
) -> tuple[list[Way], list[dict[int, Number | None]]]:
    ways, columns = [], []
    by_size = told.everyone if told.everyone.name != told.answered.name else None
    sized = size_up(told, result.get("by_size", {}).get("groups", ()))
    if told.answered.rows:
        n = told.answered.n or 0
        ways.append(_way(AS_ANSWERED, n, n, headline=by_size is None))
        columns.append(_column(told.answered))
    if by_size is not None and sized is not None:
        ways.append(_way(BY_SIZE, *sized, headline=True))
        columns.append(_column(by_size))
    if found.get("weights"):
        ways.append(_way(BALANCED, found["n"], found["effective"], headline=False))
        columns.append(_stored(result["items"], found["weights"]))
    return ways, columns


def _way(name: str, people: int, worth: float, *, headline: bool) -> Way:
    return Way(name, f"{people:,}", f"{worth:,.0f}", headline)


def _column(panel: Panel) -> dict[int, Number | None]:
    return {
        row.item_id: None if row.points is None else (row.points, row.low or 0, row.high or 0) for row in panel.rows
    }


def _stored(items: Sequence[Mapping[str, Any]], weights: Sequence[Mapping[str, Any]]) -> dict[int, Number | None]:
    return {
        item["item_id"]: None
        if one["points"] is None
        else (round(one["points"]), round(one["low"]), round(one["high"]))
        for item, one in zip(items, weights, strict=True)
    }


def _sentences(found: Mapping[str, Any]) -> Iterator[str]:
    few = f" Fewer than {FEW}: read the balanced figures as an indication." if found["effective"] < FEW else ""
    yield say_worth(found["largest"], found["n"], found["effective"]) + few
    yield f"The design effect is {found['design_effect']:.2f}: the variance is so many times that of a fair sample."
    if found["trimmed"]:
        yield _say_trimmed(found["trimmed"], within_cap=found["within_cap"])
    if found["left_out"]:
        yield (
            f"{_people(found['left_out'])} whose answers are weighed are not in the balanced figures: nothing is "
            "known of them by one of these, or what they chose has no share."
        )
    for one in found["unheard"]:
        who = f"{one['label']} ({one['share']:,.0f} people)"
        yield (
            f"Nobody of {who} has answered. The balanced figures say nothing of them: they meet the numbers of the "
            "others, without them."
        )
    small = [
        f"{kind['label']} ({kind['n']})"
        for margin in found["margins"]
        for kind in margin["cells"]
        if 0 < kind["n"] < FEW_OF_A_KIND
    ]
    if small:
        yield f"Few answered for {join_words(small)}: what these few said is counted for all of their kind."


def _say_trimmed(n: int, *, within_cap: bool) -> str:
    if within_cap:
        return (
            f"{_people(n)} would have counted for more than {CAP} times the middle weight. They were held to that, and "
            "the shares met again by the others."
        )
    return (
        f"Some answers count for more than {CAP} times the middle weight ({_people(n)} reached that): the shares "
        "cannot be met otherwise. Take care with these figures, or balance by less."
    )


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n:,} people"


def _counted(margin: Mapping[str, Any]) -> Counted:
    cells = margin["cells"]
    people, answers = math.fsum(one["share"] for one in cells), sum(one["n"] for one in cells)
    kinds = tuple(
        Kind(one["label"], _per_cent(one["share"], people), _per_cent(one["n"], answers), one["n"]) for one in cells
    )
    day = date.fromisoformat(margin["counted_on"]) if margin["counted_on"] else None
    return Counted(margin["title"], margin["source"], day, kinds, margin["by"])


def _per_cent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}\u00a0%" if whole else "not known"


def _used(margins: Sequence[Mapping[str, Any]]) -> list[tuple[int, dict[str, float]]]:
    return sorted((one["by"] or 0, {cell["key"]: cell["share"] for cell in one["cells"]}) for one in margins)


def _wanted(margins: Sequence[Margin]) -> list[tuple[int, dict[str, float]]]:
    return sorted((one.by or 0, {cell.key: cell.share or 0.0 for cell in one.counted}) for one in margins)


def _say_headline(told: Told) -> str:
    first, why = (
        (BY_SIZE, "it is made of the groups’ own figures, which every reader can see")
        if told.everyone.name != told.answered.name
        else (AS_ANSWERED, "it is what the people who took part said, and nothing had to be assumed")
    )
    return (
        f"The figure that stands first on the pages and is published is “{first}”: {why}. Balancing changes nothing "
        "of that. Balanced figures are for those who may read the answers. Viewers do not see them and they are not "
        "published, because set beside the other figures they could show what a few people said."
    )
