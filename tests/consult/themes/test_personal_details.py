"""Personal details in answers reach no label, no quote and no public page; whoever may edit themes can look at them."""

from __future__ import annotations

from sqlalchemy import select, update

from consult.publishing.queries import find_ticked_words
from consult.queue import start_run
from consult.themes.actions_quotes import tick_quote
from consult.themes.models import Assignment, Theme
from surveys.collection import Answer
from surveys.database import Database
from tests import make
from tests.consult.themes.conftest import Board

NUMBER = "07700 900123"
TOLD = f"Company at lunch, I eat alone, my name is Zebedee Quill, ring me on {NUMBER} for company"


def tell(store: Database, board: Board) -> None:
    with store.unit_of_work() as db:
        db.execute(update(Answer).where(Answer.id.in_(board.answer_ids[:8])).values(text=TOLD))


def discover_again(store: Database, board: Board, work_off) -> list[Theme]:
    with store.unit_of_work() as db:
        from_board = {"consultation_id": board.consultation_id, "subject_id": board.question_id}
        start_run(db, "themes.discover", **from_board, by=None, at=make.NOON)
    assert work_off() == 1
    with store.reading() as db:
        return list(db.scalars(select(Theme).where(Theme.status == "candidate")))


def test_no_label_keyword_or_quote_on_the_board_shows_a_personal_detail(
    board: Board, store: Database, work_off, sign_in
):
    tell(store, board)
    themes = discover_again(store, board, work_off)
    words = " ".join([*(one.label for one in themes), *(word for one in themes for word in one.keywords)]).lower()
    assert "zebedee" not in words and "quill" not in words
    page = sign_in("analyst", board.consultation_id).get(f"/office/questions/{board.question_id}/themes")
    assert page.has("[phone hidden]") and page.has("[name hidden]")
    assert not page.has(NUMBER) and not page.has("Zebedee")


def test_the_reading_pane_hides_it_and_shows_it_on_request(board: Board, store: Database, work_off, sign_in):
    tell(store, board)
    discover_again(store, board, work_off)
    with store.reading() as db:
        theme_id = db.scalar(select(Assignment.theme_id).where(Assignment.answer_id == board.answer_ids[0]))
    page = sign_in("analyst", board.consultation_id).get(f"/office/themes/{theme_id}")
    assert page.has("[phone hidden]") and page.has("Show what is hidden")


def test_a_published_quote_hides_it(found: Board, store: Database):
    tell(store, found)
    with store.unit_of_work() as db:
        at = select(Assignment).where(Assignment.answer_id == found.answer_ids[0], Assignment.is_main)
        placed = db.scalars(at).one()
        tick_quote(db, db.get_one(Theme, placed.theme_id), placed.answer_id, by=make.user(db).id, at=make.NOON)
        asked = [{"number": 1, "theme_id": placed.theme_id, "answers": [placed.answer_id]}]
        words = find_ticked_words(db, found.consultation_id, asked)["1"][0]
    assert words == "Company at lunch, I eat alone, my name is [name hidden], ring me on [phone hidden] for company"
