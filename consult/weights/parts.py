"""The stored numbers of one group: points with intervals and n, its own answers alone beside what is shown; no weight
where too few people answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.disclosure_tables import ROUNDING, round_to_five
from analysis.points import limits_of_agreement
from analysis.records import GroupWeights, Interval, Weight
from consult.weights.standard_errors import is_at_an_end

DIGITS = 4  # of a point out of 100: far finer than any interval, and the same on every machine
SHARE_DIGITS = 4
RESIDUAL_DIGITS = 1
UNSURE = 0.05  # of 1, what is left beside the 95 % of every interval
RANK_IS_LOW = "mean_rank"  # the one way of counting where a low number is better
FIT_NUMBERS = ("pairwise", "entropy_ratio", "variance_ratio", "limit")


def store_part(report: GroupWeights, *, hidden: str, enough: bool, least_people: int) -> dict[str, Any]:
    """What is kept of a group (or of everyone): exact n always, numbers only where there are enough people."""
    raw = alone(report)
    return {
        "n": report.n,
        "hidden": hidden,
        "weights": [_weight(weight, own, least_people) for weight, own in zip(report.weights, raw.weights, strict=True)]
        if enough
        else [],
        "own": _own(report) if enough else None,
        "n_eff": round(report.n_eff, DIGITS) if enough else None,
        "ranks": _ranks(report) if enough else None,
        "methods": _methods(report) if enough else {},
        "beside": _beside(report) if enough else {},
        "fit": _fit(report) if enough else {},
        "agreement": report.kendall_w if enough else None,
        "warnings": list(report.warnings) if enough else [],
    }


def soften_ends(report: GroupWeights, least_people: int) -> GroupWeights:
    """The limits of an outcome to which all gave the same points, or none, hang on the number of people alone and would
    tell it exactly where pages round it to 5: so they are made from the fewest people who are rounded to the same."""
    people = max(least_people, round_to_five(report.n) - ROUNDING // 2)
    own, same = report.extra.get("unpooled"), frozenset(report.extra.get("same_share", ()))

    def soften(value: float, limits: Sequence[float], alike: bool) -> tuple[float, float]:
        if alike or is_at_an_end(value):
            low, high = limits_of_agreement(value, people, 1 - UNSURE)
            return float(low), float(high)
        return limits[0], limits[1]

    weights = tuple(
        replace(
            one,
            interval=Interval(*soften(one.value, (one.interval.low, one.interval.high), not own and one.item in same)),
        )
        for one in report.weights
    )
    if not own:
        return replace(report, weights=weights)
    told = enumerate(zip(own["weights"], own["interval"], strict=True))
    limits = [list(soften(value, each, item in same)) for item, (value, each) in told]
    return replace(report, weights=weights, extra={**report.extra, "unpooled": {**own, "interval": limits}})


def alone(report: GroupWeights) -> GroupWeights:
    """The weights a group has by its own answers, without what pooling lent it; itself where nothing was pooled."""
    unpooled: Mapping[str, Sequence[Any]] | None = report.extra.get("unpooled")
    if not unpooled:
        return report
    return replace(
        report,
        shared=None,
        weights=tuple(
            replace(weight, value=value, interval=Interval(*limits))
            for weight, value, limits in zip(report.weights, unpooled["weights"], unpooled["interval"], strict=True)
        ),
    )


def points_of(weight: Weight) -> list[float]:
    """Points out of 100 with their limits."""
    return [round(100 * share, DIGITS) for share in (weight.value, weight.interval.low, weight.interval.high)]


def _weight(weight: Weight, own: Weight, least_people: int) -> dict[str, Any]:
    """Points out of 100; an item that too few people of the group were asked about has none."""
    if weight.n < least_people:
        return {"points": None, "low": None, "high": None, "n": weight.n}
    points, low, high = points_of(weight)
    return {"points": points, "low": low, "high": high, "n": weight.n, "raw": points_of(own)}


def _own(report: GroupWeights) -> float | None:
    """How far the numbers rest on the group's own answers: 1 wholly, 0 not at all; None where nothing was pooled."""
    share = report.extra.get("shrinkage")
    return None if share is None else round(float(share), SHARE_DIGITS)


def _ranks(report: GroupWeights) -> dict[str, list[Any]] | None:
    """Of each outcome the likely places in the order, and how often it would be first; None where nothing was drawn."""
    found = report.extra.get("ranks")
    if not found:
        return None
    return {
        "low": list(found["low"]),
        "high": list(found["high"]),
        "first": [round(float(chance), SHARE_DIGITS) for chance in found["first"]],
    }


def _methods(report: GroupWeights) -> dict[str, list[int]]:
    """The place of each outcome by each way of counting; numbers alike share the better place."""
    places = {}
    for name, values in report.extra.get("sensitivity", {}).items():
        worth = [-value if name == RANK_IS_LOW else value for value in (round(float(one), 10) for one in values)]
        places[name] = [1 + sum(other > one for other in worth) for one in worth]
    return places


def _beside(report: GroupWeights) -> dict[str, list[float]]:
    """Numbers that stand beside the points of some kinds: counts of best-worst tasks, what points have as a check."""
    told, found = report.extra, report.extra.get("sensitivity", {})
    beside = {}
    if "best_minus_worst" in found:
        beside["best_minus_worst"] = [round(float(one), SHARE_DIGITS) for one in found["best_minus_worst"]]
    if "share_se" in told:
        beside["error"] = [round(100 * float(one), DIGITS) for one in told["share_se"]]
        beside["geometric"] = [round(100 * float(one), DIGITS) for one in found["clr"]]
    return beside


def _fit(report: GroupWeights) -> dict[str, Any]:
    """How far people agree, how the model fits them, and whether there may be two camps."""
    found: dict[str, Any] = {**report.extra.get("agreement", {}), **report.extra.get("fit_check", {})}
    kept = {name: found[name] for name in FIT_NUMBERS if name in found}
    return {**{name: float(f"{value:.6g}") for name, value in kept.items()}, **_fit_items(found)}


def _fit_items(found: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if "largest" in found:
        largest = found["largest"]
        numbers = {name: round(float(largest[name]), 1) for name in ("won", "expected", "compared", "residual")}
        told["largest"] = {"items": list(largest["items"]), **numbers}
    if "residuals" in found:
        told["residuals"] = _above_diagonal(found["residuals"])
    if found.get("sides"):
        told["sides"] = [list(side) for side in found["sides"]]
    return told


def _above_diagonal(table: Sequence[Sequence[float | None]]) -> list[float | None]:
    """The first outcome over the second, the third and so on, then the second over the third; the other half says the
    same the other way round. None where nobody chose between the two."""
    pairs = (table[one][other] for one in range(len(table)) for other in range(one + 1, len(table)))
    return [None if value is None else round(float(value), RESIDUAL_DIGITS) + 0.0 for value in pairs]
