"""Reading one open answer: what is blanked, where parts end, and what counts as saying nothing."""

from __future__ import annotations

import pytest

from analysis.markup import READ_AT_MOST, mask_markup
from analysis.text import find_parts, find_words, says_nothing
from tests.analysis.growth import growth


def reads(text: str) -> tuple[str, ...]:
    return find_words(mask_markup(text))


@pytest.mark.parametrize(
    "said",
    [
        "", "   ", "...", "?", "\U0001f44d\U0001f3fd", "N/A", "n/a.", "None", "NOTHING", "nothing to improve",
        "No", "No comment", "Nothing, it was all good thank you", "I can\u2019t think of anything", "not a thing",
        "don't know", "Nope, nothing at all", "dunno", "Dunno really, sorry", "idk", "Prefer not to say",
        "I\u2019d rather not say, thanks", "Pass", "as before", "Same as before",
    ],
)  # fmt: skip
def test_an_answer_that_says_nothing_is_known(said: str) -> None:
    assert says_nothing(reads(said))


@pytest.mark.parametrize(
    "said",
    [
        "Nothing was good", "nothing works", "No buses", "no change", "None of the staff listened", "Yes", "Parking",
        "Nothing but praise for the nurses", "I can't think of anything worse than the waiting room",
        "No one told me where to go", "All good", "A bus pass", "Pass the park on to the council",
        "I prefer not to drive", "I would rather not have bins outside", "As before, the bus is late",
        "\u98df\u7269\u5f88\u597d",
    ],
)  # fmt: skip
def test_an_answer_that_says_something_is_kept(said: str) -> None:
    assert not says_nothing(reads(said))


def test_masking_keeps_every_character_in_its_place() -> None:
    text = "<b>Warm</b> meals&nbsp;please \u200b mail jo@example.org or see https://example.org/a now"
    masked = mask_markup(text)
    assert len(masked) == len(text)
    assert find_words(masked) == ("warm", "meals", "please", "mail", "or", "see", "now")
    for word in find_words(masked):
        assert text.lower()[masked.lower().index(word) :].startswith(word)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("neigh\u00adbour\u200bhood \ufeffwatch\u2060.", ("neighbourhood", "watch")),
        ("a caf&eacute; and caf&#233;s &amp; caf&amp;eacute;", ("a", "café", "and", "cafés", "café")),
        ("we don&rsquo;t, can`t and won\u00b4t; it\ufffds", ("we", "don't", "can't", "and", "won't", "it's")),
        ("play<b>ground</b><br>swings<p>slides</p>", ("playground", "swings", "slides")),
        ("the neigh-\nbour\nand the park -\nnow", ("the", "neighbour", "and", "the", "park", "now")),
    ],
)
def test_a_word_is_whole_whatever_stands_inside_it(text: str, words: tuple[str, ...]) -> None:
    assert len(mask_markup(text)) == len(text)
    assert reads(text) == words


def test_what_stands_inside_a_word_ends_no_sentence_and_what_stands_behind_one_does() -> None:
    text = "<b>The play<i>ground</i>.</b> Next the caf&eacute;!\u200b And more"
    assert [text[start:end] for start, end in find_parts(mask_markup(text))] == [
        "The play<i>ground", "Next the caf&eacute;", "And more",
    ]  # fmt: skip


def test_telephone_numbers_and_postcodes_are_not_read_and_years_are() -> None:
    assert reads("Ring 01632 960 983 or +44 1632 960983 about SW1A 1AA") == ("ring", "or", "about")
    assert reads("Since 2019 the number 9 bus at 10.30 has 300 - 400 people") == (
        "since", "2019", "the", "number", "9", "bus", "at", "10", "30", "has", "300", "400", "people",
    )  # fmt: skip


def test_a_pasted_script_is_no_part_of_the_answer() -> None:
    assert reads("Hello <script>alert('x')</script>there") == ("hello", "there")


def test_one_heart_and_a_comparison_are_not_taken_for_tags() -> None:
    assert reads("I <3 the lunch club, 2 < 5 > 1") == ("i", "3", "the", "lunch", "club", "2", "5", "1")


def test_parts_are_sentences_and_clauses_with_abbreviations_kept_whole() -> None:
    text = "Dr. Lowe was kind, but the wait was long. No lift! Ask at St. Mary Rd. e.g. Monday\nCold food"
    parts = [text[start:end] for start, end in find_parts(mask_markup(text))]
    assert parts == [
        "Dr. Lowe was kind",
        "but the wait was long",
        "No lift",
        "Ask at St. Mary Rd. e.g. Monday",
        "Cold food",
    ]


def test_an_answer_is_read_to_a_fixed_length() -> None:
    assert len(mask_markup("word " * 1_000_000)) == READ_AT_MOST


@pytest.mark.parametrize(
    "seed",
    ["\u00ad", "a\u00ad", "<b>", "&shy;", "-\n", "<script>", "<!--", "a@", "<a ", "1 ", "&#1", "((((", "http://"],
)
def test_no_pattern_is_slow_on_text_made_to_slow_it(seed: str) -> None:
    def read(text: str) -> None:
        masked = mask_markup(text)
        list(find_parts(masked))
        find_words(masked)

    # the square of eight is 64; what a cache or a pause adds stays far below the half of it
    assert growth(read, seed, READ_AT_MOST // 8, READ_AT_MOST) < 28
