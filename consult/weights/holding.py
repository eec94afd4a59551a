"""Reads a question as readers may see it meanwhile: of people who are in the same groups five are let in at a time, and
the rest waits; nobody who waits is in any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from consult.weights.given import Given, read_given
from consult.weights.models import WeightRun
from consult.weights.people_parts import (
    Part,
    find_newest_let_in,
    hold_left_out,
    name_part,
    part_people,
    read_parts,
)
from consult.weights.queries_steady import is_far_from, is_of_the_same
from surveys.definition import Question


def read_held(
    db: Session, question: Question, consultation_id: int, given: Given, seen: Sequence[WeightRun]
) -> Given | None:
    """The answers behind the next figures of readers, where these cannot be all that is `given`. None where they can,
    where nothing may move, or where the last of those `seen` is from before parts were kept; the oldest comes first."""
    if not seen or not seen[-1].parts:
        return None
    shown, now = read_parts(seen[-1].parts), part_people(given)
    if _is_far_from_all(seen, now) or any(is_of_the_same(one, given.input_hash, now) for one in seen):
        return None
    newest = find_newest_let_in(shown, given)
    if newest is None:
        return None
    held = read_given(
        db, question, consultation_id, let_in=lambda groups, response: response <= newest.get(name_part(groups), 0)
    )
    held = replace(
        held,
        exclusions=hold_left_out(shown, given.exclusions),
        answers=given.answers,  # by these two it is seen whether anything came since
        last_response_id=given.last_response_id,
    )
    return held if len(held.items) > 1 and _is_far_from_all(seen, part_people(held)) else None


def _is_far_from_all(seen: Sequence[WeightRun], now: Mapping[str, Part]) -> bool:
    return all(is_far_from(one, now) for one in seen)
