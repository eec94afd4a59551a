"""A real browser on the real application: pages with and without JavaScript, axe, and pictures when they are wanted.

`server` is the address of the app under test; `page` and `plain_page` (no JavaScript) are phones; `open_page(...)` is
any other visitor; `axe(page)` finds no violation or fails; `shoot(page, name)` keeps a picture where HEED_SHOTS names a
folder. A script fault, a content-policy report or a request to another host fails the test it happens in.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from werkzeug.serving import make_server

from tests.patience import LONGEST, slow_down
from tools.chromium import launch_options

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
# A refused form answers 4xx with a page of ours; the browser notes that in its console, which is no fault.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")

OpenPage = Callable[..., Page]
WITHOUT_SCRIPT: set[int] = set()  # the ids of open pages where JavaScript is off


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How Chromium is started."""
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The address of the real application on a free loopback port."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    live = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=live.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{live.server_port}"
    live.shutdown()
    thread.join()


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[OpenPage]:
    """`open_page(script=False, color_scheme="dark", viewport=...)`: one more visitor; addresses may begin with /."""
    contexts: list[Any] = []
    faults: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error" and not ANSWERED.match(said.text):
            faults.append(said.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((server, "data:", "chrome-error:")):
            faults.append(f"a request to {request.url}")

    def open_one(*, script: bool = True, quiet: bool = False, **options: Any) -> Page:
        settings = {"viewport": PHONE, "base_url": server, **options}
        context = browser.new_context(java_script_enabled=script, **settings)
        contexts.append(context)
        slow_down(context)
        page = context.new_page()
        if not script:
            WITHOUT_SCRIPT.add(id(page))
        page.set_default_timeout(LONGEST)
        page.on("request", asked)
        if not quiet:  # a test that cuts the connection hears the browser complain
            page.on("console", heard)
            page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    WITHOUT_SCRIPT.clear()
    assert not faults, faults


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A phone with JavaScript."""
    return open_page()


@pytest.fixture
def plain_page(open_page: OpenPage) -> Page:
    """A phone, or a library computer, without JavaScript."""
    return open_page(script=False)


def twin_of(page: Page, open_page: OpenPage) -> Page:
    """The same page in a browser where axe can run: its HTML with the scripts left out."""
    size = page.viewport_size or PHONE
    twin = open_page(quiet=True, viewport=size)
    bare = re.sub(r"<script\b.*?</script>", "", page.content(), flags=re.DOTALL)
    twin.route(page.url, lambda route: route.fulfill(body=bare, content_type="text/html; charset=utf-8"))
    twin.goto(page.url)
    return twin


@pytest.fixture
def axe(open_page: OpenPage) -> Callable[[Page], None]:
    """`axe(page)` fails with what axe-core finds on the page as it stands; nothing may be wider than the page."""

    def look(page: Page) -> None:
        # axe waits for timers, which never ring where JavaScript is off.
        if id(page) in WITHOUT_SCRIPT:
            page = twin_of(page, open_page)
        page.wait_for_load_state()  # words are there before the style sheet, and axe looks at colours
        found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        wrong = [f"{one['id']}: {node['html']}" for one in found.response["violations"] for node in one["nodes"]]
        assert not wrong, f"{page.url}: {wrong}"
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px wider than the screen"

    return look


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """`shoot(page, "landing")` keeps a picture of the whole page, for people to look at."""
    folder = os.environ.get("HEED_SHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take
