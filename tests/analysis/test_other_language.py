"""Answers in another language than they are read in are told, and English with foreign words in it is English."""

from __future__ import annotations

import random

import pytest

from analysis.languages import LANGUAGES
from analysis.other_language import FEWEST
from analysis.themes import discover
from tests.analysis.answers_elsewhere import SAID, list_answers
from tests.analysis.answers_made import make_answers

FEW_WORDS_OF = {
    "da": ["Der er ikke nok busser om aftenen", "Vi har brug for en ny legeplads og det skal være nu"],
    "es": ["No hay suficientes autobuses por la noche", "Los parques están sucios y las calles también"],
    "it": ["Non ci sono abbastanza autobus la sera", "I parchi sono sporchi e anche le strade"],
    "sv": ["Det finns inte tillräckligt med bussar på kvällen", "Vi behöver en ny lekplats och det är bråttom"],
    "nl": ["Er zijn niet genoeg bussen in de avond", "De parken zijn vies en de straten ook"],
}


def looks_like(texts: list[str], language: str = "en") -> str | None:
    return discover(texts, themes=1, language=language).run.get("looks_like")


@pytest.mark.parametrize("language", SAID)
def test_answers_in_another_language_are_told_when_read_as_english_and_not_when_read_in_their_own(language: str):
    texts = list_answers(language)[0]
    assert looks_like(texts) == language
    assert looks_like(texts, language) is None
    assert looks_like(make_answers()[0], language) == "en"


@pytest.mark.parametrize("language", FEW_WORDS_OF)
def test_languages_that_share_words_are_told_apart(language: str):
    assert looks_like([f"{text} {at}" for at in range(3) for text in FEW_WORDS_OF[language]]) == language


def test_english_with_foreign_words_and_names_is_english():
    texts = make_answers()[0]
    strewn = [f"{text} c'est la vie, mañana, per se, die Bahn, pobol y cwm" for text in texts]
    assert looks_like(texts) is None and looks_like(strewn) is None
    assert looks_like(["dog men", "die war", "men die", "dog bins", "also over", "war men", "hall club"]) is None


def test_a_minority_who_write_in_another_language_is_no_other_language():
    english, welsh = make_answers()[0][:40], list_answers("cy")[0]
    assert looks_like(english + welsh[:30]) is None
    assert looks_like(english[:3] + welsh[:30]) == "cy"
    assert looks_like(english[:1] * 200 + welsh[:30]) is None


def test_few_answers_tell_no_language():
    french = list_answers("fr")[0]
    assert looks_like(french[: FEWEST - 1]) is None
    assert looks_like(french[:1] * 50) is None


def test_what_answers_look_like_does_not_hang_on_their_order():
    texts = [*make_answers()[0][:12], *list_answers("pl")[0]]
    shuffled = texts.copy()
    random.Random(1).shuffle(shuffled)
    assert looks_like(texts) == looks_like(shuffled) == "pl"
    assert {*SAID, *FEW_WORDS_OF} <= set(LANGUAGES)
