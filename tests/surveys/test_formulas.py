"""What guards a spreadsheet against formulas is taken off exactly, and nothing that people typed."""

from __future__ import annotations

import csv
import io

import pytest

from surveys.formulas import guard, harmless, unguard

pytestmark = pytest.mark.pure

TYPED = [
    "",
    "'",
    "''",
    "Hot food",
    "'quoted'",
    "-",
    "- a list",
    "=1+1",
    "'=1+1",
    "''-so",
    " @us",
    "\t\ttab",
    "＝wide",
    "'5",
]


@pytest.mark.parametrize("text", TYPED)
def test_a_guarded_cell_comes_back_as_it_was_typed(text: str):
    assert unguard(guard(text)) == text
    assert harmless(guard(text)) == guard(text)  # it is safe as it stands, and is not guarded twice on its way out


@pytest.mark.parametrize("text", TYPED)
def test_it_is_the_same_after_a_spreadsheet_saved_it(text: str):
    out = io.StringIO(newline="")
    csv.writer(out).writerow([guard(text), "end"])
    ((cell, _),) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert unguard(cell) == text


@pytest.mark.parametrize("text", ["'tis", "Hot food", "'quoted'", "-5", "=1"])
def test_what_was_never_guarded_loses_nothing(text: str):
    assert unguard(text) == text
