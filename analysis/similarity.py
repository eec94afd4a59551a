"""Groups near-identical answers, such as a letter of a campaign; short answers that agree by chance stay out."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from analysis.markup import mask_markup
from analysis.records import Copies, Progress
from analysis.text import find_words
from analysis.word_lists import STOP_WORDS

# A campaign's letter is longer than what people say alike by chance ("all the staff were very friendly").
FEWEST_WORDS = 15
FEWEST_MEMBERS = 3
READ_WORDS = 500
# Of two texts' words, so much is shared when one is the other with three words in ten changed, and a little is spared.
SHARED = 0.62
SHARED_TELLING = 0.55
BANDS, ROWS = 60, 3
# In one bucket an answer is compared with so many others at most, so that a full bucket costs no square.
COMPARED_WITH = 8
COMPARED_AT_ONCE = 20_000
SKETCHES = (4, 16)  # times 64 bits: fewest, and most where texts are long
STEP = 2000  # answers read between two words on how far it is
READING, COMPARING = "Reading the answers", "Looking for answers that copy one text"

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wordings:
    """Distinct wordings in sorted order: the rows that have each, and how often it holds which word.

    `telling` holds the words that are no stop words, or all of them where a wording has no other.
    """

    rows: list[list[int]]
    words: tuple[str, ...]
    bags: csr_matrix
    telling: csr_matrix


def find_copies(texts: Sequence[str], seed: int = 0, progress: Progress | None = None) -> list[Copies]:
    """Groups of three answers or more that share a text with up to 30 % of its words changed, largest first."""
    tell = progress or (lambda done, total, words: None)
    wordings = read_wordings(texts, tell)
    if wordings is None:
        return []
    found = [describe(group, wordings, texts) for group in join(wordings, seed, tell)]
    kept = [one for one in found if len(one.members) >= FEWEST_MEMBERS]
    return sorted(kept, key=lambda one: (-len(one.members), texts[one.template], one.template))


def read_wordings(texts: Sequence[str], tell: Progress) -> Wordings | None:
    """The wordings long enough to be a copy of something; None when there are none."""
    number: dict[str, int] = {}
    rows_of: dict[bytes, list[int]] = {}
    for row, text in enumerate(texts):
        if row % STEP == 0:
            tell(row, len(texts), READING)
        words = find_words(mask_markup(text))[:READ_WORDS]
        if len(words) >= FEWEST_WORDS:
            key = array("I", [number.setdefault(word, len(number)) for word in words]).tobytes()
            rows_of.setdefault(key, []).append(row)
    if not rows_of:
        return None
    names = sorted(number)
    rank = np.empty(len(names), dtype=np.int32)
    rank[[number[word] for word in names]] = np.arange(len(names), dtype=np.int32)
    # Words by their place in the sorted vocabulary, high byte first: sorted as bytes is sorted as words.
    keyed = sorted((rank[np.frombuffer(key, dtype=np.uint32)].astype(">i4").tobytes(), key) for key in rows_of)
    bags = count_words([np.frombuffer(ranked, dtype=">i4").astype(np.int32) for ranked, _ in keyed], len(names))
    return Wordings([rows_of[key] for _, key in keyed], tuple(names), bags, keep_telling(bags, names))


def count_words(wordings: list[NDArray[np.int32]], words: int) -> csr_matrix:
    """How often each wording holds each word; the words of a row in order."""
    ends = np.cumsum([0, *(len(one) for one in wordings)], dtype=np.int64)
    held = np.concatenate(wordings)
    bags = csr_matrix((np.ones(len(held), dtype=np.int32), held, ends), shape=(len(wordings), words))
    bags.sum_duplicates()
    return bags


def keep_telling(bags: csr_matrix, names: Sequence[str]) -> csr_matrix:
    """Which words of each wording tell what it is about: 1 each."""
    is_telling = np.array([name not in STOP_WORDS for name in names])
    sizes = np.diff(bags.indptr)
    which = np.repeat(np.arange(len(sizes)), sizes)
    told = np.bincount(which, weights=is_telling[bags.indices], minlength=len(sizes))
    kept = is_telling[bags.indices] | (told[which] == 0)
    ends = np.concatenate([[0], np.cumsum(np.bincount(which[kept], minlength=len(sizes)))])
    indices = bags.indices[kept]
    return csr_matrix((np.ones(len(indices), dtype=np.int32), indices, ends), shape=bags.shape)


def mix_words(names: Sequence[str], seed: int) -> Iterator[NDArray[np.uint64]]:
    """For each band a number per word and row of the band, the same whatever other words there are."""
    base = np.array(
        [int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=8).digest()) for word in names],
        dtype=np.uint64,
    )
    random = np.random.default_rng(seed)
    factor = random.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shift = random.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
    for column in range(0, BANDS * ROWS, ROWS):
        of_band = slice(column, column + ROWS)
        yield (base * factor[of_band, None] + shift[of_band, None]) >> np.uint64(32)


def buckets(telling: csr_matrix, mixed: NDArray[np.uint64]) -> tuple[Numbers, NDArray[np.bool_]]:
    """Texts that agree in all rows of a band, bucket by bucket; the second says where a bucket begins.

    MinHash: two texts agree in a row as often as their sets of telling words overlap (Jaccard).
    """
    keys = np.zeros(telling.shape[0], dtype=np.uint64)
    for row in mixed:
        least = np.minimum.reduceat(row[telling.indices], telling.indptr[:-1])
        keys = (keys ^ least) * np.uint64(0x9E3779B97F4A7C15)
    order = np.argsort(keys, kind="stable")
    begins = np.concatenate([[True], keys[order][1:] != keys[order][:-1]])
    return drop_alone(order, begins)


def drop_alone(members: Numbers, begins: NDArray[np.bool_]) -> tuple[Numbers, NDArray[np.bool_]]:
    alone = begins & np.concatenate([begins[1:], [True]])
    return members[~alone], begins[~alone]


def join(wordings: Wordings, seed: int, tell: Progress) -> list[Numbers]:
    """Groups of texts linked by exact comparison, over the candidates the bands bring up; each text is in one."""
    telling = wordings.telling
    group = np.arange(telling.shape[0])
    compare = Comparison(wordings)
    for band, mixed in enumerate(mix_words(wordings.words, seed)):
        tell(band, BANDS, COMPARING)
        members, begins = buckets(telling, mixed)
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
    tell(BANDS, BANDS, COMPARING)
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


def describe(group: Numbers, wordings: Wordings, texts: Sequence[str]) -> Copies:
    """The most central text of a group, and those members that stand near enough to it."""
    times = np.array([len(wordings.rows[at]) for at in group])
    held = wordings.bags[group]
    words = held.sign()
    core = (2 * (times @ words) > times.sum()).astype(np.int64)
    sizes = np.diff(words.indptr)
    nearness = 2 * (words @ core) / (core.sum() + sizes)
    centre = int(np.argmax(nearness))
    lengths = np.asarray(held.sum(axis=1)).ravel()
    shared = np.asarray(held.minimum(held[np.full(len(group), centre)]).sum(axis=1)).ravel()
    likeness = 2 * shared / (lengths + lengths[centre])
    members = sorted(
        (row, float(f"{alike:.12g}"))
        for at, alike in zip(group, likeness, strict=True)
        if alike >= SHARED
        for row in wordings.rows[at]
    )
    template = min(wordings.rows[group[centre]], key=lambda row: (texts[row], row))
    return Copies(template, tuple(row for row, _ in members), tuple(value for _, value in members))
