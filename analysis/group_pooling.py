"""Replaces groups' weights by pooled ones, with the unpooled beside them; groups that say nothing stay as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.comparisons import describe_ranks
from analysis.group_fits import GroupFit, fit_group, seed_of
from analysis.plackett_luce import evaluate
from analysis.pooling import Pooled, pool
from analysis.rankings import RankingTable
from analysis.records import GroupWeights, Shared
from analysis.resampling import draw_normal
from analysis.rounding import significant
from analysis.row_fields import Ints
from analysis.shared_errors import all_shared, share_of_errors
from analysis.tallies import Sets
from analysis.variance import Spread, meat_of, normal_quantile, shares
from analysis.weight_options import WEAK_PRIOR, WeightOptions
from analysis.weight_reports import put_numbers, with_unpooled

Floats = NDArray[np.float64]


def pool_reports(
    table: RankingTable,
    groups: Mapping[str, Ints],
    reports: Sequence[GroupWeights],
    items: Sequence[str],
    options: WeightOptions,
) -> tuple[list[GroupWeights], dict[str, Any]]:
    """The reports with pooled numbers, and what the run says of it; fewer than two groups that tell anything: as is."""
    if options.pool_for(sum(len(rows) > 0 for rows in groups.values())) == "none":
        return list(reports), {"pool": "none"}
    quick = replace(options, variance="model", draws=0)  # pooling needs the estimates alone
    fits = {name: fit_group(table.take(rows), items, quick) for name, rows in groups.items() if len(rows)}
    telling = {name: own for name, own in fits.items() if own.stages is not None}
    if len(telling) < 2:
        return list(reports), {"pool": "none"}
    if options.pool_for(len(telling)) == "complete":
        spread = (everyone := fit_group(table, items, options)).spread
        numbers = dict.fromkeys(telling, (everyone.fit.theta, spread, 0.0, all_shared(len(items), list(telling))))
        run: dict[str, Any] = {"pool": "complete"}
    else:
        numbers, run = _pool_partly(telling, fit_group(table, items, quick), options)
    return [
        _with_pooled(report, *numbers[report.name], options) if report.name in numbers else report for report in reports
    ], run


def _pool_partly(
    telling: Mapping[str, GroupFit], everyone: GroupFit, options: WeightOptions
) -> tuple[dict[str, tuple[Floats, Spread, float, Shared]], dict[str, Any]]:
    cost = 1.0 if options.variance == "model" else _cost_of_clusters(list(telling.values()))
    sd = options.prior.size if options.prior.kind == "normal" else WEAK_PRIOR.size
    orders = everyone.fit.orders
    pooled = pool([_sets_of(own, orders, cost) for own in telling.values()], np.log(everyone.fit.delta), sd)
    z = normal_quantile(options.level)
    shared = _shared_by(pooled, list(telling))
    numbers = {
        name: (
            pooled.theta[number],
            Spread(pooled.covariance[number], "pooled", own.spread.respondents, z, None, z),
            pooled.own[number],
            shared[number],
        )
        for number, (name, own) in enumerate(telling.items())
    }
    return numbers, {
        "pool": "partial",
        "between_group_sd": significant(pooled.between),
        "cost_of_clusters": significant(cost),
    }


def _shared_by(pooled: Pooled, names: Sequence[str]) -> list[Shared]:
    """How the groups' weights err together, by the delta method."""
    weights = [shares(theta) for theta in pooled.theta]
    slopes = np.stack([np.diag(one) - np.outer(one, one) for one in weights])
    variances = np.einsum("gij,gjk,gik->gi", slopes, np.stack(pooled.covariance), slopes)
    return share_of_errors(slopes @ pooled.common, variances, names)


def _sets_of(own: GroupFit, orders: tuple[int, ...], cost: float) -> Sets:
    """A group's sets under everyone's orders of tie, every answer worth 1 / cost."""
    assert own.stages is not None  # noqa: S101 - only groups that tell something are pooled
    tally = own.stages.tally
    total = np.concatenate((tally.total[: tally.items], np.zeros(len(orders) - 1)))
    return Sets(tally.member, tally.signs, tally.weight / cost, orders, total / cost)


def _cost_of_clusters(groups: Sequence[GroupFit]) -> float:
    """How much more the scores of respondents vary than the model says, on average over groups; at least 1."""
    m = len(groups[0].fit.theta)
    meat, information = np.zeros((m, m)), np.zeros((m, m))
    for own in groups:
        stages = own.stages
        assert stages is not None  # noqa: S101 - only groups that tell something are pooled
        at = np.concatenate((own.fit.theta, np.log(own.fit.delta)))
        meat += meat_of(stages, own.fit)[:m, :m]
        information += evaluate(stages.tally, at)[2][:m, :m]
    ratio = float(np.trace(np.linalg.pinv(information, rcond=1e-10, hermitian=True) @ meat)) / (m - 1)
    return max(1.0, ratio)


def _with_pooled(
    report: GroupWeights, theta: Floats, spread: Spread, own: float, shared: Shared, options: WeightOptions
) -> GroupWeights:
    pooled = with_unpooled(report, own)
    extra = {**pooled.extra, "variance": spread.kind}
    if options.resamples:
        m = len(theta)
        drawn = draw_normal(theta, spread.covariance[:m, :m], options.resamples, seed_of(options.seed, report.name))
        extra["ranks"] = describe_ranks(drawn, options.level, "pooled")
    return put_numbers(replace(pooled, extra=extra, shared=shared), theta, spread)
