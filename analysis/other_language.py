"""Tells when answers look as if they were in another language than the one they are read in, by its common words.

Refuses to tell from few answers, or where the language asked for holds its own: a foreign word here and there, or a
minority who write in another language, are no other language.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.languages import LANGUAGES
from analysis.text import Words, find_words
from analysis.word_lists import list_common

FEWEST = 5  # different answers that must look so
LOOKED_AT = 400
WORDS_LOOKED_AT = 60  # of one answer
LEAST_HITS = 2  # different common words of an answer
LEAST_SHARE = 0.2  # of the answers
TIMES_OWN = 2  # as many as look like the language asked for


def find_other_language(wordings: Sequence[Words], weights: NDArray[np.int64], language: str) -> str | None:
    """The code of the language that most answers look like, or None where they look like `language` or like none.

    An answer looks like a language when it holds at least two of its common words that are none in the other, and more
    of them than the other way round. At most 400 wordings are looked at, spread evenly over all.
    """
    step = -(-len(wordings) // LOOKED_AT) or 1
    texts = [" ".join(words[:WORDS_LOOKED_AT]) for words in wordings[::step]]
    mass = weights[::step]
    best: tuple[int, str] | None = None
    own = [set(find_words(text, language)) for text in texts]
    for code in LANGUAGES:
        if code == language:
            continue
        theirs_alone, own_alone = list_common(code) - list_common(language), list_common(language) - list_common(code)
        theirs = np.array([len(theirs_alone.intersection(find_words(text, code))) for text in texts], dtype=np.int64)
        ours = np.array([len(own_alone & words) for words in own], dtype=np.int64)
        looks = (theirs >= LEAST_HITS) & (theirs > ours)
        for_them, for_us = int(mass[looks].sum()), int(mass[(ours > 0) & ~looks].sum())
        enough = int(looks.sum()) >= FEWEST and for_them >= LEAST_SHARE * mass.sum() and for_them > TIMES_OWN * for_us
        if enough and (best is None or int(theirs[looks].sum()) > best[0]):
            best = int(theirs[looks].sum()), code
    return best[1] if best else None
