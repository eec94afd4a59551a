"""Columns shown with their first values, a guess that is open to change, and rejected rows given back to be mended."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

import pytest

from consult.authoring.columns import guess_columns, show_columns
from consult.consultations.models import Consultation
from consult.worker import Worker
from surveys.csv_table import read_table
from surveys.database import Database
from surveys.reading import iterate_open_answers
from tests import make
from tests.browser import Visitor

HEAD = "Response ID,Score,What would help,Who\n"


@dataclass(frozen=True)
class Desk:
    """An officer at an open question."""

    officer: Visitor
    consultation_id: int
    question_id: int
    group_id: int

    def send(self, content: bytes, *, name: str = "answers.csv") -> str:
        """Upload a file; return its address."""
        return self.officer.post(
            f"/office/questions/{self.question_id}/import",
            {"content": (io.BytesIO(content), name)},
            content_type="multipart/form-data",
        ).location

    def chosen_for(self, content: bytes, **also: str) -> list[str]:
        """Upload a file; return the columns chosen on the page it leads to."""
        page = self.officer.get(self.send(content, **also))
        return [one.get("value") or "" for one in page.all("option") if one.get("selected") is not None]

    def mapped(self, content: str, **columns: str) -> str:
        """Upload a file and choose its columns; return its address."""
        address = self.send(content.encode())
        self.officer.post(f"{address}/columns", columns)
        return address

    def rejected(self, address: str) -> list[list[str]]:
        """The rows of the download."""
        answer = self.officer.client.get(f"{address}/rejected")
        assert answer.status_code == 200 and answer.mimetype == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
        return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"), newline="")))


@pytest.fixture
def desk(store: Database, sign_in) -> Desk:
    with store.unit_of_work() as db:
        within = make.consultation(db)
        carers = make.group(db, within, name="Carers")
        survey = make.survey(db, within)
        asked = make.question(db, survey)
        make.opened(db, survey)
        ids = (within.id, asked.id, carers.id)
    return Desk(sign_in("analyst", ids[0]), *ids)


def test_each_column_is_shown_with_its_first_different_values():
    table = read_table((HEAD + "1,5,Hot food,Carers\n2,5,,Carers\n3,-2,Company,\n").encode())
    shown = [(column.name, column.samples) for column in show_columns(table)]
    assert shown == [
        ("Response ID", ("1", "2", "3")),
        ("Score", ("5", "-2")),
        ("What would help", ("Hot food", "Company")),
        ("Who", ("Carers",)),
    ]
    long = show_columns(read_table(f"answer\n{'word ' * 100}\n".encode()))[0].samples[0]
    assert len(long) == 80 and long.endswith("…")


def test_the_longest_words_names_of_groups_and_numbers_once_each_are_guessed():
    rows = "".join(f"{n},5,Something said at some length,carers\n" for n in range(20))
    assert guess_columns(read_table((HEAD + rows).encode()), {"carers"}) == {"key": 0, "text": 2, "group": 3}
    same = "".join("7,5,Something said at some length,somebody\n" for n in range(20))
    assert guess_columns(read_table((HEAD + same).encode()), {"carers"}) == {"text": 2}


def test_the_guess_is_chosen_on_the_page_and_stored_only_when_sent(desk: Desk):
    file = (io.BytesIO((HEAD + "1,5,Something said at length,Carers\n").encode()), "answers.csv")
    page = desk.officer.post(
        f"/office/questions/{desk.question_id}/import", {"content": file}, content_type="multipart/form-data"
    )
    page = desk.officer.follow(page)
    chosen = [one.get("value") for one in page.all("option") if one.get("selected") is not None]
    assert chosen == ["2", "3", "0"]
    assert page.has("Something said at length") and not page.has("can be taken in")


def test_rows_that_do_not_fit_come_back_whole_with_line_and_reason(desk: Desk):
    content = HEAD + '1,5,Hot,Carers\n1,6,"Twice,\nover two lines",Carers\n2,7,Too many,Carers,more\n'
    address = desk.mapped(content, text="2", group="3", key="0")
    head, *rows = desk.rejected(address)
    assert head == ["Line in the file", "Why it is left out", "Response ID", "Score", "What would help", "Who"]
    assert rows == [
        ["3", "The number “1” is on line 2 already.", "1", "6", "Twice,\nover two lines", "Carers"],
        ["5", "It has 5 cells, and line 1 has 4.", "2", "7", "Too many", "Carers", "more"],
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", " ="])
def test_no_cell_of_the_download_can_run_as_a_formula(desk: Desk, sign: str):
    content = HEAD + f'1,5,Hot,Carers\n1,"{sign}1+cmd","{sign}cmd",Carers\n'
    (_, row) = desk.rejected(desk.mapped(content, text="2", key="0"))
    assert row[3].startswith("'") and row[4].startswith("'")


@pytest.mark.parametrize("number", ["-5", "-0.50", "7", "3.25"])
def test_a_number_below_zero_stays_a_number(desk: Desk, number: str):
    content = HEAD + f"1,5,Hot,Carers\n1,{number},Cold,Carers\n"
    (_, row) = desk.rejected(desk.mapped(content, text="2", key="0"))
    assert row[3] == number


@pytest.mark.parametrize("almost", ["-5+1", "-cmd|' /C calc'!A0", "-٥", "-1e5", "--5", "-5 "])
def test_what_only_looks_like_a_number_is_guarded(desk: Desk, almost: str):
    content = HEAD + f'1,5,Hot,Carers\n1,"{almost}",Cold,Carers\n'
    (_, row) = desk.rejected(desk.mapped(content, text="2", key="0"))
    assert row[3] == f"'{almost}"


def test_a_file_with_all_rows_fitting_gives_a_head_only(desk: Desk):
    assert len(desk.rejected(desk.mapped(HEAD + "1,5,Hot,Carers\n", text="2"))) == 1


def test_once_the_file_is_gone_the_download_leads_to_the_page(desk: Desk):
    address = desk.mapped(HEAD + "1,5,Hot,Carers\n1,5,Hot,Carers\n", text="2", key="0")
    desk.officer.post(f"{address}/drop")
    assert desk.officer.client.get(f"{address}/rejected").location == address


MIXED = (
    "Ref,What would help,Who,Score\r\n"
    "P1,Hot food,Carers,5\r\n"
    "P1,- a lift home,Mums & dads,-2\r\n"
    ",=a warm room; always,Carers,=1+1\r\n"
    "P4,,Carers,7\r\n"
    "P5,'-so to say,Carers,1,more\r\n"
)


def as_saved_by(program: str, rows: list[list[str]]) -> bytes:
    """The file as a spreadsheet writes it anew: with its own sign between columns, quotes and encoding."""
    delimiter, encoding = {"excel": (";", "cp1252"), "unicode text": ("\t", "utf-16"), "calc": (",", "utf-8")}[program]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def mend(rows: list[list[str]]) -> list[list[str]]:
    """Numbers of their own, words where there were none, and no cell too many."""
    head, twice, unnumbered, wordless, wide = rows
    twice[2], unnumbered[2], wordless[3] = "P2", "P3", "Nothing to add"
    return [head, twice, unnumbered, wordless, wide[:6]]


@pytest.mark.parametrize("program", ["excel", "unicode text", "calc"])
def test_mended_rows_come_in_as_they_would_have_in_the_first_file(desk: Desk, program: str, app, store: Database):
    address = desk.mapped(MIXED, text="1", group="2", key="0")
    desk.officer.post(f"{address}/groups", {"value-0": "", "value-1": str(desk.group_id)})  # Carers come first
    rows = desk.rejected(address)
    desk.officer.post(f"{address}/confirm")

    address = desk.send(as_saved_by(program, mend(rows)), name="mended by Ann.csv")
    page = desk.officer.get(address)
    assert page.has("the two columns added to them are passed over, and the columns are chosen as they were for")
    assert [one.get("value") for one in page.all("option") if one.get("selected") is not None] == ["1", "2", "0"]
    assert not page.has("Why it is left out") and not page.has("is on line 2 already")
    desk.officer.post(f"{address}/columns", {"text": "1", "group": "2", "key": "0"})
    page = desk.officer.get(address)
    assert page.has("4 answers can be taken in.") and not page.has("do not fit")
    desk.officer.post(f"{address}/confirm")
    Worker(store, app.extensions["heed_settings"]).work_off()
    with store.reading() as db:
        found = {(one.text, one.groups) for batch in iterate_open_answers(db, desk.question_id) for one in batch}
    assert found == {
        ("Hot food", ()),
        ("- a lift home", (desk.group_id,)),
        ("=a warm room; always", ()),
        ("Nothing to add", ()),
        ("'-so to say", ()),
    }


def test_a_dropped_file_lends_its_choice_too_but_not_to_other_columns(desk: Desk):
    address = desk.mapped(MIXED, text="3", key="0")
    rows = desk.rejected(address)
    desk.officer.post(f"{address}/drop")
    chosen = desk.chosen_for(as_saved_by("calc", rows))
    assert chosen == ["3", "0"]
    rows[0][-1] = "Another name"
    assert desk.chosen_for(as_saved_by("calc", rows)) != chosen


def test_the_number_in_the_name_of_the_download_says_which_file_it_came_from(desk: Desk):
    first = desk.mapped(MIXED, text="3", key="0")
    rows = desk.rejected(first)
    desk.mapped(MIXED, text="1", key="0")
    name = f"rows-left-out-{first.rpartition('/')[2]} (1).csv"
    assert desk.chosen_for(as_saved_by("calc", rows), name=name) == ["3", "0"]
    assert desk.chosen_for(as_saved_by("calc", rows)) == ["1", "0"]


def test_a_choice_for_another_question_is_not_taken_over(desk: Desk, store: Database):
    rows = desk.rejected(desk.mapped(MIXED, text="3", key="0"))
    with store.unit_of_work() as db:
        survey = make.survey(db, db.get_one(Consultation, desk.consultation_id))
        other = make.question(db, survey).id
        make.opened(db, survey)
    page = desk.officer.get(replace(desk, question_id=other).send(as_saved_by("calc", rows)))
    assert page.has("are passed over.") and not page.has("are chosen as they were")


def test_a_councils_own_columns_are_offered_and_its_quotation_marks_kept(desk: Desk):
    head = "Line in the file,Why it was left out,Answer\n"
    content = head + "1,They had no time for us,'- no time\n"
    address = desk.send(content.encode())
    page = desk.officer.get(address)
    assert page.has("Why it was left out") and not page.has("are passed over")
    desk.officer.post(f"{address}/columns", {"text": "2"})
    assert desk.officer.get(address).has("'- no time")


def test_only_those_who_may_bring_answers_in_get_the_rows(desk: Desk, sign_in, store: Database):
    address = desk.mapped(HEAD + "1,5,Hot,Carers\n1,5,Hot,Carers\n", text="2", key="0")
    sign_in("viewer", desk.consultation_id).get(f"{address}/rejected", status=403)
    with store.unit_of_work() as db:
        elsewhere = make.consultation(db).id
    sign_in("owner", elsewhere).get(f"{address}/rejected", status=404)


def test_a_fault_on_the_last_line_of_a_file_is_told_at_once(desk: Desk):
    content = "answer\n" + "Hot food\n" * 500 + '"never closed\n'
    page = desk.officer.post(
        f"/office/questions/{desk.question_id}/import",
        {"content": (io.BytesIO(content.encode()), "answers.csv")},
        status=422,
        content_type="multipart/form-data",
    )
    assert page.has("line 502")
