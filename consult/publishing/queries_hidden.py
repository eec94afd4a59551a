"""What officers hid in answers, held against what is published or about to be: names and sentences that give it away,
and quotes in which more or less is hidden since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.personal_data import Found
from analysis.personal_search import find_given_away
from consult.publishing.models import Publication
from consult.themes.queries_personal import find_published_spans, find_spans
from surveys.collection import Answer


@dataclass(frozen=True, slots=True)
class StandingEdition:
    """What an edition that is out still says: `telling` names and sentences hold words hidden by now; in how many of
    its quotes more is hidden since, and in how many less."""

    number: int
    telling: tuple[str, ...]
    more: int
    less: int


def list_telling(public: Mapping[str, Any], hidden: Collection[str]) -> list[str]:
    """Names of themes, their descriptions and outcomes that hold hidden words, or a name in them."""
    return sorted(find_given_away(set(_own_words(public)), hidden))


def _own_words(public: Mapping[str, Any]) -> Iterable[str]:
    for question in public["themes"]:
        for theme in question["themes"]:
            yield from (words for words in (theme["label"], theme["description"]) if words)
    yield from (outcome["sentence"] for outcome in public["outcomes"])


def list_standing(db: Session, consultation_id: int, hidden: Collection[str]) -> list[StandingEdition]:
    """The editions that are out and in which something differs from what is hidden now, the newest first."""
    rows = db.scalars(
        select(Publication)
        .where(Publication.consultation_id == consultation_id, Publication.withdrawn_at.is_(None))
        .order_by(Publication.number.desc())
    )
    found = [
        StandingEdition(
            one.number,
            tuple(list_telling(one.document["public"], hidden)),
            *_compare_quotes(db, one.document["drawn"]["quotes"]),
        )
        for one in rows
    ]
    return [one for one in found if one.telling or one.more or one.less]


def _compare_quotes(db: Session, quotes: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    ids = {answer for quote in quotes for answer in quote["answers"]}
    texts = {answer: text for answer, text in db.execute(select(Answer.id, Answer.text).where(Answer.id.in_(ids)))}
    now, then = find_spans(db, texts), find_published_spans(texts, read_hidden_then(quotes))
    more = sum(bool(_covered(now[one]) - _covered(then[one])) for one in texts)
    less = sum(bool(_covered(then[one]) - _covered(now[one])) for one in texts)
    return more, less


def read_hidden_then(quotes: Iterable[Mapping[str, Any]]) -> dict[int, list[Found]]:
    """What was hidden in quoted answers when they were gathered; only those an officer had decided about are named."""
    return {
        int(answer): [Found(*part) for part in parts]
        for quote in quotes
        for answer, parts in quote.get("hidden", {}).items()
    }


def _covered(spans: Iterable[Found]) -> set[int]:
    return {at for one in spans for at in range(one.start, one.end)}
