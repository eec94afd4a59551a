"""Finds short texts sent word for word, such as a campaign's slogan; short answers that agree by chance stay out."""

from __future__ import annotations

from collections import Counter, defaultdict

from analysis.copied_pairs import SHARED
from analysis.copied_wordings import Short
from analysis.languages import ENGLISH
from analysis.text import Words, find_words, says_nothing
from analysis.word_lists import STOP_WORDS

FEWEST_SAID, FEWEST_TELLING = 5, 2  # words of a slogan
FEWEST_SENT = 10
# What people say alike by chance grows with their number: of 10,301 patients 0.5 in 1,000 gave the commonest answer of
# five words or more that says something; a note that staff typed word for word stands there 3 times in 1,000.
ONE_IN = 300


def find_slogans(short: Short, answers: int, language: str = ENGLISH) -> list[list[int]]:
    """The rows of each short text sent word for word more often than everything nearly like it together.

    People who choose their own words for one thing vary them; a slogan comes as it was given out.
    """
    least = max(FEWEST_SENT, answers / ONE_IN)
    sent = {short.spell(key): rows for key, rows in short.rows_of.items() if len(rows) >= least}
    often = {words: Counter(words) for words in sent if could_be_slogan(words, language)}
    if not often:
        return []
    holding: dict[str, list[Words]] = defaultdict(list)
    for words in often:
        for word in set(words) - STOP_WORDS:
            holding[word].append(words)
    varied = dict.fromkeys(often, 0)
    for key, rows in short.rows_of.items():
        words = short.spell(key)
        for slogan in {slogan for word in words for slogan in holding.get(word, ())} - {words}:
            shared = (often[slogan] & Counter(words)).total()
            if 2 * shared >= SHARED * (len(words) + len(slogan)):
                varied[slogan] += len(rows)
    return [sent[words] for words, others in varied.items() if len(sent[words]) > others]


def could_be_slogan(words: Words, language: str) -> bool:
    """Whether a short text is long enough and says something."""
    if len(words) < FEWEST_SAID or len(set(words) - STOP_WORDS) < FEWEST_TELLING:
        return False
    return not says_nothing(find_words(" ".join(words), language), language)
