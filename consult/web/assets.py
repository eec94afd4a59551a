"""Addresses of static files with a hash of what is in them, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from whitenoise import WhiteNoise

from consult.web.compress import compress_static

# A file is read, never run as a page: it may load nothing. Short, because a phone fetches it with each of them.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "0"


def asset(name: str) -> str:
    """The address of a file under static/, which changes when the file does."""
    path = Path(current_app.static_folder or "") / name
    return url_for("static", filename=name, v=_fingerprint(path))


def install_assets(app: Flask, headers: dict[str, str]) -> None:
    """Serve static files outside Flask, compressed where a .gz lies beside them, with the same headers."""
    of_files = {**headers, "Content-Security-Policy": FILE_POLICY}

    def add_headers(kept: dict[str, str], path: str, url: str) -> None:
        for name, value in of_files.items():
            kept[name] = value

    app.jinja_env.globals["asset"] = asset
    compress_static(Path(app.static_folder or ""))
    files = WhiteNoise(
        app.wsgi_app,
        root=app.static_folder,
        prefix="static/",
        max_age=31536000,
        add_headers_function=add_headers,
        allow_all_origins=False,
    )
    app.wsgi_app = _dress(files, of_files)  # type: ignore[method-assign]


def _dress(wsgi_app: Callable[..., Iterable[bytes]], headers: dict[str, str]) -> Callable[..., Iterable[bytes]]:
    """Give `headers` to an answer that has no policy: one made where neither Flask nor `add_headers` was asked."""

    def dressed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, made: list[tuple[str, str]], *fault: Any) -> Any:
            names = {name.lower() for name, _ in made}
            if "content-security-policy" not in names:
                made = [*made, *((name, value) for name, value in headers.items() if name.lower() not in names)]
            return start_response(status, made, *fault)

        return wsgi_app(environ, start)

    return dressed
