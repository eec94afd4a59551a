"""What is asked of publications: the editions, one of them, and the words of ticked answers in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

from consult.consultations.models import Consultation
from consult.consultations.queries import find_public
from consult.publishing.models import Publication
from consult.publishing.queries_hidden import read_hidden_then
from consult.themes.models import QuoteTick
from consult.themes.queries_personal import read_published
from surveys.collection import Answer, Response
from surveys.definition import Question

FREEZE = "publishing.freeze"


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition in the list, without its content."""

    id: int
    number: int
    published_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicResults:
    """What the public address of results leads to: the edition asked for, if there is one, and the list of all."""

    consultation: Consultation
    publication: Publication | None
    editions: tuple[Edition, ...]


def load_publication(db: Session, publication_id: int) -> tuple[Publication, int] | None:
    """An edition and its consultation's id, as a guarded page wants them."""
    found = db.get(Publication, publication_id)
    return (found, found.consultation_id) if found is not None else None


def load_results(db: Session, public_id: str) -> tuple[PublicResults, int] | None:
    """The newest edition of a consultation the public may see; drafts have no results."""
    return _load(db, public_id, None)


def load_edition(db: Session, public_id: str, number: int, **_: Any) -> tuple[PublicResults, int] | None:
    """One edition by its number; None if there is no such edition."""
    found = _load(db, public_id, number)
    return found if found is not None and found[0].publication is not None else None


def _load(db: Session, public_id: str, number: int | None) -> tuple[PublicResults, int] | None:
    consultation = find_public(db, public_id)
    if consultation is None:
        return None
    editions = list_editions(db, consultation.id)
    wanted = number if number is not None else max((edition.number for edition in editions), default=0)
    publication = db.scalar(
        select(Publication).where(Publication.consultation_id == consultation.id, Publication.number == wanted)
    )
    return PublicResults(consultation, publication, tuple(editions)), consultation.id


def list_editions(db: Session, consultation_id: int) -> list[Edition]:
    """Every edition, the newest first."""
    rows = db.execute(
        select(Publication.id, Publication.number, Publication.published_at, Publication.withdrawn_at)
        .where(Publication.consultation_id == consultation_id)
        .order_by(Publication.number.desc())
    )
    return [Edition(*row) for row in rows]


def find_newest(db: Session, consultation_id: int) -> Publication | None:
    """The newest edition, withdrawn or not: readers may have kept a copy of either."""
    return db.scalar(
        select(Publication)
        .where(Publication.consultation_id == consultation_id)
        .order_by(Publication.number.desc())
        .limit(1)
    )


def list_kept(db: Session, consultation_id: int) -> list[tuple[int, Mapping[str, Any]]]:
    """The number of each edition, withdrawn or not, with what is kept in it of exact numbers, the newest first."""
    rows = db.execute(
        select(Publication.number, Publication.document)
        .where(Publication.consultation_id == consultation_id)
        .order_by(Publication.number.desc())
    )
    return [(number, document["drawn"]) for number, document in rows]


def find_kept(db: Session, consultation_id: int) -> Mapping[str, Mapping[str, Any]]:
    """What the newest edition keeps inside of its counts, so that the next one is told beside it; nothing if there is
    none, or if it is from before editions kept them."""
    last = find_newest(db, consultation_id)
    return last.document["drawn"].get("kept", {}) if last is not None else {}


def find_published_words(db: Session, publication: Publication) -> dict[str, list[str | None]]:
    """The words an edition quotes, by number of the theme: the one way by which words reach the public.

    None stands for an answer that was erased, changed by its author or unticked since; the page says "withdrawn".
    """
    return find_ticked_words(db, publication.consultation_id, publication.document["drawn"]["quotes"])


def may_be_quoted() -> ColumnElement[bool]:
    """That an Answer of a Response still stands and its author agreed to all the survey asked consent for.

    Silence is no: who was shown "You may quote my words" and left it unticked is not quoted, whoever ticks the answer.
    """
    later, consent = aliased(Response), aliased(Answer)
    refused = (
        exists()
        .where(consent.response_id == Response.id, consent.state != "answered")
        .where(Question.id == consent.question_id, Question.kind == "consent")
    )
    return and_(
        Answer.state == "answered",
        Response.is_test.is_(False),
        ~exists().where(later.supersedes_id == Response.id),
        ~refused,
    )


def find_ticked_words(
    db: Session, consultation_id: int, quotes: Sequence[Mapping[str, Any]]
) -> dict[str, list[str | None]]:
    """The words of those answers that are ticked for quoting under that theme and still stand.

    What was hidden in them when the quotes were gathered stays hidden, and so is all that is hidden by now.
    """
    rows = db.execute(
        select(QuoteTick.theme_id, Answer.id, Answer.text)
        .join(Answer, Answer.id == QuoteTick.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(
            QuoteTick.consultation_id == consultation_id,
            QuoteTick.theme_id.in_([quote["theme_id"] for quote in quotes]),
            may_be_quoted(),
        )
    ).all()
    words = read_published(db, {answer: text for _, answer, text in rows}, read_hidden_then(quotes))
    ticked = {(theme, answer) for theme, answer, _ in rows}
    return {
        str(quote["number"]): [
            words[answer] or None if (quote["theme_id"], answer) in ticked else None for answer in quote["answers"]
        ]
        for quote in quotes
    }
