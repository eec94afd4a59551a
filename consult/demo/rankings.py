"""Rankings of the demonstration, drawn from each group's invented worths; a group that is not heard draws none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp
from random import Random
from typing import Any

from consult.demo.arrivals import below, draw_instance_id, draw_second, pick, start
from consult.demo.chances import BESIDE_AN_ORDER, LENGTHS, PROFILES, REASONS
from consult.demo.facts import Profile
from consult.demo.story import RANKING_SURVEY

ONE_IN = 12  # of those who put outcomes in order, so many write why


def draw_order(rng: Random, log_worth: Mapping[str, float], places: int) -> list[str]:
    """The first `places` drawn from an urn, one after the other, each by its share of the worth still in it."""
    left = {key: exp(worth) for key, worth in log_worth.items()}
    order: list[str] = []
    while left and len(order) < places:
        key = list(left)[pick(rng, list(left.values()))]
        order.append(key)
        del left[key]
    return order


def draw_rankings(seed: int) -> list[dict[str, Any]]:
    """Every ranking in the order it came in.

    Each has instance_id, group, channel, second (from midnight at the start of day 0), state (ranked, none or
    undecided), order (keys of outcomes, most important first; those left out are below them) and reason.
    """
    rng = start(seed)
    drawn = [_draw_one(rng, profile) for profile in PROFILES for _ in range(profile.rankings)]
    return sorted(drawn, key=lambda ranking: (ranking["second"], ranking["instance_id"]))


def _draw_one(rng: Random, profile: Profile) -> dict[str, Any]:
    length = LENGTHS[pick(rng, [one.share for one in LENGTHS])]
    channel = list(profile.channels)[pick(rng, list(profile.channels.values()))]
    reasons = REASONS.get(length.state, ("",))
    drawn = {
        "instance_id": draw_instance_id(rng),
        "group": profile.group,
        "channel": channel,
        "second": draw_second(rng, channel, RANKING_SURVEY.opens_day, RANKING_SURVEY.closes_day),
        "state": length.state,
        "order": draw_order(rng, profile.log_worth, length.places),
        "reason": reasons[below(rng, len(reasons))],
    }
    return drawn | ({"reason": _beside(drawn["instance_id"], drawn["order"])} if drawn["order"] else {})


def _beside(instance_id: str, order: Sequence[str]) -> str:
    """What somebody wrote beside an order: worked out from the name of the response, so that no draw hangs on it."""
    number, words = int(instance_id[:8], 16), BESIDE_AN_ORDER.get(order[0], ())
    return words[number // ONE_IN % len(words)] if words and number % ONE_IN == 0 else ""
