"""The demonstration's open answers read like a hall full of people and name nobody who exists."""

from __future__ import annotations

import json
import re
from collections import Counter
from statistics import median

import pytest

from consult.demo.story import GROUPS, THEMES
from consult.demo.words import FILE, NEAR_DUPLICATE, NOTHING, OFF_TOPIC, Words, draw_open_responses, read_words
from tests.consult.demo.frames import find_repeated_frames, read_skeleton, split_sentences

pytestmark = pytest.mark.pure

WORDS = read_words()
MOST_OF_ONE_FRAME = 5
CHANNELS = {"web", "paper", "phone", "session"}
LETTER = "Please keep the Thursday minibus."

# Kept free for plays and films, or never given out: nobody can be reached by them.
INVENTED_NUMBERS = re.compile(r"01632 960\d{3}|07700 900\d{3}")
ANY_NUMBER = re.compile(r"(?:\+44|\b0)[\d ()-]{8,}\d")
ANY_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ANY_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
ANY_INSURANCE_NUMBER = re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")
REAL_NAMES = re.compile(
    r"\b(london|birmingham|leeds|leicester|leicestershire|yorkshire moors|glasgow|cardiff|belfast|manchester|liverpool"
    r"|bristol|sheffield|norfolk|devon|cornwall|dorset|kent|essex|england|scotland|wales|tesco|asda|sainsbury|aldi"
    r"|lidl|morrisons|waitrose|harrods|co-op|facebook|whatsapp|google|alexa|uber|deliveroo|amazon|age uk|bbc|itv"
    r"|tupperware|hoover|thermos|marmite|bisto)\b"
)


def _said_something(words: Words) -> bool:
    return words.note != NOTHING and not words.note.startswith(NEAR_DUPLICATE)


def _share(note: str) -> float:
    return sum(words.note.startswith(note) for words in WORDS) / len(WORDS)


def test_there_are_about_six_hundred_answers_and_each_row_has_the_five_fields_alone() -> None:
    assert 580 <= len(WORDS) <= 640
    for line in FILE.read_text(encoding="utf-8").splitlines():
        assert list(json.loads(line)) == ["text", "group", "channel", "themes", "note"]


def test_no_group_has_more_answers_than_people_and_young_carers_have_none() -> None:
    counts = Counter(words.group for words in WORDS)
    population = {group.key: group.population for group in GROUPS}
    assert set(counts) == {group.key for group in GROUPS if group.heard}
    assert "young_carers" not in counts
    for group, count in counts.items():
        assert count <= population[group], group
    assert counts["volunteers"] <= 40
    assert counts["neighbours"] <= 50


def test_every_channel_is_used_and_people_at_home_answer_more_on_paper_and_by_telephone() -> None:
    assert {words.channel for words in WORDS} == CHANNELS
    at_home = [words.channel in ("paper", "phone") for words in WORDS if words.group == "home"]
    carers = [words.channel in ("paper", "phone") for words in WORDS if words.group == "carers"]
    assert sum(at_home) / len(at_home) > 0.6
    assert sum(carers) / len(carers) < 0.4


def test_every_theme_is_known_and_every_known_theme_is_spoken_of() -> None:
    known = {theme.key for theme in THEMES}
    used = Counter(theme for words in WORDS for theme in words.themes)
    assert set(used) == known
    assert min(used.values()) >= 15
    for words in WORDS:
        assert len(set(words.themes)) == len(words.themes) <= 3, words.text


def test_an_answer_has_a_theme_unless_it_says_nothing_or_strays() -> None:
    for words in WORDS:
        assert words.note in ("", NOTHING, OFF_TOPIC) or words.note.startswith(NEAR_DUPLICATE)
        assert (not words.themes) == (words.note in (NOTHING, OFF_TOPIC)), words.text


def test_some_say_nothing_some_stray_and_some_copy_a_letter() -> None:
    assert 0.05 <= _share(NOTHING) <= 0.07
    assert 0.02 <= _share(OFF_TOPIC) <= 0.04
    assert 0.02 <= _share(NEAR_DUPLICATE) <= 0.04


def test_a_good_share_of_answers_speak_of_two_or_three_things() -> None:
    several = [len(words.themes) for words in WORDS if len(words.themes) > 1]
    assert 0.2 <= len(several) / len(WORDS) <= 0.4
    assert several.count(3) >= 10


def test_answers_run_from_one_word_to_a_hundred_and_fifty() -> None:
    lengths = [len(words.text.split()) for words in WORDS]
    assert min(lengths) == 1
    assert 120 <= max(lengths) <= 155
    assert 10 <= median(lengths) <= 25
    assert sum(length <= 8 for length in lengths) >= 120
    assert sum(length >= 60 for length in lengths) >= 25


