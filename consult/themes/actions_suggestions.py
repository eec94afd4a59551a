"""What officers make of suggestions; a colleague's decision in between is kept and named, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from consult.themes.actions import end_assignments, keep_decision, lock_themes
from consult.themes.actions_further import ChosenFurther, drop_open_further, hold_further, keep_further
from consult.themes.models import Assignment, Suggestion, SuggestionDecision, Theme
from consult.themes.queries import standing_on
from consult.themes.queries_suggestions import is_settled
from consult.web.editing import name_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an officer chose for one answer; `theme_id` None is none of these."""

    answer_id: int
    theme_id: int | None


@dataclass(frozen=True, slots=True)
class Saved:
    """How many decisions were kept, and a sentence for each that was not, by answer."""

    n: int
    overtaken: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion as a run makes it; `theme_id` None is none of these, `place` is when officers are asked."""

    answer_id: int
    theme_id: int | None
    strength: float
    place: int


def replace_suggestions(
    db: Session, board_id: int, proposals: Iterable[Proposal], *, run_id: int, at: datetime
) -> None:
    """Put a run's suggestions in place of those of the run before."""
    db.execute(delete(Suggestion).where(Suggestion.board_id == board_id))
    rows = [
        {
            "board_id": board_id,
            "answer_id": one.answer_id,
            "theme_id": one.theme_id,
            "strength": one.strength,
            "place": one.place,
            "run_id": run_id,
            "made_at": at,
        }
        for one in proposals
    ]
    for start in range(0, len(rows), 2000):
        db.execute(insert(Suggestion), rows[start : start + 2000])


def decide_on_suggestions(
    db: Session,
    board_id: int,
    chosen: Sequence[Chosen],
    *,
    run_id: int,
    by: int,
    at: datetime,
    further: Sequence[ChosenFurther] = (),
    one_by_one: bool = True,
) -> Saved:
    """Keep what was chosen for answers that still wait as the officer saw them, and of their further themes."""
    # Held for a further theme too: a colleague may be saying "none of these" of the same answer at this moment.
    held = _hold(db, board_id, sorted({one.answer_id for one in (*chosen, *further)}), run_id)
    parts = hold_further(db, board_id, further, run_id)
    standing = _standing(db, board_id, list(held))
    touched = {one.theme_id for one in standing.values()} | {one.theme_id for one in chosen if one.theme_id}
    themes = lock_themes(db, touched | {one.theme_id for one in parts.values()})
    overtaken: dict[int, str] = {}
    changed: set[int] = set()
    kept, settled = 0, []
    # Before main themes: where the same theme becomes the main one, that takes the further one's place.
    for said in further:
        part = parts.get(said.id)
        theme = themes.get(part.theme_id) if part is not None else None
        if part is None or theme is None:
            overtaken[said.answer_id] = _who_was_quicker(db, board_id, said.answer_id, by=by)
        elif said.accepted and theme.status != "signed_off":
            overtaken[said.answer_id] = f"“{theme.label}” is no longer signed off."
        else:
            changed |= {theme.id} if keep_further(db, part, accepted=said.accepted, by=by, at=at) else set()
            kept += 1
    for one in chosen:
        suggestion, target = held.get(one.answer_id), themes.get(one.theme_id or 0)
        if suggestion is None or is_settled(db, board_id, one.answer_id):
            overtaken[one.answer_id] = _who_was_quicker(db, board_id, one.answer_id, by=by)
        elif one.theme_id and (target is None or target.board_id != board_id or target.status != "signed_off"):
            overtaken[one.answer_id] = f"“{target.label if target else 'The theme'}” is no longer signed off."
        elif target is None and (placed := _placed_further(db, board_id, one.answer_id, by=by)):
            overtaken[one.answer_id] = placed
        else:
            before = standing.get(one.answer_id)
            _keep(db, suggestion, target, before, by=by, at=at, one_by_one=one_by_one)
            changed |= {target.id, before.theme_id} if target and before else {target.id} if target else set()
            kept += 1
            settled.append(one.answer_id)
    drop_open_further(db, board_id, settled)
    for theme_id in sorted(changed):
        keep_decision(db, themes[theme_id], "moved", by=by, at=at)
    return Saved(kept, overtaken)


