"""Suggestions: made by a run, counted nowhere, decided by officers, and a colleague's decision never overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from consult.runs import Run
from consult.themes.models import Assignment, Suggestion, SuggestionDecision, Theme, ThemeBoard, ThemeVersion
from consult.themes.queries_suggestions import LEARNT, LEARNT_FROM, TOO_FEW, UNCHECKED, say_strength
from surveys.database import Database
from surveys.definition import Question, Survey
from tests import make
from tests.browser import Page, Visitor
from tests.consult.themes.conftest import Board

NEW = [
    "Hot dinner please, mine came cold",
    "No parking near the hall again",
    "Company at lunch would be lovely, I eat alone",
    "Ring Jo Bloggs on 07700 900123 about the parked cars",
    "The library roof leaks",
    "n/a",
]


def address(board: Board, tail: str = "") -> str:
    return f"/office/questions/{board.question_id}/themes/suggestions{tail}"


@pytest.fixture
def waiting(found: Board, sign_in, store: Database, work_off: Callable[[], int]) -> list[int]:
    """Six answers that came after every theme but one was signed off; returns their ids. Suggestions are made."""
    officer = sign_in("analyst", found.consultation_id)
    with store.reading() as db:
        themes = list(db.scalars(select(Theme).where(Theme.kind == "theme").order_by(Theme.id)))
    for theme in themes:
        officer.post(f"/office/themes/{theme.id}/sign-off", {"version": str(theme.version)})
    with store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, found.survey_id), db.get_one(Question, found.question_id)
        added = make.open_answers(db, survey, asked, NEW)
    officer.post(address(found, "/anew"))
    assert work_off() == 1
    return added


def follow(officer: Visitor, address: str, data: dict[str, object]) -> Page:
    """Send a form and open the page it leads to."""
    officer.post(address, data)
    return officer.get(address.removesuffix("/sure"))


def suggestions(store: Database) -> dict[int, Suggestion]:
    with store.reading() as db:
        return {one.answer_id: one for one in db.scalars(select(Suggestion))}


def standing(store: Database, answer_id: int) -> list[Assignment]:
    with store.reading() as db:
        query = select(Assignment).where(Assignment.answer_id == answer_id, Assignment.ended_at.is_(None))
        return list(db.scalars(query.order_by(Assignment.id)))


def marked(store: Database, **by_answer: tuple[str, int]) -> dict[str, object]:
    """A form as the page sends it: by answer (named a12) what is marked and the theme in the list."""
    held = suggestions(store)
    run = max(one.run_id for one in held.values())
    data: dict[str, object] = {"run": str(run), "answer": [name[1:] for name in by_answer]}
    for name, (do, theme) in by_answer.items():
        suggested = held[int(name[1:])].theme_id if int(name[1:]) in held else 0
        data |= {f"do-{name[1:]}": do, f"theme-{name[1:]}": str(theme or ""), f"suggested-{name[1:]}": suggested or 0}
    return data


def test_a_board_with_fewer_than_two_signed_off_themes_is_told_what_to_do_first(found: Board, sign_in, work_off):
    officer = sign_in("analyst", found.consultation_id)
    assert officer.get(address(found)).has("Sign off at least two themes first")
    officer.post(address(found, "/anew"))
    work_off()
    assert officer.get(address(found)).has("It did not work")


def test_answers_that_wait_get_a_suggestion_and_those_that_say_nothing_get_none(waiting: list[int], store: Database):
    held = suggestions(store)
    assert set(waiting[:5]) <= set(held) and waiting[5] not in held
    with store.reading() as db:
        labels = {theme.id: theme.keywords for theme in db.scalars(select(Theme))}
    parking = held[waiting[1]]
    assert parking.theme_id and any("park" in word.lower() for word in labels[parking.theme_id])


def test_a_suggestion_counts_nowhere_until_a_person_accepts_it(found: Board, waiting: list[int], store: Database):
    assert not any(standing(store, answer) for answer in waiting)


def test_the_board_says_how_many_wait_and_leads_to_the_suggestions(found: Board, waiting, sign_in, store: Database):
    page = sign_in("analyst", found.consultation_id).get(f"/office/questions/{found.question_id}/themes")
    assert page.has(f"{len(suggestions(store))} suggestions to look through") and page.has("6 answers wait")


def learn_from(store: Database, decisions: int = LEARNT_FROM) -> None:
    """As if the runs had learnt from so many decisions."""
    with store.unit_of_work() as db:
        for run in db.scalars(select(Run).where(Run.kind == "themes.suggest")):
            run.parameters = {**run.parameters, LEARNT: decisions}


def test_a_guess_that_nobody_checked_says_so_and_gives_no_number(found: Board, waiting, sign_in, store: Database):
    page = sign_in("analyst", found.consultation_id).get(address(found))
    assert page.reading.count(UNCHECKED) == len(suggestions(store)) and "in 10" not in page.reading
    assert page.has("Still learning") and page.has("Nobody has checked these guesses yet")


def test_how_sure_a_guess_is_is_said_from_fifty_decisions_on_and_not_before(
    found: Board, waiting, sign_in, store: Database
):
    make_sure(store, waiting[:3])
    officer = sign_in("analyst", found.consultation_id)
    learn_from(store, LEARNT_FROM - 1)
    page = officer.get(address(found))
    assert page.reading.count(TOO_FEW) == len(suggestions(store)) and "in 10" not in page.reading
    assert page.has("These guesses learnt from 49 answers that people decided on")
    learn_from(store)
    page = officer.get(address(found))
    assert all(say_strength(one.strength) in page.reading for one in suggestions(store).values())
    assert TOO_FEW not in page.reading and not page.has("Still learning")


def test_a_run_keeps_how_many_decisions_it_learnt_from_and_later_ones_do_not_make_it_surer(
    found: Board, waiting, sign_in, store: Database, work_off
):
    officer = sign_in("analyst", found.consultation_id)
    choices = {f"a{waiting[0]}": ("yes", 0), f"a{waiting[1]}": ("yes", 0)}
    page = follow(officer, address(found), marked(store, **choices))
    assert UNCHECKED in page.reading and page.has("the 2 answers that people read")
    officer.post(address(found, "/anew"))
    work_off()
    page = officer.get(address(found))
    assert UNCHECKED not in page.reading and page.has("These guesses learnt from 2 answers that people decided on")


def test_nothing_is_accepted_unread_before_the_run_learnt_from_fifty_decisions(
    found: Board, waiting, sign_in, store: Database
):
    make_sure(store, waiting[:3])
    learn_from(store, LEARNT_FROM - 1)
    officer = sign_in("analyst", found.consultation_id)
    assert not officer.get(address(found)).has("9 in 10")
    page = officer.get(address(found, "/sure"))
    assert page.has("Nothing to accept at once") and page.has("until then somebody must read each one")
    run = next(iter(suggestions(store).values())).run_id
    assert officer.post(address(found, "/sure"), {"run": run, "n": 3}, status=409).has("Nothing was accepted")
    assert not standing(store, waiting[0])


def test_the_page_hides_personal_details(found: Board, waiting, sign_in):
    page = sign_in("analyst", found.consultation_id).get(address(found))
    assert page.has("Machine’s guess")
    shown = re.sub(r"<details>.*?</details>", "", page.text, flags=re.S)
    assert "900123" not in shown and "900123" in page.text


@pytest.mark.parametrize(
    ("strength", "words"),
    [
        (0.97, "almost certain: about 19 in 20"),
        (0.8, "fairly sure: about 8 in 10"),
        (0.5, "not very sure: about 5 in 10"),
        (0.35, "not sure at all: about 4 in 10"),
        (0.02, "not sure at all: about 1 in 10"),
    ],
)
def test_strength_is_said_as_the_share_that_was_right(strength: float, words: str):
    assert say_strength(strength).startswith(words)


def test_an_accepted_suggestion_is_a_persons_assignment_that_remembers_it_was_suggested(
    found: Board, waiting, sign_in, store: Database
):
    answer, held = waiting[1], suggestions(store)
    officer = sign_in("analyst", found.consultation_id)
    officer.post(address(found), marked(store, **{f"a{answer}": ("yes", 0)}))
    (placed,) = standing(store, answer)
    assert (placed.source, placed.theme_id, placed.is_main) == ("person", held[answer].theme_id, True)
    assert placed.strength == held[answer].strength
    assert answer not in suggestions(store)
    with store.reading() as db:
        kept = db.scalars(select(SuggestionDecision)).one()
        assert (kept.assignment_id, kept.run_id, kept.one_by_one) == (placed.id, held[answer].run_id, True)
        last = select(ThemeVersion).where(ThemeVersion.theme_id == placed.theme_id).order_by(ThemeVersion.id.desc())
        assert db.scalars(last.limit(1)).one().decision == "moved"


def test_several_answers_of_a_page_are_saved_by_one_button_and_unmarked_ones_wait_on(
    found: Board, waiting, sign_in, store: Database
):
    held = suggestions(store)
    with store.reading() as db:
        others = list(db.scalars(select(Theme.id).where(Theme.status == "signed_off").order_by(Theme.id)))
    other = next(one for one in others if one != held[waiting[0]].theme_id)
    officer = sign_in("analyst", found.consultation_id)
    choices = {
        f"a{waiting[0]}": ("other", other),
        f"a{waiting[1]}": ("yes", 0),
        f"a{waiting[4]}": ("none", 0),
        f"a{waiting[2]}": ("later", 0),
    }
    page = follow(officer, address(found), marked(store, **choices))
    assert page.has("3 decisions saved")
    assert [one.theme_id for one in standing(store, waiting[0])] == [other]
    assert not standing(store, waiting[4])
    assert waiting[2] in suggestions(store) and waiting[4] not in suggestions(store)


def test_another_theme_without_a_theme_is_a_named_error_that_keeps_every_mark(
    found: Board, waiting, sign_in, store: Database
):
    officer = sign_in("analyst", found.consultation_id)
    choices = {f"a{waiting[0]}": ("other", 0), f"a{waiting[1]}": ("yes", 0)}
    page = officer.post(address(found), marked(store, **choices), status=422)
    assert page.has(f"Answer {waiting[0]}: Choose the other theme")
    assert re.search(rf'id="do-{waiting[1]}-yes"[^>]*checked', page.text)
    assert not standing(store, waiting[1])


def other_theme(store: Database, answer: int) -> int:
    with store.reading() as db:
        ids = list(db.scalars(select(Theme.id).where(Theme.status == "signed_off").order_by(Theme.id)))
    return next(one for one in ids if one != suggestions(store)[answer].theme_id)


def test_a_theme_chosen_in_the_list_counts_without_a_tick(found: Board, waiting, sign_in, store: Database):
    officer, other = sign_in("analyst", found.consultation_id), other_theme(store, waiting[0])
    page = follow(officer, address(found), marked(store, **{f"a{waiting[0]}": ("later", other)}))
    assert page.has("1 decision saved") and [one.theme_id for one in standing(store, waiting[0])] == [other]


@pytest.mark.parametrize(("do", "words"), [("yes", "“Accept the guess”"), ("none", "“None of these”")])
def test_a_theme_chosen_beside_another_tick_is_a_named_error(
    found: Board, waiting, sign_in, store: Database, do: str, words: str
):
    officer, other = sign_in("analyst", found.consultation_id), other_theme(store, waiting[0])
    page = officer.post(address(found), marked(store, **{f"a{waiting[0]}": (do, other)}), status=422)
    assert page.has(f"Answer {waiting[0]}: You marked {words} and chose a theme in the list: keep one of the two")
    assert not standing(store, waiting[0]) and waiting[0] in suggestions(store)


def test_a_colleagues_decision_in_between_stands_and_is_named(found: Board, waiting, sign_in, store: Database):
    quick, slow = (sign_in("analyst", found.consultation_id) for _ in range(2))
    both = marked(store, **{f"a{waiting[0]}": ("yes", 0), f"a{waiting[1]}": ("yes", 0)})
    with store.reading() as db:
        ids = list(db.scalars(select(Theme.id).where(Theme.status == "signed_off").order_by(Theme.id)))
    other = next(one for one in ids if one != suggestions(store)[waiting[0]].theme_id)
    quick.post(address(found), marked(store, **{f"a{waiting[0]}": ("other", other)}))
    page = follow(slow, address(found), both)
    assert page.has("1 decision saved") and page.has(f"Not saved for answer {waiting[0]}")
    assert re.search(r"Person \d+ put it under", page.reading)
    assert [one.theme_id for one in standing(store, waiting[0])] == [other]
    assert standing(store, waiting[1])


def test_a_theme_reopened_in_between_takes_no_answer(found: Board, waiting, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    data = marked(store, **{f"a{waiting[1]}": ("yes", 0)})
    with store.reading() as db:
        theme = db.get_one(Theme, suggestions(store)[waiting[1]].theme_id)
    officer.post(f"/office/themes/{theme.id}/reopen", {"version": str(theme.version)})
    assert follow(officer, address(found), data).has("no longer signed off")
    assert not standing(store, waiting[1])


def test_a_new_run_replaces_the_suggestions_and_refuses_marks_made_on_the_old_ones(
    found: Board, waiting, sign_in, store: Database, work_off
):
    officer = sign_in("analyst", found.consultation_id)
    old = marked(store, **{f"a{waiting[1]}": ("yes", 0)})
    officer.post(address(found, "/anew"))
    work_off()
    assert len({one.run_id for one in suggestions(store).values()}) == 1
    assert follow(officer, address(found), old).has("worked out anew")
    assert not standing(store, waiting[1])


def test_none_of_these_is_not_asked_again_until_another_theme_is_signed_off(
    found: Board, waiting, sign_in, store: Database, work_off, at_moment
):
    officer = sign_in("analyst", found.consultation_id)
    officer.post(address(found), marked(store, **{f"a{waiting[4]}": ("none", 0)}))
    officer.post(address(found, "/anew"))
    work_off()
    assert waiting[4] not in suggestions(store)
    assert officer.get(address(found)).has("the 1 answer that people read")
    with store.unit_of_work() as db:
        # Signed off anew after the decision.
        later = db.scalar(select(func.max(SuggestionDecision.made_at)))
        newest = select(func.max(Theme.id)).where(Theme.status == "signed_off").scalar_subquery()
        db.execute(update(Theme).where(Theme.id == newest).values(signed_off_at=later.replace(year=2099)))
    officer.post(address(found, "/anew"))
    work_off()
    assert waiting[4] in suggestions(store)


def make_sure(store: Database, answers: list[int], strength: float = 0.95) -> None:
    with store.unit_of_work() as db:
        theme = db.scalar(select(func.min(Theme.id)).where(Theme.status == "signed_off"))
        db.execute(update(Suggestion).values(strength=0.4))
        chosen = update(Suggestion).where(Suggestion.answer_id.in_(answers))
        db.execute(chosen.values(strength=strength, theme_id=theme))
    learn_from(store)


def test_accepting_the_sure_ones_says_first_how_many_and_how_many_are_likely_wrong(
    found: Board, waiting, sign_in, store: Database
):
    make_sure(store, waiting[:3], 0.9)
    officer = sign_in("analyst", found.consultation_id)
    page = officer.get(address(found, "/sure"))
    assert page.has("Accept 3 suggestions at once?") and page.has("about 1 will likely be in the wrong theme")
    run = next(iter(suggestions(store).values())).run_id
    assert officer.post(address(found, "/sure"), {"run": run, "n": 2}, status=409).has("Somebody was quicker")
    assert not standing(store, waiting[0])
    assert follow(officer, address(found, "/sure"), {"run": run, "n": 3}).has("3 decisions saved")
    assert all(one.source == "person" for answer in waiting[:3] for one in standing(store, answer))


def test_what_was_accepted_unread_teaches_nothing(found: Board, waiting, sign_in, store: Database):
    make_sure(store, waiting[:3])
    officer = sign_in("analyst", found.consultation_id)
    run = next(iter(suggestions(store).values())).run_id
    officer.post(address(found, "/sure"), {"run": run, "n": 3})
    assert officer.get(address(found)).has("the 0 answers that people read")


def test_what_was_accepted_unread_is_not_told_as_read_one_by_one(found: Board, waiting, sign_in, store: Database):
    make_sure(store, waiting[:3])
    officer = sign_in("analyst", found.consultation_id)
    run = next(iter(suggestions(store).values())).run_id
    board = f"/office/questions/{found.question_id}/themes"
    before = officer.get(board).has("one by one")
    officer.post(address(found, "/sure"), {"run": run, "n": 3})
    assert standing(store, waiting[0])[0].source == "person"
    assert officer.get(board).has("one by one") == before is False


def test_a_suggestion_takes_an_answer_out_of_the_candidate_the_machine_put_it_in(
    found: Board, waiting, sign_in, store: Database
):
    with store.unit_of_work() as db:
        board = db.scalars(select(ThemeBoard)).one()
        candidate = Theme(
            consultation_id=found.consultation_id, board_id=board.id, label="Odds and ends", changed_at=make.NOON
        )
        db.add(candidate)
        db.flush()
        db.add(
            Assignment(
                board_id=board.id, theme_id=candidate.id, answer_id=waiting[1], source="machine", made_at=make.NOON
            )
        )
        candidate_id = candidate.id
    sign_in("analyst", found.consultation_id).post(address(found), marked(store, **{f"a{waiting[1]}": ("yes", 0)}))
    (placed,) = standing(store, waiting[1])
    assert placed.theme_id != candidate_id and placed.source == "person"
    with store.reading() as db:
        history = list(db.scalars(select(Assignment).where(Assignment.answer_id == waiting[1]).order_by(Assignment.id)))
    assert [one.ended_at is not None for one in history] == [True, False]


def test_a_decision_made_while_the_run_computes_is_kept(found: Board, waiting, sign_in, store: Database, work_off):
    officer = sign_in("analyst", found.consultation_id)
    data = marked(store, **{f"a{waiting[1]}": ("yes", 0)})
    officer.post(address(found, "/anew"))
    officer.post(address(found), data)
    work_off()
    assert waiting[1] not in suggestions(store) and standing(store, waiting[1])[0].source == "person"


def test_one_button_pressed_thrice_is_one_run(found: Board, waiting, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    for _ in range(3):
        officer.post(address(found, "/anew"))
    with store.reading() as db:
        assert db.scalar(select(func.count(Run.id)).where(Run.kind == "themes.suggest")) == 2


def test_the_page_asks_the_same_few_questions_however_many_answers_wait(
    found: Board, waiting, sign_in, store: Database, count_queries: Callable
):
    officer = sign_in("analyst", found.consultation_id)
    officer.get(address(found))
    with count_queries() as few:
        officer.get(address(found))
    with store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, found.survey_id), db.get_one(Question, found.question_id)
        added = make.open_answers(db, survey, asked, [f"Another answer {n} on parking" for n in range(60)])
        first = db.scalars(select(Suggestion).limit(1)).one()
        db.add_all(
            Suggestion(
                board_id=first.board_id,
                answer_id=one,
                theme_id=first.theme_id,
                strength=0.5,
                place=100,
                run_id=first.run_id,
                made_at=make.NOON,
            )
            for one in added
        )
    with count_queries() as many:
        page = officer.get(address(found))
    assert len(many) == len(few) <= 20 and page.has("Answers 1 to 20 of 65")
