"""No hidden count of a published table can be narrowed down, by an attacker who solves for it; little is hidden."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from analysis.disclosure_attack import find_leaks
from analysis.disclosure_editions import join_editions, settle
from analysis.disclosure_moves import Moves
from analysis.disclosure_tables import INNER, THRESHOLD, TOTAL, Table, choose_hidden
from tests.analysis.tables_made import KINDS, crossed, figures_of, two_editions

pytestmark = pytest.mark.pure
TABLES = 75  # of each kind; 300 in all


def row(*counts: int) -> Table:
    table = Table()
    names = [table.add(f"group {at}", n) for at, n in enumerate(counts)]
    table.add("everyone", sum(counts), TOTAL)
    table.make_up("everyone", names)
    return table


def only_small(table: Table) -> frozenset[str]:
    """The planted fault: hide what is small and nothing beside it."""
    return frozenset(name for name in figures_of(table) if 0 < table.cells[name].n < THRESHOLD)


def no_blank_alone(table: Table) -> frozenset[str]:
    """The planted fault: hide the smallest figure beside every blank that stands alone, until none does."""
    hidden = set(only_small(table))
    lines = [[whole, *(part for part in parts if ", in none of" not in part)] for whole, parts in table.equations]
    while alone := [line for line in lines if len(hidden.intersection(line)) == 1]:
        beside = [one for one in alone[0] if one not in hidden and table.cells[one].n]
        if not beside:
            break
        hidden.add(min(beside, key=lambda one: (table.cells[one].n, one)))
    return frozenset(hidden)


@pytest.mark.parametrize("kind", KINDS)
def test_no_hidden_count_of_a_random_table_can_be_narrowed_down(kind: str):
    rng = Random(20)
    for _ in range(TABLES):
        counts, build = KINDS[kind](rng)
        table = build(counts)
        hidden = choose_hidden(table)
        assert only_small(table) <= hidden
        assert find_leaks(table, hidden) == [], (counts, sorted(hidden))


@pytest.mark.parametrize("kind", KINDS)
def test_hiding_only_the_small_ones_is_caught(kind: str):
    rng = Random(21)
    tables = [build(counts) for counts, build in (KINDS[kind](rng) for _ in range(TABLES))]
    assert sum(bool(find_leaks(table, only_small(table))) for table in tables) > TABLES // 20


def test_the_rule_that_no_blank_stands_alone_is_caught():
    rng = Random(22)
    caught = 0
    for _ in range(TABLES):
        counts, build = crossed(rng)
        table = build(counts)
        caught += bool(find_leaks(table, no_blank_alone(table)))
    assert caught > TABLES // 20


def test_saying_which_of_the_hidden_are_small_is_caught():
    """The planted fault: one word for the small, another for those hidden beside them, as the pages once had it."""
    table = row(112, 60, 30, 5, 4)
    hidden = choose_hidden(table)
    assert find_leaks(table, hidden) == []
    for name in only_small(table):
        table.lie_within(table.add("what fewer than 10 says", 9, INNER, told=(9, 9)), name, few_outside=False)
    assert {leak.name for leak in find_leaks(table, hidden)} >= only_small(table)


def test_a_table_without_small_counts_is_shown_whole():
    assert choose_hidden(row(40, 25, 11)) == frozenset()


def test_where_no_part_can_help_the_total_is_left_out():
    assert choose_hidden(row(43, 3)) in ({"everyone", "group 1"}, {"group 0", "group 1"})


def test_the_same_table_in_another_order_hides_the_same():
    rng = Random(23)
    for _ in range(20):
        counts, build = crossed(rng)
        turned = build(dict(reversed(counts.items())))
        assert choose_hidden(build(counts)) == choose_hidden(turned)


def test_a_large_table_hides_little_more_than_its_small_counts():
    counts, build = crossed(Random(24), rows=30, columns=30)
    table = build(counts)
    hidden = choose_hidden(table)
    assert find_leaks(table, hidden) == []
    assert len(hidden) <= 1.1 * len(only_small(table))


def test_between_two_editions_no_figure_moves_for_fewer_than_ten_and_nothing_hidden_is_given_away():
    rng = Random(25)
    kept_back = 0
    for _ in range(TABLES):
        now, before, kept, second = two_editions(rng)
        first_figures = {name: 5 * ((one.n + 2) // 5) for name, one in kept.items() if one.shown}
        for name, figure in second.figures.items():
            step = abs(figure - first_figures.get(name, figure))
            assert step == 0 or step >= THRESHOLD, name
            kept_back += step == 0 and now.cells[name].n != kept[name].n
        joined = join_editions(now, before, kept)
        both = {*second.hidden, *(f"before: {name}" for name, one in kept.items() if not one.shown)}
        assert find_leaks(joined, both) == [], (before.cells, now.cells)
    assert kept_back > 0


def test_figures_that_follow_every_answer_are_caught_by_holding_two_editions_side_by_side():
    """The planted fault: protect the second edition as if there had been none before it."""
    rng = Random(25)
    caught = 0
    for _ in range(TABLES):
        now, _, kept, _ = two_editions(rng)
        alone = settle(now)
        caught += any(
            0 < abs(figure - 5 * ((kept[name].n + 2) // 5)) < THRESHOLD
            for name, figure in alone.figures.items()
            if kept[name].shown
        )
    assert caught > TABLES // 4


def test_a_figure_that_stayed_behind_moves_once_ten_have_come_since_it_was_printed():
    editions, figures = [row(42, 60)], []
    settled = settle(editions[0])
    for n in (47, 51, 52):
        editions.append(row(n, 60))
        settled = settle(editions[-1], editions[-2], settled.kept)
        figures.append(settled.figures["group 0"])
    assert figures == [40, 40, 50]


def test_a_group_that_was_hidden_is_shown_only_where_the_first_edition_stays_closed():
    first, later = row(112, 60, 30, 8), row(112, 60, 30, 14)
    told = settle(first)
    second = settle(later, first, told.kept)
    both = {*second.hidden, *(f"before: {name}" for name, one in told.kept.items() if not one.shown)}
    assert find_leaks(join_editions(later, first, told.kept), both) == []


def test_counts_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        Moves(np.array([[1.0, -1.0]]), np.array([5.0, 6.0]), np.zeros(2), np.full(2, 9.0))
