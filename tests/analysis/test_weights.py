"""The one door of weighting: what a report holds, what it says in words, and that the order of rows cannot show."""

import json
import random
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from analysis.records import Ranking, RefusedInput
from analysis.weights import weigh, weigh_rankings
from tests.analysis.rankings_made import draw, request, worked_cases

pytestmark = pytest.mark.pure
TRUTH = np.array([1.0, 0.4, 0.0, -0.5, -0.9])


def report(rankings: list[Any], **parts: Any) -> dict[str, Any]:
    return weigh(request(rankings, **parts)).as_dict()


def refusals(asked: Any) -> list[str]:
    with pytest.raises(RefusedInput) as refused:
        weigh(asked)
    return refused.value.problems


def said(found: dict[str, Any], words: str) -> bool:
    return any(words in warning for warning in found["warnings"])


def test_unranked_below_recovers_the_truth_and_absent_does_not() -> None:
    rows = draw(TRUTH, 4000, 2, np.random.default_rng(1))
    below = np.array(report(rows, items=5)["log_worth"])
    absent = np.array(report(rows, items=5, unranked="absent")["log_worth"])
    assert np.abs(below - TRUTH).max() < 0.1
    assert np.abs(absent - TRUTH).max() > 0.5


def test_offered_items_left_unranked_are_below_and_others_are_absent() -> None:
    rng = np.random.default_rng(2)
    rows = []
    for ranking in draw(TRUTH, 4000, 5, rng):
        offered = rng.choice(5, 3, replace=False).tolist()
        best = next(place for place in ranking if place[0] in offered)
        rows.append({"ranking": [best], "offered": offered})
    found = np.array(report(rows, items=5)["log_worth"])
    assert np.abs(found - TRUTH).max() < 0.12
    assert found.tolist() == report(rows, items=5, unranked="absent")["log_worth"]


def test_an_offer_that_contradicts_absent_is_followed_and_said() -> None:
    found = report([{"ranking": [[0]], "offered": [0, 1, 2]}, [[1], [0]]], unranked="absent")
    assert said(found, "1 response left out items that were offered: these count as below")


def test_weights_add_up_to_one_and_log_worths_to_nothing() -> None:
    found = report(draw(TRUTH, 90, 3, np.random.default_rng(3)), items=5)
    assert sum(found["weights"]) == pytest.approx(1.0, abs=1e-11)
    assert sum(found["log_worth"]) == pytest.approx(0.0, abs=1e-11)
    assert all(low < weight < high for weight, (low, high) in zip(found["weights"], found["interval"], strict=True))


def mixed_rows(seed: int) -> list[dict[str, Any]]:
    """Every field in use: ties, short lists, offers, counts, unequal weights, people with several rows, groups."""
    rng = np.random.default_rng(seed)
    rows = []
    for number, ranking in enumerate(draw(TRUTH, 120, 4, rng)):
        row: dict[str, Any] = {"ranking": ranking[: int(rng.integers(0, 5))]}
        if rng.random() < 0.3 and len(row["ranking"]) > 1:
            row["ranking"] = [[*row["ranking"][0], *row["ranking"][1]], *row["ranking"][2:]]
        if rng.random() < 0.3:
            row["offered"] = sorted({item for place in row["ranking"] for item in place} | {1, 3})
        row["weight"] = float(rng.choice([0.3, 1.1, 2.7]))
        row["respondent"] = [None, f"p{number}", f"p{number % 7}"][int(rng.integers(3))]
        row["n"] = int(rng.integers(1, 4))
        row["group"] = [None, "carers", ["carers", "tenants"], "tenants"][int(rng.integers(4))]
        rows.append(row)
    return rows


