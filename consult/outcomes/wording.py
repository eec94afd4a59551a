"""Words of outcomes: what to suggest, and which of them read alike or pull two ways; it advises and refuses nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NEAR_SAME = 0.5  # share of their telling words that two outcomes have in common
FEWEST_INSIDE = 2  # telling words of the shorter of two, all of which the longer has too
_EMPTY = """
    a all am an and any are as at avoiding be by can do does each every for from get gets has have how in into is it its
    more less fewer most much near no not of on one or our out own people person so some someone somebody than that the
    their them there they this to up very we when who will with without you your
"""
_MORE = frozenset(("more", "greater", "increased", "higher", "longer", "extra"))
_LESS = frozenset(("less", "fewer", "reduced", "lower", "shorter"))
_NEGATED = frozenset(("no", "not", "without", "avoiding", "avoid", "never"))


@dataclass(frozen=True, slots=True)
class Alike:
    """Two outcomes that read nearly the same: people would split their vote between them."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class TwoWays:
    """One outcome asked as more of something beside one asked as less of something."""

    more: str
    less: str


def suggest_sentence(label: str) -> str:
    """A theme's label as the beginning of a sentence, for the officer to finish."""
    label = label.strip()
    return label[:1].upper() + label[1:]


def suggest_ranked_as(sentence: str, direction: str) -> str:
    """What residents put in order: the change itself, or that the harm is avoided."""
    sentence = sentence.strip().rstrip(".")
    if direction != "loss":
        return sentence
    # "NHS staff leave" keeps its capitals, "Streets get busier" does not.
    begins = sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] == " " else sentence
    return f"Avoiding this: {begins}"


def find_alike(texts: Sequence[str]) -> list[Alike]:
    """Pairs that share most of their telling words, or of which one says all that the other does and more, in the order
    given."""
    told = [_telling(text) for text in texts]
    return [
        Alike(texts[i], texts[j])
        for i in range(len(texts))
        for j in range(i + 1, len(texts))
        if _overlap(told[i], told[j]) >= NEAR_SAME or _is_inside(told[i], told[j])
    ]


def find_two_ways(texts: Sequence[str]) -> TwoWays | None:
    """An outcome worded as "more of" next to one worded as "less of": people mix up which end is good."""
    more = next((text for text in texts if _says(text, _MORE)), None)
    less = next((text for text in texts if _says(text, _LESS)), None)
    return TwoWays(more, less) if more is not None and less is not None else None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.casefold())


def _says(text: str, wanted: frozenset[str]) -> bool:
    words = _words(text)
    return bool(wanted & set(words)) and not _NEGATED & set(words[:2])


def _telling(text: str) -> frozenset[str]:
    empty = _EMPTY.split()
    return frozenset(_stem(word) for word in _words(text) if word not in empty)


def _stem(word: str) -> str:
    # Enough to see that "meals" is "meal" and "eating" is "eat"; anything cleverer would need a word list.
    for ending in ("ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second) if first and second else 0.0


def _is_inside(first: frozenset[str], second: frozenset[str]) -> bool:
    return min(len(first), len(second)) >= FEWEST_INSIDE and (first <= second or second <= first)
