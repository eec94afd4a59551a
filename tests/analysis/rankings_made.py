"""Made rankings for tests of the weighting: requests with every part in view, drawn answers from known worths."""

import json
from pathlib import Path
from typing import Any

import numpy as np

ANSWERS = Path(__file__).parent.parent / "answers"


def worked_cases() -> dict[str, Any]:
    """Cases whose results other programs computed."""
    return json.loads((ANSWERS / "weights_worked.json").read_text(encoding="utf-8"))


def request(
    rankings: list[Any], *, items: int | list[str] = 3, unranked: str = "below", **options: Any
) -> dict[str, Any]:
    """A request; `rankings` are rankings, or whole responses."""
    names = items if isinstance(items, list) else [f"item {number}" for number in range(items)]
    responses = [one if isinstance(one, dict) else {"ranking": one} for one in rankings]
    return {"kind": "rankings", "items": names, "unranked": unranked, "responses": responses, "options": options}


def pairs(wins: list[list[int]]) -> list[dict[str, Any]]:
    """Paired comparisons from a table of wins, row over column."""
    return [
        {"n": n, "ranking": [[winner], [loser]]} for winner, row in enumerate(wins) for loser, n in enumerate(row) if n
    ]


def draw(theta: np.ndarray, people: int, top: int, rng: np.random.Generator) -> list[list[list[int]]]:
    """The first `top` places of people who follow the model: log-worth plus Gumbel noise, sorted."""
    noisy = theta + rng.gumbel(size=(people, len(theta)))
    return [[[item] for item in row] for row in np.argsort(-noisy, axis=1)[:, :top].tolist()]
