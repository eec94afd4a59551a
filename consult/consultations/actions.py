"""What may be done to a consultation, and in which state; a step that does not fit is refused by name."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Membership
from consult.consultations.models import GUNNING, Consultation, ConsultationSurvey, GunningAnswer
from consult.consultations.queries import end_of_day, phase_of
from consult.web.checks import has_words, tidy, too_long
from consult.web.editing import find_last_actor, mark_of, name_of
from surveys.definition import Survey
from surveys.errors import Refusal, StaleEdit, WrongState
from surveys.lifecycle import close_survey

# Verbs of the audit trail that change the consultation's own row; the newest names the colleague who did.
_EDITING = ("consultations.edit", "overview.open", "overview.close", "overview.reopen")
_WHAT = {
    "title": "The title",
    "purpose": "The purpose",
    "decision": "What is being decided",
    "asked_by": "Who is asking",
    "contact": "The contact",
    "privacy_notice": "The privacy notice",
}


class FactsFixed(WrongState):
    """What people were told is kept as it was once a consultation is closed."""

    def __init__(self) -> None:
        super().__init__("This consultation is closed: what people were told stays as it was, but for the contact.")


class FactsMissing(Refusal):
    """Something people must be told, or that fairness asks for, is missing; `problems` says what."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class TextTooLong(Refusal):
    """A text is longer than can be kept; it was neither cut nor stored."""


class DatesMixedUp(Refusal):
    """A date does not fit the other one, the state, or the calendar."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What people are told about a consultation."""

    title: str
    purpose: str = ""
    decision: str = ""
    asked_by: str = ""
    contact: str = ""
    privacy_notice: str = ""
    opens_on: date | None = None
    closes_on: date | None = None


def facts_of(consultation: Consultation) -> Facts:
    """The facts as they are stored."""
    return Facts(**{field.name: getattr(consultation, field.name) for field in fields(Facts)})


def create_consultation(
    db: Session,
    facts: Facts,
    *,
    by: int,
    at: datetime,
    public_id: str | None = None,
    is_invented: bool = False,
) -> Consultation:
    """A draft from the template "Discover, then prioritise"; `by` becomes its owner.

    `public_id` is minted with the form, so that a form sent twice makes one consultation.
    """
    values = _checked(facts)
    if public_id is not None:
        taken = db.scalar(select(Consultation).where(Consultation.public_id == public_id))
        if taken is not None and _is_owner(db, taken, by):
            return taken
        if taken is not None or not re.fullmatch("[0-9a-f]{10}", public_id):
            public_id = None
    consultation = Consultation(
        public_id=public_id or secrets.token_hex(5), is_invented=is_invented, created_at=at, **values
    )
    db.add(consultation)
    db.flush()
    db.add(Membership(user_id=by, consultation_id=consultation.id, role="owner", given_at=at))
    db.flush()
    return consultation


def _is_owner(db: Session, consultation: Consultation, user_id: int) -> bool:
    role = select(Membership.role).where(Membership.consultation_id == consultation.id, Membership.user_id == user_id)
    return db.scalar(role) == "owner"


def edit_consultation(db: Session, consultation: Consultation, facts: Facts, *, seen: int, by: int) -> Consultation:
    """Change what people are told. `seen` is the row version the officer looked at; if it is old, nothing changes."""
    after = _checked(facts)
    _lock(db, consultation)
    before = asdict(facts_of(consultation))
    changed = {name for name in after if after[name] != before[name]}
    if not changed:
        return consultation
    if seen != consultation.row_version:
        last = find_last_actor(db, "consultation", consultation.id, verbs=_EDITING)
        raise StaleEdit(name_of(db, last, reader=by), "this consultation")
    if consultation.status in ("closed", "published") and changed != {"contact"}:
        raise FactsFixed
    if consultation.status == "open":
        _check_while_open(before, after)
    for name in changed:
        setattr(consultation, name, after[name])
    if "closes_on" in changed and consultation.status == "open":
        _move_surveys(db, consultation, before["closes_on"])
    db.flush()
    return consultation


def _move_surveys(db: Session, consultation: Consultation, old_day: date | None) -> None:
    # A survey that ended with the consultation still does; one that ends earlier by its own date keeps it.
    old_end, new_end = end_of_day(old_day), end_of_day(consultation.closes_on)
    for survey in _open_surveys(db, consultation):
        if survey.closes_at is None or survey.closes_at == old_end or (new_end and survey.closes_at > new_end):
            survey.closes_at = new_end


def _open_surveys(db: Session, consultation: Consultation) -> list[Survey]:
    query = (
        select(Survey)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .where(ConsultationSurvey.consultation_id == consultation.id, Survey.status == "open")
        .order_by(Survey.id)
    )
    return list(db.scalars(query))


def _lock(db: Session, consultation: Consultation) -> None:
    # Read afresh under a lock: of two saves at one moment the second must see the first.
    db.refresh(consultation, with_for_update=True)


