"""Groups out of vectors: Ward against scipy, the tree through a partition, and the number of groups."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analysis.clustering import (
    choose_count,
    find_nearest,
    grow_tree,
    lay_ground,
    measure_silhouette,
    merge_by_ward,
    smooth_over_neighbours,
)
from analysis.embedding import Matrix, unit_rows
from analysis.tree import cut_tree, order_merges


def make_points(groups: int, each: int, spread: float = 0.15, seed: int = 1) -> tuple[Matrix, np.ndarray]:
    generator = np.random.default_rng(seed)
    centres = generator.standard_normal((groups, 40))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    truth = np.repeat(np.arange(groups), each)
    return unit_rows(centres[truth] + spread * generator.standard_normal((len(truth), 40))), truth


def count_groups(points: Matrix) -> int:
    smoothed = smooth_over_neighbours(points, 0)
    return choose_count(smoothed, lay_ground(smoothed, 0))


@pytest.mark.parametrize("count", [2, 5, 20])
def test_ward_merges_as_scipy_does(count: int) -> None:
    points = np.random.default_rng(0).standard_normal((200, 10))
    pairs, heights = merge_by_ward(points, np.ones(200))
    tree = order_merges(pairs, np.array(heights), 200)
    theirs = linkage(points, "ward")
    assert np.allclose(np.sqrt(2 * np.array(tree.heights)), theirs[:, 2])
    assert adjusted_rand_score(fcluster(theirs, count, "maxclust"), cut_tree(tree, count)) == 1


def test_a_point_of_weight_three_counts_as_three_points() -> None:
    points = np.random.default_rng(2).standard_normal((30, 4))
    weights = np.random.default_rng(3).integers(1, 4, 30)
    pairs, heights = merge_by_ward(points, weights.astype(float))
    theirs = linkage(np.repeat(points, weights, axis=0), "ward")
    ours = np.sqrt(2 * np.array(order_merges(pairs, np.array(heights), 30).heights))
    assert np.allclose(ours, theirs[-29:, 2])


def test_the_tree_passes_through_the_groups_it_was_given() -> None:
    points, _ = make_points(6, 60, spread=0.4)
    ground = lay_ground(points, 0)
    groups = ground.partition(6)
    tree, leaf = grow_tree(points, groups, ground.fine)
    assert tree.leaves == 300
    assert adjusted_rand_score(cut_tree(tree, 6)[leaf], groups) == 1
    assert len(set(cut_tree(tree, 20)[leaf].tolist())) == 20


def test_above_three_thousand_points_the_leaves_are_fine_groups() -> None:
    points, _ = make_points(5, 700, spread=0.3)
    ground = lay_ground(points, 0)
    groups = ground.partition(5)
    tree, leaf = grow_tree(points, groups, ground.fine)
    assert tree.leaves <= 300
    assert adjusted_rand_score(cut_tree(tree, 5)[leaf], groups) == 1


def test_silhouette_equals_the_one_over_all_pairs() -> None:
    points, _ = make_points(4, 25, spread=0.5)
    groups = lay_ground(points, 0).partition(7)
    theirs = silhouette_score(points, groups, metric="cosine")
    assert measure_silhouette(points, groups) == pytest.approx(theirs, abs=1e-5)


@pytest.mark.parametrize("groups", [4, 8, 14])
def test_clear_groups_are_counted(groups: int) -> None:
    points, _ = make_points(groups, 40)
    assert abs(count_groups(points) - groups) <= max(1, groups // 5)


def test_many_clear_groups_are_counted_too() -> None:
    points, _ = make_points(130, 20)
    assert 105 <= count_groups(points) <= 150


def test_without_structure_there_are_about_as_many_groups_as_is_usual() -> None:
    points = unit_rows(np.random.default_rng(9).standard_normal((900, 30)))
    assert 10 <= count_groups(points) <= 23


def test_the_count_is_read_from_a_part_of_many_points(monkeypatch: pytest.MonkeyPatch) -> None:
    points, _ = make_points(12, 60)
    monkeypatch.setattr("analysis.clustering.COUNTED_ON", 250)
    assert abs(count_groups(points) - 12) <= 2


@pytest.mark.parametrize(("answers", "most"), [(1, 1), (2, 1), (5, 2), (12, 4), (40, 8), (130, 14)])
def test_a_small_question_gets_few_groups(answers: int, most: int) -> None:
    points = unit_rows(np.random.default_rng(5).standard_normal((answers, 20)))
    assert 1 <= count_groups(points) <= most


def test_groups_settle_where_every_point_is_nearest_to_its_own_mean() -> None:
    points, truth = make_points(8, 60, spread=0.2)
    ground = lay_ground(points, 0)
    groups = ground.partition(8)
    means = np.array([ground.points[groups == group].mean(axis=0) for group in range(8)])
    apart = ((ground.points[:, None, :] - means[None]) ** 2).sum(axis=2)
    assert (apart.argmin(axis=1) == groups).mean() > 0.999
    assert adjusted_rand_score(truth, groups) > 0.9


def test_the_main_directions_keep_what_lies_apart() -> None:
    points, _ = make_points(6, 40)
    turned = lay_ground(points, 0).points
    assert np.allclose(
        np.linalg.norm(points[0] - points[1:], axis=1), np.linalg.norm(turned[0] - turned[1:], axis=1), atol=1e-4
    )


def test_smoothing_draws_points_of_one_group_together() -> None:
    points, truth = make_points(5, 40, spread=0.25)
    before = silhouette_score(points, truth, metric="cosine")
    after = silhouette_score(smooth_over_neighbours(points, 0), truth, metric="cosine")
    assert after > before + 0.3


def test_neighbours_found_by_cells_are_nearly_those_found_by_looking_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    points, _ = make_points(30, 50)
    exact, _ = find_nearest(points, 10, 0)
    monkeypatch.setattr("analysis.clustering.EXACT_UP_TO", 100)
    sought, _ = find_nearest(points, 10, 0)
    shared = [len(set(a) & set(b)) / 10 for a, b in zip(exact.tolist(), sought.tolist(), strict=True)]
    assert np.mean(shared) > 0.9
