"""The public's front door: what is open, one consultation, how the site treats visitors; a draft is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from consult import clock
from consult.consultations.models import Consultation
from consult.consultations.queries import (
    count_public,
    find_draft,
    find_public,
    list_open_surveys,
    list_public,
    phase_of,
)
from consult.front.reading import Block, read_blocks, shorten
from consult.web.guard import may, page
from consult.web.paging import Paging, build_paging
from consult.web.unit import settings
from consult.web.words import plain_date

pages = Blueprint("front", __name__)

RESULTS, LANDING = "publishing.results", "respond.landing"  # pages of rooms of their own
LAST_REVIEWED = date(2026, 11, 22)  # of the accessibility statement, by a person


@dataclass(frozen=True, slots=True)
class Entry:
    """One consultation in the list."""

    title: str
    href: str
    when: str
    asked_by: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Home:
    """The first page: what one can answer now, and what is over."""

    open: list[Entry]
    soon: list[Entry]
    over: list[Entry]
    paging: Paging


@dataclass(frozen=True, slots=True)
class SurveyLink:
    """A survey one can take part in now."""

    title: str
    minutes: int
    href: str


@dataclass(frozen=True, slots=True)
class ConsultationView:
    """One consultation as the public reads it."""

    consultation: Consultation
    phase: str
    when: str
    surveys: list[SurveyLink]
    results: str
    purpose: tuple[Block, ...]
    decision: tuple[Block, ...]
    privacy: tuple[Block, ...]
    is_preview: bool


@pages.get("/")
@page(public=True)
def home(db: Session) -> ResponseReturnValue:
    """Every consultation the public may see, those one can answer first."""
    today = clock.today()
    paging = build_paging(count_public(db), what="Consultations")
    found = list_public(db, today=today, offset=paging.offset, limit=paging.size)
    by_phase: dict[str, list[Entry]] = {"open": [], "upcoming": [], "over": []}
    for one in found:
        phase = phase_of(one, today)
        by_phase[phase if phase in by_phase else "over"].append(_entry(one, today))
    view = Home(
        open=by_phase["open"],
        soon=by_phase["upcoming"],
        over=by_phase["over"],
        paging=paging,
    )
    return render_template("site/home.html", view=view)


@pages.get("/c/<public_id>")
@page(public=True)
def consultation(db: Session, public_id: str) -> ResponseReturnValue:
    """What is asked, why, by whom and until when; a draft shows itself to those who work on it alone."""
    found = find_public(db, public_id)
    draft = find_draft(db, public_id) if found is None else None
    if draft is not None and may("consultation.view", draft.id):
        found = draft
    if found is None:
        abort(404)
    today = clock.today()
    view = ConsultationView(
        consultation=found,
        phase=phase_of(found, today),
        when=when_words(found, today),
        surveys=_surveys(db, found, today),
        results=_results(found),
        purpose=read_blocks(found.purpose),
        decision=read_blocks(found.decision),
        privacy=read_blocks(found.privacy_notice),
        is_preview=found is draft,
    )
    return render_template("site/consultation.html", view=view)


@pages.get("/privacy")
@page(public=True)
def privacy(db: Session) -> ResponseReturnValue:
    """What the site keeps of those who visit it."""
    return render_template("site/privacy.html")


@pages.get("/accessibility")
@page(public=True)
def accessibility(db: Session) -> ResponseReturnValue:
    """How well everyone can use the site, and what is known to fall short."""
    return render_template("site/accessibility.html", reviewed=LAST_REVIEWED)


@pages.get("/cookies")
@page(public=True)
def cookies(db: Session) -> ResponseReturnValue:
    """Every cookie by name, and why."""
    return render_template("site/cookies.html", name=current_app.config["SESSION_COOKIE_NAME"])


def when_words(found: Consultation, today: date) -> str:
    """When one can answer, or that it is over, in a sentence."""
    first, last = plain_date(found.opens_on), plain_date(found.closes_on)
    match phase_of(found, today):
        case "draft":
            return "Not open yet."
        case "upcoming":
            return f"Opens on {first}. Closes on {last}."
        case "open":
            return f"Open until the end of {last}." if last else "Open now."
        case _:
            return f"Closed on {last}." if found.closes_on and found.closes_on < today else "Closed."


def _entry(found: Consultation, today: date) -> Entry:
    return Entry(
        title=found.title,
        href=url_for("front.consultation", public_id=found.public_id),
        when=when_words(found, today),
        asked_by=found.asked_by or settings().council.name,
        purpose=shorten(found.purpose),
    )


def _surveys(db: Session, found: Consultation, today: date) -> list[SurveyLink]:
    if phase_of(found, today) != "open" or LANDING not in current_app.view_functions:
        return []
    return [
        SurveyLink(one.title, one.minutes, url_for(LANDING, public_id=one.public_id))
        for one in list_open_surveys(db, found, at=clock.now())
    ]


def _results(found: Consultation) -> str:
    if found.status != "published" or RESULTS not in current_app.view_functions:
        return ""
    return url_for(RESULTS, public_id=found.public_id)
