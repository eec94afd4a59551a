"""Reads open answers from CSV or JSON Lines; refuses a file it cannot read whole, naming row, field and reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.records import RefusedInput

Row = tuple[str, ...]
DELIMITERS = ",;\t|"
LONGEST_CELL = 50_000_000
PROBLEMS_SHOWN = 20
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")


def read_columns(path: Path, columns: Sequence[str]) -> list[Row]:
    """The wanted columns of every row, in the order of the file; rows count from 0 below the heading."""
    content = read_text(path)
    read = read_json_lines if path.suffix.lower() in JSON_ENDINGS else read_csv
    rows, problems = read(content, columns)
    if not problems and not rows:
        problems = ["there are no rows of answers"]
    if problems:
        more = len(problems) - PROBLEMS_SHOWN
        shown = problems[:PROBLEMS_SHOWN] + ([f"and {more} more of the kind"] if more > 0 else [])
        raise RefusedInput([f"{path.name}: {problem}" for problem in shown])
    return rows


def read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as trouble:
        raise RefusedInput([f"{path.name}: cannot be read: {trouble.strerror}"]) from trouble
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as trouble:
        line = raw[: trouble.start].count(b"\n") + 1
        reason = f'line {line} is not UTF-8 text; save the file as "CSV UTF-8" and try again'
        raise RefusedInput([f"{path.name}: {reason}"]) from trouble


def read_csv(content: str, columns: Sequence[str]) -> tuple[list[Row], list[str]]:
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        lines = list(csv.reader(io.StringIO(content, newline=""), delimiter=find_delimiter(content), strict=True))
    except csv.Error as trouble:
        return [], [f"is not a table of comma-separated values: {trouble}"]
    finally:
        csv.field_size_limit(limit)
    lines = [line for line in lines if line]
    if not lines:
        return [], ["is empty"]
    heading = [name.strip() for name in lines[0]]
    problems = check_heading(heading, columns)
    if problems:
        return [], problems
    places = [heading.index(column) for column in columns]
    for row, line in enumerate(lines[1:]):
        if len(line) != len(heading):
            problems.append(f"row {row}: has {len(line)} fields where the heading has {len(heading)}")
    if problems:
        return [], problems
    return [tuple(line[place] for place in places) for line in lines[1:]], []


def find_delimiter(content: str) -> str:
    """The delimiter that occurs most in the heading, outside quotes; a comma where none does."""
    heading = content.lstrip("\r\n").split("\n", 1)[0]
    bare = "".join(heading.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def check_heading(heading: Sequence[str], columns: Sequence[str]) -> list[str]:
    problems = []
    for column in dict.fromkeys(columns):
        if heading.count(column) == 0:
            known = ", ".join(name for name in heading if name)[:200]
            problems.append(f'has no column "{column}"; its columns are: {known}')
        elif heading.count(column) > 1:
            problems.append(f'has {heading.count(column)} columns named "{column}"; one of them must be renamed')
    return problems


def read_json_lines(content: str, columns: Sequence[str]) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    problems: list[str] = []
    # Only a line feed ends a record: an answer may hold other line separators in its text.
    for row, line in enumerate(line for line in content.split("\n") if line.strip()):
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            problems.append(f"row {row}: is not a JSON object")
            continue
        if not isinstance(record, dict):
            problems.append(f"row {row}: is not a JSON object")
            continue
        found = [find_field(record, column) for column in columns]
        problems += [f"row {row}, field {name}: {why}" for name, (_, why) in zip(columns, found, strict=True) if why]
        rows.append(tuple(value for value, _ in found))
    return rows, problems


def find_field(record: dict[str, Any], column: str) -> tuple[str, str]:
    """The text of one field, or why it cannot be read; null is an answer left empty."""
    if column not in record:
        return "", "is missing"
    value = record[column]
    if value is None:
        return "", ""
    if not isinstance(value, str):
        return "", f"must be text, not {type(value).__name__}"
    # Half of a surrogate pair can be written in JSON and nowhere else.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
