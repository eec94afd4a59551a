"""The tables of an edition to download: made from its public part alone, so they hold what the page shows, no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.disclosure import NOT_SHOWN
from consult.publishing.whom import ANSWERED, IN_WEIGHTS

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
    """Who answered each survey, beside how many there are, and whom each number counts."""
    if not any("weighed" in survey for survey in public["surveys"]):
        return _rows_of_before(public)
    rows: list[list[Cell]] = [["survey", "group", "people", "people_who", "population", "source", "counted_on"]]
    for survey in public["surveys"]:
        rows.append([survey["title"], "Everyone", survey["people"], ANSWERED, None, None, None])
        for one in survey.get("weighed", ()):
            which = f"{IN_WEIGHTS} of “{one['question']}”"
            rows.append([survey["title"], "Everyone", one["people"] or NOT_SHOWN, which, None, None, None])
            if one["in_figure_for_everyone"]:
                whose = f"{which} and in its figure for everyone"
                rows.append([survey["title"], "Everyone", one["in_figure_for_everyone"], whose, None, None, None])
        for group in survey["groups"]:
            known = [group["population"], group["source"], group["counted_on"]]
            who = IN_WEIGHTS if group.get("in_weights") else ANSWERED
            rows.append([survey["title"], group["name"], group["people"], who, *known])
    return rows


def _rows_of_before(public: Mapping[str, Any]) -> list[list[Cell]]:
    """As an edition gave them out that did not tell whom a number counts: its files stay as they are."""
    rows: list[list[Cell]] = [["survey", "group", "people_answered", "population", "source", "counted_on"]]
    for survey in public["surveys"]:
        rows.append([survey["title"], "Everyone who answered", survey["people"], None, None, None])
        for group in survey["groups"]:
            known = [group["population"], group["source"], group["counted_on"]]
            rows.append([survey["title"], group["name"], group["people"], *known])
    return rows
