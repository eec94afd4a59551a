"""The languages in which answers can be read, with the word lists of each; refuses one it does not know by name.

No list is downloaded: they stand in analysis/data/languages, a file a language.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.records import RefusedInput

LISTS = Path(__file__).parent / "data" / "languages"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its code, what officers call it, and what is peculiar about reading it.

    `stemmer` is Snowball's name for it; empty where there is none. `parts_at_apostrophe`: what stands before an
    apostrophe is a word of its own (l'école, i'r ysgol). `capital_nouns`: a capital does not mark a name.
    """

    code: str
    name: str
    stemmer: str = ""
    parts_at_apostrophe: bool = False
    capital_nouns: bool = False


LANGUAGES = {
    one.code: one
    for one in (
        Language("en", "English", "english"),
        Language("ar", "Arabic", "arabic"),
        Language("bn", "Bengali"),
        Language("da", "Danish", "danish"),
        Language("nl", "Dutch", "dutch"),
        Language("fi", "Finnish", "finnish"),
        Language("fr", "French", "french", parts_at_apostrophe=True),
        Language("de", "German", "german", capital_nouns=True),
        Language("hu", "Hungarian", "hungarian"),
        Language("it", "Italian", "italian", parts_at_apostrophe=True),
        Language("no", "Norwegian", "norwegian"),
        Language("pl", "Polish"),
        Language("pt", "Portuguese", "portuguese"),
        Language("pa", "Punjabi"),
        Language("ro", "Romanian", "romanian"),
        Language("ru", "Russian", "russian"),
        Language("es", "Spanish", "spanish"),
        Language("sv", "Swedish", "swedish"),
        Language("tr", "Turkish", parts_at_apostrophe=True),
        Language("uk", "Ukrainian"),
        Language("ur", "Urdu"),
        Language("cy", "Welsh", parts_at_apostrophe=True),
    )
}


def get_language(code: str) -> Language:
    """A language by its code; raises RefusedInput with those that are known."""
    if code not in LANGUAGES:
        known = ", ".join(f"{one.code} ({one.name})" for one in LANGUAGES.values())
        raise RefusedInput([f'The language "{code}" is not known; known are: {known}.'])
    return LANGUAGES[code]


@dataclass(frozen=True, slots=True)
class Lists:
    """The words of a language that need telling apart; `nothing` holds whole answers, `thanks` what may stand by them.

    `common` words cannot stand in a label, `pale` ones only after others. A clause ends before a word of `turns`, and
    after a comma before one of `joins`.
    """

    common: frozenset[str]
    pale: frozenset[str]
    nothing: frozenset[str]
    thanks: frozenset[str]
    turns: tuple[str, ...]
    joins: tuple[str, ...]


@cache
def read_lists(code: str) -> Lists:
    """The lists of a language other than English, whose lists are in word_lists.py."""
    written: dict[str, list[str]] = {}
    for line in (LISTS / f"{code}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            written[line.strip("[]")] = held = []
        elif line:
            held.append(line)
    words = {name: " ".join(lines).split() for name, lines in written.items()}
    return Lists(
        common=frozenset(words["common"]),
        pale=frozenset(words["pale"]),
        nothing=frozenset(written["nothing"]),
        thanks=frozenset(words["thanks"]),
        turns=tuple(words["turns"]),
        joins=tuple(words["joins"]),
    )
