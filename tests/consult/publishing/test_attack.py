"""Where nothing is left to hide and a number comes out all the same, nothing is published, and why is said in words."""

from __future__ import annotations

import pytest

from consult.publishing.attack import WAIT, ReaderCouldTell, attack_draft
from consult.publishing.counts import ALL, SafeCounts, Weighed, group_name, protect_people
from consult.publishing.document import Draft, ToldCounts

pytestmark = pytest.mark.pure
CARERS, NEIGHBOURS = group_name(1), group_name(2)


def edition(carers: int, neighbours: int, ranked: tuple[int, int], hidden: set[str], last: SafeCounts | None = None):
    weighed = Weighed(7, {ALL: sum(ranked), CARERS: ranked[0], NEIGHBOURS: ranked[1]}, frozenset(hidden))
    counts = {ALL: carers + neighbours, CARERS: carers, NEIGHBOURS: neighbours}
    return protect_people(counts, last.kept if last else None, [weighed])


def draft(safe: SafeCounts) -> Draft:
    told = ToldCounts("Who answered “Meals”", safe, is_of_themes=False)
    return Draft({}, {}, (), 0, 0, (told,), {CARERS: "Carers", NEIGHBOURS: "Neighbours"})


def test_what_no_hiding_can_protect_is_refused_by_name():
    """In the first edition nine neighbours ranked, hidden beside the carers. Then twelve come, all of them neighbours:
    the twelve carers shown now are those of then, and the rest of the 21 of then are the nine."""
    first = edition(12, 12, (12, 9), {CARERS, NEIGHBOURS})
    attack_draft(draft(first))
    second = edition(12, 24, (12, 21), set(), first)
    assert set(second.shown.values()) == {None}
    with pytest.raises(ReaderCouldTell) as refused:
        attack_draft(draft(second))
    words = str(refused.value)
    assert words.startswith("Nothing was published. Who answered “Meals”: whoever adds and subtracts")
    assert "Neighbours" in words and words.endswith(WAIT)


def test_once_carers_have_come_too_the_same_neighbours_are_safe():
    first = edition(12, 12, (12, 9), {CARERS, NEIGHBOURS})
    attack_draft(draft(edition(24, 24, (24, 21), set(), first)))


def test_progress_is_told_table_by_table():
    told: list[tuple[int, int]] = []
    attack_draft(draft(edition(40, 30, (38, 30), set())), lambda done, total, _: told.append((done, total)))
    assert told == [(1, 2)]