@pytest.mark.parametrize("prior", [{"type": "normal", "sd": 2.0}, {"type": "pseudo", "n": 0.5}, None])
def test_any_order_of_the_rows_gives_the_same_report_to_the_last_bit(prior: Any) -> None:
    rows = mixed_rows(4)
    first = json.dumps(report(rows, items=5, prior=prior))
    for seed in range(4):
        shuffled = rows.copy()
        random.Random(seed).shuffle(shuffled)
        assert json.dumps(report(shuffled, items=5, prior=prior)) == first


def test_other_names_for_the_people_give_the_same_report() -> None:
    rows = mixed_rows(5)
    renamed = [
        row | {"respondent": None if row["respondent"] is None else hash(row["respondent"]) % 10**9} for row in rows
    ]
    assert json.dumps(report(rows, items=5)) == json.dumps(report(renamed, items=5))


def test_rows_that_count_several_people_are_the_same_as_several_rows() -> None:
    counted = [{"ranking": [[0], [1]], "n": 3}, {"ranking": [[1], [2]], "n": 2}]
    written_out = [{"ranking": [[0], [1]]}] * 3 + [{"ranking": [[1], [2]]}] * 2
    one, other = report(counted), report(written_out)
    one.pop("run"), other.pop("run")
    assert one == other


def test_every_number_is_rounded_to_twelve_digits() -> None:
    found = report(mixed_rows(6), items=5)

    def numbers(value: Any) -> list[float]:
        if isinstance(value, dict):
            return [one for inner in value.values() for one in numbers(inner)]
        if isinstance(value, list):
            return [one for inner in value for one in numbers(inner)]
        return [value] if isinstance(value, float) else []

    assert len(numbers(found)) > 100
    assert all(number == float(f"{number:.12g}") for number in numbers(found))


def test_groups_are_reported_beside_everyone_and_a_person_may_be_in_several() -> None:
    rows = [
        *({"ranking": [[0], [1]], "group": ["carers", "tenants"]} for _ in range(4)),
        *({"ranking": [[2], [1]], "group": "tenants"} for _ in range(6)),
        {"ranking": [[1], [0]]},
    ]
    found = report(rows, pool="none")
    assert found["n"] == 11
    assert {name: group["n"] for name, group in found["groups"].items()} == {"carers": 4, "tenants": 10}
    alone = report([row for row in rows if "tenants" in (row.get("group") or "")])
    assert found["groups"]["tenants"]["weights"] == alone["weights"]
    assert said(found, "whether the groups differ on the whole was not tested: they share people")
    assert "lr" not in found


def test_groups_are_left_out_when_nobody_wants_them() -> None:
    assert "groups" not in report([{"ranking": [[0]], "group": "carers"}] * 3, by_group=False)


def test_n_of_an_item_counts_the_people_who_were_offered_it() -> None:
    rows = [
        {"ranking": [[0]], "offered": [0, 1], "respondent": "a"},
        {"ranking": [[1]], "offered": [0, 1], "respondent": "a"},
        {"ranking": [[2]], "offered": [2, 1], "n": 4},
    ]
    assert report(rows)["n_items"] == [1, 5, 4]


def test_survey_weights_shift_the_result_and_lower_the_effective_number() -> None:
    rows = [{"ranking": [[0]], "weight": 3.0}] * 20 + [{"ranking": [[1]], "weight": 1.0}] * 20
    found = report(rows, items=2, prior=None)
    assert found["weights"] == pytest.approx([0.75, 0.25], abs=1e-9)
    assert found["n"] == 40
    assert found["n_eff"] == pytest.approx(80**2 / (20 * 9 + 20))


def test_weights_that_leave_few_people_are_called_indicative() -> None:
    rows = [{"ranking": [[0]], "weight": 50.0}] + [{"ranking": [[1]], "weight": 1.0}] * 40
    assert said(report(rows, items=2), "indicative only: after weighting these answers are worth 3.2 people")


# Answers that say little: a warning in words, never a silent number and never a traceback.


def test_an_untouched_ranking_is_no_answer() -> None:
    found = report([[[0], [1]], [], []])
    assert found["n"] == 1
    assert said(found, "2 responses ranked nothing: no answer, so not counted")


