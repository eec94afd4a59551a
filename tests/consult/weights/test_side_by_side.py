"""Places are those of the points shown: the same points share one, what is hidden has none."""

from __future__ import annotations

import pytest

from consult.web.words import ordinal
from consult.weights.side_by_side import place_by_points


@pytest.mark.parametrize(
    ("points", "places"),
    [
        ([20, 16, 30], [2, 3, 1]),
        ([20, 20, 16, 16, 9], [1, 1, 3, 3, 5]),
        ([None, 8, None, 12], [None, 2, None, 1]),
        ([0, None, 0], [1, None, 1]),
        ([], []),
    ],
)
def test_places_follow_the_points_shown(points: list[int | None], places: list[int | None]):
    assert place_by_points(points) == places


def test_places_are_written_as_people_say_them():
    said = "1st 2nd 3rd 4th 10th 11th 12th 13th 20th 21st 22nd 23rd 101st 111th"
    assert [ordinal(int(one[:-2])) for one in said.split()] == said.split()
