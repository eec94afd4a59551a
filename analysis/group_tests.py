"""Tests whether groups rank differently; a group whose answers settle too little is left out by name, and groups that
share people are not tested."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2
from scipy.stats import f as f_law

from analysis.people import effective_people
from analysis.plackett_luce import Fit, NoMaximum, Prior, fit
from analysis.points import PointsTable
from analysis.points_fits import fit_points
from analysis.rankings import RankingTable
from analysis.row_fields import Ints
from analysis.separation import has_maximum
from analysis.stages import build_stages, tally_of, tells_something
from analysis.variance import FEW, effective_respondents, spread_of
from analysis.weight_options import WeightOptions

Floats = NDArray[np.float64]
NO_PRIOR = Prior("none", 0.0)
# why a group is in no test; {} is where its name goes
SILENT = "no answer in {} compares anything"
UNSETTLED = "too little is known of {}"
TIED = "ties leave too little to go by in {}"
NO_POINTS = "an item got no points at all in {}"
TOO_FEW = f"fewer than {FEW} people in {{}}, which is too few to test all outcomes at once by respondent"
TOO_ALIKE = "the answers in {} are too alike to say how much they vary"
SHARED = "they share people"
LEAST_SPREAD = 1e-12  # of a log-worth's variance; below it is noise of the arithmetic
LEAST_SPREAD_OF_LARGEST = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether groups differ: the `test` (None: there is none, and `why` says so in words, of two groups and more), and
    the groups that are not in it, each with the reason (words with {} for the name)."""

    test: Mapping[str, Any] | None = None
    why: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Side:
    """A group in Wald's test: its log-worths, their variance, its people, and how many their weights leave of them."""

    worth: Floats
    covariance: Floats
    people: int
    effective: float


def compare_groups(table: RankingTable, groups: Mapping[str, Ints]) -> Verdict:
    """A test that all groups have the same log-worths, and in words why there is none.

    Likelihood ratio where everybody answered once and counts the same; else Wald's test on log-worths with
    variances clustered by respondent. Both without a prior, which would pull the groups together. Without one a group
    whose answers leave an item unbeaten or unchosen has no estimate: it is left out, and the others are tested.
    """
    telling = tells_something(table)
    heard = {name: own for name, own in groups.items() if len(own)}
    rows = {name: own[telling[own]] for name, own in heard.items()}
    out = {name: SILENT for name, own in rows.items() if not len(own)}
    tallies = {name: tally_of(table.take(own)) for name, own in rows.items() if name not in out}
    out |= {name: UNSETTLED for name, own in tallies.items() if not has_maximum(own.wins)}
    fits: dict[str, Fit] = {}
    for name in [name for name in tallies if name not in out]:
        try:
            fits[name] = fit(tallies[name], NO_PRIOR)
        except NoMaximum:
            out[name] = TIED
    fitted = {name: rows[name] for name in fits}
    if share_people(table, fitted if len(fitted) > 1 else heard):
        return Verdict(None, SHARED)
    if len(fitted) < 2:
        return _no_test(heard, out)
    together = np.sort(np.concatenate(list(fitted.values())))
    if _answered_once(table, together):
        everyone = tally_of(table.take(together))
        try:
            pooled = fit(everyone, NO_PRIOR)
        except NoMaximum:
            return Verdict(None, "ties leave too little to go by")
        return Verdict(_likelihood_ratio(fits, pooled, everyone.scale), "", _in_order(heard, out))
    return _wald(heard, {name: _side_of(table.take(rows[name]), own) for name, own in fits.items()}, out)


def compare_points(table: PointsTable, groups: Mapping[str, Ints], options: WeightOptions) -> Verdict:
    """Wald's test that all groups share out points in the same proportions, clustered by respondent."""
    heard = {name: own for name, own in groups.items() if len(own)}
    fits = {name: fit_points(table.take(own), options.points_method, "cluster", 0.95) for name, own in heard.items()}
    out = {name: NO_POINTS for name, own in fits.items() if own.never}
    fits = {name: own for name, own in fits.items() if name not in out}
    if share_people(table, {name: heard[name] for name in fits} if len(fits) > 1 else heard):
        return Verdict(None, SHARED)
    sides = {
        name: _Side(
            one.log_worth, one.spread.covariance, one.spread.respondents, effective_people(table.take(heard[name]))
        )
        for name, one in fits.items()
    }
    return _wald(heard, sides, out)


