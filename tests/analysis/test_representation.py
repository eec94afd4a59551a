"""Who answered against who lives here: shares, ratios and verdicts, by hand and by simulation."""

from __future__ import annotations

from random import Random

import pytest

from analysis.records import RefusedInput
from analysis.representation import Presence, compare_shares


def test_shares_and_ratios_are_those_worked_out_by_hand():
    carers, tenants = compare_shares([Presence("Carers", 30, 200), Presence("Tenants", 70, 800)])
    assert (carers.of_answers, carers.of_people, carers.ratio) == (0.3, 0.2, pytest.approx(1.5))
    assert (tenants.of_answers, tenants.of_people, tenants.ratio) == (0.7, 0.8, pytest.approx(0.875))
    # log 1.5 +- 1.96 * sqrt(1/30 - 1/100)
    assert carers.interval.low == pytest.approx(1.5 * 0.74127, rel=1e-3)
    assert carers.interval.high == pytest.approx(1.5 / 0.74127, rel=1e-3)
    assert (carers.verdict, tenants.verdict) == ("over", "fair")


def test_each_verdict_has_its_bound():
    groups = [
        Presence("Nobody", 0, 100),
        Presence("Nine", 9, 10),
        Presence("Under", 100, 5000),
        Presence("Fair", 900, 30_000),
        Presence("Unknown", 50, None),
        Presence("Unknown and silent", 0, None),
    ]
    verdicts = ["not_heard", "too_few", "under", "fair", "unknown", "not_heard"]
    assert [one.verdict for one in compare_shares(groups)] == verdicts


def test_a_group_of_unknown_size_changes_nothing_for_the_others():
    known = [Presence("Carers", 30, 200), Presence("Tenants", 70, 800)]
    assert compare_shares([*known, Presence("Visitors", 500, None)])[:2] == compare_shares(known)


def test_nobody_at_all_is_said_and_divides_nothing():
    shares = compare_shares([Presence("Carers", 0, 200), Presence("Tenants", 0, 800)])
    assert {one.verdict for one in shares} == {"not_heard"}
    assert compare_shares([]) == []


def test_the_interval_holds_the_true_ratio_about_as_often_as_it_says():
    random, held = Random(20261127), 0
    for _ in range(1000):
        carers = sum(random.random() < 0.15 for _ in range(300))
        first, _ = compare_shares([Presence("Carers", carers, 200), Presence("Tenants", 300 - carers, 800)])
        held += first.interval.low <= 0.15 / 0.2 <= first.interval.high
    assert 925 <= held <= 975


def test_numbers_below_zero_and_a_low_threshold_are_refused_by_name():
    with pytest.raises(RefusedInput, match="Carers"):
        compare_shares([Presence("Carers", -1, 200)])
    with pytest.raises(RefusedInput, match="fewest"):
        compare_shares([], fewest=4)
