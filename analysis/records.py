"""The frozen records that go into and come out of the analysis; they hold values and refuse to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Called by long work with (steps done, steps in all, what is happening in plain words).
# It may raise to stop the work: that is how a cancelled run ends.
Progress = Callable[[int, int, str], None]


class RefusedInput(ValueError):
    """Input the analysis will not accept; `problems` holds one sentence a problem, naming row and field."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Statement:
    """One open answer. `key` is the caller's own id for it and never enters the computation."""

    text: str
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of statements that say the same.

    `label` is two or three surface terms, `quote` the most central statement in the author's words,
    `examples` positions of statements, nearest to the middle first and two from the edge last.
    `kind` is "theme", or "nothing" for the group that had nothing to say.
    """

    id: int
    label: str
    quote: str
    keywords: tuple[str, ...]
    n: int
    examples: tuple[int, ...]
    kind: str = "theme"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One statement (or the part of it from character span[0] to span[1]) under one theme; strength 0 to 1."""

    theme: int
    strength: float
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Copies:
    """Answers that copy one text: `template` is the row of the most central, `likeness` of each member 0 to 1."""

    template: int
    members: tuple[int, ...]
    likeness: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One node of a tree of themes: what it is called when it is a theme. `quote` is the position of a statement."""

    label: str
    keywords: tuple[str, ...]
    quote: int
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Statements, or parts of them, in a tree of themes: one row each of statement, leaf, span and strengths.

    `strengths` has a column a depth of the tree, from the top down: how near the words are to each node on the way
    to their leaf, in ten-thousandths; 0 below the leaf.
    """

    statement: NDArray[np.int64]
    leaf: NDArray[np.int64]
    span: NDArray[np.int64]
    strengths: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class ThemeTree:
    """What fewer or more themes are cut from: merges as in `analysis.tree.Tree`, and every node as a theme.

    `cut` is into how many themes it was cut, `whole` where each statement lies that said something, `parts` the parts
    that earned a further theme.
    """

    leaves: int
    merges: tuple[tuple[int, int], ...]
    heights: tuple[float, ...]
    cut: int
    branches: tuple[Branch, ...]
    whole: Places
    parts: Places


@dataclass(frozen=True, slots=True)
class Discovery:
    """What discovery found: `assignments[i]` belongs to statement i, main theme first, empty if nothing was said.

    `tree` is None where nobody said anything, and where more themes were asked for than a tree holds.
    """

    themes: tuple[Theme, ...]
    assignments: tuple[tuple[Assignment, ...], ...]
    run: Mapping[str, Any]
    tree: ThemeTree | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of a number, lowest to highest, in the number's own unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one respondent put in order: `order` holds places, best first, and a place holds one item or a tie.

    Items are positions in the list of items. `offered` is what this person was shown (None: the whole list,
    or only what was ranked, as the caller says with "unranked"). `n` counts people who answered alike.
    `groups` are names, or names by grouping ({"age": "65 and over", "area": ("North", "South")}), each grouping then
    being reported and tested on its own. The rest only bears on the quality of answers: `shown` is the order in which
    the items stood on the screen, `seconds` how long the person took, `channel` how the answer came in and `at` when,
    in seconds since any moment.
    """

    order: tuple[tuple[int, ...], ...]
    offered: tuple[int, ...] | None = None
    respondent: int | str | None = None
    groups: tuple[str, ...] | Mapping[str, str | tuple[str, ...]] = ()
    weight: float = 1.0
    n: int = 1
    shown: tuple[int, ...] | None = None
    seconds: float | None = None
    channel: str | None = None
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one outcome matters to one group: a share of 1, its interval, and how many people compared it."""

    item: int
    value: float
    interval: Interval
    n: int


@dataclass(frozen=True, slots=True)
class Shared:
    """How a pooled group's weights err together with those of `groups`, itself among them.

    `parts` has a row an item, in units of that weight's standard error: two groups' weights of an item correlate by the
    product of their rows, and what a row's length leaves to 1 is the group's own error.
    """

    groups: tuple[str, ...]
    parts: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupWeights:
    """The weights of one group (name "" for everyone), in the order of the items; `n` people, `n_eff` after weighting.

    `weights` is empty where nothing could be told (nobody of the group answered); `warnings` says why.
    `ties` maps an order of tie (2, 3, ...) to how readily people tie; `extra` holds what only some reports have.
    `shared` tells of a pooled group how its errors go with those of the others; it is no part of the report.
    """

    name: str
    n: int
    n_eff: float
    weights: tuple[Weight, ...]
    log_worth: tuple[float, ...]
    se: tuple[float, ...]
    warnings: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    log_worth_interval: tuple[Interval, ...] = ()
    loglik: float | None = None
    ties: Mapping[int, float] = field(default_factory=dict)
    kendall_w: float | None = None
    shared: Shared | None = field(default=None, compare=False, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, lists in the order of the items; only what applies."""
        told: dict[str, Any] = {"n": self.n, "n_eff": self.n_eff, "warnings": list(self.warnings)}
        if self.weights:
            told |= {
                "weights": [weight.value for weight in self.weights],
                "interval": [[weight.interval.low, weight.interval.high] for weight in self.weights],
                "n_items": [weight.n for weight in self.weights],
                "log_worth": list(self.log_worth),
                "se": list(self.se),
                "log_worth_interval": [[limit.low, limit.high] for limit in self.log_worth_interval],
                "ties": {str(order): value for order, value in self.ties.items()},
            }
        if self.loglik is not None:
            told["loglik"] = self.loglik
        if self.kendall_w is not None:
            told["kendall_w"] = self.kendall_w
        return told | dict(self.extra)


@dataclass(frozen=True, slots=True)
class Weights:
    """A whole report: everyone together, each group in turn, whether the groups differ, and how it was made.

    `difference` tests whether the groups differ ("stat", "df", "p"); None where there is nothing to test, or where
    there are several groupings: then `groupings` has that of each, with the names of its groups and how they were
    pooled. `group_differences` compares groups two by two: "groups", then "test" and "outcomes" (each "item",
    "points" of 100 by which the first is higher, "interval", "p", "p_holm"), or "refused" and why.
    """

    items: tuple[str, ...]
    overall: GroupWeights
    groups: tuple[GroupWeights, ...]
    run: Mapping[str, Any]
    difference: Mapping[str, float] | None = None
    group_differences: tuple[Mapping[str, Any], ...] = ()
    groupings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, ready to be written as JSON."""
        told: dict[str, Any] = {"items": list(self.items)} | self.overall.as_dict()
        if self.groups:
            told["groups"] = {group.name: group.as_dict() for group in self.groups}
        if self.difference is not None:
            told["lr"] = dict(self.difference)
        if self.group_differences:
            told["group_differences"] = [dict(one) for one in self.group_differences]
        if self.groupings:
            told["groupings"] = {name: dict(one) for name, one in self.groupings.items()}
        return told | dict(self.extra) | {"run": dict(self.run)}
