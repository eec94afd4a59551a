"""The one table of kinds of question: a new kind is one line here."""

from __future__ import annotations

from surveys.questions.base import QuestionKind
from surveys.questions.best_worst import BestWorst
from surveys.questions.choice import Choice
from surveys.questions.consent import Consent
from surveys.questions.groups import Groups
from surveys.questions.open_text import OpenText
from surveys.questions.pairs import Pairs
from surveys.questions.points import Points
from surveys.questions.rank import Rank

KINDS: dict[str, QuestionKind] = {
    kind.name: kind
    for kind in (
        OpenText(),
        Choice(),
        Rank(),
        Points(),
        BestWorst(),
        Pairs(),
        Groups(),
        Consent(),
    )
}

PREFERENCES = ("rank", "points", "best_worst", "pairs")  # what weights are worked out from


def get_kind(name: str) -> QuestionKind:
    """The kind of that name; raises KeyError for a name not in the table."""
    return KINDS[name]
