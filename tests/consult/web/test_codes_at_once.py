"""One code of the second factor, sent twice at one moment, lets one in: who looked over a shoulder stays out."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from consult import clock
from surveys.database import Database
from tests.browser import Visitor
from tests.signing import arrive, is_in, officer, recovery_codes, set_up, try_password

TRIED = 4


@pytest.mark.parametrize("address", ["/account/code", "/account/recovery-code"])
def test_a_code_sent_several_times_at_once_lets_in_once(app: Flask, store: Database, address: str):
    officer(store)
    with time_machine.travel(clock.now(), tick=False) as now:
        first = arrive(app)
        phone = set_up(first)
        recovery = recovery_codes(first.post("/account/recovery-codes", status=200))[0]
        now.shift(timedelta(minutes=1))
        code = phone.code() if address == "/account/code" else recovery
        visitors = [Visitor(app) for _ in range(TRIED)]
        for visitor in visitors:
            try_password(visitor)
            visitor.get(address)
        start = threading.Barrier(TRIED)

        def send(visitor: Visitor) -> None:
            form = {"code": code, "csrf_token": visitor.token}
            start.wait()
            visitor.client.post(address, data=form)

        threads = [threading.Thread(target=send, args=(visitor,)) for visitor in visitors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(map(is_in, visitors)) == 1
