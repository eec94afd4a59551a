"""Writes down which answers copy one text, in place of what the discovery before found; no answer is touched."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from analysis.records import Copies
from consult.themes.models import Campaign, CampaignAnswer, ThemeBoard
from surveys.collection import Answer

AT_ONCE = 2000


def keep_copies(db: Session, board: ThemeBoard, answers: Sequence[int], found: Sequence[Copies]) -> None:
    """Keep the groups of this discovery alone. `answers` are ids by row; those erased meanwhile are left out."""
    earlier = select(Campaign.id).where(Campaign.board_id == board.id)
    db.execute(delete(CampaignAnswer).where(CampaignAnswer.campaign_id.in_(earlier)))
    db.execute(delete(Campaign).where(Campaign.board_id == board.id))
    if not found:
        return
    there = set(db.scalars(select(Answer.id).where(Answer.question_id == board.question_id)))
    rows = []
    for copies in found:
        members = [
            (answers[row], likeness)
            for row, likeness in zip(copies.members, copies.likeness, strict=True)
            if answers[row] in there
        ]
        if not members:
            continue
        template = answers[copies.template]
        campaign = Campaign(
            consultation_id=board.consultation_id,
            board_id=board.id,
            template_answer_id=template if template in there else None,
            n=len(members),
        )
        db.add(campaign)
        db.flush()
        rows += [{"campaign_id": campaign.id, "answer_id": one, "likeness": likeness} for one, likeness in members]
    for start in range(0, len(rows), AT_ONCE):
        db.execute(insert(CampaignAnswer), rows[start : start + AT_ONCE])
