"""Where words an officer typed stand in an answer, and which other words give away what was hidden in one."""

from __future__ import annotations

import re

from analysis.personal_data import Found
from analysis.personal_words import NO_NAME

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


def gives_away(other: str, hidden: str) -> bool:
    """Whether another text, such as the name of a theme, has the hidden words in it, or one of them that may be a name.

    A word may be a name when it has a capital or a figure; where no hidden word has, any of three letters or more. The
    words known to be no names are none.
    """
    words = [word for word in WORD.findall(hidden) if word.lower() not in NO_NAME]
    named = [word for word in words if word != word.lower() or any(sign.isdigit() for sign in word)]
    looked_for = [hidden, *(named or [word for word in words if len(word) >= SHORTEST])]
    return any(_stands_in(other, words) for words in looked_for)


def _stands_in(text: str, words: str) -> bool:
    pattern = r"\s+".join(_loosely(part) for part in words.split())
    return bool(pattern) and re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) is not None


def _loosely(part: str) -> str:
    return re.sub("['\u2019]", "['\u2019]", re.escape(part))
