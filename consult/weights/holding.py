"""Reads a question as readers may see it meanwhile: of people who are in the same groups five are let in at a time, and
the rest waits; nobody who waits is in any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from consult.weights.batches import (
    Part,
    are_apart,
    find_newest_let_in,
    hold_left_out,
    name_part,
    part_people,
    read_parts,
)
from consult.weights.given import Given, read_given
from consult.weights.models import WeightRun
from surveys.definition import Question


def read_held(
    db: Session, question: Question, consultation_id: int, given: Given, seen: Sequence[WeightRun]
) -> Given | None:
    """The answers behind the next figures of readers, where these cannot be all that is `given`. None where they can,
    where nothing may move, or where results from before parts were kept are among those `seen`, the oldest first."""
    if not seen or not all(one.parts for one in seen):
        return None
    shown = [read_parts(one.parts) for one in seen]
    now = part_people(given)
    newest = None if _is_apart_from_all(shown, now) else find_newest_let_in(shown[-1], given)
    if newest is None:
        return None
    held = read_given(
        db, question, consultation_id, let_in=lambda groups, response: response <= newest.get(name_part(groups), 0)
    )
    held = replace(
        held,
        exclusions=hold_left_out(shown[-1], given.exclusions),
        answers=given.answers,  # by these two it is seen whether anything came since
        last_response_id=given.last_response_id,
    )
    return held if len(held.items) > 1 and _is_apart_from_all(shown, part_people(held)) else None


def _is_apart_from_all(shown: Sequence[Mapping[str, Part]], now: Mapping[str, Part]) -> bool:
    return all(are_apart(one, now) for one in shown)
