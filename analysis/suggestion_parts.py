"""Which further themes parts of an answer earn: a sentence or clause read alone, by the model that placed the whole.

Refuses parts of few words that mean something, and what the model is not sure of: most answers say one thing, and a
clause such as "it should be banned" lies near every theme. docs/benchmarks.md has the figures behind the numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.languages import ENGLISH
from analysis.markup import mask_markup
from analysis.text import Span, Words, find_parts, find_words
from analysis.word_lists import list_common

PART_WORDS = 4  # words of a part that carry meaning
SURE_FROM = 0.6  # the chance of its theme, read alone
MOST_FURTHER = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of answer `row` that says enough to be read alone, and where it stands."""

    row: int
    span: Span
    words: Words


@dataclass(frozen=True, slots=True)
class Earned:
    """A further theme by its column, its chance by the part alone, and the part."""

    column: int
    chance: float
    span: Span


def list_parts(answers: Mapping[int, str], language: str = ENGLISH) -> list[Part]:
    """The parts of answers that have several, by row."""
    common, found = list_common(language), []
    for row, text in answers.items():
        masked = mask_markup(text)
        spans = list(find_parts(masked, language))
        for start, end in spans if len(spans) > 1 else ():
            words = find_words(masked[start:end], language)
            if sum(word not in common for word in words) >= PART_WORDS:
                found.append(Part(row, (start, end), words))
    return found


def choose_further(
    parts: Sequence[Part], chances: NDArray[np.float64], mains: Mapping[int, int]
) -> dict[int, tuple[Earned, ...]]:
    """Further themes by row, the surest part first. `mains` is each row's main column; column 0 is none of these."""
    best = chances.argmax(axis=1)
    sure = chances[np.arange(len(parts)), best]
    found: dict[int, list[Earned]] = defaultdict(list)
    for at in np.lexsort((np.arange(len(parts)), -np.round(sure, 9))):
        part, column = parts[at], int(best[at])
        held = found[part.row]
        taken = {0, mains[part.row], *(one.column for one in held)}
        if sure[at] >= SURE_FROM and column not in taken and len(held) < MOST_FURTHER:
            held.append(Earned(column, float(f"{sure[at]:.6g}"), part.span))
    return {row: tuple(several) for row, several in found.items() if several}
