"""The theme board of one open question: what was found, what is signed off, and decisions on one theme at a time."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from consult import clock
from consult.consultations.models import Consultation
from consult.consultations.queries import load_consultation
from consult.run_words import build_run_view
from consult.runs import find_latest_run
from consult.themes.actions import add_theme, count_answers, open_board, reopen_theme, set_aside, sign_off
from consult.themes.board_page import BoardPage
from consult.themes.bounds import FEWEST, MOST
from consult.themes.engines import (
    Choice,
    kept_choice,
    list_choices_of_engine,
    list_choices_of_language,
)
from consult.themes.forms import AddForm, AsideForm, JoinForm, LookForm, Seen
from consult.themes.models import Theme, ThemeBoard
from consult.themes.queries import OpenQuestion, find_board, find_namesake, find_open_question, find_theme, list_groups
from consult.themes.queries_alike import list_alike
from consult.themes.queries_board import ALIKE, COPIES, ORDERS, BoardView, Narrowing, show_board
from consult.themes.queries_changes import find_news
from consult.themes.queries_list import list_boards
from consult.themes.queries_suggestions import FEWEST_TO_SUGGEST, Standing, count_standing
from consult.web.addresses import read_key
from consult.web.guard import may, page
from consult.web.words import count_words
from surveys.errors import StaleEdit

pages = Blueprint("themes", __name__)
DISCOVER = "themes.discover"


@pages.get("/office/consultations/<int:consultation_id>/themes")
@page("themes.view", load=load_consultation)
def questions(db: Session, consultation: Consultation) -> str:
    """The open questions of a consultation, each with its board."""
    rows = list_boards(db, consultation.id)
    return render_template("themes/questions.html", consultation=consultation, rows=rows)


def _narrowing(groups: list[tuple[int, str]]) -> tuple[Narrowing, dict[str, str]]:
    search, order = request.args.get("q", "").strip()[:200], request.args.get("order", "")
    group = next((one for one, _ in groups if str(one) == request.args.get("group", "")), None)
    copies = request.args.get("copies", "")
    narrowed = Narrowing(
        search, group, order if order in dict(ORDERS) else "", copies if copies in dict(COPIES) else ""
    )
    as_sent = {
        "q": narrowed.search,
        "group": str(group or ""),
        "order": narrowed.order,
        "copies": narrowed.copies,
    }
    return narrowed, {name: value for name, value in as_sent.items() if value}


def read_narrowing(db: Session, question: OpenQuestion) -> dict[str, str]:
    """How the board was narrowed, as an address carries it: for pages that lead back to it."""
    return _narrowing(list_groups(db, question.consultation.id))[1]


def render_board(
    db: Session,
    question: OpenQuestion,
    *,
    add: AddForm | None = None,
    look: LookForm | None = None,
    join: JoinForm | None = None,
    stale: str = "",
) -> str:
    run = find_latest_run(db, DISCOVER, question.id)
    groups = list_groups(db, question.consultation.id)
    narrowed, kept = _narrowing(groups)
    shown = show_board(db, question, narrowed)
    mine = run is not None and run.status == "done" and run.asked_by == current_user.id
    may_edit = may("themes.edit", question.consultation.id)
    view = BoardPage(
        board=shown,
        narrowed=narrowed,
        kept=kept,
        groups=groups,
        run=build_run_view(run, at=clock.now()) if run is not None and run.status != "done" else None,
        news=find_news(db, shown, run.id) if run is not None and mine else None,
        finer=_read_count() if may_edit else 0,
        suggested=_count_suggested(db, shown),
        families=list_alike(db, shown) if narrowed.order == ALIKE else (),
        add=add or AddForm(formdata=None),
        join=join or JoinForm(formdata=None),
        look=look or build_look(choice_of(shown.board, question)),
        seen=Seen(formdata=None),
        may_edit=may_edit,
        stale=stale,
    )
    return render_template("themes/board.html", view=view)


def _read_count() -> int:
    """How many themes the address asks to find anew, once the officer says yes; 0 where it asks for none."""
    count = read_key(request.args.get("anew", "")) or 0
    return count if FEWEST <= count <= MOST else 0


def _count_suggested(db: Session, shown: BoardView) -> Standing | None:
    if shown.board is None or shown.all_signed_off < FEWEST_TO_SUGGEST:
        return None
    return count_standing(db, shown.board.id, shown.answers)


def to_board(question_id: int, anchor: str = "") -> Any:
    """Back to the board as it was narrowed, at the place where the officer goes on."""
    kept = {name: request.args[name] for name in ("q", "group", "order", "copies") if request.args.get(name)}
    return redirect(url_for("themes.board", question_id=question_id, _anchor=anchor or None, **kept), 303)


def say_namesake(db: Session, theme: Theme) -> str:
    """What to know where another theme has the name just saved; empty where none has."""
    other = find_namesake(db, theme)
    if other is None:
        return ""
    state = "signed off" if other.status == "signed_off" else "a candidate" if other.kind == "theme" else "set aside"
    return (
        f"Another theme of this question has the same name: “{other.label}”, {state}, with "
        f"{count_words(count_answers(db, other), 'answer')}. Rename one of them, or bring the two together."
    )


def question_of(db: Session, theme: Theme) -> OpenQuestion:
    """The open question a theme belongs to."""
    board = find_board(db, board_id=theme.board_id)
    found = find_open_question(db, board.question_id) if board else None
    if found is None:
        raise LookupError(f"theme {theme.id} has no question")
    return found[0]


@pages.get("/office/questions/<int:question_id>/themes")
@page("themes.view", load=find_open_question)
def board(db: Session, question: OpenQuestion) -> str:
    """The board."""
    return render_board(db, question)


def choice_of(board: ThemeBoard | None, question: OpenQuestion) -> Choice:
    """How to look for themes next: as the board was found, or as the survey's language asks."""
    return kept_choice(board.details if board else {}, question.survey_language)


