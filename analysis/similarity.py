"""Groups answers that copy one text, such as a campaign's letter or slogan; answers that agree by chance stay out.

A letter has 15 words or more, and is found although each of its copies has up to three words in ten changed and nobody
sent it unchanged; a slogan has 5 words or more and is found word for word alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.copied_letters import LetterSearch
from analysis.copied_pairs import BANDS, COMPARING, SHARED, Bands, Buckets, link
from analysis.copied_slogans import find_slogans
from analysis.copied_wordings import Numbers, Wordings, read_wordings
from analysis.languages import ENGLISH
from analysis.records import Copies, Progress


def find_copies(
    texts: Sequence[str], seed: int = 0, progress: Progress | None = None, *, language: str = ENGLISH
) -> list[Copies]:
    """Groups of answers that copy one text, largest first: three or more of a letter, ten or more of a slogan."""
    tell = progress or (lambda done, total, words: None)
    wordings, short = read_wordings(texts, tell)
    found = [] if wordings is None else find_letters(wordings, texts, seed, tell)
    taken = {row for one in found for row in one.members}
    for rows in find_slogans(short, len(texts), language):
        if not taken.intersection(rows):
            template = min(rows, key=lambda row: (texts[row], row))
            found.append(Copies(template, tuple(rows), (1.0,) * len(rows)))
    return sorted(found, key=lambda one: (-len(one.members), texts[one.template], one.template))


def find_letters(wordings: Wordings, texts: Sequence[str], seed: int, tell: Progress) -> list[Copies]:
    """The groups of three answers or more that share a text with up to 30 % of its words changed in each."""
    bands = Bands(wordings.words, seed)
    buckets = Buckets(wordings.telling, bands)
    search = LetterSearch(wordings, bands, buckets)
    groups = search.find(link(wordings, buckets, tell), tell)
    tell(BANDS, BANDS, COMPARING)
    return [describe(one, search, texts) for one in groups]


def describe(group: Numbers, search: LetterSearch, texts: Sequence[str]) -> Copies:
    """The text nearest to a group's letter, and what each member shares with it or with the letter, if that is more."""
    rows = search.wordings.rows
    letter = search.read_letter(group)
    centre = search.find_centre(group, letter)
    likeness = search.find_likeness(group, letter, centre)
    members = sorted(
        (row, float(f"{alike:.12g}"))
        for at, alike in zip(group, likeness, strict=True)
        if alike >= SHARED
        for row in rows[at]
    )
    template = min(rows[centre], key=lambda row: (texts[row], row))
    return Copies(template, tuple(row for row, _ in members), tuple(value for _, value in members))
