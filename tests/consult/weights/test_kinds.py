"""Weights of points, best-worst sets and pairs: known answers, people and not tasks, the same bytes, nothing small."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from consult import schema
from consult.config import read_settings
from consult.runs import Run, ask_for_run
from consult.weights.alike import SAME_ANSWER, SAME_POINTS
from consult.weights.models import WeightRun
from consult.worker import Worker
from surveys.database import Database
from surveys.definition import Survey
from surveys.questionnaire import find_version, read_version
from tests import make
from tests.consult.weights import made
from tests.consult.weights.made import Asked
from tests.consult.weights.made_kinds import (
    HOWS,
    Ask,
    Weigh,
    by_label,
    declined,
    draw_rows,
    group_of,
    pairs,
    points,
    read,
    sets,
)


def test_points_are_the_mean_share_with_its_standard_error_and_the_geometric_mean_beside(ask: Ask, weigh: Weigh):
    one, other = {"company": 60, "hot_meal": 40}, {"company": 20, "hot_meal": 80}
    asked = ask("points", *[lambda a, g=given: (points(a, g), ["home"]) for given in (one, other) for _ in range(10)])
    found = weigh(asked)
    told = by_label(found.result, found.result["overall"])
    company, meal = (told[asked.items[key]] for key in ("company", "hot_meal"))
    assert (company["points"], meal["points"]) == (40.0, 60.0) and company["n"] == 20
    error = 20 / math.sqrt(19)  # of ten 60s and ten 20s: their deviation 20, over the root of n - 1
    beside = found.result["overall"]["beside"]
    assert beside["error"][0] == pytest.approx(error, abs=1e-3)
    half = 1.959963984540054 if company["n"] >= 30 else 2.093024054408263  # Student's t on 19
    odds = math.log(0.4 / 0.6)
    wide = half * error / 100 / (0.4 * 0.6)
    limits = [100 / (1 + math.exp(-(odds + side * wide))) for side in (-1, 1)]
    assert [company["low"], company["high"]] == pytest.approx(limits, abs=1e-3)
    shares = np.full((2, 9), 0.1)  # nothing given: half the smallest step, which is 20 of 100
    shares[0, :2], shares[1, :2] = (0.6, 0.4), (0.2, 0.8)
    logs = np.log(shares).mean(axis=0)
    assert beside["geometric"] == pytest.approx(100 * np.exp(logs) / np.exp(logs).sum(), abs=1e-3)
    assert found.method["name"] == "mean share of points" and found.method["pool"] == "none"
    assert not {"prior", "unranked", "bw_model"} & set(found.method)


def test_people_who_had_ten_points_and_people_who_had_a_hundred_count_alike(ask: Ask, weigh: Weigh):
    asked = ask(
        "points",
        *[lambda a: (points(a, {"company": 6, "hot_meal": 4}, total=10), ["home"])] * 12,
        *[lambda a: (points(a, {"company": 20, "hot_meal": 80}), ["home"])] * 12,
    )
    result = weigh(asked).result
    assert by_label(result, result["overall"])[asked.items["company"]]["points"] == 40.0 and result["asked"] == {}


@pytest.mark.parametrize("how", HOWS)
def test_answers_that_compare_nothing_are_left_out_each_with_its_reason(how: str, ask: Ask, store: Database):
    real = {
        "points": lambda a: (points(a, {"company": 100}), ["home"]),
        "best_worst": lambda a: (sets(a, (["company", "hot_meal", "choice_of_time"], "company", None)), ["home"]),
        "pairs": lambda a: (pairs(a, ("company", "hot_meal", "company")), ["home"]),
    }
    empty = {
        "points": lambda a: (points(a, {}), ["home"]),
        "best_worst": lambda a: (sets(a, (["company", "hot_meal", "choice_of_time"], None, None)), ["home"]),
        "pairs": lambda a: (pairs(a, ("company", "hot_meal", None)), ["home"]),
    }
    strange = {
        "points": lambda a: (points(a, {"company": 100}, offered=[*list(a.items.values())[1:], 9999]), []),
        "best_worst": lambda a: (sets(a, (["company", "hot_meal"], "company", "company")), []),
        "pairs": lambda a: (pairs(a, ("company", "company", "company")), []),
    }
    asked = ask(
        how,
        real[how],
        empty[how],
        strange[how],
        (declined("none"), []),
        (declined("undecided"), []),
        (declined("undecided"), []),
        (None, []),
        lambda a: (*real[how](a), {"is_test": True}),
    )
    given = read(store, asked)
    assert dict(given.exclusions) == {"none": 1, "undecided": 2, "blank": 2, "unknown": 1}
    assert sum(pattern.n for pattern in given.patterns) == len(given.people) == 1 and given.answers == 7


def test_points_that_do_not_add_up_and_points_over_another_list_are_left_out(ask: Ask, store: Database):
    def shorter(asked: Asked) -> Any:
        value = points(asked, {"company": 50, "hot_meal": 50})
        dropped = value["offered"].pop()
        del value["points"][str(dropped)]
        return value, ["home"]

    asked = ask(
        "points",
        lambda a: (points(a, {"company": 60, "hot_meal": 40}), ["home"]),
        lambda a: (points(a, {"company": 50, "hot_meal": 50}), ["home"]),
        lambda a: (points(a, {"company": 60, "hot_meal": 30}), ["home"]),
        lambda a: (points(a, {"company": 120, "hot_meal": -20}), ["home"]),
        shorter,
    )
    given = read(store, asked)
    assert dict(given.exclusions) == {"not_total": 1, "other_list": 1, "unknown": 1}
    assert len(given.people) == 2 and len(given.items) == 9


@pytest.mark.parametrize("how", HOWS)
def test_a_question_nobody_answered_fails_in_words(how: str, ask: Ask, app, store: Database):
    asked = ask(how, (declined("undecided"), []))
    with store.unit_of_work() as db:
        within, question = asked.consultation_id, asked.question_id
        ask_for_run(db, "weights.compute", consultation_id=within, subject_id=question, by=None, at=make.NOON)
    Worker(store, app.extensions["heed_settings"]).work_off()
    with store.reading() as db:
        run = db.scalars(select(Run)).one()
    assert run.status == "failed" and "nothing to weigh" in run.problem


@pytest.fixture
def second_database(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database beside the one of the test, which is PostgreSQL when the tests are run on it."""
    database = Database(f"sqlite:///{tmp_path}/second.db")
    schema.upgrade(database)
    yield database
    database.dispose()


