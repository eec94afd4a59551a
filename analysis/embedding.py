"""Turns answers into vectors that lie close where the wording is alike; refuses an engine it does not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.engines import check_engine, choose_engine, list_engines
from analysis.languages import ENGLISH
from analysis.sentence_model import MODEL_HASH, Embedder, load_sentence_model
from analysis.stems import stem_word
from analysis.text import Words
from analysis.vectors import WordVectors, hash_vectors, load_vectors
from analysis.word_lists import list_common

Matrix = NDArray[np.float32]
Sparse = Any  # scipy's sparse arrays carry no types

DIRECTIONS = 150
RARITY_POWER = 1.5
FEW = 60
# Of the standard engine: how much rarity lifts a word's vector, the share of answers below which a word counts as no
# rarer still, and what the wording itself weighs beside its meaning. Flat from half to twice these values.
MEANING_RARITY_POWER = 0.5
NO_RARER_THAN = 0.02
WORDING_WEIGHT = 0.5
# Of the thorough engine: what a whole sentence weighs beside the meaning of its words.
SENTENCE_WEIGHT = 0.55
RUNS_OF = (3, 4)
# Above this many wordings the directions are learnt from a fixed sample, which bounds time and memory.
LEARN_FROM = 3000
POWER_ROUNDS = 3
OVERSAMPLED = 15


class Space(Protocol):
    """Where answers lie: `points` of the answers it was learnt from, and `place` for any other words."""

    points: Matrix

    def place(self, documents: Sequence[Words]) -> Matrix: ...


def build_space(
    documents: Sequence[Words],
    *,
    engine: str,
    seed: int,
    language: str = ENGLISH,
    embedder: Embedder | None = None,
) -> Space:
    """`embedder` reads sentences for the thorough engine, which else reads them here; the others need none."""
    check_engine(engine, language)
    if engine == "plain":
        return LexicalSpace(documents, seed, language)
    if engine == "thorough":
        return ThoroughSpace(documents, seed, embedder)
    return JoinedSpace(documents, seed)


def unit_rows(rows: NDArray[Any]) -> Matrix:
    """Each row at length one; a row of nothing stays nothing."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), dtype=np.float32)


def unit_sparse(rows: Sparse) -> Sparse:
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.where(length > 0, length, 1)) @ rows).tocsr()


def split_runs(word: str) -> list[str]:
    """Runs of three and four characters of a word with its ends marked; a misspelling keeps most of them."""
    marked = f" {word} "
    return sorted({marked[at : at + size] for size in RUNS_OF for at in range(len(marked) - size + 1)})


def link(rows_of: Sequence[Sequence[str]], names: dict[str, int]) -> Sparse:
    """A matrix of how often each row holds each name; names not in the table are passed over."""
    ends = np.zeros(len(rows_of) + 1, dtype=np.int64)
    found: list[int] = []
    for at, row in enumerate(rows_of):
        found.extend(names[name] for name in row if name in names)
        ends[at + 1] = len(found)
    columns = np.asarray(found, dtype=np.int64)
    counts = sparse.csr_matrix((np.ones(len(found)), columns, ends), shape=(len(rows_of), len(names)))
    counts.sum_duplicates()
    return counts


