"""PrefLib and JSON files of rankings: what is read, what goes there and back, and what is refused by its line."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.formats_rankings import read_preflib, read_rankings_file, write_preflib
from analysis.records import RefusedInput
from analysis.weights import weigh

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


NAMES = "# ALTERNATIVE NAME 1: a\n# ALTERNATIVE NAME 2: b\n"
PUBLISHED = """# FILE NAME: 00000-00000001.toi
# TITLE: Made in the shape of the library's files
# DESCRIPTION:
# DATA TYPE: toi
# MODIFICATION TYPE: original
# RELATES TO:
# RELATED FILES: 00000-00000001.toc
# PUBLICATION DATE: 2017-04-13
# MODIFICATION DATE: 2022-09-16
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 15
# NUMBER UNIQUE ORDERS: 4
# ALTERNATIVE NAME 1: Warm home
# ALTERNATIVE NAME 2: Work: steady
# ALTERNATIVE NAME 3: Air
9: 1,2
3: 2,{1,3}
2: 3
1: {1,2,3}
"""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (NAMES + "# ALTERNATIVE NAME 2: z\n", "line 3: ALTERNATIVE NAME 2 is there twice, first in line 2"),
        (NAMES + "# ALTERNATIVE NAME c: z\n", "line 3: must name an alternative by its number"),
        (NAMES + "# ALTERNATIVE NAME 4: z\n", "line 3: ALTERNATIVE NAME 4 among 3 alternatives"),
        (NAMES + "# ALTERNATIVE NAME 3:\n", "line 3: alternative 3 has no name"),
        (NAMES + "# ALTERNATIVE NAME 3: a\n", "line 3: alternative 3 is called 'a', as is 1"),
        ("# NUMBER ALTERNATIVES: two\n" + NAMES, "line 1: NUMBER ALTERNATIVES says 'two', which is no whole number"),
        ("# NUMBER ALTERNATIVES:\n" + NAMES, "line 1: NUMBER ALTERNATIVES says '', which is no whole number"),
        (NAMES + "# NUMBER ALTERNATIVES: 3\n", "line 3: NUMBER ALTERNATIVES says 3, and the head names 2"),
        (NAMES + "# NUMBER ALTERNATIVES: 1\n", "line 3: NUMBER ALTERNATIVES says 1, and the head names 2"),
        ("# NUMBER VOTERS: 1\n# NUMBER VOTERS: 2\n" + NAMES, "line 2: NUMBER VOTERS is there twice, first in line 1"),
    ],
)
def test_a_head_that_contradicts_itself_is_refused_by_its_line(text: str, problem: str) -> None:
    (found,) = refusals("x.soc", (text + "1: 1,2\n").encode())
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("ending", "line", "problem"),
    [
        ("toi", "2: 4,1", "line 7, ranking: item 4 is not in the list of 3 items (1 to 3)"),
        ("toi", "2: 1,{2,1}", "line 7, ranking: item 1 (Warm home) is there twice"),
        ("toc", "2: 2", "line 7, ranking: item 1 (Warm home), 3 (Air) not ranked, where no order may leave any out"),
    ],
)
def test_an_order_is_refused_by_the_line_and_the_items_numbered_as_in_the_file(
    ending: str, line: str, problem: str
) -> None:
    (found,) = refusals(f"x.{ending}", (HEAD + line + "\n1: 1,2,3\n").encode())
    assert found.startswith(problem)


def test_problems_come_in_the_order_of_their_lines_and_beyond_fifty_are_counted() -> None:
    found = refusals("x.toi", (HEAD + "1: 9\nx: 1\n" + "1: 8\n" * 60).encode())
    assert [problem[:7] for problem in found[:3]] == ["line 7,", "line 8:", "line 9,"]
    assert found[-1] == "and 12 more problems like these"


def test_what_is_left_out_may_be_told_anew_of_a_file_of_whole_orders() -> None:
    content = (HEAD + "2: 2\n").encode()
    assert read_rankings_file("x.toc", content, "absent")["unranked"] == "absent"
    assert read_rankings_file("x.json", b"{}", "absent") == {"unranked": "absent"}


def test_a_file_whose_head_fits_its_orders_is_taken_without_a_word() -> None:
    asked = read_rankings_file("x.toi", PUBLISHED.replace("\n", "\r\n").encode())
    assert "warnings" not in asked
    assert weigh(asked).overall.n == 15
    for blank in ("# NUMBER VOTERS:", "# NUMBER UNIQUE ORDERS:", "# DATA TYPE:"):
        text = "\n".join(blank if line.startswith(blank) else line for line in PUBLISHED.split("\n"))
        assert "warnings" not in read_rankings_file("x.toi", text.encode())


@pytest.mark.parametrize(
    ("name", "told", "said", "words"),
    [
        ("x.toi", "VOTERS: 15", "VOTERS: 500", "line 11: NUMBER VOTERS says 500, but the orders below add up to 15"),
        (
            "x.toi",
            "VOTERS: 15",
            "VOTERS: many",
            "line 11: NUMBER VOTERS says 'many', but the orders below add up to 15",
        ),
        ("x.toi", "ORDERS: 4", "ORDERS: 9", "line 12: NUMBER UNIQUE ORDERS says 9, but the file holds 4"),
        ("x.toi", "TYPE: toi", "TYPE: soc", "line 4: DATA TYPE says soc, but the file's name ends in .toi"),
        ("x.toi", "TYPE: toi", "TYPE: wmd", "line 4: DATA TYPE says 'wmd', but the file's name ends in .toi"),
        ("x.soi", "TYPE: toi", "TYPE: SOI", "line 17: 2 orders have ties, but a .soi file is one without ties"),
        ("x.toi", "\n1: {1,2,3}\n", "", "line 11: NUMBER VOTERS says 15, but the orders below add up to 14"),
    ],
)
def test_a_head_that_contradicts_its_orders_is_answered_with_a_warning_in_the_report(
    name: str, told: str, said: str, words: str
) -> None:
    asked = read_rankings_file(name, PUBLISHED.replace(told, said, 1).encode())
    assert asked["warnings"][0].startswith(words)
    assert set(asked["warnings"]) <= set(weigh(asked).as_dict()["warnings"])


def test_a_tie_in_a_file_without_ties_is_told() -> None:
    (found,) = read_rankings_file("x.soc", (NAMES + "1: 1,2\n1: {1,2}\n").encode())["warnings"]
    assert found == "line 4: 1 order has a tie, but a .soc file is one without ties: read as ties"


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
