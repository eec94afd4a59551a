"""Sets of things are balanced: for one person, and over people; the same person always gets the same sets."""

from __future__ import annotations

import os
from collections import Counter
from itertools import combinations
from math import ceil, comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.designs import draw_sets, measure_balance, say_balance

pytestmark = pytest.mark.pure
PEOPLE = 20_000 if os.environ.get("HEED_FULL") == "1" else 3000
PINNED = ((12, 13, 15), (14, 16, 12), (16, 12, 11), (15, 11, 14), (13, 14, 16))
FURTHEST = 5.0  # standard errors; one count in a million is further off by chance


def unevenness(sets, items) -> float:
    """How much larger the squares of how often pairs meet are than they need be, for each pair."""
    together = Counter(pair for one in sets for pair in combinations(sorted(one), 2))
    pairs = comb(len(items), 2)
    each, over = divmod(sum(together.values()), pairs)
    return (sum(n * n for n in together.values()) - over * (each + 1) ** 2 - (pairs - over) * each**2) / pairs


def check_one_person(sets, items, *, size: int, wanted: int) -> None:
    """Fail unless one person's sets are what they have to be."""
    assert len(sets) == min(wanted, comb(len(items), size)) and {len(one) for one in sets} == {size}
    assert all(len(set(one)) == size and set(one) <= set(items) for one in sets)
    assert len({frozenset(one) for one in sets}) == len(sets), "a set is asked twice"
    found = measure_balance(sets, items)
    assert found.shown[1] - found.shown[0] <= 1
    assert found.placed[1] - found.placed[0] <= 1
    assert found.parts == max(1, len(items) - len(sets) * (size - 1))
    assert unevenness(sets, items) <= 0.45, unevenness(sets, items)


def check_over_people(everybody, items) -> None:
    """Fail where an item, a pair or a place comes up more or less often than chance allows."""
    sets = [one for sets in everybody for one in sets]
    size = len(sets[0])
    shown = Counter(item for one in sets for item in one)
    together = Counter(pair for one in sets for pair in combinations(sorted(one), 2))
    placed = Counter((item, place) for one in sets for place, item in enumerate(one))
    for counts, kinds in (
        (shown, [*items]),
        (together, [*combinations(sorted(items), 2)]),
        (placed, [(item, place) for item in items for place in range(size)]),
    ):
        expected = sum(counts.values()) / len(kinds)
        off = {kind: (counts[kind] - expected) / expected**0.5 for kind in kinds if expected}
        assert max(map(abs, off.values())) < FURTHEST, max(off.items(), key=lambda one: abs(one[1]))


def test_sets_known_from_the_books_are_found():
    for things, size, sets, times in ((7, 3, 7, 1), (9, 3, 12, 1), (13, 4, 13, 1), (7, 4, 7, 2), (6, 3, 10, 2)):
        found = measure_balance(draw_sets(range(things), size=size, sets=sets, key="i"), range(things))
        assert found.together == (times, times), (things, size, sets)


@given(
    things=st.integers(2, 30),
    size=st.integers(2, 6),
    sets=st.integers(1, 20),
    key=st.text(max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_the_sets_of_one_person_are_balanced_whatever_their_number(things: int, size: int, sets: int, key: str):
    items = [100 + 7 * thing for thing in range(things)]
    size = min(size, things)
    check_one_person(draw_sets(items, size=size, sets=sets, key=key), items, size=size, wanted=sets)


@pytest.mark.parametrize(("things", "size"), [(5, 4), (6, 3), (8, 4), (10, 4), (12, 4), (15, 5), (20, 4), (30, 6)])
def test_over_people_everything_is_shown_and_meets_equally_often(things: int, size: int):
    sets, items = min(12, ceil(3 * things / size)), range(things)
    check_over_people([draw_sets(items, size=size, sets=sets, key=f"person {n}") for n in range(PEOPLE)], items)


@pytest.mark.parametrize(("things", "sets"), [(3, 3), (5, 10), (6, 10), (9, 10), (20, 10), (24, 12)])
def test_over_people_every_pair_is_asked_equally_often_in_both_orders(things: int, sets: int):
    everybody = [draw_sets(range(things), size=2, sets=sets, key=f"person {n}") for n in range(PEOPLE)]
    check_over_people(everybody, range(things))
    ordered = Counter(pair for pairs in everybody for pair in pairs)
    for one, other in combinations(range(things), 2):
        asked = ordered[one, other] + ordered[other, one]
        assert abs(ordered[one, other] - asked / 2) < FURTHEST * (asked**0.5) / 2


def test_these_checks_find_sets_that_are_not_balanced():
    items, random = range(12), Random(3)
    careless = [tuple(random.sample(items, 4)) for _ in range(9)]
    with pytest.raises(AssertionError):
        check_one_person(careless, items, size=4, wanted=9)
    same_for_all = draw_sets(items, size=4, sets=9, key="one")
    with pytest.raises(AssertionError):
        check_over_people([same_for_all] * PEOPLE, items)
    shy = [draw_sets(items, size=4, sets=9, key=f"person {n}") for n in range(PEOPLE)]
    shy = [tuple(tuple(sorted(one)) for one in sets) for sets in shy]  # every set in the officer's order
    with pytest.raises(AssertionError):
        check_over_people(shy, items)


def test_the_same_person_gets_the_same_sets_and_they_do_not_change_with_a_new_release():
    # Answers on the way are read against the sets drawn again, so another drawing would be another question.
    assert draw_sets([11, 12, 13, 14, 15, 16], size=3, sets=5, key="a:7") == PINNED
    assert draw_sets([11, 12, 13, 14, 15, 16], size=3, sets=5, key="b:7") != PINNED


def test_too_few_things_make_smaller_sets_or_none_and_never_fail():
    assert draw_sets([], size=4, sets=9, key="i") == () == draw_sets([1], size=4, sets=9, key="i")
    assert {frozenset(one) for one in draw_sets([1, 2], size=4, sets=9, key="i")} == {frozenset({1, 2})}
    with pytest.raises(ValueError, match="twice"):
        draw_sets([1, 2, 1], size=2, sets=3, key="i")


def test_the_balance_is_told_in_words():
    assert say_balance(7, 3, 7) == (
        "7 sets of 3 out of 7: each thing shown 3 times, each two together 1 times, each in each place 1 times, 1 part"
    )
