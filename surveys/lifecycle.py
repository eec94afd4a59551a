"""What each state of a survey allows, and the steps between them; refuses a step that does not fit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveys.authoring import publish_version
from surveys.collection import Response
from surveys.definition import Survey
from surveys.drafts import Draft
from surveys.errors import WrongState

# Paper that was filled in before closing may be keyed in for a while after it.
_LATE_CHANNELS = ("paper", "phone", "session", "import")


def takes_answers(survey: Survey, channel: str, *, at: datetime) -> bool:
    """Whether a response by that channel is let in now."""
    if survey.status == "open":
        return survey.closes_at is None or at < survey.closes_at or channel in _LATE_CHANNELS
    return survey.status == "closed" and channel in _LATE_CHANNELS


def open_survey(db: Session, survey: Survey, *, closes_at: datetime | None, at: datetime) -> Survey:
    """Publish what the officer has and let residents in; test responses and test drafts are removed."""
    if survey.status not in ("draft", "closed"):
        raise WrongState("This survey is open already.")
    if closes_at is not None and closes_at <= at:
        raise WrongState("The closing date has passed. Choose a later one.")
    publish_version(db, survey, at=at)
    remove_test_responses(db, survey)
    survey.status = "open"
    survey.opened_at = survey.opened_at or at
    survey.closed_at = None
    survey.closes_at = closes_at
    db.flush()
    return survey


def close_survey(db: Session, survey: Survey, *, at: datetime) -> Survey:
    """Let no more residents in; what they sent stays."""
    if survey.status != "open":
        raise WrongState("Only an open survey can be closed.")
    survey.status = "closed"
    survey.closed_at = at
    db.flush()
    return survey


def archive_survey(db: Session, survey: Survey) -> Survey:
    """Put a closed survey away; it stays readable."""
    if survey.status != "closed":
        raise WrongState("Close the survey first.")
    survey.status = "archived"
    db.flush()
    return survey


def unarchive_survey(db: Session, survey: Survey) -> Survey:
    """Take a survey out of the archive; it is closed, as it was."""
    if survey.status != "archived":
        raise WrongState("This survey is not archived.")
    survey.status = "closed"
    db.flush()
    return survey


def remove_test_responses(db: Session, survey: Survey) -> None:
    """Delete what officers sent in to try the survey out."""
    tests = select(Response.id).where(Response.survey_id == survey.id, Response.is_test.is_(True))
    db.execute(delete(Response).where(Response.id.in_(tests)))
    db.execute(delete(Draft).where(Draft.survey_id == survey.id, Draft.is_test.is_(True)))
