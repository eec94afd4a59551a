"""Vectors into groups: smoothing over neighbours, how many groups the answers bear, and a tree through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.cluster import KMeans

from analysis.embedding import Matrix, unit_rows
from analysis.tree import Groups, Tree, cut_tree, number_by_first, order_merges, prune_tree

NEIGHBOURS = 15
SMOOTHING_ROUNDS = 3
KEPT_OF_SELF = 0.2
BLOCK_ROWS = 512
EXACT_UP_TO = 20_000
CELLS_PROBED = 3

FINE_GROUPS = 300
MAIN_DIRECTIONS = 64
MOST_ROUNDS, FEW_ROUNDS = 30, 4
WARD_AT_MOST = 3000
# Of the number of themes; what each does stands in docs/methods-themes.md. All are flat from about half to one and a
# half times these values.
COUNTS_TRIED = 24
COUNTED_ON = 5000
MOST_THEMES = 150
FAR_FROM_USUAL = 0.08
USUAL_AT_MOST = 35
BY_FEWNESS = 0.1
BLURRED_BY = 0.1


def smooth_over_neighbours(points: Matrix, seed: int) -> Matrix:
    """Each point drawn towards its nearest neighbours, so that answers to one matter in other words meet."""
    count = min(NEIGHBOURS, len(points) // 4)
    if count < 1:
        return points
    links = build_links(*find_nearest(points, count, seed))
    smoothed = points
    for _ in range(SMOOTHING_ROUNDS):
        smoothed = unit_rows(KEPT_OF_SELF * points + (1 - KEPT_OF_SELF) * (links @ smoothed))
    return smoothed


def find_nearest(points: Matrix, count: int, seed: int) -> tuple[NDArray[np.int64], Matrix]:
    """The nearest neighbours of each point and their cosine; beyond 20,000 points sought in the nearest three cells."""
    n = len(points)
    if n <= EXACT_UP_TO:
        return search_block(points, np.arange(n), np.arange(n), count)
    cells = KMeans(round(n**0.5 / 4), n_init=1, max_iter=10, random_state=seed).fit(points)
    probed = np.argsort(-(points @ cells.cluster_centers_.T), axis=1, kind="stable")[:, :CELLS_PROBED]
    members = [np.flatnonzero(cells.labels_ == cell) for cell in range(len(cells.cluster_centers_))]
    nearest, cosine = np.empty((n, count), dtype=np.int64), np.empty((n, count), dtype=np.float32)
    for cell, rows in enumerate(members):
        near = np.unique(probed[rows], return_counts=True)
        wanted = near[0][np.argsort(-near[1], kind="stable")][: 2 * CELLS_PROBED]
        pool = np.sort(np.concatenate([members[one] for one in {cell, *wanted.tolist()}]))
        while len(pool) <= count:
            pool = np.arange(n)
        nearest[rows], cosine[rows] = search_block(points, rows, pool, count)
    return nearest, cosine


def search_block(
    points: Matrix, rows: NDArray[np.int64], pool: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], Matrix]:
    """For each of `rows` the nearest of `pool` and their cosine, in blocks so that memory stays small."""
    found, cosine = np.empty((len(rows), count), dtype=np.int64), np.empty((len(rows), count), dtype=np.float32)
    others = points[pool].T
    for start in range(0, len(rows), BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS]
        likeness = points[block] @ others
        likeness[np.arange(len(block)), np.searchsorted(pool, block)] = -2
        kept = np.argpartition(likeness, len(pool) - count, axis=1)[:, len(pool) - count :]
        found[start : start + len(block)] = pool[kept]
        cosine[start : start + len(block)] = np.take_along_axis(likeness, kept, axis=1)
    return found, cosine


def build_links(nearest: NDArray[np.int64], cosine: Matrix) -> Any:
    """Neighbours as a symmetric matrix of likeness, each row summing to one."""
    n, count = nearest.shape
    rows = np.repeat(np.arange(n), count)
    links = sparse.csr_matrix((np.maximum(cosine.ravel(), 0), (rows, nearest.ravel())), shape=(n, n))
    links = links.maximum(links.T)
    total = np.asarray(links.sum(axis=1)).ravel()
    return (sparse.diags(1 / np.where(total > 0, total, 1)) @ links).tocsr().astype(np.float32)


def turn_to_main(points: Matrix) -> Matrix:
    """The points along the directions in which they differ most: distances stay, and groups are found faster."""
    centred = (points - points.mean(axis=0)).astype(np.float64)
    _, turn = np.linalg.eigh(centred.T @ centred)
    return np.ascontiguousarray(centred @ turn[:, ::-1][:, :MAIN_DIRECTIONS], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Ground:
    """Points along their main directions, fine groups of them, and Ward's tree over those, from which groups grow."""

    points: Matrix
    fine: Groups
    tree: Tree

    def partition(self, count: int, rounds: int = MOST_ROUNDS) -> Groups:
        """So many groups: a cut of the tree, then each point goes to the nearest mean until none moves."""
        if count >= len(self.points):
            return np.arange(len(self.points))
        return settle_means(self.points, number_by_first(cut_tree(self.tree, max(count, 1))[self.fine]), rounds)


