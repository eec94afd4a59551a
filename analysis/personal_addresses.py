"""Finds address lines: a house number and the name of its road or building; a count of roads or gardens is none.

How much a name must look like one depends on what stands before the number. After "I live at" nearly any name will do,
without any sign only one that is written as a road's name. Each number is looked at once and a few words on each side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from analysis.name_words import TITLES
from analysis.personal_doors import HOUSE, MOST_WORDS, Door, Word, read_door, read_words
from analysis.personal_words import FIRST_NAMES, NO_NAME, is_ordinary
from analysis.road_words import (
    BEGIN_ROADS,
    BESIDE_A_NUMBER,
    BESIDE_BEGUN,
    BESIDE_MANY,
    BESIDE_NAMED,
    BUILDINGS,
    DATES,
    DESCRIBED_ROADS,
    IN_ROADS,
    IN_ROADS_TOO,
    KINDS_OF_PLACE,
    LINKS,
    MEASURES,
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

CLAUSE_ENDS = re.compile(r"\s{0,2}(?:[.,;:!?)\n]|\Z)")
DONE = re.compile(r"[ ](?:changed|[^\W\d_]{2,12}ed)\b", re.IGNORECASE)
OF_ONE = {"is", "was", "has", "isn't", "wasn't", "hasn't", "needs", "floods"}
ENDS_IN_S = {"is", "was", "has", "as", "does", "needs", "this", "us", "gets", "always", "less", "plus", "yes"}
WELSH_LINKS = {"y", "yr", "yn"}
MAY_NAME = KINDS_OF_PLACE | ONE_WORD_ROADS
COMPASS = {"north", "south", "east", "west"}


def find_addresses(text: str) -> Iterator[Span]:
    # Where all is capitals, a capital tells nothing.
    shouted = text.isupper()
    for one in HOUSE.finditer(text):
        words = read_words(text, one.end(), shouted)
        door = read_door(text, one, words) if any(map(_may_name, words)) else None
        end = _find_end(door, words) if door is not None else None
        if door is not None and end is not None and not (door.hour and _tells_an_hour(text, door, end)):
            yield door.start, end


def _tells_an_hour(text: str, door: Door, end: int) -> bool:
    """ "Before 9 Bridge Street is blocked"; "before 7 Willow Close, Leeds" and "since 12 High Street opened" do not."""
    return CLAUSE_ENDS.match(text, end) is None and not (door.since and DONE.match(text, end))


def _may_name(word: Word) -> bool:
    return word.capital or word.low in MAY_NAME or word.low.endswith(ONE_WORD_ENDS)


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
    described = any(word.low in NO_ROAD_AT_ALL for word in name) and not (
        _is_one(door, words, at) and (door.doorway or (door.placed and _is_told_as_one(words, at)))
    )
    counted = kind in PLURAL_ROADS and all(word.low in NO_ROAD_SMALL | NO_NAME for word in name)
    rarer = kind not in ROADS and not (door.placed or _closes(words, at))
    beside = BESIDE_A_NUMBER if door.doorway else BESIDE_BEGUN if door.placed else BESIDE_NAMED
    if door.figures > 1:
        beside &= BESIDE_A_NUMBER | BESIDE_MANY
    if not (door.home or door.lettered) and (described or counted or rarer or _reads_on(words, at, beside)):
        return None
    return _end_with_compass(words, at)


def _is_one(door: Door, words: list[Word], at: int) -> bool:
    """Whether a figure above one and a road in the singular are a house, whatever describes it: "at 12 Bus Lane"."""
    measured = words[at].low in DESCRIBED_ROADS and (words[at].low in PLURAL_ROADS or words[0].low in MEASURES)
    return door.figures > 1 and not measured and (door.doorway or _ends(words, at))


def _is_told_as_one(words: list[Word], at: int) -> bool:
    """Whether the clause ends here, or a verb tells that the road is one: "12 Community Drive has rats"."""
    return _closes(words, at) or (at + 1 < len(words) and words[at + 1].low in OF_ONE)


def _ends(words: list[Word], at: int) -> bool:
    """Whether no noun follows that the road may describe."""
    return _closes(words, at) or (at + 1 < len(words) and words[at + 1].low in NO_NAME)


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
    one = kind in ROADS and words[0].low not in MEASURES and _is_one(door, words, at)
    if kind in DESCRIBED_ROADS or not _closes(words, at):
        one = one and not name & NO_ROAD_AT_ALL and (kind not in DESCRIBED_ROADS or _ends(words, at))
    ordinary = name & (NO_NAME - (IN_ROADS_TOO if one else IN_ROADS))
    if ordinary and not (door.home and ordinary != name):
        return None
    # "I live at 4 pocket gardens" is a home all the same; "I live in 4 minute walk of it" is none.
    counts = name & (NO_ROAD_AT_ALL | NO_ROAD_SMALL) and not (door.home and door.doorway)
    more = not door.home and _reads_on(words, at, BESIDE_NAMED if door.doorway else TO_BE_READ_ON)
    if (counts and not one) or more:
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