def test_an_answer_that_ties_everything_counts_as_a_person_and_not_in_the_fit() -> None:
    rows = [[[0], [1]], [[1], [2]], [[0], [2]]]
    found = report([*rows, [[0, 1, 2]]])
    assert found["n"] == 4
    assert found["weights"] == report(rows)["weights"]
    assert said(found, "1 response with nothing to compare")


@pytest.mark.parametrize("prior", [None, {"type": "normal", "sd": 1.0}, {"type": "pseudo", "n": 1}])
def test_when_all_tie_everything_equal_weights_are_called_no_finding(prior: Any) -> None:
    found = report([[[0, 1, 2]]] * 12, prior=prior)
    assert found["n"] == 12
    assert found["weights"] == pytest.approx([1 / 3] * 3)
    assert found["interval"][0][1] > 0.8
    assert said(found, "equal weights are not a finding")


def test_one_person_is_answered_with_a_warning() -> None:
    found = report([[[0], [1], [2]]])
    assert found["n"] == 1
    assert said(found, "1 person: so few that their answers tell little; not to be published")


@pytest.mark.parametrize(
    ("people", "words"), [(4, "4 people: so few that their answers tell little"), (9, "9 people: too few to publish")]
)
def test_few_people_are_called_few(people: int, words: str) -> None:
    rows = draw(TRUTH, people, 5, np.random.default_rng(8))
    assert said(report(rows, items=5), words)


def test_ten_people_are_not_called_few() -> None:
    assert not said(report(draw(TRUTH, 10, 5, np.random.default_rng(8)), items=5), "publish")


def test_an_item_never_chosen_is_named() -> None:
    rows = [[[0], [1]], [[1], [0]]] * 10
    found = report(rows, items=["Warm home", "Steady work", "Cleaner air"])
    assert said(found, "Cleaner air: never put above anything; its weight rests on the prior")


def test_an_item_never_beaten_is_named() -> None:
    found = report([[[0], [1], [2]], [[0], [2], [1]]] * 10, items=["Warm home", "Steady work", "Cleaner air"])
    assert said(found, "Warm home: never put below anything; its weight rests on the prior")


def test_an_item_nobody_compared_is_named() -> None:
    found = report([[[0], [1]], [[1], [0]]] * 10, unranked="absent", items=["a", "b", "Cleaner air"])
    assert said(found, "Cleaner air: never compared with anything, so nothing is known of it")


def test_items_that_fall_apart_are_named() -> None:
    rows = [[[0], [1]], [[1], [0]], [[2], [3]], [[3], [2]]] * 5
    found = report(rows, items=["a", "b", "c", "d"], unranked="absent")
    assert said(found, "sets that nobody compared with each other: (a, b) and (c, d)")


def test_a_group_of_items_always_above_the_rest_is_named() -> None:
    rows = [[[0], [1], [2], [3]], [[1], [0], [3], [2]]] * 5
    found = report(rows, items=["a", "b", "c", "d"], unranked="full")
    assert said(found, "(a, b): always put above the other items")


@pytest.mark.parametrize(
    "rows",
    [
        [[[0], [1], [2]]] * 20,
        [[[0], [1]], [[1], [0]]],
        [[[0, 1], [2]]] * 9,
    ],
)
def test_without_a_prior_what_has_no_finite_estimate_falls_back_and_says_so(rows: list[Any]) -> None:
    found = report(rows, prior=None, unranked="below")
    assert said(found, "without a prior no finite estimate exists: the weak normal prior (sd 2) was used instead")
    assert np.isfinite(found["weights"]).all()
    assert np.isfinite(found["se"]).all()


def test_ties_that_run_away_together_with_log_worths_are_noticed_too() -> None:
    # a~b and b~c always tie, a beats c always: connected, and yet no finite maximum
    rows = [[[0, 1]], [[1, 2]], [[0], [2]]] * 6
    found = report(rows, prior=None, unranked="absent")
    assert said(found, "without a prior no finite estimate exists")


