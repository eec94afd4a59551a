"""What went wrong in a run, in plain words for the officer and as type and place for the log; never people's words."""

from __future__ import annotations

import secrets
import traceback
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError

from analysis.records import RefusedInput
from surveys.errors import Refusal

ROOT = Path(__file__).resolve().parent.parent
FRAMES = 6


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure. `log_line` is None for a refusal, which is no fault of ours."""

    words: str
    log_line: str | None
    passes: bool = False  # trying again may well go better: the database was away or busy


def describe_failure(error: Exception) -> Fault:
    """Tell a refusal from a fault; a fault gets a number that stands on the page and in the log."""
    if isinstance(error, RefusedInput):
        return Fault(" ".join(error.problems), None)
    if isinstance(error, Refusal):
        return Fault(str(error), None)
    number = secrets.token_hex(4)
    # An error's own text may quote an answer (a database names the value it refused), so it is left out.
    log_line = f"fault {number}: {type(error).__name__} at {_places(error)}"
    if isinstance(error, MemoryError):
        return Fault(f"The computer ran out of memory (fault {number}).", log_line)
    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return Fault(f"The database could not be reached or was too busy (fault {number}).", log_line, passes=True)
    return Fault(f"Something went wrong in Heed, not in what you did (fault {number}).", log_line)


def _places(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return " < ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames))


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
