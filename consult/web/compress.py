"""Lays a compressed copy beside each static file, so that phones fetch a quarter; refuses nothing, and never serves an
old copy of a new file."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

KINDS = {".css", ".js", ".svg"}
SMALLEST = 500  # under this, the answer's own headers weigh more than what is saved


def compress_static(folder: Path) -> None:
    """Write each missing or outdated .gz. A folder that cannot be written to keeps what it was built with."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in KINDS and path.stat().st_size >= SMALLEST:
            _compress(path)


def _compress(path: Path) -> None:
    copy = path.with_name(path.name + ".gz")
    written = path.stat().st_mtime_ns
    if copy.is_file() and copy.stat().st_mtime_ns == written:
        return  # made below from this very file; starting up costs no compressing
    content = path.read_bytes()
    if copy.is_file() and gzip.decompress(copy.read_bytes()) == content:
        return  # copied about since, and still right
    # Several workers start at once: each writes a file of its own and puts it in place whole.
    own = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        own.write_bytes(gzip.compress(content, 9, mtime=0))
        os.utime(own, ns=(written, written))
        own.replace(copy)
    except OSError:
        # An old copy would be served in place of the new file, so it goes; a folder that forbids that stops the start.
        copy.unlink(missing_ok=True)
