"""Where officers see what the last discovery changed on a board; nothing can be changed here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from consult.themes.pages import read_narrowing
from consult.themes.queries import OpenQuestion, find_board, find_open_question
from consult.themes.queries_changes import Changes, find_changes
from consult.web.guard import page

pages = Blueprint("theme_changes", __name__)


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What the last discovery changed; nothing where it was the first."""

    question: OpenQuestion
    changes: Changes | None
    kept: dict[str, str]  # the narrowing of the board, as an address carries it


@pages.get("/office/questions/<int:question_id>/themes/changes")
@page("themes.view", load=find_open_question)
def show(db: Session, question: OpenQuestion) -> str:
    """Which answers stand elsewhere than before."""
    board = find_board(db, question.id)
    changes = find_changes(db, board) if board is not None else None
    view = ChangesPage(question, changes, read_narrowing(db, question))
    return render_template("themes/changes.html", view=view)
