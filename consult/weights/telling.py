"""Weights as people may read them: whole points, people rounded to 5, nothing of a hidden group; exact for analysts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from analysis.disclosure import IN_NO_ANSWER, NOT_SHOWN
from analysis.disclosure_tables import round_to_five
from consult.weights.told import Excluded, Gap, Panel, PricedGap, Raised, Row, Told
from consult.weights.wording import REASONS, kind_of, words_of_result

EVERYONE = "Everyone who answered"
BY_SIZE = "Everyone, each group by its size"
LEAST_P = 0.001
NOT_PUBLISHED = "Not published."
HIDDEN_NUMBER = "not shown"
A_FEW = "a few"
SOME = "some"  # people left out of the weights, where a number of any kind of them is small


def tell(result: Mapping[str, Any], *, exact: bool) -> Told:
    """Read a stored result for somebody who may see exact numbers of people, or for the public."""
    together = {"group_id": None, "name": EVERYONE, "mark": 0, "population": None, **result["overall"]}
    answered = _with_raised(_panel(result, together, exact), result) if exact else _panel(result, together, exact)
    groups = tuple(_panel(result, group, exact) for group in result["groups"])
    by_size = _by_size(result, groups, exact)
    everyone = by_size or answered
    order = _largest_first(everyone, groups)
    told = Told(
        exact=exact,
        threshold=result["threshold"],
        everyone=_ordered(everyone, order),
        answered=_ordered(answered, order),
        no_sizes="" if by_size else result.get("by_size", {}).get("why_not", ""),
        groups=tuple(_ordered(panel, order) for panel in groups),
        gap=_gap(result["largest_difference"], groups),
        exclusions=_exclusions(result, exact),
        first_day=_day(result["first_day"]),
        last_day=_day(result["last_day"]),
        has_losses=any(item["is_loss"] for item in result["items"]),
        kind=kind_of(result),
        words=words_of_result(result),
    )
    gaps = [one.gap for one in list_gaps(result, told)]
    return replace(told, gaps=_more_than_chance(gaps), tested=len({gap.high.item_id for gap in gaps}))


def _exclusions(result: Mapping[str, Any], exact: bool) -> tuple[Excluded, ...]:
    """Who was left out; if one number of them is small, none is told, so that it cannot be found by subtraction."""
    found = result["exclusions"]
    some = not exact and not may_tell_left_out(result)
    return tuple(
        Excluded(REASONS[one["reason"]], SOME if some else people_words(one["n"], exact=exact)) for one in found
    )


def may_tell_left_out(result: Mapping[str, Any]) -> bool:
    """Whether readers are told how many answers were left out for each reason, or only that there are some."""
    return all(one["n"] >= result["threshold"] for one in result["exclusions"])


def people_words(n: int, *, exact: bool, threshold: int = 10) -> str:
    """A number of people as this reader may see it: exact, "about 145", or "a few"."""
    if exact:
        return f"{n:,}"
    return f"about {round_to_five(n):,}" if n >= threshold else A_FEW


def _panel(result: Mapping[str, Any], told: Mapping[str, Any], exact: bool) -> Panel:
    hidden = _reason(told, exact)
    may_see = exact or not hidden
    weights = told["weights"] if may_see else []
    beside = told.get("beside", {}) if exact else {}  # fractions by which people can be counted exactly
    reason = f"{NOT_PUBLISHED} {hidden}" if exact and hidden and weights else hidden
    return Panel(
        group_id=told["group_id"],
        name=told["name"],
        mark=told["mark"],
        population=told["population"],
        heard=told["n"] > 0,
        n=(told["n"] if exact else round_to_five(told["n"])) if may_see else None,
        people=people_words(told["n"], exact=exact) if may_see else "",
        hidden=reason,
        rows=_with_beside(
            _with_places(
                [_row(item, weight, exact) for item, weight in zip(result["items"], weights, strict=False)],
                told.get("ranks"),
            ),
            beside,
        ),
        agreement=told["agreement"] if exact else None,  # a fraction by which people can be counted exactly
        notes=tuple(told["warnings"]) if exact else (),
        own=round(100 * told["own"]) if may_see and told.get("own") is not None else None,
    )


def _reason(told: Mapping[str, Any], exact: bool) -> str:
    """Why a group is hidden. The public is not told which of the hidden are small: that would say how many they are."""
    hidden = str(told["hidden"])
    if hidden and not told["n"]:
        return IN_NO_ANSWER if told["group_id"] is not None else hidden  # whatever words were stored with it
    return hidden if exact or not hidden else NOT_SHOWN


def _with_places(rows: Sequence[Row], ranks: Mapping[str, Sequence[Any]] | None) -> tuple[Row, ...]:
    """The rows with their likely places in the order, where these were drawn."""
    if ranks is None:
        return tuple(rows)
    return tuple(
        row
        if row.points is None
        else replace(row, place=(ranks["low"][at], ranks["high"][at]), first=round(100 * ranks["first"][at]))
        for at, row in enumerate(rows)
    )


def _with_beside(rows: Sequence[Row], beside: Mapping[str, Sequence[float]]) -> tuple[Row, ...]:
    """The rows with what stands beside their points, where they have any."""
    if not beside:
        return tuple(rows)
    return tuple(
        row if row.points is None else replace(row, beside={name: values[at] for name, values in beside.items()})
        for at, row in enumerate(rows)
    )


def _with_raised(panel: Panel, result: Mapping[str, Any]) -> Panel:
    """Everyone who answered, with how often each outcome was raised in open answers; it is told to nobody else, because
    an edition may have to hide how many answers a theme has."""
    found = {
        item["item_id"]: Raised(one.get("answers", 0), one.get("of", 0), one.get("salience"), one.get("why", ""))
        for item, one in zip(result["items"], result.get("raised", ()), strict=False)
    }
    return replace(panel, rows=tuple(replace(row, raised=found.get(row.item_id)) for row in panel.rows))


def _by_size(result: Mapping[str, Any], groups: Sequence[Panel], exact: bool) -> Panel | None:
    """Everyone with each group counted by its size; None where that is not worked out, or nothing may be shown."""
    found = result.get("by_size")
    members = [panel for panel in groups if found and panel.group_id in found["groups"]]
    if not found or not found["weights"] or not all(panel.rows for panel in members):
        return None
    people = [
        (weight["n"], people_words(weight["n"], exact=True)) if exact else _at_most(result, members, weight["n"], at)
        for at, weight in enumerate(found["weights"])
    ]
    n, words = max(people, key=lambda one: one[0])
    return Panel(
        group_id=None,
        name=BY_SIZE,
        mark=0,
        population=found["population"],
        heard=True,
        n=n,
        people=words,
        hidden="",
        rows=tuple(
            replace(_row(item, {**weight, "n": many}, exact), n=many, people=said)
            for item, weight, (many, said) in zip(result["items"], found["weights"], people, strict=True)
        ),
        notes=(join_words([panel.name for panel in members]),),
    )


def _at_most(result: Mapping[str, Any], members: Sequence[Panel], n: int, place: int) -> tuple[int, str]:
    """How many people the groups that are shown have together, made of figures that are shown and of nothing else: a
    figure of its own would tell by subtraction how many are in the hidden ones."""
    item = result["items"][place]["item_id"]
    total = sum(row.n or 0 for panel in members for row in panel.rows if row.item_id == item)
    ids = {panel.group_id for panel in members}
    if not any({first, second} <= ids for first, second in result.get("sharing", ())):
        return total, people_words(total, exact=False)
    return total, f"at most {total:,}"


def _row(item: Mapping[str, Any], weight: Mapping[str, Any], exact: bool) -> Row:
    hidden = not exact and (bool(weight.get("hidden")) or weight["points"] is None)
    people = HIDDEN_NUMBER if hidden else people_words(weight["n"], exact=exact)
    row = Row(item["label"], item["is_loss"], None, None, None, weight["n"] if exact else None, people, item["item_id"])
    if hidden or weight["points"] is None:
        return row
    points, low, high = (round(weight[name]) for name in ("points", "low", "high"))
    raw = weight.get("raw")
    return replace(
        row,
        points=points,
        low=low,
        high=high,
        n=weight["n"] if exact else round_to_five(weight["n"]),
        alone=(round(raw[0]), round(raw[1]), round(raw[2])) if raw else None,
    )


def _largest_first(everyone: Panel, groups: Sequence[Panel]) -> list[int]:
    """The order of the rows: by everyone's points where they are shown, else by the mean over the groups."""
    columns = [panel.rows for panel in ((everyone,) if everyone.rows else groups) if panel.rows]
    size = len(columns[0]) if columns else 0
    return sorted(range(size), key=lambda row: (-math.fsum(column[row].points or 0 for column in columns), row))


