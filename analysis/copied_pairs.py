"""Links texts of which each shares most of its words with the other: MinHash brings up pairs, words decide."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from analysis.copied_wordings import FEWEST_WORDS, Numbers, Wordings
from analysis.records import Progress

# Of two texts' words, so much is shared when one is the other with three words in ten changed, and a little is spared.
SHARED = 0.62
SHARED_TELLING = 0.55
BANDS, ROWS = 60, 3
# In one bucket an answer is compared with so many others at most, so that a full bucket costs no square.
COMPARED_WITH = 8
COMPARED_AT_ONCE = 20_000
SKETCHES = (4, 16)  # times 64 bits: fewest, and most where texts are long
FEWEST_MEMBERS = 3
COMPARING = "Looking for answers that copy one text"


class Bands:
    """What each text falls under in each band (MinHash).

    Two texts agree in one row of a band as often as their sets of telling words overlap (Jaccard); they fall under one
    number where they agree in all rows. A word's numbers are the same whatever other words there are.
    """

    def __init__(self, names: Sequence[str], seed: int) -> None:
        self.base = np.array(
            [int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=8).digest()) for word in names],
            dtype=np.uint64,
        )
        random = np.random.default_rng(seed)
        self.factor = random.integers(0, 2**63, (BANDS, ROWS), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        self.shift = random.integers(0, 2**63, (BANDS, ROWS), dtype=np.uint64)

    def find_keys(self, telling: csr_matrix, band: int) -> NDArray[np.uint64]:
        """What each text falls under in one band; every text holds a word."""
        keys = np.zeros(telling.shape[0], dtype=np.uint64)
        for factor, shift in zip(self.factor[band], self.shift[band], strict=True):
            mixed = (self.base * factor + shift) >> np.uint64(32)
            least = np.minimum.reduceat(mixed[telling.indices], telling.indptr[:-1])
            keys = (keys ^ least) * np.uint64(0x9E3779B97F4A7C15)
        return keys


class Buckets:
    """By band, the texts in the order of what they fall under, and what that is."""

    def __init__(self, telling: csr_matrix, bands: Bands) -> None:
        self.order = np.empty((BANDS, telling.shape[0]), dtype=np.int32)
        self.keys = np.empty((BANDS, telling.shape[0]), dtype=np.uint64)
        for band in range(BANDS):
            keys = bands.find_keys(telling, band)
            self.order[band] = np.argsort(keys, kind="stable")
            self.keys[band] = keys[self.order[band]]

    def of_several(self, band: int, which: NDArray[np.bool_]) -> tuple[Numbers, NDArray[np.bool_]]:
        """Those asked for, bucket by bucket, none alone in its bucket; the second says where a bucket begins."""
        left = which[self.order[band]]
        keys = self.keys[band][left]
        begins = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
        return drop_alone(self.order[band][left].astype(np.int64), begins)

    def meet(self, others: NDArray[np.uint64], which: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
        """Pairs of a text, of those asked for, and one of the others that fall under one number in a band or more."""
        first = np.stack([np.searchsorted(*one, side="left") for one in zip(self.keys, others, strict=True)])
        after = np.stack([np.searchsorted(*one, side="right") for one in zip(self.keys, others, strict=True)])
        texts = []
        for other in range(others.shape[1]):
            met = np.zeros(len(which), dtype=bool)
            for band in np.flatnonzero(first[:, other] < after[:, other]):
                met[self.order[band, first[band, other] : after[band, other]]] = True
            texts.append(np.flatnonzero(met & which))
        return np.concatenate(texts), np.repeat(np.arange(len(texts)), [len(one) for one in texts])


def drop_alone(members: Numbers, begins: NDArray[np.bool_]) -> tuple[Numbers, NDArray[np.bool_]]:
    alone = begins & np.concatenate([begins[1:], [True]])
    return members[~alone], begins[~alone]


def link(wordings: Wordings, buckets: Buckets, tell: Progress) -> list[Numbers]:
    """Groups of texts linked by exact comparison, over the candidates the bands bring up; each text is in one."""
    group = np.arange(wordings.telling.shape[0])
    compare = Comparison(wordings)
    long = compare.lengths >= FEWEST_WORDS
    for band in range(BANDS):
        tell(band, 2 * BANDS, COMPARING)
        members, begins = buckets.of_several(band, long)
        links = [np.empty((2, 0), dtype=np.int64)]
        for _ in range(COMPARED_WITH):
            if not len(members):
                break
            heads = members[begins][np.cumsum(begins) - 1]
            settled = group[members] == group[heads]
            asked = np.flatnonzero(~settled)
            alike = asked[compare.are_copies(members[asked], heads[asked])]
            settled[alike] = True
            links.append(np.stack([group[members[alike]], group[heads[alike]]]))
            bucket = np.cumsum(begins)[~settled]
            members, begins = drop_alone(members[~settled], np.diff(bucket, prepend=0) > 0)
        group = merge_groups(group, np.concatenate(links, axis=1))
    order = np.argsort(group, kind="stable")
    several = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    return [one for one in several if sum(len(wordings.rows[at]) for at in one) >= FEWEST_MEMBERS]


def merge_groups(group: Numbers, links: Numbers) -> Numbers:
    """The group of each text once these groups are linked."""
    if not links.shape[1]:
        return group
    edges = coo_matrix((np.ones(links.shape[1], dtype=np.int8), (links[0], links[1])), shape=(len(group), len(group)))
    joined: Numbers = connected_components(edges, directed=False)[1].astype(np.int64)
    return joined[group]


class Comparison:
    """Compares pairs of texts word by word, after a look at sketches that passes every pair that could be alike."""

    def __init__(self, wordings: Wordings) -> None:
        self.bags, self.telling = wordings.bags, wordings.telling
        self.lengths = np.asarray(self.bags.sum(axis=1)).ravel()
        self.sizes = np.diff(self.telling.indptr).astype(np.int64)
        # A bit for each word, several words on one bit: what two sketches share, with what either holds more than it
        # has bits for, is never less than the words the texts share.
        parts = min(max(int(self.sizes.mean()) // 8, SKETCHES[0]), SKETCHES[1])
        place = np.arange(self.telling.shape[1], dtype=np.int64) * 0x9E3779B1 % (64 * parts)
        self.sketches = np.zeros((parts, self.telling.shape[0]), dtype=np.uint64)
        for part in range(parts):
            bit = np.where(place // 64 == part, np.uint64(1) << (place % 64).astype(np.uint64), np.uint64(0))
            self.sketches[part] = np.bitwise_or.reduceat(bit[self.telling.indices], self.telling.indptr[:-1])
        self.spare = self.sizes - np.bitwise_count(self.sketches).sum(axis=0, dtype=np.int64)

    def are_copies(self, some: Numbers, others: Numbers) -> NDArray[np.bool_]:
        """Whether each of these texts shares enough words with the one across from it."""
        both = np.minimum(self.spare[some], self.spare[others])
        for sketch in self.sketches:
            both += np.bitwise_count(sketch[some] & sketch[others])
        alike: NDArray[np.bool_] = 2 * both >= SHARED_TELLING * (self.sizes[some] + self.sizes[others])
        for start in range(0, len(some), COMPARED_AT_ONCE):
            near = start + np.flatnonzero(alike[start : start + COMPARED_AT_ONCE])
            shared = 2 * count_shared(self.telling, some[near], others[near])
            enough = shared >= SHARED_TELLING * (self.sizes[some[near]] + self.sizes[others[near]])
            alike[near] = enough
            near = near[enough]
            alike[near] = self.share(some[near], others[near]) >= SHARED
        return alike

    def share(self, some: Numbers, others: Numbers) -> NDArray[np.float64]:
        """The words two texts share, of the words of both (Dice); 1 when they hold the same words as often."""
        dice: NDArray[np.float64] = (
            2 * count_shared(self.bags, some, others) / (self.lengths[some] + self.lengths[others])
        )
        return dice


def count_shared(held: csr_matrix, some: Numbers, others: Numbers) -> Numbers:
    shared: Numbers = np.asarray(held[some].minimum(held[others]).sum(axis=1), dtype=np.int64).ravel()
    return shared
