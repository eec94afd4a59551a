"""Who has been heard: each survey's answers by group beside how many people live here; small counts stay inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from analysis.representation import FEWEST_TO_SAY, Share
from consult.consultations.models import Consultation
from consult.consultations.queries import load_consultation
from consult.overview.heard import SurveyHeard, list_heard
from consult.web.guard import page

pages = Blueprint("heard", __name__)

# The verdict in a word or two with its tone, and whether it asks for something to be done.
VERDICTS = {
    "not_heard": ("Not heard", "bad"),
    "too_few": ("Too few to say", "warn"),
    "under": ("Under-heard", "warn"),
    "fair": ("About its share", "good"),
    "over": ("More than its share", "info"),
    "unknown": ("Size not known", "quiet"),
}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group as the page shows it; percentages are whole, the ratio has one decimal."""

    name: str
    mark: int
    answered: int
    population: int | None
    source: str
    counted_on: date | None
    of_people: str
    of_answers: str  # empty where so few answered that a share of them would mislead
    ratio: str  # empty where the group's own answers are too few to say
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class SurveyRows:
    """One survey with its groups."""

    title: str
    answers: int
    in_no_group: int
    rows: list[GroupRow]


@dataclass(frozen=True, slots=True)
class HeardPage:
    """Every survey of a consultation that somebody answered."""

    consultation: Consultation
    surveys: list[SurveyRows]


@pages.get("/office/consultations/<int(max=2147483647):consultation_id>/heard")
@page("responses.read", load=load_consultation)
def show(db: Session, consultation: Consultation) -> str:
    """Who answered against who lives here."""
    view = HeardPage(consultation, [_rows(one) for one in list_heard(db, consultation.id)])
    return render_template("overview/heard.html", view=view)


def _rows(survey: SurveyHeard) -> SurveyRows:
    # What the shares are of: people in groups of known size.
    base = sum(answered for group, answered, _ in survey.groups if group.population)
    rows = [
        GroupRow(
            name=group.name,
            mark=group.mark,
            answered=answered,
            population=group.population,
            source=group.source,
            counted_on=group.counted_on,
            of_people=_percent(share.of_people),
            of_answers=_percent(share.of_answers) if base >= FEWEST_TO_SAY else "",
            ratio=_ratio(share) if answered >= FEWEST_TO_SAY else "",
            words=VERDICTS[share.verdict][0],
            tone=VERDICTS[share.verdict][1],
        )
        for group, answered, share in survey.groups
    ]
    return SurveyRows(survey.title, survey.answers, survey.in_no_group, rows)


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{100 * share:.0f}%"


def _ratio(share: Share) -> str:
    if share.ratio is None:
        return "not known"
    if share.interval is None:
        return "0"
    return f"{share.ratio:.1f} (likely {share.interval.low:.1f} to {share.interval.high:.1f})"
