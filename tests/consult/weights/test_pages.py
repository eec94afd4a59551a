"""The page for a councillor: findings, figure and table with n on every number, and never a hidden one."""

from __future__ import annotations

import csv
import io
import json
import re

from sqlalchemy import func, select

from analysis.disclosure import NOT_SHOWN
from consult.audit import AuditEntry
from consult.outcomes.models import Outcome
from consult.runs import Run
from surveys.database import Database
from surveys.definition import Item
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said

SVG = "{http://www.w3.org/2000/svg}svg"


def address(asked: Asked) -> str:
    return f"/office/questions/{asked.question_id}/weights"


def test_before_anybody_answered_the_page_says_what_will_be_here(asked: Asked, sign_in):
    page = sign_in("analyst", asked.consultation_id).get(address(asked))
    assert page.has("No weights yet") and page.has("Nobody has answered this question yet") and "<button" in page.text
    assert not page.has("Work out the weights")


def test_the_weights_are_asked_for_once_however_often_the_button_is_pressed(ranked: Asked, sign_in, store: Database):
    officer = sign_in("analyst", ranked.consultation_id)
    assert officer.get(address(ranked)).has("Answered by 450 people")
    for _ in range(3):
        officer.post(f"{address(ranked)}/compute")
    with store.reading() as db:
        assert db.scalar(select(func.count(Run.id)).where(Run.kind == "weights.compute")) == 1
    assert officer.get(address(ranked)).has("You can leave this page")


def test_the_page_has_three_findings_the_figure_and_the_same_numbers_under_it(weighed: Asked, sign_in):
    page = sign_in("analyst", weighed.consultation_id).get(address(weighed))
    findings = [item for item in page.all("ol") if item.get("class") == "heed-findings"]
    assert len(list(findings[0])) == 3 and page.has("Nobody who answered said they belong to Young carers")
    assert [svg.get("class") for svg in page.all(SVG) if "chart" in (svg.get("class") or "").split()] == [
        "chart chart-wide",
        "chart chart-narrow",
    ]
    assert "charts.css" in page.text and page.has("Points are rounded to whole numbers")


def test_every_row_of_the_table_has_points_range_and_people(weighed: Asked, sign_in):
    page = sign_in("viewer", weighed.consultation_id).get(address(weighed))
    table = next(one for one in page.all("table") if "heed-weights" in (one.get("class") or ""))
    rows = [row for row in table.iter("tr") if row.find("td") is not None]
    assert len(rows) == 9 * 4
    for row in rows:
        points, likely, people = ["".join(cell.itertext()).strip() for cell in row.findall("td")]
        assert re.fullmatch(r"(1 point|\d+ points): where this number comes from", points)
        assert re.fullmatch(r"\d+ to \d+", likely) and re.fullmatch(r"about [\d,]+", people)
        assert int(people.removeprefix("about ").replace(",", "")) % 5 == 0


def test_an_analyst_reads_exact_numbers_marked_as_such_and_a_councillor_rounded_ones(weighed: Asked, sign_in):
    analyst = sign_in("analyst", weighed.consultation_id).get(f"{address(weighed)}/detail")
    assert analyst.has("exact, for analysts") and analyst.has("417") and analyst.has("8 people (exact")
    viewer = sign_in("viewer", weighed.consultation_id).get(f"{address(weighed)}/detail")
    assert not viewer.has("exact, for analysts") and not viewer.has("417") and viewer.has("about 415")
    assert viewer.has(NOT_SHOWN) and not viewer.has("fewer than 10 people answered")


def test_the_page_for_a_councillor_has_rounded_numbers_whoever_reads_it(weighed: Asked, sign_in):
    for role in ("analyst", "viewer"):
        page = sign_in(role, weighed.consultation_id).get(address(weighed))
        assert not page.has("exact, for") and not page.has("417") and page.has("about 175") and page.has("likely")


def test_a_hidden_group_has_no_number_anywhere_a_councillor_can_look(weighed: Asked, sign_in):
    viewer = sign_in("viewer", weighed.consultation_id)
    whole = json.loads(viewer.post(f"{address(weighed)}/record.json", status=200).text)
    hidden = [group for group in whole["groups"] if group["name"] in ("Volunteers", "Neighbours of the halls")]
    assert [(group["n"], group["rows"], group["people"]) for group in hidden] == [(None, [], ""), (None, [], "")]
    assert not {"exclusions", "answers", "groups"} & set(whole["method"])


