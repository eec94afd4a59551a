"""The rules of a consultation: who owns it, what each state allows, and what a stale save cannot do."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import audit
from consult.accounts.models import Membership
from consult.consultations.actions import (
    DatesMixedUp,
    Facts,
    FactsFixed,
    FactsMissing,
    TextTooLong,
    answer_test,
    close_consultation,
    create_consultation,
    edit_consultation,
    facts_of,
    mark_of_answer,
    open_consultation,
    publish_consultation,
    refuse_unless_answerable,
    reopen_consultation,
)
from consult.consultations.models import Consultation
from surveys.errors import StaleEdit, WrongState
from tests import make

TODAY = date(2026, 11, 22)


def change(db: Session, found: Consultation, *, seen: int | None = None, by: int = 1, **values):
    facts = replace(facts_of(found), **values)
    return edit_consultation(db, found, facts, seen=found.row_version if seen is None else seen, by=by)


def test_whoever_starts_a_consultation_owns_it(db: Session):
    officer = make.user(db)
    made = create_consultation(db, Facts("  Meals \r\n"), by=officer.id, at=make.NOON)
    assert (made.status, made.title, made.template) == ("draft", "Meals", "discover-prioritise")
    member = db.scalars(select(Membership)).one()
    assert (member.user_id, member.consultation_id, member.role) == (officer.id, made.id, "owner")


def test_the_same_form_sent_twice_makes_one_consultation(db: Session):
    officer, other = make.user(db), make.user(db)
    first = create_consultation(db, Facts("Meals"), by=officer.id, at=make.NOON, public_id="0123456789")
    again = create_consultation(db, Facts("Meals"), by=officer.id, at=make.NOON, public_id="0123456789")
    theirs = create_consultation(db, Facts("Meals"), by=other.id, at=make.NOON, public_id="0123456789")
    odd = create_consultation(db, Facts("Meals"), by=other.id, at=make.NOON, public_id="../../etc")
    assert first.id == again.id != theirs.id
    assert len({first.public_id, theirs.public_id, odd.public_id, "../../etc"}) == 4


@pytest.mark.parametrize("title", ["", "   ", "\u200f\u202e", "\n"])
def test_a_consultation_without_a_readable_title_is_refused(db: Session, title):
    with pytest.raises(FactsMissing):
        create_consultation(db, Facts(title), by=make.user(db).id, at=make.NOON)


def test_a_text_of_twenty_thousand_signs_is_kept_whole_and_one_more_is_refused(db: Session):
    found = make.consultation(db)
    change(db, found, purpose="é" * 20_000)
    assert found.purpose == "é" * 20_000
    with pytest.raises(TextTooLong, match=r"20,001 characters long. Shorten it to 20,000"):
        change(db, found, purpose="é" * 20_001)
    assert found.purpose == "é" * 20_000


@pytest.mark.parametrize("odd", ["<script>alert(1)</script>", "=1+1", "\u202eevil", "👩‍👩‍👧‍👦", "a\n\nb"])
def test_odd_text_is_stored_as_typed(db: Session, odd):
    found = make.consultation(db)
    change(db, found, title=odd, purpose=odd)
    db.expire(found)
    assert (found.title, found.purpose) == (odd, odd)


def test_closing_before_opening_is_refused(db: Session):
    with pytest.raises(DatesMixedUp):
        change(db, make.consultation(db, status="draft"), closes_on=date(2026, 10, 1))


def test_a_stale_save_is_refused_and_names_the_colleague(db: Session):
    found, ann, ben = make.consultation(db), make.user(db, name="Ann Lee"), make.user(db)
    seen = found.row_version
    change(db, found, title="Ann's title", by=ann.id)
    audit.record(
        db,
        "consultations.edit",
        actor_id=ann.id,
        object_type="consultation",
        object_id=found.id,
        consultation_id=found.id,
        at=make.NOON,
    )
    with pytest.raises(StaleEdit, match=r"^Ann Lee changed this consultation") as refusal:
        change(db, found, seen=seen, title="Ben's title", by=ben.id)
    assert refusal.value.changed_by == "Ann Lee"
    assert found.title == "Ann's title"
    with pytest.raises(StaleEdit, match=r"^You, in another window,"):
        change(db, found, seen=seen, title="Ann's other title", by=ann.id)


def test_a_stale_save_that_changes_nothing_is_no_conflict(db: Session):
    found = make.consultation(db)
    seen = found.row_version
    change(db, found, title="New")
    change(db, found, seen=seen, title="New")
    assert found.title == "New"


def test_an_audit_trail_that_knows_nobody_still_refuses_a_stale_save(db: Session):
    found = make.consultation(db)
    with pytest.raises(StaleEdit, match=r"^Somebody else"):
        change(db, found, seen=found.row_version + 7, title="Mine")


def test_of_two_saves_at_one_moment_the_second_is_refused(database):
    with database.unit_of_work() as db:
        made = make.consultation(db, status="draft")
        consultation_id, seen = made.id, made.row_version
    with database.reading() as early:
        stale = early.get_one(Consultation, consultation_id)
        facts = facts_of(stale)
        with database.unit_of_work() as db:
            change(db, db.get_one(Consultation, consultation_id), title="First")
    with database.unit_of_work() as db:
        late = db.get_one(Consultation, consultation_id)
        with pytest.raises(StaleEdit):
            edit_consultation(db, late, replace(facts, title="Second"), seen=seen, by=1)


def test_while_open_nothing_people_were_told_can_be_emptied_nor_the_opening_day_moved(db: Session):
    found = make.consultation(db, status="open")
    with pytest.raises(FactsMissing, match="The privacy notice cannot be empty"):
        change(db, found, privacy_notice=" \u200b ")
    with pytest.raises(DatesMixedUp):
        change(db, found, opens_on=date(2026, 11, 2))
    with pytest.raises(DatesMixedUp):
        change(db, found, closes_on=None)
    change(db, found, closes_on=date(2027, 1, 31), contact="")
    assert found.closes_on == date(2027, 1, 31)


@pytest.mark.parametrize("status", ["closed", "published"])
def test_once_closed_only_the_contact_can_change(db: Session, status):
    found = make.consultation(db, status=status)
    with pytest.raises(FactsFixed):
        change(db, found, decision="Something else")
    with pytest.raises(FactsFixed):
        change(db, found, decision="Something else", contact="new@wexmoor.example")
    change(db, found, contact="new@wexmoor.example")
    assert found.contact == "new@wexmoor.example"


def test_the_only_way_through_the_states_is_draft_open_closed_published(db: Session):
    found = make.consultation(db, status="draft")
    for refused in (close_consultation, publish_consultation):
        with pytest.raises(WrongState):
            refused(db, found, **({"at": make.NOON} if refused is close_consultation else {}))
    open_consultation(db, found, missing=(), today=TODAY)
    with pytest.raises(WrongState):
        open_consultation(db, found, missing=(), today=TODAY)
    with pytest.raises(WrongState):
        publish_consultation(db, found)
    close_consultation(db, found, at=make.NOON)
    with pytest.raises(WrongState):
        close_consultation(db, found, at=make.NOON)
    reopen_consultation(db, found, closes_on=date(2027, 1, 1), today=TODAY)
    close_consultation(db, found, at=make.NOON)
    publish_consultation(db, found)
    publish_consultation(db, found)
    with pytest.raises(WrongState):
        reopen_consultation(db, found, closes_on=date(2027, 1, 1), today=TODAY)
    assert found.status == "published"


def test_opening_with_anything_missing_is_refused_and_lists_it(db: Session):
    found = make.consultation(db, status="draft")
    with pytest.raises(FactsMissing) as refusal:
        open_consultation(db, found, missing=["Add at least one stakeholder group."], today=TODAY)
    assert refusal.value.problems == ["Add at least one stakeholder group."]
    with pytest.raises(FactsMissing):
        open_consultation(db, found, missing=(), today=date(2027, 5, 1))
    assert found.status == "draft"


def test_reopening_needs_a_day_to_come(db: Session):
    found = make.consultation(db, status="closed", opens_on=date(2026, 12, 1))
    for too_early in (date(2026, 11, 21), date(2026, 11, 25)):
        with pytest.raises(DatesMixedUp):
            reopen_consultation(db, found, closes_on=too_early, today=TODAY)
    assert found.status == "closed"


def test_closing_a_consultation_closes_its_open_surveys_and_no_other(db: Session):
    found, other = make.consultation(db), make.consultation(db)
    version = {"status": "open", "published_number": 1, "opened_at": make.NOON}
    mine, theirs = make.survey(db, found, **version), make.survey(db, other, **version)
    draft = make.survey(db, found)
    close_consultation(db, found, at=make.NOON)
    assert (mine.status, mine.closed_at, theirs.status, draft.status) == ("closed", make.NOON, "open", "draft")


def test_a_test_of_fairness_is_answered_with_yes_or_no_words_and_a_day(db: Session):
    found, officer = make.consultation(db, status="draft"), make.user(db)
    kept = answer_test(db, found, "time", met=False, answer=" Six weeks. ", on=TODAY, by=officer.id)
    assert (kept.met, kept.answer, kept.answered_on, kept.answered_by) == (False, "Six weeks.", TODAY, officer.id)
    with pytest.raises(FactsMissing):
        answer_test(db, found, "information", met=True, answer="\u200e", on=TODAY, by=officer.id)
    with pytest.raises(TextTooLong):
        answer_test(db, found, "information", met=True, answer="a" * 20_001, on=TODAY, by=officer.id)
    with pytest.raises(ValueError, match="no such test"):
        answer_test(db, found, "luck", met=True, answer="Yes.", on=TODAY, by=officer.id)


def test_an_answer_over_a_colleagues_is_refused_and_names_them(db: Session):
    found, ann, ben = make.consultation(db), make.user(db, name="Ann Lee"), make.user(db)
    before = mark_of_answer(None)
    kept = answer_test(db, found, "time", met=True, answer="Six weeks.", on=TODAY, by=ann.id, seen=before)
    with pytest.raises(StaleEdit, match=r"^Ann Lee changed this answer"):
        answer_test(db, found, "time", met=True, answer="Two weeks.", on=TODAY, by=ben.id, seen=before)
    answer_test(db, found, "time", met=True, answer="Two weeks.", on=TODAY, by=ben.id, seen=mark_of_answer(kept))
    assert (kept.answer, kept.answered_by) == ("Two weeks.", ben.id)


def test_surveys_that_end_with_the_consultation_move_with_its_closing_date(db: Session):
    found = make.consultation(db, status="open", closes_on=date(2026, 12, 20))
    version = {"status": "open", "published_number": 1, "opened_at": make.NOON}
    early, late = datetime(2026, 12, 2, tzinfo=UTC), datetime(2026, 12, 21, tzinfo=UTC)
    own, with_it, no_end = (make.survey(db, found, closes_at=at, **version) for at in (early, late, None))
    change(db, found, closes_on=date(2027, 1, 31))
    moved = datetime(2027, 2, 1, tzinfo=UTC)
    assert (own.closes_at, with_it.closes_at, no_end.closes_at) == (early, moved, moved)
    change(db, found, closes_on=date(2026, 11, 30))
    assert {own.closes_at, with_it.closes_at, no_end.closes_at} == {datetime(2026, 12, 1, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("status", "today", "words"),
    [
        ("draft", TODAY, "Open the consultation first"),
        ("open", date(2026, 10, 31), "opening date has not come"),
        ("open", TODAY, None),
        ("open", date(2026, 12, 20), None),
        ("open", date(2026, 12, 21), "closing date has passed"),
        ("closed", TODAY, "Open it again"),
        ("published", TODAY, "Open it again"),
    ],
)
def test_a_survey_opens_only_while_people_may_answer(db: Session, status, today, words):
    found = make.consultation(db, status=status)
    if words is None:
        refuse_unless_answerable(found, today=today)
    else:
        with pytest.raises(WrongState, match=words):
            refuse_unless_answerable(found, today=today)
