"""Promise 17: sign-in holds. What test_signin.py (consult/web) promises meets, one by one, the fault it must see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app, session

from consult.web import password_check, signed_in
from surveys.database import Database
from tests.consult.web import test_signin as held

live = held.live
second_worker = held.second_worker


def test_tries_that_are_not_counted_are_caught(app: Flask, store: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(password_check, "count_try", lambda *_, **__: None)
    with pytest.raises(AssertionError):
        held.test_ten_wrong_tries_lock_an_address_for_longer_each_time(app, store)


def test_tries_that_each_worker_counts_for_itself_are_caught(
    app: Flask, second_worker: Flask, store: Database, monkeypatch: pytest.MonkeyPatch
):
    real: Callable[[str], str] = password_check._subject
    monkeypatch.setattr(
        password_check, "_subject", lambda text: real(f"{id(current_app._get_current_object())} {text}")
    )
    with pytest.raises(AssertionError):
        held.test_tries_are_counted_over_all_workers(app, second_worker, store)


def test_a_session_that_goes_on_through_signing_in_is_caught(
    app: Flask, store: Database, monkeypatch: pytest.MonkeyPatch
):
    def go_on() -> None:
        session.setdefault("sid", "0" * 32)
        session.update(since=int(held.clock.now().timestamp()), seen=int(held.clock.now().timestamp()))

    monkeypatch.setattr(signed_in, "begin", go_on)
    with pytest.raises(AssertionError):
        held.test_signing_in_makes_a_new_session_with_a_new_number_and_token(app, store)


def test_a_session_that_outlasts_half_an_hour_is_caught(app: Flask, store: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signed_in, "IDLE", timedelta(hours=1))
    with pytest.raises(AssertionError):
        held.test_half_an_hour_without_a_step_ends_the_session(app, store)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SESSION_COOKIE_SECURE", False),
        ("SESSION_COOKIE_HTTPONLY", False),
        ("SESSION_COOKIE_SAMESITE", None),
        ("SESSION_COOKIE_NAME", "heed"),
        ("SESSION_COOKIE_DOMAIN", "wexmoor.example"),
    ],
)
def test_a_cookie_that_others_can_read_or_set_is_caught(live: Flask, setting: str, value: Any):
    live.config[setting] = value
    with pytest.raises(AssertionError):
        held.test_the_cookie_is_bound_to_the_host_and_kept_from_scripts(live)


def test_an_account_without_a_second_factor_is_caught(live: Flask):
    live.config["SECURITY_TWO_FACTOR_REQUIRED"] = False
    with pytest.raises(AssertionError):
        held.test_a_second_factor_is_required_outside_the_demonstration(live)
