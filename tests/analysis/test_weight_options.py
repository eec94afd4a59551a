"""Options of all kinds of answers are taken by each: silently where they say what holds anyway, else with a word."""

from typing import Any

import pytest

from analysis.records import Ranking, RefusedInput
from analysis.weight_options import WeightOptions
from analysis.weights import weigh, weigh_rankings
from tests.analysis.rankings_made import request

pytestmark = pytest.mark.pure
ITEMS = ["a", "b", "c"]
RANKINGS = [{"ranking": [[0], [1], [2]]}, {"ranking": [[1], [2], [0]]}, {"ranking": [[2], [0], [1]]}] * 4
TASKS = [
    {"respondent": who, "offered": [0, 1, 2], "best": who % 3, "worst": (who + 1 + who % 2) % 3} for who in range(12)
]
POINTS = [{"points": points} for points in ([20, 30, 50], [25, 45, 30], [40, 30, 30], [10, 40, 50])] * 3
ASKED: dict[str, dict[str, Any]] = {
    "rankings": {"unranked": "full", "responses": RANKINGS},
    "bestworst": {"responses": TASKS},
    "points": {"responses": POINTS},
    "raking": {
        "unranked": "full",
        "responses": [row | {"age": who % 2} for who, row in enumerate(RANKINGS)],
        "margins": {"age": {"0": 0.5, "1": 0.5}},
    },
}
DEFAULTS = {
    "prior": {"type": "normal", "sd": 2},
    "ties": "davidson",
    "variance": "cluster",
    "level": 0.95,
    "bw_model": "sequential",
    "points_method": "mean",
    "by_group": False,
    "pool": "partial",
}


def report(kind: str, options: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    return weigh({"kind": kind, "items": ITEMS, **ASKED[kind], "options": options or {}, **fields}).as_dict()


@pytest.mark.parametrize("kind", ASKED)
def test_every_option_at_its_default_is_taken_by_every_kind_of_answers_and_changes_nothing(kind: str) -> None:
    assert report(kind, DEFAULTS) == report(kind)


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("rankings", {"bw_model": "marginal"}, "bw_model: 'marginal' was not used, because it is for bestworst alone"),
        ("raking", {"points_method": "clr"}, "points_method: 'clr' was not used, because it is for points alone"),
        ("points", {"bw_model": "marginal"}, "bw_model: 'marginal' was not used, because it is for bestworst alone"),
        ("points", {"prior": None}, "prior: it was not used, because points are averaged, without a prior"),
    ],
)
def test_another_value_of_an_option_that_plays_no_part_is_said(kind: str, options: dict[str, Any], said: str) -> None:
    found, plain = report(kind, options), report(kind)
    assert f"options, {said}" in found["warnings"]
    assert found["weights"] == plain["weights"]
    assert len(found["warnings"]) == len(plain["warnings"]) + 1


def test_options_given_in_python_are_taken_and_said_alike() -> None:
    rankings = [Ranking(((0,), (1,), (2,))), Ranking(((1,), (0,), (2,)))]
    for options in (WeightOptions(bw_model="marginal"), {"bw_model": "marginal"}):
        said = weigh_rankings(rankings, ITEMS, options=options).overall.warnings
        assert "options, bw_model: 'marginal' was not used, because it is for bestworst alone" in said
    assert not any("options" in said for said in weigh_rankings(rankings, ITEMS).overall.warnings)


def test_a_value_that_no_kind_knows_is_refused_by_every_kind() -> None:
    for kind in ASKED:
        with pytest.raises(RefusedInput, match="options, bw_model: 'both' is not one of sequential, marginal"):
            report(kind, {"bw_model": "both"})


@pytest.mark.parametrize("kind", ["bestworst", "points"])
def test_what_left_unranked_means_is_taken_where_nothing_is_ranked(kind: str) -> None:
    plain = report(kind)
    assert report(kind, unranked=None) == plain
    found = report(kind, unranked="full")
    assert "unranked: 'full' was not used, because it is for rankings alone" in found["warnings"]
    assert found["weights"] == plain["weights"]
    with pytest.raises(RefusedInput, match="unranked: 'half' is not one of full, absent, below"):
        report(kind, unranked="half")


def test_margins_are_for_raking_and_none_at_all_are_no_margins() -> None:
    assert report("rankings", margins=None) == report("rankings")
    with pytest.raises(RefusedInput, match="'margins': there is no such field"):
        report("rankings", margins={"age": {"0": 0.5, "1": 0.5}})


def test_the_log_likelihood_of_what_a_group_says_alone_stands_with_its_own_numbers() -> None:
    rows = [row | {"group": "ab"[who % 2]} for who, row in enumerate(RANKINGS)]
    pooled = weigh(request(rows, items=ITEMS)).as_dict()["groups"]
    alone = weigh(request(rows, items=ITEMS, pool="none")).as_dict()["groups"]
    for name in "ab":
        assert "loglik" not in pooled[name]  # of pooled weights there is none
        assert pooled[name]["unpooled"]["loglik"] == alone[name]["loglik"]
        assert pooled[name]["unpooled"]["weights"] == alone[name]["weights"]
