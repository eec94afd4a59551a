"""What gunicorn calls while it starts; the server ends when the process that started it is gone."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

from consult.processes import die_with_parent

LARGE = 256 * 1024  # bytes
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
ARENAS = 2


def on_starting(server: Any) -> None:
    """Called once in the process that watches over the web server's processes."""
    die_with_parent()
    give_back_large_memory()


def give_back_large_memory() -> None:
    """Have what an uploaded file took go back to the system at once; left alone, glibc keeps it for the next one.

    Set before the web server's processes are forked, so that it holds in each. Elsewhere than on glibc a no-op.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, LARGE)
        mallopt(_M_TRIM_THRESHOLD, LARGE)
        mallopt(_M_ARENA_MAX, ARENAS)  # else each thread keeps a store of its own of what it once needed
