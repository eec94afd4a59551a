"""What is hidden in an answer is for officers to decide: kept, told, and obeyed wherever the words may show."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from analysis.personal_data import FINDER
from consult import clock
from consult.audit import AuditEntry
from consult.publishing.queries import find_ticked_words
from consult.queue import start_run
from consult.runs import Run
from consult.themes.actions import open_board
from consult.themes.actions_personal import decide_hidden, keep_look, recount_finds
from consult.themes.models import Assignment, PersonalDecision, PersonalFind, QuoteTick, Suggestion, Theme, ThemeBoard
from consult.themes.queries import find_board
from consult.themes.queries_personal import LOOKED_BY
from consult.themes.work_personal import look_through
from consult.themes.work_suggestions import read_lesson
from surveys.collection import Answer, Response
from surveys.database import Database
from tests import make
from tests.browser import Page, Visitor
from tests.consult.themes.conftest import Board

NUMBER = "07700 900123"
TOLD = f"Company at lunch, my name is Zebedee Quill, ring me on {NUMBER}. Ask Odalys next door, odalys knows"


CONSULT = Path(clock.__file__).parent
READS_WORDS = re.compile(r"Answer\.text\b|iterate_open_answers|find_personal")
# They count answers with words in them and show none.
SHOWS_NONE = {"themes/queries_counts.py"}


@pytest.mark.pure
def test_whatever_reads_words_of_answers_asks_what_is_hidden_in_them():
    """A room that comes later must not forget; the planted fault is the one that is excused."""
    readers = {
        path.relative_to(CONSULT).as_posix()
        for path in CONSULT.rglob("*.py")
        if READS_WORDS.search(source := path.read_text(encoding="utf-8")) and "queries_personal" not in source
    }
    assert readers - {"themes/queries_personal.py"} == SHOWS_NONE


@pytest.fixture
def told(board: Board, store: Database) -> Board:
    """A board with one theme, whose first answer tells who is who and is quoted."""
    with store.unit_of_work() as db:
        first = board.answer_ids[0]
        db.execute(update(Answer).where(Answer.id == first).values(text=TOLD))
        its_board = open_board(db, board.consultation_id, board.question_id)
        run = Run(
            kind="themes.discover", consultation_id=board.consultation_id, subject_id=1, asked_at=make.NOON, step=""
        )
        theme = Theme(
            consultation_id=board.consultation_id,
            board_id=its_board.id,
            label="Company",
            examples=[first],
            quote_answer_id=first,
            changed_at=make.NOON,
        )
        db.add_all([run, theme])
        db.flush()
        its_board.run_id = run.id
        placed = {"board_id": its_board.id, "theme_id": theme.id, "source": "machine", "made_at": make.NOON}
        db.add_all(Assignment(**placed, answer_id=one) for one in board.answer_ids)
        tick = {"theme_id": theme.id, "answer_id": first, "ticked_by": 1, "ticked_at": make.NOON}
        db.add(QuoteTick(**tick, consultation_id=board.consultation_id))
        recount_finds(db, its_board, {first: TOLD})
    return board


def theme_of(db, answer_id: int) -> int:
    return db.scalar(
        select(Assignment.theme_id).where(
            Assignment.answer_id == answer_id, Assignment.is_main, Assignment.ended_at.is_(None)
        )
    )


def address(board: Board, tail: str = "") -> str:
    return f"/office/answers/{board.answer_ids[0]}/hidden{tail}"


def values(page: Page, name: str, *, ticked: bool = False) -> list[str]:
    return [
        one.get("value") or ""
        for one in page.all("input")
        if one.get("name") == name and (not ticked or one.get("checked") is not None)
    ]


def save(officer: Visitor, board: Board, *, show: str = "", words: str = "", status: int = 303, tail: str = "") -> Page:
    """Open the page, take the tick from the part whose words are `show`, type words, and save."""
    page = officer.get(address(board, tail))
    hide = [one for one in values(page, "hide", ticked=True) if not show or part(one) != show]
    data = {"version": page.field("version"), "part": values(page, "part"), "hide": hide, "words": words}
    return officer.post(address(board, tail), data, status=status)


def part(value: str) -> str:
    start, end = value.split("-")
    return TOLD[int(start) : int(end)]


def everywhere(board: Board, store: Database, officer: Visitor) -> dict[str, str]:
    """The words of the first answer in every place that shows or learns from them."""
    with store.unit_of_work() as db:
        theme_id, its_board = theme_of(db, board.answer_ids[0]), find_board(db, board.question_id)
        run_id = its_board.run_id
        db.execute(delete(Suggestion))
        guess = {"board_id": its_board.id, "answer_id": board.answer_ids[0], "strength": 0.5, "place": 1}
        db.add(Suggestion(**guess, run_id=run_id, made_at=make.NOON))
    with store.reading() as db:
        its_board = find_board(db, board.question_id)
        asked = [{"number": 1, "theme_id": theme_id, "answers": [board.answer_ids[0]]}]
        kept = [{**asked[0], "hidden": {str(board.answer_ids[0]): []}}]  # of something published now
        learnt = read_lesson(db, its_board, at=make.NOON)
        found = {
            "discovery": look_through(db, board.question_id, at=make.NOON).texts[board.answer_ids[0]],
            "suggestions learn": " ".join([*learnt.waiting.values(), *(one.text for one in learnt.decided)]),
            "published": str(find_ticked_words(db, board.consultation_id, kept)["1"][0]),
        }
    shown = {
        "board": officer.get(f"/office/questions/{board.question_id}/themes"),
        "pane": officer.get(f"/office/themes/{theme_id}"),
        "suggestions": officer.get(f"/office/questions/{board.question_id}/themes/suggestions"),
        "list": officer.get(f"/office/questions/{board.question_id}/themes/hidden"),
    }
    return found | {place: without_originals(page) for place, page in shown.items()}


def without_originals(page: Page) -> str:
    """What is read before anything is opened, by which an officer asks to see the original."""
    for item in page.all("div") + page.all("li"):
        for inner in list(item):
            if inner.tag == "details" and "Show what is hidden" in "".join(inner.itertext()):
                inner.clear()
    return page.reading


def test_a_part_shown_again_is_shown_wherever_the_words_show(told: Board, store: Database, sign_in):
    officer = sign_in("analyst", told.consultation_id)
    before = everywhere(told, store, officer)
    assert [place for place, words in before.items() if NUMBER in words or "Zebedee" in words] == []
    assert officer.follow(save(officer, told, show=NUMBER)).has("is saved")
    after = everywhere(told, store, officer)
    assert [place for place, words in after.items() if NUMBER not in words] == []
    assert [place for place, words in after.items() if "Zebedee" in words] == []


def test_words_hidden_by_an_officer_are_hidden_wherever_they_stand_and_wherever_the_words_show(
    told: Board, store: Database, sign_in
):
    officer = sign_in("analyst", told.consultation_id)
    assert all("dalys" in words for words in everywhere(told, store, officer).values())
    save(officer, told, words="Odalys")
    assert [place for place, words in everywhere(told, store, officer).items() if "dalys" in words] == []


def test_the_way_back_leads_to_the_answer_in_the_theme_that_was_open(told: Board, store: Database, sign_in):
    officer = sign_in("analyst", told.consultation_id)
    with store.reading() as db:
        theme_id = theme_of(db, told.answer_ids[0])
    pane = officer.get(f"/office/themes/{theme_id}?show=unsure")
    links = [one.get("href") or "" for one in pane.all("a") if "/hidden?" in (one.get("href") or "")]
    mine = next(one for one in links if one.startswith(address(told)))
    location = save(officer, told, words="Odalys", tail=mine.partition("/hidden")[2]).location
    assert location.startswith(f"/office/themes/{theme_id}?") and location.endswith(f"#answer-{told.answer_ids[0]}")
    page = officer.get(location.partition("#")[0])
    assert page.has("is saved") and page.has("may be quoted. What you hide is hidden in every quote at once")
    assert f'id="answer-{told.answer_ids[0]}"' in page.text


def test_words_that_are_not_in_the_answer_are_refused_by_the_field_and_nothing_is_lost(
    told: Board, store: Database, sign_in
):
    officer = sign_in("analyst", told.consultation_id)
    page = save(officer, told, show=NUMBER, words="Odalis", status=422)
    assert page.has("Hide more: these words are not in the answer") and page.field("words") == "Odalis"
    assert any(one.get("href") == "#words" for one in page.all("a"))
    assert NUMBER not in [part(one) for one in values(page, "hide", ticked=True)]
    with store.reading() as db:
        assert db.scalars(select(PersonalDecision)).all() == []


def test_a_colleagues_newer_decision_stands_and_what_was_typed_is_kept(told: Board, store: Database, sign_in):
    first, second = (sign_in("analyst", told.consultation_id) for _ in range(2))
    page = second.get(address(told))
    save(first, told, words="Odalys")
    data = {"version": page.field("version"), "part": values(page, "part"), "hide": [], "words": "next door"}
    refused = second.post(address(told), data, status=409)
    assert refused.has("changed what is hidden in this answer while you were working on it")
    assert refused.field("words") == "next door"
    ticked = [part(one) for one in values(refused, "hide", ticked=True)]
    assert ticked == ["Odalys", "odalys"], "a colleague's parts stay hidden, the officer's own ticks stay as they were"
    with store.reading() as db:
        assert len(db.scalars(select(PersonalDecision)).all()) == 2


def test_a_stale_token_shows_the_words_again_and_stores_nothing(told: Board, store: Database, sign_in):
    officer = sign_in("analyst", told.consultation_id)
    officer.get(address(told))
    officer.token = "of-another-day"
    page = officer.post(address(told), {"version": "0", "words": "Odalys"}, status=422)
    assert page.field("words") == "Odalys" and page.has("open too long")
    with store.reading() as db:
        assert db.scalars(select(PersonalDecision)).all() == []


def test_every_decision_is_kept_with_who_and_when_and_ended_never_overwritten(told: Board, store: Database, sign_in):
    officer = sign_in("analyst", told.consultation_id)
    save(officer, told, show=NUMBER)
    save(officer, told, words="Odalys")
    page = officer.get(address(told))
    back = [*values(page, "part")]
    data = {"version": page.field("version"), "part": back, "hide": [one for one in back if part(one) != "odalys"]}
    officer.post(address(told), data)
    with store.reading() as db:
        rows = db.scalars(select(PersonalDecision).order_by(PersonalDecision.id)).all()
        kept = [(one.effect, TOLD[one.span_start : one.span_end], one.ended_at is not None) for one in rows]
    assert kept == [("shown", NUMBER, True), ("hidden", "Odalys", False), ("hidden", "odalys", True)]
    history = officer.get(address(told))
    assert history.has("ring me on [phone hidden]. Ask [hidden] next door, odalys knows"), (
        "what was ended holds no more"
    )
    assert history.has(f"showed again “ {NUMBER} ”") and history.has("Taken back by")


def test_the_trail_says_which_answer_and_none_of_its_words_and_a_save_that_changes_nothing_leaves_no_row(
    told: Board, store: Database, sign_in
):
    officer = sign_in("analyst", told.consultation_id)
    save(officer, told, words="Odalys")
    save(officer, told)
    with store.reading() as db:
        rows = db.scalars(select(AuditEntry).where(AuditEntry.verb == "theme_personal.answer")).all()
        (row,) = rows
        assert (row.object_type, row.object_id) == ("answer", told.answer_ids[0])
        assert "dalys" not in str([getattr(row, column.key) for column in AuditEntry.__table__.columns])


def test_words_that_stand_out_lose_what_was_hidden_and_names_that_hold_it_are_told_with_the_way_to_rename(
    told: Board, store: Database, sign_in
):
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, theme_of(db, told.answer_ids[0]))
        theme.label, theme.keywords = "Odalys and company", ["company", "odalys", "door"]
        theme_id = theme.id
    officer = sign_in("analyst", told.consultation_id)
    page = officer.follow(save(officer, told, words="Odalys"))
    assert page.has("Words that stood out in 1 theme held what you hid")
    renames = [one.get("href") for one in page.all("a") if "open=rename" in (one.get("href") or "")]
    assert renames == [f"/office/themes/{theme_id}?open=rename#rename"]
    with store.reading() as db:
        assert db.get_one(Theme, theme_id).keywords == ["company", "door"]


def say_keywords(store: Database, told: Board, words: list[str] | None = None) -> list[str]:
    """The words that stand out in the theme of the first answer; given, they are put there first."""
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, theme_of(db, told.answer_ids[0]))
        theme.keywords = words or theme.keywords
        return list(theme.keywords)


@pytest.mark.parametrize(
    ("others", "stays"),
    [
        (["my two children", "Two children at home", "children eat free"], True),
        (["my two children", "Two children at home", "Children eat free"], False),
        (["my two children", "my  two children", "my Two children"], False),
    ],
    ids=["said by others", "said by too few in small letters", "said by others in one and the same text"],
)
def test_a_common_word_hidden_in_one_answer_stays_among_the_words_of_others(
    told: Board, store: Database, sign_in, others: list[str], stays: bool
):
    with store.unit_of_work() as db:
        db.execute(update(Answer).where(Answer.id == told.answer_ids[0]).values(text="My two children get free meals"))
        for answer, words in zip(told.answer_ids[8:], others, strict=False):
            db.execute(update(Answer).where(Answer.id == answer).values(text=words))
    say_keywords(store, told, ["lunch", "children", "winter"])
    officer = sign_in("analyst", told.consultation_id)
    page = officer.follow(save(officer, told, words="two children"))
    assert page.has("Words that stood out in 1 theme held what you hid") is not stays
    assert say_keywords(store, told) == (["lunch", "children", "winter"] if stays else ["lunch", "winter"])


def test_a_name_or_an_address_goes_from_the_words_that_stand_out_although_others_say_it(
    told: Board, store: Database, sign_in
):
    with store.unit_of_work() as db:
        for answer in told.answer_ids[8:13]:
            db.execute(update(Answer).where(Answer.id == answer).values(text=f"Odalys knows, {answer} times"))
    say_keywords(store, told, ["company", "odalys"])
    save(sign_in("analyst", told.consultation_id), told, words="Odalys")
    assert say_keywords(store, told) == ["company"]


def test_a_word_that_stood_out_comes_back_to_its_place_when_it_is_shown_in_every_answer_it_was_hidden_in(
    told: Board, store: Database, sign_in
):
    second = replace(told, answer_ids=[told.answer_ids[1]])
    with store.unit_of_work() as db:
        db.execute(update(Answer).where(Answer.id == second.answer_ids[0]).values(text="Ask Odalys next door"))
    stood = ["company", "odalys", "door", "lunch"]
    say_keywords(store, told, stood)
    officer = sign_in("analyst", told.consultation_id)
    save(officer, told, words="Odalys")
    save(officer, second, words="next door")
    save(officer, second, words="ODALYS")
    assert say_keywords(store, told) == ["company", "lunch"]
    save_shown(officer, told)
    assert say_keywords(store, told) == ["company", "lunch"], "another answer still hides it"
    assert officer.follow(save_shown(officer, second)).has("Words that stood out in 1 theme are shown there again")
    assert say_keywords(store, told) == stood
    with store.reading() as db:
        assert "dalys" not in str(find_board(db, told.question_id).details)


def save_shown(officer: Visitor, board: Board) -> Page:
    """Show everything again in the first answer."""
    page = officer.get(address(board))
    return officer.post(address(board), {"version": page.field("version"), "part": values(page, "part")})


def test_a_discovery_writes_down_where_something_is_hidden_and_the_board_and_a_list_tell(
    board: Board, store: Database, work_off, sign_in
):
    with store.unit_of_work() as db:
        db.execute(update(Answer).where(Answer.id.in_(board.answer_ids[:3])).values(text=TOLD))
        start_run(
            db, "themes.discover", consultation_id=board.consultation_id, subject_id=board.question_id,
            by=None, at=make.NOON,
        )  # fmt: skip
    assert work_off() == 1
    officer = sign_in("analyst", board.consultation_id)
    assert officer.get(f"/office/questions/{board.question_id}/themes").has("Something was hidden in 3 answers")
    listing = f"/office/questions/{board.question_id}/themes/hidden"
    page = officer.get(listing)
    assert page.has("Name: in 3 answers") and page.has("Telephone number: in 3 answers")
    assert page.has("All answers were looked through on") and not page.has("came since")
    assert not page.has("by an earlier version of Heed")
    save(officer, board, words="Odalys", show=NUMBER)
    page = officer.get(f"{listing}?show=other")
    assert page.has("Telephone number: in 2 answers") and page.has("Hidden by an officer: in 1 answer, 2 parts in all")
    assert page.has(f"Answer {board.answer_ids[0]} ") and not page.has(f"Answer {board.answer_ids[1]} ")
    assert officer.get(f"{listing}?show=decided").has("3 decisions, last by")
    with store.unit_of_work() as db:
        gone = db.get_one(Answer, board.answer_ids[0]).response_id
        db.execute(delete(Response).where(Response.id == gone))
    assert officer.get(listing).has("Something is hidden in 2 answers")
    with store.reading() as db:
        assert db.scalars(select(PersonalDecision)).all() == [], "erased with the answer they were about"


def test_what_an_officer_hid_in_one_answer_does_not_come_back_when_themes_are_found_again(
    board: Board, store: Database, work_off, sign_in
):
    texts = [
        f"{said} Zebbo" for said in ("Ask", "Lunch with", "I know", "Lunch is by", "A van for", "He is", "Oh", "So")
    ]
    with store.unit_of_work() as db:
        for answer, words in zip(board.answer_ids, texts, strict=False):
            db.execute(update(Answer).where(Answer.id == answer).values(text=words))
    save(sign_in("analyst", board.consultation_id), board, words="Zebbo")
    with store.unit_of_work() as db:
        start_run(
            db, "themes.discover", consultation_id=board.consultation_id, subject_id=board.question_id,
            by=None, at=make.NOON,
        )  # fmt: skip
    assert work_off() == 1
    with store.reading() as db:
        shown = [(theme.label, theme.keywords) for theme in db.scalars(select(Theme))]
    assert "lunch" in str(shown).lower() and "zebbo" not in str(shown).lower()


@pytest.mark.parametrize("details", [{}, {LOOKED_BY: FINDER - 1}])
def test_a_list_that_an_earlier_version_of_the_finder_made_says_so_until_themes_are_found_again(
    board: Board, store: Database, work_off, sign_in, details: dict[str, int]
):
    with store.unit_of_work() as db:
        its_board = open_board(db, board.consultation_id, board.question_id)
        its_board.details, its_board.looked_at, its_board.looked_to = details, make.NOON, max(board.answer_ids)
    officer = sign_in("analyst", board.consultation_id)
    assert officer.get(f"/office/questions/{board.question_id}/themes").has("themes")
    listing = f"/office/questions/{board.question_id}/themes/hidden"
    assert officer.get(listing).has("by an earlier version of Heed")
    with store.unit_of_work() as db:
        start_run(
            db, "themes.discover", consultation_id=board.consultation_id, subject_id=board.question_id,
            by=None, at=make.NOON,
        )  # fmt: skip
    assert work_off() == 1
    page = officer.get(listing)
    assert page.has("All answers were looked through on") and not page.has("by an earlier version of Heed")


def test_a_decision_made_while_a_run_looks_through_the_answers_stands(told: Board, store: Database):
    with store.reading() as db:
        look = look_through(db, told.question_id, at=clock.now())
    with store.unit_of_work() as db:
        its_board = find_board(db, told.question_id)
        theme_id = theme_of(db, told.answer_ids[0])
        decide(db, told, its_board, typed="Odalys", at=clock.now())
        db.get_one(Theme, theme_id).keywords = ["odalys", "company"]
    with store.unit_of_work() as db:
        its_board = find_board(db, told.question_id)
        keep_look(db, its_board, look.kinds, seen=look.texts, began_at=look.began_at)
    with store.reading() as db:
        kinds = dict(db.execute(select(PersonalFind.kind, PersonalFind.parts)).all())
        assert kinds == {"name": 1, "phone": 1, "other": 2}
        assert db.get_one(Theme, theme_id).keywords == ["company"]


def decide(db, board: Board, its_board: ThemeBoard | None, *, typed: str, at: datetime) -> None:
    decide_hidden(
        db,
        board.answer_ids[0],
        its_board,
        consultation_id=board.consultation_id,
        offered=[],
        ticked=[],
        typed=typed,
        seen_version=0,
        by=make.user(db).id,
        at=at,
    )


def test_the_list_and_the_pane_ask_the_same_few_questions_however_much_is_hidden(
    told: Board, store: Database, sign_in, count_queries
):
    officer = sign_in("analyst", told.consultation_id)
    listing = f"/office/questions/{told.question_id}/themes/hidden"
    counts = []
    for words in ("Odalys", "Company"):
        save(officer, told, words=words)
        with count_queries() as seen:
            officer.get(listing)
        counts.append(len(seen))
        with store.unit_of_work() as db:
            db.execute(update(Answer).where(Answer.id.in_(told.answer_ids[:20])).values(text=TOLD))
            look = look_through(db, told.question_id, at=make.NOON)
            keep_look(db, find_board(db, told.question_id), look.kinds, seen=look.texts, began_at=make.NOON)
    assert counts[0] == counts[1] <= 15
