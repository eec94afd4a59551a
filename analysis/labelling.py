"""Names a group of answers in the words people wrote, by what sets it apart; never by stems, numbers or codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.clustering import sum_by_group
from analysis.embedding import link, number_names, stem_word
from analysis.text import WORD, normalise_word
from analysis.tree import Groups
from analysis.word_lists import COLOURLESS, STOP_WORDS

KEYWORDS = 6
# Letters only, at most one apostrophe, not one letter over and over (XXXX stands for a name taken out).
NAMEABLE = re.compile(r"^(?=.{2,25}$)(?!(.)\1+$)[^\W\d_]+(?:'[^\W\d_]+)?$")
SENTENCE_ENDS = re.compile(r"[.!?:\n]")

# A word is worth naming a group by when this share of the group's answers hold it, and at least two.
HELD_BY = 0.08
# A pair names a group when a tenth of those who hold its first word wrote it, and it tells nearly as much as the
# next word would: "night staff" must not hide "noise".
PAIR_OF_FIRST = 0.1
PAIR_BESIDE_SECOND = 0.5
THIRD_WORTH = 0.5
# What praise and filling words, and names of people and places, are worth beside others.
PALE_WORTH = 0.35
BELIEF_IN_ALL = 5.0

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Name:
    """A label and the keywords behind it, strongest first; both empty where no word can name the group."""

    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Which stems, forms of words and pairs of neighbouring words each answer holds, and how forms are written."""

    stems: tuple[str, ...]
    forms: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    held_stems: Any
    held_forms: Any
    held_pairs: Any
    written: dict[str, str]


def build_wording(texts: Sequence[str]) -> Wording:
    """Reads each text once more, now for words fit to stand in a label and for what stands beside what."""
    forms: list[list[str]] = []
    pairs: list[list[str]] = []
    written: dict[str, Counter[str]] = {}
    for text in texts:
        own, beside = read_nameable(text, written)
        forms.append(sorted(own))
        pairs.append(sorted(beside))
    stem_of = {form: stem_word(form) for form in {form for several in forms for form in several}}
    stems = [sorted({stem_of[form] for form in several}) for several in forms]
    often = Counter(pair for several in pairs for pair in several)
    tables = [
        number_names({stem for several in stems for stem in several}),
        number_names(set(stem_of)),
        number_names({pair for pair, count in often.items() if count > 1}),
    ]
    held = [link(rows, table) for rows, table in zip((stems, forms, pairs), tables, strict=True)]
    usual = {word: min(ways.items(), key=lambda way: (-way[1], way[0]))[0] for word, ways in written.items()}
    split = tuple((pair.split(" ")[0], pair.split(" ")[1]) for pair in tables[2])
    return Wording(tuple(tables[0]), tuple(tables[1]), split, held[0], held[1], held[2], usual)


@lru_cache(maxsize=100_000)
def is_nameable(word: str) -> bool:
    """Whether a word may stand in a label."""
    return word not in STOP_WORDS and NAMEABLE.match(word) is not None


def read_nameable(text: str, written: dict[str, Counter[str]]) -> tuple[set[str], set[str]]:
    """The nameable words of a text and its pairs with nothing but a blank between; counts capitals as it goes."""
    forms: set[str] = set()
    pairs: set[str] = set()
    shouted = text.isupper() or text.istitle()
    last, end = "", 0
    for found in WORD.finditer(text):
        word = normalise_word(found.group())
        gap = text[end : found.start()]
        begins = end == 0 or SENTENCE_ENDS.search(gap) is not None
        end = found.end()
        if not is_nameable(word):
            last = ""
            continue
        # Where a sentence begins, or all is capitals, a capital tells nothing about the word.
        if not begins and not shouted:
            written.setdefault(word, Counter())[found.group().replace("\u2019", "'")] += 1
        forms.add(word)
        if last and last != word and gap == " ":
            pairs.add(f"{last} {word}")
        last = word
    return forms, pairs


def name_groups(wording: Wording, groups: Groups, weights: NDArray[np.int64]) -> list[Name]:
    """One name a group, no two labels alike; a word that all groups share is worth nothing."""
    mass = np.bincount(groups, weights=weights).astype(np.float64)
    tables = [
        sum_by_group_weighted(held, groups, weights)
        for held in (wording.held_stems, wording.held_forms, wording.held_pairs)
    ]
    worth = [measure_worth(table, mass) for table in tables]
    first_of_stem = {stem: at for at, stem in enumerate(wording.stems)}
    stem_of_form = np.array([first_of_stem[stem_word(form)] for form in wording.forms], dtype=np.int64)
    taken: set[str] = set()
    names = []
    for group in range(len(mass)):
        ranked = rank_terms(wording, stem_of_form, tables[0][group], tables[1][group], worth[0][group], mass[group])
        pair = find_pair(wording, ranked, tables[2][group], worth[2][group], tables[1][group])
        name = choose_name(ranked, pair, taken)
        taken.add(name.label)
        names.append(name)
    return names


