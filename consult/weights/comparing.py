"""Two groups side by side: each outcome once, the larger gap first, and whether the gap is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consult.weights.told import Panel, Row, Told

EDGE, LENGTH = 12, 276  # of a track 300 wide: room for half a mark at either end
UNTESTED_SHARING = "Some people are in both groups, so the two are not two samples and no difference is tested."


def pair_name(first_id: int, second_id: int) -> str:
    """The name under which a run keeps the chart of two groups, whichever is named first."""
    return f"{min(first_id, second_id)}-{max(first_id, second_id)}"


@dataclass(frozen=True, slots=True)
class Side:
    """One group's mark on a row's track: where its points and its likely range lie."""

    mark: int
    at: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PairRow:
    """One outcome for both groups. `gap` is points apart with its likely range; `sure` that it is more than chance."""

    first: Row
    second: Row
    gap: tuple[int, int, int] | None
    sure: bool
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups compared; `untested` says why nothing is tested, where nothing is."""

    first: Panel
    second: Panel
    rows: tuple[PairRow, ...]
    untested: str

    @property
    def sure(self) -> tuple[PairRow, ...]:
        """The outcomes on which the two differ by more than chance."""
        return tuple(row for row in self.rows if row.sure)


def choose_pair(told: Told, result: Mapping[str, Any]) -> tuple[int, int] | None:
    """The two groups to show before somebody chose: those that differ most, else the first two that are shown."""
    shown = [panel.group_id for panel in told.shown if panel.group_id is not None]
    if len(shown) < 2:
        return None
    largest = result["largest_difference"]
    if largest is not None and {largest["high_group_id"], largest["low_group_id"]} <= set(shown):
        return largest["high_group_id"], largest["low_group_id"]
    return shown[0], shown[1]


def compare_pair(told: Told, result: Mapping[str, Any], first_id: int, second_id: int) -> Pair | None:
    """Two groups that are both shown; None where one is not, or they are the same."""
    shown = {panel.group_id: panel for panel in told.shown}
    if first_id == second_id or first_id not in shown or second_id not in shown:
        return None
    first, second = shown[first_id], shown[second_id]
    places = {item["item_id"]: place for place, item in enumerate(result["items"])}
    tested = {
        place: (high, (round(gap), round(least), round(most)), sure)
        for place, high, low, gap, least, most, _, sure in result.get("differences", ())
        if {high, low} == {first_id, second_id}
    }
    top = max(row.high or 0 for panel in told.shown for row in panel.rows) or 1
    rows = []
    for a, b in zip(first.rows, second.rows, strict=True):
        if a.points is None or b.points is None:
            continue
        _, gap, sure = tested.get(places[a.item_id], (None, None, False))
        sides = (_side(first.mark, a, top), _side(second.mark, b, top))
        rows.append(PairRow(a, b, gap, sure, sides))
    rows.sort(key=_larger_first)
    return Pair(first, second, tuple(rows), _why_untested(result, first_id, second_id, tested=bool(tested)))


def _larger_first(row: PairRow) -> tuple[int, int, str]:
    gap = row.gap[0] if row.gap else abs((row.first.points or 0) - (row.second.points or 0))
    return (-gap, -(row.first.points or 0), row.first.label)


def _side(mark: int, row: Row, top: int) -> Side:
    at, low, high = (EDGE + round(LENGTH * (points or 0) / top) for points in (row.points, row.low, row.high))
    return Side(mark, at, low, high)


def _why_untested(result: Mapping[str, Any], first_id: int, second_id: int, *, tested: bool) -> str:
    if tested:
        return ""
    if sorted((first_id, second_id)) in result.get("sharing", ()):
        return UNTESTED_SHARING
    return "These weights were worked out before differences were kept. Work them out again to have this tested."
