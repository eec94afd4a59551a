"""Which Chromium walks the pages in tests, benchmarks and pictures, and how it is started: without a window."""

from __future__ import annotations

import os
import shutil
from typing import Any

# The shell has no windows of its own, so a page costs a fifth less than in the browser people use; same engine.
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]


def find_chromium() -> str | None:
    """The one that HEED_CHROMIUM names, else the first that is installed, else None: the driver's own."""
    return os.environ.get("HEED_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def launch_options() -> dict[str, Any]:
    """What Playwright is told; a browser started by root has no sandbox to start in."""
    found = find_chromium()
    arguments = ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    return {"args": arguments, **({"executable_path": found} if found else {})}