def test_no_sentence_frame_stands_in_more_than_five_answers() -> None:
    assert find_repeated_frames((words.text for words in WORDS if _said_something(words)), MOST_OF_ONE_FRAME) == {}


def test_the_frame_rule_finds_a_template_by_its_opening_and_by_its_skeleton() -> None:
    meals = ("soup", "fish", "stew", "pie", "curry", "mash")
    by_opening = [f"I would like some {meal} on the {day}day" for meal, day in zip(meals, "abcdef", strict=True)]
    by_skeleton = [f"{meal} that is {meal}ish and not too {meal}y" for meal in meals]
    assert ("i", "would", "like", "some") in find_repeated_frames(by_opening, MOST_OF_ONE_FRAME)
    assert find_repeated_frames(by_opening[:5], MOST_OF_ONE_FRAME) == {}
    assert read_skeleton(split_sentences(by_skeleton[0])[0]) in find_repeated_frames(by_skeleton, MOST_OF_ONE_FRAME)
    assert find_repeated_frames(by_skeleton[:5], MOST_OF_ONE_FRAME) == {}


def test_no_two_answers_are_the_same_and_only_the_copied_letter_is_nearly_so() -> None:
    assert len({words.text.casefold() for words in WORDS}) == len(WORDS)
    bags = [
        (words.text, frozenset(word for sentence in split_sentences(words.text) for word in sentence))
        for words in WORDS
        if _said_something(words) and len(words.text.split()) >= 8
    ]
    for place, (text, bag) in enumerate(bags):
        for other_text, other in bags[place + 1 :]:
            assert len(bag & other) / len(bag | other) < 0.5, (text, other_text)


def test_each_near_duplicate_is_the_letter_with_small_changes() -> None:
    letter = next(words for words in WORDS if words.text.startswith(LETTER) and not words.note)
    said = set(split_sentences(letter.text)[0]) | set(split_sentences(letter.text)[1])
    copies = [words for words in WORDS if words.note.startswith(NEAR_DUPLICATE)]
    for copy in copies:
        bag = {word for sentence in split_sentences(copy.text) for word in sentence}
        assert len(bag & said) / len(said) > 0.75, copy.text
        assert copy.group == letter.group
        assert copy.themes == letter.themes


def test_nobody_can_be_reached_or_found_by_what_is_written() -> None:
    for words in WORDS:
        for number in ANY_NUMBER.findall(words.text):
            assert INVENTED_NUMBERS.fullmatch(number.strip()), words.text
        for address in ANY_EMAIL.findall(words.text):
            assert address.endswith((".example", "@example.org")), words.text
        for postcode in ANY_POSTCODE.findall(words.text):
            assert postcode.startswith("WX"), words.text  # an area that no postcode has
        for number in ANY_INSURANCE_NUMBER.findall(words.text):
            assert number.startswith("QQ"), words.text  # a prefix that is never given
        assert not REAL_NAMES.search(words.text.lower()), words.text
    text = " ".join(words.text for words in WORDS)
    assert INVENTED_NUMBERS.search(text), "one must be there, or the finder of personal data has nothing to find"


def test_some_write_in_capitals_some_with_signs_and_some_in_another_language() -> None:
    texts = [words.text for words in WORDS]
    assert sum(text.isupper() and len(text) > 4 for text in texts) >= 5
    assert sum(any(ord(sign) > 0x1F000 for sign in text) for text in texts) >= 4
    assert any("gołąbki" in text for text in texts)
    assert any("Meri beti ne" in text for text in texts)


def test_the_same_seed_draws_the_same_responses_and_another_seed_others() -> None:
    drawn = draw_open_responses(7)
    assert drawn == draw_open_responses(7)
    assert drawn != draw_open_responses(8)
    assert sorted(one["text"] for one in drawn) == sorted(words.text for words in WORDS)
    assert len({one["instance_id"] for one in drawn}) == len(WORDS)
    assert [one["second"] for one in drawn] == sorted(one["second"] for one in drawn)


def test_nothing_comes_in_outside_the_days_of_the_survey_nor_paper_at_a_weekend() -> None:
    for one in draw_open_responses(7):
        day, second = divmod(one["second"], 86_400)
        assert 0 <= day <= 41
        if one["channel"] in ("paper", "phone"):
            assert day % 7 < 5
            assert 9 <= second / 3600 <= 16.5
