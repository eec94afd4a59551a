"""Files people keep: no cell of theirs runs, whatever parts the cells, and what was a number still is one."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from consult.web.downloads import csv_text
from surveys.formulas import harmless

pytestmark = pytest.mark.pure

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "|calc", "%1", '=HYPERLINK("http://x","y")', "-2+3+cmd|' /C calc'!A0")
BEFORE = (
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\0",
    "\u00a0",
    "\ufeff",
    "\u200b",
    "\u200e",
    "\u2003",
    "\u202e",
    "\u2060",
    "\u00ad",
)
WIDE = str.maketrans("=+-@|%", "＝＋－＠｜％")


def cells(text: str, delimiter: str = ",") -> list[str]:
    """Every cell as a spreadsheet parts them."""
    return [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter) for cell in row]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("formula", [*FORMULAS, *(one.translate(WIDE) for one in FORMULAS), "﹦1", "﹢1"])
def test_a_formula_is_text_with_a_quote_before_it(formula: str, before: str):
    assert cells(csv_text([[before + formula]])) == [f"'{before}{formula}"]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("between", [";", "\t", ",", "\n", '"', '";', "\r\n", " ; "])
def test_a_sign_that_parts_cells_elsewhere_parts_none_of_ours(formula: str, between: str):
    text = csv_text([["A heading" + between + formula], ["words" + between + formula, 1]])
    for delimiter in (",", ";", "\t"):
        found = cells(text, delimiter)
        assert not [cell for cell in found if cell.lstrip(" ").startswith(("=", "+", "-", "@"))], (delimiter, found)


@pytest.mark.parametrize(
    "words", ["", "A hot meal", "5 - 3", "1;2", "a\tb", 'She said "no"', "two\nlines", "مرحبا", "🍲", "'"]
)
def test_words_come_back_as_they_were(words: str):
    assert cells(csv_text([[words, "x"]])) == [words, "x"]


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell():
    assert csv_text([[-5, Decimal("-1.50"), 2.5, None]]) == '\ufeff-5,-1.50,2.5,""\r\n'
    assert harmless(-5) == -5
