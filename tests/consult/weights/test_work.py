"""The run: the same rankings give the same bytes, and no weight of a small group is ever stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from analysis.disclosure import IN_NO_ANSWER
from consult import schema
from consult.config import read_settings
from consult.runs import Run, ask_for_run
from consult.weights.models import WeightRun
from consult.worker import Worker
from surveys.database import Database
from tests import make
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said


def newest(store: Database) -> WeightRun:
    with store.reading() as db:
        return db.scalars(select(WeightRun).order_by(WeightRun.id.desc()).options(undefer(WeightRun.charts))).first()


@pytest.fixture
def second_database(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database beside the one of the test, which is PostgreSQL when the tests are run on it."""
    database = Database(f"sqlite:///{tmp_path}/second.db")
    schema.upgrade(database)
    yield database
    database.dispose()


def test_any_order_of_answers_on_either_database_gives_the_same_bytes(
    database: Database, second_database: Database, environ: dict[str, str]
):
    people = made.demo_people()
    shuffled = Random(3).sample(people, len(people))
    written = []
    for where, order in ((database, people), (second_database, shuffled)):
        with where.unit_of_work() as db:
            asked = made.county(db)
            made.rank(db, asked, *order)
            ask_for_run(
                db,
                "weights.compute",
                consultation_id=asked.consultation_id,
                subject_id=asked.question_id,
                by=None,
                at=make.NOON,
            )
        assert Worker(where, read_settings(environ)).work_off() == 1
        found = newest(where)
        written.append([json.dumps(part, sort_keys=True).encode() for part in (found.result, found.charts)])
        written[-1] += [json.dumps(found.method, sort_keys=True).encode(), found.input_hash]
    assert written[0] == written[1]


def test_another_answer_gives_another_result(ranked: Asked, weigh, store: Database):
    before = weigh(ranked)
    with store.unit_of_work() as db:
        made.rank(db, ranked, Said(["hot_meal", "company"], ["home"]))
    after = weigh(ranked)
    assert (after.input_hash, after.result) != (before.input_hash, before.result)


def test_a_group_under_the_threshold_has_its_n_and_no_weight(ranked: Asked, weigh, store: Database):
    result = weigh(ranked).result
    groups = {group["name"]: group for group in result["groups"]}
    assert groups["Neighbours of the halls"]["n"] == 8 and groups["Neighbours of the halls"]["weights"] == []
    assert groups["Young carers"]["n"] == 0 and groups["Young carers"]["hidden"] == IN_NO_ANSWER
    assert groups["Volunteers"]["hidden"].startswith("Hidden because a smaller group")
    assert len(groups["People at home"]["weights"]) == 9


def test_a_group_too_small_for_the_test_of_all_groups_is_kept_with_the_reason_and_the_others_are_tested(
    asked: Asked, weigh, store: Database
):
    with store.unit_of_work() as db:
        many = [one for one in made.demo_people() if one.groups != ["neighbours"]]
        made.rank(db, asked, *many, *[Said(["hot_meal", "company"], ["neighbours"])] * 3)
    found = weigh(asked).result["groups_differ"]
    assert found["p"] < 0.001
    assert found["left_out"] == [{"group_id": asked.groups["neighbours"], "why": "too little is known of it"}]


def test_every_weight_carries_its_n_and_its_interval(ranked: Asked, weigh):
    result = weigh(ranked).result
    for part in (result["overall"], *result["groups"]):
        for weight in part["weights"]:
            assert weight["n"] == part["n"] and 0 < weight["low"] < weight["points"] < weight["high"] < 100
        if part["weights"]:
            assert sum(weight["points"] for weight in part["weights"]) == pytest.approx(100, abs=0.01)


def test_the_method_says_enough_to_compute_it_again(ranked: Asked, weigh):
    method = weigh(ranked).method
    assert method["name"] == "Plackett-Luce" and method["unranked"] == "below"
    assert method["prior"] == {"type": "normal", "sd": 2.0} and method["variance"] == "cluster"
    assert method["seed"] == 0 and method["code_version"] and method["version"]
    assert {one["reason"]: one["n"] for one in method["exclusions"]} == {
        "said that none of these matter to them": 4,
        "said that they cannot decide": 29,
    }


def test_the_figure_shows_no_hidden_group_and_comes_in_two_widths(ranked: Asked, weigh, store: Database):
    weigh(ranked)
    charts = newest(store).charts
    assert set(charts) == {"wide", "narrow", "pairs"} and len(charts["pairs"]) == 3
    for chart in (charts["wide"], charts["narrow"]):
        assert "Volunteers: not shown." in chart and "Neighbours of the halls: not shown." in chart
        words = re.sub(r"<[^>]+>", " ", chart)
        assert "about 375" in words and "417" not in words and "377" not in words and "style=" not in chart


def test_a_few_people_who_all_agree_are_not_shown(asked: Asked, weigh, store: Database):
    with store.unit_of_work() as db:
        same = [Said(["company", "hot_meal"], ["home"])] * 12
        others = [Said(one.order, ["carers"], one.state) for one in made.demo_people()[:60]]
        made.rank(db, asked, *same, *others)
    result = weigh(asked).result
    home = next(group for group in result["groups"] if group["name"] == "People at home")
    assert home["n"] == 12 and home["weights"] == [] and "all of them gave the same answer" in home["hidden"]
    assert result["overall"]["hidden"]


def test_an_outcome_few_of_a_group_were_asked_about_has_no_number(asked: Asked, weigh, store: Database):
    first = list(asked.items)[:3]
    with store.unit_of_work() as db:
        some = [Said(first[:2] if n % 2 else first[1:], ["home"], offered=first) for n in range(40)]
        few = [Said([list(asked.items)[3]], ["home"]) for _ in range(4)]
        made.rank(db, asked, *some, *few)
    result = weigh(asked).result
    home = next(group for group in result["groups"] if group["name"] == "People at home")
    assert [weight["points"] is None for weight in home["weights"]] == [False] * 3 + [True] * 6
    assert {weight["n"] for weight in home["weights"]} == {44, 4}


def test_a_question_nobody_ranked_fails_in_words(asked: Asked, app, store: Database):
    with store.unit_of_work() as db:
        made.rank(db, asked, Said(state="undecided"))
        ask_for_run(
            db,
            "weights.compute",
            consultation_id=asked.consultation_id,
            subject_id=asked.question_id,
            by=None,
            at=make.NOON,
        )
    Worker(store, app.extensions["heed_settings"]).work_off()
    with store.reading() as db:
        run = db.scalars(select(Run)).one()
        assert (run.status, run.problem) == (
            "failed",
            "Nobody has answered this question yet, so there is nothing to weigh.",
        )
        assert db.scalar(select(WeightRun.id)) is None


def test_the_group_the_story_gives_most_to_time_off_comes_out_so(ranked: Asked, weigh):
    result = weigh(ranked).result
    carers = next(group for group in result["groups"] if group["name"] == "Family carers")
    top = max(range(9), key=lambda place: carers["weights"][place]["points"])
    assert result["items"][top]["label"] == "Regular time off for family carers"
