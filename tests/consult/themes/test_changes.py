"""After themes are found again, officers see which answers stand elsewhere, and that no decision was undone."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from consult.queue import start_run
from consult.themes.models import Assignment, Theme, ThemeBoard
from consult.themes.queries_changes import find_changes
from surveys.database import Database
from surveys.definition import Question, Survey
from tests import make
from tests.consult.themes.conftest import Board

MORE = ["More buses on Sunday please", "A bus on Sunday evening", "No bus runs on Sunday", "The Sunday bus was cut"]


def address(board: Board, tail: str = "/changes") -> str:
    return f"/office/questions/{board.question_id}/themes{tail}"


def find_again(store: Database, board: Board, work_off: Callable[[], int], themes: int | None = None) -> None:
    with store.unit_of_work() as db:
        start_run(
            db,
            "themes.discover",
            consultation_id=board.consultation_id,
            subject_id=board.question_id,
            parameters={"themes": themes} if themes else None,
            by=None,
            at=make.NOON,
        )
    assert work_off() == 1


def test_after_one_discovery_there_is_nothing_to_compare(found: Board, sign_in):
    officer = sign_in("analyst", found.consultation_id)
    assert officer.get(address(found)).has("there is nothing to compare")
    assert not officer.get(address(found, "")).has("What the last discovery changed")


def test_the_same_answers_found_again_change_nothing(found: Board, sign_in, store: Database, work_off):
    find_again(store, found, work_off)
    officer = sign_in("analyst", found.consultation_id)
    assert officer.get(address(found, "")).has("What the last discovery changed")
    page = officer.get(address(found))
    assert page.has("0 answers were read for the first time.") and page.has("Of these 0 stand apart now")


def test_every_answer_is_counted_once_and_new_ones_apart(found: Board, sign_in, store: Database, work_off):
    with store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, found.survey_id), db.get_one(Question, found.question_id)
        make.open_answers(db, survey, asked, MORE)
    with store.reading() as db:
        signed = db.scalars(select(Theme).where(Theme.status == "candidate").order_by(Theme.position)).first()
        assert signed is not None
        held = len(db.scalars(select(Assignment.id).where(Assignment.theme_id == signed.id, Assignment.is_main)).all())
    officer = sign_in("analyst", found.consultation_id)
    officer.post(f"/office/themes/{signed.id}/sign-off", {"version": "1"})
    find_again(store, found, work_off, themes=2)
    with store.reading() as db:
        changes = find_changes(db, db.scalars(select(ThemeBoard)).one())
    assert changes is not None
    assert (changes.first, changes.read) == (len(MORE), len(found.answer_ids) - held)
    assert sum(one.n for one in changes.rows) == changes.read
    assert changes.moved == sum(one.n for one in changes.rows if not one.went_on)
    board = officer.get(address(found, ""))
    assert board.has(f"{held} answers under themes that people decided on stayed as they were.")
    page = officer.get(address(found))
    assert page.has(f"{len(MORE)} answers were read for the first time.") and page.has(
        "Nothing that a person had placed"
    )
    assert signed.label not in {label for one in changes.rows for label in (one.before, one.now)}


def test_a_theme_that_a_cut_took_off_the_board_is_no_link(found: Board, sign_in, store: Database, work_off):
    find_again(store, found, work_off)
    officer = sign_in("analyst", found.consultation_id)
    with store.reading() as db:
        layouts = db.scalars(select(ThemeBoard.details)).one()["layouts"]
    officer.post(address(found, "/cut"), {"themes": "2", "version": str(layouts)}, status=303)
    links = [one.get("href") for one in officer.get(address(found)).all("a")]
    with store.reading() as db:
        gone = set(db.scalars(select(Theme.id).where(Theme.status == "retired")))
    assert gone and not {f"/office/themes/{one}" for one in gone} & set(links)


def test_whoever_asked_for_themes_is_told_what_was_found_until_somebody_decides(
    board: Board, sign_in, store: Database, work_off
):
    asker, colleague = (sign_in("analyst", board.consultation_id) for _ in range(2))
    for officer in (asker, colleague):
        assert not officer.get(address(board, "")).has("Themes were found in")
    asker.post(address(board, "/discover"))
    work_off()
    with store.reading() as db:
        themes = len(db.scalars(select(Theme.id).where(Theme.kind == "theme")).all())
    assert asker.get(address(board, "")).has(f"Themes were found in 28 answers: {themes} themes. Read each one")
    assert not colleague.get(address(board, "")).has("Themes were found in")
    with store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, board.survey_id), db.get_one(Question, board.question_id)
        make.open_answers(db, survey, asked, MORE * 2)
    asker.post(address(board, "/discover"))
    work_off()
    page = asker.get(address(board, ""))
    assert page.has("Themes were found in 36 answers:") and page.has(" new. Read each one")
    with store.reading() as db:
        theme = db.scalars(select(Theme).where(Theme.status == "candidate", Theme.kind == "theme")).first()
    colleague.post(f"/office/themes/{theme.id}/sign-off", {"version": str(theme.version)})
    assert not asker.get(address(board, "")).has("Themes were found in")
