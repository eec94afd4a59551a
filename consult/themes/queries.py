"""Questions, boards and themes by id, and lists of themes for other rooms; it counts nothing and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, ConsultationSurvey
from consult.groups.models import ConsultationGroup
from consult.themes.actions import LIVE
from consult.themes.models import Assignment, QuoteTick, SuggestionDecision, Theme, ThemeBoard, ThemeVersion
from surveys.definition import Question, StakeholderGroup, Survey


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An open question with the consultation it belongs to; what the board's address names."""

    __tablename__ = "question"

    id: int
    text: str
    survey_id: int
    survey_status: str
    consultation: Consultation
    survey_language: str


def find_open_question(db: Session, question_id: int) -> tuple[OpenQuestion, int] | None:
    """An open question and its consultation's id, or None."""
    row = db.execute(
        select(Question, Survey, Consultation)
        .join(Survey, Survey.id == Question.survey_id)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .join(Consultation, Consultation.id == ConsultationSurvey.consultation_id)
        .where(Question.id == question_id, Question.kind == "open_text")
    ).first()
    if row is None:
        return None
    return _open_question(*row), row[2].id


def list_open_questions(db: Session, consultation_id: int) -> list[OpenQuestion]:
    """Every open question of a consultation."""
    rows = db.execute(
        select(Question, Survey, Consultation)
        .join(Survey, Survey.id == Question.survey_id)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .join(Consultation, Consultation.id == ConsultationSurvey.consultation_id)
        .where(Consultation.id == consultation_id, Question.kind == "open_text", Question.retired_at.is_(None))
        .order_by(Question.survey_id, Question.section_id, Question.position, Question.id)
    )
    return [_open_question(question, survey, within) for question, survey, within in rows]


def _open_question(question: Question, survey: Survey, within: Consultation) -> OpenQuestion:
    return OpenQuestion(question.id, question.text, survey.id, survey.status, within, survey.language)


def find_theme(db: Session, theme_id: int) -> tuple[Theme, int] | None:
    """A theme and its consultation's id, or None."""
    theme = db.get(Theme, theme_id)
    return (theme, theme.consultation_id) if theme is not None else None


def find_namesake(db: Session, theme: Theme) -> Theme | None:
    """Another live theme of the same question with the same name, whatever its capitals and blanks."""
    others = db.scalars(
        select(Theme)
        .where(Theme.board_id == theme.board_id, Theme.id != theme.id, Theme.status.in_(LIVE))
        .order_by(Theme.id)
    )
    return next((one for one in others if _plain(one.label) == _plain(theme.label)), None)


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()


def find_board(db: Session, question_id: int = 0, *, board_id: int = 0) -> ThemeBoard | None:
    """A board by its question or its own id; None before the first discovery."""
    by = ThemeBoard.id == board_id if board_id else ThemeBoard.question_id == question_id
    return db.scalar(select(ThemeBoard).where(by))


def standing_on(board_id: int) -> ColumnElement[bool]:
    """The assignments that hold now on a board."""
    return and_(Assignment.board_id == board_id, Assignment.ended_at.is_(None))


def list_groups(db: Session, consultation_id: int) -> list[tuple[int, str]]:
    """The stakeholder groups of a consultation, in order."""
    rows = db.execute(
        select(StakeholderGroup.id, StakeholderGroup.name)
        .join(ConsultationGroup, ConsultationGroup.group_id == StakeholderGroup.id)
        .where(ConsultationGroup.consultation_id == consultation_id, StakeholderGroup.retired_at.is_(None))
        .order_by(StakeholderGroup.position, StakeholderGroup.id)
    )
    return [(group, name) for group, name in rows]


def list_signed_off(db: Session, consultation_id: int) -> list[Theme]:
    """The signed-off themes of a consultation, for outcomes."""
    return list(
        db.scalars(
            select(Theme)
            .where(Theme.consultation_id == consultation_id, Theme.status == "signed_off")
            .order_by(Theme.board_id, Theme.position, Theme.id)
        )
    )


def placed_one_by_one() -> ColumnElement[bool]:
    """Assignments of answers that a person read: not the machine's, and not what was accepted together with many."""
    unread = exists().where(SuggestionDecision.assignment_id == Assignment.id, SuggestionDecision.one_by_one.is_(False))
    return and_(Assignment.source == "person", ~unread)


def kept_themes(board_id: int) -> Select[tuple[int]]:
    """Ids of themes a person decided on, or an answer of which a person placed, accepted or ticked for quoting: a new
    discovery leaves them and their answers alone."""
    decided = exists().where(ThemeVersion.theme_id == Theme.id, ThemeVersion.made_by.is_not(None))
    placed = exists().where(
        Assignment.theme_id == Theme.id, Assignment.ended_at.is_(None), Assignment.source == "person"
    )
    ticked = exists().where(QuoteTick.theme_id == Theme.id)
    return select(Theme.id).where(
        Theme.board_id == board_id, Theme.status.in_(LIVE), or_(Theme.status == "signed_off", decided, placed, ticked)
    )


def list_kept_answers(db: Session, board_id: int) -> set[int]:
    """Answers whose main theme a person decided on."""
    return set(
        db.scalars(
            select(Assignment.answer_id).where(
                standing_on(board_id), Assignment.is_main, Assignment.theme_id.in_(kept_themes(board_id))
            )
        )
    )
