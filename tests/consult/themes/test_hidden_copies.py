"""What is hidden in one of many copies of a text can be hidden in all of them at once, and be taken back alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from consult.audit import AuditEntry
from consult.themes import actions_personal
from consult.themes.actions import open_board
from consult.themes.models import Campaign, CampaignAnswer, PersonalDecision, PersonalFind, Theme
from consult.themes.queries_personal import read_hidden
from surveys.collection import Answer
from surveys.database import Database
from tests.browser import Page, Visitor
from tests.consult.themes.conftest import Board
from tests.consult.themes.test_copies import LETTER, ask_for_themes, copy_letter

NUMBER = "07700 900123"
OURS = LETTER.format(who="our Odalys")
TOLD = [
    f"{OURS}. Ring her on {NUMBER}",
    f"{OURS} and odalys says so. Ring her on {NUMBER}",
    OURS,
    LETTER.format(who="Dad"),
]


@pytest.fixture
def letters(board: Board, store: Database, work_off: Callable[[], int]) -> list[int]:
    """Four letters that copy one text, three of them naming a neighbour; themes are found."""
    made = copy_letter(store, board, TOLD)
    ask_for_themes(store, board)
    work_off()
    return made


def address(answer_id: int) -> str:
    return f"/office/answers/{answer_id}/hidden"


def save(officer: Visitor, answer_id: int, words: str = "", *, drop: tuple[str, ...] = (), **sent: Any) -> Page:
    """Open the page of an answer, take the tick from the parts that hold these words, type others, and save."""
    page = officer.get(address(answer_id))
    parts = [one.get("value") for one in page.all("input") if one.get("name") == "part"]
    ticked = [one for one in page.all("input") if one.get("name") == "hide" and one.get("checked") is not None]
    labels = {one.get("for"): "".join(one.itertext()) for one in page.all("label")}
    hide = [one.get("value") for one in ticked if not any(word in labels[one.get("id")] for word in drop)]
    data = {"version": page.field("version"), "part": parts, "hide": hide, "words": words, **sent}
    return officer.post(address(answer_id), data)


def shown(store: Database, answer_ids: list[int]) -> list[str]:
    with store.reading() as db:
        rows = db.execute(select(Answer.id, Answer.text).where(Answer.id.in_(answer_ids)))
        words = read_hidden(db, {answer: text for answer, text in rows})
    return [words[one] for one in answer_ids]


def test_the_page_says_that_the_answer_is_one_of_several_copies_and_leads_to_them(board: Board, letters, sign_in):
    officer = sign_in("analyst", board.consultation_id)
    page = officer.get(address(letters[0]))
    assert page.has("This is one of 4 answers that copy one text")
    assert page.has("Do the same in the other 3 answers that copy this text")
    assert not officer.get(address(board.answer_ids[1])).has("copy one text")


def test_words_are_hidden_in_every_copy_that_holds_them_only_when_asked_for(
    board: Board, letters, sign_in, store: Database
):
    officer = sign_in("analyst", board.consultation_id)
    save(officer, letters[0], "Odalys")
    assert ["dalys" in words for words in shown(store, letters)] == [False, True, True, False]
    page = officer.follow(save(officer, letters[0], copies="y"))
    assert page.has("The same was changed in 2 of the 3 that copy its text.")
    assert not any("dalys" in words for words in shown(store, letters))
    assert "Dad" in shown(store, letters)[3], "nothing else is hidden in a copy"
    with store.reading() as db:
        finds = dict(
            db.execute(select(PersonalFind.answer_id, PersonalFind.parts).where(PersonalFind.kind == "other")).all()
        )
    assert finds == {letters[0]: 1, letters[1]: 2, letters[2]: 1}


def test_each_copy_has_a_history_of_its_own_and_a_row_in_the_trail(board: Board, letters, sign_in, store: Database):
    officer = sign_in("analyst", board.consultation_id)
    save(officer, letters[0], "Odalys", copies="y")
    page = officer.get(address(letters[2]))
    assert page.has("Who decided what") and not page.has("Nobody has decided anything here")
    with store.reading() as db:
        trail = select(AuditEntry.object_id).where(AuditEntry.verb == "theme_personal.answer")
        assert sorted(db.scalars(trail)) == letters[:3]


def test_it_is_taken_back_in_one_copy_or_in_all_and_nothing_is_overwritten(
    board: Board, letters, sign_in, store: Database
):
    officer = sign_in("analyst", board.consultation_id)
    save(officer, letters[0], "Odalys", copies="y")
    save(officer, letters[2], drop=("Odalys",))
    assert ["dalys" in words for words in shown(store, letters)] == [False, False, True, False]
    save(officer, letters[0], "Odalys", copies="y")
    save(officer, letters[0], drop=("Odalys",), copies="y")
    assert ["dalys" in words for words in shown(store, letters)] == [True, True, True, False]
    with store.reading() as db:
        rows = db.scalars(select(PersonalDecision)).all()
    assert len(rows) == 5 and all(one.ended_at is not None for one in rows), "1 + 2 + 1, and once more in one"


def test_what_was_found_can_be_shown_in_all_and_other_parts_of_a_copy_stay_as_they_are(
    board: Board, letters, sign_in, store: Database
):
    officer = sign_in("analyst", board.consultation_id)
    save(officer, letters[1], "Tuesday")
    save(officer, letters[0], drop=(NUMBER,), copies="y")
    assert [NUMBER in words for words in shown(store, letters)] == [True, True, False, False]
    assert ["Tuesday" in words for words in shown(store, letters)] == [True, False, True, True]


def test_words_that_stand_out_lose_what_was_hidden_in_copies(board: Board, letters, sign_in, store: Database):
    with store.unit_of_work() as db:
        db.execute(update(Theme).values(keywords=["odalys", "lunch"]))
    officer = sign_in("analyst", board.consultation_id)
    save(officer, letters[0], "Odalys", copies="y")
    with store.reading() as db:
        assert all(words == ["lunch"] for words in db.scalars(select(Theme.keywords)))
    save(officer, letters[0], drop=("Odalys",))
    with store.reading() as db:
        assert all(words == ["lunch"] for words in db.scalars(select(Theme.keywords))), "the copies still hide it"
    save(officer, letters[0], "Odalys", copies="y")
    save(officer, letters[0], drop=("Odalys",), copies="y")
    with store.reading() as db:
        assert all(words == ["odalys", "lunch"] for words in db.scalars(select(Theme.keywords)))


def copy_anew(store: Database, board: Board, n: int) -> list[int]:
    """So many more letters that copy one text, as a discovery keeps them."""
    made = copy_letter(store, board, [f"{OURS}. {number} times" for number in range(n)])
    with store.unit_of_work() as db:
        its_board = open_board(db, board.consultation_id, board.question_id)
        text = {"consultation_id": board.consultation_id, "board_id": its_board.id, "template_answer_id": made[0]}
        campaign = Campaign(**text, n=n)
        db.add(campaign)
        db.flush()
        db.add_all(CampaignAnswer(campaign_id=campaign.id, answer_id=one, likeness=0.9) for one in made)
    return made


def test_however_many_copies_there_are_they_are_changed_with_as_few_statements_that_name_a_limited_number(
    board: Board, sign_in, store: Database, count_queries: Callable, monkeypatch: pytest.MonkeyPatch
):
    officer = sign_in("analyst", board.consultation_id)
    few, many = (copy_anew(store, board, n) for n in (5, 60))
    with count_queries() as for_few:
        save(officer, few[0], "Odalys", copies="y")
    with count_queries() as for_many:
        save(officer, many[0], "Odalys", copies="y")
    assert len(for_many) <= len(for_few)
    assert not any("dalys" in words for words in shown(store, many))
    monkeypatch.setattr(actions_personal, "AT_ONCE", 10)
    with count_queries() as cut:
        save(officer, many[0], drop=("Odalys",), copies="y")
    named = [one.partition(" IN ")[2].count(",") + 1 for one in cut if one.startswith("DELETE FROM personal_find")]
    assert max(named) == 10 and sum(named) == 1 + 59
    assert all("dalys" in words for words in shown(store, many))


def test_copies_are_held_once(board: Board, sign_in, store: Database, count_queries: Callable):
    letters = copy_anew(store, board, 3)
    with count_queries() as seen:
        save(sign_in("analyst", board.consultation_id), letters[0], "Odalys", copies="y")
    assert sum("FROM answer" in one and " IN " in one and "ORDER BY answer.id" in one for one in seen) == 1
