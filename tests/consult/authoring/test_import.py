"""Bringing a file in: looked at first, every row that does not fit is named, nothing is taken in twice."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.worker import Worker
from surveys.collection import Answer, HeldResponse, Response, ResponseGroup
from surveys.database import Database
from surveys.definition import Survey
from surveys.importing import LARGEST_FILE
from surveys.staging import ImportBatch
from tests import make
from tests.browser import Page, Visitor

FILE = (
    "id,answer,who\n1,A hot dinner 🍲,carers\n2,=1+1 <script>,carers\n3,,carers\n4,Company,Martians\n1,Twice,carers\n"
)


@dataclass(frozen=True)
class Desk:
    """An officer at an open question."""

    officer: Visitor
    consultation_id: int
    question_id: int
    group_id: int
    store: Database
    worker: Worker

    def upload(self, content: bytes | str, status: int = 303, name: str = "answers.csv") -> Page:
        """Send a file."""
        data = content.encode() if isinstance(content, str) else content
        return self.officer.post(
            f"/office/questions/{self.question_id}/import",
            {"content": (io.BytesIO(data), name)},
            status=status,
            content_type="multipart/form-data",
        )

    def count(self, what) -> int:
        """How many rows a table has."""
        with self.store.reading() as db:
            return db.scalar(select(func.count()).select_from(what)) or 0

    def bring_in(self, content: bytes | str, **columns: str) -> Page:
        """Upload, choose columns, confirm and run; return the last page."""
        address = self.upload(content).location
        self.officer.post(f"{address}/columns", columns)
        self.officer.post(f"{address}/confirm")
        self.worker.work_off()
        return self.officer.get(address)


@pytest.fixture
def desk(app: Flask, store: Database, sign_in) -> Desk:
    with store.unit_of_work() as db:
        within = make.consultation(db)
        carers = make.group(db, within, name="Carers")
        survey = make.survey(db, within)
        asked = make.question(db, survey)
        make.question(db, survey, kind="choice", items=("Yes", "No"), text="Required?", required=True)
        make.opened(db, survey)
        ids = (within.id, asked.id, carers.id)
    worker = Worker(store, app.extensions["heed_settings"])
    return Desk(sign_in("analyst", ids[0]), *ids, store, worker)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,answer\n1,A hot dinner\n1,Twice\n2,\n3, \n", "3 rows are left out. Download them to mend (CSV)"),
        ("id,answer\n1,A hot dinner\n2,\n", "1 row is left out. Download it to mend (CSV)"),
    ],
)
def test_while_a_file_is_taken_in_all_that_is_left_out_can_still_be_had(desk: Desk, content: str, said: str):
    address = desk.upload(content).location
    desk.officer.post(f"{address}/columns", {"text": "1", "key": "0"})
    desk.officer.post(f"{address}/confirm")
    assert desk.officer.get(address).has(said)
    rows = desk.officer.client.get(f"{address}/rejected").get_data(as_text=True).splitlines()
    assert str(len(rows) - 1) == said.split(maxsplit=1)[0]


def test_nothing_is_stored_before_the_officer_confirms(desk: Desk):
    address = desk.upload(FILE).location
    page = desk.officer.post(f"{address}/columns", {"text": "1", "group": "2", "key": "0"})
    page = desk.officer.get(page.location)
    assert desk.count(Response) == 0
    assert page.has("3 answers can be taken in") and page.has("=1+1 <script>")
    assert page.has("line 2 already") and page.has("1 row without words")
    assert page.has("It has no words in the column “answer”.")


def test_values_that_are_names_of_groups_are_matched_and_others_asked_about(desk: Desk):
    address = desk.upload(FILE).location
    desk.officer.post(f"{address}/columns", {"text": "1", "group": "2", "key": "0"})
    page = desk.officer.get(address)
    assert page.has("“Martians” in the file is")
    chosen = [one.get("value") for one in page.all("option") if one.get("selected") is not None]
    assert str(desk.group_id) in chosen


def test_rows_come_in_whole_with_their_group_and_channel(desk: Desk):
    page = desk.bring_in(FILE, text="1", group="2", key="0")
    assert page.has("3 answers came in") and page.has("1 row did not fit")
    with desk.store.reading() as db:
        words = set(db.scalars(select(Answer.text).where(Answer.state == "answered")))
        assert words == {"A hot dinner 🍲", "=1+1 <script>", "Company"}
        assert set(db.scalars(select(Response.channel))) == {"import"}
        assert db.scalar(select(func.count()).select_from(ResponseGroup)) == 2
        assert set(db.scalars(select(Answer.state))) == {"answered", "not_asked"}
        assert db.scalar(select(ImportBatch.content)) is None


def test_a_repeated_upload_adds_nothing_twice(desk: Desk):
    plain = "answer\nHot\nHot\nCompany\n"
    desk.bring_in(plain, text="0")
    page = desk.bring_in(plain + "New one\n", text="0")
    assert page.has("1 answer came in") and page.has("3 rows were here already")
    assert desk.count(Response) == 4


def test_mended_words_under_a_known_number_are_held_not_overwritten(desk: Desk):
    desk.bring_in("id,answer\n1,Hto dinner\n", text="1", key="0")
    page = desk.bring_in("id,answer\n1,Hot dinner\n", text="1", key="0")
    assert page.has("had other words than before")
    with desk.store.reading() as db:
        assert set(db.scalars(select(Answer.text).where(Answer.state == "answered"))) == {"Hto dinner"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file"),
        (b"   ", "empty"),
        (b"PK\x03\x04" + b"x" * 50, "workbook"),
        (b'a,b\n"never closed,1\n', "line 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(desk: Desk, content: bytes, said: str):
    page = desk.upload(content, status=422, name="a.csv" if content else "")
    assert page.has(said) and page.has("There is a problem")
    assert desk.count(ImportBatch) == 0


def test_a_fifty_megabyte_file_is_refused_with_both_sizes(desk: Desk):
    page = desk.upload(b"x" * (50 * 1024 * 1024), status=413)
    assert page.has("50 MB") and page.has("20 MB")


def test_a_file_just_within_the_limit_is_read(desk: Desk):
    line = b"the same words " * 20 + b"\n"
    content = b"answer\n" + line * ((LARGEST_FILE - 100) // len(line))
    assert desk.upload(content).location


def test_a_missing_column_is_named(desk: Desk):
    address = desk.upload(FILE).location
    page = desk.officer.post(f"{address}/columns", {"text": ""}, status=422)
    assert page.has("Choose the column with the answers")
    page = desk.officer.post(f"{address}/columns", {"text": "99"}, status=422)
    assert page.has("Choose from the list")


def test_a_dropped_file_is_forgotten(desk: Desk):
    address = desk.upload(FILE).location
    desk.officer.post(f"{address}/drop")
    with desk.store.reading() as db:
        assert db.scalar(select(ImportBatch.content)) is None
    assert desk.officer.get(address).has("no longer kept")


def test_a_facilitator_or_another_councils_officer_brings_nothing_in(desk: Desk, sign_in, store: Database):
    sign_in("facilitator", desk.consultation_id).get(f"/office/questions/{desk.question_id}/import", status=403)
    with store.unit_of_work() as db:
        elsewhere = make.consultation(db).id
    sign_in("owner", elsewhere).get(f"/office/questions/{desk.question_id}/import", status=404)


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000"])
def test_a_blank_choice_of_a_column_is_no_column(desk: Desk, blank: str):
    address = desk.upload(FILE).location
    desk.officer.post(f"{address}/columns", {"text": "1", "group": blank, "key": "0"})
    with desk.store.reading() as db:
        assert db.scalar(select(ImportBatch)).mapping["group"] is None


def test_a_row_of_a_file_is_no_walk_of_anybody(desk: Desk, visitor: Visitor):
    """Its instance id is made of a number anyone can guess, so no address may lead there, to read or to hold words."""
    desk.bring_in("id,answer\n17,A hot dinner\n", text="1", group="", key="0")
    assert desk.count(Response) == 1
    with desk.store.reading() as db:
        public_id = db.scalar(select(Survey.public_id).join(Response, Response.survey_id == Survey.id))
    key = hashlib.sha256(b"id:17").hexdigest()
    address = f"/s/{public_id}/import:{desk.question_id}:{key}"
    visitor.get(f"{address}/received", status=404)
    visitor.post(f"{address}/1", {f"q{desk.question_id}": "Not what they said"}, status=404)
    assert desk.count(HeldResponse) == 0
