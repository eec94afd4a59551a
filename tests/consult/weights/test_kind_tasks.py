"""Weights of answers in several tasks, best-worst sets and pairs: known answers, and people counted, never tasks."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from analysis.weights import weigh as analyse
from consult.weights.alike import NO_CONTRADICTION
from surveys.database import Database
from surveys.definition import Survey
from surveys.questionnaire import find_version, read_version
from surveys.questions.kinds import get_kind
from surveys.receipts import instance_of
from tests import make
from tests.consult.weights import made
from tests.consult.weights.made import Asked
from tests.consult.weights.made_kinds import Ask, Weigh, by_label, draw_rows, group_of, pairs, read, sets


def test_pairs_come_out_at_the_odds_with_which_people_chose(ask: Ask, weigh: Weigh):
    rows = [lambda a: (pairs(a, ("company", "hot_meal", "company")), ["home"])] * 300
    rows += [lambda a: (pairs(a, ("hot_meal", "company", "hot_meal")), ["home"])] * 100
    asked = ask("pairs", *rows)
    result = weigh(asked).result
    told = by_label(result, result["overall"])
    assert list(told) == [asked.items["company"], asked.items["hot_meal"]]  # what nobody was shown has no weight
    assert told[asked.items["company"]]["points"] == pytest.approx(75, abs=0.3)  # the prior draws a little
    assert told[asked.items["company"]]["n"] == 400


def test_the_same_is_a_tie_and_not_a_choice(ask: Ask, weigh: Weigh):
    rows = [lambda a: (pairs(a, ("company", "hot_meal", "company")), ["home"])] * 60
    rows += [lambda a: (pairs(a, ("company", "hot_meal", "hot_meal")), ["home"])] * 20
    rows += [lambda a: (pairs(a, ("company", "hot_meal", "same")), ["home"])] * 40
    result = weigh(ask("pairs", *rows)).result
    # Davidson (1970): a tie leaves the odds of the two where the choices put them, 3 to 1 for the square of the ratio
    assert result["overall"]["n"] == 120
    assert result["overall"]["weights"][0]["points"] == pytest.approx(75, abs=1.5)


def test_best_worst_sets_give_what_the_analysis_makes_of_the_same_tasks(ask: Ask, weigh: Weigh, store: Database):
    with store.unit_of_work() as db:
        asked = made.county(db, how="best_worst")
        rows = draw_rows(asked, "best_worst", part=0.3)
        made.store(db, asked, rows)
    result = weigh(asked).result
    place = {item: number for number, item in enumerate(asked.items.values())}
    tasks = [
        {
            "respondent": f"p{number}",
            "offered": [place[item] for item in task["offered"]],
            "best": place[task["best"]],
            "worst": place[task["worst"]],
        }
        for number, (value, _, _) in enumerate(rows)
        for task in value["tasks"]
    ]
    random_order = Random(1).sample(tasks, len(tasks))
    again = analyse({"kind": "bestworst", "items": [f"i{n}" for n in range(9)], "responses": random_order})
    overall = result["overall"]
    assert [weight["points"] for weight in overall["weights"]] == pytest.approx(
        [100 * weight.value for weight in again.overall.weights], abs=1e-3
    )
    assert overall["n"] == again.overall.n == len({task["respondent"] for task in tasks})
    times = [sum((task["best"] == item) - (task["worst"] == item) for task in tasks) for item in range(9)]
    shown = [sum(item in task["offered"] for task in tasks) for item in range(9)]
    assert overall["beside"]["best_minus_worst"] == pytest.approx(
        [net / n for net, n in zip(times, shown, strict=True)], abs=1e-4
    )
    assert result["asked"] == {"size": 4}


@pytest.mark.parametrize("how", ["best_worst", "pairs"])
def test_a_person_with_many_tasks_is_one_person_and_makes_the_weights_no_surer(how: str, ask: Ask, weigh: Weigh):
    """Each says the same four times over. Counted as four people each, the range would come out half as wide."""

    def width(times: int, people: int) -> tuple[float, int]:
        def answer(best: str, other: str) -> Any:
            if how == "pairs":
                return lambda a: (pairs(a, *[("company", "hot_meal", best)] * times), ["home"])
            shown = ["company", "hot_meal", "choice_of_time"]
            return lambda a: (sets(a, *[(shown, best, other)] * times), ["home"])

        rows = [answer("company", "hot_meal")] * (2 * people) + [answer("hot_meal", "company")] * people
        result = weigh(ask(how, *rows)).result
        first = result["overall"]["weights"][0]
        return first["high"] - first["low"], first["n"]

    once, four_times, as_people = width(1, 40), width(4, 40), width(1, 160)
    assert once[1] == four_times[1] == 120 and as_people[1] == 480
    assert four_times[0] == pytest.approx(once[0], rel=0.1)
    assert as_people[0] < 0.6 * four_times[0]  # what the fault would look like


@pytest.mark.parametrize("how", ["best_worst", "pairs"])
def test_a_task_left_open_says_nothing_and_the_rest_of_the_answer_counts(how: str, ask: Ask, store: Database):
    shown = ["company", "hot_meal", "choice_of_time"]
    rows = {
        "best_worst": lambda a: (sets(a, (shown, "company", None), (shown, None, None)), ["home"]),
        "pairs": lambda a: (
            pairs(a, ("company", "hot_meal", "company"), ("company", "choice_of_time", None)),
            ["home"],
        ),
    }
    given = read(store, ask(how, rows[how]))
    assert [len(person.tasks) for person in given.people] == [1] and not given.exclusions


@pytest.mark.parametrize("how", ["best_worst", "pairs"])
def test_a_few_people_who_never_chose_otherwise_than_another_are_not_shown(how: str, ask: Ask, weigh: Weigh):
    keys = ["company", "hot_meal", "choice_of_time", "someone_notices"]
    rng = Random(5)

    def one_mind(asked: Asked) -> Any:
        tasks = [sorted(rng.sample(range(4), 2 if how == "pairs" else 3)) for _ in range(3)]
        if how == "pairs":
            return pairs(asked, *[(keys[a], keys[b], keys[a]) for a, b in tasks]), ["home"]
        return sets(asked, *[([keys[n] for n in task], keys[task[0]], keys[task[-1]]) for task in tasks]), ["home"]

    def divided(asked: Asked) -> Any:
        value = draw_rows(asked, how, seed=rng.randrange(10**6), part=0)[20][0]
        return value, ["carers"]

    asked = ask(how, *[one_mind] * 12, *[divided] * 30)
    result = weigh(asked).result
    home = group_of(result, "People at home")
    assert home["n"] == 12 and home["weights"] == [] and home["hidden"] == NO_CONTRADICTION
    assert group_of(result, "Family carers")["hidden"] != NO_CONTRADICTION


@pytest.mark.parametrize("how", ["best_worst", "pairs"])
def test_what_residents_send_is_what_is_weighed(how: str, store: Database, weigh: Weigh):
    """Through the one door, as the form sends it, each person with sets of their own: sixty who keep to one order of
    worth as people do, and two who decline."""
    rng = Random(4)
    with store.unit_of_work() as db:
        asked = made.county(db, how=how)
        survey = db.get_one(Survey, asked.survey_id)
        walk = read_version(find_version(db, survey))
        question, about = walk.questions()
        home = {"groups": [str(asked.groups["home"])]}
        worth = {item: -0.6 * place for place, item in enumerate(asked.items.values())}
        for number in range(60):
            token = f"{how} {number}"
            shown = get_kind(how).shown_sets(question, instance_of(token))
            drawn = [{one.id: worth[one.id] + rng.gauss(0, 0.8) for one in task} for task in shown]
            ends = {
                "best": [str(max(task, key=task.__getitem__)) for task in drawn],
                "worst": [str(min(task, key=task.__getitem__)) for task in drawn],
            }
            raw = {"pair": ends["best"]} if how == "pairs" else ends
            make.response(
                db, survey, walk, {question.id: {**raw, "none": "", "reason": ""}, about.id: home}, token=token
            )
        for none in ("none", "undecided"):
            make.response(db, survey, walk, {question.id: {"none": none, "reason": "No"}, about.id: home})
    result = weigh(asked).result
    assert result["overall"]["n"] == 60 and {one["reason"]: one["n"] for one in result["exclusions"]} == {
        "none": 1,
        "undecided": 1,
    }
    told = [weight["points"] for weight in group_of(result, "People at home")["weights"]]
    order = sorted(range(9), key=lambda place: -told[place])
    assert order[0] in (0, 1) and order[-1] in (7, 8)
    assert all(abs(place - at) <= 2 for at, place in enumerate(order))


@pytest.mark.parametrize("how", ["best_worst", "pairs"])
def test_on_paper_the_same_answers_give_the_same_weights_and_nothing_of_the_screen(how: str, store: Database):
    with store.unit_of_work() as db:
        asked = made.county(db, how=how)
        made.store(db, asked, draw_rows(asked, how, part=0.1))
    people = read(store, asked).people
    assert {person.shown is None for person in people if person.channel != "web"} == {True}
    assert {len(person.shown or ()) for person in people if person.channel == "web"} == {5}