@pytest.mark.parametrize("how", HOWS)
def test_any_order_of_answers_on_either_database_gives_the_same_bytes(
    how: str, database: Database, second_database: Database, environ: dict[str, str]
):
    written = []
    for where, shuffle in ((database, False), (second_database, True)):
        with where.unit_of_work() as db:
            asked = made.county(db, how=how)
            rows = draw_rows(asked, how, part=0.2)
            made.store(db, asked, Random(3).sample(rows, len(rows)) if shuffle else rows)
            within, question = asked.consultation_id, asked.question_id
            ask_for_run(db, "weights.compute", consultation_id=within, subject_id=question, by=None, at=make.NOON)
        assert Worker(where, read_settings(environ)).work_off() == 1
        with where.reading() as db:
            found = db.scalars(select(WeightRun).options(undefer(WeightRun.charts))).one()
            parts = (found.result, found.charts, found.method, found.input_hash)
            written.append([json.dumps(part, sort_keys=True).encode() for part in parts])
    assert written[0] == written[1]


@pytest.mark.parametrize("how", HOWS)
def test_a_group_under_the_threshold_has_its_n_and_nothing_else(how: str, weigh: Weigh, store: Database):
    with store.unit_of_work() as db:
        asked = made.county(db, how=how)
        made.store(db, asked, draw_rows(asked, how, part=0.25))
    result = weigh(asked).result
    small = group_of(result, "Neighbours of the halls")
    assert small["n"] == 8 and (small["weights"], small["ranks"], small["own"]) == ([], None, None)
    assert (small["methods"], small["beside"], small["fit"]) == ({}, {}, {})
    shown = group_of(result, "People at home")
    assert len(shown["weights"]) == 9 and shown["methods"] and bool(shown["beside"]) == (how != "pairs")
    assert all(weight["n"] <= shown["n"] for weight in shown["weights"])