def lay_ground(smoothed: Matrix, seed: int) -> Ground:
    """Every point is a fine group of its own up to 3,000; above, KMeans makes 300 of them, from 20,000 at most."""
    points = turn_to_main(smoothed)
    fine = np.arange(len(points))
    if len(points) > WARD_AT_MOST:
        learnt = points[:: -(-len(points) // EXACT_UP_TO)]
        means = KMeans(FINE_GROUPS, n_init=1, max_iter=20, random_state=seed).fit(learnt)
        fine = number_by_first(means.predict(points))
    mass = np.bincount(fine).astype(np.float64)
    pairs, heights = merge_by_ward(sum_by_group(points, fine) / mass[:, None], mass)
    return Ground(points, fine, order_merges(pairs, np.array(heights), len(mass)))


def settle_means(points: Matrix, groups: Groups, rounds: int) -> Groups:
    """Lloyd's rounds from given groups (Lloyd 1982): each point to the nearest mean, no group is ever left empty."""
    for _ in range(rounds):
        count = np.bincount(groups)
        means = (sum_by_group(points, groups) / count[:, None]).astype(np.float32)
        near = np.argmax(points @ means.T - 0.5 * np.einsum("ij,ij->i", means, means), axis=1)
        if np.array_equal(near, groups) or (np.bincount(near, minlength=len(count)) == 0).any():
            break
        groups = near
    return number_by_first(groups)


def choose_count(smoothed: Matrix, ground: Ground) -> int:
    """How many groups: the count of highest silhouette, less what fewness lends it and what it strays from the usual.

    The usual count is half the square root of the number of answers, and never more than a person reads through. With
    strong structure the silhouette decides; where it is flat, as in most consultations, the usual count does.
    """
    n = len(smoothed)
    most = min(MOST_THEMES, n // 5 if n >= 15 else round(n / 3))
    if most < 2:
        return 1
    counts = np.unique(np.round(np.geomspace(min(3, most), most, COUNTS_TRIED)).astype(np.int64))
    told = slice(None, None, -(-n // COUNTED_ON))
    thin = Ground(ground.points[told], ground.fine[told], ground.tree)
    seen = [measure_silhouette(smoothed[told], thin.partition(count, FEW_ROUNDS)) for count in counts.tolist()]
    strays = np.log(counts / min(max(2.0, 0.5 * n**0.5), USUAL_AT_MOST)) ** 2
    # Smoothing alone draws points without any structure into few groups that look well parted.
    worth = blur(np.log(counts), np.array(seen)) - BY_FEWNESS / counts - FAR_FROM_USUAL * strays
    return int(counts[int(np.argmax(np.round(worth, 9)))])


def blur(places: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each value beside its neighbours: where answers are few the silhouette jumps from one count to the next."""
    weights = np.exp(-0.5 * ((places[:, None] - places) / BLURRED_BY) ** 2)
    return np.asarray(weights @ values / weights.sum(axis=1))


def measure_silhouette(points: Matrix, groups: Groups) -> float:
    """Mean silhouette by cosine: distances to a whole group are distances to its mean, so no pairs are formed."""
    count = np.bincount(groups)
    away = 1 - points @ sum_by_group(points, groups).T / count
    rows = np.arange(len(points))
    own = away[rows, groups] * count[groups] / np.maximum(count[groups] - 1, 1)
    away[rows, groups] = np.inf
    other = away.min(axis=1)
    value = np.where(count[groups] > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-9), 0)
    return float(value.mean())


def sum_by_group(points: Any, groups: Groups) -> Any:
    count = int(groups.max()) + 1
    member = sparse.csr_matrix((np.ones(len(groups)), (groups, np.arange(len(groups)))), (count, len(groups)))
    return member @ points.astype(np.float64)


def grow_tree(points: Matrix, groups: Groups, fine: Groups) -> tuple[Tree, Groups]:
    """A tree of merges that passes through `groups`, with at most 300 leaves, and the leaf of each point.

    Under each group hangs Ward's tree of its fine groups; above stands
    Ward's tree of the groups. So a cut into fewer joins whole groups, and a cut into more splits them.
    """
    leaf = number_by_first(groups * (int(fine.max()) + 1) + fine)  # a fine group that lies in two groups is parted
    mass = np.bincount(leaf).astype(np.float64)
    centres = sum_by_group(points, leaf) / mass[:, None]
    group_of_leaf = np.empty(len(mass), dtype=np.int64)
    group_of_leaf[leaf] = groups
    pairs: list[tuple[int, int]] = []
    heights: list[float] = []
    for group in range(int(groups.max()) + 1):
        own = np.flatnonzero(group_of_leaf == group)
        merged, high = merge_by_ward(centres[own], mass[own])
        pairs += [(int(own[a]), int(own[b])) for a, b in merged]
        heights += high
    first = np.array([np.flatnonzero(group_of_leaf == group)[0] for group in range(int(groups.max()) + 1)])
    size = np.bincount(groups).astype(np.float64)
    merged, high = merge_by_ward(sum_by_group(points, groups) / size[:, None], size)
    floor = max(heights, default=0.0)
    pairs += [(int(first[a]), int(first[b])) for a, b in merged]
    heights += [floor + height for height in high]
    tree, moved = prune_tree(order_merges(pairs, np.array(heights), len(mass)), FINE_GROUPS)
    return tree, moved[leaf]


def merge_by_ward(
    points: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[list[tuple[int, int]], list[float]]:
    """Ward's merges of weighted points by chains of nearest neighbours, each as one point of either side."""
    centre, mass = points.copy(), weights.copy()
    square = np.einsum("ij,ij->i", centre, centre)
    alive = np.ones(len(points), dtype=bool)
    pairs: list[tuple[int, int]] = []
    heights: list[float] = []
    chain: list[int] = []
    while len(pairs) < len(points) - 1:
        at = chain[-1] if chain else int(np.argmax(alive))
        chain = chain or [at]
        apart = np.maximum(square - 2 * (centre @ centre[at]) + square[at], 0)
        cost = np.where(alive, apart * (mass * mass[at] / (mass + mass[at])), np.inf)
        cost[at] = np.inf
        nearest = int(np.argmin(cost))
        if len(chain) < 2 or cost[chain[-2]] > cost[nearest]:
            chain.append(nearest)
            continue
        before = chain[-2]
        del chain[-2:]
        pairs.append((before, at))
        heights.append(float(cost[before]))
        total = mass[at] + mass[before]
        centre[before] = (mass[at] * centre[at] + mass[before] * centre[before]) / total
        square[before] = centre[before] @ centre[before]
        mass[before] = total
        alive[at] = False
    return pairs, heights
