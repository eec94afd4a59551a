"""The command: themes on the screen or in a file; a file that cannot be read ends with status 2 and the reason."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from analysis.commands_themes import main
from analysis.themes import discover
from analysis.vectors import hash_vectors
from tests.analysis.answers_elsewhere import list_answers
from tests.analysis.answers_made import make_answers

pytestmark = pytest.mark.pure
FRENCH = list_answers("fr")[0]
Captured = pytest.CaptureFixture[str]


def write_csv(path: Path, rows: list[list[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return str(path)


def test_themes_come_on_the_screen_with_the_row_of_each_answer(tmp_path: Path, capsys: Captured):
    texts = make_answers()[0]
    source = write_csv(tmp_path / "answers.csv", [["id", "said"], *([str(at), text] for at, text in enumerate(texts))])
    assert main([source, "--text", "said"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    found = discover(texts)
    (question,) = told["questions"].values()
    assert [theme["label"] for theme in question["themes"]] == [theme.label for theme in found.themes]
    assert [answer["row"] for answer in question["answers"]] == list(range(len(texts)))
    assert set(told["run"]) == {"engine", "language", "version", "seed", "rows", "vectors"}
    assert told["run"].items() <= found.run.items()
    assert f"vectors {hash_vectors()[:12]}\n" in said.err


def test_a_question_that_looks_like_another_language_says_so_and_no_other_does(tmp_path: Path, capsys: Captured):
    rows = [["said", "question"], *([text, "en"] for text in make_answers()[0]), *([text, "fr"] for text in FRENCH)]
    assert main([write_csv(tmp_path / "answers.csv", rows), "--text", "said", "--by", "question"]) == 0
    told = json.loads(capsys.readouterr().out)["questions"]
    assert told["fr"]["looks_like"] == "fr" and "looks_like" not in told["en"]


def test_each_question_of_a_file_is_read_by_itself_and_the_same_bytes_are_written(tmp_path: Path):
    texts = make_answers()[0]
    rows = [["said", "question"], *([text, "one" if at % 2 else "two"] for at, text in enumerate(texts))]
    source, outs = write_csv(tmp_path / "answers.csv", rows), [tmp_path / "a.json", tmp_path / "b.json"]
    for out in outs:
        assert main([source, "--text", "said", "--by", "question", "--themes", "3", "--out", str(out)]) == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    questions = json.loads(outs[0].read_text(encoding="utf-8"))["questions"]
    assert set(questions) == {"one", "two"}
    assert {row["row"] % 2 for row in questions["one"]["answers"]} == {1}


def test_personal_details_are_in_nothing_that_is_written(tmp_path: Path, capsys: Captured):
    told = "Mrs Kowalczyk runs the lunch club, ring 07700 900123"
    own = [
        "My NHS number is 943 476 5919",
        told,
        f"{told} today",
        "The club of Mrs Kowalczyk is kind",
        "The bus is late",
    ]
    source = write_csv(tmp_path / "answers.csv", [["said"], *([text] for text in own)])
    assert main([source, "--text", "said", "--themes", "2"]) == 0
    written = capsys.readouterr().out
    assert not any(word in written.lower() for word in ("kowalczyk", "943", "900123"))
    (question,) = json.loads(written)["questions"].values()
    assert any("[name hidden]" in theme["quote"] or "[NHS" in theme["quote"] for theme in question["themes"])
    assert question["answers"][4]["themes"][0]["span"] == [0, len(own[4])]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "answers.csv: is empty"),
        (b"said\n", "answers.csv: there are no rows of answers"),
        (b"words\nA bus\n", 'answers.csv: has no column "said"; its columns are: words'),
        (b"said,said\na,b\n", 'answers.csv: has 2 columns named "said"'),
        (b"said,id\nA bus\n", "answers.csv: row 0: has 1 fields where the heading has 2"),
        (b"said\nA bus\nCaf\xe9\n", "answers.csv: line 3 is not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_row_and_reason(
    tmp_path: Path, capsys: Captured, content: bytes, told: str
):
    (tmp_path / "answers.csv").write_bytes(content)
    assert main([str(tmp_path / "answers.csv"), "--text", "said"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(told) and "Traceback" not in err


@pytest.mark.parametrize(
    "said",
    [
        "One answer alone",
        "n/a",
        "\U0001f35b\U0001f35b",
        "<b>Bus</b>\x00\x07",
        "A bus \u0645\u0631\u062d\u0628\u0627 autobus",
    ],
)
def test_one_row_of_any_kind_is_answered(tmp_path: Path, capsys: Captured, said: str):
    assert main([write_csv(tmp_path / "answers.csv", [["said"], [said]]), "--text", "said"]) == 0
    (question,) = json.loads(capsys.readouterr().out)["questions"].values()
    assert len(question["answers"]) == 1 and question["themes"][0]["n"] == 1


def test_ten_thousand_answers_that_are_all_the_same_are_one_theme(tmp_path: Path, capsys: Captured):
    source = write_csv(tmp_path / "answers.csv", [["said"], *([["The bus is late"]] * 10_000)])
    assert main([source, "--text", "said"]) == 0
    (question,) = json.loads(capsys.readouterr().out)["questions"].values()
    assert [theme["n"] for theme in question["themes"]] == [10_000]
