"""Counts people behind rankings: how many, how many compared each item, and what weighting leaves of them; no rates."""

import math

import numpy as np

from analysis.points import PointsTable
from analysis.rankings import WORD, RankingTable
from analysis.row_fields import Ints


def count_people(table: RankingTable | PointsTable) -> int:
    """Different people: a row without a name is as many people as it counts."""
    if table.people is None:
        return int(table.count.sum())
    named = table.people >= 0
    return int(table.count[~named].sum()) + len(np.unique(table.people[named]))


def count_people_per_item(table: RankingTable) -> Ints:
    """How many people were offered each item."""
    bit = np.arange(table.items)
    if (table.offered == table.offered[0]).all():
        return np.asarray((table.offered[0, bit // WORD] >> (bit % WORD) & 1) * count_people(table), np.int64)
    counts = np.zeros(table.items, np.int64)
    for item in range(table.items):
        rows = np.flatnonzero(table.offered[:, item // WORD] >> (item % WORD) & 1)
        counts[item] = count_people(table.take(rows)) if len(rows) else 0
    return counts


def effective_people(table: RankingTable | PointsTable) -> float:
    """Kish's effective sample size: (sum of weights)^2 / sum of squared weights, over people.

    Someone with several rows counts once, with the mean of the rows' weights.
    """
    if np.ptp(table.weight) == 0:
        return float(count_people(table))
    weight, count = table.weight, table.count
    if table.people is not None:
        named = table.people >= 0
        _, person = np.unique(table.people[named], return_inverse=True)
        order = np.lexsort((table.weight[named], person))  # summed in an order that the rows' own cannot change
        mean = np.bincount(person[order], table.weight[named][order]) / np.bincount(person)
        weight = np.concatenate((weight[~named], mean))
        count = np.concatenate((count[~named], np.ones(len(mean), np.int64)))
    scaled = (weight / weight.max()).tolist()
    pairs = list(zip(count.tolist(), scaled, strict=True))
    total = math.fsum(n * one for n, one in pairs)  # fsum rounds once, whatever the order
    return total * total / math.fsum(n * one * one for n, one in pairs)
