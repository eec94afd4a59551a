"""Says whom the numbers of people of a survey count: all who answered, or those alone who are counted in the weights.

Made of public words alone, so it tells nothing that does not stand in the edition already. A group's number is that of
the weights where it would else tell how few are not in them (counts.py); the number of everyone seldom is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from consult.weights.telling import BY_SIZE

ANSWERED, IN_WEIGHTS = "who answered", "who are counted in the weights"


def say_whom(survey: Mapping[str, Any], weights: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is told of a survey, with whom each number counts; `weights` are those of its questions, as published."""
    if not weights:
        return dict(survey)
    said = {(panel["name"], panel["people"]) for one in weights for panel in one["groups"] if panel["rows"]}
    groups = [{**group, "in_weights": (group["name"], group["people"]) in said} for group in survey["groups"]]
    return {**survey, "groups": groups, "weighed": [_count(one) for one in weights]}


def _count(weights: Mapping[str, Any]) -> dict[str, Any]:
    """How many people are counted in the weights of one question, and in its figure for everyone; None: not shown."""
    by_size = next((panel for panel in weights["groups"] if panel["name"] == BY_SIZE and panel["rows"]), None)
    return {
        "question": weights["question"],
        "people": weights["everyone_who_answered"]["people"] or None,
        "in_figure_for_everyone": by_size["people"] if by_size else None,
    }
