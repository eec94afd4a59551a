"""Addresses nobody could have been given lead nowhere, politely."""

import pytest

from consult.web.addresses import LARGEST, read_key
from tests.browser import Visitor


@pytest.mark.parametrize("junk", ["%00", "a%00b", "%ed%a0%80", "..%2f..", "%f0%9f%8d%b2", "x" * 3000, "' OR 1=1"])
@pytest.mark.parametrize("place", ["/s/{}", "/c/{}", "/s/{}/0123/1", "/c/{}/results"])
def test_junk_in_an_address_is_not_found(visitor: Visitor, place: str, junk: str):
    visitor.get(place.format(junk), status=404)


@pytest.mark.parametrize("typed", ["", " ", "-1", "1.0", "\u0663", "\u00b2", "2147483648", "9" * 30, "9" * 5000, "1\n"])
def test_what_is_no_key_in_a_form_names_nothing(typed: str):
    assert read_key(typed) is None


@pytest.mark.parametrize("key", [0, 7, LARGEST])
def test_a_key_in_a_form_is_read(key: int):
    assert read_key(str(key)) == key
