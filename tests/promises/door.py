"""Heed under gunicorn for tests from outside. Told to, this door has a fault that Heed cannot be told to have."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from consult.app import create_app

heed = create_app()
late: queue.Queue[dict[str, Any]] = queue.Queue()


def answer_first(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The planted fault: whoever presses Send is told "received" at once, and Heed hears of it a moment later."""
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] != "POST" or not path.endswith("/check"):
        return heed(environ, start_response)
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    late.put({**environ, "wsgi.input": BytesIO(body)})
    start_response("303 SEE OTHER", [("Location", path.removesuffix("/check") + "/received")])
    return [b""]


def store_late() -> None:
    """Hand on what was answered already."""
    while True:
        environ = late.get()
        time.sleep(0.05)
        for _ in heed(environ, lambda *_: lambda _: None):
            pass


application: Callable[..., Any] = heed
if os.environ.get("DOOR_FAULT") == "answer before commit":
    application = answer_first
    threading.Thread(target=store_late, daemon=True).start()
if os.environ.get("DOOR_FAULT") == "keeps what it read":
    kept = bytes(range(256)) * 4096 * 100  # 100 MB
