"""Reads the words of answers that may stand in a name, and how people write them; never stems, numbers or codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.embedding import link, number_names
from analysis.languages import ENGLISH, LANGUAGES
from analysis.markup import write_plainly
from analysis.stems import stem_word
from analysis.text import WORD_PIECE, Words, find_whole_words, normalise_word
from analysis.word_lists import list_common, list_pale

# Letters only, at most one apostrophe, not one letter over and over (XXXX stands for a name taken out). Hyphens tie up
# to four words into one (anti-social, do-it-yourself), the last of which may be a figure or two (covid-19).
LETTERS = r"[^\W\d_]+(?:'[^\W\d_]+)?"
NAMEABLE = re.compile(rf"^(?=.{{2,30}}$)(?!(.)\1+$){LETTERS}(?:-{LETTERS}){{0,3}}(?:(?<=...)-\d{{1,2}})?$")
# In other languages words may be longer, and hold signs beside letters.
SIGNED = rf"{WORD_PIECE}(?:'{WORD_PIECE})?"
NAMEABLE_ELSEWHERE = re.compile(rf"^(?=.{{2,40}}$)(?!.*\d)(?!(.)\1+$){SIGNED}(?:-{SIGNED}){{0,3}}$")
SENTENCE_ENDS = re.compile(r"[.!?:\n]")
# A word that so many of all answers hold tells none apart; see docs/methods-themes.md for how it was found.
CROWDED = 1 / 3


@dataclass(frozen=True, slots=True)
class Wording:
    """Which stems, forms of words and pairs of neighbouring words each answer holds, and how forms are written."""

    stems: tuple[str, ...]
    forms: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    held_stems: Any
    held_forms: Any
    held_pairs: Any
    written: dict[str, str]
    language: str


def find_crowded(wordings: Sequence[Words], weights: NDArray[np.int64], language: str) -> frozenset[str]:
    """Words that more than a third of the answers hold, which tell none apart; none in English, whose list is whole.

    The lists of other languages hold closed classes only, and not the word that everybody uses of this question's
    subject.
    """
    if language == ENGLISH:
        return frozenset()
    held: Counter[str] = Counter()
    for words, weight in zip(wordings, weights.tolist(), strict=True):
        held.update(dict.fromkeys(words, weight))
    return frozenset(word for word, count in held.items() if count > CROWDED * weights.sum())


def build_wording(texts: Sequence[str], language: str = ENGLISH, left_out: frozenset[str] = frozenset()) -> Wording:
    """Reads each text once more, now for words fit to stand in a label and for what stands beside what."""
    forms: list[list[str]] = []
    pairs: list[list[str]] = []
    written: dict[str, Counter[str]] = {}
    for text in texts:
        own, beside = read_nameable(text, written, language, left_out)
        forms.append(sorted(own))
        pairs.append(sorted(beside))
    stem_of = {form: stem_form(form, language) for form in {form for several in forms for form in several}}
    stems = [sorted({stem_of[form] for form in several}) for several in forms]
    often = Counter(pair for several in pairs for pair in several)
    tables = [
        number_names({stem for several in stems for stem in several}),
        number_names(set(stem_of)),
        number_names({pair for pair, count in often.items() if count > 1}),
    ]
    held = [link(rows, table) for rows, table in zip((stems, forms, pairs), tables, strict=True)]
    usual = {word: min(ways.items(), key=lambda way: (-way[1], way[0]))[0] for word, ways in written.items()}
    split = tuple((pair.split(" ")[0], pair.split(" ")[1]) for pair in tables[2])
    return Wording(tuple(tables[0]), tuple(tables[1]), split, held[0], held[1], held[2], usual, language)


@lru_cache(maxsize=100_000)
def is_nameable(word: str, language: str = ENGLISH) -> bool:
    """Whether a word may stand in a label."""
    if language == ENGLISH:  # well-being and one-to-one are made of common words and say much
        return word not in list_common(language) and NAMEABLE.match(word) is not None
    return not list_common(language).issuperset(word.split("-")) and NAMEABLE_ELSEWHERE.match(word) is not None


def stem_form(form: str, language: str) -> str:
    """The stem of a word as labels hold it: anti-social and antisocial are one."""
    return stem_word(form.replace("-", ""), language)


def read_nameable(
    text: str, written: dict[str, Counter[str]], language: str, left_out: frozenset[str]
) -> tuple[set[str], set[str]]:
    """The nameable words of a text and its pairs with nothing but a blank between; counts capitals as it goes.

    Words tied by hyphens are one, as people wrote it: half of it would be no word of theirs.
    """
    forms: set[str] = set()
    pairs: set[str] = set()
    shouted = text.isupper() or text.istitle()
    last, end = "", 0
    for found in find_whole_words(text, language):
        word = normalise_word(found.group(), language)
        gap = text[end : found.start()]
        begins = end == 0 or SENTENCE_ENDS.search(gap) is not None
        end = found.end()
        if not is_nameable(word, language) or word in left_out:
            last = ""
            continue
        # Where a sentence begins, or all is capitals, a capital tells nothing about the word.
        if not begins and not shouted:
            written.setdefault(word, Counter())[write_plainly(found.group())] += 1
        forms.add(word)
        if last and last != word and gap == " ":
            pairs.add(f"{last} {word}")
        last = word
    return forms, pairs


def show(wording: Wording, word: str) -> str:
    """A word as people write it most."""
    return wording.written.get(word, word)


def is_pale(wording: Wording, word: str) -> bool:
    """Whether a word praises or fills, or is a name of a person or place where capitals tell."""
    named = show(wording, word).istitle() and not LANGUAGES[wording.language].capital_nouns
    return named or list_pale(wording.language).issuperset(word.split("-"))
