"""`python -m analysis weights FILE`: weights from a file; a refused file ends with status 2 and the reasons."""

import argparse
import codecs
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from analysis.formats_rankings import read_rankings_file
from analysis.records import RefusedInput
from analysis.weights import weigh

DONE, REFUSED = 0, 2


def main(argv: Sequence[str]) -> int:
    """Run the command with the words after "weights"; 0 done, 2 refused with one line a problem."""
    wanted = _parser().parse_args(argv)
    try:
        content = wanted.file.read_bytes()
    except OSError as error:
        return _refuse(wanted.file, [error.strerror or "cannot be read"])
    try:
        report = weigh(read_rankings_file(wanted.file.name, content, wanted.unranked)).as_dict()
    except RefusedInput as refused:
        return _refuse(wanted.file, refused.problems)
    if wanted.out is None:
        sys.stdout.write(_as_text(report, plain=not _takes_everything(sys.stdout)))
        return DONE
    try:
        _write_whole(wanted.out, _as_text(report))
    except OSError as error:
        return _refuse(wanted.out, [error.strerror or "cannot be written"])
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis weights", description="Weights from rankings.")
    parser.add_argument("file", type=Path, metavar="FILE", help="JSON, or PrefLib (.soc .soi .toc .toi)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the report here, not to the screen")
    parser.add_argument(
        "--unranked",
        choices=("full", "absent", "below"),
        help="what an item left out means: nobody may leave any out, it was not offered, or it is below the rest",
    )
    return parser


def _as_text(report: Mapping[str, Any], *, plain: bool = False) -> str:
    """The report as JSON; `plain` escapes all but ASCII, which reads back as the same."""
    return json.dumps(report, ensure_ascii=plain, allow_nan=False, indent=1) + "\n"


def _takes_everything(screen: TextIO) -> bool:
    """Whether every character can be written there: in UTF-8, and in a stream of text that has no encoding."""
    return codecs.lookup(screen.encoding or "utf-8").name == "utf-8"


def _refuse(file: Path, problems: Sequence[str]) -> int:
    for problem in problems:
        line = " ".join([" ".join(str(file).splitlines()) + ":", *problem.split()])
        print(line, file=sys.stderr)
    return REFUSED


def _write_whole(path: Path, text: str) -> None:
    """Write beside and rename, so that a broken run leaves no half report behind."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
