"""The reading pane: one theme, its answers a page at a time, and what an officer may decide about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from consult import clock
from consult.themes.actions import (
    LIVE,
    confirm_answers,
    merge_themes,
    move_answers,
    rename_theme,
    sign_off,
    split_theme,
)
from consult.themes.actions_quotes import tick_quote, untick_quote
from consult.themes.forms import ON_TICKED, AnswersForm, MergeForm, RenameForm, Seen
from consult.themes.models import Theme, ThemeVersion
from consult.themes.pages import next_place, question_of, say_namesake, to_board
from consult.themes.pages_personal import read_told
from consult.themes.queries import OpenQuestion, find_theme, list_groups
from consult.themes.queries_pane import AnswerRow, Beside, OtherTheme, count_pane, list_history, list_pane, show_beside
from consult.themes.queries_personal_parts import Told
from consult.web.addresses import read_key
from consult.web.guard import may, page
from consult.web.paging import PAGE_SIZE, Paging, build_paging
from consult.web.words import count_words
from surveys.errors import Refusal, StaleEdit

pages = Blueprint("theme_pane", __name__)
NO_THEME = SelectChoice("", "Choose a theme")
SHOWS = (("", "Clearest first"), ("unsure", "Least certain first"), ("unread", "Not yet accepted by a person"))


@dataclass(frozen=True, slots=True)
class PanePage:
    """One theme in the reading pane, with its forms."""

    question: OpenQuestion
    theme: Theme
    beside: Beside
    answers: list[AnswerRow]
    paging: Paging
    search: str
    group_id: int | None
    show: str
    groups: list[tuple[int, str]]
    history: list[tuple[ThemeVersion, str]]
    rename: RenameForm
    merge: MergeForm
    ticked: AnswersForm
    ticked_ids: frozenset[int]
    seen: Seen
    opened: str
    told: Told | None
    kept: dict[str, Any]  # where in the list the officer is, as an address carries it
    may_edit: bool
    may_decide: bool  # about what is hidden, also where the theme itself can no longer be changed
    stale: str
    problem: str

    shows = SHOWS

    @property
    def kept_copies(self) -> dict[str, Any]:
        """How copies count on the board the officer came from, as an address carries it."""
        return {key: value for key, value in self.kept.items() if key == "copies"}


def _filters(db: Session, theme: Theme) -> tuple[str, int | None, str, list[tuple[int, str]]]:
    groups = list_groups(db, theme.consultation_id)
    group = request.args.get("group", "")
    group_id = next((one for one, _ in groups if str(one) == group), None)
    show = request.args.get("show", "")
    return request.args.get("q", "").strip()[:200], group_id, show if show in dict(SHOWS) else "", groups


def _pane(
    db: Session,
    theme: Theme,
    *,
    rename: RenameForm | None = None,
    merge: MergeForm | None = None,
    ticked: AnswersForm | None = None,
    ticked_ids: list[int] | None = None,
    stale: str = "",
    problem: str = "",
) -> str:
    search, group_id, show, groups = _filters(db, theme)
    total = count_pane(db, theme, search=search, group_id=group_id, show=show)
    paging = build_paging(total, what="Answers", endpoint="theme_pane.show")
    beside = show_beside(db, theme, texts_once=request.args.get("copies") == "once")
    rename = rename or RenameForm(formdata=None, obj=theme)
    merge = merge or MergeForm(formdata=None)
    ticked = ticked or AnswersForm(formdata=None)
    _offer(beside.others, merge=merge, ticked=ticked)
    for form in (rename, merge, ticked):
        form.version.data = theme.version
        form.version.raw_data = None
    question, may_decide = question_of(db, theme), may("themes.edit", theme.consultation_id)
    view = PanePage(
        question=question,
        theme=theme,
        beside=beside,
        answers=list_pane(
            db, theme, search=search, group_id=group_id, show=show, offset=paging.offset, limit=paging.size
        ),
        paging=paging,
        search=search,
        group_id=group_id,
        show=show,
        groups=groups,
        history=list_history(db, theme),
        rename=rename,
        merge=merge,
        ticked=ticked,
        ticked_ids=frozenset(_ticked() if ticked_ids is None else ticked_ids),
        seen=Seen(formdata=None, version=theme.version),
        opened=request.args.get("open", ""),
        told=read_told(db, question.id),
        kept=_place(),
        may_edit=theme.status in LIVE and may_decide,
        may_decide=may_decide,
        stale=stale,
        problem=problem,
    )
    return render_template("themes/theme.html", view=view)


def _offer(
    others: tuple[OtherTheme, ...], *, merge: MergeForm | None = None, ticked: AnswersForm | None = None
) -> None:
    named = [(one, f"{one.label} ({one.n:,})") for one in others]
    if merge is not None:
        merge.other.choices = [NO_THEME, *(SelectChoice(f"{one.id}:{one.version}", words) for one, words in named)]
    if ticked is not None:
        ticked.target.choices = [NO_THEME, *(SelectChoice(str(one.id), words) for one, words in named)]
        ticked.action.choices = [SelectChoice(value, label) for value, label in ON_TICKED]


def _ticked() -> list[int]:
    return [key for one in request.form.getlist("answer") if (key := read_key(one)) is not None]


def _back(theme: Theme) -> Any:
    return redirect(url_for("theme_pane.show", theme_id=theme.id, **_place()), 303)


def _place() -> dict[str, Any]:
    return {key: request.args[key] for key in ("q", "group", "show", "page", "copies") if request.args.get(key)}


def _who() -> dict[str, Any]:
    return {"by": current_user.id, "at": clock.now()}


@pages.get("/office/themes/<int:theme_id>")
@page("themes.view", load=find_theme)
def show(db: Session, theme: Theme) -> str:
    """Open a theme and read its answers."""
    return _pane(db, theme)


@pages.post("/office/themes/<int:theme_id>/rename")
@page("themes.edit", load=find_theme)
def rename(db: Session, theme: Theme) -> Response | tuple[str, int]:
    """Give the theme other words, and sign it off in one go when asked to; the board asks for the name alone."""
    form, from_board = RenameForm(), request.form.get("back") == "board"
    if from_board:
        form.description.data = theme.description
    if not form.validate_on_submit():
        return _pane(db, theme, rename=form), 422
    named = theme.label
    words = {"label": form.label.data.strip(), "description": (form.description.data or "").strip()}
    try:
        rename_theme(db, theme.id, **words, seen_version=form.version.data, **_who())
        if request.form.get("do") == "sign_off":
            sign_off(db, theme.id, seen_version=theme.version, **_who())
            flash(f"“{theme.label}” is signed off. {say_namesake(db, theme)}".rstrip(), "good")
            return to_board(question_of(db, theme).id, next_place())
    except StaleEdit as stale:
        return _pane(db, theme, rename=form, stale=f"{stale} It is now called “{theme.label}”."), 409
    renamed = named != theme.label
    said = f"It is called “{theme.label}” now." if renamed else "What belongs in this theme is saved."
    # In one notice with what was done: the page opens where the officer goes on, and only that notice is shown there.
    flash(f"{said} {say_namesake(db, theme)}".rstrip(), "good")
    return to_board(question_of(db, theme).id, f"theme-{theme.id}") if from_board else _back(theme)


@pages.post("/office/themes/<int:theme_id>/merge")
@page("themes.edit", load=find_theme)
def merge(db: Session, theme: Theme) -> Response | tuple[str, int]:
    """Bring another theme's answers in."""
    form = MergeForm()
    typed = request.form.get("other", "")
    # Offered as seen: a theme changed meanwhile is named by the action, not called unknown by the form.
    form.other.choices = [NO_THEME, SelectChoice(typed, "")]
    other, version = (read_key(part) for part in typed.partition(":")[::2])
    if not form.validate_on_submit() or other is None or version is None:
        form.other.errors = ["Choose a theme to bring in"]
        return _pane(db, theme, merge=form), 422
    try:
        merge_themes(db, theme.id, [(other, version)], seen_version=form.version.data, **_who())
    except StaleEdit as stale:
        return _pane(db, theme, merge=form, stale=str(stale)), 409
    flash(f"The two themes are one now: “{theme.label}”.", "good")
    return _back(theme)


