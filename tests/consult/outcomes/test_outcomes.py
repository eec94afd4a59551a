"""Themes become outcomes: asked for gain or loss, told apart, kept with where they came from."""

from __future__ import annotations

from sqlalchemy import func, select

from consult.audit import AuditEntry
from consult.outcomes.models import Outcome
from consult.themes.models import Theme
from surveys.database import Database
from tests.browser import Visitor
from tests.consult.outcomes.conftest import Themes

COMPANY = {"sentence": "People eat in company", "direction": "gain", "ranked_as": ""}
PARKING = {"sentence": "Streets near the hall get busier", "direction": "loss", "ranked_as": ""}


def make_one(officer: Visitor, theme_id: int, words: dict[str, str], status: int = 303):
    return officer.post(f"/office/themes/{theme_id}/outcome", words, status=status)


def outcomes_of(store: Database) -> list[Outcome]:
    with store.reading() as db:
        return list(db.scalars(select(Outcome).order_by(Outcome.position, Outcome.id)))


def test_the_page_lists_signed_off_themes_that_wait_the_most_often_said_first(themes: Themes, sign_in):
    page = sign_in("analyst", themes.consultation_id).get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert page.has("Themes that wait (3)") and page.has("9 answers, version 2")
    assert page.reading.index("parking by the hall") < page.reading.index("company at lunch")


