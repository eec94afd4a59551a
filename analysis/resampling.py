"""Draws respondents anew to see how far weights would move: seeded, and blind to the order of the rows.

A respondent is drawn with all that they answered. People whose answers are alike are drawn together by their number
(a multinomial draw over kinds of people), so that no row is copied. One person alone cannot be drawn anew.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.many_fits import fit_many, fit_many_in_pairs
from analysis.plackett_luce import Fit, NoMaximum, Prior, fit
from analysis.row_fields import Ints
from analysis.stages import Stages
from analysis.variance import find_lone_rows, is_named

Floats = NDArray[np.float64]
CELLS_AT_ONCE = 1 << 21


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of respondents, in an order that only their answers decide: `people` of each, and their rows.

    Row r of a kind is answer `row_pattern[r]` with the weight `row_weight[r]`.
    """

    people: Ints
    row_kind: Ints
    row_pattern: Ints
    row_weight: Floats


@dataclass(frozen=True, slots=True)
class Draws:
    """Log-worths of each draw, a row each; `stood_in` counts draws in which a prior had to keep them finite."""

    theta: Floats
    stood_in: int


def find_kinds(stages: Stages) -> Kinds:
    """Sort respondents into kinds: those with one answer by what it is and weighs, the others one by one."""
    alone = find_lone_rows(stages)
    named = is_named(stages)[alone]
    count = stages.row_count[alone]
    pattern = stages.row_pattern[alone]
    weight = stages.row_weight[alone] * np.where(named, count, 1)
    people = np.where(named, 1, count)
    order = np.lexsort((weight, pattern))
    pattern, weight, people = pattern[order], weight[order], people[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (np.diff(pattern) != 0) | (np.diff(weight) != 0)
    starts = np.flatnonzero(new)
    single = np.add.reduceat(people, starts) if len(starts) else np.zeros(0, np.int64)
    rows = [(pattern[starts], weight[starts], np.arange(len(starts)))]
    shared = _people_with_several(stages, ~alone)
    rows += [
        (answers, weights, np.full(len(answers), len(starts) + who)) for who, (answers, weights) in enumerate(shared)
    ]
    return Kinds(
        np.concatenate((single, np.ones(len(shared), np.int64))).astype(np.int64),
        np.concatenate([kind for _, _, kind in rows]).astype(np.int64),
        np.concatenate([answers for answers, _, _ in rows]).astype(np.int64),
        np.concatenate([weights for _, weights, _ in rows]),
    )


def _people_with_several(stages: Stages, rows: NDArray[np.bool_]) -> list[tuple[Ints, Floats]]:
    """The answers and weights of each respondent with several rows, people in the order of what they answered."""
    if not rows.any() or stages.row_person is None:
        return []
    person, pattern = stages.row_person[rows], stages.row_pattern[rows]
    weight = stages.row_weight[rows] * stages.row_count[rows]
    order = np.lexsort((weight, pattern, person))
    person, pattern, weight = person[order], pattern[order], weight[order]
    starts = np.flatnonzero(np.diff(person)) + 1
    each = zip(np.split(pattern, starts), np.split(weight, starts), strict=True)
    return sorted(each, key=lambda one: (one[0].tolist(), one[1].tolist()))


def count_respondents_drawn(kinds: Kinds) -> int:
    """How many people a draw consists of."""
    return int(kinds.people.sum())


def resample(stages: Stages, fitted: Fit, prior: Prior, draws: int, seed: tuple[int, ...]) -> Draws:
    """Log-worths fitted to `draws` samples of as many respondents, drawn with replacement."""
    kinds = find_kinds(stages)
    rng = np.random.default_rng(seed)
    people = count_respondents_drawn(kinds)
    chances = kinds.people / people
    sampled = rng.multinomial(people, chances / chances.sum(), size=draws).astype(np.int64)
    return fit_samples(stages, kinds, sampled, fitted, prior)


def fit_samples(stages: Stages, kinds: Kinds, sampled: Ints, fitted: Fit, prior: Prior) -> Draws:
    """Log-worths fitted to each sample: `sampled[b]` says how many people of each kind sample b holds."""
    gather = _Gather(stages)
    together = max(1, CELLS_AT_ONCE // max(1, len(stages.tally.member)))
    parts, stood_in = [], 0
    for first in range(0, len(sampled), together):
        weights, totals = gather.all(kinds, sampled[first : first + together])
        theta, own = _fit_block(stages, weights, totals, fitted, prior)
        parts.append(theta)
        stood_in += own
    return Draws(np.concatenate(parts), stood_in)


class _Gather:
    """What samples chose from each set, worked out from how often each answer is in them."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._pattern, column = np.nonzero(stages.share > 0)
        self._share = stages.share[self._pattern, column]
        self._signed = self._share * stages.column_sign[column]
        self._set = stages.set_of_pick[self._pattern, column]
        self._item = stages.picks[self._pattern, column]
        self._tied = np.stack([(stages.order == each).sum(axis=1) for each in stages.tally.orders[1:]] or [[]])

    def all(self, kinds: Kinds, sampled: Ints) -> tuple[Floats, Floats]:
        """For every sample how much was chosen from each set, and what was chosen in all."""
        m, sets, ties = self._stages.items, len(self._stages.tally.member), len(self._stages.tally.orders) - 1
        weights, totals = np.zeros((len(sampled), sets)), np.zeros((len(sampled), m + ties))
        for number, people in enumerate(sampled):
            amount = np.bincount(kinds.row_pattern, people[kinds.row_kind] * kinds.row_weight, len(self._stages.picks))
            chosen = amount[self._pattern]
            weights[number] = np.bincount(self._set, chosen * self._share, sets)
            totals[number, :m] = np.bincount(self._item, chosen * self._signed, m)
            if ties:
                totals[number, m:] = self._tied @ amount
        return weights, totals


def _fit_block(stages: Stages, weights: Floats, totals: Floats, fitted: Fit, prior: Prior) -> tuple[Floats, int]:
    m = stages.items
    if len(stages.tally.orders) == 1 and prior.kind != "pseudo":
        precision = prior.size**-2.0 if prior.kind == "normal" else 0.0
        theta, settled = fit_many(stages.tally, weights, totals, precision, fitted.theta)
    elif stages.tally.orders == (1, 2) and prior.kind != "pseudo":
        precision = prior.size**-2.0 if prior.kind == "normal" else 0.0
        start = np.concatenate((fitted.theta, np.log(fitted.delta)))
        theta, settled = fit_many_in_pairs(stages.tally, weights, totals, precision, start)
        settled &= totals[:, m] > 0  # without a tie its parameter is not in the model
    else:
        theta, settled = np.zeros((len(weights), m)), np.zeros(len(weights), np.bool_)
    stood_in = 0
    for number in np.flatnonzero(~settled):
        theta[number], own = _fit_alone(stages, weights[number], totals[number], fitted, prior)
        stood_in += own
    return theta, stood_in


def _fit_alone(stages: Stages, weights: Floats, total: Floats, fitted: Fit, prior: Prior) -> tuple[Floats, bool]:
    """One sample on its own; orders of tie that nobody in it used are not in its model."""
    m = stages.items
    used = [place for place in range(len(stages.tally.orders) - 1) if total[m + place] > 0]
    own = replace(
        stages.tally,
        weight=weights,
        total=np.concatenate((total[:m], total[m:][used])),
        orders=(1, *(stages.tally.orders[1:][place] for place in used)),
    )
    near = np.concatenate((fitted.theta, np.log(fitted.delta)[used]))
    try:
        return fit(own, prior, near).theta, False
    except (NoMaximum, np.linalg.LinAlgError):
        return fit(own, Prior("normal", 2.0)).theta, True


def draw_normal(theta: Floats, covariance: Floats, draws: int, seed: tuple[int, ...]) -> Floats:
    """Log-worths drawn from a normal law; the symmetric root of the variance is the same on every machine."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2.0)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    drawn: Floats = theta + np.random.default_rng(seed).normal(size=(draws, len(theta))) @ root
    return drawn


def widen(draws: Floats, floor: Floats, seed: tuple[int, ...]) -> Floats:
    """The draws with noise added so that they vary in no direction less than `floor` does."""
    m = draws.shape[1]
    own = np.cov(draws.T)
    values, vectors = np.linalg.eigh((floor[:m, :m] - own + (floor[:m, :m] - own).T) / 2.0)
    short = (vectors * np.maximum(values, 0.0)) @ vectors.T
    return draws + draw_normal(np.zeros(m), short, len(draws), seed)
