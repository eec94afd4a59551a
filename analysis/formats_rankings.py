"""Reads and writes files of rankings: PrefLib (.soc .soi .toc .toi) and JSON; a broken line is refused by number."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.ranking_checks import cut_off
from analysis.records import RefusedInput
from analysis.row_fields import shown

PREFLIB = {"soc": "full", "toc": "full", "soi": "below", "toi": "below"}
PLACE = re.compile(r"\{([^{}]*)\}|([^,{}\s]+)")
NAME = re.compile(r"#\s*ALTERNATIVE NAME\s+([0-9]{1,9})\s*:\s*(.*)", re.IGNORECASE)
NAMELESS = re.compile(r"#\s*ALTERNATIVE NAME\b", re.IGNORECASE)
TOLD = re.compile(r"#\s*([A-Z ]+?)\s*:\s*(.*)", re.IGNORECASE)
COUNTED = ("NUMBER ALTERNATIVES", "NUMBER VOTERS", "NUMBER UNIQUE ORDERS", "DATA TYPE")
EXAMPLE = "# ALTERNATIVE NAME 1: ..."


def read_rankings_file(name: str, content: bytes, unranked: str | None = None) -> dict[str, Any]:
    """The request that a file holds, by the ending of its name; refuses what cannot be read.

    `unranked` says what an item left out means, whatever the file says of it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedInput([f"byte {error.start}: not UTF-8 text; save the file as UTF-8"]) from None
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if ending in PREFLIB:
        return read_preflib(text, unranked or PREFLIB[ending], ending)
    request = read_json(text)
    return request | {"unranked": unranked} if unranked else request


