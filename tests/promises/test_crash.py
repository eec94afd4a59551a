"""Promise 1: "received" means stored. The whole server is killed under load; no receipt may be without its response."""

from __future__ import annotations

import random
import time

import pytest

from surveys.database import Database
from tests.promises.crowd import FULL, Account, Crowd, make_open_survey, running, settle

pytestmark = pytest.mark.promise

KILLS = 20 if FULL else 2


def wait_for_load(crowd: Crowd, receipts: int) -> None:
    """No kill before there was load, however slow the machine."""
    deadline = time.monotonic() + 60
    while len(crowd.ledger) < receipts:
        assert time.monotonic() < deadline, f"only {len(crowd.ledger)} receipts were given"
        time.sleep(0.02)


def kill_under_load(environ: dict[str, str], kills: int, *, fault: str = "") -> Account:
    database = Database(environ["DATABASE_URL"])
    survey = make_open_survey(database)
    chance = random.Random(7)
    with running(environ, fault=fault) as server, Crowd(server.port, survey) as crowd:
        for number in range(kills):
            wait_for_load(crowd, len(crowd.ledger) + 20)
            time.sleep(chance.uniform(0.2, 0.8))
            server.kill()
            if number < kills - 1:
                server.start()
    account = settle(database, crowd.ledger)
    database.dispose()
    print(f"\n{kills} kills: {account}")
    return account


def test_no_acknowledged_response_is_lost_or_partial_when_the_server_is_killed(environ: dict[str, str]):
    account = kill_under_load(environ, KILLS)
    assert account.acknowledged >= 20 * KILLS
    assert (account.lost, account.partial, account.doubled) == (0, 0, 0)


def test_the_crash_test_catches_a_server_that_answers_before_it_commits(environ: dict[str, str]):
    account = kill_under_load(environ, 2, fault="answer before commit")
    assert account.lost > 0
