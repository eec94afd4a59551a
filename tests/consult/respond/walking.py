"""A survey with every kind of question, and a resident without a browser who walks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.consultations.models import Consultation
from surveys.collection import HeldResponse, Response
from surveys.database import Database
from surveys.definition import Section, Survey
from surveys.drafts import Draft
from surveys.lifecycle import close_survey, open_survey
from tests import make
from tests.browser import Page, Visitor

MEALS = ("Company at lunchtime", "A hot meal every day", "Choice of meal time", "Someone who notices")


@dataclass(frozen=True)
class Meals:
    """An open survey: words, then choice and consent, then a ranking without a title, then groups."""

    public_id: str
    survey_id: int
    consultation_id: int
    words: int
    choice: int
    consent: int
    ranking: int
    groups: int
    items: dict[str, int] = field(default_factory=dict)  # by label, of choice and ranking
    carers: int = 0

    @property
    def address(self) -> str:
        """Where it starts."""
        return f"/s/{self.public_id}"


def open_meals(
    store: Database,
    *,
    required: tuple[str, ...] = (),
    closes_at: datetime | None = None,
    is_invented: bool = False,
    is_open: bool = True,
) -> Meals:
    """Make the survey and open it; `required` names the questions that need an answer."""
    with store.unit_of_work() as db:
        within = make.consultation(db, is_invented=is_invented)
        carers = make.group(db, within, name="Family carers", mark=1)
        make.group(db, within, name="Volunteers", mark=2)
        survey = make.survey(db, within, introduction="Tell us about meals.")
        words = make.question(db, survey, text="What would help?", required="words" in required)
        _add_page(db, survey, "Your meals now")
        choice = make.question(
            db,
            survey,
            kind="choice",
            text="How do you eat?",
            items=("At home", "At a club"),
            settings={"many": False, "other": True},
            required="choice" in required,
        )
        consent = make.question(db, survey, kind="consent", text="You may quote me.", required="consent" in required)
        _add_page(db, survey, "")
        ranking = make.question(
            db,
            survey,
            kind="rank",
            text="Which matter most?",
            items=MEALS,
            settings={"places": 3},
            required="ranking" in required,
        )
        _add_page(db, survey, "About you")
        groups = make.question(
            db,
            survey,
            kind="groups",
            text="Which describes you?",
            settings={"groups": [carers.id]},
            required="groups" in required,
        )
        if is_open:
            open_survey(db, survey, closes_at=closes_at, at=make.NOON)
        return Meals(
            public_id=survey.public_id,
            survey_id=survey.id,
            consultation_id=within.id,
            words=words.id,
            choice=choice.id,
            consent=consent.id,
            ranking=ranking.id,
            groups=groups.id,
            items={item.label: item.id for item in (*choice.items, *ranking.items)},
            carers=carers.id,
        )


def _add_page(db: Any, survey: Survey, title: str) -> None:
    survey.sections.append(Section(position=len(survey.sections) + 1, title=title))
    db.flush()


class Resident:
    """Somebody on the way through the survey."""

    def __init__(self, visitor: Visitor, meals: Meals) -> None:
        self.visitor, self.meals, self.here = visitor, meals, ""

    def start(self) -> Resident:
        """From the landing page to the first section."""
        self.visitor.get(self.meals.address)
        began = self.visitor.post(self.meals.address)
        self.here = (began.location or "").rsplit("/", 1)[0]
        return self

    def at(self, page: int | str) -> str:
        """The address of a page of this walk."""
        return f"{self.here}/{page}"

    def see(self, page: int | str, status: int = 200) -> Page:
        """Look at a page."""
        return self.visitor.get(self.at(page), status)

    def fill(self, page: int | str, status: int = 303, **fields: Any) -> Page:
        """Send a page: `words="..."` fills the question of that name; `ranking=[ids]` fills places in order."""
        return self.visitor.post(self.at(page), self.fields(**fields), status)

    def fields(self, **given: Any) -> dict[str, Any]:
        """The form fields for answers by the name of their question."""
        sent: dict[str, Any] = {}
        for name, value in given.items():
            if name == "ranking":
                for place, item in enumerate(value, start=1):
                    sent[f"q{self.meals.ranking}-place-{place}"] = item
            elif name in ("words", "choice", "consent", "groups"):
                sent[f"q{getattr(self.meals, name)}"] = value
            else:
                sent[name] = value
        return sent

    def send(self) -> Page:
        """Check, send, and look at the receipt."""
        self.see("check")
        return self.visitor.follow(self.fill("check", seen=self.visitor.last.field("seen")))  # type: ignore[union-attr]


def responses(store: Database) -> list[Response]:
    """Every response, oldest first, with its answers read."""
    with store.reading() as db:
        found = list(db.scalars(select(Response).order_by(Response.id)))
        for one in found:
            _ = one.answers
        return found


def drafts(store: Database) -> list[Draft]:
    """Every draft."""
    with store.reading() as db:
        return list(db.scalars(select(Draft).order_by(Draft.id)))


def held(store: Database) -> list[HeldResponse]:
    """Everything held."""
    with store.reading() as db:
        return list(db.scalars(select(HeldResponse).order_by(HeldResponse.id)))


def close(store: Database, meals: Meals, *, at: datetime = make.NOON) -> None:
    """Close the survey."""
    with store.unit_of_work() as db:
        close_survey(db, db.get_one(Survey, meals.survey_id), at=at)


def set_consultation(store: Database, meals: Meals, **values: Any) -> None:
    """Change what the consultation says."""
    with store.unit_of_work() as db:
        for name, value in values.items():
            setattr(db.get_one(Consultation, meals.consultation_id), name, value)
