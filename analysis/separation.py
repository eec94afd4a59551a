"""Finds out whether the answers hang together: items never chosen, never beaten, or never compared with the rest."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
MOST_NAMED = 4


def has_maximum(wins: Floats) -> bool:
    """Whether every item can be reached from every other by "was chosen before": else no finite estimate exists."""
    pieces, _ = connected_components(csr_matrix(wins > 0), directed=True, connection="strong")
    return int(pieces) == 1


def warn_of_separation(wins: Floats, items: Sequence[str]) -> list[str]:
    """What keeps the answers from pinning down every log-worth, in plain words; empty where nothing does."""
    if has_maximum(wins):
        return []
    compared = (wins > 0) | (wins.T > 0)
    alone = [item for item in range(len(items)) if not compared[item].any()]
    never_chosen = [i for i in range(len(items)) if compared[i].any() and not (wins[i] > 0).any()]
    never_beaten = [i for i in range(len(items)) if compared[i].any() and not (wins[:, i] > 0).any()]
    warnings = []
    if alone:
        warnings.append(f"{_named(alone, items)}: never compared with anything, so nothing is known of it")
    if never_chosen:
        warnings.append(f"{_named(never_chosen, items)}: never put above anything; its weight rests on the prior")
    if never_beaten:
        warnings.append(f"{_named(never_beaten, items)}: never put below anything; its weight rests on the prior")
    return warnings + _warn_of_pieces(wins, compared, items, known=bool(never_chosen or never_beaten))


def _warn_of_pieces(wins: Floats, compared: NDArray[np.bool_], items: Sequence[str], *, known: bool) -> list[str]:
    count, piece = connected_components(csr_matrix(compared), directed=False)
    groups = [np.flatnonzero(piece == number).tolist() for number in range(count)]
    large = [group for group in groups if len(group) > 1]
    if len(large) > 1:
        sets = " and ".join(f"({_named(group, items)})" for group in large)
        return [
            f"the items fall into sets that nobody compared with each other: {sets}; "
            "how one set stands to the other rests on the prior alone"
        ]
    if known or not large:
        return []
    _, piece = connected_components(csr_matrix(wins > 0), directed=True, connection="strong")
    numbers = np.unique(piece[large[0]])
    if len(numbers) == 1:  # these hang together: what is wanting is a comparison with the items alone
        alone = [item for group in groups if len(group) == 1 for item in group]
        return [
            f"({_named(large[0], items)}): never compared with {_named(alone, items)}; how they stand to each other "
            "rests on the prior alone"
        ]
    top = [
        group
        for number in numbers
        if not (wins[np.ix_(piece != number, group := np.flatnonzero(piece == number).tolist())] > 0).any()
    ]
    sets = " and ".join(f"({_named(group, items)})" for group in top)
    rest = [compared[np.ix_(group, piece != piece[group[0]])].any(axis=0).all() for group in top]
    others = "the other items" if all(rest) else "the other items that they were compared with"
    return [f"{sets}: always put above {others}; how far above rests on the prior"]


def _named(numbers: Sequence[int], items: Sequence[str]) -> str:
    names = ", ".join(items[number] for number in numbers[:MOST_NAMED])
    return names if len(numbers) <= MOST_NAMED else f"{names} and {len(numbers) - MOST_NAMED} more"
