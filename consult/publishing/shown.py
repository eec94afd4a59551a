"""A publication made ready for a page: dates in words, charts, and quotes beside their themes; it reads no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from consult.web.figures import Figure, figure_of
from consult.web.words import plain_date


@dataclass(frozen=True, slots=True)
class Shown:
    """What templates/publishing/body.html needs. A quote that is None was withdrawn."""

    public: Mapping[str, Any]
    quotes: Mapping[str, Sequence[str | None]]
    figures: Mapping[str, Figure | None]


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
    return Shown(
        public={**public, "surveys": surveys, "weight_versions": versions},
        quotes=quotes,
        figures={number: figure_of(own) for number, own in charts.items()},
    )


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
