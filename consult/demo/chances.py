"""The chances from which the demonstration draws what its invented people ticked and how they ranked; data only."""

from __future__ import annotations

from collections.abc import Mapping

from consult.demo.facts import Length, Profile
from consult.demo.story import OUTCOMES


def _worths(*values: float) -> Mapping[str, float]:
    return dict(zip((outcome.theme for outcome in OUTCOMES), values, strict=True))


# Worths in the order of OUTCOMES. Carers put time off first, people at home a hot meal and company, club members
# company, neighbours the street. Only 8 neighbours rank, so that the demonstration has a group too small to show.
PROFILES = (
    Profile(
        "home",
        186,
        _worths(1.0, 1.3, 0.4, 0.8, -1.2, 0.1, -1.9, 0.6, -0.7),
        {"paper": 0.6, "phone": 0.2, "web": 0.2},
    ),
    Profile(
        "club",
        84,
        _worths(1.8, 0.9, -0.5, 0.6, -0.9, 0.2, -0.6, -0.4, -0.3),
        {"session": 0.55, "paper": 0.35, "web": 0.1},
    ),
    Profile(
        "carers",
        134,
        _worths(0.2, 0.3, 0.5, 1.1, 1.7, 0.3, -2.0, 0.2, -1.2),
        {"web": 0.85, "paper": 0.1, "phone": 0.05},
    ),
    Profile(
        "volunteers",
        38,
        _worths(1.3, 0.4, -0.7, 1.0, -0.1, 0.1, -0.2, 0.2, 0.5),
        {"web": 0.5, "session": 0.5},
    ),
    Profile(
        "neighbours",
        8,
        _worths(0.4, -0.2, -0.6, 0.3, -0.4, -0.8, 2.2, 0.0, 0.8),
        {"web": 0.75, "paper": 0.25},
    ),
)

LENGTHS = (
    Length(0.56, 5),
    Length(0.2, 3),
    Length(0.1, len(OUTCOMES)),
    Length(0.04, 1),
    Length(0.04, 7),
    Length(0.05, 0, "undecided"),
    Length(0.01, 0, "none"),
)
# Some say why, most do not.
REASONS = {
    "undecided": (
        "They all matter",
        "Cannot choose between them, it depends on the day",
        "My husband would put them in a different order from me",
        "I don't understand what the council would do with this",
        "",
        "",
        "",
    ),
    "none": ("What matters to us is the price and you left it out", "", ""),
}

# What a few say beside an order, by the outcome they put first.
BESIDE_AN_ORDER: Mapping[str, tuple[str, ...]] = {
    "company": (
        "The food is good anywhere. It is the talking I would miss",
        "On club days I see people. The other days I see nobody",
    ),
    "hot_meal": (
        "A sandwich is not a dinner",
        "I can no longer lift a pan. Ring me on 01632 960 417 if you want to know more",
    ),
    "someone_notices": (
        "My neighbour fell, and it was the driver who found her",
        "Somebody could lie on the floor until Friday and nobody would know",
    ),
    "strangers_at_door": ("I do not open the door to people I have not seen before",),
    "time_off_for_carers": (
        "Two hours on a Wednesday is all the time I have",
        "I need to know that somebody is with him",
    ),
    "choice_of_time": ("Half past eleven is too early for dinner",),
    "dietary_and_culture": ("I am diabetic and have to leave half of it",),
    "parking_and_noise": ("The vans stand across my drive",),
}

# What a group ticked at "How do you get a main meal on most days?", with the share of each; () is no answer.
MEALS_NOW: Mapping[str, tuple[tuple[tuple[str, ...], float], ...]] = {
    "home": (
        (("brought",), 0.6),
        (("brought", "family"), 0.15),
        (("brought", "self"), 0.12),
        (("self",), 0.05),
        (("often_none",), 0.04),
        ((), 0.04),
    ),
    "club": (
        (("club", "self"), 0.55),
        (("club", "brought"), 0.15),
        (("club", "family"), 0.15),
        (("club", "often_none"), 0.08),
        ((), 0.07),
    ),
    "carers": (
        (("family",), 0.42),
        (("family", "brought"), 0.33),
        (("brought",), 0.1),
        (("family", "club"), 0.1),
        ((), 0.05),
    ),
    "volunteers": ((("self",), 0.5), (("club", "self"), 0.4), ((), 0.1)),
    "neighbours": ((("self",), 0.7), (("family", "self"), 0.15), ((), 0.15)),
}

QUOTE_SHARE = 0.62  # of those who answered, the share who ticked that their words may be quoted
