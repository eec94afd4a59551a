"""Two groups side by side, and where any number comes from; both as they may be published, whoever reads them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from consult.web.figures import Figure, figure_of
from consult.web.guard import may, page
from consult.web.words import count_words
from consult.weights import origins, queries, queries_steady
from consult.weights.cited import Sentence
from consult.weights.comparing import Pair, choose_pair, compare_pair, pair_name
from consult.weights.findings import cite_pair
from consult.weights.models import WeightRun
from consult.weights.origins import Number, Origin, Roots
from consult.weights.pages import is_exact
from consult.weights.queries import WeighedQuestion
from consult.weights.saying_differences import say_who_is_not_compared
from consult.weights.telling import tell
from consult.weights.told import Told

pages = Blueprint("weight_numbers", __name__)


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two groups of one question. Without `pair` there are not two that can be shown, or what was asked for cannot."""

    question: WeighedQuestion
    told: Told
    weight_run_id: int
    pair: Pair | None
    not_compared: list[str]
    sentences: list[Sentence]
    figure: Figure | None
    problem: str
    chosen: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class OriginPage:
    """Where one number comes from."""

    origin: Origin
    told: Told
    numbers: list[Number]
    weight_run: WeightRun
    roots: Roots
    theme_answers: str
    may_read_answers: bool
    may_see_runs: bool
    may_see_outcomes: bool
    may_see_survey: bool


@pages.get("/office/questions/<int(max=2147483647):question_id>/weights/groups")
@page("weights.view", load=queries.load_weighed_question)
def compare(db: Session, question: WeighedQuestion) -> ResponseReturnValue:
    """Two groups side by side, the larger gap first."""
    newest = queries_steady.find_result(db, question.id, exact=is_exact(question.consultation.id), charts=True)
    if newest is None:
        return redirect(url_for("weights.show", question_id=question.id))
    told = tell(newest.result, exact=False)
    usual = choose_pair(told, newest.result)
    asked = (_asked("first"), _asked("second")) if request.args else usual
    pair = compare_pair(told, newest.result, asked[0] or 0, asked[1] or 0) if asked is not None else None
    problem = "Choose two different groups." if asked is not None and pair is None else ""
    view = ComparePage(
        question=question,
        told=told,
        weight_run_id=newest.id,
        pair=pair,
        not_compared=say_who_is_not_compared(told, newest.result),
        sentences=cite_pair(pair) if pair is not None else [],
        figure=_figure(newest, pair),
        problem=problem,
        chosen=asked or (None, None),
    )
    return render_template("weights/compare.html", view=view)


@pages.get(
    "/office/weights/<int(max=2147483647):weight_run_id>/items/<int(max=2147483647):item_id>"
    "/groups/<int(max=2147483647):group_id>"
)
@page("weights.view", load=origins.load_origin)
def origin(db: Session, found: Origin) -> ResponseReturnValue:
    """Where this number comes from, link by link."""
    within = found.question.consultation.id
    exact = is_exact(within)
    if not exact:
        queries_steady.refuse_unsteady(found.weight_run)
    told = tell(found.weight_run.result, exact=False)
    roots = origins.find_roots(db, found)
    view = OriginPage(
        origin=found,
        told=told,
        numbers=origins.find_numbers(told, found),
        weight_run=found.weight_run,
        roots=roots,
        # In an edition it may be hidden; so who may not read the answers is not told before.
        theme_answers=count_words(roots.version.answers, "answer") if roots.version is not None and exact else "",
        may_read_answers=may("themes.view", within),
        may_see_runs=may("runs.view", within),
        may_see_outcomes=may("outcomes.view", within),
        may_see_survey=may("survey.view", within),
    )
    return render_template("weights/origin.html", view=view)


def _asked(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _figure(newest: WeightRun, pair: Pair | None) -> Figure | None:
    if pair is None or pair.first.group_id is None or pair.second.group_id is None:
        return None
    drawn = newest.charts.get("pairs", {})
    return figure_of(drawn.get(pair_name(pair.first.group_id, pair.second.group_id), {}))
