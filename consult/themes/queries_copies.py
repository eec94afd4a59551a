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


# Of the answers under a theme that copy one text, all but one: what a count loses when each text counts once.
SPARE = func.count(Assignment.id) - func.count(func.distinct(CampaignAnswer.campaign_id))


def count_spare(db: Session, board_id: int) -> dict[int, int]:
    """By how much each theme's count shrinks when each text counts once under it."""
    rows = db.execute(
        select(Assignment.theme_id, SPARE)
        .join(CampaignAnswer, CampaignAnswer.answer_id == Assignment.answer_id)
        .where(standing_on(board_id))
        .group_by(Assignment.theme_id)
    )
    return {theme: n for theme, n in rows}


def count_spare_by_group(db: Session, board_id: int) -> dict[tuple[int, int], int]:
    """The same by theme and stakeholder group."""
    rows = db.execute(
        select(Assignment.theme_id, ResponseGroup.group_id, SPARE)
        .join(CampaignAnswer, CampaignAnswer.answer_id == Assignment.answer_id)
        .join(Answer, Answer.id == Assignment.answer_id)
        .join(ResponseGroup, ResponseGroup.response_id == Answer.response_id)
        .where(standing_on(board_id))
        .group_by(Assignment.theme_id, ResponseGroup.group_id)
    )
    return {(theme, group): n for theme, group, n in rows}


def count_texts_once(
    groups: dict[int, tuple[GroupCount, ...]], spare: dict[tuple[int, int], int]
) -> dict[int, tuple[GroupCount, ...]]:
    """Counts by theme and group with each text once."""
    return {
        theme: tuple(replace(one, n=one.n - spare.get((theme, one.id), 0)) for one in counts)
        for theme, counts in groups.items()
    }
