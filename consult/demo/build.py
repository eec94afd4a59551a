"""Builds the demonstration "Community meals" with the real parts: intake, discovery, review, weights, publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.accounts.queries import find_user
from consult.config import Settings
from consult.consultations.actions import (
    Facts,
    answer_test,
    close_consultation,
    create_consultation,
    open_consultation,
)
from consult.consultations.models import Consultation
from consult.demo import story
from consult.demo.officer import decide_themes
from consult.demo.open_door import build_open_door
from consult.demo.rankings import draw_rankings
from consult.demo.surveys import build_open_survey, item_ids, open_at, question_ids
from consult.demo.trail import write_down
from consult.demo.words import draw_open_responses
from consult.groups.actions import GroupFacts, add_group
from consult.outcomes.actions import OutcomeWords, add_outcome
from consult.outcomes.actions_survey import make_ranking_survey
from consult.outcomes.models import Outcome, OutcomeItem
from consult.publishing.actions import publish_results
from consult.publishing.attack import attack_draft
from consult.publishing.document import build_draft
from consult.runs import ask_for_run
from consult.themes.actions import open_board
from consult.themes.models import Theme
from consult.weights.models import WeightRun
from consult.worker import Worker
from surveys.collection import Answer, Response
from surveys.database import Database
from surveys.definition import Question, Survey
from surveys.intake import Incoming, accept_response
from surveys.questionnaire import Questionnaire
from surveys.receipts import ReceiptKeys, instance_of

SEED, RANKING_SEED = 2026, 2027  # two, so that no two responses are given the same instance id
THEMES_ASKED_FOR = 28  # the officer pressed "More themes": finer ones are easier to merge than to split
DAYS_BEHIND_US = 101  # the story's last ranking came in on day 97, and its results were published after that
RESPONSES_A_UNIT = 100


class RunWentWrong(RuntimeError):
    """A run the demonstration needs did not finish."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the steps of the build share."""

    database: Database
    settings: Settings
    keys: ReceiptKeys
    owner_id: int
    start: datetime  # midnight at the beginning of day 0, a Monday
    at: datetime

    def day(self, number: int) -> datetime:
        """Noon of a day of the story."""
        return self.start + timedelta(days=number, hours=12)

    def note(self, db: Session, verb: str, thing: Any, consultation_id: int, day: int) -> None:
        """Write down in the audit trail what the owner did at noon of a day."""
        write_down(db, verb, thing, consultation_id, by=self.owner_id, at=self.day(day))


def build_demo(database: Database, settings: Settings, at: datetime) -> int:
    """Build a consultation that ran over the last fourteen weeks, and one to try; returns the first one's id."""
    stage = _set_stage(database, settings, at)
    consultation_id, groups = _announce(stage)
    question_id = _ask_openly(stage, consultation_id, groups)
    _run(stage, "themes.discover", consultation_id, question_id, {"themes": THEMES_ASKED_FOR})
    with database.unit_of_work() as db:  # found on the story's day, before an officer decided
        board = open_board(db, consultation_id, question_id)
        board.details = board.details | {"found_at": stage.day(59).isoformat()}
        stage.note(db, "theme_find.discover", db.get_one(Question, question_id), consultation_id, 59)
    written, quotable = _read_what_was_written(stage, question_id)
    themes = decide_themes(database, question_id, written, quotable, by=stage.owner_id, at=stage.day(60))
    ranking_id = _ask_to_rank(stage, consultation_id, themes, groups)
    _run(stage, "weights.compute", consultation_id, ranking_id)
    with database.unit_of_work() as db:  # worked out on the story's day, before the results were published
        db.execute(update(WeightRun).where(WeightRun.question_id == ranking_id).values(computed_at=stage.day(98)))
    _publish(stage, consultation_id, ranking_id)
    with database.unit_of_work() as db:
        build_open_door(db, by=stage.owner_id, at=at)
    return consultation_id


def _set_stage(database: Database, settings: Settings, at: datetime) -> Stage:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS_BEHIND_US)
    start = midnight - timedelta(days=midnight.weekday())
    with database.reading() as db:
        owner = find_user(db, "owner@wexmoor.example")
    if owner is None:
        raise LookupError("the demonstration's owner has no account yet")
    return Stage(database, settings, ReceiptKeys(settings.keys("receipts")), owner.id, start, at)


