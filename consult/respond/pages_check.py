"""Check your answers, send them once, and the receipt, which shows a reference and a time and nothing that was said."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from consult import clock
from consult.respond.actions import send_answers
from consult.respond.pages import load_walk, receipt_keys
from consult.respond.pages_words import Banner, hand_back_words, keep_words_on_faults, stale_words
from consult.respond.queries import (
    AnswerLine,
    Sent,
    Walk,
    find_sent,
    list_answers,
    mark_of_answers,
)
from consult.web.guard import page
from consult.web.questions import name_problem
from consult.web.words import closing_words
from surveys.errors import NOTHING_ANSWERED, AnswerRejected, NothingAnswered
from surveys.intake import list_telling, says_nothing
from surveys.questionnaire import Questionnaire

pages = Blueprint("respond_check", __name__)
keep_words_on_faults(pages)

ONLY_ABOUT = (
    "There is nothing to send yet: you have not said what you think. What you chose is kept. "
    "Answer at least one more question."
)
CHANGED = "Your answers were changed in another window since you opened this page. Look at them once more, then send."


@dataclass(frozen=True, slots=True)
class CheckView:
    """Every answer, and the button that sends them."""

    banner: Banner
    rows: list[tuple[AnswerLine, str]]  # an answer and where it can be changed
    errors: list[dict[str, str]]
    back: str
    later: str
    seen: str
    notice: str
    nothing: str  # why there is nothing to send yet, told before somebody presses Send
    first: str  # where the first question is that would be something to send


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What a person keeps."""

    banner: Banner
    sent: Sent
    closes: str
    asked_by: str
    contact: str


@pages.route("/s/<public_id>/<token>/check", methods=["GET", "POST"])
@page(public=True, load=load_walk, keeps_words=True)
def check(db: Session, walk: Walk) -> ResponseReturnValue:
    """Show every answer; Send takes them in, once, however often it is pressed."""
    at = clock.now()
    if walk.draft is None or not walk.is_open(at=at):
        return hand_back_words(walk, {})
    if request.method != "POST":
        return _check_page(walk)
    if g.stale_token:
        return _check_page(walk, notice=stale_words()), 400
    if request.form.get("seen", mark_of_answers(walk)) != mark_of_answers(walk):
        return _check_page(walk, notice=CHANGED), 409
    try:
        send_answers(db, walk, keys=receipt_keys(), at=at)
    except (AnswerRejected, NothingAnswered) as refusal:
        return _check_page(walk, refusal), 422
    return redirect(url_for("respond_check.received", public_id=walk.survey.public_id, token=walk.token), 303)


@pages.get("/s/<public_id>/<token>/received")
@page(public=True, load=load_walk)
def received(db: Session, walk: Walk) -> ResponseReturnValue:
    """The receipt: the same however often it is looked at."""
    sent = find_sent(db, walk, keys=receipt_keys())
    if sent is None and walk.draft is not None:
        return redirect(url_for("respond_check.check", public_id=walk.survey.public_id, token=walk.token), 303)
    if sent is None:
        return hand_back_words(walk, {})
    about = walk.consultation
    view = ReceiptView(
        banner=Banner.of(walk.survey, about, is_test=walk.is_test),
        sent=sent,
        closes=closing_words(walk.survey.closes_at) if walk.survey.status == "open" else "",
        asked_by=about.asked_by if about else "",
        contact=about.contact if about else "",
    )
    return render_template("respond/received.html", view=view)


def _check_page(walk: Walk, refusal: AnswerRejected | NothingAnswered | None = None, notice: str = "") -> str:
    problems = refusal.problems if isinstance(refusal, AnswerRejected) else {}
    here = {"public_id": walk.survey.public_id, "token": walk.token}
    lines = list_answers(walk.asked, walk.answers(), walk.instance_id)
    rows = [
        (line, url_for("respond.section", **here, number=line.number, then="check", _anchor=line.href))
        for line in lines
    ]
    errors = [
        {"text": name_problem(line.question.text, line.problem), "href": f"#row-{line.question.id}"}
        for line, _ in rows
        if line.question.id in problems
    ]
    nothing = _say_nothing(walk.asked, {line.question.id for line in lines if line.is_answered})
    telling = list_telling(walk.asked)[0].id
    first = next(change for line, change in rows if line.question.id == telling)
    if isinstance(refusal, NothingAnswered):
        errors = [{"text": nothing, "href": first}]
    view = CheckView(
        banner=Banner.of(walk.survey, walk.consultation, is_test=walk.is_test),
        rows=rows,
        errors=errors,
        back=url_for("respond.section", **here, number=len(walk.sections)),
        later=url_for("respond_return.later", **here),
        seen=mark_of_answers(walk),
        notice=notice,
        nothing="" if errors or notice else nothing,
        first=first,
    )
    return render_template("respond/check.html", view=view, has_errors=bool(errors))


def _say_nothing(asked: Questionnaire, answered: set[int]) -> str:
    """Why there is nothing to send yet; empty where there is something, whether or not it fits."""
    if not says_nothing(asked, answered):
        return ""
    return ONLY_ABOUT if answered else NOTHING_ANSWERED
