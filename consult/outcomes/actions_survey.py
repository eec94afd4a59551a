"""One action from outcomes to a survey of them; pressed twice it makes one, and a published survey is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, ConsultationSurvey
from consult.groups.queries import list_groups
from consult.outcomes.actions import hold_list, list_live
from consult.outcomes.asking import RANK, WAYS, Way
from consult.outcomes.models import Outcome, OutcomeItem
from surveys.authoring import add_question, add_section, create_survey, set_items
from surveys.definition import Item, Question, Survey
from surveys.errors import WrongState

FEWEST = 2  # there is nothing to compare in one

WITH_LOSSES = "Some are about keeping a harm away. For those, think of how much it matters to you to avoid it."
GROUPS_QUESTION = "Which of these describes you?"
GROUPS_HINT = "Tick all that are true. We ask so that we can see whom we have not heard from."
INTRODUCTION = (
    "You told us what makes a difference. These {n} changes are what we heard. {do} It takes about {minutes} minutes."
)


NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


class TooFewOutcomes(WrongState):
    """There are not enough outcomes for this way of asking."""

    def __init__(self, way: Way) -> None:
        super().__init__(f"“{way.title}” needs at least {NUMBERS[way.fewest]} outcomes.")


class DraftIsThere(WrongState):
    """A survey from these outcomes waits as a draft; a second one would split the answers."""

    def __init__(self, survey: Survey) -> None:
        super().__init__("A survey from these outcomes is being built already.")
        self.survey = survey


@dataclass(frozen=True, slots=True)
class RankingSurvey:
    """A survey made from outcomes, its question about them, and whether the outcomes have changed since."""

    survey: Survey
    question: Question
    behind: bool  # a draft whose items are not the outcomes as they are now


def make_ranking_survey(
    db: Session, consultation: Consultation, *, title: str, places: int, at: datetime, how: str = RANK
) -> Survey:
    """A draft survey that asks people which live outcomes matter most, in the way `how`, and which groups they are in.

    `places` is how many outcomes each may put in order, where that is how they are asked.
    """
    hold_list(db, consultation)
    outcomes, way = list_live(db, consultation.id), WAYS[how]
    if len(outcomes) < way.fewest:
        raise TooFewOutcomes(way)
    groups = list_groups(db, consultation.id)
    if not groups:
        raise WrongState("Add stakeholder groups first: weights are worked out for each group.")
    draft = find_draft(db, consultation.id)
    if draft is not None:
        raise DraftIsThere(draft.survey)
    survey = create_survey(db, kind="ranking", title=title, introduction=introduce(way, outcomes), at=at)
    survey.minutes = way.minutes
    first = survey.sections[0]
    first.title = "What matters most"
    question = add_question(
        db,
        first,
        kind=way.kind,
        text=way.question,
        hint=hint_of(way, places, outcomes),
        settings=way.settings(places),
        items=[outcome.ranked_as for outcome in outcomes],
        at=at,
    )
    for outcome, item in zip(outcomes, question.items, strict=True):
        db.add(OutcomeItem(item_id=item.id, outcome_id=outcome.id, question_id=question.id))
    about = add_section(db, survey, title="About you", at=at)
    add_question(
        db,
        about,
        kind="groups",
        text=GROUPS_QUESTION,
        hint=GROUPS_HINT,
        settings={"groups": [group.id for group in groups]},
        at=at,
    )
    db.add(ConsultationSurvey(survey_id=survey.id, consultation_id=consultation.id, purpose="prioritise"))
    db.flush()
    return survey


def refresh_draft(db: Session, consultation: Consultation, *, at: datetime) -> RankingSurvey:
    """Make the items of the draft the outcomes as they are now; a published survey keeps what people saw."""
    hold_list(db, consultation)
    draft = find_draft(db, consultation.id)
    if draft is None:
        raise WrongState("There is no draft survey to bring up to date.")
    outcomes, question = list_live(db, consultation.id), draft.question
    known = _items_of(db, question.id)
    rows = [(known.get(outcome.id), outcome.ranked_as, "") for outcome in outcomes]
    set_items(db, question, rows, at=at)
    linked = set(known.values())
    for outcome, item in zip(outcomes, _live_items(question), strict=True):
        if item.id not in linked:
            db.add(OutcomeItem(item_id=item.id, outcome_id=outcome.id, question_id=question.id))
    db.flush()
    return draft


def introduce(way: Way, outcomes: list[Outcome]) -> str:
    """What residents read before they start."""
    return INTRODUCTION.format(n=len(outcomes), do=way.introduction, minutes=NUMBERS[way.minutes])


def hint_of(way: Way, places: int, outcomes: list[Outcome]) -> str:
    """What residents are told under the question."""
    told = way.rule.format(**way.settings(places))
    return f"{told} {WITH_LOSSES}" if any(outcome.direction == "loss" for outcome in outcomes) else told


def list_ranking_surveys(db: Session, consultation_id: int) -> list[RankingSurvey]:
    """The surveys made from outcomes, newest first."""
    made_from = select(OutcomeItem.question_id).distinct()
    rows = db.execute(
        select(Survey, Question)
        .join(Question, Question.survey_id == Survey.id)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .where(
            ConsultationSurvey.consultation_id == consultation_id,
            Question.id.in_(made_from),
            Question.retired_at.is_(None),
        )
        .order_by(Survey.id.desc(), Question.id)
    ).all()
    return [RankingSurvey(survey, question, _is_behind(db, survey, question)) for survey, question in rows]


def find_draft(db: Session, consultation_id: int) -> RankingSurvey | None:
    """The survey from outcomes that is still being built, if there is one."""
    found = list_ranking_surveys(db, consultation_id)
    return next((one for one in found if one.survey.status == "draft" and one.survey.published_number is None), None)


def _items_of(db: Session, question_id: int) -> dict[int, int]:
    rows = db.execute(select(OutcomeItem.outcome_id, OutcomeItem.item_id).where(OutcomeItem.question_id == question_id))
    return {key: value for key, value in rows}


def _is_behind(db: Session, survey: Survey, question: Question) -> bool:
    if survey.status != "draft" or survey.published_number is not None:
        return False
    links = {item: outcome for outcome, item in _items_of(db, question.id).items()}
    outcomes = list_live(db, db.get_one(ConsultationSurvey, survey.id).consultation_id)
    wanted = [(outcome.id, outcome.ranked_as) for outcome in outcomes]
    return [(links.get(item.id), item.label) for item in _live_items(question)] != wanted


def _live_items(question: Question) -> list[Item]:
    return sorted((item for item in question.items if item.retired_at is None), key=lambda item: item.position)
