"""Who may not read the answers sees numbers move only when at least five people came or went, whatever they open."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from consult.weights import work
from consult.weights.actions import cite_version, freeze_version
from consult.weights.given import read_given
from consult.weights.models import WeightRun
from consult.weights.people_parts import (
    LEFT_OUT,
    NO_PART,
    Part,
    are_apart,
    are_sums_apart,
    name_part,
    part_people,
    read_parts,
    store_parts,
    sum_up,
)
from consult.weights.queries import find_newest, load_weighed_question
from consult.weights.queries_steady import is_far, list_steady
from surveys.collection import Answer, ResponseGroup
from surveys.database import Database
from surveys.definition import Question
from tests.browser import Page
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said
from tests.consult.weights.made_kinds import HOWS, draw_rows
from tests.make import NOON

HELD = "Some answers are not in these weights yet"


def run(parts: dict[str, int | tuple[int, str] | tuple[int, str, int]], *, said: str = "") -> WeightRun:
    """A stored result with as many people in each combination of groups; what they said; how many were asked about
    the second of two outcomes."""
    told = {}
    for name, part in parts.items():
        n, words, asked = (*((part,) if isinstance(part, int) else part), "", None)[:3]
        told[name] = Part(n, words or f"{n} said", 1, {"1": n, "2": asked if isinstance(asked, int) else n})
    return WeightRun(input_hash=said or str(parts), parts=store_parts(told), result={})


@pytest.mark.pure
@pytest.mark.parametrize(
    ("before", "now", "far"),
    [
        (run({"1": 60, "2": 40}), run({"1": 64, "2": 40}), False),
        (run({"1": 60, "2": 40}), run({"1": 65, "2": 40}), True),
        (run({"1": 60, "2": 40}), run({"1": 65, "2": 41}), False),  # of the second group one person alone
        (run({"1": 60, "2": 40}), run({"1": 65, "2": 45}), True),
        (run({"1": 60, "2": 4}), run({"1": 65, "2": 5}), False),  # hidden on both pages, and found by subtraction
        (run({"1": 60, "2": 4}), run({"1": 65, "2": (4, "other")}), False),  # one of the hidden changed an answer
        (run({"1": 60, "": 30}), run({"1": 65, "": 31}), False),  # one more who is in no group
        (run({"1": 60, "": 30}), run({"1": 65, "": (30, "other")}), False),  # one in no group went as another came
        (run({"1": 60, "": 3}), run({"1": 65, "": (3, "other")}), False),
        (run({"1": 60}), run({"1": 65, "": 4}), False),  # the first who are in no group
        (run({"1": 65, "2": 40}), run({"1": 60, "2": 40}), True),  # five took their answers back
        (run({"1": 60, "2": 40}), run({"1": 60, "2": (40, "other")}), False),  # one changed an answer
        (run({"1": 60, "2": 40}), run({"1": 65, "2": (40, "other")}), False),  # five came, and one elsewhere changed it
        # Five came to each group and to both together, and yet four alone are in the first and not in the second.
        (run({"1": 60, "2": 40, "1 2": 9}), run({"1": 64, "2": 44, "1 2": 10}), False),
        (run({"1": 60, "2": 40, "1 2": 9}), run({"1": 65, "2": 45, "1 2": 14}), True),
        (run({"1": (60, "", 20)}), run({"1": (65, "", 21)}), False),  # one more was asked about an outcome
        (run({"1": (60, "", 20)}), run({"1": (65, "", 25)}), True),
        (run({"1": 60, LEFT_OUT + "blank": 20}), run({"1": 65, LEFT_OUT + "blank": 21}), False),
        (run({"1": 60}), run({"1": 60}), True),
    ],
)
def test_two_results_are_far_apart_where_nobody_could_be_told_from_the_difference(before: Any, now: Any, far: bool):
    assert is_far(before, now) is far and is_far(now, before) is far


def counted(overall: int, *groups: int, said: str) -> WeightRun:
    """A result from before parts were kept."""
    result = {"overall": {"n": overall}, "groups": [{"group_id": at, "n": n} for at, n in enumerate(groups, start=1)]}
    return WeightRun(input_hash=said, parts={}, result=result)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("before", "now", "far"),
    [
        (counted(100, 60, 40, said="a"), run({"1": 65, "2": 45}), True),
        (counted(100, 60, 40, said="a"), run({"1": 65, "2": 40}), False),  # one of the second may have changed
        (counted(100, 60, 40, said="a"), run({"1": 61, "2": 41, "1 2": 4}), False),  # one of each is in no other
        (counted(104, 60, 40, said="a"), run({"1": 65, "2": 45, "": 4}), False),  # one of those in none may have
        (counted(104, 60, 40, said="a"), run({"1": 65, "2": 45, "": 9}), True),
    ],
)
def test_a_result_from_before_parts_were_kept_is_held_against_others_by_its_numbers(before: Any, now: Any, far: bool):
    assert is_far(before, now) is far


@pytest.mark.usefixtures("undrawn")
def test_once_weights_from_before_are_worked_out_again_groups_move_on_their_own(weighed: Asked, store: Database, weigh):
    with store.unit_of_work() as db:
        db.scalars(select(WeightRun)).one().parts = {}
    again = weigh(weighed)
    assert [one.id for one in held_results(store, weighed)] == [again.id]
    people(store, weighed, "carers", 5)
    people(store, weighed, "home", 1)
    weigh(weighed)
    assert held_results(store, weighed)[-1].for_readers


def said_by(store: Database, asked: Asked) -> dict[str, Part]:
    with store.reading() as db:
        given = read_given(db, db.get_one(Question, asked.question_id), asked.consultation_id)
    return part_people(given)


def test_the_people_behind_weights_are_parted_by_all_their_groups_and_known_by_what_they_say(
    asked: Asked, store: Database
):
    first, second = ["company", "hot_meal"], ["hot_meal", "company"]
    with store.unit_of_work() as db:
        made.rank(db, asked, Said(first, ["carers"]), Said(first, ["carers", "home"]), Said(first), Said(second))
    carers, home = asked.groups["carers"], asked.groups["home"]
    parts = said_by(store, asked)
    assert {name: one.n for name, one in parts.items()} == {
        "": 2, str(carers): 1, name_part([home, carers]): 1,
    }  # fmt: skip
    assert read_parts(store_parts(parts)) == parts
    with store.unit_of_work() as db:
        answer = db.scalars(
            select(Answer).where(Answer.question_id == asked.question_id).order_by(Answer.id.desc())
        ).first()
        answer.value = {**answer.value, "order": [asked.items["company"], asked.items["choice_of_time"]]}
    later = said_by(store, asked)
    assert [name for name, one in later.items() if one.said != parts[name].said] == [""]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("before", "now", "apart"),
    [
        ({"1": 60, "2": 40}, {"1": 70, "2": 40}, True),
        ({"1": 60, "2": 40}, {"1": 70, "2": 42}, False),
        ({"1": 60, "": 20}, {"1": 70, "": 22}, False),
        ({"1": 60, "": 20}, {"1": 70, "": (20, "other")}, False),
        ({"1": 60, "2": 40}, {"1": 70, "2": 40, "3": 2}, False),  # the first two of a group
        ({"1": 60, "2": 40}, {"1": 70, "2": 40, "3": 10}, True),
        ({"1": 60, "2": 40, "1 2": 9}, {"1": 62, "2": 42, "1 2": 17}, False),  # ten in each, two of them in it alone
        ({"1": (60, "", 20)}, {"1": (70, "", 21)}, False),  # of ten who came one was asked about an outcome
        ({"1": (60, "", 20), "2": 40}, {"1": (70, "", 29), "2": 50}, False),  # nine in the group, nineteen of everyone
        ({"1": (60, "", 20)}, {"1": (70, "", 20)}, True),
        ({"1": (60, "", 20)}, {"1": (70, "", 30)}, True),
    ],
)
def test_two_editions_are_apart_where_nobody_is_found_by_subtracting_groups(before: Any, now: Any, apart: bool):
    sums = [sum_up(read_parts(run(one).parts)) for one in (before, now)]
    assert are_sums_apart(*sums, 10) is apart and are_sums_apart(*reversed(sums), 10) is apart


def carers(store: Database, asked: Asked, n: int) -> None:
    with store.unit_of_work() as db:
        made.rank(db, asked, *[Said(["company", "hot_meal", "choice_of_time"], ["carers"]) for _ in range(n)])


def tables(page: Page) -> list[str]:
    """The tables of a page without the addresses behind their numbers."""
    return ["".join(one.itertext()) for one in page.all("table")]


def test_a_councillor_is_shown_the_same_numbers_until_five_more_have_answered(
    weighed: Asked, sign_in, store: Database, weigh
):
    viewer, analyst = (sign_in(role, weighed.consultation_id) for role in ("viewer", "analyst"))
    address = f"/office/questions/{weighed.question_id}/weights"
    with store.reading() as db:
        first = db.scalars(select(WeightRun)).one()
    item = first.result["items"][0]["item_id"]
    told = {what: viewer.post(f"{address}/{what}", status=200).text for what in ("table.csv", "record.json")}
    numbers, compared = tables(viewer.get(address)), viewer.get(f"{address}/groups").reading
    assert not viewer.get(address).has(HELD)

    carers(store, weighed, 4)
    close = weigh(weighed)
    page = viewer.get(address)
    assert page.has(HELD) and not analyst.get(address).has(HELD)
    assert tables(page) == numbers
    assert viewer.get(f"{address}/groups").reading == compared
    assert viewer.get(f"{address}/detail").has(HELD)
    assert told == {what: viewer.post(f"{address}/{what}", status=200).text for what in told}
    assert told["table.csv"] != analyst.post(f"{address}/table.csv", status=200).text

    with store.unit_of_work() as db:
        question = load_weighed_question(db, weighed.question_id)[0]
        frozen = freeze_version(db, question, seen=close.id, purpose="", by=1, at=NOON).id
    origin = f"/office/weights/{close.id}/items/{item}/groups/0"
    analyst.get(origin)
    assert viewer.get(origin, status=409).has("too close to others")
    viewer.get(f"/office/weights/{first.id}/items/{item}/groups/0")
    version = f"/office/weight-versions/{frozen}"
    page = viewer.get(version)
    assert page.has("Some answers in this version are not in them") and set(tables(page)) <= set(numbers)
    assert tables(analyst.get(version)) != tables(page) and not analyst.get(version).has("are not in them")

    carers(store, weighed, 1)
    newest = weigh(weighed)
    with store.reading() as db:
        assert [one.id for one in list_steady(db, weighed.question_id)] == [first.id, newest.id]
    assert not viewer.get(address).has(HELD)
    assert viewer.post(f"{address}/table.csv", status=200).text != told["table.csv"]


def people(store: Database, asked: Asked, group: str, n: int) -> None:
    with store.unit_of_work() as db:
        groups = [group] if group else []
        made.rank(db, asked, *[Said(["company", "hot_meal", "choice_of_time"], groups) for _ in range(n)])


def held_results(store: Database, asked: Asked) -> list[WeightRun]:
    with store.reading() as db:
        return list_steady(db, asked.question_id)


@pytest.mark.usefixtures("undrawn")
def test_each_group_is_let_in_by_five_and_one_who_waits_holds_up_nobody_else(
    weighed: Asked, sign_in, store: Database, weigh
):
    viewer, analyst = (sign_in(role, weighed.consultation_id) for role in ("viewer", "analyst"))
    address = f"/office/questions/{weighed.question_id}/weights"
    people(store, weighed, "home", 1)
    people(store, weighed, "", 4)
    people(store, weighed, "carers", 5)
    newest = weigh(weighed)
    first, shown = held_results(store, weighed)
    assert shown.for_readers and shown.run_id == newest.run_id and not newest.steady
    assert find_newest_of_all(store, weighed).id == newest.id
    before, now = read_parts(first.parts), read_parts(shown.parts)
    moved = {name: one.n - before[name].n for name, one in now.items() if one != before[name]}
    assert moved == {str(weighed.groups["carers"]): 5}
    assert newest.result["overall"]["n"] == shown.result["overall"]["n"] + 5
    assert viewer.get(address).has(HELD) and not analyst.get(address).has(HELD)

    people(store, weighed, "home", 4)
    weigh(weighed)
    last = held_results(store, weighed)[-1]
    assert read_parts(last.parts)[str(weighed.groups["home"])].n == before[str(weighed.groups["home"])].n + 5
    assert "" not in read_parts(last.parts)  # four in no group wait


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.usefixtures("undrawn")
def test_in_every_way_of_asking_people_are_let_in_group_by_group(
    weighed_kind: Asked, how: str, sign_in, store: Database, weigh
):
    """Twelve, because each was asked about some outcomes alone, and of each outcome five more must have been asked."""
    drawn = draw_rows(weighed_kind, how, seed=9, part=0.25)
    came = [row for row in drawn if list(row[1]) == ["carers"]][:12] + [row for row in drawn if row[1] == ["home"]][:8]
    assert len(came) == 20
    with store.unit_of_work() as db:
        made.store(db, weighed_kind, came)
    weigh(weighed_kind)
    page = sign_in("viewer", weighed_kind.consultation_id).get(f"/office/questions/{weighed_kind.question_id}/weights")
    assert page.has("where people are asked about some outcomes alone, 5 more for each outcome")
    first, shown = held_results(store, weighed_kind)
    before, now = read_parts(first.parts), read_parts(shown.parts)
    moved = {name: one.n - before[name].n for name, one in now.items() if one != before[name]}
    assert moved == {str(weighed_kind.groups["carers"]): 12}


def find_newest_of_all(store: Database, asked: Asked) -> WeightRun:
    with store.reading() as db:
        return find_newest(db, asked.question_id)


@pytest.mark.parametrize("waiting", [0, 1])
def test_what_is_published_while_a_run_computes_is_held_against_what_the_run_found(
    weighed: Asked, store: Database, weigh, monkeypatch: pytest.MonkeyPatch, waiting: int
):
    """Three carers more are published as five more are weighed, with one at home who waits or with nobody else."""
    monkeypatch.setattr(work, "draw_charts", lambda *_, **__: {})
    carers(store, weighed, 3)
    close = weigh(weighed)
    carers(store, weighed, 2)
    people(store, weighed, "home", waiting)

    def publish(*_: Any, **__: Any) -> dict[str, str]:
        with store.unit_of_work() as db:
            cite_version(db, db.get_one(WeightRun, close.id), edition=1, by=1, at=NOON)
        return {}

    monkeypatch.setattr(work, "draw_charts", publish)
    assert not close.steady and not weigh(weighed).steady
    assert [one.id for one in held_results(store, weighed)][1:] == [close.id]


@pytest.mark.parametrize("what", ["changed", "taken back"])
@pytest.mark.usefixtures("undrawn")
def test_where_one_answer_was_changed_or_taken_back_everything_stays_until_five_more_have_come(
    weighed: Asked, store: Database, weigh, what: str
):
    with store.unit_of_work() as db:
        carer = select(ResponseGroup.response_id).where(ResponseGroup.group_id == weighed.groups["carers"])
        asked = Answer.question_id == weighed.question_id
        answer = db.scalars(select(Answer).where(asked, Answer.response_id.in_(carer)).order_by(Answer.id)).first()
        if what == "changed":
            answer.value = {**answer.value, "order": list(reversed(answer.value["order"]))}
        else:
            answer.state, answer.value = "blank", None
    people(store, weighed, "home", 5)
    weigh(weighed)
    assert len(held_results(store, weighed)) == 1
    people(store, weighed, "carers", 6 if what == "taken back" else 5)
    weigh(weighed)
    first, shown = held_results(store, weighed)
    before, now = read_parts(first.parts), read_parts(shown.parts)
    assert all(now[name].n - one.n in (0, 5) for name, one in before.items())


@pytest.mark.usefixtures("undrawn")
def test_as_people_come_no_two_results_of_readers_lie_closer_than_five(asked: Asked, store: Database, weigh):
    """Each result readers see is held against each other, and nobody waits longer than they must."""
    chance = Random(8)
    people(store, asked, "home", 12)
    for _ in range(6):
        for group in ("home", "carers", "volunteers", ""):
            people(store, asked, group, chance.choice((0, 1, 2, 6)))
        weigh(asked)
    seen = [read_parts(one.parts) for one in held_results(store, asked)]
    assert len(seen) > 3
    assert all(are_apart(one, other) for one, other in itertools.combinations(seen, 2))
    with store.reading() as db:
        given = read_given(db, db.get_one(Question, asked.question_id), asked.consultation_id)
    assert all(one.n - seen[-1].get(name, NO_PART).n < 5 for name, one in part_people(given).items())
