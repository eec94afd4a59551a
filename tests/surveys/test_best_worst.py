"""Best and worst of a few: sets answered whole or by half are kept, one thing as both is refused by its set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from surveys.designs import measure_balance
from surveys.questionnaire import ItemView, QuestionView
from surveys.questions.base import BLANK, Misfit
from surveys.questions.kinds import get_kind

pytestmark = pytest.mark.pure
KIND = get_kind("best_worst")


def asked(items: int = 8, *, required: bool = False, **settings: int) -> QuestionView:
    things = tuple(ItemView(10 + place, f"Thing {place}") for place in range(items))
    return QuestionView(7, "best_worst", "What?", required=required, settings=settings, items=things)


def raw(question: QuestionView, chosen: dict[str, object], none: str = "", reason: str = "") -> dict:
    pairs = [(f"q7-{part}", str(item)) for part, item in chosen.items()]
    return KIND.read(question, MultiDict([*pairs, ("q7-none", none), ("q7-reason", reason)]))


def ids(question: QuestionView, instance: str = "i") -> list[list[int]]:
    return [[item.id for item in one] for one in KIND.shown_sets(question, instance)]


@pytest.mark.parametrize(
    ("items", "settings", "sets", "size"),
    [
        (3, {}, 1, 3),
        (4, {}, 4, 3),  # four at a time would leave one set to ask about
        (5, {}, 4, 4),
        (8, {}, 6, 4),
        (10, {"size": 5}, 6, 5),
        (40, {}, 12, 4),
        (8, {"tasks": 3}, 3, 4),
        (8, {"tasks": 400}, 20, 4),
        (8, {"size": None, "tasks": None}, 6, 4),
    ],
)
def test_each_thing_is_seen_about_three_times_and_a_person_gets_at_most_twelve_sets(items, settings, sets, size):
    shown = ids(asked(items, **settings))
    assert (len(shown), {len(one) for one in shown}) == (sets, {size})
    found = measure_balance(shown, [10 + place for place in range(items)])
    assert found.shown[1] - found.shown[0] <= 1


def test_only_sets_with_something_chosen_are_stored_each_with_what_was_offered_in_the_order_shown():
    question = asked()
    sets = ids(question)
    chosen = {"best-1": sets[0][2], "worst-1": sets[0][0], "best-3": sets[2][1], "worst-6": sets[5][3]}
    chosen |= {"best-2": "unsure", "worst-2": "unsure"}
    value = KIND.check(question, raw(question, chosen), "i").value
    assert value == {
        "state": "chosen",
        "tasks": [
            {"offered": sets[0], "best": sets[0][2], "worst": sets[0][0]},
            {"offered": sets[2], "best": sets[2][1], "worst": None},
            {"offered": sets[5], "best": None, "worst": sets[5][3]},
        ],
        "unsure": 1,
        "offered": list(dict.fromkeys(item for one in sets for item in one)),
        "reason": None,
    }
    assert sorted(value["offered"]) == [10 + place for place in range(8)]


def test_one_thing_as_both_is_refused_by_the_number_of_its_set_and_the_link_leads_there():
    question = asked()
    sets = ids(question)
    typed = raw(question, {"best-1": sets[0][0], "best-4": sets[3][1], "worst-4": sets[3][1]})
    with pytest.raises(Misfit) as refused:
        KIND.check(question, typed, "i")
    name = question.label_of(sets[3][1])
    assert refused.value.sentence == f"Set 4: “{name}” cannot matter both most and least. Change one of the two."
    assert refused.value.part == "worst-4"
    first = question.label_of(sets[0][0])
    assert KIND.typed_words(question, typed) == [
        f"Set 1. Matters most: {first}.",
        f"Set 4. Matters most: {name}. Matters least: {name}.",
    ]


def test_what_is_not_in_the_set_is_refused():
    question = asked()
    other = next(item for item in question.item_ids() if item not in ids(question)[0])
    for word in (other, "99", "abc", "²", "-1", "1" * 30):
        with pytest.raises(Misfit, match="Choose from the list"):
            KIND.check(question, raw(question, {"worst-1": word}), "i")


def test_untouched_is_no_answer():
    question = asked()
    assert KIND.check(question, raw(question, {}), "i") == BLANK
    with pytest.raises(Misfit, match="Choose in at least one set"):
        KIND.check(asked(required=True), raw(question, {}), "i")


@pytest.mark.parametrize(("sets", "parts"), [(6, ("best", "worst")), (1, ("worst",))])
@pytest.mark.parametrize("required", [True, False])
def test_cannot_say_and_nothing_chosen_is_an_answer_of_its_own_and_told_as_said(sets: int, parts, required: bool):
    question = asked(required=required)
    unsure = {f"{part}-{number}": "unsure" for part in parts for number in range(1, sets + 1)}
    checked = KIND.check(question, raw(question, unsure), "i")
    assert (checked.state, checked.value["state"], checked.value["tasks"]) == ("answered", "unsure", [])
    assert KIND.summary(question, checked) == [f"You said “I cannot say” in {sets} of 6 sets."]


def test_cannot_say_beside_choices_is_told_with_them_and_half_a_set_is_chosen_in():
    question = asked()
    half = {"best-1": ids(question)[0][0], "worst-1": "unsure", "best-2": "unsure"}
    checked = KIND.check(question, raw(question, half), "i")
    assert KIND.summary(question, checked)[0] == "You chose in 1 of 6 sets. You said “I cannot say” in 1."
    assert checked.value["unsure"] == 1 and len(checked.value["tasks"]) == 1


def test_who_says_that_none_matter_is_stored_with_what_was_offered():
    question = asked()
    value = KIND.check(question, raw(question, {"best-1": "unsure"}, none="none", reason="No"), "i").value
    assert (value["state"], value["tasks"], value["reason"]) == ("none", [], "No")
    assert sorted(value["offered"]) == sorted(question.item_ids())


@pytest.mark.parametrize("part", ["best-1", "worst-6"])
def test_choices_and_declining_together_are_refused(part: str):
    question = asked()
    typed = raw(question, {part: ids(question)[0][0]}, none="undecided")
    with pytest.raises(Misfit, match="You chose what matters most or least and also chose “I cannot decide”"):
        KIND.check(question, typed, "i")


def test_the_summary_says_how_many_sets_and_what_was_chosen():
    question = asked()
    sets = ids(question)
    checked = KIND.check(question, raw(question, {"best-1": sets[0][0], "worst-1": sets[0][1]}), "i")
    best, worst = question.label_of(sets[0][0]), question.label_of(sets[0][1])
    said = KIND.summary(question, checked)
    assert said == ["You chose in 1 of 6 sets.", f"Matters most: {best}. Matters least: {worst}."]


def test_people_get_sets_of_their_own():
    assert ids(asked(), "i") == ids(asked(), "i") != ids(asked(), "j")


def test_what_no_person_can_see_whole_is_not_published():
    assert KIND.problems(asked(3)) == [] == KIND.problems(asked(48))
    assert "needs at least 3 things" in KIND.problems(asked(2))[0]
    assert "each person sees only 48 of them" in KIND.problems(asked(49))[0]
    assert "each person sees only 4 of them" in KIND.problems(asked(8, tasks=1))[0]


@given(st.dictionaries(st.sampled_from(["best", "worst", "none", "pair"]), st.lists(st.text(max_size=4), max_size=30)))
def test_a_raw_answer_of_any_shape_is_blank_or_refused(odd: dict):
    try:
        assert KIND.check(asked(), odd, "i") == BLANK
    except Misfit as refused:
        assert refused.sentence.endswith(".")
    KIND.typed_words(asked(), odd)
