"""Quotes obey officers: what is hidden is hidden in every edition at once, what is shown again waits for the next."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from consult.consultations.models import Consultation
from consult.themes.actions_personal import decide_hidden
from consult.themes.models import Theme
from consult.themes.queries import find_board
from surveys.collection import Answer
from surveys.database import Database
from tests import make
from tests.browser import Visitor
from tests.consult.publishing.test_publishing import address, publish
from tests.consult.publishing.test_results import quoted
from tests.consult.weights.made import Asked

NUMBER = "07700 900123"
WORDS = f"Company with Odalys, ring {NUMBER}"


@pytest.fixture
def telling(ready: Asked, store: Database) -> Asked:
    """The quoted answer holds a telephone number and a bare name."""
    with store.unit_of_work() as db:
        db.execute(update(Answer).where(Answer.id == quoted(db, ready)).values(text=WORDS))
    return ready


def decide(store: Database, asked: Asked, *, typed: str = "", show: str = "", seen: int = 0) -> None:
    with store.unit_of_work() as db:
        answer = quoted(db, asked)
        at = WORDS.find(show)
        decide_hidden(
            db,
            answer,
            find_board(db, db.get_one(Answer, answer).question_id),
            consultation_id=asked.consultation_id,
            offered=[(at, at + len(show))] if show else [],
            ticked=[],
            typed=typed,
            seen_version=seen,
            by=make.user(db).id,
            at=make.NOON,
        )


def results(store: Database, asked: Asked) -> str:
    with store.reading() as db:
        return f"/c/{db.get_one(Consultation, asked.consultation_id).public_id}/results"


def test_what_is_hidden_after_publishing_is_hidden_in_the_edition_at_once_and_the_owner_is_told(
    telling: Asked, store: Database, sign_in, visitor: Visitor
):
    owner = sign_in("owner", telling.consultation_id)
    publish(owner, telling)
    assert visitor.get(results(store, telling)).has("Company with Odalys, ring [phone hidden]")
    decide(store, telling, typed="Odalys")
    page = visitor.get(results(store, telling))
    assert page.has("Company with [hidden], ring [phone hidden]") and "Odalys" not in page.text
    assert owner.get(address(telling)).has("More was hidden in 1 quote of edition 1 since it came out")


def test_what_is_shown_again_stays_hidden_in_the_editions_there_are_and_shows_in_the_next(
    telling: Asked, store: Database, sign_in, visitor: Visitor
):
    owner = sign_in("owner", telling.consultation_id)
    publish(owner, telling)
    decide(store, telling, show=NUMBER)
    assert NUMBER not in visitor.get(results(store, telling)).text
    page = owner.get(address(telling))
    assert page.has("something is shown again since") and page.has(NUMBER), "the owner reads what will go out"
    publish(owner, telling)
    assert visitor.get(results(store, telling)).has(f"Company with Odalys, ring {NUMBER}")
    assert NUMBER not in visitor.get(f"{results(store, telling)}/1").text
    assert not owner.get(address(telling)).has("Edition 2 of something is shown again")


def test_what_goes_out_is_what_the_owner_read_when_a_colleague_shows_a_part_meanwhile(
    telling: Asked, store: Database, sign_in
):
    owner = sign_in("owner", telling.consultation_id)
    seen = owner.get(address(telling)).field("seen") or ""
    decide(store, telling, show=NUMBER)
    refused = owner.post(address(telling), {"seen": seen, "read": "y"}, status=409)
    assert refused.has("Something changed since you opened this page")


def test_names_and_sentences_that_hold_hidden_words_are_told_before_publishing_and_after(
    telling: Asked, store: Database, sign_in
):
    with store.unit_of_work() as db:
        db.get_one(Theme, telling.themes["company"]).label = "Company with Odalys"
    owner = sign_in("owner", telling.consultation_id)
    publish(owner, telling)
    decide(store, telling, typed="Odalys")
    page = owner.get(address(telling))
    assert page.has("“Company with Odalys” holds words that an officer hid in an answer")
    assert page.has("Edition 1, which is out, says “Company with Odalys”")
    with store.unit_of_work() as db:
        for theme in db.scalars(select(Theme)):
            theme.label = f"Company {theme.id}"
    page = owner.get(address(telling))
    assert not page.has("holds words that an officer hid") and page.has("withdraw edition 1")
