"""The page of a run: what happens, how far, stop, start again; for those of its consultation and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult import clock
from consult.audit import AuditEntry
from consult.queue import open_storage
from consult.run_words import KINDS
from consult.runs import Run, RunStopped, ask_for_run, claim_run, fail_run, finish_run, report_progress
from surveys.database import Database
from tests import make
from tests.browser import Visitor

LEASE = timedelta(seconds=30)


@pytest.fixture
def consultation_id(store: Database) -> int:
    with store.unit_of_work() as db:
        return make.consultation(db).id


@pytest.fixture
def run_id(store: Database, consultation_id: int) -> int:
    with store.unit_of_work() as db:
        return ask_for_run(
            db, "system.exercise", consultation_id=consultation_id, subject_id=1, by=None, at=clock.now()
        ).id


@pytest.fixture
def analyst(sign_in: Callable[..., Visitor], consultation_id: int) -> Visitor:
    return sign_in("analyst", consultation_id)


def begin(store: Database, run_id: int):
    with store.unit_of_work() as db:
        return claim_run(db, run_id, lease=LEASE, at=clock.now())


def test_a_waiting_run_says_so_and_that_the_page_may_be_left(analyst: Visitor, run_id: int):
    page = analyst.get(f"/office/runs/{run_id}")
    assert page.h1 == "Checking that work gets done"
    assert page.has("Waiting for its turn") and page.has("You can leave this page")


def test_a_run_nobody_takes_says_whom_to_tell(analyst: Visitor, store: Database, run_id: int):
    with store.unit_of_work() as db:
        db.get_one(Run, run_id).asked_at = clock.now() - timedelta(minutes=5)
    assert analyst.get(f"/office/runs/{run_id}").has("No worker has taken this yet")


def test_a_working_run_says_how_far_it_is(analyst: Visitor, store: Database, run_id: int):
    claim = begin(store, run_id)
    with store.unit_of_work() as db:
        report_progress(db, claim, 41, 100, "Comparing answers", lease=LEASE, at=clock.now())
    page = analyst.get(f"/office/runs/{run_id}")
    assert page.has("Comparing answers") and page.has("41% done")
    assert [bar.get("value") for bar in page.all("progress")] == ["41"]


def test_a_second_try_is_told(analyst: Visitor, store: Database, run_id: int):
    with store.unit_of_work() as db:
        claim_run(db, run_id, lease=-LEASE, at=clock.now())
    begin(store, run_id)
    assert analyst.get(f"/office/runs/{run_id}").has("This is try 2")


def test_without_script_the_page_refreshes_itself_only_when_asked_and_only_while_it_works(
    analyst: Visitor, store: Database, run_id: int
):
    assert "Refresh" not in analyst.get(f"/office/runs/{run_id}").headers
    assert analyst.get(f"/office/runs/{run_id}?follow=1").headers["Refresh"] == "5"
    claim = begin(store, run_id)
    with store.unit_of_work() as db:
        finish_run(db, claim, at=clock.now())
    assert "Refresh" not in analyst.get(f"/office/runs/{run_id}?follow=1").headers


def test_a_failed_run_says_what_happened_that_nothing_is_lost_and_what_to_try(
    analyst: Visitor, store: Database, run_id: int
):
    claim = begin(store, run_id)
    with store.unit_of_work() as db:
        fail_run(db, claim, "Something went wrong in Heed, not in what you did (fault 0a1b2c3d).", at=clock.now())
    page = analyst.get(f"/office/runs/{run_id}")
    assert page.has("(fault 0a1b2c3d)") and page.has("Nothing that was stored is lost.")
    assert page.has("give the fault number") and page.has("Start it again")


def test_words_in_a_problem_are_shown_as_text(analyst: Visitor, store: Database, run_id: int):
    claim = begin(store, run_id)
    with store.unit_of_work() as db:
        fail_run(db, claim, "Row 3: <script>alert(1)</script>", at=clock.now())
    page = analyst.get(f"/office/runs/{run_id}")
    assert page.has("<script>alert(1)</script>")
    assert "<script>alert" not in page.text


def test_stopping_a_run_stops_its_worker_and_leaves_an_audit_row(analyst: Visitor, store: Database, run_id: int):
    claim = begin(store, run_id)
    page = analyst.follow(analyst.post(f"/office/runs/{run_id}/cancel"))
    assert page.has("Stopped")
    with pytest.raises(RunStopped), store.unit_of_work() as db:
        report_progress(db, claim, 1, 2, "Late", lease=LEASE, at=clock.now())
    with store.reading() as db:
        assert db.scalars(select(AuditEntry.verb)).all() == ["runs.cancel"]


def test_stopping_a_run_that_is_over_changes_nothing(analyst: Visitor, store: Database, run_id: int):
    claim = begin(store, run_id)
    with store.unit_of_work() as db:
        finish_run(db, claim, at=clock.now())
    assert analyst.follow(analyst.post(f"/office/runs/{run_id}/cancel")).has("It was over already.")
    with store.reading() as db:
        assert db.get_one(Run, run_id).status == "done"


def test_starting_again_queues_the_run_and_rings(app: Flask, analyst: Visitor, store: Database, run_id: int):
    analyst.post(f"/office/runs/{run_id}/cancel")
    analyst.post(f"/office/runs/{run_id}/retry")
    with store.reading() as db:
        assert db.get_one(Run, run_id).status == "queued"
    assert open_storage(app.extensions["heed_settings"].queue_url).dequeue() == str(run_id).encode()


def test_starting_again_beside_a_newer_run_is_refused_in_words(
    analyst: Visitor, store: Database, consultation_id: int, run_id: int
):
    analyst.post(f"/office/runs/{run_id}/cancel")
    with store.unit_of_work() as db:
        ask_for_run(db, "system.exercise", consultation_id=consultation_id, subject_id=1, by=None, at=clock.now())
    page = analyst.post(f"/office/runs/{run_id}/retry", status=409)
    assert page.has("The same work was already started again")


def test_the_state_is_sent_again_only_when_it_changed(analyst: Visitor, store: Database, run_id: int):
    first = analyst.get(f"/office/runs/{run_id}/state")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert analyst.get(f"/office/runs/{run_id}/state", status=304, headers=tag).text == ""
    begin(store, run_id)
    assert '"over":false' in analyst.get(f"/office/runs/{run_id}/state", headers=tag).text.replace(" ", "")


@pytest.mark.parametrize("path", ["", "/state"])
def test_a_run_is_not_there_for_officers_of_another_consultation(
    sign_in: Callable[..., Visitor], store: Database, run_id: int, path: str
):
    with store.unit_of_work() as db:
        other = make.consultation(db, title="Parks").id
    sign_in("owner", other).get(f"/office/runs/{run_id}{path}", status=404)


@pytest.mark.parametrize("path", ["/cancel", "/retry"])
def test_an_officer_of_another_consultation_cannot_touch_a_run(
    sign_in: Callable[..., Visitor], store: Database, run_id: int, path: str
):
    with store.unit_of_work() as db:
        other = make.consultation(db, title="Parks").id
    stranger = sign_in("owner", other)
    stranger.get("/office/")
    stranger.post(f"/office/runs/{run_id}{path}", status=404)
    with store.reading() as db:
        assert db.get_one(Run, run_id).status == "queued"


def test_a_number_no_database_holds_is_nothing_here(analyst: Visitor):
    analyst.get("/office/runs/99999999999999999999", status=404)


def test_every_kind_of_run_leads_to_a_page_that_exists(app: Flask):
    endpoints = {rule.endpoint: rule.arguments for rule in app.url_map.iter_rules()}
    for kind, words in KINDS.items():
        if words.endpoint:
            assert words.value in endpoints.get(words.endpoint, set()), f"{kind} leads to {words.endpoint}"
