"""What officers decide about themes; every decision is kept, and a save over somebody else's is refused by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from consult.themes.models import Assignment, Theme, ThemeBoard, ThemeVersion
from consult.web.editing import name_of
from surveys.errors import StaleEdit, WrongState

LIVE = ("candidate", "signed_off")
SET_ASIDE = {"other": "Other", "nothing": "Nothing to say"}


def open_board(db: Session, consultation_id: int, question_id: int) -> ThemeBoard:
    """The board of an open question, made at first use."""
    board = db.scalar(select(ThemeBoard).where(ThemeBoard.question_id == question_id))
    if board is None:
        board = ThemeBoard(consultation_id=consultation_id, question_id=question_id, details={})
        db.add(board)
        db.flush()
    return board


def lock_themes(db: Session, theme_ids: Collection[int]) -> dict[int, Theme]:
    """Themes held for a decision, by id."""
    # In the order of their ids, so that two officers who decide on the same themes at once wait instead of block;
    # and read afresh, so that the one who waited sees what the other decided.
    wanted = select(Theme).where(Theme.id.in_(theme_ids)).order_by(Theme.id).with_for_update()
    return {theme.id: theme for theme in db.scalars(wanted.execution_options(populate_existing=True))}


def _as_seen(db: Session, theme: Theme | None, seen_version: int, *, by: int) -> Theme:
    if theme is None or theme.version != seen_version:
        decided_by = theme.changed_by if theme is not None else None
        machine = theme is not None and decided_by is None
        who = "Theme discovery" if machine else name_of(db, decided_by, reader=by)
        raise StaleEdit(who, f"“{theme.label}”" if theme else "this theme")
    if theme.status not in LIVE:
        raise WrongState("This theme was merged or removed and can no longer be changed.")
    return theme


def hold_theme(db: Session, theme_id: int, seen_version: int, *, by: int) -> Theme:
    """Lock a theme for a decision; raises StaleEdit when it changed since the page was opened, and says who did it."""
    return _as_seen(db, lock_themes(db, [theme_id]).get(theme_id), seen_version, by=by)


def count_answers(db: Session, theme: Theme) -> int:
    """How many answers stand under a theme now."""
    standing = select(func.count(func.distinct(Assignment.answer_id)))
    return db.scalar(standing.where(Assignment.theme_id == theme.id, Assignment.ended_at.is_(None))) or 0


def write_version(db: Session, theme: Theme, decision: str, *, by: int | None, at: datetime) -> None:
    """Keep the theme as it stands after a decision."""
    db.flush()
    db.add(
        ThemeVersion(
            theme_id=theme.id,
            number=theme.version,
            decision=decision,
            label=theme.label,
            description=theme.description,
            status=theme.status,
            kind=theme.kind,
            answers=count_answers(db, theme),
            made_by=by,
            made_at=at,
        )
    )
    db.flush()


def keep_decision(db: Session, theme: Theme, decision: str, *, by: int, at: datetime) -> Theme:
    """Count a decision on a theme and keep the theme as it stands after it."""
    theme.version += 1
    theme.changed_by, theme.changed_at = by, at
    write_version(db, theme, decision, by=by, at=at)
    return theme


def rename_theme(
    db: Session, theme_id: int, *, label: str, description: str, seen_version: int, by: int, at: datetime
) -> Theme:
    """Give a theme words of the officer's own; its label is then a person's, no longer a guess."""
    theme = hold_theme(db, theme_id, seen_version, by=by)
    theme.label, theme.description, theme.label_is_machines = label, description, False
    return keep_decision(db, theme, "renamed", by=by, at=at)


def end_assignments(db: Session, assignments: Iterable[Assignment], *, by: int | None, at: datetime) -> None:
    """End assignments; their rows stay as history."""
    ids = [one.id for one in assignments]
    for start in range(0, len(ids), 500):
        db.execute(
            update(Assignment).where(Assignment.id.in_(ids[start : start + 500])).values(ended_at=at, ended_by=by)
        )


def _standing_in(db: Session, theme_id: int, answer_ids: Sequence[int] | None = None) -> list[Assignment]:
    query = select(Assignment).where(Assignment.theme_id == theme_id, Assignment.ended_at.is_(None))
    if answer_ids is not None:
        query = query.where(Assignment.answer_id.in_(answer_ids))
    return list(db.scalars(query.order_by(Assignment.id)))


def _place(
    db: Session, assignments: Sequence[Assignment], target: Theme, *, by: int, at: datetime, as_person: bool
) -> None:
    """End assignments and set the same answers under another theme, main ones staying main."""
    standing = {one.answer_id: one for one in _standing_in(db, target.id)}
    overtaken = [
        standing[one.answer_id]
        for one in assignments
        if one.answer_id in standing and one.is_main and not standing[one.answer_id].is_main
    ]
    end_assignments(db, [*assignments, *overtaken], by=by, at=at)
    rows = [
        {
            "board_id": target.board_id,
            "theme_id": target.id,
            "answer_id": one.answer_id,
            "is_main": one.is_main,
            "strength": None if as_person else one.strength,
            # What earned a main theme says nothing of the theme a person chose instead.
            "span_start": None if as_person and one.is_main else one.span_start,
            "span_end": None if as_person and one.is_main else one.span_end,
            "source": "person" if as_person else one.source,
            "made_by": by if as_person else one.made_by,
            "made_at": at,
        }
        for one in assignments
        if one.answer_id not in standing or standing[one.answer_id] in overtaken
    ]
    if rows:
        db.execute(insert(Assignment), rows)


def merge_themes(
    db: Session, keep_id: int, others: Sequence[tuple[int, int]], *, seen_version: int, by: int, at: datetime
) -> Theme:
    """Put the answers of other themes (id, version seen) under one. Who placed each answer stays as it was."""
    held = {theme_id: version for theme_id, version in others if theme_id != keep_id}
    if not held:
        raise WrongState("Choose at least one other theme to merge.")
    # Asked first: of a theme of another question nothing may be told, not even that it changed.
    board_id = db.get_one(Theme, keep_id).board_id
    beside = set(db.scalars(select(Theme.id).where(Theme.id.in_(held), Theme.board_id == board_id)))
    if beside != set(held):
        raise WrongState("Only themes of the same question can be merged.")
    found = lock_themes(db, [keep_id, *held])
    keep = _as_seen(db, found.get(keep_id), seen_version, by=by)
    others_seen = [_as_seen(db, found.get(theme_id), held[theme_id], by=by) for theme_id in sorted(held)]
    for other in others_seen:
        _place(db, _standing_in(db, other.id), keep, by=by, at=at, as_person=False)
        other.status, other.merged_into_id = "merged", keep.id
        keep_decision(db, other, "merged", by=by, at=at)
    return keep_decision(db, keep, "merged", by=by, at=at)


def join_themes(db: Session, question_id: int, seen: Mapping[int, int], *, by: int, at: datetime) -> Theme:
    """Make one of several themes of a question (id: version seen): the one with most answers takes the others in."""
    asked = select(Theme).join(ThemeBoard, ThemeBoard.id == Theme.board_id).where(ThemeBoard.question_id == question_id)
    found = db.scalars(asked.where(Theme.id.in_(seen))).all()
    if len(found) != len(seen):
        raise WrongState("Only themes of the same question can be merged.")
    if any(theme.status != "candidate" and theme.version == seen[theme.id] for theme in found):
        raise WrongState("Only candidates are joined here.")  # where it was one when it was ticked, the edit is stale
    keep = min(found, key=lambda theme: (-count_answers(db, theme), theme.id))
    return merge_themes(db, keep.id, list(seen.items()), seen_version=seen[keep.id], by=by, at=at)


def split_theme(
    db: Session, theme_id: int, answer_ids: Sequence[int], *, label: str, seen_version: int, by: int, at: datetime
) -> Theme:
    """Take chosen answers out of a theme into a new one."""
    theme = hold_theme(db, theme_id, seen_version, by=by)
    chosen = _standing_in(db, theme.id, answer_ids)
    if not chosen:
        raise WrongState("Choose at least one answer to split off.")
    made = _new_theme(db, theme.board_id, theme.consultation_id, label, "", by=by, at=at)
    _place(db, chosen, made, by=by, at=at, as_person=True)
    write_version(db, made, "split", by=by, at=at)
    keep_decision(db, theme, "split", by=by, at=at)
    return made


def move_answers(
    db: Session, theme_id: int, answer_ids: Sequence[int], target_id: int, *, seen_version: int, by: int, at: datetime
) -> int:
    """Move chosen answers to another theme; return how many were moved."""
    # Where they go is held too: a theme merged away at this moment would swallow them.
    held = lock_themes(db, [theme_id, target_id])
    theme, target = _as_seen(db, held.get(theme_id), seen_version, by=by), held.get(target_id)
    if target is None or target.board_id != theme.board_id or target.status not in LIVE or target.id == theme.id:
        raise WrongState("Choose another theme of the same question.")
    chosen = _standing_in(db, theme.id, answer_ids)
    if not chosen:
        raise WrongState("Choose at least one answer to move.")
    _place(db, chosen, target, by=by, at=at, as_person=True)
    keep_decision(db, target, "moved", by=by, at=at)
    keep_decision(db, theme, "moved", by=by, at=at)
    return len(chosen)


def confirm_answers(
    db: Session, theme_id: int, answer_ids: Sequence[int], *, seen_version: int, by: int, at: datetime
) -> int:
    """Accept where the machine put chosen answers; from then on a person stands behind them. Returns how many."""
    hold_theme(db, theme_id, seen_version, by=by)
    guessed = [one for one in _standing_in(db, theme_id, answer_ids) if one.source == "machine"]
    end_assignments(db, guessed, by=by, at=at)
    rows = [
        {
            "board_id": one.board_id,
            "theme_id": one.theme_id,
            "answer_id": one.answer_id,
            "is_main": one.is_main,
            "strength": one.strength,
            "span_start": one.span_start,
            "span_end": one.span_end,
            "source": "person",
            "made_by": by,
            "made_at": at,
        }
        for one in guessed
    ]
    if rows:
        db.execute(insert(Assignment), rows)
    return len(rows)


def _new_theme(
    db: Session, board_id: int, consultation_id: int, label: str, description: str, *, by: int, at: datetime
) -> Theme:
    last = db.scalar(select(func.max(Theme.position)).where(Theme.board_id == board_id)) or 0
    theme = Theme(
        consultation_id=consultation_id,
        board_id=board_id,
        label=label,
        description=description,
        label_is_machines=False,
        position=last + 1,
        changed_by=by,
        changed_at=at,
    )
    db.add(theme)
    db.flush()
    return theme


def add_theme(db: Session, board: ThemeBoard, *, label: str, description: str, by: int, at: datetime) -> Theme:
    """A theme the officer saw and the machine did not."""
    theme = _new_theme(db, board.id, board.consultation_id, label, description, by=by, at=at)
    write_version(db, theme, "added", by=by, at=at)
    return theme


def set_aside(db: Session, theme_id: int, kind: str, *, seen_version: int, by: int, at: datetime) -> Theme:
    """Park a theme as "other" or "nothing to say", or take it back with "theme"; parked themes become no outcomes."""
    if kind not in ("theme", *SET_ASIDE):
        raise WrongState("A theme is set aside as other or as nothing to say.")
    theme = hold_theme(db, theme_id, seen_version, by=by)
    theme.kind = kind
    if kind != "theme":
        theme.status, theme.signed_off_by, theme.signed_off_at = "candidate", None, None
    return keep_decision(db, theme, "set_aside" if kind != "theme" else "taken_back", by=by, at=at)


def sign_off(db: Session, theme_id: int, *, seen_version: int, by: int, at: datetime) -> Theme:
    """Accept a theme; from now on it may become an outcome, and a new discovery leaves it alone."""
    theme = hold_theme(db, theme_id, seen_version, by=by)
    if theme.kind != "theme":
        raise WrongState("Take this back from the themes set aside before you sign it off.")
    if theme.status == "signed_off":
        raise WrongState("This theme is signed off already.")
    if not count_answers(db, theme):
        raise WrongState("This theme holds no answers yet. Move answers into it first.")
    theme.status, theme.label_is_machines = "signed_off", False
    theme.signed_off_by, theme.signed_off_at = by, at
    return keep_decision(db, theme, "signed_off", by=by, at=at)


def reopen_theme(db: Session, theme_id: int, *, seen_version: int, by: int, at: datetime) -> Theme:
    """Take a sign-off back; outcomes made from it keep the version they were made from."""
    theme = hold_theme(db, theme_id, seen_version, by=by)
    if theme.status != "signed_off":
        raise WrongState("This theme is not signed off.")
    theme.status, theme.signed_off_by, theme.signed_off_at = "candidate", None, None
    return keep_decision(db, theme, "reopened", by=by, at=at)
