"""Every node of a tree of themes as a theme: its centre, its words, its examples; so that a page can cut it anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.embedding import Matrix, unit_rows
from analysis.labelling import Name, choose_name, count_words, find_terms, number_label
from analysis.markup import write_plainly
from analysis.name_words import FIRST_OR_LAST
from analysis.records import Branch, Places, ThemeTree
from analysis.statements import Reading
from analysis.text import find_words, list_whole_words
from analysis.tree import Groups, Tree, list_paths, prune_tree, root_of_merges
from analysis.wording import build_wording, find_crowded

# A cut may show so many times the themes that were chosen, and never more than this: what lies lower is not named.
TIMES_CHOSEN = 3
SHOWN_AT_MOST = 150
FULL = 10_000  # a strength of one, in the ten-thousandths in which strengths are stored
BLOCK_ROWS = 4096
QUOTED_FROM = 15
QUOTE_WORDS = (4, 40)
FIRST_WORDS = 3
LONGEST_LABEL = 40
UNNAMED = "A theme to name"


@dataclass(frozen=True, slots=True)
class Nodes:
    """Where each wording hangs in the tree, the centre of each node, and how near wordings are to the nodes above.

    `way` holds the nodes on the way to each leaf, from the top down, and -1 below it; `near` has the same columns.
    `of_group` is the node of each theme that was found.
    """

    tree: Tree
    leaf: Groups
    way: Groups
    centres: Matrix
    near: Matrix
    of_group: Groups

    def list_leaves(self, node: int) -> Groups:
        """The leaves under a node."""
        return np.flatnonzero((self.way == node).any(axis=1))


def trim_tree(tree: Tree, leaf: Groups, count: int) -> tuple[Tree, Groups]:
    """The part of the tree that cuts can show, and the new leaf of each wording."""
    trimmed, moved = prune_tree(tree, max(count, min(SHOWN_AT_MOST, TIMES_CHOSEN * count)))
    return trimmed, moved[leaf]


def lay_nodes(
    points: Matrix, weights: NDArray[np.int64], tree: Tree, leaf: Groups, groups: Groups, centres: Matrix
) -> Nodes:
    """The nodes of a tree that passes through `groups`, whose own centres are given."""
    heavy = sparse.csr_matrix(
        (weights.astype(np.float32), (leaf, np.arange(len(leaf)))), shape=(tree.leaves, len(leaf))
    )
    sums = np.zeros((tree.leaves + len(tree.merges), points.shape[1]), dtype=np.float64)
    sums[: tree.leaves] = heavy @ points
    for at, (a, b) in enumerate(tree.merges):
        sums[tree.leaves + at] = sums[a] + sums[b]
    of_all = unit_rows(sums)
    of_group = np.zeros(len(centres), dtype=np.int64)
    of_group[groups] = root_of_merges(tree, tree.leaves - len(centres))[leaf]
    of_all[of_group] = centres
    paths = list_paths(tree)
    way = np.full((tree.leaves, max(len(path) for path in paths)), -1, dtype=np.int64)
    for at, path in enumerate(paths):
        way[at, : len(path)] = path
    return Nodes(tree, leaf, way, of_all, measure_near(points, leaf, way, of_all), of_group)


def measure_near(points: Matrix, leaf: Groups, way: Groups, centres: Matrix) -> Matrix:
    """The cosine of each point to every node on the way to its leaf, in blocks so that memory stays small."""
    near = np.zeros((len(points), way.shape[1]), dtype=np.float32)
    for start in range(0, len(points), BLOCK_ROWS):
        nodes = way[leaf[start : start + BLOCK_ROWS]]
        to_all = points[start : start + BLOCK_ROWS] @ centres.T
        near[start : start + BLOCK_ROWS] = np.where(nodes < 0, 0, np.take_along_axis(to_all, np.maximum(nodes, 0), 1))
    return near


def name_branches(reading: Reading, nodes: Nodes) -> tuple[Branch, ...]:
    """A branch a node. The themes that were found are named first, as if nothing else were; no two nodes that one cut
    can show have one label."""
    rows_of = reading.list_rows()
    texts = [reading.masked[rows_of[at][0]] for at in range(len(reading.wordings))]
    crowded = find_crowded(reading.wordings, reading.weights, reading.language)
    wording = build_wording(texts, reading.language, crowded)
    count = count_words(wording, nodes.leaf, reading.weights)
    total = nodes.tree.leaves + len(nodes.tree.merges)
    under = np.array([(nodes.way == node).any(axis=1) for node in range(total)])
    beside = under.astype(np.int64) @ under.T.astype(np.int64) == 0
    found: dict[int, Branch] = {}
    for node in dict.fromkeys([*nodes.of_group.tolist(), *range(total - 1, -1, -1)]):
        could_stand_beside = beside[node].tolist()
        taken = {branch.label for other, branch in found.items() if could_stand_beside[other]}
        name = choose_name(*find_terms(count, np.flatnonzero(under[node])), taken)
        members = np.flatnonzero(under[node][nodes.leaf])
        depth = int((nodes.way == node).any(axis=0).argmax())
        order = members[np.lexsort((members, -np.round(nodes.near[members, depth], 6)))]
        found[node] = Branch(
            label=name.label or name_by_first_words(texts[int(order[0])], reading.language, taken),
            keywords=name.keywords,
            quote=rows_of[choose_quote(reading, order, name)][0],
            examples=tuple(rows_of[int(at)][0] for at in [*order[:5], *order[5:][-2:]]),
        )
    return tuple(found[node] for node in range(total))


def name_by_first_words(text: str, language: str, taken: set[str]) -> str:
    """What a theme is called that no word can name: the first words of its middle answer, whole, without people's
    names; never a number."""
    whole = [write_plainly(one) for one in list_whole_words(text, language) if not any(map(str.isdigit, one))]
    label = ""
    for word in [one for one in whole if one.casefold() not in FIRST_OR_LAST][:FIRST_WORDS]:
        if len(label) + len(word) < LONGEST_LABEL:
            label = f"{label} {word}".lstrip()
    label = label[:1].upper() + label[1:] or UNNAMED
    return number_label(label, taken) if label in taken else label


def choose_quote(reading: Reading, order: NDArray[np.int64], name: Name) -> int:
    """The most central wording, unless one nearly as central says it in a whole sentence with the label's words."""
    wanted = [set(find_words(keyword, reading.language)) for keyword in name.keywords[:2]]
    central = [int(at) for at in order[: min(QUOTED_FROM, max(3, len(order) // 10))]]
    whole = [at for at in central if QUOTE_WORDS[0] <= len(reading.wordings[at]) <= QUOTE_WORDS[1]]
    telling = [at for at in whole if any(words.issubset(reading.wordings[at]) for words in wanted)]
    return (telling or whole or central)[0]


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of answers that earned a further theme: where they stand, in which group, and which wording each has.

    `points` has the vector of each wording of a part, by wording.
    """

    rows: NDArray[np.int64]
    spans: NDArray[np.int64]
    groups: Groups
    wordings: NDArray[np.int64]
    points: Matrix


def store_tree(
    reading: Reading, nodes: Nodes, branches: tuple[Branch, ...], spans: NDArray[np.int64], parts: Parts
) -> ThemeTree:
    """What a page needs to cut the tree anew. `spans` has a row a statement that said something."""
    rows = np.flatnonzero(reading.which >= 0)
    of_row = reading.which[rows]
    whole = Places(rows, nodes.leaf[of_row], spans, to_strengths(nodes.near)[of_row])
    # A part hangs on the nearest leaf of the theme it earned: so the themes found stay as they were found.
    order = np.lexsort((parts.groups, parts.wordings))
    points, groups = parts.points[parts.wordings[order]], parts.groups[order]
    leaf = np.zeros(len(order), dtype=np.int64)
    for group in np.unique(groups):
        own, leaves = np.flatnonzero(groups == group), nodes.list_leaves(int(nodes.of_group[group]))
        leaf[own] = leaves[np.argmax(np.round(points[own] @ nodes.centres[leaves].T, 6), axis=1)]
    near = measure_near(points, leaf, nodes.way, nodes.centres)
    back = np.argsort(order)
    return ThemeTree(
        leaves=nodes.tree.leaves,
        merges=nodes.tree.merges,
        heights=tuple(float(f"{height:.12g}") for height in nodes.tree.heights),
        cut=len(nodes.of_group),
        branches=branches,
        whole=whole,
        parts=Places(parts.rows, leaf[back], parts.spans, to_strengths(near)[back]),
    )


def to_strengths(near: Matrix) -> NDArray[np.uint16]:
    return np.round(np.clip(near, 0, 1) * FULL).astype(np.uint16)
