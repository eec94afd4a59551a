"""Weights as files: every row with its n, nothing of a hidden group, no formula, the same bytes, and who took it."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from analysis.formats_rankings import read_rankings_file
from analysis.weights import weigh
from consult.audit import AuditEntry
from consult.outcomes.models import Outcome
from consult.web.workbooks import workbook_bytes
from consult.weights.models import WeightRun
from surveys.database import Database
from surveys.definition import Item
from tests.browser import Visitor
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said

NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def address(asked: Asked, name: str) -> str:
    return f"/office/questions/{asked.question_id}/weights/{name}"


def take(visitor: Visitor, asked: Asked, name: str) -> bytes:
    page = visitor.get(address(asked, "detail"))
    answer = visitor.client.post(address(asked, name), data={"csrf_token": page.field("csrf_token")})
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def read_workbook(content: bytes) -> dict[str, list[list[str]]]:
    """The cells of each sheet as text; a formula fails."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:

        def part(name: str) -> ElementTree.Element:
            return ElementTree.fromstring(book.read(f"xl/{name}.xml"))  # noqa: S314 - a file of our own

        shared = part("sharedStrings")
        texts = ["".join(one.itertext()) for one in shared.findall("s:si", NAMES)]
        sheets = part("workbook").findall("s:sheets/s:sheet", NAMES)
        found = {}
        for number, sheet in enumerate(sheets, start=1):
            tree = part(f"worksheets/sheet{number}")
            assert not tree.findall(".//s:f", NAMES), "a cell holds a formula"
            found[sheet.get("name")] = [
                [
                    texts[int(cell.findtext("s:v", "", NAMES))]
                    if cell.get("t") == "s"
                    else cell.findtext("s:v", "", NAMES)
                    for cell in row.findall("s:c", NAMES)
                ]
                for row in tree.findall("s:sheetData/s:row", NAMES)
            ]
    return found


def text_of(cell: ElementTree.Element, texts: list[str]) -> str:
    """What stands in a cell."""
    value = cell.findtext("s:v", "", NAMES)
    return texts[int(value)] if cell.get("t") == "s" else value


@pytest.mark.pure
def test_text_that_looks_like_a_formula_a_link_or_a_number_stays_text():
    rows = [["a"], ["=1+1"], ["https://example.org"], ["0012"], [-5], [float("nan")], [None]]
    assert read_workbook(workbook_bytes([("One", rows)]))["One"][:5] == [
        [row[0] if row[0] != -5 else "-5"] for row in rows[:5]
    ]


@pytest.mark.pure
def test_the_same_rows_give_the_same_bytes():
    assert workbook_bytes([("One", [["a"], [1]])]) == workbook_bytes([("One", [["a"], [1]])])


def test_the_spreadsheet_has_n_on_every_row_and_no_hidden_group(weighed: Asked, sign_in):
    viewer = sign_in("viewer", weighed.consultation_id)
    content = take(viewer, weighed, "table.xlsx")
    sheets = read_workbook(content)
    assert list(sheets) == ["Weights", "Differences", "Method"]
    shown = [row for row in sheets["Weights"][1:] if len(row) > 4]
    assert len(shown) == 9 * 5 and all(row[1].startswith("about ") for row in shown)
    assert not {"Volunteers", "Neighbours of the halls"} & {row[0] for row in shown}
    told = " ".join(cell for name in ("Differences", "Method") for row in sheets[name] for cell in row)
    assert "Volunteers about" not in told and "417" not in told and "some said that they cannot decide" in told
    assert take(viewer, weighed, "table.xlsx") == content


def test_an_analysts_spreadsheet_is_exact(weighed: Asked, sign_in):
    sheets = read_workbook(take(sign_in("analyst", weighed.consultation_id), weighed, "table.xlsx"))
    assert {"417", "377", "173"} <= {row[1] for row in sheets["Weights"]}


def test_what_people_typed_runs_nowhere(weighed: Asked, sign_in, store: Database, weigh):
    with store.unit_of_work() as db:
        for kind, name in ((Item, "label"), (Outcome, "ranked_as")):
            for one in db.scalars(select(kind)):
                setattr(one, name, f"=cmd|' /C calc'!A{one.id}")
    weigh(weighed)
    sheets = read_workbook(take(sign_in("viewer", weighed.consultation_id), weighed, "table.xlsx"))
    assert any(cell.startswith("=cmd") for row in sheets["Weights"] for cell in row)


def test_the_rankings_in_preflib_give_the_same_weights_when_weighed_again(weighed: Asked, sign_in, store: Database):
    content = take(sign_in("analyst", weighed.consultation_id), weighed, "rankings.soi")
    request = read_rankings_file("rankings.soi", content)
    again = weigh({**request, "options": {"pool": "none"}})
    with store.reading() as db:
        stored = db.scalars(select(WeightRun)).one().result["overall"]
    assert again.overall.n == stored["n"] == 417
    assert [round(100 * weight.value, 3) for weight in again.overall.weights] == [
        pytest.approx(weight["points"], abs=0.001) for weight in stored["weights"]
    ]


def test_who_was_offered_less_is_not_in_the_preflib_file_and_it_says_so(ranked: Asked, weigh, sign_in, store: Database):
    with store.unit_of_work() as db:
        made.rank(db, ranked, *[Said(["company"], ["home"], offered=["company", "hot_meal"])] * 12)
    weigh(ranked)
    text = take(sign_in("owner", ranked.consultation_id), ranked, "rankings.soi").decode()
    assert "# NUMBER VOTERS: 417" in text and "12 who were offered fewer outcomes are not in this file" in text


def test_rankings_are_for_those_who_may_read_the_answers(weighed: Asked, sign_in):
    viewer = sign_in("viewer", weighed.consultation_id)
    viewer.post(address(weighed, "rankings.soi"), status=403)
    assert not viewer.get(address(weighed, "detail")).has("PrefLib")


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("table.csv", "weights.export_csv"),
        ("table.xlsx", "weights.export_xlsx"),
        ("record.json", "weights.export_json"),
        ("rankings.soi", "weights.export_preflib"),
    ],
)
def test_every_file_taken_is_in_the_audit_trail(weighed: Asked, sign_in, store: Database, name: str, verb: str):
    take(sign_in("analyst", weighed.consultation_id), weighed, name)
    with store.reading() as db:
        row = db.scalars(select(AuditEntry).where(AuditEntry.verb == verb)).one()
        assert (row.object_type, row.object_id) == ("question", weighed.question_id)
        assert re.fullmatch(r"[0-9a-f]{64}", row.entry_hash)
