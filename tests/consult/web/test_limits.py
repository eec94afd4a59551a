"""Wrong tries are counted for whoever makes them, however many addresses they have."""

from __future__ import annotations

import pytest

from consult.web.limits import name_place
from surveys.database import Database
from tests.browser import Visitor
from tests.consult.respond.walking import open_meals


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "nowhere"),
        (None, "nowhere"),
        ("no address", "nowhere"),
    ],
)
def test_one_home_is_one_place(address: str | None, place: str):
    assert name_place(address) == place


def test_codes_tried_from_many_addresses_of_one_network_count_together(visitor: Visitor, store: Database):
    address = f"{open_meals(store).address}/return"
    found = [
        visitor.post(
            address,
            {"code": "7KD2M-90XQA"},
            status=None,  # type: ignore[arg-type]
            environ_overrides={"REMOTE_ADDR": f"2001:db8:1:2::{number}"},
        ).status
        for number in range(12)
    ]
    assert found == [422] * 10 + [429] * 2
