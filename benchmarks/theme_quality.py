"""How well themes agree with what people made of the same answers: groups, how many, several at once, and names.

Measured on labelled data that is not part of this repository (see benchmarks/themes.py), question by question.
Agreement is adjusted mutual information (Vinh, Epps and Bailey 2010); for answers under several themes extended
B-cubed F (Amigo, Gonzalo, Artiles and Verdejo 2009); names are held against those of the themes they match best.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_mutual_info_score

from analysis.sentence_model import have_sentence_model, load_sentence_model

LEAST_LABELLED = 20  # a question needs so many labelled answers
AT_ONCE = 500  # rows of a table of pairs held at a time


@dataclass(frozen=True, slots=True)
class Row:
    """An answer and what people called it: its main label, or none, and all of them."""

    text: str
    label: str | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Themes of each answer, the main one first, and the title and the quote of each theme where it has any."""

    themes: tuple[tuple[object, ...], ...]
    titles: dict[object, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one question: agreement, doublings between the numbers of themes, B-cubed F, likeness of title and quote."""

    agreement: float
    number_off: float
    several: float | None
    title: float | None
    quote: float | None


Finder = Callable[[Sequence[str], int | None], Placed]


def read_set(path: Path) -> dict[str, list[Row]]:
    """Answers with their labels by question; an answer without a label is placed and not counted."""
    questions: dict[str, list[Row]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels = tuple(row.get("labels") or ([row["label"]] if row.get("label") else []))
        questions[row.get("question") or ""].append(Row(row["text"], row.get("label"), labels))
    return questions


def measure_set(path: Path, find: Finder, *, given: bool) -> dict[str, float]:
    """Means over the questions of a set, each times 100 but the factor by which numbers of themes are out."""
    found = []
    for rows in read_set(path).values():
        labels = {row.label for row in rows if row.label is not None}
        if sum(row.label is not None for row in rows) >= LEAST_LABELLED and len(labels) > 1:
            found.append(measure(rows, find([row.text for row in rows], len(labels) if given else None)))
    told = {"agreement": 100 * np.mean([one.agreement for one in found])}
    told["factor"] = 2 ** np.mean([one.number_off for one in found])
    for name in ("several", "title", "quote"):
        known = [getattr(one, name) for one in found if getattr(one, name) is not None]
        if known:
            told[name] = 100 * np.mean(known)
    return {name: float(value) for name, value in told.items()}


def measure(rows: Sequence[Row], placed: Placed) -> Quality:
    """Hold one question's themes against its labels."""
    counted = [at for at, row in enumerate(rows) if row.label is not None]
    labels = [str(rows[at].label) for at in counted]
    mains = [placed.themes[at][0] if placed.themes[at] else None for at in counted]
    known = [at for at, row in enumerate(rows) if row.labels]
    several = None
    if any(len(rows[at].labels) > 1 for at in known):
        several = score_several([rows[at].labels for at in known], [placed.themes[at] for at in known])
    title, quote = liken_names(labels, mains, placed.titles)
    number = len({theme for theme in mains if theme is not None})
    return Quality(
        agreement=adjusted_mutual_info_score(labels, [str(theme) for theme in mains]),
        number_off=abs(float(np.log2(max(number, 1) / len(set(labels))))),
        several=several,
        title=title,
        quote=quote,
    )


def score_several(said: Sequence[Sequence[object]], found: Sequence[Sequence[object]]) -> float:
    """Extended B-cubed F: over pairs of answers, how far they share as many themes as people say they do."""
    ours, theirs = (mark(sets) for sets in (found, said))
    precision, recall = [], []
    for start in range(0, len(said), AT_ONCE):
        shared, meant = (table[start : start + AT_ONCE] @ table.T for table in (ours, theirs))
        both = np.minimum(shared, meant)
        for kept, whole in ((precision, shared), (recall, meant)):
            pairs = whole > 0
            rates = np.divide(both, whole, out=np.zeros_like(both), where=pairs).sum(axis=1)
            kept += list(rates[pairs.any(axis=1)] / pairs.sum(axis=1)[pairs.any(axis=1)])
    p, r = float(np.mean(precision)), float(np.mean(recall))
    return 2 * p * r / max(p + r, 1e-9)


def mark(sets: Sequence[Sequence[object]]) -> NDArray[np.float32]:
    """A row of ones and noughts for each answer, a column for each theme."""
    names = {name: at for at, name in enumerate(sorted({one for several in sets for one in several}, key=str))}
    table = np.zeros((len(sets), max(len(names), 1)), dtype=np.float32)
    for row, several in enumerate(sets):
        table[row, [names[one] for one in several]] = 1
    return table


def liken_names(
    labels: Sequence[str], mains: Sequence[object], titles: dict[object, tuple[str, str]]
) -> tuple[float | None, float | None]:
    """Mean likeness, by the sentence model, of titles and of quotes to the human names of the themes they match."""
    if not titles or not have_sentence_model():
        return None, None
    names, themes = sorted(set(labels)), sorted(titles, key=str)
    overlap = np.zeros((len(themes), len(names)))
    for label, theme in zip(labels, mains, strict=True):
        if theme in titles:
            overlap[themes.index(theme), names.index(label)] += 1
    ours, theirs = linear_sum_assignment(-overlap)
    pairs = [(titles[themes[a]], names[b]) for a, b in zip(ours, theirs, strict=True) if overlap[a, b]]
    embed = load_sentence_model().embed
    human = embed([name for _, name in pairs])
    title, quote = (float(np.mean(np.sum(embed([own[at] for own, _ in pairs]) * human, axis=1))) for at in (0, 1))
    return title, quote
