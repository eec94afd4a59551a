"""How things are named in addresses and forms; a number no database can hold names nothing, and a site that is not ours
is not answered for, instead of a fault further in."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import SecurityError
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # an integer key of PostgreSQL


class KeyConverter(IntegerConverter):
    """What `<int:...>` takes: 0 to the largest key."""

    def __init__(self, map: Map, *args: Any, max: int | None = None, **kwargs: Any) -> None:
        super().__init__(map, *args, max=LARGEST if max is None else min(max, LARGEST), **kwargs)


def read_key(typed: str) -> int | None:
    """The number a form names a thing by, or None for what is no number, or one that no database can hold."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(LARGEST)) else None
    return number if number is not None and number <= LARGEST else None


def _refuse_other_sites() -> Response | None:
    # In plain words: a page of ours links to other pages, and no address can be built for a site that is not ours.
    if isinstance(request.routing_exception, SecurityError):
        return Response("This site does not answer to that name.\n", 400, mimetype="text/plain")
    return None


def install_addresses(app: Flask) -> None:
    """Set the converter, before any route is added, and look at the site's name, before anything else looks."""
    app.url_map.converters["int"] = KeyConverter
    app.before_request(_refuse_other_sites)
