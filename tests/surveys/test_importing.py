"""A file of open answers: what is wrong is said with its line, and nothing is taken twice."""

from __future__ import annotations

import pytest

from surveys.csv_table import LARGEST_FILE, MOST_ROWS, read_table
from surveys.errors import ImportRefused
from surveys.importing import Columns, LeftOut, list_values, read_answers
from surveys.questions.base import LONGEST_TEXT

pytestmark = pytest.mark.pure

PLAIN = 'id,answer,group\n1,A hot dinner,Carers\n2,"Company, and\nparking",Neighbours\n3,,Carers\n'


def refusal(content: bytes) -> str:
    with pytest.raises(ImportRefused) as refused:
        table = read_table(content)
        read_answers(table, Columns(0))
    return str(refused.value)


def test_answers_over_several_lines_are_read_as_they_are_and_a_row_without_words_is_named():
    reading = read_answers(read_table(PLAIN.encode()), Columns(1, 2, 0, {"Carers": 7, "Neighbours": 8}))
    assert [(row.line, row.text, row.group_id) for row in reading.rows] == [
        (2, "A hot dinner", 7),
        (3, "Company, and\nparking", 8),
    ]
    assert reading.left_out == (LeftOut(5, "It has no words in the column “answer”.", "", blank=True),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_found(delimiter: str):
    content = "answer,group\nHot,A\nCold,B\n".replace(",", delimiter)
    assert read_table(content.encode()).columns == ("answer", "group")


def test_commas_inside_answers_do_not_look_like_columns():
    content = "answer;group\nhot, warm, or cold;A\nsoup, bread;B\n"
    assert read_table(content.encode()).columns == ("answer", "group")


def test_a_byte_order_mark_is_not_part_of_the_first_name():
    assert read_table(b"\xef\xbb\xbfanswer\nhot\n").columns == ("answer",)


def test_an_older_encoding_is_read_and_said_with_its_line():
    table = read_table("answer,group\nhot,A\ncafé £5,B\n".encode("cp1252"))
    assert "line 3" in table.notices[0]
    assert read_answers(table, Columns(0)).rows[1].text == "café £5"


def test_utf_16_is_read():
    assert read_table("answer,group\nhot,A\n".encode("utf-16")).columns == ("answer", "group")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"answer,group\n", "no answers"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (b"\x89PNG\x00\x00\x01\xff\xd8", "not a text file"),
        (b'answer\n"open and never closed\n', "line 2"),
        (b'answer,b\nfine,1\n"quote" inside,2\n', "Line 3"),
        (b"x" * (LARGEST_FILE + 1), "20 MB"),
        (b",".join(b"c" for _ in range(300)) + b"\n1\n", "300 columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_and_where(content: bytes, said: str):
    assert said in refusal(content)


def test_rows_that_do_not_fit_are_named_and_the_others_are_taken():
    content = "id,answer,group\n1,Hot,Carers\n1,Cold,Carers\n,No id,Carers\n4,Other,Martians\n5,Short\n6," + "x" * (
        LONGEST_TEXT + 1
    )
    reading = read_answers(read_table((content + ",Carers\n").encode()), Columns(1, 2, 0, {"Carers": 7}))
    assert [row.text for row in reading.rows] == ["Hot"]
    reasons = {one.line: one.reason for one in reading.left_out}
    assert "line 2 already" in reasons[3]
    assert "empty" in reasons[4]
    assert "Martians" in reasons[5]
    assert "2 cells" in reasons[6]
    assert "50,001" in reasons[7]


def test_a_row_without_words_is_one_whatever_else_it_lacks_and_takes_no_number():
    table = read_table(b"Ref,answer,who\n,,Martians\nP1,,\nP1,Hot food,\n")
    reading = read_answers(table, Columns(1, 2, 0, {}))
    assert [(one.line, one.blank, one.reason) for one in reading.left_out] == [
        (2, True, "It has no words in the column “answer”."),
        (3, True, "It has no words in the column “answer”."),
    ]
    assert [row.text for row in reading.rows] == ["Hot food"]


def test_one_cell_is_one_cell():
    reading = read_answers(read_table(b"Ref,answer,who\nP1\n"), Columns(1))
    assert reading.left_out[0].reason == "It has 1 cell, and line 1 has 3."


def test_a_few_stray_controls_are_marks_and_not_the_end_of_the_file():
    content = "answer\n" + "They came to the café\n" * 50 + "a\x01b\x1fc é\n"
    for encoding in ("cp1252", "utf-8"):
        *_, last = read_answers(read_table(content.encode(encoding)), Columns(0)).rows
        assert last.text == "a\ufffdb\ufffdc é" and last.is_unread
    undefined = content.encode("cp1252").replace(b"a\x01b", b"a\x81b")
    *_, last = read_answers(read_table(undefined), Columns(0)).rows
    assert last.text == "a\ufffdb\ufffdc é"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_what_is_full_of_controls_is_no_text(encoding: str):
    assert "not a text file" in refusal(("é" + "\x01\x02 a word, and more words of it\n" * 20).encode(encoding))


def test_the_columns_we_added_are_none_of_the_file_wherever_they_were_moved():
    content = "Ref,Why it is left out,answer,Line in the file\nP1,It has no words,'=Hot,4\n\nP2,,'Cold',\n,It,,9\n"
    table = read_table(content.encode())
    assert table.columns == ("Ref", "answer")
    assert list(table.rows()) == [(2, ["P1", "=Hot"]), (4, ["P2", "'Cold'"]), (5, ["", ""])]


@pytest.mark.parametrize("head", ["Line in the file,answer", "line in the file,why it is left out", "Why,Line"])
def test_columns_with_other_names_are_the_councils(head: str):
    table = read_table(f"{head}\n'=1,'-2\n".encode())
    assert table.columns == tuple(head.split(",")) and list(table.rows()) == [(2, ["'=1", "'-2"])]


def test_a_file_of_nothing_but_the_columns_we_added_is_refused():
    assert "no answers" in refusal(b"Line in the file,Why it is left out\n2,It has no words\n")


def test_a_row_has_the_key_it_had_before_its_signs_were_made_legible():
    (row,) = read_answers(read_table("answer,group\nA hot\x0bmeal\x92s,\n".encode()), Columns(0)).rows
    assert row.text == "A hot\nmeal’s"
    assert row.key == "1e99b8315bebf684a77f34cccbb13dc2119d0205f30b0d90bd3bbe7e7fbb76ee"


def test_the_same_row_has_the_same_key_when_the_file_comes_again_with_more_rows():
    first = read_answers(read_table(b"answer\nsame\nsame\nother\n"), Columns(0)).rows
    later = read_answers(read_table(b"answer\nother\nsame\nnew\nsame\nsame\n"), Columns(0)).rows
    assert len({row.key for row in first}) == 3
    assert {row.key for row in first} < {row.key for row in later} and len(later) == 5


def test_a_column_of_names_is_not_taken_for_groups():
    table = read_table(("answer,name\n" + "".join(f"a,person {n}\n" for n in range(100))).encode())
    with pytest.raises(ImportRefused, match="does not look like a group"):
        list_values(table, 1)
    assert list_values(read_table(PLAIN.encode()), 2) == [("Carers", 2), ("Neighbours", 1)]


@pytest.mark.parametrize("more", ["1,x\n", "\n"])
def test_a_file_of_more_rows_than_memory_holds_is_refused_before_it_is_read(more: str):
    head, row = "id,answer\n", "1,x\n"
    assert sum(1 for _ in read_table((head + row * MOST_ROWS).encode()).rows()) == MOST_ROWS
    with pytest.raises(ImportRefused, match="more than 100,000 rows"):
        list(read_table((head + row + more * MOST_ROWS).encode()).rows())
