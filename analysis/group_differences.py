"""Compares two groups outcome by outcome: how many points apart, how sure; groups that share people it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from analysis.group_fits import GroupFit, fit_group, seed_of
from analysis.group_tests import share_people
from analysis.points import PointsTable
from analysis.points_fits import fit_points
from analysis.rankings import RankingTable
from analysis.records import RefusedInput
from analysis.resampling import find_kinds, fit_samples
from analysis.rounding import significant
from analysis.row_fields import Ints, shown
from analysis.stages import build_stages, tells_something
from analysis.variance import count_respondents, shares
from analysis.weight_options import WeightOptions

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[str, str]]
MOST_GROUPS = 8  # of one grouping, up to which every pair is compared without being asked
FEWEST = 5  # people of a group
PERMUTATIONS = 999


@dataclass(frozen=True, slots=True)
class _Side:
    """The weights of one group with their standard errors, from so many respondents."""

    weights: Floats
    errors: Floats
    respondents: int


def choose_pairs(groupings: Mapping[str, str], options: WeightOptions) -> list[tuple[str, str]]:
    """The pairs of groups to compare, each within one grouping; refuses a pair whose names nobody has."""
    if not isinstance(options.compare, str):
        unknown = sorted({name for pair in options.compare for name in pair if name not in groupings})
        if unknown:
            raise RefusedInput([f"options, compare: there is no group {shown(name)}" for name in unknown])
        return list(options.compare)
    if options.compare == "none":
        return []
    pairs: list[tuple[str, str]] = []
    for grouping in dict.fromkeys(groupings.values()):
        names = [name for name, own in groupings.items() if own == grouping]
        if options.compare == "all" or len(names) <= MOST_GROUPS:
            pairs += combinations(names, 2)
    return pairs


def contrast_rankings(
    table: RankingTable, groups: Mapping[str, Ints], pairs: Pairs, items: Sequence[str], options: WeightOptions
) -> list[dict[str, Any]]:
    """Each pair of groups compared by their own rankings, unpooled, with variances clustered by respondent."""
    own = replace(options, variance="cluster", draws=0)
    names = dict.fromkeys(name for pair in pairs for name in pair)
    fits = {name: fit_group(table.take(groups[name]), items, own) for name in names if len(groups[name])}
    sides = {name: _side_of(fit) for name, fit in fits.items() if fit.stages is not None}
    told = []
    for pair in pairs:
        refused = _why_not(table, groups, pair, sides)
        if refused:
            told.append({"groups": list(pair), "refused": refused})
            continue
        one, other = sides[pair[0]], sides[pair[1]]
        chances = _permute(table, groups, pair, fits, options) if options.test == "permutation" else None
        told.append(_compare(pair, one, other, options, chances))
    return told


def contrast_points(
    table: PointsTable, groups: Mapping[str, Ints], pairs: Pairs, options: WeightOptions
) -> list[dict[str, Any]]:
    """The same for points shared out."""
    names = dict.fromkeys(name for pair in pairs for name in pair)
    fits = {
        name: fit_points(table.take(groups[name]), options.points_method, "cluster", options.level)
        for name in names
        if len(groups[name])
    }
    sides = {name: _Side(fit.weights, fit.weight_se, fit.spread.respondents) for name, fit in fits.items()}
    told: list[dict[str, Any]] = []
    for pair in pairs:
        refused = _why_not(table, groups, pair, sides)
        if refused:
            told.append({"groups": list(pair), "refused": refused})
        else:
            told.append(_compare(pair, sides[pair[0]], sides[pair[1]], options, None))
    return told


def _side_of(own: GroupFit) -> _Side:
    weights = shares(own.fit.theta)
    slope = np.diag(weights) - np.outer(weights, weights)
    plain = replace(own.spread, quantile=1.0, floor_quantile=1.0)  # so that half a width is a standard error
    return _Side(weights, plain.half_widths(slope), own.spread.respondents)


def _why_not(
    table: RankingTable | PointsTable,
    groups: Mapping[str, Ints],
    pair: tuple[str, str],
    sides: Mapping[str, _Side],
) -> str:
    """Why two groups are not compared, or nothing."""
    silent = [name for name in pair if name not in sides]
    if silent:
        return f"nothing is known of {' and '.join(silent)}"
    if share_people(table, {name: groups[name] for name in pair}):
        return "they share people"
    few = [name for name in pair if sides[name].respondents < FEWEST]
    if few:
        return f"fewer than {FEWEST} people in {' and '.join(few)}"
    one, other = (sides[name] for name in pair)
    same = (one.errors + other.errors <= 0) & (one.weights != other.weights)
    return "everybody within each group gave the same answer, which leaves no spread to test by" if same.any() else ""


def _compare(
    pair: tuple[str, str], one: _Side, other: _Side, options: WeightOptions, chances: Floats | None
) -> dict[str, Any]:
    """Points apart with intervals and chances: Wald's test with Welch's degrees of freedom, or the chances given."""
    apart = one.weights - other.weights
    first, second = one.errors**2, other.errors**2
    error = np.sqrt(first + second)
    some = error > 0
    below = first**2 / (one.respondents - 1.0) + second**2 / (other.respondents - 1.0)
    free = np.divide((first + second) ** 2, below, out=np.full(len(apart), 1.0), where=below > 0)
    half = student.ppf(0.5 + options.level / 2.0, free) * error
    if chances is None:
        distance = np.divide(np.abs(apart), error, out=np.zeros(len(apart)), where=some)
        chances = 2.0 * student.sf(distance, free)
    adjusted = adjust_by_holm(chances)
    return {
        "groups": list(pair),
        "test": options.test,
        "outcomes": [
            {
                "item": item,
                "points": significant(100.0 * gap),
                "interval": [significant(100.0 * max(-1.0, gap - wide)), significant(100.0 * min(1.0, gap + wide))],
                "p": significant(float(chances[item])),
                "p_holm": significant(float(adjusted[item])),
            }
            for item, (gap, wide) in enumerate(zip(apart.tolist(), half.tolist(), strict=True))
        ],
    }


def adjust_by_holm(chances: Floats) -> Floats:
    """Holm (1979): the smallest of k chances times k, the next times k - 1, and so on, none below one before it."""
    order = np.argsort(chances, kind="stable")
    raised = np.maximum.accumulate(chances[order] * np.arange(len(chances), 0, -1))
    adjusted = np.empty(len(chances))
    adjusted[order] = np.minimum(raised, 1.0)
    return adjusted


def _permute(
    table: RankingTable,
    groups: Mapping[str, Ints],
    pair: tuple[str, str],
    fits: Mapping[str, GroupFit],
    options: WeightOptions,
) -> Floats:
    """How often groups of these sizes, formed of both groups' people by lot, are as far apart; by outcome."""
    rows = np.sort(np.concatenate([groups[name] for name in pair]))
    both = table.take(rows)
    stages = build_stages(both.take(np.flatnonzero(tells_something(both))))
    kinds = find_kinds(stages)
    own = fits[pair[0]].stages
    assert own is not None  # noqa: S101 - a group that tells nothing was refused before
    size, times = count_respondents(own), options.resamples or PERMUTATIONS
    rng = np.random.default_rng(seed_of(options.seed, *sorted(pair), "permuted"))
    sampled = rng.multivariate_hypergeometric(kinds.people, size, size=times, method="marginals")
    middle = fit_group(both, [""] * table.items, replace(options, variance="model", draws=0)).fit
    halves = [
        fit_samples(stages, kinds, part, middle, options.prior).theta for part in (sampled, kinds.people - sampled)
    ]
    drawn = np.abs(_shares_of_rows(halves[0]) - _shares_of_rows(halves[1]))
    seen = np.abs(shares(fits[pair[0]].fit.theta) - shares(fits[pair[1]].fit.theta))
    chances: Floats = (1.0 + (drawn >= seen - 1e-9).sum(axis=0)) / (times + 1.0)
    return chances


def _shares_of_rows(theta: Floats) -> Floats:
    worth = np.exp(theta - theta.max(axis=1, keepdims=True))
    weights: Floats = worth / worth.sum(axis=1, keepdims=True)
    return weights
