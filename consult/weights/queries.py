"""What is asked of weights: a question they are made from, its newest result, whether it is stale; nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from consult.consultations.models import Consultation, ConsultationSurvey
from consult.groups.queries import list_groups
from consult.runs import Run, find_latest_run
from consult.weights.models import WeightRun
from consult.weights.wording import RANK, Words, words_of
from surveys.definition import Item, Question, Survey
from surveys.questions.best_worst import BestWorst, size_shown
from surveys.questions.kinds import PREFERENCES
from surveys.reading import count_states, count_states_of, newest_response_id

COMPUTE = "weights.compute"
BELIEVED_APART = 7  # code versions up to this took pooled groups for independent where everyone is counted by size
TOO_NARROW = (
    "The likely ranges of “Everyone, each group by its size” came out too narrow then. They are right once the weights "
    "are worked out again."
)


@dataclass(frozen=True, slots=True)
class WeighedQuestion:
    """A question whose answers can be weighed, with the consultation it belongs to; what the page's address names."""

    __tablename__ = "question"

    id: int
    text: str
    survey_id: int
    survey_title: str
    survey_status: str
    consultation: Consultation
    kind: str = RANK
    settings: Mapping[str, Any] = field(default_factory=dict)
    things: int = 0  # outcomes there are to compare

    @property
    def words(self) -> Words:
        """The words for its kind, as the draft of the question stands; of sets the size that people see."""
        if self.kind == BestWorst.name:
            return words_of(self.kind, {"size": size_shown(self.settings, self.things)})
        return words_of(self.kind, self.settings)


@dataclass(frozen=True, slots=True)
class QuestionState:
    """Such a question in the list: how many people answered it, not leaving it empty, its newest result and run."""

    question: WeighedQuestion
    answered: int
    newest: WeightRun | None
    run: Run | None
    stale: tuple[str, ...]
    held: str = ""  # why a reader is shown an older result than the newest


def load_weighed_question(db: Session, question_id: int) -> tuple[WeighedQuestion, int] | None:
    """A question that can be weighed and its consultation's id, as a guarded page wants them."""
    found = _list(db, Question.id == question_id)
    return (found[0], found[0].consultation.id) if found else None


def list_weighed_questions(db: Session, consultation_id: int) -> list[WeighedQuestion]:
    """Every question of a consultation that is in use and can be weighed."""
    return _list(db, Consultation.id == consultation_id, Question.retired_at.is_(None))


def _list(db: Session, *conditions: object) -> list[WeighedQuestion]:
    things = (
        select(func.count(Item.id))
        .where(Item.question_id == Question.id, Item.retired_at.is_(None))
        .correlate(Question)
        .scalar_subquery()
    )
    rows = db.execute(
        select(Question, Survey, Consultation, things)
        .join(Survey, Survey.id == Question.survey_id)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .join(Consultation, Consultation.id == ConsultationSurvey.consultation_id)
        .where(Question.kind.in_(PREFERENCES), *conditions)  # type: ignore[arg-type]
        .order_by(Question.survey_id, Question.section_id, Question.position, Question.id)
    )
    return [
        WeighedQuestion(
            question.id,
            question.text,
            survey.id,
            survey.title,
            survey.status,
            within,
            question.kind,
            question.settings or {},
            many,
        )
        for question, survey, within, many in rows
    ]


def find_newest(db: Session, question_id: int, *, charts: bool = False) -> WeightRun | None:
    """The newest result of a question, of all answers; its charts only when asked for, because they are large."""
    own = select(WeightRun).where(WeightRun.question_id == question_id, WeightRun.for_readers.is_(False))
    query = own.order_by(WeightRun.id.desc()).limit(1)
    return db.scalar(query.options(undefer(WeightRun.charts)) if charts else query)


def explain_stale(db: Session, question: WeighedQuestion, newest: WeightRun) -> tuple[str, ...]:
    """Why a result no longer says what people say now; empty when it does."""
    reasons = []
    latest = newest_response_id(db, question.survey_id)
    answers = sum(count_states(db, question.id).values())
    if (latest or 0) > (newest.last_response_id or 0):
        reasons.append("More people have answered since.")
    elif latest != newest.last_response_id or answers != newest.method["answers"]:
        reasons.append("An answer was changed or taken back since.")
    if {group.id for group in list_groups(db, question.consultation.id)} != set(newest.method["groups"]):
        reasons.append("The stakeholder groups have changed since.")
    if _is_too_narrow(newest):
        reasons.append(TOO_NARROW)
    return tuple(reasons)


def _is_too_narrow(found: WeightRun) -> bool:
    """Whether a stored result has everyone by size of pooled groups from before it was known how these err together."""
    sized = found.result.get("by_size", {}).get("weights")
    old = int(found.method["code_version"]) <= BELIEVED_APART
    return bool(sized) and old and found.method.get("pool", "none") != "none"


def list_states(db: Session, questions: Sequence[WeighedQuestion]) -> list[QuestionState]:
    """The questions of one consultation with their newest results; a consultation has few, so each is asked about."""
    states = count_states_of(db, [question.id for question in questions])
    newest = list_newest(db, [question.id for question in questions])
    runs = _runs_of(db, [question.id for question in questions])
    return [
        QuestionState(
            question,
            states.get(question.id, {}).get("answered", 0),
            newest.get(question.id),
            runs.get(question.id),
            explain_stale(db, question, newest[question.id]) if question.id in newest else (),
        )
        for question in questions
    ]


def find_state(db: Session, question: WeighedQuestion) -> QuestionState:
    """One question with its newest result, charts and all."""
    newest = find_newest(db, question.id, charts=True)
    return QuestionState(
        question,
        count_states(db, question.id).get("answered", 0),
        newest,
        find_latest_run(db, COMPUTE, question.id),
        explain_stale(db, question, newest) if newest is not None else (),
    )


def list_newest(db: Session, question_ids: Sequence[int]) -> dict[int, WeightRun]:
    """The newest result of each of several questions that has one."""
    last = (
        select(func.max(WeightRun.id))
        .where(WeightRun.question_id.in_(question_ids), WeightRun.for_readers.is_(False))
        .group_by(WeightRun.question_id)
    )
    return {found.question_id: found for found in db.scalars(select(WeightRun).where(WeightRun.id.in_(last)))}


def _runs_of(db: Session, question_ids: Sequence[int]) -> dict[int, Run]:
    last = (
        select(func.max(Run.id)).where(Run.kind == COMPUTE, Run.subject_id.in_(question_ids)).group_by(Run.subject_id)
    )
    return {found.subject_id: found for found in db.scalars(select(Run).where(Run.id.in_(last)))}
