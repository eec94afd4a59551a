"""What the reading pane shows: a theme's answers a page at a time, its history, and the themes beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from analysis.personal_data import Found, hide
from consult.accounts.models import User
from consult.groups.models import ConsultationGroup
from consult.themes.actions import LIVE
from consult.themes.models import Assignment, QuoteTick, Theme, ThemeVersion
from consult.themes.queries_board import ThemeCard, build_card
from consult.themes.queries_copies import count_spare, count_spare_by_group, count_texts_once
from consult.themes.queries_counts import CLEAR_FROM, UNSURE_BELOW, Counts, count_by_theme, count_by_theme_and_group
from consult.themes.queries_personal import AT_ONCE, find_spans
from surveys.collection import Answer, ResponseGroup
from surveys.definition import StakeholderGroup


@dataclass(frozen=True, slots=True)
class GroupOfAnswer:
    """A stakeholder group of the person who answered, with its mark."""

    name: str
    mark: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer in the reading pane."""

    answer_id: int
    text: str
    before: str
    words: str  # the part that earned the theme; empty when it is the whole answer
    after: str
    groups: tuple[GroupOfAnswer, ...]
    is_main: bool
    by_person: str  # who placed or accepted it; empty when it is the machine's guess
    strength: float | None
    quoted: bool
    original: str  # with what was hidden; empty when nothing was

    @property
    def sureness(self) -> str:
        """How sure the machine was, in a word; nothing for a person's decision."""
        if self.by_person or self.strength is None:
            return ""
        return "unsure" if self.strength < UNSURE_BELOW else "fair" if self.strength < CLEAR_FROM else "clear"


@dataclass(frozen=True, slots=True)
class OtherTheme:
    """Another live theme of the board."""

    id: int
    version: int
    label: str
    n: int
    to_review: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A theme as the board shows it, the others by name, and the candidate an officer would read next."""

    card: ThemeCard
    others: tuple[OtherTheme, ...]
    following: OtherTheme | None


def _pane(theme: Theme, search: str, group_id: int | None, show: str) -> Select[tuple[Assignment, Answer]]:
    query = (
        select(Assignment, Answer)
        .join(Answer, Answer.id == Assignment.answer_id)
        .where(Assignment.theme_id == theme.id, Assignment.ended_at.is_(None))
    )
    if search:
        # Escaped, so that a percent sign typed by an officer looks for a percent sign.
        query = query.where(Answer.text.icontains(search, autoescape=True))
    if group_id is not None:
        member = exists().where(ResponseGroup.response_id == Answer.response_id, ResponseGroup.group_id == group_id)
        query = query.where(member)
    if show == "unread":
        query = query.where(Assignment.source == "machine")
    return query


def count_pane(db: Session, theme: Theme, *, search: str = "", group_id: int | None = None, show: str = "") -> int:
    """How many answers the reading pane holds under these filters."""
    return db.scalar(select(func.count()).select_from(_pane(theme, search, group_id, show).subquery())) or 0


def list_pane(
    db: Session, theme: Theme, *, search: str = "", group_id: int | None = None, show: str, offset: int, limit: int
) -> list[AnswerRow]:
    """One page of a theme's answers: the strongest first, or with "unsure" the least certain first."""
    strength = func.coalesce(Assignment.strength, 1.0)
    order = (strength, Assignment.id) if show in ("unsure", "unread") else (strength.desc(), Assignment.id)
    rows = db.execute(_pane(theme, search, group_id, show).order_by(*order).offset(offset).limit(limit)).all()
    answers = [answer.id for _, answer in rows]
    people = {one.made_by for one, _ in rows if one.source == "person"}
    names = {user: name for user, name in db.execute(select(User.id, User.name).where(User.id.in_(people)))}
    quoted = set(
        db.scalars(select(QuoteTick.answer_id).where(QuoteTick.theme_id == theme.id, QuoteTick.answer_id.in_(answers)))
    )
    groups = find_groups_of(db, [answer.response_id for _, answer in rows])
    spans = find_spans(db, {answer.id: answer.text for _, answer in rows})
    return [_row(one, answer, groups[answer.response_id], names, quoted, spans[answer.id]) for one, answer in rows]


