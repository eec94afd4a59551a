"""The public page: read from the edition alone, true for ever, and kind to those who took their words back."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from consult.audit import GENESIS, AuditEntry
from consult.consultations.models import Consultation
from consult.publishing.document import build_draft
from consult.publishing.editions import StandsOn, freeze
from consult.publishing.models import Publication
from consult.themes.actions_quotes import tick_quote, untick_quote
from consult.themes.models import Theme
from consult.web.words import plain_date
from consult.weights.actions import freeze_version
from consult.weights.models import WeightRun, WeightVersion
from consult.weights.queries import load_weighed_question
from consult.weights.queries_steady import find_result
from surveys.collection import Answer, Response
from surveys.database import Database
from surveys.definition import Survey
from tests import make
from tests.browser import Visitor
from tests.consult.publishing.conftest import answers_of
from tests.consult.publishing.test_publishing import editions, publish
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said

QUOTE = "People eat in company and feel less alone, number 0"


@pytest.fixture
def out(ready: Asked, sign_in, store: Database) -> str:
    """The address of results that are out."""
    publish(sign_in("owner", ready.consultation_id), ready)
    with store.reading() as db:
        return f"/c/{db.get_one(Consultation, ready.consultation_id).public_id}/results"


def quoted(db, asked: Asked) -> int:
    """The answer that is quoted."""
    return min(answers_of(db, asked.themes["company"]))


def test_anybody_can_read_what_was_asked_who_answered_what_was_said_and_what_matters(out: str, visitor: Visitor):
    page = visitor.get(out)
    for words in (
        "Edition 1, published",
        "What would make the biggest difference?",
        "About 215 answers",
        "Nobody who answered said they belong to Young carers",
        "“Regular time off for family carers” matters most to Family carers",
        "some said that they cannot decide",
        "Gaps are worked out before rounding, so they may differ by 1",
        "How to check that nothing was changed",
    ):
        assert page.has(words), words
    assert QUOTE in page.reading and "number 1" not in page.reading


def test_the_last_day_is_the_last_on_which_people_could_answer(
    ready: Asked, sign_in, store: Database, visitor: Visitor
):
    with store.unit_of_work() as db:
        asked = db.scalars(select(Survey).where(Survey.closed_at.is_not(None))).all()
        assert asked
        for survey in asked:
            survey.closes_at = (survey.closed_at or make.NOON).replace(hour=0, minute=0) - timedelta(days=1)
    publish(sign_in("owner", ready.consultation_id), ready)
    with store.reading() as db:
        address = f"/c/{db.get_one(Consultation, ready.consultation_id).public_id}/results"
        last = min(one.closes_at for one in db.scalars(select(Survey)) if one.closed_at and one.closes_at)
    assert visitor.get(address).has(f"to {plain_date(last - timedelta(days=1))}")


def test_each_number_of_people_says_whom_it_counts(out: str, visitor: Visitor, store: Database):
    """450 answered, about 415 of them put something in order; about 375 of these are in groups that are shown."""
    page = visitor.get(out)
    assert page.has("About 450 people answered this survey. Of them, about 415 are counted in the weights of")
    assert page.has("The figure for everyone there is made of about 375 of these")
    answer = visitor.get(f"{out}/1/people.csv")
    rows = [row for row in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))) if "most" in row["survey"]]
    assert rows and all(row["people_who"] for row in rows)
    assert [row["people"] for row in rows if row["group"] == "Everyone"] == ["about 450", "about 415", "about 375"]
    of_groups = [row for row in rows if row["group"] != "Everyone"]
    panels = editions(store)[0].document["public"]["weights"][0]["groups"]
    behind = {panel["name"]: panel["people"] for panel in panels if panel["rows"]}
    weighed = {
        row["group"]: row["people"] for row in of_groups if row["people_who"] == "who are counted in the weights"
    }
    assert weighed == {name: behind[name] for name in ("Lunch club members", "Family carers")}
    others = {row["group"]: row["people"] for row in of_groups if row["group"] not in weighed}
    assert behind["People at home"] != others["People at home"] and others["Volunteers"] == "about 40"
    assert {row["people_who"] for row in of_groups if row["group"] not in weighed} == {"who answered"}
    for name, people in weighed.items():
        assert re.search(rf"{name} \d+ {people} \(\d+ %\) counted in the weights", page.reading), page.reading


def test_an_edition_from_before_keeps_its_file_of_people(out: str, visitor: Visitor, store: Database):
    with store.unit_of_work() as db:
        publication = db.scalars(select(Publication)).one()
        document = copy.deepcopy(publication.document)
        for survey in document["public"]["surveys"]:
            survey.pop("weighed", None)
        publication.document = document
    assert visitor.get(f"{out}/1/people.csv").text.startswith('\ufeff"survey","group","people_answered",')
    assert not visitor.get(out).has("answered this survey. Of them")


def test_a_trail_that_was_empty_is_said_so_in_words(out: str, visitor: Visitor, store: Database):
    assert not visitor.get(out).has("It was empty")
    with store.unit_of_work() as db:
        db.scalars(select(Publication)).one().audit_head = GENESIS
    page = visitor.get(out)
    assert page.has("It was empty: nothing had been written down yet") and not page.has(GENESIS)


def test_no_count_under_ten_is_on_the_page(out: str, visitor: Visitor):
    page = visitor.get(out)
    assert page.has("not shown") and not page.has("fewer than 10 answers")
    people = next(table for table in page.all("table") if "heed-people" in (table.get("class") or ""))
    for row in people.iter("tr"):
        cells = ["".join(cell.itertext()) for cell in row.findall("td")]
        for cell in cells[1:]:
            assert cell in ("nobody", "not shown") or int(cell.split()[1]) % 5 == 0


def test_the_page_stays_as_it_was_whatever_happens_in_the_office(
    out: str, ready: Asked, visitor: Visitor, store: Database
):
    before = visitor.get(out).reading
    with store.unit_of_work() as db:
        db.get_one(Consultation, ready.consultation_id).title = "Another title"
        db.get_one(Survey, ready.survey_id).title = "Another survey"
        for theme in db.scalars(select(Theme)):
            theme.label, theme.status = "Another label", "retired"
        made.rank(db, ready, *[Said(["company"], ["home"])] * 20)
    assert visitor.get(out).reading == before


def test_an_erased_answer_is_withdrawn_from_the_page_at_once(out: str, ready: Asked, visitor: Visitor, store: Database):
    with store.unit_of_work() as db:
        answer = db.get_one(Answer, quoted(db, ready))
        db.execute(delete(Response).where(Response.id == answer.response_id))
    page = visitor.get(out)
    assert QUOTE not in page.reading and page.has("A quote stood here. It was withdrawn.")


def test_words_that_were_blanked_changed_or_unticked_are_withdrawn_too(
    out: str, ready: Asked, visitor: Visitor, store: Database
):
    def withdrawn() -> bool:
        page = visitor.get(out)
        return QUOTE not in page.reading and page.has("It was withdrawn")

    with store.unit_of_work() as db:
        answer = db.get_one(Answer, quoted(db, ready))
        response, answer.text = answer.response_id, None
    assert withdrawn()
    with store.unit_of_work() as db:
        db.get_one(Answer, quoted(db, ready)).text = QUOTE
    assert not withdrawn()
    with store.unit_of_work() as db:
        older = db.get_one(Response, response)
        made_again = Response(
            survey_id=older.survey_id,
            version_id=older.version_id,
            instance_id="later",
            content_hash="later",
            reference_hash="later",
            channel="web",
            received_at=make.NOON,
            supersedes_id=older.id,
        )
        db.add(made_again)
    assert withdrawn()
    with store.unit_of_work() as db:
        db.execute(delete(Response).where(Response.instance_id == "later"))
    assert not withdrawn()
    with store.unit_of_work() as db:
        untick_quote(db, db.get_one(Theme, ready.themes["company"]), quoted(db, ready))
    assert withdrawn()


def test_an_answer_the_document_does_not_name_is_never_drawn(out: str, ready: Asked, visitor: Visitor, store: Database):
    """Even ticked: only what was ticked when the edition was read goes out."""
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, ready.themes["company"])
        tick_quote(db, theme, max(answers_of(db, theme.id)), by=1, at=make.NOON)
    assert visitor.get(out).reading.count("feel less alone, number") == 1


def test_the_json_file_has_the_fingerprint_the_page_shows(out: str, visitor: Visitor, store: Database):
    page = visitor.get(out)
    answer = visitor.get(f"{out}/1/results.json")
    fingerprint = hashlib.sha256(answer.text.encode()).hexdigest()
    assert page.has(fingerprint) and editions(store)[0].content_hash == fingerprint
    record = json.loads(answer.text)
    assert record["edition"]["number"] == 1 and QUOTE not in answer.text
    assert not re.search(r"(?<![0-9a-f])417(?![0-9a-f])", answer.text)  # nor by chance in a fingerprint


def test_a_changed_edition_no_longer_has_its_fingerprint(out: str, visitor: Visitor, store: Database):
    with store.unit_of_work() as db:
        publication = db.scalars(select(Publication)).one()
        document = json.loads(json.dumps(publication.document))
        document["public"]["outcomes"][0]["sentence"] += "!"
        publication.document = document
    fingerprint = hashlib.sha256(visitor.get(f"{out}/1/results.json").text.encode()).hexdigest()
    assert not visitor.get(out).has(fingerprint)


@pytest.mark.parametrize("name", ["weights.csv", "themes.csv", "people.csv"])
def test_each_table_is_a_file_with_people_in_words_on_every_row(name: str, out: str, visitor: Visitor):
    answer = visitor.get(f"{out}/1/{name}")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    column = {"weights.csv": "people", "themes.csv": "answers", "people.csv": "people"}[name]
    assert rows and all(row[column] for row in rows)
    for row in rows:
        words = row[column]
        assert words in ("nobody", "not shown") or words.startswith("about ")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_withdrawn_edition_says_so_and_gives_out_no_file(out: str, ready: Asked, visitor: Visitor, sign_in, store):
    owner = sign_in("owner", ready.consultation_id)
    owner.post(f"/office/publications/{editions(store)[0].id}/withdraw")
    page = visitor.get(out + "/1", status=410)
    assert page.has("Edition 1 was withdrawn on") and not page.has("matters most to Family carers")
    assert QUOTE not in page.reading
    for name in ("results.json", "weights.csv"):
        visitor.get(f"{out}/1/{name}", status=404)
    visitor.get(out, status=410)


def test_a_newer_edition_is_pointed_to_and_the_older_one_stays(
    out: str, ready: Asked, visitor: Visitor, sign_in, store: Database
):
    with store.unit_of_work() as db:
        db.get_one(Theme, ready.themes["company"]).label = "Company, newly told"
    publish(sign_in("owner", ready.consultation_id), ready)
    older, newer = visitor.get(out + "/1"), visitor.get(out)
    assert older.has("There is a newer edition") and not older.has("Company, newly told")
    assert newer.has("Edition 2, published") and newer.has("Company, newly told") and newer.has("Edition 1 , published")
    visitor.get(out + "/3", status=404)


def test_the_page_names_the_frozen_weights_it_stands_on_and_keeps_them_at_its_address(
    out: str, ready: Asked, visitor: Visitor, sign_in, store: Database, weigh
):
    page = visitor.get(out)
    told = json.loads(visitor.get(out + "/1/results.json").text)
    (cited,) = told["weight_versions"]
    canonical = json.dumps(told["weights"][0], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert cited["fingerprint"] == hashlib.sha256(canonical.encode()).hexdigest()
    assert page.has("version 1 of its weights, worked out on") and page.has(cited["fingerprint"])
    assert f"{out}/1" in {one.get("href") for one in page.all("a")}

    with store.unit_of_work() as db:
        made.rank(db, ready, *[Said(["company", "hot_meal"], ["home"])] * 30)
    weigh(ready)
    publish(sign_in("owner", ready.consultation_id), ready)
    assert visitor.get(out).has("version 2 of its weights")
    older = visitor.get(out + "/1")
    assert older.has("version 1 of its weights") and older.has(cited["fingerprint"])
    assert ["".join(one.itertext()) for one in older.all("table")] == [
        "".join(one.itertext()) for one in page.all("table")
    ]

    with store.reading() as db:
        versions = {one.number: one for one in db.scalars(select(WeightVersion))}
        audited = db.scalars(select(AuditEntry.object_id).where(AuditEntry.verb == "weights.freeze")).all()
    assert {number: one.edition for number, one in versions.items()} == {1: 1, 2: 2}
    assert audited == [versions[1].id, versions[2].id]
    for role in ("analyst", "viewer"):
        frozen = sign_in(role, ready.consultation_id).get(f"/office/weight-versions/{versions[1].id}")
        assert f"{out}/1" in {one.get("href") for one in frozen.all("a")} and frozen.has("Edition 1 of the results")


def test_weights_are_worked_out_on_the_day_it_was_where_residents_live(ready: Asked, store: Database):
    """Half past eleven by world time is half past midnight in London's summer: the next day."""
    with store.unit_of_work() as db:
        db.scalars(select(WeightRun)).one().computed_at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
        draft = build_draft(db, db.get_one(Consultation, ready.consultation_id))
    frozen = date(2026, 7, 1)
    document, _ = freeze(draft, number=1, on=frozen, versions=[StandsOn(1, frozen, frozen)])
    assert document["public"]["weights"][0]["method"]["computed_on"] == "2026-07-01"
    (cited,) = document["public"]["weight_versions"]
    assert cited["worked_out_on"] == cited["frozen_on"] == "2026-07-01"
    with pytest.raises(ValueError, match="shorter"):
        freeze(draft, number=1, on=frozen, versions=[])


