"""What is hidden in answers now: the one way by which words of an answer are shown, learnt from or published.

Every text is searched each time and officers' decisions are read with it, so none can be shown before both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.personal_data import HIDDEN, Decision, Found, find_hidden, hide
from consult.themes.models import PersonalDecision
from surveys.collection import Answer

LOOKED_BY = "looked_by"  # in a board's details: the version of the finder whose finds are written down
AT_ONCE = 1000  # answers asked about in one query


def count_kinds(spans: Iterable[Found]) -> dict[str, int]:
    """How many parts of each kind are hidden."""
    return dict(Counter(one.kind for one in spans))


def find_decisions(db: Session, answer_ids: Iterable[int]) -> dict[int, list[Decision]]:
    """The decisions that stand on many answers, by answer and in the order in which they were made."""
    ids = sorted(set(answer_ids))
    found: dict[int, list[Decision]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        rows = db.execute(
            select(
                PersonalDecision.answer_id,
                PersonalDecision.span_start,
                PersonalDecision.span_end,
                PersonalDecision.effect,
            )
            .where(PersonalDecision.answer_id.in_(ids[start : start + AT_ONCE]), PersonalDecision.ended_at.is_(None))
            .order_by(PersonalDecision.id)
        )
        for answer, *part in rows:
            found[answer].append(Decision(*part))
    return found


def find_spans(db: Session, texts: Mapping[int, str | None]) -> dict[int, list[Found]]:
    """What to hide in each of these answers, by answer; one query for up to a thousand."""
    decisions = find_decisions(db, texts)
    return {answer: find_hidden(words or "", decisions.get(answer, ())) for answer, words in texts.items()}


def read_hidden(db: Session, texts: Mapping[int, str | None]) -> dict[int, str]:
    """The words of each answer with a short note in place of what is hidden."""
    return {answer: hide(texts[answer] or "", spans) for answer, spans in find_spans(db, texts).items()}


def find_published_spans(
    texts: Mapping[int, str | None], hidden_then: Mapping[int, list[Found]]
) -> dict[int, list[Found]]:
    """What was hidden in answers when they were published: where no officer had decided, what the finder finds."""
    return {
        answer: hidden_then[answer] if answer in hidden_then else find_hidden(words or "")
        for answer, words in texts.items()
    }


def read_published(
    db: Session, texts: Mapping[int, str | None], hidden_then: Mapping[int, list[Found]]
) -> dict[int, str]:
    """The words of answers in something published: without what was hidden then and without what is hidden now."""
    now, then = find_spans(db, texts), find_published_spans(texts, hidden_then)
    return {answer: hide(words or "", {*now[answer], *then[answer]}) for answer, words in texts.items()}


def list_hidden_words(db: Session, consultation_id: int) -> list[str]:
    """The words officers hid in answers of a consultation, to hold names and sentences against."""
    rows = db.execute(
        select(Answer.text, PersonalDecision.span_start, PersonalDecision.span_end)
        .join(Answer, Answer.id == PersonalDecision.answer_id)
        .where(
            PersonalDecision.consultation_id == consultation_id,
            PersonalDecision.effect == HIDDEN,
            PersonalDecision.ended_at.is_(None),
        )
        .order_by(PersonalDecision.id)
    )
    return [(words or "")[start:end] for words, start, end in rows]


def find_spans_decided(db: Session, texts: Mapping[int, str | None]) -> dict[int, list[Found]]:
    """What to hide in those of these answers on which a decision stands: what something published keeps of them."""
    decisions = find_decisions(db, texts)
    return {answer: find_hidden(texts[answer] or "", made) for answer, made in decisions.items()}
