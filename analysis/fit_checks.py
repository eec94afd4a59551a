"""Holds the model against the answers: wins of pairs, and whether people fall into camps; it changes no weight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.comparisons import MOST_IN_PAIRS
from analysis.plackett_luce import Fit
from analysis.rounding import significant
from analysis.stages import Stages, where_true
from analysis.variance import Spread

Floats = NDArray[np.float64]
FEWEST_FOR_CAMPS = 30  # people; with fewer the variance of their scores is itself too unsure
SLACK, SLACK_OF_FEW = 1.1, 2.0  # in simulation answers that follow one order stay within these
LARGE = 3.0  # standard errors
SIDE = 3  # outcomes named on each side


@dataclass(frozen=True, slots=True)
class PairWins:
    """How often i was chosen alone while j was open (`won[i, j]`, people counted), and the same by survey weight.

    `weighed` adds up their weights and `squares` the squares of these: from both comes how many people of equal weight
    a pair's verdicts are worth (Kish 1965).
    """

    won: Floats
    weighed: Floats
    squares: Floats

    @property
    def compared(self) -> Floats:
        """How many people decided each pair."""
        return _both_ways(self.won)

    @property
    def share(self) -> Floats:
        """The share of those who decided a pair that chose i, by survey weight; 0 where nobody decided it."""
        total = _both_ways(self.weighed)
        return np.divide(self.weighed, total, out=np.zeros_like(total), where=total > 0)

    @property
    def effective(self) -> Floats:
        """Kish's effective number of those who decided each pair."""
        squares = _both_ways(self.squares)
        return np.divide(_both_ways(self.weighed) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)


def _both_ways(won: Floats) -> Floats:
    total: Floats = won + won.T
    return total


def count_pair_wins(stages: Stages) -> PairWins:
    """Count the pairs that choices of single items decided; ties decide nothing.

    Whichever of two items is chosen first, the model says it is i with chance a_i / (a_i + a_j), whatever else was
    offered and wherever the list was cut: that makes these counts a check of every kind of answer.
    """
    won = _count_pairs(stages, np.ones(len(stages.row_weight)), tied=False)
    if weigh_alike(stages):
        return PairWins(won, won, won)
    weighed, squares = (_count_pairs(stages, each, tied=False) for each in (stages.row_weight, stages.row_weight**2))
    return PairWins(won, weighed, squares)


def weigh_alike(stages: Stages) -> bool:
    """Whether every answer has the same survey weight."""
    return bool((stages.row_weight == 1.0).all())  # they have a mean of one


def _count_pairs(stages: Stages, rows: Floats, *, tied: bool) -> Floats:
    """How often i was chosen over j, each of a row's people counting as `rows` says.

    With `tied` an item of a tie is chosen over what stays open after all of it, else over nothing.
    """
    if len(stages.tally.orders) == 1 and not stages.large_ties and weigh_alike(stages):
        return stages.tally.wins
    patterns: Floats = np.bincount(stages.row_pattern, stages.row_count * rows, len(stages.picks)).astype(np.float64)
    won = np.zeros((stages.items, stages.items))
    for sign in (1.0, -1.0):
        chosen = np.zeros(len(stages.tally.member) * stages.items)
        for column in np.flatnonzero(stages.column_sign == sign):
            share = stages.share[:, column]
            inside = where_true(share > 0.0 if tied else share == 1.0)
            cell = stages.set_of_pick[inside, column] * np.int64(stages.items) + stages.picks[inside, column]
            chosen += np.bincount(cell, patterns[inside], len(chosen))
        beaten = chosen.reshape(len(stages.tally.member), stages.items).T @ stages.tally.member.astype(np.float64)
        won += beaten if sign > 0 else beaten.T
    if tied:
        won -= _count_tied(stages, patterns)
    np.fill_diagonal(won, 0.0)
    return won


def _count_tied(stages: Stages, patterns: Floats) -> Floats:
    """How much i and j were chosen in one tie: picks from one open set, next to each other in the order."""
    together = np.zeros((stages.items, stages.items))
    for apart in range(1, stages.picks.shape[1]):
        one, other = stages.set_of_pick[:, :-apart], stages.set_of_pick[:, apart:]
        rows, columns = np.nonzero((one >= 0) & (one == other))
        if not len(rows):
            break
        cell = stages.picks[rows, columns] * np.int64(stages.items) + stages.picks[rows, columns + apart]
        together += np.bincount(cell, patterns[rows], stages.items**2).reshape(together.shape)
    return _both_ways(together)


def pairwise_agreement(stages: Stages) -> float | None:
    """The chance that two answers which both put one of a pair above the other agree which, over all pairs; None where
    none do. People are counted, survey weights aside.

    1: all agree. 0.5: as coins fall. Less cannot be by much.
    """
    won = _count_pairs(stages, np.ones(len(stages.row_weight)), tied=True)
    n = _both_ways(won)
    alike = float((won * (won - 1.0)).sum())  # both orders of the pair are in the sum
    pairs = float((n * (n - 1.0)).sum()) / 2.0
    return alike / pairs if pairs > 0 else None


