"""The one place that knows which refusal is which page; a person is told what happened and what to do."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from consult.faults import describe_failure
from surveys import errors as refusals

log = logging.getLogger(__name__)

STATUS = {
    refusals.SurveyClosed: 410,
    refusals.SurveyNotReady: 409,
    refusals.AnswerRejected: 422,
    refusals.NothingAnswered: 422,
    refusals.ResponseConflict: 409,
    refusals.VersionFrozen: 409,
    refusals.StaleEdit: 409,
    refusals.WrongState: 409,
    refusals.ImportRefused: 422,
}

# From these nothing leads on by itself, so the page offers the first page.
DEAD_ENDS = (403, 404, 405, 410)

WORDS = {
    400: (
        "That did not work",
        ["Your browser sent something this page could not read.", "Go back and try again."],
    ),
    403: (
        "You cannot open this page",
        ["Your account may not do this.", "Ask whoever runs the consultation."],
    ),
    404: ("There is nothing at this address", ["Check the address, or start again from the first page."]),
    405: ("This page cannot be opened like that", ["Go back and use the buttons on the page."]),
    409: ("Something changed meanwhile", ["Go back, load the page again, and look before you save."]),
    410: ("This is closed", ["No more answers can be taken."]),
    413: ("That was too large", ["Go back and send less at once.", "Nothing you sent before is lost."]),
    422: ("Something needs another look", ["Go back and check what you filled in."]),
    429: ("Too many tries", ["Wait a few minutes and try again."]),
    500: (
        "Something went wrong here",
        ["It is our fault, not yours. Nothing was changed.", "Try again in a minute."],
    ),
    503: (
        "Heed is busy",
        ["Nothing was changed. Go back and try again in a minute: your words are still there."],
    ),
}


def error_page(status: int, details: list[str] | None = None, headers: dict[str, str] | None = None):  # type: ignore[no-untyped-def]
    """The page for a status, with what is known about this case put first."""
    title, advice = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    body = render_template(
        "errors/problem.html", title=title, details=details or [], advice=advice, is_dead_end=status in DEAD_ENDS
    )
    return body, status, headers or {}


def _refusal(error: refusals.Refusal):  # type: ignore[no-untyped-def]
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 409)
    problems = getattr(error, "problems", None) or [str(error)]
    return error_page(status, list(problems.values() if isinstance(problems, dict) else problems))


def _http(error: HTTPException):  # type: ignore[no-untyped-def]
    if error.response is not None or (error.code or 500) < 400:
        return error
    headers = {name: value for name, value in error.get_headers() if name in ("Retry-After", "Allow")}
    return error_page(error.code or 500, headers=headers)


def _csrf(error: CSRFError):  # type: ignore[no-untyped-def]
    return error_page(
        400, ["This page had been open too long, or in another browser. Load it again and send it once more."]
    )


def _stale(error: StaleDataError):  # type: ignore[no-untyped-def]
    return error_page(409, ["Somebody else changed this while you were working on it."])


def _database(error: DBAPIError):  # type: ignore[no-untyped-def]
    if isinstance(error, IntegrityError):
        log.warning("refused by the database, for %s: %s", request.endpoint, type(error.orig).__name__)
        return error_page(409, ["Somebody else changed this at the same moment."])
    log.error("fault of the database, for %s: %s", request.endpoint, type(error.orig).__name__)
    return error_page(503, headers={"Retry-After": "30"})


def _fault(error: Exception):  # type: ignore[no-untyped-def]
    # Neither the path nor the error's own text is logged: they may hold tokens or what somebody wrote.
    fault = describe_failure(error)
    log.error("%s, for %s", fault.log_line or type(error).__name__, request.endpoint)
    return error_page(500, [fault.words])


def _log_late_fault(told: Any) -> None:
    # What Flask itself would log, when a fault comes after the page was made, has the path and the text in it.
    log.error("%s, after %s", describe_failure(told[1]).log_line or told[0].__name__, request.endpoint)


def register_errors(app: Flask) -> None:
    """Give every refusal and fault its page."""
    app.log_exception = _log_late_fault  # type: ignore[method-assign]
    app.register_error_handler(refusals.Refusal, _refusal)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)
