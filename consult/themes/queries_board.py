"""What the board shows, whole or narrowed by words, group and order; a fixed handful of queries, whatever is on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.themes.actions import LIVE
from consult.themes.models import Assignment, Theme, ThemeBoard
from consult.themes.queries import OpenQuestion, kept_themes
from consult.themes.queries_copies import (
    Copied,
    answers_copied_in,
    count_spare,
    count_spare_by_group,
    count_texts_once,
    texts_copied_in,
)
from consult.themes.queries_counts import (
    Counts,
    GroupCount,
    count_by_theme,
    count_by_theme_and_group,
    count_found,
)
from consult.themes.queries_personal import read_hidden
from consult.themes.queries_personal_list import answers_hidden_in
from surveys.collection import Answer
from surveys.reading import count_states

EXAMPLES_SHOWN = 3
COPIES = (("", "All"), ("once", "Each text once"))
ALIKE = "alike"
ORDERS = (
    ("", "Most answers first"),
    (ALIKE, "Alike beside each other"),
    ("unsure", "Least certain first"),
    ("name", "A to Z"),
)


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """A theme as the board shows it. `guessed`: its words are the machine's, and no person has accepted them."""

    id: int
    label: str
    description: str
    guessed: bool
    kind: str
    status: str
    version: int
    n: int
    once: int  # the same with each text that several copy counted once
    by_person: int
    unsure: int
    found: int  # answers that hold the words looked for
    quote: str
    keywords: tuple[str, ...]
    examples: tuple[str, ...]
    groups: tuple[GroupCount, ...]
    signed_off_by: str
    signed_off_at: datetime | None
    is_new: bool = False  # made when fewer or more themes were last asked for
    texts_once: bool = False  # whether the board counts so; `groups` are counted alike

    @property
    def counted(self) -> int:
        """Its answers as the board counts them."""
        return self.once if self.texts_once else self.n

    def of_group(self, group_id: int | None) -> int:
        """How many of its answers come from a group; all of them when none is named."""
        return self.counted if group_id is None else next((one.n for one in self.groups if one.id == group_id), 0)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the officer asked to see of the board: words, one group, an order, and how copies of one text count."""

    search: str = ""
    group_id: int | None = None
    order: str = ""
    copies: str = ""

    @property
    def texts_once(self) -> bool:
        """Whether each text counts once, however many answers copy it. Nothing but this page counts so."""
        return self.copies == "once"

    @property
    def hides(self) -> bool:
        """Whether some themes may be left out."""
        return bool(self.search) or self.group_id is not None


WHOLE = Narrowing()
NONE_COPIED = Copied()


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board. `reviewed` of `placed` answers were put or accepted by a person; `covered` are in signed-off themes.

    `hidden` themes are left out by the narrowing; `untouched` are candidates that a new discovery would replace.
    """

    question: OpenQuestion
    board: ThemeBoard | None
    answers: int
    blank: int
    placed: int = 0
    reviewed: int = 0
    covered: int = 0
    waiting: int = 0
    untouched: int = 0
    candidates: tuple[ThemeCard, ...] = ()
    signed_off: tuple[ThemeCard, ...] = ()
    aside: tuple[ThemeCard, ...] = ()
    all_candidates: int = 0
    all_signed_off: int = 0
    hidden: int = 0
    personal: int = 0  # answers in which something is hidden
    copied: Copied = NONE_COPIED
    decided: bool = False  # whether a person decided on a theme, or cut them, since they were found


def _texts(db: Session, themes: list[Theme]) -> dict[int, dict[int, str]]:
    """By theme, the words of those of its examples that still stand under it: what was moved away speaks no longer."""
    shown = {theme.id: {*theme.examples[:EXAMPLES_SHOWN], theme.quote_answer_id} - {None} for theme in themes}
    wanted = set().union(*shown.values())
    if not wanted:
        return {}
    rows = db.execute(
        select(Assignment.theme_id, Answer.id, Answer.text)
        .join(Assignment, Assignment.answer_id == Answer.id)
        .where(Answer.id.in_(wanted), Assignment.theme_id.in_(shown), Assignment.ended_at.is_(None))
    ).all()
    words = read_hidden(db, {answer: text for _, answer, text in rows})
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for theme_id, answer, _ in rows:
        if answer in shown[theme_id]:
            found[theme_id][answer] = words[answer]
    return found


