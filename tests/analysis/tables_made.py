"""Random tables of the kinds that are published, with totals, and a second edition of any of them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from analysis.disclosure_editions import Kept, Settled, settle
from analysis.disclosure_tables import INNER, TOTAL, Table

Build = Callable[[dict[str, int]], Table]


def count(rng: Random) -> int:
    """A count as it comes, with the awkward ones more often."""
    return rng.choice([0, 3, 9, 10, 14, 25, 80, rng.randint(0, 14), rng.randint(0, 300)])


def groups(rng: Random) -> tuple[dict[str, int], Build]:
    """Groups that do not overlap, everyone, and perhaps people in no group."""
    parts = {f"group {at}": count(rng) for at in range(rng.randint(1, 8))}
    rest = rng.choice([0, 0, 0, 4, 60])
    return {**parts, "everyone": sum(parts.values()) + rest}, _build_groups


def _build_groups(counts: dict[str, int]) -> Table:
    table = _figures(counts, totals=("everyone",))
    table.divide("everyone", [name for name in counts if name != "everyone"])
    return table


def overlapping(rng: Random) -> tuple[dict[str, int], Build]:
    """Groups a person may be in several of."""
    total = rng.choice([8, 15, 40, 120, 300])
    parts = {
        f"group {at}": rng.choice([rng.randint(0, total), max(0, total - rng.randint(0, 12)), rng.randint(0, 8)])
        for at in range(rng.randint(1, 7))
    }
    return {**parts, "everyone": total}, _build_overlapping


def _build_overlapping(counts: dict[str, int]) -> Table:
    table = _figures(counts, totals=("everyone",))
    for name in counts:
        if name != "everyone":
            table.lie_within("everyone", name)
    return table


def crossed(rng: Random, rows: int = 0, columns: int = 0) -> tuple[dict[str, int], Build]:
    """Rows by groups, with the total of every row, of every column, and of all."""
    rows, columns = rows or rng.randint(2, 6), columns or rng.randint(2, 6)
    return add_up({f"{r:02} {c:02}": count(rng) for r in range(rows) for c in range(columns)}), _build_crossed


def add_up(cells: dict[str, int]) -> dict[str, int]:
    """A crossed table's counts with all its totals."""
    totals: dict[str, int] = {"all": sum(cells.values())}
    for name, n in cells.items():
        row, column = name.split()
        totals[f"row {row}"] = totals.get(f"row {row}", 0) + n
        totals[f"column {column}"] = totals.get(f"column {column}", 0) + n
    return {**cells, **totals}


def _build_crossed(counts: dict[str, int]) -> Table:
    totals = [name for name in counts if not name[0].isdigit()]
    table = _figures(counts, totals=totals)
    for side, at in (("row", 0), ("column", 1)):
        own = [name for name in totals if name.startswith(side)]
        table.make_up("all", own)
        for total in own:
            parts = [name for name in counts if name[0].isdigit() and name.split()[at] == total.split()[1]]
            table.make_up(total, parts)
    return table


def nested(rng: Random) -> tuple[dict[str, int], Build]:
    """Groups made up of smaller groups, with some people in none of the smaller ones."""
    found, total = {}, 0
    for at in range(rng.randint(1, 4)):
        children = {f"group {at}.{child}": count(rng) for child in range(rng.randint(1, 4))}
        own = sum(children.values()) + rng.choice([0, 0, 5, 30])
        found |= {f"group {at}": own, **children}
        total += own
    return {**found, "everyone": total + rng.choice([0, 0, 7])}, _build_nested


def _build_nested(counts: dict[str, int]) -> Table:
    table = _figures(counts, totals=("everyone",))
    parents = [name for name in counts if name.startswith("group") and "." not in name]
    table.make_up("everyone", parents)
    for parent in parents:
        table.make_up(parent, [name for name in counts if name.startswith(f"{parent}.")])
    return table


def _figures(counts: dict[str, int], totals: tuple[str, ...] | list[str]) -> Table:
    table = Table()
    for name, n in counts.items():
        table.add(name, n, TOTAL if name in totals else "figure")
    return table


KINDS = {"groups": groups, "overlapping": overlapping, "crossed": crossed, "nested": nested}


def move_on(counts: dict[str, int], rng: Random) -> dict[str, int]:
    """The counts some time later: a few or many more, seldom fewer; the totals follow."""
    parts = {name: n for name, n in counts.items() if name not in ("everyone", "all") and name.split()[0] != "row"}
    steps = [0, 0, 1, 2, 5, 11, 30] if rng.random() < 0.7 else [-12, -3, -1, 0, 4, 20]
    if "all" in counts:
        return add_up({name: max(0, n + rng.choice(steps)) for name, n in parts.items() if name[0].isdigit()})
    later = {name: max(0, n + rng.choice(steps)) for name, n in parts.items()}
    for parent in [name for name in later if "." not in name]:
        children = [name for name in later if name.startswith(f"{parent}.")]
        if children:
            outside = counts[parent] - sum(counts[name] for name in children)
            later[parent] = sum(later[name] for name in children) + outside
    tops = {name: n for name, n in later.items() if "." not in name}
    everyone = counts["everyone"] + sum(later[name] - counts[name] for name in tops)
    return {**later, "everyone": max(everyone, *tops.values())}


def two_editions(rng: Random) -> tuple[Table, Table, dict[str, Kept], Settled]:
    """A table, the same some time later, what the first edition kept, and what the second prints."""
    counts, build = rng.choice(list(KINDS.values()))(rng)
    before = build(counts)
    first = settle(before)
    now = build(move_on(counts, rng))
    return now, before, dict(first.kept), settle(now, before, first.kept)


def figures_of(table: Table) -> list[str]:
    """The cells that could be printed."""
    return [one.name for one in table.cells.values() if one.kind != INNER]
