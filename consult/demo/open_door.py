"""A second invented consultation that is open now, without an answer yet, for whoever wants to walk the chain.

Its outcomes can be put in order in one survey; in another they are asked about in the three other ways there are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consult.authoring.actions import add_groups_question
from consult.clock import LOCAL
from consult.consultations.actions import Facts, answer_test, create_consultation, open_consultation
from consult.consultations.models import Consultation, ConsultationSurvey
from consult.consultations.queries import end_of_day
from consult.demo.story import ASKED_BY, CONTACT, PRIVACY_NOTICE
from consult.groups.actions import GroupFacts, add_group
from consult.outcomes.asking import WAYS
from surveys.authoring import add_question, add_section, create_survey
from surveys.definition import Survey
from surveys.lifecycle import open_survey

WEEKS_OPEN = 8
FACTS = Facts(
    title="Lunch in the holidays: try it yourself",
    purpose=(
        "This consultation is here to be tried. Answer as a resident would, then sign in as an officer and see what "
        "became of it: read the answers, find themes, make outcomes of them and ask people to rank them."
    ),
    decision="What lunches for children and families in Wexmoor should offer in the school holidays.",
    asked_by=ASKED_BY,
    contact=CONTACT,
    privacy_notice=PRIVACY_NOTICE,
)
GROUPS = (
    ("Children and young people", "People under 18 who live in Wexmoor", 900),
    ("Parents and carers of children", "People who bring up children in Wexmoor", 640),
    ("Helpers", "People who cook, serve or run games in the holidays", 70),
)
FAIRNESS = (
    ("formative", "Nothing is decided. It is invented, and made to be tried."),
    ("information", "The first page says what could change."),
    ("time", "Eight weeks from the day the demonstration was built."),
)
RANKED = (
    "Enough to eat every day of the holidays",
    "Time with friends",
    "Something to do that costs nothing",
    "A place near home",
    "No fuss about who may come",
)


def build_open_door(db: Session, *, by: int, at: datetime) -> Consultation:
    """The consultation with an open survey and two about what matters most, all open from today."""
    today = at.astimezone(LOCAL).date()
    facts = replace(FACTS, opens_on=today, closes_on=today + timedelta(weeks=WEEKS_OPEN))
    made = create_consultation(db, facts, by=by, at=at, is_invented=True)
    for name, description, population in GROUPS:
        told = GroupFacts(name, description, population, "Invented figures for this demonstration", today)
        add_group(db, made, told)
    for principle, answer in FAIRNESS:
        answer_test(db, made, principle, met=True, answer=answer, on=today, by=by)
    open_consultation(db, made, missing=(), today=today)
    _ask_openly(db, made, at=at)
    _ask_to_rank(db, made, at=at)
    _ask_in_other_ways(db, made, at=at)
    return made


def _ask_openly(db: Session, within: Consultation, *, at: datetime) -> None:
    survey = create_survey(
        db,
        kind="open",
        title="Lunch in the holidays: tell us what matters",
        introduction="Say it in your own words. There are no right or wrong answers.",
        at=at,
    )
    survey.minutes = 3
    first = survey.sections[0]
    first.title = "What matters to you"
    add_question(db, first, kind="open_text", text="What would make the school holidays better at lunchtime?", at=at)
    add_question(db, first, kind="consent", text="You may quote my words in public, without my name.", at=at)
    _finish(db, survey, within, "discover", at=at)


def _ask_to_rank(db: Session, within: Consultation, *, at: datetime) -> None:
    survey = create_survey(
        db,
        kind="ranking",
        title="Lunch in the holidays: what matters most",
        introduction="Put what matters most to you first. You can leave any out.",
        at=at,
    )
    survey.minutes = 2
    first = survey.sections[0]
    first.title = "What matters most"
    add_question(
        db,
        first,
        kind="rank",
        text="Which of these matter most to you?",
        settings={"places": 5},
        items=[*RANKED],
        at=at,
    )
    _finish(db, survey, within, "prioritise", at=at)


def _ask_in_other_ways(db: Session, within: Consultation, *, at: datetime) -> None:
    """Points, sets and pairs over the same outcomes, a page each."""
    survey = create_survey(
        db,
        kind="ranking",
        title="Lunch in the holidays: what matters most, asked in other ways",
        introduction="There are other ways to say what matters most. Try them here. You can leave any page out.",
        at=at,
    )
    survey.minutes = 6
    ways = [way for way in WAYS.values() if way.kind != "rank"]
    for place, way in enumerate(ways):
        section = survey.sections[0] if place == 0 else add_section(db, survey, title=way.title, at=at)
        section.title = way.title
        settings = way.settings(0)
        hint = way.rule.format(places=0, total=settings.get("total"))
        add_question(
            db, section, kind=way.kind, text=way.question, hint=hint, settings=settings, items=[*RANKED], at=at
        )
    _finish(db, survey, within, "prioritise", at=at)


def _finish(db: Session, survey: Survey, within: Consultation, purpose: str, *, at: datetime) -> None:
    about = add_section(db, survey, title="About you", at=at)
    add_groups_question(db, about, within, at=at)
    db.add(ConsultationSurvey(survey_id=survey.id, consultation_id=within.id, purpose=purpose))
    db.flush()
    open_survey(db, survey, closes_at=end_of_day(within.closes_on), at=at)
