"""What more answers bring a group of known size, against the finite population correction worked out by hand."""

from __future__ import annotations

import math

import pytest

from analysis.left_to_hear import look_ahead
from analysis.records import RefusedInput

pytestmark = pytest.mark.pure


def test_of_a_small_group_no_more_people_are_asked_for_than_are_left() -> None:
    """37 of 45: 1/n' = 1/45 + (1/37 - 1/45) / 4, so n' = 42.7, which six more reach and five do not."""
    left = look_ahead(0.5, 0.499, 0.501, n=37, size=45)
    assert (left.people, left.more) == (8, 6)
    for n in range(1, 60):
        for size in range(n + 1, 61):
            found = look_ahead(0.3, 0.1, 0.6, n=n, size=size)
            assert found.more is not None
            assert 1 <= found.more <= found.people == size - n


def test_of_a_group_without_end_halving_takes_three_times_as_many_again() -> None:
    assert look_ahead(0.5, 0.499, 0.501, n=100, size=10**9).more in (300, 301)


def test_if_everybody_answered_the_shown_range_would_shrink_by_the_root_and_no_more() -> None:
    left = look_ahead(0.5, 0.45, 0.55, n=25, size=100)
    assert left.width == pytest.approx(0.1)
    assert left.width_if_all == pytest.approx(0.05, rel=0.01)
    half = math.log(0.55 / 0.45) * math.sqrt(25 / 36)
    narrower = 2 / (1 + math.exp(-half)) - 1
    assert look_ahead(0.5, 0.45, 0.55, n=25, size=36).width_if_all == pytest.approx(narrower)


def test_where_everybody_was_heard_nobody_is_asked_for() -> None:
    for n in (45, 50):
        left = look_ahead(0.4, 0.3, 0.5, n=n, size=45)
        assert (left.people, left.more, left.width_if_all) == (0, None, left.width)


def test_a_number_that_rests_on_nobody_is_refused() -> None:
    with pytest.raises(RefusedInput):
        look_ahead(0.4, 0.3, 0.5, n=0, size=45)


def test_a_weight_at_an_end_still_gets_an_answer() -> None:
    left = look_ahead(0.0, 0.0, 0.1, n=20, size=40)
    assert left.more is not None and 1 <= left.more <= 20