@pages.post("/office/themes/<int:theme_id>/answers")
@page("themes.edit", load=find_theme)
def answers(db: Session, theme: Theme) -> Response | tuple[str, int]:
    """Do something with the ticked answers."""
    if request.form.get("action") == "tick_all":
        g.changed_nothing = True  # the same page with every box ticked; what is done with them is the next step
        return _pane(db, theme, ticked_ids=_on_page(db, theme)), 200
    form = AnswersForm()
    _offer(show_beside(db, theme).others, ticked=form)
    fits = form.validate_on_submit()
    problem = _missing(form) if fits else ""
    if not fits or problem:
        return _pane(db, theme, ticked=form, problem=problem), 422
    try:
        words = _apply(db, theme, form)
    except StaleEdit as stale:
        return _pane(db, theme, ticked=form, stale=str(stale)), 409
    except Refusal as refusal:
        return _pane(db, theme, ticked=form, problem=str(refusal)), 422
    if request.form.get("quiet"):  # sent by board.js, which tells the officer itself
        return Response(status=204)
    flash(words, "good")
    return _back(theme)


def _on_page(db: Session, theme: Theme) -> list[int]:
    search, group_id, show, _ = _filters(db, theme)
    paging = build_paging(count_pane(db, theme, search=search, group_id=group_id, show=show), what="Answers")
    rows = list_pane(db, theme, search=search, group_id=group_id, show=show, offset=paging.offset, limit=paging.size)
    return [row.answer_id for row in rows]


def _missing(form: AnswersForm) -> str:
    if not _ticked():
        return "Tick at least one answer."
    if len(_ticked()) > PAGE_SIZE:
        return f"Tick up to {PAGE_SIZE} answers at once: those of one page."
    if form.action.data == "move" and not (form.target.data or "").isdigit():
        form.target.errors = ["Choose the theme to move them to"]
        return "Choose the theme to move them to."
    if form.action.data == "split" and not (form.name.data or "").strip():
        form.name.errors = ["Give the new theme a name"]
        return "Give the new theme a name."
    return ""


def _apply(db: Session, theme: Theme, form: AnswersForm) -> str:
    chosen, version = _ticked(), form.version.data
    match form.action.data:
        case "confirm":
            accepted = confirm_answers(db, theme.id, chosen, seen_version=version, **_who())
            return f"{count_words(accepted, 'answer')} accepted here."
        case "move":
            moved = move_answers(db, theme.id, chosen, int(form.target.data), seen_version=version, **_who())
            return f"{count_words(moved, 'answer')} moved."
        case "split":
            made = split_theme(db, theme.id, chosen, label=form.name.data.strip(), seen_version=version, **_who())
            said = f"“{made.label}” is a theme of its own now. You find it on the board."
            return f"{said} {say_namesake(db, made)}".rstrip()
        case "quote":
            for answer in chosen:
                tick_quote(db, theme, answer, **_who())
            return "They may be quoted when results are published."
        case _:
            for answer in chosen:
                untick_quote(db, theme, answer)
            return "They will not be quoted."
