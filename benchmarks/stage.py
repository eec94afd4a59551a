"""What benchmarks of theme discovery are played on: the application in its own folder, a consultation, comments."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from consult import clock, schema
from consult.accounts.actions import give_role, invite_user
from consult.app import create_app
from consult.authoring.actions import begin_survey
from consult.consultations.actions import Facts, create_consultation
from consult.demo.words import read_words
from consult.groups.actions import GroupFacts, add_group
from surveys.database import Database
from surveys.definition import Question
from surveys.lifecycle import open_survey

GROUPS = ("People at home", "Lunch club members", "Family carers", "Volunteers", "Neighbours", "Young carers")
MADE_UP, SEED = 10_000, 20261127


def build_app(folder: Path) -> tuple[Flask, Database, dict[str, str]]:
    """The application on the database of DATABASE_URL, or on a new SQLite file; the settings start servers like it."""
    settings = {
        "HEED_SECRETS": secrets.token_hex(32),
        "HEED_INSECURE_LOOPBACK": "1",
        "HEED_QUEUE_URL": f"sqlite:///{folder}/queue.db",
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/heed.db",
    }
    database = Database(settings["DATABASE_URL"])
    schema.upgrade(database)
    app = create_app(settings)
    return app, database, settings


def read_comments(comments: Path | None) -> list[str]:
    """The comments of a file, or as many as a large consultation brings, each one to three sentences of others."""
    if comments is not None:
        lines = comments.read_text(encoding="utf-8").splitlines()
        return [str(json.loads(line)["text"]) for line in lines if line.strip()]
    chance = random.Random(SEED)
    sentences = [part for words in read_words() for part in re.split(r"(?<=[.!?])\s+", words.text)]
    return [" ".join(chance.sample(sentences, chance.randint(1, 3))) for _ in range(MADE_UP)]


def set_stage(app: Flask, database: Database) -> tuple[int, str]:
    """A consultation with groups and an open survey; returns the open question's id and its officer's session."""
    at = clock.now()
    with database.unit_of_work() as db:
        user = invite_user(db, "bench@wexmoor.example", "Bench", at=at)
        within = create_consultation(db, Facts(title="Benchmark", purpose="", decision=""), by=user.id, at=at)
        give_role(db, user, within.id, "owner", at=at)
        for name in GROUPS:
            add_group(db, within, GroupFacts(name, "", 100, "Invented", at.date()))
        survey = begin_survey(db, within, kind="open", title="Benchmark", at=at)
        open_survey(db, survey, closes_at=None, at=at)
        asked = select(Question.id).where(Question.survey_id == survey.id, Question.kind == "open_text")
        question_id, person = db.scalars(asked).one(), user.fs_uniquifier
    client = app.test_client()
    with client.session_transaction() as session:
        now = at.timestamp()
        session.update(_user_id=person, _fresh=True, fs_cc="set", fs_paa=now)
        session.update(sid=secrets.token_hex(16), since=int(now), seen=int(now))
    cookie = client.get_cookie("heed")
    if cookie is None:
        raise RuntimeError("no session cookie was made")
    return question_id, f"heed={cookie.value}"
