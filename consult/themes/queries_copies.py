"""How many answers of a board copy one text, and how much of each theme's count that is; it leaves no answer out of
what is stored or published."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import Session, aliased

from consult.themes.models import Assignment, Campaign, CampaignAnswer
from consult.themes.queries import standing_on
from consult.themes.queries_counts import GroupCount
from surveys.collection import Answer, Response, ResponseGroup


@dataclass(frozen=True, slots=True)
class Copied:
    """How many answers copy a text, and how many texts are copied."""

    answers: int = 0
    texts: int = 0


def answers_copied_in(board_id: int | ColumnElement[int]) -> ScalarSelect[int]:
    """How many answers of a board copy one text."""
    count = select(func.count(CampaignAnswer.id)).join(Campaign, Campaign.id == CampaignAnswer.campaign_id)
    return count.where(Campaign.board_id == board_id).scalar_subquery()


def texts_copied_in(board_id: int | ColumnElement[int]) -> ScalarSelect[int]:
    """How many texts are copied by answers of a board."""
    count = select(func.count(func.distinct(CampaignAnswer.campaign_id)))
    within = count.join(Campaign, Campaign.id == CampaignAnswer.campaign_id)
    return within.where(Campaign.board_id == board_id).scalar_subquery()


def count_copied(db: Session, board_id: int) -> Copied:
    """How many answers of a board copy how many texts."""
    return Copied(*db.execute(select(answers_copied_in(board_id), texts_copied_in(board_id))).one())


def count_people_copying(db: Session, question_id: int) -> int:
    """How many people's answers to a question copy one text: no test responses, and of a changed one only the last."""
    later = aliased(Response)
    query = (
        select(func.count(CampaignAnswer.id))
        .join(Answer, Answer.id == CampaignAnswer.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(
            Answer.question_id == question_id,
            Answer.state == "answered",
            Response.is_test.is_(False),
            ~exists().where(later.supersedes_id == Response.id),
        )
    )
    return db.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Fellows:
    """The other answers that copy the text an answer copies."""

    campaign_id: int
    others: tuple[int, ...]


def find_fellows(db: Session, answer_id: int) -> Fellows | None:
    """Who else copies the text of an answer; None where nobody does."""
    own = aliased(CampaignAnswer)
    rows = db.execute(
        select(CampaignAnswer.campaign_id, CampaignAnswer.answer_id)
        .join(own, own.campaign_id == CampaignAnswer.campaign_id)
        .where(own.answer_id == answer_id, CampaignAnswer.answer_id != answer_id)
        .order_by(CampaignAnswer.answer_id)
    ).all()
    return Fellows(rows[0][0], tuple(one for _, one in rows)) if rows else None


# Of the answers under a theme that copy one text, all but one: what a count loses when each text counts once.
SPARE = func.count(Assignment.id) - func.count(func.distinct(CampaignAnswer.campaign_id))


def count_spare(db: Session, board_id: int, *, theme_id: int | None = None) -> dict[int, int]:
    """By how much each theme's count (or one's) shrinks when each text counts once under it."""
    query = (
        select(Assignment.theme_id, SPARE)
        .join(CampaignAnswer, CampaignAnswer.answer_id == Assignment.answer_id)
        .where(standing_on(board_id))
        .group_by(Assignment.theme_id)
    )
    rows = db.execute(query if theme_id is None else query.where(Assignment.theme_id == theme_id))
    return {theme: n for theme, n in rows}


def count_spare_by_group(db: Session, board_id: int, *, theme_id: int | None = None) -> dict[tuple[int, int], int]:
    """The same by theme and stakeholder group."""
    query = (
        select(Assignment.theme_id, ResponseGroup.group_id, SPARE)
        .join(CampaignAnswer, CampaignAnswer.answer_id == Assignment.answer_id)
        .join(Answer, Answer.id == Assignment.answer_id)
        .join(ResponseGroup, ResponseGroup.response_id == Answer.response_id)
        .where(standing_on(board_id))
        .group_by(Assignment.theme_id, ResponseGroup.group_id)
    )
    rows = db.execute(query if theme_id is None else query.where(Assignment.theme_id == theme_id))
    return {(theme, group): n for theme, group, n in rows}


def count_texts_once(
    groups: dict[int, tuple[GroupCount, ...]], spare: dict[tuple[int, int], int]
) -> dict[int, tuple[GroupCount, ...]]:
    """Counts by theme and group with each text once."""
    return {
        theme: tuple(replace(one, n=one.n - spare.get((theme, one.id), 0)) for one in counts)
        for theme, counts in groups.items()
    }
