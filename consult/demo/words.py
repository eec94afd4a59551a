"""The open answers of the demonstration, read as they were written; what else each person ticked is drawn by chance."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consult.demo.arrivals import draw_instance_id, draw_second, pick, start
from consult.demo.chances import MEALS_NOW, QUOTE_SHARE
from consult.demo.story import OPEN_SURVEY

FILE = Path(__file__).with_name("community_meals.jsonl")
NOTHING, OFF_TOPIC, NEAR_DUPLICATE = "nothing", "off-topic", "near-duplicate of"
# The copied letter about the minibus came in together: forms collected at one lunch.
LETTER_DAYS = (16, 18)


@dataclass(frozen=True, slots=True)
class Words:
    """One open answer, written by hand. `themes` is what it was written about, main one first, [] if nothing."""

    text: str
    group: str
    channel: str
    themes: tuple[str, ...]
    note: str  # "", nothing, off-topic, or "near-duplicate of ..."


def read_words() -> tuple[Words, ...]:
    """Every open answer, in the order of the file."""
    rows = (json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())
    return tuple(Words(row["text"], row["group"], row["channel"], tuple(row["themes"]), row["note"]) for row in rows)


def draw_open_responses(seed: int) -> list[dict[str, Any]]:
    """One response for each open answer, in the order they came in.

    Each has instance_id, group, channel, second (from midnight at the start of day 0), text, themes, note,
    meals_now (keys of the choice question; [] is no answer) and may_quote.
    """
    rng = start(seed)
    drawn = []
    for words in read_words():
        days = LETTER_DAYS if words.note.startswith(NEAR_DUPLICATE) else (OPEN_SURVEY.opens_day, OPEN_SURVEY.closes_day)
        channel = "paper" if words.channel == "session" and days == LETTER_DAYS else words.channel
        meals = MEALS_NOW[words.group]
        drawn.append(
            {
                "instance_id": draw_instance_id(rng),
                "group": words.group,
                "channel": words.channel,
                "second": draw_second(rng, channel, *days),
                "text": words.text,
                "themes": list(words.themes),
                "note": words.note,
                "meals_now": list(meals[pick(rng, [share for _, share in meals])][0]),
                "may_quote": rng.random() < QUOTE_SHARE,
            }
        )
    return sorted(drawn, key=lambda response: (response["second"], response["instance_id"]))
