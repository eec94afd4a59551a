"""Tests whether groups rank differently; groups that share people, or whose answers settle nothing, are not tested."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from analysis.plackett_luce import Fit, NoMaximum, Prior, fit
from analysis.points import PointsTable
from analysis.points_fits import fit_points
from analysis.rankings import RankingTable
from analysis.row_fields import Ints
from analysis.separation import has_maximum
from analysis.stages import build_stages, tally_of, tells_something
from analysis.variance import FEW, Spread, spread_of
from analysis.weight_options import WeightOptions

Floats = NDArray[np.float64]
Verdict = tuple[dict[str, float | str] | None, str]  # the test, or in words why there is none
NO_PRIOR = Prior("none", 0.0)


def compare_groups(table: RankingTable, groups: Mapping[str, Ints]) -> Verdict:
    """A test that all groups have the same log-worths, and in words why there is none.

    Likelihood ratio where everybody answered once and counts the same; else Wald's test on log-worths with
    variances clustered by respondent. Both without a prior, which would pull the groups together.
    """
    telling = tells_something(table)
    rows = {name: own[telling[own]] for name, own in groups.items()}
    rows = {name: own for name, own in rows.items() if len(own)}
    if len(rows) < 2:
        return None, ""
    if share_people(table, rows):
        return None, "they share people"
    tallies = {name: tally_of(table.take(own)) for name, own in rows.items()}
    unsettled = [name for name, own in tallies.items() if not has_maximum(own.wins)]
    if unsettled:
        return None, f"too little is known of {', '.join(unsettled)}"
    together = np.sort(np.concatenate(list(rows.values())))
    try:
        fits = {name: fit(own, NO_PRIOR) for name, own in tallies.items()}
        if _answered_once(table, together):
            everyone = tally_of(table.take(together))
            return _likelihood_ratio(fits, fit(everyone, NO_PRIOR), everyone.scale), ""
    except NoMaximum:
        return None, "ties leave too little to go by"
    stages = {name: build_stages(table.take(own)) for name, own in rows.items()}
    spreads = {name: spread_of(stages[name], own, "cluster", 0.95) for name, own in fits.items()}
    return _wald({name: own.theta for name, own in fits.items()}, spreads)


def compare_points(table: PointsTable, groups: Mapping[str, Ints], options: WeightOptions) -> Verdict:
    """Wald's test that all groups share out points in the same proportions, clustered by respondent."""
    rows = {name: own for name, own in groups.items() if len(own)}
    if len(rows) < 2:
        return None, ""
    if share_people(table, rows):
        return None, "they share people"
    fits = {name: fit_points(table.take(own), options.points_method, "cluster", 0.95) for name, own in rows.items()}
    unsettled = [name for name, own in fits.items() if own.never]
    if unsettled:
        return None, f"an item got no points at all in {', '.join(unsettled)}"
    return _wald({name: own.log_worth for name, own in fits.items()}, {name: own.spread for name, own in fits.items()})


def share_people(table: RankingTable | PointsTable, rows: Mapping[str, Ints]) -> bool:
    """Whether somebody is in more than one of these groups."""
    every = np.concatenate(list(rows.values()))
    if len(np.unique(every)) < len(every):
        return True
    if table.people is None:
        return False
    people = [np.unique(named) for own in rows.values() if len(named := table.people[own][table.people[own] >= 0])]
    return bool(people) and len(np.unique(np.concatenate(people))) < sum(map(len, people))


def _answered_once(table: RankingTable, rows: Ints) -> bool:
    if np.ptp(table.weight[rows]) > 0:
        return False
    if table.people is None:
        return True
    named = table.people[rows] >= 0
    people = table.people[rows][named]
    return len(np.unique(people)) == len(people) and bool((table.count[rows][named] == 1).all())


def _likelihood_ratio(fits: Mapping[str, Fit], pooled: Fit, scale: float) -> dict[str, float | str]:
    """`scale` is the weight everybody has: likelihoods are told in its unit, and people count one each."""
    stat = max(0.0, 2.0 * (sum(own.loglik for own in fits.values()) - pooled.loglik) / scale)
    free = sum(len(own.theta) - 1 + len(own.delta) for own in fits.values())
    df = free - (len(pooled.theta) - 1 + len(pooled.delta))
    return {"stat": stat, "df": df, "p": float(chi2.sf(stat, df)), "test": "likelihood ratio"}


def _wald(worths: Mapping[str, Floats], spreads: Mapping[str, Spread]) -> Verdict:
    """The weighted distance of the groups' log-worths from what they have in common."""
    few = [name for name, spread in spreads.items() if spread.respondents < FEW]
    if few:
        why = "which is too few to test all outcomes at once by respondent"
        return None, f"fewer than {FEW} people in {', '.join(few)}, {why}"
    m = len(next(iter(worths.values())))
    precisions = {
        name: np.linalg.pinv(spread.covariance[:m, :m], rcond=1e-10, hermitian=True) for name, spread in spreads.items()
    }
    pulls = np.sum([precisions[name] @ worth for name, worth in worths.items()], axis=0)
    common = np.linalg.pinv(np.sum(list(precisions.values()), axis=0), rcond=1e-10, hermitian=True) @ pulls
    stat = sum(float((worth - common) @ precisions[name] @ (worth - common)) for name, worth in worths.items())
    df = (m - 1) * (len(worths) - 1)
    return {"stat": stat, "df": df, "p": float(chi2.sf(stat, df)), "test": "wald"}, ""
