"""Reads one open answer: masks mark-up, splits it into words and parts, and tells an answer that says nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from analysis.word_lists import (
    BESIDE_NOTHING,
    BESIDE_REFUSAL,
    FIXED_NOTHING,
    NOTHING,
    PRAISE,
    REFUSAL,
)

Span = tuple[int, int]
Words = tuple[str, ...]

# An answer is read to this many characters. It bounds the memory one answer can take; 99 % of real comments
# are shorter than 500.
READ_AT_MOST = 20_000

WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")

# What is blanked before words are read, each with blanks of its own length, so that every position found
# afterwards is a position in the author's own text.
MASKED = re.compile(
    r"""
      <!--.{0,2000}?-->                                     # comments of a page
    | <(script|style)\b[^<>]{0,300}>.{0,2000}?</\1\s*>      # code somebody pasted
    | </?[a-zA-Z][^<>]{0,300}>                              # tags
    | &(?:[a-zA-Z]{2,12}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}); # entities
    | \b(?:https?://|www\.)\S+                              # addresses of pages
    | \S{1,100}@\S{1,100}                                   # e-mail addresses and handles
    | \b[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}\b        # postcodes
    | \+?(?:\d[\s().-]{0,2}){8,15}\d                       # telephone and account numbers
    """,
    re.VERBOSE | re.DOTALL,
)
UNPRINTED = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufffd]"
)

PART_END = re.compile(
    r"[.!?\u2026]+[)\"'\u2019\u201d]*(?=\s|$)|[\n\r;\u2022]+|\s[-\u2013\u2014]+\s"
    r"|,?\s(?=(?:but|however|although|whereas)\s)|,\s(?=(?:and|also|plus|so)\s)",
    re.IGNORECASE,
)
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|mr|mrs|ms|dr|cllr|st|rd|ave|e\.g|i\.e|etc|approx|no|dept|inc|vs|prof|rev|a\.m|p\.m)\.$",
    re.IGNORECASE,
)

# "I can't really think of anything at the moment."
CANNOT_THINK = re.compile(
    r"^(?:sorry |honestly |really )?(?:i )?(?:really |honestly )?"
    r"(?:can ?not|can't|cant|couldn't|could not|don't|do not) (?:really |honestly )?"
    r"think of (?:anything|any|a (?:single )?thing)"
    r"(?: (?:at the moment|else|really|sorry|to (?:add|say|improve)|right now))*$"
)


def mask_markup(text: str) -> str:
    """The text with tags, addresses and unprinted characters blanked; every character keeps its place."""
    shown = UNPRINTED.sub(" ", text[:READ_AT_MOST])
    return MASKED.sub(lambda found: " " * len(found.group()), shown)


def find_words(masked: str) -> Words:
    """The words in lower case, a curly apostrophe made straight."""
    return tuple(normalise_word(found.group()) for found in WORD.finditer(masked))


@lru_cache(maxsize=100_000)  # people use few words, each many times
def normalise_word(word: str) -> str:
    return unicodedata.normalize("NFKC", word).replace("\u2019", "'").lower()


def find_parts(masked: str) -> Iterator[Span]:
    """Sentences and clauses of an answer as positions, in order; abbreviations do not end a sentence."""
    start = 0
    for found in PART_END.finditer(masked):
        if found.group().startswith(".") and ABBREVIATION.search(masked[max(0, found.start() - 12) : found.end()]):
            continue
        yield from trimmed(masked, start, found.start())
        start = found.end()
    yield from trimmed(masked, start, len(masked))


def trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def says_nothing(words: Words) -> bool:
    """Whether an answer holds no words, or only such as "nothing", "n/a", "I can't think of anything"."""
    if not words:
        return True
    if len(words) > 14:
        return False
    said = " ".join(words)
    if said in FIXED_NOTHING or CANNOT_THINK.match(said):
        return True
    heard = set(words)
    if heard & NOTHING and heard <= NOTHING | BESIDE_NOTHING | REFUSAL | PRAISE:
        return not denies_praise(words)
    return bool(heard & REFUSAL) and heard <= REFUSAL | BESIDE_REFUSAL


def denies_praise(words: Words) -> bool:
    """Whether the word after "nothing" makes it a complaint: "nothing was good", but not "nothing, it was good"."""
    for word, after in pairwise(words):
        if word in NOTHING:
            return after in PRAISE or after in ("is", "was", "has", "works", "very")
    return False
