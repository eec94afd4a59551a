"""What each kind of question takes, refuses and says back."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from surveys.questionnaire import ItemView, QuestionView
from surveys.questions.base import BLANK, LONGEST_TEXT, Misfit
from surveys.questions.kinds import KINDS, get_kind

pytestmark = pytest.mark.pure


def asked(kind: str, *, required: bool = False, settings: dict | None = None, items: int = 4) -> QuestionView:
    things = tuple(ItemView(10 + place, f"Thing {place}") for place in range(items))
    return QuestionView(7, kind, "What?", required=required, settings=settings or {}, items=things)


def answer(question: QuestionView, *pairs: tuple[str, str], instance: str = "i"):
    kind = get_kind(question.kind)
    return kind.check(question, kind.read(question, MultiDict(pairs)), instance)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_form_without_the_question_is_a_blank_answer(kind: str):
    assert answer(asked(kind)) == BLANK


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_required_question_says_what_to_do_when_it_is_left_blank(kind: str):
    with pytest.raises(Misfit) as refused:
        answer(asked(kind, required=True))
    assert refused.value.sentence.endswith(".")


def test_open_text_keeps_the_words_as_typed():
    assert answer(asked("open_text"), ("q7", "  Más  pan\r\nplease 🍞 \n")).text == "Más  pan\nplease 🍞"


def test_open_text_past_what_can_be_kept_is_refused_not_cut():
    with pytest.raises(Misfit, match="characters"):
        answer(asked("open_text"), ("q7", "a" * (LONGEST_TEXT + 1)))


def test_a_ranking_is_stored_with_what_was_offered_in_the_order_shown():
    question = asked("rank", settings={"places": 3})
    value = answer(question, ("q7-place-1", "12"), ("q7-place-2", "10")).value
    assert value["order"] == [12, 10] and value["state"] == "ranked"
    assert sorted(value["offered"]) == [10, 11, 12, 13]
    shown = [item.id for item in get_kind("rank").shown_items(question, "i")]
    assert value["offered"] == shown


def test_a_gap_in_a_ranking_is_closed_up():
    assert answer(asked("rank"), ("q7-place-1", "12"), ("q7-place-3", "10")).value["order"] == [12, 10]


def test_the_same_item_in_two_places_is_refused_by_name():
    with pytest.raises(Misfit, match="Thing 2"):
        answer(asked("rank"), ("q7-place-1", "12"), ("q7-place-2", "12"))


def test_a_ranking_that_does_not_fit_is_handed_back_in_words():
    kind, question = get_kind("rank"), asked("rank")
    raw = {"places": ["12", "", "12", "99"], "reason": "Both"}
    assert kind.typed_words(question, raw) == ["1. Thing 2", "3. Thing 2", "Both"]


def test_an_untouched_ranking_is_no_answer():
    assert answer(asked("rank"), *[(f"q7-place-{place}", "") for place in range(1, 5)]) == BLANK


def test_words_are_kept_with_an_order_and_are_an_answer_by_themselves():
    question, words = asked("rank"), ("q7-reason", " It keeps me going ")
    kind = get_kind("rank")
    given = answer(question, ("q7-place-1", "12"), ("q7-none", ""), words)
    assert (given.value["state"], given.value["order"], given.value["reason"]) == ("ranked", [12], "It keeps me going")
    assert kind.summary(question, given)[-1] == "You wrote: It keeps me going"
    alone = answer(question, ("q7-none", ""), words)
    assert (alone.state, alone.value["state"], alone.value["order"]) == ("answered", "words", [])
    assert kind.summary(question, alone) == ["You chose nothing here.", "You wrote: It keeps me going"]
    assert answer(question, ("q7-none", ""), ("q7-reason", " \r\n ")) == BLANK


def test_words_too_long_to_be_kept_are_refused_at_their_box_whatever_was_chosen():
    for chosen in (("q7-place-1", "12"), ("q7-none", "none"), ("q7-none", "")):
        with pytest.raises(Misfit, match="Shorten it") as refused:
            answer(asked("rank"), chosen, ("q7-reason", "x" * 50_001))
        assert refused.value.part == "reason"


@pytest.mark.parametrize("way", ["none", "undecided"])
def test_what_was_declined_before_the_question_which_counts_stands_once_nothing_is_chosen(way: str):
    question, kind = asked("rank"), get_kind("rank")
    told = [("q7-aside", "yes"), ("q7-declined", way)]
    torn = kind.read(question, MultiDict([("q7-place-1", "12"), *told]))
    with pytest.raises(Misfit, match="Choose one of the two"):
        kind.check(question, torn, "i")
    assert torn["declined"] == way and len(kind.typed_words(question, torn)) == 2
    for sent in (told, told[1:]):  # with script the page says nothing of an order that is gone
        emptied = kind.read(question, MultiDict(sent))
        assert kind.check(question, emptied, "i").value["state"] == way and "aside" not in emptied
    own = kind.read(question, MultiDict([*told, ("q7-none", "")]))
    assert kind.check(question, own, "i") == BLANK
    made_up = kind.read(question, MultiDict([told[0], ("q7-declined", "words")]))
    assert kind.check(question, made_up, "i") == BLANK


def test_cannot_decide_is_an_answer_of_its_own_with_its_reason():
    value = answer(asked("rank"), ("q7-none", "undecided"), ("q7-reason", " all the same "), ("q7-place-1", "")).value
    assert (value["state"], value["order"], value["reason"]) == ("undecided", [], "all the same")


def test_an_order_and_declining_together_are_refused_unless_the_order_was_set_aside():
    both = ("q7-none", "none"), ("q7-place-1", "12")
    told = "You chose what matters to you and also chose “None of these matter to me”"
    with pytest.raises(Misfit, match=told) as refused:
        answer(asked("rank"), *both)
    assert refused.value.part == "none-none"
    assert answer(asked("rank"), *both, ("q7-aside", "yes")).value["order"] == []
    assert answer(asked("rank"), ("q7-none", ""), both[1], ("q7-aside", "yes")).value["order"] == [12]


def test_whoever_is_asked_which_of_the_two_counts_and_chooses_neither_is_asked_again():
    with pytest.raises(Misfit, match="You chose what matters to you and also said that you would rather not answer"):
        answer(asked("rank"), ("q7-aside", "yes"), ("q7-place-1", "12"))
    assert answer(asked("rank"), ("q7-aside", "yes")) == BLANK
    with pytest.raises(Misfit):  # however it was sent, it is never stored as a way of declining
        get_kind("rank").check(asked("rank"), {"places": ["12"], "none": "both", "aside": "yes"}, "i")
    assert get_kind("rank").check(asked("rank"), {"none": "both", "aside": "yes"}, "i") == BLANK


def test_people_see_the_items_in_orders_of_their_own_and_each_order_is_as_likely():
    question = asked("rank", items=3)
    firsts = [get_kind("rank").shown_items(question, f"person {n}")[0].id for n in range(3000)]
    assert all(900 < firsts.count(item) < 1100 for item in question.item_ids())


def test_an_unknown_item_is_refused():
    for word in ("99", "abc", "-1", "1" * 30, "²"):
        with pytest.raises(Misfit):
            answer(asked("rank"), ("q7-place-1", word))


def test_something_else_needs_words():
    question = asked("choice", settings={"other": True})
    with pytest.raises(Misfit):
        answer(question, ("q7", "other"))
    assert answer(question, ("q7", "other"), ("q7-other", "A café")).value == {"items": [], "other": "A café"}


def test_two_choices_are_refused_where_one_is_asked():
    with pytest.raises(Misfit):
        answer(asked("choice"), ("q7", "10"), ("q7", "11"))
    assert answer(asked("choice", settings={"many": True}), ("q7", "11"), ("q7", "10")).value["items"] == [10, 11]


def test_none_of_these_groups_cannot_stand_beside_a_group():
    with pytest.raises(Misfit):
        answer(asked("groups"), ("q7", "10"), ("q7", "none"))
    assert answer(asked("groups"), ("q7", "none")).value == {"groups": [], "none": True}


def test_an_unticked_consent_is_no():
    kind = get_kind("consent")
    assert kind.summary(asked("consent"), answer(asked("consent"))) == ["No"]
