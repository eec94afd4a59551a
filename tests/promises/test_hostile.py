"""Hostile requests at every address, as everybody: each is answered or refused within a second, none is crashed on."""

from __future__ import annotations

import logging
import os
import re
import time
from collections import Counter
from typing import Any

import pytest

from tests.house.conftest import world as made_world
from tests.house.world import World
from tests.promises.hostile import MARK, Attacker, Forms, Sent

world = made_world  # one world for this file
FULL = os.environ.get("HEED_FULL") == "1"
REQUESTS = int(os.environ.get("HEED_N", "10000" if FULL else "1000"))
SLOW = 1.0  # seconds
TRIES = 3  # a machine that is busy with something else answers the second or third time
SEED = int(os.environ.get("HEED_SEED", "2026"))
TAG = MARK.split()[0].encode()


@pytest.fixture(scope="module")
def forms(world: World) -> Forms:
    """The forms of the site, read once."""
    found = Forms()
    found.learn(world)
    return found


def send(world: World, monkeypatch: pytest.MonkeyPatch, sent: Sent) -> tuple[Any, float]:
    """Send it, undo what it changed, put the session back; return the answer and the processor time it took."""
    client = world.clients[sent.role]
    with client.session_transaction() as session:
        kept = dict(session)
    with world.undone(monkeypatch):
        began = time.thread_time()
        try:
            answer = client.open(sent.path, method=sent.method, **sent.options)
        except Exception as error:
            answer = error
        took = time.thread_time() - began
    with client.session_transaction() as session:
        session.clear()
        session.update(kept)
    return answer, took


def find_faults(answer: Any, took: float, logged: list[logging.LogRecord]) -> list[str]:
    """What must not be so of any answer."""
    if isinstance(answer, Exception):
        return [f"raised {answer!r}"[:200]]
    found = []
    if answer.status_code >= 500:
        found.append(f"answered {answer.status_code}")
    if took > SLOW:
        found.append(f"took {took:.1f} s")
    found += [f"logged {one.getMessage()[:200]}" for one in logged if one.exc_info or one.levelno >= logging.ERROR]
    if answer.mimetype == "text/html" and TAG in answer.get_data():
        found.append("shows what was sent as a tag")
    if "Content-Security-Policy" not in answer.headers or "Cache-Control" not in answer.headers:
        found.append("lacks our headers")
    where = re.sub(r"[\t\r\n]", "", answer.headers.get("Location", "")).strip().replace("\\", "/")  # as browsers do
    if where.startswith("//") or re.match("[a-zA-Z][a-zA-Z0-9+.-]*:", where):
        found.append(f"leads away, to {where[:100]}")
    return found


def attack(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, forms: Forms, requests: int
) -> tuple[list[str], Counter[str]]:
    """Send so many; return what was wrong, and how often each address was asked."""
    attacker, faults, asked = Attacker(world, forms, SEED), [], Counter()
    caplog.set_level(logging.WARNING)
    for number in range(requests):
        sent = attacker.make(number)
        asked[sent.rule.endpoint] += 1
        for _ in range(TRIES):
            caplog.clear()
            answer, took = send(world, monkeypatch, sent)
            found = find_faults(answer, took, caplog.records)
            if not (found and all(one.startswith("took") for one in found)):
                break
        faults += [f"{number}. {', '.join(found)}: {sent}"] if found else []
    return faults, asked


@pytest.mark.promise
def test_hostile_requests_are_refused_and_never_crashed_on(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, forms: Forms
):
    faults, asked = attack(world, monkeypatch, caplog, forms, REQUESTS)
    print(f"{REQUESTS:,} hostile requests at {len(asked)} addresses: {len(faults)} faults")
    assert not faults, "\n".join(["", *faults])
    assert set(asked) == {rule.endpoint for rule in world.rules()}, "some address was never asked"
