"""The kinds of answers that can be weighed, each behind the same four doors; a kind that is not here is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.answer_quality import Answered, check_answers, read_answered, read_channels, tell_channel
from analysis.balance import rake_people, read_margins
from analysis.best_worst import lay_out_tasks
from analysis.group_differences import contrast_points, contrast_rankings
from analysis.group_fits import fit_group
from analysis.group_pooling import pool_reports
from analysis.group_tests import Verdict, compare_groups, compare_points
from analysis.people import count_people
from analysis.points import lay_out_points
from analysis.points_fits import fit_points
from analysis.points_reports import pool_points, report_points
from analysis.rankings import RankingTable, lay_out
from analysis.records import GroupWeights
from analysis.repeated import keep_last
from analysis.rounding import significant
from analysis.row_fields import Columns, Ints
from analysis.variance import shares
from analysis.weight_options import WeightOptions
from analysis.weight_reports import report_group
from analysis.weight_requests import Request
from analysis.weight_warnings import warn_of_allocations, warn_of_raking, warn_of_rows

Floats = NDArray[np.float64]
METHOD = "Plackett-Luce"
MOST_CHANNELS = 20  # weighed without each in turn
POINTS_METHODS = {"mean": "mean share of points", "clr": "geometric mean share of points"}


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers of one kind: `source` says which of the caller's rows they are.

    `weigh(name, rows)` reports some rows (None: all) under a name; `compare(groups)` tests whether groups differ;
    `contrast(groups, pairs)` compares groups two by two, outcome by outcome;
    `pool(groups, reports)` lets groups borrow strength from each other, and says what to add to the run;
    `look(overall)` tells of the quality of the answers; `warnings` are about the rows as a whole; `run` says how the
    weights are made.
    """

    source: Ints
    weigh: Callable[[str, Ints | None], GroupWeights]
    compare: Callable[[Mapping[str, Ints]], Verdict]
    contrast: Callable[[Mapping[str, Ints], Sequence[tuple[str, str]]], list[dict[str, Any]]]
    pool: Callable[[Mapping[str, Ints], Sequence[GroupWeights]], tuple[list[GroupWeights], dict[str, Any]]]
    warnings: list[str]
    run: Mapping[str, Any]
    look: Callable[[GroupWeights], dict[str, Any]] = lambda overall: {}


def read_rankings(columns: Columns, items: tuple[str, ...], unranked: str | None, options: WeightOptions) -> Answers:
    """Rankings: full, short, tied, of all or of what each was offered."""
    table, repeated = keep_last(lay_out(columns, items, unranked), columns.moments)
    answered = read_answered(columns, items, table.source.tolist())
    warnings = warn_of_rows(columns, table, unranked, repeated)
    read_as = {"unranked": unranked or "full", **_tell_repeated(repeated)}
    return _by_likelihood(table, items, options, warnings, read_as, answered)


def _tell_repeated(rows: int) -> dict[str, int]:
    return {"rows_repeated": rows} if rows else {}


def read_raking(request: Request) -> Answers:
    """Rankings whose respondents are weighed to match the population's margins first."""
    table, repeated = keep_last(lay_out(request.columns, request.items, request.unranked), request.columns.moments)
    rows = [(row, request.responses[row]) for row in table.source.tolist()]
    margins = read_margins(request.margins, rows)
    raked = rake_people(margins, table.weight, table.count, table.people, [row for row, _ in rows])
    warnings = [*warn_of_rows(request.columns, table, request.unranked, repeated), *warn_of_raking(raked)]
    read_as = {"unranked": request.unranked or "full", "margins": request.margins, **_tell_repeated(repeated)}
    weighed = replace(table, weight=raked.weights)
    answered = read_answered(request.columns, request.items, table.source.tolist())
    answers = _by_likelihood(weighed, request.items, request.options, warnings, read_as, answered)
    quick = replace(request.options, variance="model", draws=0)
    plain = _by_likelihood(table, request.items, quick, [], {})
    of_rows = np.zeros(len(request.responses))
    of_rows[table.source] = raked.weights

    def weigh(name: str, rows: Ints | None) -> GroupWeights:
        own = answers.weigh(name, rows)
        before = [weight.value for weight in plain.weigh(name, rows).weights]
        beside: dict[str, Any] = {"sensitivity": {**own.extra.get("sensitivity", {}), "unraked": before}}
        if rows is None:
            beside |= {
                "raked_weights": list(map(significant, of_rows)),
                "ess": significant(raked.effective),
                "design_effect": significant(raked.design_effect),
            }
        return replace(own, extra={**own.extra, **beside})

    return replace(answers, weigh=weigh)


