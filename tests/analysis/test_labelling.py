"""Labels of themes: surface words that tell one theme from another."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.labelling import Name, name_groups
from analysis.markup import mask_markup
from analysis.themes import discover
from analysis.wording import NAMEABLE, build_wording
from tests.analysis.answers_made import make_answers


def name_all(texts: list[str], groups: list[int], weights: list[int] | None = None) -> list[Name]:
    return name_groups(build_wording(texts), np.array(groups), np.array(weights or [1] * len(texts)))


def test_each_matter_is_named_by_its_own_words() -> None:
    texts, matters = make_answers()
    order = sorted(set(matters))
    names = name_all(texts, [order.index(matter) for matter in matters])
    for matter, name in zip(order, names, strict=True):
        wanted = {"buses": "bus", "meals": "meal", "parking": "park", "loneliness": "lone"}[matter]
        assert wanted in name.label.lower(), name


def test_a_label_holds_only_words_that_people_wrote() -> None:
    texts, matters = make_answers()
    written = {word.strip(".,").lower() for text in texts for word in text.split()}
    for name in name_all(texts, [sorted(set(matters)).index(matter) for matter in matters]):
        words = name.label.replace(",", "").lower().split()
        assert 2 <= len(words) <= 3
        assert set(words) <= written


def test_words_written_side_by_side_stand_side_by_side_in_their_order() -> None:
    texts = ["hot meals", "a hot meal arrived", "hot meals matter", "cold bus stop", "the bus stop", "bus stop far"]
    assert [name.label for name in name_all(texts, [0, 0, 0, 1, 1, 1])] == ["Hot meals", "Bus stop"]


def test_words_parted_by_a_comma_are_not_joined() -> None:
    texts = ["clean, friendly", "clean, friendly", "clean, friendly", "bus stop", "bus stop", "bus stop"]
    assert name_all(texts, [0, 0, 0, 1, 1, 1])[0].label == "Clean, friendly"


def test_the_form_most_used_in_the_group_is_shown_not_the_stem() -> None:
    texts = ["nurses explained clearly", "explained it clearly", "they explained", "no bus", "bus late", "bus"]
    assert name_all(texts, [0, 0, 0, 1, 1, 1])[0].label.lower().startswith("explained")


def test_no_two_groups_have_one_label() -> None:
    texts = ["bus late"] * 6
    labels = [name.label for name in name_all(texts, [0, 0, 1, 1, 2, 2])]
    assert len(set(labels)) == 3


def test_no_label_says_what_another_says_in_another_order() -> None:
    clean = ["clean, friendly"] * 5 + ["clean"] * 2
    friendly = ["friendly, clean, bus"] * 2 + ["friendly, clean"] * 3 + ["friendly"] * 2
    names = name_all([*clean, *friendly, *["rain"] * 20], [0] * 7 + [1] * 7 + [2] * 20)
    assert [name.label for name in names] == ["Clean, friendly", "Friendly, bus", "Rain"]


def test_a_word_that_one_person_used_does_not_name_a_group_of_many() -> None:
    texts = [f"waiting room chairs number {n}" for n in range(30)] + ["waiting room zebra"] + ["bus"] * 31
    names = name_all(texts, [0] * 31 + [1] * 31)
    assert "zebra" not in names[0].label.lower()


def test_capitals_are_kept_where_people_write_them() -> None:
    texts = ["my GP is far", "the GP was kind", "see a GP sooner", "no bus", "the bus", "late bus"]
    assert "GP" in name_all(texts, [0, 0, 0, 1, 1, 1])[0].label


def test_numbers_codes_and_names_taken_out_cannot_be_a_label() -> None:
    for word in ("07700", "sw1a", "1aa", "xxxx", "a", "x" * 40, "l'x'y"):
        assert not NAMEABLE.match(word)
    for word in ("caf\u00e9", "don't", "bus", "\u5403\u996d"):
        assert NAMEABLE.match(word)


def test_weights_decide_what_is_common() -> None:
    texts = ["cold soup", "warm bread", "no bus", "late bus"]
    assert "soup" in name_all(texts, [0, 0, 1, 1], [50, 2, 1, 1])[0].label.lower()


@pytest.mark.parametrize("name", ["Doreen", "doreen", "Mark"])
def test_a_first_name_names_no_theme_however_many_say_it(name: str) -> None:
    texts = [f"lunch with {name} each week", f"I like {name} at lunch", f"the lunch and {name}", f"so {name} helps"]
    (named, _) = name_all([*texts, "bus late", "bus full", "bus stop", "bus far"], [0] * 4 + [1] * 4)
    assert name.lower() not in f"{named.label} {named.keywords}".lower() and "lunch" in named.label.lower()


def test_a_word_that_is_a_name_too_stays_where_it_is_written_small() -> None:
    texts = ["please mark the crossing", "the mark is gone", "paint a mark there", "no bus", "late bus", "full bus"]
    assert "mark" in name_all(texts, [0, 0, 0, 1, 1, 1])[0].label.lower()


def test_a_theme_whose_only_word_is_a_name_is_left_to_be_named() -> None:
    texts = ["Doreen", "Doreen!", "Doreen Doreen", "it was Doreen", "bus late", "the bus is full", "bus stop", "no bus"]
    labels = [theme.label.lower() for theme in discover(texts, themes=2).themes]
    assert len(labels) == 2 and not any("doreen" in label for label in labels)


@pytest.mark.parametrize(
    ("wholes", "texts"),
    [
        ({"anti-social"}, ["anti-social behaviour", "Anti-social noise", "so anti-social", "anti\u2011social lads"]),
        ({"Co-op"}, ["our Co-op shut", "the Co-op is far", "a Co-op please", "no Co-op"]),
        ({"wi-fi"}, ["wi-fi please", "no wi-fi", "the wi-fi is slow", "better wi-fi"]),
        ({"e-bikes"}, ["e-bikes for hire", "more e-bikes", "cheap e-bikes", "e-bikes please"]),
        (
            {"neighbourhood"},
            ["neigh\u00adbour\u00adhood watch", "my neigh\u200bbourhood", "neighbourhood", "neighbourhood"],
        ),
        ({"café"}, ["caf&eacute; please", "a caf&eacute;", "no café", "the caf&#xe9;"]),
        ({"playground"}, ["play<b>ground</b>", "the playground", "playground please", "a play<i>ground</i>"]),
        ({"bins"}, ["f***ing bins", "the f***ing bins", "f***ing bins again", "bins"]),
        ({"jobs", "schools"}, ["caf\ufffd jobs", "caf\ufffd schools", "caf\ufffd jobs", "caf\ufffd schools"]),
        ({"natal", "care"}, ["pre- and post natal care", "pre- natal care", "pre- natal care", "natal care"]),
        ({"covid-19"}, ["covid-19 jabs", "a covid-19 test", "covid-19", "covid-19 again"]),
    ],
)
def test_a_title_and_its_keywords_show_whole_words_and_never_a_part_of_one(wholes: set[str], texts: list[str]) -> None:
    halves = {"anti", "social", "op", "fi", "wi", "bikes", "neigh", "bour", "hood", "caf", "play", "ground", "ing"}
    names = name_all([mask_markup(text) for text in [*texts, *["rain"] * 6]], [0] * len(texts) + [1] * 6)
    said = {word for one in (names[0].label.lower(), *names[0].keywords) for word in one.replace(",", "").split()}
    assert said & wholes and not said & {*halves, "pre", "covid"}
    assert said >= {next(iter(wholes)).lower()} or len(wholes) > 1


def test_a_word_with_and_without_its_hyphen_is_one_word_in_the_form_most_used() -> None:
    texts = ["wellbeing", "well-being matters", "well-being", "my well-being", "bus", "bus", "bus", "bus"]
    name = name_all(texts, [0] * 4 + [1] * 4)[0]
    assert name.keywords[0] == "well-being" and "wellbeing" not in name.keywords


def test_common_words_of_another_language_say_nothing_with_a_hyphen_between_them_either() -> None:
    texts = ["est-ce que les bus", "avez-vous des bus", "est-ce que ce bus", "avez-vous un rendez-vous"]
    forms = build_wording(texts, "fr").forms
    assert "rendez-vous" in forms and not {"est-ce", "avez-vous", "est", "ce"} & set(forms)


@pytest.mark.parametrize("said", [["1234"], ["12", "34", "56", "78"], ["07", "2019 2020", "1 2 3"]])
def test_no_number_is_ever_a_title(said: list[str]) -> None:
    found = discover(said)
    labels = [theme.label for theme in found.themes]
    assert not any(sign.isdigit() for label in labels for sign in label.partition(" (")[0])
    assert len(set(labels)) == len(labels)


def test_a_theme_that_no_word_can_name_is_called_by_the_first_whole_words_of_its_middle_answer() -> None:
    assert discover(["It should be 20 of them"]).themes[0].label == "It should be"
