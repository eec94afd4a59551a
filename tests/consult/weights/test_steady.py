"""Who may not read the answers sees numbers move only when at least five people came or went, whatever they open."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from consult.weights.actions import freeze_version
from consult.weights.models import WeightRun
from consult.weights.queries import load_weighed_question
from consult.weights.queries_steady import is_far, list_steady
from surveys.database import Database
from tests.browser import Page
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said
from tests.make import NOON

HELD = "Some answers are not in these weights yet"


def run(overall: int, *groups: int, points: tuple[float, ...] = (), asked: tuple[int, ...] = (), said: str = "") -> Any:
    """A stored result with as many people, and what each group's own answers come to."""

    def part(n: int, point: float, asked: int) -> dict[str, Any]:
        return {"n": n, "weights": [{"n": asked, "points": 50.0, "raw": [point, 0, 100]}] if n >= 10 else []}

    parts = [
        {"group_id": at + 1, **part(n, points[at] if points else 50.0, asked[at] if asked else n)}
        for at, n in enumerate(groups)
    ]
    result = {"items": [{"item_id": 1}], "overall": part(overall, 50.0, overall), "groups": parts}
    return WeightRun(input_hash=said or f"{overall} {groups} {points}", method={"code_version": "4"}, result=result)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("before", "now", "far"),
    [
        (run(100, 60, 40), run(104, 64, 40), False),
        (run(100, 60, 40), run(105, 65, 40), True),
        (run(100, 60, 40), run(106, 65, 41), False),  # of the second group one person alone
        (run(100, 60, 40), run(110, 65, 45), True),
        (run(100, 60, 4), run(106, 65, 5), False),  # hidden on both pages, and found by subtraction all the same
        (run(100, 60, 30), run(106, 65, 30), False),  # one more who is in no group
        (run(105, 65, 40), run(100, 60, 40), True),  # five took their answers back
        (run(100, 60, 40), run(100, 60, 40, points=(50.0, 51.0)), False),  # one changed an answer
        (run(100, 60, 40), run(105, 65, 40, points=(52.0, 51.0)), False),  # five came, and one of another group changed
        (run(100, 60, 40), run(105, 65, 40, points=(52.0, 50.0)), True),
        (run(100, 60, 40, asked=(60, 20)), run(110, 65, 45, asked=(65, 21)), False),  # one more was asked about it
        (run(100, 60, 40, said="same"), run(100, 60, 40, points=(50.0, 51.0), said="same"), True),
    ],
)
def test_two_results_are_far_apart_where_nobody_could_be_told_from_the_difference(before: Any, now: Any, far: bool):
    assert is_far(before, now) is far and is_far(now, before) is far
    newer = WeightRun(input_hash=now.input_hash, method={"code_version": "5"}, result=now.result)
    assert is_far(before, newer) is far, "another version of the program makes no difference"


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
    for where in (f"/office/weights/{close.id}/items/{item}/groups/0", f"/office/weight-versions/{frozen}"):
        analyst.get(where)
        assert viewer.get(where, status=409).has("too close to others")
    viewer.get(f"/office/weights/{first.id}/items/{item}/groups/0")

    carers(store, weighed, 1)
    newest = weigh(weighed)
    with store.reading() as db:
        assert [one.id for one in list_steady(db, weighed.question_id)] == [first.id, newest.id]
    assert not viewer.get(address).has(HELD)
    assert viewer.post(f"{address}/table.csv", status=200).text != told["table.csv"]
