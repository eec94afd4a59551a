"""Candidates laid beside those they are alike, by the tree of their discovery; none where no tree is stored."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.tree import build_tree, list_families
from consult.themes.models import ThemeTree
from consult.themes.queries_board import BoardView, ThemeCard

MOST_BESIDE = 7  # as many as a person holds against each other at once


@dataclass(frozen=True, slots=True)
class Family:
    """Themes that lie close to each other, most answers first; `alone`: those that are close to no other.

    `follows` is the theme after the last one of these.
    """

    number: int
    cards: tuple[ThemeCard, ...]
    alone: bool
    follows: ThemeCard | None

    @property
    def others(self) -> int:
        """How many there are beside the first."""
        return len(self.cards) - 1


def list_alike(db: Session, shown: BoardView) -> tuple[Family, ...]:
    """Every candidate shown in one family; those that stand alone, or that no discovery made, in the last."""
    cards, stored = shown.candidates, select(ThemeTree.leaves, ThemeTree.merges, ThemeTree.themes)
    tree = db.execute(stored.where(ThemeTree.board_id == shown.board.id)).one_or_none() if shown.board else None
    if tree is None:
        return ()
    by_id = {card.id: card for card in cards}
    node_of = {card.id: int(tree.themes[str(card.id)]) for card in cards if str(card.id) in tree.themes}
    sizes = {card.id: float(card.counted) for card in cards}
    found = list_families(build_tree(tree.leaves, tree.merges), node_of, sizes, MOST_BESIDE)
    several = [family for family in found if len(family) > 1]
    beside = {theme_id for family in several for theme_id in family}
    alone = [card.id for card in cards if card.id not in beside]
    laid = [*several, alone] if alone else several
    firsts = [by_id[family[0]] for family in laid]
    return tuple(
        Family(number, tuple(by_id[one] for one in family), family is alone, follows)
        for number, (family, follows) in enumerate(zip(laid, [*firsts[1:], None], strict=True), start=1)
    )