def _announce(stage: Stage) -> tuple[int, dict[str, int]]:
    """The consultation with its groups and the answers to the four tests, open to the public."""
    facts = Facts(
        title=story.TITLE,
        purpose=story.PURPOSE,
        decision=story.DECISION,
        asked_by=story.ASKED_BY,
        contact=story.CONTACT,
        privacy_notice=story.PRIVACY_NOTICE,
        opens_on=stage.start.date(),
        closes_on=stage.day(story.CLOSES_DAY).date(),
    )
    groups: dict[str, int] = {}
    with stage.database.unit_of_work() as db:
        made = create_consultation(db, facts, by=stage.owner_id, at=stage.day(-30), is_invented=True)
        stage.note(db, "consultations.create", made, made.id, -30)
        for group in story.GROUPS:
            counted = stage.day(group.counted_on_day).date()
            told = GroupFacts(group.name, group.description, group.population, group.source, counted)
            groups[group.key] = add_group(db, made, told).group_id
            stage.note(db, "groups.add", made, made.id, -30)
        for test in story.FAIRNESS:
            on = stage.day(test.day).date()
            answer_test(db, made, test.principle, met=test.met, answer=test.answer, on=on, by=stage.owner_id)
            if test.day < story.OPENS_DAY:
                stage.note(db, "consultations.answer", made, made.id, test.day)
        open_consultation(db, made, missing=(), today=stage.start.date())
        stage.note(db, "overview.open", made, made.id, story.OPENS_DAY)
        return made.id, groups


def _ask_openly(stage: Stage, consultation_id: int, groups: Mapping[str, int]) -> int:
    """The open survey and every answer to it; returns the open question's id."""
    with stage.database.unit_of_work() as db:
        survey = build_open_survey(db, consultation_id, groups, at=stage.day(-7))
        walk = open_at(db, survey, at=stage.start)
        stage.note(db, "authoring.open_", survey, consultation_id, story.OPENS_DAY)
        ids, items = question_ids(walk, story.OPEN_SURVEY), item_ids(walk, story.OPEN_SURVEY)
    responses = draw_open_responses(SEED)
    _take_in(
        stage,
        survey,
        walk,
        (
            (
                one,
                {
                    ids["difference"]: {"text": one["text"]},
                    ids["meals_now"]: {"items": [str(items[key]) for key in one["meals_now"]]},
                    ids["groups"]: {"groups": [str(groups[one["group"]])]},
                    ids["quote"]: {"given": "yes" if one["may_quote"] else ""},
                },
            )
            for one in responses
        ),
    )
    return ids["difference"]


def _take_in(
    stage: Stage,
    survey: Survey,
    walk: Questionnaire,
    responses: Iterable[tuple[Mapping[str, Any], dict[int, dict[str, Any]]]],
) -> None:
    waiting = list(responses)
    for place in range(0, len(waiting), RESPONSES_A_UNIT):
        with stage.database.unit_of_work() as db:
            held = db.get_one(Survey, survey.id)
            for drawn, answers in waiting[place : place + RESPONSES_A_UNIT]:
                came = stage.start + timedelta(seconds=drawn["second"])
                incoming = Incoming(instance_of(drawn["instance_id"]), answers, channel=drawn["channel"])
                receipt = accept_response(db, held, walk, incoming, keys=stage.keys, at=came)
                if receipt.repeated or receipt.held:
                    raise RunWentWrong("two responses of the story were drawn with one instance id")
    stage.database.renew_statistics()


def _run(
    stage: Stage, kind: str, consultation_id: int, question_id: int, parameters: dict[str, int] | None = None
) -> None:
    """Ask for a run and work it off with a real worker."""
    with stage.database.unit_of_work() as db:
        run = ask_for_run(
            db,
            kind,
            consultation_id=consultation_id,
            subject_id=question_id,
            parameters=parameters,
            by=stage.owner_id,
            at=stage.at,
        )
    Worker(stage.database, stage.settings).take(run.id)
    with stage.database.reading() as db:
        ended = db.get_one(type(run), run.id)
        if ended.status != "done":
            raise RunWentWrong(f"{kind}: {ended.status}, {ended.problem}")