def test_a_later_response_makes_the_weights_out_of_date_and_one_button_mends_it(
    weighed: Asked, sign_in, store: Database, weigh
):
    officer = sign_in("analyst", weighed.consultation_id)
    assert not officer.get(address(weighed)).has("out of date")
    with store.unit_of_work() as db:
        made.rank(db, weighed, Said(["company"], ["home"]))
    page = officer.get(address(weighed))
    assert page.has("These weights are out of date") and page.has("More people have answered since")
    assert page.has("Work them out again")
    weigh(weighed)
    assert not officer.get(address(weighed)).has("out of date")


def test_an_answer_taken_back_makes_the_weights_out_of_date(weighed: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        first = made.Response
        response = db.scalars(select(first).where(first.survey_id == weighed.survey_id).order_by(first.id)).first()
        db.delete(response.answers[0])
    page = sign_in("analyst", weighed.consultation_id).get(address(weighed))
    assert page.has("An answer was changed or taken back since")


def test_a_test_response_does_not_make_the_weights_out_of_date(weighed: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        made.rank(db, weighed, Said(["company"], ["home"], values={"is_test": True}))
    assert not sign_in("analyst", weighed.consultation_id).get(address(weighed)).has("out of date")


def test_the_table_to_download_has_n_on_every_row_and_runs_no_formula(weighed: Asked, sign_in, store: Database, weigh):
    with store.unit_of_work() as db:
        for kind in (Item, Outcome):
            for one in db.scalars(select(kind)):
                name = "label" if kind is Item else "ranked_as"
                setattr(one, name, f"=cmd|' /C calc'!A{one.id}")
    weigh(weighed)
    officer = sign_in("viewer", weighed.consultation_id)
    answer = officer.post(f"{address(weighed)}/table.csv", status=200)
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert all(row["people"] for row in rows) and {row["outcome"][:2] for row in rows} <= {"'=", ""}
    assert sum(bool(row["points"]) for row in rows) == 9 * 5  # everyone in both ways of counting, three groups


def test_taking_the_table_leaves_an_audit_row(weighed: Asked, sign_in, store: Database):
    sign_in("viewer", weighed.consultation_id).post(f"{address(weighed)}/table.csv", status=200)
    with store.reading() as db:
        row = db.scalars(select(AuditEntry).where(AuditEntry.verb == "weights.export_csv")).one()
        assert (row.object_type, row.object_id) == ("question", weighed.question_id)


def test_a_councillor_starts_no_run_and_a_stranger_finds_nothing(weighed: Asked, sign_in):
    sign_in("viewer", weighed.consultation_id).post(f"{address(weighed)}/compute", status=403)
    sign_in("officer").get(address(weighed), status=404)


def test_the_list_shows_each_ranking_question_with_its_state(weighed: Asked, sign_in, store: Database):
    officer = sign_in("analyst", weighed.consultation_id)
    listing = f"/office/consultations/{weighed.consultation_id}/weights"
    page = officer.get(listing)
    assert page.has("Up to date") and page.has("Answered by 450 people") and page.has("Work out the weights again")
    with store.unit_of_work() as db:
        made.rank(db, weighed, Said(["company"], ["home"]))
    assert officer.get(listing).has("Out of date")


def test_who_may_not_read_the_answers_is_told_of_no_number_beside_those_who_are_weighed(weighed: Asked, sign_in):
    """450 answered: beside the number who are weighed, it would tell how few were left out."""
    page = sign_in("viewer", weighed.consultation_id).get(f"/office/consultations/{weighed.consultation_id}/weights")
    assert page.has("Up to date") and not page.has("Answered by") and not page.has("450")


def test_the_exclusions_are_told_with_their_reasons(weighed: Asked, sign_in):
    analyst = sign_in("analyst", weighed.consultation_id).get(f"{address(weighed)}/detail")
    assert analyst.has("4 said that none of these matter to them") and analyst.has("29 said that they cannot decide")
    viewer = sign_in("viewer", weighed.consultation_id).get(f"{address(weighed)}/detail")
    assert viewer.has("some said that none of these matter") and viewer.has("some said that they cannot")


def test_anybody_can_read_how_weights_are_worked_out(visitor):
    assert visitor.get("/methods/weights").has("Nobody can type one in")


def test_what_an_analyst_reads_of_other_ways_of_counting_is_explained_to_anybody(weighed: Asked, sign_in, visitor):
    assert (
        "/methods/weights#words" in sign_in("analyst", weighed.consultation_id).get(f"{address(weighed)}/detail").text
    )
    page = visitor.get("/methods/weights")
    assert any(one.get("id") == "words" for one in page.all("h2"))
    for words in ("Borda points:", "Rank-order centroid:", "Mean rank:", "First choices alone:", "Kendall’s W:"):
        assert page.has(words), words
    assert page.has("surveys that were made from the same agreed outcomes")
