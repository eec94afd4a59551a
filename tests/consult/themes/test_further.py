"""Further themes of an answer: shown with the part that earned them, counted nowhere until a person puts it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, select, update

from consult.runs import Run
from consult.themes import work_suggestions
from consult.themes.actions import add_theme, open_board, sign_off
from consult.themes.models import Assignment, FurtherSuggestion, Suggestion, SuggestionDecision, Theme
from consult.themes.queries_suggestions import FURTHER, LEARNT_FROM, Made, decided_answers, list_sure
from surveys.collection import Answer
from surveys.database import Database
from surveys.definition import Question, Survey
from tests import make
from tests.browser import Page, Visitor
from tests.consult.themes.conftest import Board

FOOD = "The hot dinner arrives cold at my door in winter, ring me on 07700 900123"
CARS = "Sort out the parking, cars block the road near the hall on club days"
MATTERS = ("company", "hot", "parking")
ENOUGH = Made(1, LEARNT_FROM)


@dataclass(frozen=True)
class Waiting:
    """An answer that says two things, with its main theme, and the further one by its id."""

    board: Board
    answer: int
    main: int
    part: FurtherSuggestion

    @property
    def address(self) -> str:
        return f"/office/questions/{self.board.question_id}/themes/suggestions"


@pytest.fixture
def waiting(board: Board, sign_in, store: Database, work_off: Callable[[], int]) -> Waiting:
    """Three themes that a person made and filled, and one answer that says two of these things, with suggestions."""
    with store.unit_of_work() as db:
        its_board, by = open_board(db, board.consultation_id, board.question_id), make.user(db).id
        who = {"by": by, "at": make.NOON}
        for at, name in enumerate(MATTERS):
            theme = add_theme(db, its_board, label=name.capitalize(), description="", **who)
            placed = {"board_id": its_board.id, "theme_id": theme.id, "source": "person", "made_by": by}
            ids = board.answer_ids[8 * at : 8 * at + 8]
            db.add_all(Assignment(**placed, answer_id=one, made_at=make.NOON) for one in ids)
            db.flush()
            sign_off(db, theme.id, seen_version=1, **who)
        survey, asked = db.get_one(Survey, board.survey_id), db.get_one(Question, board.question_id)
        (answer,) = make.open_answers(db, survey, asked, [f"{FOOD}. {CARS}"])
    sign_in("analyst", board.consultation_id).post(f"/office/questions/{board.question_id}/themes/suggestions/anew")
    assert work_off() == 1
    with store.reading() as db:
        main = db.scalars(select(Suggestion.theme_id).where(Suggestion.answer_id == answer)).one()
        part = db.scalars(select(FurtherSuggestion).where(FurtherSuggestion.answer_id == answer)).one()
        return Waiting(board, answer, main, part)


def save(officer: Visitor, one: Waiting, *, do: str = "later", also: str = "later", status: int = 303) -> Page:
    with_run = {"run": str(one.part.run_id), "answer": [str(one.answer)], f"do-{one.answer}": do}
    sent = with_run | {f"suggested-{one.answer}": str(one.main), "further": [f"{one.answer}-{one.part.id}"]}
    return officer.post(one.address, sent | {f"also-{one.part.id}": also}, status=status)


def standing(store: Database, answer: int) -> list[Assignment]:
    with store.reading() as db:
        held = select(Assignment).where(Assignment.answer_id == answer, Assignment.ended_at.is_(None))
        return list(db.scalars(held.order_by(Assignment.is_main.desc())))


def part_of(store: Database, one: Waiting) -> FurtherSuggestion | None:
    with store.reading() as db:
        return db.get(FurtherSuggestion, one.part.id)


def test_the_page_shows_the_part_that_earned_a_further_theme_and_how_rough_the_guess_is(waiting: Waiting, sign_in):
    assert waiting.part.theme_id != waiting.main
    page = sign_in("analyst", waiting.board.consultation_id).get(waiting.address)
    assert page.has("This part may also belong to") and page.has(FURTHER)
    (mark,) = ["".join(one.itertext()) for one in page.all("mark")]
    assert mark == CARS or (mark.startswith("The hot dinner arrives cold") and "07700" not in mark)


def test_a_further_theme_counts_nowhere_until_it_is_accepted_on_its_own(waiting: Waiting, sign_in, store: Database):
    officer = sign_in("analyst", waiting.board.consultation_id)
    assert standing(store, waiting.answer) == []
    save(officer, waiting, also="yes")
    (made,) = standing(store, waiting.answer)
    assert (made.theme_id, made.is_main, made.source) == (waiting.part.theme_id, False, "person")
    assert (made.span_start, made.span_end) == (waiting.part.span_start, waiting.part.span_end)
    page = officer.get(waiting.address)
    assert page.has(f"Answer {waiting.answer}") and not page.has("This part may also belong to")
    with store.reading() as db:
        learnt = set(db.scalars(decided_answers(waiting.part.board_id)))
    assert waiting.answer not in learnt, "its main theme still waits"
    assert officer.get(f"/office/themes/{waiting.part.theme_id}").has("its main theme is another")


def test_main_and_further_are_decided_with_one_button(waiting: Waiting, sign_in, store: Database):
    officer = sign_in("analyst", waiting.board.consultation_id)
    assert officer.follow(save(officer, waiting, do="yes", also="yes")).has("2 decisions saved")
    assert [one.theme_id for one in standing(store, waiting.answer)] == [waiting.main, waiting.part.theme_id]


def test_a_refused_further_theme_is_kept_as_refused_and_not_suggested_again(
    waiting: Waiting, sign_in, store: Database, work_off
):
    officer = sign_in("analyst", waiting.board.consultation_id)
    save(officer, waiting, also="none")
    kept = part_of(store, waiting)
    assert kept.accepted is False and kept.decided_by and standing(store, waiting.answer) == []
    officer.post(f"{waiting.address}/anew")
    work_off()
    with store.reading() as db:
        assert [one.id for one in db.scalars(select(FurtherSuggestion))] == [waiting.part.id]


def test_one_left_open_goes_when_the_answer_is_decided(waiting: Waiting, sign_in, store: Database):
    save(sign_in("analyst", waiting.board.consultation_id), waiting, do="yes")
    assert part_of(store, waiting) is None
    assert [one.theme_id for one in standing(store, waiting.answer)] == [waiting.main]


def test_none_of_these_and_a_further_theme_together_is_a_named_error_that_keeps_both_marks(
    waiting: Waiting, sign_in, store: Database
):
    page = save(sign_in("analyst", waiting.board.consultation_id), waiting, do="none", also="yes", status=422)
    assert page.has("You marked “None of these” and a further theme: keep one of the two")
    ticked = {one.get("id") for one in page.all("input") if one.get("checked") is not None}
    assert {f"do-{waiting.answer}-none", f"also-{waiting.part.id}-yes"} <= ticked
    assert standing(store, waiting.answer) == [] and part_of(store, waiting).accepted is None


def test_an_answer_under_a_further_theme_is_not_said_to_fit_none(waiting: Waiting, sign_in, store: Database):
    officer = sign_in("analyst", waiting.board.consultation_id)
    save(officer, waiting, also="yes")
    page = officer.follow(save(officer, waiting, do="none"))
    with store.reading() as db:
        label = db.get_one(Theme, waiting.part.theme_id).label
        assert db.scalars(select(SuggestionDecision)).all() == []
    assert page.has(f"Not saved for answer {waiting.answer}") and page.has(f"put a part of it under “{label}”")
    assert [one.theme_id for one in standing(store, waiting.answer)] == [waiting.part.theme_id]
    assert officer.follow(save(officer, waiting, do="yes")).has("1 decision saved")


def test_of_two_officers_the_second_is_told_and_changes_nothing(waiting: Waiting, sign_in, store: Database):
    first, second = (sign_in("analyst", waiting.board.consultation_id) for _ in range(2))
    save(first, waiting, also="none")
    assert second.follow(save(second, waiting, also="yes")).has(f"Not saved for answer {waiting.answer}")
    assert standing(store, waiting.answer) == [] and part_of(store, waiting).accepted is False


def test_a_theme_reopened_in_between_takes_no_part(waiting: Waiting, sign_in, store: Database):
    officer = sign_in("analyst", waiting.board.consultation_id)
    with store.reading() as db:
        theme = db.get_one(Theme, waiting.part.theme_id)
    officer.post(f"/office/themes/{theme.id}/reopen", {"version": str(theme.version)})
    assert officer.follow(save(officer, waiting, also="yes")).has("is no longer signed off")
    assert standing(store, waiting.answer) == []


def test_the_sure_ones_leave_out_answers_that_may_belong_to_a_further_theme(waiting: Waiting, store: Database):
    with store.unit_of_work() as db:
        db.execute(update(Suggestion).values(strength=0.97))
        assert waiting.answer not in {one.answer_id for one in list_sure(db, waiting.part.board_id, ENOUGH)}
        db.execute(update(FurtherSuggestion).values(accepted=False, decided_by=1, decided_at=make.NOON))
        assert waiting.answer in {one.answer_id for one in list_sure(db, waiting.part.board_id, ENOUGH)}


@pytest.mark.parametrize("gone", ["candidate", "merged"])
def test_a_further_theme_that_no_page_shows_keeps_no_answer_from_the_sure_ones(
    waiting: Waiting, sign_in, store: Database, gone: str
):
    with store.unit_of_work() as db:
        db.execute(update(Suggestion).values(strength=0.97))
        db.execute(update(Theme).where(Theme.id == waiting.part.theme_id).values(status=gone))
    page = sign_in("analyst", waiting.board.consultation_id).get(waiting.address)
    assert not page.has("This part may also belong to")
    with store.reading() as db:
        assert waiting.answer in {one.answer_id for one in list_sure(db, waiting.part.board_id, ENOUGH)}


def test_an_answer_erased_while_the_run_computes_gets_no_suggestion_and_the_run_ends_well(
    waiting: Waiting, sign_in, store: Database, work_off, monkeypatch: pytest.MonkeyPatch
):
    suggest = work_suggestions.suggest

    def erase_meanwhile(*asked, **how):
        found = suggest(*asked, **how)
        with store.unit_of_work() as db:
            db.execute(delete(Answer).where(Answer.id == waiting.answer))
        return found

    monkeypatch.setattr(work_suggestions, "suggest", erase_meanwhile)
    officer = sign_in("analyst", waiting.board.consultation_id)
    officer.post(f"{waiting.address}/anew")
    work_off()
    with store.reading() as db:
        assert db.scalars(select(Run.status).order_by(Run.id.desc())).first() == "done"
        assert not {one.answer_id for one in db.scalars(select(Suggestion))} & {waiting.answer}
        assert db.scalars(select(FurtherSuggestion)).all() == []
