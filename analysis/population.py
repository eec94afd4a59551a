"""Weights for all who live here from those of groups, and who to hear next; a group that nobody named is refused.

numpy only, so that pages may use it. Everyone's weight is the mean of the groups' weights by their shares of the
population, never one fit of whoever turned up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.records import GroupWeights, Interval, RefusedInput
from analysis.rounding import significant
from analysis.row_fields import shown
from analysis.shared_errors import error_of_sum

Floats = NDArray[np.float64]
NORMAL_95 = 1.959963984540054
FEWEST_TO_SAY = 10
FAR = 50.0
ROUNDS = 80


@dataclass(frozen=True, slots=True)
class PopulationWeights:
    """Weights of all residents: `value` and `interval` by item; `covered` is the share of the population whose groups
    were heard, `left_out` the groups that were not. `n` counts the people behind, `groups` the names that entered."""

    value: tuple[float, ...]
    interval: tuple[Interval, ...]
    covered: float
    left_out: tuple[str, ...]
    groups: tuple[str, ...]
    n: int

    def as_dict(self) -> dict[str, object]:
        """As the report tells it."""
        return {
            "weights": list(self.value),
            "interval": [[one.low, one.high] for one in self.interval],
            "covered": self.covered,
            "left_out": list(self.left_out),
            "groups": list(self.groups),
            "n": self.n,
        }


@dataclass(frozen=True, slots=True)
class HearNext:
    """One group: its top item and the width of its interval in points, how many more answers would halve that, and
    whether more could change the order: `close` names the item nearest to the top one, None where the order stands."""

    name: str
    n: int
    top: int | None
    width: float
    more: int | None
    close: int | None
    words: str

    def as_dict(self) -> dict[str, object]:
        """As the report tells it; only what applies."""
        told: dict[str, object] = {"group": self.name, "n": self.n, "words": self.words}
        if self.top is None:
            return told
        return told | {"top": self.top, "width": self.width, "more": self.more, "close": self.close}


def weigh_population(
    groups: Sequence[GroupWeights], shares: Mapping[str, float], quantile: float = NORMAL_95
) -> PopulationWeights:
    """Everyone's weights: w_i = sum of p_g w_ig over groups that were heard, p brought to a sum of one.

    The groups must not overlap, and `quantile` must be that of their intervals. Variance by the delta method: a
    group's standard error is read back from its interval on the logit scale, and pooled groups err together as
    `shared` says. Refuses shares that are none.
    """
    problems = [
        f"population, {name}: {shown(share)} is not a share" for name, share in shares.items() if not _fine(share)
    ]
    known = {group.name: group for group in groups}
    problems += [f"population, {name}: there is no such group" for name in shares if name not in known]
    if problems:
        raise RefusedInput(problems)
    total = sum(float(shares[name]) for name in sorted(shares))
    heard = [known[name] for name in sorted(shares) if known[name].weights and shares[name] > 0]
    left_out = tuple(name for name in sorted(shares) if shares[name] > 0 and not known[name].weights)
    if not heard:
        raise RefusedInput(["population: nobody of these groups has answered"])
    own = np.array([float(shares[group.name]) for group in heard])
    part = own / own.sum()
    weights = np.array([[weight.value for weight in group.weights] for group in heard])
    errors = np.array([_errors_of(group, quantile) for group in heard])
    value = part @ weights
    shared = [group.shared for group in heard]
    error = np.array([error_of_sum(item, part.tolist(), own, shared) for item, own in enumerate(errors.T.tolist())])
    low, high = _limits(value, error, quantile)
    return PopulationWeights(
        tuple(map(significant, value.tolist())),
        tuple(Interval(significant(a), significant(b)) for a, b in zip(low.tolist(), high.tolist(), strict=True)),
        significant(float(own.sum()) / total),
        left_out,
        tuple(group.name for group in heard),
        sum(group.n for group in heard),
    )


def _fine(share: object) -> bool:
    return type(share) in (int, float) and 0 <= share <= 1e15  # type: ignore[operator]


def _errors_of(group: GroupWeights, quantile: float) -> list[float]:
    """Standard errors of a group's weights: half its interval on the logit scale, times w (1 - w).

    Of a limit that lies FAR nearer to an end than the weight the logit says next to nothing: there half the interval.
    """
    errors = []
    for weight in group.weights:
        low, high = weight.interval.low, weight.interval.high
        if 0 < weight.value < 1 and (low < weight.value / FAR or 1 - high < (1 - weight.value) / FAR):
            errors.append((high - low) / (2.0 * quantile))
        else:
            errors.append((_logit(high) - _logit(low)) / (2.0 * quantile) * weight.value * (1.0 - weight.value))
    return errors


def _limits(value: Floats, error: Floats, quantile: float) -> tuple[Floats, Floats]:
    inside = np.clip(value, 1e-12, 1.0 - 1e-12)
    middle = np.log(inside / (1.0 - inside))
    half = quantile * error / (inside * (1.0 - inside))
    with np.errstate(over="ignore"):  # where the exponential is endless, the limit is 0
        return 1.0 / (1.0 + np.exp(-(middle - half))), 1.0 / (1.0 + np.exp(-(middle + half)))


def _logit(share: float) -> float:
    inside = min(max(share, 1e-12), 1.0 - 1e-12)
    return float(np.log(inside / (1.0 - inside)))


def find_who_to_hear(groups: Sequence[GroupWeights], threshold: int = FEWEST_TO_SAY) -> list[HearNext]:
    """Per group what more answers would bring, those first where they could change most; too few to say first of all.

    An interval narrows with the root of the number of answers, on the logit scale. Whether more answers could change
    which item is on top is read off the intervals of differences; a group pooled with others is judged by its own
    answers, from its `unpooled` numbers.
    """
    found = [_tell(group, threshold) for group in groups]
    return sorted(found, key=lambda one: (one.top is not None, one.close is None, -one.width, one.name))


def _tell(group: GroupWeights, threshold: int) -> HearNext:
    if group.n < threshold or not group.weights:
        return HearNext(group.name, group.n, None, 0.0, None, None, "too few to say anything: hear more of them first")
    own = group.extra.get("unpooled")
    values = own["weights"] if own else [weight.value for weight in group.weights]
    limits = own["interval"] if own else [[one.interval.low, one.interval.high] for one in group.weights]
    top = max(range(len(values)), key=lambda item: (values[item], -item))
    low, high = limits[top]
    more = _more_to_halve(values[top], low, high, group.n)
    close = _close_to(top, values, (own or group.extra).get("differences", ()), limits)
    words = f"about {more} more answers would halve the interval of the outcome on top; " + (
        "more answers could change which one that is" if close is not None else "which one that is would stand"
    )
    return HearNext(group.name, group.n, top, significant(100.0 * (high - low)), more, close, words)


def _more_to_halve(value: float, low: float, high: float, n: int) -> int:
    """How many more answers make the interval half as wide, if it narrows on the logit scale by the root of n."""
    middle, half = _logit(value), (_logit(high) - _logit(low)) / 2.0

    def width(scale: float) -> float:
        ends = [1.0 / (1.0 + np.exp(-(middle + side * scale * half))) for side in (-1.0, 1.0)]
        return float(ends[1] - ends[0])

    wanted, least, most = width(1.0) / 2.0, 0.0, 1.0
    for _ in range(ROUNDS):
        scale = (least + most) / 2.0
        least, most = (scale, most) if width(scale) < wanted else (least, scale)
    return max(1, int(np.ceil(n / most**2 - n - 1e-6)))


def _close_to(
    top: int, values: Sequence[float], differences: Sequence[Mapping[str, object]], limits: Sequence[Sequence[float]]
) -> int | None:
    """The largest other item that may yet be on top: its difference from the top one may be nothing."""
    order = sorted((item for item in range(len(values)) if item != top), key=lambda item: (-values[item], item))
    open_pairs = {
        tuple(sorted(pair["items"]))  # type: ignore[call-overload]
        for pair in differences
        if pair["interval"][0] <= 0 <= pair["interval"][1]  # type: ignore[index]
    }
    for item in order:
        pair = (min(top, item), max(top, item))
        if (pair in open_pairs) if differences else limits[item][1] >= limits[top][0]:
            return item
    return None
