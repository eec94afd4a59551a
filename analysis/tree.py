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


def build_tree(leaves: int, merges: Sequence[Sequence[int]], heights: Sequence[float] = ()) -> Tree:
    """The tree from what was stored of it; a tree whose merges do not fit its leaves is refused."""
    pairs = tuple((int(a), int(b)) for a, b in merges)
    used = [node for pair in pairs for node in pair]
    late = any(max(pair) >= leaves + at for at, pair in enumerate(pairs))
    if leaves < 1 or len(pairs) != leaves - 1 or late or len(set(used)) != len(used):
        raise RefusedInput(["The stored tree of themes is damaged: its merges do not fit its leaves."])
    return Tree(leaves, pairs, tuple(float(height) for height in heights))


def list_paths(tree: Tree) -> list[list[int]]:
    """The nodes on the way to each leaf, from the top down, the leaf itself last."""
    paths: dict[int, list[int]] = {}
    for node in range(tree.leaves + len(tree.merges) - 1, -1, -1):
        path = paths.setdefault(node, [node])
        for child in tree.merges[node - tree.leaves] if node >= tree.leaves else ():
            paths[child] = [*path, child]
    return [paths[leaf] for leaf in range(tree.leaves)]


def find_standing(tree: Tree, living: Sequence[bool]) -> list[int]:
    """Each node as the lowest that joins all of its living leaves; -1 where none lives.

    What somebody took out of a theme leaves its name to nobody: a node that lives on one side is the node of that side.
    """
    stands = [leaf if lives else -1 for leaf, lives in enumerate(living)]
    for at, (a, b) in enumerate(tree.merges):
        both = stands[a] >= 0 and stands[b] >= 0
        stands.append(tree.leaves + at if both else max(stands[a], stands[b]))
    return stands


def cut_living(tree: Tree, living: Sequence[bool], groups: int) -> list[int]:
    """The node that holds each leaf when only `living` leaves are cut into `groups`; -1: no node of the cut holds it.

    The cut that was made, less what was taken out, is again a cut.
    """
    stands = find_standing(tree, living)
    joins = [at for at in range(len(tree.merges)) if stands[tree.leaves + at] == tree.leaves + at]
    parted = joins[max(len(joins) - max(groups, 1) + 1, 0) :]
    top = root_of_merges(tree, parted[0] if parted else len(tree.merges))
    shown = [stands[int(node)] for node in top]
    return [node if node in path else -1 for node, path in zip(shown, list_paths(tree), strict=True)]


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


def list_families(tree: Tree, node_of: Mapping[int, int], weight_of: Mapping[int, float], most: int) -> list[list[int]]:
    """The keys of `node_of` gathered by the largest branches that hold at most `most` of them.

    Branches come as the tree is walked, the heavier side first, so that what is alike stands close together; within a
    branch the heaviest key comes first, equals by their number.
    """
    held: list[list[int]] = [[] for _ in range(tree.leaves + len(tree.merges))]
    for key, node in node_of.items():
        held[node].append(key)
    below = [list(keys) for keys in held]
    for at, (a, b) in enumerate(tree.merges):
        below[tree.leaves + at] += below[a] + below[b]

    def rank(keys: Sequence[int]) -> tuple[float, int]:
        return (-sum(weight_of[key] for key in keys), min(keys))

    families = []
    waiting = [len(below) - 1]
    while waiting:
        node = waiting.pop()
        inside = len(below[node]) <= most
        if family := below[node] if inside else held[node]:
            families.append(sorted(family, key=lambda key: rank([key])))
        if not inside and node >= tree.leaves:
            sides = [side for side in tree.merges[node - tree.leaves] if below[side]]
            waiting += sorted(sides, key=lambda side: rank(below[side]), reverse=True)
    return families
