"""Open answers as discovery reads them: distinct wordings, and who used which; what says nothing is set apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.languages import ENGLISH
from analysis.markup import mask_markup
from analysis.records import Statement
from analysis.text import Words, find_words, says_nothing


@dataclass(frozen=True, slots=True)
class Reading:
    """Answers as read: distinct wordings in sorted order, and which wording each statement has (-1: said nothing)."""

    texts: tuple[str, ...]
    masked: tuple[str, ...]
    wordings: tuple[Words, ...]
    which: NDArray[np.int64]
    weights: NDArray[np.int64]
    language: str

    def list_rows(self) -> dict[int, list[int]]:
        """The statements of each wording, by their text, so that the order in which they came plays no part."""
        rows_of: dict[int, list[int]] = {}
        for row, at in sorted(enumerate(self.which), key=lambda pair: (self.texts[pair[0]], pair[0])):
            rows_of.setdefault(int(at), []).append(row)
        return rows_of


def text_of(statement: str | Statement) -> str:
    return statement if isinstance(statement, str) else statement.text


def read_statements(statements: Sequence[str | Statement], language: str = ENGLISH) -> Reading:
    texts = tuple(text_of(statement) for statement in statements)
    masked = tuple(mask_markup(text) for text in texts)
    said = [find_words(text, language) for text in masked]
    spoken = [bool(words) and not says_nothing(words, language) for words in said]
    wordings = tuple(sorted({words for words, speaks in zip(said, spoken, strict=True) if speaks}))
    place = {words: at for at, words in enumerate(wordings)}
    which = np.array(
        [place[words] if speaks else -1 for words, speaks in zip(said, spoken, strict=True)], dtype=np.int64
    )
    weights = np.bincount(which[which >= 0], minlength=len(wordings)).astype(np.int64)
    return Reading(texts, masked, wordings, which, weights, language)
