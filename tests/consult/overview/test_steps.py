"""The chain in words: each step says where it stands, and the list says what comes next."""

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from consult.consultations.actions import FactsMissing, answer_test
from consult.consultations.queries import BEFORE_OPENING
from consult.outcomes.models import Outcome
from consult.overview.actions import open_consultation
from consult.overview.queries import Numbers, QuestionNumbers, SurveyNumbers, count_chain
from consult.overview.steps import DONE, LATER, NEXT, UNDER_WAY, build_steps, list_missing, next_words
from consult.publishing.models import Publication
from consult.runs import Run
from consult.themes.models import Theme, ThemeBoard
from consult.weights.models import WeightRun
from surveys.collection import Response
from surveys.definition import SurveyVersion
from tests import make

TODAY = date(2026, 11, 22)
ALL_TESTS = frozenset(BEFORE_OPENING)


def steps(found, numbers: Numbers) -> dict[str, tuple[str, str]]:
    return {one.name: (one.state, one.words) for one in build_steps(found, numbers, today=TODAY)}


def survey(*, status="open", ranking=False, answers=0, newest=0) -> SurveyNumbers:
    return SurveyNumbers(1, status, ranking, answers, newest)


def question(of: SurveyNumbers, **values) -> QuestionNumbers:
    return QuestionNumbers(1, "What matters?", "rank" if of.is_ranking else "open_text", of, **values)


def test_a_new_draft_counts_what_is_missing_and_everything_else_waits(db: Session):
    found = make.consultation(db, status="draft", purpose="", decision="")
    numbers = Numbers(groups=0, tests=ALL_TESTS)
    assert next_words(found, numbers, today=TODAY) == "3 things to do before it can open"
    shown = steps(found, numbers)
    assert list(shown) == [
        "Set up",
        "Ask openly",
        "Find themes",
        "Agree outcomes",
        "Ask what matters most",
        "See weights",
        "Publish",
    ]
    assert shown["Set up"][0] == NEXT
    assert [state for state, _ in shown.values()][2:] == [LATER] * 5


def test_one_missing_thing_is_one_thing(db: Session):
    found = make.consultation(db, status="draft")
    missing = list_missing(found, Numbers(groups=0, tests=ALL_TESTS), today=TODAY)
    assert [one.words for one in missing] == ["Add at least one stakeholder group"]
    assert next_words(found, Numbers(groups=0, tests=ALL_TESTS), today=TODAY) == "1 thing to do before it can open"
    assert next_words(found, Numbers(groups=1, tests=ALL_TESTS), today=TODAY) == "Ready to open"


def test_the_chain_moves_on_as_numbers_come_in(db: Session):
    found = make.consultation(db)
    numbers = Numbers(groups=6, tests=ALL_TESTS)
    assert next_words(found, numbers, today=TODAY) == "Ask openly: Build a survey with open questions"
    asking = survey(answers=612)
    numbers = Numbers(groups=6, tests=ALL_TESTS, surveys=(asking,), questions=(question(asking, answered=570),))
    shown = steps(found, numbers)
    assert shown["Ask openly"] == (UNDER_WAY, "1 survey open, 612 responses so far.")
    assert shown["Find themes"] == (NEXT, "570 answers to sort into themes.")
    done = question(asking, answered=570, signed_off=9)
    numbers = Numbers(groups=6, tests=ALL_TESTS, surveys=(asking,), questions=(done,), waiting=9)
    assert steps(found, numbers)["Find themes"] == (DONE, "9 themes signed off.")
    assert steps(found, numbers)["Agree outcomes"] == (NEXT, "9 themes to turn into outcomes.")


def test_weights_that_do_not_know_the_newest_rankings_are_not_done(db: Session):
    found = make.consultation(db)
    ranking = survey(ranking=True, answers=450, newest=900)
    for until, state in ((899, UNDER_WAY), (900, DONE)):
        weighed = question(ranking, weighed_at=make.NOON, weighed_until=until)
        numbers = Numbers(6, ALL_TESTS, surveys=(ranking,), questions=(weighed,), outcomes=9)
        assert steps(found, numbers)["See weights"][0] == state
    waiting = Numbers(6, ALL_TESTS, surveys=(ranking,), questions=(question(ranking, answered=450),), outcomes=9)
    assert steps(found, waiting)["See weights"] == (NEXT, "450 answers to turn into weights.")


