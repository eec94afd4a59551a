"""Typed text made ready for reading: paragraphs, and short lines above them as headings; no word is changed."""

from __future__ import annotations

from dataclasses import dataclass

SHORT = 60  # a heading is no longer than this
TEASER = 220


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, with the heading that stood above it if there was one."""

    heading: str
    text: str


def read_blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs as an empty line parts them; a short first line without a full stop is the heading of its own."""
    blocks = []
    for part in text.split("\n\n"):
        first, _, rest = part.strip("\n").partition("\n")
        is_heading = rest.strip() and len(first) <= SHORT and first.strip()[-1:] not in (".", "!", "?", ":", ",", ";")
        if is_heading:
            blocks.append(Block(first.strip(), rest.strip("\n")))
        elif part.strip():
            blocks.append(Block("", part.strip("\n")))
    return tuple(blocks)


def shorten(text: str, most: int = TEASER) -> str:
    """The beginning of a text for a list, cut between words and marked as cut; the whole stands on its own page."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most].rsplit(" ", 1)[0] if " " in line[:most] else line[:most]
    return f"{cut.rstrip(',;:.')}…"
