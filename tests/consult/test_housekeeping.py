"""What was promised to be kept only for a while is gone afterwards, and nothing else is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.housekeeping import AT_ONCE, keep_house
from consult.runs import ask_for_run
from surveys.database import Database
from surveys.definition import Survey
from surveys.drafts import Draft
from surveys.lifecycle import open_survey
from surveys.questionnaire import find_version
from surveys.staging import ImportBatch
from tests import make

CANARY = "Somebody to eat with, said the canary"
DAY = timedelta(days=1)


@pytest.fixture
def survey_id(database: Database) -> int:
    with database.unit_of_work() as db:
        survey = make.survey(db, make.consultation(db))
        make.question(db, survey)
        open_survey(db, survey, closes_at=None, at=make.NOON)
        return survey.id


def add_draft(db: Session, survey_id: int, name: str, *, changed_at: datetime) -> Draft:
    version = find_version(db, db.get_one(Survey, survey_id))
    assert version is not None
    draft = Draft(
        instance_id=name,
        survey_id=survey_id,
        version_id=version.id,
        answers={"1": {"text": CANARY}},
        started_at=changed_at,
        changed_at=changed_at,
    )
    db.add(draft)
    return draft


def add_upload(db: Session, survey_id: int, *, uploaded_at: datetime, status: str = "mapped") -> ImportBatch:
    question = db.get_one(Survey, survey_id).sections[0].questions[0]
    batch = ImportBatch(
        survey_id=survey_id,
        question_id=question.id,
        file_name="answers.csv",
        content=CANARY.encode(),
        content_hash="0" * 64,
        status=status,
        uploaded_by=1,
        uploaded_at=uploaded_at,
    )
    db.add(batch)
    db.flush()
    return batch


def test_drafts_nobody_touched_for_thirty_days_go_and_younger_ones_stay(database: Database, survey_id: int):
    with database.unit_of_work() as db:
        add_draft(db, survey_id, "old", changed_at=make.NOON - 30 * DAY - timedelta(seconds=1))
        add_draft(db, survey_id, "young", changed_at=make.NOON - 30 * DAY + timedelta(seconds=1))
    assert keep_house(database, at=make.NOON) == 1
    with database.reading() as db:
        assert db.scalars(select(Draft.instance_id)).all() == ["young"]


def test_uploads_are_emptied_after_a_day_unless_their_run_still_waits(database: Database, survey_id: int):
    with database.unit_of_work() as db:
        old = add_upload(db, survey_id, uploaded_at=make.NOON - DAY - timedelta(seconds=1))
        young = add_upload(db, survey_id, uploaded_at=make.NOON - DAY + timedelta(seconds=1))
        at_work = add_upload(db, survey_id, uploaded_at=make.NOON - 2 * DAY, status="confirmed")
        ask_for_run(db, "import.rows", consultation_id=1, subject_id=at_work.id, by=1, at=make.NOON)
        ids = old.id, young.id, at_work.id
    assert keep_house(database, at=make.NOON) == 1
    with database.reading() as db:
        found = [db.get_one(ImportBatch, one) for one in ids]
        assert [one.content is None for one in found] == [True, False, False]
        assert [one.status for one in found] == ["dropped", "mapped", "confirmed"]
        assert found[0].row_version == 2  # a page that still shows it is stale


def test_more_than_one_unit_of_work_holds_is_thrown_away_all_the_same(database: Database, survey_id: int):
    with database.unit_of_work() as db:
        for number in range(AT_ONCE + 5):
            add_draft(db, survey_id, f"old {number}", changed_at=make.NOON - 40 * DAY)
    assert keep_house(database, at=make.NOON) == AT_ONCE + 5


def test_what_was_thrown_away_is_nowhere_in_the_files_of_the_database(database: Database, survey_id: int):
    with database.unit_of_work() as db:
        add_draft(db, survey_id, "old", changed_at=make.NOON - 40 * DAY)
        add_upload(db, survey_id, uploaded_at=make.NOON - 2 * DAY)
    if not database.is_sqlite:
        assert keep_house(database, at=make.NOON) == 2
        return
    path = Path(str(database.url.database))
    files = [path, path.with_name(path.name + "-wal")]
    assert any(CANARY.encode() in file.read_bytes() for file in files)
    keep_house(database, at=make.NOON)
    assert not any(CANARY.encode() in file.read_bytes() for file in files if file.exists())