def test_where_everybody_left_the_question_blank_there_is_nothing_to_sort(db: Session):
    found, asking = make.consultation(db), survey(answers=3)
    numbers = Numbers(groups=6, tests=ALL_TESTS, surveys=(asking,), questions=(question(asking),))
    assert steps(found, numbers)["Find themes"] == (LATER, "Starts when there are answers to read.")


def test_signed_off_themes_that_are_no_outcome_are_told_and_hold_nothing_up(db: Session):
    found = make.consultation(db)
    words = "9 outcomes agreed. 2 signed-off themes not among them."
    assert steps(found, Numbers(6, ALL_TESTS, outcomes=9, waiting=2))["Agree outcomes"] == (DONE, words)


def test_a_passed_closing_date_comes_before_everything_else(db: Session):
    found = make.consultation(db, opens_on=date(2026, 10, 1), closes_on=date(2026, 11, 21))
    words = next_words(found, Numbers(groups=6, tests=ALL_TESTS), today=TODAY)
    assert words == "The closing date has passed: close it, or move the date"


def test_when_every_step_is_done_nothing_is_next(db: Session):
    found = make.consultation(db, status="published")
    asked, ranked = survey(status="closed", answers=9), survey(status="closed", ranking=True, answers=9, newest=9)
    numbers = Numbers(
        groups=6,
        tests=ALL_TESTS,
        surveys=(asked, ranked),
        questions=(question(asked, signed_off=4), question(ranked, weighed_at=make.NOON, weighed_until=9)),
        outcomes=4,
        edition=1,
        published_at=make.NOON,
    )
    assert {state for state, _ in steps(found, numbers).values()} == {DONE}
    assert next_words(found, numbers, today=TODAY) == "Nothing: every step is done"


def test_opening_asks_every_floor_what_is_missing(db: Session):
    found, officer = make.consultation(db, status="draft"), make.user(db)
    with pytest.raises(FactsMissing) as refusal:
        open_consultation(db, found, today=TODAY)
    assert refusal.value.problems[0] == "Add at least one stakeholder group."
    make.group(db, found)
    for principle in BEFORE_OPENING:
        assert found.status == "draft"
        answer_test(db, found, principle, met=True, answer="Yes.", on=TODAY, by=officer.id)
    assert open_consultation(db, found, today=TODAY).status == "open"


def respond(db: Session, to, version: SurveyVersion, number: int, **values) -> Response:
    made = Response(
        survey_id=to.id,
        version_id=version.id,
        instance_id=f"{to.id}-{number}",
        content_hash="0",
        reference_hash=f"{to.id}-{number}",
        channel="web",
        received_at=make.NOON,
        **values,
    )
    db.add(made)
    db.flush()
    return made


def published(db: Session, to) -> SurveyVersion:
    version = SurveyVersion(
        survey_id=to.id, number=1, language="en", document={}, content_hash="0", published_at=make.NOON
    )
    db.add(version)
    db.flush()
    return version


def theme(db: Session, found, board, **values) -> None:
    db.add(Theme(consultation_id=found.id, board_id=board.id, label="Company", changed_at=make.NOON, **values))
    db.flush()


