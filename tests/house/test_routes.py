"""Every address is guarded, written in one way, and the ones people keep do not vanish."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from consult.web.guard import Guard
from tests.house.world import World, changing

# Addresses that are printed on paper, sent by mail or kept as bookmarks: they may never go.
KEPT = {
    "/healthz",
    "/readyz",
    "/office/",
    "/office/users",
    "/office/audit",
    "/account/sign-in",
    "/account/new-password/<token>",
    "/c/<public_id>",
    "/s/<public_id>",
    "/privacy",
    "/accessibility",
    "/cookies",
}
NOT_OURS = {"static"}  # files, served before the app is asked


def test_every_address_has_a_guard(world: World):
    bare = [
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if rule.endpoint not in NOT_OURS
        and not rule.build_only
        and not isinstance(getattr(world.app.view_functions[rule.endpoint], "guard", None), Guard)
    ]
    assert not bare, f"put @page under the route of {bare}"


def test_what_is_not_ours_is_the_short_list(world: World):
    bare = {endpoint for endpoint, view in world.app.view_functions.items() if getattr(view, "guard", None) is None}
    assert bare == NOT_OURS


def test_an_address_that_is_only_built_opens_nothing(world: World):
    built = [rule for rule in world.app.url_map.iter_rules() if rule.build_only]
    assert [rule.endpoint for rule in built] == ["security.two_factor_rescue"]
    assert world.clients["owner"].get(built[0].rule).status_code in (404, 405)


def test_an_address_with_a_thing_in_it_loads_that_thing_before_it_asks_who(world: World):
    careless = [
        rule.rule
        for rule in world.rules()
        if (guard := world.app.view_functions[rule.endpoint].guard).permission  # type: ignore[attr-defined]
        and guard.load is None
        and any(name.endswith("_id") for name in rule.arguments)
    ]
    assert not careless, f"give @page(load=...) to {careless}"


def test_addresses_people_keep_are_still_there(world: World):
    now = {rule.rule for rule in world.rules()}
    gone = {rule for rule in KEPT if rule not in now}
    assert not gone, f"people have these written down: {sorted(gone)}"


def test_addresses_are_lower_case_words_with_hyphens(world: World):
    odd = [
        rule.rule
        for rule in world.rules()
        if not re.fullmatch(r"/|(/([a-z0-9-]+|[a-z0-9.-]+\.[a-z]+|<[^>]+>))+/?", rule.rule)
    ]
    assert not odd, f"write them like /office/audit: {odd}"


def test_office_addresses_ask_for_a_permission_and_the_others_are_public(world: World):
    faults = []
    for rule in world.rules():
        guard = world.app.view_functions[rule.endpoint].guard  # type: ignore[attr-defined]
        if rule.rule.startswith("/office") and guard.public:
            faults.append(f"{rule.rule} is in the office and open to everybody")
        if not rule.rule.startswith(("/office", "/account")) and not guard.public:
            faults.append(f"{rule.rule} asks for a permission and is not in the office")
    assert not faults, faults


def test_no_two_addresses_meet_in_one_method(world: World):
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule in world.rules():
        shape = re.sub(r"<[^>]+>", "<>", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            seen[method, shape].append(rule.endpoint)
    doubled = {key: ends for key, ends in seen.items() if len(set(ends)) > 1}
    assert not doubled, doubled


@pytest.mark.parametrize("number", ["0", "2147483647", "2147483648", "99999999999999999999", "-1", "1.0", "one"])
def test_numbers_no_database_holds_find_nothing(world: World, number: str):
    for rule in world.rules():
        if "GET" not in (rule.methods or ()) or not rule.rule.startswith("/office"):
            continue
        address = re.sub(r"<int[^>]*:[a-z_]+>", number, rule.rule)
        if address == rule.rule or "<" in address:
            continue
        answer = world.clients["owner"].get(address)
        assert answer.status_code in (308, 403, 404), f"{address}: {answer.status_code}"


def test_every_changing_address_is_a_post(world: World):
    others = [rule.rule for rule in world.rules() if set(changing(rule)) - {"POST"}]
    assert not others, "a form can only post"


def test_asking_for_the_head_of_a_page_is_reading_it(world: World):
    faults = []
    for rule in world.rules():
        for role in ("anonymous", "owner") if "GET" in (rule.methods or ()) else ():
            address = world.path(rule, world.ours)
            read, headed = world.clients[role].get(address), world.clients[role].head(address)
            if headed.status_code != read.status_code or headed.data:
                faults.append(f"{rule.endpoint} as {role}: {headed.status_code}, not {read.status_code}")
    assert not faults, faults