def read_json(text: str) -> dict[str, Any]:
    """The request in a JSON text; a field named twice is refused, because one of the two would be lost."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise RefusedInput([f'the field "{twice}" is there twice'])
        return fields

    try:
        request = json.loads(text, object_pairs_hook=once)
    except RefusedInput:
        raise
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise RefusedInput([f"{where}: not JSON ({error.msg})"]) from None
    except ValueError as error:  # a number of thousands of digits
        raise RefusedInput([f"not JSON that can be read ({error})"]) from None
    except RecursionError:
        raise RefusedInput(["the brackets are nested too deeply to be read"]) from None
    if not isinstance(request, dict):
        raise RefusedInput(["the file holds no request with named fields"])
    return request


def read_preflib(text: str, unranked: str, ending: str = "") -> dict[str, Any]:
    """A request from PrefLib text: names in the head, then "count: 1, {2, 3}, 4" with items counted from 1.

    A head that names its items otherwise than it says is refused; where only its counts, its type or the file's
    `ending` ("soc") do not fit the orders, the request carries a warning that its report will repeat.
    """
    head = _Head({}, {}, [])
    rows: list[tuple[int, str]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.startswith("#"):
            _read_head(head, line, number)
        elif line.strip():
            rows.append((number, line))
    items = _items_of(head)
    if head.problems:
        raise RefusedInput(cut_off(head.problems))
    problems: list[str] = []
    read = [(number, row) for number, line in rows if (row := _read_row(line, number, problems))]
    problems += [
        f"line {number}, ranking: {text}"
        for number, row in read
        for text in _problems_of_order(row["ranking"], items, unranked)
    ]
    if problems:
        raise RefusedInput(cut_off(sorted(problems, key=_line_of)))
    request = {"kind": "rankings", "items": items, "unranked": unranked, "responses": [row for _, row in read]}
    warnings = _warn_of_head(head, read, ending)
    return request | {"warnings": warnings} if warnings else request


@dataclass(frozen=True, slots=True)
class _Head:
    """What a head says, each with the number of its line, and what is wrong with it."""

    names: dict[int, tuple[int, str]]
    told: dict[str, tuple[int, str]]
    problems: list[str]


def _read_head(head: _Head, line: str, number: int) -> None:
    if named := NAME.match(line):
        item = int(named[1])
        if item in head.names:
            first = head.names[item][0]
            head.problems.append(f"line {number}: ALTERNATIVE NAME {item} is there twice, first in line {first}")
        head.names.setdefault(item, (number, named[2].strip()))
    elif NAMELESS.match(line):
        head.problems.append(f'line {number}: must name an alternative by its number, like "{EXAMPLE}"')
    elif field := TOLD.match(line):
        name = field[1].upper()
        if name in COUNTED and name in head.told:
            head.problems.append(f"line {number}: {name} is there twice, first in line {head.told[name][0]}")
        head.told.setdefault(name, (number, field[2].strip()))


def _items_of(head: _Head) -> list[str]:
    """The names in the order of their numbers; what keeps them from being a list of items joins the problems."""
    if not head.names:
        head.problems.append(f'the head names no alternatives ("{EXAMPLE}"): not a PrefLib file of today')
        return []
    items = len(head.names)
    wanted = f"the head must name alternatives 1 to {items}, each once"
    if "NUMBER ALTERNATIVES" in head.told:
        number, text = head.told["NUMBER ALTERNATIVES"]
        count = _whole(text)
        if count is None:
            head.problems.append(f"line {number}: NUMBER ALTERNATIVES says {shown(text)}, which is no whole number")
        elif count != items:
            wanted = f"the head must name alternatives 1 to {count}, each once"
            head.problems.append(
                f"line {number}: NUMBER ALTERNATIVES says {count}, and the head names {items}: {wanted}"
            )
    first: dict[str, int] = {}
    for item, (number, name) in sorted(head.names.items()):
        if not 1 <= item <= items:
            head.problems.append(f"line {number}: ALTERNATIVE NAME {item} among {items} alternatives: {wanted}")
        if not name:
            head.problems.append(f"line {number}: alternative {item} has no name")
        elif name in first:
            head.problems.append(f"line {number}: alternative {item} is called {shown(name)}, as is {first[name]}")
        first.setdefault(name, item)
    return [name for _, (_, name) in sorted(head.names.items())]


def _read_row(line: str, number: int, problems: list[str]) -> dict[str, Any] | None:
    count, colon, order = line.partition(":")
    people = _whole(count)
    if not colon or not people:
        problems.append(f'line {number}: must begin with how many people, like "3: 1,2"')
        return None
    shape = "".join(PLACE.sub("x", order).split())
    if shape and shape.replace("x,", "") != "x":
        problems.append(f"line {number}: places must stand between commas, and a tie between one pair of braces")
        return None
    ranking = []
    for tie, lone in PLACE.findall(order):
        place = [part.strip() for part in (lone or tie).split(",")]
        numbers = [item for part in place if (item := _whole(part))]
        if len(numbers) < len(place):
            problems.append(f"line {number}, ranking: {shown(','.join(place))} holds no item numbers")
            return None
        ranking.append([item - 1 for item in numbers])
    return {"n": people, "ranking": ranking}


def _problems_of_order(ranking: list[list[int]], items: Sequence[str], unranked: str) -> Iterator[str]:
    """What is wrong with an order, its items numbered as in the file: from 1."""
    seen: set[int] = set()
    for item in (item for place in ranking for item in place):
        if item >= len(items):
            yield f"item {item + 1} is not in the list of {len(items)} items (1 to {len(items)})"
        elif item in seen:
            yield f"item {item + 1} ({items[item]}) is there twice"
        seen.add(item)
    left = [f"{item + 1} ({items[item]})" for item in range(len(items)) if item not in seen]
    if ranking and left and unranked not in ("below", "absent"):
        named = ", ".join(left[:3]) + (" and others" if len(left) > 3 else "")
        yield (
            f"item {named} not ranked, where no order may leave any out; say with --unranked whether items left out "
            'were offered ("below") or not ("absent")'
        )


def _warn_of_head(head: _Head, read: Sequence[tuple[int, Mapping[str, Any]]], ending: str) -> list[str]:
    """What the head or the ending says otherwise than the orders; blank says nothing."""
    people = sum(row["n"] for _, row in read)
    unique = len({tuple(tuple(sorted(place)) for place in row["ranking"]) for _, row in read})
    warnings = []
    for field, counted, told in (
        ("NUMBER VOTERS", {people}, f"the orders below add up to {people}"),
        ("NUMBER UNIQUE ORDERS", {unique, len(read)}, f"the file holds {unique}"),
    ):
        number, text = head.told.get(field, (0, ""))
        if text and _whole(text) not in counted:
            said = text if _whole(text) is not None else shown(text)
            warnings.append(f"line {number}: {field} says {said}, but {told}: part of the file may be missing")
    number, kind = head.told.get("DATA TYPE", (0, ""))
    if ending and kind and kind.lower() != ending:
        said = kind if kind.lower() in PREFLIB else shown(kind)
        warnings.append(
            f"line {number}: DATA TYPE says {said}, but the file's name ends in .{ending}: read as .{ending}"
        )
    tied = [number for number, row in read if any(len(place) > 1 for place in row["ranking"])]
    if tied and ending in ("soc", "soi"):
        told = "1 order has a tie" if len(tied) == 1 else f"{len(tied)} orders have ties"
        warnings.append(f"line {tied[0]}: {told}, but a .{ending} file is one without ties: read as ties")
    return warnings


def _line_of(problem: str) -> int:
    return int(problem.removeprefix("line ").partition(":")[0].partition(",")[0])


def _whole(text: str) -> int | None:
    """A plain whole number of at most nine digits, else nothing."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def write_preflib(items: Sequence[str], responses: Sequence[Mapping[str, Any]], *, title: str = "") -> str:
    """PrefLib text of responses as in a request; who answered, groups and weights have no place in that format."""
    counted: dict[str, int] = {}
    tied = partial = False
    for response in responses:
        places = [place if isinstance(place, list | tuple) else [place] for place in response["ranking"]]
        tied |= any(len(place) > 1 for place in places)
        partial |= sum(map(len, places)) < len(items)
        parts = [",".join(str(item + 1) for item in place) for place in places]
        order = ",".join(f"{{{part}}}" if len(place) > 1 else part for part, place in zip(parts, places, strict=True))
        counted[order] = counted.get(order, 0) + int(response.get("n", 1))
    head = {
        "TITLE": " ".join(title.split()),
        "DATA TYPE": ("t" if tied else "s") + "o" + ("i" if partial else "c"),
        "NUMBER ALTERNATIVES": len(items),
        "NUMBER VOTERS": sum(counted.values()),
        "NUMBER UNIQUE ORDERS": len(counted),
    }
    head |= {f"ALTERNATIVE NAME {number}": " ".join(name.split()) for number, name in enumerate(items, start=1)}
    lines = [f"# {field}: {value}" for field, value in head.items()]
    lines += [f"{n}: {order}" for order, n in sorted(counted.items(), key=lambda row: (-row[1], row[0]))]
    return "\n".join(lines) + "\n"
