"""The stored result of a run: exact numbers of people, but no weight of a group under the threshold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.population import find_who_to_hear
from analysis.records import GroupWeights, Shared, Weights
from consult.weights.alike import UNANIMOUS
from consult.weights.differences import Difference, choose_largest, compare_groups
from consult.weights.given import Given, name_groups
from consult.weights.parts import DIGITS, soften_ends, store_part
from consult.weights.population import weigh_by_size
from consult.weights.protecting import THRESHOLD, hide_items, protect_weighing

# 1 had neither raw weights, nor everyone by size, nor every difference; 2 knew rankings alone; 3 had nothing balanced
SHAPE = 4
COUNTS = ("positions", "worst_positions", "untouched", "even", "same_place", "fast", "known")


def build_result(given: Given, weighed: Weights) -> dict[str, Any]:
    """What is stored. `hidden` says why something is not for the public; weights are there only where they may be."""
    names = name_groups(given.groups)
    reports = {group.name: soften_ends(group, THRESHOLD) for group in weighed.groups}
    overall = soften_ends(weighed.overall, THRESHOLD)
    shown_groups = [group for group in given.groups if not group.retired or reports[names[group.id]].n]
    people = {names[one.id]: reports[names[one.id]].n for one in shown_groups}
    protection = protect_weighing(given, people, weighed.overall.n)
    public = [reports[names[one.id]] for one in shown_groups if names[one.id] not in protection.hidden]
    sharing = {frozenset((names[a], names[b])) for a, b in given.sharing}
    ids = {name: group_id for group_id, name in names.items()}
    differences = compare_groups(public, sharing, protection.threshold)
    groups = [
        {
            "group_id": one.id,
            "name": names[one.id],
            "mark": one.mark,
            "population": one.population,
            **_told(reports[names[one.id]], protection.hidden.get(names[one.id], "")),
        }
        for one in shown_groups
    ]
    together = _told(overall, protection.overall_hidden)
    hide_items(together, groups)
    return {
        "shape": SHAPE,
        "kind": given.kind,
        "asked": dict(given.asked),
        "threshold": protection.threshold,
        "items": [
            {"item_id": one.item_id, "label": one.label, "outcome_id": one.outcome_id, "is_loss": one.is_loss}
            for one in given.items
        ],
        "overall": together,
        "by_size": _by_size(given, groups, {name: report.shared for name, report in reports.items()}),
        "groups": groups,
        "sharing": sorted([a, b] for a, b in given.sharing),
        "largest_difference": _difference(choose_largest(differences), ids),
        "differences": [_difference_row(one, ids) for one in differences],
        "groups_differ": _test(weighed.difference, ids),
        "first_day": given.first_day.isoformat() if given.first_day else None,
        "last_day": given.last_day.isoformat() if given.last_day else None,
        "quality": _quality(weighed.extra.get("quality", {}), weighed.overall.n),
        "hear_next": _hear_next([reports[names[one.id]] for one in shown_groups if not one.retired], ids),
        "exclusions": [{"reason": reason, "n": n} for reason, n in given.exclusions.items()],
    }


def _told(report: GroupWeights, hidden: str) -> dict[str, Any]:
    enough = report.n >= THRESHOLD and hidden not in UNANIMOUS
    return store_part(report, hidden=hidden, enough=enough, least_people=THRESHOLD)


def _quality(found: Mapping[str, Any], people: int) -> dict[str, Any]:
    """How answers were given, in counts: of bursts no answer, and of a channel few used nothing."""
    told = {name: dict(found[name]) for name in COUNTS if name in found}
    if found.get("bursts"):
        told["bursts"] = {"times": len(found["bursts"]), "n": sum(burst["n"] for burst in found["bursts"])}
    told["without_channel"] = {
        name: {"n": one["n"], "largest_move": dict(one["largest_move"]), "outside": list(one["outside"])}
        for name, one in found.get("without_channel", {}).items()
        if min(one["n"], people - one["n"]) >= THRESHOLD
    }
    return told


def _hear_next(reports: Sequence[GroupWeights], ids: Mapping[str, int]) -> list[dict[str, Any]]:
    """Whose answers would tell most; of a group under the threshold nothing but that more are needed."""
    told = []
    for one in find_who_to_hear(reports, THRESHOLD):
        extra = {} if one.top is None else {"top": one.top, "close": one.close, "more": one.more}
        told.append({"group_id": ids[one.name], **extra})
    return told


def _by_size(given: Given, groups: Sequence[Mapping[str, Any]], shared: Mapping[str, Shared | None]) -> dict[str, Any]:
    """Everyone's weights by the sizes of the groups that are shown, with how many different people they rest on."""
    shown = [group for group in groups if group["weights"] and not group["hidden"]]
    names = {group["name"] for group in shown}
    people: Counter[int] = Counter()
    for one in given.patterns:
        if names.intersection(one.groups):
            people.update(dict.fromkeys(one.offered or (), one.n))
    return weigh_by_size(shown, people, shared)


def _difference(found: Difference | None, ids: Mapping[str, int]) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "item": found.item,
        "high_group_id": ids[found.high],
        "low_group_id": ids[found.low],
        "unlikely_chance": found.unlikely_chance,
        "p": float(f"{found.p:.6g}"),
    }


def _difference_row(one: Difference, ids: Mapping[str, int]) -> list[Any]:
    """Place of the item, the higher group, the lower, points apart and their range, Holm's p, and if it is sure."""
    points = [round(100 * share, DIGITS) for share in (one.gap, one.least, one.most)]
    return [one.item, ids[one.high], ids[one.low], *points, float(f"{one.p:.6g}"), one.sure]


def _test(difference: Mapping[str, Any] | None, ids: Mapping[str, int]) -> dict[str, Any] | None:
    """The test of all groups at once, and the groups that are not in it, each with the reason."""
    if difference is None:
        return None
    told: Sequence[str] = ("stat", "df", "p", "test")
    found = {
        name: float(f"{value:.6g}") if isinstance(value, float) else value
        for name in told
        if (value := difference.get(name)) is not None
    }
    left_out = [{"group_id": ids[name], "why": why} for name, why in difference.get("left_out", {}).items()]
    return found | ({"left_out": left_out} if left_out else {})
