"""How often a further theme that a part of an answer earned is right, on answers that people gave several labels.

An officer has signed off one theme for each label that two or more of three tenths of the answers have; 50 others are
decided on, in the order of the page. Run: python -m benchmarks.further_themes LABELLED.jsonl [--half odd] [--seeds 10]
Each line of the file holds "text", "labels" (a list) and "question". Most answers have one label even where they say
two things, so two answers of different labels are also put one after the other: such answers do say two things.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from analysis import suggestion_parts
from analysis.embedding import DEFAULT_ENGINE, Space, build_space
from analysis.languages import ENGLISH
from analysis.suggestion_model import Lessons, Model, Rows, fit
from analysis.suggestion_parts import choose_further, list_parts
from analysis.suggestions import NAME_WEIGHT, fold, queue, read
from analysis.text import find_words
from analysis.word_lists import list_common
from benchmarks.suggestion_stages import FEWEST, Labelled, read_files
from benchmarks.theme_quality import score_several

DECIDED, DECIDED_OF_SMALL = 50, 25
SURE = (0.5, 0.6, 0.7, 0.8)
WORDS = (3, 4)
MOST_TESTED = 1500
RIGHT_ENOUGH = 0.5


@dataclass(frozen=True)
class Tested:
    """Answers nobody decided on, as they came or joined: labels that are themes, main theme, and what parts earned.

    Labels and themes are columns; 0 is none of these.
    """

    said: list[tuple[int, ...]]
    mains: list[int]
    parts: list[suggestion_parts.Part]
    chances: Rows


def read_small(paths: Sequence[Path]) -> dict[str, list[list[Labelled]]]:
    """The questions that are too small for the other halves; nobody looked at them when the numbers were chosen."""
    found: dict[str, list[list[Labelled]]] = {}
    for path in paths:
        questions: dict[str, list[Labelled]] = defaultdict(list)
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            questions[row["question"]].append((row["text"], tuple(row["labels"])))
        found[path.stem] = [rows for rows in questions.values() if len(rows) < FEWEST]
    return found


def try_question(rows: Sequence[Labelled], seed: int, decisions: int) -> tuple[Tested, Tested] | None:
    """Learn one question and read its other answers, as they came and joined; None where too few labels are common."""
    spoken = [(text, labels, words) for text, labels in rows if (words := read(text))]
    space = build_space(sorted({words for _, _, words in spoken}), engine=DEFAULT_ENGINE, seed=0)
    points = place(space, [words for _, _, words in spoken])
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(spoken))
    first, rest = order[: int(0.3 * len(spoken))], order[int(0.3 * len(spoken)) :]
    members: dict[str, list[int]] = defaultdict(list)
    for at in first:
        for label in spoken[at][1][:1]:
            members[label].append(int(at))
    labels = sorted(label for label, held in members.items() if len(held) > 1)
    if len(labels) < 2 or len(rest) < 1.4 * decisions:
        return None
    sums = np.array([points[members[label]].sum(axis=0) for label in labels])
    sums += NAME_WEIGHT * place(space, [find_words(label) for label in labels])
    column = {label: at for at, label in enumerate(labels, start=1)}
    said = [tuple(sorted({column[one] for one in of if one in column})) or (0,) for _, of, _ in spoken]
    which = {words: at for at, words in enumerate(sorted({words for _, _, words in spoken}))}
    model, waiting = learn(points, sums, said, np.array([which[words] for _, _, words in spoken]), rest, decisions)
    waiting = chance.permutation(waiting)[:MOST_TESTED]
    lone = [at for at in waiting if len(said[at]) == 1 and said[at] != (0,)]
    pairs = [(one, two) for one, two in zip(lone[::2], lone[1::2], strict=False) if said[one] != said[two]]
    joined = [f"{spoken[one][0].strip().rstrip('.!?')}. {spoken[two][0].strip()}" for one, two in pairs]
    return (
        test(space, model, [spoken[at][0] for at in waiting], [said[at] for at in waiting]),
        test(space, model, joined, [tuple(sorted(said[one] + said[two])) for one, two in pairs]),
    )


def place(space: Space, documents: Sequence[tuple[str, ...]]) -> Rows:
    """Where answers or names lie, in full precision."""
    return np.asarray(space.place(documents), dtype=np.float64)


def learn(
    points: Rows, sums: Rows, said: Sequence[tuple[int, ...]], which: np.ndarray, rest: np.ndarray, decisions: int
) -> tuple[Model, np.ndarray]:
    """The model after the decisions, and who waits; the second half is asked in the order the first half taught."""
    targets = np.zeros((len(points), len(sums) + 1))
    for row, held in enumerate(said):
        targets[row, list(held)] = 1 / len(held)
    decided: list[int] = []
    waiting = [int(at) for at in rest]
    model = fit(Lessons(sums, points[:0], targets[:0], fold(which[:0])), points[waiting])
    for count in (decisions // 2, decisions):
        turn = queue(model.place(points[waiting]).max(axis=1), np.arange(len(waiting)))
        decided += [waiting[at] for at in turn][: count - len(decided)]
        waiting = [at for at in waiting if at not in set(decided)]
        rows = np.array(sorted(decided), dtype=np.int64)
        model = fit(Lessons(sums, points[rows], targets[rows], fold(which[rows])), points[waiting])
    return model, np.array(waiting)


def test(space: Space, model: Model, texts: Sequence[str], said: Sequence[tuple[int, ...]]) -> Tested:
    """Place answers as a whole, and their parts alone."""
    wholes = [read(text) for text in texts]
    mains = model.place(place(space, wholes)).argmax(axis=1).tolist() if texts else []
    parts = list_parts({at: text for at, text in enumerate(texts) if mains[at]})
    chances = (
        model.place(place(space, [one.words for one in parts])) if parts else np.zeros((0, len(model.centres) + 1))
    )
    return Tested(list(said), mains, parts, chances)


def pick(tested: Tested, words: int) -> Tested:
    """The same with parts of so many words that carry meaning."""
    common = list_common(ENGLISH)
    held = [at for at, one in enumerate(tested.parts) if sum(word not in common for word in one.words) >= words]
    return replace(tested, parts=[tested.parts[at] for at in held], chances=tested.chances[held])


def tell(name: str, tested: Sequence[Tested]) -> float:
    """Print how often further themes were right, and what they add; returns the share that was right."""
    told = right = missing = answers = 0
    plain, several = [], []
    for one in tested:
        further = choose_further(one.parts, one.chances, dict(enumerate(one.mains)))
        earned = [tuple(found.column for found in further.get(at, ())) for at in range(len(one.said))]
        told += sum(len(columns) for columns in earned)
        right += sum(column in one.said[at] for at, columns in enumerate(earned) for column in columns)
        missing += sum(len(set(said) - {0, main}) for said, main in zip(one.said, one.mains, strict=True))
        answers += len(one.said)
        labelled = [at for at, said in enumerate(one.said) if said != (0,)]
        if labelled:
            said = [one.said[at] for at in labelled]
            plain.append(score_several(said, [(one.mains[at],) for at in labelled]))
            several.append(score_several(said, [(one.mains[at], *earned[at]) for at in labelled]))
    share = right / max(told, 1)
    print(
        f"| {name} | {answers:,} | {told:,} | {share:.2f} | {right / max(missing, 1):.3f} | {np.mean(plain):.3f} | "
        f"{np.mean(several):.3f} |",
        flush=True,
    )
    return share


def main() -> int:
    """Print how each setting does; 1 where the product's is right less than half of the time; skipped without files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument(
        "--half", choices=("all", "even", "odd", "small"), default="all", help="of the questions of a file"
    )
    parser.add_argument("--seeds", type=int, default=10)
    asked = parser.parse_args()
    if not asked.files:
        print("Skipped: it takes answers that people gave several labels. Name their files: see the top of this one.")
        return 0
    in_use = suggestion_parts.PART_WORDS, suggestion_parts.SURE_FROM
    suggestion_parts.PART_WORDS = min(WORDS)
    print("| answers | words | sure from | n | told | right | found of missing | B-cubed F, main | with further |")
    print("|---|---|---|---|---|---|---|---|---|")
    enough = True
    small = asked.half == "small"
    decisions = DECIDED_OF_SMALL if small else DECIDED
    for questions in (read_small(asked.files) if small else read_files(asked.files, asked.half)).values():
        tried = [
            one for rows in questions for seed in range(asked.seeds) if (one := try_question(rows, seed, decisions))
        ]
        for words, sure in product(WORDS, SURE):
            suggestion_parts.SURE_FROM = sure
            share = tell(f"as they came | {words} | {sure}", [pick(one, words) for one, _ in tried])
            tell(f"two joined | {words} | {sure}", [pick(one, words) for _, one in tried])
            enough &= share >= RIGHT_ENOUGH or (words, sure) != in_use
    print(f"\nright at least half of the time as the product has it: {'met' if enough else 'MISSED'}")
    return int(not enough)


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        sys.exit(main())
