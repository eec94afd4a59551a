"""Reads and writes files of rankings: PrefLib (.soc .soi .toc .toi) and JSON; a broken line is refused by number."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.records import RefusedInput

PREFLIB = {".soc": "full", ".toc": "full", ".soi": "below", ".toi": "below"}
PLACE = re.compile(r"\{([^{}]*)\}|([^,{}\s]+)")
NAME = re.compile(r"#\s*ALTERNATIVE NAME\s+([0-9]{1,9})\s*:\s*(.*)", re.IGNORECASE)
TOLD = re.compile(r"#\s*([A-Z ]+?)\s*:\s*(.*)", re.IGNORECASE)


def read_rankings_file(name: str, content: bytes) -> dict[str, Any]:
    """The request that a file holds, by the ending of its name; refuses what cannot be read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedInput([f"byte {error.start}: not UTF-8 text; save the file as UTF-8"]) from None
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return read_preflib(text, PREFLIB[ending]) if ending in PREFLIB else read_json(text)


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


def read_preflib(text: str, unranked: str) -> dict[str, Any]:
    """A request from PrefLib text: names in the head, then "count: 1, {2, 3}, 4" with items counted from 1."""
    names: dict[int, str] = {}
    told: dict[str, str] = {}
    rows: list[tuple[int, str]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not line.strip():
            continue
        if named := NAME.match(line):
            names[int(named[1])] = named[2].strip()
        elif line.startswith("#"):
            if field := TOLD.match(line):
                told[field[1].upper()] = field[2].strip()
        else:
            rows.append((number, line))
    items, problems = _items_of(names, told)
    responses = [row for number, line in rows if (row := _read_row(line, number, problems))]
    if problems:
        raise RefusedInput(problems)
    return {"kind": "rankings", "items": items, "unranked": unranked, "responses": responses}


def _items_of(names: Mapping[int, str], told: Mapping[str, str]) -> tuple[list[str], list[str]]:
    problems = []
    count = _whole(told.get("NUMBER ALTERNATIVES", "")) or len(names)
    if not names:
        problems.append('the head names no alternatives ("# ALTERNATIVE NAME 1: ..."): not a PrefLib file of today')
    elif sorted(names) != list(range(1, count + 1)):
        problems.append(f"the head must name alternatives 1 to {count}, each once")
    items = [names[number] for number in sorted(names)]
    return items, problems


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
            problems.append(f"line {number}, ranking: {','.join(place)!r} holds no item numbers")
            return None
        ranking.append([item - 1 for item in numbers])
    return {"n": people, "ranking": ranking}


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
