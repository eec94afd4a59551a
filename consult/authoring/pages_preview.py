"""The draft as a resident would see it, page by page; nothing on it can be sent."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from sqlalchemy.orm import Session

from consult.authoring.queries import load_survey
from consult.web.guard import page
from consult.web.questions import ShownSection, build_section
from surveys.definition import Survey
from surveys.questionnaire import build_draft

pages = Blueprint("preview", __name__)
INSTANCE = "preview"  # one fixed order of ranking items, so that Back shows the same page


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """One page of the draft; page 0 is where residents arrive."""

    survey: Survey
    title: str
    introduction: str
    shown: ShownSection | None
    number: int
    pages: int


def load_preview(db: Session, survey_id: int, number: int = 0) -> tuple[tuple[Survey, int], int] | None:
    """A survey with the page to look at, and its consultation's id."""
    found = load_survey(db, survey_id)
    return ((found[0], number), found[1]) if found is not None else None


@pages.get("/office/surveys/<int:survey_id>/preview", defaults={"number": 0}, endpoint="show")
@pages.get("/office/surveys/<int:survey_id>/preview/<int(min=1):number>", endpoint="show")
@page("survey.view", load=load_preview)
def show(db: Session, asked: tuple[Survey, int]) -> str:
    """One page of the draft."""
    survey, number = asked
    draft = build_draft(db, survey)
    if number > len(draft.sections):
        abort(404)
    shown = (
        build_section(draft.sections[number - 1], {}, {}, INSTANCE, fallback_title=draft.title, live=False)
        if number
        else None
    )
    view = PreviewPage(
        survey=survey,
        title=shown.title if shown else draft.title,
        introduction=draft.introduction,
        shown=shown,
        number=number,
        pages=len(draft.sections),
    )
    return render_template("authoring/preview.html", view=view)
