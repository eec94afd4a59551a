"""The one likelihood: Plackett-Luce with Davidson-type ties; it never passes off a runaway estimate as a number.

From an open set A people choose the tied set C of d items with probability proportional to
delta_d * (product of the worths in C)^(1/d); delta_1 = 1, and orders d nobody used are not in the model.
Parameters are the log-worths theta and then log delta of each tied order. docs/methods-weights.md has the formulas.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.tallies import Sets, Tally
from analysis.tied_choices import products_of_others, tied_pairs, without_one

Floats = NDArray[np.float64]
LARGEST_STEP = 2.0
SETTLED, NEARLY_SETTLED = 1e-10, 1e-6
MOST_STEPS = 200
RUNAWAY = 30.0  # a factor of e^30 between two items is not evidence, it is a maximum at infinity
TIE_PRIOR_SD = 2.0
CELLS_AT_ONCE = 1 << 21


class NoMaximum(Exception):
    """The likelihood grows without end: no finite estimate exists without a prior."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is assumed before anybody answered: "none", "normal" (sd of log-worths) or "pseudo" (n comparisons)."""

    kind: str = "normal"
    size: float = 2.0

    def as_dict(self) -> dict[str, Any] | None:
        """As the interface writes it."""
        if self.kind == "none":
            return None
        return {"type": self.kind, "sd" if self.kind == "normal" else "n": self.size}


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model. `theta` sums to zero; `delta` are the tie parameters of `orders[1:]`.

    `inverse` is the inverse of the penalised information about (theta, log delta), theta kept to sum zero:
    the model's own variance, and the bread of the clustered one. `loglik` is of the answers alone.
    """

    theta: Floats
    delta: Floats
    orders: tuple[int, ...]
    inverse: Floats
    loglik: float
    steps: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of each set: the log of its total worth, and the expected shares of items and of tied orders in its choice."""

    log_total: Floats
    expected: Floats


def fit(tally: Tally, prior: Prior, near: Floats | None = None) -> Fit:
    """The log-worths under which the choices are likeliest, given the prior; raises NoMaximum where there are none.

    `near` (log-worths, log tie parameters) is a guess to start from: it saves steps and changes nothing.
    """
    m, ties = tally.items, len(tally.orders) - 1
    sets: Sets = _with_ghost(tally, prior.size) if prior.kind == "pseudo" else tally
    free = m + (prior.kind == "pseudo")
    precision = np.zeros(free + ties)
    if prior.kind == "normal":
        precision[:m] = prior.size**-2.0
    start = np.zeros(free + ties)
    if near is not None:
        start[:m], start[free:] = near[:m], near[m:]
    try:
        estimate, information, steps = _climb(sets, precision, free, start)
    except NoMaximum:
        if prior.kind == "none":
            raise
        # with a prior on log-worths only the ties can run away, where all choices are ties; then nothing can, and what
        # is still large is what so many people say
        precision[free:] = TIE_PRIOR_SD**-2.0
        estimate, information, steps = _climb(sets, precision, free, np.zeros(free + ties), furthest=np.inf)
    inverse = _centred(_invert(information, free), m, free)
    theta = estimate[:m] - estimate[:m].mean()
    loglik, _, _ = evaluate(tally, np.concatenate((theta, estimate[free:])))
    return Fit(theta, np.exp(estimate[free:]), tally.orders, inverse, loglik * tally.scale, steps)


