"""An officer lists the people a decision touches, with how many there are and who says so."""

from datetime import date

import pytest

from consult.groups.models import ConsultationGroup
from consult.groups.queries import list_groups
from tests import make

CARERS = {
    "name": "Carers",
    "description": "People who look after somebody.",
    "population": "1,204",
    "source": "Carers register",
    "counted_on-day": "31",
    "counted_on-month": "March",
    "counted_on-year": "2026",
}


def start(store, *names: str, **values) -> tuple[int, list[int]]:
    with store.unit_of_work() as db:
        made = make.consultation(db, **{"status": "draft", **values})
        return made.id, [make.group(db, made, name=name, mark=place).id for place, name in enumerate(names, start=1)]


def names(store, consultation_id: int) -> list[str]:
    with store.reading() as db:
        return [group.name for group in list_groups(db, consultation_id)]


def here(consultation_id: int, *rest: object) -> str:
    return "/".join([f"/office/consultations/{consultation_id}/groups", *map(str, rest)])


def test_an_empty_list_says_whom_to_think_of_first(store, sign_in):
    consultation_id, _ = start(store)
    page = sign_in("owner", consultation_id).get(here(consultation_id))
    assert page.has("No groups yet")
    assert page.has("Add a group")


def test_a_group_is_added_with_its_number_its_source_and_its_date(store, sign_in, november):
    consultation_id, _ = start(store)
    analyst = sign_in("analyst", consultation_id)
    page = analyst.follow(analyst.post(here(consultation_id, "new"), CARERS))
    assert page.has("About 1,204 people") and page.has("Carers register") and page.has("31 March 2026")
    with store.reading() as db:
        (kept,) = db.query(ConsultationGroup).all()
        assert (kept.population, kept.source, kept.counted_on, kept.mark) == (
            1204,
            "Carers register",
            date(2026, 3, 31),
            1,
        )


def test_save_and_add_another_comes_back_to_an_empty_form(store, sign_in, november):
    consultation_id, _ = start(store)
    owner = sign_in("owner", consultation_id)
    page = owner.follow(owner.post(here(consultation_id, "new"), {**CARERS, "more": "yes"}))
    assert page.h1 == "Add a group"
    assert page.field("name") == ""
    assert names(store, consultation_id) == ["Carers"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": ""}, "Enter a name for the group, like “Family carers”"),
        ({"population": "a few"}, "Enter how many carers there are as a whole number, like 210"),
        ({"population": "-5"}, "Enter how many carers there are as a whole number, like 210"),
        ({"population": "2.5"}, "Enter how many carers there are as a whole number, like 210"),
        ({"population": "0"}, "Enter how many carers there are as a whole number, like 210"),
        ({"population": "9" * 5000}, "Enter how many carers there are as a whole number, like 210"),
        ({"population": "", "name": "NHS staff"}, "Enter how many NHS staff there are as a whole number, like 210"),
        ({"population": "x", "name": "n" * 61}, "Enter how many people there are as a whole number, like 210"),
        ({"counted_on-year": "2027"}, "Date it was counted must be today or in the past"),
        ({"source": "s" * 20_001}, "Where the number comes from is 20,001 characters long."),
        ({"name": "volunteers"}, "There is a group called “Volunteers” already. Choose another name."),
    ],
)
def test_each_error_names_its_field_and_keeps_what_was_typed(store, sign_in, november, typed, error):
    consultation_id, _ = start(store, "Volunteers")
    page = sign_in("owner", consultation_id).post(here(consultation_id, "new"), {**CARERS, **typed}, status=422)
    assert page.has("There is a problem")
    assert page.has(error)
    for name, value in {**CARERS, **typed}.items():
        if name != "description":
            assert page.field(name) == value
    assert names(store, consultation_id) == ["Volunteers"]


@pytest.mark.parametrize(("typed", "kept"), [("210", 210), (" 1 204 ", 1204), ("٢١٠", 210), ("999999999", 999999999)])
def test_a_number_may_be_written_as_people_write_it(store, sign_in, november, typed, kept):
    consultation_id, _ = start(store)
    sign_in("owner", consultation_id).post(here(consultation_id, "new"), {**CARERS, "population": typed})
    with store.reading() as db:
        assert db.query(ConsultationGroup).one().population == kept


