"""Opening a consultation, which asks every floor below what is missing; a gap anywhere is a refusal."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from consult.consultations import actions
from consult.consultations.models import Consultation
from consult.overview.queries import count_chain
from consult.overview.steps import list_missing


def open_consultation(db: Session, consultation: Consultation, *, today: date) -> Consultation:
    """Show a draft to the public, if people are told enough, the groups are named and the tests are answered."""
    numbers = count_chain(db, [consultation.id])[consultation.id]
    missing = [f"{one.words}." for one in list_missing(consultation, numbers, today=today)]
    return actions.open_consultation(db, consultation, missing=missing, today=today)
