"""Answers that may not be answers are told and never dropped; careful people are not accused."""

import json
import random
from typing import Any

import numpy as np
import pytest

from analysis.records import Ranking
from analysis.weights import weigh, weigh_rankings
from tests.analysis.rankings_made import request
from tests.analysis.test_weights import refusals, said

pytestmark = pytest.mark.pure
WORTHS = np.array([1.0, 0.3, -0.3, -1.0])


def careful(people: int, seed: int = 1, **more: Any) -> list[dict[str, Any]]:
    """People who read a list in an order drawn by lot and rank by what they want."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(people):
        order = np.argsort(-(WORTHS + rng.gumbel(size=4))).tolist()
        rows.append(
            {"ranking": [[item] for item in order], "shown": rng.permutation(4).tolist(), "seconds": 30, **more}
        )
    return rows


def hasty(people: int, seed: int = 2, **more: Any) -> list[dict[str, Any]]:
    """People who leave the list as it was shown, at once."""
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(4).tolist() for _ in range(people)]
    return [{"ranking": [[item] for item in one], "shown": one, "seconds": 3.5, **more} for one in orders]


def report(rows: list[Any], **options: Any) -> dict[str, Any]:
    return weigh(request(rows, items=4, **options)).as_dict()


def test_careful_people_are_not_accused() -> None:
    found = report(careful(400))
    quality = found["quality"]
    assert quality["positions"]["p"] > 0.01
    assert quality["untouched"]["share"] == pytest.approx(quality["untouched"]["chance"], abs=0.04)
    assert quality["fast"] == {"n": 400, "fast": 0, "share": 0}
    assert "bursts" not in quality
    assert not any("look into" in warning or "screen" in warning for warning in found["warnings"])


def test_the_test_of_positions_calls_chance_unlikely_about_as_often_as_promised() -> None:
    chances = [report(careful(100, seed))["quality"]["positions"]["p"] for seed in range(100)]
    assert np.mean(np.array(chances) < 0.05) <= 0.12


def test_lists_left_as_they_were_are_told_and_still_counted() -> None:
    found = report(careful(200) + hasty(80))
    assert found["n"] == 280
    quality = found["quality"]
    assert quality["positions"]["p"] < 0.01
    assert quality["untouched"]["alike"] >= 80
    assert quality["fast"] == {"n": 280, "fast": 80, "share": pytest.approx(80 / 280)}
    assert said(found, "first choices do not stand equally often at each place on the screen")
    assert said(found, "answers stand just as the list was shown")
    assert said(found, "80 of 280 answers took less than 2 seconds an item: still counted")
    plain = report([{"ranking": row["ranking"]} for row in careful(200) + hasty(80)])
    assert found["weights"] == plain["weights"]
    assert "quality" not in plain


def test_positions_are_compared_with_the_places_each_person_saw() -> None:
    rows = [{"ranking": [[0]], "shown": [0, 1]}] * 30 + [{"ranking": [[2]], "shown": [0, 1, 2]}] * 30
    positions = report(rows)["quality"]["positions"]
    assert positions["observed"] == [30, 0, 30]
    assert positions["expected"] == [25, 25, 10]
    assert positions["stat"] == pytest.approx(1 + 25 + 40)


def test_too_few_answers_are_counted_and_not_tested() -> None:
    assert "p" not in report(careful(12))["quality"]["positions"]


def test_the_same_answer_again_and_again_within_a_minute_is_told() -> None:
    burst = [{"ranking": [[3], [2], [1], [0]], "at": 1000 + 9 * number, "channel": "web"} for number in range(6)]
    slow = [{"ranking": [[0], [1], [2], [3]], "at": 1000 + 100 * number, "channel": "web"} for number in range(6)]
    found = report(burst + slow)
    assert found["quality"]["bursts"] == [
        {"channel": "web", "ranking": [[3], [2], [1], [0]], "n": 6, "from": 1000, "to": 1045}
    ]
    assert said(found, "6 answers that are all alike came in within a minute through web")


def test_weights_without_each_channel_stand_beside() -> None:
    rows = careful(150, channel="web") + [
        row | {"ranking": row["ranking"][::-1]} for row in careful(60, 5, channel="paper")
    ]
    found = report(rows)
    without = found["quality"]["without_channel"]
    assert {name: told["n"] for name, told in without.items()} == {"paper": 150, "web": 60}
    alone = report([row for row in rows if row["channel"] == "web"])
    assert without["paper"]["weights"] == alone["weights"]
    move = without["paper"]["largest_move"]
    assert move["points"] == pytest.approx(100 * (alone["weights"][move["item"]] - found["weights"][move["item"]]))
    assert without["web"]["outside"]
    assert said(found, "without the answers through web the weights of")


def test_the_order_of_the_rows_cannot_show() -> None:
    rows = careful(60, channel="web", at=5) + hasty(20, channel="paper", at=7)
    first = json.dumps(report(rows))
    random.Random(1).shuffle(rows)
    assert json.dumps(report(rows)) == first


def test_records_tell_the_same_as_a_request() -> None:
    rows = careful(40, channel="web", at=5)
    records = [
        Ranking(
            tuple(map(tuple, row["ranking"])), shown=tuple(row["shown"]), seconds=row["seconds"], channel="web", at=5
        )
        for row in rows
    ]
    names = [f"item {number}" for number in range(4)]
    assert weigh_rankings(records, names).as_dict() == report(rows)


def test_a_person_who_ranked_twice_is_said_and_counted() -> None:
    rows = [{"ranking": [[0], [1]], "respondent": "p1"}, {"ranking": [[1], [0]], "respondent": "p1"}]
    found = report([*rows, {"ranking": [[2]], "respondent": "p2"}])
    assert found["n"] == 2
    assert said(found, "1 person ranked the same list more than once, and which was last is not known (“at”): every")
    assert "rows_repeated" not in found["run"]


def test_of_a_persons_rankings_of_one_list_the_last_counts_in_whatever_order_they_come() -> None:
    first = {"ranking": [[0], [1]], "respondent": "p1", "at": 10}
    again, other = first | {"ranking": [[1], [0]], "at": 99}, {"ranking": [[2]], "respondent": "p2"}
    short = first | {"ranking": [[2], [1]], "offered": [1, 2, 3], "at": 50}  # another list: another task
    pair = {"ranking": [[0], [1]], "offered": [0, 1], "respondent": "p2"}  # pairs may be asked in rounds
    rows = [first, again, other, short, pair | {"at": 1}, pair | {"at": 2}]
    found, alone = report(rows), report([again, other, short, pair | {"at": 1}, pair | {"at": 2}])
    assert found["weights"] == alone["weights"] and found["interval"] == alone["interval"] and found["n"] == 2
    assert found["run"]["rows_repeated"] == 1
    assert said(found, "1 response left out: the same person ranked the same list again later, and the last counts")
    assert report(rows[::-1]) == found


@pytest.mark.parametrize("moments", [(10, 10), (10, None)])
def test_where_no_moment_makes_one_the_last_all_of_a_persons_rankings_count(moments: tuple[int, int | None]) -> None:
    rows = [
        {"ranking": ranking, "respondent": "p1", **({} if at is None else {"at": at})}
        for ranking, at in zip(([[0], [1]], [[1], [0]]), moments, strict=True)
    ]
    found = report([*rows, {"ranking": [[2]], "respondent": "p2", "at": 1}])
    assert found["weights"][0] == pytest.approx(found["weights"][1])
    assert "rows_repeated" not in found["run"]
    assert report([rows[1], rows[0], {"ranking": [[2]], "respondent": "p2", "at": 1}]) == found


def test_a_raked_persons_earlier_ranking_has_no_weight() -> None:
    rows = [{"ranking": [[who % 3], [3]], "respondent": who, "age": "ab"[who % 2], "at": who} for who in range(20)]
    asked = {"kind": "raking", "items": list("wxyz"), "unranked": "below", "responses": [*rows, rows[4] | {"at": 99}]}
    found = weigh(asked | {"margins": {"age": {"a": 0.5, "b": 0.5}}}).as_dict()
    assert found["raked_weights"] == pytest.approx([1, 1, 1, 1, 0, *[1] * 16])
    assert found["run"]["rows_repeated"] == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"shown": [0, 0]}, "row 0, shown: item 0 (item 0) is there twice"),
        ({"shown": [0, 9]}, "row 0, shown: item 9 is not in the list of 4 items (0 to 3)"),
        ({"shown": "0123"}, "row 0, shown: '0123' is not a list of items"),
        ({"shown": [1, 2, 3]}, "row 0, shown: item 0 (item 0) was ranked but not shown"),
        ({"seconds": -1}, "row 0, seconds: -1 is not a number of seconds from 0 up"),
        ({"seconds": float("nan")}, "row 0, seconds: nan is not a number of seconds from 0 up"),
        ({"seconds": 10**400}, f"row 0, seconds: 1{'0' * 36}... is not a number of seconds from 0 to 1e+12"),
        ({"at": 10**400}, f"row 0, at: 1{'0' * 36}... is not a moment in seconds"),
        ({"at": "noon"}, "row 0, at: 'noon' is not a moment in seconds"),
        ({"channel": " "}, "row 0, channel: ' ' is not a name"),
    ],
)
def test_how_an_answer_was_given_is_refused_by_row_where_it_cannot_be(row: dict[str, Any], problem: str) -> None:
    assert refusals(request([{"ranking": [[0], [1]]} | row], items=4)) == [problem]
