"""What is stored can be shown on a page, kept by both databases and written into a workbook."""

from __future__ import annotations

from xml.parsers import expat
from xml.sax.saxutils import escape

import html5lib
import pytest

from surveys.text import storable

KEPT = "Tab\tand line\nand \r, naïve £5, “quotes”, \u200d👩‍👧, وجبة, \xa0, \u2028, \U0001f35c, \U0010ffff"


def test_what_people_type_is_kept_letter_by_letter():
    assert storable(KEPT) == KEPT


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x0b", "\x0c", "\x1f", "\x7f", "\x92", "\ud83c", "\ufdd0", "\ufffe"])
def test_what_nothing_can_hold_leaves_a_mark_where_it_stood(sign: str):
    assert storable(f"meals{sign}wheels") == "meals\ufffdwheels"


def test_every_sign_that_is_left_can_stand_on_a_page_and_in_a_workbook():
    text = escape(storable("".join(map(chr, range(0x10000)))))
    text.encode("utf-8")
    html5lib.HTMLParser(strict=True).parseFragment(text)
    expat.ParserCreate().Parse(f"<cell>{text}</cell>", True)
