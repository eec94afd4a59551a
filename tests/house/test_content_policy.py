"""Promise 10: every answer carries a strict content policy: pages, files, refusals and faults alike.

Whatever any test fetches is held against it too, by the client all tests use: tests/strict_client.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from consult.web import security
from tests.house.world import World
from tests.strict_client import StrictClient, weakness_of

MEGABYTE = 1024 * 1024


def test_every_client_of_every_test_refuses_a_weak_policy(world: World):
    assert Flask.test_client_class is StrictClient
    assert all(isinstance(client, StrictClient) for client in world.clients.values())


def test_every_address_answers_with_a_strict_policy_however_it_is_asked(world: World):
    asked = 0
    for rule in world.rules():
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT"):
            world.clients["anonymous"].open(world.path(rule, world.ours), method=method)
            asked += 1
    assert asked > 500


def test_no_nonce_serves_twice(world: World, monkeypatch: pytest.MonkeyPatch):
    def nonces() -> set[str]:
        pages = [world.clients["owner"].get(address) for address in ("/", "/office/", "/nowhere") * 5]
        return {page.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0] for page in pages}

    assert len(nonces()) == 15 and min(map(len, nonces())) >= 20
    monkeypatch.setattr(security, "csp_nonce", lambda: "the-same-for-everybody")  # the planted fault
    assert len(nonces()) == 1


@pytest.mark.parametrize(
    "headers", [{}, {"Accept-Encoding": "gzip"}, {"Range": "bytes=0-3"}, {"Range": "bytes=999999999-"}]
)
def test_every_file_carries_a_policy(world: World, headers: dict[str, str]):
    folder = Path(world.app.static_folder or "")
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 10
    statuses = {world.clients["anonymous"].get(f"/static/{name}", headers=headers).status_code for name in files}
    assert statuses <= {200, 206, 416}


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/static/nowhere.css", {}, 404),
        ("GET", "/static/../wsgi.py", {}, 404),
        ("POST", "/static/app.css", {}, 405),
        ("GET", "/%00", {}, 404),
        ("GET", "/office", {}, 308),
        ("POST", "/account/sign-in", {"data": b"x" * 5 * MEGABYTE, "content_type": "text/plain"}, 413),
        ("POST", "/account/sign-in", {"data": b"--a", "content_type": "multipart/form-data; boundary=b"}, 400),
    ],
)
def test_a_refusal_is_as_strict_as_a_page(world: World, method: str, path: str, sent: dict[str, Any], status: int):
    assert world.clients["anonymous"].open(path, method=method, **sent).status_code == status


@pytest.mark.parametrize("address", ["/", "/office/", "/healthz"])
def test_a_fault_is_as_strict_as_a_page(world: World, monkeypatch: pytest.MonkeyPatch, address: str):
    def broken(**_: Any) -> None:
        raise RuntimeError("planted")

    endpoint = str(world.app.url_map.bind("localhost").match(address)[0])
    broken.guard = world.app.view_functions[endpoint].guard  # type: ignore[attr-defined]
    monkeypatch.setitem(world.app.view_functions, endpoint, broken)
    assert world.clients["owner"].get(address).status_code == 500


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize("address", ["/", "/account/sign-in", "/nowhere"])
def test_a_site_that_is_not_ours_is_refused_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str, address: str
):
    monkeypatch.setitem(world.app.config, "TRUSTED_HOSTS", ["heed.wexmoor.example"])
    answer = world.clients["owner"].open(address, method=method, base_url="http://elsewhere.example")
    assert (answer.status_code, answer.text) == (400, "This site does not answer to that name.\n")


STRICT = "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("policies", "weakness"),
    [
        ([], "0 policies"),
        ([STRICT, STRICT], "2 policies"),
        (["default-src 'self'; frame-ancestors 'none'"], "default-src is not 'none'"),
        (["default-src 'none'"], "frame-ancestors is not 'none'"),
        ([STRICT + "; style-src 'self' 'unsafe-inline'"], "allows 'unsafe-inline'"),
        ([STRICT + "; script-src 'unsafe-eval'"], "allows 'unsafe-eval'"),
        ([STRICT + "; img-src *"], "allows *"),
        ([STRICT + "; img-src https:"], "allows https:"),
        ([STRICT + "; font-src fonts.example"], "allows fonts.example"),
    ],
)
def test_each_weakness_would_be_seen(policies: list[str], weakness: str):
    """The planted faults."""
    assert weakness_of(Response(headers=[("Content-Security-Policy", policy) for policy in policies])) == weakness
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: Response("", headers=[("Content-Security-Policy", p) for p in policies]))
    with pytest.raises(AssertionError, match="content policy"):
        app.test_client().get("/")
