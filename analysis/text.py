"""Reads one open answer: masks mark-up, splits it into words and parts, and tells an answer that says nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise

from analysis.languages import ENGLISH, LANGUAGES, read_lists
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

# Signs written on or round a letter, of which Python takes none for a letter: vowels of Bengali, accents typed apart.
MARKS = "".join(sign for sign in map(chr, range(0x300, 0x2000)) if unicodedata.category(sign) in ("Mn", "Mc"))
JOINERS = "\u200c\u200d"  # inside words of some scripts they tell how letters are drawn together
WORD_PIECE = rf"[^\W_]+(?:[{MARKS}{JOINERS}]+[^\W_]*)*"
WORD = re.compile(rf"{WORD_PIECE}(?:['\u2019]{WORD_PIECE})*")
APART = re.compile(WORD_PIECE)

# Left out of words of other languages than English: signs for vowels that readers of Arabic and Urdu do without, the
# stroke that only widens a word, and joiners.
UNSPOKEN: dict[int, str | None] = {
    **dict.fromkeys([*range(0x64B, 0x660), 0x670, 0x640, 0x200C, 0x200D]),
    0x2BC: "'",
}
# Letters that look alike and come from different keyboards; and the Turkish i, which keeps its dot in capitals.
SPELT: Mapping[str, Mapping[int, str | int | None]] = {
    "ro": str.maketrans("\u015f\u0163\u015e\u0162", "\u0219\u021b\u0218\u021a"),
    "tr": str.maketrans("I\u0130", "\u0131i"),
    "ur": str.maketrans("\u064a\u0643\u0647", "\u06cc\u06a9\u06c1"),
}

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
# Joiners stay between letters of the scripts that are written with them, from Arabic to Sinhala.
UNPRINTED = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufffd]"
    "|[\\u200c\\u200d](?![\\u0600-\\u0dff])|(?<![\\u0600-\\u0dff])[\\u200c\\u200d]"
)

# The full stops and question marks of Arabic, Urdu, Bengali and Punjabi end a sentence with or without a blank.
SENTENCE_END = (
    r"[.!?\u2026]+[)\"'\u2019\u201d]*(?=\s|$)|[\n\r;\u2022\u061f\u061b\u06d4\u0964\u0965]+|\s[-\u2013\u2014]+\s"
)
PART_END = re.compile(
    SENTENCE_END + r"|,?\s(?=(?:but|however|although|whereas)\s)|,\s(?=(?:and|also|plus|so)\s)", re.IGNORECASE
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


def find_words(masked: str, language: str = ENGLISH) -> Words:
    """The words in lower case, a curly apostrophe made straight."""
    return tuple(normalise_word(found.group(), language) for found in word_pattern(language).finditer(masked))


def word_pattern(language: str) -> re.Pattern[str]:
    """What a word of a language looks like."""
    return APART if LANGUAGES[language].parts_at_apostrophe else WORD


@lru_cache(maxsize=100_000)  # people use few words, each many times
def normalise_word(word: str, language: str = ENGLISH) -> str:
    """One spelling of a word, whatever capitals, signs and keyboards it was written with."""
    plain = unicodedata.normalize("NFKC", word).replace("\u2019", "'")
    if language == ENGLISH:
        return plain.lower()
    return plain.translate(UNSPOKEN).translate(SPELT.get(language, {})).lower()


@cache
def part_pattern(language: str) -> re.Pattern[str]:
    """Where parts of an answer end in a language."""
    if language == ENGLISH:
        return PART_END
    lists = read_lists(language)
    turns, joins = "|".join(lists.turns), "|".join(lists.joins)
    clauses = rf"|[,\u060c]?\s(?=(?:{turns})\s)|[,\u060c]\s(?=(?:{joins})\s)"
    return re.compile(SENTENCE_END + clauses, re.IGNORECASE)


def find_parts(masked: str, language: str = ENGLISH) -> Iterator[Span]:
    """Sentences and clauses of an answer as positions, in order; abbreviations do not end a sentence."""
    start = 0
    for found in part_pattern(language).finditer(masked):
        if found.group().startswith(".") and ABBREVIATION.search(masked[max(0, found.start() - 12) : found.end()]):
            continue
        yield from trimmed(masked, start, found.start())
        start = found.end()
    yield from trimmed(masked, start, len(masked))


def trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def says_nothing(words: Words, language: str = ENGLISH) -> bool:
    """Whether an answer holds no words, or only such as "nothing", "n/a", "I can't think of anything"."""
    if not words:
        return True
    if len(words) > 14:
        return False
    if language != ENGLISH:
        return _is_phrase_of_nothing(words, language)
    said = " ".join(words)
    if said in FIXED_NOTHING or CANNOT_THINK.match(said):
        return True
    heard = set(words)
    if heard & NOTHING and heard <= NOTHING | BESIDE_NOTHING | REFUSAL | PRAISE:
        return not denies_praise(words)
    return bool(heard & REFUSAL) and heard <= REFUSAL | BESIDE_REFUSAL


def _is_phrase_of_nothing(words: Words, language: str) -> bool:
    """Whether an answer is one of the language's phrases, thanks before and after it left out."""
    thanks, phrases = read_lists(language).thanks, _phrases_of_nothing(language)
    starts = [at for at in range(len(words)) if thanks.issuperset(words[:at])]
    ends = [at for at in range(len(words), 0, -1) if thanks.issuperset(words[at:])]
    return any(words[start:end] in phrases for start in starts for end in ends)


@cache
def _phrases_of_nothing(language: str) -> frozenset[Words]:
    own = {find_words(phrase, language) for phrase in read_lists(language).nothing}
    return frozenset(own | {("n", "a"), ("na",)})


def denies_praise(words: Words) -> bool:
    """Whether the word after "nothing" makes it a complaint: "nothing was good", but not "nothing, it was good"."""
    for word, after in pairwise(words):
        if word in NOTHING:
            return after in PRAISE or after in ("is", "was", "has", "works", "very")
    return False
