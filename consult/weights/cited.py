"""Sentences whose numbers lead to where they come from: one text to read, in which each cited number is a part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cited:
    """The words of a weight, and whose it is: the outcome, and the group (0: everyone). `alone` begins with what is
    seen and says the rest for whoever hears the link outside its sentence."""

    words: str
    item_id: int
    group_id: int
    alone: str


Sentence = tuple[str | Cited, ...]


def plain(sentence: Sentence) -> str:
    """The words alone."""
    return "".join(part.words if isinstance(part, Cited) else part for part in sentence)
