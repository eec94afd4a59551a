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
    """How often i was chosen alone while j was open (`won[i, j]`), people counted and survey weights aside."""

    won: Floats

    @property
    def compared(self) -> Floats:
        """How often each pair was decided."""
        total: Floats = self.won + self.won.T
        return total


def count_pair_wins(stages: Stages) -> PairWins:
    """Count the pairs that choices of single items decided; ties decide nothing.

    Whichever of two items is chosen first, the model says it is i with chance a_i / (a_i + a_j), whatever else was
    offered and wherever the list was cut: that makes these counts a check of every kind of answer.
    """
    untied = len(stages.tally.orders) == 1 and not stages.large_ties
    if untied and bool((stages.row_weight == 1.0).all()):
        return PairWins(stages.tally.wins)
    people = np.bincount(stages.row_pattern, stages.row_count, len(stages.picks))
    won = np.zeros((stages.items, stages.items))
    for sign in (1.0, -1.0):
        chosen = np.zeros(len(stages.tally.member) * stages.items)
        for column in np.flatnonzero(stages.column_sign == sign):
            inside = where_true(stages.share[:, column] == 1.0)
            cell = stages.set_of_pick[inside, column] * np.int64(stages.items) + stages.picks[inside, column]
            chosen += np.bincount(cell, people[inside], len(chosen))
        beaten = chosen.reshape(len(stages.tally.member), stages.items).T @ stages.tally.member.astype(np.float64)
        won += beaten if sign > 0 else beaten.T
    np.fill_diagonal(won, 0.0)
    return PairWins(won)


def pairwise_agreement(wins: PairWins) -> float | None:
    """The chance that two answers which both decide a pair decide it alike, over all pairs; None where none do.

    1: all agree. 0.5: as coins fall. Less cannot be by much.
    """
    won, n = wins.won, wins.compared
    alike = float((won * (won - 1.0)).sum())  # both orders of the pair are in the sum
    pairs = float((n * (n - 1.0)).sum()) / 2.0
    return alike / pairs if pairs > 0 else None


def entropy_ratio(weights: Floats) -> float:
    """How evenly weights are spread: 1 if all are equal, 0 if one outcome has all (Shannon's entropy over log m)."""
    some = weights[weights > 0]
    return float(-(some * np.log(some)).sum() / np.log(len(weights)))


def check_fit(wins: PairWins, theta: Floats) -> dict[str, Any]:
    """Observed against expected wins: standardised residuals (row over column), and the largest."""
    n = wins.compared
    chance = 1.0 / (1.0 + np.exp(theta[None, :] - theta[:, None]))
    spread = np.sqrt(n * chance * (1.0 - chance))
    residuals = np.divide(wins.won - n * chance, spread, out=np.zeros_like(n), where=spread > 0)
    first, second = np.triu_indices(len(theta), 1)
    worst = int(np.abs(np.round(residuals[first, second], 9)).argmax())
    pair = (int(first[worst]), int(second[worst]))
    told: dict[str, Any] = {
        "largest": {
            "items": list(pair),
            "won": significant(float(wins.won[pair])),
            "expected": significant(float((n * chance)[pair])),
            "compared": significant(float(n[pair])),
            "residual": significant(float(residuals[pair])),
        }
    }
    if len(theta) <= MOST_IN_PAIRS:
        told["residuals"] = [list(map(significant, row)) for row in residuals.tolist()]
    return told


def find_camps(fitted: Fit, spread: Spread) -> dict[str, Any]:
    """How much more people's answers vary than one common order allows, in the direction where it is most.

    `variance_ratio` is the largest ratio of the clustered variance to the model's over all contrasts of log-worths
    (White 1982: they agree where the model holds); `limit` what chance seldom exceeds: the edge of Marchenko and
    Pastur (1967) for this many people and outcomes, times 1.1 + 2 / root of people. `sides` are the outcomes that
    move against each other.
    """
    m = len(fitted.theta)
    if spread.kind == "model" or spread.respondents < FEWEST_FOR_CAMPS or m < 3:
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


def warn_of_fit(checks: Mapping[str, Any], items: Sequence[str], *, several: bool = False) -> list[str]:
    """Said where people do not follow one common order, or a pair is decided otherwise than the weights say.

    `several`: people answered several tasks each, each by an order of their own, which by itself is no camp.
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
        warnings.append(
            f"{one} was put above {other} {largest['won']:.0f} times of {largest['compared']:.0f}, where the weights "
            f"say {largest['expected']:.0f}: the model does not fit this pair"
        )
    return warnings
