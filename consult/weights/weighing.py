"""Hands what people said to the analysis, each kind as what it is; points never go through the model of rankings."""

from __future__ import annotations

from typing import Any

from analysis.records import Progress, Ranking, Weights
from analysis.weights import weigh, weigh_rankings
from consult.weights.given import Given, Person, name_groups
from consult.weights.said import Task

SEED = 0  # of the draws behind the likely places; the same for every run, so that the same answers give the same
SHARED = {"variance": "cluster", "level": 0.95, "draws": 200, "seed": SEED, "compare": "none"}
BY_LIKELIHOOD = {**SHARED, "prior": {"type": "normal", "sd": 2.0}, "pool": "partial"}
OPTIONS: dict[str, dict[str, Any]] = {
    "rank": BY_LIKELIHOOD,
    "pairs": BY_LIKELIHOOD,
    "best_worst": {**BY_LIKELIHOOD, "bw_model": "sequential"},
    "points": {**SHARED, "points_method": "mean", "pool": "none"},
}


def weigh_given(given: Given, progress: Progress) -> Weights:
    """Weights of everyone and of each group; a person is one respondent, however many tasks they did."""
    labels, groups = [item.label for item in given.items], sorted(name_groups(given.groups).values())
    options = OPTIONS[given.kind]
    if given.kind in ("rank", "pairs"):
        rankings = _rankings(given) if given.kind == "rank" else _pairs(given)
        return weigh_rankings(rankings, labels, groups, options, unranked="below", progress=progress)
    kind = "points" if given.kind == "points" else "bestworst"
    responses = _points(given) if kind == "points" else _tasks(given)
    request = {"kind": kind, "items": labels, "responses": responses, "options": options}
    return weigh(request, groups, progress=progress)


def _rankings(given: Given) -> list[Ranking]:
    """One ranking a person, with how it was given."""
    return [
        Ranking(
            order=tuple((place,) for place in one.tasks[0][1]),
            offered=one.tasks[0][0],
            groups=one.groups,
            shown=one.shown[0] if one.shown else None,
            seconds=one.seconds,
            channel=one.channel,
            at=one.at,
        )
        for one in given.people
    ]


def _pairs(given: Given) -> list[Ranking]:
    """Each pair a ranking of two, "the same" a tie; what a person said over all pairs is one respondent's.

    Time and rush are of a whole answer and not of one pair, so they are not told.
    """
    return [
        Ranking(
            order=(picks,),
            offered=offered,
            respondent=number,
            groups=one.groups,
            shown=_shown(one, place),
            channel=one.channel,
        )
        for number, one in enumerate(given.people)
        for place, (offered, picks) in enumerate(one.tasks)
    ]


def _shown(person: Person, place: int) -> tuple[int, ...] | None:
    return person.shown[place] if person.shown else None


def _tasks(given: Given) -> list[dict[str, Any]]:
    return [
        {
            "respondent": number,
            "group": list(one.groups),
            "channel": one.channel,
            "offered": list(task[0]),
            **_ends(task),
        }
        for number, one in enumerate(given.people)
        for task in one.tasks
    ]


def _ends(task: Task) -> dict[str, int | None]:
    """The best and the worst of a task, None for an end left open."""
    best, worst = task[1]
    return {"best": best if best >= 0 else None, "worst": worst if worst >= 0 else None}


def _points(given: Given) -> list[dict[str, Any]]:
    """Points as shares of what there was to give, so that people who had 10 and people who had 100 count alike."""
    return [
        {"points": [n / sum(task[1]) for n in task[1]], "group": list(one.groups), "channel": one.channel}
        for one in given.people
        for task in one.tasks
    ]