def test_what_readers_of_the_office_see_later_is_held_against_what_was_published(
    ready: Asked, sign_in, store: Database, weigh
):
    """Three carers came after what viewers had seen, and were published; so the next two do not move five."""
    viewer, owner = (sign_in(role, ready.consultation_id) for role in ("viewer", "owner"))
    address = f"/office/questions/{ready.question_id}/weights"

    def come(n: int) -> tuple[int, int]:
        """How many carers have come, and how many of them a viewer sees."""
        with store.unit_of_work() as db:
            made.rank(db, ready, *[Said(["company", "hot_meal"], ["carers"])] * n)
        everybody = weigh(ready)
        with store.reading() as db:
            seen = find_result(db, ready.question_id, exact=False)
        carers = str(ready.groups["carers"])
        return everybody.parts[carers]["n"], seen.parts[carers]["n"]

    start, _ = come(0)
    assert come(3) == (start + 3, start)
    publish(owner, ready)
    assert come(0) == (start + 3, start + 3)
    assert not viewer.get(address).has("Some answers are not in these weights yet")
    assert come(2) == (start + 5, start + 3)
    assert come(3) == (start + 8, start + 8)


def test_an_edition_whose_weights_are_frozen_already_stands_on_that_version(
    ready: Asked, visitor: Visitor, sign_in, store: Database
):
    with store.unit_of_work() as db:
        question = load_weighed_question(db, ready.question_id)[0]
        freeze_version(db, question, seen=db.scalars(select(WeightRun.id)).one(), purpose="Cabinet", by=1, at=make.NOON)
        public_id = db.get_one(Consultation, ready.consultation_id).public_id
    owner = sign_in("owner", ready.consultation_id)
    publish(owner, ready)
    with store.unit_of_work() as db:
        db.get_one(Theme, ready.themes["company"]).label = "Company, newly told"
    publish(owner, ready)
    for edition in (1, 2):
        assert visitor.get(f"/c/{public_id}/results/{edition}").has("version 1 of its weights")
    with store.reading() as db:
        version = db.scalars(select(WeightVersion)).one()
    assert (version.purpose, version.edition) == ("Cabinet", 1)


