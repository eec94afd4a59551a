"""Who to hear next, in sentences for analysts: what more answers of each group would bring; only people who exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.left_to_hear import Left, look_ahead
from consult.web.words import count_words
from consult.weights.told import Panel, Told

# The order of the advice: where much is unknown and somebody is left comes first, where nobody is left comes last.
TOO_FEW, OPEN, SETTLED, NOBODY_LEFT = range(4)
STANDS = "What comes first would stand."


def say_who_to_hear(told: Told, result: Mapping[str, Any]) -> list[str]:
    """One or more sentences for each group, those that can do most first; needs exact numbers of people."""
    panels = {panel.group_id: panel for panel in told.groups}
    weights = {group["group_id"]: group["weights"] for group in result["groups"]}
    labels = [item["label"] for item in result["items"]]
    said = []
    for one in result.get("hear_next", ()):
        panel = panels.get(one["group_id"])
        if panel is not None:
            said.append(_say(panel, one, weights[panel.group_id], labels, told.threshold))
    return [words for _, words in sorted(said, key=lambda each: each[0])]


def _say(
    panel: Panel, one: Mapping[str, Any], weights: Sequence[Mapping[str, Any]], labels: Sequence[str], threshold: int
) -> tuple[int, str]:
    n, size = panel.n or 0, panel.population
    if size is not None and 0 < size <= n:
        return NOBODY_LEFT, f"{panel.name}: everybody has been heard ({n:,} of about {size:,} people)."
    if "top" not in one:
        return _say_too_few(panel.name, n, size, threshold)
    place = OPEN if one["close"] is not None else SETTLED
    order = f"More answers could put “{labels[one['close']]}” first instead." if place == OPEN else STANDS
    numbers = weights[one["top"]] if weights else {}
    points, low, high = numbers.get("raw") or [numbers.get(name) for name in ("points", "low", "high")]
    if not size or points is None:
        unknown = "" if size else " How many people are in this group is not known."
        more = f"about {one['more']:,} more answers would halve the likely range of “{labels[one['top']]}”."
        return place, f"{panel.name}: {more}{unknown} {order}"
    left = look_ahead(points / 100, low / 100, high / 100, n=n, size=size)
    return place, f"{panel.name}: {_say_left(left, n, size, labels[one['top']], one['more'])} {order}"


def _say_too_few(name: str, n: int, size: int | None, threshold: int) -> tuple[int, str]:
    if not size:
        return TOO_FEW, f"{name}: too few to say anything. Hear more of them first."
    if size < threshold:
        return NOBODY_LEFT, f"{name}: about {size:,} people in all. That is too few ever to be shown."
    return TOO_FEW, f"{name}: too few to say anything. Hear more of them first: {_are_counted(n, size)}."


def _say_left(left: Left, n: int, size: int, label: str, more: int) -> str:
    """`more` is how many answers would halve the range that is shown, if there were people without end."""
    said = (
        f"{_are_counted(n, size)}, so at most {left.people:,} more can be. About {left.more:,} more would halve how "
        f"far “{label}” may lie from what all of them would say."
    )
    if more <= left.people:
        return said
    now, then = round(100 * left.width), round(100 * left.width_if_all)
    if then == now:
        still = f"would still be about {count_words(now, 'point')} wide"
    else:
        still = f"would be about {count_words(then, 'point')} wide; it is {now} now"
    return f"{said} If everybody answered, the range shown for it {still}."


def _are_counted(n: int, size: int) -> str:
    """Who answered and is not in the weights is not counted, and may answer still."""
    return f"{f'{n:,}' if n else 'none'} of about {size:,} people {'is' if n == 1 else 'are'} counted here"
