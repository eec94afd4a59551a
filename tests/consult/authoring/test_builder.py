"""The survey builder: from an empty consultation to an open survey, without a script, and nothing published changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from surveys.collection import Response
from surveys.database import Database
from surveys.definition import Item, Question, Survey, SurveyVersion
from tests import make
from tests.browser import Visitor


@pytest.fixture
def within(store: Database) -> int:
    """A consultation with two groups."""
    with store.unit_of_work() as db:
        made = make.consultation(db)
        make.group(db, made, name="Carers")
        make.group(db, made, name="Neighbours", mark=2)
        return made.id


@pytest.fixture
def owner(sign_in, within: int) -> Visitor:
    return sign_in("owner", within)


def begun(owner: Visitor, within: int, kind: str = "open") -> int:
    page = owner.post(f"/office/consultations/{within}/surveys", {"title": "About meals", "kind": kind})
    return int(re.search(r"/office/surveys/(\d+)", page.location)[1])


def questions(store: Database, survey_id: int) -> list[Question]:
    with store.reading() as db:
        return list(
            db.scalars(
                select(Question)
                .where(Question.survey_id == survey_id, Question.retired_at.is_(None))
                .order_by(Question.section_id, Question.position)
            )
        )


def test_a_new_survey_begins_with_what_its_kind_needs(owner: Visitor, within: int, store: Database):
    survey_id = begun(owner, within)
    assert [one.kind for one in questions(store, survey_id)] == ["open_text", "consent", "groups"]
    page = owner.get(f"/office/surveys/{survey_id}")
    assert page.has("Open to residents") and page.has("2 groups")


def test_a_survey_without_a_title_is_refused_by_name_and_keeps_what_was_chosen(owner: Visitor, within: int):
    page = owner.post(f"/office/consultations/{within}/surveys", {"title": " ", "kind": "ranking"}, status=422)
    assert page.has("Enter a title")
    chosen = [one.get("value") for one in page.all("input") if one.get("checked") is not None]
    assert chosen == ["ranking"]


def test_lines_of_a_list_can_be_reordered_without_a_script_and_keep_their_ids(owner: Visitor, within, store: Database):
    survey_id = begun(owner, within, "ranking")
    rank = questions(store, survey_id)[0]
    address = f"/office/questions/{rank.id}"
    lines = {"item-0-id": "", "item-0-label": "Company", "item-0-hint": "", "item-1-id": "", "item-1-label": "Hot"}
    seen = owner.get(address).field("seen")
    words = {"text": "Which matter most?", "places": "2", "seen": seen}
    owner.post(address, {**words, **lines, "item-1-hint": "food", "do": "save"})
    with store.reading() as db:
        before = {item.label: item.id for item in db.scalars(select(Item).where(Item.question_id == rank.id))}
    page = owner.get(address)
    shown = {
        one.get("name"): one.get("value", "") for one in page.all("input") if one.get("name", "").startswith("item-")
    }
    moved = owner.post(address, {**words, "seen": page.field("seen"), **shown, "do": "up:1"}, status=200)
    assert moved.field("item-0-label") == "Hot" and moved.field("item-0-hint") == "food"
    shown = {
        one.get("name"): one.get("value", "") for one in moved.all("input") if one.get("name", "").startswith("item-")
    }
    owner.post(address, {**words, "seen": moved.field("seen"), **shown, "do": "save"})
    with store.reading() as db:
        items = list(db.scalars(select(Item).where(Item.question_id == rank.id).order_by(Item.position)))
    assert [item.label for item in items] == ["Hot", "Company"]
    assert {item.label: item.id for item in items} == before


def test_a_list_with_the_same_line_twice_is_refused_by_line(owner: Visitor, within: int, store: Database):
    survey_id = begun(owner, within, "ranking")
    rank = questions(store, survey_id)[0]
    lines = {"item-0-id": "", "item-0-label": "Hot", "item-0-hint": "", "item-1-id": "", "item-1-label": "hot "}
    page = owner.post(f"/office/questions/{rank.id}", {"text": "Which?", "do": "save", **lines}, status=422)
    assert page.has("Line 2 says the same as line 1") and page.field("item-1-label") == "hot "


def test_opening_freezes_a_version_that_later_edits_do_not_touch(owner: Visitor, within: int, store: Database):
    survey_id = begun(owner, within)
    owner.post(f"/office/surveys/{survey_id}/open")
    asked = questions(store, survey_id)[0]
    page = owner.get(f"/office/questions/{asked.id}")
    owner.post(
        f"/office/questions/{asked.id}",
        {"text": "Other words", "guide": "300", "seen": page.field("seen"), "do": "save"},
    )
    with store.reading() as db:
        version = db.scalar(select(SurveyVersion))
        assert version.document["sections"][0]["questions"][0]["text"] != "Other words"
    assert owner.get(f"/office/surveys/{survey_id}").has("Residents do not see your changes yet")
    owner.post(f"/office/surveys/{survey_id}/publish-changes")
    with store.reading() as db:
        assert db.scalar(select(func.count(SurveyVersion.id))) == 2
        assert db.scalar(select(Survey.published_number)) == 2


def test_a_survey_that_is_not_ready_says_why_and_stays_a_draft(owner: Visitor, within: int, store: Database):
    survey_id = begun(owner, within, "ranking")
    page = owner.post(f"/office/surveys/{survey_id}/open", status=409)
    assert page.has("needs at least 2 things to choose from")
    with store.reading() as db:
        assert db.scalar(select(Survey.status)) == "draft"


def test_test_answers_are_removed_when_residents_are_let_in(owner: Visitor, within: int, store: Database):
    survey_id = begun(owner, within)
    asked = questions(store, survey_id)[0]
    with store.unit_of_work() as db:
        survey = db.get_one(Survey, survey_id)
        walk = make.opened(db, survey)
        survey.status = "draft"
        make.response(db, survey, walk, {asked.id: {"text": "Trying it out"}}, is_test=True)
    assert owner.get(f"/office/surveys/{survey_id}").has("1 test response kept apart")
    owner.post(f"/office/surveys/{survey_id}/open")
    with store.reading() as db:
        assert db.scalar(select(func.count(Response.id))) == 0


def test_a_question_moves_over_the_edge_of_its_page_and_back(owner: Visitor, within: int, store: Database):
    survey_id = begun(owner, within)
    first, second, _ = questions(store, survey_id)
    owner.post(f"/office/questions/{second.id}/move", {"to": "down"})
    moved = next(one for one in questions(store, survey_id) if one.id == second.id)
    assert moved.section_id != first.section_id
    owner.post(f"/office/questions/{second.id}/move", {"to": "up"})
    assert [one.id for one in questions(store, survey_id)][:2] == [first.id, second.id]


def test_a_question_that_was_removed_can_be_put_back_at_the_end_of_its_page(
    owner: Visitor, within: int, store: Database
):
    survey_id = begun(owner, within)
    asked, consent, _ = questions(store, survey_id)
    page = owner.follow(owner.post(f"/office/questions/{consent.id}/remove"))
    assert "is removed. You can put it back at the foot of this page." in page.text
    assert consent.id not in [one.id for one in questions(store, survey_id)]
    assert "1 removed question" in page.text
    assert "removed question" not in owner.follow(owner.post(f"/office/questions/{consent.id}/restore")).text
    assert [one.id for one in questions(store, survey_id)] == [asked.id, consent.id, questions(store, survey_id)[-1].id]
    owner.post(f"/office/surveys/{survey_id}/open")
    owner.post(f"/office/questions/{asked.id}/remove")
    with store.reading() as db:
        assert db.get_one(Question, asked.id).retired_at is not None


def test_a_page_whose_questions_were_all_removed_before_anyone_was_asked_can_go(
    owner: Visitor, within: int, store: Database
):
    survey_id = begun(owner, within)
    *_, alone = questions(store, survey_id)
    owner.post(f"/office/questions/{alone.id}/remove")
    owner.post(f"/office/sections/{alone.section_id}/remove")
    with store.reading() as db:
        assert db.get(Question, alone.id) is None


def test_a_colleagues_quicker_save_is_named_and_nothing_typed_is_lost(owner, sign_in, within: int, store: Database):
    survey_id = begun(owner, within)
    asked = questions(store, survey_id)[0]
    slow = sign_in("analyst", within)
    address = f"/office/questions/{asked.id}"
    seen = slow.get(address).field("seen")
    owner.post(address, {"text": "Quick words", "seen": owner.get(address).field("seen"), "do": "save"})
    page = slow.post(address, {"text": "Slow words", "seen": seen, "do": "save"}, status=409)
    assert page.has("changed this question while you were working on it") and "Slow words" in page.text
    slow.post(address, {"text": "Slow words", "seen": page.field("seen"), "do": "save"})
    assert questions(store, survey_id)[0].text == "Slow words"


def test_only_the_owner_opens_a_survey(sign_in, owner: Visitor, within: int):
    survey_id = begun(owner, within)
    sign_in("analyst", within).post(f"/office/surveys/{survey_id}/open", status=403)


def test_the_preview_shows_every_page_and_stores_nothing(owner: Visitor, within: int, store: Database):
    survey_id = begun(owner, within, "ranking")
    page = owner.get(f"/office/surveys/{survey_id}/preview")
    for number in (1, 2):
        page = owner.get(f"/office/surveys/{survey_id}/preview/{number}")
        assert page.has("Nothing you do here is stored")
    assert page.has("Carers")
    for number in (0, 3):  # 0 is no second address of the first page, to which the router would send people on
        owner.get(f"/office/surveys/{survey_id}/preview/{number}", status=404)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "=1+1", "مرحبا \u202e abc", "🍲" * 50, "x" * 2000])
def test_any_words_are_kept_and_shown_as_text(owner: Visitor, within: int, store: Database, words: str):
    survey_id = begun(owner, within)
    asked = questions(store, survey_id)[0]
    address = f"/office/questions/{asked.id}"
    owner.post(address, {"text": words, "seen": owner.get(address).field("seen"), "do": "save"})
    assert questions(store, survey_id)[0].text == words
    assert words.split("\u202e", maxsplit=1)[0].strip() in owner.get(f"/office/surveys/{survey_id}/preview/1").reading


def test_words_too_long_are_named_and_shown_back(owner: Visitor, within: int, store: Database):
    survey_id = begun(owner, within)
    asked = questions(store, survey_id)[0]
    page = owner.post(f"/office/questions/{asked.id}", {"text": "x" * 2001, "do": "save"}, status=422)
    assert page.has("2,001 characters") and "x" * 2001 in page.text


def test_a_survey_ends_with_its_consultation_and_opens_only_while_people_may_answer(sign_in, store: Database):
    with store.unit_of_work() as db:
        open_one, draft_one = make.consultation(db), make.consultation(db, status="draft")
        ids = [make.survey(db, one).id for one in (open_one, draft_one)]
        for survey_id in ids:
            make.question(db, db.get_one(Survey, survey_id))
        within, drafted = open_one.id, draft_one.id
    sign_in("owner", within).post(f"/office/surveys/{ids[0]}/open")
    for path in (f"/office/surveys/{ids[0]}", f"/office/consultations/{within}/surveys"):
        assert sign_in("owner", within).get(path).has("Answers until the end of 20 December 2026")
    page = sign_in("owner", drafted).get(f"/office/surveys/{ids[1]}")
    assert page.has("Before it can open: Open the consultation first") and not page.has("Open to residents")
    assert f"/office/consultations/{drafted}/status" in [one.get("href") for one in page.all("a")]
    refused = sign_in("owner", drafted).post(f"/office/surveys/{ids[1]}/open", status=409)
    assert refused.has("Open the consultation first: people cannot see its page yet.")
    with store.reading() as db:
        opened, kept = (db.get_one(Survey, survey_id) for survey_id in ids)
        assert (opened.status, kept.status) == ("open", "draft")
        assert opened.closes_at == datetime(2026, 12, 21, tzinfo=UTC)


@pytest.mark.parametrize("named", ["9" * 5000, "9" * 30, "\u0663", "no number", "-1"])
def test_a_line_named_by_what_is_no_number_is_a_new_line(owner: Visitor, within: int, store: Database, named: str):
    survey_id = begun(owner, within, "ranking")
    address = f"/office/questions/{questions(store, survey_id)[0].id}"
    lines = {"item-0-id": named, "item-0-label": "Company", "item-1-id": "", "item-1-label": "Hot food"}
    owner.post(address, {"text": "Which?", "seen": owner.get(address).field("seen"), "do": "save", **lines})
    with store.reading() as db:
        assert sorted(db.scalars(select(Item.label))) == ["Company", "Hot food"]


def test_a_closed_survey_can_be_put_away_and_taken_out_and_is_not_changed_meanwhile(
    owner: Visitor, within: int, store: Database
):
    survey_id = begun(owner, within)
    address = f"/office/surveys/{survey_id}"
    owner.post(f"{address}/open")
    assert not owner.get(address).has("Put it in the archive")
    owner.post(f"{address}/archive", status=409)
    owner.post(f"{address}/close")
    assert owner.get(address).has("Put it in the archive")
    page = owner.follow(owner.post(f"{address}/archive"))
    assert page.has("In the archive") and not page.has("Add a question")
    owner.post(f"/office/questions/{questions(store, survey_id)[0].id}/remove", status=409)
    page = owner.follow(owner.post(f"{address}/unarchive"))
    assert page.has("Open it again") and page.has("Add a question")
