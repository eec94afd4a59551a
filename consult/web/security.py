"""Headers, content policy and form tokens on every answer; refuses a change without a token of our own."""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from consult.config import Settings
from surveys.text import legible

csrf = CSRFProtect()
MOST_PASSED_OVER = 64 * 1024 * 1024  # bytes of a request too large that are read and dropped
CHANGING = ("POST", "PUT", "PATCH", "DELETE")


class LegibleValues(ImmutableMultiDict):  # type: ignore[type-arg]
    """What came in a form or a query, with what nothing can hold replaced: the one door for typed text."""

    def __init__(self, mapping: object = None) -> None:
        super().__init__(mapping)  # type: ignore[arg-type]
        cleaned = [
            (legible(key), legible(value) if isinstance(value, str) else value) for key, value in self.items(multi=True)
        ]
        super().__init__(cleaned)


class CountingParser(FormDataParser):
    """Refuses a form of too many fields before it is taken apart: four megabytes hold two million empty ones."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        # Werkzeug counts the parts of a multipart form itself.
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read()
            if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class HeedRequest(Request):
    """A request whose fields are few enough to read, and hold nothing that cannot be stored."""

    parameter_storage_class = LegibleValues
    form_data_parser_class = CountingParser


def csp_nonce() -> str:
    """The nonce of this answer, made at first use."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    nonce: str = g.nonce
    return nonce


def content_policy(nonce: str) -> str:
    """The content security policy: our own files and the scripts that carry this answer's nonce, nothing else."""
    return (
        "default-src 'none'; "
        f"script-src 'self' 'nonce-{nonce}'; "
        "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def standing_headers(secure: bool) -> dict[str, str]:
    """Headers that are the same on every answer, files included."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",  # form tokens over https need the referrer of our own pages
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def _add_headers(response: Response) -> Response:
    for name, value in current_app.extensions["heed_headers"].items():
        response.headers.setdefault(name, value)
    response.headers["Content-Security-Policy"] = content_policy(csp_nonce())
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _pass_over_body() -> None:
    # A browser that is cut off while sending shows its own fault page instead of ours.
    left = MOST_PASSED_OVER
    while left > 0 and (chunk := request.environ["wsgi.input"].read(min(left, 65536))):
        left -= len(chunk)


def _check_token() -> None:
    g.stale_token = False
    if request.method not in CHANGING:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    guard = getattr(view, "guard", None)
    if guard is not None and guard.largest is not None:
        request.max_content_length = request.max_form_memory_size = guard.largest
    try:
        csrf.protect()
    except RequestEntityTooLarge:
        if guard is None or guard.largest is None:
            raise
        _pass_over_body()
        g.too_large = True  # the view says so; it gets a session that cannot write
    except CSRFError:
        if guard is None or not guard.keeps_words:
            raise
        g.stale_token = True  # the page shows the words again with a fresh token and stores nothing


def install_security(app: Flask, settings: Settings) -> None:
    """Wire tokens, headers and cookies into the app."""
    secure = not settings.insecure_loopback
    prefix = "__Host-" if secure else ""
    app.request_class = HeedRequest
    app.config.update(
        SECRET_KEY=settings.key("sessions").hex(),
        SECRET_KEY_FALLBACKS=[key.hex() for key in settings.keys("sessions")[1:]],
        SESSION_COOKIE_NAME=prefix + "heed",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=24 * 3600,  # of any cookie; signed_in.py ends an officer's session far sooner
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        # Oldest first, the newest signs: a page that was open while the secret was changed is still accepted.
        WTF_CSRF_SECRET_KEY=[key.hex() for key in reversed(settings.keys("sessions"))],
        WTF_CSRF_TIME_LIMIT=None,  # a page left open for an hour must still be accepted
        WTF_CSRF_CHECK_DEFAULT=False,  # _check_token asks, so that a page may keep the words
        WTF_CSRF_SSL_STRICT=secure,
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
    )
    app.extensions["heed_headers"] = standing_headers(secure)
    csrf.init_app(app)
    app.before_request(_check_token)
    app.after_request(_add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
