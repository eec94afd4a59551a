"""Two frozen versions side by side: the points then and now, and which moves are more than chance.

Both as anybody may read them; a group that is hidden in one of the two is not compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.weights.differences import UNLIKELY, holm
from consult.weights.side_by_side import are_unlike
from consult.weights.standard_errors import chance_between
from consult.weights.telling import tell
from consult.weights.told import Panel, Row, Told
from consult.weights.wording import kind_of
from surveys.errors import WrongState


@dataclass(frozen=True, slots=True)
class Move:
    """One outcome of one group in both versions. `sure`: more than chance, after all comparisons made."""

    then: Row
    now: Row
    sure: bool

    @property
    def by(self) -> int:
        """Points up (or down, below 0)."""
        return (self.now.points or 0) - (self.then.points or 0)


@dataclass(frozen=True, slots=True)
class MovedPanel:
    """One group in both versions; where `hidden` says why it cannot be compared there are no moves."""

    then: Panel
    now: Panel
    hidden: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """Two versions compared. `notes` say what else differs between them."""

    panels: tuple[MovedPanel, ...]
    notes: tuple[str, ...]

    @property
    def sure(self) -> tuple[tuple[MovedPanel, Move], ...]:
        """The moves that are more than chance, the largest first."""
        found = [(panel, move) for panel in self.panels for move in panel.moves if move.sure]
        return tuple(sorted(found, key=lambda one: (-abs(one[1].by), one[0].now.mark, one[1].now.label)))


def compare_versions(
    then: Mapping[str, Any], now: Mapping[str, Any], methods: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> Moved:
    """Stored results of two versions and how each was made; raises WrongState for two ways of asking.

    A question keeps its kind, so two versions of one never differ in it. Were it otherwise, points of two scales would
    be taken from each other here and the difference tested: refused, where columns side by side only warn.

    Wald's test on the log-odds of the weights by each group's own answers, as if nobody were in both versions: people
    who are make the two more alike, so a move that passes is real, and one that does not may still be. Holm over all.
    """
    if are_unlike((kind_of(then), kind_of(now))):
        raise WrongState("People were asked in different ways, so what moved cannot be worked out from the two.")
    told = (tell(then, exact=False), tell(now, exact=False))
    pairs = _pair_panels(*told)
    chances = {
        (number, row.item_id): chance_between(_raw(then, a.group_id, row.item_id), _raw(now, b.group_id, row.item_id))
        for number, (a, b, hidden) in enumerate(pairs)
        if not hidden
        for row in b.rows
        if _both(a, row)
    }
    keys = sorted(chances)
    corrected = dict(zip(keys, holm([chances[key] for key in keys]), strict=True))
    panels = []
    for number, (a, b, hidden) in enumerate(pairs):
        moves = [
            Move(before, row, corrected[number, row.item_id] < UNLIKELY)
            for row in b.rows
            if not hidden and (before := _both(a, row))
        ]
        panels.append(MovedPanel(a, b, hidden, tuple(moves)))
    return Moved(tuple(panels), tuple(_notes(then, now, *methods)))


def _pair_panels(then: Told, now: Told) -> list[tuple[Panel, Panel, str]]:
    before = {panel.group_id: panel for panel in then.groups}
    pairs = [(then.answered, now.answered, _why_not(then.answered, now.answered))]
    for panel in now.groups:
        if panel.group_id in before:
            pairs.append((before[panel.group_id], panel, _why_not(before[panel.group_id], panel)))
    return pairs


def _why_not(then: Panel, now: Panel) -> str:
    if then.rows and now.rows:
        return ""
    return f"In the later version: {now.hidden}" if not now.rows else f"In the earlier version: {then.hidden}"


def _both(panel: Panel, row: Row) -> Row | None:
    """The same outcome as it was, where both have points."""
    before = next((one for one in panel.rows if one.item_id == row.item_id), None)
    return before if before is not None and before.points is not None and row.points is not None else None


def _raw(result: Mapping[str, Any], group_id: int | None, item_id: int) -> Sequence[float]:
    """A group's own points with their limits, as shares."""
    groups = {group["group_id"]: group for group in result["groups"]}
    weights = (result["overall"] if group_id is None else groups[group_id])["weights"]
    place = next(place for place, item in enumerate(result["items"]) if item["item_id"] == item_id)
    weight = weights[place]
    return [points / 100 for points in weight.get("raw") or (weight["points"], weight["low"], weight["high"])]


def _notes(
    then: Mapping[str, Any], now: Mapping[str, Any], method_then: Mapping[str, Any], method_now: Mapping[str, Any]
) -> list[str]:
    notes = []
    before, after = ({item["item_id"]: item["label"] for item in one["items"]} for one in (then, now))
    if set(before) != set(after):
        notes.append("The two lists of outcomes are not the same, so points share out 100 among other outcomes.")
    if any(method_then.get(name) != method_now.get(name) for name in ("name", "version", "prior", "pool")):
        notes.append("The two were not worked out in the same way, so a small move may come of that.")
    return notes
