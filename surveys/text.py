"""What may be stored as text, and what is made of signs that nobody can read."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# PostgreSQL text holds no NUL, and neither database holds half a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MARK = "\ufffd"
# Control characters and code points that stand for no character are no part of HTML, and a workbook with one does not
# open. The first two are written by some programs for a new line; from U+0080 on it is Windows-1252 read as if it were
# something else, which browsers read as Windows-1252 as well (WHATWG HTML, numeric character references).
_BREAKS = dict.fromkeys((0x0B, 0x0C), "\n")
_WINDOWS = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_CONTROLS = {*range(0x09), *range(0x0E, 0x20), 0x7F, *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)}
_NO_CHARACTER = {plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)}
_LEGIBLE = dict.fromkeys(_CONTROLS | _NO_CHARACTER, _MARK) | _BREAKS | _WINDOWS


def storable(text: str) -> str:
    """Return `text` with what no database can hold replaced by U+FFFD; it goes out and in again unchanged."""
    return _UNSTORABLE.sub(_MARK, text)


def storable_value(value: Any) -> Any:
    """Return a JSON-like value with every string in it made storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable_value(key): storable_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_value(item) for item in value]
    return value


def legible(text: str) -> str:
    """Return `text` as it is taken in: what a database, a page or a workbook cannot hold is replaced by U+FFFD.

    Vertical tabs and form feeds become new lines, and U+0092, say, the apostrophe it was meant for; everything else is
    kept as typed.
    """
    return text.translate(_LEGIBLE)


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in `text`: blanks, signs without a shape, marks of what could not be held."""
    return all(sign == _MARK or unicodedata.category(sign)[0] in "CZ" for sign in text)