def _no_test(heard: Mapping[str, Ints], out: Mapping[str, str]) -> Verdict:
    """Why fewer than two groups are left to test; nothing is said of one group alone."""
    return Verdict(None, tell_left_out(_in_order(heard, out)) if len(heard) > 1 else "")


def _in_order(heard: Mapping[str, Ints], out: Mapping[str, str]) -> dict[str, str]:
    return {name: out[name] for name in heard if name in out}


def tell_left_out(left_out: Mapping[str, str]) -> str:
    """The groups in no test, by the reason: "too little is known of a, b; ..."."""
    names: dict[str, list[str]] = {}
    for name, why in left_out.items():
        names.setdefault(why, []).append(name)
    return "; ".join(why.replace("{}", ", ".join(those)) for why, those in names.items())


def share_people(table: RankingTable | PointsTable, rows: Mapping[str, Ints]) -> bool:
    """Whether somebody is in more than one of these groups."""
    if len(rows) < 2:
        return False
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


def _likelihood_ratio(fits: Mapping[str, Fit], pooled: Fit, scale: float) -> dict[str, Any]:
    """`scale` is the weight everybody has: likelihoods are told in its unit, and people count one each."""
    stat = max(0.0, 2.0 * (sum(own.loglik for own in fits.values()) - pooled.loglik) / scale)
    free = sum(len(own.theta) - 1 + len(own.delta) for own in fits.values())
    df = free - (len(pooled.theta) - 1 + len(pooled.delta))
    return {"stat": stat, "df": df, "p": float(chi2.sf(stat, df)), "test": "likelihood ratio"}


def _side_of(table: RankingTable, fitted: Fit) -> _Side:
    stages = build_stages(table)
    spread = spread_of(stages, fitted, "cluster", 0.95)
    return _Side(fitted.theta, spread.covariance, spread.respondents, effective_respondents(stages))


def _varies_all_ways(one: _Side) -> bool:
    """Whether the variance is above zero whichever outcomes are held against each other.

    Where everybody gave an item the same share it is not, and a distance in such a direction is 0 or without end.
    """
    m = len(one.worth)
    spread = np.linalg.eigvalsh(one.covariance[:m, :m])[1:]  # the first is 0: log-worths sum to 0
    return bool(spread[0] > max(LEAST_SPREAD, LEAST_SPREAD_OF_LARGEST * spread[-1]))


def _wald(heard: Mapping[str, Ints], sides: Mapping[str, _Side], out: Mapping[str, str]) -> Verdict:
    """The weighted distance of the groups' log-worths from what they have in common; groups of few are left out.

    A clustered variance is itself unsure, and chi-square takes it as known: of 40 people with uneven weights it called
    groups that do not differ different one time in five. Johansen (1980) allows for it, as Welch does for two means.
    """
    out = {**out, **{name: TOO_ALIKE for name, one in sides.items() if not _varies_all_ways(one)}}
    out |= {name: TOO_FEW for name, one in sides.items() if one.people < FEW}
    tested = [one for name, one in sides.items() if name not in out]
    if len(tested) < 2:
        return _no_test(heard, out)
    m = len(tested[0].worth)
    precisions = [np.linalg.pinv(one.covariance[:m, :m], rcond=1e-10, hermitian=True) for one in tested]
    inverse = np.linalg.pinv(np.sum(precisions, axis=0), rcond=1e-10, hermitian=True)
    common = inverse @ np.sum([own @ one.worth for own, one in zip(precisions, tested, strict=True)], axis=0)
    stat = unsure = 0.0
    for own, one in zip(precisions, tested, strict=True):
        apart, rest = one.worth - common, np.eye(m) - 1.0 / m - inverse @ own
        stat += float(apart @ own @ apart)
        unsure += float(np.trace(rest @ rest) + np.trace(rest) ** 2) / (2.0 * max(1.0, one.effective - 1.0))
    df = (m - 1) * (len(tested) - 1)
    scale = df + 2.0 * unsure - 6.0 * unsure / (df + 2.0)
    df_2 = df * (df + 2.0) / (3.0 * unsure)
    p = float(f_law.sf(stat / scale, df, df_2))
    return Verdict({"stat": stat, "df": df, "df_2": df_2, "p": p, "test": "wald"}, "", _in_order(heard, out))
