"""Finds what could identify a person in free text, and hides it; bare names without a sign of being one stay unseen.

Where the signs are looked for: personal_numbers.py, personal_addresses.py, personal_names.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.personal_addresses import find_addresses
from analysis.personal_names import find_names
from analysis.personal_numbers import (
    find_emails,
    find_insurance_numbers,
    find_nhs_numbers,
    find_phones,
    find_postcodes,
)

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


FINDER = 3  # grows whenever it finds otherwise, so that what was written down of its finds is known to be old

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


def find_personal(text: str) -> list[Found]:
    """Everything found, in order and without overlap; where two overlap, the kind earlier in KINDS wins."""
    kept: list[Found] = []
    taken = bytearray(len(text))
    for kind in FINDERS if FIGURE.search(text) else WITHOUT_A_FIGURE:
        for start, end in FINDERS[kind](text):
            if taken.find(b"\1", start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                kept.append(Found(start, end, kind))
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


FINDERS: Mapping[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "email": find_emails,
    "nhs": find_nhs_numbers,
    "insurance": find_insurance_numbers,
    "phone": find_phones,
    "postcode": find_postcodes,
    "address": find_addresses,
    "name": find_names,
}
WITHOUT_A_FIGURE = ("email", "name")  # no other kind is without one
FIGURE = re.compile(r"\d")
