"""Every page and file of weights for each kind of question: its own words, nothing empty, and the same care for few."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from sqlalchemy import update

from consult.weights.models import WeightRun
from consult.weights.telling import BY_SIZE
from surveys.database import Database
from surveys.definition import Question
from tests import make
from tests.browser import Page, Visitor
from tests.consult.weights import made
from tests.consult.weights.made import Asked
from tests.consult.weights.made_kinds import HOWS, draw_rows, points
from tests.consult.weights.test_files import read_workbook, take

DID = {
    "points": "shared out 100 points among the outcomes",
    "best_worst": "picked the most and the least important outcome from sets of 4",
    "pairs": "chose between pairs of outcomes",
}
METHOD = {
    "points": "We turn each person’s points into shares",
    "best_worst": "In each set they picked the one that matters most",
    "pairs": "Each person saw outcomes two at a time",
}
COLUMNS = {
    "points": ("Mean share, own answers alone", "Geometric mean share", "Standard error, points"),
    "best_worst": ("As shown (choice model)", "Best minus worst", "(Best − worst) / shown"),
    "pairs": ("As shown (Bradley-Terry)", "Share of pairs won"),
}
OF_RANKINGS = ("rankings", "people ranked", "put in order", "Kendall", "First choices", "Borda", "PrefLib")


@pytest.fixture(params=HOWS)
def how(request: pytest.FixtureRequest) -> str:
    return request.param


def address(asked: Asked, more: str = "") -> str:
    return f"/office/questions/{asked.question_id}/weights{more}"


def no_words_of_rankings(page: Page) -> None:
    main = next(iter(page.all("main")))
    text = " ".join("".join(main.itertext()).split())
    for words in OF_RANKINGS:
        assert words not in text, words


def test_the_councillors_page_says_what_people_did(weighed_kind: Asked, how: str, sign_in):
    page = sign_in("viewer", weighed_kind.consultation_id).get(address(weighed_kind))
    assert page.has(f"They {DID[how]}.") and page.has("Nobody who answered said they belong to Young carers")
    findings = [item for item in page.all("ol") if item.get("class") == "heed-findings"]
    assert len(list(findings[0])) == 3 and "chart-wide" in page.text
    assert re.search(r"From about \d+ people who (shared out|picked|chose)", page.reading)
    assert not page.has("8 people") and not page.has("put together")
    no_words_of_rankings(page)


def test_the_analysts_page_has_the_method_and_its_checks_and_a_viewer_no_exact_number(
    weighed_kind: Asked, how: str, sign_in
):
    analyst = sign_in("analyst", weighed_kind.consultation_id).get(address(weighed_kind, "/detail"))
    assert analyst.has(METHOD[how]) and analyst.has(f"They {DID[how]}.") and analyst.has("8 people (exact")
    assert analyst.has("2 said that none of these matter to them") and analyst.has("4 said that they cannot decide")
    for words in COLUMNS[how]:
        assert analyst.has(words), words
    assert analyst.has("what groups lend each other") and not analyst.has("Nothing is borrowed")
    assert analyst.has("decide a pair alike") == (how != "points")
    assert analyst.has("Without the answers by paper")
    assert analyst.has("the order on the screen steered the choice") == (how == "pairs")
    no_words_of_rankings(analyst)
    viewer = sign_in("viewer", weighed_kind.consultation_id).get(address(weighed_kind, "/detail"))
    assert viewer.has(COLUMNS[how][0]) and not viewer.has("exact, for analysts")
    assert not viewer.has("Standard error") and not viewer.has("/ shown") and not viewer.has("8 people (exact")


def test_groups_are_said_to_be_drawn_together_only_where_they_were(
    weighed_kind: Asked, how: str, sign_in, store: Database
):
    drawn, analyst = "small groups drawn a little towards", sign_in("analyst", weighed_kind.consultation_id)
    assert analyst.get(address(weighed_kind, "/detail")).has(drawn) == (how == "points")
    with store.unit_of_work() as db:
        weight_run = db.query(WeightRun).one()
        weight_run.method = {**weight_run.method, "pool": "none"}
    page = analyst.get(address(weighed_kind, "/detail"))
    assert not page.has(drawn) and page.has(METHOD[how])


def test_no_page_about_a_number_speaks_of_rankings(weighed_kind: Asked, how: str, sign_in, store: Database):
    with store.reading() as db:
        run = db.query(WeightRun).one().id
    viewer = sign_in("viewer", weighed_kind.consultation_id)
    item, home, small = weighed_kind.items["company"], weighed_kind.groups["home"], weighed_kind.groups["neighbours"]
    origin = viewer.get(f"/office/weights/{run}/items/{item}/groups/{home}")
    assert origin.has(f"They {DID[how]}.") and origin.has("points of 100, likely")
    hidden = viewer.get(f"/office/weights/{run}/items/{item}/groups/{small}")
    assert hidden.has("not shown") and not hidden.has("8 people")
    compared = viewer.get(address(weighed_kind, f"/groups?first={home}&second={weighed_kind.groups['carers']}"))
    assert compared.has("Between them")
    listing = viewer.get(f"/office/consultations/{weighed_kind.consultation_id}/weights")
    assert listing.has("Up to date") and listing.has("People ")
    for page in (origin, hidden, compared, listing):
        no_words_of_rankings(page)


def test_versions_are_frozen_read_and_compared(weighed_kind: Asked, how: str, sign_in, store: Database, weigh):
    owner = sign_in("owner", weighed_kind.consultation_id)
    freeze = address(weighed_kind, "/versions")
    first = owner.post(freeze, {"purpose": "One", "seen": owner.get(freeze).field("seen")}).location
    assert owner.get(first).has(f"They {DID[how]}.")
    with store.unit_of_work() as db:
        more = draw_rows(weighed_kind, how, seed=8, part=0.4)
        made.store(db, weighed_kind, [row for row in more if row[1] != ["neighbours"]])  # 8 would be too few to tell
    weigh(weighed_kind)
    second = owner.post(freeze, {"purpose": "Two", "seen": owner.get(freeze).field("seen")}).location
    moves = owner.get(f"{second}/moves?with=1")
    assert moves.has("people then") and moves.has("chance") and not moves.has("8 people then")
    no_words_of_rankings(moves)


def test_files_have_what_the_kind_has_and_n_on_every_row(weighed_kind: Asked, how: str, sign_in):
    analyst, viewer = (sign_in(role, weighed_kind.consultation_id) for role in ("analyst", "viewer"))
    own = {"points": {"standard_error", "geometric_mean"}, "best_worst": {"best_minus_worst_by_shown"}, "pairs": set()}
    exact = list(csv.DictReader(io.StringIO(take(analyst, weighed_kind, "table.csv").decode("utf-8-sig"))))
    public = list(csv.DictReader(io.StringIO(take(viewer, weighed_kind, "table.csv").decode("utf-8-sig"))))
    every = set().union(*own.values())
    assert every & set(exact[0]) == own[how] and not every & set(public[0])
    numbers = [row for row in exact if row["points"] and row["group"] != BY_SIZE]
    assert all(row[name] for row in numbers for name in own[how]) and all(row["people"] for row in exact)
    assert all(row["people"].startswith("about") for row in public if row["points"])
    assert not any(row["points"] for row in exact if row["group"] == "Neighbours of the halls")
    sheets = read_workbook(take(viewer, weighed_kind, "table.xlsx"))
    told = [cell for row in sheets["Method"] for cell in row]
    assert "people were asked to" in told and how in told
    whole = json.loads(take(viewer, weighed_kind, "record.json"))
    assert whole["kind"] == whole["method"]["kind"] == how and "beside" not in json.dumps(whole["groups"])
    assert "exclusions" not in whole["method"]


def test_preflib_is_refused_in_words_because_it_holds_orders_alone(weighed_kind: Asked, sign_in):
    analyst = sign_in("analyst", weighed_kind.consultation_id)
    analyst.post(address(weighed_kind, "/rankings.soi"), status=409)
    sign_in("viewer", weighed_kind.consultation_id).post(address(weighed_kind, "/rankings.soi"), status=403)
    assert not analyst.get(address(weighed_kind, "/detail")).has("PrefLib")


def test_a_later_answer_makes_the_weights_out_of_date_and_the_overview_says_so(
    weighed_kind: Asked, how: str, sign_in, store: Database
):
    analyst = sign_in("analyst", weighed_kind.consultation_id)
    overview = f"/office/consultations/{weighed_kind.consultation_id}"
    assert analyst.get(overview).has("Worked out on")
    with store.unit_of_work() as db:
        made.store(db, weighed_kind, draw_rows(weighed_kind, how, part=0)[:8])
    assert analyst.get(overview).has("More responses have come in since")
    assert analyst.get(address(weighed_kind)).has("These weights are out of date")


def test_who_may_not_see_weights_sees_those_of_no_kind(weighed_kind: Asked, sign_in):
    stranger = sign_in("officer")
    for more in ("", "/detail", "/groups", "/versions"):
        stranger.get(address(weighed_kind, more), status=404)
    sign_in("viewer", weighed_kind.consultation_id).post(address(weighed_kind, "/compute"), status=403)


def test_a_question_of_another_kind_has_no_weights(weighed_kind: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        db.execute(update(Question).where(Question.id == weighed_kind.question_id).values(kind="choice"))
    sign_in("owner", weighed_kind.consultation_id).get(address(weighed_kind), status=404)


UNLIKE = "Numbers from different ways of asking must not be set against each other digit by digit; only the order"


def test_two_ways_of_asking_stand_side_by_side_and_are_never_put_together(store: Database, weigh, sign_in):
    with store.unit_of_work() as db:
        ranked = made.county(db, how="rank")
        made.rank(db, ranked, *made.demo_people()[:150])
        shared = made.ask_again(db, ranked, "points")
        made.store(db, shared, draw_rows(shared, "points", part=0.3))
    first, second = weigh(ranked), weigh(shared)
    viewer = sign_in("viewer", ranked.consultation_id)
    page = viewer.get(address(ranked))
    assert page.has("The same outcomes, asked in another way") and page.has("They are never put together")
    assert page.has("People also shared out 100 points among the outcomes")
    assert page.has(f"{UNLIKE} of the outcomes can be compared.")
    (why,) = [one.get("href") for one in page.all("a") if (one.get("href") or "").endswith("#ways")]
    assert viewer.get(why.partition("#")[0]).has("So 20 points from one way are not 20 points from another.")
    table = next(one for one in page.all("table") if "Ranked" in "".join(one.itertext()))
    label = next(item["label"] for item in first.result["items"] if item["item_id"] == ranked.items["company"])
    row = next(one for one in table.iter("tr") if label in "".join(one.itertext()))
    shown = [re.match(r"(\d+)\w\w,\s(\d+)\s", "".join(cell.itertext())).groups() for cell in row.findall("td")]
    both = ((first, ranked), (second, shared))
    assert [int(told) for _, told in shown] == [points_of(found, asked, "company") for found, asked in both]
    for (place, told), (found, asked) in zip(shown, both, strict=True):
        above = sum(points_of(found, asked, key) > int(told) for key in asked.items)
        assert int(place) == above + 1, "the place is not that of the points shown"
    assert viewer.get(address(shared)).has("People also put outcomes in order of importance")
    listing = viewer.get(f"/office/consultations/{ranked.consultation_id}/weights")
    assert listing.has("People put outcomes in order") and listing.has("People share out 100 points")
    assert listing.has(UNLIKE)


def test_what_is_asked_twice_in_one_way_is_not_called_different_ways(store: Database, weigh, sign_in):
    with store.unit_of_work() as db:
        shared = made.county(db, how="points", people=24)
        made.store(db, shared, draw_rows(shared, "points", part=0.3))
        again = made.ask_again(db, shared, "points")
        made.store(db, again, draw_rows(again, "points", seed=8, part=0.3))
    weigh(shared)
    weigh(again)
    viewer = sign_in("viewer", shared.consultation_id)
    page = viewer.get(address(shared))
    assert page.has("The same outcomes, asked once more") and page.has("They are never put together")
    table = next(one for one in page.all("table") if "Shared out points" in "".join(one.itertext()))
    heads = [" ".join("".join(one.itertext()).split()) for one in table.findall("thead/tr/th")][1:]
    assert [one.partition(" about")[0] for one in heads] == [f"Shared out points (question {n})" for n in (1, 2)]
    listing = viewer.get(f"/office/consultations/{shared.consultation_id}/weights")
    assert not page.has(UNLIKE) and not listing.has(UNLIKE)


def points_of(found: WeightRun, asked: Asked, key: str) -> int:
    """What is stored of everyone by the size of the groups, as the page rounds it."""
    place = next(n for n, item in enumerate(found.result["items"]) if item["item_id"] == asked.items[key])
    return round(found.result["by_size"]["weights"][place]["points"])


def test_a_hidden_group_stays_hidden_beside_another_way_of_asking(store: Database, weigh, sign_in):
    with store.unit_of_work() as db:
        ranked = made.county(db, how="rank")
        made.rank(db, ranked, *made.demo_people()[:200])
        shared = made.ask_again(db, ranked, "points")
        few = [(points(shared, {"company": 90 - n, "hot_meal": 10 + n}), ["carers"], {}) for n in range(4)]
        many = [(points(shared, {"company": 90 - n, "hot_meal": 10 + n}), ["home"], {}) for n in range(40)]
        made.store(db, shared, few + many)
    weigh(ranked)
    weigh(shared)
    page = sign_in("viewer", ranked.consultation_id).get(address(ranked))
    carers = [
        one
        for one in page.all("table")
        if "Ranked" in "".join(one.itertext()) and "Family carers" in "".join(one.itertext())
    ]
    assert not carers and page.has("asked in another way")


def test_the_demonstration_of_points_nobody_gave_opens_on_every_page(store: Database, weigh, sign_in):
    """An outcome to which nobody gave a point has a weight of 0, whose log-odds are endless."""
    with store.unit_of_work() as db:
        asked = made.county(db, how="points")
        rows = [
            (points(asked, {"company": n, "hot_meal": 100 - n}), [group], {"received_at": make.NOON})
            for group in ("home", "carers")
            for n in range(20, 60)
        ]
        made.store(db, asked, rows)
    weigh(asked)
    analyst = sign_in("analyst", asked.consultation_id)
    for more in ("", "/detail", "/groups"):
        assert analyst.get(address(asked, more)).status == 200
    assert analyst.get(address(asked)).has("0 to ")


def test_whoever_visits_reads_how_each_kind_is_worked_out(visitor: Visitor):
    page = visitor.get("/methods/weights")
    for words in ("Points shared out", "Most and least of small sets", "Pairs", "never put together"):
        assert page.has(words), words