def test_with_a_prior_pairs_that_always_tie_stay_finite() -> None:
    found = report([[[0, 1]], [[1, 2]], [[0, 2]]] * 6, unranked="absent")
    assert found["weights"] == pytest.approx([1 / 3] * 3)
    assert 1 < found["ties"]["2"] < 1e4


def test_ties_of_more_than_five_are_said_to_be_averaged() -> None:
    rows = [[[0, 1, 2, 3, 4, 5], [6]]] * 3 + [[[item]] for item in range(7)]
    assert said(report(rows, items=7), "3 ties of more than 5 items entered as the average of single choices")


def test_a_field_that_is_not_used_is_named() -> None:
    assert said(report([{"ranking": [[0]], "wieght": 3}]), "the field 'wieght' of the responses was not used")


# Requests that are refused.


@pytest.mark.parametrize("rows", [[], [[], []]])
def test_nobody_at_all_is_refused(rows: list[Any]) -> None:
    assert refusals(request(rows)) == ["responses: nobody has answered, so there is nothing to weigh"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"items": ["one"]}, "items: at least two are needed"),
        ({"items": []}, "items: at least two are needed"),
        ({"items": "abc"}, "items: there must be a list of their names"),
        ({"items": None}, "items: there must be a list of their names"),
        ({"items": ["a", "b", "a"]}, "items, 2: 'a' is there twice"),
        ({"items": ["a", "b", " "]}, "items, 2: ' ' is not a name"),
        ({"items": ["a", "b", 3]}, "items, 2: 3 is not a name"),
        ({"kind": "votes"}, "kind: 'votes' is not one of rankings"),
        ({"kind": ["rankings"]}, "kind: ['rankings'] is not one of"),
        ({"unranked": "last"}, "unranked: 'last' is not one of full, absent, below"),
        ({"unranked": ["below"]}, "unranked: ['below'] is not one of"),
        ({"responses": None}, "responses: there must be a list of them"),
        ({"responses": [[[0]]]}, "row 0: [[0]] is not a response with named fields"),
        ({"responses": [{"n": 1}]}, "row 0, ranking: there is none"),
        ({"margins": {}}, "'margins': there is no such field"),
        ({"options": []}, "options: [] is not a set of named options"),
        ({"options": {"priors": None}}, "options, priors: there is no such option"),
        ({"options": {"prior": "normal"}}, "options, prior: 'normal' is neither null nor of type"),
        ({"options": {"prior": {"type": "flat"}}}, "options, prior: {'type': 'flat'} is neither null nor of type"),
        ({"options": {"prior": {"type": "normal", "sd": 0}}}, "options, prior, sd: 0 is not a number from"),
        ({"options": {"prior": {"type": "normal", "sd": float("nan")}}}, "options, prior, sd: nan is not a number"),
        ({"options": {"prior": {"type": "normal", "n": 2}}}, "options, prior: a normal prior has no 'n'"),
        ({"options": {"ties": "breslow"}}, "options, ties: 'breslow' is not one of davidson"),
        ({"options": {"ties": None}}, "options, ties: None is not one of davidson"),
        ({"options": {"variance": "robust"}}, "options, variance: 'robust' is not one of cluster, model"),
        ({"options": {"variance": []}}, "options, variance: [] is not one of cluster, model"),
        ({"options": {"level": 95}}, "options, level: 95 is not a share from 0.5 to 0.9999"),
        ({"options": {"level": 1.0}}, "options, level: 1.0 is not a share"),
        ({"options": {"by_group": "yes"}}, "options, by_group: 'yes' is neither true nor false"),
    ],
)
def test_a_request_with_a_broken_frame_is_refused_by_name(change: dict[str, Any], problem: str) -> None:
    assert any(one.startswith(problem) for one in refusals(request([[[0], [1]]] * 3) | change))


