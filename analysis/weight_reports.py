"""Turns fits into the records that leave the analysis, rounded to 12 digits; no number leaves without its n."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.agreement import kendall_w
from analysis.best_worst import best_minus_worst
from analysis.comparisons import compare_pairs, describe_ranks
from analysis.fit_checks import (
    check_fit,
    count_pair_wins,
    entropy_ratio,
    find_camps,
    looks_for_camps,
    pairwise_agreement,
    warn_of_fit,
    weigh_alike,
)
from analysis.group_fits import GroupFit, fit_group
from analysis.people import count_people_per_item
from analysis.rankings import RANKING
from analysis.records import GroupWeights, Interval, Weight
from analysis.rounding import significant
from analysis.sensitivity import compare_methods, find_moved, warn_of_moved
from analysis.variance import Spread, log_worth_intervals, shares, weight_intervals
from analysis.weight_options import WeightOptions

Floats = NDArray[np.float64]
NOBODY = "nobody of this group has answered"


def report_group(name: str, own: GroupFit, items: Sequence[str], options: WeightOptions) -> GroupWeights:
    """The weights of one group."""
    beside, said = _beside(own, items, options)
    ranks = {} if own.drawn is None else {"ranks": describe_ranks(own.drawn, options.level, "bootstrap")}
    concordance = kendall_w(own.table)
    compared = count_people_per_item(own.table).tolist()
    plain = GroupWeights(
        name=name,
        n=own.people,
        n_eff=significant(own.effective),
        weights=tuple(Weight(item, 0.0, Interval(0.0, 1.0), n) for item, n in enumerate(compared)),
        log_worth=(),
        se=(),
        warnings=(*own.warnings, *said),
        loglik=significant(own.fit.loglik),
        ties={order: significant(d) for order, d in zip(own.fit.orders[1:], own.fit.delta, strict=True)},
        kendall_w=None if concordance is None else significant(concordance),
        extra={"variance": own.spread.kind, "respondents": own.spread.respondents, **beside, **ranks},
    )
    return put_numbers(plain, own.fit.theta, own.spread)


def put_numbers(report: GroupWeights, theta: Floats, spread: Spread) -> GroupWeights:
    """The same report with weights, errors and intervals from these log-worths and their variance."""
    low, high = weight_intervals(theta, spread)
    low_worth, high_worth = log_worth_intervals(theta, spread)
    pairs = compare_pairs(theta, spread)
    return replace(
        report,
        extra={**report.extra, "differences": pairs} if pairs else report.extra,
        weights=tuple(
            replace(weight, value=significant(value), interval=interval(low[weight.item], high[weight.item]))
            for weight, value in zip(report.weights, shares(theta), strict=True)
        ),
        log_worth=tuple(map(significant, theta)),
        se=tuple(map(significant, np.sqrt(np.maximum(np.diag(spread.covariance)[: len(theta)], 0.0)))),
        log_worth_interval=tuple(map(interval, low_worth, high_worth)),
    )


def _beside(own: GroupFit, items: Sequence[str], options: WeightOptions) -> tuple[dict[str, Any], list[str]]:
    """What other methods make of the same answers, how far people agree and the model fits; and what that warns of."""
    if own.stages is None:
        return {}, []
    weights = shares(own.fit.theta)
    wins = count_pair_wins(own.stages)
    agreed = pairwise_agreement(own.stages)
    agreement = {"pairwise": agreed, "entropy_ratio": entropy_ratio(weights)}
    checks = {**check_fit(wins, own.fit.theta), **_find_camps(own, items, options)}
    told: dict[str, Any] = {
        "agreement": {name: significant(value) for name, value in agreement.items() if value is not None},
        "fit_check": checks,
    }
    said = warn_of_fit(checks, items, several=own.table.form != RANKING, weighed=not weigh_alike(own.stages))
    if own.table.form != RANKING:
        told["sensitivity"] = {
            "plackett_luce": list(map(significant, weights)),
            "best_minus_worst": list(map(significant, best_minus_worst(own.table))),
        }
        return told, said
    methods = compare_methods(own.stages, weights)
    moved = find_moved(methods)
    told["sensitivity"] = {name: list(map(significant, values)) for name, values in methods.items()}
    told["moved"] = moved
    return told, said + warn_of_moved(moved, items)


def _find_camps(own: GroupFit, items: Sequence[str], options: WeightOptions) -> dict[str, Any]:
    """Camps among the people, everyone counting one: unequal survey weights alone make scores vary more than a model of
    one order allows, and by how much hangs on a few heavy people."""
    if own.stages is None or not looks_for_camps(own.fit, own.spread):
        return {}
    if weigh_alike(own.stages):
        return find_camps(own.fit, own.spread)
    heads = replace(own.table, weight=np.ones(len(own.table.weight)))
    plain = fit_group(heads, items, replace(options, variance="cluster", draws=0))
    return find_camps(plain.fit, plain.spread)


def report_nobody(name: str) -> GroupWeights:
    """A group of which nobody answered: named, with n = 0 and no number."""
    return GroupWeights(name, 0, 0.0, (), (), (), (NOBODY,))


def add_warnings(group: GroupWeights, *warnings: str) -> GroupWeights:
    """The same report with more said beside it, each sentence once."""
    return replace(group, warnings=tuple(dict.fromkeys((*group.warnings, *warnings))))


def rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same with floats rounded."""
    return {name: significant(value) if isinstance(value, float) else value for name, value in values.items()}


def with_unpooled(report: GroupWeights, own: float) -> GroupWeights:
    """The report with its present numbers set beside, before pooled ones take their place; `own` is the shrinkage."""
    unpooled = {
        "weights": [weight.value for weight in report.weights],
        "interval": [[weight.interval.low, weight.interval.high] for weight in report.weights],
        "log_worth": list(report.log_worth),
        "se": list(report.se),
    }
    if report.loglik is not None:
        unpooled["loglik"] = report.loglik
    unpooled |= {field: report.extra[field] for field in ("ranks", "differences") if field in report.extra}
    return replace(report, extra={**report.extra, "shrinkage": significant(own), "unpooled": unpooled}, loglik=None)


def interval(low: float, high: float) -> Interval:
    """Limits, rounded."""
    return Interval(significant(low), significant(high))
