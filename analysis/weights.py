"""The one door of weighting: rankings in, weights by stakeholder group out; what it cannot do it refuses by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.answer_kinds import Answers, read_points, read_raking, read_rankings, read_tasks
from analysis.answer_quality import warn_of_quality
from analysis.group_differences import choose_pairs
from analysis.group_tests import tell_left_out
from analysis.population import find_who_to_hear, weigh_population
from analysis.ranking_records import list_of, read_records, read_wanted
from analysis.records import GroupWeights, Progress, Ranking, RefusedInput, Weights
from analysis.row_fields import Columns, Ints, groupings_of, rows_of_groups
from analysis.variance import normal_quantile
from analysis.weight_options import WeightOptions, check_options, read_options, warn_of_unused
from analysis.weight_reports import add_warnings, report_nobody, rounded
from analysis.weight_requests import check_items, check_population, check_unranked, read_request
from analysis.weight_warnings import warn_of_difference

VERSION = "4"
THREADS = 1  # more get into each other's way on matrices of a few dozen outcomes: half as much again of the processor
LEFT_EMPTY = "everyone of this group left the answer empty"
NOBODY_AT_ALL = "responses: nobody has answered, so there is nothing to weigh"


def weigh(
    request: Mapping[str, Any], groups: Sequence[str] | None = None, *, progress: Progress | None = None
) -> Weights:
    """Weights from a request as docs/methods-weights.md describes it; refuses malformed input, every problem named.

    `groups` names the groups to report, in that order, one that nobody named among them (None: every group somebody
    named).
    """
    read = read_request(request)
    if read.kind == "bestworst":
        answers = read_tasks(read.columns, read.items, read.options)
    elif read.kind == "raking":
        answers = read_raking(read)
    elif read.kind == "points":
        answers = read_points(read.columns, read.items, read.options)
    else:
        answers = read_rankings(read.columns, read.items, read.unranked, read.options)
    with threadpool_limits(limits=THREADS):
        report = _report(answers, read.columns, read.items, read.options, groups, progress, read.population)
    return replace(report, overall=add_warnings(report.overall, *read.warnings))


def weigh_rankings(
    rankings: Sequence[Ranking],
    items: Sequence[str],
    groups: Sequence[str] | None = None,
    options: WeightOptions | Mapping[str, Any] | None = None,
    *,
    unranked: str = "below",
    progress: Progress | None = None,
    population: Mapping[str, float] | None = None,
) -> Weights:
    """Weights from records: everyone together, and each of `groups` (None: every group that somebody named).

    `population` holds the groups' shares of all who live here: then the report has weights for all of them, too.

    A group that nobody named is still in the report, with n = 0, so that a page can say who was not heard.
    Refuses with RefusedInput; the rows in its problems are positions in `rankings`.
    """
    problems: list[str] = []
    names = check_items(list_of(items), problems)
    check_unranked(unranked, problems)
    check_population(population, problems)
    if problems:
        raise RefusedInput(problems)
    columns = read_records(rankings)
    chosen = check_options(options) if isinstance(options, WeightOptions) else read_options(options)
    answers = read_rankings(columns, names, unranked, chosen)
    with threadpool_limits(limits=THREADS):
        report = _report(answers, columns, names, chosen, groups, progress, population)
    return replace(report, overall=add_warnings(report.overall, *warn_of_unused(options, "rankings")))


def _report(
    answers: Answers,
    columns: Columns,
    items: tuple[str, ...],
    options: WeightOptions,
    wanted: Sequence[str] | None = None,
    progress: Progress | None = None,
    population: Mapping[str, Any] | None = None,
) -> Weights:
    if not len(answers.source):
        raise RefusedInput([NOBODY_AT_ALL])
    wanted = read_wanted(wanted)
    groups = _choose_groups(columns, answers.source, options, wanted)
    say = progress or _say_nothing
    steps = len(groups) + 2
    say(0, steps, "Weighing everyone together")
    overall = answers.weigh("", None)
    quality = answers.look(overall)
    grouping_of = groupings_of(columns.groups)
    reports = {}
    for done, (name, rows) in enumerate(groups.items(), start=1):
        say(done, steps, f"Weighing {name}")
        reports[name] = answers.weigh(name, rows) if len(rows) else report_nobody(name)
    say(steps - 1, steps, "Comparing groups")
    groupings = {name: grouping_of.get(name, "") for name in groups}
    found = [
        _compare_grouping(answers, {name: rows for name, rows in groups.items() if groupings[name] == one}, reports)
        for one in dict.fromkeys(groupings.values())
    ]
    unreported = sorted(set(grouping_of) - set(groups))
    if wanted is not None or options.by_group is False:  # else they are those who left their answers empty
        _refuse_unreported(population, unreported)
    single = found[0] if len(found) == 1 else _Grouping({"pool": "none"}, None, [])
    return Weights(
        items=items,
        overall=add_warnings(overall, *answers.warnings, *single.warnings, *warn_of_quality(quality)),
        groups=tuple(reports.values()),
        run={
            **answers.run,
            "version": VERSION,
            "variance": options.variance,
            "level": options.level,
            **({"draws": options.resamples, "seed": options.seed} if options.resamples else {}),
            **(single.pooled if len(found) < 2 else {}),
            "rows": len(columns.rankings),
        },
        difference=single.difference,
        extra={
            **({"quality": quality} if quality else {}),
            **_beyond_groups(tuple(reports.values()), groups, population, options, unreported),
        },
        group_differences=tuple(answers.contrast(groups, choose_pairs(groupings, options))),
        groupings={}
        if len(found) < 2
        else {
            one: each.as_dict([name for name in groups if groupings[name] == one])
            for one, each in zip(dict.fromkeys(groupings.values()), found, strict=True)
        },
    )


def _refuse_unreported(population: Mapping[str, Any] | None, unreported: Sequence[str]) -> None:
    """Refuse shares of groups that somebody named and the caller did not ask for."""
    problems = [f"population, {name}: this group was not asked for" for name in population or () if name in unreported]
    if problems:
        raise RefusedInput(problems)


def _beyond_groups(
    reports: tuple[GroupWeights, ...],
    groups: Mapping[str, Ints],
    population: Mapping[str, Any] | None,
    options: WeightOptions,
    silent: Sequence[str],
) -> dict[str, Any]:
    """Weights of all who live here, and which groups to hear next; refuses shares of groups that overlap.

    A group whose people all left their answers empty (`silent`) is told as left out, and why.
    """
    told: dict[str, Any] = {}
    if population is not None:
        rows = [groups[name] for name in population if name in groups]
        every = np.concatenate(rows) if rows else np.zeros(0, np.int64)
        if len(np.unique(every)) < len(every):
            raise RefusedInput(["population: some people are in several of its groups, so its shares cannot be added"])
        every_group = (*reports, *(report_nobody(name) for name in silent))
        everyone = weigh_population(every_group, population, normal_quantile(options.level))
        told["population_weights"] = everyone.as_dict()
        if why := {name: LEFT_EMPTY for name in everyone.left_out if name in silent}:
            told["population_weights"]["why_left_out"] = why
    if reports:
        told["hear_next"] = [one.as_dict() for one in find_who_to_hear(reports)]
    return told


@dataclass(frozen=True, slots=True)
class _Grouping:
    """One way of dividing people into groups: how its groups were pooled, and whether they differ."""

    pooled: Mapping[str, Any]
    difference: Mapping[str, Any] | None
    warnings: list[str]

    def as_dict(self, names: list[str]) -> dict[str, Any]:
        """As the report tells it."""
        told: dict[str, Any] = {"groups": names, **self.pooled, "warnings": self.warnings}
        return told if self.difference is None else told | {"lr": dict(self.difference)}


def _compare_grouping(answers: Answers, groups: Mapping[str, Ints], reports: dict[str, GroupWeights]) -> _Grouping:
    """Pool and test the groups of one grouping; their reports are replaced by pooled ones."""
    pooled, run = answers.pool(groups, [reports[name] for name in groups])
    reports.update({report.name: report for report in pooled})
    verdict = answers.compare(groups)
    told = None if verdict.test is None else rounded(verdict.test)
    if told is not None and verdict.left_out:
        told["left_out"] = {name: why.replace("{}", "it") for name, why in verdict.left_out.items()}
    return _Grouping(run, told, warn_of_difference(verdict.why, tell_left_out(verdict.left_out)))


def _choose_groups(
    columns: Columns, source: Ints, options: WeightOptions, wanted: Sequence[str] | None
) -> dict[str, Ints]:
    if options.by_group is False:
        return {}
    named = rows_of_groups(columns.groups, source)
    if wanted is None:
        return named
    return {name: named.get(name, np.zeros(0, np.int64)) for name in wanted}


def _say_nothing(done: int, steps: int, what: str) -> None:
    """Progress that nobody watches."""
