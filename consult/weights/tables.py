"""The numbers of a weights page as rows of a table to download; each row carries its n, a hidden group its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from analysis.disclosure import NOT_SHOWN
from consult.weights.told import Gap, Panel, PricedGap, Raised, Row, Told
from consult.weights.wording import NOT_RAISED

Cell = str | int | float | None
HEADINGS = ("group", "people", "outcome", "kind", "points", "likely_from", "likely_to")
ALONE = ("alone_points", "alone_likely_from", "alone_likely_to", "percent_own_answers")
BESIDE = {  # what only some kinds of question have, for analysts
    "best_minus_worst": "best_minus_worst_by_shown",
    "error": "standard_error",
    "geometric": "geometric_mean",
}
RAISED = ("spoken_of_in_open_answers", "of_open_answers", "salience")  # for analysts, beside everyone who answered
PLACES = ("place_from", "place_to", "first_in_100_draws", "note")

SIDE = ("points", "likely_from", "likely_to", "people")
DIFFERENCE_HEADINGS = (
    "outcome",
    "higher_group",
    *(f"higher_{name}" for name in SIDE),
    "lower_group",
    *(f"lower_{name}" for name in SIDE),
    "points_apart",
    "apart_from",
    "apart_to",
    "p_holm",
)


def weight_rows(told: Told) -> list[list[Cell]]:
    """One row for each outcome of each group, headings first."""
    beside = [name for name in BESIDE if any(name in (row.beside or ()) for one in told.panels for row in one.rows)]
    raised = RAISED if any(row.raised is not None for row in told.answered.rows) else ()
    rows: list[list[Cell]] = [[*HEADINGS, *ALONE, *(BESIDE[name] for name in beside), *raised, *PLACES]]
    for panel in told.every_panel:
        rows.extend(_rows_of(panel, beside, len(raised)))
    return rows


def _rows_of(panel: Panel, beside: Sequence[str], raised: int) -> list[list[Cell]]:
    if not panel.rows:
        return [[panel.name, panel.people or "not shown", *[None] * (12 + len(beside) + raised), panel.hidden]]
    return [
        [
            panel.name,
            row.people,
            row.label,
            "loss" if row.is_loss else "gain",
            row.points,
            row.low,
            row.high,
            *(row.alone or (None, None, None)),
            panel.own,
            *((row.beside or {}).get(name) for name in beside),
            *_raised(row.raised)[:raised],
            *(row.place or (None, None)),
            row.first,
            _note(panel, row),
        ]
        for row in panel.rows
    ]


def _raised(raised: Raised | None) -> tuple[Cell, ...]:
    if raised is None or raised.why:
        return (None, None, None)
    return (raised.answers, raised.of, raised.salience)


def _note(panel: Panel, row: Row) -> str:
    """Why something of the row is not there."""
    why = row.raised.why if row.raised is not None else ""
    said = [panel.hidden if row.points is not None else NOT_SHOWN]
    said += [f"Not known how often it was spoken of: {NOT_RAISED[why]}."] if why else []
    return " ".join(one for one in said if one)


def difference_rows(gaps: Sequence[PricedGap]) -> list[list[Cell]]:
    """Every difference between two groups, with the numbers of both sides and Holm's p."""
    rows: list[list[Cell]] = [list(DIFFERENCE_HEADINGS)]
    for one in gaps:
        gap = one.gap
        sides = [(name, row.points, row.low, row.high, row.people) for name, row in _sides(gap)]
        rows.append([gap.high.label, *sides[0], *sides[1], *(gap.apart or (None, None, None)), one.p])
    return rows


def _sides(gap: Gap) -> tuple[tuple[str, Row], tuple[str, Row]]:
    return (gap.high_name, gap.high), (gap.low_name, gap.low)


def method_rows(question: str, method: Mapping[str, Any], findings: Sequence[str], told: Told) -> list[list[Cell]]:
    """How it was made, what was left out and why, and the sentences over the numbers."""
    rows: list[list[Cell]] = [["what", "value"], ["question", question], ["people were asked to", told.words.do]]
    rows += [["finding", sentence] for sentence in findings]
    rows += [[name, _plain(value)] for name, value in method.items() if name != "exclusions"]
    return rows + [["left out", f"{one.people} {one.why}"] for one in told.exclusions]


def _plain(value: Any) -> Cell:
    return value if value is None or isinstance(value, str | int | float) else json.dumps(value, sort_keys=True)


def public_method(method: Mapping[str, Any]) -> dict[str, Any]:
    """How it was made, without the numbers of people and answers that only analysts may see."""
    return {name: value for name, value in method.items() if name not in ("answers", "groups", "exclusions")}


def weight_record(told: Told, findings: list[str]) -> dict[str, Any]:
    """The same numbers as plain values, with the sentences over them."""
    return {
        "kind": told.kind,
        "people_were_asked_to": told.words.do,
        "findings": findings,
        "numbers_of_people": "exact, for analysts" if told.exact else "rounded to 5",
        "threshold": told.threshold,
        "first_day": told.first_day.isoformat() if told.first_day else None,
        "last_day": told.last_day.isoformat() if told.last_day else None,
        "groups": [_record(panel) for panel in told.panels],
        "everyone_who_answered": _record(told.answered),
        "everyone_by_size": told.no_sizes or "worked out",
        "exclusions": [asdict(one) for one in told.exclusions],
    }


def _record(panel: Panel) -> dict[str, Any]:
    record = asdict(panel)
    del record["notes"], record["group_id"]
    record["rows"] = [_row_record(row) for row in panel.rows]
    return record


def _row_record(row: Row) -> dict[str, Any]:
    record = asdict(row)
    del record["item_id"]
    if row.beside is None:
        del record["beside"]
    del record["raised"]
    if row.raised is not None:
        names = ("spoken_of", "of_open_answers", "salience")
        record["open_answers"] = (
            {"not_known": NOT_RAISED[row.raised.why]}
            if row.raised.why
            else dict(zip(names, _raised(row.raised), strict=True))
        )
    if row.place is not None:
        record["place"] = {"from": row.place[0], "to": row.place[1]}
    if row.alone is not None:
        points, low, high = row.alone
        record["alone"] = {"points": points, "low": low, "high": high}
    return record
