"""Hands what people said to the analysis, each kind as what it is; points never go through the model of rankings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.records import GroupWeights, Progress, Ranking, Weights
from analysis.task_quality import Tasked, check_pairs, check_points, check_rankings, check_sets
from analysis.weights import weigh, weigh_rankings
from consult.weights.given import Given, name_groups
from consult.weights.raking import Balanced
from consult.weights.said import Task

SEED = 0  # of the draws behind the likely places; the same for every run, so that the same answers give the same
SHARED = {"variance": "cluster", "level": 0.95, "draws": 200, "seed": SEED, "compare": "none"}
BY_LIKELIHOOD = {**SHARED, "prior": {"type": "normal", "sd": 2.0}, "pool": "partial"}
OPTIONS: dict[str, dict[str, Any]] = {
    "rank": BY_LIKELIHOOD,
    "pairs": BY_LIKELIHOOD,
    "best_worst": {**BY_LIKELIHOOD, "bw_model": "sequential"},
    "points": {**SHARED, "points_method": "mean", "pool": "partial"},
}


CHECKS = {"rank": check_rankings, "pairs": check_pairs, "best_worst": check_sets, "points": check_points}
ALONE = {"by_group": False, "pool": "none", "draws": 0}  # everyone together and nobody else, without likely places


def weigh_given(given: Given, progress: Progress) -> Weights:
    """Weights of everyone and of each group; a person is one respondent, however many tasks they did."""
    weights = [1.0] * len(given.people)
    found = _weigh(given, weights, OPTIONS[given.kind], sorted(name_groups(given.groups).values()), progress)
    quality = {**found.extra.get("quality", {}), **_check_quality(given)}
    return replace(found, extra={**found.extra, "quality": quality})


def weigh_balanced(given: Given, balanced: Balanced) -> GroupWeights:
    """Weights of everyone who could be balanced, each counted by their own weight."""
    people = replace(given, people=tuple(given.people[place] for place in balanced.kept))
    weights = balanced.raked.weights.tolist()
    return _weigh(people, weights, {**OPTIONS[given.kind], **ALONE}, [], None).overall


def _check_quality(given: Given) -> dict[str, Any]:
    """How people answered, each with all of their tasks; a ranking is looked at where it is weighed."""
    people = [Tasked(one.tasks, one.shown, one.seconds, one.channel, one.at) for one in given.people]
    return CHECKS[given.kind](people)


def _weigh(
    given: Given,
    weights: Sequence[float],
    options: Mapping[str, Any],
    groups: Sequence[str],
    progress: Progress | None,
) -> Weights:
    labels = [item.label for item in given.items]
    if given.kind in ("rank", "pairs"):
        rankings = _rankings(given, weights) if given.kind == "rank" else _pairs(given, weights)
        return weigh_rankings(rankings, labels, groups, options, unranked="below", progress=progress)
    kind = "points" if given.kind == "points" else "bestworst"
    responses = _points(given, weights) if kind == "points" else _tasks(given, weights)
    request = {"kind": kind, "items": labels, "responses": responses, "options": options}
    return weigh(request, groups, progress=progress)


def _rankings(given: Given, weights: Sequence[float]) -> list[Ranking]:
    """One ranking a person, with how it was given."""
    return [
        Ranking(
            order=tuple((place,) for place in one.tasks[0][1]),
            offered=one.tasks[0][0],
            groups=one.groups,
            weight=weight,
            shown=one.shown[0] if one.shown else None,
            seconds=one.seconds,
            channel=one.channel,
            at=one.at,
        )
        for one, weight in zip(given.people, weights, strict=True)
    ]


def _pairs(given: Given, weights: Sequence[float]) -> list[Ranking]:
    """Each pair a ranking of two, "the same" a tie; what a person said over all pairs is one respondent's."""
    return [
        Ranking(
            order=(picks,),
            offered=offered,
            respondent=number,
            groups=one.groups,
            weight=weight,
            channel=one.channel,
        )
        for number, (one, weight) in enumerate(zip(given.people, weights, strict=True))
        for offered, picks in one.tasks
    ]


def _tasks(given: Given, weights: Sequence[float]) -> list[dict[str, Any]]:
    return [
        {
            "respondent": number,
            "group": list(one.groups),
            "weight": weight,
            "channel": one.channel,
            "offered": list(task[0]),
            **_ends(task),
        }
        for number, (one, weight) in enumerate(zip(given.people, weights, strict=True))
        for task in one.tasks
    ]


def _ends(task: Task) -> dict[str, int | None]:
    """The best and the worst of a task, None for an end left open."""
    best, worst = task[1]
    return {"best": best if best >= 0 else None, "worst": worst if worst >= 0 else None}


def _points(given: Given, weights: Sequence[float]) -> list[dict[str, Any]]:
    """Points as shares of what there was to give, so that people who had 10 and people who had 100 count alike."""
    return [
        {
            "points": [n / sum(task[1]) for n in task[1]],
            "group": list(one.groups),
            "weight": weight,
            "channel": one.channel,
        }
        for one, weight in zip(given.people, weights, strict=True)
        for task in one.tasks
    ]
