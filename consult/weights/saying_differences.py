"""What is said beside the differences between groups: the test of all at once, and who is not compared, and why."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from consult.web.words import count_words
from consult.weights.differences import UNLIKELY
from consult.weights.telling import join_words
from consult.weights.told import Told

NOT_TESTED = "whether the groups differ on the whole was not tested: "  # as the method notes it, before the reason
LEAST_P = 0.001
TESTS = {"likelihood ratio": "likelihood ratio test", "wald": "Wald’s test"}


def say_on_the_whole(told: Told, result: Mapping[str, Any]) -> str:
    """Whether the groups differ on the whole, or why that was not tested; for who may see exact numbers alone, because
    the groups that are hidden are in the test."""
    if not told.exact:
        return ""
    found = result.get("groups_differ")
    if found is None:
        why = next((note for note in result["overall"]["warnings"] if note.startswith(NOT_TESTED)), "")
        return f"Whether the groups differ on the whole was not tested: {why.removeprefix(NOT_TESTED)}." if why else ""
    why_out = {one["group_id"]: one["why"] for one in found.get("left_out", ())}
    groups = [panel for panel in told.groups if panel.heard and panel.group_id not in why_out]
    people = sum(group["n"] for group in result["groups"] if group["group_id"] not in why_out)
    p = f"p less than {LEAST_P}" if found["p"] < LEAST_P else f"p = {found['p']:.3f}"
    how = f"({p}, {TESTS.get(found['test'], found['test'])}, {people:,} people in {count_words(len(groups), 'group')})"
    out = [f"{panel.name} ({why_out[panel.group_id]})" for panel in told.groups if panel.group_id in why_out]
    rest = f" Not in this test: {join_words(out)}." if out else ""
    if found["p"] < UNLIKELY:
        return f"On the whole the groups differ by more than chance would make them {how}.{rest}"
    return f"On the whole it cannot be said that the groups differ: what we see can be chance {how}.{rest}"


def say_who_is_not_compared(told: Told, result: Mapping[str, Any]) -> list[str]:
    """Which groups are in no comparison, and which two are not compared with each other, each with the reason."""
    said = [f"{panel.name}: {panel.hidden}" for panel in told.groups if panel.hidden]
    sharing = {frozenset(pair) for pair in result.get("sharing", ())}
    shown = [panel for panel in told.shown if not panel.hidden]
    pairs = [
        f"{one.name} with {other.name}"
        for one, other in combinations(shown, 2)
        if frozenset((one.group_id, other.group_id)) in sharing
    ]
    if pairs:
        said.append(f"Not tested, because some people are in both: {join_words(pairs)}.")
    return said
