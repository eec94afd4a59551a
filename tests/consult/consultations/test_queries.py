"""What is missing before opening, what day means which phase, and the notice officers begin with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from consult.consultations.queries import (
    BEFORE_OPENING,
    GAPS,
    TESTS,
    build_privacy_notice,
    end_of_day,
    list_open_surveys,
    list_tests,
    missing_facts,
    phase_of,
)
from tests import make

TODAY = date(2026, 11, 22)
EMPTY = {"purpose": "", "decision": "", "asked_by": "", "privacy_notice": "", "opens_on": None, "closes_on": None}


def test_every_missing_thing_is_named_with_the_place_where_it_is_done(db: Session):
    missing = missing_facts(make.consultation(db, status="draft", **EMPTY), (), today=TODAY)
    assert [one.words for one in missing] == [
        "Say why you are asking",
        "Say what is being decided",
        "Say who is asking",
        "Write how answers will be used",
        "Set the opening date",
        "Set the closing date",
        "Answer the fairness test “Early enough”",
        "Answer the fairness test “Enough information”",
        "Answer the fairness test “Enough time”",
    ]
    assert missing[0].anchor == "purpose"
    assert [one.principle for one in missing[-3:]] == ["formative", "information", "time"]


def test_nothing_is_missing_when_the_facts_are_told_and_three_tests_answered(db: Session):
    assert missing_facts(make.consultation(db, status="draft"), BEFORE_OPENING, today=TODAY) == []


def test_a_closing_date_that_has_passed_and_gaps_in_the_notice_are_missing_things(db: Session):
    notice = build_privacy_notice("Wexmoor County Council")
    found = make.consultation(db, status="draft", closes_on=date(2026, 11, 21), privacy_notice=notice)
    words = [one.words for one in missing_facts(found, BEFORE_OPENING, today=TODAY)]
    assert words == [
        "Fill the gaps in square brackets in how answers will be used",
        "Set a closing date that has not passed",
    ]
    found.privacy_notice = notice.replace(GAPS[0], "1 May 2027").replace(GAPS[1], "meals@wexmoor.example")
    assert len(missing_facts(found, BEFORE_OPENING, today=TODAY)) == 1


@pytest.mark.parametrize(
    ("status", "days_from_opening", "phase"),
    [
        ("draft", 5, "draft"),
        ("open", -1, "upcoming"),
        ("open", 0, "open"),
        ("open", 49, "open"),
        ("open", 50, "ended"),
        ("closed", 5, "closed"),
        ("published", 5, "published"),
    ],
)
def test_the_phase_follows_the_state_and_the_day(db: Session, status, days_from_opening, phase):
    found = make.consultation(db, status=status)
    assert phase_of(found, date(2026, 11, 1) + timedelta(days=days_from_opening)) == phase


def test_a_survey_past_its_own_closing_time_is_not_offered(db: Session):
    found = make.consultation(db)
    version = {"status": "open", "published_number": 1, "opened_at": make.NOON}
    make.survey(db, found, title="Over", closes_at=make.NOON, **version)
    make.survey(db, found, title="On", closes_at=make.NOON + timedelta(hours=1), **version)
    assert [one.title for one in list_open_surveys(db, found, at=make.NOON)] == ["On"]


def test_the_four_tests_come_in_order_and_the_last_one_can_wait(db: Session):
    states = list_tests(db, make.consultation(db))
    assert [one.test for one in states] == list(TESTS)
    assert [one.can_wait for one in states] == [False, False, False, True]


def test_a_day_ends_at_midnight_where_residents_live_in_winter_and_in_summer():
    assert end_of_day(date(2026, 12, 20)) == datetime(2026, 12, 21, tzinfo=UTC)
    assert end_of_day(date(2026, 6, 30)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert end_of_day(None) is None
    assert end_of_day(date.max) is None
