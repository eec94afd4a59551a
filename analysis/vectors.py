"""Static word vectors: which words mean nearly the same; needs numpy alone, so pages may use it; downloads nothing."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"
VECTORS, VOCABULARY = DATA / "vectors.npz", DATA / "vocabulary.txt"

# Endings of words that are not in the vocabulary, and what stands in their place in a word that may be.
ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("er", ""),
    ("er", "e"),
    ("est", ""),
    ("isation", "ization"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("ising", "izing"),
    ("our", "or"),
    ("ness", ""),
)
SHORTEST_STEM = 3
CHANCE_ROWS = 4096
CHANCE_SEED = 20261122


@dataclass(frozen=True, slots=True)
class WordVectors:
    """A row of numbers for each word of a vocabulary; words outside it get a row of their own by their spelling."""

    rows: NDArray[np.int8]
    scale: NDArray[np.float32]
    place: dict[str, int]
    chance: NDArray[np.float32]

    def look_up(self, words: Sequence[str]) -> NDArray[np.float32]:
        """A row for each word, (words, directions). A row's length says how much the word tells."""
        found = np.empty((len(words), self.rows.shape[1]), dtype=np.float32)
        for at, word in enumerate(words):
            known = next((self.place[form] for form in word_forms(word) if form in self.place), None)
            if known is None:
                found[at] = self.chance[zlib.crc32(word.encode()) % CHANCE_ROWS]
            else:
                found[at] = self.rows[known] * self.scale[known]
        return found

    def knows(self, word: str) -> bool:
        """Whether the word, or a plainer form of it, is in the vocabulary."""
        return any(form in self.place for form in word_forms(word))


def word_forms(word: str) -> Iterator[str]:
    """The word, then plainer forms of it, the likeliest first."""
    yield word
    plain = word.replace("'", "")
    if plain != word:
        yield plain
        yield word.split("'", maxsplit=1)[0]
    for ending, instead in ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= SHORTEST_STEM:
            stem = plain[: -len(ending)]
            yield stem + instead
            if not instead and len(stem) > SHORTEST_STEM and stem[-1] == stem[-2]:
                yield stem[:-1]  # "stopped" is "stop"


def have_vectors() -> bool:
    """Whether this copy came with vectors."""
    return VECTORS.exists() and VOCABULARY.exists()


@cache
def hash_vectors() -> str:
    """The sha256 of the vectors and their vocabulary, by which a run says what it stood on."""
    return sha256(VECTORS.read_bytes() + VOCABULARY.read_bytes()).hexdigest()


@cache
def load_vectors() -> WordVectors:
    """The vectors that come with this package, read once in a process."""
    with np.load(VECTORS, allow_pickle=False) as stored:
        rows, scale, length = stored["q"], stored["scale"].astype(np.float32), float(stored["hash_norm"])
    words = VOCABULARY.read_text(encoding="utf-8").split()
    chance = np.random.default_rng(CHANCE_SEED).standard_normal((CHANCE_ROWS, rows.shape[1])).astype(np.float32)
    chance *= length / np.linalg.norm(chance, axis=1, keepdims=True)
    return WordVectors(rows, scale, {word: at for at, word in enumerate(words)}, chance)
