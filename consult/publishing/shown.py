"""A publication made ready for a page: dates in words, charts, and quotes beside their themes; it reads no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from consult.web.figures import Figure, figure_of
from consult.web.words import plain_date
from consult.weights.side_by_side import are_unlike, place_by_points
from consult.weights.wording import RANK


@dataclass(frozen=True, slots=True)
class Shown:
    """What templates/publishing/body.html needs. A quote that is None was withdrawn. `is_unlike`: the questions do not
    all ask in the same way, and no table of ways side by side says so."""

    public: Mapping[str, Any]
    quotes: Mapping[str, Sequence[str | None]]
    figures: Mapping[str, Figure | None]
    is_unlike: bool


def make_shown(
    public: Mapping[str, Any], charts: Mapping[str, Any], quotes: Mapping[str, Sequence[str | None]]
) -> Shown:
    """The parts of a publication, or of the draft of one, as a page shows them."""
    surveys = [
        {**survey, "when": _span(survey), "groups": [_with_date(group) for group in survey["groups"]]}
        for survey in public["surveys"]
    ]
    versions = [
        {**one, **{name: plain_date(date.fromisoformat(one[name])) for name in ("frozen_on", "worked_out_on")}}
        for one in public.get("weight_versions", ())
    ]
    beside = [_beside(one) for one in public.get("side_by_side", ())]
    said = any(one["is_unlike"] for one in beside)
    return Shown(
        public={**public, "surveys": surveys, "weight_versions": versions, "side_by_side": beside},
        quotes=quotes,
        figures={number: figure_of(own) for number, own in charts.items()},
        is_unlike=not said and are_unlike(one.get("kind", RANK) for one in public["weights"]),
    )


def _beside(table: Mapping[str, Any]) -> dict[str, Any]:
    """Ways side by side. An edition from before it was kept says nothing of their kinds, so it warns; its columns are
    named by what people did, and its places follow from its points."""
    columns = zip(*(row["numbers"] for row in table["rows"]), strict=True)
    places = zip(*(place_by_points([one and one["points"] for one in column]) for column in columns), strict=True)
    rows = [
        {**row, "numbers": [one and {"place": place, **one} for one, place in zip(row["numbers"], own, strict=True)]}
        for row, own in zip(table["rows"], places, strict=True)
    ]
    headings = [way["words"]["who"].capitalize() for way in table["ways"]]
    return {"is_unlike": True, "headings": headings, **table, "rows": rows}


def _span(survey: Mapping[str, Any]) -> str:
    opened, closed = _day(survey["opened"]), _day(survey["closed"], last=True)
    if not opened:
        return ""
    if not closed:
        return f"Since {opened}, still open"
    return f"On {opened}" if opened == closed else f"{opened} to {closed}"


def _day(text: str | None, *, last: bool = False) -> str:
    """The day of a moment; what ended at midnight had the day before as its last."""
    if not text:
        return ""
    moment = datetime.fromisoformat(text)
    return plain_date(moment - timedelta(microseconds=1) if last else moment)


def _with_date(group: Mapping[str, Any]) -> dict[str, Any]:
    counted = group["counted_on"]
    return {**group, "counted": plain_date(date.fromisoformat(counted)) if counted else ""}
