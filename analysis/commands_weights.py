"""`python -m analysis weights FILE`: weights from a file; a refused file ends with status 2 and the reasons."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

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
        request = read_rankings_file(wanted.file.name, content)
        if wanted.unranked:
            request["unranked"] = wanted.unranked
        report = weigh(request).as_dict()
    except RefusedInput as refused:
        return _refuse(wanted.file, refused.problems)
    text = json.dumps(report, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    if wanted.out is None:
        sys.stdout.write(text)
        return DONE
    try:
        _write_whole(wanted.out, text)
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


def _refuse(file: Path, problems: Sequence[str]) -> int:
    for problem in problems:
        print(f"{file}: {' '.join(problem.split())}", file=sys.stderr)
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