@pytest.mark.parametrize("asked", [None, [], "rankings", 3])
def test_what_is_no_request_is_refused(asked: Any) -> None:
    assert "is not a request with named fields" in refusals(asked)[0]


def test_all_that_is_wrong_with_a_request_is_said_at_once() -> None:
    asked = request([[[0]]], items=1, ties="x", level=2.0) | {"unranked": "?"}
    assert len(refusals(asked)) == 4


# Records straight from Python.


def test_records_give_the_same_weights_as_a_request() -> None:
    rows = mixed_rows(9)
    records = [
        Ranking(
            order=tuple(tuple(place) for place in row["ranking"]),
            offered=tuple(row["offered"]) if "offered" in row else None,
            respondent=row["respondent"],
            groups=tuple([row["group"]] if isinstance(row["group"], str) else row["group"] or ()),
            weight=row["weight"],
            n=row["n"],
        )
        for row in rows
    ]
    items = [f"item {number}" for number in range(5)]
    assert weigh_rankings(records, items) == weigh(request(rows, items=5))


def test_a_group_that_nobody_named_is_in_the_report_with_no_number() -> None:
    records = [Ranking(((0,), (1,)), groups=("carers",))] * 12
    found = weigh_rankings(records, ["a", "b"], ["young carers", "carers"])
    assert [(group.name, group.n, len(group.weights)) for group in found.groups] == [
        ("young carers", 0, 0),
        ("carers", 12, 2),
    ]
    assert found.groups[0].warnings == ("nobody of this group has answered",)
    assert "weights" not in found.as_dict()["groups"]["young carers"]