def number_names(names: set[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(sorted(names))}


def weigh_rarity(held: Sparse, *, least: int, power: float) -> NDArray[np.float64]:
    """How telling each column is: idf to a power, nothing for what fewer than `least` answers hold.

    A power of 1.5 stands in for a list of stop words: common words fade by themselves, in any language.
    """
    n = held.shape[0]
    frequency = np.bincount(held.indices, minlength=held.shape[1])
    idf = np.log((1 + n) / (1 + frequency)) + 1
    return np.asarray(np.where(frequency >= least, idf**power, 0.0))


@dataclass(frozen=True, slots=True)
class Measured:
    """Documents by stem, at length one; by word, damped; each word by its runs; what brings those to length one."""

    stems: Sparse
    counts: Sparse
    runs: Sparse
    scale: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stems and the runs of characters of the answers it was learnt from, and how telling each is."""

    stems: dict[str, int]
    stem_rarity: NDArray[np.float64]
    runs: dict[str, int]
    run_rarity: NDArray[np.float64]
    language: str

    def measure(self, documents: Sequence[Words]) -> Measured:
        """Any documents: a word never seen still has a stem and runs, by which a misspelling is known."""
        words = number_words(documents)
        damped = damp(link(documents, words))
        held = damp(link(documents, words) @ link([[stem_word(word, self.language)] for word in words], self.stems))
        stems = unit_sparse((held @ sparse.diags(self.stem_rarity)).tocsr())
        runs = (link([split_runs(word) for word in words], self.runs) @ sparse.diags(self.run_rarity)).tocsr()
        whole = damped @ runs
        length = np.sqrt(np.asarray(whole.multiply(whole).sum(axis=1)).ravel())
        return Measured(stems, damped, runs, 1 / np.where(length > 0, length, 1))


def number_words(documents: Sequence[Words]) -> dict[str, int]:
    return number_names({word for document in documents for word in document})


def damp(counts: Sparse) -> Sparse:
    """What is said again counts less each time."""
    damped = counts.tocsr().astype(np.float64)
    damped.data = 1 + np.log(damped.data)
    return damped


def build_vocabulary(documents: Sequence[Words], language: str) -> Vocabulary:
    """Learnt from these documents. Where they are few, counting cannot tell common words, so a list of them does."""
    few = len(documents) <= FEW
    common = list_common(language) if few else frozenset()
    words = number_words(documents)
    counts = link(documents, words)
    stem_of = {word: stem_word(word, language) for word in words}
    stems = number_names(set(stem_of.values()))
    by_stem = counts @ link([[stem] for stem in stem_of.values()], stems)
    power = 1.0 if few else RARITY_POWER
    stem_rarity = weigh_rarity(by_stem.tocsr(), least=1 if few else 2, power=power)
    telling = [split_runs(word) if word not in common else [] for word in words]
    runs = number_names({run for several in telling for run in several})
    run_rarity = weigh_rarity((counts @ link(telling, runs)).tocsr(), least=1, power=power)
    if few:
        stems_of_common = {stem_word(word, language) for word in common}
        stem_rarity *= np.array([stem not in stems_of_common for stem in stems])
    return Vocabulary(stems, stem_rarity, runs, run_rarity, language)


class LexicalSpace:
    """TF-IDF of stems beside that of runs of characters, along their strongest directions, mean taken off."""

    def __init__(self, documents: Sequence[Words], seed: int, language: str = ENGLISH) -> None:
        self.vocabulary = build_vocabulary(documents, language)
        measured = self.vocabulary.measure(documents)
        generator = np.random.default_rng(seed)
        learnt = np.arange(len(documents))
        if len(documents) > LEARN_FROM:
            learnt = np.sort(generator.choice(len(documents), LEARN_FROM, replace=False))
        runs = (sparse.diags(measured.scale[learnt]) @ (measured.counts[learnt] @ measured.runs)).tocsr()
        joined = sparse.hstack([measured.stems[learnt], runs], format="csr").astype(np.float32)
        directions = find_directions(joined, generator)
        self.by_stem, self.by_run = np.split(directions, [measured.stems.shape[1]])
        placed = self.turn(measured)
        self.mean = placed.mean(axis=0) if len(documents) > 1 else np.zeros(placed.shape[1], dtype=np.float32)
        self.points = unit_rows(placed - self.mean)

    def turn(self, measured: Measured) -> Matrix:
        by_word = measured.runs @ self.by_run
        return unit_rows(measured.stems @ self.by_stem + measured.scale[:, None] * (measured.counts @ by_word))

    def place(self, documents: Sequence[Words]) -> Matrix:
        return unit_rows(self.turn(self.vocabulary.measure(documents)) - self.mean)


def find_directions(rows: Sparse, generator: np.random.Generator) -> NDArray[np.float64]:
    """The right singular vectors of the largest singular values, by subspace iteration from a seeded start.

    The iteration runs among the rows, of which there are far fewer than columns, so that what is kept at right angles
    is small.
    """
    size = min(DIRECTIONS, *rows.shape)
    width = min(size + OVERSAMPLED, *rows.shape)
    turned = rows.T.tocsr()
    basis = generator.standard_normal((rows.shape[0], width), dtype=np.float32)
    for _ in range(POWER_ROUNDS):
        basis, _ = np.linalg.qr(rows @ (turned @ basis))
    across = np.asarray(turned @ basis, dtype=np.float64)
    values, rotation = np.linalg.eigh(across.T @ across)
    main = np.argsort(-values, kind="stable")[:size]
    return np.asarray(across @ (rotation[:, main] / np.sqrt(np.maximum(values[main], 1e-12))))


class MeaningSpace:
    """Sums of word vectors, each lifted by how rare the word is among these answers; mean taken off.

    Rarity is what tells answers apart that all share the question's subject.
    """

    def __init__(self, documents: Sequence[Words], vectors: WordVectors) -> None:
        self.vectors = vectors
        self.answers = len(documents)
        words = number_words(documents)
        counts = link(documents, words)
        frequency = np.bincount(counts.indices, minlength=len(words))
        self.frequency = dict(zip(words, frequency.tolist(), strict=True))
        placed = self.add_up(counts, words)
        self.mean = placed.mean(axis=0) if len(documents) > 1 else np.zeros(placed.shape[1], dtype=np.float32)
        self.points = unit_rows(placed - self.mean)

    def add_up(self, counts: Sparse, words: dict[str, int]) -> Matrix:
        """The lifted vectors of each row's words, a word said again counting less; each row at length one."""
        seen = np.array([self.frequency.get(word, 0) for word in words], dtype=np.float64)
        idf = np.log((1 + self.answers) / (1 + np.maximum(seen, NO_RARER_THAN * self.answers))) + 1
        table = self.vectors.look_up(list(words)) * (idf**MEANING_RARITY_POWER)[:, None].astype(np.float32)
        return unit_rows(damp(counts) @ table)

    def place(self, documents: Sequence[Words]) -> Matrix:
        words = number_words(documents)
        return unit_rows(self.add_up(link(documents, words), words) - self.mean)


class JoinedSpace:
    """Meaning beside wording: what words mean, and half as heavy, which words they are."""

    def __init__(self, documents: Sequence[Words], seed: int) -> None:
        self.meaning = MeaningSpace(documents, load_vectors())
        self.wording = LexicalSpace(documents, seed)
        self.points = join_sides(self.meaning.points, self.wording.points)

    def place(self, documents: Sequence[Words]) -> Matrix:
        return join_sides(self.meaning.place(documents), self.wording.place(documents))


def join_sides(meaning: Matrix, wording: Matrix) -> Matrix:
    return unit_rows(np.hstack([meaning, WORDING_WEIGHT * wording]))


class ThoroughSpace:
    """What whole sentences mean, mean taken off, beside what their words mean and which words they are."""

    def __init__(self, documents: Sequence[Words], seed: int, embedder: Embedder | None = None) -> None:
        self.model, self.embedder = load_sentence_model(), embedder
        self.joined = JoinedSpace(documents, seed)
        read = self.read(documents)
        self.mean = read.mean(axis=0) if len(documents) > 1 else np.zeros(read.shape[1], dtype=np.float32)
        self.points = self.join(read, self.joined.meaning.points, self.joined.wording.points)

    def read(self, documents: Sequence[Words]) -> Matrix:
        return self.model.embed([" ".join(document) for document in documents], self.embedder)

    def join(self, read: Matrix, meaning: Matrix, wording: Matrix) -> Matrix:
        sides = [SENTENCE_WEIGHT * unit_rows(read - self.mean), meaning, WORDING_WEIGHT * wording]
        return unit_rows(np.hstack(sides))

    def place(self, documents: Sequence[Words]) -> Matrix:
        meaning, wording = self.joined.meaning.place(documents), self.joined.wording.place(documents)
        return self.join(self.read(documents), meaning, wording)


ENGINES = list_engines()
DEFAULT_ENGINE = choose_engine(ENGLISH)


def vectors_hash(engine: str) -> str | None:
    """What the vectors of an engine are known by; None for an engine without any."""
    if engine == "thorough":
        return f"{hash_vectors()}+{MODEL_HASH}"
    return hash_vectors() if engine == "standard" else None
