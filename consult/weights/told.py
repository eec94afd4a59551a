"""What readers are told of weights, as records: rows, groups, differences; they hold nothing that is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consult.weights.wording import RANK, RANKED, Words


@dataclass(frozen=True, slots=True)
class Raised:
    """How often people spoke of an outcome in their own words: answers under the signed-off theme it was made from, of
    all that were given to that open question, and that as a share kept off 0 and 1. Where there is none, `why`."""

    answers: int = 0
    of: int = 0
    salience: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome for one group: whole points out of 100, the likely range, and from how many people."""

    label: str
    is_loss: bool
    points: int | None  # None: too few people of the group were asked about it
    low: int | None
    high: int | None
    n: int | None
    people: str
    item_id: int = 0
    place: tuple[int, int] | None = None  # where in the order it likely stands, 1 the most important
    first: int | None = None  # in so many of 100 draws it comes first
    alone: tuple[int, int, int] | None = None  # the group's own answers, with nothing borrowed; None: the same
    beside: Mapping[str, float] | None = None  # numbers that only this kind of question has, for analysts
    raised: Raised | None = None  # of everyone who answered, for analysts; None: was not looked at


@dataclass(frozen=True, slots=True)
class Panel:
    """One group, or everyone (mark 0). Where `hidden` says why, there are no rows and, in public, no n.

    `own` is the percentage to which its numbers rest on its own answers; None where groups borrow nothing.
    """

    group_id: int | None
    name: str
    mark: int
    population: int | None
    heard: bool
    n: int | None
    people: str
    hidden: str
    rows: tuple[Row, ...] = ()
    agreement: float | None = None
    notes: tuple[str, ...] = ()
    own: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """The largest difference between two groups: row for row the same outcome, the higher first."""

    high_name: str
    high: Row
    low_name: str
    low: Row
    unlikely_chance: bool
    apart: tuple[int, int, int] | None = None  # points between them, with the likely range; None: not worked out
    high_id: int = 0
    low_id: int = 0


@dataclass(frozen=True, slots=True)
class PricedGap:
    """A difference with its p after Holm, for the analyst's page."""

    gap: Gap
    p: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """Answers that are not among the weights, and why."""

    why: str
    people: str


@dataclass(frozen=True, slots=True)
class Told:
    """A result as it may be read; `exact` marks numbers for analysts.

    `everyone` is what stands first: all shown groups by their size, or `answered`, everyone who answered, where
    `no_sizes` says why the groups cannot be counted by their size. `gaps` are the differences that are more than
    chance, the largest first and each outcome once; `tested` says how many outcomes could be compared at all. `words`
    are those of its `kind` of question.
    """

    exact: bool
    threshold: int
    everyone: Panel
    answered: Panel
    no_sizes: str
    groups: tuple[Panel, ...]
    gap: Gap | None
    exclusions: tuple[Excluded, ...]
    first_day: date | None
    last_day: date | None
    has_losses: bool
    gaps: tuple[Gap, ...] = ()
    tested: int = 0
    kind: str = RANK
    words: Words = RANKED

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Everyone first, then the groups."""
        return (self.everyone, *self.groups)

    @property
    def every_panel(self) -> tuple[Panel, ...]:
        """The same with everyone in both ways of counting, where there are two."""
        both = (self.everyone,) if self.everyone.name == self.answered.name else (self.everyone, self.answered)
        return (*both, *self.groups)

    @property
    def shown(self) -> tuple[Panel, ...]:
        """The groups that have numbers."""
        return tuple(panel for panel in self.groups if panel.rows)
