"""How a discovery looks: an officer chooses the engine and the language, the board keeps both and says so."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import func, select

from analysis.themes import VERSION
from analysis.vectors import hash_vectors
from consult.runs import Run
from consult.themes.engines import kept_choice, say_record
from consult.themes.models import Suggestion, Theme, ThemeBoard
from surveys.database import Database
from tests import make
from tests.analysis.answers_elsewhere import list_answers
from tests.browser import Page
from tests.consult.themes.conftest import Board

WORD_BY_WORD = "Read word by word with the plain engine: the standard engine knows English only."


def address(board: Board, tail: str = "") -> str:
    return f"/office/questions/{board.question_id}/themes{tail}"


def chosen(page: Page) -> tuple[str | None, str | None]:
    """The engine and the language that are marked in the form."""
    engine = next(
        one.get("value") for one in page.all("input") if one.get("name") == "engine" and "checked" in one.attrib
    )
    select_ = next(one for one in page.all("select") if one.get("name") == "language")
    language = next(one.get("value") for one in options(select_) if "selected" in one.attrib)
    return engine, language


def options(select_: Element) -> list[Element]:
    return [one for one in select_.iter() if one.tag.endswith("option")]


def details(store: Database, board: Board) -> dict[str, object]:
    with store.reading() as db:
        return db.scalars(select(ThemeBoard.details).where(ThemeBoard.question_id == board.question_id)).one()


def parameters(store: Database) -> dict[str, object]:
    with store.reading() as db:
        return db.scalars(select(Run.parameters).order_by(Run.id.desc())).first() or {}


@pytest.fixture
def welsh(store: Database) -> Board:
    """A Welsh survey with 42 answers and no discovery yet."""
    with store.unit_of_work() as db:
        within = make.consultation(db)
        survey = make.survey(db, within, language="cy")
        asked = make.question(db, survey, text="Beth fyddai'n helpu?")
        make.opened(db, survey)
        answers = make.open_answers(db, survey, asked, list_answers("cy")[0])
        return Board(within.id, survey.id, asked.id, answers, [])


def test_a_survey_in_welsh_is_read_in_welsh_and_the_board_says_how(
    welsh: Board, sign_in, store: Database, work_off: Callable[[], int]
):
    officer = sign_in("analyst", welsh.consultation_id)
    assert chosen(officer.get(address(welsh))) == ("plain", "cy")
    officer.post(address(welsh, "/discover"))
    work_off()
    page = officer.get(address(welsh))
    assert page.has(WORD_BY_WORD) and page.has("Welsh word are told alike by their letters only")
    assert page.has("Found with the plain engine, in Welsh, ") and page.has(", from 42 answers.")
    assert page.has("read Welsh answers for names yourself")
    with store.reading() as db:
        labels = " ".join(db.scalars(select(Theme.label).where(Theme.kind == "theme")))
        silent = db.scalar(select(func.count()).where(Theme.kind == "nothing"))
    assert {"Llyfrgell", "Bws"} <= set(labels.replace(",", "").split()) and silent == 1
    assert chosen(page) == ("plain", "cy")


def test_answers_in_another_language_than_chosen_are_told_with_the_way_to_read_them_in_theirs(
    welsh: Board, sign_in, store: Database, work_off: Callable[[], int]
):
    officer = sign_in("analyst", welsh.consultation_id)
    officer.post(address(welsh, "/discover"), {"engine": "standard", "language": "en"})
    page = officer.get(address(welsh))
    assert not page.has("look like Welsh")
    work_off()
    told, button = "These answers look like Welsh", "Find themes again in Welsh"
    page = officer.get(address(welsh))
    assert page.has(told) and page.has("They were read as English") and page.has(button)
    form = next(one for one in page.all("form") if button in "".join(one.itertext()))
    sent = {one.get("name"): one.get("value") for one in form.iter() if one.get("type") == "hidden"}
    officer.post(str(form.get("action")), {name: sent[name] for name in ("engine", "language")})
    assert parameters(store) == {"engine": "plain", "language": "cy"}
    work_off()
    assert not officer.get(address(welsh)).has(told)


def test_the_choice_is_kept_for_the_next_time_and_can_be_changed(
    found: Board, sign_in, store: Database, work_off: Callable[[], int]
):
    officer = sign_in("analyst", found.consultation_id)
    page = officer.get(address(found))
    assert chosen(page) == ("standard", "en") and not page.has(WORD_BY_WORD) and not page.has("look like")
    assert page.has("Found with the standard engine, in English, ") and page.has("from 28 answers.")
    officer.post(address(found, "/discover"), {"engine": "plain", "language": "en"})
    work_off()
    assert chosen(officer.get(address(found))) == ("plain", "en")
    officer.post(address(found, "/discover"))
    assert parameters(store) == {"engine": "plain", "language": "en"}


def test_the_standard_engine_leaves_another_language_to_the_plain_one(
    board: Board, sign_in, store: Database, work_off: Callable[[], int]
):
    sign_in("analyst", board.consultation_id).post(
        address(board, "/discover"), {"engine": "standard", "language": "pl"}
    )
    assert parameters(store) == {"engine": "plain", "language": "pl"}
    work_off()
    assert (details(store, board)["engine"], details(store, board)["language"]) == ("plain", "pl")


def test_thorough_is_offered_where_it_is_installed_and_else_it_is_said_how_it_comes(
    board: Board, sign_in, monkeypatch: pytest.MonkeyPatch
):
    officer = sign_in("analyst", board.consultation_id)
    for installed in (False, True):
        monkeypatch.setattr("analysis.engines.have_sentence_model", lambda installed=installed: installed)
        page = officer.get(address(board))
        offered = {one.get("value") for one in page.all("input") if one.get("name") == "engine"}
        assert ("thorough" in offered) is installed
        assert page.has("is not installed here. Council IT installs it with “make thorough”.") is not installed


@pytest.mark.parametrize(
    ("sent", "installed", "told"),
    [
        ({"engine": "oracle", "language": "en"}, False, "Heed has no engine called “oracle”"),
        ({"engine": "plain", "language": "tlh"}, False, "Heed does not know the language “tlh”"),
        ({"engine": "thorough", "language": "en"}, False, "The thorough engine is not installed here"),
        ({"engine": "thorough", "language": "fr"}, True, "The thorough engine knows English only. For French choose"),
    ],
)
def test_a_choice_that_cannot_be_done_is_refused_by_name_and_starts_nothing(
    sent: dict[str, str], installed: bool, told: str, board: Board, sign_in, store: Database, monkeypatch
):
    monkeypatch.setattr("analysis.engines.have_sentence_model", lambda: installed)
    page = sign_in("analyst", board.consultation_id).post(address(board, "/discover"), sent, status=422)
    assert page.has(told)
    assert any("open" in one.attrib for one in page.all("details"))
    with store.reading() as db:
        assert db.scalar(select(func.count(Run.id))) == 0


def test_a_second_wish_while_heed_looks_is_told_that_it_was_not_heard(board: Board, sign_in):
    officer = sign_in("analyst", board.consultation_id)
    officer.post(address(board, "/discover"), {"engine": "plain", "language": "en"})
    officer.post(address(board, "/discover"), {"engine": "plain", "language": "fr"})
    assert officer.get(address(board)).has("Heed is already looking for themes in another way")


def test_suggestions_read_the_boards_language(welsh: Board, sign_in, store: Database, work_off: Callable[[], int]):
    officer = sign_in("analyst", welsh.consultation_id)
    officer.post(address(welsh, "/discover"))
    work_off()
    with store.reading() as db:
        themes = list(db.scalars(select(Theme).where(Theme.kind == "theme").order_by(Theme.id)))[:2]
    for theme in themes:
        officer.post(f"/office/themes/{theme.id}/sign-off", {"version": str(theme.version)})
    officer.post(address(welsh, "/suggestions/anew"))
    assert work_off() == 1
    assert officer.get(address(welsh, "/suggestions")).has(WORD_BY_WORD)
    silent = [one for one, said in zip(welsh.answer_ids, list_answers("cy")[1], strict=True) if said == "nothing"]
    with store.reading() as db:
        suggested = set(db.scalars(select(Suggestion.answer_id)))
        assert db.scalars(select(Run.status).order_by(Run.id.desc())).first() == "done"
    assert suggested and not suggested & set(silent)


def test_a_board_found_with_an_engine_that_is_gone_is_read_with_the_usual_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("analysis.engines.have_sentence_model", lambda: False)
    assert kept_choice({"engine": "thorough"}, "cy").engine == "standard"
    assert kept_choice({"engine": "thorough"}, "cy").language == "en"  # found before languages could be chosen
    assert kept_choice({}, "en-GB").language == kept_choice({}, "tlh").language == "en"


def test_each_finished_run_keeps_what_its_themes_stand_on_and_the_board_says_it(
    board: Board, sign_in, store: Database, work_off: Callable[[], int]
):
    officer = sign_in("analyst", board.consultation_id)
    said = []
    for engine in ("standard", "plain"):
        officer.post(address(board, "/discover"), {"engine": engine, "language": "en"})
        assert work_off() == 1
        said.append(officer.get(address(board)))
    vectors = hash_vectors()
    assert said[0].has(f"version {VERSION}, seed 0, vectors {vectors[:12]}.")
    assert said[1].has(f"version {VERSION}, seed 0.") and not said[1].has(vectors[:12])
    with store.reading() as db:
        first, second = db.scalars(select(Run.parameters).order_by(Run.id))
    stands = {"engine": "standard", "language": "en", "version": VERSION, "seed": 0, "rows": len(board.answer_ids)}
    assert {**stands, "vectors": vectors}.items() <= first["found_with"].items()
    assert {**stands, "engine": "plain"}.items() <= second["found_with"].items() and "vectors" not in second[
        "found_with"
    ]
    assert first["engine"] == "standard" and second["engine"] == "plain"


def test_a_board_found_by_whole_sentences_names_words_and_sentences_by_their_hashes():
    details = {"version": "1.4", "seed": 0, "vectors": "a1b2c3d4e5f6a7b8+0f1e2d3c4b5a6978"}
    assert say_record(details) == "For the record: version 1.4, seed 0, vectors a1b2c3d4e5f6 and 0f1e2d3c4b5a."
