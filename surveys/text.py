"""What may be stored as text: anything a person can type, except what a database, a page or a workbook cannot hold."""

from __future__ import annotations

import re
from typing import Any

# PostgreSQL text holds no NUL, and neither database holds half a surrogate pair. Control characters other than tab and
# new line, and code points that stand for no character, are no part of HTML, and a workbook with one does not open.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def storable(text: str) -> str:
    """Return `text` with what cannot be held replaced by U+FFFD; everything else is kept as typed."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_value(value: Any) -> Any:
    """Return a JSON-like value with every string in it made storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable_value(key): storable_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_value(item) for item in value]
    return value
