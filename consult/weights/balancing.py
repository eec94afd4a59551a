"""What a run keeps of the balanced weights: everyone's, by every margin at once, with what it cost; where the shares
cannot be met, why. For those alone who may read the answers: nothing here goes to readers or is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consult.weights.alike import UNANIMOUS
from consult.weights.given import Given
from consult.weights.margins import Margin
from consult.weights.parts import DIGITS, soften_ends, store_part
from consult.weights.protecting import THRESHOLD
from consult.weights.raking import Balanced, CannotBalance, balance
from consult.weights.weighing import weigh_balanced

TOO_FEW = f"Fewer than {THRESHOLD} people can be balanced."


def store_balanced(given: Given, margins: Sequence[Margin], overall_hidden: str) -> dict[str, Any]:
    """Empty where nobody chose by what to balance. `overall_hidden` is why everyone's own weights are hidden."""
    if not margins:
        return {}
    try:
        found = balance(margins, given)
    except CannotBalance as refused:
        return {"why_not": refused.words, "margins": [_margin(one, {}) for one in margins]}
    told = {"margins": [_margin(one, heard) for one, heard in zip(found.margins, found.heard, strict=True)]}
    if len(found.kept) < THRESHOLD:
        return {"why_not": TOO_FEW, **told}
    if overall_hidden in UNANIMOUS:
        return {"why_not": overall_hidden, **told}
    return {"why_not": "", **told, **_cost(given, found), "weights": _weights(given, found)}


def _cost(given: Given, found: Balanced) -> dict[str, Any]:
    return {
        "n": len(found.kept),
        "left_out": len(given.people) - len(found.kept),
        "effective": round(found.raked.effective, DIGITS),
        "design_effect": round(found.raked.design_effect, DIGITS),
        "trimmed": found.raked.trimmed,
        "within_cap": found.within_cap,
        "largest": round(found.largest, DIGITS),
        "unheard": [{"label": cell.label, "share": cell.share} for cell in found.unheard],
    }


def _weights(given: Given, found: Balanced) -> list[dict[str, Any]]:
    report = soften_ends(weigh_balanced(given, found), THRESHOLD)
    part = store_part(report, hidden="", enough=True, least_people=THRESHOLD)
    return [{name: weight[name] for name in ("points", "low", "high", "n")} for weight in part["weights"]]


def _margin(one: Margin, heard: Any) -> dict[str, Any]:
    return {
        "by": one.by,
        "title": one.title,
        "unit": one.unit,
        "source": one.source,
        "counted_on": one.counted_on.isoformat() if one.counted_on else None,
        "cells": [
            {"key": cell.key, "label": cell.label, "share": cell.share, "n": heard.get(cell.key, 0)}
            for cell in one.counted
        ],
    }
