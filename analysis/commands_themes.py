"""`python -m analysis themes`: open answers from a file, themes as JSON; refused input ends with status 2.

What is found of personal details is hidden in what it writes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.embedding import ENGINES, vectors_hash
from analysis.engines import check_engine, choose_engine, shorten_hash
from analysis.formats_text import read_columns
from analysis.languages import ENGLISH, LANGUAGES
from analysis.personal_data import blank, find_personal, hide
from analysis.records import Discovery, RefusedInput
from analysis.themes import VERSION, discover

REFUSED = 2


def main(argv: Sequence[str]) -> int:
    asked = build_parser().parse_args(argv)
    started = time.perf_counter()
    try:
        result = run(asked)
        written = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
        if asked.out:
            asked.out.write_text(written, encoding="utf-8")
        else:
            sys.stdout.write(written)
    except RefusedInput as refusal:
        print("\n".join(refusal.problems), file=sys.stderr)
        return REFUSED
    except OSError as trouble:
        print(f"{asked.out}: cannot be written: {trouble.strerror}", file=sys.stderr)
        return REFUSED
    if vectors := result["run"].get("vectors"):
        print(f"vectors {shorten_hash(vectors)}", file=sys.stderr)
    print(f"{time.perf_counter() - started:.2f} seconds", file=sys.stderr)
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis themes", description="Find themes in open answers.")
    parser.add_argument("file", type=Path, help="CSV, or JSON Lines by its ending .jsonl")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="the column that holds the answers")
    parser.add_argument("--by", metavar="COLUMN", help="the column that names the question, if there are several")
    parser.add_argument("--themes", default="auto", type=read_themes, metavar="auto|N", help="how many themes")
    parser.add_argument(
        "--engine", help=f"one of: {', '.join(sorted(ENGINES))}; languages other than English are read by plain alone"
    )
    parser.add_argument(
        "--language", default=ENGLISH, metavar="CODE", help=f"of the answers, one of: {', '.join(LANGUAGES)}"
    )
    parser.add_argument("--seed", default=0, type=int)
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write; standard output if absent")
    return parser


def read_themes(value: str) -> int | None:
    if value == "auto":
        return None
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"must be auto, or a whole number of 1 or more, not {value}")
    return int(value)


def run(asked: argparse.Namespace) -> dict[str, Any]:
    engine = choose_engine(asked.language) if asked.engine is None else asked.engine
    check_engine(engine, asked.language)
    columns = [asked.text] if asked.by is None else [asked.text, asked.by]
    rows = read_columns(asked.file, columns)
    rows_of: dict[str, list[int]] = {}
    for row, fields in enumerate(rows):
        rows_of.setdefault(fields[1] if asked.by is not None else "", []).append(row)
    questions = {}
    for name, numbers in rows_of.items():
        texts = [rows[row][0] for row in numbers]
        # Blanks keep every place, so the spans of themes are places in the texts of the file.
        answers = [blank(text, find_personal(text)) for text in texts]
        found = discover(answers, themes=asked.themes, engine=engine, seed=asked.seed, language=asked.language)
        questions[name] = write_question(found, numbers, texts)
    settings = {"engine": engine, "language": asked.language, "version": VERSION, "seed": asked.seed, "rows": len(rows)}
    if (vectors := vectors_hash(engine)) is not None:
        settings["vectors"] = vectors
    return {"run": settings, "questions": questions}


def write_question(found: Discovery, numbers: Sequence[int], texts: Sequence[str]) -> dict[str, Any]:
    """One question's discovery with positions turned into rows of the file, and a note in quotes for what is hidden."""
    hidden = {blank(text, spans).strip(): hide(text, spans).strip() for text in texts if (spans := find_personal(text))}
    themes = [
        {
            "id": theme.id,
            "label": theme.label,
            "quote": hidden.get(theme.quote, theme.quote),
            "keywords": list(theme.keywords),
            "n": theme.n,
            "examples": [numbers[at] for at in theme.examples],
            "kind": theme.kind,
        }
        for theme in found.themes
    ]
    answers = [
        {
            "row": row,
            "themes": [
                {"id": one.theme, "strength": one.strength, "span": list(one.span)} for one in found.assignments[at]
            ],
        }
        for at, row in enumerate(numbers)
    ]
    told = {"looks_like": found.run["looks_like"]} if "looks_like" in found.run else {}
    return {"themes": themes, "answers": answers, **told}
