"""Copies of a campaign's letter are found although words were changed; short and independent answers stay alone."""

from __future__ import annotations

from random import Random

import pytest

from analysis.copied_pairs import COMPARING
from analysis.copied_wordings import FEWEST_WORDS
from analysis.similarity import find_copies
from analysis.vectors import load_vectors
from benchmarks.letters import CHANGES, HELD_OUT, find_case
from benchmarks.themes import make_answers

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


@pytest.fixture(scope="module")
def others() -> list[str]:
    """Answers that nobody copied."""
    return make_answers(2000)


@pytest.mark.parametrize("way", CHANGES)
@pytest.mark.parametrize("length", [20, 50])
def test_copies_are_found_where_every_one_is_heavily_changed_and_nobody_sent_the_letter_itself(
    others: list[str], length: int, way: str
):
    assert find_case(HELD_OUT[:1], length, "20 to 30 %", way, others, original=False) >= 0.98


def test_three_letters_among_the_same_answers_are_told_apart(others: list[str]):
    assert find_case(HELD_OUT, 20, "20 to 30 %", "all ways", others, original=False) >= 0.98


def test_the_text_shown_for_copies_all_changed_is_one_of_them_and_holds_most_of_the_letter():
    random = Random(7)
    texts = [changed(random.uniform(0.2, 0.3), random) for _ in range(100)]
    (found,) = find_copies(texts)
    kept = set(texts[found.template].split()) & set(LETTER.split())
    assert len(kept) >= 0.7 * len(set(LETTER.split())) and min(found.likeness) >= 0.62


def test_a_few_who_quote_the_same_opening_are_no_campaign():
    asked = "I object to the plan to close the library on Mill Street because"
    reasons = [
        "my daughter reads there after school and nobody else would help her with maths",
        "the building was a gift from Miss Carter and belongs to everybody who lives here",
        "without computers how should anyone apply for work or renew a passport in this town",
        "noise at the new hub makes it useless for those who study at night",
        "its story time is where young mothers met and became friends for life",
    ]
    assert find_copies([f"{asked} {reason}" for reason in reasons]) == []


SLOGAN = "Say no to the incinerator"


def test_a_slogan_sent_word_for_word_is_listed_however_it_is_spelt(others: list[str]):
    spelt = [SLOGAN, SLOGAN.upper() + "!!!", f"  {SLOGAN.lower()}."]
    (found,) = find_copies([*others, *(spelt[at % 3] for at in range(40))])
    assert found.members == tuple(range(2000, 2040)) and set(found.likeness) == {1.0}


@pytest.mark.parametrize(
    "answers",
    [
        [SLOGAN] * 9,
        ["Say no incinerator please"] * 500,
        ["I can't think of anything else"] * 500,
        ["It was all very good"] * 500,
        [SLOGAN] * 30 + ["filler"] * 10_000,
        # Who choose their own words for one thing vary them.
        ["we need more buses please"] * 30 + ["more buses please"] * 10 + ["we need more buses"] * 21,
    ],
    ids=["too few", "too short", "says nothing", "one telling word", "few among very many", "varied"],
)
def test_short_answers_that_agree_are_no_campaign(answers: list[str]):
    assert find_copies(answers) == []


def test_what_says_nothing_is_told_in_the_language_of_the_answers():
    answers = ["Je n'ai rien à ajouter"] * 50
    assert find_copies(answers, language="fr") == []


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
