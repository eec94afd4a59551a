"""The board: found by a run, decided by officers, nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, select

from consult.runs import Run
from consult.themes.actions import move_answers
from consult.themes.models import Assignment, QuoteTick, Theme, ThemeBoard, ThemeVersion
from surveys.collection import Answer, Response
from surveys.database import Database
from surveys.definition import Question, Survey
from tests import make
from tests.browser import Visitor
from tests.consult.themes.conftest import Board


def themes_of(store: Database, board: Board, status: str = "candidate", kind: str = "theme") -> list[Theme]:
    with store.reading() as db:
        return list(db.scalars(select(Theme).where(Theme.status == status, Theme.kind == kind).order_by(Theme.id)))


def answers_in(store: Database, theme_id: int) -> set[int]:
    with store.reading() as db:
        standing = select(Assignment.answer_id).where(Assignment.theme_id == theme_id, Assignment.ended_at.is_(None))
        return set(db.scalars(standing))


def test_an_empty_board_says_what_will_be_here_and_what_to_do_first(board: Board, sign_in):
    page = sign_in("analyst", board.consultation_id).get(f"/office/questions/{board.question_id}/themes")
    assert page.has("No themes yet") and page.has("28 answers")


def test_discovery_is_asked_for_once_however_often_the_button_is_pressed(board: Board, sign_in, store: Database):
    officer = sign_in("analyst", board.consultation_id)
    for _ in range(3):
        officer.post(f"/office/questions/{board.question_id}/themes/discover")
    with store.reading() as db:
        assert db.scalar(select(func.count(Run.id))) == 1
    assert officer.get(f"/office/questions/{board.question_id}/themes").has("You can leave this page")


def test_what_was_found_is_marked_as_the_machines_guess(found: Board, sign_in, store: Database):
    page = sign_in("analyst", found.consultation_id).get(f"/office/questions/{found.question_id}/themes")
    assert page.has("Machine’s words") and page.has("Candidates")
    with store.reading() as db:
        assert set(db.scalars(select(Assignment.source))) == {"machine"}
        assert set(db.scalars(select(Assignment.answer_id))) == set(found.answer_ids)
        nothing = db.scalar(select(Theme.id).where(Theme.kind == "nothing"))
    assert answers_in(store, nothing) >= set(found.answer_ids[-4:-1])


def test_every_count_on_the_board_is_the_count_of_answers_standing_there(found: Board, sign_in, store: Database):
    page = sign_in("analyst", found.consultation_id).get(f"/office/questions/{found.question_id}/themes")
    for theme in themes_of(store, found):
        n = len(answers_in(store, theme.id))
        assert re.search(rf"{re.escape(theme.label)} Machine’s words {n} answers?", page.reading)


def test_a_signed_off_theme_carries_the_name_of_a_person(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    theme = themes_of(store, found)[0]
    officer.post(f"/office/themes/{theme.id}/sign-off", {"version": str(theme.version)})
    signed = themes_of(store, found, "signed_off")
    assert [one.id for one in signed] == [theme.id]
    assert signed[0].signed_off_by and not signed[0].label_is_machines
    with store.reading() as db:
        decisions = list(db.scalars(select(ThemeVersion.decision).where(ThemeVersion.theme_id == theme.id)))
    assert decisions == ["proposed", "signed_off"]


def test_a_colleagues_quicker_save_is_named_and_the_words_typed_are_kept(found: Board, sign_in, store: Database):
    theme = themes_of(store, found)[0]
    quick, slow = (sign_in("analyst", found.consultation_id) for _ in range(2))
    quick.post(f"/office/themes/{theme.id}/rename", {"version": str(theme.version), "label": "Quick name"})
    page = slow.post(
        f"/office/themes/{theme.id}/rename",
        {"version": str(theme.version), "label": "Slow name", "description": "My long thoughts"},
        status=409,
    )
    assert page.has("Somebody was quicker") and page.has("Quick name")
    assert page.field("label") == "Slow name" and "My long thoughts" in page.text
    assert re.search(r"Person \d+ changed", page.reading)
    assert themes_of(store, found)[0].label == "Quick name"


def test_merging_moves_every_answer_and_keeps_who_placed_it(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    keep, other = themes_of(store, found)[:2]
    both = answers_in(store, keep.id) | answers_in(store, other.id)
    officer.post(
        f"/office/themes/{keep.id}/merge", {"version": str(keep.version), "other": f"{other.id}:{other.version}"}
    )
    assert answers_in(store, keep.id) == both and not answers_in(store, other.id)
    with store.reading() as db:
        merged = db.get(Theme, other.id)
        assert (merged.status, merged.merged_into_id) == ("merged", keep.id)
        standing = select(Assignment.source).where(Assignment.theme_id == keep.id, Assignment.ended_at.is_(None))
        assert set(db.scalars(standing)) == {"machine"}


@pytest.mark.parametrize("by", ["rename", "rename and sign off", "add", "split"])
def test_a_name_that_another_theme_of_the_question_has_is_saved_and_told(
    found: Board, sign_in, store: Database, by: str
):
    kept, theme = themes_of(store, found)[:2]
    officer, taken = sign_in("analyst", found.consultation_id), f"  {kept.label.upper()}"
    chosen, seen = [str(min(answers_in(store, theme.id)))], {"version": str(theme.version)}
    where, data = {
        "rename": (f"/office/themes/{theme.id}/rename", seen | {"label": taken}),
        "rename and sign off": (f"/office/themes/{theme.id}/rename", seen | {"label": taken, "do": "sign_off"}),
        "add": (f"/office/questions/{found.question_id}/themes/add", {"label": taken}),
        "split": (f"/office/themes/{theme.id}/answers", seen | {"action": "split", "name": taken, "answer": chosen}),
    }[by]
    page = officer.follow(officer.post(where, data))
    n = len(answers_in(store, kept.id))
    assert page.has(f"Another theme of this question has the same name: “{kept.label}”, a candidate, with {n} answers.")
    assert (
        sum(one.label == taken.strip() for one in [*themes_of(store, found), *themes_of(store, found, "signed_off")])
        == 1
    )


def test_a_name_no_other_theme_has_is_saved_without_a_warning(found: Board, sign_in, store: Database):
    kept, theme = themes_of(store, found)[:2]
    officer = sign_in("analyst", found.consultation_id)
    data = {"version": str(theme.version), "label": f"{kept.label} at noon"}
    assert not officer.follow(officer.post(f"/office/themes/{theme.id}/rename", data)).has("has the same name")


def test_splitting_off_answers_makes_a_theme_a_person_stands_behind(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    theme = themes_of(store, found)[0]
    chosen = sorted(answers_in(store, theme.id))[:2]
    data = {"version": str(theme.version), "action": "split", "name": "Lonely at noon", "answer": chosen}
    officer.post(f"/office/themes/{theme.id}/answers", data)
    made = next(one for one in themes_of(store, found) if one.label == "Lonely at noon")
    assert answers_in(store, made.id) == set(chosen)
    assert not answers_in(store, theme.id) & set(chosen)
    with store.reading() as db:
        rows = list(db.scalars(select(Assignment).where(Assignment.theme_id == made.id)))
        assert all(one.source == "person" and one.made_by for one in rows)


def test_moving_answers_ends_one_assignment_and_starts_another(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    theme, target = themes_of(store, found)[:2]
    answer = min(answers_in(store, theme.id) - answers_in(store, target.id))
    data = {"version": str(theme.version), "action": "move", "target": str(target.id), "answer": [answer]}
    officer.post(f"/office/themes/{theme.id}/answers", data)
    assert answer in answers_in(store, target.id) and answer not in answers_in(store, theme.id)
    with store.reading() as db:
        history = list(db.scalars(select(Assignment).where(Assignment.answer_id == answer).order_by(Assignment.id)))
    assert history[0].ended_at and history[0].source == "machine" and history[-1].source == "person"


def test_what_earned_a_main_theme_is_marked_until_a_person_chooses_another(
    board: Board, sign_in, store: Database, work_off: Callable[[], int]
):
    said, aside = "Nowhere to park near the hall", "My aunt came from Leeds last spring"
    with store.unit_of_work() as db:
        db.get_one(Answer, board.answer_ids[18]).text = f"{aside}. {said}."
    officer = sign_in("analyst", board.consultation_id)
    officer.post(f"/office/questions/{board.question_id}/themes/discover")
    work_off()
    with store.reading() as db:
        wanted = select(Assignment.theme_id).where(Assignment.answer_id == board.answer_ids[18], Assignment.is_main)
        home = db.scalars(wanted).one()
    other = next(one for one in themes_of(store, board) if one.id != home)
    assert said in [one.text for one in officer.get(f"/office/themes/{home}").all("mark")]
    with store.unit_of_work() as db:
        seen = {"by": 1, "at": make.NOON, "seen_version": db.get_one(Theme, home).version}
        move_answers(db, home, [board.answer_ids[18]], other.id, **seen)
    page = officer.get(f"/office/themes/{other.id}")
    assert page.has(aside) and said not in [one.text for one in page.all("mark")]


def test_nothing_ticked_is_a_named_error_and_keeps_what_was_typed(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    theme = themes_of(store, found)[0]
    data = {"version": str(theme.version), "action": "split", "name": "A new name"}
    page = officer.post(f"/office/themes/{theme.id}/answers", data, status=422)
    assert page.has("Tick at least one answer") and page.field("name") == "A new name"


def test_a_second_discovery_leaves_alone_what_a_person_decided(found: Board, sign_in, store: Database, work_off):
    officer = sign_in("analyst", found.consultation_id)
    kept, renamed, *rest = themes_of(store, found)
    officer.post(f"/office/themes/{kept.id}/sign-off", {"version": str(kept.version)})
    officer.post(f"/office/themes/{renamed.id}/rename", {"version": str(renamed.version), "label": "My words"})
    before = {theme.id: answers_in(store, theme.id) for theme in (kept, renamed)}
    officer.post(f"/office/questions/{found.question_id}/themes/discover")
    work_off()
    after = {theme_id: answers_in(store, theme_id) for theme_id in before}
    assert after == before
    assert {"My words"} <= {theme.label for theme in themes_of(store, found)}
    assert all(not answers_in(store, theme.id) for theme in rest)
    with store.reading() as db:
        main = select(Assignment.answer_id, func.count()).where(Assignment.ended_at.is_(None), Assignment.is_main)
        counts = dict(db.execute(main.group_by(Assignment.answer_id)).all())
    assert set(counts) == set(found.answer_ids) and set(counts.values()) == {1}


def test_a_theme_set_aside_cannot_be_signed_off_and_can_be_taken_back(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    theme = themes_of(store, found)[0]
    officer.post(f"/office/themes/{theme.id}/set-aside", {"version": str(theme.version), "kind": "other"})
    officer.post(f"/office/themes/{theme.id}/sign-off", {"version": str(theme.version + 1)}, status=409)
    officer.post(f"/office/themes/{theme.id}/set-aside", {"version": str(theme.version + 1), "kind": "theme"})
    officer.post(f"/office/themes/{theme.id}/sign-off", {"version": str(theme.version + 2)})
    assert [one.id for one in themes_of(store, found, "signed_off")] == [theme.id]


def test_answers_can_be_searched_as_typed_and_by_group(found: Board, sign_in, store: Database):
    with store.unit_of_work() as db:
        theme_id = db.scalar(select(Theme.id).where(Theme.kind == "theme").order_by(Theme.id))
        percent = make.open_answers(
            db, db.get_one(Survey, found.survey_id), db.get_one(Question, found.question_id), ["100% hot"]
        )
        db.add(
            Assignment(
                board_id=db.get_one(Theme, theme_id).board_id,
                theme_id=theme_id,
                answer_id=percent[0],
                source="machine",
                made_at=make.NOON,
            )
        )
    officer = sign_in("analyst", found.consultation_id)
    assert officer.get(f"/office/themes/{theme_id}?q=0%25").has("1 answer found")
    assert officer.get(f"/office/themes/{theme_id}?q=zzzz").has("No answer here matches")
    assert officer.get(f"/office/themes/{theme_id}?group={found.group_ids[0]}&show=unsure").status == 200


def test_a_quote_may_be_published_only_after_an_officer_ticked_it(found: Board, sign_in, store: Database):
    officer = sign_in("analyst", found.consultation_id)
    theme = themes_of(store, found)[0]
    answer = min(answers_in(store, theme.id))
    with store.reading() as db:
        assert db.scalar(select(func.count(QuoteTick.id))) == 0
    data = {"version": str(theme.version), "action": "quote", "answer": [answer]}
    officer.post(f"/office/themes/{theme.id}/answers", data)
    officer.post(f"/office/themes/{theme.id}/answers", data)
    with store.reading() as db:
        assert list(db.scalars(select(QuoteTick.answer_id))) == [answer]
    assert officer.get(f"/office/themes/{theme.id}").has("May be quoted")


def test_the_board_asks_the_same_few_questions_however_many_answers_there_are(
    found: Board, sign_in, store: Database, count_queries: Callable
):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    address = f"/office/questions/{found.question_id}/themes"
    officer.get(address)
    with count_queries() as few:
        officer.get(address)
    with store.unit_of_work() as db:
        theme = db.scalar(select(Theme).where(Theme.kind == "theme"))
        survey = db.get_one(Survey, found.survey_id)
        asked = db.get_one(Question, found.question_id)
        added = make.open_answers(db, survey, asked, [f"Answer {n}" for n in range(300)])
        db.add_all(
            Assignment(board_id=theme.board_id, theme_id=theme.id, answer_id=one, source="machine", made_at=make.NOON)
            for one in added
        )
    with count_queries() as many:
        officer.get(address)
    assert len(many) == len(few) <= 17


def test_a_theme_of_another_consultation_cannot_be_merged_nor_is_anything_told_of_it(
    found: Board, sign_in, store: Database
):
    with store.unit_of_work() as db:
        other = make.consultation(db, title="Somebody else’s")
        board = ThemeBoard(consultation_id=other.id, question_id=make.question(db, make.survey(db, other)).id)
        db.add(board)
        db.flush()
        words = {"label": "Known to them alone", "keywords": [], "examples": [], "changed_at": make.NOON}
        theirs = Theme(consultation_id=other.id, board_id=board.id, **words)
        db.add(theirs)
        db.flush()
        theirs_id = theirs.id
    mine, officer = themes_of(store, found)[0], sign_in("analyst", found.consultation_id)
    said = set()
    for named in (f"{theirs_id}:1", f"{theirs_id}:99", "2147483647:1"):
        page = officer.post(f"/office/themes/{mine.id}/merge", {"version": mine.version, "other": named}, status=409)
        assert "Known to them alone" not in page.text
        said.add(page.reading)
    assert len(said) == 1, "whether a theme is there can be told from the answers"


@pytest.mark.parametrize("named", ["9" * 30 + ":1", "1:" + "9" * 30, "9" * 5000 + ":1", "\u00b2:1", ":", "1", "-1:1"])
def test_a_theme_that_cannot_be_is_refused_by_name(found: Board, sign_in, store: Database, named: str):
    mine, officer = themes_of(store, found)[0], sign_in("analyst", found.consultation_id)
    page = officer.post(f"/office/themes/{mine.id}/merge", {"version": mine.version, "other": named}, status=422)
    assert page.has("Choose a theme to bring in")


def test_more_answers_than_a_page_holds_are_refused_at_once(found: Board, sign_in, store: Database):
    mine, officer = themes_of(store, found)[0], sign_in("analyst", found.consultation_id)
    ticked = {"version": mine.version, "action": "confirm", "answer": [str(one) for one in range(51)]}
    page = officer.post(f"/office/themes/{mine.id}/answers", ticked, status=422)
    assert page.has("Tick up to 50 answers at once")


def test_a_change_refused_half_way_leaves_nothing_behind(found: Board, sign_in, store: Database):
    """The first answer could be quoted, the second is no answer of this theme: neither is, or no row would tell."""
    mine, other = themes_of(store, found)[:2]
    fits, misfit = min(answers_in(store, mine.id) - answers_in(store, other.id)), max(answers_in(store, other.id))
    assert misfit not in answers_in(store, mine.id)
    ticked = {"version": mine.version, "action": "quote", "answer": [str(fits), str(misfit)]}
    officer = sign_in("analyst", found.consultation_id)
    page = officer.post(f"/office/themes/{mine.id}/answers", ticked, status=422)
    assert page.has("Only an answer of this theme can be quoted")
    with store.reading() as db:
        assert db.scalar(select(func.count(QuoteTick.id))) == 0


def test_an_answer_that_was_moved_away_speaks_for_its_old_theme_no_longer(found: Board, sign_in, store: Database):
    officer, address = sign_in("analyst", found.consultation_id), f"/office/questions/{found.question_id}/themes"
    theme, other = themes_of(store, found)[:2]
    with store.reading() as db:
        words = db.get_one(Answer, theme.quote_answer_id).text
    assert officer.get(address).has(f"“{words}”")
    with store.unit_of_work() as db:
        moved = [theme.quote_answer_id]
        move_answers(db, theme.id, moved, other.id, seen_version=theme.version, by=make.user(db).id, at=make.NOON)
    assert not officer.get(address).has(f"“{words}”")


def test_a_theme_whose_quote_is_erased_stays_and_another_answer_speaks_for_it(found: Board, sign_in, store: Database):
    officer, address = sign_in("analyst", found.consultation_id), f"/office/questions/{found.question_id}/themes"
    theme = themes_of(store, found)[0]
    with store.unit_of_work() as db:
        gone = db.get_one(Answer, theme.quote_answer_id)
        words, response = gone.text, gone.response_id
        rest = list(db.scalars(select(Answer.text).where(Answer.id.in_(theme.examples), Answer.id != gone.id)))
    assert officer.get(address).has(f"“{words}”")
    with store.unit_of_work() as db:
        db.execute(delete(Response).where(Response.id == response))
    with store.reading() as db:
        assert db.get_one(Theme, theme.id).quote_answer_id is None
    page = officer.get(address)
    assert not page.has(f"“{words}”") and any(page.has(f"“{one}”") for one in rest)
