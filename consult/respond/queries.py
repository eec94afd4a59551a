"""What a resident's address leads to: the survey, the answers begun or the response sent; it changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import WrongTry
from consult.consultations.models import Consultation, ConsultationSurvey
from consult.web.limits import Limit
from surveys.collection import HeldResponse, Response
from surveys.definition import Survey, SurveyVersion
from surveys.drafts import Draft, find_draft, raw_answers
from surveys.lifecycle import takes_answers
from surveys.questionnaire import Questionnaire, QuestionView, SectionView, hash_document, read_version
from surveys.questions.base import Misfit, field_name
from surveys.questions.kinds import get_kind
from surveys.receipts import ReceiptKeys, find_reference, instance_of, is_token
from surveys.text import storable

RETURN_CODE = Limit("return-code", 10, first_wait=timedelta(hours=1))
VERSIONS_KEPT = 200

# Parsed questionnaires by database and version: a version never changes, so it is parsed once in a process.
_parsed: WeakKeyDictionary[object, dict[int, Questionnaire]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Landing:
    """A survey as somebody finds it who has no answers in it yet."""

    survey: Survey
    consultation: Consultation | None
    questionnaire: Questionnaire | None  # None while nothing is published

    @property
    def consultation_id(self) -> int | None:
        """Whose officers may try it out."""
        return self.consultation.id if self.consultation else None


@dataclass(frozen=True, slots=True)
class Walk:
    """One person's way through a survey: a draft, or a response once sent, or neither where the token leads nowhere."""

    survey: Survey
    consultation: Consultation | None
    token: str
    draft: Draft | None
    response: Response | None
    questionnaire: Questionnaire | None

    @property
    def instance_id(self) -> str:
        """What the token stands for."""
        return instance_of(self.token)

    @property
    def is_test(self) -> bool:
        """Whether an officer is trying the survey out."""
        return bool((self.draft or self.response) and (self.draft or self.response).is_test)  # type: ignore[union-attr]

    @property
    def asked(self) -> Questionnaire:
        """The version these answers were begun with; raises LookupError where the token leads nowhere."""
        if self.questionnaire is None:
            raise LookupError("no answers have this token")
        return self.questionnaire

    @property
    def sections(self) -> tuple[SectionView, ...]:
        """The pages of the walk."""
        return self.questionnaire.sections if self.questionnaire else ()

    def is_open(self, *, at: datetime) -> bool:
        """Whether these answers can still be sent."""
        return self.is_test or takes_answers(self.survey, "web", at=at)

    def answers(self) -> dict[int, dict[str, Any]]:
        """What was typed so far, by question id."""
        return raw_answers(self.draft) if self.draft else {}


@dataclass(frozen=True, slots=True)
class Sent:
    """What the holder of a token may learn of a response: its reference and when it came."""

    reference: str
    received_at: datetime
    held: bool  # other answers came under the same number and wait for an officer


def find_questionnaire(db: Session, version_id: int) -> Questionnaire:
    """A published version, parsed; raises NoResultFound when there is no such version."""
    shelf = _parsed.setdefault(db.get_bind().engine, {})
    if version_id not in shelf:
        if len(shelf) >= VERSIONS_KEPT:
            shelf.pop(next(iter(shelf)), None)
        shelf[version_id] = read_version(db.get_one(SurveyVersion, version_id))
    return shelf[version_id]