def entropy_ratio(weights: Floats) -> float:
    """How evenly weights are spread: 1 if all are equal, 0 if one outcome has all (Shannon's entropy over log m)."""
    some = weights[weights > 0]
    return float(-(some * np.log(some)).sum() / np.log(len(weights)))


def check_fit(wins: PairWins, theta: Floats) -> dict[str, Any]:
    """Observed against expected wins: standardised residuals (row over column), and the largest.

    Where people weigh unequally both are told in people, shared out by weight, and the residual is that of Kish's
    effective number: log-worths that were fitted by weight cannot be held against heads.
    """
    n = wins.compared
    chance = 1.0 / (1.0 + np.exp(theta[None, :] - theta[:, None]))
    spread = np.sqrt(chance * (1.0 - chance))
    apart = (wins.share - chance) * np.sqrt(wins.effective)
    residuals = np.divide(apart, spread, out=np.zeros_like(n), where=(spread > 0) & (n > 0))
    first, second = np.triu_indices(len(theta), 1)
    worst = int(np.abs(np.round(residuals[first, second], 9)).argmax())
    pair = (int(first[worst]), int(second[worst]))
    told: dict[str, Any] = {
        "largest": {
            "items": list(pair),
            "won": significant(float((n * wins.share)[pair])),
            "expected": significant(float((n * chance)[pair])),
            "compared": significant(float(n[pair])),
            "residual": significant(float(residuals[pair])),
        }
    }
    if len(theta) <= MOST_IN_PAIRS:
        decided = (n > 0) | np.eye(len(theta), dtype=bool)
        told["residuals"] = [
            [significant(off) if any_chose else None for off, any_chose in zip(*row, strict=True)]
            for row in zip(residuals.tolist(), decided.tolist(), strict=True)
        ]
    return told


def looks_for_camps(fitted: Fit, spread: Spread) -> bool:
    """Whether there are enough people and outcomes to tell camps, and a variance that could show them."""
    return spread.kind != "model" and spread.respondents >= FEWEST_FOR_CAMPS and len(fitted.theta) >= 3


def find_camps(fitted: Fit, spread: Spread) -> dict[str, Any]:
    """How much more people's answers vary than one common order allows, in the direction where it is most.

    `variance_ratio` is the largest ratio of the clustered variance to the model's over all contrasts of log-worths
    (White 1982: they agree where the model holds); `limit` what chance seldom exceeds: the edge of Marchenko and
    Pastur (1967) for this many people and outcomes, times 1.1 + 2 / root of people. `sides` are the outcomes that
    move against each other.

    Where people weigh unequally, fit and spread are to be of the same answers with everyone counting one.
    """
    m = len(fitted.theta)
    if not looks_for_camps(fitted, spread):
        return {}
    values, vectors = np.linalg.eigh(fitted.inverse[:m, :m])
    keep = values > 1e-9 * values[-1]
    root = vectors[:, keep] / np.sqrt(values[keep])
    ratios, directions = np.linalg.eigh(root.T @ spread.covariance[:m, :m] @ root)
    ratio = float(ratios[-1])
    people = spread.respondents
    limit = (SLACK + SLACK_OF_FEW / np.sqrt(people)) * (1.0 + np.sqrt((m - 1.0) / people)) ** 2
    told: dict[str, Any] = {"variance_ratio": significant(ratio), "limit": significant(float(limit))}
    if ratio > limit:
        direction = (vectors[:, keep] * np.sqrt(values[keep])) @ directions[:, -1]
        direction = direction / np.sqrt(values[-1])
        order = np.argsort(np.round(direction, 9), kind="stable").tolist()
        far = 0.5 * float(np.abs(direction).max())
        sides = [[item for item in order if direction[item] < -far / 2], [i for i in order if direction[i] > far / 2]]
        told["sides"] = sorted(sorted(side) for side in sides)
    return told


def warn_of_fit(
    checks: Mapping[str, Any], items: Sequence[str], *, several: bool = False, weighed: bool = False
) -> list[str]:
    """Said where people do not follow one common order, or a pair is decided otherwise than the weights say.

    `several`: people answered several tasks each, each by an order of their own, which by itself is no camp.
    `weighed`: people weigh unequally, so what they decided is told in people shared out by weight.
    """
    warnings = []
    sides = checks.get("sides")
    if sides and all(sides):
        one, other = (", ".join(items[item] for item in side[:SIDE]) for side in sides)
        what = "people differ most in this" if several else "there may be two camps"
        warnings.append(
            f"{what}: people who put ({one}) higher tend to put ({other}) lower, and the other way "
            "round; one list of weights for all hides that"
        )
    largest = checks["largest"]
    if abs(largest["residual"]) > LARGE + 1.0:
        one, other = (items[item] for item in largest["items"])
        counted = " (counted by survey weight)" if weighed else ""
        warnings.append(
            f"{one} was put above {other} {largest['won']:.0f} times of {largest['compared']:.0f}{counted}, where the "
            f"weights say {largest['expected']:.0f}: the model does not fit this pair"
        )
    return warnings
