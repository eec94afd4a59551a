"""Finds what could identify a person in free text, and hides it; bare names without a sign of being one stay unseen.

Every pattern is bounded, so the time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from analysis.personal_words import FIRST_NAMES, NO_NAME, POSTCODE_AREAS, SURNAMES

KINDS = {
    "email": "e-mail hidden",
    "nhs": "NHS number hidden",
    "insurance": "NI number hidden",
    "phone": "phone hidden",
    "postcode": "postcode hidden",
    "address": "address hidden",
    "name": "name hidden",
    "other": "hidden",
}


SHOWN, HIDDEN = "shown", "hidden"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Characters `start` up to `end` of a text, and what they seem to be."""

    start: int
    end: int
    kind: str

    def holds(self, other: Found | Decision) -> bool:
        """Whether all of the other lies within."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer decided about characters `start` up to `end` of a text: SHOWN again, or HIDDEN."""

    start: int
    end: int
    effect: str

    def __post_init__(self) -> None:
        if self.effect not in (SHOWN, HIDDEN) or not 0 <= self.start < self.end:
            raise ValueError(f"{self} is no decision about a part of a text")


EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%'-]{1,64}(?:\s?@\s?|\s?[(\[]at[)\]]\s?)"
    r"(?:[A-Za-z0-9-]{1,63}(?:\s?\.\s?|\s?[(\[]dot[)\]]\s?)){1,5}[A-Za-z]{2,12}(?![A-Za-z])",
    re.IGNORECASE,
)
TEN_FIGURES = re.compile(r"(?<![\w.])\d{3}[ .-]{0,2}\d{3}[ .-]{0,2}\d{4}(?![\w])")
NHS_SAID = re.compile(r"\bnhs\b\D{0,25}$", re.IGNORECASE)
INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)[ .-]?(?:\d{2}[ .-]?){3}([A-D]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
INSURANCE_SAID = re.compile(r"\b(?:national insurance|ni|nino)\b[^\d\n]{0,25}$", re.IGNORECASE)
UNUSED_PREFIXES = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
PHONE_HERE = re.compile(
    r"(?<![\w\u00a3$.,])(?:\(?(?:\+|00)[ ]?44\)?[ .-]{0,2}(?:\(0\)[ .-]{0,2})?|\(?0(?=[ (]?[1-3578]))"
    r"(?:[ ().-]{0,2}\d){9,10}(?!\d)"
)
PHONE_ABROAD = re.compile(r"(?<![\w+])\+(?:[ ().-]{0,2}\d){8,15}(?!\d)")
PHONE_SAID = re.compile(
    r"\b(?:phone|telephone|tel|mobile|mob|call|ring|text|whatsapp)\b[^\d\n]{0,20}(?<!\w)(\d(?:[ -]?\d){5,10})(?!\w)",
    re.IGNORECASE,
)
HOURS = re.compile(r"\d\d\.\d\d\D")
POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})\d[A-Za-z\d]?[ \t.-]{0,2}(\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
ORDINALS = {"1st", "2nd", "3rd", *(f"{figure}th" for figure in range(10))}
ROADS = r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|crescent|cres|terrace|gardens|gdns|boulevard"
OTHER_ROADS = (
    r"Way|Close|Cl|Place|Pl|Court|Ct|Square|Sq|Walk|Hill|Park|View|Rise|Row|Grove|Gr|Green|Mews|Parade|Croft|Mount|Wharf|Quay"
    r"|WAY|CLOSE|PLACE|COURT|SQUARE|WALK|HILL|PARK|VIEW|RISE|ROW|GROVE|GREEN|MEWS|PARADE|CROFT"
)
ADDRESS = re.compile(
    r"(?:\b(?i:flat|unit|apartment|apt)\.?\s?\w{1,4},?\s{1,2})?"
    r"(?<![\w\u00a3$.,/-])\d{1,4}(?:\s?[A-Za-z])?(?:\s?[-/]\s?\d{1,4}[A-Za-z]?)?,?[ ]{1,2}"
    r"((?:[^\W\d_][\w'\u2019.-]{0,19}[ ]{1,2}){0,3}?[^\W\d_][\w'\u2019.-]{0,19})[ ]{1,2}"
    rf"((?i:{ROADS})|{OTHER_ROADS})\b",
)
WORD = r"[^\W\d_]{1,30}(?:['\u2019-][^\W\d_]{1,30}){0,3}"
NAME_WORDS = re.compile(rf"[ ]{{0,3}}((?:[A-Z]\.[ ]?){{0,3}})({WORD})")
SAYS_NAME = re.compile(
    r"\b(?:my|our|his|her|their) (?:full |first )?names?(?: is| was| are|'s|\u2019s|:| -)[ ]", re.IGNORECASE
)
SAYS_AM = re.compile(
    r"\b(?:I am|I'm|I\u2019m|Im|this is|called|named|signed:?|regards,?\s?|sincerely,?\s?)[\s]", re.IGNORECASE
)
TITLE = re.compile(
    r"(?<![\w])(mr|mrs|ms|miss|mx|dr|cllr|councillor|prof|professor|rev|reverend|sir|dame|doctor|nurse)\.?[ ]",
    re.IGNORECASE,
)
# The foot of a letter: a name stands there whether a list knows it or not, and nothing else does.
SIGNATURE = re.compile(
    r"\b(?i:yours(?: (?:faithfully|sincerely|truly))?|regards|(?:best|kind|warm) wishes|signed)[ ]?[,:.-]?\s{1,3}"
    r"((?:[A-Z][.,]?[ ]){0,3}[A-Z][\w'\u2019-]{1,29}"
    r"(?:(?:[ ](?:ap|ab|de|la|van|der|von|bin|al))?[ ][A-Z][\w'\u2019-]{1,29}){0,2})"
    r"(?=[ ]?(?i:\((?:mr|mrs|ms|miss|mx|dr)\))?[ .!]{0,3}(?:\Z|[\n(,]))"
)
KNOWN_NAMES = SURNAMES | FIRST_NAMES
OWNING = {"'s", "\u2019s"}
WRITTEN_TITLES = {"mr", "mrs", "cllr"}


def find_personal(text: str) -> list[Found]:
    """Everything found, in order and without overlap; where two overlap, the kind earlier in KINDS wins."""
    kept: list[Found] = []
    taken = bytearray(len(text))
    for finder in FINDERS:
        for one in finder(text):
            if taken.find(b"\1", one.start, one.end) < 0:
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
                kept.append(one)
    return sorted(kept)


def find_hidden(text: str, decisions: Iterable[Decision] = ()) -> list[Found]:
    """What to hide in a text: what is found, less what an officer showed again, plus what an officer hid.

    Decisions come in the order in which they were made. A showing takes away the finds that lie within it and an
    earlier hiding of exactly its characters, nothing else: whatever overlaps it stays hidden.
    """
    shown: list[Found] = []
    hidden: dict[tuple[int, int], Found] = {}
    for one in decisions:
        part = Found(one.start, min(one.end, len(text)), "other")
        if one.effect == SHOWN:
            hidden.pop((part.start, part.end), None)
            shown.append(part)
        elif part.start < part.end:
            hidden[part.start, part.end] = part
    found = [
        one
        for one in find_personal(text)
        if not any(part.holds(one) for part in shown) and not any(part.holds(one) for part in hidden.values())
    ]
    return sorted([*found, *hidden.values()])


def hide(text: str, spans: Iterable[Found], start: int = 0, end: int | None = None) -> str:
    """The text from `start` to `end` with a short note in place of each span; everything else stays as it was."""
    end, at, shown = len(text) if end is None else end, start, []
    for one in sorted(spans):
        if one.end <= at or one.start >= end:
            continue
        shown += [text[at : max(at, one.start)], f"[{KINDS.get(one.kind, KINDS['other'])}]"]
        at = min(one.end, end)
    return "".join([*shown, text[at:end]])


def blank(text: str, spans: Iterable[Found]) -> str:
    """The text with blanks for what is hidden; every other character keeps its place."""
    at, shown = 0, []
    for one in sorted(spans):
        if one.end > at:
            start = max(at, one.start)
            shown += [text[at:start], " " * (one.end - start)]
            at = one.end
    return "".join([*shown, text[at:]])


def has_nhs_check(digits: str) -> bool:
    """Whether the tenth figure fits the nine before it (modulus 11)."""
    rest = 11 - sum(int(figure) * (10 - at) for at, figure in enumerate(digits[:9])) % 11
    return rest != 10 and rest % 11 == int(digits[9])


def _emails(text: str) -> Iterator[Found]:
    yield from (Found(one.start(), one.end(), "email") for one in EMAIL.finditer(text))


def _nhs(text: str) -> Iterator[Found]:
    for one in TEN_FIGURES.finditer(text):
        digits = re.sub(r"\D", "", one.group())
        said = NHS_SAID.search(text[max(0, one.start() - 40) : one.start()])
        if said or (digits[0] != "0" and len(set(digits)) > 1 and has_nhs_check(digits)):
            yield Found(one.start(), one.end(), "nhs")


def _insurance(text: str) -> Iterator[Found]:
    for one in INSURANCE.finditer(text):
        said = INSURANCE_SAID.search(text[max(0, one.start() - 50) : one.start()])
        if one.group(1).upper() not in UNUSED_PREFIXES and (one.group(2) or said):
            yield Found(one.start(), one.start() + len(one.group().rstrip(" .-")), "insurance")


def _phones(text: str) -> Iterator[Found]:
    for pattern in (PHONE_HERE, PHONE_ABROAD):
        for one in pattern.finditer(text):
            if not HOURS.match(one.group()):
                yield Found(one.start(), one.end(), "phone")
    yield from (Found(*one.span(1), "phone") for one in PHONE_SAID.finditer(text))


def _postcodes(text: str) -> Iterator[Found]:
    for one in POSTCODE.finditer(text):
        # "M1 4th exit" is a place in a queue; "m1 4th" as a whole in small letters may be somebody's postcode.
        counted = one.group(2) in ORDINALS and one.group(1).isupper()
        if one.group(1).upper() in POSTCODE_AREAS and not counted:
            yield Found(one.start(), one.end(), "postcode")


def _addresses(text: str) -> Iterator[Found]:
    for one in ADDRESS.finditer(text):
        words = one.group(1).split()
        named = (
            all(word[0].isupper() or word.lower() in {"of", "the", "and"} for word in words) and words[-1][0].isupper()
        )
        lower = [word.lower().strip(".'\u2019") for word in words]
        plain = len(words) <= 2 and not set(lower) & NO_NAME
        if (named and one.group(2)[0].isupper()) or plain:
            yield Found(one.start(), one.end(), "address")


def _names(text: str) -> Iterator[Found]:
    for pattern, first_fits in ((SAYS_NAME, _said_name), (SAYS_AM, _known_name), (TITLE, None)):
        done = -1
        for one in pattern.finditer(text):
            fits = first_fits or partial(_after_title, one.group(1))
            found = _read_name(text, one.end(), fits) if one.end() > done else None
            if found is not None:
                done = found.end
                yield found
    for one in SIGNATURE.finditer(text):
        if one.group(1).split()[0].lower() not in NO_NAME:
            yield Found(*one.span(1), "name")


def _read_name(text: str, at: int, first_fits: Callable[[str, bool], bool]) -> Found | None:
    """Up to three words of a name from a place on: the first must fit, the others look like the first."""
    first = NAME_WORDS.match(text, at)
    if first is None or not first_fits(first.group(2), bool(first.group(1))):
        return None
    start, end = (first.start(1) if first.group(1) else first.start(2)), first.end()
    capital = first.group(2)[0].isupper()
    for _ in range(2):
        more = NAME_WORDS.match(text, end)
        if more is None or more.start(2) == end or more.group(2).lower() in NO_NAME:
            break
        word = more.group(2)
        if not (word[0].isupper() if capital else word.lower() in KNOWN_NAMES or first_fits is _said_name):
            break
        end = more.end()
    end -= 2 if text[end - 2 : end].lower() in OWNING else 0
    return Found(start, end, "name")


def _said_name(word: str, initials: bool) -> bool:
    return word.lower() not in NO_NAME


def _known_name(word: str, initials: bool) -> bool:
    return word[0].isupper() and word.lower() in FIRST_NAMES


def _after_title(title: str, word: str, initials: bool) -> bool:
    lower = word.lower()
    if lower in NO_NAME or (len(word) == 1 and not initials and not word.isupper()):
        return False
    known = lower in KNOWN_NAMES or title.lower() in WRITTEN_TITLES
    return known or (word[0].isupper() and title[0].isupper())


FINDERS = (_emails, _nhs, _insurance, _phones, _postcodes, _addresses, _names)
