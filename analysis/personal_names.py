"""Finds names after words that announce one, such as "my name is", "Mrs" or "Kind regards"; a bare name has no sign.

How much a word must look like a name depends on how sure the sign before it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from analysis.name_words import (
    FAMOUS,
    FIRST_OR_LAST,
    NAMED_AFTER,
    OFFICE_WORDS,
    OFFICES,
    ORDINARY_NAMES,
    PLACES_TOO,
    SURNAMES_OF_PLACES,
    SURNAMES_SHOUTED,
    SURNAMES_TOO,
    TITLES,
)
from analysis.personal_words import FIRST_NAMES, NO_NAME, SURNAMES, is_common, is_ordinary

Span = tuple[int, int]
Fits = Callable[[str, bool], bool]

WORD = r"[^\W\d_]{1,30}(?:['\u2019-][^\W\d_]{1,30}){0,3}"
NAME_WORDS = re.compile(rf"[ ]{{0,3}}((?:[A-Z]\.[ ]?){{0,3}})({WORD})")
SAYS_NAME = re.compile(
    r"\b(?:my|our|his|her|their) (?:[^\W\d_]{1,12}['\u2019]?s? )?(?:full |first |sur)?names?"
    r"(?: is| was| are|:| -|'s|\u2019s)[ ]",
    re.IGNORECASE,
)
# "Name: Jane" on a line of its own or after a stop, "the name is", "my names kelly".
SHOWS_NAME = re.compile(
    r"(?:\A|[\n.;,(])\s{0,3}(?:full |first |last |sur)?name ?[:=-]\s?"
    r"|\b(?:the name(?: is|['\u2019]s)|by the name of|my names)[ ]",
    re.IGNORECASE,
)
SAYS_AM = re.compile(
    r"\b(?:I am|I'm|I\u2019m|Im|this is|called|named|signed:?|regards,?\s?|sincerely,?\s?)[\s]", re.IGNORECASE
)
# "I'm Rashida Begum": of a first name no list knows, the surname tells.
SAYS_FULL_NAME = re.compile(
    r"\b(?i:I am|I'm|I\u2019m|Im|this is|called|named) "
    r"([A-Z][^\W\d_]{1,29}(?:-[A-Z][^\W\d_]{1,29})? ([A-Z][^\W\d_]{1,29}))\b"
)
# "I'm Tegan" of a name on no list; "I'm Glaswegian" is none.
SAYS_I_AM = re.compile(r"\b(?i:I am|I'm|I\u2019m|Im) ([A-Z][^\W\d_]{2,29})\b")
OF_A_PLACE = ("ian", "ish", "ese", "ist", "ic", "ed", "ing")
TITLE = re.compile(rf"(?<![\w])({'|'.join(sorted({*TITLES, *OFFICES}, key=len, reverse=True))})\.?[ ]", re.IGNORECASE)
NAME = (
    r"((?:[A-Z][.,]?[ ]){0,3}[A-Z][\w'\u2019-]{1,29}"
    r"(?:(?:[ ](?:ap|ab|de|la|van|der|von|bin|al|and|&))?[ ][A-Z][\w'\u2019-]{1,29}){0,2})"
)
NAME_ENDS = r"(?=[ ]?(?i:\((?:mr|mrs|ms|miss|mx|dr)\))?(?:,? aged \d{1,3})?[ .!]{0,3}(?:\Z|[\n(,]))"
# The foot of a letter: a name stands there whether a list knows it or not, and nothing else does.
SIGNATURE = re.compile(
    r"\b(?i:yours(?: (?:faithfully|sincerely|truly))?|regards|(?:best|kind|warm) wishes|signed)[ ]?[,:.-]?\s{1,3}"
    + NAME
    + NAME_ENDS
)
# These close a letter or begin any sentence: on the same line only a name that a list knows is one.
FAREWELL = re.compile(
    r"\b(?P<word>(?i:thanks|thank you|thankyou|cheers|ta|love|from|best))(?P<gap>[ ]?[,:.!-]{0,2}\s{1,3})"
    rf"(?P<name>{NAME}){NAME_ENDS}"
)
FAREWELL_SMALL = re.compile(r"\b(?i:thanks|thank you|cheers|ta|regards)[ ,]{1,2}([a-z]{2,30})[ .!]{0,3}\Z")
LAST_LINE = re.compile(rf"\n\s{{0,3}}{NAME}[ .!]{{0,3}}\Z")
AND_NAME = re.compile(r"[ ](?:and|&)(?=[ ][A-Z])")
LONGEST_LAST_LINE = 200
KNOWN_NAMES = SURNAMES | FIRST_NAMES
GIVEN_NAMES = FIRST_NAMES | (ORDINARY_NAMES - SURNAMES - SURNAMES_TOO)  # after a title "Faith" is one
SHAPED_LIKE_ONE = re.compile(r"(?:O['\u2019]|Mc|Mac)[A-Z]")
DONE = re.compile(r"(?:(?<!e)ed|ing|ly)$")  # "DR JANE HELPED"
IN_A_PLACE = re.compile(
    r"\b(?:in|on|at|near|along|down|up|through|across|by|to|from|of|the|outside|opposite|past)[ ][^\W\d_]{2,12}\.?[ ]$",
    re.IGNORECASE,
)
LONGEST_BEFORE = 30
OWNING = {"'s", "\u2019s"}


def find_names(text: str) -> Iterator[Span]:
    yield from _find_closing(text)
    yield from _find_said(text)
    for one in SAYS_FULL_NAME.finditer(text):
        first, last = one.group(1).lower().split(" ")
        if last in FIRST_OR_LAST and first not in NO_NAME:
            yield one.span(1)
    for one in SAYS_I_AM.finditer(text):
        if not is_ordinary(one.group(1)) and not one.group(1).endswith(OF_A_PLACE):
            yield one.span(1)
    yield from _find_titled(text)
    yield from _find_signed(text)


def _find_closing(text: str) -> Iterator[Span]:
    for one in SIGNATURE.finditer(text):
        if one.group(1).split()[0].lower() not in NO_NAME:
            yield one.span(1)


def _find_said(text: str) -> Iterator[Span]:
    for pattern, first_fits in ((SAYS_NAME, _said_name), (SHOWS_NAME, _shown_name), (SAYS_AM, _known_name)):
        done = -1
        for one in pattern.finditer(text):
            found = _read_name(text, one.end(), first_fits) if one.end() > done else None
            if found is not None and "names" in one.group().lower() and (more := AND_NAME.match(text, found[1])):
                other = _read_name(text, more.end(), _shown_name)
                found = (found[0], other[1]) if other else found
            if found is not None:
                done = found[1]
                yield found


def _find_signed(text: str) -> Iterator[Span]:
    for one in FAREWELL.finditer(text):
        thanks = one.group("word").lower() not in {"from", "best"}
        if _signs(one.group("name"), own_line="\n" in one.group("gap"), any_name=thanks):
            yield one.span("name")
    for one in FAREWELL_SMALL.finditer(text, max(0, len(text) - LONGEST_LAST_LINE)):
        if _known_name(one.group(1), False):
            yield one.span(1)
    for one in LAST_LINE.finditer(text, max(0, len(text) - LONGEST_LAST_LINE)):
        if _signs(one.group(1)):
            yield one.span(1)


def _find_titled(text: str) -> Iterator[Span]:
    done = -1
    for one in TITLE.finditer(text):
        if one.end() <= done:
            continue
        title = one.group(1)
        found = _read_name(text, one.end(), partial(_after_title, title))
        if found is not None and not _is_named_after(text, title, found):
            done = found[1]
            yield found


def _read_name(text: str, at: int, first_fits: Fits) -> Span | None:
    """Up to three words of a name from a place on: the first must fit, the others look like the first."""
    first = NAME_WORDS.match(text, at)
    if first is None or not first_fits(first.group(2), bool(first.group(1))):
        return None
    start, end = (first.start(1) if first.group(1) else first.start(2)), first.end()
    last = first.group(2)
    # Only where the sign is in capitals too may what follows be another word of a sentence in capitals.
    shouted = len(last) > 1 and last.isupper() and not text[max(0, at - 4) : at].rstrip(" .,:")[-1:].islower()
    capital = last[0].isupper()
    for _ in range(2):
        more = NAME_WORDS.match(text, end)
        if more is None or more.start(2) == end:
            break
        word = more.group(2)
        plain = word.lower().replace("\u2019", "'").removesuffix("'s")
        ends = word.lower() != plain or not text[more.end() : more.end() + 1].strip(".,;:!?)\n")
        surnames = SURNAMES_SHOUTED if shouted and not ends else SURNAMES_TOO
        surname = capital and plain in surnames and _may_be_first(last)
        if plain in NO_NAME and not (surname and word[0].isupper()):
            break
        small = plain in KNOWN_NAMES or first_fits is _said_name or not is_ordinary(word)
        if not (word[0].isupper() if capital else small):
            break
        # "MS JANE GATES and her team": the capitals end with the name.
        closes = text[more.end() + 1 : more.end() + 2].islower()
        if shouted and first_fits is not _said_name and not (surname or closes or _is_shouted_name(last, plain)):
            break
        last, end = word, more.end()
    end -= 2 if text[end - 2 : end].lower() in OWNING else 0
    return start, end


def _may_be_first(word: str) -> bool:
    lower = word.lower()
    return lower in GIVEN_NAMES or (lower not in SURNAMES and not is_ordinary(word))


def _is_shouted_name(last: str, word: str) -> bool:
    """Where all is in capitals: whether a word after another of a name belongs to it, or tells what the person did."""
    if word in KNOWN_NAMES | GIVEN_NAMES or not is_ordinary(word):
        return True
    if word in SURNAMES_OF_PLACES and not is_ordinary(last):
        return True
    return (last.lower() in GIVEN_NAMES and not DONE.search(word)) or not is_common(word)


def _said_name(word: str, initials: bool) -> bool:
    return word.lower() not in NO_NAME


def _shown_name(word: str, initials: bool) -> bool:
    lower = word.lower()
    return lower not in NO_NAME and (word[0].isupper() or (lower in FIRST_NAMES and lower not in ORDINARY_NAMES))


def _known_name(word: str, initials: bool) -> bool:
    lower = word.lower()
    return lower in FIRST_NAMES and (word[0].isupper() or lower not in ORDINARY_NAMES)


def _after_title(title: str, word: str, initials: bool) -> bool:
    low, lower = title.lower(), word.lower()
    if lower in NO_NAME or f"{low} {lower}" in FAMOUS or (len(word) == 1 and not initials and not word.isupper()):
        return False
    if low in OFFICES:
        return _after_office(title, word, initials)
    if low in {"cllr"}:
        return (
            word[0].isupper()
            or lower in KNOWN_NAMES | SURNAMES_OF_PLACES
            or not (lower in OFFICE_WORDS or is_ordinary(word))
        )
    known = lower in KNOWN_NAMES or low in {"mr", "mrs"}
    return known or (word[0].isupper() and title[0].isupper())


def _after_office(title: str, word: str, initials: bool) -> bool:
    """After "Father" or "Judge", which are ordinary words too, both need a capital, or the name must be known."""
    lower = word.lower()
    if not word[0].isupper():
        return OFFICES[title.lower()] and lower in FIRST_NAMES and lower not in ORDINARY_NAMES
    if lower in OFFICE_WORDS or lower in NAMED_AFTER or (len(word) > 1 and word.isupper() and not title.isupper()):
        return False
    if title[0].isupper() and (OFFICES[title.lower()] or title.lower() in {"lord", "lady"}):
        return True
    if not title[0].isupper():
        return lower in FIRST_NAMES
    return lower in KNOWN_NAMES or initials or SHAPED_LIKE_ONE.match(word) is not None or not is_ordinary(word)


def _is_named_after(text: str, title: str, found: Span) -> bool:
    """Whether it is a street, a school or a pub that bears the name: "Dr Gray School", not "Dr Susan Hill"."""
    if title.lower() in {"mr", "mrs", "ms", "mx", "cllr", "councillor"}:
        return False
    said = text[found[0] : found[1]].split()
    # "dr susan hill": in such letters the name ends before the surname.
    if all(map(_may_be_first, said)) and (said[0].islower() or said[0].isupper()):
        return False
    rest = [word.lower() for word in said[1:]]
    first = said[0].lower()
    missed = title == "miss" and said[0][0].isupper() and first in PLACES_TOO  # "I miss Victoria Park"
    if (first in GIVEN_NAMES or len(first.strip(".")) == 1) and not missed:
        # What follows the first names is the surname, and only what follows that is no name of the person.
        names = next((at for at, word in enumerate(rest) if word not in GIVEN_NAMES), len(rest))
        rest = rest[names + 1 :]
    elif (
        not missed and len(rest) == 1 and rest[0] in SURNAMES_OF_PLACES | SURNAMES_TOO and title.lower() not in OFFICES
    ):
        rest = rest if IN_A_PLACE.search(text, max(0, found[0] - LONGEST_BEFORE), found[0]) else []
    after = NAME_WORDS.match(text, found[1]) if text[found[1] : found[1] + 1] == " " else None
    if after is not None and _goes_on(title, said, after.group(2)):
        rest.append(after.group(2).lower())
    return not NAMED_AFTER.isdisjoint(rest)


def _goes_on(title: str, said: list[str], after: str) -> bool:
    """Whether a word may end what bears the name: "Dr Gray School"; "Dr Khan hospital visits" is of a person."""
    if after[0].islower():
        known = said[-1].lower() in KNOWN_NAMES or not is_ordinary(said[-1])
        return title.lower() in OFFICES or (said[-1][0].islower() and not known)
    return not (after.isupper() and said[0].lower() in GIVEN_NAMES)


def _signs(name: str, *, own_line: bool = False, any_name: bool = False) -> bool:
    """Whether a name may close an answer: on a line of its own any may, on that of the thanks one known or unlike a
    word."""
    words = [word.strip(".,'\u2019").lower() for word in name.split() if word not in {"and", "&"}]
    if not NO_NAME.isdisjoint(words) or (name.isupper() and not own_line):
        return False
    known = words[0] in FIRST_NAMES or (len(words) > 1 and words[-1] in KNOWN_NAMES)
    return own_line or known or (any_name and not is_ordinary(words[0]))
