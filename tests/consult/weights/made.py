"""A ranking survey of the invented county's outcomes and people who rank them, stored in bulk."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.demo.rankings import draw_rankings
from consult.demo.story import GROUPS, OUTCOMES, TITLE
from consult.outcomes.actions import OutcomeWords, add_outcome
from consult.outcomes.actions_survey import make_ranking_survey
from consult.outcomes.models import OutcomeItem
from consult.themes.actions import open_board
from consult.themes.models import Assignment, Theme, ThemeVersion
from surveys.collection import Answer, Response, ResponseGroup
from surveys.definition import Question, Survey
from surveys.lifecycle import open_survey
from surveys.questionnaire import find_version
from surveys.receipts import instance_of
from tests import make

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Asked:
    """Ids of a made ranking survey; `items` and `groups` by the keys of the story."""

    consultation_id: int
    survey_id: int
    question_id: int
    items: dict[str, int]
    groups: dict[str, int]
    themes: dict[str, int]
    open_question_id: int
    open_survey_id: int


def county(db: Session, *, people: int = 6, how: str = "rank") -> Asked:
    """Groups, signed-off themes with `people` answers each, outcomes, and an open survey of them without answers."""
    within = make.consultation(db, title=TITLE)
    groups = {
        one.key: make.group(db, within, name=one.name, population=one.population, mark=mark)
        for mark, one in enumerate(GROUPS, start=1)
    }
    officer = make.user(db, role="owner", consultation_id=within.id)
    asked = make.survey(db, within)
    question = make.question(db, asked, text="What would make the biggest difference?")
    make.opened(db, asked)
    board = open_board(db, within.id, question.id)
    items: dict[str, int] = {}
    themes: dict[str, int] = {}
    for position, facts in enumerate(OUTCOMES, start=1):
        texts = [f"{facts.sentence}, number {number}" for number in range(people)]
        answers = make.open_answers(db, asked, question, texts, groups=[groups["home"], groups["carers"]])
        theme = signed_off(db, within, board.id, facts.theme.replace("_", " "), answers, position, officer.id)
        themes[facts.theme] = theme.id
        words = OutcomeWords(facts.sentence, facts.direction, facts.ranked_as)
        outcome = add_outcome(db, within, theme, words, by=officer.id, at=make.NOON)
        items[facts.theme] = outcome.id
    survey, rank, by_outcome = ask(db, within, how)
    return Asked(
        within.id,
        survey.id,
        rank.id,
        {key: by_outcome[outcome] for key, outcome in items.items()},
        {key: group.id for key, group in groups.items()},
        themes,
        question.id,
        asked.id,
    )


def ask(db: Session, within: Consultation, how: str) -> tuple[Survey, Question, dict[int, int]]:
    """An open survey of the outcomes in one way, its question about them, and the item of each outcome."""
    survey = make_ranking_survey(db, within, title="What matters most", places=len(OUTCOMES), at=make.NOON, how=how)
    open_survey(db, survey, closes_at=None, at=make.NOON)
    question = db.scalars(select(Question).where(Question.survey_id == survey.id, Question.kind == how)).one()
    links = select(OutcomeItem.outcome_id, OutcomeItem.item_id).where(OutcomeItem.question_id == question.id)
    return survey, question, {outcome: item for outcome, item in db.execute(links)}


def ask_again(db: Session, asked: Asked, how: str) -> Asked:
    """The same outcomes asked about in another way, in a survey of its own."""
    outcome_of = {item: outcome for outcome, item in db.execute(select(OutcomeItem.outcome_id, OutcomeItem.item_id))}
    survey, question, items = ask(db, db.get_one(Consultation, asked.consultation_id), how)
    by_key = {key: items[outcome_of[item]] for key, item in asked.items.items()}
    return replace(asked, survey_id=survey.id, question_id=question.id, items=by_key)


def signed_off(
    db: Session, within: Consultation, board_id: int, label: str, answers: Sequence[int], position: int, by: int
) -> Theme:
    """A theme a person signed off, with its answers and the version they decided on."""
    theme = Theme(
        consultation_id=within.id,
        board_id=board_id,
        label=label,
        label_is_machines=False,
        status="signed_off",
        position=position,
        version=2,
        changed_by=by,
        changed_at=make.NOON,
        signed_off_by=by,
        signed_off_at=make.NOON,
    )
    db.add(theme)
    db.flush()
    db.add(
        ThemeVersion(
            theme_id=theme.id, number=2, decision="signed_off", label=label, description="", status="signed_off",
            kind="theme", answers=len(answers), made_by=by, made_at=make.NOON,
        )
    )  # fmt: skip
    db.add_all(
        Assignment(
            board_id=board_id, theme_id=theme.id, answer_id=answer, source="person", made_by=by, made_at=make.NOON
        )
        for answer in answers
    )
    db.flush()
    return theme


@dataclass(frozen=True)
class Said:
    """One person's answer to the ranking question, by the story's keys."""

    order: Sequence[str] = ()
    groups: Sequence[str] = ()
    state: str = "ranked"
    offered: Sequence[str] | None = None  # None: all of them
    values: dict[str, Any] = field(default_factory=dict)  # of the response, such as is_test=True


def rank(db: Session, asked: Asked, *people: Said) -> list[Response]:
    """Store what people said, in that order."""
    alike: Counter[str] = Counter()
    rows = []
    for one in people:
        # What a screen shows and when it was sent hang on what is said alone, so that any order of people is the same.
        alike[repr(one)] += 1
        chance = Random(f"{one!r} {alike[repr(one)]}")
        shown = [asked.items[key] for key in (asked.items if one.offered is None else one.offered)]
        chance.shuffle(shown)
        value = {
            "state": one.state, "order": [asked.items[key] for key in one.order], "offered": shown, "reason": None
        }  # fmt: skip
        values = {"received_at": make.NOON + timedelta(minutes=chance.randrange(600)), **one.values}
        rows.append((value, one.groups, values))
    return store(db, asked, rows)


def store(
    db: Session, asked: Asked, rows: Sequence[tuple[dict[str, Any] | None, Sequence[str], dict[str, Any]]]
) -> list[Response]:
    """Store answers in their stored shape, in that order, with groups by the story's keys and the response's values.

    An answer that is None was left empty.
    """
    version = find_version(db, db.get_one(Survey, asked.survey_id))
    assert version is not None
    responses = []
    for value, _, values in rows:
        number = next(_numbers)
        state = "blank" if value is None else "answered"
        response = Response(
            survey_id=asked.survey_id,
            version_id=version.id,
            instance_id=instance_of(f"ranked {number}"),
            content_hash=f"{number:064d}",
            reference_hash=f"ranked{number:058d}",
            answers=[Answer(question_id=asked.question_id, state=state, value=value)],
            **{"channel": "web", "received_at": make.NOON, **values},
        )
        db.add(response)
        responses.append(response)
    db.flush()
    db.add_all(
        ResponseGroup(response_id=response.id, group_id=asked.groups[key])
        for response, (_, groups, _) in zip(responses, rows, strict=True)
        for key in groups
    )
    db.flush()
    return responses


def demo_people(seed: int = 7) -> list[Said]:
    """The demonstration's 450 rankings."""
    return [Said(one["order"], [one["group"]], one["state"]) for one in draw_rankings(seed)]
