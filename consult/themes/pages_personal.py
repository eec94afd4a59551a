"""Where officers see what personal details are hidden in answers, show a part again or hide more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from consult import clock
from consult.themes.actions_personal import Decided, Span, WordsNotThere, decide_hidden
from consult.themes.actions_personal_copies import Followed, decide_in_copies, hold_answers
from consult.themes.forms import HiddenForm
from consult.themes.queries import OpenQuestion, find_board, find_open_question, find_theme
from consult.themes.queries_copies import Fellows, find_fellows
from consult.themes.queries_personal_list import DECIDED, Overview, PersonalRow, count_rows, list_rows, sum_up
from consult.themes.queries_personal_parts import (
    KIND_NAMES,
    HiddenAnswer,
    HiddenView,
    Told,
    find_answer,
    find_told,
    kind_title,
    show_hidden,
)
from consult.web.addresses import read_key
from consult.web.editing import is_sent
from consult.web.guard import may, page
from consult.web.paging import Paging, build_paging
from consult.web.widgets import error_summary
from consult.web.words import count_words
from surveys.errors import StaleEdit

pages = Blueprint("theme_personal", __name__)
SHOWS = (("", "All"), (DECIDED, "Decided by an officer"), *((kind, kind_title(kind)) for kind in KIND_NAMES))
PLACE = ("q", "group", "show", "page", "copies")  # where in a list the officer was, as its address has it


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What is hidden in one answer, with the form to change it."""

    answer: HiddenAnswer
    hidden: HiddenView
    fellows: Fellows | None  # the other answers that copy its text
    form: HiddenForm
    errors: list[dict[str, str]]
    told: Told
    kept: dict[str, str]  # where the officer came from, as an address carries it
    back: str
    stale: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The answers of a question in which something is hidden."""

    question: OpenQuestion
    overview: Overview | None  # None before the first discovery
    rows: list[PersonalRow]
    paging: Paging
    show: str
    told: Told | None
    may_edit: bool

    shows = SHOWS


@pages.route("/office/answers/<int(max=2147483647):answer_id>/hidden", methods=["GET", "POST"])
@page("themes.edit", load=find_answer, keeps_words=True)
def answer(db: Session, answer: HiddenAnswer) -> Response | str | tuple[str, int]:
    """See what is hidden in an answer, show a part again, or hide more."""
    form = HiddenForm()
    offered, ticked = _spans("part"), _spans("hide")
    form.hide.choices = [SelectChoice(value, value) for value in request.form.getlist("hide")]  # offered as seen
    if not is_sent(form):
        return _answer_page(db, answer, form), 422 if request.method == "POST" else 200
    board, who = find_board(db, board_id=answer.board_id), {"by": current_user.id, "at": clock.now()}
    fellows = find_fellows(db, answer.id) if form.copies.data else None
    # Held before anything is decided, all in one order, so that officers who decide on two copies at once wait.
    texts = hold_answers(db, [answer.id, *fellows.others]) if fellows is not None else {}
    try:
        decided = decide_hidden(
            db,
            answer.id,
            board,
            consultation_id=answer.question.consultation.id,
            offered=offered,
            ticked=ticked,
            typed=form.words.data or "",
            seen_version=form.version.data,
            **who,
        )
    except WordsNotThere as refusal:
        form.words.errors = [str(refusal)]
        return _answer_page(db, answer, form), 422
    except StaleEdit as stale:
        return _answer_page(db, answer, form, stale=str(stale)), 409
    followed = None
    if fellows is not None and board is not None:
        verb = request.endpoint or ""
        followed = decide_in_copies(db, answer.id, texts, board, verb=verb, **who)
    _tell(answer, decided, followed, len(fellows.others) if fellows else 0)
    return redirect(_back(db, answer, told=bool(decided.changes)), 303)  # type: ignore[return-value]


def _spans(name: str) -> set[Span]:
    found = (re.fullmatch(r"(\d{1,9})-(\d{1,9})", value, re.ASCII) for value in request.form.getlist(name))
    return {(int(one.group(1)), int(one.group(2))) for one in found if one}


def _tell(answer: HiddenAnswer, decided: Decided, followed: Followed | None, others: int) -> None:
    if decided.changes:
        flash(f"What is hidden in answer {answer.id} is saved.", "good")
    else:
        g.changed_nothing = True  # in this answer; each copy that changed has its own row in the trail
        flash(f"Nothing was changed in what is hidden in answer {answer.id}.", "info")
    if followed is not None:
        flash(f"The same was changed in {followed.answers:,} of the {others:,} that copy its text.", "good")
        if followed.answers < others:
            flash("The others do not hold these words, or were like this already.", "info")
    mended = max(decided.themes_mended, followed.themes_mended if followed else 0)
    if mended:
        flash(
            f"Words that stood out in {count_words(mended, 'theme')} held what you hid. They were removed there.",
            "info",
        )
    restored = max(decided.themes_restored, followed.themes_restored if followed else 0)
    if restored:
        flash(f"Words that stood out in {count_words(restored, 'theme')} are shown there again.", "info")


def _answer_page(db: Session, answer: HiddenAnswer, form: HiddenForm, *, stale: str = "") -> str:
    hidden, fellows = show_hidden(db, answer), find_fellows(db, answer.id)
    offered = {f"{start}-{end}" for start, end in _spans("part")}
    typed = set(request.form.getlist("hide"))
    # What the officer ticked stays ticked; a part that a colleague added meanwhile is shown as it is now.
    ticked = [one.value for one in hidden.parts if (one.value in typed if one.value in offered else one.hidden)]
    form.hide.choices = [SelectChoice(one.value, f"Hide “{one.words}” ({one.name})") for one in hidden.parts]
    form.hide.data = ticked
    form.version.data, form.version.raw_data = hidden.version, None
    n = len(fellows.others) if fellows is not None else 0
    form.copies.label.text = (
        f"Do the same in the other {n:,} answers that copy this text"
        if n > 1
        else ("Do the same in the other answer that copies this text")
    )
    view = AnswerPage(
        answer=answer,
        hidden=hidden,
        fellows=fellows,
        form=form,
        errors=error_summary(form),
        told=find_told(db, answer),
        kept=_kept(),
        back=_back(db, answer),
        stale=stale,
    )
    return render_template("themes/hidden.html", view=view)


def _kept() -> dict[str, str]:
    return {name: request.args[name] for name in ("theme", "back", *PLACE) if request.args.get(name)}


def _back(db: Session, answer: HiddenAnswer, *, told: bool = False) -> str:
    """The address of the list the officer came from, at that answer: a theme's answers, suggestions, or this room's."""
    kept: dict[str, Any] = {name: request.args[name] for name in PLACE if request.args.get(name)}
    kept |= {"told": answer.id} if told else {}
    anchor = f"answer-{answer.id}"
    theme = find_theme(db, read_key(request.args.get("theme", "")) or 0)
    if theme is not None and theme[0].board_id == answer.board_id:
        return url_for("theme_pane.show", theme_id=theme[0].id, **kept, _anchor=anchor)
    listing = "theme_suggestions" if request.args.get("back") == "suggestions" else "theme_personal"
    return url_for(f"{listing}.listing", question_id=answer.question.id, **kept, _anchor=anchor)


@pages.get("/office/questions/<int:question_id>/themes/hidden")
@page("themes.view", load=find_open_question)
def listing(db: Session, question: OpenQuestion) -> str:
    """The answers in which something is hidden, and those an officer decided about."""
    board = find_board(db, question.id)
    show = request.args.get("show", "")
    show = show if show in dict(SHOWS) else ""
    paging = build_paging(count_rows(db, board, show) if board else 0, what="Answers")
    view = ListPage(
        question=question,
        overview=sum_up(db, board) if board else None,
        rows=list_rows(db, board, show, offset=paging.offset, limit=paging.size) if board else [],
        paging=paging,
        show=show,
        told=read_told(db, question.id),
        may_edit=may("themes.edit", question.consultation.id),
    )
    return render_template("themes/hidden_list.html", view=view)


def read_told(db: Session, question_id: int) -> Told | None:
    """What follows from the decision that led back here, as the address names its answer."""
    key = read_key(request.args.get("told", ""))
    found = find_answer(db, key) if key else None
    return find_told(db, found[0]) if found is not None and found[0].question.id == question_id else None
