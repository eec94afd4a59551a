"""Works out the letter behind a group of copies, which nobody may have sent unchanged, and finds who else copied it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.copied_pairs import (
    BANDS,
    COMPARED_AT_ONCE,
    COMPARING,
    FEWEST_MEMBERS,
    SHARED,
    SHARED_TELLING,
    Bands,
    Buckets,
    merge_groups,
)
from analysis.copied_wordings import FEWEST_WORDS, Numbers, Wordings, keep_telling
from analysis.records import Progress

# Texts too much changed to be linked in pairs begin a group together: so many in one bucket, with so many words that
# most of them hold.
IN_BUCKET, BEGUN_WORDS = 4, 12
EVERY = 2  # only the buckets of every second band: a letter copied often enough shows in most
# Fewer answers than many are copies of one letter only where three of them share so much with it.
MANY, SHARED_BY_FEW = 10, 0.8
SHARED_TELLING_WITH_MANY = 0.45  # what many copy is known for certain, so a copy of it may have lost more of it
ROUNDS = 12  # of joining; few ever need a fourth
MOST_TIMES = 30  # a word said more often in one letter counts so often


@dataclass(frozen=True, slots=True)
class Letters:
    """By group, how often its letter holds which word, the same of telling words, and how many answers copy it."""

    bags: csr_matrix
    telling: csr_matrix
    answers: Numbers

    def pick(self, which: NDArray[Any]) -> Letters:
        """Some of them, in the order asked for."""
        return Letters(self.bags[which], self.telling[which], self.answers[which])


class LetterSearch:
    """Grows groups of wordings round the words that most of their answers hold."""

    def __init__(self, wordings: Wordings, bands: Bands, buckets: Buckets) -> None:
        self.wordings, self.bands, self.buckets = wordings, bands, buckets
        self.times = np.array([len(rows) for rows in wordings.rows], dtype=np.int64)
        self.lengths = np.asarray(wordings.bags.sum(axis=1)).ravel()
        self.sizes = np.diff(wordings.telling.indptr).astype(np.int64)

    def find(self, linked: list[Numbers], tell: Progress) -> list[Numbers]:
        """The groups of all letters: first from texts linked in pairs, then from texts that only buckets bring up."""
        everyone = np.ones(len(self.times), dtype=bool)
        groups = self.settle([self.keep_near_centre(one) for one in linked], everyone)
        groups = [one for one in groups if self.stands(one)]
        free = leave_out(everyone, groups)
        begun_in_all = 0
        for band in range(0, BANDS, EVERY):
            tell(BANDS + band, 2 * BANDS, COMPARING)
            begun = self.settle(self.begin(free, band), free)
            begun = [one for one in begun if self.stands(one)]
            free = leave_out(free, begun)
            groups += begun
            begun_in_all += len(begun)
        if begun_in_all:
            groups = [one for one in self.settle(groups, everyone) if self.stands(one)]
        return groups

    def stands(self, group: Numbers) -> bool:
        """Whether the letter behind a group is long enough, and enough answers copy it: a few nearly as it is, or many.

        People who quote the words they were asked about share an opening, and a few of them by chance a little more.
        """
        if self.times[group].sum() < FEWEST_MEMBERS:
            return False
        letter = self.read_letter(group)
        if letter.sum() < FEWEST_WORDS:
            return False
        near = self.find_likeness(group, letter, self.find_centre(group, letter)) >= SHARED_BY_FEW
        return bool(self.times[group].sum() >= MANY or self.times[group[near]].sum() >= FEWEST_MEMBERS)

    def read_letters(self, groups: list[Numbers]) -> Letters:
        """What most answers of each group hold: a word as often as more than half of them say it."""
        letters = self.count_common(np.concatenate(groups), np.cumsum([0, *(len(one) for one in groups)]))
        answers = np.array([self.times[one].sum() for one in groups], dtype=np.int64)
        return Letters(letters, keep_telling(letters, self.wordings.words), answers)

    def read_letter(self, group: Numbers) -> csr_matrix:
        """The words of one group's letter."""
        return self.count_common(group, np.array([0, len(group)]))

    def count_common(self, members: Numbers, ends: Numbers) -> csr_matrix:
        """The words of each group's letter; the groups stand one after the other, each up to its end."""
        held, times = self.wordings.bags[members], self.times[members].astype(np.int32)
        which = csr_matrix((times, np.arange(len(members)), ends), shape=(len(ends) - 1, len(members)))
        half = np.asarray(which.sum(axis=1)).ravel() / 2
        letters = csr_matrix((len(ends) - 1, held.shape[1]), dtype=np.int32)
        for often in range(1, min(int(held.max()), MOST_TIMES) + 1):
            counts = which @ (held >= often).astype(np.int32) if often > 1 else which @ held.sign()
            counts.data = (counts.data > np.repeat(half, np.diff(counts.indptr))).astype(np.int32)
            counts.eliminate_zeros()
            if not counts.nnz:
                break
            letters = letters + counts
        letters.sort_indices()
        return letters

    def find_centre(self, group: Numbers, letter: csr_matrix) -> int:
        """The wording of a group that is nearest to its letter; of several the first."""
        return int(group[np.argmax(self.share(group, letter[np.zeros(len(group), dtype=np.int64)]))])

    def find_likeness(self, group: Numbers, letter: csr_matrix, centre: int) -> NDArray[np.float64]:
        """What each member shares with the letter, or with the most central text if that is more."""
        with_letter = self.share(group, letter[np.zeros(len(group), dtype=np.int64)])
        return np.maximum(with_letter, self.share(group, self.wordings.bags[np.full(len(group), centre)]))

    def share(self, rows: Numbers, others: csr_matrix) -> NDArray[np.float64]:
        """The words that wordings share with the texts across from them, of the words of both (Dice)."""
        shared = np.asarray(self.wordings.bags[rows].minimum(others).sum(axis=1)).ravel()
        dice: NDArray[np.float64] = 2 * shared / (self.lengths[rows] + np.asarray(others.sum(axis=1)).ravel())
        return dice

    def keep_near_centre(self, group: Numbers) -> Numbers:
        """Those linked that are copies of the group's most central text: a chain of links may lead far away."""
        centre = self.find_centre(group, self.read_letter(group))
        near = self.share(group, self.wordings.bags[np.full(len(group), centre)]) >= SHARED
        return group[near]

    def settle(self, groups: list[Numbers], free: NDArray[np.bool_]) -> list[Numbers]:
        """Groups of one letter become one, those who copy a letter join and others leave, until nobody moves.

        `free` are the wordings that may stand in one of these groups.
        """
        groups = [one for one in groups if len(one)]
        for _ in range(ROUNDS):
            if not groups:
                break
            letters = self.read_letters(groups)
            held = np.diff(letters.telling.indptr) > 0
            groups = [one for one, says in zip(groups, held, strict=True) if says]
            letters = letters.pick(held)
            if not groups:
                break
            moved = self.assign(letters, free)
            if len(moved) == len(groups) and all(map(np.array_equal, moved, groups)):
                break
            groups = moved
        return groups

    def assign(self, letters: Letters, free: NDArray[np.bool_]) -> list[Numbers]:
        """Each wording that copies a letter, with the letter it is nearest to; of two the one of the larger group."""
        letters = letters.pick(np.argsort(-letters.answers, kind="stable"))
        keys = np.stack([self.bands.find_keys(letters.telling, band) for band in range(BANDS)])
        same = self.merge_alike(letters, keys)
        rows, which = self.buckets.meet(keys, free)
        near = np.empty(len(rows))
        for start in range(0, len(rows), COMPARED_AT_ONCE):
            part = slice(start, start + COMPARED_AT_ONCE)
            near[part] = self.compare(rows[part], which[part], letters)
        kept = near >= SHARED
        rows, which, near = rows[kept], which[kept], near[kept]
        best = np.lexsort((which, -near, rows))
        rows, which = rows[best], same[which[best]]
        first = np.diff(rows, prepend=-1) > 0
        rows, which = rows[first], which[first]
        by_group = np.lexsort((rows, which))
        rows, which = rows[by_group], which[by_group]
        return [one for one in np.split(rows, np.flatnonzero(np.diff(which)) + 1) if len(one)]

    def compare(self, rows: Numbers, which: Numbers, letters: Letters) -> NDArray[np.float64]:
        """The words each wording shares with a letter; 0 where too few of them are telling."""
        told = letters.telling[which]
        shared = 2 * np.asarray(self.wordings.telling[rows].minimum(told).sum(axis=1)).ravel()
        least = np.where(letters.answers[which] >= MANY, SHARED_TELLING_WITH_MANY, SHARED_TELLING)
        enough = shared >= least * (self.sizes[rows] + np.diff(told.indptr))
        near = np.zeros(len(rows))
        near[enough] = self.share(rows[enough], letters.bags[which[enough]])
        return near

    def merge_alike(self, letters: Letters, keys: NDArray[np.uint64]) -> Numbers:
        """For each letter the first that is the same but for words changed."""
        some, others = meet_first(keys)
        sizes = np.asarray(letters.bags.sum(axis=1)).ravel()
        shared = np.asarray(letters.bags[some].minimum(letters.bags[others]).sum(axis=1)).ravel()
        alike = 2 * shared >= SHARED * (sizes[some] + sizes[others])
        group = merge_groups(np.arange(len(sizes)), np.stack([some[alike], others[alike]]))
        first = np.full(int(group.max()) + 1, len(sizes))
        np.minimum.at(first, group, np.arange(len(sizes)))
        one: Numbers = first[group]
        return one

    def begin(self, free: NDArray[np.bool_], band: int) -> list[Numbers]:
        """Buckets of texts in no group whose common words could be a letter."""
        members, begins = self.buckets.of_several(band, free)
        sizes = np.diff(np.append(np.flatnonzero(begins), len(members)))
        members, sizes = members[np.repeat(sizes >= IN_BUCKET, sizes)], sizes[sizes >= IN_BUCKET]
        if not len(sizes):
            return []
        ends = np.concatenate([[0], np.cumsum(sizes)])
        letters = self.count_common(members, ends)
        long = np.flatnonzero(np.asarray(letters.sum(axis=1)).ravel() >= BEGUN_WORDS)
        begun = [members[ends[at] : ends[at + 1]] for at in long]
        near = (self.share(one, letters[np.full(len(one), at)]) for at, one in zip(long, begun, strict=True))
        return [one for one, alike in zip(begun, near, strict=True) if (alike >= SHARED).sum() >= IN_BUCKET]


def leave_out(free: NDArray[np.bool_], groups: list[Numbers]) -> NDArray[np.bool_]:
    """Those free without the members of groups."""
    left = free.copy()
    for one in groups:
        left[one] = False
    return left


def meet_first(keys: NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
    """Pairs of a letter and the first of those that fall under one number with it, band by band."""
    pairs = []
    for of_band in keys:
        _, first, which = np.unique(of_band, return_index=True, return_inverse=True)
        pairs.append(first[which] * len(of_band) + np.arange(len(of_band)))
    some, others = np.divmod(np.unique(np.concatenate(pairs)), keys.shape[1])
    return some[some < others], others[some < others]
