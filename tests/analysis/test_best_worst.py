"""Best-worst tasks: the likelihood against one written out by hand, counts, and tasks that cannot be."""

import json
import random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from analysis.records import RefusedInput
from analysis.weights import weigh

pytestmark = pytest.mark.pure
TRUTH = np.array([0.9, 0.3, 0.0, -0.4, -0.8])


def request(tasks: list[dict[str, Any]], items: int = 5, **options: Any) -> dict[str, Any]:
    names = [f"item {number}" for number in range(items)]
    return {"kind": "bestworst", "items": names, "responses": tasks, "options": options}


def draw(people: int, tasks: int, rng: np.random.Generator, spread: float = 0.0) -> list[dict[str, Any]]:
    """Tasks of four items: the best by the model, then the worst of the rest by the model turned round."""
    rows = []
    for who in range(people):
        theta = TRUTH + spread * rng.normal(size=5)
        for _ in range(tasks):
            offered = rng.choice(5, 4, replace=False).tolist()
            best = offered[int(np.argmax(theta[offered] + rng.gumbel(size=4)))]
            rest = [item for item in offered if item != best]
            worst = rest[int(np.argmax(-theta[rest] + rng.gumbel(size=3)))]
            rows.append({"respondent": who, "offered": offered, "best": best, "worst": worst})
    return rows


@pytest.mark.parametrize("model", ["sequential", "marginal"])
def test_log_worths_are_those_of_the_likelihood_written_out(model: str) -> None:
    tasks = draw(25, 4, np.random.default_rng(1))
    for task in tasks[:6]:
        task["worst"] = None
    tasks[7]["best"] = None
    tasks[8] = {"respondent": 2, "offered": [0, 4], "best": 4, "worst": 0}

    def minus_log_likelihood(free: np.ndarray) -> float:
        theta = np.append(free, -free.sum())
        total = 0.0
        for task in tasks:
            offered = task["offered"]
            if task["best"] is not None:
                total += theta[task["best"]] - np.log(np.exp(theta[offered]).sum())
            without = [item for item in offered if item != task["best"]]
            left = without if model == "sequential" else offered
            if task["worst"] is not None and len(without) > 1:
                total += -theta[task["worst"]] - np.log(np.exp(-theta[left]).sum())
        return -total

    best = minimize(minus_log_likelihood, np.zeros(4), method="BFGS", options={"gtol": 1e-9})
    found = weigh(request(tasks, prior=None, bw_model=model)).as_dict()
    np.testing.assert_allclose(found["log_worth"], np.append(best.x, -best.x.sum()), atol=1e-6)
    assert found["loglik"] == pytest.approx(-best.fun, abs=1e-8)
    assert found["n"] == 25


def test_the_truth_is_found_and_clustering_widens_the_errors_of_people_who_differ() -> None:
    tasks = draw(400, 6, np.random.default_rng(2))
    assert np.abs(np.array(weigh(request(tasks)).overall.log_worth) - TRUTH).max() < 0.12
    differ = draw(400, 6, np.random.default_rng(3), spread=1.0)
    clustered = weigh(request(differ)).overall.se
    naive = weigh(request(differ, variance="model")).overall.se
    assert np.mean(np.array(clustered) / np.array(naive)) > 1.3


def test_the_order_of_the_tasks_cannot_show() -> None:
    tasks = draw(12, 5, np.random.default_rng(4))
    first = json.dumps(weigh(request(tasks)).as_dict())
    random.Random(1).shuffle(tasks)
    assert json.dumps(weigh(request(tasks)).as_dict()) == first


def test_counts_stand_beside_the_weights() -> None:
    tasks = [
        {"respondent": 1, "offered": [0, 1, 2], "best": 0, "worst": 2},
        {"respondent": 1, "offered": [0, 1, 3], "best": 0, "worst": 1},
        {"respondent": 2, "offered": [0, 2, 3], "best": 3, "worst": 0, "n": 2},
    ]
    found = weigh(request(tasks, items=5)).as_dict()["sensitivity"]["best_minus_worst"]
    assert found == pytest.approx([0 / 4, -1 / 2, -1 / 3, 2 / 3, 0])


