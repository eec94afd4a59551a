"""A run's look through every answer of a question: the words it may learn from, and what is hidden in which answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.personal_data import blank
from consult.themes.queries_personal import count_kinds, find_spans
from surveys.reading import iterate_open_answers


@dataclass(frozen=True, slots=True)
class Look:
    """What a look that began at a moment saw: blanked words and, where something is hidden, kinds with counts, by
    answer."""

    began_at: datetime
    texts: Mapping[int, str]
    kinds: Mapping[int, Mapping[str, int]]


def look_through(db: Session, question_id: int, *, at: datetime) -> Look:
    """Read the answers of a question by id. What is hidden is blanked; every other character keeps its place."""
    texts: dict[int, str] = {}
    kinds: dict[int, Mapping[str, int]] = {}
    for batch in iterate_open_answers(db, question_id):
        spans = find_spans(db, {one.answer_id: one.text for one in batch})
        texts |= {one.answer_id: blank(one.text, spans[one.answer_id]) for one in batch}
        kinds |= {answer: count_kinds(found) for answer, found in spans.items() if found}
    return Look(at, texts, kinds)
