"""Two things at a time: the one that matters more, or both the same; a pair left out is no answer."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from surveys.questionnaire import ItemView, QuestionView
from surveys.questions.base import BLANK, Misfit
from surveys.questions.kinds import get_kind

pytestmark = pytest.mark.pure
KIND = get_kind("pairs")


def asked(items: int = 6, *, required: bool = False, **settings: int) -> QuestionView:
    things = tuple(ItemView(10 + place, f"Thing {place}") for place in range(items))
    return QuestionView(7, "pairs", "What?", required=required, settings=settings, items=things)


def raw(question: QuestionView, *chosen: object, none: str = "") -> dict:
    pairs = [(f"q7-pair-{number}", str(item)) for number, item in enumerate(chosen, start=1)]
    return KIND.read(question, MultiDict([*pairs, ("q7-none", none)]))


def ids(question: QuestionView, instance: str = "i") -> list[list[int]]:
    return [[item.id for item in pair] for pair in KIND.shown_sets(question, instance)]


@pytest.mark.parametrize(
    ("items", "settings", "pairs"),
    [(2, {}, 1), (3, {}, 3), (5, {}, 10), (6, {}, 10), (6, {"tasks": 15}, 15), (6, {"tasks": 16}, 15), (20, {}, 10)],
)
def test_every_pair_is_asked_where_there_are_few_and_else_ten(items: int, settings: dict, pairs: int):
    shown = ids(asked(items, **settings))
    assert len(shown) == pairs == len({frozenset(pair) for pair in shown})
    assert all(len(set(pair)) == 2 for pair in shown)


def test_only_pairs_that_were_answered_are_stored_and_a_tie_is_an_answer():
    question = asked()
    pairs = ids(question)
    value = KIND.check(question, raw(question, pairs[0][1], "same", "unsure", "", pairs[4][0]), "i").value
    assert value["tasks"] == [
        {"offered": pairs[0], "chosen": pairs[0][1], "same": False},
        {"offered": pairs[1], "chosen": None, "same": True},
        {"offered": pairs[4], "chosen": pairs[4][0], "same": False},
    ]
    assert (value["state"], value["reason"], sorted(value["offered"])) == ("chosen", None, [*range(10, 16)])


def test_what_is_not_in_the_pair_is_refused():
    question = asked()
    other = next(item for item in question.item_ids() if item not in ids(question)[0])
    for word in (other, "99", "Same", "²"):
        with pytest.raises(Misfit, match="Choose from the list"):
            KIND.check(question, raw(question, word), "i")


def test_untouched_is_no_answer():
    question = asked()
    assert KIND.check(question, raw(question), "i") == BLANK
    with pytest.raises(Misfit, match="Choose in at least one pair"):
        KIND.check(asked(required=True), raw(question), "i")


def test_cannot_say_and_nothing_chosen_is_an_answer_of_its_own_and_told_as_said():
    question = asked()
    checked = KIND.check(question, raw(question, *["unsure"] * 10), "i")
    assert (checked.value["state"], checked.value["tasks"], checked.value["unsure"]) == ("unsure", [], 10)
    assert KIND.summary(question, checked) == ["You said “I cannot say” in 10 of 10 pairs."]


def test_who_cannot_decide_is_stored_with_what_was_offered():
    question = asked()
    value = KIND.check(question, raw(question, "unsure", none="undecided"), "i").value
    assert (value["state"], value["tasks"]) == ("undecided", [])


def test_choices_and_declining_together_are_refused_and_handed_back_in_words():
    question = asked()
    typed = raw(question, "same", ids(question)[1][0], none="none")
    with pytest.raises(Misfit, match="You chose what matters more and also chose “None of these matter to me”"):
        KIND.check(question, typed, "i")
    said = f"Pair 2. {question.label_of(ids(question)[1][0])}"
    assert KIND.typed_words(question, typed) == ["Pair 1. They matter the same", said, "None of these matter to me"]


def test_the_summary_names_what_matters_more_first():
    question = asked()
    pairs = ids(question)
    first, second = (question.label_of(item) for item in pairs[0])
    one, other = (question.label_of(item) for item in pairs[1])
    said = KIND.summary(question, KIND.check(question, raw(question, pairs[0][1], "same"), "i"))
    assert said == [
        "You chose in 2 of 10 pairs.",
        f"“{second}” matters more than “{first}”.",
        f"“{one}” and “{other}” matter the same.",
    ]


def test_what_no_person_can_see_whole_is_not_published():
    assert KIND.problems(asked(2)) == [] == KIND.problems(asked(20)) == KIND.problems(asked(40, tasks=20))
    assert "needs at least 2 things" in KIND.problems(asked(1))[0]
    assert "each person sees only 20 of them" in KIND.problems(asked(21))[0]
