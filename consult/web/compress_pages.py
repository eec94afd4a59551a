"""Compresses pages on their way out, so that a phone fetches a quarter; leaves alone what could betray a secret.

A compressed page that holds a secret beside words of an attacker's choosing can give the secret away by its length
(BREACH). What others can choose of a page of ours is its query alone: their forms carry no token, and their requests
from other sites no cookie, except when somebody follows a link. So a page asked for with a query is not compressed.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

KINDS = ("text/html", "text/css", "image/svg+xml", "application/json")
SMALLEST = 1000  # bytes; under this the gain is less than the cost
LEVEL = 6


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS or response.direct_passthrough or response.is_streamed:
        return response
    if len(response.get_data()) < SMALLEST or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0 and not request.query_string:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def install_page_compression(app: Flask) -> None:
    """Have every page compressed for browsers that can read it."""
    app.after_request(_compress)
