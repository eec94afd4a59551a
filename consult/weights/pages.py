"""What matters most, to whom: one page a councillor can read in a minute, and the run that works it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from consult import clock
from consult.consultations.models import Consultation
from consult.consultations.queries import load_consultation
from consult.queue import start_run
from consult.run_words import RunView, build_run_view
from consult.runs import UNFINISHED, Run
from consult.web.figures import Figure, figure_of
from consult.web.guard import may, page
from consult.weights import queries, queries_steady
from consult.weights.cited import Sentence
from consult.weights.findings import cite_differences, cite_findings, say_everyone, say_few
from consult.weights.queries import COMPUTE, WeighedQuestion
from consult.weights.queries_words import count_written
from consult.weights.side_by_side import SideBySide, are_unlike, set_beside
from consult.weights.telling import people_words, tell
from consult.weights.told import Told
from consult.weights.wording import words_of_result

pages = Blueprint("weights", __name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question in the list."""

    question: WeighedQuestion
    answered: str
    any_answers: bool
    do: str  # what people do in it, in words: what they saw, once it is weighed
    computed_at: datetime | None
    stale: tuple[str, ...]
    held: str
    run: RunView | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """The questions of a consultation that can be weighed. `is_unlike`: they do not all ask in the same way."""

    consultation: Consultation
    entries: list[Entry]
    is_unlike: bool
    may_run: bool
    token: FlaskForm


@dataclass(frozen=True, slots=True)
class WeightsPage:
    """The weights of one question as anybody may read them; without `told` there are none yet. `wrote`: so many people
    wrote something beside it, 0 for whoever may not read that."""

    entry: Entry
    told: Told | None
    weight_run_id: int | None
    findings: list[Sentence]
    few: str
    differences: list[Sentence]
    everyone: str
    figure: Figure | None
    beside: SideBySide | None
    working: bool
    wrote: int
    may_run: bool
    token: FlaskForm


@pages.get("/office/consultations/<int(max=2147483647):consultation_id>/weights")
@page("weights.view", load=load_consultation)
def listing(db: Session, consultation: Consultation) -> ResponseReturnValue:
    """Each question with the state of its weights."""
    found = queries_steady.list_states_seen(
        db, queries.list_weighed_questions(db, consultation.id), exact=is_exact(consultation.id)
    )
    view = ListPage(
        consultation=consultation,
        entries=[build_entry(state) for state in found],
        is_unlike=are_unlike(state.question.kind for state in found),
        may_run=may("weights.run", consultation.id),
        token=FlaskForm(),
    )
    return render_template("weights/listing.html", view=view)


@pages.get("/office/questions/<int(max=2147483647):question_id>/weights")
@page("weights.view", load=queries.load_weighed_question)
def show(db: Session, question: WeighedQuestion) -> ResponseReturnValue:
    """What matters most, to whom, as it may be published: numbers of people are rounded, whoever reads it."""
    exact = is_exact(question.consultation.id)
    state = queries_steady.find_state_seen(db, question, exact=exact)
    newest = state.newest
    told = tell(newest.result, exact=False) if newest is not None else None
    view = WeightsPage(
        entry=build_entry(state),
        told=told,
        weight_run_id=newest.id if newest is not None else None,
        findings=cite_findings(told) if told is not None else [],
        few=say_few(told) if told is not None else "",
        differences=cite_differences(told) if told is not None else [],
        everyone=say_everyone(told) if told is not None else "",
        figure=figure_of(newest.charts) if newest is not None else None,
        beside=set_beside(db, question, newest, exact=exact) if newest is not None else None,
        working=is_working(state),
        wrote=sum(count_wrote(db, question).values()),
        may_run=may("weights.run", question.consultation.id),
        token=FlaskForm(),
    )
    return render_template("weights/show.html", view=view)


@pages.post("/office/questions/<int(max=2147483647):question_id>/weights/compute")
@page("weights.run", load=queries.load_weighed_question)
def compute(db: Session, question: WeighedQuestion) -> ResponseReturnValue:
    """Ask for the weights; pressed twice it is one run."""
    start_run(
        db,
        COMPUTE,
        consultation_id=question.consultation.id,
        subject_id=question.id,
        by=current_user.id,
        at=clock.now(),
    )
    flash("The weights are being worked out. It takes a few seconds.", "info")
    return redirect(url_for("weights.show", question_id=question.id), 303)


@pages.get("/methods/weights")
@page(public=True)
def methods(db: Session) -> ResponseReturnValue:
    """How weights are worked out, for anybody who wants to check."""
    return render_template("weights/methods.html")


def is_exact(consultation_id: int) -> bool:
    """Whether whoever is signed in may read the answers, and so may see exact numbers and every result."""
    return may("responses.read", consultation_id)


def count_wrote(db: Session, question: WeighedQuestion) -> dict[str, int]:
    """How many people wrote something beside a question, by what they did; nothing for whoever may not read it."""
    return count_written(db, question.id) if may("themes.view", question.consultation.id) else {}


def is_working(state: queries.QuestionState) -> bool:
    """Whether the weights are being worked out at this moment."""
    return state.run is not None and state.run.status in UNFINISHED


def build_entry(state: queries.QuestionState) -> Entry:
    """A question with the state of its weights, in words."""
    within = state.question.consultation.id
    exact = is_exact(within)
    return Entry(
        question=state.question,
        # Beside the weights a number of all who answered would tell of the few who are not in them.
        answered=people_words(state.answered, exact=True) if state.answered and exact else "",
        any_answers=state.answered > 0,
        do=(words_of_result(state.newest.result) if state.newest is not None else state.question.words).do,
        computed_at=state.newest.computed_at if state.newest is not None else None,
        stale=state.stale,
        held=state.held,
        run=_run_view(state.run) if may("runs.view", within) else None,
    )


def _run_view(run: Run | None) -> RunView | None:
    return build_run_view(run, at=clock.now()) if run is not None and run.status != "done" else None
