"""People who share out points, pick from sets or choose between pairs, drawn from the story's invented worths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from math import exp
from random import Random
from typing import Any

from consult.demo.chances import PROFILES
from consult.weights.given import Given, read_given
from consult.weights.models import WeightRun
from surveys.database import Database
from surveys.definition import Question
from surveys.questions.kinds import PREFERENCES
from tests import make
from tests.consult.weights.made import Asked

HOWS = tuple(how for how in PREFERENCES if how != "rank")
Row = tuple[dict[str, Any] | None, Sequence[str], dict[str, Any]]
Weigh = Callable[[Asked], WeightRun]
Ask = Callable[..., Asked]


def points(asked: Asked, given: dict[str, int], total: int = 100, **others: Any) -> dict[str, Any]:
    """Points by key as they are stored, 0 for every outcome not named."""
    shared = {str(item): given.get(key, 0) for key, item in asked.items.items()}
    value = {"state": "shared", "points": shared, "total": total, "offered": list(asked.items.values()), "reason": None}
    return value | others


def sets(asked: Asked, *tasks: tuple[Sequence[str], str | None, str | None]) -> dict[str, Any]:
    """Best-worst tasks by key: what was shown, the best, the worst."""
    stored = [
        {
            "offered": [asked.items[key] for key in shown],
            "best": asked.items[best] if best else None,
            "worst": asked.items[worst] if worst else None,
        }
        for shown, best, worst in tasks
    ]
    return {"state": "chosen", "tasks": stored, "offered": _offered(stored), "reason": None}


def pairs(asked: Asked, *tasks: tuple[str, str, str | None]) -> dict[str, Any]:
    """Pairs by key: the two, and the one chosen, "same", or None for a pair left open."""
    stored = [
        {
            "offered": [asked.items[one], asked.items[other]],
            "chosen": None if chosen in (None, "same") else asked.items[chosen],
            "same": chosen == "same",
        }
        for one, other, chosen in tasks
    ]
    return {"state": "chosen", "tasks": stored, "offered": _offered(stored), "reason": None}


def declined(state: str) -> dict[str, Any]:
    """An answer that compares nothing: "none" or "undecided", alike in every kind but for what is empty in it."""
    return {"state": state, "tasks": [], "points": {}, "total": 100, "offered": [], "reason": None}


def _offered(tasks: Sequence[dict[str, Any]]) -> list[int]:
    return list(dict.fromkeys(item for task in tasks for item in task["offered"]))


def draw_rows(asked: Asked, how: str, *, seed: int = 7, part: float = 1.0, tasks: int = 5) -> list[Row]:
    """Answers of the demonstration's groups (eight neighbours, no young carers), with 6 that decline."""
    rng = Random(seed)
    rows: list[Row] = [
        (declined("none" if number < 2 else "undecided"), ["home"], {"received_at": make.NOON}) for number in range(6)
    ]
    for profile in PROFILES:
        people = profile.rankings if profile.rankings < 10 else max(12, round(profile.rankings * part))
        for _ in range(people):
            worth = {key: value + rng.gauss(0, 0.4) for key, value in profile.log_worth.items()}
            value = _draw(asked, how, worth, rng, tasks)
            at = make.NOON + timedelta(minutes=rng.randrange(600))
            rows.append((value, [profile.group], {"received_at": at, "channel": _pick(rng, profile.channels)}))
    return rows


def _draw(asked: Asked, how: str, worth: dict[str, float], rng: Random, tasks: int) -> dict[str, Any]:
    keys = list(asked.items)
    if how == "points":
        given = dict.fromkeys(keys, 0)
        for _ in range(20):
            given[_by_worth(rng, keys, worth, 1.0)] += 5
        return points(asked, given)
    if how == "pairs":
        told = []
        for _ in range(tasks):
            one, other = rng.sample(keys, 2)
            told.append((one, other, "same" if rng.random() < 0.1 else _by_worth(rng, [one, other], worth, 1.0)))
        return pairs(asked, *told)
    picked = []
    for _ in range(tasks):
        shown = rng.sample(keys, 4)
        best = _by_worth(rng, shown, worth, 1.0)
        picked.append((shown, best, _by_worth(rng, [key for key in shown if key != best], worth, -1.0)))
    return sets(asked, *picked)


def _by_worth(rng: Random, keys: Sequence[str], worth: dict[str, float], sign: float) -> str:
    return rng.choices(list(keys), [exp(sign * worth[key]) for key in keys])[0]


def _pick(rng: Random, shares: Any) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]


def whole(row: Any) -> Row:
    value, groups, *rest = row
    return value, groups, rest[0] if rest else {}


def group_of(result: dict[str, Any], name: str) -> dict[str, Any]:
    return next(group for group in result["groups"] if group["name"] == name)


def by_label(result: dict[str, Any], part: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {item["item_id"]: weight for item, weight in zip(result["items"], part["weights"], strict=True)}


def read(store: Database, asked: Asked) -> Given:
    with store.reading() as db:
        return read_given(db, db.get_one(Question, asked.question_id), asked.consultation_id)