def find_groups_of(db: Session, response_ids: Sequence[int]) -> dict[int, list[GroupOfAnswer]]:
    """The stakeholder groups people named, by response; one query for up to a thousand."""
    groups: dict[int, list[GroupOfAnswer]] = defaultdict(list)
    for start in range(0, len(response_ids), AT_ONCE):
        rows = db.execute(
            select(ResponseGroup.response_id, StakeholderGroup.name, ConsultationGroup.mark)
            .join(StakeholderGroup, StakeholderGroup.id == ResponseGroup.group_id)
            .join(ConsultationGroup, ConsultationGroup.group_id == StakeholderGroup.id)
            .where(ResponseGroup.response_id.in_(response_ids[start : start + AT_ONCE]))
            .order_by(StakeholderGroup.position, StakeholderGroup.id)
        )
        for response, name, mark in rows:
            groups[response].append(GroupOfAnswer(name, mark))
    return groups


def _row(
    one: Assignment,
    answer: Answer,
    groups: list[GroupOfAnswer],
    names: dict[int, str],
    quoted: set[int],
    personal: list[Found],
) -> AnswerRow:
    text = answer.text or ""
    start, end = one.span_start, one.span_end
    partly = start is not None and end is not None and 0 <= start < end <= len(text) and end - start < len(text)
    return AnswerRow(
        answer_id=answer.id,
        text=hide(text, personal),
        before=hide(text, personal, 0, start) if partly else hide(text, personal),
        words=hide(text, personal, start or 0, end) if partly else "",
        after=hide(text, personal, end or 0) if partly else "",
        original=text if personal else "",
        groups=tuple(groups),
        is_main=one.is_main,
        by_person=names.get(one.made_by or 0, "A colleague") if one.source == "person" else "",
        strength=one.strength,
        quoted=answer.id in quoted,
    )


def show_beside(db: Session, theme: Theme, *, texts_once: bool = False) -> Beside:
    """A theme among the others of its board, in four queries; one more where each copied text counts once."""
    counts = count_by_theme(db, theme.board_id)
    groups = count_by_theme_and_group(db, theme.board_id, theme.consultation_id, theme_id=theme.id)
    spare = count_spare(db, theme.board_id, theme_id=theme.id).get(theme.id, 0)
    if spare and texts_once:
        groups = count_texts_once(groups, count_spare_by_group(db, theme.board_id, theme_id=theme.id))
    card = build_card(theme, counts.get(theme.id, Counts()), groups.get(theme.id, ()), {})
    card = replace(card, once=card.n - spare, texts_once=texts_once)
    rows = db.execute(
        select(Theme.id, Theme.version, Theme.label, Theme.status, Theme.kind)
        .where(Theme.board_id == theme.board_id, Theme.id != theme.id, Theme.status.in_(LIVE))
        .order_by(Theme.id)
    )
    others = [
        OtherTheme(one, version, label, counts.get(one, Counts()).n, status == "candidate" and kind == "theme")
        for one, version, label, status, kind in rows
    ]
    by_size = sorted((one for one in others if one.to_review), key=lambda one: (-one.n, one.label.casefold(), one.id))
    here = (-card.n, card.label.casefold(), card.id)
    after = [one for one in by_size if (-one.n, one.label.casefold(), one.id) > here]
    following = next(iter(after or by_size), None)
    return Beside(card, tuple(sorted(others, key=lambda one: (one.label.casefold(), one.id))), following)


def list_history(db: Session, theme: Theme) -> list[tuple[ThemeVersion, str]]:
    """The decisions on a theme, newest first, with who made each."""
    rows = db.execute(
        select(ThemeVersion, User.name)
        .outerjoin(User, User.id == ThemeVersion.made_by)
        .where(ThemeVersion.theme_id == theme.id)
        .order_by(ThemeVersion.number.desc())
        .limit(100)
    )
    return [(version, name or "Theme discovery") for version, name in rows]
