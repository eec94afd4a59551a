"""Fields that every kind of answer shares: n, survey weight, respondent, groups; refuses what cannot be one."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.flat_lists import only, refuse_unless

Ints = NDArray[np.int64]
LARGEST_WEIGHT = 1e100
MOST_PEOPLE = 10**9  # a row that claims more people than this is a slip
LARGEST_NAME = 10**1000


@dataclass(frozen=True, slots=True)
class Columns:
    """Answers as the caller has them, one list a field; a field that no row has is None.

    `rankings` holds what was answered: places for rankings, (best, worst) for best-worst tasks, points for points.
    `shown`, `seconds`, `channels` and `moments` tell how: the order on the screen, how long, through what, and when.
    """

    rankings: Sequence[Any]
    offered: Sequence[Any] | None = None
    respondents: Sequence[Any] | None = None
    groups: Sequence[Any] | None = None
    weights: Sequence[Any] | None = None
    counts: Sequence[Any] | None = None
    shown: Sequence[Any] | None = None
    seconds: Sequence[Any] | None = None
    channels: Sequence[Any] | None = None
    moments: Sequence[Any] | None = None


def problems_of_fields(columns: Columns, row: int) -> Iterator[str]:
    """What is wrong with the shared fields of a row, as "field: reason"."""
    if columns.counts is not None:
        count = columns.counts[row]
        if not (is_whole(count) and count >= 1):
            yield f"n: {shown(count)} is not a whole number of 1 or more"
        elif count > MOST_PEOPLE:
            yield f"n: {shown(count)} is more people than can have answered"
    if columns.weights is not None and (text := problem_of_weight(columns.weights[row])):
        yield f"weight: {text}"
    who = None if columns.respondents is None else columns.respondents[row]
    if type(who) not in (int, str, type(None)):
        yield f"respondent: {shown(who)} is neither a name nor a number"
    elif who is not None and (text := problem_of_name(who, "respondent")):
        yield f"respondent: {text}"
    if text := problem_of_group(None if columns.groups is None else columns.groups[row]):
        yield f"group: {text}"


def is_whole(value: Any) -> bool:
    """A true whole number; True and False are not numbers here."""
    return type(value) is int


def shown(value: Any) -> str:
    """A value as its sender would know it again, on one line and cut short."""
    try:
        text = " ".join(line.strip() for line in repr(value).splitlines())
    except ValueError:  # Python writes out no number of so many digits
        return "a number of thousands of digits"
    return text if len(text) <= 40 else f"{text[:37]}..."


def problem_of_weight(weight: Any) -> str:
    """What is wrong with a survey weight, or nothing."""
    if type(weight) not in (int, float):
        return f"{shown(weight)} is not a number"
    if abs(weight) > LARGEST_WEIGHT or not math.isfinite(weight):
        return f"{shown(weight)} is not a number that can be counted with"
    return "" if weight > 0 else f"{shown(weight)} is not more than zero"


def problem_of_group(group: Any) -> str:
    """What is wrong with a group field (nothing, a name, a list of names, or these by grouping), or nothing."""
    if group is None:
        return ""
    if isinstance(group, dict):
        return next(filter(None, (_problem_of_grouping(grouping, names) for grouping, names in group.items())), "")
    for name in group if isinstance(group, list | tuple) else [group]:
        if text := problem_of_name(name, "group"):
            return text
    return ""


def problem_of_name(name: Any, what: str) -> str:
    """What is wrong with the name of a `what`, a text or a whole number, or nothing."""
    if type(name) is int:
        return "" if abs(name) <= LARGEST_NAME else f"{shown(name)} is too long a number for a name"
    if type(name) is not str:
        return f"{shown(name)} is not a name"
    if not name.strip():
        return f"the name is blank: leave the {what} out, or name it"
    return problem_of_text(name)


def problem_of_text(text: str) -> str:
    """What keeps a text from being written into a report, or nothing."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"{shown(text)} holds half a character (a surrogate alone), which cannot be written"
    return ""


