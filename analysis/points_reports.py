"""Turns weights from points into the records that leave the analysis, each group's own and pooled; n beside each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from analysis.comparisons import describe_ranks
from analysis.group_fits import seed_of
from analysis.people import count_people, effective_people
from analysis.points import PointsTable, find_same_shares
from analysis.points_fits import Means, PointsFit, average, fit_points, points_intervals, weights_from
from analysis.points_pooling import GroupMean, pool_means
from analysis.records import GroupWeights, Shared, Weight
from analysis.resampling import draw_normal
from analysis.rounding import significant
from analysis.row_fields import Ints
from analysis.shared_errors import all_shared, share_of_errors
from analysis.variance import log_worth_intervals
from analysis.weight_options import WeightOptions
from analysis.weight_reports import interval, with_unpooled
from analysis.weight_warnings import warn_of_people, warn_of_points

Floats = NDArray[np.float64]


def report_points(name: str, table: PointsTable, items: Sequence[str], options: WeightOptions) -> GroupWeights:
    """The weights of one group from points; the other method's stand beside them."""
    draws = options.resamples
    own = fit_points(table, options.points_method, options.variance, options.level, draws, seed_of(options.seed, name))
    other = "clr" if options.points_method == "mean" else "mean"
    beside = fit_points(table, other, "cluster", options.level)
    people, effective = count_people(table), effective_people(table)
    respondents = own.spread.respondents
    plain = GroupWeights(
        name=name,
        n=people,
        n_eff=significant(effective),
        weights=(),
        log_worth=(),
        se=(),
        warnings=(
            *warn_of_people(table, people, effective, own.spread),
            *warn_of_points(table, respondents, own.never, items),
        ),
        extra={
            "respondents": respondents,
            **({"same_share": same} if (same := find_same_shares(table).tolist()) and respondents > 1 else {}),
            "sensitivity": {
                options.points_method: list(map(significant, own.weights)),
                other: list(map(significant, beside.weights)),
            },
            **({} if own.drawn is None else {"ranks": describe_ranks(own.drawn, options.level, "bootstrap")}),
        },
    )
    return _put_numbers(plain, own, people, options)


def pool_points(
    table: PointsTable, groups: Mapping[str, Ints], reports: Sequence[GroupWeights], options: WeightOptions
) -> tuple[list[GroupWeights], dict[str, Any]]:
    """The reports with pooled numbers, and what the run says of it; not asked for, or under two groups: as they are."""
    tables = {name: table.take(rows) for name, rows in groups.items() if len(rows)}
    pool = options.pool_for(len(tables)) if options.pool else "none"
    if pool == "none":
        return list(reports), {"pool": "none"}
    if pool == "complete":
        everyone = fit_points(
            table, options.points_method, options.variance, options.level, options.resamples, seed_of(options.seed, "")
        )
        fits, own, run = dict.fromkeys(tables, everyone), dict.fromkeys(tables, 0.0), {"pool": "complete"}
        shared = dict.fromkeys(tables, all_shared(table.items, list(tables)))
    else:
        fits, own, shared, run = _pool_partly(table, tables, options)
    everybody = count_people(table) if pool == "complete" else 0
    return [
        _with_pooled(
            replace(report, shared=shared[report.name]),
            fits[report.name],
            own[report.name],
            everybody or report.n,
            options,
        )
        if report.name in fits
        else report
        for report in reports
    ], run


def _pool_partly(
    table: PointsTable, tables: Mapping[str, PointsTable], options: WeightOptions
) -> tuple[dict[str, PointsFit], dict[str, float], dict[str, Shared], dict[str, Any]]:
    method, variance = options.points_method, "model" if options.variance == "model" else "cluster"
    middle = average(table, method, variance).mean
    given = np.flatnonzero(middle > 0) if method == "mean" else np.arange(len(middle))  # nothing to lend of the others
    means = {name: average(own, method, variance) for name, own in tables.items()}
    between = (
        np.diag(middle) - np.outer(middle, middle) if method == "mean" else np.eye(len(middle)) - 1.0 / len(middle)
    )
    some = np.ix_(given, given)
    found = None
    if len(given) >= 2:
        found = pool_means(
            [GroupMean(one.mean[given], one.covariance[some], one.respondents) for one in means.values()],
            middle[given],
            between[some],
        )
    if found is None:
        return {}, {}, {}, {"pool": "none"}
    fits, own = {}, {}
    for number, (name, one) in enumerate(means.items()):
        mean, covariance = np.zeros(len(middle)), np.zeros(between.shape)
        mean[given], covariance[some] = found.means[number], found.covariances[number]
        drawn = None
        if options.resamples:
            drawn = draw_normal(mean, covariance, options.resamples, seed_of(options.seed, name, "pooled"))
        quantile = float(t.ppf(0.5 + options.level / 2.0, found.freedom[number]))
        pooled = Means(mean, covariance, one.respondents, drawn)
        fits[name] = weights_from(pooled, tables[name], method, "pooled", quantile)
        own[name] = found.own[number]
    common = np.zeros((len(means), len(middle), found.common.shape[2]))
    common[:, given] = found.common
    shared = _shared_by(fits, common, method)
    return fits, own, shared, {"pool": "partial", "between_group_sd": significant(found.between)}


def _shared_by(fits: Mapping[str, PointsFit], common: Floats, method: str) -> dict[str, Shared]:
    """How the groups' weights err together; geometric means become weights by the delta method."""
    weights = np.stack([fit.weights for fit in fits.values()])
    if method != "mean":
        common = weights[:, :, None] * (common - np.einsum("gi,gik->gk", weights, common)[:, None, :])
    errors = np.stack([fit.weight_se for fit in fits.values()])
    return dict(zip(fits, share_of_errors(common, errors**2, list(fits)), strict=True))


def _with_pooled(report: GroupWeights, fit: PointsFit, own: float, people: int, options: WeightOptions) -> GroupWeights:
    pooled = with_unpooled(report, own)
    extra = dict(pooled.extra)
    if fit.drawn is not None:
        extra["ranks"] = describe_ranks(fit.drawn, options.level, "pooled")
    return _put_numbers(replace(pooled, extra=extra), fit, people, options)


def _put_numbers(report: GroupWeights, fit: PointsFit, people: int, options: WeightOptions) -> GroupWeights:
    """The same report with the weights, errors and intervals of this fit, which rests on so many people."""
    low, high = points_intervals(fit, people, options.level)
    low_worth, high_worth = log_worth_intervals(fit.log_worth, fit.spread)
    return replace(
        report,
        weights=tuple(
            Weight(item, significant(value), interval(low[item], high[item]), report.n)
            for item, value in enumerate(fit.weights)
        ),
        log_worth=tuple(map(significant, fit.log_worth)),
        se=tuple(map(significant, np.sqrt(np.maximum(np.diag(fit.spread.covariance), 0.0)))),
        log_worth_interval=tuple(map(interval, low_worth, high_worth)),
        extra={
            **report.extra,
            "variance": fit.spread.kind,
            "share_se": list(map(significant, fit.weight_se)),
        },
    )