def test_a_theme_becomes_an_outcome_that_keeps_the_version_it_came_from(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    form = officer.get(f"/office/themes/{themes.theme_ids[0]}/outcome")
    assert "Company at lunch" in form.text
    make_one(officer, themes.theme_ids[0], COMPANY)
    made = outcomes_of(store)[0]
    assert (made.theme_id, made.theme_version, made.ranked_as) == (themes.theme_ids[0], 2, "People eat in company")
    page = officer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert page.has("From the theme company at lunch , version 2, 3 answers")


def test_what_became_of_the_theme_since_is_said(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, themes.theme_ids[0])
        theme.version, theme.label = 5, "lunch together"
    page = officer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert page.has("it is at version 5 now, called “lunch together”")


def test_gain_or_loss_is_asked_and_never_assumed(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    page = make_one(officer, themes.theme_ids[0], {"sentence": "People eat in company", "ranked_as": "Lunch"}, 422)
    assert page.has("Choose whether it is a gain or a loss") and page.has("There is a problem")
    assert page.field("ranked_as") == "Lunch" and "People eat in company" in page.text
    assert not outcomes_of(store)


def test_an_empty_sentence_is_a_named_error(themes: Themes, sign_in):
    page = make_one(sign_in("analyst", themes.consultation_id), themes.theme_ids[0], {**COMPANY, "sentence": " "}, 422)
    assert page.has("Say in one sentence what changes for people")


def test_a_harm_is_ranked_as_its_avoidance_whatever_was_typed(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    same = {**PARKING, "ranked_as": "Streets near the hall get busier."}
    page = make_one(officer, themes.theme_ids[2], same, 422)
    assert page.has("Word it as the harm avoided") and page.field("ranked_as") == "Streets near the hall get busier."
    make_one(officer, themes.theme_ids[2], PARKING)
    assert outcomes_of(store)[0].ranked_as == "Avoiding this: streets near the hall get busier"


def test_two_outcomes_cannot_be_ranked_under_the_same_words(themes: Themes, sign_in):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    page = make_one(
        officer, themes.theme_ids[1], {**COMPANY, "sentence": "Another", "ranked_as": "PEOPLE eat in company"}, 422
    )
    assert page.has("People could not tell them apart when they rank")


def test_a_theme_pressed_twice_is_one_outcome(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    for _ in range(2):
        page = make_one(officer, themes.theme_ids[0], COMPANY)
    assert officer.follow(page).has("This theme is an outcome already")
    assert len(outcomes_of(store)) == 1


def test_a_theme_that_is_not_signed_off_becomes_no_outcome(themes: Themes, sign_in, store: Database):
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, themes.theme_ids[0])
        theme.status, theme.signed_off_by = "candidate", None
    page = make_one(sign_in("analyst", themes.consultation_id), themes.theme_ids[0], COMPANY, 409)
    assert page.has("Sign the theme off first")


def test_a_colleagues_quicker_save_is_named_and_the_words_typed_are_kept(themes: Themes, sign_in, store: Database):
    quick, slow = (sign_in("analyst", themes.consultation_id) for _ in range(2))
    make_one(quick, themes.theme_ids[0], COMPANY)
    made = outcomes_of(store)[0]
    seen = slow.get(f"/office/outcomes/{made.id}").field("seen")
    quick.post(f"/office/outcomes/{made.id}", {**COMPANY, "sentence": "Quick words", "seen": seen})
    page = slow.post(f"/office/outcomes/{made.id}", {**COMPANY, "sentence": "Slow words", "seen": seen}, status=409)
    assert page.has("changed this outcome while you were working on it") and page.has("Quick words")
    assert "Slow words" in page.text and "Person" in page.reading
    slow.post(f"/office/outcomes/{made.id}", {**COMPANY, "sentence": "Slow words", "seen": page.field("seen")})
    assert outcomes_of(store)[0].sentence == "Slow words"


def test_moving_an_outcome_changes_the_order_and_leaves_an_open_form_good(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    make_one(officer, themes.theme_ids[2], PARKING)
    first, second = outcomes_of(store)
    seen = officer.get(f"/office/outcomes/{second.id}").field("seen")
    officer.post(f"/office/outcomes/{second.id}/move", {"to": "up"})
    assert [one.id for one in outcomes_of(store)] == [second.id, first.id]
    officer.post(f"/office/outcomes/{second.id}", {**PARKING, "sentence": "Busier streets", "seen": seen})
    assert outcomes_of(store)[0].sentence == "Busier streets"


def test_a_retired_outcome_can_be_brought_back(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    made = outcomes_of(store)[0]
    officer.post(f"/office/outcomes/{made.id}/retire", {"to": "retire"})
    page = officer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert page.has("Retired outcomes") and page.has("Themes that wait (3)")
    officer.post(f"/office/outcomes/{made.id}/retire", {"to": "restore"})
    assert outcomes_of(store)[0].retired_at is None


def test_a_retired_outcome_does_not_come_back_beside_its_successor(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    old = outcomes_of(store)[0]
    officer.post(f"/office/outcomes/{old.id}/retire", {"to": "retire"})
    make_one(officer, themes.theme_ids[0], {**COMPANY, "sentence": "Lunch together"})
    page = officer.follow(officer.post(f"/office/outcomes/{old.id}/retire", {"to": "restore"}))
    assert page.has("This theme is an outcome already: “Lunch together”")


def test_outcomes_that_read_alike_or_point_two_ways_are_warned_of(themes: Themes, sign_in):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], {**COMPANY, "ranked_as": "More company at lunch"})
    make_one(officer, themes.theme_ids[1], {**COMPANY, "sentence": "B", "ranked_as": "Company at every lunch"})
    make_one(officer, themes.theme_ids[2], {**PARKING, "ranked_as": "Less traffic"})
    page = officer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert page.has("Two outcomes read nearly the same") and page.has("Some point up and some point down")


def test_what_people_type_is_shown_as_text(themes: Themes, sign_in):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], {**COMPANY, "sentence": "<script>alert(1)</script> =1+1 \u202e"})
    page = officer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert "&lt;script&gt;" in page.text and "<script>alert" not in page.text


def test_a_councillor_reads_outcomes_and_changes_none(themes: Themes, sign_in, store: Database):
    make_one(sign_in("analyst", themes.consultation_id), themes.theme_ids[0], COMPANY)
    viewer = sign_in("viewer", themes.consultation_id)
    page = viewer.get(f"/office/consultations/{themes.consultation_id}/outcomes")
    assert page.has("People eat in company") and not page.has("Retire") and not page.has("Make it an outcome")
    viewer.post(f"/office/outcomes/{outcomes_of(store)[0].id}/retire", {"to": "retire"}, status=403)


def test_the_page_asks_the_same_few_questions_however_many_outcomes_there_are(themes: Themes, sign_in, count_queries):
    officer = sign_in("analyst", themes.consultation_id)
    address = f"/office/consultations/{themes.consultation_id}/outcomes"
    make_one(officer, themes.theme_ids[0], COMPANY)
    officer.get(address)
    with count_queries() as one:
        officer.get(address)
    make_one(officer, themes.theme_ids[1], {**COMPANY, "sentence": "Hot meals", "ranked_as": "Hot meals"})
    make_one(officer, themes.theme_ids[2], PARKING)
    officer.get(address)
    with count_queries() as three:
        officer.get(address)
    assert len(three) == len(one)


def test_every_change_leaves_an_audit_row(themes: Themes, sign_in, store: Database):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    with store.reading() as db:
        assert db.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.verb == "outcomes.add")) == 1
