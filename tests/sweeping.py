"""Reads any page or file as somebody would who looks for small numbers of people: what it finds, it says and where."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from tests.browser import words
from tests.consult.weights.test_files import read_workbook

THRESHOLD, ROUNDING = 10, 5
WHO = "people|person|answers?|responses?|rankings?|respondents?|residents|carers|votes"
COUNTED = re.compile(rf"(?<![\d,.–-])(\d[\d,]*) (?:{WHO})\b", re.I)
NUMBER_OF = re.compile(r"\bn\s*=\s*(\d[\d,]*)", re.I)
ABOUT = re.compile(r"\b(?:about|at most) (\d[\d,]*)(?![\d,])(?! points|,? \(?likely| more| apart| minutes|\s*%)", re.I)
ANY = re.compile(r"\d[\d,]*")
# A column or a key that holds numbers of people or answers.
COUNT_NAME = re.compile(r"^(n|people|answers|answered|responses|respondents|rankings|count)$|_(n|people|answered)$")
# Sentences of ours in which a number is a rule and no count.
RULES = (
    "at least 5 people have come or gone",
    "fewer than 5 people",
    "It takes two",
)
HEADINGS = ("h1", "h2", "h3", "h4", "caption", "summary", "title")
BLOCKS = (*HEADINGS, "tr", "li", "p", "dt", "dd", "blockquote", "desc", "text")


@dataclass(frozen=True)
class Known:
    """What of a consultation may be told: how many people there are in a group, which nobody counted here.

    `small` are the names of groups of which so few answered that nothing of them may be shown.
    """

    small: tuple[str, ...]
    populations: frozenset[int] = field(default_factory=frozenset)
    typed: tuple[str, ...] = ()  # what officers and people typed, numbers and all


def faults_in(known: Known, content: bytes, kind: str) -> list[str]:
    """Every number in a page or file that tells of few people. `kind` is its media type."""
    if "spreadsheetml" in kind:
        return [fault for rows in read_workbook(content).values() for fault in faults_in_rows(known, rows)]
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    if kind.startswith("text/csv"):
        return faults_in_rows(known, list(csv.reader(io.StringIO(text))))
    if kind.startswith("application/json"):
        return list(_in_json(known, json.loads(text), ""))
    if kind.startswith("text/html"):
        return faults_in_page(known, html5lib.parse(text, namespaceHTMLElements=False))
    if kind.startswith("image/svg"):
        return faults_in_page(known, html5lib.parse(f"<title>-</title>{text}", namespaceHTMLElements=False))
    return [fault for line in text.splitlines() for fault in faults_in_words(known, line)]


def faults_in_page(known: Known, document: Element) -> list[str]:
    """Faults in the sentences and tables of a page, its charts with their descriptions among them."""
    found = []
    for table in document.iter("table"):
        rows = [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        found += faults_in_rows(known, rows)
    for block in document.iter():
        if str(block.tag).rpartition("}")[2] in BLOCKS:  # those of a chart carry its namespace
            found += faults_in_words(known, words(block))
    return found


def faults_in_rows(known: Known, rows: Sequence[Sequence[str]]) -> list[str]:
    """Faults in a table whose first row has the headings."""
    found = []
    headings = [re.sub(r"[\s-]+", "_", one.strip().lower()) for one in rows[0]] if rows else []
    small = [at for at, one in enumerate(rows[0]) if _names_small(known, one)] if rows else []
    for row in rows[1:]:
        for at, cell in enumerate(row):
            name = headings[at] if at < len(headings) else ""
            if COUNT_NAME.search(name) and (number := ANY.search(cell)) and _is_wrong(known, number.group()):
                found.append(f"column {name}: {cell}")
            if at in small and len(row) == len(rows[0]) and ANY.search(cell):
                found.append(f"under {rows[0][at]}: {cell}")
        found += faults_in_words(known, " | ".join(row))
    return found


def faults_in_words(known: Known, text: str) -> list[str]:
    """Faults in a sentence, or in a row of a table read as one."""
    for rule in (*RULES, *known.typed):
        text = text.replace(rule, " ")
    found = []
    for pattern in (COUNTED, NUMBER_OF, ABOUT):
        wrong = [one.group() for one in pattern.finditer(text) if _is_wrong(known, one.group(1))]
        found += [f"“{one}” in: {text[:200]}" for one in wrong]
    if _names_small(known, text):
        plain = re.sub(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b|\b\d{4}-\d\d-\d\d\b|\b20\d\d\b", " ", text)
        own = _own_words(known, plain)
        told = [one for one in ANY.findall(own) if _as_int(one) not in _free(known)]
        found += [f"{one} beside a small group: {own[:200]}" for one in told]
    return found


def _in_json(known: Known, value: Any, where: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from (f"{where}: {fault}" for fault in faults_in_words(known, value))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _in_json(known, one, f"{where}[{at}]")
    elif isinstance(value, dict):
        small = any(isinstance(value.get(key), str) and value[key] in known.small for key in ("name", "group"))
        for key, one in value.items():
            if isinstance(one, int | float) and not isinstance(one, bool):
                if COUNT_NAME.search(key) and _is_wrong(known, str(int(one))):
                    yield f"{where}.{key}: {one}"
                elif small and key not in ("population", "mark", "group_id", "number"):
                    yield f"{where}.{key} of a small group: {one}"
            elif small and key == "rows" and one:
                yield f"{where}.rows of a small group"
            elif small and isinstance(one, str) and key not in ("name", "group", "source", "counted_on", "hidden"):
                if ANY.search(one):
                    yield f"{where}.{key} of a small group: {one}"
            else:
                yield from _in_json(known, one, f"{where}.{key}")


def _own_words(known: Known, text: str) -> str:
    """The sentences, or the parts of a list, that name a small group: others beside it may have numbers."""
    parts = re.split(r"(?<=[.!?;]) (?=[A-Z“])|; ", text)
    return " ".join(part for part in parts if _names_small(known, part))


def _names_small(known: Known, text: str) -> bool:
    return any(name in text for name in known.small)


def _is_wrong(known: Known, number: str) -> bool:
    n = _as_int(number)
    return n not in known.populations and (0 < n < THRESHOLD or n % ROUNDING != 0)


def _free(known: Known) -> set[int]:
    return {0, 5, THRESHOLD, *known.populations}  # none, the rounding, the threshold in our own words


def _as_int(number: str) -> int:
    return int(number.replace(",", ""))
