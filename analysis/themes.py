"""The one door of theme discovery: open answers in, themes with assignments out; refuses what is not an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis.clustering import choose_count, grow_tree, lay_ground, smooth_over_neighbours
from analysis.embedding import DEFAULT_ENGINE, Matrix, Space, build_space, unit_rows, vectors_hash
from analysis.labelling import Name, build_wording, name_groups
from analysis.records import Assignment, Discovery, Progress, RefusedInput, Statement, Theme
from analysis.text import Span, Words, find_parts, find_words, mask_markup, says_nothing
from analysis.tree import Tree

VERSION = "1.2"
STEPS = 6
MORE_THEMES = 2
# A part of an answer earns a further theme when its words lie this near to it, and so much nearer than to the main.
NEAR_ENOUGH = 0.4
BEATS_MAIN_BY = 0.2
PART_WORDS = 3
QUOTED_FROM = 15
QUOTE_WORDS = (4, 40)
NOTHING_LABEL = "Nothing to say"


@dataclass(frozen=True, slots=True)
class Reading:
    """Answers as read: distinct wordings in sorted order, and which wording each statement has (-1: said nothing)."""

    texts: tuple[str, ...]
    masked: tuple[str, ...]
    wordings: tuple[Words, ...]
    which: NDArray[np.int64]
    weights: NDArray[np.int64]


def discover(
    statements: Sequence[str | Statement],
    themes: int | None = None,
    engine: str = DEFAULT_ENGINE,
    seed: int = 0,
    progress: Progress | None = None,
) -> Discovery:
    """Themes of one question's answers: `themes` many, or as many as the answers bear when it is None."""
    check_request(statements, themes, seed)
    tell = progress or (lambda done, total, words: None)
    tell(0, STEPS, "Reading the answers")
    reading = read_statements(statements)
    run: dict[str, Any] = {"engine": engine, "version": VERSION, "seed": seed, "rows": len(statements)}
    if (vectors := vectors_hash(engine)) is not None:
        run["vectors"] = vectors
    if not reading.wordings:
        return Discovery(nothing_theme(reading, 1), tuple(() for _ in statements), run)
    with threadpool_limits(limits=1):
        tell(1, STEPS, "Comparing the words people used")
        space = build_space(reading.wordings, engine=engine, seed=seed)
        tell(2, STEPS, "Finding answers that are alike")
        smoothed = smooth_over_neighbours(space.points, seed)
        tell(3, STEPS, "Grouping answers that say the same")
        ground = lay_ground(smoothed, seed)
        groups = order_groups(ground.partition(themes or choose_count(smoothed, ground)), reading)
        tree, leaf = grow_tree(smoothed, groups, ground.fine)
        tell(4, STEPS, "Looking for answers with more than one theme")
        centres = find_centres(space.points, groups, reading.weights)
        assignments = assign(reading, space, groups, centres)
        tell(5, STEPS, "Naming the themes")
        found = describe_themes(reading, groups, space.points, centres, assignments)
    tell(6, STEPS, "Done")
    return Discovery(found, assignments, run, store_tree(tree, leaf, reading, int(groups.max()) + 1))


