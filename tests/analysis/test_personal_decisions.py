"""What officers decide about a text is what is hidden in it: shown again where they said so, never anywhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.personal_data import HIDDEN, SHOWN, Decision, Found, blank, find_hidden, find_personal, hide
from analysis.personal_search import find_given_away, find_words, list_telling

TEXT = "My name is Kim Lee, ring 07700 900123 or write to kim@home.org. Kim's neighbour Jo knows."
NAME, PHONE, EMAIL = find_personal(TEXT)


def said(*decisions: Decision) -> str:
    return hide(TEXT, find_hidden(TEXT, decisions))


def test_without_decisions_what_is_found_is_hidden():
    assert find_hidden(TEXT) == [NAME, PHONE, EMAIL]


def test_a_part_shown_again_is_shown_and_no_other():
    assert said(Decision(PHONE.start, PHONE.end, SHOWN)) == hide(TEXT, [NAME, EMAIL])


def test_a_showing_that_does_not_hold_the_whole_find_shows_nothing():
    """So a finder that finds more of it later hides it anew, whole."""
    assert said(Decision(PHONE.start, PHONE.end - 1, SHOWN)) == hide(TEXT, [NAME, PHONE, EMAIL])


def test_words_hidden_within_a_part_shown_again_stay_hidden_whichever_came_first():
    shown, within = Decision(PHONE.start, PHONE.end, SHOWN), Decision(PHONE.start + 2, PHONE.end, HIDDEN)
    assert said(shown, within) == said(within, shown) == hide(TEXT, [NAME, Found(within.start, within.end, ""), EMAIL])


def test_of_two_decisions_about_the_same_part_the_later_stands():
    shown, hidden = Decision(PHONE.start, PHONE.end, SHOWN), Decision(PHONE.start, PHONE.end, HIDDEN)
    assert "900123" not in said(shown, hidden) and "900123" in said(hidden, shown)


def test_a_find_within_words_an_officer_hid_is_told_once():
    wide = Decision(PHONE.start - 5, PHONE.end, HIDDEN)
    assert find_hidden(TEXT, [wide]) == [NAME, Found(wide.start, wide.end, "other"), EMAIL]


@pytest.mark.parametrize("part", [(3, 3, SHOWN), (5, 2, HIDDEN), (-1, 2, HIDDEN), (1, 2, "perhaps")])
def test_what_is_no_decision_is_refused(part: tuple[int, int, str]):
    with pytest.raises(ValueError, match="no decision"):
        Decision(*part)


PARTS = st.tuples(st.integers(0, 100), st.integers(1, 30), st.sampled_from([SHOWN, HIDDEN]))
FOUND = st.sampled_from(
    [(one.start, one.end - one.start, effect) for one in find_personal(TEXT) for effect in (SHOWN, HIDDEN)]
)


@settings(deadline=None, max_examples=300)
@given(parts=st.lists(PARTS | FOUND, max_size=8))
def test_whatever_was_decided_every_character_is_hidden_or_shown_for_a_reason(parts: list[tuple[int, int, str]]):
    decisions = [Decision(start, start + n, effect) for start, n, effect in parts]
    spans = find_hidden(TEXT, decisions)
    covered = {at for one in spans for at in range(one.start, one.end)}
    found = {at for one in find_personal(TEXT) for at in range(one.start, one.end)}
    shown = {at for one in decisions if one.effect == SHOWN for at in range(one.start, one.end)}
    standing = [
        one
        for place, one in enumerate(decisions)
        if one.effect == HIDDEN
        and not any(
            later.effect == SHOWN and (later.start, min(later.end, len(TEXT))) == (one.start, min(one.end, len(TEXT)))
            for later in decisions[place + 1 :]
        )
    ]
    hidden = {at for one in standing for at in range(one.start, min(one.end, len(TEXT)))}
    assert hidden <= covered, "what an officer hid stays hidden"
    assert found - shown <= covered, "what nobody showed again stays hidden"
    assert covered <= found | hidden, "nothing is hidden that was not found or hidden by an officer"
    assert len(blank(TEXT, spans)) == len(TEXT) and spans == sorted(spans)


def test_typed_words_are_found_wherever_they_stand_whatever_their_capitals_and_blanks():
    assert [TEXT[one.start : one.end] for one in find_words(TEXT, "kim")] == ["Kim", "kim", "Kim"]
    assert [TEXT[one.start : one.end] for one in find_words(TEXT, " kim\u2019s  NEIGHBOUR ")] == ["Kim's neighbour"]


def test_inside_longer_words_they_are_found_only_where_they_stand_nowhere_alone():
    assert len(find_words("Jo joined Jo", "jo")) == 2
    assert [(one.start, one.end) for one in find_words("\u90bb\u5c45\u738b\u5148\u751f", "\u738b")] == [(2, 3)]
    assert find_words(TEXT, "Sam") == find_words(TEXT, "  ") == find_words(TEXT, "K.m") == []


@pytest.mark.parametrize(
    ("other", "hidden", "given_away"),
    [
        ("Lunch with zebedee", "Zebedee Quill", True),
        ("quill", "Zebedee Quill", True),
        ("Company at lunch", "Jo from the lunch club", False),
        ("My dinner is cold", "My neighbour kim", False),
        ("Flat 12a", "flat 12a", True),
        ("next door", "kim next door", True),
        ("Quilling", "Quill", False),
        ("Willow, bins", "4 willow close", True),
        ("Willow, bins", "4 Willow close", True),
        ("Close to the bins", "4 willow close", False),
        ("Flats, bins", "flat 12a", False),
    ],
)
def test_other_words_give_away_what_is_hidden_when_they_hold_it_or_a_name_in_it(
    other: str, hidden: str, given_away: bool
):
    assert find_given_away([other, "Free bus"], [hidden]) == ({other} if given_away else set())


def test_of_a_small_written_address_the_name_of_the_road_tells_and_its_kind_does_not():
    assert list_telling("4 willow close") == ["4 willow close", "4", "willow"]
    assert list_telling("17 Oak lane") == ["17 Oak lane", "17", "Oak"]


def test_a_word_is_given_away_whatever_stood_inside_it_where_it_was_hidden() -> None:
    hidden = ["Kowal\u00adczyk", "Ren&eacute;e", "Odal<b>ys</b>"]
    themes = ["Kowalczyk, club", "Renée", "Odalys, bins", "bins"]
    assert find_given_away(themes, hidden) == set(themes[:3])