def build_look(kept: Choice, *, sent: bool = False) -> LookForm:
    """The form that says how to look, with what there is to choose from."""
    form = LookForm(data={"engine": kept.engine, "language": kept.language}, **({} if sent else {"formdata": None}))
    form.engine.choices = [SelectChoice(value, words) for value, words in list_choices_of_engine()]
    form.language.choices = [SelectChoice(value, words) for value, words in list_choices_of_language()]
    return form


@pages.post("/office/questions/<int:question_id>/themes/add")
@page("themes.edit", load=find_open_question)
def add(db: Session, question: OpenQuestion) -> Response | tuple[str, int]:
    """Add a theme of the officer's own."""
    form = AddForm()
    if not form.validate_on_submit():
        return render_board(db, question, add=form), 422
    board = open_board(db, question.consultation.id, question.id)
    made = add_theme(db, board, label=form.label.data.strip(), description="", by=current_user.id, at=clock.now())
    said = f"“{made.label}” was added. Move answers into it from the other themes."
    flash(f"{said} {say_namesake(db, made)}".rstrip(), "good")
    return to_board(question.id, f"theme-{made.id}")


@pages.post("/office/themes/<int:theme_id>/sign-off")
@page("themes.edit", load=find_theme)
def accept(db: Session, theme: Theme) -> Response | tuple[str, int]:
    """Sign a theme off."""
    said = f"“{theme.label}” is signed off."
    return _decide(db, theme, lambda version: sign_off(db, theme.id, seen_version=version, **_who()), said)


@pages.post("/office/themes/<int:theme_id>/reopen")
@page("themes.edit", load=find_theme)
def reopen(db: Session, theme: Theme) -> Response | tuple[str, int]:
    """Take a sign-off back."""
    said = f"“{theme.label}” is a candidate again."
    return _decide(db, theme, lambda version: reopen_theme(db, theme.id, seen_version=version, **_who()), said)


@pages.post("/office/themes/<int:theme_id>/set-aside")
@page("themes.edit", load=find_theme)
def park(db: Session, theme: Theme) -> Response | tuple[str, int]:
    """Set a theme aside, or take it back."""
    kind = AsideForm().kind.data or ""
    said = f"“{theme.label}” is {'a candidate again' if kind == 'theme' else 'set aside'}."
    return _decide(db, theme, lambda version: set_aside(db, theme.id, kind, seen_version=version, **_who()), said)


def _who() -> dict[str, Any]:
    return {"by": current_user.id, "at": clock.now()}


def next_place() -> str:
    """Where the officer goes on after a decision: the card that followed, or the top when there was none."""
    follows = request.form.get("next", "")
    return f"theme-{follows}" if follows.isascii() and follows.isdigit() and len(follows) < 16 else ""


def _decide(db: Session, theme: Theme, decision: Any, said: str) -> Response | tuple[str, int]:
    form = Seen()
    question = question_of(db, theme)
    try:
        decision(form.version.data if form.validate_on_submit() else -1)
    except StaleEdit as stale:
        return render_board(db, question, stale=str(stale)), 409
    flash(said, "good")
    return to_board(question.id, next_place())
