"""What is asked of consultations: one, a page of them, what people must still be told; it changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from consult import clock
from consult.accounts.models import Membership, User
from consult.consultations.models import GUNNING, Consultation, ConsultationSurvey, GunningAnswer
from consult.web.checks import has_words
from surveys.definition import Survey

BEFORE_OPENING = ("formative", "information", "time")  # the fourth test is about what comes after the answers
GAPS = ("[write the date]", "[write an e-mail or postal address]")  # left for the officer in the privacy notice

_PUBLIC_STATES = ("open", "closed", "published")
_FACTS_TO_TELL = (
    ("title", "Give it a title"),
    ("purpose", "Say why you are asking"),
    ("decision", "Say what is being decided"),
    ("asked_by", "Say who is asking"),
    ("privacy_notice", "Write how answers will be used"),
)


@dataclass(frozen=True, slots=True)
class FairTest:
    """One of the four tests of a fair consultation, in words for officers."""

    principle: str
    name: str
    question: str
    guidance: str


TESTS = (
    FairTest(
        "formative",
        "Early enough",
        "Is the decision still open?",
        "Ask while plans can still change. Say what is settled already, what is not, and who decides.",
    ),
    FairTest(
        "information",
        "Enough information",
        "Do people get enough information to answer well?",
        "Say what you are told: the choices, the reasons for each, what they cost and what was turned down.",
    ),
    FairTest(
        "time",
        "Enough time",
        "Do people have enough time to answer?",
        "Think of holidays, of people who need help or another language, and of groups that meet once a month.",
    ),
    FairTest(
        "consideration",
        "Taken seriously",
        "Were the answers weighed with an open mind before the decision?",
        "Answer this one after the consultation closes. Say who read the answers, and what changed because of them.",
    ),
)
assert tuple(test.principle for test in TESTS) == GUNNING  # noqa: S101  one order in tables and on pages


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to do before a consultation can open: the words, and where it is done."""

    words: str
    endpoint: str
    anchor: str = ""
    principle: str = ""


@dataclass(frozen=True, slots=True)
class FairTestState:
    """One test of fairness and what has been answered, if anything."""

    test: FairTest
    answer: GunningAnswer | None
    answered_by: str
    can_wait: bool  # it need not be answered before opening


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """A survey the public may take part in now."""

    public_id: str
    title: str
    kind: str
    minutes: int


def load_consultation(db: Session, consultation_id: int) -> tuple[Consultation, int] | None:
    """A consultation and its id, as a guarded page wants them."""
    found = db.get(Consultation, consultation_id)
    return (found, found.id) if found is not None else None


def find_public(db: Session, public_id: str) -> Consultation | None:
    """A consultation the public may see; a draft is none."""
    return _find_by_name(db, public_id, _PUBLIC_STATES)


def find_draft(db: Session, public_id: str) -> Consultation | None:
    """A draft by its public name, for those who work on it to look at."""
    return _find_by_name(db, public_id, ("draft",))


def _find_by_name(db: Session, public_id: str, states: Collection[str]) -> Consultation | None:
    if not (public_id.isascii() and public_id.isalnum()):
        return None  # an address can hold signs that no database can be asked about
    query = select(Consultation).where(Consultation.public_id == public_id)
    return db.scalar(query.where(Consultation.status.in_(states)))


def phase_of(consultation: Consultation, today: date) -> str:
    """Where a consultation is on a day: draft, upcoming, open, ended (its last day has passed), closed, published."""
    if consultation.status != "open":
        return consultation.status
    if consultation.opens_on is not None and today < consultation.opens_on:
        return "upcoming"
    if consultation.closes_on is not None and today > consultation.closes_on:
        return "ended"
    return "open"


