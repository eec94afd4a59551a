"""Suggestions for answers that wait: accepted, corrected or refused a page at a time, and the sure ones at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import clock
from consult.queue import start_run
from consult.run_words import RunView, build_run_view
from consult.runs import find_latest_run
from consult.themes.actions_further import ChosenFurther
from consult.themes.actions_suggestions import Chosen, Saved, decide_on_suggestions
from consult.themes.engines import say_read
from consult.themes.forms import SuggestionsForm
from consult.themes.pages_personal import read_told
from consult.themes.queries import OpenQuestion, find_board, find_open_question
from consult.themes.queries_personal_parts import Told
from consult.themes.queries_suggestions import (
    FURTHER,
    LEARNT_FROM,
    Made,
    Standing,
    SuggestedRow,
    Sure,
    count_standing,
    find_made,
    list_choices,
    list_suggestions,
    list_sure,
    sum_up_sure,
)
from consult.web.addresses import read_key
from consult.web.guard import may, page
from consult.web.paging import Paging, build_paging
from consult.web.words import count_words
from surveys.errors import WrongState
from surveys.reading import count_states

pages = Blueprint("theme_suggestions", __name__)
SUGGEST = "themes.suggest"
ON_A_PAGE = 20
LATER, YES, OTHER, NONE = "later", "yes", "other", "none"


@dataclass(frozen=True, slots=True)
class Marked:
    """What a page was marked with, by answer: the choice and the theme beside it, what is wrong; `also` by further
    theme."""

    chosen: dict[int, str] = field(default_factory=dict)
    targets: dict[int, int] = field(default_factory=dict)
    also: dict[int, str] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListPage:
    """Suggestions a page at a time, what was chosen so far, and what is wrong with it."""

    question: OpenQuestion
    standing: Standing
    rows: list[SuggestedRow]
    paging: Paging
    choices: list[tuple[int, str]]
    run: RunView | None
    made: Made
    sure: Sure
    form: SuggestionsForm
    marked: Marked
    may_edit: bool
    told: Told | None
    read: str  # what to know where the answers are not in English

    learnt_from = LEARNT_FROM
    how_sure_further = FURTHER


@dataclass(frozen=True, slots=True)
class SurePage:
    """The second step before the sure ones are accepted at once."""

    question: OpenQuestion
    sure: Sure
    made: Made
    form: SuggestionsForm
    stale: str = ""

    learnt_from = LEARNT_FROM


def _list(
    db: Session,
    question: OpenQuestion,
    *,
    marked: Marked | None = None,
) -> str:
    board = find_board(db, question.id)
    board_id = board.id if board is not None else 0
    standing = count_standing(db, board_id, count_states(db, question.id).get("answered", 0))
    run, made = find_latest_run(db, SUGGEST, question.id), find_made(db, board_id)
    paging = build_paging(standing.made, what="Answers", size=ON_A_PAGE, endpoint="theme_suggestions.listing")
    view = ListPage(
        question=question,
        standing=standing,
        rows=list_suggestions(db, board_id, made, offset=paging.offset, limit=paging.size),
        paging=paging,
        choices=list_choices(db, board_id),
        run=build_run_view(run, at=clock.now()) if run is not None and run.status != "done" else None,
        made=made,
        sure=sum_up_sure(db, board_id, made),
        form=SuggestionsForm(formdata=None),
        marked=marked or Marked(),
        may_edit=may("themes.edit", question.consultation.id),
        told=read_told(db, question.id),
        read=say_read(board.details) if board is not None else "",
    )
    return render_template("themes/suggestions.html", view=view)


def _back(question: OpenQuestion) -> Any:
    kept = {"page": request.args["page"]} if request.args.get("page") else {}
    return redirect(url_for("theme_suggestions.listing", question_id=question.id, **kept), 303)


@pages.get("/office/questions/<int:question_id>/themes/suggestions")
@page("themes.view", load=find_open_question)
def listing(db: Session, question: OpenQuestion) -> str:
    """The answers that wait with what is suggested for each, the least certain first."""
    return _list(db, question)


@pages.post("/office/questions/<int:question_id>/themes/suggestions/anew")
@page("themes.edit", load=find_open_question)
def anew(db: Session, question: OpenQuestion) -> Response:
    """Ask for suggestions from what has been decided by now; the page shows how far it is."""
    start_run(
        db,
        SUGGEST,
        consultation_id=question.consultation.id,
        subject_id=question.id,
        by=current_user.id,
        at=clock.now(),
    )
    return redirect(url_for("theme_suggestions.listing", question_id=question.id), 303)  # type: ignore[return-value]


def _read_choices() -> tuple[list[Chosen], list[ChosenFurther], Marked]:
    """What was decided about answers and about further themes; how the page was marked, and what is missing."""
    decided: list[Chosen] = []
    marked, (further, accepted) = Marked(), _read_further()
    for answer in (key for one in request.form.getlist("answer") if (key := read_key(one)) is not None):
        choice = request.form.get(f"do-{answer}", LATER)
        target = read_key(request.form.get(f"theme-{answer}", "")) or 0
        # A theme chosen in the list says it all; "Decide later" is ticked from the beginning.
        choice = OTHER if target and choice == LATER else choice
        suggested = read_key(request.form.get(f"suggested-{answer}", "")) or 0
        theme = {YES: suggested, OTHER: target}.get(choice, 0)
        marked.chosen[answer], marked.targets[answer] = choice, target
        if choice == OTHER and not target:
            marked.problems[answer] = "Choose the other theme, or decide later"
        elif choice in (YES, NONE) and target:
            first = "“Accept the guess”" if choice == YES else "“None of these”"
            marked.problems[answer] = f"You marked {first} and chose a theme in the list: keep one of the two"
        elif choice in (YES, OTHER, NONE) and not theme and answer in accepted:
            marked.problems[answer] = "You marked “None of these” and a further theme: keep one of the two"
        elif choice in (YES, OTHER, NONE):
            decided.append(Chosen(answer, theme or None))
    for one in further:
        marked.also[one.id] = YES if one.accepted else NONE
    return decided, further, marked


def _read_further() -> tuple[list[ChosenFurther], set[int]]:
    """What was said of further themes, sent as "answer-id"; and the answers one of them was accepted for."""
    said: list[ChosenFurther] = []
    for one in request.form.getlist("further"):
        answer, key = (read_key(part) for part in one.partition("-")[::2])
        choice = request.form.get(f"also-{key}", LATER)
        if answer is not None and key is not None and choice in (YES, NONE):
            said.append(ChosenFurther(key, answer, choice == YES))
    return said, {one.answer_id for one in said if one.accepted}


@pages.post("/office/questions/<int:question_id>/themes/suggestions")
@page("themes.edit", load=find_open_question)
def save(db: Session, question: OpenQuestion) -> Response | tuple[str, int]:
    """Keep what was decided on this page; what a colleague decided meanwhile stands and is named."""
    form = SuggestionsForm()
    decided, further, marked = _read_choices()
    board = find_board(db, question.id)
    if not form.validate_on_submit() or marked.problems or board is None:
        return _list(db, question, marked=marked), 422
    who = {"by": current_user.id, "at": clock.now()}
    _tell(decide_on_suggestions(db, board.id, decided, further=further, run_id=form.run.data, **who))
    return _back(question)  # type: ignore[no-any-return]


def _tell(saved: Saved) -> None:
    if saved.n or not saved.overtaken:
        flash(f"{count_words(saved.n, 'decision')} saved." if saved.n else "Nothing was marked yet.", "good")
    for answer, words in saved.overtaken.items():
        flash(f"Not saved for answer {answer}: {words}", "warn")


@pages.get("/office/questions/<int:question_id>/themes/suggestions/sure")
@page("themes.edit", load=find_open_question)
def sure(db: Session, question: OpenQuestion) -> str:
    """Say what accepting the sure ones at once would do."""
    return _sure(db, question)


def _sure(db: Session, question: OpenQuestion, stale: str = "") -> str:
    board = find_board(db, question.id)
    board_id = board.id if board is not None else 0
    made = find_made(db, board_id)
    view = SurePage(question, sum_up_sure(db, board_id, made), made, SuggestionsForm(formdata=None), stale)
    return render_template("themes/suggestions_sure.html", view=view)


@pages.post("/office/questions/<int:question_id>/themes/suggestions/sure")
@page("themes.edit", load=find_open_question)
def accept_sure(db: Session, question: OpenQuestion) -> Response | tuple[str, int]:
    """Accept the sure ones, if they are still those the officer was told of."""
    form = SuggestionsForm()
    board = find_board(db, question.id)
    if not form.validate_on_submit() or board is None:
        raise WrongState("Open the page of sure suggestions first, then accept them there.")
    made = find_made(db, board.id)
    held = list_sure(db, board.id, made)
    if len(held) != form.n.data or made.run_id != form.run.data:
        return _sure(db, question, "The suggestions changed since you opened this page."), 409
    chosen = [Chosen(one.answer_id, one.theme_id) for one in held]
    who = {"by": current_user.id, "at": clock.now()}
    _tell(decide_on_suggestions(db, board.id, chosen, run_id=form.run.data, one_by_one=False, **who))
    return redirect(url_for("theme_suggestions.listing", question_id=question.id), 303)  # type: ignore[return-value]
