"""PrefLib and JSON files of rankings: what is read, what goes there and back, and what is refused by its line."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.formats_rankings import read_preflib, read_rankings_file, write_preflib
from analysis.records import RefusedInput

pytestmark = pytest.mark.pure
HEAD = "# TITLE: made\n# DATA TYPE: toi\n# NUMBER ALTERNATIVES: 3\n" + "".join(
    f"# ALTERNATIVE NAME {number}: {name}\n" for number, name in enumerate(("Warm home", "Work: steady", "Air"), 1)
)


def refusals(name: str, content: bytes) -> list[str]:
    with pytest.raises(RefusedInput) as refused:
        read_rankings_file(name, content)
    return refused.value.problems


def test_a_preflib_file_becomes_a_request() -> None:
    asked = read_rankings_file("made.TOI", (HEAD + "12: 1,{2,3}\n3: 2\n\n1: {1, 2}\n").encode())
    assert asked == {
        "kind": "rankings",
        "items": ["Warm home", "Work: steady", "Air"],
        "unranked": "below",
        "responses": [
            {"n": 12, "ranking": [[0], [1, 2]]},
            {"n": 3, "ranking": [[1]]},
            {"n": 1, "ranking": [[0, 1]]},
        ],
    }


@pytest.mark.parametrize(("ending", "unranked"), [("soc", "full"), ("toc", "full"), ("soi", "below"), ("toi", "below")])
def test_the_ending_says_whether_lists_are_complete(ending: str, unranked: str) -> None:
    assert read_rankings_file(f"x.{ending}", (HEAD + "1: 1,2,3\n").encode())["unranked"] == unranked


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1,2,3", 'line 7: must begin with how many people, like "3: 1,2"'),
        ("x: 1,2", "line 7: must begin with how many people"),
        ("0: 1,2", "line 7: must begin with how many people"),
        ("-2: 1,2", "line 7: must begin with how many people"),
        ("2: 1,{2", "line 7: places must stand between commas"),
        ("2: 1,2}", "line 7: places must stand between commas"),
        ("2: 1,", "line 7: places must stand between commas"),
        ("9" * 5000 + ": 1", "line 7: must begin with how many people"),
        ("2: " + "9" * 5000, "line 7, ranking:"),
        ("2: 1 2", "line 7: places must stand between commas"),
        ("2: 1,,2", "line 7: places must stand between commas"),
        ("2: {1,{2}}", "line 7: places must stand between commas"),
        ("2: {1}{2}", "line 7: places must stand between commas"),
        ("2: 1,{}", "line 7, ranking: '' holds no item numbers"),
        ("2: 1,a", "line 7, ranking: 'a' holds no item numbers"),
        ("2: 0,1", "line 7, ranking: '0' holds no item numbers"),
        ("2: 1,{2,x}", "line 7, ranking: '2,x' holds no item numbers"),
    ],
)
def test_a_broken_line_is_refused_by_its_number(line: str, problem: str) -> None:
    (found,) = refusals("x.toi", (HEAD + line + "\n").encode())
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("3\n1,A\n2,B\n3,C\n5,5,2\n3,1,2,3\n", "the head names no alternatives"),
        ("# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 3: C\n1: 1\n", "alternatives 1 to 3"),
    ],
)
def test_a_head_without_all_names_is_refused(text: str, problem: str) -> None:
    assert any(problem in one for one in refusals("x.soc", text.encode()))


def test_a_file_that_is_not_utf8_is_refused_by_its_byte() -> None:
    assert refusals("x.json", b'{"items": ["caf\xe9"]}') == ["byte 15: not UTF-8 text; save the file as UTF-8"]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_rankings_file("x.json", b'\xef\xbb\xbf{"items": []}') == {"items": []}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"items": [1,}', "line 1, column 14: not JSON"),
        ("", "line 1, column 1: not JSON"),
        ("9" * 5000, "not JSON that can be read"),
        ("[1, 2]", "the file holds no request with named fields"),
        ('{"items": [], "items": []}', 'the field "items" is there twice'),
        ("[" * 100_000, "the brackets are nested too deeply to be read"),
    ],
)
def test_broken_json_is_refused_by_its_place(text: str, problem: str) -> None:
    assert refusals("x.json", text.encode())[0].startswith(problem)


RANKING = st.permutations(range(4)).flatmap(
    lambda order: st.integers(1, 4).map(lambda k: [[item] for item in order[:k]])
)
TIED = RANKING.map(lambda r: [[*r[0], *r[1]], *r[2:]] if len(r) > 1 else r)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(1, 9), st.one_of(RANKING, TIED)), min_size=1, max_size=8))
def test_what_is_written_is_read_again(rows: list[tuple[int, Any]]) -> None:
    items = ["Warm home", "Work: steady, and near", "{Air}", "# hash"]
    written = write_preflib(items, [{"n": n, "ranking": ranking} for n, ranking in rows], title="two\nlines")
    read = read_preflib(written, "below")
    assert read["items"] == items

    def counted(pairs: Any) -> dict[str, int]:
        total: dict[str, int] = {}
        for n, ranking in pairs:
            key = json.dumps(ranking)
            total[key] = total.get(key, 0) + n
        return total

    assert counted((row["n"], row["ranking"]) for row in read["responses"]) == counted(rows)


def test_the_written_kind_says_whether_there_are_ties_and_short_lists() -> None:
    items = ["a", "b"]
    for ranking, kind in (([[0], [1]], "soc"), ([[0]], "soi"), ([[0, 1]], "toc")):
        assert f"# DATA TYPE: {kind}\n" in write_preflib(items, [{"ranking": ranking}])
