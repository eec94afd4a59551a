"""Reads rankings one row at a time and says what is wrong with each; it changes nothing and refuses by telling."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from analysis.row_fields import Columns, is_whole, problems_of_fields, shown

MOST = 50  # problems listed one by one; beyond that a reader needs the count, not the list
EMPTY_PLACE = "a place in the ranking is empty: leave it out, or put an item in it"


def check_each_row(columns: Columns, items: Sequence[str], unranked: str | None) -> list[str]:
    """One sentence a problem, "row 3, ranking: ..."; rows count from 0 as the caller wrote them."""
    return list_problems(len(columns.rankings), lambda row: _problems_of_row(columns, row, items, unranked))


def list_problems(rows: int, problems_of: Callable[[int], Iterator[str]]) -> list[str]:
    """The problems of all rows, each with its row; beyond so many they are only counted."""
    problems: list[str] = []
    more = 0
    for row in range(rows):
        for text in problems_of(row):
            if len(problems) < MOST:
                problems.append(f"row {row}, {text}")
            else:
                more += 1
    return [*problems, f"and {more} more problems like these"] if more else problems


def cut_off(problems: list[str]) -> list[str]:
    """The first problems, and how many more there are."""
    more = len(problems) - MOST
    return [*problems[:MOST], f"and {more} more problems like these"] if more > 0 else problems


def _problems_of_row(columns: Columns, row: int, items: Sequence[str], unranked: str | None) -> Iterator[str]:
    def value(field: Sequence[Any] | None) -> Any:
        return None if field is None else field[row]

    offered = value(columns.offered)
    yield from (f"offered: {text}" for text in problems_of_offer(offered, items) if offered is not None)
    yield from (f"ranking: {text}" for text in _problems_of_ranking(columns.rankings[row], items))
    yield from _problems_of_coverage(columns.rankings[row], offered, items, unranked)
    yield from problems_of_fields(columns, row)


def problems_of_offer(offered: Any, items: Sequence[str]) -> Iterator[str]:
    """What is wrong with a list of what was offered."""
    if not isinstance(offered, list | tuple):
        yield f"{shown(offered)} is not a list of items"
        return
    if not offered:
        yield "the list is empty, so there was nothing to rank"
    yield from _problems_of_items(offered, items)


def _problems_of_items(listed: Sequence[Any], items: Sequence[str]) -> Iterator[str]:
    seen: set[int] = set()
    for item in listed:
        if not is_whole(item):
            yield f"{shown(item)} is not the number of an item"
        elif not 0 <= item < len(items):
            yield f"item {shown(item)} is not in the list of {len(items)} items (0 to {len(items) - 1})"
        elif item in seen:
            yield f"item {item} ({items[item]}) is there twice"
        else:
            seen.add(item)


def _problems_of_ranking(ranking: Any, items: Sequence[str]) -> Iterator[str]:
    if not isinstance(ranking, list | tuple):
        yield f"{shown(ranking)} is not a list of places"
        return
    listed: list[Any] = []
    for place in ranking:
        if isinstance(place, list | tuple):
            if not place:
                yield EMPTY_PLACE
            listed.extend(place)
        else:
            listed.append(place)
    yield from _problems_of_items(listed, items)


def _problems_of_coverage(ranking: Any, offered: Any, items: Sequence[str], unranked: str | None) -> Iterator[str]:
    """What was ranked must have been offered; and where rankings are full, all that was offered is ranked."""
    if not isinstance(ranking, list | tuple) or not ranking:
        return
    ranked = {
        item for place in ranking for item in (place if isinstance(place, list | tuple) else [place]) if is_whole(item)
    }
    given = isinstance(offered, list | tuple)
    shown_items = {item for item in offered if is_whole(item)} if given else set(range(len(items)))
    for item in sorted(ranked - shown_items):
        if given and 0 <= item < len(items):
            yield f"ranking: item {item} ({items[item]}) was ranked but not offered"
    if unranked not in ("below", "absent"):
        missing = [items[item] for item in sorted(shown_items - ranked) if 0 <= item < len(items)]
        if missing:
            yield (
                f"ranking: {', '.join(missing[:3])}{' and others' if len(missing) > 3 else ''} not ranked; say with "
                '"unranked" whether items left out were offered ("below") or not ("absent")'
            )
