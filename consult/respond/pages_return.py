"""Save and come back later: a short code to write down, and the page that takes it on any device; no e-mail needed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from consult import clock
from consult.respond.actions import (
    CODE_LETTERS,
    TooManyCodes,
    UnknownCode,
    come_back,
    give_code,
    until_next_try,
)
from consult.respond.forms import ReturnForm
from consult.respond.pages import load_walk, receipt_keys
from consult.respond.pages_words import Banner, hand_back_words, keep_words_on_faults, stale_words
from consult.respond.queries import Landing, Walk, find_landing, find_survey_name
from consult.web.guard import page
from consult.web.limits import name_place
from consult.web.unit import settings
from consult.web.words import closing_words
from surveys.receipts import find_return_code, plain_code

pages = Blueprint("respond_return", __name__)
keep_words_on_faults(pages)

UNKNOWN = (
    "We have no unfinished answers with this code. Check each letter and number, then try again. "
    "If you sent your answers already, we have them and you need not do anything."
)
SHORT = f"A return code has {CODE_LETTERS} letters and numbers. Check that you have typed all of it."


@dataclass(frozen=True, slots=True)
class LaterView:
    """The code to write down; empty until it was asked for."""

    banner: Banner
    code: str
    closes: str
    back: str
    return_url: str
    stale: str


@dataclass(frozen=True, slots=True)
class ReturnView:
    """The form that takes a code."""

    banner: Banner
    form: ReturnForm
    stale: str
    locked: bool


def _load_survey(db: Session, public_id: str) -> tuple[Landing, None] | None:
    landing = find_landing(db, public_id)
    return (landing, None) if landing and landing.survey.status != "draft" else None


@pages.route("/s/<public_id>/<token>/later", methods=["GET", "POST"])
@page(public=True, load=load_walk, keeps_words=True)
def later(db: Session, walk: Walk) -> ResponseReturnValue:
    """The code for this set of answers; it is made when it is first asked for."""
    if walk.draft is None or not walk.is_open(at=clock.now()):
        return hand_back_words(walk, {})
    if request.method == "POST" and not g.stale_token:
        give_code(db, walk, keys=receipt_keys())
        return redirect(url_for("respond_return.later", public_id=walk.survey.public_id, token=walk.token), 303)
    here = {"public_id": walk.survey.public_id, "token": walk.token}
    view = LaterView(
        banner=Banner.of(walk.survey, walk.consultation, is_test=walk.is_test),
        code=find_return_code(walk.draft.instance_id, walk.draft.return_code_hash or "", receipt_keys()) or "",
        closes=closing_words(walk.survey.closes_at),
        back=url_for("respond.section", **here, number=walk.draft.furthest),
        return_url=request.host + url_for("respond_return.come", public_id=walk.survey.public_id),
        stale=stale_words() if g.stale_token else "",
    )
    return render_template("respond/later.html", view=view), 400 if g.stale_token else 200


@pages.route("/s/<public_id>/return", methods=["GET", "POST"])
@page(public=True, load=_load_survey, keeps_words=True)
def come(db: Session, found: Landing) -> ResponseReturnValue:
    """Take a return code and go on where the person stopped."""
    form = ReturnForm()
    if request.method != "POST" or g.stale_token:
        return _return_page(found, form), 400 if g.stale_token else 200
    if not form.validate():
        return _return_page(found, form), 422
    code, at = form.code.data or "", clock.now()
    if len(plain_code(code)) != CODE_LETTERS:
        return _refuse(found, form, SHORT)
    try:
        place, key = name_place(request.remote_addr), settings().key("tries")
        draft, token = come_back(db, code, place=place, key=key, keys=receipt_keys(), at=at)
    except UnknownCode:
        return _refuse(found, form, UNKNOWN)
    except TooManyCodes:
        wait = int(until_next_try(at).total_seconds())
        return _return_page(found, form, locked=True), 429, {"Retry-After": str(wait)}
    public_id = find_survey_name(db, draft.survey_id)
    return redirect(url_for("respond.section", public_id=public_id, token=token, number=draft.furthest), 303)


def _refuse(found: Landing, form: ReturnForm, sentence: str) -> ResponseReturnValue:
    form.code.errors = [sentence]
    return _return_page(found, form), 422


def _return_page(found: Landing, form: ReturnForm, *, locked: bool = False) -> str:
    view = ReturnView(
        banner=Banner.of(found.survey, found.consultation, is_test=False),
        form=form,
        stale=stale_words() if g.stale_token else "",
        locked=locked,
    )
    return render_template("respond/return.html", view=view, has_errors=bool(form.errors) or locked)
