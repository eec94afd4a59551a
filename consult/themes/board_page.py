"""What the board's page shows: the board itself, what is said of how it was found, and the forms to act on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consult.run_words import RunView
from consult.themes.actions_cut import count_layouts
from consult.themes.bounds import count_fewer, count_more, say_same_words
from consult.themes.engines import (
    OtherLanguage,
    find_other,
    list_hints,
    say_found,
    say_missing,
    say_read,
    say_record,
    say_without_stems,
)
from consult.themes.forms import AddForm, JoinForm, LookForm, Seen
from consult.themes.queries_alike import Family
from consult.themes.queries_board import ALIKE, COPIES, ORDERS, BoardView, Narrowing
from consult.themes.queries_changes import News
from consult.themes.queries_suggestions import Standing

MANY_CANDIDATES = 15  # from here on some of them are likely to say nearly the same


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board with the run that works on it and the forms to act on it."""

    board: BoardView
    narrowed: Narrowing
    kept: dict[str, str]  # the narrowing as an address carries it
    groups: list[tuple[int, str]]
    run: RunView | None  # while it works, or after it failed
    news: News | None  # what the run found, for the officer who asked for it, until somebody decides on a theme
    finer: int  # how many themes were asked for where that takes a new discovery; 0 when none is to be confirmed
    suggested: Standing | None  # where there are themes to choose from
    families: tuple[Family, ...]  # the candidates, where those alike are to stand beside each other
    add: AddForm
    look: LookForm
    join: JoinForm
    seen: Seen
    may_edit: bool
    stale: str = ""

    orders = ORDERS
    copies = COPIES
    hints = staticmethod(list_hints)
    missing = staticmethod(say_missing)
    without_stems = staticmethod(say_without_stems)

    @property
    def kept_copies(self) -> dict[str, str]:
        """How copies count, as an address carries it."""
        return {name: value for name, value in self.kept.items() if name == "copies"}

    @property
    def found(self) -> str:
        """How the themes were found; empty before they were."""
        return say_found(self._details) if "engine" in self._details else ""

    @property
    def record(self) -> str:
        """What the themes stand on; empty before they were found."""
        return say_record(self._details) if "engine" in self._details else ""

    @property
    def _details(self) -> Mapping[str, Any]:
        return self.board.board.details if self.board.board else {}

    @property
    def read(self) -> str:
        """What to know where the answers are not in English."""
        return say_read(self.board.board.details) if self.board.board else ""

    @property
    def to_alike(self) -> dict[str, str] | None:
        """Where many candidates stand by their size: the address that lays those alike beside each other."""
        many = self.board.all_candidates >= MANY_CANDIDATES and self.narrowed.order != ALIKE
        return {**self.kept, "order": ALIKE} if many else None

    @property
    def where_to_tick(self) -> str:
        """Where a message about ticks leads: the first box of those under one heading."""
        first = self.join.first.data
        shown = any(family.cards[0].id == first for family in self.families)
        return f"#join-theme-{first}" if shown else "#candidates"

    @property
    def other(self) -> OtherLanguage | None:
        """The language the answers look like where they were read in another."""
        return find_other(self.board.board.details) if self.board.board else None

    @property
    def same_words(self) -> str:
        """That all answers use the same words, where they do."""
        return say_same_words(self.board)

    @property
    def layouts(self) -> int:
        """How often the board was laid out; sent back with "Fewer themes" and "More themes"."""
        return count_layouts(self.board.board) if self.board.board else 0

    @property
    def fewer(self) -> int:
        """How many themes "Fewer themes" asks for."""
        return count_fewer(self.board)

    @property
    def more(self) -> int:
        """How many themes "More themes" asks for; 0 where there are none."""
        return count_more(self.board)
