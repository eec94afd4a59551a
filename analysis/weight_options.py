"""Reads what the caller of the weighting asked for; anything unknown or not to be had is refused by its name."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.plackett_luce import Prior
from analysis.records import RefusedInput
from analysis.row_fields import shown

WEAK_PRIOR = Prior("normal", 2.0)  # 95 % of items within a factor of 50 of the middle
SHARED = {"prior", "ties", "variance", "level", "by_group", "pool", "draws", "seed", "compare", "test"}
# Options of one kind of answers alone, each with its default: other kinds take it at that, and warn of any other value.
OF_ONE_KIND = {"bw_model": ("bestworst", "sequential"), "points_method": ("points", "mean")}
POOLS = ("none", "partial", "complete")
USUAL_DRAWS = 200
FEWEST_DRAWS, MOST_DRAWS = 50, 10_000
LARGEST_SEED = 2**32


@dataclass(frozen=True, slots=True)
class WeightOptions:
    """How weights are to be made. `by_group` None: by group where groups are known; `pool` None: as `pool_for` says
    (points are pooled only where it was asked for: a mean of shares is what their readers expect).

    `draws` is how often respondents are drawn anew (None: as `resamples` says), `seed` starts the draws.
    `compare` names the pairs of groups to compare outcome by outcome ("few": all pairs where groups are few,
    "all", "none", or pairs of names), `test` how.
    """

    prior: Prior = WEAK_PRIOR
    ties: str = "davidson"
    variance: str = "cluster"
    level: float = 0.95
    by_group: bool | None = None
    pool: str | None = None
    bw_model: str = "sequential"
    points_method: str = "mean"
    draws: int | None = None
    seed: int = 0
    compare: str | tuple[tuple[str, str], ...] = "few"
    test: str = "wald"

    @property
    def resamples(self) -> int:
        """How often respondents are drawn anew: not at all unless it was asked for."""
        if self.draws is not None:
            return self.draws
        return USUAL_DRAWS if self.variance == "bootstrap" else 0

    def pool_for(self, groups: int) -> str:
        """Whether groups borrow strength: partly unless said otherwise, and not where no prior was wanted."""
        if groups < 2:
            return "none"
        return self.pool or ("partial" if self.prior.kind == "normal" else "none")


def read_options(given: Mapping[str, Any] | None, kind: str = "rankings") -> WeightOptions:
    """Options from plain values, for this kind of answers; refuses all that is wrong with them at once."""
    problems: list[str] = []
    if given is None:
        return WeightOptions()
    if not isinstance(given, Mapping):
        raise RefusedInput([f"options: {shown(given)} is not a set of named options"])
    known = SHARED | set(OF_ONE_KIND)
    problems += [
        f"options, {name if isinstance(name, str) else shown(name)}: there is no such option for {kind}"
        for name in given
        if name not in known
    ]
    options = WeightOptions(
        prior=_read_prior(given, problems),
        ties=_read_choice(given, "ties", ("davidson",), problems),
        variance=_read_choice(given, "variance", ("cluster", "model", "bootstrap"), problems),
        level=_read_level(given, problems),
        by_group=_read_by_group(given, problems),
        pool=_read_choice(given, "pool", POOLS, problems) if "pool" in given else None,
        bw_model=_read_choice(given, "bw_model", ("sequential", "marginal"), problems),
        points_method=_read_choice(given, "points_method", ("mean", "clr"), problems),
        draws=_read_draws(given, problems),
        seed=_read_whole(given, "seed", 0, LARGEST_SEED - 1, problems) or 0,
        compare=_read_compare(given, problems),
        test=_read_choice(given, "test", ("wald",) if kind == "points" else ("wald", "permutation"), problems),
    )
    if problems:
        raise RefusedInput(problems)
    return options


def warn_of_unused(given: Mapping[str, Any] | WeightOptions | None, kind: str) -> list[str]:
    """Options that were read and play no part in this kind of answers, unless they say what holds anyway."""
    told = []
    for name, (own, usual) in OF_ONE_KIND.items():
        value = getattr(given, name) if isinstance(given, WeightOptions) else (given or {}).get(name, usual)
        if kind != own and value != usual:
            told.append(f"options, {name}: {shown(value)} was not used, because it is for {own} alone")
    if kind == "points" and isinstance(given, Mapping) and _read_prior(given, []) != WEAK_PRIOR:
        told.append("options, prior: it was not used, because points are averaged, without a prior")
    return told


def check_options(options: WeightOptions) -> WeightOptions:
    """Options made in Python, held against the same rules as plain ones (those of rankings)."""
    prior = options.prior.as_dict() if isinstance(options.prior, Prior) else options.prior
    given: dict[str, Any] = {"prior": prior}
    given |= {name: getattr(options, name) for name in ("ties", "variance", "level", "by_group", "seed")}
    given |= {name: getattr(options, name) for name in ("compare", "test", *OF_ONE_KIND)}
    given |= {name: told for name in ("pool", "draws") if (told := getattr(options, name)) is not None}
    read_options(given)
    return options


def _read_choice(given: Mapping[str, Any], name: str, choices: tuple[str, ...], problems: list[str]) -> str:
    value = given.get(name, choices[0])
    if not isinstance(value, str) or value not in choices:
        problems.append(f"options, {name}: {shown(value)} is not one of {', '.join(choices)}")
        return choices[0]
    return str(value)


def _read_prior(given: Mapping[str, Any], problems: list[str]) -> Prior:
    if "prior" not in given:
        return WEAK_PRIOR
    prior = given["prior"]
    if prior is None:
        return Prior("none", 0.0)
    sizes = {"normal": ("sd", 2.0), "pseudo": ("n", 0.5)}
    kind = prior.get("type") if isinstance(prior, Mapping) else None
    if not isinstance(kind, str) or kind not in sizes:
        problems.append(f'options, prior: {shown(prior)} is neither null nor of type "normal" or "pseudo"')
        return WEAK_PRIOR
    name, usual = sizes[kind]
    problems.extend(f"options, prior: a {kind} prior has no {shown(key)}" for key in prior if key not in ("type", name))
    size = prior.get(name, usual)
    if type(size) not in (int, float) or not 1e-6 <= size <= 1e6:
        problems.append(f"options, prior, {name}: {shown(size)} is not a number from 0.000001 to 1000000")
        return WEAK_PRIOR
    return Prior(str(kind), float(size))


def _read_level(given: Mapping[str, Any], problems: list[str]) -> float:
    level = given.get("level", 0.95)
    if type(level) is not float or not math.isfinite(level) or not 0.5 <= level <= 0.9999:
        problems.append(f"options, level: {shown(level)} is not a share from 0.5 to 0.9999")
        return 0.95
    return level


def _read_by_group(given: Mapping[str, Any], problems: list[str]) -> bool | None:
    by_group = given.get("by_group")
    if by_group is not None and type(by_group) is not bool:
        problems.append(f"options, by_group: {shown(by_group)} is neither true nor false")
        return None
    return by_group


def _read_whole(given: Mapping[str, Any], name: str, least: int, most: int, problems: list[str]) -> int | None:
    if name not in given:
        return None
    value = given[name]
    if type(value) is not int or not least <= value <= most:
        problems.append(f"options, {name}: {shown(value)} is not a whole number from {least} to {most}")
        return None
    return value


def _read_draws(given: Mapping[str, Any], problems: list[str]) -> int | None:
    draws = _read_whole(given, "draws", 0, MOST_DRAWS, problems)
    variance = given.get("variance")
    least = FEWEST_DRAWS if draws or (isinstance(variance, str) and variance == "bootstrap") else 0
    if draws is not None and draws < least:
        problems.append(f"options, draws: {draws} are too few to tell anything; at least {FEWEST_DRAWS}")
    return draws


def _read_compare(given: Mapping[str, Any], problems: list[str]) -> str | tuple[tuple[str, str], ...]:
    compare = given.get("compare", "few")
    if isinstance(compare, str) and compare in ("few", "all", "none"):
        return str(compare)
    if not isinstance(compare, list | tuple):
        problems.append(f'options, compare: {shown(compare)} is not "few", "all", "none" or a list of pairs of groups')
        return "few"
    pairs = []
    for pair in compare:
        if not (isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(one, str) for one in pair)):
            problems.append(f"options, compare: {shown(pair)} is not a pair of names of groups")
        elif pair[0] == pair[1]:
            problems.append(f"options, compare: {shown(pair[0])} cannot be compared with itself")
        else:
            pairs.append((pair[0], pair[1]))
    return tuple(pairs)
