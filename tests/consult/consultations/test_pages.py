"""An officer starts a consultation, says what people are told, and answers the four tests."""

from datetime import date

import pytest
from sqlalchemy import select

from consult.accounts.models import Membership
from consult.audit import AuditEntry, verify
from consult.consultations.models import Consultation, GunningAnswer
from tests import make

FACTS = {
    "title": "Community meals",
    "purpose": "To plan meals.",
    "decision": "What to do from April.",
    "asked_by": "Wexmoor County Council",
    "contact": "meals@wexmoor.example",
    "privacy_notice": "Only for this.",
    "opens_on-day": "1",
    "opens_on-month": "11",
    "opens_on-year": "2026",
    "closes_on-day": "20",
    "closes_on-month": "December",
    "closes_on-year": "2026",
}


def start(store, **values) -> int:
    with store.unit_of_work() as db:
        return make.consultation(db, **{"status": "draft", **values}).id


def stored(store, consultation_id: int) -> Consultation:
    with store.reading() as db:
        return db.get_one(Consultation, consultation_id)


def details(consultation_id: int) -> str:
    return f"/office/consultations/{consultation_id}/details"


def test_an_officer_starts_a_consultation_and_owns_it(store, sign_in, november):
    officer = sign_in("officer")
    form = officer.get("/office/consultations/new")
    assert "Wexmoor County Council runs this consultation" in form.text
    answer = officer.post("/office/consultations/new", {**FACTS, "public_id": form.field("public_id")})
    assert officer.follow(answer).h1 == "Community meals"
    with store.reading() as db:
        made = db.scalars(select(Consultation)).one()
        assert db.scalars(select(Membership)).one().role == "owner"
        entry = db.scalars(select(AuditEntry)).one()
        assert (entry.verb, entry.object_id, entry.consultation_id) == ("consultations.create", made.id, made.id)
        assert verify(db).fault is None
    assert (made.status, made.opens_on, made.closes_on) == ("draft", date(2026, 11, 1), date(2026, 12, 20))


def test_a_double_click_starts_one_consultation(store, sign_in, november):
    officer = sign_in("officer")
    sent = {**FACTS, "public_id": officer.get("/office/consultations/new").field("public_id")}
    first, second = (officer.post("/office/consultations/new", sent) for _ in range(2))
    assert first.location == second.location
    with store.reading() as db:
        assert len(db.scalars(select(Consultation)).all()) == 1


def test_only_the_title_is_needed_to_start(store, sign_in, november):
    sign_in("officer").post("/office/consultations/new", {"title": "Meals"})
    with store.reading() as db:
        assert db.scalars(select(Consultation.title)).one() == "Meals"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"title": " "}, "Enter what it is called"),
        ({"title": "a" * 20_001}, "The title is 20,001 characters long. Shorten it to 20,000 characters or fewer."),
        ({"purpose": "b" * 20_345}, "Why you are asking is 20,345 characters long."),
        ({"opens_on-month": ""}, "Opening date must include a month"),
        ({"opens_on-day": "31", "opens_on-month": "2"}, "Opening date must be a real date"),
        ({"closes_on-month": "Octember"}, "Closing date must be a real date"),
        ({"closes_on-month": "October"}, "Closing date must be the same as or after the opening date"),
    ],
)
def test_each_error_names_its_field_and_nothing_typed_is_lost(store, sign_in, november, typed, error):
    sent = {**FACTS, **typed}
    page = sign_in("officer").post("/office/consultations/new", sent, status=422)
    assert page.has("There is a problem")
    assert page.has(error)
    shown = {element.get("name"): element.get("value") for element in page.all("input")}
    shown |= {element.get("name"): (element.text or "").removeprefix("\n") for element in page.all("textarea")}
    assert {name: shown[name] for name in sent if name != "title" or sent["title"].strip()} == {
        name: value for name, value in sent.items() if name != "title" or value.strip()
    }
    with store.reading() as db:
        assert db.scalars(select(Consultation)).all() == []


@pytest.mark.parametrize(
    ("month", "read"), [("nov", 11), ("November", 11), ("SEPT.", 9), ("3", 3), ("may", 5), ("ju", None)]
)
def test_a_month_may_be_typed_as_a_word(store, sign_in, november, month, read):
    sent = {"title": "Meals", "opens_on-day": "7", "opens_on-month": month, "opens_on-year": "2026"}
    sign_in("officer").post("/office/consultations/new", sent, status=303 if read else 422)
    with store.reading() as db:
        found = db.scalar(select(Consultation.opens_on))
    assert found == (date(2026, read, 7) if read else None)


