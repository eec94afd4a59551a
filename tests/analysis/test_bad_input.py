"""Every kind of bad input through the command: refused by row and reason with status 2, or answered with words."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.commands_weights import main
from tests.analysis.rankings_made import request

pytestmark = pytest.mark.pure
ITEMS = ["safety", "company", "work", "buses"]
FULL = [[0], [1], [2], [3]]
SOME = [[[0], [1], [2], [3]], [[1], [0], [3], [2]], [[2], [1], [0], [3]], [[3], [2], [1], [0]], [[0], [3], [1], [2]]]


def rankings(*rows: Any, **options: Any) -> dict[str, Any]:
    return request(list(rows), items=ITEMS, **options)


def best_worst(**task: Any) -> dict[str, Any]:
    return {"kind": "bestworst", "items": ITEMS, "responses": [{"offered": [0, 1, 2], "best": 0, "worst": 2} | task]}


def points(*rows: Any) -> dict[str, Any]:
    return {"kind": "points", "items": ITEMS, "responses": [{"points": row} for row in rows]}


def raking(margins: Any) -> dict[str, Any]:
    rows = [{"ranking": FULL, "age": age, "area": area} for age, area in (("old", "north"), ("young", "south"))]
    return {"kind": "raking", "items": ITEMS, "unranked": "full", "responses": rows * 5, "margins": margins}


REFUSED = {
    "unknown item": (rankings([[0], [7]]), "row 0, ranking: item 7 is not in the list of 4 items (0 to 3)"),
    "item twice": (rankings(FULL, [[1], [1]]), "row 1, ranking: item 1 (company) is there twice"),
    "item twice in a tie": (rankings([[1, 1]]), "row 0, ranking: item 1 (company) is there twice"),
    "best is worst": (best_worst(worst=0), "row 0, worst: 0 is the best as well"),
    "best not offered": (best_worst(best=3), "row 0, best: item 3 (buses) was not offered"),
    "negative weight": (rankings({"ranking": FULL, "weight": -1}), "row 0, weight: -1 is not more than zero"),
    "no weight": (rankings({"ranking": FULL, "weight": 0}), "row 0, weight: 0 is not more than zero"),
    "NaN weight": (
        rankings({"ranking": FULL, "weight": float("nan")}),
        "row 0, weight: nan is not a number that can be counted with",
    ),
    "endless weight": (
        rankings({"ranking": FULL, "weight": float("inf")}),
        "row 0, weight: inf is not a number that can be counted with",
    ),
    "points that do not add up": (
        points([40, 30, 20, 10], [25, 25, 25, 25], [90, 30, 20, 10]),
        "row 2, points: they add up to 150, where most add up to 100",
    ),
    "points missing": (points([40, 30, 30]), "row 0, points: 3 numbers for 4 items"),
    "points below nothing": (points([140, -40, 0, 0]), "row 0, points: -40 is not a number of points from 0 up"),
    "one item": (
        request([[[0]]], items=["alone"]),
        "items: at least two are needed, because a weight compares one with another",
    ),
    "nobody": (rankings(), "responses: nobody has answered, so there is nothing to weigh"),
    "nobody ranked anything": (rankings([], []), "responses: nobody has answered, so there is nothing to weigh"),
    "ranked but not offered": (
        rankings({"ranking": [[0], [1]], "offered": [0, 2]}),
        "row 0, ranking: item 1 (company) was ranked but not offered",
    ),
    "short where full": (
        rankings([[0]], unranked="full"),
        'row 0, ranking: company, work, buses not ranked; say with "unranked" whether items left out were offered '
        '("below") or not ("absent")',
    ),
    "contradictory margins": (
        raking({"age": {"old": 0.3, "young": 0.7}, "area": {"north": 0.6, "south": 0.4}}),
        "margins: age, area cannot all be met with the people who answered; join some of their values",
    ),
    "margins that do not add up": (
        raking({"age": {"old": 0.3, "young": 0.5}}),
        "margins, age: the shares add up to 0.8, not to 1",
    ),
    "a margin with nobody in it": (
        raking({"age": {"old": 0.3, "young": 0.5, "middle": 0.2}}),
        "margins, age, middle: nobody of them has answered, so nobody can speak for them; join this with another",
    ),
    "a blank respondent": (
        rankings(FULL, {"ranking": FULL, "respondent": " "}),
        "row 1, respondent: the name is blank: leave the respondent out, or name it",
    ),
    "warnings that are none": (
        rankings(FULL) | {"warnings": "beware"},
        "warnings: 'beware' is not a list of sentences",
    ),
    "an unknown option": (rankings(FULL, speed=9), "options, speed: there is no such option for rankings"),
    "an unknown kind": ({"kind": "votes"}, "kind: 'votes' is not one of rankings, bestworst, points, raking"),
}
ANSWERED = {
    "empty ranking": (rankings(*SOME, []), "1 response ranked nothing: no answer, so not counted"),
    "one respondent": (rankings(FULL), "one person alone cannot be clustered: the variance is the model's"),
    "all tied": (rankings([[0, 1, 2, 3]]), "no answer tells the items apart: equal weights are not a finding"),
    "one tied all": (rankings(*SOME, [[0, 1, 2, 3]]), "1 response with nothing to compare (all tied, or one item"),
    "item never chosen": (
        rankings(*([[item]] for item in (0, 1, 2, 0))),
        "buses: never put above anything; its weight rests on the prior",
    ),
    "disconnected items": (
        rankings([[0], [1]], [[1], [0]], [[2], [3]], [[3], [2]], unranked="absent"),
        "the items fall into sets that nobody compared with each other: (safety, company) and (work, buses)",
    ),
    "items that nobody compared": (
        rankings([[0], [1]], [[1], [0]], unranked="absent"),
        "(safety, company): never compared with work, buses; how they stand to each other rests on the prior alone",
    ),
    "above what they were compared with": (
        rankings([[0], [1]], [[1], [0]], [[0], [2]], [[2], [3]], [[3], [2]], unranked="absent"),
        "(safety, company): always put above the other items that they were compared with; how far above rests",
    ),
    "disconnected without a prior": (
        rankings([[0], [1]], [[1], [0]], [[2], [3]], [[3], [2]], unranked="absent", prior=None),
        "without a prior no finite estimate exists: the weak normal prior (sd 2) was used instead",
    ),
    "all alike": (rankings(*[FULL] * 12), "everybody gave the same answer, so each of them is known by it"),
    "points to nothing": (points([40, 30, 30, 0], [50, 30, 20, 0]), "buses: nobody gave a point"),
    "points of unlike totals": (points([1, 1, 0, 1], [40, 20, 0, 5]), "rows add up to different totals"),
    "a group of nobody's friends": (
        rankings({"ranking": FULL, "group": "a"}, {"ranking": FULL, "group": ["a", "b"]}),
        "whether the groups differ on the whole was not tested: they share people",
    ),
}


def run(tmp_path: Path, asked: Any) -> tuple[str, int]:
    source = tmp_path / "asked.json"
    source.write_text(json.dumps(asked), encoding="utf-8")
    return str(source), main([str(source)])


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_with_status_two_and_one_line_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    asked, problem = REFUSED[name]
    source, status = run(tmp_path, asked)
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert f"{source}: {problem}" in err.splitlines()


@pytest.mark.parametrize("name", ANSWERED)
def test_what_can_be_answered_is_answered_with_a_warning_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    asked, words = ANSWERED[name]
    _, status = run(tmp_path, asked)
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert any(words in warning for warning in found["warnings"]), found["warnings"]
    assert sum(found["weights"]) == pytest.approx(1)
    assert all(0 <= low <= high <= 1 for low, high in found["interval"])


def test_nothing_is_said_to_be_always_above_items_that_it_was_never_compared_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, rankings([[0], [1]], [[1], [0]], unranked="absent"))
    assert "always put above" not in capsys.readouterr().out


def test_a_respondent_by_number_is_the_one_of_that_name_as_a_group_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"ranking": FULL, "respondent": who, "group": who} for who in (1, "1", "2")]
    run(tmp_path, rankings(*rows))
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], {name: group["n"] for name, group in found["groups"].items()}) == (2, {"1": 1, "2": 1})
