"""Finds address lines: a house number and the name of its road or building; a count of roads or gardens is none.

How much a name must look like one depends on what stands before the number. After "I live at" nearly any name will do,
without any sign only one that is written as a road's name. Each number is looked at once and a few words on each side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from analysis.name_words import TITLES
from analysis.personal_words import FIRST_NAMES, NO_NAME, is_ordinary
from analysis.road_words import (
    BEFORE_A_COUNT,
    BEGIN_ROADS,
    BESIDE_NAMED,
    BUILDINGS,
    DATES,
    IN_ROADS,
    KINDS_OF_PLACE,
    LINKS,
    NO_ONE_WORD_ROADS,
    NO_ROAD_AT_ALL,
    NO_ROAD_SMALL,
    ONE_WORD_ENDS,
    ONE_WORD_ROADS,
    PLURAL_ROADS,
    RARER_ROADS,
    ROADS,
    ROADS_ALSO_VERBS,
    STREETS,
    TO_BE_READ_ON,
)

Span = tuple[int, int]

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
PLACED = re.compile(rf"(?:\b(?:{AT}|to|for|before|is)[ (]{{1,2}}|[\n.,;:!?(\u2013-]\s{{0,2}}|^\s*)$", re.IGNORECASE)
BEGINS = re.compile(r"(?:[\n.!?]\s{0,2}|^\s*)$")
DOORWAY = re.compile(
    rf"\b(?:at|outside|opposite|behind|beside|number|no\.?|address(?:{IS}|:)?)[ (]{{1,2}}$", re.IGNORECASE
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
ENDS_IN_S = {"is", "was", "has", "as", "does", "needs", "this", "us", "gets", "always", "less", "plus", "yes"}
WELSH_LINKS = {"y", "yr", "yn"}
MAY_NAME = KINDS_OF_PLACE | ONE_WORD_ROADS
COMPASS = {"north", "south", "east", "west"}


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


def find_addresses(text: str) -> Iterator[Span]:
    # Where all is capitals, a capital tells nothing.
    shouted = text.isupper()
    for one in HOUSE.finditer(text):
        words = _read_words(text, one.end(), shouted)
        door = _read_door(text, one, words) if any(map(_may_name, words)) else None
        end = _find_end(door, words) if door is not None else None
        if door is not None and end is not None:
            yield door.start, end


def _may_name(word: Word) -> bool:
    return word.capital or word.low in MAY_NAME or word.low.endswith(ONE_WORD_ENDS)


def _read_words(text: str, at: int, shouted: bool) -> list[Word]:
    words: list[Word] = []
    while len(words) <= MOST_WORDS:
        found = NAMED_WORD.match(text, at)
        if found is None:
            break
        low = found.group().lower().rstrip("'\u2019-")
        words.append(Word(low, found.group()[0].isupper() and not shouted, found.end()))
        gap = GAP.match(text, found.end())
        if gap is None or (gap.group().startswith(".") and low not in SHORTENED):
            break
        at = gap.end()
    return words


def _read_door(text: str, one: re.Match[str], words: list[Word]) -> Door | None:
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
    hour = figures <= LATEST_HOUR and follows(HOURS) is not None
    if decade or (not home and (counts or date or hour)):
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
    )


def _is_door(said: str) -> bool:
    return len(said) == 1 or any(sign.isdigit() for sign in said)


def _find_end(door: Door, words: list[Word]) -> int | None:
    """Where the address ends, or None if these words are the name of no road or building."""
    for find in ENDS:
        end = find(door, words)
        if end is not None:
            return end
    return None


def _find_road(words: list[Word], kinds: frozenset[str]) -> int | None:
    """The place of the first word but the very first that is a kind of road, or of the last in a row: "Park Avenue"."""
    places = range(1, min(len(words), MOST_WORDS))
    at = next((one for one in places if words[one].low in kinds), None)
    while at is not None and at + 1 in places and words[at + 1].low in kinds:
        # "12 high street close to the park": in small letters it may be another word of the sentence.
        sure = words[at].capital or words[at + 1].low in STREETS or _closes(words, at + 1)
        if words[at + 1].capital != words[at].capital or not sure:
            break
        at += 1
    return at


def _reads_on(words: list[Word], at: int, beside: frozenset[str] = TO_BE_READ_ON) -> bool:
    """Whether the word after is one that makes the road a part of something else: "10 high street shops"."""
    return at + 1 < len(words) and words[at + 1].low in beside


def _closes(words: list[Word], at: int) -> bool:
    """Whether the sentence or clause ends with this word."""
    return at == len(words) - 1 and at < MOST_WORDS


def _end_of_named(door: Door, words: list[Word]) -> int | None:
    """ "22 Castle Gate": written with capitals."""
    at = _find_road(words, ROADS | RARER_ROADS | BUILDINGS)
    if at is None or not words[at].capital or not words[at - 1].capital:
        return None
    name, kind = words[:at], words[at].low
    if not (name[0].capital or name[0].low == "the") or not all(word.capital or word.low in LINKS for word in name):
        return None
    described = any(word.low in NO_ROAD_AT_ALL for word in name)
    counted = kind in PLURAL_ROADS and all(word.low in NO_ROAD_SMALL | NO_NAME for word in name)
    rarer = kind not in ROADS and not (door.placed or _closes(words, at))
    if not (door.home or door.lettered) and (described or counted or rarer or _reads_on(words, at, BESIDE_NAMED)):
        return None
    return _end_with_compass(words, at)


def _end_with_compass(words: list[Word], at: int) -> int:
    """ "Park Avenue South"."""
    more = at + 1 < len(words) and words[at + 1].low in COMPASS and (words[at + 1].capital or _closes(words, at + 1))
    return words[at + more].end


def _end_of_small(door: Door, words: list[Word]) -> int | None:
    """ "4 willow close": a figure before one road is no count of it; before "gardens" it may be."""
    at = _find_road(words, KINDS_OF_PLACE if door.home else ROADS)
    if at is None or at > (3 if door.at_a_door else 2) or (words[0].low == "the" and not door.at_a_door):
        return None
    kind = words[at].low
    name = {word.low for word in words[int(words[0].low == "the") : at]}
    ordinary = name & (NO_NAME - IN_ROADS)
    if ordinary and not (door.home and ordinary != name):
        return None
    # "I live at 4 pocket gardens" is a home all the same; "I live in 4 minute walk of it" is none.
    counts = name & (NO_ROAD_AT_ALL | NO_ROAD_SMALL) and not (door.home and door.doorway)
    if counts or (_reads_on(words, at) and not door.home):
        return None
    if door.home or (kind in STREETS and (door.placed or door.figures > 1)):
        return _end_with_compass(words, at)
    verb = kind in ROADS_ALSO_VERBS and words[at - 1].low.endswith("s")
    told = door.at_a_door or (door.placed and kind not in PLURAL_ROADS)
    return words[at].end if told and not verb else None


def _end_of_one_word(door: Door, words: list[Word]) -> int | None:
    """ "31 Broadway", "2 Meadowside"."""
    low = words[0].low
    known = low in ONE_WORD_ROADS
    fits = known or (low.endswith(ONE_WORD_ENDS) and low not in NO_ONE_WORD_ROADS | NO_NAME)
    told = door.home or (words[0].capital and (known or door.placed))
    return words[0].end if fits and told and not _reads_on(words, 0) else None


def _end_of_kind_first(door: Door, words: list[Word]) -> int | None:
    """ "7 Heol y Bont", "11 Tan-y-Bryn": in Wales the kind stands first."""
    kind, *joined = words[0].low.split("-")
    if kind not in BEGIN_ROADS or not (words[0].capital or door.home) or (kind == "st" and not door.placed):
        return None
    if joined:
        return words[0].end
    return _end_of_capitals(words, 1) or (words[1].end if door.home and len(words) > 1 else None)


def _end_of_the(door: Door, words: list[Word]) -> int | None:
    """ "48 The Ridgeway"."""
    if words[0].low != "the" or not door.placed or len(words) < 2:
        return None
    if words[1].low in ONE_WORD_ROADS and door.at_a_door:
        return words[1].end
    plain = words[1].low in NO_NAME - ROADS and not door.home
    return None if plain else _end_of_capitals(words, 1)


def _end_at_home(door: Door, words: list[Word]) -> int | None:
    """After "I live at" any name that is written as one."""
    fits = door.home and words[0].capital and words[0].low not in NO_NAME | NO_ROAD_AT_ALL | DATES
    # "I own 2 Labradors" has such a sign too.
    many = not door.doorway and _may_be_many(words, len(list(takewhile(lambda word: word.capital, words))))
    return _end_of_capitals(words, 0) if fits and not many else None


def _end_of_unlike(door: Door, words: list[Word]) -> int | None:
    """ "at 92 Ferndale", "12 Little London has": capitals that count nothing, for what follows is one thing."""
    name = list(takewhile(lambda word: word.capital or word.low in WELSH_LINKS, words[:MOST_WORDS]))
    if not name or not name[0].capital or not name[-1].capital or _may_be_many(words, len(name)):
        return None
    if any(word.low in NO_NAME | NO_ROAD_AT_ALL | DATES | TITLES | FIRST_NAMES for word in name):
        return None
    if len(name) > 1:
        fits = door.home or door.doorway or ((door.at_a_door or door.begins) and door.figures > 1)
    else:
        fits = door.at_a_door and name[0].low not in KINDS_OF_PLACE and not is_ordinary(name[0].low)
    return name[-1].end if fits else None


def _may_be_many(words: list[Word], at: int) -> bool:
    """Whether the last word before this place or the first after it looks like the name of many."""
    after = words[at].low if at < len(words) else ""
    return words[at - 1].low.endswith("s") or (after.endswith("s") and after not in ENDS_IN_S)


def _end_of_capitals(words: list[Word], at: int) -> int | None:
    """Where a name ends that is written with capitals from this word on; None if it is not."""
    end = None
    for word in words[at:MOST_WORDS]:
        named = word.capital and (word.low not in NO_NAME or word.low in KINDS_OF_PLACE)
        if not named and word.low not in LINKS:
            break
        end = word.end if named else end
    return end


ENDS = (
    _end_of_named, _end_of_small, _end_of_one_word, _end_of_kind_first, _end_of_the, _end_at_home, _end_of_unlike
)  # fmt: skip