def _read_what_was_written(stage: Stage, question_id: int) -> tuple[dict[int, tuple[str, ...]], dict[int, str]]:
    """What each answer was written about, and the words of those that may be quoted, by answer id."""
    drawn = {instance_of(one["instance_id"]): one for one in draw_open_responses(SEED)}
    with stage.database.reading() as db:
        rows = db.execute(
            select(Answer.id, Response.instance_id)
            .join(Response, Response.id == Answer.response_id)
            .where(Answer.question_id == question_id, Answer.state == "answered")
        )
        by_answer = {answer: drawn[instance] for answer, instance in rows}
    written = {answer: tuple(one["themes"]) for answer, one in by_answer.items()}
    return written, {answer: one["text"] for answer, one in by_answer.items() if one["may_quote"]}


def _ask_to_rank(stage: Stage, consultation_id: int, themes: Mapping[str, int], groups: Mapping[str, int]) -> int:
    """Outcomes from the signed-off themes, the ranking survey, every ranking; returns the ranking question's id."""
    with stage.database.unit_of_work() as db:
        consultation = db.get_one(Consultation, consultation_id)
        outcomes = {
            facts.theme: add_outcome(
                db,
                consultation,
                db.get_one(Theme, themes[facts.theme]),
                OutcomeWords(facts.sentence, facts.direction, facts.ranked_as),
                by=stage.owner_id,
                at=stage.day(65),
            ).id
            for facts in story.OUTCOMES
            if facts.theme in themes
        }
        for _ in outcomes:
            stage.note(db, "outcomes.add", consultation, consultation_id, 65)
        title, places = story.RANKING_SURVEY.title, len(outcomes)
        survey = make_ranking_survey(db, consultation, title=title, places=places, at=stage.day(70))
        survey.introduction = story.RANKING_SURVEY.introduction
        stage.note(db, "outcomes.make_survey", consultation, consultation_id, 70)
        walk = open_at(db, survey, at=stage.day(story.RANKING_SURVEY.opens_day - 1))
        stage.note(db, "authoring.open_", survey, consultation_id, story.RANKING_SURVEY.opens_day - 1)
        ranking, about = _ranking_questions(walk)
        items = _items_of(db, ranking, outcomes)
    _take_in(
        stage,
        survey,
        walk,
        (
            (one, {ranking: _raw_ranking(one, items), about: {"groups": [str(groups[one["group"]])]}})
            for one in draw_rankings(RANKING_SEED)
        ),
    )
    return ranking


def _publish(stage: Stage, consultation_id: int, ranking_id: int) -> None:
    """Close the consultation and freeze its results, on the story's day, so not by a run."""
    with stage.database.unit_of_work() as db:
        consultation = db.get_one(Consultation, consultation_id)
        stage.note(db, "weights.compute", db.get_one(Question, ranking_id), consultation_id, 98)
        close_consultation(db, consultation, at=stage.day(story.CLOSES_DAY + 1))
        stage.note(db, "overview.close", consultation, consultation_id, story.CLOSES_DAY + 1)
        for test in story.FAIRNESS:
            if test.day > story.CLOSES_DAY:
                stage.note(db, "consultations.answer", consultation, consultation_id, test.day)
    with stage.database.unit_of_work() as db:
        consultation = db.get_one(Consultation, consultation_id)
        draft = build_draft(db, consultation)
        stage.note(db, "publishing.ask", consultation, consultation_id, 99)
        attack_draft(draft)
        publish_results(db, consultation, seen=draft.mark, by=stage.owner_id, at=stage.day(99))


def _ranking_questions(walk: Questionnaire) -> tuple[int, int]:
    kinds = {question.kind: question.id for question in walk.questions()}
    return kinds["rank"], kinds["groups"]


def _items_of(db: Session, question_id: int, outcomes: Mapping[str, int]) -> dict[str, int]:
    rows = db.execute(
        select(Outcome.id, OutcomeItem.item_id)
        .join(OutcomeItem, OutcomeItem.outcome_id == Outcome.id)
        .where(OutcomeItem.question_id == question_id)
    )
    by_outcome = {outcome: item for outcome, item in rows}
    return {key: by_outcome[outcome] for key, outcome in outcomes.items()}


def _raw_ranking(drawn: Mapping[str, Any], items: Mapping[str, int]) -> dict[str, Any]:
    order: Sequence[str] = [str(items[key]) for key in drawn["order"] if key in items]
    state = "" if drawn["state"] == "ranked" else drawn["state"]
    return {"places": order, "none": state, "reason": drawn.get("reason") or ""}
