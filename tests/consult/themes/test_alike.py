"""Themes that say nearly the same stand beside each other and become one in one go; nobody's answers are lost by it."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from consult.accounts.models import User
from consult.themes.actions import add_theme, open_board
from consult.themes.models import Assignment, Theme, ThemeTree
from consult.themes.queries import find_open_question
from consult.themes.queries_alike import MOST_BESIDE, Family, list_alike
from consult.themes.queries_board import show_board
from surveys.database import Database
from tests import make
from tests.browser import Page, Visitor
from tests.consult.themes.conftest import Board
from tests.consult.themes.test_cut import candidates, recut


def families(store: Database, board: Board) -> tuple[Family, ...]:
    with store.reading() as db:
        return list_alike(db, show_board(db, find_open_question(db, board.question_id)[0]))


def join(officer: Visitor, board: Board, themes: list[Theme], **expected: int) -> Page:
    sent = {"theme": [f"{theme.id}:{theme.version}" for theme in themes], "first": str(themes[0].id if themes else "")}
    return officer.post(f"/office/questions/{board.question_id}/themes/join?order=alike", sent, **expected)


def answers_placed(store: Database) -> int:
    with store.reading() as db:
        return db.scalar(select(func.count(func.distinct(Assignment.answer_id))).where(Assignment.ended_at.is_(None)))


@pytest.fixture
def many(found: Board, store: Database) -> Board:
    """The board cut into more themes than stand under one heading."""
    assert (recut(store, found, 12) or 0) > MOST_BESIDE
    return found


def test_every_candidate_stands_once_beside_those_it_is_alike(many: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", many.consultation_id)
    officer.post(f"/office/questions/{many.question_id}/themes/add", {"label": "Seen by nobody but me"})
    laid = families(store, many)
    shown = [card.id for family in laid for card in family.cards]
    assert sorted(shown) == sorted(theme.id for theme in candidates(store))
    assert len(laid) > 1 and all(len(family.cards) <= MOST_BESIDE for family in laid if not family.alone)
    for family in laid:
        sizes = [card.n for card in family.cards]
        assert family.alone or sizes == sorted(sizes, reverse=True)
    assert [family.follows for family in laid] == [*(family.cards[0] for family in laid[1:]), None]
    assert laid[-1].alone and "Seen by nobody but me" in [card.label for card in laid[-1].cards]


def test_what_one_matter_was_cut_into_stands_under_one_heading(many: Board, store: Database):
    parking = [{"park" in card.quote.casefold() for card in family.cards} for family in families(store, many)]
    assert [kinds for kinds in parking if True in kinds] == [{True}]


def test_ticked_themes_become_one_with_all_their_answers(many: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", many.consultation_id)
    before, placed = candidates(store), answers_placed(store)
    page = officer.get(f"/office/questions/{many.question_id}/themes?order=alike")
    assert page.has("Join the ticked themes") and page.has("close to it")
    largest, *others = before[:3]
    done = officer.follow(join(officer, many, before[:3]))
    assert done.has(f"3 themes are one now: “{largest.label}”.")
    assert [theme.id for theme in candidates(store)] == [theme.id for theme in before if theme not in others]
    assert answers_placed(store) == placed
    with store.reading() as db:
        assert {db.get_one(Theme, one.id).merged_into_id for one in others} == {largest.id}


def test_one_tick_joins_nothing_and_the_page_says_so_where_it_was_ticked(many: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", many.consultation_id)
    head = next(family.cards[0].id for family in families(store, many) if not family.alone)
    ticked = next(theme for theme in candidates(store) if theme.id == head)
    page = join(officer, many, [ticked], status=422)
    assert page.has("Tick at least two themes to join")
    assert f"#join-theme-{head}" in [link.get("href") for link in page.all("a")]
    boxes = [one for one in page.all("input") if one.get("name") == "theme"]
    assert [one.get("value") for one in boxes if one.get("checked") is not None] == [f"{head}:{ticked.version}"]
    assert join(officer, many, [], status=422).has("Tick at least two themes to join")
    with store.reading() as db:
        assert not db.scalar(select(func.count()).where(Theme.status == "merged"))


def test_themes_a_colleague_changed_meanwhile_are_not_joined(many: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", many.consultation_id)
    before = candidates(store)
    officer.post(f"/office/themes/{before[1].id}/sign-off", {"version": str(before[1].version)})
    assert join(officer, many, before[:2], status=409).has("Somebody was quicker")
    with store.reading() as db:
        assert not db.scalar(select(func.count()).where(Theme.status == "merged"))


def test_a_theme_that_is_signed_off_is_not_joined(many: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", many.consultation_id)
    kept, beside = candidates(store)[:2]
    officer.post(f"/office/themes/{kept.id}/sign-off", {"version": str(kept.version)})
    with store.reading() as db:
        signed = db.get_one(Theme, kept.id)
    join(officer, many, [signed, beside], status=409)
    with store.reading() as db:
        assert [db.get_one(Theme, one.id).status for one in (kept, beside)] == ["signed_off", "candidate"]


def test_a_theme_of_another_question_is_not_joined(many: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", many.consultation_id)
    mine = candidates(store)[0]
    stranger = make_theme_elsewhere(store)
    join(officer, many, [mine, stranger], status=409)
    with store.reading() as db:
        assert {db.get_one(Theme, one.id).status for one in (mine, stranger)} == {"candidate"}


def make_theme_elsewhere(store: Database) -> Theme:
    with store.unit_of_work() as db:
        within = make.consultation(db)
        asked = make.question(db, make.survey(db, within), text="And what else?")
        someone = db.scalars(select(User.id)).first()
        board = open_board(db, within.id, asked.id)
        return add_theme(db, board, label="Elsewhere", description="", by=someone, at=make.NOON)


def test_a_board_whose_likeness_was_not_kept_says_so_and_shows_every_theme(found: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    with store.unit_of_work() as db:
        db.execute(delete(ThemeTree))
    page = officer.get(f"/office/questions/{found.question_id}/themes?order=alike")
    assert page.has("Find themes again to see it.")
    assert all(page.has(theme.label) for theme in candidates(store))