def test_frozen_weights_lead_to_an_edition_that_is_out_and_to_none_that_was_withdrawn(
    out: str, ready: Asked, sign_in, store: Database, weigh
):
    owner = sign_in("owner", ready.consultation_id)
    for label in ("Company, newly told", "Company, told once more"):
        with store.unit_of_work() as db:
            db.get_one(Theme, ready.themes["company"]).label = label
        publish(owner, ready)
    with store.unit_of_work() as db:
        version = db.scalars(select(WeightVersion.id)).one()
        made.rank(db, ready, *[Said(["company", "hot_meal"], ["home"])] * 30)
    weigh(ready)
    publish(owner, ready)  # on a version of its own

    def leads_to() -> str | None:
        page = owner.get(f"/office/weight-versions/{version}")
        links = [one.get("href") for one in page.all("a") if (one.get("href") or "").startswith(f"{out}/")]
        assert len(links) < 2
        assert page.has("Its figures stay at that address") is bool(links)
        return links[0].removeprefix(f"{out}/") if links else None

    assert leads_to() == "1"
    first, second, third, _ = (f"/office/publications/{one.id}/withdraw" for one in editions(store))
    owner.post(second)
    assert leads_to() == "1"
    owner.post(first)
    assert leads_to() == "3"
    owner.post(third)
    assert leads_to() is None