def sum_by_group_weighted(held: Any, groups: Groups, weights: NDArray[np.int64]) -> Table:
    summed = sum_by_group(held.multiply(weights[:, None]).tocsr(), groups)
    return np.asarray(summed.toarray() if sparse.issparse(summed) else summed)


def measure_worth(inside: Table, mass: Table) -> Table:
    """Share of the group that holds a word, times the log of how much more often it does than everyone."""
    everyone = (inside.sum(axis=0) + 0.5) / (mass.sum() + 1)
    # Drawn towards everyone's share as by five further answers, or a rare word would win by chance.
    believed = (inside + BELIEF_IN_ALL * everyone) / (mass[:, None] + BELIEF_IN_ALL)
    return np.asarray(inside / mass[:, None] * np.log(believed / everyone))


@dataclass(frozen=True, slots=True)
class Term:
    """A word in the form the group writes it most, and how well it sets the group apart."""

    form: str
    shown: str
    worth: float


def rank_terms(
    wording: Wording, stem_of_form: NDArray[np.int64], stems: Table, forms: Table, worth: Table, mass: float
) -> list[Term]:
    """Terms of a group, best first; those too few of its answers hold come after all the others."""
    best: dict[int, int] = {}
    for form in np.flatnonzero(forms).tolist():
        stem = int(stem_of_form[form])
        if stem not in best or forms[form] > forms[best[stem]]:
            best[stem] = form
    least = max(2.0, HELD_BY * mass)
    terms = []
    for stem, form in best.items():
        word = wording.forms[form]
        shown = wording.written.get(word, word)
        pale = word in COLOURLESS or shown.istitle()
        value = worth[stem] * (PALE_WORTH if pale and worth[stem] > 0 else 1)
        terms.append((stems[stem] < least, -round(float(value), 9), word, shown))
    return [Term(word, shown, -value) for _, value, word, shown in sorted(terms)[: 2 * KEYWORDS]]


def find_pair(wording: Wording, ranked: list[Term], inside: Table, worth: Table, forms: Table) -> list[Term]:
    """The best pair of neighbours that holds the group's first term, in the order written; none if too rare."""
    if not ranked:
        return []
    place = {form: at for at, form in enumerate(wording.forms)}
    first = ranked[0].form
    least = max(2.0, PAIR_OF_FIRST * forms[place[first]])
    fit = [at for at in np.flatnonzero(inside >= least) if first in wording.pairs[at]]
    bar = PAIR_BESIDE_SECOND * ranked[1].worth if len(ranked) > 1 else 0
    fit = [at for at in fit if not COLOURLESS.issuperset(wording.pairs[at]) and worth[at] > max(bar, 0)]
    if not fit:
        return []
    chosen = wording.pairs[min(fit, key=lambda at: (-round(float(worth[at]), 9), wording.pairs[at]))]
    return [Term(form, wording.written.get(form, form), ranked[0].worth) for form in chosen]


def choose_name(ranked: list[Term], pair: list[Term], taken: set[str]) -> Name:
    keywords = tuple(term.shown for term in ranked[:KEYWORDS])
    if not ranked:
        return Name("", ())
    start = pair or ranked[:1]
    others = [term for term in ranked if not any(alike(term.form, held.form) for held in start)]
    options = [start] if pair else []
    if not pair or (others and others[0].worth >= THIRD_WORTH * ranked[0].worth):
        options = [[*start, other] for other in others[:1]] + options
    options += [[*start, other] for other in others] + [[*start, *others[at : at + 2]] for at in range(len(others))]
    options.append(start)
    for terms in options:
        label = write_label(terms, len(pair))
        if label not in taken:
            return Name(label, keywords)
    return Name(f"{write_label(start, len(pair))} ({len(taken) + 1})", keywords)


def alike(one: str, other: str) -> bool:
    """Words that begin alike say the same twice: explained and explanation."""
    shared = min(len(one), len(other), 5)
    return one[:shared] == other[:shared]


def write_label(terms: Sequence[Term], side_by_side: int) -> str:
    words = [term.shown for term in terms]
    label = ", ".join([" ".join(words[:side_by_side]), *words[side_by_side:]] if side_by_side else words)
    return label[:1].upper() + label[1:]
