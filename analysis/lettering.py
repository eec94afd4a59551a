"""Measures and breaks the words of a chart; refuses to let a line grow wider than the room it was given.

The reader's browser picks the font, so widths are taken from DejaVu Sans, which comes with matplotlib and
is wider than every font the pages name: what fits here fits there, on any machine, with a little to spare.
"""

import unicodedata
from functools import cache, lru_cache

from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font, LoadFlags

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_JOINER = "\N{ZERO WIDTH JOINER}"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
# Overrides and embeddings would run on past the end of a broken line and turn its neighbours round.
_TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def readable(text: str) -> str:
    """The text as one line that XML can carry; only marks that turn the writing direction are dropped."""
    kept = []
    for char in text:
        point = ord(char)
        if 0xD800 <= point <= 0xDFFF or point in (0, 0xFFFE, 0xFFFF):
            kept.append("\N{REPLACEMENT CHARACTER}")
        elif char not in _TURNING_MARKS:
            kept.append(" " if unicodedata.category(char) == "Cc" else char)
    return " ".join("".join(kept).split())


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction of its own is written from the right."""
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((d for d in directions if d in ("L", "R", "AL")), "L") != "L"


@cache
def _face(strong: bool) -> FT2Font:
    return FT2Font(f"{get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if strong else ''}.ttf")


@lru_cache(maxsize=8192)
def _advance(char: str, strong: bool) -> float:
    """Width of one character in ems."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.4  # emoji fonts differ most; a CJK sign is 1 em and merely gains room
    face = _face(strong)
    glyph = face.get_char_index(ord(char))
    if glyph == 0:
        return 1.1  # a script DejaVu does not have
    return float(face.load_glyph(glyph, LoadFlags.NO_SCALE).horiAdvance) / face.units_per_EM


def text_width(text: str, size: float, strong: bool = False) -> float:
    """Width in pixels that a line needs at most."""
    return size * sum(_advance(char, strong) for char in text)


def _clusters(text: str) -> list[str]:
    """Characters that must stay together: a letter and its accents, an emoji and its skin tone or family."""
    found: list[str] = []
    for char in text:
        joins = unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf") or ord(char) in _SKIN_TONES
        if found and (joins or found[-1].endswith(_JOINER)):
            found[-1] += char
        else:
            found.append(char)
    return found


def _fill(words: list[str], width: float, size: float, strong: bool) -> list[str]:
    """Lines as full as they can be; a word wider than a line is broken between its letters."""
    lines = [""]
    for word in words:
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(joined, size, strong) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for cluster in _clusters(word):
            if lines[-1] and text_width(lines[-1] + cluster, size, strong) > width:
                lines.append("")
            lines[-1] += cluster
    return lines


def _cut(lines: list[str], width: float, size: float, strong: bool, tail: str) -> list[str]:
    """The same lines with the last one shortened until an ellipsis and the tail fit behind it."""
    ending = ELLIPSIS + (f" {tail}" if tail else "")
    kept = _clusters(lines[-1])
    while kept and text_width("".join(kept).rstrip() + ending, size, strong) > width:
        kept.pop()
    shortened = "".join(kept)
    at_word = shortened.rpartition(" ")[0]
    if len(at_word) > len(shortened) / 2 and not lines[-1].startswith(f"{shortened} "):
        shortened = at_word
    return [*lines[:-1], shortened.rstrip(" ,;:.-") + ending]


def wrap(
    text: str, width: float, size: float, *, lines: int = 3, strong: bool = False, tail: str = ""
) -> tuple[str, ...]:
    """Break text into at most `lines` lines of even length; what is left over is cut with an ellipsis.

    `tail` is a short remark after the text that is kept even where the text is cut.
    """
    # The tail holds together and may start a line of its own, but is never itself broken.
    tail = tail.replace(" ", "\N{NO-BREAK SPACE}")
    words = [*readable(text).split(" "), *([tail] if tail else [])]
    filled = _fill(words, width, size, strong)
    if len(filled) > lines:
        return tuple(_cut(filled[:lines], width, size, strong, tail))
    # Even lines read more calmly than a full line above a single word.
    narrower = width - 4
    while narrower > width / 2:
        tighter = _fill(words, narrower, size, strong)
        if len(tighter) > len(filled) or any(text_width(w, size, strong) > narrower for w in words):
            break
        filled = tighter
        narrower -= 4
    return tuple(filled)
