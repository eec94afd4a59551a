"""Answers that copy one text are found, counted in full, shown with their effect, and never left out in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from consult import clock
from consult.audit import AuditEntry
from consult.queue import start_run
from consult.runs import Run, RunStopped, cancel_run, claim_run
from consult.themes import work as themes_work
from consult.themes.models import Assignment, Campaign, CampaignAnswer, ThemeBoard
from consult.themes.queries import find_open_question
from consult.themes.queries_board import BoardView, Narrowing, show_board
from consult.themes.queries_copies_list import find_campaign, get_text, list_texts
from consult.themes.work import COPYING, discover_themes
from consult.work import Work
from surveys.collection import Answer, Response
from surveys.database import Database
from surveys.definition import Question, Survey
from tests import make
from tests.browser import Visitor
from tests.consult.themes.conftest import Board

LETTER = (
    "Keep the lunch club at the village hall open, because {who} eats there every Tuesday with friends, and the hot "
    "dinner, the company and the lift home are what keep people well through the winter"
)
SIGNED = LETTER.format(who="my mother") + ". Ring me on 07700 900123"
WHO = ("my mother", "my father", "our neighbour", "my sister", "Dad", "an old friend", "my aunt")


def copy_letter(store: Database, board: Board, copies: list[str], *, at=make.NOON) -> list[int]:
    """More answers, received at a moment; ids of the answers."""
    with store.unit_of_work() as db:
        survey, asked = db.get_one(Survey, board.survey_id), db.get_one(Question, board.question_id)
        made = make.open_answers(db, survey, asked, copies)
        responses = select(Answer.response_id).where(Answer.id.in_(made))
        db.execute(update(Response).where(Response.id.in_(responses)).values(received_at=at))
        return made


def ask_for_themes(store: Database, board: Board) -> int:
    with store.unit_of_work() as db:
        of = {"consultation_id": board.consultation_id, "subject_id": board.question_id}
        start_run(db, "themes.discover", **of, by=None, at=make.NOON)
        return db.scalars(select(Run.id).order_by(Run.id.desc())).first()


@pytest.fixture
def copied(board: Board, store: Database, work_off: Callable[[], int]) -> Board:
    """Twelve letters among 28 other answers, seven of them alike and not the same; themes are found."""
    with store.unit_of_work() as db:
        first = board.answer_ids[0]
        db.execute(update(Answer).where(Answer.id == first).values(text=SIGNED))
    more = copy_letter(store, board, [LETTER.format(who=who) for who in WHO], at=make.NOON + timedelta(days=1))
    more += copy_letter(store, board, [SIGNED] * 4, at=make.NOON + timedelta(days=2))
    ask_for_themes(store, board)
    assert work_off() == 1
    return replace(board, answer_ids=[*board.answer_ids, *more])


def kept(store: Database) -> tuple[list[Campaign], list[CampaignAnswer]]:
    with store.reading() as db:
        return list(db.scalars(select(Campaign))), list(db.scalars(select(CampaignAnswer).order_by(CampaignAnswer.id)))


def seen(store: Database, board: Board, **narrowed: str) -> BoardView:
    with store.reading() as db:
        return show_board(db, find_open_question(db, board.question_id)[0], Narrowing(**narrowed))


def test_a_discovery_keeps_which_answers_copy_one_text_and_how_alike_they_are(copied: Board, store: Database):
    (campaign,), answers = kept(store)
    assert {one.answer_id for one in answers} == {copied.answer_ids[0], *copied.answer_ids[28:]}
    assert campaign.n == 12 and campaign.template_answer_id in {one.answer_id for one in answers}
    assert max(one.likeness for one in answers) == 1 and 0.62 <= min(one.likeness for one in answers) < 1


def test_only_the_newest_discovery_is_kept_and_another_board_is_left_alone(copied: Board, store: Database, work_off):
    with store.unit_of_work() as db:
        survey = db.get_one(Survey, copied.survey_id)
        other = ThemeBoard(consultation_id=copied.consultation_id, question_id=make.question(db, survey).id)
        db.add(other)
        db.flush()
        db.add(Campaign(consultation_id=copied.consultation_id, board_id=other.id, template_answer_id=None, n=3))
        db.execute(update(Answer).where(Answer.id.in_(copied.answer_ids[30:])).values(text="A hot dinner"))
    ask_for_themes(store, copied)
    assert work_off() == 1
    campaigns, answers = kept(store)
    assert sorted(one.n for one in campaigns) == [3, 3] and len(answers) == 3


def test_an_erased_answer_leaves_its_group_and_a_text_whose_answer_went_is_told_by_the_next(
    copied: Board, store: Database
):
    (campaign,), _ = kept(store)
    with store.unit_of_work() as db:
        gone = campaign.template_answer_id
        db.execute(delete(Answer).where(Answer.id == gone))
    (campaign,), answers = kept(store)
    assert len(answers) == 11 and campaign.template_answer_id is None
    with store.reading() as db:
        text = get_text(db, find_campaign(db, campaign.id)[0])
    assert (text.n, text.n_then) == (11, 12) and text.words.startswith("Keep the lunch club")


def test_the_run_says_that_it_looks_for_copies_and_a_cancelled_run_stops_there_and_keeps_nothing(
    copied: Board, store: Database, monkeypatch: pytest.MonkeyPatch
):
    before = kept(store)[0][0].id
    run_id = ask_for_themes(store, copied)
    with store.unit_of_work() as db:
        work = Work(
            store, claim_run(db, run_id, lease=timedelta(minutes=1), at=clock.now()), lease=timedelta(minutes=1)
        )
    told = []
    find = themes_work.find_copies

    def find_cancelled(texts, **kw):
        with store.unit_of_work() as db:
            assert cancel_run(db, db.get_one(Run, run_id), at=clock.now())
        work._written_at = -1e6  # long ago: the next word on how far it is is written
        return find(texts, **kw)

    monkeypatch.setattr(work, "progress", lambda *said: (told.append(said), Work.progress(work, *said)))
    monkeypatch.setattr(themes_work, "find_copies", find_cancelled)
    with pytest.raises(RunStopped):
        discover_themes(work)
    assert told[-1] == (0, 7, COPYING)
    assert kept(store)[0][0].id == before


def test_the_board_says_how_many_answers_copy_one_text_and_leads_to_them(copied: Board, sign_in):
    officer: Visitor = sign_in("analyst", copied.consultation_id)
    page = officer.get(f"/office/questions/{copied.question_id}/themes")
    assert page.has("12 of 39 answers copy one text. See the copied text") and page.has("Every answer counts in full.")
    page = officer.get(f"/office/questions/{copied.question_id}/themes/copies")
    assert page.has("12 answers") and page.has("The others share at least")
    assert page.has("The first came on 22 November 2026 at midday, the last on 24 November 2026 at midday.")
    link = next(one.get("href") for one in page.all("a") if "copied-texts" in (one.get("href") or ""))
    page = officer.get(link)
    assert page.h1 == "12 answers that copy one text" and page.reading.count("% of the words shared") == 11
    assert page.has("No group named") and page.has("Mostly under")


def test_what_is_hidden_stays_hidden_in_a_copied_text_and_its_answers(copied: Board, sign_in):
    officer: Visitor = sign_in("analyst", copied.consultation_id)
    page = officer.get(f"/office/questions/{copied.question_id}/themes/copies")
    link = next(one.get("href") for one in page.all("a") if "copied-texts" in (one.get("href") or ""))
    answers = officer.get(link)
    for shown in (page, answers):
        assert shown.has("Keep the lunch club") and not shown.has("07700")
    assert answers.reading.count("[phone hidden]") == 5


def test_groups_of_those_who_copied_are_counted_and_so_are_those_with_none(copied: Board, store: Database):
    with store.reading() as db:
        board_id = db.scalar(select(ThemeBoard.id))
        (text,) = list_texts(db, board_id, offset=0, limit=20)
    assert [(one.name, one.n) for one in text.groups] == [("Carers", 1)] and text.no_group == 11


def test_without_copies_a_theme_counts_each_text_once_and_the_order_follows(copied: Board, store: Database):
    every, once = seen(store, copied), seen(store, copied, copies="once")
    assert (every.copied.answers, every.copied.texts) == (12, 1)
    _, copies = kept(store)
    copying = {one.answer_id for one in copies}
    with store.reading() as db:
        standing = db.execute(select(Assignment.theme_id, Assignment.answer_id).where(Assignment.ended_at.is_(None)))
        held: dict[int, set[int]] = {}
        for theme, answer in standing:
            held.setdefault(theme, set()).add(answer)
    for view in (every, once):
        for card in view.candidates:
            here = held[card.id] & copying
            assert card.n == len(held[card.id]) and card.once == card.n - max(0, len(here) - 1)
    assert sum(card.n - card.once for card in once.candidates) >= 9
    sizes = [card.counted for card in once.candidates]
    assert sizes == sorted(sizes, reverse=True) == [card.once for card in once.candidates]
    assert [card.counted for card in every.candidates] == [card.n for card in every.candidates]
    assert once.placed == every.placed == 39  # what is stored, and how far the review is, does not change


def test_groups_count_each_text_once_too(copied: Board, store: Database):
    with store.unit_of_work() as db:
        group = copied.group_ids[0]
        responses = select(Answer.response_id).where(Answer.id.in_(copied.answer_ids[28:]))
        db.execute(
            make.ResponseGroup.__table__.insert(),
            [{"response_id": one, "group_id": group} for one in db.scalars(responses)],
        )
    every, once = seen(store, copied), seen(store, copied, copies="once")
    for card in once.candidates:
        before = next(one for one in every.candidates if one.id == card.id)
        assert before.of_group(group) - card.of_group(group) == before.n - card.once


def test_the_switch_works_by_its_address_is_carried_along_and_stores_nothing(copied: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", copied.consultation_id)
    address = f"/office/questions/{copied.question_id}/themes"
    with store.reading() as db:
        before = db.scalar(select(func.count(AuditEntry.id)))
    page = officer.get(address)
    (select_box,) = [one for one in page.all("select") if one.get("name") == "copies"]
    assert [one.get("value") for one in select_box.iter("option")] == ["", "once"]
    card = max(seen(store, copied).candidates, key=lambda one: one.n - one.once)
    assert page.has(f"{card.n} answers ({card.once} without copies)")
    page = officer.get(f"{address}?copies=once&q=e")
    assert page.has(f"without copies ({card.n} with them)") and page.has("Each text counts once")
    assert all("copies=once" in one.get("action") for one in page.all("form") if "/themes/" in one.get("action", ""))
    whole = next(one for one in page.all("a") if one.text == "Show all themes")
    assert whole.get("href") == f"{address}?copies=once"
    page = officer.get(f"{address}/copies?copies=once")
    assert any(one.get("href") == f"{address}?copies=once" for one in page.all("a"))
    with store.reading() as db:
        assert db.scalar(select(func.count(AuditEntry.id))) == before
    data = {"version": str(card.version)}
    page = officer.post(f"/office/themes/{card.id}/sign-off?copies=once", data)
    assert page.location == f"{address}?copies=once"


def test_the_way_of_counting_goes_along_into_a_theme_and_back(copied: Board, store: Database, sign_in):
    officer: Visitor = sign_in("analyst", copied.consultation_id)
    card = seen(store, copied).candidates[0]
    address = f"/office/questions/{copied.question_id}/themes?copies=once"
    page = officer.get(address)
    into = [one.get("href") for one in page.all("a") if (one.get("href") or "").startswith(f"/office/themes/{card.id}")]
    assert into and all("copies=once" in one for one in into)
    page = officer.get(into[0])
    assert any((one.get("href") or "") == f"{address}#theme-{card.id}" for one in page.all("a"))
    sent = [one.get("action") for one in page.all("form") if (one.get("action") or "").startswith("/office/themes/")]
    assert len(sent) >= 5 and all("copies=once" in one for one in sent if not one.endswith(f"/themes/{card.id}"))
    assert page.field("copies") == "once"
    plain = officer.get(f"/office/themes/{card.id}")
    assert "copies=" not in plain.text and plain.field("copies") is None


@pytest.mark.parametrize("typed", ["all", "ONCE", "1' OR 1"])
def test_a_way_of_counting_nobody_offers_counts_all(copied: Board, sign_in, typed: str):
    officer: Visitor = sign_in("analyst", copied.consultation_id)
    page = officer.get(f"/office/questions/{copied.question_id}/themes?copies={typed}")
    assert page.has("Every answer counts in full.")


def test_a_board_without_copies_says_nothing_of_them(found: Board, sign_in):
    officer: Visitor = sign_in("analyst", found.consultation_id)
    page = officer.get(f"/office/questions/{found.question_id}/themes")
    assert not page.has("copy one text") and not page.has("without copies")
    page = officer.get(f"/office/questions/{found.question_id}/themes/copies")
    assert page.has("No copied text was found when themes were last found")


def test_the_pages_ask_the_same_few_questions_however_many_copies_there_are(
    copied: Board, store: Database, sign_in, count_queries: Callable
):
    officer: Visitor = sign_in("analyst", copied.consultation_id)
    (campaign,), _ = kept(store)
    board = f"/office/questions/{copied.question_id}/themes"
    addresses = (f"{board}?copies=once", f"{board}/copies", f"/office/copied-texts/{campaign.id}")
    counts = []
    for _ in range(2):
        for address in addresses:
            officer.get(address)
            with count_queries() as asked:
                officer.get(address)
            counts.append(len(asked))
        more = copy_letter(store, copied, [SIGNED] * 60)
        with store.unit_of_work() as db:
            db.add_all(CampaignAnswer(campaign_id=campaign.id, answer_id=one, likeness=1.0) for one in more)
    assert counts[:3] == counts[3:] and max(counts) <= 20
    assert officer.get(addresses[2]).has("Answers 1 to 50 of 132")
