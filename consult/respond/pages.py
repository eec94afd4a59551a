"""The resident's way in and the questions, a section a page; what is typed is kept at every step, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import clock
from consult.respond.actions import give_code, keep_late_words, keep_section, start_walk
from consult.respond.forms import read_section, read_typed
from consult.respond.pages_words import (
    Banner,
    hand_back_words,
    keep_words_on_faults,
    receipt_url,
    stale_words,
    tell_late,
)
from consult.respond.queries import (
    Landing,
    Walk,
    find_landing,
    find_problems,
    find_walk,
    mark_of_answers,
)
from consult.web.guard import may, page
from consult.web.questions import ShownSection, build_section
from consult.web.unit import settings
from consult.web.words import closing_words
from surveys.lifecycle import takes_answers
from surveys.questionnaire import SectionView
from surveys.receipts import ReceiptKeys

pages = Blueprint("respond", __name__)
keep_words_on_faults(pages)

TRY_OUT = "survey.view"  # the permission to send in test responses


@dataclass(frozen=True, slots=True)
class Step:
    """One section of one person's walk."""

    walk: Walk
    number: int

    @property
    def section(self) -> SectionView:
        """What is asked here; raises LookupError where the token leads nowhere."""
        return self.walk.asked.sections[self.number - 1]


