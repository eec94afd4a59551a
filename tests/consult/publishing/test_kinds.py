"""Results of every kind of question go out in its own words, two ways of asking side by side and never put together."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from consult.consultations.actions import answer_test, close_consultation
from consult.consultations.models import Consultation
from consult.publishing.document import public_text
from consult.publishing.models import Publication
from consult.publishing.shown import make_shown
from surveys.database import Database
from tests import make
from tests.browser import Page, Visitor
from tests.consult.publishing.test_publishing import publish
from tests.consult.weights import made
from tests.consult.weights.made import Asked
from tests.consult.weights.made_kinds import HOWS, draw_rows
from tests.consult.weights.test_kind_pages import DID, METHOD, OF_RANKINGS

UNLIKE = "must not be set against each other digit by digit"


def close(store: Database, asked: Asked) -> None:
    with store.unit_of_work() as db:
        consultation = db.get_one(Consultation, asked.consultation_id)
        officer = make.user(db, role="owner", consultation_id=consultation.id)
        close_consultation(db, consultation, at=make.NOON)
        answer_test(
            db, consultation, "consideration", met=True, answer="Read by all.", on=date(2026, 11, 22), by=officer.id
        )


def results(store: Database, asked: Asked) -> str:
    with store.reading() as db:
        return f"/c/{db.get_one(Consultation, asked.consultation_id).public_id}/results"


@pytest.mark.parametrize("how", HOWS)
def test_the_public_page_says_what_people_did_and_how_it_was_worked_out(
    how: str, store: Database, weigh, sign_in, visitor: Visitor
):
    with store.unit_of_work() as db:
        asked = made.county(db, how=how, people=24)
        made.store(db, asked, draw_rows(asked, how, part=0.25))
    weigh(asked)
    close(store, asked)
    publish(sign_in("owner", asked.consultation_id), asked)
    page = visitor.get(results(store, asked))
    assert (
        page.has(f"People {DID[how]}.") and page.has(METHOD[how]) and page.has("The outcomes people were asked about")
    )
    text = " ".join(" ".join("".join(one.itertext()) for one in page.all("main")).split())
    assert not [words for words in OF_RANKINGS if words in text]
    assert "asked about more than once" not in text
    answer = visitor.client.get(f"{results(store, asked)}/1/results.json")
    told = json.loads(answer.data)["weights"][0]
    assert (told["kind"], told["did"], told["same_outcomes"]) == (how, DID[how], [])
    assert page.reading.count("come from fewer than 30 people") == 1 and told["few"]  # about 20 club members answered
    small = next(group for group in told["groups"] if group["name"] == "Neighbours of the halls")
    assert (small["n"], small["rows"]) == (None, [])
    drawn = "small groups drawn a little towards what all groups have in common"
    assert page.has(drawn) == (how == "points")
    with store.unit_of_work() as db:
        edition = db.scalars(select(Publication)).one()
        public = edition.document["public"]
        (one,) = public["weights"]
        alone = [{**one, "method": {**one["method"], "pool": "none"}}]
        edition.document = {**edition.document, "public": {**public, "weights": alone}}
    page = visitor.get(results(store, asked))
    assert not page.has(drawn) and page.has(METHOD[how])
    assert not {"beside", "answers", "exclusions"} & {name for row in told["groups"][1]["rows"] for name in row}


def test_two_ways_of_asking_are_published_side_by_side(store: Database, weigh, sign_in, visitor: Visitor):
    with store.unit_of_work() as db:
        ranked = made.county(db, how="rank", people=24)
        made.rank(db, ranked, *made.demo_people()[:150])
        shared = made.ask_again(db, ranked, "points")
        made.store(db, shared, draw_rows(shared, "points", part=0.3))
    weigh(ranked)
    weigh(shared)
    close(store, ranked)
    publish(sign_in("owner", ranked.consultation_id), ranked)
    page = visitor.get(results(store, ranked))
    assert page.text.count("They are never put together") == 2  # said beside either
    assert page.has("People put outcomes in order of importance.") and page.has(f"People {DID['points']}.")
    headings = ["".join(one.itertext()).strip() for one in page.all("h3")]
    for question in ("Which of these matter most to you?", "How much does each of these matter to you?"):
        assert headings.count(question) == 3  # in short, what matters most, how it was worked out
    public = json.loads(visitor.client.get(f"{results(store, ranked)}/1/results.json").data)
    told, (beside,) = public["weights"], public["side_by_side"]
    assert [one["kind"] for one in told] == ["rank", "points"] and [one["same_outcomes"] for one in told] == [[2], [1]]
    assert page.reading.count(UNLIKE) == 1
    assert page.has("The ways of asking, side by side") and len(beside["rows"]) == 9
    everyone = [{row["label"]: row for row in one["groups"][0]["rows"]} for one in told]
    for row in beside["rows"]:
        assert [number["points"] for number in row["numbers"]] == [own[row["label"]]["points"] for own in everyone]
        assert all(number["people"].startswith("about") for number in row["numbers"])
    assert beside["is_unlike"] is True and beside["headings"] == ["Ranked", "Shared out points"]
    for column in zip(*(row["numbers"] for row in beside["rows"]), strict=True):
        shown = sorted((one["points"] for one in column), reverse=True)
        assert [one["place"] for one in column] == [shown.index(one["points"]) + 1 for one in column]
    as_it_is = sides(page)
    assert re.fullmatch(r"\d+\w\w, \d+ \(\d+ to \d+\)", as_it_is[0])
    # An edition from before kinds and places were kept shows the same, and is handed out as it was frozen.
    with store.unit_of_work() as db:
        edition = db.scalars(select(Publication)).one()
        before = as_frozen_before(edition.document["public"])
        edition.document = {**edition.document, "public": before}
    page = visitor.get(results(store, ranked))
    assert sides(page) == as_it_is and page.reading.count(UNLIKE) == 1
    assert visitor.client.get(f"{results(store, ranked)}/1/results.json").data.decode() == public_text(
        {"public": before}
    )


def as_frozen_before(public: dict[str, Any]) -> dict[str, Any]:
    """The public part as editions held it that kept no kind and no place of what stands side by side."""
    tables = []
    for one in public["side_by_side"]:
        rows = [{**row, "numbers": [_without(number, "place") for number in row["numbers"]]} for row in one["rows"]]
        tables.append({**_without(one, "is_unlike", "headings"), "rows": rows})
    return {**public, "side_by_side": tables}


def _without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: part for name, part in record.items() if name not in names}


def sides(page: Page) -> list[str]:
    """The cells of what stands side by side, with the words that name their column."""
    (table,) = (one for one in page.all("table") if "heed-stacked" in one.get("class"))
    assert [one.text.strip() for one in table.findall("thead/tr/th")] == ["Outcome", "Ranked", "Shared out points"]
    return [" ".join("".join(cell.itertext()).split()) for cell in table.findall("tbody/tr/td")]


def test_what_is_asked_twice_in_one_way_is_not_published_as_different_ways(
    store: Database, weigh, sign_in, visitor: Visitor
):
    with store.unit_of_work() as db:
        shared = made.county(db, how="points", people=24)
        made.store(db, shared, draw_rows(shared, "points", part=0.3))
        again = made.ask_again(db, shared, "points")
        made.store(db, again, draw_rows(again, "points", seed=8, part=0.3))
    weigh(shared)
    weigh(again)
    close(store, shared)
    publish(sign_in("owner", shared.consultation_id), shared)
    page = visitor.get(results(store, shared))
    assert page.has("The same outcomes, side by side") and page.has("asked about more than once")
    for words in (UNLIKE, "The ways of asking", "in more than one way", "the way of asking"):
        assert not page.has(words), words
    (beside,) = json.loads(visitor.client.get(f"{results(store, shared)}/1/results.json").data)["side_by_side"]
    assert beside["is_unlike"] is False


def test_where_all_that_stands_side_by_side_was_asked_alike_another_kind_elsewhere_is_still_warned_of():
    table = {"ways": [], "headings": [], "rows": []}
    weights = [{"kind": "points"}, {"kind": "points"}, {"kind": "rank"}]
    for is_unlike in (True, False):
        public = {"surveys": [], "weights": weights, "side_by_side": [{**table, "is_unlike": is_unlike}]}
        assert make_shown(public, {}, {}).is_unlike is not is_unlike
