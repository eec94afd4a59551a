"""Words of outcomes: suggestions, near-sames, and lists that point two ways."""

from __future__ import annotations

import pytest

from consult.demo.story import OUTCOMES
from consult.outcomes.wording import find_alike, find_two_ways, suggest_ranked_as, suggest_sentence

pytestmark = pytest.mark.pure


def test_a_harm_is_ranked_as_avoided_and_a_gain_as_it_is():
    assert suggest_ranked_as("Streets get busier.", "loss") == "Avoiding this: streets get busier"
    assert suggest_ranked_as("NHS staff leave", "loss") == "Avoiding this: NHS staff leave"
    assert suggest_ranked_as("People eat in company", "gain") == "People eat in company"


def test_a_label_becomes_the_beginning_of_a_sentence():
    assert suggest_sentence(" company, lunch ") == "Company, lunch"


def test_two_outcomes_that_share_most_of_their_words_are_named_as_a_pair():
    texts = ["A hot meal every day", "Company at lunch", "A good hot meal each day"]
    assert [(pair.first, pair.second) for pair in find_alike(texts)] == [(texts[0], texts[2])]


def test_an_outcome_that_another_holds_whole_is_named_with_it():
    texts = [
        "A hot meal",
        "Somebody notices when a person has fallen",
        "A hot meal each day, served at the hall with friends",
    ]
    assert [(pair.first, pair.second) for pair in find_alike(texts)] == [(texts[0], texts[2])]
    assert find_alike(["Company", "Company at the lunch club"]) == []  # one word in common is not enough to say so


def test_outcomes_that_say_different_things_are_not_called_alike():
    assert find_alike([outcome.ranked_as for outcome in OUTCOMES]) == []


def test_a_list_that_asks_for_more_of_one_thing_and_less_of_another_is_noticed():
    found = find_two_ways(["More company", "Less waiting", "A hot meal"])
    assert found is not None and (found.more, found.less) == ("More company", "Less waiting")


def test_a_harm_worded_as_avoided_does_not_count_as_more():
    assert find_two_ways(["No extra traffic", "Feeling less alone"]) is None