@dataclass(frozen=True, slots=True)
class LandingView:
    """The first page, or the same page looked at again in the middle of the walk (`carry_on`)."""

    landing: Landing
    banner: Banner
    title: str
    why: list[str]
    minutes: int
    closes: str
    privacy: list[str]
    carry_on: str
    stale: str


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One page of questions."""

    banner: Banner
    shown: ShownSection
    progress: str
    action: str
    stale: str
    saved: str  # a mark of what the server has of this section, so that the browser knows if it has newer
    receipt_url: str  # of answers that were sent before; empty on the way


def receipt_keys() -> ReceiptKeys:
    """The keys references and return codes are made with."""
    return ReceiptKeys(settings().keys("receipts"))


def _load_landing(db: Session, public_id: str) -> tuple[Landing, int | None] | None:
    landing = find_landing(db, public_id)
    return (landing, landing.consultation_id) if landing else None


def load_walk(db: Session, public_id: str, token: str) -> tuple[Walk, None] | None:
    """The walk of a token; on a change its draft is locked until the change is stored."""
    walk = find_walk(db, public_id, token, lock=request.method == "POST")
    return (walk, None) if walk else None


def _load_step(db: Session, public_id: str, token: str, number: int) -> tuple[Step, None] | None:
    loaded = load_walk(db, public_id, token)
    if loaded is None:
        return None
    walk = loaded[0]
    if walk.questionnaire is not None and not 1 <= number <= len(walk.sections):
        return None
    return Step(walk, number), None


@pages.route("/s/<public_id>", methods=["GET", "POST"])
@page(public=True, load=_load_landing, keeps_words=True)
def landing(db: Session, found: Landing) -> ResponseReturnValue:
    """Why we ask, who asks, how long it takes; Start begins a set of answers."""
    is_test = request.args.get("test") == "1"
    refused = _refuse_test(found) if is_test else _refuse_visitor(found)
    if refused is not None:
        return refused
    if request.method != "POST" or g.stale_token:
        return _landing_page(found, is_test=is_test), 400 if g.stale_token else 200
    typed = read_typed(found.questionnaire, request.form) if found.questionnaire else {}
    token = start_walk(db, found, is_test=is_test, answers=typed, at=clock.now())
    number = _section_of(found, typed)
    return redirect(url_for("respond.section", public_id=found.survey.public_id, token=token, number=number), 303)


@pages.get("/s/<public_id>/<token>/about")
@page(public=True, load=load_walk)
def about(db: Session, walk: Walk) -> ResponseReturnValue:
    """The first page again, for somebody who is on the way."""
    if walk.draft is None:
        return hand_back_words(walk, {})
    first = url_for("respond.section", public_id=walk.survey.public_id, token=walk.token, number=1)
    seen = Landing(walk.survey, walk.consultation, walk.questionnaire)
    return _landing_page(seen, is_test=walk.is_test, carry_on=first)


@pages.route("/s/<public_id>/<token>/<int:number>", methods=["GET", "POST"])
@page(public=True, load=_load_step, keeps_words=True)
def section(db: Session, step: Step) -> ResponseReturnValue:
    """One section: Continue checks it, Back and Save do not, and all three keep what was typed."""
    if step.walk.questionnaire is None:
        return hand_back_words(step.walk, {})
    typed = read_section(step.section, request.form) if request.method == "POST" else {}
    if step.walk.draft is None:
        return _without_draft(db, step, typed)
    if request.method == "POST" and not g.stale_token:
        keep_section(db, step.walk, typed, number=step.number, at=clock.now())
    if not step.walk.is_open(at=clock.now()):
        return hand_back_words(step.walk, typed)
    if request.method != "POST":
        return _section_page(step)
    if g.stale_token:
        return _section_page(step, typed, stale=stale_words()), 400
    if request.form.get("go") == "later":
        give_code(db, step.walk, keys=receipt_keys())
    return _move_on(step, typed)


def _without_draft(db: Session, step: Step, typed: dict[int, Any]) -> ResponseReturnValue:
    walk = step.walk
    if not typed:
        return hand_back_words(walk, typed)
    if g.stale_token:
        return _section_page(step, typed, stale=stale_words()), 400
    differs, problems = keep_late_words(db, walk, step.section, typed, keys=receipt_keys(), at=clock.now())
    if problems:
        return _section_page(step, typed, problems), 422
    return tell_late(walk, typed) if differs else hand_back_words(walk, {})


def _move_on(step: Step, typed: dict[int, Any]) -> ResponseReturnValue:
    """Where the button that was pressed leads; Continue only past a section that can be sent."""
    go, to_check = request.form.get("go"), request.args.get("then") == "check"
    here = {"public_id": step.walk.survey.public_id, "token": step.walk.token}
    if go == "later":
        return redirect(url_for("respond_return.later", **here), 303)
    if go == "back":
        before = step.number - 1
        where = url_for("respond.section", **here, number=before) if before else url_for("respond.about", **here)
        return redirect(url_for("respond_check.check", **here) if to_check else where, 303)
    if go == "stay":
        again = url_for("respond.section", **here, number=step.number, then="check" if to_check else None)
        return redirect(again, 303)
    problems = find_problems(step.section, typed, step.walk.instance_id)
    if problems:
        return _section_page(step, typed, problems), 422
    if to_check or step.number == len(step.walk.sections):
        return redirect(url_for("respond_check.check", **here), 303)
    return redirect(url_for("respond.section", **here, number=step.number + 1), 303)


def _section_page(
    step: Step, typed: dict[int, Any] | None = None, problems: dict[int, str] | None = None, stale: str = ""
) -> str:
    walk = step.walk
    answers = {**walk.answers(), **(typed or {})}
    shown = build_section(step.section, answers, problems or {}, walk.instance_id, fallback_title=walk.survey.title)
    total = len(walk.sections)
    view = SectionPage(
        banner=Banner.of(walk.survey, walk.consultation, is_test=walk.is_test),
        shown=shown,
        progress=f"Part {step.number} of {total}" if total > 1 else "",
        action=request.full_path.rstrip("?"),
        stale=stale,
        saved=mark_of_answers(walk, step.section),
        receipt_url=receipt_url(walk) if walk.response is not None else "",
    )
    return render_template("respond/section.html", view=view, has_errors=bool(shown.errors))


def _landing_page(found: Landing, *, is_test: bool, carry_on: str = "") -> str:
    about = found.consultation
    view = LandingView(
        landing=found,
        banner=Banner.of(found.survey, about, is_test=is_test),
        title=found.questionnaire.title if found.questionnaire else found.survey.title,
        why=_paragraphs(about.purpose if about else ""),
        minutes=found.questionnaire.minutes if found.questionnaire else found.survey.minutes,
        closes=closing_words(found.survey.closes_at),
        privacy=_paragraphs(about.privacy_notice if about else ""),
        carry_on=carry_on,
        stale=stale_words() if g.stale_token else "",
    )
    return render_template("respond/landing.html", view=view)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _refuse_test(found: Landing) -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        answer: ResponseReturnValue = current_app.login_manager.unauthorized()
        return answer
    if found.questionnaire is None or not may(TRY_OUT, found.consultation_id):
        abort(404)
    return None


def _refuse_visitor(found: Landing) -> ResponseReturnValue | None:
    """What a resident sees of a survey that takes no answers; None when it does."""
    if found.survey.status == "draft" or found.questionnaire is None:
        abort(404)
    if takes_answers(found.survey, "web", at=clock.now()):
        return None
    seen = Walk(found.survey, found.consultation, "", None, None, found.questionnaire)
    typed = read_typed(found.questionnaire, request.form) if request.method == "POST" else {}
    return hand_back_words(seen, typed, closed=True)


def _section_of(found: Landing, typed: dict[int, Any]) -> int:
    sections = found.questionnaire.sections if found.questionnaire else ()
    numbers = (n for n, one in enumerate(sections, start=1) if any(q.id in typed for q in one.questions))
    return next(numbers, 1)
