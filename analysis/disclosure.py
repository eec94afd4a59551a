"""Decides which groups are too small to show, also by subtraction; a threshold below 5 is refused. numpy only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from analysis.disclosure_tables import FIGURE, LOWEST_THRESHOLD, THRESHOLD, TOTAL, Table, choose_hidden, round_to_five
from analysis.records import RefusedInput

EVERYONE = "everyone"
GROUP = "group: "  # before a group's name, so that no name can be taken for everyone's
NOBODY = "Nobody has answered yet."
IN_NO_ANSWER = "Nobody who answered said they belong to it."  # of a group: people answered, and none named it
NOT_SHOWN = "Not shown, so that no small group can be found out."  # what the public reads, whatever the reason
BESIDE = (
    "Hidden because a smaller group, or the few people in no group, could be worked out by subtraction if this one "
    "were shown."
)
BY_SUBTRACTION = "Left out because a few people could be told apart by subtracting the groups from everyone."


@dataclass(frozen=True, slots=True)
class Protection:
    """What may be shown: `hidden` maps a group to the reason, in words; `shown` maps a group to n, rounded to 5.

    `overall_hidden` is the reason why the figure for everyone must be left out, empty if it may be shown. Reasons are
    for those who may see exact numbers: they tell which groups are small. The public reads NOT_SHOWN for all of them,
    and IN_NO_ANSWER of a group that nobody who answered is in.
    """

    threshold: int
    hidden: Mapping[str, str]
    shown: Mapping[str, int]
    overall_hidden: str
    overall_n: int | None


def protect(
    groups: Mapping[str, int], overall_n: int, threshold: int = THRESHOLD, *, also: Collection[str] = ()
) -> Protection:
    """Which groups to hide, and whether to leave out everyone's figure, so that no small group can be worked out.

    Groups may overlap; people in no group are a count that is never shown. `also` names groups to be hidden for another
    reason, which everyone's figure must not give away: it is left out beside them. Raises RefusedInput for counts that
    cannot be, by name.
    """
    _check(groups, overall_n, threshold)
    table = group_table(groups, overall_n, threshold, also=also)
    chosen = choose_hidden(table)
    hidden = {
        name: _why(n, threshold) if n else IN_NO_ANSWER
        for name, n in groups.items()
        if n == 0 or GROUP + name in chosen
    }
    overall_hidden = ""
    if EVERYONE in chosen or overall_n == 0:
        overall_hidden = BY_SUBTRACTION if overall_n >= threshold else _why(overall_n, threshold)
    return Protection(
        threshold,
        hidden,
        {name: round_to_five(n) for name, n in groups.items() if name not in hidden},
        overall_hidden,
        None if overall_hidden else round_to_five(overall_n),
    )


def group_table(
    groups: Mapping[str, int], overall_n: int, threshold: int = THRESHOLD, *, also: Collection[str] = ()
) -> Table:
    """Groups and everyone as a table that can be protected and attacked.

    A shown count is taken to be known exactly: weights to a point are shown beside it, and they tell more of how many
    people are behind them than a figure rounded to five.
    """
    table = Table(threshold)
    for name, n in {EVERYONE: overall_n, **{GROUP + name: n for name, n in groups.items()}}.items():
        hidden = also and (name == EVERYONE or name.removeprefix(GROUP) in also)
        told = (float(n), float(n)) if n >= threshold else None
        table.add(name, n, TOTAL if name == EVERYONE else FIGURE, told=told, shown=False if hidden else None)
    table.divide(EVERYONE, [GROUP + name for name in groups])
    return table


def _check(groups: Mapping[str, int], overall_n: int, threshold: int) -> None:
    problems = []
    if threshold < LOWEST_THRESHOLD:
        problems.append(f"threshold: {threshold} is below {LOWEST_THRESHOLD}, the least that protects anybody")
    problems += [f"{name}: {n} is not a number of people" for name, n in groups.items() if n < 0]
    problems += [f"{name}: {n} are more than everyone ({overall_n})" for name, n in groups.items() if n > overall_n]
    if problems:
        raise RefusedInput(problems)


def _why(n: int, threshold: int) -> str:
    if n == 0:
        return NOBODY
    return f"Hidden because fewer than {threshold} people answered." if n < threshold else BESIDE
