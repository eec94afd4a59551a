"""The one door of theme discovery: open answers in, themes with assignments out; refuses what is not an answer.

It hides nothing: whoever calls it blanks personal details before (personal_data.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis.branches import Parts, lay_nodes, name_branches, store_tree, trim_tree
from analysis.clustering import choose_count, grow_tree, lay_ground, smooth_over_neighbours
from analysis.embedding import Matrix, Space, build_space, unit_rows, vectors_hash
from analysis.engines import check_engine, choose_engine
from analysis.languages import ENGLISH
from analysis.other_language import find_other_language
from analysis.records import Assignment, Branch, Discovery, Progress, RefusedInput, Statement, Theme
from analysis.sentence_model import Embedder
from analysis.statements import Reading, read_statements
from analysis.text import Span, Words, find_parts, find_words
from analysis.tree import Tree

VERSION = "1.5"
STEPS = 6
MORE_THEMES = 2
# A part of an answer earns a further theme when its words lie this near to it, and so much nearer than to the main.
NEAR_ENOUGH = 0.4
BEATS_MAIN_BY = 0.2
PART_WORDS = 3
NOTHING_LABEL = "Nothing to say"


def discover(
    statements: Sequence[str | Statement],
    themes: int | None = None,
    engine: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    language: str = ENGLISH,
    embedder: Embedder | None = None,
) -> Discovery:
    """Themes of one question's answers: `themes` many, or as many as the answers bear when it is None.

    Without an engine the one meant for the language finds them; one that does not read it is refused.
    """
    check_request(statements, themes, seed)
    engine = choose_engine(language) if engine is None else engine
    check_engine(engine, language)
    tell = progress or (lambda done, total, words: None)
    tell(0, STEPS, "Reading the answers")
    reading = read_statements(statements, language)
    run: dict[str, Any] = {
        "engine": engine,
        "language": language,
        "version": VERSION,
        "seed": seed,
        "rows": len(statements),
    }
    if (vectors := vectors_hash(engine)) is not None:
        run["vectors"] = vectors
    run["wordings"] = len(reading.wordings)
    if (other := find_other_language(reading.wordings, reading.weights, language)) is not None:
        run["looks_like"] = other
    if not reading.wordings:
        return Discovery(nothing_theme(reading, 1), tuple(() for _ in statements), run)
    with threadpool_limits(limits=1):
        tell(1, STEPS, "Comparing the words people used")
        space = build_space(reading.wordings, engine=engine, seed=seed, language=language, embedder=embedder)
        tell(2, STEPS, "Finding answers that are alike")
        smoothed = smooth_over_neighbours(space.points, seed)
        tell(3, STEPS, "Grouping answers that say the same")
        ground = lay_ground(smoothed, seed)
        groups = order_groups(ground.partition(themes or choose_count(smoothed, ground)), reading)
        tree, leaf = grow_tree(smoothed, groups, ground.fine)
        count = int(groups.max()) + 1
        holds = tree.leaves >= count
        # More themes than a tree holds are all there is: nothing stands above them or below.
        tree, leaf = trim_tree(tree, leaf, count) if holds else (Tree(count, (), ()), groups)
        tell(4, STEPS, "Looking for answers with more than one theme")
        centres = find_centres(space.points, groups, reading.weights)
        assignments, parts = assign(reading, space, groups, centres)
        tell(5, STEPS, "Naming the themes")
        nodes = lay_nodes(space.points, reading.weights, tree, leaf, groups, centres)
        branches = name_branches(reading, nodes)
        found = describe_themes(reading, [branches[node] for node in nodes.of_group], assignments)
        spans = np.array([several[0].span for several in assignments if several])
        stored = store_tree(reading, nodes, branches, spans, parts) if holds else None
    tell(6, STEPS, "Done")
    return Discovery(found, assignments, run, stored)


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
) -> tuple[tuple[tuple[Assignment, ...], ...], Parts]:
    """Where each answer belongs, main theme first, and the parts of answers that earned a further one."""
    own = np.einsum("ij,ij->i", space.points, centres[groups])
    further, narrowed, parts = find_further(reading, space, groups, centres)
    found: list[tuple[Assignment, ...]] = []
    for row, at in enumerate(reading.which):
        if at < 0:
            found.append(())
            continue
        text = reading.texts[row]
        whole = (len(text) - len(text.lstrip()), len(text.rstrip()))
        main = Assignment(int(groups[at]) + 1, likeness(float(own[at])), narrowed.get(row, whole))
        found.append((main, *further.get(row, ())))
    return tuple(found), parts


def find_further(
    reading: Reading, space: Space, groups: NDArray[np.int64], centres: Matrix
) -> tuple[dict[int, list[Assignment]], dict[int, Span], Parts]:
    """Further themes of answers in several parts: a part must sit much nearer to them than to the main theme.

    Beside them where the main theme was earned, of answers of which only a part earned it.
    """
    rows: list[int] = []
    spans: list[Span] = []
    words: list[Words] = []
    for row, at in enumerate(reading.which):
        parts = list(find_parts(reading.masked[row], reading.language)) if at >= 0 else []
        for start, end in parts if len(parts) > 1 else ():
            said = find_words(reading.masked[row][start:end], reading.language)
            if len(said) >= PART_WORDS:
                rows.append(row)
                spans.append((start, end))
                words.append(said)
    # Each wording of a part once and in order: where a vector stands in a product of matrices moves its last digits.
    distinct = sorted(set(words))
    place = {said: at for at, said in enumerate(distinct)}
    which = np.array([place[said] for said in words], dtype=np.int64)
    placed = space.place(distinct) if rows else np.zeros((0, space.points.shape[1]), dtype=np.float32)
    near = (placed @ centres.T)[which]
    main = groups[reading.which[np.array(rows, dtype=np.int64)]]
    to_main = near[np.arange(len(rows)), main]
    floor = np.maximum(to_main + BEATS_MAIN_BY, NEAR_ENOUGH)
    near[np.arange(len(rows)), main] = -1
    best = near.argmax(axis=1)
    strength = near[np.arange(len(rows)), best]
    found: dict[int, list[Assignment]] = {}
    earned: list[int] = []
    for at in np.lexsort((np.arange(len(rows)), -strength, np.array(rows, dtype=np.int64))):
        held = found.setdefault(rows[at], [])
        theme = int(best[at]) + 1
        if strength[at] >= floor[at] and len(held) < MORE_THEMES and theme not in [one.theme for one in held]:
            held.append(Assignment(theme, likeness(float(strength[at])), spans[at]))
            earned.append(int(at))
    places = np.array([spans[at] for at in earned], dtype=np.int64).reshape(-1, 2)
    from_rows = np.array([rows[at] for at in earned], dtype=np.int64)
    narrowed = narrow_mains(rows, spans, to_main, (to_main >= NEAR_ENOUGH) & (strength < floor))
    return found, narrowed, Parts(from_rows, places, best[earned], which[earned], placed)


def narrow_mains(
    rows: Sequence[int], spans: Sequence[Span], near: Matrix, belongs: NDArray[np.bool_]
) -> dict[int, Span]:
    """Where the main theme stands in answers of which only some parts belong to it: the part nearest to it and those on
    either side that belong too. An answer without such a part is left whole, and so is one that belongs throughout."""
    found: dict[int, Span] = {}
    for row, several in groupby(range(len(rows)), key=rows.__getitem__):
        own = list(several)
        if not belongs[own].any() or belongs[own].all():
            continue
        first = last = max((at for at in own if belongs[at]), key=lambda at: (round(float(near[at]), 6), -at))
        while first > own[0] and belongs[first - 1]:
            first -= 1
        while last < own[-1] and belongs[last + 1]:
            last += 1
        found[row] = (spans[first][0], spans[last][1])
    return found


def describe_themes(
    reading: Reading, branches: Sequence[Branch], assignments: tuple[tuple[Assignment, ...], ...]
) -> tuple[Theme, ...]:
    held = Counter(one.theme for several in assignments for one in several)
    themes = [
        Theme(at, one.label, reading.texts[one.quote].strip(), one.keywords, held[at], one.examples)
        for at, one in enumerate(branches, start=1)
    ]
    return (*themes, *nothing_theme(reading, len(themes) + 1))


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
