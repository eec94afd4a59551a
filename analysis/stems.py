"""The stem of a word, by which its forms count as one; a language without a stemmer keeps its words whole."""

from __future__ import annotations

import re
from functools import lru_cache

from nltk.stem.snowball import SnowballStemmer

from analysis.languages import ENGLISH, LANGUAGES

LIKE_LETTERS = re.compile(r"[a-z']+$")
STEMMER = SnowballStemmer("english")
# Plurals that the stemmer does not bring home and answers are full of.
PLURALS = {"buses": "bus", "busses": "bus", "children": "child", "women": "woman", "men": "man"}
# The Romanian stemmer was written for the cedilla that stood in for the comma below.
CEDILLAS = str.maketrans("\u0219\u021b", "\u015f\u0163")


@lru_cache(maxsize=200_000)
def stem_word(word: str, language: str = ENGLISH) -> str:
    """The stem in a language; a word with figures, or in English with letters of another alphabet, stays as it is."""
    if language == ENGLISH:
        return str(STEMMER.stem(PLURALS.get(word, word))) if LIKE_LETTERS.match(word) else word
    stemmer = LANGUAGES[language].stemmer
    if not stemmer or not word.isalpha():
        return word
    # Made anew for each word: the Arabic one remembers the word before, and the order of answers must not tell.
    return str(SnowballStemmer(stemmer).stem(word.translate(CEDILLAS) if language == "ro" else word)) or word
