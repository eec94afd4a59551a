"""The ways in which people can be asked which outcomes matter most: when each is right, and the words it asks with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from surveys.questions.kinds import get_kind

RANK = "rank"
USUAL_PLACES = 5


@dataclass(frozen=True, slots=True)
class Way:
    """One way of asking. `advice` tells the officer when it is right; the rest is what people read."""

    kind: str
    title: str
    advice: str
    question: str
    rule: str  # under the question; {places} and {total} are filled in from the settings
    introduction: str
    minutes: int

    @property
    def fewest(self) -> int:
        """Outcomes below which it cannot be asked."""
        return get_kind(self.kind).least_items

    def settings(self, places: int) -> dict[str, Any]:
        """The settings of its question: those that are usual for the kind, and how many places there are to fill."""
        own = {"places": places} if self.kind == RANK else {}
        return {**get_kind(self.kind).default_settings, **own}


def usual_places(outcomes: int) -> int:
    """How many places to offer unless the officer says otherwise."""
    return min(USUAL_PLACES, outcomes)


WAYS = {
    RANK: Way(
        RANK,
        "Put them in order",
        "The usual way, and light for people. It tells well what comes first, and less of what comes last.",
        "Which of these matter most to you?",
        "Most important first. Choose up to {places}. You can leave any out.",
        "Put the ones that matter most to you in order.",
        3,
    ),
    "points": Way(
        "points",
        "Share out points",
        "It tells how much more one matters than another, and who cares for one thing alone. People have to do sums, "
        "so use it for up to 8 outcomes and people at ease with numbers.",
        "How much does each of these matter to you?",
        "You have {total} points to give out. Give more to what matters more to you. You can give some things nothing.",
        "Give more points to the ones that matter more to you.",
        4,
    ),
    "best_worst": Way(
        "best_worst",
        "Most and least of small sets",
        "Easy to answer even where the list is long, because people see a few outcomes at a time. It tells of the "
        "bottom of the list as well as of the top. It takes longer: up to 12 sets each.",
        "Which of these matters most to you, and which least?",
        "Choose one for each. Some things come up again. You can leave any set out.",
        "You see a few at a time. Say which matters most to you and which least.",
        5,
    ),
    "pairs": Way(
        "pairs",
        "Choose between pairs",
        "The easiest question there is, good for people who find lists hard. A pair tells little, so it takes up to 10 "
        "pairs each, and many people.",
        "Which of the two matters more to you?",
        "Choose the one that matters more, or say that both matter the same. You can leave any pair out.",
        "You see two at a time. Say which matters more to you.",
        4,
    ),
}
