"""Learns from officers' decisions which theme an answer belongs to; refuses fewer than two themes and unknown ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax, logsumexp, softmax
from threadpoolctl import threadpool_limits

from analysis.embedding import build_space, unit_rows
from analysis.engines import check_engine, choose_engine
from analysis.languages import ENGLISH
from analysis.records import Progress, RefusedInput
from analysis.text import Words, find_words, mask_markup, says_nothing

VERSION = "1.1"
NONE_OF_THESE = 0
STEPS = 4
MOST_THEMES = 3
FURTHER_FROM = 0.2  # a further theme is told from this probability on
FOLDS = 5
# What is believed before the first decision, and how firmly; docs/methods-themes.md says how they were found.
# How much a cosine counts, and how likely none of these is: each a + b ln(themes), and its spread.
NEARNESS, NEARNESS_A_FOLD, NEARNESS_SPREAD = 3.0, 2.2, 1.0
NONE_LEVEL, NONE_A_FOLD, NONE_SPREAD = 0.2, 0.7, 1.5
LEVEL_SPREAD = 1.0  # how unequal themes are
TURN_SPREAD = 1.5  # how far decisions turn a theme away from its centre
TEMPERATURE, TEMPERATURE_SPREAD = 1.1, 0.4
NAME_WEIGHT = 2.0  # a theme's name counts as so many of its answers
BANDS = 5
LOT_EVERY = 2

Rows = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class KnownTheme:
    """A signed-off theme: its `id` (1 or more), its name and keywords, and the answers that stand under it."""

    id: int
    label: str
    keywords: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer a person decided on, and the ids of its themes; none at all: it belongs to none of these."""

    text: str
    themes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Likely:
    """A theme (NONE_OF_THESE: 0) and the calibrated probability, 0 to 1, that an officer would choose it."""

    theme: int
    strength: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What was learnt: `answers[i]` belongs to answer i, likeliest first, empty where the answer says nothing.

    `places[i]` is its place in the order in which to ask, equal for equal wordings, -1 where it says nothing.
    """

    answers: tuple[tuple[Likely, ...], ...]
    places: tuple[int, ...]
    run: dict[str, Any]


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
    temperature: float = 1.0

    def score(self, points: Rows) -> Rows:
        """Log odds of each answer over none of these (first column) and the themes, before calibration."""
        return np.asarray(self.nearness * pad(points @ self.centres.T) + self.levels + points @ self.turns)

    def place(self, points: Rows) -> Rows:
        """Calibrated probabilities, rows summing to one; first column: none of these."""
        return np.asarray(softmax(self.score(points) / self.temperature, axis=1))


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


def calibrate(lessons: Lessons, model: Model, waiting: Rows) -> float:
    """The temperature that makes probabilities honest on decisions the model had not seen (Guo and others 2017)."""
    scores = score_unseen(lessons)
    sure = [softmax(rows, axis=1).max(axis=1) for rows in (scores, model.score(waiting))]
    weights = weigh(*sure)[:, None]

    def cost(log_temperature: float) -> float:
        told = log_softmax(scores / np.exp(log_temperature), axis=1)
        away = (log_temperature - np.log(TEMPERATURE)) / TEMPERATURE_SPREAD
        return float(-np.sum(weights * lessons.targets * told) + 0.5 * away**2)

    return float(np.exp(minimize_scalar(cost, bounds=(-1.5, 2.0), method="bounded").x))


def fit(lessons: Lessons, waiting: Rows) -> Model:
    """Learn from what was decided, and calibrate for the answers that wait."""
    model = learn(lessons)
    return replace(model, temperature=calibrate(lessons, model, waiting))


def suggest(
    themes: Sequence[KnownTheme],
    decided: Sequence[Decided],
    answers: Sequence[str],
    engine: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    language: str = ENGLISH,
) -> Suggestions:
    """The likeliest themes of each answer, learnt from what officers decided; see docs/methods-themes.md."""
    check_request(themes, decided, answers)
    engine = choose_engine(language) if engine is None else engine
    check_engine(engine, language)
    tell = progress or (lambda done, total, words: None)
    tell(0, STEPS, "Reading the answers")
    themes = sorted(themes, key=lambda theme: theme.id)
    held = [[words for text in theme.members if (words := read(text, language))] for theme in themes]
    taught = sorted((words, sorted(set(one.themes))) for one in decided if (words := read(one.text, language)))
    asked = [read(text, language) for text in answers]
    wordings = sorted(
        {*(one for several in held for one in several), *(one for one, _ in taught), *filter(None, asked)}
    )
    run: dict[str, Any] = {
        "engine": engine,
        "language": language,
        "version": VERSION,
        "seed": seed,
        "decided": len(taught),
    }
    if not wordings:
        return Suggestions(tuple(() for _ in answers), tuple(-1 for _ in answers), run)
    with threadpool_limits(limits=1):
        tell(1, STEPS, "Comparing the words people used")
        space = build_space(wordings, engine=engine, seed=seed, language=language)
        points = np.asarray(space.points, dtype=np.float64)
        place = {words: at for at, words in enumerate(wordings)}
        names = space.place([find_words(" ".join([theme.label, *theme.keywords]), language) for theme in themes])
        sums = NAME_WEIGHT * names.astype(np.float64)
        for at, several in enumerate(held):
            sums[at] += points[sorted(place[words] for words in several)].sum(axis=0)
        rows = np.array([place[words] for words, _ in taught], dtype=np.int64)
        lessons = Lessons(sums, points[rows], share_out(themes, [ids for _, ids in taught]), fold(rows))
        wanted = np.array(sorted({place[words] for words in asked if words}), dtype=np.int64)
        tell(2, STEPS, "Learning from what officers decided")
        model = fit(lessons, points[wanted])
        tell(3, STEPS, "Placing the answers that wait")
        chances = model.place(points[wanted])
    row_of = {wordings[at]: row for row, at in enumerate(wanted)}
    ids = [NONE_OF_THESE, *(theme.id for theme in themes)]
    told = [choose(ids, several) for several in chances]
    lots = np.random.default_rng(seed).permutation(len(wanted))
    turn = {row: at for at, row in enumerate(queue(np.array([one[0].strength for one in told]), lots))}
    tell(STEPS, STEPS, "Done")
    return Suggestions(
        tuple(told[row_of[words]] if words else () for words in asked),
        tuple(turn[row_of[words]] if words else -1 for words in asked),
        run | {"temperature": float(f"{model.temperature:.6g}")},
    )


def check_request(themes: Sequence[KnownTheme], decided: Sequence[Decided], answers: Sequence[str]) -> None:
    problems = []
    ids = [theme.id for theme in themes]
    if len(set(ids)) < 2:
        problems.append("Suggestions need at least two signed-off themes to choose from.")
    if len(set(ids)) < len(ids) or any(one < 1 for one in ids):
        problems.append("Each theme needs an id of its own, 1 or more.")
    for row, one in enumerate(decided):
        for theme in sorted(set(one.themes) - set(ids)):
            problems.append(f"Decision {row}: there is no theme {theme}.")
    for row, text in enumerate(answers):
        if not isinstance(text, str):
            problems.append(f"Answer {row}: an answer must be text, not {type(text).__name__}.")
    if problems:
        raise RefusedInput(problems)


def read(text: str, language: str = ENGLISH) -> Words:
    """The words of an answer; none where it says nothing."""
    words = find_words(mask_markup(text), language)
    return () if says_nothing(words, language) else words


def share_out(themes: Sequence[KnownTheme], decided: Sequence[Sequence[int]]) -> Rows:
    """Each decision as shares: an answer of two themes is half each, one of none is wholly none of these."""
    column = {theme.id: at for at, theme in enumerate(themes, start=1)}
    targets = np.zeros((len(decided), len(themes) + 1))
    for row, ids in enumerate(decided):
        targets[row, [column[one] for one in ids] or [0]] = 1 / max(len(ids), 1)
    return targets


def fold(rows: Places) -> Places:
    """Parts for cross-fitting; the same wording is always in the same part, so that none is tested on itself."""
    return np.asarray(np.unique(rows, return_inverse=True)[1] % FOLDS, dtype=np.int64)


def choose(ids: Sequence[int], chances: Rows) -> tuple[Likely, ...]:
    """The likeliest first, and further ones that are likely enough; equals by the smaller id."""
    order = np.lexsort((np.array(ids), -np.round(chances, 9)))[:MOST_THEMES]
    told = [Likely(ids[at], float(f"{chances[at]:.6g}")) for at in order]
    return (told[0], *(one for one in told[1:] if one.strength >= FURTHER_FROM))


def queue(sure: Rows, lots: Places | None) -> list[int]:
    """The order in which to ask: the least certain first, and every second by lot where `lots` (an order) is given.

    Answers drawn by lot bring mistakes to light of which the machine is certain; nothing else would.
    """
    least = [int(at) for at in np.argsort(sure, kind="stable")]
    if lots is None:
        return least
    drawn, taken, order = iter(lots.tolist()), set[int](), list[int]()
    rest = iter(least)
    for place in range(len(least)):
        source = drawn if place % LOT_EVERY == LOT_EVERY - 1 else rest
        at = next(one for one in source if one not in taken)
        taken.add(at)
        order.append(at)
    return order
