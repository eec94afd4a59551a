"""Themes that say nearly the same, joined from the board in one go; one theme alone joins nothing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import clock
from consult.themes.actions import join_themes
from consult.themes.forms import JoinForm
from consult.themes.pages import render_board, say_namesake, to_board
from consult.themes.queries import OpenQuestion, find_open_question
from consult.web.addresses import read_key
from consult.web.guard import page
from consult.web.words import count_words
from surveys.errors import StaleEdit

pages = Blueprint("theme_alike", __name__)


@pages.post("/office/questions/<int:question_id>/themes/join")
@page("themes.edit", load=find_open_question)
def join(db: Session, question: OpenQuestion) -> Response | tuple[str, int] | Any:
    """Make one theme of those ticked, under the name of the largest."""
    form, ticked = JoinForm(), _read_ticked()
    if not form.validate_on_submit() or len(ticked) < 2:
        form.theme.errors = ["Tick at least two themes to join"]
        return render_board(db, question, join=form), 422
    try:
        kept = join_themes(db, question.id, ticked, by=current_user.id, at=clock.now())
    except StaleEdit as stale:
        return render_board(db, question, stale=str(stale)), 409
    said = f"{count_words(len(ticked), 'theme')} are one now: “{kept.label}”. Rename it if that does not fit them all."
    flash(f"{said} {say_namesake(db, kept)}".rstrip(), "good")
    return to_board(question.id, f"theme-{kept.id}")


def _read_ticked() -> dict[int, int]:
    """The version seen of each ticked theme, sent as "id:version"."""
    pairs = ([read_key(part) for part in one.partition(":")[::2]] for one in request.form.getlist("theme"))
    return {theme_id: version for theme_id, version in pairs if theme_id is not None and version is not None}
