"""A weighing gives no hidden number away, also outcome by outcome; a result that would is not kept."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.disclosure import BESIDE
from analysis.records import RefusedInput
from consult.weights.protecting import hide_items
from consult.weights.work import attack

pytestmark = pytest.mark.pure


def part(n: int, *asked: int, name: str = "", hidden: str = "") -> dict[str, Any]:
    weights = [{"points": 50.0 if one >= 10 else None, "low": 40.0, "high": 60.0, "n": one} for one in asked]
    return {"name": name, "n": n, "hidden": hidden, "weights": weights if n >= 10 else []}


def result(overall: dict[str, Any], *groups: dict[str, Any]) -> dict[str, Any]:
    return {"threshold": 10, "overall": overall, "groups": list(groups)}


def test_a_result_in_which_one_small_group_alone_is_hidden_is_refused():
    small = part(8, name="Neighbours", hidden="Hidden because fewer than 10 people answered.")
    with pytest.raises(RefusedInput, match="Neighbours"):
        attack(result(part(48, 48, 48), part(40, 40, 40, name="Carers"), small))


def test_the_same_with_another_group_hidden_beside_it_is_kept():
    small = part(8, name="Neighbours", hidden="Hidden because fewer than 10 people answered.")
    beside = part(30, 30, 30, name="Volunteers", hidden=BESIDE)
    attack(result(part(78, 78, 78), part(40, 40, 40, name="Carers"), beside, small))


def test_where_few_of_a_group_were_asked_about_an_outcome_subtraction_does_not_find_them():
    carers, tenants = part(40, 40, 4, name="Carers"), part(60, 60, 50, name="Tenants")
    everyone = part(100, 100, 54)
    with pytest.raises(RefusedInput):
        attack(result(everyone, carers, tenants))
    hide_items(everyone, [carers, tenants])
    attack(result(everyone, carers, tenants))
    assert carers["weights"][1]["hidden"] and not carers["weights"][0].get("hidden")
    assert everyone["weights"][1].get("hidden") or tenants["weights"][1].get("hidden")


def test_an_outcome_that_nobody_of_a_hidden_group_was_asked_about_is_no_obstacle():
    carers, beside = part(40, 40, 40, name="Carers"), part(30, 30, 0, name="Volunteers", hidden=BESIDE)
    small = part(8, name="Neighbours", hidden="Hidden because fewer than 10 people answered.")
    everyone = part(78, 78, 48)
    hide_items(everyone, [carers, beside, small])
    attack(result(everyone, carers, beside, small))
    assert everyone["weights"][1].get("hidden") or carers["weights"][1].get("hidden")
