"""Where officers see which answers copy one text, word for word or nearly; nothing can be changed or left out here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from consult.themes.models import Campaign, ThemeBoard
from consult.themes.pages import read_narrowing
from consult.themes.queries import OpenQuestion, find_board, find_open_question
from consult.themes.queries_copies import Copied, count_copied
from consult.themes.queries_copies_list import (
    CopiedText,
    CopyRow,
    find_campaign,
    get_text,
    list_copies,
    list_texts,
)
from consult.web.guard import page
from consult.web.paging import Paging, build_paging
from surveys.reading import count_states

pages = Blueprint("theme_copies", __name__)
TEXTS_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class TextsPage:
    """The texts that answers to a question copy."""

    question: OpenQuestion
    board: ThemeBoard | None
    answers: int
    copied: Copied
    texts: list[CopiedText]
    paging: Paging
    kept: dict[str, str]  # the narrowing of the board, as an address carries it


@dataclass(frozen=True, slots=True)
class CopiesPage:
    """The answers that copy one text."""

    question: OpenQuestion
    text: CopiedText | None
    rows: list[CopyRow]
    paging: Paging
    kept: dict[str, str]


@pages.get("/office/questions/<int:question_id>/themes/copies")
@page("themes.view", load=find_open_question)
def listing(db: Session, question: OpenQuestion) -> str:
    """The texts that several answers copy."""
    board = find_board(db, question.id)
    copied = count_copied(db, board.id) if board is not None else Copied()
    paging = build_paging(copied.texts, what="Texts", size=TEXTS_ON_A_PAGE)
    view = TextsPage(
        question=question,
        board=board,
        answers=count_states(db, question.id).get("answered", 0),
        copied=copied,
        texts=list_texts(db, board.id, offset=paging.offset, limit=paging.size) if board is not None else [],
        paging=paging,
        kept=read_narrowing(db, question),
    )
    return render_template("themes/copied_texts.html", view=view)


@pages.get("/office/copied-texts/<int:campaign_id>")
@page("themes.view", load=find_campaign)
def answers(db: Session, campaign: Campaign) -> str:
    """The answers that copy one text."""
    board = find_board(db, board_id=campaign.board_id)
    found = find_open_question(db, board.question_id) if board else None
    if found is None:
        raise LookupError(f"campaign {campaign.id} has no question")
    question, text = found[0], get_text(db, campaign)
    paging = build_paging(text.n if text is not None else 0, what="Answers")
    view = CopiesPage(
        question=question,
        text=text,
        rows=list_copies(db, campaign, offset=paging.offset, limit=paging.size),
        paging=paging,
        kept=read_narrowing(db, question),
    )
    return render_template("themes/copies.html", view=view)
