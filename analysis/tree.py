"""A stored tree of merges, cut into as many groups as wanted; numpy only, so a page may cut it without a new run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.records import RefusedInput

Groups = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tree:
    """Leaves and the merges that join them, lowest first; merge i of nodes (a, b) makes node `leaves + i`."""

    leaves: int
    merges: tuple[tuple[int, int], ...]
    heights: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "leaves": self.leaves,
            "merges": [list(pair) for pair in self.merges],
            "heights": list(self.heights),
        }


def build_tree(stored: Mapping[str, Any]) -> Tree:
    """The tree from what `Tree.as_dict` stored; a tree whose merges do not fit its leaves is refused."""
    merges = tuple((int(a), int(b)) for a, b in stored["merges"])
    leaves = int(stored["leaves"])
    used = [node for pair in merges for node in pair]
    late = any(max(pair) >= leaves + at for at, pair in enumerate(merges))
    if leaves < 1 or len(merges) != leaves - 1 or late or len(set(used)) != len(used):
        raise RefusedInput(["The stored tree of themes is damaged: its merges do not fit its leaves."])
    return Tree(leaves, merges, tuple(float(height) for height in stored["heights"]))


def cut_tree(tree: Tree, groups: int) -> Groups:
    """The group of each leaf when the tree is cut into `groups`; groups are numbered by their first leaf."""
    kept = len(tree.merges) - (min(max(groups, 1), tree.leaves) - 1)
    parent = np.arange(tree.leaves + len(tree.merges))
    for at, (a, b) in enumerate(tree.merges[:kept]):
        parent[a] = parent[b] = tree.leaves + at
    # Highest nodes first, so that each node finds its parent already pointing at the top.
    for node in range(len(parent) - 1, -1, -1):
        parent[node] = parent[parent[node]]
    return number_by_first(parent[: tree.leaves])


def number_by_first(groups: NDArray[Any]) -> Groups:
    """The same groups numbered 0, 1, 2 in the order in which they first appear."""
    _, first, which = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return np.asarray(rank[which], dtype=np.int64)


def prune_tree(tree: Tree, leaves: int) -> tuple[Tree, Groups]:
    """The top of a tree with at most `leaves` leaves, and the new leaf of each old one."""
    if tree.leaves <= leaves:
        return tree, np.arange(tree.leaves)
    moved = cut_tree(tree, leaves)
    dropped = tree.leaves - leaves
    top = root_of_merges(tree, dropped)
    new = {int(node): int(moved[leaf]) for leaf, node in enumerate(top)}
    merges = []
    for at, (a, b) in enumerate(tree.merges[dropped:]):
        merges.append((new[a], new[b]))
        new[tree.leaves + dropped + at] = leaves + at
    return Tree(leaves, tuple(merges), tree.heights[dropped:]), moved


def root_of_merges(tree: Tree, merges: int) -> Groups:
    """The node each leaf has reached after the lowest `merges` merges."""
    parent = np.arange(tree.leaves + merges)
    for at, (a, b) in enumerate(tree.merges[:merges]):
        parent[a] = parent[b] = tree.leaves + at
    for node in range(len(parent) - 1, -1, -1):
        parent[node] = parent[parent[node]]
    return np.asarray(parent[: tree.leaves], dtype=np.int64)


def order_merges(pairs: Sequence[tuple[int, int]], heights: NDArray[np.float64], leaves: int) -> Tree:
    """Merges found in any order, given by one leaf from each side, sorted by height and named by node."""
    order = np.argsort(heights, kind="stable")
    top = list(range(leaves))
    owner = list(range(leaves))

    def find(leaf: int) -> int:
        while owner[leaf] != leaf:
            owner[leaf] = owner[owner[leaf]]
            leaf = owner[leaf]
        return leaf

    merges = []
    for at, which in enumerate(order):
        a, b = (find(leaf) for leaf in pairs[which])
        merges.append((min(top[a], top[b]), max(top[a], top[b])))
        owner[b] = a
        top[a] = leaves + at
    return Tree(leaves, tuple(merges), tuple(float(heights[which]) for which in order))
