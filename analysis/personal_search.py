"""Where words an officer typed stand in an answer, and which other words give away what was hidden in one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from analysis.markup import read_plainly
from analysis.personal_data import Found
from analysis.personal_words import NO_NAME
from analysis.road_words import KINDS_OF_PLACE

WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")
SHORTEST = 3  # letters of a word without a capital or a figure that may be a name


def find_words(text: str, typed: str) -> list[Found]:
    """Every place where the typed words stand, whatever their capitals, blanks and apostrophes.

    As words of their own if they stand so anywhere, else also inside longer words; none when they are not there.
    """
    parts = [_loosely(part) for part in typed.split()]
    if not parts:
        return []
    inside = r"\s+".join(parts)
    whole = rf"(?<!\w){inside}(?!\w)"
    for pattern in (whole, inside):
        found = [Found(one.start(), one.end(), "other") for one in re.finditer(pattern, text, re.IGNORECASE)]
        if found:
            return found
    return []


def find_given_away(
    others: Collection[str], hidden: Iterable[str], *, common: Collection[str] = frozenset()
) -> set[str]:
    """Which other texts, such as names of themes, have hidden words in them, or one of those that may be a name.

    A word may be a name when it has a capital or a figure; where no hidden word has a capital, any of three letters or
    more. The words known to be no names are none, and those in `common`, in small letters, tell nothing.
    """
    found: set[str] = set()
    for words in hidden:
        patterns = [
            r"\s+".join(_loosely(part) for part in one.split())
            for one in dict.fromkeys([*list_telling(words), *list_telling(read_plainly(words))])
            if one.lower() not in common
        ]
        if patterns:
            telling = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
            found |= {other for other in others if telling.search(other)}
    return found


def list_telling(hidden: str) -> list[str]:
    """What gives hidden words away: all of them together, and each that may be a name."""
    words = [word for word in WORD.findall(hidden) if word.lower() not in NO_NAME]
    named = [word for word in words if word != word.lower() or _has_figure(word)]
    whole = [hidden] if hidden.strip() else []
    if all(_has_figure(word) for word in named):
        # A house number tells less than the name of its road, which may be written small.
        words = [word for word in words if word not in named and len(word) >= SHORTEST]
        named += [word for word in words if word.lower() not in KINDS_OF_PLACE] if named else words
    return [*whole, *named]


def _has_figure(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _loosely(part: str) -> str:
    return re.sub("['\u2019]", "['\u2019]", re.escape(part))
