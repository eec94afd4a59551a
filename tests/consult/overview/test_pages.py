"""The officer's first page, the overview of a consultation, and the buttons that open and close it."""

from datetime import date

from sqlalchemy import event

from consult.consultations.actions import answer_test
from consult.consultations.models import Consultation
from consult.consultations.queries import BEFORE_OPENING
from surveys.definition import Survey
from tests import make

TODAY = date(2026, 11, 22)


def start(store, *, ready=False, met=True, **values) -> int:
    with store.unit_of_work() as db:
        made = make.consultation(db, **{"status": "draft", **values})
        if ready:
            make.group(db, made)
            officer = make.user(db)
            for principle in BEFORE_OPENING:
                answer_test(db, made, principle, met=met, answer="Because.", on=TODAY, by=officer.id)
        return made.id


def status_of(store, consultation_id: int) -> str:
    with store.reading() as db:
        return db.get_one(Consultation, consultation_id).status


def here(consultation_id: int, *rest: str) -> str:
    return "/".join([f"/office/consultations/{consultation_id}", *rest])


def test_a_new_officer_is_told_what_will_be_here_and_where_to_start(sign_in):
    page = sign_in("officer").get("/office/")
    assert page.h1 == "Your consultations"
    assert page.has("No consultations yet")
    assert page.has("Start a consultation")


def test_an_officer_sees_the_consultations_they_work_on_and_an_administrator_all(store, sign_in, november):
    mine = start(store, title="Mine")
    start(store, title="Theirs")
    page = sign_in("viewer", mine).get("/office/")
    assert page.has("Mine") and not page.has("Theirs")
    assert page.has("4 things to do before it can open")
    everything = sign_in("administrator").get("/office/")
    assert everything.h1 == "All consultations"
    assert everything.has("Mine") and everything.has("Theirs")


def test_a_hundred_consultations_come_fifty_a_page_without_a_query_for_each(store, app, sign_in, november):
    officer = sign_in("administrator")
    for _ in range(3):
        start(store)
    counted = []
    event.listen(store.reader, "before_cursor_execute", lambda *_: counted.append(1))
    officer.get("/office/")
    few = len(counted)
    with store.unit_of_work() as db:
        for number in range(100):
            make.survey(db, make.consultation(db, title=f"Number {number}"))
    counted.clear()
    assert officer.get("/office/?page=2").has("Consultations 51 to 100 of 103")
    assert len(counted) <= few + 1


def test_the_overview_lists_the_chain_and_what_is_missing_with_links(store, sign_in, november):
    consultation_id = start(store, purpose="")
    page = sign_in("owner", consultation_id).get(here(consultation_id))
    assert page.has("5 things to do before it can open")
    links = {element.get("href") for element in page.all("a")}
    assert here(consultation_id, "details#purpose") in links
    assert here(consultation_id, "groups", "new") in links
    assert here(consultation_id, "tests", "time") in links
    for name in (
        "Set up",
        "Ask openly",
        "Find themes",
        "Agree outcomes",
        "Ask what matters most",
        "See weights",
        "Publish",
    ):
        assert page.has(name)


def test_a_link_is_shown_only_to_those_who_may_follow_it(store, sign_in, november):
    consultation_id = start(store)
    page = sign_in("viewer", consultation_id).get(here(consultation_id))
    for element in page.all("a"):
        href = element.get("href") or ""
        if href.startswith(here(consultation_id) + "/"):
            sign_in("viewer", consultation_id).get(href.split("#")[0])
    assert not page.has("Open this consultation")


def test_every_link_of_the_overview_leads_somewhere(store, sign_in, november):
    consultation_id = start(store, ready=True, status="open")
    with store.unit_of_work() as db:
        found = db.get_one(Consultation, consultation_id)
        survey = make.survey(db, found)
        make.question(db, survey)
    owner = sign_in("owner", consultation_id)
    for element in owner.get(here(consultation_id)).all("a"):
        href = (element.get("href") or "").split("#")[0]
        if href.startswith("/"):
            owner.get(href)


