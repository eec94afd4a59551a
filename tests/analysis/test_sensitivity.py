"""Other ways of counting beside the weights, each against its definition written out, person by person."""

from typing import Any

import numpy as np
import pytest

from analysis.weights import weigh
from tests.analysis.rankings_made import request
from tests.analysis.test_weights_enumeration import draw_rows, in_the_fit

pytestmark = pytest.mark.pure


def places_of(row: dict[str, Any]) -> dict[int, list[int]]:
    """The places each offered item takes up; unranked items share what is left."""
    found, place = {}, 1
    left = set(row["offered"])
    left -= {item for tie in row["ranking"] for item in tie}
    for tie in [*row["ranking"], sorted(left)]:
        for item in tie:
            found[item] = list(range(place, place + len(tie)))
        place += len(tie)
    return found


def by_hand(rows: list[dict[str, Any]], items: int, value: Any, *, close: bool = True) -> list[float]:
    total, weight = np.zeros(items), np.zeros(items)
    for row in rows:
        size = len(row["offered"])
        for item, places in places_of(row).items():
            total[item] += row["weight"] * np.mean([value(place, size) for place in places])
            weight[item] += row["weight"]
    mean = total / weight
    return (mean / mean.sum() if close else mean).tolist()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_borda_centroid_mean_rank_and_first_choice_are_their_definitions(seed: int) -> None:
    rows = draw_rows(np.random.default_rng(seed), 6, 40)
    found = weigh(request(rows, items=6)).as_dict()["sensitivity"]
    used = [row for row in rows if in_the_fit(row)]
    ways = {
        "borda": lambda place, size: (size - place) / (size - 1),
        "rank_order_centroid": lambda place, size: sum(1 / k for k in range(place, size + 1)) / size,
        "first_choice": lambda place, size: float(place == 1),
    }
    for name, value in ways.items():
        assert found[name] == pytest.approx(by_hand(used, 6, value), abs=1e-9), name
    assert found["mean_rank"] == pytest.approx(by_hand(used, 6, lambda place, size: place, close=False), abs=1e-9)


def test_the_centroid_of_one_ranking_of_four_is_the_published_one() -> None:
    # Barron & Barrett (1996), Management Science 42, 1515-1523, table of rank-order centroid weights for four
    found = weigh(request([[[0], [1], [2], [3]]], items=4)).as_dict()["sensitivity"]["rank_order_centroid"]
    assert found == pytest.approx([0.5208, 0.2708, 0.1458, 0.0625], abs=5e-5)


def test_an_outcome_that_another_count_puts_two_places_off_is_named() -> None:
    # the first item is loved by a few and last for all others
    rows = [{"ranking": [[0], [1], [2], [3], [4]], "n": 12}, {"ranking": [[1], [2], [3], [4], [0]], "n": 10}]
    found = weigh(request(rows, items=["first", "b", "c", "d", "e"])).as_dict()
    assert found["moved"]
    named = {one["item"] for one in found["moved"]}
    assert 0 in named
    for one in found["moved"]:
        assert all(abs(rank - one["rank"]) >= 2 for rank in one["elsewhere"].values())
    assert any("two places or more" in warning and "first" in warning for warning in found["warnings"])


def test_where_all_ways_agree_nothing_is_said() -> None:
    rows = [{"ranking": [[0], [1], [2]], "n": 30}, {"ranking": [[1], [0], [2]], "n": 12}]
    found = weigh(request(rows)).as_dict()
    assert found["moved"] == []
    assert not any("places" in warning for warning in found["warnings"])


def test_best_worst_tasks_stand_beside_their_counts_alone() -> None:
    asked = {
        "kind": "bestworst",
        "items": ["a", "b", "c"],
        "responses": [{"respondent": who, "offered": [0, 1, 2], "best": 0, "worst": 2} for who in range(4)],
    }
    assert set(weigh(asked).as_dict()["sensitivity"]) == {"plackett_luce", "best_minus_worst"}
