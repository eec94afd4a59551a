"""The attacker finds what subtraction gives away, and says between which numbers it lies."""

from __future__ import annotations

import pytest

from analysis.disclosure_attack import Leak, find_leaks
from analysis.disclosure_tables import TOTAL, Table

pytestmark = pytest.mark.pure


def two_groups() -> Table:
    table = Table()
    for name, n in {"carers": 4, "tenants": 112}.items():
        table.add(name, n)
    table.add("everyone", 116, TOTAL)
    table.make_up("everyone", ["carers", "tenants"])
    return table


def test_one_blank_beside_its_total_is_worked_out():
    # 113 to 117 people less 108 to 112 of them
    assert find_leaks(two_groups(), {"carers"}) == [Leak("carers", 1.0, 9.0)]


def test_without_the_total_nothing_is_known_of_it():
    assert find_leaks(two_groups(), {"carers", "everyone"}) == []


def test_a_few_people_in_no_group_are_found_although_nobody_printed_them():
    table = Table()
    table.add("everyone", 45, TOTAL)
    table.add("carers", 40)
    table.lie_within("everyone", "carers")
    leak = find_leaks(table, set())[0]
    assert leak.name == "everyone, not in carers" and leak.high == 9.0


def test_what_contradicts_itself_is_refused():
    table = two_groups()
    table.add("tenants", 300, shown=False)
    table.add("carers", 200)  # more than the 116 there are
    with pytest.raises(ValueError, match="tenants"):
        find_leaks(table, {"tenants"})
