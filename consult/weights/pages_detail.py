"""The analyst's page under the weights: method, exclusions, raw beside pooled, and everything to take away as a file.

Who may read the answers sees exact numbers of people; everybody else the rounded ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from analysis.formats_rankings import write_preflib
from consult.web.downloads import csv_file, json_file, text_file
from consult.web.guard import may, page
from consult.web.paging import Paging, build_paging
from consult.web.workbooks import xlsx_file
from consult.weights import queries, queries_steady
from consult.weights.findings import say_everyone, write_findings
from consult.weights.given import read_given
from consult.weights.models import WeightRun
from consult.weights.pages import Entry, build_entry, count_wrote, is_exact
from consult.weights.pair_fit import PairFits, fit_pairs, say_no_pairs
from consult.weights.queries import WeighedQuestion
from consult.weights.saying_differences import say_on_the_whole, say_who_is_not_compared
from consult.weights.soundness import Soundness, judge
from consult.weights.tables import difference_rows, method_rows, public_method, weight_record, weight_rows
from consult.weights.telling import list_gaps, tell
from consult.weights.told import PricedGap, Told
from consult.weights.wording import RANK, REASONS
from surveys.definition import Question
from surveys.errors import WrongState

pages = Blueprint("weight_detail", __name__)


@dataclass(frozen=True, slots=True)
class DetailPage:
    """Everything about the weights of one question. `parts` are those in which there is something to read, in their
    order: id -> heading. `paged`: one page of the differences was asked for; `pairs_asked`: the pairs of one group.
    `raised`: it is known how often outcomes were raised in open answers. `wrote`: so many people wrote something
    beside it, 0 for whoever may not read that; `ways`: where a reason to leave answers out leads."""

    parts: Mapping[str, str]
    entry: Entry
    told: Told
    everyone: str
    weight_run_id: int
    pooled: bool
    sound: Soundness
    pairs: PairFits | None
    no_pairs: str  # why there are none
    pairs_asked: bool
    raised: bool
    on_the_whole: str
    differences: list[PricedGap]
    surely_differ: int
    not_compared: list[str]
    paging: Paging
    paged: bool
    method: Mapping[str, Any]
    input_hash: str
    may_balance: bool
    wrote: int
    ways: Mapping[str, str]
    token: FlaskForm


@pages.get("/office/questions/<int(max=2147483647):question_id>/weights/detail")
@page("weights.view", load=queries.load_weighed_question)
def show(db: Session, question: WeighedQuestion) -> ResponseReturnValue:
    """How the weights came about, with all their numbers."""
    exact = is_exact(question.consultation.id)
    state = queries_steady.find_state_seen(db, question, exact=exact)
    newest = state.newest
    if newest is None:
        return redirect(url_for("weights.show", question_id=question.id))
    told = tell(newest.result, exact=exact)
    gaps = list_gaps(newest.result, told)
    whole, missing = say_on_the_whole(told, newest.result), say_who_is_not_compared(told, newest.result)
    paging = build_paging(len(gaps), what="Differences", anchor="gaps")
    pooled, sound = newest.method.get("pool", "none") != "none", judge(told, newest.result)
    may_balance = may("weights.run", question.consultation.id)
    wrote = count_wrote(db, question)
    alone = url_for("weight_words.show", question_id=question.id, did="words")
    parts = {"gaps": bool(gaps or whole or missing), "wrote": bool(wrote)}
    view = DetailPage(
        parts=_parts(sound, pooled=pooled, may_balance=may_balance, **parts),
        entry=build_entry(state),
        told=told,
        everyone=say_everyone(told),
        weight_run_id=newest.id,
        pooled=pooled,
        sound=sound,
        pairs=fit_pairs(told, newest.result, _asked("pairs_of")),
        no_pairs=say_no_pairs(told, newest.result),
        pairs_asked="pairs_of" in request.args,
        raised=any(row.raised is not None for row in told.answered.rows),
        on_the_whole=whole,
        differences=gaps[paging.offset : paging.offset + paging.size],
        surely_differ=sum(one.gap.unlikely_chance for one in gaps),
        not_compared=missing,
        paging=paging,
        paged="page" in request.args,
        method=newest.method,
        # To try out what few people may have said until the hash fits is for nobody but those who can read it anyway.
        input_hash=newest.input_hash if exact else "",
        may_balance=may_balance,
        wrote=sum(wrote.values()),
        ways={REASONS["words"]: alone} if "words" in wrote else {},
        token=FlaskForm(),
    )
    return render_template("weights/detail.html", view=view)


@pages.post("/office/questions/<int(max=2147483647):question_id>/weights/table.csv")
@page("weights.view", load=queries.load_weighed_question)
def table(db: Session, question: WeighedQuestion) -> Response:
    """The table as a spreadsheet opens it. A post, so that the audit trail has who took it."""
    g.audit_verb = "weights.export_csv"
    return csv_file(f"weights-question-{question.id}.csv", weight_rows(_told(db, question)))


@pages.post("/office/questions/<int(max=2147483647):question_id>/weights/table.xlsx")
@page("weights.view", load=queries.load_weighed_question)
def workbook(db: Session, question: WeighedQuestion) -> Response:
    """The table and how it was made, as a spreadsheet."""
    g.audit_verb = "weights.export_xlsx"
    newest, told = _newest(db, question), _told(db, question)
    method = newest.method if told.exact else public_method(newest.method)
    sheets = (
        ("Weights", weight_rows(told)),
        ("Differences", difference_rows(list_gaps(newest.result, told))),
        ("Method", method_rows(question.text, method, write_findings(told), told)),
    )
    return xlsx_file(f"weights-question-{question.id}.xlsx", sheets)


@pages.post("/office/questions/<int(max=2147483647):question_id>/weights/rankings.soi")
@page("responses.read", load=queries.load_weighed_question)
def rankings(db: Session, question: WeighedQuestion) -> Response:
    """The rankings counted, in PrefLib's format, for who may read them: how many people gave each order, no more.

    PrefLib cannot say what was offered, so only those who were offered everything are in it.
    """
    g.audit_verb = "weights.export_preflib"
    if question.kind != RANK:
        raise WrongState("PrefLib’s format holds orders, and these people gave none. Take one of the other files.")
    given = read_given(db, db.get_one(Question, question.id), question.consultation.id)
    whole = [one for one in given.patterns if len(one.offered) == len(given.items)]
    responses = [{"ranking": [[place] for place in one.tasks[0][1]], "n": one.n} for one in whole]
    left = sum(one.n for one in given.patterns) - sum(one.n for one in whole)
    title = f"{question.text} (what is left out of an order was offered and stands below it; {left} who were offered "
    title += f"fewer outcomes are not in this file; fingerprint {given.input_hash})"
    text = write_preflib([item.label for item in given.items], responses, title=title)
    return text_file(f"rankings-question-{question.id}.{_ending(text)}", text, "text/plain; charset=utf-8")


@pages.post("/office/questions/<int(max=2147483647):question_id>/weights/record.json")
@page("weights.view", load=queries.load_weighed_question)
def record(db: Session, question: WeighedQuestion) -> Response:
    """The same with the method, for another program."""
    g.audit_verb = "weights.export_json"
    newest, told = _newest(db, question), _told(db, question)
    method = newest.method if told.exact else public_method(newest.method)
    whole = {"question": question.text, "method": method, **weight_record(told, write_findings(told))}
    return json_file(f"weights-question-{question.id}.json", whole)


def _parts(sound: Soundness, *, pooled: bool, gaps: bool, may_balance: bool, wrote: bool) -> dict[str, str]:
    found = (
        ("method", "The method", True),
        ("numbers", "The numbers, and what groups lend each other" if pooled else "The numbers", True),
        ("gaps", "Differences between groups", gaps),
        ("methods", "Does it hang on the way of counting?", sound.methods),
        ("agree", "Do people agree, and does one order fit them all?", sound.agreements),
        ("quality", "How answers were given", sound.quality),
        ("balance", "Who answered, and who to hear next", sound.balance),
        ("balance-more", "Balance the answers", may_balance),
        ("wrote", "What people wrote", wrote),
        ("files", "Take the numbers with you", True),
    )
    return {part: heading for part, heading, there in found if there}


def _asked(name: str) -> int:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _ending(preflib: str) -> str:
    """The file's ending by the type its head names: soc, soi, toc or toi."""
    return next(line.rpartition(" ")[2] for line in preflib.splitlines() if line.startswith("# DATA TYPE:"))


def _newest(db: Session, question: WeighedQuestion) -> WeightRun:
    newest = queries_steady.find_result(db, question.id, exact=is_exact(question.consultation.id))
    if newest is None:
        raise WrongState("There are no weights yet. Work them out first.")
    return newest


def _told(db: Session, question: WeighedQuestion) -> Told:
    return tell(_newest(db, question).result, exact=is_exact(question.consultation.id))