@pytest.mark.parametrize("odd", ["<script>alert(1)</script>", "=1+1", "\u202eevil", "👩‍👩‍👧‍👦 שלום", "x\x00y"])
def test_odd_text_is_stored_and_shown_as_text(store, sign_in, november, odd):
    officer = sign_in("officer")
    page = officer.follow(officer.post("/office/consultations/new", {**FACTS, "title": odd, "purpose": odd}))
    kept = odd.replace("\x00", "\ufffd")
    with store.reading() as db:
        found = db.scalars(select(Consultation)).one()
    assert (found.title, found.purpose) == (kept, kept)
    assert page.h1 == kept
    assert "<script>alert" not in page.text
    form = officer.get(details(found.id))
    assert form.field("title") == kept
    assert next(element.text for element in form.all("textarea")).removeprefix("\n") == kept


def test_a_save_over_a_colleagues_is_refused_and_shows_both_texts(store, sign_in, november):
    consultation_id = start(store)
    ann, ben = sign_in("owner", consultation_id), sign_in("owner", consultation_id)
    seen = ben.get(details(consultation_id)).field("seen")
    first = ann.get(details(consultation_id)).field("seen")
    theirs = {**FACTS, "purpose": "Ann wrote this.", "contact": "ann@wexmoor.example", "seen": first}
    ann.post(details(consultation_id), theirs)
    page = ben.post(details(consultation_id), {**FACTS, "purpose": "Ben wrote that.", "seen": seen}, status=409)
    with store.reading() as db:
        name = db.scalars(select(Membership.user_id).order_by(Membership.id)).first()
        assert name is not None
    assert page.has("changed this consultation while you were working on it")
    assert page.reading.count("Ann wrote this.") == 1
    assert page.has("Ben wrote that.")
    assert stored(store, consultation_id).purpose == "Ann wrote this."
    # What Ben typed stands in the form; what he left alone has become Ann's.
    boxes = {element.get("name"): (element.text or "").strip() for element in page.all("textarea")}
    assert boxes["purpose"] == "Ben wrote that."
    assert page.field("contact") == "ann@wexmoor.example"
    again = {**FACTS, "purpose": "Ben wrote that.", "seen": page.field("seen")}
    ben.post(details(consultation_id), again)
    assert stored(store, consultation_id).purpose == "Ben wrote that."


def test_a_field_left_alone_takes_the_colleagues_text(store, sign_in, november):
    consultation_id = start(store, contact="old@wexmoor.example", title="Meals", purpose="Old")
    ann, ben = sign_in("owner", consultation_id), sign_in("owner", consultation_id)
    page = ben.get(details(consultation_id))
    mine = {element.get("name"): element.get("value") for element in page.all("input") if element.get("name")}
    mine |= {element.get("name"): (element.text or "").removeprefix("\n") for element in page.all("textarea")}
    ann.get(details(consultation_id))
    ann.post(details(consultation_id), {**mine, "contact": "ann@wexmoor.example"})
    refused = ben.post(details(consultation_id), {**mine, "purpose": "Ben's purpose"}, status=409)
    assert refused.field("contact") == "ann@wexmoor.example"
    assert "Ben's purpose" in refused.reading


@pytest.mark.parametrize("seen", ["", "0", "garbage", "99999999999999999999", "2 purpose:", "é"])
def test_a_form_without_a_true_mark_is_a_stale_form(store, sign_in, november, seen):
    consultation_id = start(store)
    page = sign_in("owner", consultation_id).post(
        details(consultation_id), {**FACTS, "seen": seen, "title": "X"}, status=409
    )
    assert page.field("title") == "X"
    assert stored(store, consultation_id).title == "Community meals"


def test_while_open_the_form_asks_for_everything_and_offers_no_opening_date(store, sign_in, november):
    consultation_id = start(store, status="open")
    owner = sign_in("owner", consultation_id)
    form = owner.get(details(consultation_id))
    assert form.field("opens_on-day") is None
    sent = {**FACTS, "decision": "", "closes_on-year": "2025", "seen": form.field("seen")}
    page = owner.post(details(consultation_id), sent, status=422)
    assert page.has("Say what is being decided. People are reading this page now.")
    assert page.has("Closing date must be today or later")


def test_once_closed_the_form_offers_the_contact_alone(store, sign_in, november):
    consultation_id = start(store, status="closed")
    owner = sign_in("owner", consultation_id)
    form = owner.get(details(consultation_id))
    assert form.field("title") is None
    owner.post(
        details(consultation_id), {**FACTS, "title": "Sneaked in", "contact": "x@y.example", "seen": form.field("seen")}
    )
    found = stored(store, consultation_id)
    assert (found.title, found.contact) == ("Community meals", "x@y.example")


def answer_page(consultation_id: int, principle: str = "time") -> str:
    return f"/office/consultations/{consultation_id}/tests/{principle}"


