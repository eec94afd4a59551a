"""Names a group of answers in the words people wrote, by what sets it apart; never by stems, numbers or people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.clustering import sum_by_group
from analysis.languages import ENGLISH, LANGUAGES
from analysis.name_words import CERTAIN_NAMES, FIRST_OR_LAST
from analysis.tree import Groups
from analysis.word_lists import list_pale
from analysis.wording import Wording, is_pale, show, stem_form

KEYWORDS = 6
BEGINNING = 5  # letters by which two words are taken to say the same
LABEL_GAP = re.compile(r",? ")

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
class Term:
    """A word in the form the group writes it most, how well it sets the group apart, and how many answers hold it."""

    form: str
    shown: str
    worth: float
    held: float = 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """How many answers of each smallest group hold each stem, form and pair; groups to be named are made of these."""

    wording: Wording
    mass: Table
    stems: Any
    forms: Any
    pairs: Any  # by column: which groups hold a pair is asked, not which pairs a group holds
    share_of_stems: Table
    share_of_pairs: Table
    stem_of_form: NDArray[np.int64]
    pale: NDArray[np.bool_]
    people: NDArray[np.bool_]
    pairs_with: dict[str, list[int]]


def count_words(wording: Wording, groups: Groups, weights: NDArray[np.int64]) -> Count:
    """Counts by group, once, for however many names are to be made of them."""
    mass = np.bincount(groups, weights=weights).astype(np.float64)
    tables = [
        sparse.csr_matrix(sum_by_group(held.multiply(weights[:, None]).tocsr(), groups))
        for held in (wording.held_stems, wording.held_forms, wording.held_pairs)
    ]
    shares = [(np.asarray(table.sum(axis=0)).ravel() + 0.5) / (mass.sum() + 1) for table in (tables[0], tables[2])]
    first_of_stem = {stem: at for at, stem in enumerate(wording.stems)}
    pairs_with: dict[str, list[int]] = {}
    for at, pair in enumerate(wording.pairs):
        for form in pair:
            pairs_with.setdefault(form, []).append(at)
    return Count(
        wording=wording,
        mass=mass,
        stems=tables[0],
        forms=tables[1],
        pairs=tables[2].tocsc(),
        share_of_stems=shares[0],
        share_of_pairs=shares[1],
        stem_of_form=np.array([first_of_stem[stem_form(form, wording.language)] for form in wording.forms], np.int64),
        pale=np.array([is_pale(wording, word) for word in wording.forms], dtype=bool),
        people=np.array([is_of_person(wording, word) for word in wording.forms], dtype=bool),
        pairs_with=pairs_with,
    )


def is_of_person(wording: Wording, word: str) -> bool:
    """Whether a word is somebody's first name or surname: where it could be another word too, only with a capital."""
    shown = show(wording, word)
    capital = shown[0].isupper() and not shown.isupper() and not LANGUAGES[wording.language].capital_nouns
    certain = CERTAIN_NAMES if wording.language == ENGLISH else frozenset[str]()
    parts = word.removesuffix("'s").split("-")
    return all(part in certain or (capital and part in FIRST_OR_LAST) for part in parts)


def name_groups(wording: Wording, groups: Groups, weights: NDArray[np.int64]) -> list[Name]:
    """One name a group, no two labels alike; a word that all groups share is worth nothing."""
    count = count_words(wording, groups, weights)
    taken: set[str] = set()
    names = []
    for group in range(len(count.mass)):
        name = choose_name(*find_terms(count, np.array([group])), taken)
        taken.add(name.label)
        names.append(name)
    return names


def find_terms(count: Count, parts: NDArray[np.int64]) -> tuple[list[Term], list[Term]]:
    """The terms that set a group made of these smallest groups apart, best first, and its pair if it has one."""
    mass = float(count.mass[parts].sum())
    ranked = rank_terms(count, parts, mass)
    return ranked, find_pair(count, parts, mass, ranked)


def measure_worth(inside: Table, mass: float, everyone: Table) -> Table:
    """Share of the group that holds a word, times the log of how much more often it does than everyone."""
    # Drawn towards everyone's share as by five further answers, or a rare word would win by chance.
    believed = (inside + BELIEF_IN_ALL * everyone) / (mass + BELIEF_IN_ALL)
    return np.asarray(inside / mass * np.log(believed / everyone))


