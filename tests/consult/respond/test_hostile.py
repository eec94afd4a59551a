"""Nobody can make a resident's page fail: whatever is sent, the answer is a page of ours and soon there."""

from __future__ import annotations

import os
import time
from random import Random
from typing import Any

import pytest
from flask import Flask

from surveys.database import Database
from tests.consult.respond.walking import Meals, Resident, close

pytestmark = pytest.mark.promise
ROUNDS = 1500 if os.environ.get("HEED_FULL") == "1" else 150
ODD = (
    "",
    "0",
    "-1",
    "9" * 25,
    "other",
    "none",
    "undecided",
    "yes",
    "later",
    "back",
    "\x00\x01\x7f\ufffe",
    "\u202e\U0001f35c",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "%s%n",
    "=1+1",
    "a" * 60_000,
    "\r\n" * 500,
    "../../etc/passwd",
)


def odd_form(random: Random, meals: Meals) -> dict[str, Any]:
    """Fields with the right names and wrong values, and the other way round."""
    numbers = [meals.words, meals.choice, meals.consent, meals.ranking, meals.groups, 999, 10**30]
    parts = ["", "-other", "-place-1", "-place-2", "-place-99", "-none", "-reason", "-x" * 40]
    values = [*ODD, *(str(item) for item in meals.items.values()), str(meals.carers)]
    names = [f"q{random.choice(numbers)}{random.choice(parts)}" for _ in range(random.randint(0, 8))]
    names += random.sample(["go", "seen", "code", "q", "csrf", "then"], 2)
    return {name: [random.choice(values) for _ in range(random.randint(1, 3))] for name in names}


def test_no_form_whatever_is_in_it_makes_a_page_fail(resident: Resident, store: Database):
    random, slowest = Random(5), 0.0
    for turn in range(ROUNDS):
        if turn == ROUNDS * 2 // 3:
            close(store, resident.meals)
        path = random.choice(["1", "2", "3", "4", "check", "later", "1?then=check", "2?then=<b>", "77"])
        where = random.choice([resident.at(path), resident.at(path), f"{resident.meals.address}/return"])
        began = time.thread_time()  # what the page costs, whatever else the machine does
        page = resident.visitor.post(where, odd_form(random, resident.meals), status=None)
        slowest = max(slowest, time.thread_time() - began)
        assert page.status < 500, (where, page.status)
    assert slowest < 1.0, f"one page took {slowest:.2f} s"


@pytest.mark.parametrize("odd", [*(one for one in ODD if len(one) < 5000), "\ud800"])
def test_no_address_whatever_is_in_it_makes_a_page_fail(app: Flask, resident: Resident, odd: str):
    name = odd.encode("utf-8", "surrogatepass")
    quoted = "".join(f"%{byte:02x}" for byte in name) or "%20"
    for url in (f"/s/{quoted}", f"/s/{quoted}/x/1", f"{resident.meals.address}/{quoted}/1", resident.at(quoted)):
        for suffix in ("", "?test=1", f"?then={quoted}"):
            answer = app.test_client().get(url + suffix)
            assert answer.status_code < 500, (url + suffix, answer.status)


@pytest.mark.parametrize(
    "body",
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="q1"\r\n\r\nwords', "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data"),
        (b'{"q1": "words"}', "application/json"),
        (b"&".join(b"q1=%d" % n for n in range(9000)), "application/x-www-form-urlencoded"),
    ],
    ids=["not-utf8", "cut-multipart", "no-boundary", "json", "many-fields"],
)
def test_a_broken_body_is_refused_and_changes_nothing(app: Flask, resident: Resident, body: tuple[bytes, str]):
    resident.fill(1, words="Safe")
    data, kind = body
    answer = app.test_client().post(resident.at(1), data=data, content_type=kind)
    assert 400 <= answer.status_code < 500
    assert "Safe" in resident.see(1).text
