"""A stored tree of merges: cutting, pruning and refusing a damaged one."""

from __future__ import annotations

import json

import numpy as np
import pytest

from analysis.records import RefusedInput
from analysis.tree import (
    Tree,
    build_tree,
    cut_living,
    cut_tree,
    list_families,
    list_paths,
    number_by_first,
    order_merges,
    prune_tree,
)

# Leaves 0..4: 3 and 4 join first, then 0 and 1, then 2 joins 0-1, then all.
TREE = Tree(5, ((3, 4), (0, 1), (2, 6), (5, 7)), (1.0, 2.0, 3.0, 9.0))


def grown(leaves: int, seed: int) -> Tree:
    pairs = [(at, at + 1) for at in range(leaves - 1)]
    return order_merges(pairs, np.random.default_rng(seed).random(leaves - 1), leaves)


def test_cutting_joins_the_lowest_merges_first() -> None:
    assert cut_tree(TREE, 5).tolist() == [0, 1, 2, 3, 4]
    assert cut_tree(TREE, 4).tolist() == [0, 1, 2, 3, 3]
    assert cut_tree(TREE, 3).tolist() == [0, 0, 1, 2, 2]
    assert cut_tree(TREE, 2).tolist() == [0, 0, 0, 1, 1]
    assert cut_tree(TREE, 1).tolist() == [0, 0, 0, 0, 0]


def test_a_cut_outside_what_the_tree_holds_gives_its_nearest_end() -> None:
    assert cut_tree(TREE, 99).tolist() == [0, 1, 2, 3, 4]
    assert cut_tree(TREE, 0).tolist() == [0, 0, 0, 0, 0]


def test_fewer_groups_only_ever_join_whole_groups() -> None:
    pairs = [(int(a), int(a) + 1) for a in range(40)]
    tree = order_merges(pairs, np.random.default_rng(3).random(40), 41)
    for count in range(1, 41):
        fewer, more = cut_tree(tree, count), cut_tree(tree, count + 1)
        assert len(set(fewer)) == count
        assert len(set(zip(fewer.tolist(), more.tolist(), strict=True))) == count + 1


def test_a_pruned_tree_cuts_as_the_whole_tree_does() -> None:
    pairs = [(int(a), int(a) + 1) for a in range(40)]
    tree = order_merges(pairs, np.random.default_rng(4).random(40), 41)
    top, leaf = prune_tree(tree, 12)
    assert top.leaves == 12
    for count in range(1, 13):
        assert cut_tree(top, count)[leaf].tolist() == cut_tree(tree, count).tolist()


def test_a_tree_survives_being_stored_as_json() -> None:
    stored = json.loads(json.dumps([TREE.leaves, TREE.merges, TREE.heights]))
    assert build_tree(*stored) == TREE


@pytest.mark.parametrize("merges", [[[3, 4]], [[3, 4], [0, 1], [2, 6], [5, 5]], [[3, 9], [0, 1], [2, 6], [5, 7]]])
def test_a_damaged_tree_is_refused(merges: list[list[int]]) -> None:
    with pytest.raises(RefusedInput, match="damaged"):
        build_tree(5, merges, [1, 2, 3, 4])


def test_the_way_to_each_leaf_leads_from_the_top_down() -> None:
    assert list_paths(TREE) == [[8, 7, 6, 0], [8, 7, 6, 1], [8, 7, 2], [8, 5, 3], [8, 5, 4]]


def test_where_every_leaf_lives_the_cut_is_the_plain_one() -> None:
    tree = grown(40, seed=5)
    for count in range(1, 41):
        nodes = np.array(cut_living(tree, [True] * 40, count))
        assert number_by_first(nodes).tolist() == cut_tree(tree, count).tolist()


def test_a_node_that_lives_on_one_side_is_the_node_of_that_side() -> None:
    assert cut_living(TREE, [True, False, True, True, True], 2) == [7, 7, 7, 5, 5]
    assert cut_living(TREE, [True, False, False, True, True], 2) == [0, -1, -1, 5, 5]
    assert cut_living(TREE, [True, False, False, True, False], 1) == [8, 8, 8, 8, 8]
    assert cut_living(TREE, [False] * 5, 3) == [-1] * 5


def test_taking_groups_out_of_a_cut_leaves_the_others_as_they_were() -> None:
    tree = grown(60, seed=6)
    chance = np.random.default_rng(6)
    for count in range(2, 40):
        whole = np.array(cut_living(tree, [True] * 60, count))
        gone = chance.choice(np.unique(whole), chance.integers(0, count), replace=False)
        living = ~np.isin(whole, gone)
        rest = np.array(cut_living(tree, living.tolist(), count - len(gone)))
        assert (rest[living] == whole[living]).all()


def test_so_many_groups_as_live_are_cut_and_no_more() -> None:
    tree, living = grown(30, seed=7), [leaf % 3 == 0 for leaf in range(30)]
    for count in range(1, 15):
        nodes = cut_living(tree, living, count)
        assert len({node for node, lives in zip(nodes, living, strict=True) if lives}) == min(count, 10)


def test_groups_are_numbered_in_the_order_they_appear() -> None:
    assert number_by_first(np.array([7, 2, 7, 9, 2])).tolist() == [0, 1, 0, 2, 1]


def test_families_are_the_largest_branches_that_hold_no_more_than_asked_for() -> None:
    themes = {leaf + 10: leaf for leaf in range(5)}
    even = dict.fromkeys(themes, 1.0)
    assert list_families(TREE, themes, even, 5) == [[10, 11, 12, 13, 14]]
    assert list_families(TREE, themes, even, 3) == [[10, 11, 12], [13, 14]]
    assert list_families(TREE, themes, even, 2) == [[10, 11], [12], [13, 14]]
    assert list_families(TREE, {10: 6, 12: 2}, even, 2) == [[10, 12]], "a theme may stand at any node"
    assert list_families(TREE, {}, {}, 2) == []


def test_the_heavier_branch_and_the_heavier_theme_come_first() -> None:
    themes = {leaf: leaf for leaf in range(5)}
    weights = {0: 1.0, 1: 2.0, 2: 1.0, 3: 9.0, 4: 1.0}
    assert list_families(TREE, themes, weights, 3) == [[3, 4], [1, 0, 2]]
    assert list_families(TREE, {1: 5, 2: 3, 3: 8}, {1: 1.0, 2: 2.0, 3: 3.0}, 1) == [[3], [1], [2]], "one above another"
