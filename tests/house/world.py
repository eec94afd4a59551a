"""One of every thing in two consultations, so that every address of the app can be opened; a new kind of thing gets its
line in `values_of`."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from consult import schema
from consult.app import create_app
from consult.outcomes.models import Outcome
from consult.publishing.document import build_draft
from consult.publishing.editions import StandsOn, freeze
from consult.publishing.models import Publication
from consult.publishing.pages import RECORD
from consult.runs import Run
from consult.themes.models import Campaign, CampaignAnswer, Theme, ThemeBoard
from consult.weights.models import WeightRun, WeightVersion
from surveys.collection import Answer, HeldResponse
from surveys.database import Database
from surveys.drafts import open_draft
from surveys.staging import ImportBatch
from tests import make

ROLES = ("anonymous", "officer", "administrator", "owner", "analyst", "facilitator", "provider", "viewer")
SIGNED_IN = ROLES[1:]
HERE = "tests/house/world.py"
# What a page needs in its address to be a page at all.
QUERIES = {"questions.add": "?kind=open_text"}
NOW = make.NOON


@dataclass
class World:
    """The app, two consultations and somebody in each role of the first."""

    app: Flask
    store: Database
    ours: dict[str, Any] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def rules(self) -> list[Rule]:
        """Every address that can be opened, static files apart."""
        return [rule for rule in self.app.url_map.iter_rules() if rule.endpoint != "static" and not rule.build_only]

    def path(self, rule: Rule, side: dict[str, Any]) -> str:
        """The address of a rule for the things of one side."""
        values = {name: _value(side, rule, name) for name in sorted(rule.arguments)}
        with self.app.test_request_context():
            return self.app.url_for(rule.endpoint, **values) + QUERIES.get(rule.endpoint, "")

    def loaded(self, rule: Rule, side: dict[str, Any]) -> int | None:
        """The consultation the guard finds behind an address, None for things of the whole site."""
        guard = self.app.view_functions[rule.endpoint].guard  # type: ignore[attr-defined]
        if guard.load is None:
            return None
        values = {name: _value(side, rule, name) for name in sorted(rule.arguments)} | dict(rule.defaults or {})
        with self.app.test_request_context(self.path(rule, side)), self.store.reading() as db:
            found = guard.load(db, **values)
        assert found is not None, f"{rule.endpoint}: the loader does not find what {HERE} made for it"
        return found[1]

    def token(self, role: str) -> str:
        """A form token of this visitor's session."""
        with self.clients[role].session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        keys = self.app.config["WTF_CSRF_SECRET_KEY"]
        return str(URLSafeTimedSerializer(keys, salt="wtf-csrf-token").dumps(raw))

    @contextmanager
    def undone(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Meanwhile every unit of work is rolled back at its end, so that each request finds the same world."""

        @contextmanager
        def unit_of_work() -> Iterator[Session]:
            with self.store._turn(), self.store._writing() as db:
                try:
                    yield db
                    db.flush()
                finally:
                    db.rollback()

        with monkeypatch.context() as patch:
            patch.setattr(self.store, "unit_of_work", unit_of_work)
            yield


def changing(rule: Rule) -> list[str]:
    """The methods of a rule that may change something."""
    return sorted(set(rule.methods or ()) & {"POST", "PUT", "PATCH", "DELETE"})


def _value(side: dict[str, Any], rule: Rule, name: str) -> Any:
    blueprint = rule.endpoint.rpartition(".")[0]
    for key in (f"{rule.endpoint}:{name}", f"{blueprint}:{name}", name):
        if key in side:
            return side[key]
    pytest.fail(
        f"{rule.rule} has a <{name}> that {HERE} cannot make. Add it to values_of(): a line {name!r}, "
        f"or {blueprint + ':' + name!r} if only this room means it so."
    )


def build_world(environ: dict[str, str]) -> World:
    """The app on a migrated database, with everything in it twice."""
    world = World(create_app(environ), None)  # type: ignore[arg-type]
    world.store = world.app.extensions["heed_database"]
    with world.store.unit_of_work() as db:
        world.ours, world.theirs = values_of(db), values_of(db)
        for role in ROLES:
            world.clients[role] = world.app.test_client()
            if role != "anonymous":
                user = make.user(db, role=role, consultation_id=world.ours["consultation_id"])
                user.tf_primary_method = "authenticator"  # so that nothing is asked for that tests do not mean
                world.people[role] = user.id
                make.session_of(world.clients[role], user.fs_uniquifier)
    return world


def fresh_environ(folder: Path) -> dict[str, str]:
    """The environment of a process of its own on an empty SQLite database."""
    url = f"sqlite:///{folder}/house.db"
    database = Database(url)
    schema.upgrade(database)
    database.dispose()
    return {
        "HEED_SECRETS": secrets.token_hex(32),
        "HEED_INSECURE_LOOPBACK": "1",
        "HEED_COUNCIL_NAME": "Wexmoor County Council",
        "HEED_QUEUE_URL": f"sqlite:///{folder}/queue.db",
        "DATABASE_URL": url,
    }


def values_of(db: Session) -> dict[str, Any]:
    """A consultation with one of everything, by the name addresses give it.

    A line "room:name" counts for the addresses of one room, "room.page:name" for one page.
    """
    within = make.consultation(db)
    group = make.group(db, within)
    member = make.user(db, role="analyst", consultation_id=within.id)
    draft_survey = make.survey(db, within, title="Still a draft")
    draft_question = make.question(db, draft_survey)
    make.question(db, draft_survey, text="And why?")
    live = make.survey(db, within)
    asked = make.question(db, live)
    make.opened(db, live)
    answers = make.open_answers(db, live, asked, ["Company at lunch", "A hot meal", "Company"], groups=[group])
    ranked = make.survey(db, within, kind="ranking", title="What matters most")
    ranking = make.question(db, ranked, kind="rank", items=["Company", "Hot meals", "Choice"])
    age = make.question(db, ranked, kind="choice", text="How old are you?", items=["Under 60", "60 or over"])
    make.opened(db, ranked)
    theme = _theme(db, within.id, asked.id, answers)
    campaign = Campaign(
        consultation_id=within.id, board_id=theme.board_id, template_answer_id=answers[0], n=len(answers)
    )
    db.add(campaign)
    db.flush()
    db.add_all(CampaignAnswer(campaign_id=campaign.id, answer_id=one, likeness=0.9) for one in answers)
    outcome = Outcome(consultation_id=within.id, sentence="People have company", created_by=member.id, created_at=NOW)
    run = Run(kind="system.exercise", consultation_id=within.id, subject_id=within.id, asked_at=NOW, step="Waiting")
    batch = ImportBatch(
        survey_id=live.id,
        question_id=asked.id,
        file_name="answers.csv",
        content=b"id,answer\n1,A hot meal\n2,Company\n",
        content_hash="0" * 64,
        uploaded_by=member.id,
        uploaded_at=NOW,
    )
    db.add(outcome)
    db.flush()
    draft = build_draft(db, within)
    versions = [StandsOn(1, NOW.date(), NOW.date()) for _ in draft.public["weights"]]
    document, content_hash = freeze(draft, number=1, on=NOW.date(), versions=versions)
    edition = Publication(
        consultation_id=within.id,
        number=1,
        document=document,
        content_hash=content_hash,
        audit_head="0" * 64,
        published_by=member.id,
        published_at=NOW,
    )
    held = HeldResponse(
        survey_id=live.id,
        version_id=_version(db, live),
        instance_id=db.get_one(Answer, answers[0]).response.instance_id,
        content_hash="0" * 64,
        channel="web",
        payload={"answers": {}},
        received_at=NOW,
    )
    _, token = open_draft(db, survey_id=live.id, version_id=_version(db, live), at=NOW)
    db.add_all([run, batch, edition, held])
    db.flush()
    weighed = _weighed(within.id, ranking, run.id)
    db.add(weighed)
    db.flush()
    frozen = WeightVersion(
        consultation_id=within.id,
        question_id=ranking.id,
        weight_run_id=weighed.id,
        number=1,
        purpose="",
        content_hash="0" * 64,
        frozen_by=member.id,
        frozen_at=NOW,
    )
    db.add(frozen)
    db.flush()
    return {
        "consultation_id": within.id,
        "group_id": group.id,
        "user_id": member.id,
        "survey_id": draft_survey.id,
        "section_id": draft_survey.sections[0].id,
        "question_id": draft_question.id,
        "themes:question_id": asked.id,
        "theme_suggestions:question_id": asked.id,
        "theme_personal:question_id": asked.id,
        "theme_personal:answer_id": answers[0],
        "theme_changes:question_id": asked.id,
        "theme_copies:question_id": asked.id,
        "campaign_id": campaign.id,
        "importing:question_id": asked.id,
        "weights:question_id": ranking.id,
        "weight_detail:question_id": ranking.id,
        "weight_balance:question_id": ranking.id,
        "by_question_id": age.id,
        "weight_numbers:question_id": ranking.id,
        "weight_numbers:group_id": 0,
        "weight_versions:question_id": ranking.id,
        "weight_words:question_id": ranking.id,
        "weight_run_id": weighed.id,
        "version_id": frozen.id,
        "item_id": ranking.items[0].id,
        "theme_id": theme.id,
        "outcome_id": outcome.id,
        "run_id": run.id,
        "batch_id": batch.id,
        "held_id": held.id,
        "publication_id": edition.id,
        "publishing:name": RECORD,
        "principle": "formative",
        "number": 1,
        "public_id": live.public_id,
        "front:public_id": within.public_id,
        "results:public_id": within.public_id,
        "publishing:public_id": within.public_id,
        "token": token,
        "security:token": "a-token-nobody-was-sent",
    }


def _weighed(consultation_id: int, question: Any, run_id: int) -> WeightRun:
    """Weights of a ranking question that nobody answered, as a run would keep them."""
    items = [{"item_id": one.id, "label": one.label, "outcome_id": None, "is_loss": False} for one in question.items]
    nobody = {
        "n": 0,
        "hidden": "Nobody who answered said they belong to it.",
        "weights": [],
        "agreement": None,
        "warnings": [],
    }
    return WeightRun(
        consultation_id=consultation_id,
        question_id=question.id,
        run_id=run_id,
        input_hash="0" * 64,
        last_response_id=None,
        method={
            "name": "Plackett-Luce",
            "version": "1",
            "code_version": "1",
            "seed": 0,
            "prior": None,
            "unranked": "below",
            "variance": "cluster",
            "level": 0.95,
            "pool": "none",
            "threshold": 10,
            "answers": 0,
            "groups": [],
            "exclusions": [],
        },
        result={
            "shape": 1,
            "threshold": 10,
            "items": items,
            "overall": nobody,
            "groups": [],
            "largest_difference": None,
            "first_day": None,
            "last_day": None,
            "exclusions": [],
        },
        charts={},
        computed_at=NOW,
    )


def _version(db: Session, survey: Any) -> int:
    version = make.find_version(db, survey)
    assert version is not None
    return version.id


def _theme(db: Session, consultation_id: int, question_id: int, answers: list[int]) -> Theme:
    board = ThemeBoard(consultation_id=consultation_id, question_id=question_id)
    db.add(board)
    db.flush()
    theme = Theme(
        consultation_id=consultation_id,
        board_id=board.id,
        label="Company",
        keywords=["company"],
        examples=[],
        changed_at=NOW,
    )
    db.add(theme)
    db.flush()
    return theme
