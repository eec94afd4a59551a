"""How good suggestions are after so many decisions, and whether their strength is honest, on labelled answers.

The themes come from a discovery in three tenths of the answers, each group named by the label most of it has, as an
officer would; the other answers are new. Run: python -m benchmarks.suggestions [LABELLED.jsonl ...] [--half odd]
Each line of a file holds "text", "labels" (a list) and "question". Without a file: the demonstration's answers.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.embedding import DEFAULT_ENGINE, build_space, unit_rows
from analysis.suggestion_model import Lessons, Model, Rows, fit
from analysis.suggestions import NAME_WEIGHT, fold, queue, read
from analysis.text import find_words
from analysis.themes import discover
from consult.demo.words import read_words

COUNTS = (0, 10, 25, 50, 100, 200, 400)
ENOUGH = 50  # decisions from which suggestions must beat the nearest theme
MOST_ECE = 0.05
MOST_FIRST, MOST_TESTED = 1500, 1500
FEWEST = 100  # answers of a question; below it there are not fifty left to decide on
COMPARED = "least certain first"  # shows what drawing by lot is for; its strengths are not asked to be honest
ORDERS = ("at random", COMPARED, "as the page has them")
WIDTHS, EQUAL = 10, 15

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


@dataclass(frozen=True)
class Tried:
    """One question after so many decisions: per tested answer whether it was right, how sure, and the nearest theme.

    `among` are answers that belong to a theme: there the likeliest theme is held against the nearest.
    """

    right: np.ndarray
    sure: np.ndarray
    nearest: np.ndarray
    among_right: np.ndarray
    among_nearest: np.ndarray


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


def learn_from(stage: Stage, decided: Sequence[int]) -> Model:
    """The model after these decisions."""
    rows = np.array(sorted(decided), dtype=np.int64)
    waiting = np.array(sorted(set(stage.pool.tolist()) - set(decided)), dtype=np.int64)
    lessons = Lessons(stage.sums, stage.points[rows], stage.targets[rows], fold(stage.which[rows]))
    return fit(lessons, stage.points[waiting])


def decide(stage: Stage, order: str) -> Iterator[tuple[int, Model]]:
    """The model after each number of decisions; the least certain are chosen by the model before."""
    decided: list[int] = []
    model = learn_from(stage, decided)
    for count in COUNTS:
        if count > len(stage.pool):
            return
        if count:
            rest = [int(at) for at in stage.pool if int(at) not in set(decided)]
            if order != "at random":
                sure = model.place(stage.points[rest]).max(axis=1)
                lots = np.arange(len(rest)) if order == "as the page has them" else None
                rest = [rest[at] for at in queue(sure, lots)]
            decided += rest[: count - len(decided)]
            model = learn_from(stage, decided)
        yield count, model


def test(stage: Stage, model: Model) -> Tried:
    """Hold a model against the tested answers."""
    points, targets = stage.points[stage.tested], stage.targets[stage.tested]
    told, row = model.place(points), np.arange(len(points))
    nearest = targets[row, (points @ unit_rows(stage.sums).T).argmax(axis=1) + 1] > 0
    right = targets[row, told.argmax(axis=1)] > 0
    theme = targets[row, told[:, 1:].argmax(axis=1) + 1] > 0
    within = targets[:, 0] == 0
    return Tried(right, told.max(axis=1), nearest, theme[within], nearest[within])


def measure_ece(sure: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """The expected calibration error by ten bins of equal width and by fifteen of equal count."""
    band = np.minimum((sure * WIDTHS).astype(int), WIDTHS - 1)
    slack = sure - right
    wide = sum(abs(slack[band == one].sum()) for one in range(WIDTHS))
    even = sum(abs(part.sum()) for part in np.array_split(slack[np.argsort(sure, kind="stable")], EQUAL))
    return float(wide / len(sure)), float(even / len(sure))


def report(name: str, order: str, tried: dict[int, list[Tried]]) -> bool:
    """Print one curve; True where a figure was missed."""
    missed = False
    for count, several in tried.items():
        gain = np.array([one.right.mean() - one.nearest.mean() for one in several])
        right, nearest = (np.mean([getattr(one, name).mean() for one in several]) for name in ("right", "nearest"))
        pairs = [(one.among_right.mean(), one.among_nearest.mean()) for one in several if len(one.among_right)]
        within, near = np.mean(pairs, axis=0)
        sure, hit = (np.concatenate([getattr(one, name) for one in several]) for name in ("sure", "right"))
        wide, even = measure_ece(sure, hit)
        print(
            f"| {name} | {order} | {count} | {right:.3f} | {nearest:.3f} | {gain.mean():+.3f} ({gain.std():.3f}) | "
            f"{within:.3f} | {near:.3f} | {wide:.3f} | {even:.3f} | {len(several)} x {len(sure) // len(several)} |",
            flush=True,
        )
        dishonest = max(wide, even) > MOST_ECE and order != COMPARED
        missed |= count >= ENOUGH and (gain.mean() <= 0 or dishonest)
    return missed


def print_reliability(tried: Sequence[Tried]) -> None:
    """How often suggestions were right, by how sure they were."""
    sure, right = (np.concatenate([getattr(one, name) for one in tried]) for name in ("sure", "right"))
    print("\n| said | answers | said on average | right |\n|---|---|---|---|")
    band = np.minimum((sure * WIDTHS).astype(int), WIDTHS - 1)
    for one in range(WIDTHS):
        held = band == one
        if held.any():
            print(
                f"| {one / WIDTHS:.1f} to {(one + 1) / WIDTHS:.1f} | {held.sum():,} | {sure[held].mean():.3f} | "
                f"{right[held].mean():.3f} |"
            )


def main() -> int:
    """Print the curves and the reliability from fifty decisions on; 1 where a figure was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--half", choices=("all", "even", "odd"), default="all", help="of the questions of a file")
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    print(
        "| answers | decided | decisions | right | nearest | gain (sd) | theme right | nearest | ECE 10 | ECE 15 | n |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    missed, after = False, []
    for name, questions in read_files(asked.files, asked.half).items():
        stages = [stage for rows in questions for seed in range(asked.seeds) if (stage := set_stage(rows, seed))]
        for order in ORDERS:
            tried: dict[int, list[Tried]] = defaultdict(list)
            for stage in stages:
                for count, model in decide(stage, order):
                    tried[count].append(test(stage, model))
            missed |= report(name, order, tried)
            after += [one for count, several in tried.items() if count >= ENOUGH for one in several]
    print_reliability(after)
    print(
        f"\nfrom {ENOUGH} decisions on better than the nearest theme, ECE at most {MOST_ECE}: "
        f"{'MISSED' if missed else 'met'}"
    )
    return int(missed)


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        sys.exit(main())
