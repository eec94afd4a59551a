"""Finding themes, and showing fewer or more of them; a new discovery never starts unless the officer was told so."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, url_for
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import clock
from consult.queue import start_run
from consult.themes.actions import open_board
from consult.themes.actions_cut import cut_themes
from consult.themes.bounds import FEWEST, MOST
from consult.themes.engines import Choice, refuse_choice, settle_choice
from consult.themes.forms import CutForm
from consult.themes.pages import (
    DISCOVER,
    build_look,
    choice_of,
    read_narrowing,
    render_board,
    to_board,
)
from consult.themes.queries import OpenQuestion, find_board, find_open_question
from consult.web.guard import page
from surveys.errors import StaleEdit

pages = Blueprint("theme_find", __name__)


@pages.post("/office/questions/<int:question_id>/themes/discover")
@page("themes.edit", load=find_open_question)
def discover(db: Session, question: OpenQuestion) -> Response | tuple[str, int]:
    """Ask for a discovery of as many themes as the answers bear; the board shows how far it is."""
    kept = choice_of(find_board(db, question.id), question)
    form = build_look(kept, sent=True)
    engine, language = form.engine.data or kept.engine, form.language.data or kept.language
    for name, problem in refuse_choice(engine, language).items():
        form[name].errors = [problem]
        return render_board(db, question, look=form), 422
    _start_discovery(db, question, settle_choice(engine, language))
    return to_board(question.id)


@pages.post("/office/questions/<int:question_id>/themes/cut")
@page("themes.edit", load=find_open_question)
def cut(db: Session, question: OpenQuestion) -> Response | tuple[str, int]:
    """Show fewer or more themes of the same discovery; where it cannot be cut so, say first what a new one would do."""
    form = CutForm()
    seen = form.version.data if form.validate_on_submit() else -1
    count = max(FEWEST, min(MOST, form.themes.data or 0))
    try:
        shown = cut_themes(db, question.id, count, seen_version=seen, by=current_user.id, at=clock.now())
    except StaleEdit as stale:
        return render_board(db, question, stale=str(stale)), 409
    board = find_board(db, question.id)
    # Where nothing is stored that can be cut, the board says beside the buttons that each reads the answers anew.
    if shown is None and board is not None and board.details.get("shown") and not form.anew.data:
        g.changed_nothing = True
        return _ask_first(db, question, count)
    if shown is None:
        _start_discovery(db, question, choice_of(board, question), count)
    else:
        flash(
            f"{shown} untouched themes now. It is the same discovery, cut differently. What you touched is as it was.",
            "good",
        )
    return to_board(question.id)


def _ask_first(db: Session, question: OpenQuestion, count: int) -> Any:
    kept = read_narrowing(db, question)
    return redirect(url_for("themes.board", question_id=question.id, anew=count, _anchor="anew", **kept), 303)


def _start_discovery(db: Session, question: OpenQuestion, how: Choice, count: int | None = None) -> None:
    open_board(db, question.consultation.id, question.id)
    wanted = {"engine": how.engine, "language": how.language} | ({"themes": count} if count else {})
    run = start_run(
        db,
        DISCOVER,
        consultation_id=question.consultation.id,
        subject_id=question.id,
        parameters=wanted,
        by=current_user.id,
        at=clock.now(),
    )
    if run.parameters != wanted:
        flash("Heed is already looking for themes in another way. Wait, or stop that first and ask again.", "warn")
