"""Reads answers into distinct wordings, so that texts copied word for word are compared once."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.languages import ENGLISH
from analysis.markup import mask_markup
from analysis.records import Progress
from analysis.text import Words, normalise_word, word_pattern
from analysis.word_lists import STOP_WORDS

# A campaign's letter is longer than what people say alike by chance ("all the staff were very friendly").
FEWEST_WORDS = 15
# A copy may have lost three words in ten of its letter.
FEWEST_IN_COPY = 10
READ_WORDS = 500
BYTES = 4  # of the number of a word
STEP = 2000  # answers read between two words on how far it is
READING = "Reading the answers"

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


class Numbering(dict[str, int]):
    """A number for each word as it is written; one for all ways of writing one word."""

    def __init__(self) -> None:
        super().__init__()
        self.of_word: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        number = self[written] = self.of_word.setdefault(normalise_word(written), len(self.of_word))
        return number


@dataclass(frozen=True, slots=True)
class Short:
    """Wordings too short for a letter, each as the numbers of its words, with the rows that have it."""

    rows_of: dict[bytes, list[int]]
    spelt: list[str]

    def spell(self, key: bytes) -> Words:
        """The words of one."""
        return tuple(self.spelt[at] for at in np.frombuffer(key, dtype=np.uint32))


def read_wordings(texts: Sequence[str], tell: Progress) -> tuple[Wordings | None, Short]:
    """The wordings long enough to copy a letter (None when there are none), and those too short to be one."""
    number, find = Numbering(), word_pattern(ENGLISH).findall
    rows_of: dict[bytes, list[int]] = {}
    for row, text in enumerate(texts):
        if row % STEP == 0:
            tell(row, len(texts), READING)
        key = array("I", [number[word] for word in find(mask_markup(text))[:READ_WORDS]]).tobytes()
        rows_of.setdefault(key, []).append(row)
    short = {key: rows for key, rows in rows_of.items() if len(key) < FEWEST_WORDS * BYTES}
    rows_of = {key: rows for key, rows in rows_of.items() if len(key) >= FEWEST_IN_COPY * BYTES}
    if not rows_of:
        return None, Short(short, list(number.of_word))
    names = sorted(number.of_word)
    rank = np.empty(len(names), dtype=np.int32)
    rank[[number.of_word[word] for word in names]] = np.arange(len(names), dtype=np.int32)
    # Words by their place in the sorted vocabulary, high byte first: sorted as bytes is sorted as words.
    keyed = sorted((rank[np.frombuffer(key, dtype=np.uint32)].astype(">i4").tobytes(), key) for key in rows_of)
    bags = count_words([np.frombuffer(ranked, dtype=">i4").astype(np.int32) for ranked, _ in keyed], len(names))
    found = Wordings([rows_of[key] for _, key in keyed], tuple(names), bags, keep_telling(bags, names))
    return found, Short(short, list(number.of_word))


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
