"""How often outcomes were raised in open answers, and what it would do to weights; it never enters them in silence.

Salience has a column of its own. Where somebody asks for both in one figure, the table of every lambda is shown, and
which lambda counts is declared before results are seen.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.records import RefusedInput
from analysis.rounding import significant

Floats = NDArray[np.float64]
LAMBDAS = (0.0, 0.25, 0.5)


def measure_salience(mentions: Sequence[int], n: int) -> list[float]:
    """s_i = (mentions_i + 0.5) / (n + 1): the share of n answers that raise outcome i, kept off 0 and 1.

    Half a mention and half a silence are added (Haldane 1956; Anscombe 1956). Refuses counts that cannot be.
    """
    problems = [] if type(n) is int and n >= 1 else [f"n: {n!r} is not a number of answers"]
    problems += [
        f"mentions, {item}: {count!r} is not a number of answers from 0 to {n}"
        for item, count in enumerate(mentions)
        if type(count) is not int or (not problems and not 0 <= count <= n)
    ]
    if not len(mentions):
        problems.append("mentions: there are none")
    if problems:
        raise RefusedInput(problems)
    return [significant((count + 0.5) / (n + 1.0)) for count in mentions]


def pool_log_linearly(log_worth: Sequence[float], salience: Sequence[float], share: float) -> list[float]:
    """Weights from theta + lambda (log s - mean of log s), brought to a sum of 1 (Genest & Zidek 1986).

    `share` is lambda. Refuses saliences that are not above 0, and lists of unlike lengths.
    """
    if len(log_worth) != len(salience):
        raise RefusedInput([f"salience: {len(salience)} numbers for {len(log_worth)} outcomes"])
    if not all(np.isfinite(one) and one > 0 for one in salience):
        raise RefusedInput(["salience: every one must be more than 0"])
    if not (np.isfinite(share) and share >= 0):
        raise RefusedInput([f"lambda: {share!r} is not a number from 0 up"])
    logs = np.log(np.asarray(salience, np.float64))
    pooled: Floats = np.asarray(log_worth, np.float64) + share * (logs - logs.mean())
    worth = np.exp(pooled - pooled.max())
    return [significant(float(one)) for one in worth / worth.sum()]


def tabulate_pooling(
    log_worth: Sequence[float], salience: Sequence[float], lambdas: Sequence[float] = LAMBDAS
) -> Mapping[float, list[float]]:
    """The weights for every lambda, side by side: 0 is the rankings alone."""
    return {share: pool_log_linearly(log_worth, salience, share) for share in lambdas}
