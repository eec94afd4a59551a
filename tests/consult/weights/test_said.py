"""What is stored is read or left out with a reason; nothing that could lie in the database stops a run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.weights.said import NOBODY, read_said
from consult.weights.wording import REASONS
from surveys.questions.kinds import PREFERENCES

pytestmark = pytest.mark.pure

ITEMS = {1, 2, 3, 4}
ODD = st.none() | st.booleans() | st.integers(-2, 6) | st.floats(allow_nan=False) | st.text(max_size=2)
SMALL = st.lists(ODD, max_size=4)
STATES = st.sampled_from(["ranked", "shared", "chosen", "none", "undecided", "unsure", "words", "blank"])
TASKS = st.lists(
    st.dictionaries(st.sampled_from(["offered", "best", "worst", "chosen", "same"]), ODD | SMALL), max_size=3
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "state": STATES | ODD,
        "order": SMALL | ODD,
        "offered": SMALL | st.just([1, 2, 3]) | ODD,
        "points": st.dictionaries(st.sampled_from(["1", "2", "3", "x"]), ODD) | ODD,
        "total": ODD,
        "tasks": TASKS | ODD,
    },
)


@pytest.mark.parametrize("kind", PREFERENCES)
@settings(deadline=None, max_examples=300)
@given(value=VALUES)
def test_whatever_is_stored_is_counted_soundly_or_left_out_with_a_reason(kind: str, value: dict[str, Any]):
    said = read_said(kind, value, ITEMS)
    assert bool(said.reason) != bool(said.tasks) and said.reason in ("", *REASONS)
    for offered, picks in said.tasks:
        assert set(offered) <= ITEMS and len(set(offered)) == len(offered)
        if kind == "points":
            assert sum(picks) == said.total and min(picks) >= 0
        else:
            assert set(picks) - {NOBODY} <= set(offered)
    assert len(said.shown) == len(said.tasks)


def task(offered: list[int], **picks: Any) -> dict[str, Any]:
    return {"offered": offered, **picks}


@pytest.mark.parametrize(
    ("kind", "value", "tasks"),
    [
        ("rank", {"state": "ranked", "order": [3, 1], "offered": [2, 3, 1]}, (((1, 2, 3), (3, 1)),)),
        (
            "points",
            {"state": "shared", "points": {"3": 70, "1": 30, "2": 0}, "total": 100, "offered": [2, 3, 1]},
            (((1, 2, 3), (30, 0, 70)),),
        ),
        (
            "best_worst",
            {"state": "chosen", "tasks": [task([3, 1, 2], best=None, worst=1), task([4, 2, 1], best=4, worst=1)]},
            (((1, 2, 3), (NOBODY, 1)), ((1, 2, 4), (4, 1))),
        ),
        (
            "pairs",
            {"state": "chosen", "tasks": [task([3, 1], chosen=None, same=True), task([2, 1], chosen=2, same=False)]},
            (((1, 2), (2,)), ((1, 3), (1, 3))),
        ),
    ],
)
def test_an_answer_becomes_tasks_with_what_lay_there_and_what_was_made_of_it(kind: str, value: Any, tasks: Any):
    said = read_said(kind, value, ITEMS)
    assert (said.reason, said.tasks) == ("", tasks)
    assert [set(screen) for screen in said.shown] == [set(offered) for offered, _ in tasks]
