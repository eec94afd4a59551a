"""Made data for tests: every argument has a default, everything is invented."""

from __future__ import annotations

import itertools
import secrets
from datetime import UTC, date, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Membership, Role, User
from consult.consultations.models import Consultation, ConsultationSurvey
from consult.groups.models import ConsultationGroup
from surveys.collection import Answer, Response, ResponseGroup
from surveys.definition import Item, Question, Section, StakeholderGroup, Survey
from surveys.intake import Incoming, Receipt, accept_response
from surveys.lifecycle import open_survey
from surveys.questionnaire import Questionnaire, find_version, read_version
from surveys.receipts import ReceiptKeys, instance_of

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def user(
    db: Session, *, role: str = "officer", consultation_id: int | None = None, name: str = "", email: str = ""
) -> User:
    """An active user; a role of a consultation needs its id."""
    number = next(_numbers)
    made = User(
        email=email or f"person{number}@wexmoor.example",
        name=name or f"Person {number}",
        fs_uniquifier=secrets.token_hex(32),
        active=True,
        created_at=NOON,
        confirmed_at=NOON,
    )
    db.add(made)
    if role == "administrator":
        found = db.scalar(select(Role).where(Role.name == role)) or Role(name=role)
        made.roles.append(found)
    db.flush()
    if consultation_id is not None and role not in ("administrator", "officer"):
        db.add(Membership(user_id=made.id, consultation_id=consultation_id, role=role, given_at=NOON))
        db.flush()
    return made


def session_of(client: FlaskClient, uniquifier: str) -> None:
    """Give a test client the session a sign-in would have made."""
    with client.session_transaction() as session:
        session["_user_id"] = uniquifier
        session["_fresh"] = True
        session["fs_cc"] = "set"
        now = datetime.now(UTC).timestamp()
        session.update(fs_paa=now, sid=secrets.token_hex(16), since=int(now), seen=int(now))


def consultation(db: Session, *, title: str = "Community meals", status: str = "open", **values: Any) -> Consultation:
    """A consultation with nothing in it."""
    made = Consultation(
        public_id=secrets.token_hex(5),
        title=title,
        status=status,
        **{
            "purpose": "To plan meals for people at home.",
            "decision": "What the meals service should do from April.",
            "asked_by": "Wexmoor County Council",
            "contact": "meals@wexmoor.example",
            "privacy_notice": "We use your answers only for this consultation.",
            "opens_on": date(2026, 11, 1),
            "closes_on": date(2026, 12, 20),
            "created_at": NOON,
            **values,
        },
    )
    db.add(made)
    db.flush()
    return made


def group(
    db: Session, within: Consultation, *, name: str = "", population: int | None = 200, mark: int = 1
) -> StakeholderGroup:
    """A stakeholder group of a consultation."""
    made = StakeholderGroup(name=name or f"Group {next(_numbers)}", position=mark)
    db.add(made)
    db.flush()
    db.add(
        ConsultationGroup(
            group_id=made.id,
            consultation_id=within.id,
            mark=mark,
            population=population,
            source="Invented",
            counted_on=date(2026, 1, 1),
        )
    )
    db.flush()
    return made


def survey(
    db: Session,
    within: Consultation | None = None,
    *,
    kind: str = "open",
    title: str = "About meals",
    **values: Any,
) -> Survey:
    """A draft survey with one empty section."""
    made = Survey(public_id=secrets.token_hex(5), kind=kind, title=title, created_at=NOON, changed_at=NOON, **values)
    made.sections.append(Section(position=1, title="Your view"))
    db.add(made)
    db.flush()
    if within is not None:
        purpose = "prioritise" if kind == "ranking" else "discover"
        db.add(ConsultationSurvey(survey_id=made.id, consultation_id=within.id, purpose=purpose))
        db.flush()
    return made


def question(
    db: Session, on: Survey, *, kind: str = "open_text", text: str = "What matters most?", **values: Any
) -> Question:
    """A question in the last section of a draft survey; `items` are labels."""
    labels = values.pop("items", ())
    section = on.sections[-1]
    made = Question(
        survey_id=on.id,
        section_id=section.id,
        position=len(section.questions) + 1,
        kind=kind,
        text=text,
        settings=values.pop("settings", {}),
        **values,
    )
    made.items = [Item(position=place, label=label) for place, label in enumerate(labels, start=1)]
    section.questions.append(made)
    db.flush()
    return made


KEYS = ReceiptKeys((b"k" * 32,))


def opened(db: Session, on: Survey) -> Questionnaire:
    """Publish a survey's draft, open it, and return the questionnaire residents get."""
    open_survey(db, on, closes_at=None, at=NOON)
    version = find_version(db, on)
    assert version is not None
    return read_version(version)


def response(
    db: Session, on: Survey, walk: Questionnaire, answers: dict[int, dict[str, Any]], **values: Any
) -> Receipt:
    """A response with raw answers by question id, through the one door."""
    token = values.pop("token", None) or f"token {next(_numbers)}"
    at = values.pop("at", NOON)
    incoming = Incoming(instance_of(token), answers, **values)
    return accept_response(db, on, walk, incoming, keys=KEYS, at=at)


def open_answers(
    db: Session, on: Survey, asked: Question, texts: list[str], *, groups: list[StakeholderGroup] | None = None
) -> list[int]:
    """Many answers to one open question of an open survey, in bulk; returns their ids. Groups go round in turn."""
    version = find_version(db, on)
    assert version is not None
    numbers = [next(_numbers) for _ in texts]
    made = [
        Response(
            survey_id=on.id,
            version_id=version.id,
            instance_id=instance_of(f"bulk {number}"),
            content_hash=f"{number:064d}",
            reference_hash=f"{number:064d}",
            channel="web",
            received_at=NOON,
            answers=[Answer(question_id=asked.id, state="answered" if words.strip() else "blank", text=words or None)],
        )
        for number, words in zip(numbers, texts, strict=True)
    ]
    db.add_all(made)
    db.flush()
    if groups:
        db.add_all(
            ResponseGroup(response_id=one.id, group_id=groups[place % len(groups)].id) for place, one in enumerate(made)
        )
        db.flush()
    return [one.answers[0].id for one in made]