SIX_WEEKS = {
    "met": "yes",
    "answer": "Six weeks, and none of them a holiday.",
    "answered_on-day": "22",
    "answered_on-month": "11",
    "answered_on-year": "2026",
}


def test_a_fairness_test_is_to_do_until_it_is_answered(store, sign_in, november):
    consultation_id = start(store)
    owner = sign_in("owner", consultation_id)
    tests = f"/office/consultations/{consultation_id}/tests"
    assert owner.get(tests).reading.count("To do") == 3
    page = owner.follow(owner.post(answer_page(consultation_id), SIX_WEEKS))
    assert page.reading.count("To do") == 2
    assert page.has("Six weeks, and none of them a holiday.")
    assert page.has("Answered on 22 November 2026 by Person")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"met": ""}, "Choose yes or no"),
        ({"answer": " \u200e"}, "Say how you know, in a sentence or two"),
        ({"answer": "a" * 20_001}, "Your answer is 20,001 characters long."),
        ({"answered_on-day": ""}, "Date of this answer must include a day"),
        ({"answered_on-year": "2027"}, "Date of this answer must be today or in the past"),
    ],
)
def test_an_answer_that_does_not_do_says_why(store, sign_in, november, typed, error):
    consultation_id = start(store)
    page = sign_in("owner", consultation_id).post(answer_page(consultation_id), {**SIX_WEEKS, **typed}, status=422)
    assert page.has(error)
    with store.reading() as db:
        assert db.scalars(select(GunningAnswer)).all() == []


def test_an_answer_over_a_colleagues_shows_both(store, sign_in, november):
    consultation_id = start(store)
    ann, ben = sign_in("owner", consultation_id), sign_in("owner", consultation_id)
    ben.get(answer_page(consultation_id))
    ann.post(answer_page(consultation_id), SIX_WEEKS)
    page = ben.post(answer_page(consultation_id), {**SIX_WEEKS, "met": "no", "answer": "Too short."}, status=409)
    assert page.has("changed this answer while you were working on it")
    assert page.has("Six weeks, and none of them a holiday.")
    assert page.has("Too short.")
    ben.post(
        answer_page(consultation_id), {**SIX_WEEKS, "met": "no", "answer": "Too short.", "seen": page.field("seen")}
    )
    with store.reading() as db:
        assert db.scalars(select(GunningAnswer.answer)).one() == "Too short."


def test_a_test_that_is_none_is_not_there(store, sign_in):
    consultation_id = start(store)
    sign_in("owner", consultation_id).get(answer_page(consultation_id, "luck"), status=404)
    sign_in("owner", consultation_id).get(f"/office/consultations/{10**30}/tests", status=404)


@pytest.mark.parametrize(
    ("role", "allowed"), [("analyst", 200), ("viewer", 200), ("facilitator", 200), ("provider", 200)]
)
def test_members_read_the_tests_and_owners_alone_answer(store, sign_in, november, role, allowed):
    consultation_id = start(store)
    member = sign_in(role, consultation_id)
    page = member.get(f"/office/consultations/{consultation_id}/tests", status=allowed)
    assert not [one for one in page.all("a") if (one.get("href") or "").endswith("/tests/time")]
    member.get(details(consultation_id), status=403)
    sign_in("officer").get(details(consultation_id), status=404)


def test_a_token_gone_stale_shows_everything_typed_again_and_stores_nothing(store, sign_in, november):
    consultation_id = start(store)
    owner = sign_in("owner", consultation_id)
    for address, sent, shown in (
        (details(consultation_id), {**FACTS, "title": "Typed for an hour"}, "Typed for an hour"),
        ("/office/consultations/new", {"title": "Typed for an hour"}, "Typed for an hour"),
        (answer_page(consultation_id), SIX_WEEKS, "Six weeks, and none of them a holiday."),
        (f"/office/consultations/{consultation_id}/groups/new", {"name": "Typed for an hour"}, "Typed for an hour"),
    ):
        form = owner.get(address)
        old = {**sent, "seen": form.field("seen") or "", "csrf_token": "old"}
        answer = owner.client.post(address, data=old, base_url=owner.base_url)
        assert answer.status_code == 422
        assert shown in answer.get_data(as_text=True)
        assert "This page was open too long" in answer.get_data(as_text=True)
    with store.reading() as db:
        assert db.scalars(select(Consultation.title)).all() == ["Community meals"]
        assert db.scalars(select(GunningAnswer)).all() == []


def test_without_a_token_a_button_does_nothing(store, sign_in, november):
    consultation_id = start(store)
    owner = sign_in("owner", consultation_id)
    for deed in ("open", "close", "reopen"):
        address = f"/office/consultations/{consultation_id}/{deed}"
        assert owner.client.post(address, base_url=owner.base_url).status_code == 400
