"""Where a number comes from, link by link: weight, run, answers counted and left out, item, outcome, theme, answers.

It reads one stored result and the rows its items stand for; what a reader may not see is said to be hidden, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.outcomes.models import Outcome
from consult.themes.models import Theme, ThemeVersion
from consult.weights.models import WeightRun
from consult.weights.queries import WeighedQuestion, load_weighed_question
from consult.weights.told import Panel, Row, Told

EVERYONE_ID = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """A number's address: one outcome for one group (0: everyone) in one stored result."""

    __tablename__ = "weight_run"

    id: int
    weight_run: WeightRun
    question: WeighedQuestion
    item: Mapping[str, Any]
    group_id: int


@dataclass(frozen=True, slots=True)
class Number:
    """One way of telling the number: for a group, or for everyone by size or as they answered."""

    panel: Panel
    row: Row | None


@dataclass(frozen=True, slots=True)
class Roots:
    """What the item stands for: the outcome, and the version of the theme it was made from."""

    outcome: Outcome | None
    theme: Theme | None
    version: ThemeVersion | None
    signed_off_at: datetime | None


def load_origin(db: Session, weight_run_id: int, item_id: int, group_id: int) -> tuple[Origin, int] | None:
    """The thing behind a number's address; None where that result has no such item or group."""
    weight_run = db.get(WeightRun, weight_run_id)
    found = load_weighed_question(db, weight_run.question_id) if weight_run is not None else None
    if weight_run is None or found is None:
        return None
    question, consultation_id = found
    item = next((one for one in weight_run.result["items"] if one["item_id"] == item_id), None)
    groups = {EVERYONE_ID, *(group["group_id"] for group in weight_run.result["groups"])}
    if item is None or group_id not in groups:
        return None
    return Origin(weight_run.id, weight_run, question, item, group_id), consultation_id


def find_numbers(told: Told, origin: Origin) -> list[Number]:
    """The number itself; of everyone both ways of counting. A hidden group has its reason and no row."""
    if origin.group_id == EVERYONE_ID:
        panels = [panel for panel in told.every_panel if not panel.mark]
    else:
        panels = [panel for panel in told.groups if panel.group_id == origin.group_id]
    wanted = origin.item["item_id"]
    return [Number(panel, next((row for row in panel.rows if row.item_id == wanted), None)) for panel in panels]


def find_roots(db: Session, origin: Origin) -> Roots:
    """The outcome an item stands for and the theme it came from, as far as they are there."""
    outcome_id = origin.item["outcome_id"]
    outcome = db.get(Outcome, outcome_id) if outcome_id is not None else None
    if outcome is None or outcome.theme_id is None:
        return Roots(outcome, None, None, None)
    theme = db.get(Theme, outcome.theme_id)
    version = db.scalar(
        select(ThemeVersion).where(
            ThemeVersion.theme_id == outcome.theme_id, ThemeVersion.number == outcome.theme_version
        )
    )
    return Roots(outcome, theme, version, version.made_at if version is not None else None)