def test_groups_are_reordered_by_buttons_without_script(store, sign_in):
    consultation_id, (_, _, c) = start(store, "a", "b", "c")
    owner = sign_in("owner", consultation_id)
    page = owner.follow(owner.post(here(consultation_id, c, "move"), {"to": "up"}))
    assert page.has("“c” moved up.")
    assert names(store, consultation_id) == ["a", "c", "b"]


def test_a_group_is_retired_and_brought_back(store, sign_in):
    consultation_id, (carers, _) = start(store, "Carers", "Tenants")
    owner = sign_in("owner", consultation_id)
    page = owner.follow(owner.post(here(consultation_id, carers, "retire"), {"to": "retire"}))
    assert page.has("Retired groups")
    assert names(store, consultation_id) == ["Tenants"]
    owner.post(here(consultation_id, carers, "retire"), {"to": "restore"})
    assert names(store, consultation_id) == ["Tenants", "Carers"]


def test_a_save_over_a_colleagues_is_refused_and_shows_what_is_saved(store, sign_in, november):
    consultation_id, (carers,) = start(store, "Carers")
    ann, ben = sign_in("owner", consultation_id), sign_in("analyst", consultation_id)
    seen = ben.get(here(consultation_id, carers)).field("seen")
    ann.post(here(consultation_id, carers), {**CARERS, "seen": ann.get(here(consultation_id, carers)).field("seen")})
    page = ben.post(here(consultation_id, carers), {**CARERS, "population": "99", "seen": seen}, status=409)
    assert page.has("changed this group while you were working on it")
    assert page.has("How many are there? 1204")
    assert page.field("population") == "99"
    ben.post(here(consultation_id, carers), {**CARERS, "population": "99", "seen": page.field("seen")})
    with store.reading() as db:
        assert db.query(ConsultationGroup).one().population == 99


def test_a_group_of_another_consultation_is_not_there(store, sign_in):
    first, _ = start(store)
    _, (theirs,) = start(store, "Carers")
    owner = sign_in("owner", first)
    owner.get(here(first, theirs), status=404)
    owner.post(here(first, theirs, "retire"), {"to": "retire"}, status=404)
    owner.get(here(first, 10**12), status=404)


def test_viewers_read_and_cannot_change(store, sign_in):
    consultation_id, (carers,) = start(store, "Carers")
    viewer = sign_in("viewer", consultation_id)
    page = viewer.get(here(consultation_id))
    assert page.has("Carers") and not page.has("Add a group") and not page.has("Move up")
    viewer.get(here(consultation_id, carers), status=403)
    viewer.post(here(consultation_id, carers, "move"), {"to": "up"}, status=403)


def test_once_closed_only_the_number_can_be_corrected(store, sign_in, november):
    consultation_id, (carers,) = start(store, "Carers", status="closed")
    owner = sign_in("owner", consultation_id)
    page = owner.get(here(consultation_id))
    assert not page.has("Retire") and not page.has("Add a group")
    form = owner.get(here(consultation_id, carers))
    assert form.field("name") is None
    owner.post(here(consultation_id, carers), {**CARERS, "name": "Sneaked in", "seen": form.field("seen")})
    assert names(store, consultation_id) == ["Carers"]
    owner.post(here(consultation_id, "new"), {**CARERS, "name": "New"}, status=409)
    bad = owner.post(here(consultation_id, carers), {"population": "many"}, status=422)
    assert bad.has("Enter how many carers there are as a whole number, like 210")


@pytest.mark.parametrize("odd", ["<script>alert(1)</script>", "=1+1", "\u202eevil שלום", "👩‍👩‍👧‍👦", "w" * 5000])
def test_odd_names_are_shown_as_text(store, sign_in, november, odd):
    consultation_id, _ = start(store)
    owner = sign_in("owner", consultation_id)
    sent = {**CARERS, "name": odd, "description": odd, "source": odd}
    page = owner.follow(owner.post(here(consultation_id, "new"), sent))
    assert page.reading.count(odd) >= 3
    assert "<script>alert" not in page.text


def test_the_seventh_group_has_the_grey_mark(store, sign_in):
    consultation_id, _ = start(store, *"abcdefg")
    page = sign_in("owner", consultation_id).get(here(consultation_id))
    marks = [element.get("class").split("--")[1] for element in page.all("{http://www.w3.org/2000/svg}svg")]
    assert marks == ["1", "2", "3", "4", "5", "6", "6"]
