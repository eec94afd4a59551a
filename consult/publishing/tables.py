"""The tables of an edition to download: made from its public part alone, so they hold what the page shows, no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.disclosure import NOT_SHOWN

Cell = str | int | None


def weight_rows(public: Mapping[str, Any]) -> list[list[Cell]]:
    """How much each outcome matters to each group, n on every row."""
    rows: list[list[Cell]] = [
        ["question", "group", "people", "outcome", "kind", "points", "likely_from", "likely_to", "note"]
    ]
    for one in public["weights"]:
        for panel in one["groups"]:
            if not panel["rows"]:
                rows.append([one["question"], panel["name"], "not shown", *[None] * 5, panel["hidden"]])
            for row in panel["rows"]:
                kind = "loss" if row["is_loss"] else "gain"
                note = "" if row["points"] is not None else NOT_SHOWN
                numbers = [row["points"], row["low"], row["high"]]
                rows.append([one["question"], panel["name"], row["people"], row["label"], kind, *numbers, note])
    return rows


def theme_rows(public: Mapping[str, Any]) -> list[list[Cell]]:
    """How many answers of each group say each theme."""
    rows: list[list[Cell]] = [["question", "theme", "group", "answers"]]
    for one in public["themes"]:
        for theme in one["themes"]:
            rows.append([one["question"], theme["label"], "Everyone who answered", theme["answers"]])
            rows += [[one["question"], theme["label"], group["name"], group["answers"]] for group in theme["groups"]]
    return rows


def people_rows(public: Mapping[str, Any]) -> list[list[Cell]]:
    """Who answered each survey, beside how many there are."""
    rows: list[list[Cell]] = [["survey", "group", "people_answered", "population", "source", "counted_on"]]
    for survey in public["surveys"]:
        rows.append([survey["title"], "Everyone who answered", survey["people"], None, None, None])
        for group in survey["groups"]:
            known = [group["population"], group["source"], group["counted_on"]]
            rows.append([survey["title"], group["name"], group["people"], *known])
    return rows
