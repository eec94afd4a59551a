"""Fits the model to one group's rankings; where the answers settle nothing it falls back openly, never silently."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.people import count_people, effective_people
from analysis.plackett_luce import Fit, NoMaximum, Prior, fit
from analysis.rankings import RankingTable
from analysis.resampling import Draws, resample, widen
from analysis.separation import has_maximum, warn_of_separation
from analysis.stages import Stages, build_stages, tells_something
from analysis.variance import Spread, count_respondents, normal_quantile, spread_of
from analysis.weight_options import WEAK_PRIOR, WeightOptions
from analysis.weight_warnings import warn_of_answers, warn_of_draws, warn_of_no_maximum, warn_of_people


@dataclass(frozen=True, slots=True)
class GroupFit:
    """A group's rankings with the model fitted to them; `stages` is None where no answer tells items apart.

    `drawn` are log-worths of respondents drawn anew, a row a draw: None where nobody asked, or one person answered.
    """

    table: RankingTable
    people: int
    effective: float
    stages: Stages | None
    fit: Fit
    spread: Spread
    warnings: tuple[str, ...]
    drawn: NDArray[np.float64] | None = None


def fit_group(table: RankingTable, items: Sequence[str], options: WeightOptions, name: str = "") -> GroupFit:
    """Fit the people of one table; there must be at least one. `name` starts the draws, so that groups differ."""
    telling = np.flatnonzero(tells_something(table))
    told = table if len(telling) == len(table.picks) else table.take(telling)
    stages = build_stages(told) if len(telling) else None
    warnings: list[str] = []
    draws: Draws | None = None
    if stages is None:
        fitted = _fit_of_nothing(len(items), options.prior if options.prior.kind == "normal" else WEAK_PRIOR)
        z = normal_quantile(options.level)
        spread = Spread(fitted.inverse, "model", 0, z, None, z)
    else:
        warnings = warn_of_separation(stages.tally.wins, items)
        fitted = _fit_or_fall_back(stages, options.prior, warnings)
        if options.resamples and count_respondents(stages) > 1:
            draws = resample(stages, fitted, options.prior, options.resamples, seed_of(options.seed, name))
            warnings += warn_of_draws(draws.stood_in, options.resamples)
        spread = spread_of(stages, fitted, options.variance, options.level, draws.theta if draws else None)
    people, effective = count_people(table), effective_people(table)
    said = [
        *warn_of_people(table, people, effective, spread),
        *warn_of_answers(table, int(table.count[telling].sum()), stages, spread),
        *warnings,
    ]
    drawn = None if draws is None else draws.theta
    if drawn is not None and spread.floor is not None:
        drawn = widen(drawn, spread.floor, seed_of(options.seed, name, "widened"))
    return GroupFit(table, people, effective, stages, fitted, spread, tuple(said), drawn)


def seed_of(seed: int, *names: str) -> tuple[int, ...]:
    """The start of a row of draws that belongs to these names alone, whatever else is drawn."""
    return (seed, *(byte for name in names for byte in (*name.encode(), 256)))


def _fit_or_fall_back(stages: Stages, prior: Prior, warnings: list[str]) -> Fit:
    """The fit; where no finite one exists without a prior, the weak prior steps in and a warning says so."""
    try:
        if prior.kind == "none" and not has_maximum(stages.tally.wins):
            raise NoMaximum
        return fit(stages.tally, prior)
    except NoMaximum:
        warnings.append(warn_of_no_maximum())
        return fit(stages.tally, WEAK_PRIOR)


def _fit_of_nothing(m: int, prior: Prior) -> Fit:
    """What the prior alone says: all alike, and very unsure."""
    return Fit(np.zeros(m), np.zeros(0), (1,), prior.size**2 * (np.eye(m) - 1.0 / m), 0.0, 0)
