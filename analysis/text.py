"""Reads one open answer: splits it into words and parts, and tells an answer that says nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise

from analysis.languages import ENGLISH, LANGUAGES, read_lists
from analysis.markup import HYPHENS, LEFT_OUT, SOFT, UNREAD
from analysis.word_lists import (
    BESIDE_NOTHING,
    BESIDE_REFUSAL,
    FIXED_NOTHING,
    NOTHING,
    PRAISE,
    PREFIXES,
    REFUSAL,
)

Span = tuple[int, int]
Words = tuple[str, ...]

# Signs written on or round a letter, of which Python takes none for a letter: vowels of Bengali, accents typed apart.
MARKS = "".join(sign for sign in map(chr, range(0x300, 0x2000)) if unicodedata.category(sign) in ("Mn", "Mc"))
JOINERS = "\u200c\u200d"  # inside words of some scripts they tell how letters are drawn together
WORD_PIECE = rf"[^\W_]+(?:[{MARKS}{JOINERS}{SOFT}]+[^\W_]*)*"
WORD = re.compile(rf"{WORD_PIECE}(?:['\u2019]{WORD_PIECE})*")
APART = re.compile(WORD_PIECE)
# Signs that tear a word in two: what stands beside is no word.
TEARS = "_$#\u00ac\u00b7\u2027"
MAY_TEAR = re.compile(rf"[*{UNREAD}{TEARS}]|[{HYPHENS}](?!\w)")

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
# "I'd prefer not to say."
PREFERS_NOT = re.compile(
    r"^(?:sorry |no )?(?:(?:i|i'd|id|i would|we|we'd|we would) )?(?:would )?(?:prefer not to|rather not)"
    r"(?: (?:say|answer|comment|tell(?: you)?|disclose))?(?: (?:sorry|thanks|thank you))*$"
)


def find_words(masked: str, language: str = ENGLISH) -> Words:
    """The words in lower case, a curly apostrophe made straight."""
    return tuple(normalise_word(found.group(), language) for found in word_pattern(language).finditer(masked))


def word_pattern(language: str) -> re.Pattern[str]:
    """What a word of a language looks like."""
    return APART if LANGUAGES[language].parts_at_apostrophe else WORD


@cache
def compound_pattern(language: str) -> re.Pattern[str]:
    """What a word looks like with the words that hyphens tie to it."""
    word = word_pattern(language).pattern
    return re.compile(rf"{word}(?:[{HYPHENS}]{word})*")


def list_whole_words(masked: str, language: str = ENGLISH) -> list[str]:
    """The words as written, those tied by hyphens as one, without what is torn."""
    return [found.group() for found in find_whole_words(masked, language)]


def find_whole_words(masked: str, language: str) -> Iterator[re.Match[str]]:
    """Where those words stand, in order."""
    may_tear = MAY_TEAR.search(masked) is not None  # most answers hold no sign that could
    for found in compound_pattern(language).finditer(masked):
        if not (may_tear and is_torn(masked, *found.span())):
            yield found


def is_torn(masked: str, start: int, end: int) -> bool:
    """Whether what stands there is only what is left of a word: f***ing, pre- and post-natal. A star before a word that
    nothing stands before marks a line of a list."""
    before, after = masked[max(0, start - 2) : start], masked[end : end + 2]
    if after.startswith(("*", UNREAD)) or before.endswith(UNREAD):
        return True
    if before.endswith("*"):
        return before != "*" and not before[0].isspace()
    if (before[-1:] in TEARS and before[:-1].isalnum()) or (after[:1] in TEARS and after[1:].isalnum()):
        return True
    return after.startswith(tuple(HYPHENS)) and masked[start:end].lower() in PREFIXES


@lru_cache(maxsize=100_000)  # people use few words, each many times
def normalise_word(word: str, language: str = ENGLISH) -> str:
    """One spelling of a word, whatever capitals, signs and keyboards it was written with."""
    plain = unicodedata.normalize("NFKC", word.translate(LEFT_OUT)).replace("\u2019", "'").replace("\u2010", "-")
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
    if said in FIXED_NOTHING or CANNOT_THINK.match(said) or PREFERS_NOT.match(said):
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
