"""Counts of a publication made safe: one word for all that is hidden, and no edition gives the one before away."""

from __future__ import annotations

from random import Random

import pytest

from consult.publishing.counts import (
    ALL,
    ANSWERS,
    OUTSIDE,
    SafeCounts,
    group_name,
    protect_people,
    protect_themes,
    say_count,
    theme_name,
)

pytestmark = pytest.mark.pure
THRESHOLD = 10


def people(everyone: int, *groups: int, last: SafeCounts | None = None) -> SafeCounts:
    counts = {ALL: everyone, **{group_name(at): n for at, n in enumerate(groups)}}
    return protect_people(counts, last.kept if last else None)


def made_question(rng: Random, groups: int = 6, themes: int = 8) -> tuple[dict[str, int], dict[str, int]]:
    """Who answered a survey, and what they said to one question: no more than there are."""
    sizes = [rng.choice((0, 6, 14, 40, 90)) for _ in range(groups)]
    answered = {ALL: sum(sizes) + rng.choice((0, 3, 20)), **{group_name(at): n for at, n in enumerate(sizes)}}
    counts = {ANSWERS: answered[ALL], OUTSIDE: 0}
    for theme in range(themes):
        own = [rng.randint(0, n) for n in sizes]
        counts[theme_name(theme)] = sum(own)
        counts |= {theme_name(theme, at): n for at, n in enumerate(own)}
    most = max(counts[theme_name(theme)] for theme in range(themes))
    counts[OUTSIDE] = rng.randint(0, answered[ALL] - most)
    return answered, counts


def test_a_small_count_is_not_shown_and_the_rest_is_rounded_to_five():
    safe = people(84, 43, 28, 7, 6)
    assert [safe.of(group_name(at)) for at in range(4)] == [45, 30, None, None] and safe.of(ALL) == 85


def test_nobody_is_said_and_gives_nobody_away():
    safe = people(83, 43, 40, 0)
    assert say_count(safe.of(group_name(2))) == "nobody" and safe.of(ALL) == 85


def test_counts_are_said_in_words_and_all_hidden_ones_in_the_same():
    assert [say_count(45), say_count(0), say_count(None)] == ["about 45", "nobody", "not shown"]


def test_of_random_questions_no_small_count_is_shown():
    rng = Random(20)
    for _ in range(20):
        answered, counts = made_question(rng)
        safe = protect_themes(counts, protect_people(answered))
        for name, n in counts.items():
            assert safe.of(name) is None or n == 0 or n >= THRESHOLD
            assert n not in range(1, THRESHOLD) or safe.of(name) is None


def test_the_next_edition_moves_a_theme_only_after_ten_answers():
    answered = protect_people({ALL: 200, group_name(0): 120})
    figures, last = [], None
    for n in (42, 47, 51, 52, 60):
        counts = {ANSWERS: 180, OUTSIDE: 30, theme_name(1): n, theme_name(1, 0): 25}
        safe = protect_themes(counts, answered, last)
        last = safe.kept
        figures.append(safe.of(theme_name(1)))
    assert figures == [40, 40, 40, 50, 50]


def test_an_edition_in_which_nothing_moved_says_the_same():
    rng = Random(21)
    for _ in range(20):
        answered, counts = made_question(rng)
        asked = protect_people(answered)
        first = protect_themes(counts, asked)
        second = protect_themes(counts, protect_people(answered, asked.kept), first.kept)
        assert second == first


def test_a_theme_that_is_new_in_an_edition_stands_beside_those_that_were_there():
    counts = {ANSWERS: 180, OUTSIDE: 30, theme_name(1): 60}
    first = protect_themes(counts)
    second = protect_themes({**counts, theme_name(2): 45}, None, first.kept)
    assert [second.of(theme_name(theme)) for theme in (1, 2)] == [60, 45]
