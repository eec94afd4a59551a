"""Learns from officers' decisions which theme an answer belongs to; refuses fewer than two themes and unknown ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.embedding import Space, build_space
from analysis.engines import check_engine, choose_engine
from analysis.languages import ENGLISH
from analysis.markup import mask_markup
from analysis.records import Progress, RefusedInput
from analysis.suggestion_model import Lessons, Model, Places, Rows, fit
from analysis.suggestion_parts import choose_further, list_parts
from analysis.text import Span, Words, find_words, says_nothing

VERSION = "1.4"
NONE_OF_THESE = 0
STEPS = 4
FOLDS = 5
NAME_WEIGHT = 2.0  # a theme's name counts as so many of its answers
LOT_EVERY = 2


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
    """A theme (NONE_OF_THESE: 0) and the calibrated probability, 0 to 1, that an officer would choose it.

    It is honest from some fifty decisions on (docs/methods-themes.md says what was reached before). A further theme has
    the `span` that earned it; its strength is the chance by that part alone and not calibrated.
    """

    theme: int
    strength: float
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What was learnt: `answers[i]` belongs to answer i: its main theme, then further ones that parts of it earned, at
    most three in all; empty where the answer says nothing.

    `places[i]` is its place in the order in which to ask, equal for equal wordings, -1 where it says nothing.
    """

    answers: tuple[tuple[Likely, ...], ...]
    places: tuple[int, ...]
    run: dict[str, Any]


def suggest(
    themes: Sequence[KnownTheme],
    decided: Sequence[Decided],
    answers: Sequence[str],
    engine: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    language: str = ENGLISH,
) -> Suggestions:
    """The likeliest theme of each answer, and further ones, learnt from decisions; see docs/methods-themes.md."""
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
        ids = [NONE_OF_THESE, *(theme.id for theme in themes)]
        told = [choose(ids, several) for several in model.place(points[wanted])]
        row_of = {wordings[at]: row for row, at in enumerate(wanted)}
        mains = [told[row_of[words]] if words else None for words in asked]
        further = find_further(answers, mains, ids, space, model, language)
    lots = np.random.default_rng(seed).permutation(len(wanted))
    turn = {row: at for at, row in enumerate(queue(np.array([one.strength for one in told]), lots))}
    tell(STEPS, STEPS, "Done")
    return Suggestions(
        tuple((main, *further.get(at, ())) if main else () for at, main in enumerate(mains)),
        tuple(turn[row_of[words]] if words else -1 for words in asked),
        run | {"temperature": float(f"{model.temperature:.6g}"), "lapse": float(f"{model.lapse:.6g}")},
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


def choose(ids: Sequence[int], chances: Rows) -> Likely:
    """The likeliest; of equals the smaller id."""
    at = np.lexsort((np.array(ids), -np.round(chances, 9)))[0]
    return Likely(ids[at], float(f"{chances[at]:.6g}"))


def find_further(
    answers: Sequence[str],
    mains: Sequence[Likely | None],
    ids: Sequence[int],
    space: Space,
    model: Model,
    language: str,
) -> dict[int, tuple[Likely, ...]]:
    """Further themes that parts earn, by answer; none of an answer that as a whole belongs to none."""
    columns = {at: ids.index(one.theme) for at, one in enumerate(mains) if one and one.theme != NONE_OF_THESE}
    parts = list_parts({at: answers[at] for at in columns}, language)
    if not parts:
        return {}
    chances = model.place(np.asarray(space.place([one.words for one in parts]), dtype=np.float64))
    return {
        at: tuple(Likely(ids[one.column], one.chance, one.span) for one in several)
        for at, several in choose_further(parts, chances, columns).items()
    }


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
