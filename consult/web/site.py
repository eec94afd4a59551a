"""Pages of the site itself: is it alive, is it ready, and the council's one colour."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.orm import Session

from consult.web.guard import page
from consult.web.unit import settings

pages = Blueprint("site", __name__)


@pages.get("/healthz")
@page(public=True)
def alive(db: Session) -> Response:
    """The process answers."""
    return Response("alive\n", mimetype="text/plain")


@pages.get("/readyz")
@page(public=True)
def ready(db: Session) -> Response:
    """The database answers."""
    db.execute(text("SELECT 1"))
    return Response("ready\n", mimetype="text/plain")


@pages.get("/theme.css")
@page(public=True)
def theme(db: Session) -> Response:
    """The council's colour as a custom property, so that no page needs an inline style."""
    css = f":root{{--heed-accent:{settings().council.colour}}}\n"
    return Response(css, mimetype="text/css", headers={"Cache-Control": "public, max-age=3600"})
