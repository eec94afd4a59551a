"""Differences between groups: the largest that intervals allow, and a test that counts how often it was made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.records import GroupWeights, Interval, Shared, Weight
from consult.weights.differences import find_largest, holm

pytestmark = pytest.mark.pure


def group(name: str, *weights: tuple[float, float, float], n: int = 100) -> GroupWeights:
    made = tuple(Weight(item, value, Interval(low, high), n) for item, (value, low, high) in enumerate(weights))
    return GroupWeights(name, n, float(n), made, (), ())


def test_holms_correction_gives_the_values_of_a_worked_example():
    # Holm (1979): sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1, and never falling
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_the_largest_difference_names_the_higher_group_first():
    found = find_largest([group("a", (0.2, 0.18, 0.22)), group("b", (0.4, 0.37, 0.43))], set(), 10)
    assert found is not None and (found.high, found.low, round(found.gap, 6)) == ("b", "a", 0.2)
    assert found.unlikely_chance


def test_no_difference_is_named_while_every_pair_of_ranges_meets():
    assert find_largest([group("a", (0.2, 0.1, 0.32)), group("b", (0.4, 0.3, 0.5))], set(), 10) is None


def test_groups_that_share_people_are_not_held_against_each_other():
    groups = [group("a", (0.2, 0.18, 0.22)), group("b", (0.4, 0.37, 0.43))]
    assert find_largest(groups, {frozenset(("a", "b"))}, 10) is None


def test_many_comparisons_make_a_bare_gap_no_longer_unlikely_to_be_chance():
    bare = ((0.20, 0.16, 0.248), (0.30, 0.25, 0.355))
    one = find_largest([group("a", bare[0]), group("b", bare[1])], set(), 10)
    assert one is not None and one.unlikely_chance
    alike = [(0.05, 0.04, 0.06)] * 40
    many = find_largest([group("a", bare[0], *alike), group("b", bare[1], *alike)], set(), 10)
    assert many is not None and not many.unlikely_chance


def test_an_outcome_few_were_asked_about_is_not_compared():
    groups = [group("a", (0.2, 0.18, 0.22), n=9), group("b", (0.4, 0.37, 0.43), n=9)]
    assert find_largest(groups, set(), 10) is None


def test_a_limit_that_lies_at_nothing_does_not_make_a_gap_endlessly_unsure():
    """As pooled points have it: next to nothing, and at most 3 points of 100."""
    found = find_largest([group("a", (0.005, 1e-9, 0.03)), group("b", (0.4, 0.37, 0.43))], set(), 10)
    assert found is not None and 0.35 < found.least < found.gap < found.most < 0.44


def test_groups_that_err_in_opposite_directions_are_less_surely_apart_and_none_is_surer_for_being_pooled():
    def width(*parts: float) -> float:
        groups = [group("a", (0.2, 0.15, 0.26)), group("b", (0.4, 0.35, 0.45))]
        pooled = [
            replace(one, shared=Shared(("a", "b"), np.array([[part]]))) for one, part in zip(groups, parts, strict=True)
        ]
        found = find_largest(pooled, set(), 10)
        assert found is not None
        return found.most - found.least

    assert width(1, -1) == pytest.approx(width(0, 0) * 2**0.5, rel=0.02)
    assert width(1, 1) == pytest.approx(width(0, 0))
