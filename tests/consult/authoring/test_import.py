"""Bringing a file in: looked at first, every row that does not fit is named, nothing is taken in twice."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select, text

from consult.authoring import work
from consult.runs import Run, retry_run
from consult.worker import Worker
from surveys.authoring import publish_version
from surveys.collection import Answer, HeldResponse, Response, ResponseGroup
from surveys.csv_table import LARGEST_FILE
from surveys.database import Database
from surveys.definition import Survey
from surveys.staging import ImportBatch
from tests import make
from tests.browser import Page, Visitor, words
from tests.conftest import POSTGRESQL

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

    def preview(self, content: bytes | str, **columns: str) -> Page:
        """Upload and choose columns; return the page on which to confirm."""
        address = self.upload(content).location
        self.officer.post(f"{address}/columns", columns)
        return self.officer.get(address)

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


def test_the_preview_says_what_is_here_already_and_promises_only_what_is_new(desk: Desk):
    first = "id,answer,who\n1,Hot dinner,carers\n2,Company,carers\n3,A lift,carers\n"
    chosen = {"text": "1", "group": "2", "key": "0"}
    desk.bring_in(first, **chosen)

    again = desk.preview(first, **chosen)
    assert again.has("There is no new answer in this file. 3 rows are here already")
    assert not again.has("Take in 3") and not again.has("Take in 0") and not again.has("Hold ")

    more = first.replace("Company", "Good company") + "4,Nicer plates,carers\n"
    page = desk.preview(more, **chosen)
    assert page.has("1 answer can be taken in. 2 rows are here already") and page.has(
        "1 row has other words than before"
    )
    assert page.has("Take in 1 answer")
    done = desk.bring_in(more, **chosen)
    assert done.has("1 answer came in") and done.has("2 rows were here already") and done.has("1 row had other words")

    settled = desk.preview(more, **chosen)  # what is held is here too
    assert settled.has("There is no new answer") and settled.has("4 rows are here already")


def test_other_words_alone_are_held_and_the_button_says_so(desk: Desk):
    desk.bring_in("id,answer\n1,Hto dinner\n", text="1", key="0")
    page = desk.preview("id,answer\n1,Hot dinner\n", text="1", key="0")
    assert page.has("Hold 1 row") and not page.has("Take in")


def test_a_question_added_since_makes_no_other_answer_of_what_is_here(desk: Desk):
    chosen = {"text": "1", "key": "0"}
    desk.bring_in("id,answer\n1,Hot dinner\n", **chosen)
    with desk.store.unit_of_work() as db:
        survey = db.scalars(select(Survey)).one()
        make.question(db, survey, text="Anything else?")
        publish_version(db, survey, at=make.NOON)
    page = desk.bring_in("id,answer\n1,Hot dinner\n", **chosen)
    assert page.has("1 row was here already") and desk.count(HeldResponse) == 0


def test_what_is_here_is_looked_up_in_few_queries_however_many_rows(desk: Desk, count_queries):
    def asked_for(rows: int) -> int:
        content = "id,answer\n" + "".join(f"{n},Answer {n}\n" for n in range(rows))
        address = desk.upload(content).location
        desk.officer.post(f"{address}/columns", {"text": "1", "key": "0"})
        with count_queries() as queries:
            desk.officer.get(address)
        return len(queries)

    assert asked_for(400) <= asked_for(2)


def test_a_run_that_broke_off_and_goes_on_counts_what_it_held_before(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    chosen = {"text": "1", "key": "0"}
    desk.bring_in("id,answer\n1,Hto dinner\n2,Comapny\n3,A lift\n", **chosen)
    monkeypatch.setattr(work, "ROWS_A_UNIT", 1)
    door, seen = work.accept_response, []

    def breaks_once(*args: Any, **also: Any) -> Any:
        seen.append(args)
        if len(seen) == 2:
            raise OSError("the disk is gone for a moment")
        return door(*args, **also)

    monkeypatch.setattr(work, "accept_response", breaks_once)
    address = desk.upload("id,answer\n1,Hot dinner\n2,Company\n3,A lift\n").location
    desk.officer.post(f"{address}/columns", chosen)
    desk.officer.post(f"{address}/confirm")
    desk.worker.work_off()
    with desk.store.unit_of_work() as db:
        assert retry_run(db, db.scalars(select(Run).order_by(Run.id.desc())).first(), at=make.NOON)
    assert len(seen) == 2 and desk.count(HeldResponse) == 1
    desk.worker.work_off()
    page = desk.officer.get(address)
    assert page.has("2 rows had other words than before") and page.has("1 row was here already")


def test_held_words_are_a_link_away_and_named_as_in_her_file_until_somebody_settles_them(desk: Desk, sign_in):
    desk.bring_in("Ref,answer\nP031,Hto dinner\nP032,Company\n", text="1", key="0")
    page = desk.bring_in("Ref,answer\nP031,Hto dinner\nP032,Good company\n", text="1", key="0")
    with desk.store.reading() as db:
        held = db.scalars(select(HeldResponse)).one()
    (link,) = [one.get("href") for one in page.all("a") if words(one) == "Read both and choose which counts"]
    assert link == f"/office/surveys/{held.survey_id}/held"
    page = desk.officer.get(link)
    assert page.has("on line 3 of the file") and page.has("answers.csv") and page.has("P032")
    sign_in("owner", desk.consultation_id).post(f"/office/held/{held.id}", {"count": "first"})
    with desk.store.reading() as db:
        assert "P032" not in str(db.scalars(select(HeldResponse.payload)).one())


def test_a_row_without_a_number_of_its_own_is_named_by_line_and_file_and_counts_in_its_other_group(desk: Desk, sign_in):
    desk.bring_in("answer,who\nHot dinner,Helpers\n", text="0", group="1")
    address = desk.upload("answer,who\nHot dinner,Helpers\n").location
    desk.officer.post(f"{address}/columns", {"text": "0", "group": "1"})
    desk.officer.post(f"{address}/confirm", {"value-0": str(desk.group_id)})
    desk.worker.work_off()
    with desk.store.reading() as db:
        held = db.scalars(select(HeldResponse)).one()
    page = desk.officer.get(f"/office/surveys/{held.survey_id}/held")
    assert page.has("No group") and page.has("Carers") and not page.has("say the same in the end")
    sign_in("owner", desk.consultation_id).post(f"/office/held/{held.id}", {"count": "later"})
    with desk.store.reading() as db:
        assert db.scalars(select(ResponseGroup.group_id)).all() == [desk.group_id]
    assert page.has("on line 2 of the file") and page.has("answers.csv") and not page.has("with the number")


def test_the_preview_says_in_which_lines_signs_could_not_be_read(desk: Desk):
    rows = [f"{n},Caf\u00e9 number {n}, said at some length" for n in range(12)]
    content = ("id,answer,more\n" + "\n".join(rows) + "\n").encode("cp1252")
    content = content.replace(b"number 1,", b"number\x01 1,").replace(b"number 7,", b"number\x81 7,")
    page = desk.preview(content, text="1", key="0")
    assert page.has("In 2 rows there are signs that could not be read") and page.has("Lines 3, 9.")
    assert page.has("Windows-1252") and page.has("Café number� 1")


def test_once_a_file_is_in_the_database_plans_for_as_many_rows_as_it_holds(desk: Desk):
    believed = "SELECT relname, reltuples FROM pg_class WHERE relname IN ('answer', 'response')"
    desk.store.renew_statistics()  # as after a look at tables that held nothing yet
    desk.bring_in("id,answer\n" + "".join(f"{n},The bus was {n} minutes late\n" for n in range(1, 301)), text="1")
    with desk.store.reading() as db:
        if POSTGRESQL:
            rows = {name: rows for name, rows in db.execute(text(believed))}
            assert rows == {"answer": 600, "response": 300}  # each response has an answer to both questions
        else:  # a file that was never analysed is planned by its indexes, so it cannot be misled
            assert "sqlite_stat1" not in inspect(db.connection()).get_table_names()


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