def _ordered(panel: Panel, order: Sequence[int]) -> Panel:
    return replace(panel, rows=tuple(panel.rows[place] for place in order)) if panel.rows else panel


def _gap(found: Mapping[str, Any] | None, groups: Sequence[Panel]) -> Gap | None:
    by_id = {panel.group_id: panel for panel in groups if panel.rows}
    if found is None or not {found["high_group_id"], found["low_group_id"]} <= set(by_id):
        return None
    high, low = by_id[found["high_group_id"]], by_id[found["low_group_id"]]
    place = found["item"]
    if high.rows[place].points is None or low.rows[place].points is None:
        return None
    ids = {"high_id": found["high_group_id"], "low_id": found["low_group_id"]}
    return Gap(high.name, high.rows[place], low.name, low.rows[place], found["unlikely_chance"], **ids)


def list_gaps(result: Mapping[str, Any], told: Told) -> list[PricedGap]:
    """Every difference between two groups that both may be read, the largest first."""
    shown = {panel.group_id: {row.item_id: row for row in panel.rows} for panel in told.shown}
    names = {panel.group_id: panel.name for panel in told.shown}
    gaps = []
    for place, high_id, low_id, gap, least, most, p, sure in result.get("differences", ()):
        if high_id in shown and low_id in shown:
            item = result["items"][place]["item_id"]
            if shown[high_id][item].points is None or shown[low_id][item].points is None:
                continue
            apart = (round(gap), round(least), round(most))
            sides = (names[high_id], shown[high_id][item], names[low_id], shown[low_id][item])
            one = Gap(*sides, sure, apart, high_id, low_id)
            gaps.append(PricedGap(one, "less than 0.001" if p < LEAST_P else f"{p:.3f}"))
    return gaps


def _more_than_chance(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    found: dict[int, Gap] = {}
    for gap in gaps:
        if gap.unlikely_chance:
            found.setdefault(gap.high.item_id, gap)
    return tuple(found.values())


def say_silent(groups: Iterable[str]) -> str:
    """Of groups that nobody named, though people answered: they may have been heard without our knowing."""
    return f"Nobody who answered said they belong to {join_words(groups, last='or')}."


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Words in a row as people say them: "a, b and c"."""
    *rest, end = list(words)
    return f"{', '.join(rest)} {last} {end}" if rest else end


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