def test_before_anything_is_out_the_page_says_what_will_be_here(asked: Asked, visitor: Visitor, store: Database):
    with store.reading() as db:
        public_id = db.get_one(Consultation, asked.consultation_id).public_id
    page = visitor.get(f"/c/{public_id}/results")
    assert page.has("No results yet") and page.has("what is not known")


def test_a_draft_has_no_results_page(visitor: Visitor, store: Database):
    with store.unit_of_work() as db:
        public_id = make.consultation(db, status="draft").public_id
    visitor.get(f"/c/{public_id}/results", status=404)
    visitor.get("/c/nothing/results", status=404)


def test_an_invented_consultation_says_so_on_its_results(ready: Asked, visitor: Visitor, sign_in, store: Database):
    with store.unit_of_work() as db:
        consultation = db.get_one(Consultation, ready.consultation_id)
        consultation.is_invented = True
        public_id = consultation.public_id
    publish(sign_in("owner", ready.consultation_id), ready)
    assert visitor.get(f"/c/{public_id}/results").has("An invented example")


def test_the_page_asks_a_handful_of_questions_and_none_of_them_touches_a_weight_or_a_count(
    out: str, visitor: Visitor, count_queries
):
    visitor.get(out)
    with count_queries() as seen:
        visitor.get(out)
    tables = " ".join(seen).lower()
    ours = [one for one in seen if "FROM" in one and "pg_" not in one]  # a new connection asks about the server
    assert len(ours) <= 6
    for table in ("weight_run", "assignment", "response_group", "outcome", "survey_version"):
        assert f" {table}" not in tables, table


def test_who_answered_less_who_is_weighed_tells_of_nobody(out: str, ready: Asked, visitor: Visitor, store: Database):
    """Of 84 in the lunch club 77 ranked: "about 85" beside weights of 77 would tell of five to nine who did not."""
    record = json.loads(visitor.get(f"{out}/1/results.json").text)
    answered = editions(store)[0].document["drawn"]["exact"][str(ready.survey_id)]
    with store.reading() as db:
        behind = db.scalars(select(WeightRun)).one().result["groups"]
    figures = {one["name"]: one["people"] for one in record["weights"][0]["groups"]}
    survey = next(one for one in record["surveys"] if one["title"] == "What matters most")
    told = {one["name"]: one["people"] for one in survey["groups"]}
    few = [one["name"] for one in behind if one["n"] >= 10 and 0 < answered[str(one["group_id"])] - one["n"] < 10]
    assert "Lunch club members" in few
    for name in few:
        assert not figures[name] or told[name] in (figures[name], "not shown"), name
