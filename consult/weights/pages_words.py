"""What people wrote beside a comparison, to read and to take away as a file; for those alone who may read answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, g, render_template, request
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from consult.web.downloads import csv_file
from consult.web.guard import page
from consult.web.paging import Paging, build_paging
from consult.weights import queries
from consult.weights.queries import WeighedQuestion
from consult.weights.queries_words import Written, count_written, list_written, say_what_they_did

pages = Blueprint("weight_words", __name__)


@dataclass(frozen=True, slots=True)
class WordsPage:
    """One page of what people wrote. `total` people did; `shows` are the ways to narrow the list, `show` the one."""

    question: WeighedQuestion
    total: int
    rows: list[Written]
    paging: Paging
    show: str
    shows: tuple[tuple[str, str], ...]
    token: FlaskForm


@pages.get("/office/questions/<int(max=2147483647):question_id>/weights/words")
@page("themes.view", load=queries.load_weighed_question)
def show(db: Session, question: WeighedQuestion) -> str:
    """What people wrote, a page at a time."""
    counts, does = count_written(db, question.id), say_what_they_did(question)
    asked = request.args.get("did", "")
    asked = asked if asked in does else ""
    total = sum(counts.values())
    paging = build_paging(counts.get(asked, 0) if asked else total, what="What people wrote,")
    view = WordsPage(
        question=question,
        total=total,
        rows=list_written(db, question, asked, offset=paging.offset, limit=paging.size),
        paging=paging,
        show=asked,
        shows=(("", "Whatever they did"), *((did, does[did]) for did in does if did in counts or did == asked)),
        token=FlaskForm(),
    )
    return render_template("weights/words.html", view=view)


@pages.post("/office/questions/<int(max=2147483647):question_id>/weights/words.csv")
@page("themes.view", load=queries.load_weighed_question)
def table(db: Session, question: WeighedQuestion) -> Response:
    """All of it as a spreadsheet opens it. A post, so that the audit trail has who took it."""
    g.audit_verb = "weights.export_words"
    return csv_file(f"words-question-{question.id}.csv", _rows(list_written(db, question)))


def _rows(written: list[Written]) -> Iterator[list[object]]:
    yield ["wrote", "did", "groups"]
    for one in written:
        yield [one.words, one.did, "; ".join(group.name for group in one.groups)]
