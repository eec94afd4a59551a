"""Elementary symmetric polynomials for tied choices, built by adding alone so that no precision is lost; nothing else.

The chance that a set C of d items is chosen from A is worked out from e_d, the sum over all sets of d items of
the product of their worths. Enumerating sets would take ages; a product of (1 + worth * t) gives all e_d at once.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def products_of_others(worth: Floats, order: int) -> tuple[list[Floats], list[Floats]]:
    """left[i]: product of (1 + worth t) over items before i, as coefficients up to t^order; right[i]: from i on."""
    sets, m = worth.shape
    start = np.zeros((sets, order + 1))
    start[:, 0] = 1.0
    left, right = [start], [start]
    for item in range(m):
        left.append(_times(left[-1], worth[:, item]))
    for item in range(m - 1, -1, -1):
        right.append(_times(right[-1], worth[:, item]))
    return left, right[::-1]


def _times(product: Floats, worth: Floats) -> Floats:
    longer = product.copy()
    longer[:, 1:] += product[:, :-1] * worth[:, None]
    return longer


def _coefficient(one: Floats, other: Floats, power: int) -> Floats:
    """The coefficient of t^power in the product of two polynomials."""
    total: Floats = np.einsum("uk,uk->u", one[:, : power + 1], other[:, power::-1])
    return total


def without_one(left: list[Floats], right: list[Floats], order: int) -> Floats:
    """Of each set and item: the symmetric polynomial of order - 1 over the other items."""
    return np.stack([_coefficient(left[item], right[item + 1], order - 1) for item in range(len(left) - 1)], axis=1)


def tied_pairs(worth: Floats, left: list[Floats], right: list[Floats], order: int, weight: Floats) -> Floats:
    """Over all sets, for each pair of items the weighted chance that both are in a tied choice of this order."""
    m = worth.shape[1]
    both = np.zeros((m, m))
    if order == 2:
        both = worth.T @ (worth * weight[:, None])
        np.fill_diagonal(both, 0.0)
    elif order > 2:
        for one in range(m - 1):
            between = left[one]
            for other in range(one + 1, m):
                rest = _coefficient(between, right[other + 1], order - 2)
                both[one, other] = float((weight * worth[:, one] * worth[:, other]) @ rest)
                between = _times(between, worth[:, other])
        both += both.T
    return both
