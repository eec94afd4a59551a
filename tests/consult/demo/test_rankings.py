"""The demonstration's rankings follow each group's invented worths, and the same seed draws them again."""

from __future__ import annotations

from collections import Counter
from math import exp

import pytest

from consult.demo.arrivals import pick, start
from consult.demo.chances import BESIDE_AN_ORDER, PROFILES
from consult.demo.rankings import draw_order, draw_rankings
from consult.demo.story import GROUPS, OUTCOMES, RANKING_SURVEY

pytestmark = pytest.mark.pure

RANKINGS = draw_rankings(2026)
KEYS = [outcome.theme for outcome in OUTCOMES]


def test_the_same_seed_draws_the_same_rankings_and_another_seed_others() -> None:
    assert draw_rankings(2026) == RANKINGS
    assert draw_rankings(2027) != RANKINGS


def test_a_known_seed_draws_what_it_always_drew() -> None:
    order = draw_order(start(1), dict.fromkeys(KEYS, 0.0), len(KEYS))
    assert order == [
        "hot_meal",
        "strangers_at_door",
        "parking_and_noise",
        "choice_of_time",
        "time_off_for_carers",
        "someone_notices",
        "dietary_and_culture",
        "waste_packaging",
        "company",
    ]


def test_there_are_about_450_and_no_group_ranks_more_often_than_it_has_people() -> None:
    assert 430 <= len(RANKINGS) <= 470
    counts = Counter(ranking["group"] for ranking in RANKINGS)
    for group in GROUPS:
        assert counts[group.key] <= group.population
        assert (counts[group.key] > 0) == group.heard


def test_one_group_is_too_small_to_show_and_the_others_are_not() -> None:
    small = [profile.group for profile in PROFILES if profile.rankings < 10]
    assert small == ["neighbours"]


def test_a_ranking_names_known_outcomes_once_each_and_an_undecided_one_names_none() -> None:
    for ranking in RANKINGS:
        assert len(set(ranking["order"])) == len(ranking["order"])
        assert set(ranking["order"]) <= set(KEYS)
        assert (ranking["state"] == "ranked") == bool(ranking["order"])
        assert ranking["state"] in ("ranked", "undecided", "none")


def test_a_few_write_why_beside_their_order_and_what_they_write_is_about_what_stands_first() -> None:
    wrote = [ranking for ranking in RANKINGS if ranking["reason"] and ranking["order"]]
    assert 20 <= len(wrote) <= 50
    for ranking in wrote:
        assert ranking["reason"] in BESIDE_AN_ORDER[ranking["order"][0]]
    assert set(BESIDE_AN_ORDER) <= set(KEYS)


def test_most_name_five_some_three_some_all_and_some_cannot_decide() -> None:
    lengths = Counter(len(ranking["order"]) for ranking in RANKINGS)
    share = {places: count / len(RANKINGS) for places, count in lengths.items()}
    assert 0.5 <= share[5] <= 0.62
    assert 0.15 <= share[3] <= 0.25
    assert 0.06 <= share[len(OUTCOMES)] <= 0.14
    undecided = sum(ranking["state"] == "undecided" for ranking in RANKINGS) / len(RANKINGS)
    assert 0.02 <= undecided <= 0.08


def test_each_response_has_its_own_name_and_a_time_in_the_days_of_the_survey() -> None:
    assert len({ranking["instance_id"] for ranking in RANKINGS}) == len(RANKINGS)
    for ranking in RANKINGS:
        assert RANKING_SURVEY.opens_day <= ranking["second"] // 86_400 <= RANKING_SURVEY.closes_day


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.group)
def test_first_places_follow_the_worths_of_the_group(profile) -> None:  # type: ignore[no-untyped-def]
    rng, draws = start(3), 8_000
    first = Counter(draw_order(rng, profile.log_worth, 1)[0] for _ in range(draws))
    total = sum(exp(worth) for worth in profile.log_worth.values())
    for key, worth in profile.log_worth.items():
        assert first[key] / draws == pytest.approx(exp(worth) / total, abs=0.02)


def test_second_places_are_drawn_from_what_the_first_left_in_the_urn() -> None:
    rng, draws = start(4), 8_000
    orders = [tuple(draw_order(rng, {"a": 1.0, "b": 0.0, "c": 0.0}, 2)) for _ in range(draws)]
    after_b = [second for first, second in orders if first == "b"]
    assert after_b.count("a") / len(after_b) == pytest.approx(exp(1) / (exp(1) + 1), abs=0.03)


def test_groups_put_different_outcomes_first() -> None:
    favourite = {profile.group: max(profile.log_worth, key=profile.log_worth.__getitem__) for profile in PROFILES}
    assert favourite == {
        "home": "hot_meal",
        "club": "company",
        "carers": "time_off_for_carers",
        "volunteers": "company",
        "neighbours": "parking_and_noise",
    }


def test_the_last_place_is_picked_even_when_rounding_leaves_a_little_over() -> None:
    class AlwaysNearlyOne:
        def random(self) -> float:
            return 1.0

    assert pick(AlwaysNearlyOne(), [0.1] * 10) == 9  # type: ignore[arg-type]
