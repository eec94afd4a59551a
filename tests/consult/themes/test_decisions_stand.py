"""What officers decided stands, whoever decides or discovers at the same moment or later."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.records import Statement
from analysis.themes import discover
from consult.themes.actions import merge_themes, move_answers, rename_theme
from consult.themes.actions_personal import decide_hidden
from consult.themes.models import Assignment, PersonalDecision, Theme, ThemeBoard
from consult.themes.work import store_discovery
from surveys.collection import Answer
from surveys.database import Database
from surveys.errors import Refusal
from tests import make
from tests.consult.themes.conftest import Board

PAUSE = 0.3  # seconds in which the second has every chance to run past the first


def side_by_side(store: Database, first: Callable[[Session], object], second: Callable[[Session], object]) -> list[str]:
    """Begin `second` once `first` is done but not yet stored; what each met with, the first's before the second's."""
    decided, met = threading.Event(), {}

    def begin() -> None:
        with store.unit_of_work() as db:
            first(db)
            db.flush()
            decided.set()
            threading.Event().wait(PAUSE)

    def follow() -> None:
        decided.wait(5)
        with store.unit_of_work() as db:
            second(db)

    def note(name: str, work: Callable[[], None]) -> None:
        try:
            work()
            met[name] = ""
        except Refusal as refusal:
            met[name] = type(refusal).__name__

    threads = [threading.Thread(target=note, args=one) for one in (("first", begin), ("second", follow))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [met["first"], met["second"]]


def three_themes(store: Database) -> list[int]:
    with store.reading() as db:
        return list(db.scalars(select(Theme.id).where(Theme.kind == "theme").order_by(Theme.id)))[:3]


def answers_in(db: Session, theme_id: int) -> set[int]:
    standing = select(Assignment.answer_id).where(Assignment.theme_id == theme_id, Assignment.ended_at.is_(None))
    return set(db.scalars(standing))


def test_answers_moved_into_a_theme_that_is_being_merged_away_stay_where_they_were(found: Board, store: Database):
    source, target, keep = three_themes(store)
    with store.reading() as db:
        before = answers_in(db, source)
    met = side_by_side(
        store,
        lambda db: merge_themes(db, keep, [(target, 1)], seen_version=1, by=1, at=make.NOON),
        lambda db: move_answers(db, source, [min(before)], target, seen_version=1, by=2, at=make.NOON),
    )
    with store.reading() as db:
        assert met == ["", "WrongState"]
        assert answers_in(db, source) == before and not answers_in(db, target)


def test_two_who_move_answers_into_each_others_theme_at_once_are_told_and_neither_is_cut_off(
    found: Board, store: Database
):
    one, other, _ = three_themes(store)
    with store.reading() as db:
        mine, theirs = min(answers_in(db, one)), max(answers_in(db, other))
    met = side_by_side(
        store,
        lambda db: move_answers(db, one, [mine], other, seen_version=1, by=1, at=make.NOON),
        lambda db: move_answers(db, other, [theirs], one, seen_version=1, by=2, at=make.NOON),
    )
    assert met == ["", "StaleEdit"]


def test_a_discovery_that_ends_while_an_officer_decides_leaves_that_theme_to_the_officer(found: Board, store: Database):
    theirs, *_ = three_themes(store)
    with store.reading() as db:
        board = db.scalars(select(ThemeBoard)).one()
        words = dict(db.execute(select(Answer.id, Answer.text).where(Answer.id.in_(found.answer_ids))).all())
        kept = answers_in(db, theirs)
    statements = [Statement(words[one] or "", one) for one in found.answer_ids]
    again = discover(statements, themes=2)
    met = side_by_side(
        store,
        lambda db: rename_theme(db, theirs, label="My words", description="", seen_version=1, by=1, at=make.NOON),
        lambda db: store_discovery(
            db, db.get_one(ThemeBoard, board.id), statements, again, answers=28, run_id=board.run_id or 0, at=make.NOON
        ),
    )
    with store.reading() as db:
        theme = db.get_one(Theme, theirs)
        assert met == ["", ""]
        assert (theme.label, theme.status, answers_in(db, theirs)) == ("My words", "candidate", kept)


def test_answers_erased_while_a_discovery_computes_are_in_no_theme_and_the_others_are(found: Board, store: Database):
    with store.reading() as db:
        board = db.scalars(select(ThemeBoard)).one()
        words = dict(db.execute(select(Answer.id, Answer.text).where(Answer.id.in_(found.answer_ids))).all())
    statements = [Statement(words[one] or "", one) for one in found.answer_ids]
    again = discover(statements, themes=3)
    quoted = {one.quote for one in again.themes}
    gone = [one for one in found.answer_ids if words[one] in quoted]
    with store.unit_of_work() as db:
        db.execute(delete(Answer).where(Answer.id.in_(gone)))
    with store.unit_of_work() as db:
        its_board = db.get_one(ThemeBoard, board.id)
        store_discovery(db, its_board, statements, again, answers=28, run_id=board.run_id or 0, at=make.NOON)
    with store.reading() as db:
        main = select(Assignment.answer_id).where(Assignment.ended_at.is_(None), Assignment.is_main)
        assert sorted(db.scalars(main)) == [one for one in found.answer_ids if one not in gone]
        live = db.scalars(select(Theme).where(Theme.status == "candidate")).all()
    assert len(gone) >= 3 and all(one.quote_answer_id not in (None, *gone) for one in live)


@pytest.mark.parametrize("action", ["confirm", "quote"])
def test_a_second_discovery_leaves_a_theme_alone_in_which_a_person_vouched_for_an_answer(
    found: Board, store: Database, sign_in, work_off, action: str
):
    read, *_ = three_themes(store)
    officer = sign_in("analyst", found.consultation_id)
    with store.reading() as db:
        before = answers_in(db, read)
    officer.post(f"/office/themes/{read}/answers", {"version": "1", "action": action, "answer": [str(min(before))]})
    officer.post(f"/office/questions/{found.question_id}/themes/discover")
    work_off()
    with store.reading() as db:
        assert answers_in(db, read) == before
        assert db.get_one(Theme, read).status == "candidate"


def test_two_who_decide_at_once_what_is_hidden_in_an_answer_do_not_both_go_through(board: Board, store: Database):
    with store.unit_of_work() as db:
        people = [make.user(db).id for _ in range(2)]

    def hide(who: int, words: str) -> Callable[[Session], object]:
        asked = {"consultation_id": board.consultation_id, "offered": [], "ticked": [], "seen_version": 0}
        return lambda db: decide_hidden(
            db, board.answer_ids[0], None, **asked, typed=words, by=people[who], at=make.NOON
        )

    assert side_by_side(store, hide(0, "company"), hide(1, "lunch")) == ["", "StaleEdit"]
    with store.reading() as db:
        assert db.scalars(select(PersonalDecision.made_by)).all() == [people[0]]
