"""The board narrowed by words, group and order, decisions that lead on, and what the pane accepts from a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from consult.audit import AuditEntry
from consult.themes.models import Assignment, Theme
from consult.themes.queries import find_open_question
from consult.themes.queries_board import Narrowing, show_board
from consult.themes.queries_list import list_boards
from surveys.database import Database
from surveys.definition import Question, Survey
from tests import make
from tests.browser import Visitor
from tests.consult.themes.conftest import Board


def themes_of(store: Database) -> list[Theme]:
    with store.reading() as db:
        found = select(Theme).where(Theme.status == "candidate", Theme.kind == "theme").order_by(Theme.id)
        return list(db.scalars(found))


def seen(store: Database, board: Board, **narrowed):
    with store.reading() as db:
        question = find_open_question(db, board.question_id)[0]
        return show_board(db, question, Narrowing(**narrowed))


def test_words_find_themes_by_name_keyword_or_answer_and_say_how_many_answers(found: Board, store: Database):
    view = seen(store, found, search="PARKING")
    assert view.candidates and view.hidden
    with store.reading() as db:
        for card in view.candidates:
            answers = db.scalars(
                select(Assignment.answer_id).where(Assignment.theme_id == card.id, Assignment.ended_at.is_(None))
            )
            assert card.n == len(list(answers))
    assert sum(card.found for card in view.candidates) == 4  # of the eight about parking, as many say the word
    assert not seen(store, found, search="100%").candidates
    assert not seen(store, found, search="_").candidates, "a sign of the search language stands for itself"


def test_one_group_shows_only_the_themes_its_people_spoke_of(found: Board, store: Database):
    carers = seen(store, found, group_id=found.group_ids[0])
    for card in carers.candidates:
        assert card.of_group(found.group_ids[0]) > 0
    sizes = [card.of_group(found.group_ids[0]) for card in carers.candidates]
    assert sizes == sorted(sizes, reverse=True)


def test_the_least_certain_come_first_when_asked_for(found: Board, store: Database):
    with store.unit_of_work() as db:
        theme = db.scalars(select(Theme).where(Theme.kind == "theme").order_by(Theme.id.desc())).first()
        for row in db.scalars(select(Assignment).where(Assignment.theme_id == theme.id)):
            row.strength = 0.1
        for row in db.scalars(select(Assignment).where(Assignment.theme_id != theme.id)):
            row.strength = 0.9
        theme_id = theme.id
    view = seen(store, found, order="unsure")
    assert view.candidates[0].id == theme_id and view.candidates[0].unsure == view.candidates[0].n
    names = [card.label.casefold() for card in seen(store, found, order="name").candidates]
    assert names == sorted(names)


def test_the_share_reviewed_counts_each_answer_once(found: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    theme = themes_of(store)[0]
    officer.post(f"/office/themes/{theme.id}/sign-off", {"version": str(theme.version)})
    view = seen(store, found)
    with store.reading() as db:
        main = select(func.count()).where(
            Assignment.theme_id == theme.id, Assignment.is_main, Assignment.ended_at.is_(None)
        )
        assert (view.covered, view.placed) == (db.scalar(main), len(found.answer_ids))
    page = officer.get(f"/office/questions/{found.question_id}/themes")
    assert page.has(f"{100 * view.covered // view.placed}% in signed-off themes:")


def test_the_list_of_boards_asks_the_same_few_questions_however_many_there_are(
    found: Board, store: Database, sign_in, count_queries: Callable
):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    address = f"/office/consultations/{found.consultation_id}/themes"
    officer.get(address)
    with count_queries() as few:
        officer.get(address)
    with store.unit_of_work() as db:
        survey = db.get_one(Survey, found.survey_id)
        for number in range(5):
            make.question(db, survey, text=f"Question {number}")
    with count_queries() as many:
        page = officer.get(address)
    assert page.has("Question 4") and len(many) == len(few)
    with store.reading() as db:
        rows = list_boards(db, found.consultation_id)
    mine = next(row for row in rows if row.question.id == found.question_id)
    assert (mine.answers, mine.candidates, mine.begun) == (len(found.answer_ids), len(themes_of(store)), True)
    assert [row.begun for row in rows].count(True) == 1


def test_a_searched_board_and_the_pane_ask_the_same_few_questions_however_many_answers_there_are(
    found: Board, store: Database, sign_in, count_queries: Callable
):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    theme_id = themes_of(store)[0].id
    group = found.group_ids[0]
    addresses = (
        f"/office/questions/{found.question_id}/themes?q=hot&group={group}&order=unsure",
        f"/office/themes/{theme_id}?q=a&group={group}&show=unsure",
    )
    counts = []
    for _ in range(2):
        for address in addresses:
            officer.get(address)
            with count_queries() as seen_now:
                officer.get(address)
            counts.append(len(seen_now))
        with store.unit_of_work() as db:
            survey, asked = db.get_one(Survey, found.survey_id), db.get_one(Question, found.question_id)
            added = make.open_answers(db, survey, asked, [f"A hot answer {n}" for n in range(120)])
            board_id = db.get_one(Theme, theme_id).board_id
            db.add_all(
                Assignment(board_id=board_id, theme_id=theme_id, answer_id=one, source="machine", made_at=make.NOON)
                for one in added
            )
    assert counts[:2] == counts[2:] and max(counts) <= 21


def test_a_decision_leads_to_the_card_that_followed_with_the_board_still_narrowed(found: Board, store, sign_in):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    first, second = themes_of(store)[:2]
    page = officer.post(
        f"/office/themes/{first.id}/sign-off?q=a&order=name", {"version": str(first.version), "next": str(second.id)}
    )
    assert page.location == f"/office/questions/{found.question_id}/themes?q=a&order=name#theme-{second.id}"
    page = officer.post(f"/office/themes/{second.id}/sign-off", {"version": str(second.version), "next": "1><script>"})
    assert page.location == f"/office/questions/{found.question_id}/themes"


def test_a_name_and_a_sign_off_go_together_or_not_at_all(found: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    theme = themes_of(store)[0]
    address = f"/office/themes/{theme.id}/rename"
    data = {"version": str(theme.version), "label": "Company", "back": "board", "do": "sign_off"}
    officer.post(address, data)
    with store.reading() as db:
        held = db.get_one(Theme, theme.id)
        assert (held.label, held.status, held.version) == ("Company", "signed_off", theme.version + 2)
    officer.post(address, {**data, "version": str(theme.version + 2), "label": "Other words"}, status=409)
    with store.reading() as db:
        assert db.get_one(Theme, theme.id).label == "Company"


def test_renaming_on_the_board_keeps_the_description(found: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    theme = themes_of(store)[0]
    address = f"/office/themes/{theme.id}/rename"
    officer.post(address, {"version": str(theme.version), "label": "One", "description": "What belongs here"})
    page = officer.post(address, {"version": str(theme.version + 1), "label": "Two", "back": "board"})
    assert page.location.endswith(f"/themes#theme-{theme.id}")
    with store.reading() as db:
        held = db.get_one(Theme, theme.id)
        assert (held.label, held.description) == ("Two", "What belongs here")


def test_ticking_all_stores_nothing_and_leaves_no_trace(found: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    theme = themes_of(store)[0]
    with store.reading() as db:
        before = db.scalar(select(func.count(AuditEntry.id)))
    page = officer.post(
        f"/office/themes/{theme.id}/answers?show=unsure",
        {"version": str(theme.version), "action": "tick_all"},
        status=200,
    )
    boxes = [one for one in page.all("input") if one.get("name") == "answer"]
    assert boxes and all(one.get("checked") is not None for one in boxes)
    with store.reading() as db:
        assert db.scalar(select(func.count(AuditEntry.id))) == before
        assert db.scalar(select(func.count(Assignment.id)).where(Assignment.source == "person")) == 0


def test_pages_of_a_pane_shown_again_lead_back_to_reading(found: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    theme = themes_of(store)[0]
    with store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, found.survey_id), db.get_one(Question, found.question_id)
        added = make.open_answers(db, survey, asked, [f"Answer {n}" for n in range(120)])
        db.add_all(
            Assignment(board_id=theme.board_id, theme_id=theme.id, answer_id=one, source="machine", made_at=make.NOON)
            for one in added
        )
    data = {"version": str(theme.version), "action": "tick_all"}
    page = officer.post(f"/office/themes/{theme.id}/answers", data, status=200)
    links = [one.get("href") for one in page.all("a") if "page=2" in (one.get("href") or "")]
    assert links and all(link.startswith(f"/office/themes/{theme.id}?") for link in links)
    officer.get(links[0])


@pytest.mark.parametrize("asked", ["endpoint=static", "_scheme=ftp&_external=1", "_anchor=x&_method=POST"])
def test_an_address_typed_by_somebody_does_not_steer_the_links_between_pages(
    found: Board, store: Database, sign_in, asked: str
):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    theme = themes_of(store)[0]
    with store.unit_of_work() as db:
        survey, question = db.get_one(Survey, found.survey_id), db.get_one(Question, found.question_id)
        added = make.open_answers(db, survey, question, [f"Answer {n}" for n in range(60)])
        db.add_all(
            Assignment(board_id=theme.board_id, theme_id=theme.id, answer_id=one, source="machine", made_at=make.NOON)
            for one in added
        )
    page = officer.get(f"/office/themes/{theme.id}?{asked}")
    links = [one.get("href") for one in page.all("a") if re.search(r"page=2$", one.get("href") or "")]
    assert links and set(links) == {f"/office/themes/{theme.id}?page=2"}


def test_an_answer_accepted_by_a_script_is_stored_without_a_word_waiting_for_the_next_page(
    found: Board, store: Database, sign_in
):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    theme = themes_of(store)[0]
    with store.reading() as db:
        answer = db.scalar(select(Assignment.answer_id).where(Assignment.theme_id == theme.id))
    data = {"version": str(theme.version), "action": "confirm", "answer": [answer], "quiet": "1"}
    officer.post(f"/office/themes/{theme.id}/answers", data, status=204)
    assert not officer.get(f"/office/themes/{theme.id}").has("accepted here")
    with store.reading() as db:
        by = select(Assignment.source).where(Assignment.answer_id == answer, Assignment.theme_id == theme.id)
        assert db.scalar(by.where(Assignment.ended_at.is_(None))) == "person"
        assert db.scalar(select(AuditEntry.verb).order_by(AuditEntry.id.desc())) == "theme_pane.answers"
