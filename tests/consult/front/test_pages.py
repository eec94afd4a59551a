"""What the public sees before answering anything."""

from datetime import date

import pytest
from sqlalchemy import func, select

from surveys.database import Base
from tests import make
from tests.browser import Visitor


def row_counts(store):
    with store.reading() as db:
        return {
            name: db.scalar(select(func.count()).select_from(table)) for name, table in Base.metadata.tables.items()
        }


def put(store, **values):
    with store.unit_of_work() as db:
        return make.consultation(db, **values).public_id


def test_an_empty_site_says_what_will_be_here(visitor: Visitor):
    page = visitor.get("/")
    assert page.h1 == "What matters to you?"
    assert page.has("Nothing is open at the moment")


def test_open_consultations_come_first_and_drafts_not_at_all(store, visitor: Visitor, november):
    put(store, title="Parks", status="closed", closes_on=date(2026, 11, 3))
    put(store, title="Meals", status="open")
    put(store, title="Buses", status="published", closes_on=date(2026, 11, 2))
    put(store, title="Secret plans", status="draft")
    text = visitor.get("/").reading
    assert text.index("Meals") < text.index("Parks") < text.index("Buses")
    assert "Secret plans" not in text


def test_the_list_is_paged_and_a_page_too_far_shows_the_last(store, visitor: Visitor, november):
    with store.unit_of_work() as db:
        for number in range(120):
            make.consultation(db, title=f"Consultation {number:03}", status="open")
    assert visitor.get("/").has("Consultations 1 to 50 of 120")
    assert visitor.get("/?page=3").has("Consultations 101 to 120 of 120")
    assert visitor.get("/?page=99999").has("Consultations 101 to 120 of 120")
    assert visitor.get("/?page=-4").has("Consultations 1 to 50 of 120")
    assert visitor.get("/?page=%00x").has("Consultations 1 to 50 of 120")


def test_a_draft_is_not_there_for_the_public_but_its_owner_can_look(store, visitor: Visitor, sign_in):
    with store.unit_of_work() as db:
        made = make.consultation(db, status="draft", title="Not yet")
        consultation_id, address = made.id, f"/c/{made.public_id}"
    visitor.get(address, status=404)
    sign_in("officer").get(address, status=404)
    assert sign_in("owner", consultation_id).get(address).has("This is a draft")


@pytest.mark.parametrize("address", ["/c/nothing", "/c/" + "x" * 3000, "/c/%F0%9F%8D%B2", "/c/%00"])
def test_an_unknown_address_is_a_page_that_says_so(visitor: Visitor, address):
    visitor.get(address, status=404)


def test_the_page_says_what_is_decided_who_asks_until_when_and_how_answers_are_used(store, visitor, november):
    page = visitor.get("/c/" + put(store))
    assert page.h1 == "Community meals"
    assert page.has("Open until the end of 20 December 2026.")
    assert page.has("What the meals service should do from April.")
    assert page.has("Wexmoor County Council")
    assert page.has("meals@wexmoor.example")
    assert page.has("We use your answers only for this consultation.")
    assert not page.has("invented")


def test_an_invented_consultation_says_so(store, visitor: Visitor, november):
    assert visitor.get("/c/" + put(store, is_invented=True)).has("This consultation is invented")


def test_before_its_first_day_and_after_its_last_it_says_when(store, visitor: Visitor, november):
    soon = put(store, opens_on=date(2026, 12, 1))
    over = put(store, opens_on=date(2026, 10, 1), closes_on=date(2026, 11, 21))
    assert visitor.get(f"/c/{soon}").has("Opens on 1 December 2026. Closes on 20 December 2026.")
    page = visitor.get(f"/c/{over}")
    assert page.has("Closed on 21 November 2026.")
    assert page.has("No more answers can be taken")


def test_the_last_day_counts_in_local_time_until_its_end(store, visitor: Visitor, at_moment):
    # 23:30 UTC on 30 June is half past midnight on 1 July in British summer time.
    last_day = put(store, opens_on=date(2026, 6, 1), closes_on=date(2026, 6, 30))
    at_moment(2026, 6, 30, 22, 30)
    assert visitor.get(f"/c/{last_day}").has("Open until the end of 30 June 2026.")
    at_moment(2026, 6, 30, 23, 30)
    assert visitor.get(f"/c/{last_day}").has("Closed on 30 June 2026.")


def test_only_open_surveys_are_offered(store, app, visitor: Visitor, november):
    with store.unit_of_work() as db:
        made = make.consultation(db)
        version = {"published_number": 1, "opened_at": make.NOON}
        make.survey(db, made, title="Tell us", status="open", minutes=7, **version)
        make.survey(db, made, title="Old one", status="closed", closed_at=make.NOON, **version)
        make.survey(db, made, title="Being built")
        address = f"/c/{made.public_id}"
    page = visitor.get(address)
    assert not page.has("Old one") and not page.has("Being built")
    if "respond.landing" in app.view_functions:
        assert page.has("Tell us") and page.has("about 7 minutes")


TRICKS = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "\u202eRTL\u202c שלום",
    "🍲" * 50,
    "a" * 3000,
    "line one\n\n\nline two",
    "{{ 7 * 7 }}",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_what_officers_write_is_shown_as_text(store, visitor: Visitor, november, trick):
    fields = ("title", "purpose", "decision", "asked_by", "contact", "privacy_notice")
    page = visitor.get("/c/" + put(store, **dict.fromkeys(fields, trick)))
    assert len(page.all("script")) == len(visitor.get("/privacy").all("script"))
    assert " ".join(trick.split()) in page.reading
    assert "49" not in page.h1
    visitor.get("/")


@pytest.mark.parametrize("address", ["/privacy", "/accessibility", "/cookies"])
def test_the_standing_pages_are_there_and_leave_no_cookie(visitor: Visitor, address):
    assert "Set-Cookie" not in visitor.get(address).headers


def test_every_cookie_the_site_sets_is_on_the_cookies_page(app, visitor: Visitor, sign_in, store):
    with store.unit_of_work() as db:
        consultation_id = make.consultation(db).id
    listed = visitor.get("/cookies").reading
    owner = sign_in("owner", consultation_id)
    here = f"/office/consultations/{consultation_id}"
    for person, addresses in ((visitor, ("/", "/account/sign-in")), (owner, ("/office/", f"{here}/details"))):
        for address in addresses:
            for cookie in person.get(address).headers.getlist("Set-Cookie"):
                assert cookie.split("=")[0] in listed


def test_looking_around_changes_nothing(store, visitor: Visitor, november):
    address = "/c/" + put(store)
    before = row_counts(store)
    for place in ("/", address, "/privacy", "/cookies", "/accessibility"):
        visitor.get(place)
    assert row_counts(store) == before


def test_what_opens_later_has_a_place_of_its_own(store, visitor: Visitor, november):
    put(store, title="Meals")
    put(store, title="Later", opens_on=date(2026, 12, 1))
    text = visitor.get("/").reading
    assert text.index("Open now") < text.index("Meals") < text.index("Opening soon") < text.index("Later")