def _hold(db: Session, board_id: int, answer_ids: Sequence[int], run_id: int) -> dict[int, Suggestion]:
    found: dict[int, Suggestion] = {}
    for start in range(0, len(answer_ids), 500):
        wanted = (
            select(Suggestion)
            .where(
                Suggestion.board_id == board_id,
                Suggestion.run_id == run_id,
                Suggestion.answer_id.in_(answer_ids[start : start + 500]),
            )
            .order_by(Suggestion.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found |= {one.answer_id: one for one in db.scalars(wanted)}
    return found


def _standing(db: Session, board_id: int, answer_ids: Sequence[int]) -> dict[int, Assignment]:
    found: dict[int, Assignment] = {}
    for start in range(0, len(answer_ids), 500):
        part = Assignment.answer_id.in_(answer_ids[start : start + 500])
        rows = db.scalars(select(Assignment).where(standing_on(board_id), Assignment.is_main, part))
        found |= {one.answer_id: one for one in rows}
    return found


def _keep(
    db: Session,
    suggestion: Suggestion,
    target: Theme | None,
    before: Assignment | None,
    *,
    by: int,
    at: datetime,
    one_by_one: bool,
) -> None:
    made = None
    as_suggested = target is not None and target.id == suggestion.theme_id
    if target is not None:
        further = select(Assignment).where(
            Assignment.theme_id == target.id,
            Assignment.answer_id == suggestion.answer_id,
            Assignment.ended_at.is_(None),
        )
        end_assignments(db, [*([before] if before else []), *db.scalars(further)], by=by, at=at)
        made = Assignment(
            board_id=target.board_id,
            theme_id=target.id,
            answer_id=suggestion.answer_id,
            strength=suggestion.strength if as_suggested else None,
            source="person",
            made_by=by,
            made_at=at,
        )
        db.add(made)
        db.flush()
    db.add(
        SuggestionDecision(
            board_id=suggestion.board_id,
            answer_id=suggestion.answer_id,
            suggested_theme_id=suggestion.theme_id,
            strength=suggestion.strength,
            run_id=suggestion.run_id,
            theme_id=target.id if target else None,
            assignment_id=made.id if made else None,
            one_by_one=one_by_one,
            made_by=by,
            made_at=at,
        )
    )
    db.delete(suggestion)
    db.flush()


def _placed_further(db: Session, board_id: int, answer_id: int, *, by: int) -> str:
    """What keeps an answer from "none of these": a further theme a person put it under, where it counts; or nothing."""
    placed = db.execute(
        select(Assignment.made_by, Theme.label)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(
            standing_on(board_id),
            Assignment.answer_id == answer_id,
            ~Assignment.is_main,
            Assignment.source == "person",
            Theme.kind == "theme",
        )
        .order_by(Assignment.id)
    ).first()
    if placed is None:
        return ""
    who = "You" if placed[0] == by else name_of(db, placed[0], reader=by)
    return f"{who} put a part of it under “{placed[1]}”, where it counts. Choose a theme for the whole of it instead."


def _who_was_quicker(db: Session, board_id: int, answer_id: int, *, by: int) -> str:
    """Who decided on an answer meanwhile, and what they chose."""
    placed = db.execute(
        select(Assignment.made_by, Theme.label)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(
            standing_on(board_id), Assignment.answer_id == answer_id, Assignment.is_main, Assignment.source == "person"
        )
    ).first()
    if placed is not None:
        return f"{name_of(db, placed[0], reader=by)} put it under “{placed[1]}”."
    refused = db.scalar(
        select(SuggestionDecision)
        .where(SuggestionDecision.board_id == board_id, SuggestionDecision.answer_id == answer_id)
        .order_by(SuggestionDecision.id.desc())
        .limit(1)
    )
    if refused is not None and refused.theme_id is None:
        return f"{name_of(db, refused.made_by, reader=by)} said that none of these themes fits."
    return "Suggestions were worked out anew meanwhile, or its theme was signed off."
