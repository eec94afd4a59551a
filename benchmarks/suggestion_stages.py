"""Labelled answers laid out as a consultation would bring them: themes found in some, others decided on or tested.

The themes come from a discovery in three tenths of the answers, each group named by the label most of it has, as an
officer would. Each line of a file holds "text", "labels" (a list) and "question".
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import numpy as np

from analysis.embedding import DEFAULT_ENGINE, build_space
from analysis.suggestion_model import Rows
from analysis.suggestions import NAME_WEIGHT, read
from analysis.text import find_words
from analysis.themes import discover
from consult.demo.words import read_words

FEWEST = 100  # answers of a question; below it there are not fifty left to decide on
MOST_FIRST, MOST_TESTED = 1500, 1500

Labelled = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Stage:
    """One question cut in three: what themes were found in is summed up, the rest is decided on or tested."""

    sums: Rows
    points: Rows
    targets: Rows
    which: np.ndarray
    pool: np.ndarray
    tested: np.ndarray


def read_files(paths: Sequence[Path], half: str) -> dict[str, list[list[Labelled]]]:
    """Questions by file, large enough ones only; of a file with several, the even or the odd ones on request."""
    found: dict[str, list[list[Labelled]]] = {}
    for path in paths:
        questions: dict[str, list[Labelled]] = defaultdict(list)
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            questions[row["question"]].append((row["text"], tuple(row["labels"])))
        large = [rows for rows in questions.values() if len(rows) >= FEWEST]
        parts = large if len(large) > 1 else split_labels(large[0])
        found[path.stem] = {"all": large, "even": parts[::2], "odd": parts[1::2]}[half]
    return found or {"demonstration": [[(words.text, words.themes) for words in read_words()]]}


def split_labels(rows: list[Labelled]) -> list[list[Labelled]]:
    """One question as two: every other label with its answers."""
    labels = sorted({said[0] for _, said in rows if said})
    return [[row for row in rows if set(row[1]) & set(labels[start::2])] for start in (0, 1)]


def set_stage(rows: Sequence[Labelled], seed: int) -> Stage | None:
    """Cut a question, find themes in the first part, and lay everything out; None where fewer than two came out."""
    spoken = [(text, labels, words) for text, labels in rows if (words := read(text))]
    wordings = sorted({words for _, _, words in spoken})
    space = build_space(wordings, engine=DEFAULT_ENGINE, seed=0)
    place = {words: at for at, words in enumerate(wordings)}
    which = np.array([place[words] for _, _, words in spoken])
    points = np.asarray(space.points, dtype=np.float64)[which]
    order = np.random.default_rng(seed).permutation(len(spoken))
    first = min(int(0.3 * len(spoken)), MOST_FIRST)
    tested = min(int(0.25 * len(spoken)), MOST_TESTED)
    members, named = find_themes([spoken[at][:2] for at in order[:first]])
    if len(members) < 2:
        return None
    labels = sorted(members)
    names = space.place([find_words(" ".join(named[label])) for label in labels]).astype(np.float64)
    sums = np.array([points[order[members[label]]].sum(axis=0) for label in labels]) + NAME_WEIGHT * names
    column = {label: at for at, label in enumerate(labels, start=1)}
    targets = np.zeros((len(spoken), len(labels) + 1))
    for row, (_, said, _) in enumerate(spoken):
        held = sorted({column[label] for label in said if label in column}) or [0]
        targets[row, held] = 1 / len(held)
    return Stage(sums, points, targets, which, order[first + tested :], order[first : first + tested])


def find_themes(rows: Sequence[Labelled]) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """What an officer would sign off: by label the rows of the groups it names, and the groups' words."""
    labels = {said[0] for _, said in rows if said}
    found = discover([text for text, _ in rows], themes=min(len(labels), max(3, len(rows) // 8)))
    members: dict[str, list[int]] = defaultdict(list)
    named: dict[str, list[str]] = defaultdict(list)
    for theme in found.themes:
        held = [row for row, several in enumerate(found.assignments) if several and several[0].theme == theme.id]
        said = Counter(rows[row][1][0] if rows[row][1] else "" for row in held)
        label = min(said, key=lambda one: (-said[one], one), default="")
        if label:
            members[label] += held
            named[label] += [theme.label, *theme.keywords]
    return members, named


def sign_off_some(stage: Stage, share: float, seed: int) -> Stage | None:
    """The same with a share of the themes signed off, drawn by lot; what the others hold belongs to none of these.

    None where it would be as many themes as before: two at least are signed off.
    """
    held = len(stage.sums)
    count = max(2, ceil(share * held))
    if count == held:
        return None
    kept = np.sort(np.random.default_rng(seed).permutation(held)[:count])
    targets = np.hstack([np.zeros((len(stage.targets), 1)), stage.targets[:, 1 + kept]])
    targets[targets.sum(axis=1) == 0, 0] = 1
    return replace(stage, sums=stage.sums[kept], targets=targets / targets.sum(axis=1, keepdims=True))
