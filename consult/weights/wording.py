"""What each kind of question is called where weights are told: what people did, and what is counted; no other words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Why an answer is not among the weights, in the words the page shows.
REASONS = {
    "none": "said that none of these matter to them",
    "undecided": "said that they cannot decide",
    "unsure": "said “I cannot say” and chose nothing",
    "words": "wrote something and chose nothing",
    "blank": "left the question empty",
    "not_asked": "were not asked",
    "illegible": "could not be read",
    "not_offered": "came without what the person was offered, so what they left out has no meaning",
    "not_total": "gave points that do not add up to what there was to share out",
    "other_list": "were offered another list of outcomes, so their points cannot be averaged with the rest",
    "unknown": "named something that is not on the list",
}
# What somebody did who compared nothing, in words to begin a line with.
DID_NOT_CHOOSE = {
    "none": "Said that none of these matter to them",
    "undecided": "Said that they cannot decide",
    "unsure": "Said “I cannot say” and chose nothing",
    "words": "Chose nothing",
}
# Why it is not told how often people raised an outcome in their own words.
NOT_RAISED = {
    "no_theme": "not made from a theme",
    "not_signed_off": "its theme is not signed off now",
    "no_answer": "its question has no answers",
}
RANK = "rank"  # the kind of every result that says none: all were rankings before there were others


@dataclass(frozen=True, slots=True)
class Words:
    """One kind in words. `do` and `did` end sentences about people, `who` follows "people who", `answers` is what
    their answers are called, `method` the method; `measure` says what the points are."""

    do: str
    did: str
    who: str
    answers: str
    method: str
    measure: str = "Points out of 100, shared out by importance."


RANKED = Words(
    do="put outcomes in order of importance",
    did="put outcomes in order of importance",
    who="ranked",
    answers="rankings",
    method="Plackett-Luce",
)


def words_of(kind: str, asked: Mapping[str, Any]) -> Words:
    """The words for a kind; `asked` has the total of points or the size of sets, where all were asked alike."""
    if kind == "points":
        points = f"{asked['total']:,} points" if asked.get("total") else "points"
        return Words(
            do=f"share out {points} among the outcomes",
            did=f"shared out {points} among the outcomes",
            who="shared out points",
            answers="points",
            method="mean share of points",
            measure="Points out of 100, from the points people gave.",
        )
    if kind == "best_worst":
        sets = f"sets of {asked['size']}" if asked.get("size") else "small sets"
        return Words(
            do=f"pick the most and the least important outcome from {sets}",
            did=f"picked the most and the least important outcome from {sets}",
            who="picked the most and the least important",
            answers="picks",
            method="best-worst choice model (sequential)",
        )
    if kind == "pairs":
        return Words(
            do="choose between pairs of outcomes",
            did="chose between pairs of outcomes",
            who="chose between pairs",
            answers="choices",
            method="Bradley-Terry",
        )
    return RANKED


def words_of_result(result: Mapping[str, Any]) -> Words:
    """The words for a stored result."""
    return words_of(kind_of(result), result.get("asked", {}))


def kind_of(result: Mapping[str, Any]) -> str:
    """The kind of question a stored result is of."""
    return str(result.get("kind", RANK))
