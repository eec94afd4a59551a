"""What a spreadsheet would run as a formula, guarded by a quotation mark that can be taken off again exactly."""

from __future__ import annotations

from unicodedata import normalize

# A cell whose first sign is one of these is a formula, or may be read as one after the spreadsheet folds wide letters.
_RUNS = frozenset("=+-@|%")
_BREAKS = ("\t", "\r", "\n", "\0")
_GUARD = "'"


def harmless(cell: object) -> object:
    """Text that a spreadsheet would run gets a quote before it; a number is left as it is, so that -5 is still -5."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return _GUARD + cell if _would_run(cell) else cell


def guard(cell: str) -> str:
    """The same for text that comes back: what looks guarded already gets a quote more, so that one can be taken off."""
    return _GUARD + cell if _would_run(cell.lstrip(_GUARD)) else cell


def unguard(cell: str) -> str:
    """The text that `guard` was given."""
    return cell[1:] if cell.startswith(_GUARD) and _would_run(cell.lstrip(_GUARD)) else cell


def _would_run(cell: str) -> bool:
    first = next((sign for sign in cell if sign.isprintable() and not sign.isspace()), "")
    return normalize("NFKC", first)[:1] in _RUNS or cell.startswith(_BREAKS)
