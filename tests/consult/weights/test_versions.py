"""Frozen weights: numbered, never changing, out of date with a reason, compared two at a time; few stay hidden."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import undefer

from consult.audit import AuditEntry
from consult.weights.models import WeightRun, WeightVersion
from consult.weights.moves import compare_versions
from surveys.database import Database
from surveys.errors import WrongState
from tests.browser import Page
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said


def versions_page(asked: Asked) -> str:
    return f"/office/questions/{asked.question_id}/weights/versions"


def newest(store: Database) -> WeightRun:
    with store.reading() as db:
        return db.scalars(select(WeightRun).order_by(WeightRun.id.desc()).options(undefer(WeightRun.charts))).first()


def version(store: Database, number: int) -> WeightVersion:
    with store.reading() as db:
        return db.scalars(select(WeightVersion).where(WeightVersion.number == number)).one()


def frozen_page(store: Database, number: int, moves: int | None = None) -> str:
    address = f"/office/weight-versions/{version(store, number).id}"
    return address if moves is None else f"{address}/moves?with={moves}"


def freeze(officer, asked: Asked, purpose: str = "", status: int = 303) -> Page:
    seen = officer.get(versions_page(asked)).field("seen")
    return officer.post(versions_page(asked), {"purpose": purpose, "seen": seen or ""}, status=status)


@pytest.fixture
def two_versions(weighed: Asked, store: Database, weigh: Callable[[Asked], WeightRun], sign_in) -> Asked:
    """Version 1 of the demonstration's answers; version 2 after sixty carers who want company above all."""
    officer = sign_in("analyst", weighed.consultation_id)
    freeze(officer, weighed, "Cabinet paper of 4 December")
    with store.unit_of_work() as db:
        made.rank(db, weighed, *[Said(["company", "hot_meal", "choice_of_time"], ["carers"]) for _ in range(60)])
    weigh(weighed)
    freeze(officer, weighed)
    return weighed


def test_an_officer_freezes_the_weights_under_a_number(weighed: Asked, sign_in, store: Database):
    officer = sign_in("analyst", weighed.consultation_id)
    assert officer.get(versions_page(weighed)).has("No version yet")
    page = officer.follow(freeze(officer, weighed, "Cabinet paper of 4 December"))
    assert page.h1 == "Weights, version 1" and page.has("Cabinet paper of 4 December") and page.has("likely")
    with store.reading() as db:
        row = db.scalars(select(AuditEntry).where(AuditEntry.verb == "weights.freeze")).one()
        assert row.object_id == weighed.question_id


def test_the_same_weights_are_frozen_once_however_often_the_button_is_pressed(weighed: Asked, sign_in, store: Database):
    officer = sign_in("analyst", weighed.consultation_id)
    freeze(officer, weighed)
    assert freeze(officer, weighed, status=409).has("Version 1 holds these very weights already")
    with store.reading() as db:
        assert db.scalar(select(func.count(WeightVersion.id))) == 1


def test_weights_that_came_out_the_same_are_no_new_version_however_they_are_balanced(
    weighed: Asked, sign_in, store: Database, weigh
):
    officer = sign_in("analyst", weighed.consultation_id)
    freeze(officer, weighed)
    officer.post(f"/office/questions/{weighed.question_id}/weights/balance/groups", {"to": "start"})
    before, after = version(store, 1).weight_run_id, weigh(weighed)
    with store.reading() as db:
        assert db.get_one(WeightRun, before).result != after.result and after.result["balanced"]["weights"]
    assert freeze(officer, weighed, status=409).has("Version 1 holds these very weights already: every number is the")


def test_what_was_not_seen_is_not_frozen(weighed: Asked, sign_in, weigh, store: Database):
    officer = sign_in("analyst", weighed.consultation_id)
    seen = officer.get(versions_page(weighed)).field("seen")
    weigh(weighed)
    page = officer.post(versions_page(weighed), {"seen": seen}, status=409)
    assert page.has("worked out again since you opened the page")


def test_a_councillor_reads_versions_and_freezes_none(two_versions: Asked, sign_in, store: Database):
    viewer = sign_in("viewer", two_versions.consultation_id)
    page = viewer.get(versions_page(two_versions))
    assert page.has("Version 2") and page.has("Cabinet paper") and page.field("seen") is None
    viewer.post(versions_page(two_versions), {"seen": "1"}, status=403)
    # A hash of exact numbers could be tried out until it fits by who may not read them.
    analyst = sign_in("analyst", two_versions.consultation_id)
    assert analyst.get(frozen_page(store, 1)).has("Fingerprint of this version")
    assert not viewer.get(frozen_page(store, 1)).has("Fingerprint of this version")


