"""The texts that answers of a board copy, and the answers that copy one, a page at a time; what is hidden stays so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from consult.themes.models import Assignment, Campaign, CampaignAnswer, Theme
from consult.themes.queries import standing_on
from consult.themes.queries_counts import GroupCount, name_groups
from consult.themes.queries_personal import read_hidden
from surveys.collection import Answer, Response, ResponseGroup

SAME = 1.0  # every word the same, each as often


@dataclass(frozen=True, slots=True)
class CopiedText:
    """One text as its most central answer has it. `n` answers copy it now, `n_then` did when it was found."""

    id: int
    words: str
    n: int
    n_then: int
    same: int  # answers that hold the same words, each as often
    least: float  # the smallest share of words that one of them has in common with the text
    groups: tuple[GroupCount, ...]
    no_group: int
    first_at: datetime
    last_at: datetime

    @property
    def least_percent(self) -> int:
        """The least likeness in percent, never rounded up to the whole."""
        return int(100 * self.least)


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One answer that copies a text, with the theme it is mostly about."""

    answer_id: int
    text: str
    likeness: float
    received_at: datetime
    groups: tuple[GroupCount, ...]
    theme_id: int | None
    theme: str

    @property
    def percent(self) -> int:
        """Likeness in percent, never rounded up to the whole."""
        return int(100 * self.likeness)


def find_campaign(db: Session, campaign_id: int) -> tuple[Campaign, int] | None:
    """A copied text and its consultation's id; None once a later discovery has replaced it."""
    found = db.get(Campaign, campaign_id)
    return (found, found.consultation_id) if found is not None else None


def list_texts(db: Session, board_id: int, *, offset: int, limit: int) -> list[CopiedText]:
    """One page of the copied texts, the most copied first."""
    return _texts(db, _by_size(Campaign.board_id == board_id).offset(offset).limit(limit))


def get_text(db: Session, campaign: Campaign) -> CopiedText | None:
    """One copied text; None where all its answers are gone."""
    return next(iter(_texts(db, _by_size(Campaign.id == campaign.id))), None)


def _by_size(which: object) -> Select[tuple[Campaign, int, int, float, datetime, datetime]]:
    n = func.count(CampaignAnswer.id)
    return (
        select(
            Campaign,
            n,
            n.filter(CampaignAnswer.likeness >= SAME),
            func.min(CampaignAnswer.likeness),
            func.min(Response.received_at),
            func.max(Response.received_at),
        )
        .join(CampaignAnswer, CampaignAnswer.campaign_id == Campaign.id)
        .join(Answer, Answer.id == CampaignAnswer.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(which)  # type: ignore[arg-type]
        .group_by(Campaign.id)
        .order_by(n.desc(), Campaign.id)
    )


def _texts(db: Session, query: Select[tuple[Campaign, int, int, float, datetime, datetime]]) -> list[CopiedText]:
    rows = db.execute(query).all()
    campaigns = [row[0] for row in rows]
    words = _words(db, campaigns)
    ids = [one.id for one in campaigns]
    counts = db.execute(
        select(CampaignAnswer.campaign_id, ResponseGroup.group_id, func.count(CampaignAnswer.id))
        .join(Answer, Answer.id == CampaignAnswer.answer_id)
        .join(ResponseGroup, ResponseGroup.response_id == Answer.response_id)
        .where(CampaignAnswer.campaign_id.in_(ids))
        .group_by(CampaignAnswer.campaign_id, ResponseGroup.group_id)
    ).all()
    in_a_group = {
        campaign: n
        for campaign, n in db.execute(
            select(CampaignAnswer.campaign_id, func.count(func.distinct(CampaignAnswer.id)))
            .join(Answer, Answer.id == CampaignAnswer.answer_id)
            .join(ResponseGroup, ResponseGroup.response_id == Answer.response_id)
            .where(CampaignAnswer.campaign_id.in_(ids))
            .group_by(CampaignAnswer.campaign_id)
        )
    }
    groups = name_groups(db, campaigns[0].consultation_id, counts) if campaigns else {}
    return [
        CopiedText(
            id=one.id,
            words=words.get(one.id, ""),
            n=n,
            n_then=one.n,
            same=same,
            least=least,
            groups=groups.get(one.id, ()),
            no_group=n - in_a_group.get(one.id, 0),
            first_at=first_at,
            last_at=last_at,
        )
        for one, n, same, least, first_at, last_at in rows
    ]


def _words(db: Session, campaigns: Sequence[Campaign]) -> dict[int, str]:
    shown = {one.id: one.template_answer_id or _nearest(db, one.id) for one in campaigns}
    rows = db.execute(select(Answer.id, Answer.text).where(Answer.id.in_(shown.values())))
    texts = read_hidden(db, {answer: words for answer, words in rows})
    return {campaign: texts.get(answer, "") for campaign, answer in shown.items()}


def _nearest(db: Session, campaign_id: int) -> int:
    """The answer that stands in for a template that was erased."""
    nearest = select(CampaignAnswer.answer_id).where(CampaignAnswer.campaign_id == campaign_id)
    return db.scalar(nearest.order_by(CampaignAnswer.likeness.desc(), CampaignAnswer.answer_id).limit(1)) or 0


def list_copies(db: Session, campaign: Campaign, *, offset: int, limit: int) -> list[CopyRow]:
    """One page of the answers that copy a text, the most alike first."""
    rows = db.execute(
        select(Answer.id, Answer.text, Answer.response_id, CampaignAnswer.likeness, Response.received_at)
        .join(CampaignAnswer, CampaignAnswer.answer_id == Answer.id)
        .join(Response, Response.id == Answer.response_id)
        .where(CampaignAnswer.campaign_id == campaign.id)
        .order_by(CampaignAnswer.likeness.desc(), Answer.id)
        .offset(offset)
        .limit(limit)
    ).all()
    texts = read_hidden(db, {row.id: row.text for row in rows})
    groups = _groups(db, campaign, [row.response_id for row in rows])
    themes = {
        answer: (theme, label)
        for answer, theme, label in db.execute(
            select(Assignment.answer_id, Theme.id, Theme.label)
            .join(Theme, Theme.id == Assignment.theme_id)
            .where(standing_on(campaign.board_id), Assignment.is_main, Assignment.answer_id.in_(texts))
        )
    }
    return [
        CopyRow(
            answer_id=row.id,
            text=texts[row.id],
            likeness=row.likeness,
            received_at=row.received_at,
            groups=groups.get(row.response_id, ()),
            theme_id=themes.get(row.id, (None, ""))[0],
            theme=themes.get(row.id, (None, ""))[1],
        )
        for row in rows
    ]


def _groups(db: Session, campaign: Campaign, responses: Iterable[int]) -> dict[int, tuple[GroupCount, ...]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = select(ResponseGroup.response_id, ResponseGroup.group_id).where(ResponseGroup.response_id.in_(responses))
    for response, group in db.execute(rows):
        found[response].append(group)
    counts = [(response, group, 1) for response, several in found.items() for group in several]
    return name_groups(db, campaign.consultation_id, counts)
