"""Errors of sums of weights whose groups were pooled, and so err together; groups that were not pooled err apart.

numpy only, so that pages may use it.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.records import Shared

Floats = NDArray[np.float64]


def share_of_errors(common: Floats, variances: Floats, groups: Sequence[str]) -> list[Shared]:
    """What the groups' weights have in common, from `common` (group, item, direction: how far a weight errs together
    with those of the other groups) and the weights' variances (group, item)."""
    errors = np.sqrt(np.maximum(variances, 0.0))[:, :, None]
    parts = np.divide(common, errors, out=np.zeros_like(common), where=errors > 0)
    size = np.sqrt((parts**2).sum(axis=2, keepdims=True))
    parts = parts / np.maximum(size, 1.0)  # rounding alone makes it more than the whole of the error
    return [Shared(tuple(groups), part) for part in parts]


def all_shared(items: int, groups: Sequence[str]) -> Shared:
    """Of groups that have one and the same weights: their errors are one."""
    return Shared(tuple(groups), np.ones((items, 1)))


def error_of_sum(item: int, shares: Sequence[float], errors: Sequence[float], shared: Sequence[Shared | None]) -> float:
    """The standard error of the sum of an item's weights, each times its share; `errors` are those of the weights.

    How groups of different poolings err together is not known: as if they erred as one, which is the widest.
    """
    apart, together = 0.0, defaultdict[tuple[str, ...], list[Floats]](list)
    for share, error, one in zip(shares, errors, shared, strict=True):
        own = share * error
        if one is None:
            apart += own**2
            continue
        parts = one.parts[item]
        apart += own**2 * max(0.0, 1.0 - float(parts @ parts))
        together[one.groups].append(own * parts)
    widest = sum(float(np.linalg.norm(np.sum(each, axis=0))) for each in together.values())
    return float(np.sqrt(apart + widest**2))