def show_board(db: Session, question: OpenQuestion, narrowed: Narrowing = WHOLE) -> BoardView:
    """Everything the board needs, in ten queries; one more when words are looked for, and up to two for copies."""
    states = count_states(db, question.id)
    of_board = (answers_hidden_in(ThemeBoard.id), answers_copied_in(ThemeBoard.id), texts_copied_in(ThemeBoard.id))
    standing = select(ThemeBoard, *of_board).where(ThemeBoard.question_id == question.id)
    board, personal, *copies = db.execute(standing).one_or_none() or (None, 0, 0, 0)
    copied = Copied(*copies)
    answered, blank = states.get("answered", 0), states.get("blank", 0)
    if board is None:
        return BoardView(question, None, answered, blank, waiting=answered)
    rows = db.execute(
        select(Theme, User.name)
        .outerjoin(User, User.id == Theme.signed_off_by)
        .where(Theme.board_id == board.id, Theme.status.in_(LIVE))
        .order_by(Theme.position, Theme.id)
    ).all()
    counts = count_by_theme(db, board.id)
    groups = count_by_theme_and_group(db, board.id, question.consultation.id)
    spare = count_spare(db, board.id) if copied.answers else {}
    if spare and narrowed.texts_once:
        groups = count_texts_once(groups, count_spare_by_group(db, board.id))
    texts = _texts(db, [theme for theme, _ in rows])
    found = count_found(db, board.id, narrowed.search) if narrowed.search else {}
    cards = [
        build_card(
            theme,
            counts.get(theme.id, Counts()),
            groups.get(theme.id, ()),
            texts.get(theme.id, {}),
            found.get(theme.id, 0),
            who,
        )
        for theme, who in rows
    ]
    cut_at = board.details.get("cut_at")
    new = {theme.id for theme, _ in rows if theme.changed_by is None and theme.changed_at.isoformat() == cut_at}
    cards = [
        replace(one, is_new=one.id in new, once=one.n - spare.get(one.id, 0), texts_once=narrowed.texts_once)
        for one in cards
    ]
    shown = sorted((card for card in cards if _fits(card, narrowed)), key=lambda card: _place(card, narrowed))
    kept = set(db.scalars(kept_themes(board.id)))
    placed = sum(one.main for one in counts.values())
    return BoardView(
        question=question,
        board=board,
        answers=answered,
        blank=blank,
        placed=placed,
        reviewed=sum(one.main_by_person for one in counts.values()),
        covered=sum(counts[card.id].main for card in cards if card.status == "signed_off" and card.id in counts),
        waiting=max(0, answered - placed),
        untouched=sum(card.id not in kept and card.kind == "theme" for card in cards),
        candidates=tuple(card for card in shown if card.kind == "theme" and card.status == "candidate"),
        signed_off=tuple(card for card in shown if card.status == "signed_off"),
        aside=tuple(card for card in shown if card.kind != "theme" and card.status == "candidate"),
        all_candidates=sum(card.kind == "theme" and card.status == "candidate" for card in cards),
        all_signed_off=sum(card.status == "signed_off" for card in cards),
        hidden=len(cards) - len(shown),
        personal=personal,
        copied=copied,
        decided=bool(cut_at) or any(_is_after(theme, board.details.get("found_at")) for theme, _ in rows),
    )


def _is_after(theme: Theme, found_at: str | None) -> bool:
    """Whether a person changed a theme after the discovery."""
    return theme.changed_by is not None and (found_at is None or theme.changed_at > datetime.fromisoformat(found_at))


def _fits(card: ThemeCard, narrowed: Narrowing) -> bool:
    if narrowed.group_id is not None and not card.of_group(narrowed.group_id):
        return False
    words = narrowed.search.casefold()
    named = any(words in text.casefold() for text in (card.label, card.description, *card.keywords))
    return not words or named or card.found > 0


def _place(card: ThemeCard, narrowed: Narrowing) -> tuple[Any, ...]:
    n, name = -card.of_group(narrowed.group_id), card.label.casefold()
    if narrowed.order == "unsure":
        return (-card.unsure / max(card.n, 1), n, name, card.id)
    if narrowed.order == "name":
        return (name, card.id)
    return (-card.found, n, name, card.id)


def build_card(
    theme: Theme,
    counts: Counts,
    groups: tuple[GroupCount, ...],
    texts: dict[int, str],
    found: int = 0,
    signed_off_by: str | None = None,
) -> ThemeCard:
    """A theme with its numbers and the words of its examples."""
    examples = [texts[answer] for answer in theme.examples[:EXAMPLES_SHOWN] if answer in texts]
    quote = texts.get(theme.quote_answer_id or 0, "") or next(iter(examples), "")  # erased or moved: the next best
    return ThemeCard(
        id=theme.id,
        label=theme.label,
        description=theme.description,
        guessed=theme.label_is_machines,
        kind=theme.kind,
        status=theme.status,
        version=theme.version,
        n=counts.n,
        once=counts.n,
        by_person=counts.by_person,
        unsure=counts.unsure,
        found=found,
        quote=quote,
        keywords=tuple(theme.keywords),
        examples=tuple(example for example in examples if example != quote),
        groups=groups,
        signed_off_by=signed_off_by or "",
        signed_off_at=theme.signed_off_at,
    )