def whole_chain(db: Session):
    found, officer = make.consultation(db), make.user(db)
    make.group(db, found)
    asking, ranking = make.survey(db, found), make.survey(db, found, kind="ranking")
    spoken, ranked = make.question(db, asking), make.question(db, ranking, kind="rank", items=("a", "b"))
    make.question(db, asking, kind="rank", items=("a", "b"))
    first = respond(db, asking, published(db, asking), 1)
    respond(db, asking, db.get_one(SurveyVersion, first.version_id), 2, supersedes_id=first.id)
    respond(db, asking, db.get_one(SurveyVersion, first.version_id), 3, is_test=True)
    newest = respond(db, ranking, published(db, ranking), 1)
    board = ThemeBoard(consultation_id=found.id, question_id=spoken.id)
    db.add(board)
    db.flush()
    theme(db, found, board)
    theme(db, found, board, status="signed_off", signed_off_by=officer.id)
    theme(db, found, board, kind="other")
    run = Run(kind="weights", consultation_id=found.id, subject_id=ranked.id, asked_at=make.NOON)
    common = {"created_by": officer.id, "created_at": make.NOON, "consultation_id": found.id}
    db.add_all([run, Outcome(sentence="Company", **common), Outcome(sentence="Old", retired_at=make.NOON, **common)])
    db.flush()
    db.add(
        WeightRun(
            consultation_id=found.id,
            question_id=ranked.id,
            run_id=run.id,
            input_hash="0",
            last_response_id=newest.id,
            method={},
            result={},
            charts={},
            computed_at=make.NOON,
        )
    )
    for number, withdrawn in ((1, None), (2, make.NOON)):
        db.add(
            Publication(
                consultation_id=found.id,
                number=number,
                document={},
                content_hash="0",
                audit_head="0",
                published_by=officer.id,
                published_at=make.NOON,
                withdrawn_at=withdrawn,
            )
        )
    db.flush()
    return found


def test_every_number_of_the_chain_is_read_from_its_own_table(db: Session):
    found = whole_chain(db)
    make.consultation(db)
    numbers = count_chain(db, [found.id])[found.id]
    assert [(one.is_ranking, one.answers) for one in numbers.surveys] == [(False, 1), (True, 1)]
    spoken, ranked = numbers.questions
    assert (spoken.kind, spoken.candidates, spoken.signed_off) == ("open_text", 1, 1)
    assert (ranked.kind, ranked.weighed_at, ranked.weighed_until) == ("rank", make.NOON, ranked.survey.newest)
    assert (numbers.groups, numbers.outcomes, numbers.waiting, numbers.edition) == (1, 1, 1, 1)


def test_fifty_consultations_take_no_more_queries_than_one(db: Session):
    ids = [whole_chain(db).id for _ in range(6)]
    counted = []
    event.listen(db.get_bind(), "before_cursor_execute", lambda *_: counted.append(1))
    count_chain(db, ids[:1])
    one = len(counted)
    counted.clear()
    assert len(count_chain(db, ids)) == 6
    assert len(counted) == one <= 12


def test_once_closed_nobody_is_told_to_build_a_survey(db: Session):
    found = make.consultation(db, status="closed")
    state, words = steps(found, Numbers(groups=6, tests=ALL_TESTS))["Ask openly"]
    assert (state, words) == (LATER, "Nothing was asked. To ask, open the consultation again.")


def test_who_may_not_read_the_answers_is_told_about_how_many_there_are(db: Session):
    found = make.consultation(db)
    for answers, words in ((216, "about 215 responses"), (4, "a few responses"), (0, "no responses")):
        asked = survey(answers=answers)
        numbers = Numbers(groups=6, tests=ALL_TESTS, surveys=[asked], questions=[question(asked, answered=answers)])
        shown = {one.name: one.words for one in build_steps(found, numbers, today=TODAY, exact=False)}
        assert shown["Ask openly"] == f"1 survey open, {words} so far."
        assert str(answers) not in shown["Find themes"] or not answers


def test_no_number_stands_beside_those_that_are_protected_together(db: Session):
    """61 ranked or left it empty and 57 are in the weights: "about 60" would leave one to five who are not."""
    asked = survey(answers=61, ranking=True)
    ranked = question(asked, answered=57)
    wrote = survey(answers=84)
    numbers = Numbers(groups=6, tests=ALL_TESTS, surveys=[wrote, asked], questions=[ranked])
    for status, openly in (("open", "1 survey open, about 85 responses so far."), ("closed", "1 survey open, some")):
        shown = build_steps(make.consultation(db, status=status), numbers, today=TODAY, exact=False)
        words = {one.name: one.words for one in shown}
        assert words["Ask openly"].startswith(openly)
        assert words["Ask what matters most"] == "1 survey open, some responses so far."
        assert words["See weights"] == "Some answers to turn into weights."
