"""Promise 5: sending twice counts once, however many send at one moment; other answers under one id are kept beside."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import pytest
from sqlalchemy import func, select

from surveys import intake
from surveys.collection import Answer, HeldResponse, Response
from surveys.database import Database
from surveys.definition import Survey
from surveys.drafts import Draft
from surveys.intake import Incoming, accept_response
from surveys.lifecycle import open_survey
from surveys.questionnaire import Questionnaire, find_version, read_version
from surveys.receipts import ReceiptKeys, instance_of
from tests import make
from tests.promises.crowd import Resident, make_open_survey, running

pytestmark = pytest.mark.promise

THREADS, EACH = 50, 4  # two hundred posts
KEYS = ReceiptKeys((b"k" * 32,))


def press_at_once(post: Callable[[], None]) -> list[Exception]:
    """Two hundred posts from fifty places at one moment; what failed."""
    barrier, faults = threading.Barrier(THREADS), []

    def press() -> None:
        barrier.wait()
        for _ in range(EACH):
            try:
                post()
            except Exception as fault:  # every fault is a failure of the promise, whatever its kind
                faults.append(fault)

    threads = [threading.Thread(target=press) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@dataclass
class Door:
    """An open question of which two hundred copies of one response are brought to the one door."""

    database: Database
    survey_id: int
    question_id: int
    walk: Questionnaire
    receipts: list[str] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)

    def bring(self, words: str, token: str = "one and the same") -> None:
        """One post, in a unit of work of its own."""
        with self.database.unit_of_work() as db:
            survey = db.get_one(Survey, self.survey_id)
            incoming = Incoming(instance_of(token), {self.question_id: {"text": words}})
            receipt = accept_response(db, survey, self.walk, incoming, keys=KEYS, at=make.NOON)
        self.receipts.append(receipt.reference)
        self.held.append(receipt.held)

    def stored(self) -> tuple[int, int, int]:
        """How many responses, answers and held responses there are."""
        with self.database.reading() as db:
            counts = [db.scalar(select(func.count(kind.id))) for kind in (Response, Answer, HeldResponse)]
        return counts[0] or 0, counts[1] or 0, counts[2] or 0


@pytest.fixture
def door(database: Database) -> Door:
    with database.unit_of_work() as db:
        survey = make.survey(db, make.consultation(db))
        asked = make.question(db, survey)
        open_survey(db, survey, closes_at=None, at=make.NOON)
        version = find_version(db, survey)
        assert version is not None
        return Door(database, survey.id, asked.id, read_version(version))


def test_two_hundred_posts_of_one_id_at_once_make_one_response_and_equal_receipts(door: Door):
    assert press_at_once(lambda: door.bring("A hot dinner")) == []
    assert door.stored() == (1, 1, 0)
    assert len(door.receipts) == 200 and len(set(door.receipts)) == 1 and not any(door.held)


def test_two_sets_of_answers_under_one_id_are_both_kept_once_and_the_first_is_counted(door: Door):
    turn = count()
    words = ("A hot dinner", "Company at lunch")
    assert press_at_once(lambda: door.bring(words[next(turn) % 2])) == []
    assert door.stored() == (1, 1, 1)
    assert len(door.receipts) == 200 and len(set(door.receipts)) == 1
    with door.database.reading() as db:
        counted, held = db.scalar(select(Answer.text)), db.scalar(select(HeldResponse.payload))
    assert held is not None
    assert {counted, held["answers"][str(door.question_id)]["text"]} == set(words)
    assert door.held.count(True) == 100


def test_a_door_that_looks_for_no_earlier_response_is_caught(door: Door, monkeypatch: pytest.MonkeyPatch):
    """The planted fault, and what stands behind it: the database itself refuses the second."""
    monkeypatch.setattr(intake, "_find", lambda db, instance_id: None)
    faults = press_at_once(lambda: door.bring("A hot dinner"))
    assert len(faults) == 199 and len(door.receipts) == 1
    assert door.stored()[0] == 1


def test_a_door_that_names_each_post_anew_is_caught(door: Door):
    """The planted fault: the id is made when the post comes, not when the form is made."""
    turn = count()
    assert press_at_once(lambda: door.bring("A hot dinner", token=str(next(turn)))) == []
    assert door.stored()[0] == len(set(door.receipts)) == 200


def test_two_hundred_presses_of_send_on_two_server_processes_show_one_receipt(environ: dict[str, str]):
    """The same from outside: real requests to the real server, each with the receipt page read after it."""
    database = Database(environ["DATABASE_URL"])
    survey = make_open_survey(database)
    receipts: list[str] = []
    with running(environ) as server:
        person = Resident(server.port, survey)
        assert person.begin()
        address = person.fill_in()
        assert address is not None

        def press() -> None:
            window = Resident(server.port, survey)
            window.token, window.cookie = person.token, person.cookie
            assert window.send(address)
            _, _, page = window.ask("GET", f"{address}/received")
            receipts.extend(re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", page)[:1])

        assert press_at_once(press) == []
    with database.reading() as db:
        counts = [db.scalar(select(func.count(kind.id))) for kind in (Response, HeldResponse, Draft)]
    database.dispose()
    assert counts == [1, 0, 0]
    assert len(receipts) == 200 and len(set(receipts)) == 1
