"""Sharing out points: what comes out even is stored, what does not is named with the number, nothing typed is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from surveys.questionnaire import ItemView, QuestionView
from surveys.questions.base import BLANK, Misfit
from surveys.questions.kinds import get_kind
from surveys.questions.points import read_number

pytestmark = pytest.mark.pure
POINTS = get_kind("points")


def asked(total: int | None = None, **values: object) -> QuestionView:
    things = tuple(ItemView(10 + place, f"Thing {place}") for place in range(4))
    settings = {"total": total} if total else {}
    return QuestionView(7, "points", "What?", settings=settings, items=things, **values)  # type: ignore[arg-type]


def raw(*words: str, none: str = "", reason: str = "", **more: str) -> dict:
    pairs = [(f"q7-points-{10 + place}", word) for place, word in enumerate(words)]
    named = {"none": none, "reason": reason, **more}.items()
    return POINTS.read(asked(), MultiDict([*pairs, *((f"q7-{part}", word) for part, word in named)]))


def share(*words: str, total: int | None = None):
    return POINTS.check(asked(total), raw(*words), "i")


def refusal(*words: str, total: int | None = None) -> str:
    with pytest.raises(Misfit) as refused:
        share(*words, total=total)
    return refused.value.sentence


def test_points_are_stored_for_every_thing_offered_with_the_total_and_the_order_shown():
    value = share("60", "", "40").value
    assert value == {
        "state": "shared",
        "points": {"10": 60, "11": 0, "12": 40, "13": 0},
        "total": 100,
        "offered": [item.id for item in POINTS.shown_items(asked(), "i")],
        "reason": None,
    }
    assert share("7", "3", total=10).value["total"] == 10


def test_what_was_typed_is_kept_as_typed():
    assert raw(" 060 ", "ten")["points"] == {"10": " 060 ", "11": "ten", "12": "", "13": ""}


@pytest.mark.parametrize("word", ["060", " 60 ", "6 0", "٦٠", "۶۰", "६०", "６０", "\u200f60\u200e", "\u00a060"])
def test_spaces_leading_zeros_and_the_digits_of_any_script_are_numbers(word: str):
    assert share(word, "40").value["points"]["10"] == 60


@pytest.mark.parametrize("word", ["ten", "33.3", "33,3", "²", "1e2", "½", "Ⅷ", "--5", "5-", "100%", "0x10", "+5"])
def test_what_is_no_whole_number_is_named_and_shown_back(word: str):
    said = refusal(word, "40")
    assert said.startswith("“Thing 0”: “") and "is not a whole number" in said
    assert len(refusal("x" * 5000)) < 120


@pytest.mark.parametrize("word", ["-5", "- 5", "\N{MINUS SIGN}5"])
def test_fewer_than_nothing_is_named(word: str):
    assert refusal(word, "40") == "“Thing 0”: points cannot be fewer than 0."


@pytest.mark.parametrize("word", ["101", "9" * 5000, "٩" * 30])
def test_more_than_there_is_for_one_thing_is_named(word: str):
    assert refusal("", word).startswith("“Thing 1”: this is more than the 100 points you have.")


def test_the_link_leads_to_the_box_that_is_wrong():
    shown = [item.id for item in POINTS.shown_items(asked(), "i")]
    with pytest.raises(Misfit) as refused:
        share("50", "ten")
    assert refused.value.part == f"points-{1 + shown.index(11)}"


def test_a_sum_that_does_not_come_out_even_is_said_with_what_to_do():
    assert refusal("60", "30") == "Your points add up to 90. Give out 10 more, to make it 100."
    assert refusal("60", "70") == "Your points add up to 130. Take 30 away, to make it 100."
    assert "or say that none of these matter" in refusal("0", "0", "0", "0")


def test_all_left_empty_is_no_answer_and_so_are_spaces():
    assert share("", "", "", "") == BLANK == share(" ", "\t")


@pytest.mark.parametrize(("none", "words"), [("none", "None of these matter to me"), ("undecided", "I cannot decide")])
def test_points_and_declining_together_are_refused_at_the_field_and_both_are_handed_back(none: str, words: str):
    typed = raw("60", "40", none=none, reason="Hm")
    with pytest.raises(Misfit) as refused:
        POINTS.check(asked(), typed, "i")
    assert refused.value.sentence == f"You gave out points and also chose “{words}”. Choose one of the two."
    assert refused.value.part == f"none-{none}"
    assert POINTS.typed_words(asked(), typed) == ["Thing 0: 60", "Thing 1: 40", words, "Hm"]


def test_nothing_for_each_thing_and_that_none_matter_are_one_answer():
    assert POINTS.check(asked(), raw("0", "", "0", "", none="none"), "i").value["state"] == "none"


def test_who_was_told_that_the_points_do_not_count_says_why_and_the_points_stay_in_the_draft():
    typed = raw("60", "ten", none="undecided", reason=" all the same ", aside="yes")
    value = POINTS.check(asked(), typed, "i").value
    assert (value["state"], value["points"], value["total"], value["reason"]) == ("undecided", {}, 100, "all the same")
    assert POINTS.summary(asked(), POINTS.check(asked(), typed, "i")) == ["I cannot decide: all the same"]
    assert typed["points"]["11"] == "ten"


def test_every_box_that_is_wrong_is_named_at_once_each_with_its_field():
    question = asked()
    typed = raw("33.3", "20", "-4", "400")
    with pytest.raises(Misfit) as refused:
        POINTS.check(question, typed, "i")
    shown = [item.id for item in POINTS.shown_items(question, "i")]
    wrong = {f"points-{shown.index(item) + 1}": f"Thing {item - 10}" for item in sorted((10, 12, 13), key=shown.index)}
    assert list(refused.value.faults) == list(wrong) and refused.value.part == next(iter(wrong))
    for part, thing in wrong.items():
        assert thing in refused.value.faults[part] and refused.value.faults[part] in refused.value.sentence


def test_the_summary_has_most_points_first_and_names_what_has_none():
    assert POINTS.summary(asked(), share("30", "", "70"))[:2] == ["Thing 2: 70", "Thing 0: 30"]
    assert set(POINTS.summary(asked(), share("30", "", "70"))[2:]) == {"Thing 1: 0", "Thing 3: 0"}


def test_an_answer_that_does_not_fit_is_handed_back_in_words():
    assert POINTS.typed_words(asked(), raw("60", " ten ", reason="Hm")) == ["Thing 0: 60", "Thing 1: ten", "Hm"]


def test_the_sum_so_far_is_told():
    assert POINTS.progress(asked(), {}) == "You have given out 0 of 100. 100 left."
    assert POINTS.progress(asked(), raw("60")) == "You have given out 60 of 100. 40 left."
    assert POINTS.progress(asked(), raw("60", "٤٠")) == "You have given out all 100."
    assert POINTS.progress(asked(), raw("60", "70")) == "You have given out 130 of 100. That is 30 too many."
    assert POINTS.progress(asked(), raw("60", "ten")).endswith("40 left. Write whole numbers, such as 20.")


@pytest.mark.parametrize("odd", [["60"], {"10": 60}, "60", {"99": "60"}, None])
def test_a_raw_answer_of_another_shape_is_no_answer(odd: object):
    assert POINTS.check(asked(), {"points": odd}, "i") == BLANK


@given(st.lists(st.text(max_size=12), min_size=4, max_size=4))
def test_whatever_is_typed_is_stored_even_or_refused_in_words(words: list[str]):
    typed = raw(*words)
    assert POINTS.progress(asked(), typed).startswith("You have given out")
    try:
        checked = POINTS.check(asked(), typed, "i")
    except Misfit as refused:
        assert refused.sentence.endswith(".")
        return
    assert checked == BLANK or sum(checked.value["points"].values()) == 100


@given(st.integers(min_value=0, max_value=10**40))
def test_a_number_is_read_whole_as_far_as_any_total_goes(number: int):
    assert read_number(str(number)) == number or (number > 10**9 and read_number(str(number)) > 10**8)