def test_a_version_stays_as_it_was_while_answers_come_and_weights_are_worked_out_again(
    two_versions: Asked, sign_in, store: Database
):
    page = sign_in("viewer", two_versions.consultation_id).get(frozen_page(store, 1))
    assert page.has("about 125") and not page.has("about 185")
    assert page.has("This version is out of date") and page.has("More people have answered since")
    later = sign_in("viewer", two_versions.consultation_id).get(frozen_page(store, 2))
    assert later.has("about 185") and not later.has("out of date")


def test_a_version_whose_numbers_were_touched_says_so(two_versions: Asked, sign_in, store: Database):
    viewer = sign_in("viewer", two_versions.consultation_id)
    assert not viewer.get(frozen_page(store, 1)).has("Something is wrong")
    with store.unit_of_work() as db:
        run = db.get_one(WeightRun, db.scalars(select(WeightVersion.weight_run_id)).first())
        result = copy.deepcopy(run.result)
        result["groups"][0]["weights"][0]["points"] += 1
        db.execute(update(WeightRun).where(WeightRun.id == run.id).values(result=result))
    assert viewer.get(frozen_page(store, 1)).has("What is stored is not what was frozen")


def test_two_versions_are_compared_and_what_moved_by_more_than_chance_is_named(
    two_versions: Asked, sign_in, store: Database
):
    viewer = sign_in("viewer", two_versions.consultation_id)
    page = viewer.get(frozen_page(store, 2, moves=1))
    assert page.h1 == "Versions 1 and 2 compared"
    assert re.search(
        r"“Eating in company and feeling less alone” rose for Family carers from about \d+ points of 100 "
        r"\(likely \d+ to \d+, from about 125 people\) to about \d+ \(likely \d+ to \d+, from about 185 people\). "
        r"This is unlikely",
        page.reading,
    )
    assert page.has("about 125 people then, about 185 now") and page.has("Can be chance")
    assert viewer.get(frozen_page(store, 1, moves=2)).reading == page.reading
    assert viewer.get(frozen_page(store, 1, moves=9), status=302).location


def test_a_group_hidden_in_either_version_is_not_compared(two_versions: Asked, sign_in, store: Database):
    for role in ("analyst", "viewer"):
        page = sign_in(role, two_versions.consultation_id).get(frozen_page(store, 2, moves=1))
        table = next(one for one in page.all("table") if "heed-pair" in (one.get("class") or ""))
        compared = [row for row in table.iter("tr") if row.find("td") is not None]
        assert len(compared) == 9 * 4  # everyone and three groups
        assert page.has("Not compared. In the later version: Not shown")


def test_no_move_is_named_where_nothing_but_chance_moved(weighed: Asked, store: Database):
    result = newest(store).result
    moved = compare_versions(result, copy.deepcopy(result), ({}, {}))
    assert not moved.sure and all(move.by == 0 for panel in moved.panels for move in panel.moves)


def test_points_of_two_ways_of_asking_are_never_taken_from_each_other(weighed: Asked, store: Database):
    result = newest(store).result
    with pytest.raises(WrongState, match="People were asked in different ways"):
        compare_versions(result, {**copy.deepcopy(result), "kind": "points"}, ({}, {}))


@pytest.mark.parametrize("more", [1, 9])
def test_two_versions_may_not_lie_so_close_that_a_few_answers_show(
    weighed: Asked, sign_in, store: Database, weigh, more: int
):
    officer = sign_in("analyst", weighed.consultation_id)
    freeze(officer, weighed)
    with store.unit_of_work() as db:
        made.rank(db, weighed, *[Said(["company", "hot_meal"], ["home"])] * more)
    weigh(weighed)
    assert freeze(officer, weighed, status=409).has("would show what those few said")


def test_ten_more_answers_are_enough_for_a_next_version(weighed: Asked, sign_in, store: Database, weigh):
    officer = sign_in("analyst", weighed.consultation_id)
    freeze(officer, weighed)
    with store.unit_of_work() as db:
        made.rank(db, weighed, *[Said(["company", "hot_meal"], ["home"])] * 10)
    weigh(weighed)
    freeze(officer, weighed)
    assert version(store, 2).number == 2


def test_an_answer_that_was_only_changed_makes_no_version_either(weighed: Asked, sign_in, store: Database, weigh):
    officer = sign_in("analyst", weighed.consultation_id)
    freeze(officer, weighed)
    with store.unit_of_work() as db:
        answer = made.Answer
        one = db.scalars(select(answer).where(answer.question_id == weighed.question_id).order_by(answer.id)).first()
        one.value = {**one.value, "order": list(reversed(one.value["order"]))}
    weigh(weighed)
    assert freeze(officer, weighed, status=409).has("changed their answer")


def test_a_purpose_too_long_to_read_is_refused_and_kept(weighed: Asked, sign_in):
    page = freeze(sign_in("analyst", weighed.consultation_id), weighed, "x" * 201, status=422)
    assert page.has("There is a problem") and page.field("purpose") == "x" * 201