def test_a_few_people_who_gave_the_same_points_are_not_shown(ask: Ask, weigh: Weigh):
    others = [lambda a, n=n: (points(a, {"company": n, "hot_meal": 100 - n}), ["carers"]) for n in range(30, 90)]
    same = [lambda a: (points(a, {"company": 70, "hot_meal": 30}), ["home"])] * 12
    result = weigh(ask("points", *others, *same)).result
    home = group_of(result, "People at home")
    assert home["weights"] == [] and home["hidden"] == SAME_ANSWER and result["overall"]["hidden"]


def test_a_few_people_who_all_gave_one_outcome_the_same_points_are_not_shown(ask: Ask, weigh: Weigh):
    others = [lambda a, n=n: (points(a, {"company": n, "hot_meal": 100 - n}), ["carers"]) for n in range(30, 90)]
    alike = [
        lambda a, n=n: (points(a, {"company": 50, "hot_meal": 50 - n, "waste_packaging": n}), ["home"])
        for n in range(12)
    ]
    assert group_of(weigh(ask("points", *others, *alike)).result, "People at home")["hidden"] == SAME_POINTS


def test_an_outcome_to_which_a_group_gave_nothing_is_told_from_one_it_gave_much(ask: Ask, weigh: Weigh):
    nothing = [lambda a, n=n: (points(a, {"company": n, "choice_of_time": 100 - n}), ["home"]) for n in range(30, 60)]
    much = [lambda a, n=n: (points(a, {"company": n, "hot_meal": 100 - n}), ["carers"]) for n in range(30, 60)]
    asked = ask("points", *nothing, *much)
    result = weigh(asked).result
    home, carers = (group_of(result, name)["group_id"] for name in ("People at home", "Family carers"))
    place = next(n for n, item in enumerate(result["items"]) if item["item_id"] == asked.items["hot_meal"])
    difference = next(row for row in result["differences"] if row[0] == place)
    assert difference[1:3] == [carers, home] and difference[-1] is True
    assert 40 < difference[4] < difference[3] < difference[5]  # the range is no wider than the numbers allow
    empty = next(n for n, item in enumerate(result["items"]) if item["item_id"] == asked.items["waste_packaging"])
    assert result["overall"]["weights"][empty]["points"] == 0 and result["by_size"]["weights"][empty]["low"] == 0


def test_the_range_of_an_outcome_nobody_gave_a_point_does_not_tell_how_many_they_are(ask: Ask, weigh: Weigh):
    """1 - 0.05^(1/n) hangs on n alone: 21 points for 13 people, 16 for 17, and the page says about 15 of both."""
    highs = {}
    for people in (12, 13, 17):
        shared = [lambda a, n=n: (points(a, {"company": 40 + n, "hot_meal": 60 - n}), ["home"]) for n in range(people)]
        result = weigh(ask("points", *shared)).result
        highs[people] = result["overall"]["weights"][2]["high"]
    assert highs[13] == highs[17] == pytest.approx(100 * (1 - 0.05 ** (1 / 13)), abs=1e-3)
    assert highs[12] == pytest.approx(100 * (1 - 0.05 ** (1 / 10)), abs=1e-3)


def test_what_residents_send_is_what_is_weighed(store: Database, weigh: Weigh):
    """Through the one door, as the form sends it: thirty say one thing, ten another, two decline, one only writes."""
    with store.unit_of_work() as db:
        asked = made.county(db, how="points")
        survey = db.get_one(Survey, asked.survey_id)
        walk = read_version(find_version(db, survey))
        about = next(question.id for question in walk.questions() if question.kind == "groups")

        def send(typed: dict[str, str], none: str = "", **more: str) -> None:
            words = {str(asked.items[key]): word for key, word in typed.items()}
            raw = {"points": words, "none": none, "reason": "", **more}
            make.response(db, survey, walk, {asked.question_id: raw, about: {"groups": [str(asked.groups["home"])]}})

        for _ in range(30):
            send({"company": "70", "hot_meal": "30"})
        for _ in range(10):
            send({"company": "30", "waste_packaging": "70"})
        send({}, none="none")
        send({"company": "100"}, none="undecided", aside="yes")
        send({}, reason="It depends on the day")
    result = weigh(asked).result
    told = by_label(result, group_of(result, "People at home"))
    assert [told[asked.items[key]]["points"] for key in ("company", "hot_meal", "waste_packaging")] == [60, 22.5, 17.5]
    assert result["overall"]["n"] == 40
    assert {one["reason"]: one["n"] for one in result["exclusions"]} == {"none": 1, "undecided": 1, "words": 1}
