"""Reads the records and lists that a caller in Python hands over into columns; refuses anything else by name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.ranking_checks import cut_off
from analysis.records import Ranking, RefusedInput
from analysis.row_fields import Columns, problem_of_name, shown


def read_records(rankings: Sequence[Ranking]) -> Columns:
    """One column a field; refuses what is not a list of records."""
    records = list_of(rankings)
    if records is None:
        raise RefusedInput(["rankings: there must be a list of Ranking records"])
    if not set(map(type, records)) <= {Ranking}:
        bad = [row for row, record in enumerate(records) if not isinstance(record, Ranking)]
        if bad:
            raise RefusedInput(cut_off([f"row {row}: {shown(records[row])} is not a Ranking record" for row in bad]))
    return Columns(
        rankings=[ranking.order for ranking in records],
        offered=_some([ranking.offered for ranking in records], None),
        respondents=_some([ranking.respondent for ranking in records], None),
        groups=_some([ranking.groups for ranking in records], ()),
        weights=_some([ranking.weight for ranking in records], 1.0),
        counts=_some([ranking.n for ranking in records], 1),
        shown=_some([ranking.shown for ranking in records], None),
        seconds=_some([ranking.seconds for ranking in records], None),
        channels=_some([ranking.channel for ranking in records], None),
        moments=_some([ranking.at for ranking in records], None),
    )


def _some(values: list[Any], usual: Any) -> list[Any] | None:
    """A column, or None where every row has just the usual value: it then costs nothing."""
    return None if all(value is usual or _equals(value, usual) for value in values) else values


def _equals(value: Any, usual: Any) -> bool:
    """Whether plain values are equal; an array, which is equal to nothing as a whole, is left to be refused."""
    return type(value) in (int, float, tuple) and bool(value == usual)


def list_of(value: Any) -> list[Any] | None:
    """The members of any row of things; nothing for what is none, such as a text, which is one thing."""
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        return None
    try:
        return list(value)
    except TypeError:  # an array of no dimensions
        return None


def read_wanted(groups: Sequence[str] | None) -> list[str] | None:
    """The names of the groups to report, as text; refuses a text alone, whose letters would be read as groups."""
    if groups is None:
        return None
    names = list_of(groups)
    if names is None:
        raise RefusedInput([f"groups: {shown(groups)} is not a list of names of groups"])
    told = [problem_of_name(str(name) if isinstance(name, str) else name, "group") for name in names]
    if problems := [f"groups, {place}: {text}" for place, text in enumerate(told) if text]:
        raise RefusedInput(cut_off(problems))
    return [str(name) for name in names]
