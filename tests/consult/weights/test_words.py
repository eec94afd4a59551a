"""What people wrote beside a comparison: who reads it, what is hidden in it, and whose words count."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import event, select

from consult.audit import AuditEntry
from consult.web import paging
from surveys.database import Database
from tests.browser import Page
from tests.consult.weights import made
from tests.consult.weights.made import Asked
from tests.consult.weights.made_kinds import declined, pairs, points, sets

HEARD = "Hot meals come first. Ring me on 01632 960 123, my name is Ada Quill."


def address(asked: Asked, name: str = "words") -> str:
    return f"/office/questions/{asked.question_id}/weights/{name}"


def order(asked: Asked, words: str | None) -> dict[str, Any]:
    items = list(asked.items.values())
    return {"state": "ranked", "order": items[:2], "offered": items, "reason": words}


def entries(page: Page) -> list[list[str]]:
    """Of each entry the words, what the person did and the groups they named."""
    return [
        [" ".join("".join(part.itertext()).split()) for tag in ("p", "span") for part in one.iter(tag)
         if part.get("class") != "heed-answer__facts"]
        for one in page.all("li") if one.get("class") == "heed-suggestion"
    ]  # fmt: skip


def test_each_entry_has_the_words_what_the_person_did_and_their_groups(asked: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        made.store(
            db,
            asked,
            [
                (order(asked, "Company, above all"), ["home", "carers"], {}),
                (order(asked, None), ["home"], {}),
                (None, ["home"], {}),
                *[(declined(one) | {"reason": f"Because {one}"}, [], {}) for one in ("none", "undecided", "words")],
            ],
        )
    page = sign_in("analyst", asked.consultation_id).get(address(asked))
    assert entries(page) == [
        ["Because words", "Chose nothing", "No group named"],
        ["Because undecided", "Said that they cannot decide", "No group named"],
        ["Because none", "Said that none of these matter to them", "No group named"],
        ["Company, above all", "Put outcomes in order of importance", "People at home", "Family carers"],
    ]
    assert page.has("4 people wrote something")


@pytest.mark.parametrize(
    ("how", "value", "did"),
    [
        ("points", lambda asked: points(asked, {"company": 100}), "Shared out 100 points among the outcomes"),
        (
            "best_worst",
            lambda asked: sets(asked, (list(asked.items)[:4], "company", None)),
            "Picked the most and the least important outcome from sets of 4",
        ),
        ("pairs", lambda asked: pairs(asked, ("company", "hot_meal", "same")), "Chose between pairs of outcomes"),
        ("pairs", lambda _: declined("unsure"), "Said “I cannot say” and chose nothing"),
    ],
)
def test_what_the_person_did_is_told_for_every_way_of_asking(sign_in, store: Database, how: str, value, did: str):
    with store.unit_of_work() as db:
        asked = made.county(db, people=1, how=how)
        made.store(db, asked, [(value(asked) | {"reason": "So there"}, [], {})])
    assert entries(sign_in("owner", asked.consultation_id).get(address(asked))) == [["So there", did, "No group named"]]


def test_personal_details_are_hidden_on_the_page_and_in_the_file(asked: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        made.store(db, asked, [(order(asked, HEARD), ["home"], {}), (order(asked, "=1+1"), [], {})])
    officer = sign_in("analyst", asked.consultation_id)
    page, file = officer.get(address(asked)), officer.post(address(asked, "words.csv"), status=200)
    assert "attachment" in file.headers["Content-Disposition"]
    for told in (page, file):
        assert "Hot meals come first. Ring me on [phone hidden], my name is [name hidden]." in told.text
        assert "960" not in told.text and "Quill" not in told.text
    assert list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))[:2] == [
        ["wrote", "did", "groups"],
        ["'=1+1", "Put outcomes in order of importance", ""],
    ]
    with store.reading() as db:
        row = db.scalars(select(AuditEntry).where(AuditEntry.verb == "weights.export_words")).one()
        assert (row.object_type, row.object_id) == ("question", asked.question_id)


def test_a_changed_response_counts_once_and_a_test_response_not_at_all(asked: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        first, other = made.store(db, asked, [(order(asked, f"First words {n}"), [], {}) for n in (1, 2)])
        made.store(
            db,
            asked,
            [
                (order(asked, "Second thoughts"), [], {"supersedes_id": first.id}),
                (order(asked, None), [], {"supersedes_id": other.id}),
                (order(asked, "Only to try it out"), [], {"is_test": True}),
            ],
        )
    page = sign_in("analyst", asked.consultation_id).get(address(asked))
    assert [one[0] for one in entries(page)] == ["Second thoughts"] and page.has("1 person wrote something")


def test_only_those_who_may_read_the_answers_are_led_there_and_let_in(weighed: Asked, sign_in, store: Database, weigh):
    officer, viewer = sign_in("analyst", weighed.consultation_id), sign_in("viewer", weighed.consultation_id)
    assert not officer.get(address(weighed, "detail")).has("What people wrote")
    with store.unit_of_work() as db:
        made.store(db, weighed, [(declined("words") | {"reason": f"A word, {n}"}, [], {}) for n in range(14)])
    weigh(weighed)
    for name in ("", "detail"):
        page = officer.get(address(weighed, name).rstrip("/"))
        links = {" ".join("".join(one.itertext()).split()): one.get("href") for one in page.all("a")}
        assert links["What people wrote: 14"] == address(weighed)
        assert not viewer.get(address(weighed, name).rstrip("/")).has("What people wrote")
    alone = officer.get(links["wrote something and chose nothing"])
    assert len(entries(alone)) == 14 and alone.has("14 people wrote something")
    assert address(weighed) not in viewer.get(address(weighed, "detail")).text
    viewer.get(address(weighed), status=403)
    viewer.post(address(weighed, "words.csv"), status=403)
    sign_in("officer").get(address(weighed), status=404)


def test_before_there_are_weights_the_words_can_be_read_too(asked: Asked, sign_in, store: Database):
    officer = sign_in("analyst", asked.consultation_id)
    assert officer.get(address(asked)).has("Nobody has written anything yet")
    with store.unit_of_work() as db:
        made.store(db, asked, [(order(asked, "Company"), [], {})])
    assert officer.get(address(asked, "").rstrip("/")).has("What people wrote: 1")


def test_the_list_is_narrowed_to_those_who_did_one_thing(asked: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        rows = [order(asked, "In order"), declined("none") | {"reason": "None"}, declined("words") | {"reason": "Word"}]
        made.store(db, asked, [(one, [], {}) for one in rows])
    officer = sign_in("analyst", asked.consultation_id)
    for did, words in (("chose", ["In order"]), ("none", ["None"]), ("words", ["Word"]), ("undecided", [])):
        assert [one[0] for one in entries(officer.get(f"{address(asked)}?did={did}"))] == words
    assert officer.get(f"{address(asked)}?did=undecided").has("Nobody who did this wrote anything.")
    assert len(entries(officer.get(f"{address(asked)}?did=anything"))) == 3


def test_the_list_is_paged_newest_first_and_asks_no_question_for_each_row(
    asked: Asked, sign_in, store: Database, monkeypatch: pytest.MonkeyPatch
):
    with store.unit_of_work() as db:
        made.store(db, asked, [(order(asked, f"Number {n}"), ["home"], {}) for n in range(paging.PAGE_SIZE + 3)])
    officer, asked_of_it = sign_in("analyst", asked.consultation_id), []
    event.listen(store.reader, "before_cursor_execute", lambda *told: asked_of_it.append(told[2]))
    counts = []
    for number, first, n in ((1, "Number 52", paging.PAGE_SIZE), (2, "Number 2", 3)):
        asked_of_it.clear()
        page = officer.get(f"{address(asked)}?page={number}")
        counts.append(len(asked_of_it))
        found = [one[0] for one in entries(page)]
        assert (found[0], len(found)) == (first, n)
    assert counts[0] == counts[1] > 0
    file = officer.post(address(asked, "words.csv"), status=200)
    assert len(file.text.splitlines()) == 1 + paging.PAGE_SIZE + 3