def _problem_of_grouping(grouping: Any, names: Any) -> str:
    """What is wrong with the groups of one grouping, or nothing."""
    if type(grouping) is not str or not grouping.strip():
        return f"{shown(grouping)} is not the name of a grouping"
    if text := problem_of_text(grouping):
        return text
    text = f"{shown(names)} is not a name" if isinstance(names, dict) else problem_of_group(names)
    return f"{grouping}: {text}" if text else ""


def read_counts(counts: Sequence[Any] | None, rows: int) -> Ints:
    if counts is None:
        return np.ones(rows, np.int64)
    only(counts, {int})
    array = np.array(counts, np.int64)
    refuse_unless(not rows or (array.min() >= 1 and array.max() <= MOST_PEOPLE))
    return array


def read_weights(weights: Sequence[Any] | None, rows: int) -> NDArray[np.float64]:
    if weights is None:
        return np.ones(rows)
    only(weights, {int, float})
    array = np.array(weights, np.float64)
    refuse_unless(((array > 0) & (array <= LARGEST_WEIGHT)).all())  # NaN is neither
    return array


def read_people(respondents: Sequence[Any] | None) -> Ints | None:
    """A number for each respondent, -1 for rows without one; None where no row has one. Names are text: 1 is "1"."""
    if respondents is None:
        return None
    only(respondents, {int, str, type(None)})
    if {int, str} <= set(map(type, respondents)):
        respondents = [str(who) if type(who) is int else who for who in respondents]
    numbers: dict[Any, int] = {}
    people = np.fromiter(
        (-1 if who is None else numbers.setdefault(who, len(numbers)) for who in respondents),
        np.int64,
        len(respondents),
    )
    texts = [who for who in numbers if type(who) is str]
    refuse_unless(all(map(str.strip, texts)))
    refuse_unless(all(abs(who) <= LARGEST_NAME for who in numbers if type(who) is int))
    "".join(texts).encode()  # half a character is a ValueError
    return people


def check_groups(groups: Sequence[Any] | None) -> None:
    """Leave the quick way unless every group is nothing, a name, or a list of names."""
    if groups is not None:
        only(groups, {str, int, list, tuple, dict, type(None)})
        refuse_unless(not any(problem_of_group(group) for group in groups if isinstance(group, dict)))
        plain = [group for group in groups if not isinstance(group, dict)]
        several = [name for group in plain if isinstance(group, list | tuple) for name in group]
        only(several, {str, int})
        names = {group for group in plain if not isinstance(group, list | tuple)} | set(several)
        refuse_unless(not any(map(problem_of_group, names)))


def rows_of_groups(groups: Sequence[Any] | None, source: Ints) -> dict[str, Ints]:
    """Which rows of the table belong to each group, groups in the order of their names; a row may be in several."""
    if groups is None:
        return {}
    rows: dict[str, list[int]] = {}
    for position, row in enumerate(source.tolist()):
        for name in names_of(groups[row]):
            rows.setdefault(name, []).append(position)
    return {name: np.array(rows[name], np.int64) for name in sorted(rows)}


def groupings_of(groups: Sequence[Any] | None) -> dict[str, str]:
    """Of each group the grouping it belongs to: "age" for "age: 65 and over"; "" for a group named alone."""
    if groups is None:
        return {}
    found: dict[str, str] = {}
    for group in groups:
        if isinstance(group, dict):
            for grouping, names in group.items():
                found |= {name: str(grouping) for name in names_of({grouping: names})}
        else:
            found |= dict.fromkeys(names_of(group), "")
    return found


def names_of(group: Any) -> list[str]:
    """The names in a row's group field: none, one or several, each once; of a grouping, "age: 65 and over"."""
    if group is None:
        return []
    if isinstance(group, dict):
        return list(
            dict.fromkeys(f"{grouping}: {name}" for grouping, names in group.items() for name in names_of(names))
        )
    several = group if isinstance(group, list | tuple) else [group]
    return list(dict.fromkeys(str(name) for name in several))
