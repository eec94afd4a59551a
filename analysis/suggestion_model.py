"""The model behind suggestions: what officers decided turns an answer's nearness to themes into honest chances.

The numbers at the top are what is believed before the first decision; docs/methods-themes.md says how they were found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit, logsumexp, softmax

from analysis.embedding import unit_rows

# How much a cosine counts, and how likely none of these is: each a + b ln(themes), and its spread.
NEARNESS, NEARNESS_A_FOLD, NEARNESS_SPREAD = 3.0, 2.2, 1.0
NONE_LEVEL, NONE_A_FOLD, NONE_SPREAD = 0.2, 0.7, 1.5
LEVEL_SPREAD = 1.0  # how unequal themes are
TURN_SPREAD = 1.5  # how far decisions turn a theme away from its centre
TEMPERATURE, TEMPERATURE_SPREAD = 1.0, 0.4
LAPSE, LAPSE_SPREAD = 0.05, 0.7  # the share of answers whose theme no words tell; its spread in log odds
BANDS = 5

Rows = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Decisions as arrays, all rows of length one: a row of `points` an answer, of `targets` shares over none, themes.

    `sums` adds up what each theme held before the decisions; `folds` keeps equal wordings together.
    """

    sums: Rows
    points: Rows
    targets: Rows
    folds: Places

    def pick(self, rows: NDArray[np.bool_]) -> Lessons:
        """The lessons of some rows only."""
        return Lessons(self.sums, self.points[rows], self.targets[rows], self.folds[rows])

    def gather(self) -> Rows:
        """The sum of each theme's answers, decided ones with them: its centre, but for the length."""
        return np.asarray(self.sums + self.targets[:, 1:].T @ self.points)

    def liken(self) -> Rows:
        """The cosine of each decided answer to each theme's centre, the answer itself taken out of the centre."""
        sums, share = self.gather(), self.targets[:, 1:]
        along = self.points @ sums.T
        own = np.einsum("ij,ij->i", self.points, self.points)[:, None]
        left = np.einsum("ij,ij->i", sums, sums)[None, :] - 2 * share * along + share**2 * own
        return np.asarray((along - share * own) / np.sqrt(np.maximum(left, 1e-12)))


@dataclass(frozen=True, slots=True)
class Model:
    """What places an answer: themes' centres, how much nearness counts, levels, and turns away from the centres."""

    centres: Rows
    nearness: float
    levels: Rows
    turns: Rows
    temperature: float = TEMPERATURE
    lapse: float = LAPSE

    def score(self, points: Rows) -> Rows:
        """Log odds of each answer over none of these (first column) and the themes, before calibration."""
        return np.asarray(self.nearness * pad(points @ self.centres.T) + self.levels + points @ self.turns)

    def place(self, points: Rows) -> Rows:
        """Calibrated probabilities, rows summing to one; first column: none of these."""
        return soften(self.score(points), self.levels, self.temperature, self.lapse)


def soften(scores: Rows, levels: Rows, temperature: float, lapse: float) -> Rows:
    """Probabilities from log odds; a share of them, the lapse, goes by how large the themes are and by no words."""
    told = softmax(scores / temperature, axis=1)
    return np.asarray((1 - lapse) * told + lapse * softmax(levels))


def pad(likeness: Rows) -> Rows:
    """A column of nothing in front: none of these is like no answer."""
    return np.hstack([np.zeros((len(likeness), 1)), likeness])


def learn(lessons: Lessons) -> Model:
    """Fit without calibration: logistic regression whose prior is the nearest theme, by penalised likelihood."""
    near, (_, kinds), width = pad(lessons.liken()), lessons.targets.shape, lessons.sums.shape[1]
    believed = np.zeros(1 + kinds + kinds * width)
    many = np.log(kinds - 1)
    believed[:2] = NEARNESS + NEARNESS_A_FOLD * many, NONE_LEVEL + NONE_A_FOLD * many
    spread = np.full(len(believed), TURN_SPREAD)
    spread[0], spread[1], spread[2 : 1 + kinds] = NEARNESS_SPREAD, NONE_SPREAD, LEVEL_SPREAD

    def cost(moved: Rows) -> tuple[float, Rows]:
        at = believed + spread * moved
        turns = at[1 + kinds :].reshape(width, kinds)
        scores = at[0] * near + at[1 : 1 + kinds] + lessons.points @ turns
        total = logsumexp(scores, axis=1)
        lost = np.sum(total - np.sum(lessons.targets * scores, axis=1)) + 0.5 * moved @ moved
        slack = np.exp(scores - total[:, None]) - lessons.targets
        slope = [[np.sum(slack * near)], slack.sum(axis=0), (lessons.points.T @ slack).ravel()]
        return float(lost), spread * np.concatenate(slope) + moved

    found = believed
    if len(lessons.points):
        start = np.zeros(len(believed))
        solved = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 200, "gtol": 1e-4})
        found = believed + spread * solved.x
    centres = unit_rows(lessons.gather()).astype(np.float64)
    return Model(centres, float(found[0]), found[1 : 1 + kinds], found[1 + kinds :].reshape(width, kinds))


def score_unseen(lessons: Lessons) -> Rows:
    """The scores of each decided answer by a model that learnt from the other folds."""
    scores = np.zeros_like(lessons.targets)
    for fold in np.unique(lessons.folds):
        held = lessons.folds == fold
        scores[held] = learn(lessons.pick(~held)).score(lessons.points[held])
    return scores


def weigh(decided: Rows, waiting: Rows) -> Rows:
    """How much each decided answer stands for those that wait, by how sure the model is of it.

    Officers see the least certain first, so decided answers are harder than those that wait; without this the
    probabilities would be those of hard answers (importance weights for covariate shift; Shimodaira 2000).
    """
    if not len(decided) or not len(waiting):
        return np.ones(len(decided))
    limits = np.quantile(waiting, np.arange(1, BANDS) / BANDS)
    band = np.searchsorted(limits, decided)
    return np.asarray(len(decided) / BANDS / (np.bincount(band, minlength=BANDS)[band] + 1))


def calibrate(lessons: Lessons, model: Model, waiting: Rows) -> tuple[float, float]:
    """The temperature and the lapse that make probabilities honest on decisions the model had not seen.

    The temperature alone (Guo and others 2017) left them too low where it was unsure and too high where it was sure.
    """
    if not len(lessons.points):
        return TEMPERATURE, LAPSE
    scores = score_unseen(lessons)
    sure = [softmax(rows, axis=1).max(axis=1) for rows in (scores, model.score(waiting))]
    weights = weigh(*sure)[:, None]
    believed, spread = np.array([np.log(TEMPERATURE), logit(LAPSE)]), np.array([TEMPERATURE_SPREAD, LAPSE_SPREAD])

    def cost(moved: Rows) -> float:
        at = believed + spread * moved
        told = soften(scores, model.levels, float(np.exp(at[0])), float(expit(at[1])))
        return float(-np.sum(weights * lessons.targets * np.log(told)) + 0.5 * moved @ moved)

    found = minimize(cost, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6})
    at = believed + spread * found.x
    return float(np.exp(at[0])), float(expit(at[1]))


def fit(lessons: Lessons, waiting: Rows) -> Model:
    """Learn from what was decided, and calibrate for the answers that wait."""
    model = learn(lessons)
    temperature, lapse = calibrate(lessons, model, waiting)
    return replace(model, temperature=temperature, lapse=lapse)
