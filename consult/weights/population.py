"""Everyone's weights with each group counted by its size: the mean of the groups that are shown, by the shares of their
people. Made of shown numbers alone, so nothing of a hidden group is in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.records import Shared
from analysis.shared_errors import error_of_sum
from consult.weights.parts import DIGITS
from consult.weights.standard_errors import error_of_share, limits_around


def weigh_by_size(
    groups: Sequence[Mapping[str, Any]], people: Mapping[int, int] | None, shared: Mapping[str, Shared | None]
) -> dict[str, Any]:
    """From stored groups that are shown; `people` has by place of an item how many different people compared it, and
    `shared` by a group's name how it errs together with the others it was pooled with.

    `why_not` says why there is none: the sizes of all these groups must be known, and every outcome must have a weight
    in each. Formula: w = sum of N_g w_g / sum of N_g, its variance that of the sum, with the covariances of the groups.
    """
    unknown = [group["name"] for group in groups if not group["population"]]
    if len(groups) < 2:
        return _none("fewer than two groups can be shown.")
    if unknown:
        return _none(f"how many people there are is not known for {_listed(unknown)}.")
    if any(weight["points"] is None or weight.get("hidden") for group in groups for weight in group["weights"]):
        return _none("not every group was asked about every outcome.")
    total = sum(group["population"] for group in groups)
    shares = [group["population"] / total for group in groups]
    columns = zip(*(group["weights"] for group in groups), strict=True)
    pooled = [shared.get(group["name"]) for group in groups]
    return {
        "why_not": "",
        "groups": [group["group_id"] for group in groups],
        "population": total,
        "weights": [
            {**_mean(place, column, shares, pooled), "n": (people or {}).get(place, 0)}
            for place, column in enumerate(columns)
        ],
    }


def _none(why: str) -> dict[str, Any]:
    return {"why_not": why, "groups": [], "population": None, "weights": []}


def _mean(
    place: int, column: Sequence[Mapping[str, Any]], shares: Sequence[float], pooled: Sequence[Shared | None]
) -> dict[str, float]:
    value = math.fsum(share * weight["points"] for share, weight in zip(shares, column, strict=True)) / 100
    error = error_of_sum(place, shares, [_error(weight) for weight in column], pooled)
    low, high = limits_around(value, error)
    points, low, high = (round(100 * number, DIGITS) for number in (value, low, high))
    return {"points": points, "low": low, "high": high}


def _error(weight: Mapping[str, Any]) -> float:
    """The standard error of a share, from the interval of its points."""
    return error_of_share([weight[name] / 100 for name in ("points", "low", "high")])


def _listed(names: Sequence[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last