def _find_survey(db: Session, public_id: str) -> tuple[Survey, Consultation | None] | None:
    found = db.execute(
        select(Survey, Consultation)
        .outerjoin(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .outerjoin(Consultation, Consultation.id == ConsultationSurvey.consultation_id)
        .where(Survey.public_id == storable(public_id.lower()))
    ).first()
    return (found[0], found[1]) if found else None


def find_landing(db: Session, public_id: str) -> Landing | None:
    """The survey of that name with the version residents get now; None for an archived or unknown one."""
    found = _find_survey(db, public_id)
    if found is None or found[0].status == "archived":
        return None
    survey, consultation = found
    version_id = db.scalar(
        select(SurveyVersion.id).where(
            SurveyVersion.survey_id == survey.id, SurveyVersion.number == survey.published_number
        )
    )
    return Landing(survey, consultation, find_questionnaire(db, version_id) if version_id else None)


def find_survey_name(db: Session, survey_id: int) -> str:
    """The name a survey has in addresses."""
    return db.get_one(Survey, survey_id).public_id


def find_walk(db: Session, public_id: str, token: str, *, lock: bool = False) -> Walk | None:
    """The way that token leads through that survey; None for an unknown survey. `lock` is for changing the draft."""
    found = _find_survey(db, public_id)
    if found is None:
        return None
    survey, consultation = found
    if not is_token(token):  # rows of a file have instance ids too, and what those are made of can be guessed
        return Walk(survey, consultation, token, None, None, None)
    draft = find_draft(db, instance_of(token), lock=lock)
    if draft is not None and draft.survey_id != survey.id:
        draft = None
    response = None if draft else _find_response(db, survey, instance_of(token))
    version_id = draft.version_id if draft else response.version_id if response else None
    questionnaire = find_questionnaire(db, version_id) if version_id else None
    return Walk(survey, consultation, token, draft, response, questionnaire)


def _find_response(db: Session, survey: Survey, instance_id: str) -> Response | None:
    return db.scalar(select(Response).where(Response.instance_id == instance_id, Response.survey_id == survey.id))


def find_sent(db: Session, walk: Walk, *, keys: ReceiptKeys) -> Sent | None:
    """The receipt of a walk that was sent, and nothing of what it says; None while it was not sent."""
    if walk.response is None:
        return None
    reference = find_reference(walk.response.instance_id, walk.response.reference_hash, keys) or ""
    held = db.scalar(
        select(HeldResponse.id).where(
            HeldResponse.instance_id == walk.response.instance_id, HeldResponse.resolved_at.is_(None)
        )
    )
    return Sent(reference, walk.response.received_at, held is not None)


def find_stored(response: Response, question_ids: Collection[int]) -> dict[int, tuple[str, str | None, Any]]:
    """The stored answers to some questions, to hold against answers that came later."""
    return {
        answer.question_id: (answer.state, answer.text, answer.value)
        for answer in response.answers
        if answer.question_id in question_ids
    }


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question with what was answered, in words."""

    question: QuestionView
    number: int  # of its section
    lines: tuple[str, ...]
    problem: str  # why it cannot be sent as it is
    href: str  # the control to go to for a change
    is_answered: bool  # with something, whether or not it fits


def find_problems(section: SectionView, answers: Mapping[int, Mapping[str, Any]], instance_id: str) -> dict[int, str]:
    """What stops a section from being sent, a sentence by question id."""
    found = {}
    for question in section.questions:
        try:
            get_kind(question.kind).check(question, answers.get(question.id, {}), instance_id)
        except Misfit as misfit:
            found[question.id] = misfit.sentence
    return found


def list_answers(
    questionnaire: Questionnaire, answers: Mapping[int, Mapping[str, Any]], instance_id: str
) -> list[AnswerLine]:
    """Every question in the order of the walk, with its answer in words."""
    return [
        _line(question, number, answers.get(question.id, {}), instance_id)
        for number, section in enumerate(questionnaire.sections, start=1)
        for question in section.questions
    ]


def _line(question: QuestionView, number: int, raw: Mapping[str, Any], instance_id: str) -> AnswerLine:
    kind = get_kind(question.kind)
    problem, part = "", kind.first_part
    try:
        checked = kind.check(question, raw, instance_id)
        lines, is_answered = kind.summary(question, checked), checked.state == "answered"
    except Misfit as misfit:
        lines, problem, part = kind.typed_words(question, raw), misfit.sentence, misfit.part or part
        is_answered = any(line.strip() for line in lines)
    shown = tuple(line for line in lines if line.strip())
    return AnswerLine(question, number, shown, problem, field_name(question, part), is_answered)


def mark_of_answers(walk: Walk, section: SectionView | None = None) -> str:
    """A mark of the answers as they are now, of one section or of all: other answers have another mark."""
    answers = walk.draft.answers if walk.draft else {}
    if section is not None:
        answers = {str(question.id): answers.get(str(question.id)) for question in section.questions}
    return hash_document(answers)[:16]


def count_wrong_codes(db: Session, subjects: Collection[str]) -> int:
    """How many wrong return codes came from one place, over the hours these subjects stand for."""
    wanted = select(func.sum(WrongTry.count)).where(
        WrongTry.purpose == RETURN_CODE.purpose, WrongTry.subject.in_(subjects)
    )
    return db.scalar(wanted) or 0
