"""Whatever comes through the door is weighed in finite numbers or refused in words; never a traceback, never NaN."""

import json
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.records import RefusedInput
from analysis.weights import weigh

pytestmark = pytest.mark.pure

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 6),
    st.sampled_from([2**80, 10**400, 10**5000]),
    st.sampled_from(["\ud800", " ", np.arange(3), np.array(2.0), np.float64(0.5)]),
    st.floats(),
    st.text(max_size=4),
    st.just([]),
    st.just({}),
    st.lists(st.integers(-1, 5), max_size=4),
    st.lists(st.lists(st.integers(-1, 5), max_size=3), max_size=4),
    st.dictionaries(
        st.sampled_from(["type", "sd", "n", "age", "a"]), st.one_of(st.integers(-1, 3), st.floats()), max_size=2
    ),
)
ORDER = st.permutations(range(4)).flatmap(lambda order: st.integers(0, 4).map(lambda k: [[i] for i in order[:k]]))
TIED = ORDER.map(
    lambda places: [[item for place in places[:2] for item in place], *places[2:]] if len(places) > 2 else places
)
SHARED: dict[str, Any] = {
    "n": st.integers(1, 40),
    "weight": st.floats(1e-6, 1e6),
    "respondent": st.sampled_from(["p1", "p2", 3, None]),
    "group": st.sampled_from(
        ["carers", "tenants", ["carers", "tenants"], {"role": "carers", "area": ["n", "s"]}, None]
    ),
}
RANKED = st.fixed_dictionaries(
    {"ranking": st.one_of(ORDER, TIED)}, optional=SHARED | {"offered": st.just([0, 1, 2, 3])}
)
TASK = st.fixed_dictionaries(
    {"offered": st.just([0, 1, 2, 3]), "best": st.sampled_from([0, 1, None]), "worst": st.sampled_from([2, 3, None])},
    optional=SHARED,
)
POINTED = st.fixed_dictionaries({"points": st.permutations([0, 10, 30, 60]).map(list)}, optional=SHARED)
RAKED = st.fixed_dictionaries({"ranking": ORDER, "age": st.sampled_from(["old", "young"])}, optional=SHARED)
KINDS = {"rankings": RANKED, "bestworst": TASK, "points": POINTED, "raking": RAKED}
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "prior": st.sampled_from(
            [None, {"type": "normal", "sd": 0.01}, {"type": "normal", "sd": 50}, {"type": "pseudo", "n": 0.1}]
        ),
        "variance": st.sampled_from(["cluster", "model"]),
        "draws": st.sampled_from([0, 50]),
        "level": st.sampled_from([0.5, 0.95, 0.999]),
        "by_group": st.booleans(),
    },
)


@st.composite
def requests(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    asked: dict[str, Any] = {
        "kind": kind,
        "items": ["a", "b", "c", "d"],
        "responses": draw(st.lists(KINDS[kind], min_size=1, max_size=12)),
        "options": draw(OPTIONS),
    }
    if kind in ("rankings", "raking"):
        asked["unranked"] = draw(st.sampled_from(["below", "absent"]))
    if kind == "raking":
        asked["margins"] = {"age": {"old": 0.3, "young": 0.7}}
    return asked


@st.composite
def broken(draw: Any) -> Any:
    """A sound request with one to three things in it replaced by junk."""
    asked = deepcopy(draw(requests()))  # what strategies share must not be changed
    for _ in range(draw(st.integers(1, 3))):
        place: Any = asked
        while True:
            keys = sorted(place, key=str) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and place[key] and draw(st.integers(0, 3)):
                place = place[key]
                continue
            if not isinstance(place, tuple):
                place[key] = deepcopy(draw(JUNK))
            break
    return asked


def weigh_or_refuse(asked: Any) -> None:
    try:
        found = weigh(asked).as_dict()
    except RefusedInput as refused:
        assert refused.problems
        assert all(isinstance(problem, str) and problem for problem in refused.problems)
        return
    json.dumps(found, allow_nan=False, ensure_ascii=False).encode()
    assert abs(sum(found["weights"]) - 1) < 1e-9
    for weight, (low, high) in zip(found["weights"], found["interval"], strict=True):
        assert 0 <= low <= weight + 1e-12
        assert weight - 1e-12 <= high <= 1


@settings(max_examples=100, deadline=None)
@given(asked=requests())
def test_every_sound_request_is_answered_in_finite_numbers(asked: Any) -> None:
    weigh_or_refuse(asked)


def test_samples_in_which_an_item_is_beaten_by_all_stay_finite_without_a_prior() -> None:
    rows = [{"ranking": [[0]], "age": "old"}, {"ranking": [[1]], "age": "young"}]
    asked = {"kind": "raking", "items": ["a", "b", "c", "d"], "unranked": "below", "responses": rows}
    asked |= {"margins": {"age": {"old": 0.3, "young": 0.7}}, "options": {"prior": None, "draws": 50}}
    weigh_or_refuse(asked)


@settings(max_examples=250, deadline=None)
@given(asked=broken())
def test_a_broken_request_is_refused_in_words_or_answered(asked: Any) -> None:
    weigh_or_refuse(asked)


@settings(max_examples=40, deadline=None)
@given(asked=requests(), data=st.data())
def test_any_order_of_the_rows_gives_the_same_bytes(asked: Any, data: Any) -> None:
    order = data.draw(st.permutations(range(len(asked["responses"]))))
    shuffled = asked | {"responses": [asked["responses"][row] for row in order]}
    try:
        first = weigh(asked).as_dict()
    except RefusedInput as refused:
        with pytest.raises(RefusedInput) as again:
            weigh(shuffled)
        assert len(again.value.problems) == len(refused.problems)
        return
    second = weigh(shuffled).as_dict()
    if "raked_weights" in first:  # one a row, in the order of the rows
        raked = first.pop("raked_weights")
        assert second.pop("raked_weights") == [raked[row] for row in order]
    assert json.dumps(first) == json.dumps(second)
