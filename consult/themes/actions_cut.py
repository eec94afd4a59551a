"""Fewer or more themes: the tree of the last discovery is cut anew; what a person touched stays, with its answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis.records import ThemeTree as FoundTree
from analysis.tree import Tree, build_tree, cut_living, find_standing, list_paths
from consult.themes.actions_place import hold_untouched, place_cut
from consult.themes.models import Assignment, ThemeBoard, ThemeTree
from consult.themes.places import STANDING, Cut, Rows, pack_places, unpack_places
from consult.themes.queries import standing_on
from consult.web.editing import name_of
from surveys.errors import StaleEdit

MOST_FURTHER = 2


def hold_board(db: Session, question_id: int) -> ThemeBoard | None:
    """The board, held: whoever finds themes or cuts them waits for whoever does now, and then sees what they did."""
    wanted = select(ThemeBoard).where(ThemeBoard.question_id == question_id).with_for_update()
    return db.scalar(wanted.execution_options(populate_existing=True))


def count_layouts(board: ThemeBoard) -> int:
    """How often themes were found or cut on a board: whoever saw another number saw another board."""
    return int(board.details.get("layouts", 0))


def store_tree(
    db: Session, board: ThemeBoard, found: FoundTree, keys: Sequence[int], left_out: Collection[int], *, at: datetime
) -> ThemeTree:
    """Keep the tree of a discovery in place of that of the one before."""
    db.execute(delete(ThemeTree).where(ThemeTree.board_id == board.id))
    tree = ThemeTree(
        consultation_id=board.consultation_id,
        board_id=board.id,
        leaves=found.leaves,
        merges=[list(pair) for pair in found.merges],
        branches=[
            {
                "label": one.label,
                "keywords": list(one.keywords),
                "quote": keys[one.quote],
                "examples": [keys[row] for row in one.examples],
            }
            for one in found.branches
        ],
        places=pack_places(found, keys, left_out),
        themes={},
        cut_by=None,
        cut_at=at,
    )
    db.add(tree)
    db.flush()
    return tree


def cut_themes(db: Session, question_id: int, count: int, *, seen_version: int, by: int, at: datetime) -> int | None:
    """Show so many of the themes nobody touched; return how many there are then.

    None where that takes a new discovery: no tree is stored, or it holds no more than are shown. Raises StaleEdit when
    the board was found or cut anew since the page was opened.
    """
    board = hold_board(db, question_id)
    tree = _hold_tree(db, board.id) if board else None
    if board is None or count_layouts(board) != seen_version:
        who = name_of(db, tree.cut_by, reader=by) if tree and tree.cut_by else "Theme discovery"
        raise StaleEdit(who, "the themes on this board")
    if tree is None:
        return None
    free = {theme.id: theme for theme in hold_untouched(db, board) if str(theme.id) in tree.themes}
    cut = lay_out(db, board, tree, free, count)
    if cut is None or (len(cut.nodes) <= len(free) < count):
        return None
    place_cut(db, board, tree, free, cut, by=by, at=at)
    tree.cut_by, tree.cut_at = by, at
    board.details = {
        **board.details,
        "layouts": count_layouts(board) + 1,
        "shown": len(cut.nodes),
        "cut_at": at.isoformat(),
    }
    db.flush()
    return len(cut.nodes)


def _hold_tree(db: Session, board_id: int) -> ThemeTree | None:
    wanted = select(ThemeTree).where(ThemeTree.board_id == board_id).with_for_update()
    return db.scalar(wanted.execution_options(populate_existing=True))


def lay_out(
    db: Session, board: ThemeBoard, tree: ThemeTree, free: Collection[int], count: int, *, first: bool = False
) -> Cut | None:
    """Cut what stands under the free themes, and at the first cut what stands nowhere; None where nothing does."""
    standing = list_standing(db, board.id)
    main = standing[standing["is_main"]]
    is_free = np.isin(main["theme"], list(free))
    whole, parts = unpack_places(tree.places)
    mine = np.isin(whole.answer, main["answer"][is_free])
    if first:
        mine |= ~np.isin(whole.answer, main["answer"])
    if not mine.any():
        return None
    shape = build_tree(tree.leaves, tree.merges)
    living = (np.bincount(whole.leaf[mine], minlength=tree.leaves) > 0).tolist()
    node_of_leaf, depths = np.array(cut_living(shape, living, count), dtype=np.int64), find_depths(shape)
    places = whole.list_places(mine, node_of_leaf, depths, is_main=True)
    nodes, held = np.unique(places["node"], return_counts=True)
    order = np.lexsort(([int(np.argmax(node_of_leaf == node)) for node in nodes], -held))
    # A part somebody took into a theme of theirs stays there, and one whose answer is gone goes with it.
    taken = standing[~standing["is_main"] & ~np.isin(standing["theme"], list(free))]
    left = set(zip(taken["answer"].tolist(), taken["start"].tolist(), strict=True))
    open_ = np.array(
        [one not in left for one in zip(parts.answer.tolist(), parts.span[:, 0].tolist(), strict=True)], dtype=bool
    )
    open_ &= np.isin(parts.answer, main["answer"]) | np.isin(parts.answer, places["answer"])
    further = parts.list_places(open_, node_of_leaf, depths, is_main=False)
    return Cut(
        nodes=tuple(nodes[order].tolist()),
        stands=tuple(find_standing(shape, living)),
        places=np.concatenate([places, choose_further(further, places)]),
        standing=standing,
    )


def list_standing(db: Session, board_id: int) -> Rows:
    """The assignments that hold now on a board, read a batch at a time: there may be a hundred thousand."""
    wanted = select(
        Assignment.id,
        Assignment.theme_id,
        Assignment.answer_id,
        Assignment.is_main,
        func.coalesce(Assignment.span_start, -1),
        func.coalesce(Assignment.span_end, -1),
    ).where(standing_on(board_id))
    batches = db.execute(wanted.execution_options(yield_per=1000)).partitions()
    read = [np.array([tuple(row) for row in batch], dtype=STANDING) for batch in batches]
    return np.concatenate(read) if read else np.empty(0, dtype=STANDING)


def find_depths(shape: Tree) -> Any:
    """How deep each node lies; the column of its strengths."""
    depths = np.zeros(shape.leaves + len(shape.merges), dtype=np.int64)
    for path in list_paths(shape):
        depths[path] = np.arange(len(path))
    return depths


def choose_further(parts: Rows, mains: Rows) -> Rows:
    """Of the parts of each answer the nearest two, each under a node that is neither the main one nor the other's."""
    about = mains[np.isin(mains["answer"], parts["answer"])]
    held: dict[int, set[int]] = defaultdict(set)
    for answer, node in zip(about["answer"].tolist(), about["node"].tolist(), strict=True):
        held[answer].add(node)
    count: Counter[int] = Counter()
    chosen = []
    order = np.lexsort((parts["end"], parts["start"], -parts["strength"], parts["answer"]))
    for at, answer, node in zip(
        order.tolist(), parts["answer"][order].tolist(), parts["node"][order].tolist(), strict=True
    ):
        if node not in held[answer] and count[answer] < MOST_FURTHER:
            chosen.append(at)
            held[answer].add(node)
            count[answer] += 1
    return parts[np.array(chosen, dtype=np.int64)]
