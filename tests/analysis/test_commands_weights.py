"""The command: a report on the screen or in a file, and status 2 with one line a problem when a file is refused."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from analysis.commands_weights import main
from analysis.weights import weigh
from tests.analysis.rankings_made import request, worked_cases

pytestmark = pytest.mark.pure


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def salad() -> dict[str, Any]:
    case = worked_cases()["salad"]
    return request(
        [{"n": n, "ranking": ranking} for n, ranking in case["rankings"]],
        items=case["items"],
        unranked="full",
        prior=None,
    )


def test_a_report_comes_on_the_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write(tmp_path / "salad.json", salad()))]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == weigh(salad()).as_dict()
    assert json.loads(out)["weights"][1] == pytest.approx(0.64175851, abs=1e-8)
    assert err == ""


def test_a_report_is_written_whole_and_the_same_each_time(tmp_path: Path) -> None:
    source = write(tmp_path / "salad.json", salad())
    for name in ("one", "two"):
        assert main([str(source), "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "salad.json", "two"]


def test_a_preflib_file_is_weighed_and_left_out_means_below_unless_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n# ALTERNATIVE NAME 3: C\n"
    source = str(write(tmp_path / "x.soi", text + "6: 1\n3: 2\n3: 3\n2: 1,2,3\n"))
    assert main([source]) == 0
    below = json.loads(capsys.readouterr().out)
    assert below["run"]["unranked"] == "below"
    assert main([source, "--unranked", "absent"]) == 0
    absent = json.loads(capsys.readouterr().out)
    assert absent["run"]["unranked"] == "absent"
    assert absent["weights"] != below["weights"]


def test_a_refused_file_ends_with_two_and_one_line_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [[[0], [9]], {"ranking": [[0]], "weight": -1}, {"ranking": [[1], [1]], "n": 0}]
    source = str(write(tmp_path / "bad.json", request(rows)))
    assert main([source, "--out", str(tmp_path / "report.json")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"{source}: row 0, ranking: item 9 is not in the list of 3 items (0 to 2)",
        f"{source}: row 1, weight: -1 is not more than zero",
        f"{source}: row 2, ranking: item 1 (item 1) is there twice",
        f"{source}: row 2, n: 0 is not a whole number of 1 or more",
    ]
    assert not (tmp_path / "report.json").exists()


@pytest.mark.parametrize("content", ["", "[]", '{"items": [', '{"kind": "rankings"}', "\x00", '{"responses": NaN}'])
def test_a_file_that_is_no_request_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    source = str(write(tmp_path / "bad.json", content))
    assert main([source]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"{source}: ")
    assert "Traceback" not in err


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert "No such file" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 2
    assert main([str(write(tmp_path / "x.json", salad())), "--out", str(tmp_path / "no" / "where.json")]) == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_report_can_be_written_to_any_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    source = str(write(tmp_path / "x.json", request([[0, 1], [1, 0]], items=["Café €", "家"])))
    screen = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr("sys.stdout", screen)
    assert main([source]) == 0
    screen.seek(0)
    text = screen.read()
    assert json.loads(text)["items"] == ["Café €", "家"]
    assert text.isascii() == (encoding != "utf-8")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"items": ["\ud800", "b"]}, "items, 0"),
        ({"responses": [{"ranking": [0, 1], "group": "\ud800"}]}, "row 0, group"),
        ({"responses": [{"ranking": [0, 1], "group": {"\ud800": "a"}}]}, "row 0, group"),
        ({"responses": [{"ranking": [0, 1], "group": {"age": ["old", "\ud800"]}}]}, "row 0, group: age"),
        ({"responses": [{"ranking": [0, 1], "respondent": "\ud800"}]}, "row 0, respondent"),
        ({"responses": [{"ranking": [0, 1], "channel": "\ud800"}]}, "row 0, channel"),
        ({"warnings": ["\ud800"]}, "warnings"),
        ({"kind": "raking", "margins": {"\ud800": {"old": 1}}}, "margins"),
        ({"kind": "raking", "margins": {"age": {"\ud800": 0, "old": 1}}}, "margins"),
    ],
)
def test_a_name_that_cannot_be_written_is_refused_by_its_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], field: str
) -> None:
    asked = request([{"ranking": [0, 1], "age": "old"}], items=["a", "b"]) | change
    source = str(write(tmp_path / "x.json", asked))
    for more in ([], ["--out", str(tmp_path / "report.json")]):
        assert main([source, *more]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"{source}: {field}: '\\ud800' holds half a character")
    assert not (tmp_path / "report.json").exists()


def test_what_a_preflib_head_says_wrongly_is_in_the_warnings_of_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "# NUMBER VOTERS: 500\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n7: 1,2\n2: 2,1\n"
    assert main([str(write(tmp_path / "x.soc", text))]) == 0
    words = "line 1: NUMBER VOTERS says 500, but the orders below add up to 9: part of the file may be missing"
    assert words in json.loads(capsys.readouterr().out)["warnings"]


def test_a_file_name_with_a_line_break_stays_on_one_line_of_the_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write(tmp_path / "two\nlines.json", request([[[0], [0]]], items=["a", "b"])))]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"{tmp_path}/two lines.json: row 0, ranking: item 0 (a) is there twice"


def test_an_item_name_with_line_breaks_stays_on_one_line_of_the_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(write(tmp_path / "bad.json", request([[[0], [0]]], items=["two\nlines", "b"])))
    assert main([source]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
