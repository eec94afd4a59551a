"""What is taken in can be shown on a page, kept by both databases and written into a workbook."""

from __future__ import annotations

from xml.parsers import expat
from xml.sax.saxutils import escape

import html5lib
import pytest

from surveys.text import is_blank, legible, storable

KEPT = "Tab\tand line\nand \r, naïve £5, “quotes”, \u200d👩‍👧, وجبة, \xa0, \u2028, \U0001f35c, \U0010fffd"
UNHELD = ["\x00", "\x01", "\x1f", "\x7f", "\x81", "\ud83c", "\ufdd0", "\ufffe", "\U0001ffff"]
EVERY_SIGN = "".join(map(chr, range(0x110000)))


def test_what_people_type_is_kept_letter_by_letter():
    assert legible(KEPT) == storable(KEPT) == KEPT


@pytest.mark.parametrize("sign", UNHELD)
def test_what_nothing_can_hold_leaves_a_mark_where_it_stood(sign: str):
    assert legible(f"meals{sign}wheels") == "meals\ufffdwheels"


@pytest.mark.parametrize("sign", ["\x0b", "\x0c"])
def test_what_other_programs_write_for_a_new_line_is_one(sign: str):
    assert legible(f"meals{sign}wheels") == "meals\nwheels"


def test_signs_of_windows_that_were_read_wrongly_are_what_the_person_typed():
    assert legible("It\x92s \x93too far\x94 \x96 and \x805\x85") == "It’s “too far” – and €5…"


def test_every_sign_that_is_taken_in_can_stand_on_a_page_and_in_a_workbook():
    text = escape(legible(EVERY_SIGN))
    html5lib.HTMLParser(strict=True).parseFragment(text)
    expat.ParserCreate().Parse(f"<cell>{text}</cell>", True)


def test_what_a_database_holds_comes_out_and_goes_in_again_unchanged():
    held = storable(EVERY_SIGN)
    assert storable(held) == held
    assert len(held) == len(EVERY_SIGN)
    assert storable("a\x0bb\x92c\ufffe") == "a\x0bb\x92c\ufffe"  # as a release before stored it: its fingerprint holds


@pytest.mark.parametrize("text", ["", " \n\t", "\xa0\u3000", "\u200b\u200e\ufeff\u2060", "\ufffd", " \ufffd\u200d "])
def test_what_nobody_can_see_is_blank(text: str):
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", "0", "\u200b x", "\ufffd?", "👩‍👧", "وجبة"])
def test_what_somebody_can_see_is_not_blank(text: str):
    assert not is_blank(text)
