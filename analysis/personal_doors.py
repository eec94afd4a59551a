"""Reads a number as it stands in a sentence: as that of a house, with the words behind it, or as a count or a date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.road_words import BEFORE_A_COUNT, DATES, KINDS_OF_PLACE

FLAT = r"(?:flat|unit|apartment|apt|room|studio)"
HOUSE = re.compile(
    rf"(?:\b(?P<flat>{FLAT})\.?[ ]?(?P<door>\w{{1,4}}),?\s{{1,2}})?"
    r"(?<![\w\u00a3$\u20ac.,/-])(?P<number>\d{1,4})(?P<letter>\s?[A-Za-z](?!\w))?(?:\s?[-/]\s?\d{1,4}[A-Za-z]?)?"
    r",?[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
OWN_FLAT = re.compile(rf"\b{FLAT}\.?[ ]{{1,2}}$", re.IGNORECASE)
NAMED_WORD = re.compile(r"[^\W\d_][\w'\u2019-]{0,19}")
GAP = re.compile(r"\.?[ ]{1,2}")
OWNING = {"'s", "\u2019s"}
SHORTENED = {"st", "mt", "gt", "lt", "upr", "lwr"}  # a full stop after them ends no sentence
MOST_WORDS = 5

LOOK_BACK, LONGEST_SIGN = 48, 20  # characters before the number
IS = r"(?: is|'s|\u2019s| are|'re|\u2019re| am|'m|\u2019m)"
HOME = re.compile(
    r"(?:\b(?:live|lives|lived|living|reside|residents?|stay|staying|based|home|moved?|rent|own)"
    rf"(?: here| alone| now|{IS}| was)?(?: at| in| from| to| of| on)?(?: number| no\.?)?"
    rf"|\baddress(?:{IS}| was)?"
    rf"|\b(?:house|home|flat|place|shop){IS}(?: at)?|\b(?:mum|mother|dad|gran|son|daughter|we|i){IS} at"
    rf"|\b{FLAT})[ :(-]{{0,3}}$",
    re.IGNORECASE,
)
AT = r"at|outside|opposite|near|behind|beside|by|from|in|of|numbers?|nos?\.?"
AT_A_DOOR = re.compile(rf"\b(?:{AT})[ (]{{1,2}}$", re.IGNORECASE)
PLACED = re.compile(
    rf"(?:\b(?:{AT}|to|for|before|after|since|until|is)[ (]{{1,2}}|[\n.,;:!?(\u2013-]\s{{0,2}}|^\s*)$", re.IGNORECASE
)
BEGINS = re.compile(r"(?:[\n.!?]\s{0,2}|^\s*)$")
DOORWAY = re.compile(
    rf"\b(?:at|outside|opposite|behind|beside|number|no\.?|address(?:{IS}|:)?|contact:|deliver(?:ed|y|ies)? to)"
    r"[ (]{1,2}$",
    re.IGNORECASE,
)
LAST_WORD = re.compile(r"([^\W\d_]+)[ ]{1,2}$")
NUMBERED = re.compile(
    r"\b(?:bus|buses|route|service|tram|train|line|platform|option) (?:number|no\.?)[ ]{1,2}$", re.IGNORECASE
)
HOURS = re.compile(
    r"\b(?:after|before|until|till|since|past|(?:from|between) \d{1,2} (?:to|and|till|until))[ ]$", re.IGNORECASE
)
YEARS = range(1900, 2100)
LATEST_HOUR = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word after a house number, in small letters; whether it has a capital that tells, and where it ends."""

    low: str
    capital: bool
    end: int


@dataclass(frozen=True, slots=True)
class Door:
    """A number as it stands, and the signs of a house: from `home` after "I live at" down to `placed`."""

    start: int
    figures: int
    lettered: bool  # 12b
    home: bool
    doorway: bool  # after "outside" or "no."
    at_a_door: bool  # also after "from" or "in", or with a letter
    placed: bool  # also after "to", or where a clause begins
    begins: bool  # the sentence
    hour: bool  # may be one: "after 6"
    since: bool


def read_words(text: str, at: int, shouted: bool) -> list[Word]:
    """The words from a place on, a few more than a road's name has; `shouted` where all is in capitals."""
    words: list[Word] = []
    while len(words) <= MOST_WORDS:
        found = NAMED_WORD.match(text, at)
        if found is None:
            break
        low, end = found.group().lower().rstrip("'\u2019-"), found.end()
        if low[-2:] in OWNING and low[:-2] in KINDS_OF_PLACE:  # "12 Mill Lane's hedge"
            low, end = low[:-2], end - 2
        words.append(Word(low, found.group()[0].isupper() and not shouted, end))
        gap = GAP.match(text, found.end())
        if gap is None or (gap.group().startswith(".") and low not in SHORTENED):
            break
        at = gap.end()
    return words


def read_door(text: str, one: re.Match[str], words: list[Word]) -> Door | None:
    """How a number stands; None where it counts something or is a year, an hour or a date."""
    flat = one.group("flat") is not None and _is_door(one.group("door"))
    start = one.start() if flat else one.start("number")
    end = start

    def follows(sign: re.Pattern[str], back: int = LOOK_BACK) -> re.Match[str] | None:
        return sign.search(text, max(0, end - back), end)

    home = flat or follows(HOME) is not None
    doorway = follows(DOORWAY, LONGEST_SIGN) is not None
    figures, letter = int(one.group("number")), (one.group("letter") or "").lower()
    decade = letter == "s" and figures % 10 == 0
    last = follows(LAST_WORD, LONGEST_SIGN)
    counts = (last is not None and last.group(1).lower() in BEFORE_A_COUNT) or follows(NUMBERED) is not None
    date = not doorway and (figures in YEARS or words[0].low in DATES)
    hours = follows(HOURS) if figures <= LATEST_HOUR and not letter else None
    if decade or (not home and (counts or date)):
        return None
    if not flat and (own := follows(OWN_FLAT)):
        start -= len(own.group())
    return Door(
        start=start,
        figures=figures,
        lettered=bool(letter),
        home=home,
        doorway=doorway,
        at_a_door=home or bool(letter) or follows(AT_A_DOOR, LONGEST_SIGN) is not None,
        placed=home or follows(PLACED, LONGEST_SIGN) is not None,
        begins=follows(BEGINS, LONGEST_SIGN) is not None,
        hour=hours is not None and not home,
        since=hours is not None and hours.group().strip().lower() == "since",
    )


def _is_door(said: str) -> bool:
    return len(said) == 1 or any(sign.isdigit() for sign in said)