def read_tasks(columns: Columns, items: tuple[str, ...], options: WeightOptions) -> Answers:
    """Best-worst tasks."""
    table = lay_out_tasks(columns, items, options.bw_model)
    channels = read_channels(columns, table.source.tolist())
    warnings = warn_of_rows(columns, table, None)
    answers = _by_likelihood(table, items, options, warnings, {"bw_model": options.bw_model})
    return replace(answers, look=lambda overall: _without_channels(table, items, options, channels, overall))


def _by_likelihood(
    table: RankingTable,
    items: tuple[str, ...],
    options: WeightOptions,
    warnings: list[str],
    read_as: Mapping[str, Any],
    answered: Sequence[Answered] = (),
) -> Answers:
    return Answers(
        look=lambda overall: _look(table, items, options, answered, overall),
        source=table.source,
        weigh=lambda name, rows: report_group(
            name, fit_group(table if rows is None else table.take(rows), items, options, name), items, options
        ),
        compare=lambda groups: compare_groups(table, groups),
        contrast=lambda groups, pairs: contrast_rankings(table, groups, pairs, items, options),
        pool=lambda groups, reports: pool_reports(table, groups, reports, items, options),
        warnings=warnings,
        run={
            "method": METHOD,
            **read_as,
            "prior": options.prior.as_dict(),
            "ties": options.ties,
            "rows_left_out": table.empty,
        },
    )


def _look(
    table: RankingTable,
    items: tuple[str, ...],
    options: WeightOptions,
    answered: Sequence[Answered],
    overall: GroupWeights,
) -> dict[str, Any]:
    """How the answers were given, and the weights that each channel's absence would leave."""
    channels = [one.channel or "" for one in answered]
    return check_answers(answered) | _without_channels(table, items, options, channels, overall)


def _without_channels(
    table: RankingTable, items: tuple[str, ...], options: WeightOptions, channels: Sequence[str], overall: GroupWeights
) -> dict[str, Any]:
    quick = replace(options, variance="model", draws=0)

    def weigh(rows: Ints) -> tuple[Floats, int]:
        rest = fit_group(table.take(rows), items, quick)
        return shares(rest.fit.theta), rest.people

    return _leave_out(channels, overall, weigh)


def _leave_out(
    channels: Sequence[str], overall: GroupWeights, weigh: Callable[[Ints], tuple[Floats, int]]
) -> dict[str, Any]:
    """The weights without each channel in turn; nothing where there is one alone, or so many that it takes long."""
    names = sorted(set(channels))
    if not 2 <= len(names) <= MOST_CHANNELS:
        return {}
    shares_of_all = [weight.value for weight in overall.weights]
    limits = [(weight.interval.low, weight.interval.high) for weight in overall.weights]
    without = {}
    for name in names:
        weights, people = weigh(np.flatnonzero([channel != name for channel in channels]))
        without[name] = tell_channel(list(map(significant, weights)), people, shares_of_all, limits)
    return {"without_channel": without}


def read_points(columns: Columns, items: tuple[str, ...], options: WeightOptions) -> Answers:
    """Points shared out among all items."""
    table = lay_out_points(columns, items)
    channels = read_channels(columns, table.source.tolist())

    def without(rows: Ints) -> tuple[Floats, int]:
        rest = table.take(rows)
        return fit_points(rest, options.points_method, "model", options.level).weights, count_people(rest)

    return Answers(
        look=lambda overall: _leave_out(channels, overall, without),
        source=table.source,
        weigh=lambda name, rows: report_points(name, table if rows is None else table.take(rows), items, options),
        compare=lambda groups: compare_points(table, groups, options),
        contrast=lambda groups, pairs: contrast_points(table, groups, pairs, options),
        pool=lambda groups, reports: pool_points(table, groups, reports, options),
        warnings=warn_of_allocations(table),
        run={
            "method": POINTS_METHODS[options.points_method],
            "points_method": options.points_method,
            "rows_left_out": table.empty,
        },
    )