def _checked(facts: Facts) -> dict[str, Any]:
    values = {name: tidy(value) if isinstance(value, str) else value for name, value in asdict(facts).items()}
    for name, what in _WHAT.items():
        if sentence := too_long(what, values[name]):
            raise TextTooLong(sentence)
    if not has_words(values["title"]):
        raise FactsMissing(["Give the consultation a title."])
    if values["opens_on"] and values["closes_on"] and values["closes_on"] < values["opens_on"]:
        raise DatesMixedUp("The closing date must be on or after the opening date.")
    return values


def _check_while_open(before: dict[str, Any], after: dict[str, Any]) -> None:
    if after["opens_on"] != before["opens_on"]:
        raise DatesMixedUp("The opening date stays as it is once the consultation is open.")
    if after["closes_on"] is None:
        raise DatesMixedUp("An open consultation needs a closing date.")
    empty = [what for name, what in _WHAT.items() if name != "contact" and not has_words(after[name])]
    if empty:
        raise FactsMissing([f"{what} cannot be empty while the consultation is open." for what in empty])


def open_consultation(
    db: Session, consultation: Consultation, *, missing: Collection[str], today: date
) -> Consultation:
    """Show a draft to the public. `missing` is what it still lacks, groups included; anything in it is a refusal."""
    _lock(db, consultation)
    if consultation.status != "draft":
        raise WrongState("This consultation has been opened already.")
    problems = list(missing)
    if not problems and (consultation.closes_on is None or consultation.closes_on < today):
        problems = ["Set a closing date that has not passed."]
    if problems:
        raise FactsMissing(problems)
    consultation.status = "open"
    db.flush()
    return consultation


def close_consultation(db: Session, consultation: Consultation, *, at: datetime) -> Consultation:
    """Take no more answers: every open survey of it closes too, and what people sent stays."""
    _lock(db, consultation)
    if consultation.status != "open":
        raise WrongState("Only an open consultation can be closed.")
    for survey in _open_surveys(db, consultation):
        close_survey(db, survey, at=at)
    consultation.status = "closed"
    db.flush()
    return consultation


def refuse_unless_answerable(consultation: Consultation, *, today: date) -> None:
    """Let a survey open only while people may answer: after the consultation's first day, and not after its last."""
    match phase_of(consultation, today):
        case "draft":
            raise WrongState("Open the consultation first: people cannot see its page yet.")
        case "upcoming":
            raise WrongState("The consultation's opening date has not come yet.")
        case "ended":
            raise WrongState("The consultation's closing date has passed. Move it before you open a survey.")
        case "closed" | "published":
            raise WrongState("The consultation is closed. Open it again before you open a survey.")


def reopen_consultation(db: Session, consultation: Consultation, *, closes_on: date, today: date) -> Consultation:
    """Open a closed consultation again until a day to come; its surveys stay closed until each is opened."""
    _lock(db, consultation)
    if consultation.status != "closed":
        raise WrongState("Only a closed consultation can be opened again.")
    if closes_on < max(today, consultation.opens_on or today):
        raise DatesMixedUp("The closing date must be today or later, and not before the opening date.")
    consultation.status, consultation.closes_on = "open", closes_on
    db.flush()
    return consultation


def publish_consultation(db: Session, consultation: Consultation) -> Consultation:
    """Say that results are out; called by whatever freezes them. A further edition changes nothing here."""
    _lock(db, consultation)
    if consultation.status not in ("closed", "published"):
        raise WrongState("Close the consultation before its results are published.")
    consultation.status = "published"
    db.flush()
    return consultation


def answer_test(
    db: Session,
    consultation: Consultation,
    principle: str,
    *,
    met: bool,
    answer: str,
    on: date,
    by: int,
    seen: str = "",
) -> GunningAnswer:
    """Keep a dated answer to one of the four tests of fairness. `seen` is the mark of the answer looked at."""
    if principle not in GUNNING:
        raise ValueError(f"no such test: {principle}")
    answer = tidy(answer)
    if sentence := too_long("Your answer", answer):
        raise TextTooLong(sentence)
    if not has_words(answer):
        raise FactsMissing(["Say why, in a sentence or two."])
    _lock(db, consultation)
    found = db.scalar(
        select(GunningAnswer).where(
            GunningAnswer.consultation_id == consultation.id, GunningAnswer.principle == principle
        )
    )
    if found is None:
        found = GunningAnswer(consultation_id=consultation.id, principle=principle)
        db.add(found)
    elif (found.met, found.answer, found.answered_on) == (met, answer, on):
        return found
    elif seen != mark_of_answer(found):
        raise StaleEdit(name_of(db, found.answered_by, reader=by), "this answer")
    found.met, found.answer, found.answered_on, found.answered_by = met, answer, on, by
    db.flush()
    return found


def mark_of_answer(found: GunningAnswer | None) -> str:
    """The mark of an answer as stored, empty when there is none."""
    return "" if found is None else mark_of(found.met, found.answer, found.answered_on)
