"""Which numbers of people of a weighing may leave: of groups, of everyone, and of outcomes not all were asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.disclosure import EVERYONE, GROUP, Protection, group_table, protect
from analysis.disclosure_tables import INNER, TOTAL, Table, choose_hidden
from consult.weights.alike import say_unanimous
from consult.weights.given import Given

THRESHOLD = 10
BESIDE_UNANIMOUS = "Left out because a group that is hidden could be worked out from it."
ASKED = "asked: "  # before the name of a group: how many of it were asked about one outcome


def protect_weighing(given: Given, groups: Mapping[str, int], overall: int) -> Protection:
    """Groups that are too small, that all said the same, or that would give away one of those."""
    large = [name for name, n in groups.items() if n >= THRESHOLD]
    unanimous = {
        name: words
        for name in large
        if (words := say_unanimous(given.kind, [one for one in given.patterns if name in one.groups], groups[name]))
    }
    found = protect(groups, overall, THRESHOLD, also=tuple(unanimous))
    if not unanimous:
        return found
    overall_hidden = found.overall_hidden if overall < THRESHOLD else BESIDE_UNANIMOUS
    return Protection(found.threshold, {**found.hidden, **unanimous}, found.shown, overall_hidden, None)


def hide_items(overall: dict[str, Any], groups: Sequence[dict[str, Any]]) -> None:
    """Mark the outcomes whose numbers must not be shown although their group is, where not all were asked about all."""
    for place, table in _item_tables(overall, groups):
        for name in choose_hidden(table):
            if name == ASKED + EVERYONE:
                _mark(overall, place)
            for group in groups:
                if name == ASKED + GROUP + group["name"]:
                    _mark(group, place)


def tables_of(result: Mapping[str, Any]) -> Iterator[tuple[Table, frozenset[str]]]:
    """The numbers of people of a stored result as tables, each with what of it is hidden, as an attacker meets it."""
    overall, groups = result["overall"], result["groups"]
    table = group_table({one["name"]: one["n"] for one in groups}, overall["n"], result["threshold"])
    yield table, frozenset(_hidden_parts(overall, groups))
    for place, own in _item_tables(overall, groups):
        marked = {
            ASKED + name
            for name, part in _parts(overall, groups)
            if part["weights"] and _is_hidden(part["weights"][place])
        }
        decided = {one.name for one in own.cells.values() if one.shown is False}
        yield own, frozenset(marked | decided)


def _parts(overall: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(EVERYONE, overall), *((GROUP + one["name"], one) for one in groups)]


def _hidden_parts(overall: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> list[str]:
    return [name for name, part in _parts(overall, groups) if part["hidden"] and part["n"]]


def _item_tables(overall: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Table]]:
    """For each outcome that not all who answered were asked about: how many of each group were, beside the groups."""
    hidden = set(_hidden_parts(overall, groups))
    for place, whole in enumerate(overall["weights"]):
        asked = {
            name: part["weights"][place]["n"] if part["weights"] else None for name, part in _parts(overall, groups)
        }
        if all(
            n is None or n == part["n"] for (_, part), n in zip(_parts(overall, groups), asked.values(), strict=True)
        ):
            continue
        table = group_table({one["name"]: one["n"] for one in groups}, overall["n"], THRESHOLD)
        for cell in list(table.cells.values()):
            if cell.kind != INNER:
                table.put(replace(cell, shown=cell.name not in hidden))
        table.add(ASKED + EVERYONE, whole["n"], TOTAL, shown=False if whole["n"] and EVERYONE in hidden else None)
        known = [name for name, n in asked.items() if n is not None and name != EVERYONE]
        for name in known:
            table.add(ASKED + name, asked[name] or 0, shown=False if asked[name] and name in hidden else None)
            table.lie_within(name, ASKED + name, few_outside=False)
        table.lie_within(EVERYONE, ASKED + EVERYONE, few_outside=False)
        table.divide(ASKED + EVERYONE, [ASKED + name for name in known])
        yield place, table


def _is_hidden(weight: Mapping[str, Any]) -> bool:
    return weight["n"] > 0 and (bool(weight.get("hidden")) or weight["points"] is None)


def _mark(part: dict[str, Any], place: int) -> None:
    if part["weights"]:
        part["weights"][place]["hidden"] = True
