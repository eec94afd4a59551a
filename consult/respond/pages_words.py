"""Pages that hand words back when they cannot go where they were meant to: closed, unknown, sent, at fault."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError

from consult import clock
from consult.consultations.models import Consultation
from consult.respond.forms import list_fields, list_words
from consult.respond.queries import AnswerLine, Walk, list_answers
from surveys.definition import Survey
from surveys.text import storable

log = logging.getLogger(__name__)

# Every kind of fault but refusals and HTTP's own, which have pages of their own.
FAULTS = (SQLAlchemyError, TemplateError, ArithmeticError, AssertionError, AttributeError, LookupError)
FAULTS += (MemoryError, OSError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Banner:
    """What every page of a walk says about itself."""

    survey: str
    public_id: str
    consultation_url: str
    is_test: bool
    is_invented: bool
    lang: str  # empty for English, the language of the page round it

    @classmethod
    def of(cls, survey: Survey, consultation: Consultation | None, *, is_test: bool) -> Banner:
        """The banner of one survey."""
        return cls(
            survey=survey.title,
            public_id=survey.public_id,
            consultation_url=f"/c/{consultation.public_id}" if consultation else "",
            is_test=is_test,
            is_invented=bool(consultation and consultation.is_invented),
            lang="" if survey.language.startswith("en") else survey.language,
        )


@dataclass(frozen=True, slots=True)
class ClosedView:
    """A closed survey; `answers` are those of somebody who was on the way."""

    banner: Banner
    title: str
    closed_on: Any
    contact: str
    answers: list[AnswerLine]


@dataclass(frozen=True, slots=True)
class GoneView:
    """An address that leads to no answers, with what was sent to it."""

    banner: Banner
    can_start: bool
    fields: list[tuple[str, str]]
    words: list[str]


@dataclass(frozen=True, slots=True)
class LateView:
    """Words that came after the response was sent, and are held beside it."""

    banner: Banner
    receipt_url: str
    answers: list[AnswerLine]


@dataclass(frozen=True, slots=True)
class FaultView:
    """Our own fault, with what was sent and a button that sends it once more."""

    action: str
    posted: bool
    go: str
    fields: list[tuple[str, str]]
    words: list[str]


def stale_words() -> str:
    """Why a form was not taken, and the one thing to do."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return (
            "Your browser did not send our cookie back, so we cannot tell that this page is yours. What you wrote is "
            "still here. Allow cookies for this site, then press the button once more."
        )
    return "This page was open for a long time. What you wrote is still here. Press the button once more."


def hand_back_words(walk: Walk, typed: Mapping[int, Any], *, closed: bool = False) -> ResponseReturnValue:
    """Where a walk that cannot go on goes: to its receipt, to a closed survey, or to an address that is not known."""
    if walk.response is not None:
        return redirect(receipt_url(walk), 303)
    banner = Banner.of(walk.survey, walk.consultation, is_test=walk.is_test)
    if walk.draft is not None or closed:
        answers = {**walk.answers(), **typed}
        view = ClosedView(
            banner=banner,
            title=walk.survey.title,
            closed_on=walk.survey.closed_at or walk.survey.closes_at,
            contact=walk.consultation.contact if walk.consultation else "",
            answers=_answered(walk, answers),
        )
        status = 410 if walk.draft is not None or request.method == "POST" else 200
        return render_template("respond/closed.html", view=view), status
    can_start = walk.survey.status == "open" and walk.is_open(at=clock.now())
    gone = GoneView(banner, can_start, list_fields(request.form), list_words(request.form))
    return render_template("respond/gone.html", view=gone), 404


def receipt_url(walk: Walk) -> str:
    """Where the receipt of a walk is."""
    return url_for("respond_check.received", public_id=walk.survey.public_id, token=walk.token)


def tell_late(walk: Walk, typed: Mapping[int, Any]) -> ResponseReturnValue:
    """That words came after the response, and are held beside it."""
    view = LateView(
        banner=Banner.of(walk.survey, walk.consultation, is_test=walk.is_test),
        receipt_url=receipt_url(walk),
        answers=_answered(walk, typed),
    )
    return render_template("respond/late.html", view=view), 409


def _answered(walk: Walk, answers: Mapping[int, Any]) -> list[AnswerLine]:
    if walk.questionnaire is None:
        return []
    lines = list_answers(walk.questionnaire, answers, walk.instance_id)
    return [line for line in lines if line.lines and line.question.id in answers]


def keep_words_on_faults(pages: Blueprint) -> None:
    """Have a fault of ours on these pages hand the words back, with a button that sends them once more."""
    for kind in FAULTS:
        pages.register_error_handler(kind, _fault)


def _fault(error: Exception) -> ResponseReturnValue:
    # Neither the path nor the error's own words: they hold the token, or what somebody wrote.
    log.error("fault at %s: %s", request.endpoint, type(error).__name__, exc_info=None)
    view = FaultView(
        action=storable(request.full_path.rstrip("?")),
        posted=request.method == "POST",
        go=request.form.get("go", ""),
        fields=list_fields(request.form),
        words=list_words(request.form),
    )
    return render_template("respond/fault.html", view=view), 503, {"Retry-After": "30"}
