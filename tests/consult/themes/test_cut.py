"""Fewer and more themes at once: the same discovery cut differently, and nothing a person did is lost by it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis.records import Statement
from analysis.themes import discover
from consult.queue import start_run
from consult.runs import Run
from consult.themes import actions_keywords
from consult.themes.actions import rename_theme
from consult.themes.actions_cut import count_layouts, cut_themes
from consult.themes.models import Assignment, Theme, ThemeBoard, ThemeTree, ThemeVersion
from consult.themes.queries_personal import read_hidden
from consult.themes.work import store_discovery
from surveys.collection import Answer
from surveys.database import Database
from surveys.definition import Question, Survey
from tests import make
from tests.browser import Visitor
from tests.consult.themes.conftest import Board
from tests.consult.themes.test_decisions_stand import side_by_side

BOTH = [
    "A hot dinner on a cold day is what I want. Sort out the parking by the hall, cars block the road",
    "I would love company at lunch instead of eating alone. Nowhere to park near the hall on club days",
]


def candidates(store: Database) -> list[Theme]:
    with store.reading() as db:
        wanted = select(Theme).where(Theme.status == "candidate", Theme.kind == "theme")
        return list(db.scalars(wanted.order_by(Theme.position, Theme.id)))


def version_of(store: Database) -> int:
    with store.reading() as db:
        return count_layouts(db.scalars(select(ThemeBoard)).one())


def cut(db: Session, board: Board, count: int, *, by: int = 1, seen: int | None = None) -> int | None:
    version = count_layouts(db.scalars(select(ThemeBoard)).one()) if seen is None else seen
    return cut_themes(db, board.question_id, count, seen_version=version, by=by, at=make.NOON)


def recut(store: Database, board: Board, count: int) -> int | None:
    with store.unit_of_work() as db:
        return cut(db, board, count)


def press(officer: Visitor, store: Database, board: Board, count: int, **expected: Any) -> Any:
    sent = {"themes": str(count), "version": str(version_of(store))}
    return officer.post(f"/office/questions/{board.question_id}/themes/cut", sent, **expected)


def everything(store: Database) -> str:
    """The themes on the board in order and all that stands under them, as bytes would have it."""
    with store.reading() as db:
        themes = db.scalars(
            select(Theme).where(Theme.status.in_(("candidate", "signed_off"))).order_by(Theme.position, Theme.label)
        )
        return json.dumps(
            [
                [
                    theme.label,
                    theme.keywords,
                    theme.examples,
                    theme.quote_answer_id,
                    theme.position,
                    standing(db, theme.id),
                ]
                for theme in themes
            ]
        )


def standing(db: Session, theme_id: int) -> list[list[Any]]:
    held = select(
        Assignment.answer_id, Assignment.is_main, Assignment.strength, Assignment.span_start, Assignment.span_end
    ).where(Assignment.theme_id == theme_id, Assignment.ended_at.is_(None))
    return sorted([list(row) for row in db.execute(held)], key=str)


def standing_in(store: Database, theme_id: int) -> list[list[Any]]:
    with store.reading() as db:
        return standing(db, theme_id)


def rows_of(store: Database, theme_id: int) -> set[int]:
    with store.reading() as db:
        held = select(Assignment.id).where(Assignment.theme_id == theme_id, Assignment.ended_at.is_(None))
        return set(db.scalars(held))


def mains(store: Database) -> Counter[int]:
    with store.reading() as db:
        return Counter(
            db.scalars(select(Assignment.answer_id).where(Assignment.ended_at.is_(None), Assignment.is_main))
        )


@pytest.fixture
def twofold(board: Board, store: Database, work_off: Callable[[], int]) -> Board:
    """The board with answers that say two things, discovered into five themes."""
    with store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, board.survey_id), db.get_one(Question, board.question_id)
        board.answer_ids.extend(make.open_answers(db, survey, asked, BOTH))
        ids = {"consultation_id": board.consultation_id, "subject_id": board.question_id}
        start_run(db, "themes.discover", **ids, parameters={"themes": 5}, by=None, at=make.NOON)
    assert work_off() == 1
    return board


def test_fewer_and_more_come_in_the_request_and_start_no_run(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    before = len(candidates(store))
    page = officer.follow(press(officer, store, found, before - 1))
    assert page.has(f"{before - 1} untouched themes now") and page.has("the same discovery, cut differently")
    assert len(candidates(store)) == before - 1
    page = officer.follow(press(officer, store, found, before + 2))
    assert len(candidates(store)) == before + 2 and page.has(f"{before} themes were found")
    with store.reading() as db:
        assert db.scalar(select(func.count(Run.id))) == 1


def test_cut_up_and_down_again_gives_the_same_board_byte_for_byte(twofold: Board, store: Database):
    with store.reading() as db:
        assert db.scalar(select(func.count(Assignment.id)).where(Assignment.is_main.is_(False))), "no further theme"
    seen = {5: everything(store)}
    for count in (2, 3, 9, 5, 12, 3, 2, 9, 12, 5):
        assert recut(store, twofold, count) == count == len(candidates(store))
        assert everything(store) == seen.setdefault(count, everything(store))


def test_every_answer_has_one_main_theme_whatever_the_cut(twofold: Board, store: Database):
    for count in range(2, 16):
        recut(store, twofold, count)
        assert mains(store) == dict.fromkeys(twofold.answer_ids, 1)
        assert len({theme.label for theme in candidates(store)}) == count


def test_a_theme_whose_answers_stay_keeps_its_row_and_their_assignments(twofold: Board, store: Database):
    before = {theme.id: rows_of(store, theme.id) for theme in candidates(store)}
    recut(store, twofold, 4)
    after = {theme.id for theme in candidates(store)}
    assert len(after & set(before)) == 3
    with store.reading() as db:
        gone = sorted(set(before) - after)
        retired = select(Theme.id).where(Theme.status == "retired").order_by(Theme.id)
        assert list(db.scalars(retired)) == gone
        last = select(ThemeVersion.decision).where(ThemeVersion.theme_id.in_(gone), ThemeVersion.number == 2)
        assert list(db.scalars(last)) == ["replaced", "replaced"]
        ended = set(db.scalars(select(Assignment.id).where(Assignment.ended_at.is_not(None))))
    assert ended == set().union(*(before[one] for one in gone))
    assert {one: rows_of(store, one) for one in after & set(before)} == {
        one: before[one] for one in after & set(before)
    }


def test_what_a_person_touched_stays_to_the_row_and_the_rest_is_cut(twofold: Board, sign_in, store: Database):
    officer = sign_in("analyst", twofold.consultation_id)
    signed, renamed, read, *free = candidates(store)
    officer.post(f"/office/themes/{signed.id}/sign-off", {"version": "1"})
    officer.post(f"/office/themes/{renamed.id}/rename", {"version": "1", "label": "My words"})
    answer = next(row[0] for row in standing_in(store, read.id) if row[1])
    officer.post(f"/office/themes/{read.id}/answers", {"version": "1", "action": "confirm", "answer": [answer]})
    touched = {one.id: (rows_of(store, one.id), standing_in(store, one.id)) for one in (signed, renamed, read)}
    seen: dict[int, str] = {}
    for count in (2, 3, 2, 3):
        recut(store, twofold, count)
        assert len(candidates(store)) == count + 2  # and the signed-off one
        assert {one: (rows_of(store, one), standing_in(store, one)) for one in touched} == touched
        assert mains(store) == dict.fromkeys(twofold.answer_ids, 1)
        assert everything(store) == seen.setdefault(count, everything(store))
    assert len(free) == 2


def test_a_second_officer_who_saw_the_board_before_is_refused_by_name(found: Board, sign_in, store: Database):
    quick, slow = (sign_in("analyst", found.consultation_id) for _ in range(2))
    seen, before = version_of(store), len(candidates(store))
    press(quick, store, found, before - 1)
    stands = everything(store)
    sent = {"themes": str(before + 3), "version": str(seen)}
    page = slow.post(f"/office/questions/{found.question_id}/themes/cut", sent, status=409)
    assert page.has("Somebody was quicker") and re.search(r"Person \d+ changed the themes on this board", page.reading)
    assert everything(store) == stands


@pytest.mark.parametrize("sent", [{}, {"themes": "4"}, {"themes": "x", "version": "y"}, {"themes": "9" * 5000}])
def test_a_form_that_is_not_ours_changes_nothing(found: Board, sign_in, store: Database, sent: dict[str, str]):
    stands = everything(store)
    officer = sign_in("analyst", found.consultation_id)
    officer.post(f"/office/questions/{found.question_id}/themes/cut", sent, status=409)
    assert everything(store) == stands


def test_of_two_who_cut_at_one_moment_the_second_is_told(found: Board, store: Database):
    seen = version_of(store)
    met = side_by_side(
        store, lambda db: cut(db, found, 2, by=1, seen=seen), lambda db: cut(db, found, 9, by=2, seen=seen)
    )
    assert met == ["", "StaleEdit"] and len(candidates(store)) == 2


def test_a_cut_leaves_a_theme_to_the_officer_who_decides_on_it_at_this_moment(found: Board, store: Database):
    theirs, seen = candidates(store)[0], version_of(store)
    held = rows_of(store, theirs.id)
    words = {"label": "My words", "description": "", "seen_version": 1, "by": 1, "at": make.NOON}
    met = side_by_side(
        store, lambda db: rename_theme(db, theirs.id, **words), lambda db: cut(db, found, 2, by=2, seen=seen)
    )
    assert met == ["", ""] and "My words" in {theme.label for theme in candidates(store)}
    assert rows_of(store, theirs.id) == held


def test_a_discovery_that_ends_while_somebody_cuts_takes_the_board_over(found: Board, store: Database):
    with store.reading() as db:
        board = db.scalars(select(ThemeBoard)).one()
        words = dict(db.execute(select(Answer.id, Answer.text).where(Answer.id.in_(found.answer_ids))).all())
    statements = [Statement(words[one] or "", one) for one in found.answer_ids]
    again, run_id = discover(statements, themes=4), board.run_id or 0
    met = side_by_side(
        store,
        lambda db: cut(db, found, 2, seen=count_layouts(board)),
        lambda db: store_discovery(
            db, db.get_one(ThemeBoard, board.id), statements, again, answers=28, run_id=run_id, at=make.NOON
        ),
    )
    assert met == ["", ""] and len(candidates(store)) == 4
    assert mains(store) == dict.fromkeys(found.answer_ids, 1)
    assert recut(store, found, 3) == 3


def test_fewer_than_two_are_never_cut(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    for count in (1, 0, -5):
        press(officer, store, found, count)
        assert len(candidates(store)) == 2


def asked_for(store: Database) -> dict[str, Any]:
    with store.reading() as db:
        return db.scalars(select(Run.parameters).order_by(Run.id.desc()).limit(1)).one()


AS_FOUND = {"engine": "standard", "language": "en"}


def test_a_board_from_before_trees_were_kept_says_what_its_buttons_do_and_they_start_a_run(
    found: Board, sign_in, store: Database
):
    officer = sign_in("analyst", found.consultation_id)
    with store.unit_of_work() as db:
        db.execute(delete(ThemeTree))
        board = db.scalars(select(ThemeBoard)).one()
        board.details = {name: value for name, value in board.details.items() if name not in ("found", "shown")}
    stands = everything(store)
    assert officer.get(f"/office/questions/{found.question_id}/themes").has("Each of these looks for themes anew.")
    assert officer.follow(press(officer, store, found, 2)).has("You can leave this page")
    assert asked_for(store) == {"themes": 2} | AS_FOUND
    assert everything(store) == stands


def test_where_nothing_finer_is_stored_an_officer_is_told_what_a_new_discovery_does_before_it_starts(
    found: Board, sign_in, store: Database
):
    officer = sign_in("analyst", found.consultation_id)
    press(officer, store, found, 90)  # as fine as the tree goes
    stands, runs = everything(store), asked_for(store)
    told = officer.follow(press(officer, store, found, 90))
    assert told.has("No other cut of this discovery is stored") and told.has("Heed reads the answers anew")
    assert (everything(store), asked_for(store)) == (stands, runs)
    form = {"themes": "90", "version": str(version_of(store)), "anew": "yes"}
    started = officer.post(f"/office/questions/{found.question_id}/themes/cut", form)
    assert officer.follow(started).has("You can leave this page")
    assert asked_for(store) == {"themes": 90} | AS_FOUND
    assert everything(store) == stands


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["A bus on Sundays"], "There are no more themes in the answers that were read."),
        (["A bus on Sundays", "a bus on SUNDAYS!"] * 4, "All answers use the same words, so there are no more"),
        (["A bus on Sundays"] * 4 + ["dunno"], "All answers that say something use the same words, so there are no"),
    ],
)
def test_no_more_themes_are_offered_than_answers_have_wordings_and_all_the_same_is_said(
    store: Database, sign_in, work_off: Callable[[], int], texts: list[str], told: str
):
    with store.unit_of_work() as db:
        within = make.consultation(db)
        survey = make.survey(db, within)
        asked = make.question(db, survey, text="What would help?")
        make.opened(db, survey)
        make.open_answers(db, survey, asked, texts)
        address, consultation_id = f"/office/questions/{asked.id}/themes", within.id
    officer = sign_in("analyst", consultation_id)
    officer.post(f"{address}/discover")
    work_off()
    page = officer.get(address)
    assert page.has(told) and not page.has("More themes") and not page.has("Fewer themes")
    assert page.has("“Find themes again” reads the answers anew.")
    assert page.has("1 theme. All answers") is (len(texts) > 1)


def test_more_themes_are_offered_as_long_as_there_are_wordings_to_part(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    address = f"/office/questions/{found.question_id}/themes"
    assert officer.get(address).has("More themes")
    with store.unit_of_work() as db:
        board = db.scalars(select(ThemeBoard)).one()
        board.details = {**board.details, "wordings": len(candidates(store))}
    page = officer.get(address)
    assert not page.has("More themes") and page.has("There are no more themes in the answers that were read.")
    assert page.has("Fewer themes") and page.has("“Fewer” shows the same discovery, cut differently, at once.")


def test_answers_that_came_after_the_discovery_still_wait(found: Board, sign_in, store: Database):
    with store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, found.survey_id), db.get_one(Question, found.question_id)
        make.open_answers(db, survey, asked, ["More parking please", "Hot dinners please"])
    officer = sign_in("analyst", found.consultation_id)
    assert officer.follow(press(officer, store, found, 3)).has("2 answers are in no theme yet")
    assert mains(store) == dict.fromkeys(found.answer_ids, 1)


def test_an_answer_that_is_erased_is_gone_from_every_cut_and_its_words_were_never_in_the_tree(
    twofold: Board, store: Database
):
    with store.unit_of_work() as db:
        tree = db.scalars(select(ThemeTree)).one()
        texts = [text for text in db.scalars(select(Answer.text)) if text and len(text) > 8]
        kept = json.dumps([tree.branches, tree.merges, tree.themes]) + tree.places.decode("latin-1")
        assert len(texts) > 20 and not [text for text in texts if text in kept]
        shown = {theme.quote_answer_id for theme in db.scalars(select(Theme))}
        erased = [one for one in twofold.answer_ids if one not in shown][::3]
        db.execute(delete(Answer).where(Answer.id.in_(erased)))
    rest = [one for one in twofold.answer_ids if one not in erased]
    for count in (2, 7, 5):
        assert recut(store, twofold, count) == count
        assert mains(store) == dict.fromkeys(rest, 1)
        for theme in candidates(store):
            assert set(theme.examples) <= set(rest) or theme.version == 1


def test_what_was_hidden_after_the_discovery_names_no_theme_that_is_cut_later(
    twofold: Board, sign_in, store: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(actions_keywords, "COMMON_FROM", 1000)  # as if no other answer said them openly
    before = max(theme.id for theme in candidates(store))
    recut(store, twofold, 9)
    assert any("park" in theme.label.lower() for theme in candidates(store) if theme.id > before)
    recut(store, twofold, 5)
    officer, before = sign_in("analyst", twofold.consultation_id), max(theme.id for theme in candidates(store))
    for words in ("Parking", "parked", "park"):
        answer = next(row.id for row in answers(store) if words in row.text)
        version = officer.get(f"/office/answers/{answer}/hidden").field("version")
        officer.post(f"/office/answers/{answer}/hidden", {"version": version, "words": words})
    for count in (2, 9):
        recut(store, twofold, count)
        made = [theme for theme in candidates(store) if theme.id > before]
        assert len(made) > 1
        for theme in made:
            shown = " ".join([theme.label, *theme.keywords]).lower().replace(",", " ").split()
            assert not {"parking", "parked", "park"} & set(shown)
        assert len({theme.label for theme in candidates(store)}) == count
    # Shown again, they come back: in the themes that were cut meanwhile, and in those cut from now on.
    for answer in [one.id for one in answers(store) if "[hidden]" in shown_as(store, one)]:
        page = officer.get(f"/office/answers/{answer}/hidden")
        parts = [one.get("value") for one in page.all("input") if one.get("name") == "part"]
        officer.post(f"/office/answers/{answer}/hidden", {"version": page.field("version"), "part": parts})
    cut_meanwhile = [word for theme in candidates(store) for word in theme.keywords]
    assert {"parking", "parked"} & set(cut_meanwhile)
    recut(store, twofold, 5)
    recut(store, twofold, 9)
    assert any("park" in theme.label.lower() for theme in candidates(store))
    with store.reading() as db:
        kept = db.scalars(select(ThemeTree)).one().branches
        assert not any(one["withheld"] or one["named"] for one in kept)
        assert db.scalars(select(ThemeBoard)).one().details["withheld"] == {}


def shown_as(store: Database, answer: Answer) -> str:
    with store.reading() as db:
        return read_hidden(db, {answer.id: answer.text})[answer.id]


def answers(store: Database) -> list[Answer]:
    with store.reading() as db:
        return list(db.scalars(select(Answer).where(Answer.text.is_not(None)).order_by(Answer.id)))


def test_themes_a_cut_made_are_marked_until_the_next(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    address = f"/office/questions/{found.question_id}/themes"
    assert not officer.get(address).has("New in this cut")
    before = {theme.id for theme in candidates(store)}
    page = officer.follow(press(officer, store, found, len(before) - 1))
    made = {theme.id for theme in candidates(store)} - before
    assert len(made) == page.text.count("New in this cut") == 1


def test_two_themes_of_one_board_never_have_one_name(twofold: Board, sign_in, store: Database):
    """A theme somebody touched keeps the machine's words; the theme above it must take others."""
    officer = sign_in("analyst", twofold.consultation_id)
    recut(store, twofold, 12)
    for theme in candidates(store)[:6]:
        officer.post(f"/office/themes/{theme.id}/set-aside", {"version": str(theme.version), "kind": "other"})
        officer.post(f"/office/themes/{theme.id}/set-aside", {"version": str(theme.version + 1), "kind": "theme"})
    for count in range(2, 7):
        recut(store, twofold, count)
        labels = [theme.label for theme in candidates(store)]
        assert len(labels) == len(set(labels)) == count + 6