def test_progress_is_told_from_first_to_last_and_may_stop_the_work() -> None:
    records = [Ranking(((0,), (1,)), groups=("carers",)), Ranking(((1,), (0,)), groups=("tenants",))]
    heard: list[tuple[int, int, str]] = []
    weigh_rankings(records, ["a", "b"], progress=lambda *said: heard.append(said))
    assert [done for done, _, _ in heard] == [0, 1, 2, 3]
    assert {steps for _, steps, _ in heard} == {4}

    def stop(done: int, steps: int, what: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        weigh_rankings(records, ["a", "b"], progress=stop)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (Ranking(((0,), (7,))), "row 1, ranking: item 7 is not in the list of 2 items"),
        (Ranking(((0,),), weight=-1.0), "row 1, weight: -1.0 is not more than zero"),
        (Ranking(((1,),), offered=(0,)), "row 1, ranking: item 1 (b) was ranked but not offered"),
    ],
)
def test_a_malformed_record_is_refused_by_its_position(record: Ranking, problem: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        weigh_rankings([Ranking(((0,), (1,))), record], ["a", "b"])
    assert problem in refused.value.problems[0]


def test_a_report_says_how_it_was_made() -> None:
    run = report([[[0], [1]], []], prior={"type": "pseudo", "n": 0.5}, level=0.9)["run"]
    assert run == {
        "method": "Plackett-Luce",
        "version": "4",
        "unranked": "below",
        "prior": {"type": "pseudo", "n": 0.5},
        "ties": "davidson",
        "variance": "cluster",
        "level": 0.9,
        "pool": "none",
        "rows": 2,
        "rows_left_out": 1,
    }


def test_a_worked_case_is_the_same_written_as_text_and_read_again() -> None:
    case = worked_cases()["salad"]
    rows = [{"n": n, "ranking": ranking} for n, ranking in case["rankings"]]
    asked = request(rows, items=case["items"], unranked="full")
    assert weigh(json.loads(json.dumps(asked))) == weigh(asked)


def test_the_likelihood_ratio_does_not_hang_on_the_unit_of_the_survey_weights() -> None:
    rng = np.random.default_rng(2)
    rows = [
        {"ranking": order, "group": name}
        for name, worths in (("x", [1.0, 0.0, -1.0]), ("y", [0.4, 0.2, -0.6]))
        for order in draw(np.array(worths), 30, 3, rng)
    ]
    plain = weigh(request(rows)).difference
    for unit in (10.0, 1e50):
        scaled = weigh(request([row | {"weight": unit} for row in rows])).difference
        assert plain is not None and scaled is not None
        assert (scaled["stat"], scaled["p"]) == pytest.approx((plain["stat"], plain["p"]))


def test_two_outcomes_of_which_one_never_wins_outright_are_answered_with_a_warning() -> None:
    """Log-worths and the parameter of ties run away together, and the Hessian with them."""
    rows = [{"ranking": [[1], [0]]}, {"ranking": [[0, 1]]}]
    found = weigh(request(rows, items=2, prior=None)).overall
    assert sum(weight.value for weight in found.weights) == pytest.approx(1)
    assert any("prior" in warning for warning in found.warnings)
    groups = [{"ranking": [[0], [1]], "group": "x"}, {"ranking": [[0, 1]], "group": "x"}]
    weigh(request([*groups, {"ranking": [[1, 0]], "group": "y"}], items=2))


@pytest.mark.parametrize(
    "rows",
    [
        [{"ranking": [[3], [1, 2], [0]], "n": 100_000}],
        [{"ranking": [[0], [1]], "n": 10**9}, {"ranking": [[1], [0]], "n": 3}],
    ],
)
@pytest.mark.parametrize("prior", [{"type": "normal", "sd": 2.0}, {"type": "pseudo", "n": 0.5}])
def test_very_many_people_who_agree_still_get_numbers(rows: list[dict[str, Any]], prior: dict[str, Any]) -> None:
    found = weigh(request(rows, items=4 if len(rows) == 1 else 2, prior=prior)).overall
    assert np.isfinite(found.log_worth).all()
    assert max(range(len(found.weights)), key=lambda item: found.weights[item].value) == rows[0]["ranking"][0][0]


def test_one_thread_weighs_whatever_the_machine_allows_and_what_it_allowed_comes_back() -> None:
    records = [Ranking(((0,), (1,)))] * 3
    seen: list[int] = []

    def look(done: int, steps: int, what: str) -> None:
        seen.extend(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")

    with threadpool_limits(limits=2, user_api="blas"):
        weigh_rankings(records, ["a", "b"], progress=look)
        weigh(request([[[0], [1]]] * 3), progress=look)
        after = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    assert set(seen) == {1} and after == {2}


def test_a_tie_that_one_person_made_is_expected_once_because_tie_parameters_have_no_prior() -> None:
    rng = np.random.default_rng(21)
    rows = [{"ranking": ranking} for ranking in draw(np.array([1.0, 0.4, -0.3, -1.1]), 500, 2, rng)]
    found = report([{"ranking": [[0, 1, 2], [3]]}, *rows], items=4)
    worth, delta = np.exp(found["log_worth"]), found["ties"]["3"]

    def chance(left: set[int]) -> float:
        triples = sum(np.prod(worth[list(three)]) ** (1 / 3) for three in combinations(sorted(left), 3))
        return float(delta * triples / (worth[sorted(left)].sum() + delta * triples))

    first = {0, 1, 2, 3}
    expected = 501 * chance(first) + sum(chance(first - {row["ranking"][0][0]}) for row in rows)
    assert expected == pytest.approx(1, abs=1e-6)  # a prior of log delta about zero would make it three or four


def test_the_more_people_tie_the_larger_the_tie_parameter_up_to_all_of_them() -> None:
    told = [
        report([{"ranking": [[0, 1], [2]]}] * (30 - apart) + [{"ranking": [[0], [1], [2]]}] * apart, unranked="full")
        for apart in (3, 2, 1, 0)
    ]
    deltas = [one["ties"]["2"] for one in told]
    assert deltas == sorted(deltas)
    assert 50 < deltas[-1] < 60  # here alone the prior of log delta holds it
    assert told[-1]["weights"][0] == pytest.approx(told[-1]["weights"][1])