def test_a_draft_that_lacks_something_cannot_be_opened_by_hand(store, sign_in, november):
    consultation_id = start(store)
    owner = sign_in("owner", consultation_id)
    assert owner.get(here(consultation_id, "status")).has("It cannot open yet. 4 things are missing:")
    page = owner.post(here(consultation_id, "open"), status=409)
    assert page.has("Add at least one stakeholder group.")
    assert status_of(store, consultation_id) == "draft"


def test_a_ready_draft_opens_closes_and_opens_again(store, sign_in, november):
    consultation_id = start(store, ready=True)
    owner = sign_in("owner", consultation_id)
    assert owner.get(here(consultation_id)).has("Ready to open")
    assert owner.get(here(consultation_id, "status")).has("people can answer until the end of 20 December 2026")
    assert owner.follow(owner.post(here(consultation_id, "open"))).has("Anyone can read its page now.")
    with store.unit_of_work() as db:
        found = db.get_one(Consultation, consultation_id)
        survey = make.survey(db, found, status="open", published_number=1, opened_at=make.NOON)
        survey_id = survey.id
    assert owner.get(here(consultation_id, "status")).has("1 open survey closes at once")
    owner.post(here(consultation_id, "close"))
    assert status_of(store, consultation_id) == "closed"
    with store.reading() as db:
        assert db.get_one(Survey, survey_id).status == "closed"
    wrong = owner.post(
        here(consultation_id, "reopen"),
        {"closes_on-day": "1", "closes_on-month": "11", "closes_on-year": "2026"},
        status=422,
    )
    assert wrong.has("New closing date must be today or later")
    assert owner.post(here(consultation_id, "reopen"), status=422).has("Enter the new closing date")
    sent = {"closes_on-day": "31", "closes_on-month": "January", "closes_on-year": "2027"}
    assert owner.follow(owner.post(here(consultation_id, "reopen"), sent)).has(
        "It is open again until 31 January 2027."
    )
    assert status_of(store, consultation_id) == "open"


def test_pressing_open_twice_opens_once_and_says_so(store, sign_in, november):
    consultation_id = start(store, ready=True)
    owner = sign_in("owner", consultation_id)
    owner.post(here(consultation_id, "open"))
    assert owner.post(here(consultation_id, "open"), status=409).has("This consultation has been opened already.")


def test_an_officer_who_answered_no_is_warned_before_opening(store, sign_in, november):
    consultation_id = start(store, ready=True, met=False)
    owner = sign_in("owner", consultation_id)
    assert owner.get(here(consultation_id, "status")).has("You answered no to “Enough time”")
    assert owner.get(here(consultation_id)).has("“Enough time” is answered with no")


def test_after_closing_the_last_fairness_test_is_asked_for(store, sign_in, november):
    consultation_id = start(store, ready=True, status="closed")
    assert (
        sign_in("owner", consultation_id).get(here(consultation_id)).has("Answer the fairness test “Taken seriously”")
    )


def test_those_who_do_not_own_it_cannot_move_it(store, sign_in, november):
    consultation_id = start(store, ready=True)
    for role in ("analyst", "viewer", "facilitator", "provider"):
        sign_in(role, consultation_id).post(here(consultation_id, "open"), status=403)
    sign_in("administrator").post(here(consultation_id, "open"), status=403)
    sign_in("officer").post(here(consultation_id, "open"), status=404)
    assert status_of(store, consultation_id) == "draft"


def test_a_colleague_who_opened_it_is_named_to_one_who_was_still_editing(store, sign_in, november):
    consultation_id = start(store, ready=True)
    with store.unit_of_work() as db:
        boss = make.user(db, name="Ann Lee", role="owner", consultation_id=consultation_id)
        uniquifier = boss.fs_uniquifier
    ben = sign_in("owner", consultation_id)
    seen = ben.get(here(consultation_id, "details")).field("seen")
    ann = type(ben)(ben.client.application)
    make.session_of(ann.client, uniquifier)
    ann.post(here(consultation_id, "open"))
    page = ben.post(
        here(consultation_id, "details"),
        {
            "title": "New name",
            "purpose": "p",
            "decision": "d",
            "asked_by": "a",
            "privacy_notice": "n",
            "closes_on-day": "20",
            "closes_on-month": "12",
            "closes_on-year": "2026",
            "seen": seen,
        },
        status=409,
    )
    assert page.has("Ann Lee changed this consultation while you were working on it")
    assert page.field("title") == "New name"