def end_of_day(day: date | None) -> datetime | None:
    """The moment a day ends where residents live; a closing date lasts until then."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=clock.LOCAL).astimezone(UTC)


def count_public(db: Session) -> int:
    """How many consultations the public may see."""
    return db.scalar(select(func.count(Consultation.id)).where(Consultation.status.in_(_PUBLIC_STATES))) or 0


def list_public(db: Session, *, today: date, offset: int = 0, limit: int = 50) -> list[Consultation]:
    """What the public may see: those one can answer first, soonest to close on top, then the newest of the rest."""
    answerable = (Consultation.status == "open") & (Consultation.closes_on >= today)
    return list(
        db.scalars(
            select(Consultation)
            .where(Consultation.status.in_(_PUBLIC_STATES))
            .order_by(
                case((answerable, 0), else_=1),
                case((answerable, Consultation.closes_on), else_=date.max),
                case((Consultation.closes_on.is_(None), 1), else_=0),
                Consultation.closes_on.desc(),
                Consultation.id.desc(),
            )
            .offset(offset)
            .limit(limit)
        )
    )


def count_mine(db: Session, user: User, *, everything: bool) -> int:
    """How many consultations an officer works on; `everything` for an administrator."""
    query = select(func.count(Consultation.id))
    return db.scalar(query if everything else query.where(Consultation.id.in_(_ids_of(user)))) or 0


def list_mine(db: Session, user: User, *, everything: bool, offset: int = 0, limit: int = 50) -> list[Consultation]:
    """The consultations an officer works on: open ones first, then drafts, then what is over; newest first."""
    order = case({"open": 0, "draft": 1, "closed": 2}, value=Consultation.status, else_=3)
    query = select(Consultation).order_by(order, Consultation.id.desc()).offset(offset).limit(limit)
    return list(db.scalars(query if everything else query.where(Consultation.id.in_(_ids_of(user)))))


def _ids_of(user: User):  # type: ignore[no-untyped-def]
    return select(Membership.consultation_id).where(Membership.user_id == user.id)


def list_open_surveys(db: Session, consultation: Consultation, *, at: datetime) -> list[OpenSurvey]:
    """The surveys of a consultation that take answers at this moment."""
    found = db.scalars(
        select(Survey)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .where(ConsultationSurvey.consultation_id == consultation.id, Survey.status == "open")
        .order_by(Survey.id)
    )
    return [
        OpenSurvey(survey.public_id, survey.title, survey.kind, survey.minutes)
        for survey in found
        if survey.closes_at is None or at < survey.closes_at
    ]


def list_tests(db: Session, consultation: Consultation) -> list[FairTestState]:
    """The four tests with their answers, in order."""
    rows = db.execute(
        select(GunningAnswer, User.name)
        .outerjoin(User, User.id == GunningAnswer.answered_by)
        .where(GunningAnswer.consultation_id == consultation.id)
    )
    found = {answer.principle: (answer, name) for answer, name in rows}
    return [
        FairTestState(test, *found.get(test.principle, (None, None)), test.principle not in BEFORE_OPENING)  # type: ignore[arg-type]
        for test in TESTS
    ]


def list_tests_answered(db: Session, consultation_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Which tests are answered, for several consultations in one query."""
    rows = db.execute(
        select(GunningAnswer.consultation_id, GunningAnswer.principle).where(
            GunningAnswer.consultation_id.in_(consultation_ids)
        )
    ).all()
    return {one: frozenset(test for owner, test in rows if owner == one) for one in consultation_ids}


def missing_facts(consultation: Consultation, answered: Collection[str], *, today: date) -> list[Missing]:
    """What this floor still lacks before a draft can open: facts, dates and the first three tests."""
    found = [
        Missing(words, "consultations.edit", name)
        for name, words in _FACTS_TO_TELL
        if not has_words(getattr(consultation, name))
    ]
    if any(gap in consultation.privacy_notice for gap in GAPS):
        found.append(
            Missing(
                "Fill the gaps in square brackets in how answers will be used", "consultations.edit", "privacy_notice"
            )
        )
    if consultation.opens_on is None:
        found.append(Missing("Set the opening date", "consultations.edit", "opens_on-day"))
    if consultation.closes_on is None:
        found.append(Missing("Set the closing date", "consultations.edit", "closes_on-day"))
    elif consultation.closes_on < today:
        found.append(Missing("Set a closing date that has not passed", "consultations.edit", "closes_on-day"))
    found += [
        Missing(f"Answer the fairness test “{test.name}”", "consultations.answer", principle=test.principle)
        for test in TESTS
        if test.principle in BEFORE_OPENING and test.principle not in answered
    ]
    return found


def build_privacy_notice(council: str) -> str:
    """A privacy notice to begin with; the gaps in square brackets are the officer's to fill."""
    date_gap, address_gap = GAPS
    return f"""Who we are
{council} runs this consultation and looks after the information you give us.

What we keep
Your answers, the groups you say you belong to, and when and how you answered. We do not ask for your name. \
Leave out names, addresses and anything else that shows who you or other people are.

Why we may ask
We need to know what matters to people to do our work as a public body. In law this is a public task \
(UK GDPR, Article 6(1)(e)). You do not have to take part.

What we do with it
A computer sorts answers that say the same thing into themes. People who work on this consultation check them. \
We publish results by group, and leave out any group of fewer than 10 people. We may publish a few words you \
wrote, once a person has checked that they do not show who you are.

Who sees it
Only people who work on this consultation. We do not sell it or use it for anything else.

How long we keep it
We keep your answers until {date_gap}. Then we delete them and keep only the totals.

Your rights
You can ask to see, correct or delete your answers. Write to {address_gap} and give the reference from the end \
of the survey: without it we cannot tell which answers are yours. If you are unhappy with how we use your \
information, you can complain to the Information Commissioner's Office at ico.org.uk."""