def test_a_task_with_neither_answered_is_no_answer_and_none_answered_is_refused() -> None:
    task = {"respondent": 1, "offered": [0, 1, 2]}
    found = weigh(request([*draw(3, 3, np.random.default_rng(5)), task])).as_dict()
    assert found["n"] == 3
    assert any("1 response ranked nothing" in warning for warning in found["warnings"])
    with pytest.raises(RefusedInput, match="nobody has answered"):
        weigh(request([task]))


def test_tasks_without_a_respondent_are_told_to_count_as_people() -> None:
    tasks = [task | {"respondent": None} for task in draw(3, 3, np.random.default_rng(6))]
    found = weigh(request(tasks)).as_dict()
    assert found["n"] == 9
    assert "tasks without a respondent: each counts as a person of its own" in found["warnings"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"best": 2, "worst": 2}, "row 1, worst: 2 is the best as well"),
        ({"best": 4}, "row 1, best: item 4 (item 4) was not offered"),
        ({"worst": 9}, "row 1, worst: item 9 is not in the list of 5 items (0 to 4)"),
        ({"best": -1}, "row 1, best: item -1 is not in the list of 5 items (0 to 4)"),
        ({"best": "0"}, "row 1, best: '0' is not the number of an item"),
        ({"best": True}, "row 1, best: True is not the number of an item"),
        ({"worst": 1.0}, "row 1, worst: 1.0 is not the number of an item"),
        ({"offered": None}, "row 1, offered: there is none"),
        ({"offered": [0]}, "row 1, offered: one item alone cannot be compared"),
        ({"offered": [0, 1, 1, 2]}, "row 1, offered: item 1 (item 1) is there twice"),
        ({"offered": "012"}, "row 1, offered: '012' is not a list of items"),
        ({"weight": 0}, "row 1, weight: 0 is not more than zero"),
        ({"n": 0}, "row 1, n: 0 is not a whole number"),
        ({"respondent": 1.5}, "row 1, respondent: 1.5 is neither a name nor a number"),
        ({"group": ""}, "row 1, group: the name is blank"),
    ],
)
def test_a_task_that_cannot_be_is_refused_by_row_and_field(change: dict[str, Any], problem: str) -> None:
    good = {"respondent": 1, "offered": [0, 1, 2, 3], "best": 0, "worst": 3}
    with pytest.raises(RefusedInput) as refused:
        weigh(request([good, good | change, good]))
    assert any(one.startswith(problem) for one in refused.value.problems), refused.value.problems


def test_a_list_of_what_was_offered_is_missing_everywhere() -> None:
    with pytest.raises(RefusedInput, match="row 0, offered: there is none"):
        weigh(request([{"best": 0, "worst": 1}]))


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        ({"bw_model": "both"}, "options, bw_model: 'both' is not one of sequential, marginal"),
        ({"points_methods": "mean"}, "options, points_methods: there is no such option for bestworst"),
        ({"points_method": "median"}, "options, points_method: 'median' is not one of mean, clr"),
    ],
)
def test_an_option_that_is_not_there_is_refused_by_name(option: dict[str, Any], problem: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        weigh(request(draw(2, 2, np.random.default_rng(7)), **option))
    assert refused.value.problems == [problem]


def test_the_weights_without_each_channel_count_people_and_not_tasks() -> None:
    rng = np.random.default_rng(11)
    web = [task | {"channel": "web"} for task in draw(40, 4, rng)]
    paper = [task | {"channel": "paper", "respondent": 1000 + task["respondent"]} for task in draw(20, 4, rng)]
    without = weigh(request(web + paper)).as_dict()["quality"]["without_channel"]
    assert (without["paper"]["n"], without["web"]["n"]) == (40, 20)
    assert without["paper"]["weights"] == pytest.approx(
        [weight.value for weight in weigh(request(web)).overall.weights], abs=1e-9
    )


def test_a_group_that_was_asked_for_and_nobody_named_is_reported_with_nobody_in_it() -> None:
    tasks = [task | {"group": "carers"} for task in draw(30, 3, np.random.default_rng(12))]
    steps: list[str] = []
    found = weigh(request(tasks), ["carers", "neighbours"], progress=lambda done, of, what: steps.append(what))
    assert [(group.name, group.n) for group in found.groups] == [("carers", 30), ("neighbours", 0)]
    assert steps == ["Weighing everyone together", "Weighing carers", "Weighing neighbours", "Comparing groups"]
