"""Salience of open answers and what it would do to weights: the formulas by hand, and counts that cannot be."""

from typing import Any

import numpy as np
import pytest

from analysis.records import RefusedInput
from analysis.salience import measure_salience, pool_log_linearly, tabulate_pooling

pytestmark = pytest.mark.pure


def test_salience_is_the_share_of_mentions_kept_off_nothing_and_all() -> None:
    assert measure_salience([0, 5, 10], 10) == pytest.approx([0.5 / 11, 5.5 / 11, 10.5 / 11])


def test_lambda_nothing_leaves_the_weights_and_one_multiplies_them_by_salience() -> None:
    weights, salience = np.array([0.5, 0.3, 0.2]), [0.1, 0.4, 0.2]
    assert pool_log_linearly(np.log(weights).tolist(), salience, 0.0) == pytest.approx(weights.tolist())
    product = weights * salience
    assert pool_log_linearly(np.log(weights).tolist(), salience, 1.0) == pytest.approx(
        (product / product.sum()).tolist()
    )


def test_the_table_holds_every_lambda_side_by_side() -> None:
    table = tabulate_pooling([0.5, 0.0, -0.5], [0.1, 0.2, 0.4])
    assert list(table) == [0.0, 0.25, 0.5]
    assert table[0.0][0] > table[0.25][0] > table[0.5][0]
    assert all(sum(weights) == pytest.approx(1) for weights in table.values())


@pytest.mark.parametrize("mentions", [[-1], [11], [2.0], [True], []])
def test_mentions_that_cannot_be_are_refused(mentions: Any) -> None:
    with pytest.raises(RefusedInput, match="mentions"):
        measure_salience(mentions, 10)


@pytest.mark.parametrize(
    ("salience", "share"), [([0.5], 0.5), ([0.5, 0.0], 0.5), ([0.5, float("nan")], 0.5), ([0.5, 0.5], -1.0)]
)
def test_saliences_and_lambdas_that_cannot_be_are_refused(salience: list[float], share: float) -> None:
    with pytest.raises(RefusedInput):
        pool_log_linearly([0.1, -0.1], salience, share)
