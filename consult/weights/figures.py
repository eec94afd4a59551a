"""Draws weights as the public may see them, in both widths; for runs only, because drawing takes matplotlib."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from analysis.charts import Panel as ChartPanel
from analysis.charts import Row as ChartRow
from analysis.charts import group_comparison, weights_by_group
from consult.weights.comparing import compare_pair, pair_name
from consult.weights.findings import write_footnote, write_pair_title, write_subtitle, write_title
from consult.weights.telling import tell
from consult.weights.told import Panel, Told

MOST_PAIRS = 6  # of groups, up to which each has a chart of its own: a twentieth of a second each


def draw_charts(result: Mapping[str, Any], *, question_id: int, method: str) -> dict[str, Any]:
    """The charts by name, "wide" and "narrow"; empty where nothing may be shown."""
    told = tell(result, exact=False)
    labels = _labels(told)
    if not labels:
        return {}
    panels = [_panel(panel, labels) for panel in told.panels]
    words = {
        "name": f"weights-{question_id}",
        "subtitle": write_subtitle(told),
        "footnote": write_footnote(told, method),
    }
    return {
        "wide": weights_by_group(panels, width="wide", title=write_title(told, "wide"), **words),
        "narrow": weights_by_group(panels, width="narrow", title=write_title(told, "narrow"), **words),
        "pairs": _draw_pairs(result, told, words),
    }


def _draw_pairs(result: Mapping[str, Any], told: Told, words: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Two groups side by side, for every two that are shown; none where there are so many that a run would take long,
    because the page then draws the marks itself."""
    pairs = list(combinations((panel.group_id for panel in told.shown if panel.group_id is not None), 2))
    drawn = {}
    for first, second in pairs if len(pairs) <= MOST_PAIRS else ():
        pair = compare_pair(told, result, first, second)
        if pair is None or not pair.rows:
            continue
        name, labels = pair_name(first, second), [row.first.label for row in pair.rows]
        sides = (_panel(pair.first, labels), _panel(pair.second, labels))
        said = {**words, "name": f"{words['name']}-{name}", "title": write_pair_title(pair)}
        drawn[name] = {
            "wide": group_comparison(*sides, width="wide", **said),
            "narrow": group_comparison(*sides, width="narrow", **said),
        }
    return drawn


def _labels(told: Told) -> list[str]:
    """The outcomes every panel that is shown has a number for, in the order of the table."""
    shown = [panel for panel in told.panels if panel.rows]
    known = [{row.label for row in panel.rows if row.points is not None} for panel in shown]
    return [row.label for row in shown[0].rows if all(row.label in own for own in known)] if shown else []


def _panel(panel: Panel, labels: list[str]) -> ChartPanel:
    if not panel.rows:
        return ChartPanel(panel.name, panel.mark, 0, reason_hidden=panel.hidden)
    rows = {row.label: row for row in panel.rows}
    return ChartPanel(
        panel.name,
        panel.mark,
        panel.n or 0,
        tuple(
            ChartRow(label, rows[label].points, rows[label].low, rows[label].high, gain=not rows[label].is_loss)  # type: ignore[arg-type]
            for label in labels
        ),
    )