def add_up(table: Any, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Table]:
    """The columns that any of these rows hold, in order, and how much all of them hold together."""
    ranges = [slice(table.indptr[row], table.indptr[row + 1]) for row in rows.tolist()]
    columns = np.concatenate([table.indices[one] for one in ranges])
    data = np.concatenate([table.data[one] for one in ranges])
    summed = np.bincount(columns, data, table.shape[1]).astype(np.float64)
    held = np.flatnonzero(summed)
    return held, summed[held]


def add_up_pairs(count: Count, pairs: NDArray[np.int64], parts: NDArray[np.int64]) -> Table:
    """How often these groups together hold each of these pairs."""
    inside = np.zeros(len(count.mass))
    inside[parts] = 1
    start, table = count.pairs.indptr, count.pairs
    each = [inside[table.indices[start[at] : start[at + 1]]] @ table.data[start[at] : start[at + 1]] for at in pairs]
    return np.array(each, dtype=np.float64)


def rank_terms(count: Count, parts: NDArray[np.int64], mass: float) -> list[Term]:
    """Terms of a group, best first; those too few of its answers hold come after all the others."""
    stems, held = add_up(count.stems, parts)
    forms, written = add_up(count.forms, parts)
    # Of each stem the form written most, equals by the alphabet. Stems and forms of a group are in the same order.
    order = np.lexsort((forms, -written, count.stem_of_form[forms]))
    _, first = np.unique(count.stem_of_form[forms][order], return_index=True)
    best = forms[order][first]
    worth = measure_worth(held, mass, count.share_of_stems[stems])
    value = np.round(worth * np.where(count.pale[best] & (worth > 0), PALE_WORTH, 1.0), 9)
    chosen = np.lexsort((best, -value, held < max(2.0, HELD_BY * mass)))
    chosen = chosen[~count.people[best[chosen]]][: 2 * KEYWORDS]
    of_best = written[order][first]
    terms = [(count.wording.forms[best[at]], float(value[at]), float(of_best[at])) for at in chosen]
    return [Term(word, show(count.wording, word), worth, held) for word, worth, held in terms]


def find_pair(count: Count, parts: NDArray[np.int64], mass: float, ranked: list[Term]) -> list[Term]:
    """The best pair of neighbours that holds the group's first term, in the order written; none if too rare."""
    if not ranked:
        return []
    first = ranked[0].form
    about = np.array(count.pairs_with.get(first, []), dtype=np.int64)
    inside = add_up_pairs(count, about, parts)
    worth = measure_worth(inside, mass, count.share_of_pairs[about])
    bar = PAIR_BESIDE_SECOND * ranked[1].worth if len(ranked) > 1 else 0
    least = max(2.0, PAIR_OF_FIRST * ranked[0].held)
    fit = [
        (-round(float(worth[at]), 9), count.wording.pairs[about[at]])
        for at in np.flatnonzero((inside >= least) & (worth > max(bar, 0)))
        if not list_pale(count.wording.language).issuperset(pair := count.wording.pairs[about[at]])
        and not any(is_of_person(count.wording, form) for form in pair)
    ]
    if not fit:
        return []
    return [Term(form, show(count.wording, form), ranked[0].worth) for form in min(fit)[1]]


def choose_name(ranked: list[Term], pair: list[Term], taken: set[str]) -> Name:
    """A label that tells its theme from those labelled `taken`: theirs in another order would not."""
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
    said = {list_beginnings(label) for label in taken}
    for terms in options:
        label = write_label(terms, len(pair))
        if list_beginnings(label) not in said:
            return Name(label, keywords)
    return Name(number_label(write_label(start, len(pair)), taken), keywords)


def number_label(label: str, taken: set[str]) -> str:
    """The label with a number that tells it from those taken."""
    number = len(taken) + 1
    while f"{label} ({number})" in taken:
        number += 1
    return f"{label} ({number})"


def list_beginnings(label: str) -> frozenset[str]:
    """The words of a label by how they begin, whatever their order: "Good, perfect" says what "Perfect, good" says."""
    return frozenset(word.replace("-", "")[:BEGINNING].casefold() for word in LABEL_GAP.split(label))


def alike(one: str, other: str) -> bool:
    """Words that begin alike say the same twice: explained and explanation."""
    one, other = one.replace("-", ""), other.replace("-", "")
    shared = min(len(one), len(other), BEGINNING)
    return one[:shared] == other[:shared]


def write_label(terms: Sequence[Term], side_by_side: int) -> str:
    words = [term.shown for term in terms]
    label = ", ".join([" ".join(words[:side_by_side]), *words[side_by_side:]] if side_by_side else words)
    return label[:1].upper() + label[1:]
