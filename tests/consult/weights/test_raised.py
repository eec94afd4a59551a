"""How often outcomes were spoken of in open answers: kept beside the weights, for who may read the answers."""

from __future__ import annotations

import copy
import csv
import io
import json

from sqlalchemy import select, update

from consult.outcomes.models import Outcome, OutcomeItem
from consult.themes.models import Assignment, Theme
from consult.weights.given import WeighedItem
from consult.weights.models import WeightRun
from consult.weights.queries_raised import count_raised
from consult.weights.soundness import LEAST_BASE, say_raised
from consult.weights.told import Raised
from surveys.collection import Answer, Response
from surveys.database import Database
from tests.browser import Visitor
from tests.consult.weights.made import Asked
from tests.consult.weights.test_files import take

HEADING = "Spoken of in open answers"


def detail(asked: Asked) -> str:
    return f"/office/questions/{asked.question_id}/weights/detail"


def items_of(store: Database, asked: Asked) -> dict[str, WeighedItem]:
    """The items of the question by the story's keys."""
    with store.reading() as db:
        rows = db.execute(select(OutcomeItem.item_id, OutcomeItem.outcome_id))
        outcomes = {item: outcome for item, outcome in rows}
    return {key: WeighedItem(item, key, outcomes[item], is_loss=False) for key, item in asked.items.items()}


def read_table(visitor: Visitor, asked: Asked) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(take(visitor, asked, "table.csv").decode("utf-8-sig"))))


def test_an_analyst_reads_beside_the_weights_how_many_answers_spoke_of_each_outcome(weighed: Asked, sign_in):
    page = sign_in("analyst", weighed.consultation_id).get(detail(weighed))
    tables = ["".join(one.itertext()) for one in page.all("table") if HEADING in "".join(one.itertext())]
    assert len(tables) == 1 and "Everyone who answered" in tables[0]  # of groups it is not told
    assert tables[0].count("24 of 216 (11\u00a0%)") == 9
    assert page.has("It counts in no weight.")


def test_the_files_of_an_analyst_hold_it_beside_everyone_who_answered_alone(weighed: Asked, sign_in):
    analyst = sign_in("analyst", weighed.consultation_id)
    rows = read_table(analyst, weighed)
    told = [row for row in rows if row["spoken_of_in_open_answers"]]
    assert {row["group"] for row in told} == {"Everyone who answered"} and len(told) == 9
    assert {(row["spoken_of_in_open_answers"], row["of_open_answers"]) for row in told} == {("24", "216")}
    assert all(abs(float(row["salience"]) - 24.5 / 217) < 1e-9 for row in told)
    record = json.loads(take(analyst, weighed, "record.json"))
    assert {row["open_answers"]["spoken_of"] for row in record["everyone_who_answered"]["rows"]} == {24}
    assert not any("open_answers" in row for group in record["groups"] for row in group["rows"])


def test_who_may_not_read_the_answers_is_told_nothing_of_it(weighed: Asked, sign_in):
    """An edition may have to hide how many answers a theme has; what is told before cannot be hidden then."""
    viewer = sign_in("viewer", weighed.consultation_id)
    page = viewer.get(detail(weighed))
    assert not page.has(HEADING) and not page.has("of 216") and not page.has("was not kept")
    assert "spoken_of_in_open_answers" not in read_table(viewer, weighed)[0]
    assert "open_answers" not in take(viewer, weighed, "record.json").decode()


def test_only_answers_that_count_are_counted_and_what_has_no_signed_off_theme_says_why(
    asked: Asked, store: Database, count_queries
):
    items = items_of(store, asked)
    with store.unit_of_work() as db:
        under = select(Assignment.answer_id).where(Assignment.theme_id == asked.themes["company"])
        responses = list(db.scalars(select(Answer.response_id).where(Answer.id.in_(under)).order_by(Answer.id)))
        tried_out, changed, later = responses[:3]
        db.execute(update(Response).where(Response.id == tried_out).values(is_test=True))
        db.execute(update(Response).where(Response.id == later).values(supersedes_id=changed))
        own = Outcome.id == items["hot_meal"].outcome_id
        db.execute(update(Outcome).where(own).values(theme_id=None, theme_version=None))
        back = Theme.id == asked.themes["choice_of_time"]
        db.execute(update(Theme).where(back).values(status="candidate"))
    by_hand = WeighedItem(999, "Typed in by hand", None, is_loss=False)
    keys = ("company", "someone_notices", "hot_meal", "choice_of_time")
    with store.reading() as db, count_queries() as seen:
        found = count_raised(db, [*(items[key] for key in keys), by_hand])
    assert [(one.get("answers"), one.get("of"), one.get("why")) for one in found] == [
        (22, 214, None),
        (24, 214, None),
        (None, None, "no_theme"),
        (None, None, "not_signed_off"),
        (None, None, "no_theme"),
    ]
    assert sum(one.startswith("SELECT") for one in seen) == 3


def test_it_stays_as_it_was_when_the_weights_were_worked_out_and_makes_no_new_weights(
    weighed: Asked, weigh, sign_in, store: Database
):
    analyst = sign_in("analyst", weighed.consultation_id)
    versions = f"/office/questions/{weighed.question_id}/weights/versions"
    analyst.post(versions, {"purpose": "", "seen": analyst.get(versions).field("seen")}, status=303)
    with store.unit_of_work() as db:
        company = Assignment.theme_id == weighed.themes["company"]
        db.execute(update(Assignment).where(company).values(ended_at=Assignment.made_at, ended_by=1))
        back = Theme.id == weighed.themes["hot_meal"]
        db.execute(update(Theme).where(back).values(status="candidate"))
    assert analyst.get(detail(weighed)).reading.count("24 of 216") == 9
    weigh(weighed)
    now = analyst.get(detail(weighed))
    assert now.reading.count("24 of 216") == 7 and now.has("0 of 216 (0 %)")
    assert now.has("its theme is not signed off now")
    rows = [row for row in read_table(analyst, weighed) if "spoken of" in row["note"]]
    assert [row["note"] for row in rows] == ["Not known how often it was spoken of: its theme is not signed off now."]
    again = analyst.post(versions, {"purpose": "", "seen": analyst.get(versions).field("seen")}, status=409)
    assert again.has("Version 1 holds these very weights already")


def test_weights_from_before_it_was_kept_can_still_be_read(weighed: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        stored = db.scalars(select(WeightRun)).one()
        old = copy.deepcopy(stored.result)
        del old["raised"]
        for part in (old["overall"], *old["groups"]):
            part["fit"].pop("residuals", None)
        stored.result = old
    analyst = sign_in("analyst", weighed.consultation_id)
    page = analyst.get(f"{detail(weighed)}?pairs_of=0")
    assert page.has("was not kept with these weights") and not page.has(HEADING) and not page.has("Pair by pair")
    assert page.has("How each pair of outcomes fits was not kept with these weights:")
    assert "spoken_of_in_open_answers" not in read_table(analyst, weighed)[0]


def test_of_few_open_answers_no_percentage_is_worked_out():
    assert say_raised(Raised(3, LEAST_BASE - 1)) == f"3 of {LEAST_BASE - 1}"
    assert say_raised(Raised(3, LEAST_BASE)) == "3 of 10 (30\u00a0%)"
    assert say_raised(Raised(why="no_theme")) == "not made from a theme"
