"""Personal details are found and hidden, ordinary answers are left alone, and no text takes long."""

from __future__ import annotations

from collections import Counter

import pytest

from analysis.personal_data import KINDS, Found, blank, find_personal, hide
from tests.analysis.growth import growth
from tests.analysis.personal_forms import PLANTED, list_clean, list_planted
from tests.analysis.personal_made import clean, planted


def test_of_four_hundred_planted_details_at_least_95_in_100_of_each_kind_are_hidden_whole():
    planted_of, hidden_of, missed = Counter(), Counter(), []
    for kind, found_as, answer, start, end in planted():
        planted_of[kind] += 1
        if any(one.start <= start and one.end >= end and one.kind == found_as for one in find_personal(answer)):
            hidden_of[kind] += 1
        else:
            missed.append((kind, answer, find_personal(answer)))
    assert sum(planted_of.values()) == 400
    assert all(hidden_of[kind] >= 0.95 * n for kind, n in planted_of.items()), missed


def test_at_most_one_of_a_hundred_clean_answers_loses_words():
    answers = clean()
    wrongly = [(answer, find_personal(answer)) for answer in answers if find_personal(answer)]
    assert len(answers) == 100
    assert len(wrongly) <= 1, wrongly


@pytest.mark.parametrize("part", PLANTED)
def test_of_details_written_by_hand_at_least_95_in_100_of_each_kind_are_hidden_whole(part: str):
    planted_of, hidden_of, missed = Counter(), Counter(), []
    for kind, answer, start, end in list_planted(part):
        planted_of[kind] += 1
        if answer[start:end].strip() and blank(answer, find_personal(answer))[start:end].strip():
            missed.append((kind, answer, find_personal(answer)))
        else:
            hidden_of[kind] += 1
    assert all(hidden_of[kind] >= 0.95 * n for kind, n in planted_of.items()), missed


def test_whatever_an_earlier_finder_hid_and_a_later_one_showed_is_hidden_again():
    details = [(answer, start, end) for _, answer, start, end in list_planted("hidden before")]
    shown = [answer for answer, start, end in details if blank(answer, find_personal(answer))[start:end].strip()]
    assert not shown


@pytest.mark.parametrize("part", PLANTED)
def test_counts_years_and_buses_are_no_addresses_and_brands_are_no_names(part: str):
    answers = list_clean(part)
    wrongly = [(answer, find_personal(answer)) for answer in answers if find_personal(answer)]
    assert len(wrongly) <= len(answers) / 100, wrongly


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I live at 4 pocket gardens", "I live at [address hidden]"),
        ("We need 4 pocket gardens", "We need 4 pocket gardens"),
        ("I live at 3 Elm Row since 2019", "I live at [address hidden] since 2019"),
        ("Since 2019 Elm Row is shut", "Since 2019 Elm Row is shut"),
        ("I LIVE AT 4 WILLOW CLOSE", "I LIVE AT [address hidden]"),
        ("WE NEED 3 COMMUNITY GARDENS", "WE NEED 3 COMMUNITY GARDENS"),
    ],
)
def test_what_stands_before_the_number_tells_a_home_from_a_count(text: str, shown: str):
    assert hide(text, find_personal(text)) == shown


def test_a_number_is_hidden_to_its_last_figure_however_many_groups_it_has():
    text = "call me: 44 7700 900123"
    assert hide(text, find_personal(text)) == "call me: [phone hidden]"


def test_hiding_keeps_every_other_character():
    text = "Ring 07700 900123\tor  write to jo@example.com \u2013 thanks!"
    assert hide(text, find_personal(text)) == "Ring [phone hidden]\tor  write to [e-mail hidden] \u2013 thanks!"


def test_part_of_an_answer_hides_what_reaches_into_it():
    text = "Ring 07700 900123 now"
    spans = find_personal(text)
    assert hide(text, spans, 0, 8) + hide(text, spans, 8) == "Ring [phone hidden][phone hidden] now"


def test_blanking_keeps_every_place():
    text = "My name is Jane Smith, the bus is late."
    assert blank(text, find_personal(text)) == "My name is " + " " * 10 + ", the bus is late."


def test_words_hidden_by_a_person_may_overlap_others():
    text = "Ask for Jane at 12 High Street"
    spans = [*find_personal(text), Found(8, 18, "other")]
    assert hide(text, spans) == "Ask for [hidden][address hidden]"


@pytest.mark.parametrize(
    "text", ["Dr said no", "My name is not on it", "nurse Sister Act", "9434765918 is no such number", "AB123456 ref"]
)
def test_what_only_looks_personal_stays(text: str):
    assert find_personal(text) == []


def test_every_kind_has_words():
    assert {one[1] for one in planted(2)} < set(KINDS)


@pytest.mark.parametrize(
    "piece",
    ["1 ", "a@", "Mr ", "12 Ab Cd Ef ", "flat 1a, ", "kim at ", "Thanks\nAb ", "ring a 123456 ", "DR AB HILL "],
)
def test_work_grows_with_the_length_of_an_answer_not_with_its_square(piece: str):
    # the square of eight is 64; what a cache or a pause adds stays far below the half of it
    assert growth(find_personal, piece, 8_000, 64_000) < 24


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Keep the bus. Yours faithfully, Winifred Applegarth (Mrs)", "Yours faithfully, [name hidden] (Mrs)"),
        ("Keep the bus. Signed, E, Pockett", "Signed, [name hidden]"),
        ("Keep the bus.\nKind regards\nOlwen ap Rhys-Morris, 92", "Kind regards\n[name hidden], 92"),
        ("Keep the bus. Yours, A. B. Tzoumerkiotis.", "Yours, [name hidden]."),
    ],
)
def test_at_the_foot_of_a_letter_a_name_is_found_that_no_list_knows(text: str, shown: str):
    assert hide(text, find_personal(text)).endswith(shown)


@pytest.mark.parametrize(
    "text",
    ["It was signed, The Hall has the papers.", "Regards the buses, Monday is worst.", "Yours is better. Ours is not."],
)
def test_words_that_close_a_letter_hide_nothing_elsewhere(text: str):
    assert find_personal(text) == []
