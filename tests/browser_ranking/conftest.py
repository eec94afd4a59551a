"""A browser and a small application that serves one ranking question on a loopback port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.serving import make_server

import tests.patience  # noqa: F401  how long a test waits for a page
from tests.browser_ranking.small_app import build_app
from tools.chromium import launch_options


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How Chromium is started."""
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def site() -> Iterator[SimpleNamespace]:
    """The address of the question, and the list of what was sent to it."""
    app = build_app()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/", sent=app.extensions["sent"])
    server.shutdown()
    thread.join()
