"""Copies of a campaign's letter are found although words were changed; short and independent answers stay alone."""

from __future__ import annotations

from random import Random

import pytest

from analysis.copied_pairs import COMPARING
from analysis.copied_wordings import FEWEST_WORDS
from analysis.similarity import find_copies
from analysis.vectors import load_vectors

LETTER = (
    "I object to the plan to close the library on Mill Street because children from the estate do their homework there "
    "and older residents rely on its computers, its warm rooms and the friendly help of the staff every winter"
)
NOUNS = (
    "bus",
    "tree",
    "bench",
    "path",
    "river",
    "crossing",
    "lamp",
    "market",
    "school",
    "doctor",
    "pool",
    "hall",
    "bin",
    "drain",
    "hedge",
    "bridge",
    "stop",
    "cinema",
)
VERBS = (
    "repair",
    "widen",
    "clean",
    "paint",
    "open",
    "move",
    "light",
    "mend",
    "plant",
    "fence",
    "warm",
    "extend",
    "measure",
    "water",
    "guard",
    "visit",
)
PLACES = (
    "north",
    "south",
    "station",
    "harbour",
    "church",
    "common",
    "quarry",
    "village",
    "square",
    "canal",
    "orchard",
    "valley",
    "hospital",
    "stadium",
)


def changed(share: float, random: Random) -> str:
    words = LETTER.split()
    for at in random.sample(range(len(words)), int(share * len(words))):
        words[at] = random.choice([*NOUNS, *VERBS, *PLACES])
    return " ".join(words)


def copies(random: Random) -> list[str]:
    return [changed(0.3 * at / 199, random) for at in range(200)]


def test_of_two_hundred_copies_with_up_to_three_words_in_ten_changed_98_in_100_are_found():
    random = Random(4)
    texts = [*copies(random), *(f"{word} {place}" for word in NOUNS for place in PLACES)]
    random.shuffle(texts)
    (found,) = find_copies(texts)
    assert len(found.members) >= 0.98 * 200
    assert texts[found.template].count("library") and len(found.likeness) == len(found.members)


def test_short_answers_that_agree_are_no_campaign():
    assert find_copies(["very friendly staff"] * 500) == []
    assert find_copies([" ".join(["word"] * (FEWEST_WORDS - 1))] * 500) == []


def test_the_same_groups_come_in_any_order_of_rows():
    random = Random(5)
    texts = [*copies(random), *(one for one in NOUNS)]
    shuffled = random.sample(range(len(texts)), len(texts))
    first = find_copies(texts)[0]
    again = find_copies([texts[row] for row in shuffled])[0]
    assert {texts[row] for row in first.members} == {texts[shuffled[row]] for row in again.members}
    assert texts[first.template] == texts[shuffled[again.template]]


def test_ten_thousand_identical_letters_are_one_group():
    (found,) = find_copies([LETTER] * 10_000)
    assert len(found.members) == 10_000 and set(found.likeness) == {1.0}


def test_of_answers_written_by_themselves_at_most_one_in_a_thousand_is_grouped():
    """Forty matters with words of their own, as many answers about each as a large consultation brings."""
    random = Random(6)
    words = list(load_vectors().place)[200:8200]
    common, matters = words[:150], [random.sample(words, 25) for _ in range(40)]
    texts = []
    for _ in range(2000):
        matter, length = random.choice(matters), random.randint(FEWEST_WORDS, 30)
        texts.append(" ".join(random.choice(matter if random.random() < 0.4 else common) for _ in range(length)))
    grouped = sum(len(found.members) for found in find_copies(texts))
    assert grouped <= 2
    (found,) = find_copies([*texts, *(changed(0.1, random) for _ in range(20))])[:1]
    assert len(found.members) == 20 and min(found.members) == 2000


def test_what_is_shared_is_counted_as_often_as_it_is_said():
    turned = LETTER.replace("library on", "library, the library on").upper()
    (found,) = find_copies([LETTER, LETTER, turned])
    words, more = len(LETTER.split()), len(turned.split())
    assert found.template == 0 and found.likeness == (1.0, 1.0, pytest.approx(2 * words / (words + more)))


def test_it_says_how_far_it_is_and_stops_when_it_is_told_to():
    told = []
    find_copies([LETTER] * 3, progress=lambda done, total, words: told.append((done, total, words)))
    assert told[0][:2] == (0, 3) and told[-1][0] == told[-1][1] and told[-1][2] == COMPARING

    def stop(done: int, total: int, words: str) -> None:
        if words == COMPARING and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_copies([LETTER] * 3, progress=stop)


def test_nothing_in_gives_nothing_out():
    assert find_copies([]) == [] and find_copies(["", "\U0001f600" * 50]) == []
