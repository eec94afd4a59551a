"""Counts of a publication made safe: one word for all that is hidden, and no edition gives the one before away."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from analysis.disclosure_attack import find_leaks
from analysis.disclosure_tables import Table, round_to_five
from consult.publishing import counts as counting
from consult.publishing.counts import (
    ALL,
    ANSWERS,
    LEFT_OUT,
    OUTSIDE,
    SafeCounts,
    Weighed,
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


def weighed(everyone: int, *groups: int, hidden: tuple[str, ...] = ()) -> Weighed:
    return Weighed(1, {ALL: everyone, **{group_name(at): n for at, n in enumerate(groups)}}, frozenset(hidden))


def answered_and_weighed(behind: Weighed, everyone: int, *groups: int, last: SafeCounts | None = None) -> SafeCounts:
    counts = {ALL: everyone, **{group_name(at): n for at, n in enumerate(groups)}}
    return protect_people(counts, last.kept if last else None, [behind])


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


def test_who_answered_and_was_not_weighed_is_not_found_by_subtraction():
    """Of 61 carers 57 ranked, of 45 tenants 43: own figures would be 60 less 57 exactly, three to five people."""
    safe = answered_and_weighed(weighed(100, 57, 43), 106, 61, 45)
    assert find_leaks(safe.table, safe.hidden) == []
    assert [safe.of(name) for name in (ALL, group_name(0), group_name(1))] == [100, 55, 45]


def test_without_the_weights_beside_them_the_same_counts_would_give_those_few_away():
    """The planted leak: each protected by itself, then read together."""
    alone, behind = people(106, 61, 45), weighed(100, 57, 43)
    table: Table = counting._people_table({name: n for name, (n, _, _) in alone.kept.items()}, {})
    beside = {f"weights of 1: {name}": (n, True) for name, n in behind.people.items()}
    counting._add_weighed(table, {name: one.n for name, one in table.cells.items()}, beside)
    leaks = {leak.name: (leak.low, leak.high) for leak in find_leaks(table, alone.hidden)}
    assert leaks["group 0, not in weights of 1: group 0"] == (1.0, 5.0)


def left_out(everyone: int, hidden: bool = False, **why: int) -> Weighed:
    return Weighed(1, {ALL: everyone}, frozenset(), why, left_out_hidden=hidden)


def test_why_answers_were_left_out_gives_no_few_away_beside_those_who_answered():
    """Of 100 people 57 ranked and about 40 said that none matters: so 0 to 7 were not asked, which nobody printed."""
    beside = left_out(57, none=40)
    assert protect_people({ALL: 100}, None, [left_out(57)]).of(ALL) == 100
    safe = protect_people({ALL: 100}, None, [beside])
    assert safe.of(ALL) == 100 and not safe.tells_left_out(1) and find_leaks(safe.table, safe.hidden) == []
    name = counting._name_weighed(1, LEFT_OUT + "none")
    safe.table.cells[name] = replace(safe.table.cells[name], shown=True)
    careless = find_leaks(safe.table, safe.hidden - {name})
    assert [(leak.low, leak.high) for leak in careless] == [(0.0, 7.0)]
    safe = protect_people({ALL: 97}, None, [beside])  # nobody but these: nothing to find
    assert safe.of(ALL) == 95 and safe.tells_left_out(1)


@pytest.mark.parametrize(
    "why", [{"blank": 3}, {"blank": 3, "undecided": 3}, {"blank": 1, "undecided": 2, "unknown": 8}]
)
def test_a_reason_of_which_only_some_is_told_stays_wide(why: dict[str, int]):
    """That there is somebody is told, so a figure that leaves room for ten others leaves nine too few."""
    n = 57 + sum(why.values())
    safe = protect_people({ALL: n}, None, [left_out(57, hidden=True, **why)])
    assert safe.of(ALL) == 55 and len(safe.hidden) == len(why)
    assert find_leaks(safe.table, safe.hidden) == []


def test_reasons_are_held_against_the_edition_before_as_well():
    rng, last = Random(23), None
    everyone, none, blank = 80, 12, 2
    for _ in range(6):
        everyone, none, blank = (n + rng.choice((0, 1, 4, 11, 30)) for n in (everyone, none, blank))
        beside = left_out(everyone, hidden=blank < THRESHOLD, none=none, blank=blank)
        safe = protect_people({ALL: everyone + none + blank}, last, [beside])
        assert find_leaks(safe.table, safe.hidden) == []
        last = safe.kept


def test_where_many_were_not_weighed_both_figures_stand():
    safe = answered_and_weighed(weighed(60, 40, 20), 130, 80, 50)
    assert [safe.of(name) for name in (ALL, group_name(0), group_name(1))] == [130, 80, 50]
    assert find_leaks(safe.table, safe.hidden) == []


def test_of_random_surveys_beside_their_weights_no_few_are_found_and_little_is_hidden():
    rng, hidden, figures = Random(22), 0, 0
    for _ in range(25):
        sizes = [rng.choice((0, 14, 40, 90, 200)) for _ in range(rng.randint(1, 6))]
        ranked = [n - min(n, rng.choice((0, 0, 1, 3, 9, 10, 11, 30))) for n in sizes]
        small = tuple(group_name(at) for at, n in enumerate(ranked) if 0 < n < THRESHOLD)
        behind = weighed(sum(ranked), *ranked, hidden=(*small, ALL) if small else ())
        safe = answered_and_weighed(behind, sum(sizes), *sizes)
        assert find_leaks(safe.table, safe.hidden) == []
        hidden += sum(figure is None for figure in safe.shown.values())
        figures += len(safe.shown)
    assert hidden < figures / 10


def test_the_next_edition_is_held_against_the_weights_of_both():
    first = answered_and_weighed(weighed(100, 57, 43), 106, 61, 45)
    second = answered_and_weighed(weighed(130, 87, 43), 136, 91, 45, last=first)
    assert find_leaks(second.table, second.hidden) == []
    assert second.of(group_name(0)) == round_to_five(87) and second.of(group_name(1)) == 45
    same = answered_and_weighed(weighed(100, 57, 43), 106, 61, 45, last=first)
    assert same == first
    moved = answered_and_weighed(weighed(104, 61, 43), 106, 61, 45, last=first)
    assert find_leaks(moved.table, moved.hidden) == [] and moved.kept != first.kept