def check_request(statements: Sequence[str | Statement], themes: int | None, seed: int) -> None:
    problems = []
    if not len(statements):
        problems.append("There are no answers to read.")
    if themes is not None and (isinstance(themes, bool) or not isinstance(themes, int) or themes < 1):
        problems.append(f"The number of themes must be a whole number of 1 or more, not {themes!r}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        problems.append(f"The seed must be a whole number from 0 to 4294967295, not {seed!r}.")
    for row, statement in enumerate(statements):
        if not isinstance(statement, str | Statement):
            problems.append(f"Row {row}: an answer must be text, not {type(statement).__name__}.")
    if problems:
        raise RefusedInput(problems)


def text_of(statement: str | Statement) -> str:
    return statement if isinstance(statement, str) else statement.text


def read_statements(statements: Sequence[str | Statement]) -> Reading:
    texts = tuple(text_of(statement) for statement in statements)
    masked = tuple(mask_markup(text) for text in texts)
    said = [find_words(text) for text in masked]
    spoken = [bool(words) and not says_nothing(words) for words in said]
    wordings = tuple(sorted({words for words, speaks in zip(said, spoken, strict=True) if speaks}))
    place = {words: at for at, words in enumerate(wordings)}
    which = np.array(
        [place[words] if speaks else -1 for words, speaks in zip(said, spoken, strict=True)], dtype=np.int64
    )
    weights = np.bincount(which[which >= 0], minlength=len(wordings)).astype(np.int64)
    return Reading(texts, masked, wordings, which, weights)


def order_groups(groups: NDArray[np.int64], reading: Reading) -> NDArray[np.int64]:
    """Groups numbered from the most answers down; equals by the wording that comes first."""
    mass = np.bincount(groups, weights=reading.weights)
    _, first = np.unique(groups, return_index=True)
    rank = np.empty(len(mass), dtype=np.int64)
    rank[np.lexsort((first, -mass))] = np.arange(len(mass))
    return np.asarray(rank[groups], dtype=np.int64)


def find_centres(points: Matrix, groups: NDArray[np.int64], weights: NDArray[np.int64]) -> Matrix:
    centres = np.zeros((int(groups.max()) + 1, points.shape[1]))
    np.add.at(centres, groups, points * weights[:, None])
    return unit_rows(centres)


def likeness(value: float) -> float:
    return float(f"{min(max(value, 0.0), 1.0):.12g}")


def assign(
    reading: Reading, space: Space, groups: NDArray[np.int64], centres: Matrix
) -> tuple[tuple[Assignment, ...], ...]:
    own = np.einsum("ij,ij->i", space.points, centres[groups])
    further = find_further(reading, space, groups, centres)
    found: list[tuple[Assignment, ...]] = []
    for row, at in enumerate(reading.which):
        if at < 0:
            found.append(())
            continue
        text = reading.texts[row]
        whole = (len(text) - len(text.lstrip()), len(text.rstrip()))
        found.append((Assignment(int(groups[at]) + 1, likeness(float(own[at])), whole), *further.get(row, ())))
    return tuple(found)


def find_further(
    reading: Reading, space: Space, groups: NDArray[np.int64], centres: Matrix
) -> dict[int, list[Assignment]]:
    """Further themes of answers in several parts: a part must sit much nearer to them than to the main theme."""
    rows: list[int] = []
    spans: list[Span] = []
    words: list[Words] = []
    for row, at in enumerate(reading.which):
        parts = list(find_parts(reading.masked[row])) if at >= 0 else []
        for start, end in parts if len(parts) > 1 else ():
            said = find_words(reading.masked[row][start:end])
            if len(said) >= PART_WORDS:
                rows.append(row)
                spans.append((start, end))
                words.append(said)
    found: dict[int, list[Assignment]] = {}
    if not rows:
        return found
    near = space.place(words) @ centres.T
    main = groups[reading.which[np.array(rows)]]
    floor = np.maximum(near[np.arange(len(rows)), main] + BEATS_MAIN_BY, NEAR_ENOUGH)
    near[np.arange(len(rows)), main] = -1
    best = near.argmax(axis=1)
    strength = near[np.arange(len(rows)), best]
    for at in np.lexsort((np.arange(len(rows)), -strength, np.array(rows))):
        held = found.setdefault(rows[at], [])
        theme = int(best[at]) + 1
        if strength[at] >= floor[at] and len(held) < MORE_THEMES and theme not in [one.theme for one in held]:
            held.append(Assignment(theme, likeness(float(strength[at])), spans[at]))
    return found


def describe_themes(
    reading: Reading,
    groups: NDArray[np.int64],
    points: Matrix,
    centres: Matrix,
    assignments: tuple[tuple[Assignment, ...], ...],
) -> tuple[Theme, ...]:
    rows_of: dict[int, list[int]] = {}
    for row, at in sorted(enumerate(reading.which), key=lambda pair: (reading.texts[pair[0]], pair[0])):
        rows_of.setdefault(int(at), []).append(row)
    masked = [reading.masked[rows_of[at][0]] for at in range(len(reading.wordings))]
    names = name_groups(build_wording(masked), groups, reading.weights)
    held = Counter(one.theme for several in assignments for one in several)
    themes = []
    for group, name in enumerate(names):
        members = np.flatnonzero(groups == group)
        near = np.round(points[members] @ centres[group], 6)
        order = members[np.lexsort((members, -near))]
        examples = tuple(rows_of[int(at)][0] for at in [*order[:5], *order[5:][-2:]])
        quote = reading.texts[rows_of[choose_quote(reading, order, name)][0]].strip()
        label = name.label or " ".join(reading.wordings[order[0]][:3])[:40].capitalize()
        themes.append(Theme(group + 1, label, quote, name.keywords, held[group + 1], examples))
    return (*themes, *nothing_theme(reading, len(themes) + 1))


def choose_quote(reading: Reading, order: NDArray[np.int64], name: Name) -> int:
    """The most central wording, unless one nearly as central says it in a whole sentence with the label's words."""
    wanted = {keyword.lower() for keyword in name.keywords[:2]}
    central = [int(at) for at in order[: min(QUOTED_FROM, max(3, len(order) // 10))]]
    whole = [at for at in central if QUOTE_WORDS[0] <= len(reading.wordings[at]) <= QUOTE_WORDS[1]]
    telling = [at for at in whole if wanted & set(reading.wordings[at])]
    return (telling or whole or central)[0]


def nothing_theme(reading: Reading, number: int) -> tuple[Theme, ...]:
    """The group that had nothing to say, if anyone belongs to it: pinned last, quoted by its commonest wording."""
    rows = [row for row, at in enumerate(reading.which) if at < 0]
    if not rows:
        return ()
    common = Counter(reading.texts[row].strip() for row in rows)
    order = sorted(rows, key=lambda row: (-common[reading.texts[row].strip()], reading.texts[row], row))
    examples: dict[str, int] = {}
    for row in order:
        examples.setdefault(reading.texts[row].strip(), row)
    chosen = tuple(examples.values())[:7]
    quote = reading.texts[chosen[0]].strip()
    return (Theme(number, NOTHING_LABEL, quote, (), len(rows), chosen, "nothing"),)


def store_tree(tree: Tree, leaf: NDArray[np.int64], reading: Reading, count: int) -> dict[str, Any]:
    """The tree as plain values, with the leaf of each statement (-1: said nothing) and the cut that was made."""
    stored = tree.as_dict()
    stored["heights"] = [float(f"{height:.12g}") for height in tree.heights]
    stored["leaf_of"] = [int(leaf[at]) if at >= 0 else -1 for at in reading.which]
    stored["cut"] = count
    return stored