def _climb(
    sets: Sets, precision: Floats, free: int, here: Floats, furthest: float = RUNAWAY
) -> tuple[Floats, Floats, int]:
    """Newton's method, steps of at most 2, halved while they lead downhill; `furthest` tells when there is no end."""
    value, slope, information = _penalised(sets, here, precision)
    for steps in range(1, MOST_STEPS + 1):
        try:
            step = np.linalg.solve(_anchored(information, free), slope)
        except np.linalg.LinAlgError:  # log-worths and ties run away together: flat as far as numbers can tell
            raise NoMaximum from None
        step *= min(1.0, LARGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        there = here + step
        new = _penalised(sets, there, precision)
        halvings = 0
        while not new[0] >= value - 1e-9 * (1.0 + abs(value)) and halvings < 40:
            step, halvings = step / 2.0, halvings + 1
            there = here + step
            new = _penalised(sets, there, precision)
        gained, largest = new[0] - value, float(np.abs(step).max())
        here, (value, slope, information) = there, new
        if float(np.abs(here).max()) > furthest:
            raise NoMaximum
        # near the top a step's error is its square; of a thousand million answers smaller steps are rounding
        if largest < SETTLED or (largest < NEARLY_SETTLED and gained <= 1e-12 * (1.0 + abs(value))):
            return here, information, steps
    raise NoMaximum


def _penalised(sets: Sets, at: Floats, precision: Floats) -> tuple[float, Floats, Floats]:
    value, slope, information = evaluate(sets, at)
    return (
        value - 0.5 * float(precision @ at**2),
        slope - precision * at,
        information + np.diag(precision),
    )


def _anchored(information: Floats, free: int) -> Floats:
    """The likelihood cannot see a common shift of all log-worths: hold their sum where it is."""
    anchored = information.copy()
    scale = float(np.trace(information[:free, :free])) / free**2
    anchored[:free, :free] += scale if scale > 0 else 1.0
    return anchored


def _invert(information: Floats, free: int) -> Floats:
    inverse: Floats = np.linalg.inv(_anchored(information, free)).astype(np.float64)
    return inverse


def _centred(inverse: Floats, m: int, free: int) -> Floats:
    """The variance of (theta less its mean, log delta); a ghost item's row is dropped."""
    keep = np.r_[0:m, free : len(inverse)]
    kept = inverse[np.ix_(keep, keep)]
    centring = np.eye(len(kept))
    centring[:m, :m] -= 1.0 / m
    centred: Floats = centring @ kept @ centring.T
    return centred


def _with_ghost(sets: Sets, n: float) -> Sets:
    """Pseudo-rankings: every item is compared 2n times with a ghost, which wins n of them."""
    m, ties = sets.member.shape[1], len(sets.orders) - 1
    member = np.zeros((len(sets.member) + m, m + 1), np.bool_)
    member[: len(sets.member), :m] = sets.member
    member[len(sets.member) :, :m] = np.eye(m, dtype=np.bool_)
    member[len(sets.member) :, m] = True
    return Sets(
        member,
        np.concatenate((sets.signs, np.ones(m))),
        np.concatenate((sets.weight, np.full(m, 2.0 * n))),
        sets.orders,
        np.concatenate((sets.total[:m] + n, [m * n], sets.total[len(sets.total) - ties :])),
    )


def evaluate(sets: Sets, at: Floats) -> tuple[float, Floats, Floats]:
    """Log-likelihood, its slope and the information (the Hessian with its sign turned), exact."""
    value = float(sets.total @ at)
    slope = sets.total.copy()
    information = np.zeros((len(at), len(at)))
    for block in _blocks(sets):
        outlook, second = _look(block, at, second=True)
        weighted = outlook.expected * block.weight[:, None]
        value -= float(block.weight @ outlook.log_total)
        slope -= weighted.sum(axis=0)
        information += second - outlook.expected.T @ weighted
    return value, slope, information


def expected_choices(sets: Sets, at: Floats, which: NDArray[np.int64] | None = None) -> Floats:
    """Of every set, or of `which`, the expected choice (shares of items, then tied orders)."""
    chosen = slice(None) if which is None else which
    asked = Sets(sets.member[chosen], sets.signs[chosen], sets.weight[chosen], sets.orders, sets.total)
    parts = [_look(block, at, second=False)[0].expected for block in _blocks(asked)]
    return np.concatenate(parts) if parts else np.zeros((0, len(at)))


def _blocks(sets: Sets) -> Iterator[Sets]:
    size = max(256, CELLS_AT_ONCE // (sets.member.shape[1] * max(sets.orders)))
    for start in range(0, len(sets.member), size):
        part = slice(start, start + size)
        yield Sets(sets.member[part], sets.signs[part], sets.weight[part], sets.orders, sets.total)


def _look(sets: Sets, at: Floats, *, second: bool) -> tuple[Outlook, Floats]:
    """Expected choices of each set; and, summed over sets by weight, the expected products of choices."""
    m = sets.member.shape[1]
    if len(sets.orders) == 1:
        return _look_at_single_picks(sets, at, second=second)
    theta = np.where(sets.member, sets.signs[:, None] * at[:m], -np.inf)
    highest = theta.max(axis=1)
    theta -= highest[:, None]
    return _look_at_ties(sets, theta, highest, at[m:], second=second)


def _look_at_single_picks(sets: Sets, at: Floats, *, second: bool) -> tuple[Outlook, Floats]:
    """The same where nothing is tied. Log-worths differ by little over 2 RUNAWAY, so one highest serves all sets."""
    one_way = bool((sets.signs == sets.signs[0]).all())
    theta = sets.signs[0] * at if one_way else sets.signs[:, None] * at
    highest = theta.max()
    share = sets.member * np.exp(theta - highest)
    total = share @ np.ones(len(at))
    share /= total[:, None]
    outlook = Outlook(highest + np.log(total), share if sets.signs.min() > 0 else share * sets.signs[:, None])
    return outlook, np.diag(sets.weight @ share) if second else np.zeros((0, 0))


def _look_at_ties(
    sets: Sets, theta: Floats, highest: Floats, log_delta: Floats, *, second: bool
) -> tuple[Outlook, Floats]:
    """The same where ties of some orders are possible: elementary symmetric polynomials, only ever added up."""
    m, orders = theta.shape[1], sets.orders
    log_terms = np.full((len(theta), len(orders)), -np.inf)
    parts = []
    for place, order in enumerate(orders):
        worth = np.exp(theta / order)
        left, right = products_of_others(worth, order)
        symmetric = left[m][:, order]
        with np.errstate(divide="ignore"):
            log_terms[:, place] = np.log(symmetric) + (0.0 if place == 0 else log_delta[place - 1])
        parts.append((worth, left, right, symmetric))
    peak = log_terms.max(axis=1)
    terms = np.exp(log_terms - peak[:, None])
    chance = terms / terms.sum(axis=1)[:, None]
    expected = np.zeros((len(theta), m + len(orders) - 1))
    products = np.zeros((expected.shape[1], expected.shape[1]))
    for place, (order, (worth, left, right, symmetric)) in enumerate(zip(orders, parts, strict=True)):
        scaled = np.divide(chance[:, place], symmetric, out=np.zeros(len(theta)), where=symmetric > 0) / order
        single = worth * without_one(left, right, order) * (scaled * sets.signs)[:, None]
        expected[:, :m] += single
        if place:
            expected[:, m + place - 1] = chance[:, place]
        if second:
            products[:m, :m] += tied_pairs(worth, left, right, order, sets.weight * scaled / order)
            products[np.arange(m), np.arange(m)] += (sets.weight * sets.signs) @ single / order
            if place:
                column = sets.weight @ single
                products[:m, m + place - 1] += column
                products[m + place - 1, :m] += column
                products[m + place - 1, m + place - 1] += float(sets.weight @ chance[:, place])
    return Outlook(highest + peak + np.log(terms.sum(axis=1)), expected), products
